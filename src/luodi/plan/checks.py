"""校核: what can be said against the form of a plan, one function a check.

An error means that the plan cannot be carried out as it stands or that something of the document was lost; a warning
asks for something to be made clear; an info is worth knowing. Sums and shares are not form: they are checked where
indicators are measured. The sentences are in the message catalogue `findings`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import msgspec

from luodi import messages
from luodi.documents import Anchor
from luodi.messages import Language
from luodi.plan.encode import parts
from luodi.plan.model import Assignment, Clause, Finding, Plan, Severity, Target, Task

Check = Callable[[Plan], Iterator[Finding]]


def finding(code: str, severity: Severity, anchor: Anchor | None, /, **values: object) -> Finding:
    """A finding with its Chinese sentences. `code` must be in the catalogue (KeyError)."""
    texts = {name: str(value) for name, value in values.items()}
    message, advice = _sentences(code, "zh", texts)
    return Finding(code=code, severity=severity, message=message, advice=advice, values=texts, anchor=anchor)


def say(finding: Finding, language: Language) -> tuple[str, str]:
    """Message and advice in a language; those that the finding itself carries if its code is not in the catalogue."""
    if language == "zh":
        return finding.message, finding.advice
    try:
        return _sentences(finding.code, language, finding.values)
    except (KeyError, TypeError):  # another version of luodi wrote the plan
        return finding.message, finding.advice


def _sentences(code: str, language: Language, values: dict[str, str]) -> tuple[str, str]:
    entry = f"findings.{code}"
    return messages.say(f"{entry}.message", language, **values), messages.say(f"{entry}.advice", language, **values)


def review(plan: Plan) -> Plan:
    """The plan with the findings of every check, in the order of the text; findings of other origin stay."""
    codes = {check.__name__.replace("_", "-") for check in CHECKS}
    others = (kept for kept in plan.findings if kept.code not in codes)
    return msgspec.structs.replace(plan, findings=in_order(chain(others, findings(plan))))


def findings(plan: Plan) -> Iterator[Finding]:
    """What every check finds; of an empty plan only that it is empty."""
    nothing = tuple(nothing_of_a_plan(plan))
    yield from nothing or chain.from_iterable(check(plan) for check in CHECKS)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings without repetition, by place; those without a place first."""

    def place(found: Finding) -> tuple[int, int, str, str]:
        anchor = found.anchor or Anchor(-1, -1)
        return anchor.start, anchor.end, found.code, found.message

    distinct: list[Finding] = []
    for found in sorted(findings, key=place):
        if found not in distinct[-1:]:
            distinct.append(found)
    return tuple(distinct)


# ---------------------------------------------------------------- the plan as a whole


def nothing_of_a_plan(plan: Plan) -> Iterator[Finding]:
    """The text holds no task, target, commitment or project."""
    if not (plan.tasks or plan.targets or plan.commitments or plan.projects):
        yield finding("nothing-of-a-plan", "error", None)


def uncovered_text(plan: Plan) -> Iterator[Finding]:
    """Readable text that nothing of the plan covers: a maximal run is one finding."""
    end = 0
    text = plan.document.text
    for anchor in (*sorted(_covering(plan), key=lambda anchor: anchor.start), Anchor(len(text), len(text))):
        if anchor.start > end and any(character.isalnum() for character in text[end : anchor.start]):
            yield _uncovered(text, end, anchor.start)
        end = max(end, anchor.end)


def _covering(plan: Plan) -> Iterator[Anchor]:
    """Every place the plan refers to, its findings aside."""
    return (part for part in parts(msgspec.structs.replace(plan, findings=())) if isinstance(part, Anchor))


def _uncovered(text: str, start: int, end: int) -> Finding:
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    quote = " ".join(text[start:end].split())
    return finding("uncovered-text", "warning", Anchor(start, end), quote=shortened(quote), length=len(quote))


def shortened(text: str, length: int = 24) -> str:
    """The text, or its beginning with an ellipsis, in at most `length` characters."""
    return text if len(text) <= length else text[: length - 1] + "…"


# ---------------------------------------------------------------- responsibilities


def task_without_body(plan: Plan) -> Iterator[Finding]:
    """A task that nobody is named for."""
    if not any(task.assignments for task in plan.tasks):
        return  # said once, by plan_without_bodies
    for task in plan.tasks:
        if not task.assignments:
            yield finding("task-without-body", "error", task.anchor, path=task.path, title=shortened(task.title))


