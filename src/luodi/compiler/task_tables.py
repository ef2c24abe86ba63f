"""Tables that divide tasks: which column says what, by the words of its header, and what each row says.

Rows are the provisions. A cell over several rows holds for all of them; a row that is one cell over the whole width
heads the rows below it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from luodi.compiler.bodies import level_of
from luodi.compiler.outline import LONGEST_HEADING
from luodi.compiler.responsibility import Duty, duties_in_cell
from luodi.documents import Anchor, Block, Document, TableCell
from luodi.documents.marks import mark_at
from luodi.plan import Role

Column = Literal["number", "category", "task", "content", "bodies", "due", "remark", "indicator", "other"]

_LABELS: tuple[tuple[Column, re.Pattern[str]], ...] = (
    ("number", re.compile(r"^(?:序号?|编号|项号|NO\.?|No\.?)$")),
    ("due", re.compile(r"时限|期限|完成时间|时间(?:节点|安排|要求|进度)?$|进度(?:安排|要求)?$|完成年限")),
    ("other", re.compile(r"领导|责任人|联系人|联系电话|联络员")),
    ("bodies", re.compile(r"^(?:任务|责任|部门|职责)?分工$|主责|牵头|责任|负责|配合|协办|参与|承办|主办|协同|指导(?:单位|部门)|(?:实施|落实|主管|协作|支持)(?:单位|部门|主体)|^(?:单位|部门)(?:名称)?$")),
    ("remark", re.compile(r"备注|说明")),
    ("indicator", re.compile(r"^指标(?:名称)?$|主要指标|指标项")),
    ("category", re.compile(r"类别|分类|领域|方面|板块|[一二三]级|类型|属性|专项|章节")),
    ("task", re.compile(r"任务|举措|措施|事项|工作|项目|要点|政策|行动|改革|清单|内容")),
)  # fmt: skip
_CONTENT = re.compile(r"内容|措施|举措|要求|目标|要点|描述|成果")
_GOALS = re.compile(r"目标(?:任务|值)?$|目标任务|量化指标|任务指标")
_NOTHING = re.compile(r"^[/\\—－\-–无]*$")
_COUNTED = re.compile(r"[（(](?:共)?\d{1,3}[项条个][）)]$")


@dataclass(frozen=True, slots=True)
class Row:
    """A task of a table, its values with their anchors. `number` is the printed one, None where rows have none."""

    number: str | None
    category: tuple[str, ...]
    title: Anchor
    content: Anchor | None
    duties: tuple[Duty, ...]
    due: Anchor | None
    remark: str | None
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that could not be put together."""

    anchor: Anchor


@dataclass(slots=True)
class TaskTable:
    """What a table of tasks holds; `heads` are the anchors of its header and of rows that head others."""

    rows: list[Row] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    heads: list[Anchor] = field(default_factory=list)
    goals: bool = False  # what its tasks consist of are the goals of a year (年度目标任务)


@dataclass(frozen=True, slots=True)
class _Header:
    columns: tuple[Column, ...]
    labels: tuple[str, ...]
    rows: int

    def of(self, kind: Column) -> list[int]:
        return [index for index, column in enumerate(self.columns) if column == kind]


def task_table(document: Document, block: Block, first_leads: str | None = None) -> TaskTable | None:
    """The tasks of a table, None if it does not divide tasks.

    `first_leads` is the document's own sentence that makes the first body of an unlabelled list the lead.
    """
    grid = _grid(block)
    height = max(cell.row + cell.rows for cell in block.cells)
    width = max(cell.column + cell.columns for cell in block.cells)
    header = _header(document, grid, height, width)
    if header is None or not header.of("bodies") or not (header.of("task") or header.of("content")):
        return None
    header = _grouped(document, grid, header, height)
    goals = any(_GOALS.search(header.labels[column]) for column in header.of("content") or header.of("task"))
    table = TaskTable(goals=goals)
    if header.rows:
        table.heads.append(_row_anchor(grid, 0, width, header.rows))
    heading: tuple[str, ...] = ()
    for row in range(header.rows, height):
        cells = _cells(grid, row, width)
        texts = {cell.column: document.quote(cell.anchor) for cell in cells}
        if not any(texts.values()):
            continue
        filled = [cell for cell in cells if texts[cell.column]]
        if len(filled) == 1 and (filled[0].columns == width or _heads(document, header, filled[0])):
            cells = filled
            heading = _heading(document, cells[0].anchor)
            table.heads.append(cells[0].anchor)
            continue
        if _is_header_again(header, texts):
            table.heads.append(_row_anchor(grid, row, width, 1))
            continue
        read = _row(document, grid, header, row, width, heading, first_leads)
        if isinstance(read, Row):
            table.rows.append(read)
        elif read is not None:
            table.broken.append(read)
    return table


