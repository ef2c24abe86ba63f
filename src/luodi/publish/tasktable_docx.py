"""The task-division table as a Word document (GB/T 9704-2012)."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from luodi.publish.gbt9704 import (
    LANDSCAPE,
    PORTRAIT,
    Page,
    element,
    paragraph,
    run,
    title,
    write_document,
)
from luodi.publish.grid import grid, grid_cell, grid_row, keep_with_next
from luodi.publish.tasktable import TaskRow, TaskTable

_LONG_TASK = 60  # characters a task on average, from which its column needs the width of a turned sheet
_BESIDE, _ABOVE = 1.5, 0.8  # mm between a cell's text and its rules


def task_table_docx(table: TaskTable) -> bytes:
    """The .docx file: A4 upright, or turned where tasks are long. The same table gives the same bytes."""
    page = _page(table)
    widths = _widths(table, page)
    note = paragraph("TableNote", run(table.note)) if table.note else _nothing()
    blocks = [title(table.title, page), _table(table, widths), note]
    return write_document(blocks, page, title=table.title, dated=table.dated)


def _page(table: TaskTable) -> Page:
    length = sum(len(row.task) for row in table.rows)
    return LANDSCAPE if length > _LONG_TASK * len(table.rows) else PORTRAIT


def _widths(table: TaskTable, page: Page) -> list[float]:
    """Widths of the columns in mm: number, category, task, bodies, remark; the task has what the others leave.

    Two characters fit in the first and in an empty last, and 牵头（负责）部门 on a line, or broken before 部门.
    """
    wide = page is LANDSCAPE
    remarks = any(row.remark for row in table.rows)
    remark = (26.0 if wide else 20.0) if remarks else 12.0
    category = 26.0 if remarks and not wide else 30.0
    bodies = [37.0, 37.0] if wide else [28.5, 29.5]
    if table.cooperate_label is None:
        bodies = [sum(bodies) * 0.7]
    return [12.0, category, page.across - 12 - category - sum(bodies) - remark, *bodies, remark]


def _nothing() -> etree._Element:
    """The paragraph that must follow a table, too low to begin a page of its own."""
    return element("p", element("pPr", element("spacing", before=0, after=0, line=20, lineRule="exact")))


def _table(table: TaskTable, widths: Sequence[float]) -> etree._Element:
    merges = {
        index: "restart" if index == group.first else "continue"
        for group in table.groups
        if group.count > 1
        for index in range(group.first, group.first + group.count)
    }
    rows = [_row(table, each, widths, merges.get(index)) for index, each in enumerate(table.rows)]
    for index, made in enumerate(rows, 1):
        # A category's name stands beside its first rows, and the note is not left alone on a page.
        if merges.get(index - 1) == "restart" or (index == len(rows) and table.note):
            keep_with_next(made)
    return grid(widths, [_header(table, widths), *rows], table.title, beside=_BESIDE, above=_ABOVE)


def _header(table: TaskTable, widths: Sequence[float]) -> etree._Element:
    """The header row, on every page."""
    spans = [1, 2, *[1] * (len(table.labels) - 2)]
    starts = [0, 1, *range(3, len(widths))]
    cells = (
        grid_cell(sum(widths[start : start + span]), [paragraph("TableHeader", run(label))], span=span)
        for label, start, span in zip(table.labels, starts, spans, strict=True)
    )
    return grid_row(cells, header=True, height=10)


def _row(table: TaskTable, row: TaskRow, widths: Sequence[float], merged: str | None) -> etree._Element:
    bodies = [row.lead] if table.cooperate_label is None else [row.lead, row.cooperate]
    cells = [grid_cell(widths[0], [_centred(row.number)])]
    if row.category:
        category = "" if merged == "continue" else row.category
        cells.append(grid_cell(widths[1], [_text(category)], merged=merged))
        cells.append(grid_cell(widths[2], _task(row)))
    else:
        cells.append(grid_cell(widths[1] + widths[2], _task(row), span=2))
    texts = [*bodies, row.remark]
    cells += (grid_cell(width, [_text(text)]) for width, text in zip(widths[3:], texts, strict=True))
    return grid_row(cells, height=9)


def _task(row: TaskRow) -> list[etree._Element]:
    """The task's cell: its heading in 黑体 before the wording; alone it is set like any text."""
    if not row.heading or not row.wording:
        return [_text(line) for line in row.task.split("\n")]
    first, *others = row.wording.split("\n")
    return [paragraph("TableText", run(row.opening, "TaskHeading"), run(first)), *map(_text, others)]


def _text(text: str) -> etree._Element:
    return paragraph("TableText", *([run(text)] if text else []))


def _centred(text: str) -> etree._Element:
    return element("p", element("pPr", element("pStyle", val="TableText"), element("jc", val="center")), run(text))
