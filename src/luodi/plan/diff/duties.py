"""Who answers for a task otherwise than before, and by when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from luodi.documents import Anchor
from luodi.plan.diff.change import Change, Trace, crossed
from luodi.plan.diff.tasks import of_task
from luodi.plan.identity import fold
from luodi.plan.model import Assignment, Due, Plan, Task


def duty_changes(old: Plan, new: Plan, was: Task, task: Task) -> tuple[list[Change], list[Trace]]:
    """The changes of a task's bodies and deadlines, and where they show."""
    changes = list(_bodies(was, task))
    shown = list(crossed(_clauses(old, was), _clauses(new, task))) if changes else []
    if {*map(_date, was.dues)} != {*map(_date, task.dues)}:
        before, after = ("、".join(dict.fromkeys(due.written for due in one.dues)) for one in (was, task))
        changes.append(of_task(was, task, "due", before, after))
        shown += crossed([due.anchor for due in was.dues], [due.anchor for due in task.dues])
    return changes, [Trace(here, there, None) for here, there in shown]


def _date(due: Due) -> tuple[str | None, ...]:
    return due.start, due.by, due.recurrence, None if due.by or due.recurrence else fold(due.written)


def _bodies(was: Task, task: Task) -> Iterator[Change]:
    before, after = _roles(was.assignments), _roles(task.assignments)
    for name in dict.fromkeys([*before, *after]):
        if name not in after:
            yield of_task(was, task, "body-removed", before="、".join(before[name][1]), what=before[name][0])
        elif name not in before:
            yield of_task(was, task, "body-added", after="、".join(after[name][1]), what=after[name][0])
        elif before[name][1] != after[name][1]:
            yield of_task(was, task, "role", "、".join(before[name][1]), "、".join(after[name][1]), what=after[name][0])


def _roles(assignments: Iterable[Assignment]) -> dict[str, tuple[str, list[str]]]:
    """By body: what it is called, and its roles."""
    roles: dict[str, tuple[str, list[str]]] = {}
    for assignment in assignments:
        _, held = roles.setdefault(assignment.body or fold(assignment.name), (assignment.name, []))
        if assignment.role not in held:
            held.append(assignment.role)
            held.sort()
    return roles


def _clauses(plan: Plan, task: Task) -> list[Anchor]:
    """The stretches of a task that say who is responsible, brackets included."""
    text = plan.document.text
    clauses = [clause.assignments for clause in task.clauses if clause.assignments] or [task.assignments]
    anchors = []
    for assignments in clauses:
        if not assignments:
            continue
        start = min(assignment.anchor.start for assignment in assignments)
        end = max(assignment.anchor.end for assignment in assignments)
        opening = text.rfind("（", task.anchor.start, start)
        closing = text.find("）", end, task.anchor.end)
        if opening >= 0 and closing >= 0 and "）" not in text[opening:start]:
            start, end = opening, closing + 1
        else:
            end = next((at for at in range(end, task.anchor.end) if text[at] in "。；\n\t"), task.anchor.end)
        anchors.append(Anchor(start, end))
    return anchors
