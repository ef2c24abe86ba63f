"""任务分工表: the rows of a plan's task-division table, the same for every format it is written in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, groupby

import msgspec

from luodi.plan.model import Due, Plan, PlanDocument, Provision, Task
from luodi.publish.printable import printable
from luodi.publish.responsibility import responsibility

# Titles that say themselves that tasks are divided: 《…》任务分工表, 重点任务清单, 责任分解表, 分工方案.
_OWN_TITLE = re.compile(r"(?:分工|分解|任务|责任|措施|推进)\S{0,6}表$|清单$|分工方案$")
_NUMERAL = re.compile(
    r"\s*(?:第[〇零一二三四五六七八九十百\d]+[编章节条部分]+\s*|[（(][〇零一二三四五六七八九十百\d]+[）)]|"
    r"[〇零一二三四五六七八九十百]+[、.．]|\d+(?:[.．]\d+)*[、.．)）](?!\d)|[①-⑳])\s*"
)
# A heading that only says what the column's header says already.
_CONTAINER = re.compile(r"(?:主要|重点|工作|具体|核心|总体)*(?:任务|举措|工作)")
# The words of a responsibility clause that are no names.
_CLAUSE_WORDS = re.compile(
    r"按照?|各自|职责|职能|分工|牵头|负责|配合|参与|落实|组织|实施|责任|主办|协办|单位|部门|等|有关|相关|各|和|\W"
)


class TaskRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row: one task. `heading` names it, `wording` is the rest of its text, paragraphs apart by newlines.

    `due` is the last day as an ISO date, for ledgers; a deadline that the wording does not say stands in `remark`.
    """

    number: str
    path: str
    category: str
    heading: str
    wording: str
    lead: str
    cooperate: str
    remark: str
    due: str | None

    @property
    def task(self) -> str:
        """The whole cell: the heading as its first sentence."""
        return self.opening + self.wording

    @property
    def opening(self) -> str:
        """The heading with the full stop that parts it from the wording."""
        return self.heading + ("。" if self.heading and self.wording and self.heading[-1] not in "。！？；：，" else "")


class TaskGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Rows `first` to `first + count - 1` share a category: one merged cell."""

    category: str
    first: int
    count: int


class TaskTable(msgspec.Struct, frozen=True, kw_only=True):
    """A task-division table. A row without category spans both columns of 主要任务.

    `cooperate_label` is None where nobody leads and nobody cooperates: then there is one column of bodies.
    `dated` is the source document's date (ISO), the table's own for want of another.
    """

    title: str
    lead_label: str
    cooperate_label: str | None
    rows: tuple[TaskRow, ...]
    groups: tuple[TaskGroup, ...]
    note: str | None
    dated: str | None

    @property
    def labels(self) -> tuple[str, ...]:
        """The header's labels; 主要任务 spans two columns."""
        cooperate = () if self.cooperate_label is None else (self.cooperate_label,)
        return ("序号", "主要任务", self.lead_label, *cooperate, "备注")


def task_table(plan: Plan) -> TaskTable:
    """The task-division table of a plan, a row for each task in the document's order.

    Read back, the table gives the same tasks with the same bodies in the same roles. A task whose clauses have bodies
    of their own keeps the clauses' brackets in its wording, and its cells name all of them.
    """
    roles = [{assignment.role for assignment in task.assignments} for task in plan.tasks]
    one_column = set().union(*roles) == {"duty"}
    without_lead = any("duty" in each and "lead" not in each for each in roles)
    above = _headings_above(plan.provisions)
    rows = tuple(
        _row(number, task, task.category or above.get(task.path, ()), plan.document.text, one_column=one_column)
        for number, task in zip(_numbers(plan.tasks), plan.tasks, strict=True)
    )
    return TaskTable(
        title=printable(_title(plan.document)),
        lead_label="责任单位" if one_column else "牵头（负责）部门" if without_lead else "牵头部门",
        cooperate_label=None if one_column else "配合部门",
        rows=rows,
        groups=tuple(_groups(rows)),
        note=_note(plan.document),
        dated=plan.document.issued,
    )


def _numbers(tasks: Sequence[Task]) -> list[str]:
    """The printed numbers where the document is a numbered table itself, else 1, 2, 3 …"""
    printed = [task.path for task in tasks]
    numbered = all(path.isdecimal() for path in printed) and len(set(printed)) == len(printed)
    return printed if numbered else [str(number) for number in range(1, len(tasks) + 1)]