def _grid(block: Block) -> dict[tuple[int, int], TableCell]:
    grid: dict[tuple[int, int], TableCell] = {}
    for cell in block.cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                grid[row, column] = cell
    return grid


def _cells(grid: dict[tuple[int, int], TableCell], row: int, width: int) -> list[TableCell]:
    """The cells that cover a row, each once."""
    cells: list[TableCell] = []
    for column in range(width):
        cell = grid.get((row, column))
        if cell is not None and cell not in cells:
            cells.append(cell)
    return cells


def _row_anchor(grid: dict[tuple[int, int], TableCell], row: int, width: int, rows: int) -> Anchor:
    """The characters that stand in some rows: cells that begin there."""
    cells = [cell for r in range(row, row + rows) for cell in _cells(grid, r, width) if cell.row == r]
    return Anchor(min(cell.anchor.start for cell in cells), max(cell.anchor.end for cell in cells))


# ---------------------------------------------------------------- header


def _header(document: Document, grid: dict[tuple[int, int], TableCell], height: int, width: int) -> _Header | None:
    """The header of one or two rows at the top, or below a title row over the whole width."""
    for top in range(min(3, height)):
        cells = _cells(grid, top, width)
        if len(cells) < 2:
            continue
        rows = _header_rows(document, grid, top, height, width)
        labels = tuple(_label(document, grid, top, rows, column) for column in range(width))
        columns = _columns(labels, [grid.get((top, column)) for column in range(width)])
        if "bodies" in columns or "indicator" in columns:
            return _Header(columns, labels, top + rows)
        return None
    return None


def _header_rows(document: Document, grid: dict[tuple[int, int], TableCell], top: int, height: int, width: int) -> int:
    first = _cells(grid, top, width)
    rows = max(cell.rows for cell in first if cell.row == top)
    if rows == 1 and top + 1 < height and any(cell.columns > 1 for cell in first):
        below = [document.quote(cell.anchor) for cell in _cells(grid, top + 1, width)]
        if (
            below
            and all(len(text) <= 12 and not re.search(r"\d|。", text) for text in below)
            and any(pattern.search(text) for text in below for _, pattern in _LABELS)
        ):
            return 2
    return min(rows, 3)


def _label(document: Document, grid: dict[tuple[int, int], TableCell], top: int, rows: int, column: int) -> str:
    words: list[str] = []
    for row in range(top, top + rows):
        cell = grid.get((row, column))
        if cell is not None and (text := document.quote(cell.anchor).replace("\n", "")) and text not in words:
            words.append(text)
    return "".join(words)


def _columns(labels: Sequence[str], cells: Sequence[TableCell | None]) -> tuple[Column, ...]:
    """The kind of each column. Of several under one task header the last is the task, those before it categories."""
    columns: list[Column] = [
        next((kind for kind, pattern in _LABELS if pattern.search(label)), "other") for label in labels
    ]
    if "indicator" in columns:  # beside indicators 单位 is a unit
        columns = [
            "other" if kind == "bodies" and label == "单位" else kind
            for kind, label in zip(columns, labels, strict=True)
        ]
    for index, cell in enumerate(cells):
        if columns[index] == "other" and not labels[index] and index and columns[index - 1] in ("task", "category"):
            columns[index] = columns[index - 1]
        if columns[index] == "task" and index + 1 < len(columns) and cell is not None and cells[index + 1] is cell:
            columns[index] = "category"
    if "number" in columns and columns[0] != "number" and columns[0] == "other":
        columns[0] = "category"
    tasks = [i for i, kind in enumerate(columns) if kind == "task"]
    if len(tasks) > 1:
        contents = [i for i in tasks if _CONTENT.search(labels[i]) and i != tasks[0]]
        for i in contents:
            columns[i] = "content"
        remaining = [i for i in tasks if i not in contents]
        for i in remaining[:-1]:
            columns[i] = "category"
    first_body = columns.index("bodies") if "bodies" in columns else len(columns)
    if "task" not in columns and "indicator" not in columns:
        left = [i for i in range(first_body) if columns[i] in ("category", "other") and labels[i] is not None]
        if left:
            columns[left[-1]] = "task"
    return tuple(columns)


def _grouped(document: Document, grid: dict[tuple[int, int], TableCell], header: _Header, height: int) -> _Header:
    """The header with its task column as a category where tasks span several rows that each have a measure of their own."""
    tasks, contents = header.of("task"), header.of("content")
    if not tasks or not contents:
        return header
    spanning = {cell.row for row in range(header.rows, height) if (cell := grid.get((row, tasks[0]))) and cell.rows > 1}
    measures = [
        document.quote(cell.anchor) for row in range(header.rows, height) if (cell := grid.get((row, contents[0])))
    ]
    if not spanning or len(set(measures)) < len(measures):
        return header
    columns = list(header.columns)
    columns[tasks[0]], columns[contents[0]] = "category", "task"
    return replace(header, columns=tuple(columns))