def plan_without_bodies(plan: Plan) -> Iterator[Finding]:
    """No task of the plan names a body: the division of labour is left to another document."""
    if plan.tasks and not any(task.assignments for task in plan.tasks):
        yield finding("plan-without-bodies", "warning", None, count=len(plan.tasks))


def cooperation_without_lead(plan: Plan) -> Iterator[Finding]:
    """A task with bodies that co-operate, but none to co-operate with."""
    for task in plan.tasks:
        if task.assignments and all(assignment.role == "cooperate" for assignment in task.assignments):
            yield finding("cooperation-without-lead", "error", task.anchor, path=task.path, title=shortened(task.title))


def duty_without_lead(plan: Plan) -> Iterator[Finding]:
    """Several bodies answer for a clause together, and none of them leads.

    Joint responsibility is a form of its own (按职责分工负责) and no mistake; who answers for the whole is still open.
    """
    for task in plan.tasks:
        clauses = tuple(clause for clause in task.clauses if clause.assignments)
        for part in clauses or (task,):
            jointly = _jointly(part)
            names = list(dict.fromkeys(assignment.name for assignment in jointly))
            if len(names) > 1:
                anchors = [assignment.anchor for assignment in jointly]
                place = Anchor(min(anchor.start for anchor in anchors), max(anchor.end for anchor in anchors))
                values = {"path": task.path, "bodies": "、".join(names), "count": len(names)}
                yield finding("duty-without-lead", "warning", place, **values)


def _jointly(part: Task | Clause) -> list[Assignment]:
    if any(assignment.role == "lead" for assignment in part.assignments):
        return []
    return [assignment for assignment in part.assignments if assignment.role == "duty"]


def unknown_body(plan: Plan) -> Iterator[Finding]:
    """A body that the registry does not know, once, where it stands first."""
    seen: dict[str, list[Anchor]] = {}
    for assignment in chain.from_iterable(task.assignments for task in plan.tasks):
        if assignment.body is None and not assignment.group:
            seen.setdefault(assignment.name, []).append(assignment.anchor)
    for name, anchors in seen.items():
        yield finding("unknown-body", "warning", anchors[0], name=name, count=len(anchors))


# ---------------------------------------------------------------- targets


def target_without_unit(plan: Plan) -> Iterator[Finding]:
    """A number that counts nothing named."""
    for target in plan.targets:
        if not target.unit.strip():
            yield finding("target-without-unit", "warning", _figure_at(plan, target), **_of(target))


def target_without_year(plan: Plan) -> Iterator[Finding]:
    """A target that need not be met by any time, nor every year."""
    for target in plan.targets:
        if target.year is None and target.recurrence is None:
            yield finding("target-without-year", "warning", _figure_at(plan, target), **_of(target))


def target_without_baseline(plan: Plan) -> Iterator[Finding]:
    """A target whose present value the document does not give. What is counted anew (新增) begins at nothing."""
    for target in plan.targets:
        if target.baseline is None and not target.subject.startswith(("新增", "新建")):
            yield finding("target-without-baseline", "info", _figure_at(plan, target), **_of(target))


def _figure_at(plan: Plan, target: Target) -> Anchor:
    """Where the figure itself stands, if its digits stand once at the target's anchor; else the anchor."""
    digits = rf"(?<![\d.]){target.value}"
    if target.value_max is not None:
        digits += rf"{re.escape(target.unit)}?[^\d、，。；]{{1,2}}{target.value_max}"
    pattern = re.compile(digits + rf"(?![\d.]){re.escape(target.unit)}")
    found = list(pattern.finditer(plan.document.text, target.anchor.start, target.anchor.end))
    return Anchor(found[0].start(), found[0].end()) if len(found) == 1 else target.anchor


def _of(target: Target) -> dict[str, str]:
    return {"path": target.path, "subject": shortened(target.subject), "figure": figure(target)}


def figure(target: Target) -> str:
    """The figure of a target as people write it: ≥530万辆, 3—5家."""
    if target.value_max is not None:
        return f"{target.value}—{target.value_max}{target.unit}"
    sign = {">=": "≥", "<=": "≤", "~": "约", "=": "", "range": ""}.get(target.comparator, target.comparator)
    return f"{sign}{target.value}{target.unit}"


CHECKS: tuple[Check, ...] = (
    nothing_of_a_plan,
    uncovered_text,
    plan_without_bodies,
    task_without_body,
    cooperation_without_lead,
    duty_without_lead,
    unknown_body,
    target_without_unit,
    target_without_year,
    target_without_baseline,
)
"""Every check; its findings have the name of its function, with hyphens, as code."""