def _row(number: str, task: Task, above: Sequence[str], text: str, *, one_column: bool) -> TaskRow:
    apart = len({frozenset((each.role, each.name) for each in clause.assignments) for clause in task.clauses}) > 1
    wording, in_brackets = _wording(task, text, keep=apart)
    cells = responsibility(task.assignments, text, one_column=one_column)
    dues = list({due.written: due for due in chain(task.dues, *(clause.dues for clause in task.clauses))}.values())
    remarks = [
        task.remark or "",
        "各分项责任见任务内括注" if in_brackets else "",
        *(f"完成时限：{due.written}" for due in dues if _unsaid(due, task, wording)),
    ]
    return TaskRow(
        number=number,
        path=task.path,
        category=printable(_category(above, task.title)),
        heading=printable(task.title),
        wording=printable(wording),
        lead=printable(cells.lead),
        cooperate=printable(cells.cooperate),
        remark=printable("；".join(filter(None, remarks))),
        due=max((due.by for due in dues if due.by), default=None),
    )


def _unsaid(due: Due, task: Task, wording: str) -> bool:
    return not any(due.written in said for said in (task.title, wording, task.remark or ""))


# ---------------------------------------------------------------- the task's cell


def _wording(task: Task, text: str, *, keep: bool) -> tuple[str, bool]:
    """What a task says beyond its title, and whether brackets of responsibility were kept in it.

    Left out: the printed number, the title, and brackets and lines that say nothing but who is responsible.
    """
    start = text.find(task.text, task.anchor.start, task.anchor.end) if task.text else -1
    found: set[tuple[int, int]] = set()
    if start >= 0:
        assigned = chain(task.assignments, *(clause.assignments for clause in task.clauses))
        places = [each.anchor.start - start for each in assigned]
        found = {pair for pair in _brackets(task.text) if any(pair[0] < place < pair[1] for place in places)}
    said = task.text
    for first, last in sorted(found, reverse=True) if not keep else ():
        said = said[:first] + said[last + 1 :]
    said = "\n".join(line.strip() for line in re.split(r"[\t\n\r]+", said) if not _besides(line, task))
    numeral = _NUMERAL.match(said)
    if numeral and said[numeral.end() :].startswith(task.title):
        said = said[numeral.end() :]
    said = said.removeprefix(task.title).lstrip("。：: \n") if task.title else said
    return said, keep and bool(found)


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """First and last position of each outermost pair of brackets, of whatever kind."""
    opened: list[int] = []
    for position, character in enumerate(text):
        if character in "（(【［[":
            opened.append(position)
        elif character in "）)】］]" and opened:
            first = opened.pop()
            if not opened:
                yield first, position


def _besides(line: str, task: Task) -> bool:
    """Whether a line is no part of the wording: empty, another cell of the task's row, or who is responsible."""
    rest = line.strip()
    if not rest or (rest in (task.path, *task.category, task.remark) and rest != task.title):
        return True
    written = sorted({part for each in task.assignments for part in (each.written, each.name)}, key=len, reverse=True)
    if not any(name in rest for name in written):
        return False
    for name in written:
        rest = rest.replace(name, "")
    return not _CLAUSE_WORDS.sub("", rest)


# ---------------------------------------------------------------- categories


def _category(above: Sequence[str], title: str) -> str:
    """The headings above a task, numbers and mere containers left out, joined as a book and its chapter are."""
    headings = [_NUMERAL.sub("", heading, count=1).strip(" 。：:") for heading in above]
    headings = [heading for heading in headings if heading and heading != title]
    named = [heading for heading in headings if not _CONTAINER.fullmatch(heading)]
    return "·".join(named or headings[-1:])


def _headings_above(provisions: Sequence[Provision]) -> dict[str, tuple[str, ...]]:
    """For the path of each provision, the headings of those above it from the root, in document order."""
    chains: dict[str, tuple[str, ...]] = {}  # by id, the provision's own heading included
    above: dict[str, tuple[str, ...]] = {}
    for provision in provisions:
        above[provision.path] = chains.get(provision.parent or "", ())
        chains[provision.id] = (*above[provision.path], provision.heading or "")
    return above


def _groups(rows: Sequence[TaskRow]) -> Iterator[TaskGroup]:
    for category, members in groupby(range(len(rows)), key=lambda index: rows[index].category):
        indices = list(members)
        if category:
            yield TaskGroup(category=category, first=indices[0], count=len(indices))


# ---------------------------------------------------------------- title and note


def _title(document: PlanDocument) -> str:
    if not document.title:
        return "任务分工表"
    return document.title if _OWN_TITLE.search(document.title) else f"{quoted(document.title)}任务分工表"


def quoted(title: str) -> str:
    """In book marks; those inside become single ones (GB/T 15834-2011, 4.15.3.2)."""
    return f"《{title.translate(str.maketrans('《》', '〈〉'))}》"


def _note(document: PlanDocument) -> str | None:
    """The source with its number and date, where the document says them."""
    known = "，".join(filter(None, (document.number, _in_chinese(document.issued))))
    if not document.title or not known:
        return None
    return printable(f"注：本表根据{quoted(document.title)}（{known}）整理。")


def _in_chinese(iso: str | None) -> str:
    """2023-12-29 as 2023年12月29日; a month or a year alone as such."""
    return "".join(f"{int(part)}{unit}" for part, unit in zip((iso or "").split("-"), "年月日", strict=False) if part)