def _is_header_again(header: _Header, texts: dict[int, str]) -> bool:
    return sum(bool(text) and text.replace("\n", "") == header.labels[column] for column, text in texts.items()) >= 3


# ---------------------------------------------------------------- rows


def _heads(document: Document, header: _Header, cell: TableCell) -> bool:
    """一、审批提速 alone in the first column: the heading of the rows below."""
    mark = mark_at(document.text, cell.anchor.start, cell.anchor.end)
    return cell.column == 0 and mark is not None and mark.text < cell.anchor.end and mark.kind in ("cn", "cn_paren")


def _heading(document: Document, anchor: Anchor) -> tuple[str, ...]:
    """The words of a heading row, without its number and the count of its items."""
    text = document.quote(anchor)
    mark = mark_at(document.text, anchor.start, anchor.end)
    words = document.text[mark.text : anchor.end] if mark is not None else text
    return (_COUNTED.sub("", words).strip("：: "),)


def _row(
    document: Document,
    grid: dict[tuple[int, int], TableCell],
    header: _Header,
    row: int,
    width: int,
    heading: tuple[str, ...],
    first_leads: str | None,
) -> Row | Broken | None:
    def cell(column: int) -> TableCell | None:
        return grid.get((row, column))

    def text(column: int) -> str:
        found = cell(column)
        return document.quote(found.anchor) if found is not None else ""

    own = [c for c in _cells(grid, row, width) if c.row == row and c.anchor.end > c.anchor.start]
    if not own:
        return None
    anchor = Anchor(min(c.anchor.start for c in own), max(c.anchor.end for c in own))
    task = _task_column(header, text)
    if task is None:
        return Broken(anchor)
    task_cell = cell(task)
    assert task_cell is not None
    contents = [c for c in header.of("content") if text(c) and c != task]
    numbers = [text(c) for c in header.of("number") if text(c)]
    if header.of("number") and not numbers and task_cell.row == row and not any(text(c) for c in header.of("bodies")):
        return Broken(anchor)
    category = [text(c) for c in header.of("category") if text(c)]
    dues = [cell(c) for c in header.of("due") if not _NOTHING.match(text(c))]
    remarks = [text(c) for c in header.of("remark") if not _NOTHING.match(text(c))]
    title, wording = _title(document.text, task_cell)
    if contents and (content_cell := cell(contents[0])) is not None:
        wording = content_cell.anchor
    due = dues[0] if dues else None
    return Row(
        number=re.sub(r"[.．、。\s]", "", numbers[0]) if numbers else None,
        category=heading + tuple(dict.fromkeys(re.sub(r"\n", "", word) for word in category)),
        title=title,
        content=wording,
        duties=tuple(_duties(document, header, cell, first_leads)),
        due=due.anchor if due is not None else None,
        remark="；".join(remarks) or None,
        anchor=anchor,
    )


def _title(text: str, cell: TableCell) -> tuple[Anchor, Anchor | None]:
    """The task of a cell and its wording, where the face or a line of its own sets the task apart; else all is the task."""
    start, end = cell.anchor.start, cell.anchor.end
    stop, left = start, cell.bold
    while left and stop < end:
        left -= not text[stop].isspace()
        stop += 1
    line = text.find("\n", start, end)
    if stop in (start, end) and 0 < line - start <= LONGEST_HEADING and text[line - 1] not in "，、；：":
        stop = line
    if start < stop < end and (text[stop - 1] in "。：" or text[stop] in "。：\n"):
        head = stop
        while head > start and text[head - 1] in "。：":
            head -= 1
        while stop < end and text[stop] in "。：\n ":
            stop += 1
        return Anchor(start, head), Anchor(stop, end)
    return cell.anchor, None


def _task_column(header: _Header, text: Callable[[int], str]) -> int | None:
    """The column that says the task: its own, or the category or content when it is empty."""
    for kind in ("task", "content", "category"):
        filled = [column for column in header.of(kind) if text(column)]
        if filled:
            return filled[-1] if kind == "category" else filled[0]
    return None


def _duties(
    document: Document, header: _Header, cell: Callable[[int], TableCell | None], first_leads: str | None
) -> Iterator[Duty]:
    """The duties of a row, column by column; a level said in one column holds for bare names in the next."""
    seen: set[tuple[int, int, Role]] = set()
    level: str | None = None
    for column in header.of("bodies"):
        found = cell(column)
        if found is None or _NOTHING.match(document.quote(found.anchor)):
            continue
        label = header.labels[column]
        for duty in duties_in_cell(document.text, found.anchor.start, found.anchor.end, label, level, first_leads):
            key = (duty.name.start, duty.name.end, duty.role)
            if key not in seen:
                seen.add(key)
                yield duty
            level = level_of(duty.name.name) or level
