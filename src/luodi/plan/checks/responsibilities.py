"""Who answers for what: every task somebody, one of them first, each under a name that is in use."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, pairwise

from luodi.documents import Anchor
from luodi.plan.checks.finding import finding, shortened
from luodi.plan.model import Assignment, Clause, Finding, Plan, PlanDocument, Severity, Task
from luodi.registry import Identity, identify, is_department, renamed, stands_alone
from luodi.registry.bodies import bodies, departments

# ---------------------------------------------------------------- tasks that nobody is named for


def plan_without_bodies(plan: Plan) -> Iterator[Finding]:
    """No task of the plan names a body: the division of labour is left to another document."""
    if plan.tasks and not any(task.assignments for task in plan.tasks):
        yield finding("plan-without-bodies", "warning", None, count=len(plan.tasks))


def section_without_bodies(plan: Plan) -> Iterator[Finding]:
    """No task of a section names a body, while those of other sections do."""
    for parent, tasks in _bare_sections(plan).items():
        safeguards = _SAFEGUARDS.search(tasks[0].category[-1]) if tasks[0].category else None
        severity: Severity = "warning" if safeguards else "error"
        place = Anchor(tasks[0].anchor.start, tasks[-1].anchor.end)
        yield finding("section-without-bodies", severity, place, path=parent, count=len(tasks))


def task_without_body(plan: Plan) -> Iterator[Finding]:
    """A task that nobody is named for, in its responsibility or in its words."""
    for task in _bare_tasks(plan):
        if not _NAMED.search(task.text):
            yield finding("task-without-body", "error", task.anchor, path=task.path, title=shortened(task.title))


def body_only_in_prose(plan: Plan) -> Iterator[Finding]:
    """A task without a clause of responsibility whose words say who acts: 各市、各部门要…, 办公室设在…."""
    for task in _bare_tasks(plan):
        if named := _NAMED.search(task.text):
            quote = shortened(named.group().strip("，。；、：\n"))
            values = {"path": task.path, "title": shortened(task.title), "quote": quote}
            yield finding("body-only-in-prose", "warning", task.anchor, **values)


_SAFEGUARDS = re.compile(r"保障|组织|实施|领导|落实|推进$|要求")
_NAMED = re.compile(
    r"(?:^|[，。；：\n])(?:[\u4e00-\u9fff“”、]|（[市区县旗、]{1,7}）){0,40}?"
    r"(?:领导小组|联席会议|专班|指挥部|办公室|政府|部门|单位|各[市县区地]|各级|各(?:县|市|区|旗)?（[市区县旗、]{1,7}）|[委局厅部办室]|中心)(?:成员单位)?"
    r"(?:主要负责同志|负责同志)?(?:要|应|须|对(?!照|接|标|象|于|外)|会同|牵头|负责|统筹|每年|每季度|每月|定期|按月|按季|建立)"
    r"|(?:单位|部门|政府)主要负责同志|办公室设在|由[^，。；]{2,20}(?:会同|牵头|负责|组织)"
    r"|由[^，。；]{0,6}(?:委|局|厅|部|办|政府)[^，。；]{0,6}(?:任召集人|任组长)"
)


def _bare_tasks(plan: Plan) -> Iterator[Task]:
    """Tasks without a body, but for those of a plan or section that has none at all, which is said once."""
    sections = _bare_sections(plan)
    for task in _expected(plan):
        if not task.assignments and _parent(task) not in sections:
            yield task


def _expected(plan: Plan) -> tuple[Task, ...]:
    """The tasks that should name bodies: rows alone where only the rows of a table of tasks name them."""
    assigned = [task for task in plan.tasks if task.assignments]
    if assigned and all(_is_row(task) for task in assigned):
        return tuple(task for task in plan.tasks if _is_row(task))
    return plan.tasks if assigned else ()


def _is_row(task: Task) -> bool:
    return task.path.partition("#")[0].isdigit()


def _bare_sections(plan: Plan) -> dict[str, list[Task]]:
    sections: dict[str, list[Task]] = {}
    for task in _expected(plan):
        sections.setdefault(_parent(task), []).append(task)
    return {
        parent: tasks
        for parent, tasks in sections.items()
        if parent and len(tasks) > 1 and not any(task.assignments or _NAMED.search(task.text) for task in tasks)
    }


def _parent(task: Task) -> str:
    return task.path.rpartition("/")[0]


# ---------------------------------------------------------------- who leads


def cooperation_without_lead(plan: Plan) -> Iterator[Finding]:
    """A task with bodies that co-operate, but none to co-operate with."""
    for task in plan.tasks:
        if task.assignments and all(assignment.role == "cooperate" for assignment in task.assignments):
            yield finding("cooperation-without-lead", "error", task.anchor, path=task.path, title=shortened(task.title))


_JOINT_PLAN = 3
"""Joint duties from which on a plan without any lead is one matter, not one of each task."""


def plan_without_leads(plan: Plan) -> Iterator[Finding]:
    """Nobody leads anything in the whole plan: joint duty is its rule."""
    joint = list(_joint_duties(plan))
    if len(joint) >= _JOINT_PLAN and not _has_leads(plan):
        yield finding("plan-without-leads", "warning", _place(joint[0][1]), count=len(joint), path=joint[0][0].path)


def duty_without_lead(plan: Plan) -> Iterator[Finding]:
    """Several bodies answer for a clause together, and none of them leads.

    Joint responsibility is a form of its own (按职责分工负责) and no mistake; who answers for the whole is still open.
    Sets of bodies (各市人民政府) answer for their own places, so one body beside them leads by itself.
    """
    joint = list(_joint_duties(plan))
    if len(joint) >= _JOINT_PLAN and not _has_leads(plan):
        return  # said once, by plan_without_leads
    for task, assignments in joint:
        names = dict.fromkeys(assignment.name for assignment in assignments)
        values = {"path": task.path, "bodies": "、".join(names), "count": len(names)}
        yield finding("duty-without-lead", "warning", _place(assignments), **values)


def _has_leads(plan: Plan) -> bool:
    return any(assignment.role == "lead" for task in plan.tasks for assignment in task.assignments)


def _joint_duties(plan: Plan) -> Iterator[tuple[Task, list[Assignment]]]:
    for task in plan.tasks:
        for part in _parts(task):
            roles = {assignment.role for assignment in part.assignments}
            assignments = [assignment for assignment in part.assignments if assignment.role == "duty"]
            alone = {assignment.name for assignment in assignments if not assignment.group}
            if "lead" not in roles and len(alone) > 1 and not _convened(plan.document.text, assignments):
                yield task, assignments


def _convened(text: str, assignments: Sequence[Assignment]) -> bool:
    """Whether one body acts together with others (甲会同乙负责): the one named before 会同 comes first."""
    places = sorted((assignment.anchor for assignment in assignments), key=lambda anchor: anchor.start)
    return any("会同" in text[one.end : other.start] for one, other in pairwise(places))


def _parts(task: Task) -> tuple[Clause | Task, ...]:
    """The clauses of a task that make somebody responsible, else the task itself."""
    return tuple(clause for clause in task.clauses if clause.assignments) or (task,)


def _place(assignments: Sequence[Assignment]) -> Anchor:
    anchors = [assignment.anchor for assignment in assignments]
    return Anchor(min(anchor.start for anchor in anchors), max(anchor.end for anchor in anchors))


# ---------------------------------------------------------------- one body, one role


def lead_also_cooperating(plan: Plan) -> Iterator[Finding]:
    """A body that leads a clause and co-operates in it."""
    text = plan.document.text
    for task in plan.tasks:
        for part in _parts(task):
            leads = {_who(assignment): assignment for assignment in part.assignments if assignment.role != "cooperate"}
            for helper in part.assignments:
                lead = leads.get(_who(helper)) if helper.role == "cooperate" else None
                if lead is None or _divided(text, lead.anchor, helper.anchor):
                    continue
                if _same_name(lead, helper, plan.document):
                    yield finding("lead-also-cooperating", "warning", helper.anchor, path=task.path, name=helper.name)


def _divided(text: str, one: Anchor, other: Anchor) -> bool:
    """Whether two names stand in different sentences of a clause: 甲牵头，乙配合；乙牵头，甲配合."""
    first, last = sorted((one, other), key=lambda anchor: anchor.start)
    between = text[first.end : last.start]
    return "；" in between or "。" in between


def body_named_twice(plan: Plan) -> Iterator[Finding]:
    """A body that stands twice in one role, under one name or two."""
    text = plan.document.text
    for task in plan.tasks:
        for part in _parts(task):
            seen: dict[tuple[str, str], Assignment] = {}
            for assignment, stop in zip(part.assignments, _list_ends(part), strict=True):
                first = seen.setdefault((assignment.role, _who(assignment)), assignment)
                again = assignment.anchor if first is not assignment else _repetition(text, assignment, stop)
                if again is None or _divided(text, first.anchor, again):
                    continue
                if _same_name(first, assignment, plan.document):
                    yield finding("body-named-twice", "warning", again, path=task.path, name=assignment.name)


_SEPARATORS = frozenset("、，,；;和及与 \n")
_LIST_ENDS = ("等", "）", ")", "。", "按", "负责", "牵头", "配合")
_OTHER_LIST = re.compile(r"[。；\n（）()]|负责|牵头|配合")
_LONGEST_LIST = 200
"""Characters within which a list of bodies is looked at for a repetition."""


def _list_ends(part: Clause | Task) -> list[int]:
    """For each assignment the place where the first body of another role stands behind it."""
    ends: list[int] = []
    stop, role, start = sys.maxsize, None, sys.maxsize
    for assignment in reversed(part.assignments):
        stop = stop if assignment.role == role else start
        role, start = assignment.role, assignment.anchor.start
        ends.append(stop)
    return ends[::-1]


def _repetition(text: str, assignment: Assignment, stop: int) -> Anchor | None:
    """Where a list of bodies names one again before the next role, which the assignments leave out."""
    start, name = assignment.anchor.end, assignment.written
    if name != assignment.name:
        return None
    found = text.find(name, start, min(stop, start + _LONGEST_LIST))
    if found < 0 or text[found - 1] not in _SEPARATORS:
        return None
    end = found + len(name)
    closed = end == len(text) or text[end] in _SEPARATORS or text.startswith(_LIST_ENDS, end)
    return Anchor(found, end) if closed and not _OTHER_LIST.search(text, start, found) else None


def _who(assignment: Assignment) -> str:
    return assignment.body or assignment.name


def _same_name(one: Assignment, other: Assignment, document: PlanDocument) -> bool:
    """Whether two assignments name one body; bodies that share an office (纪委、监委) share an id but not the name."""
    if one.name == other.name:
        return True
    first, second = _identity(one.name, document), _identity(other.name, document)
    return first is not None and second is not None and first.name == second.name


# ---------------------------------------------------------------- names


def unknown_body(plan: Plan) -> Iterator[Finding]:
    """A body that the registry does not know, once, where it stands first."""
    seen: dict[str, list[Anchor]] = {}
    for assignment in chain.from_iterable(task.assignments for task in plan.tasks):
        if assignment.body is None and not assignment.group:
            seen.setdefault(assignment.name, []).append(assignment.anchor)
    for name, anchors in seen.items():
        if not _is_known(name, plan.document):
            yield finding("unknown-body", "warning", anchors[0], name=name, count=len(anchors))


_LOCAL = ("街道", "镇", "乡", "公安分局")


def _is_known(name: str, document: PlanDocument) -> bool:
    """Whether a name needs no entry in the registry.

    Departments without their place or with a second name (市市场监管局（市知识产权局）), institutions with a full name,
    and what every county has many of. An enterprise is named as it is registered, which an officer has to check.
    """
    first = name.partition("（")[0] if name.endswith("）") else name
    if is_department(first) or (first != name and _identity(first, document) is not None):
        return True
    return name.endswith(_LOCAL) or (stands_alone(name) and not name.endswith("公司"))


def body_renamed(plan: Plan) -> Iterator[Finding]:
    """A body that was renamed or dissolved before the document's own date, once, where it stands first.

    What has happened since is no fault of a document: a plan of 2020 rightly names the bodies of 2020.
    """
    issued = plan.document.issued
    if issued is None:
        return
    seen: dict[str, list[Anchor]] = {}
    for assignment in chain.from_iterable(task.assignments for task in plan.tasks):
        if assignment.body is not None and _kind(assignment.body) in _ended_kinds():
            seen.setdefault(assignment.name, []).append(assignment.anchor)
    for name, anchors in seen.items():
        identity = _identity(name, plan.document)
        ended = renamed(identity, issued) if identity is not None else None
        if ended is not None:
            values = {"name": name, "until": ended["until"], "successors": ended["successors"], "count": len(anchors)}
            yield finding("body-renamed", "warning", anchors[0], **values)


def _identity(name: str, document: PlanDocument) -> Identity | None:
    return identify(name, region=document.region, level=document.level, on=document.issued)


def _kind(body: str) -> str:
    """What the bodies of all places have in common in their ids; of the state's bodies the id's own last word."""
    return body.rpartition("/")[2].removesuffix("-branch")


@cache
def _ended_kinds() -> frozenset[str]:
    """Kinds of bodies of which some name is out of use: few, so that the others need not be looked up again."""
    ended = {department.kind for department in departments() if department.until}
    return frozenset(ended | {_kind(body.id) for body in bodies().values() if body.until})
