"""The task-division table as an Excel ledger: the official columns, then 完成时限 and 条款 to sort and trace by."""

from __future__ import annotations

import io
from datetime import date, datetime
from math import ceil
from typing import Any

import xlsxwriter

from luodi.publish.gbt9704 import columns, made
from luodi.publish.tasktable import TaskRow, TaskTable

_HEADER = 3  # rows above the first task: title, and two of header, so that each column has its own cell to filter by
_LINE = 16.0  # points
_TALLEST = 409.0  # points: Excel's limit
_LONGEST = 32767  # characters: Excel's limit
_A4 = 9


def task_table_xlsx(table: TaskTable) -> bytes:
    """The .xlsx file. The same table gives the same bytes.

    Cells of a category are merged to the eye, yet each holds its text: filters in Excel look at every row's own cell.
    """
    stream = io.BytesIO()
    literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **literal})
    book.set_properties({"title": table.title, "created": datetime.fromisoformat(made(table.dated))})
    _write(book, book.add_worksheet("任务分工表"), table)
    book.close()
    return stream.getvalue()


def _write(book: Any, sheet: Any, table: TaskTable) -> None:
    title, header, text, centred, day, note = _formats(book)
    last = len(table.labels)  # the column of 备注
    widths = _widths(table)
    labels = [*table.labels, "完成时限", "条款"]
    starts = [0, 1, *range(3, len(widths))]
    sheet.merge_range(0, 0, 0, last, table.title, title)
    for label, column in zip(labels, starts, strict=True):
        if column == 1:
            sheet.merge_range(1, 1, 1, 2, label, header)
            sheet.write_row(2, 1, ["类别", "任务"], header)
        else:
            sheet.merge_range(1, column, 2, column, label, header)
    for group in table.groups:
        if group.count > 1:
            sheet.merge_range(_HEADER + group.first, 1, _HEADER + group.first + group.count - 1, 1, "", text)
    for index, row in enumerate(table.rows, _HEADER):
        if not row.category:
            sheet.merge_range(index, 1, index, 2, "", text)
        sheet.write(index, 0, int(row.number) if len(row.number) < 10 else row.number, centred)
        for column, value in enumerate(_texts(table, row), 1):
            sheet.write(index, column, value[:_LONGEST], text)
        if row.due and len(row.due) == 10:
            sheet.write_datetime(index, last + 1, date.fromisoformat(row.due), day)
        else:
            sheet.write(index, last + 1, row.due or "", day)
        sheet.write(index, last + 2, row.path, text)
    bottom = _HEADER + len(table.rows)
    if table.note:
        sheet.merge_range(bottom, 0, bottom, last, table.note, note)
    _lay_out(sheet, table, widths, bottom, last)


def _formats(book: Any) -> tuple[Any, ...]:
    body = {"font_name": "仿宋_GB2312", "font_size": 12, "valign": "vcenter", "text_wrap": True}
    ruled = {**body, "border": 1}
    return tuple(
        book.add_format(properties)
        for properties in (
            {**body, "font_name": "方正小标宋简体", "font_size": 22, "align": "center"},
            {**ruled, "font_name": "黑体", "align": "center"},
            ruled,
            {**ruled, "align": "center"},
            {**ruled, "align": "center", "num_format": "yyyy-mm-dd"},
            body,
        )
    )


def _widths(table: TaskTable) -> list[float]:
    """Widths of the columns in characters of Latin text: official ones, then the due day and the clause."""
    bodies = [22.0, 28.0] if table.cooperate_label else [36.0]
    return [6.0, 22.0, 62.0, *bodies, 16.0 if any(row.remark for row in table.rows) else 8.0, 13.0, 14.0]


def _texts(table: TaskTable, row: TaskRow) -> list[str]:
    bodies = [row.lead, row.cooperate] if table.cooperate_label else [row.lead]
    return [row.category or row.task, row.task, *bodies, row.remark]


def _lay_out(sheet: Any, table: TaskTable, widths: list[float], bottom: int, last: int) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    across = sum(widths[: last + 1])
    sheet.set_row(0, 30 * ceil(columns(table.title) * 2 / across) + 6)
    for index in range(1, _HEADER):
        sheet.set_row(index, 21)
    if table.note:
        sheet.set_row(bottom, _LINE * _lines(table.note, across) + 6)
    for index, height in enumerate(_heights(table, widths), _HEADER):
        sheet.set_row(index, height)
    sheet.freeze_panes(_HEADER, 0)
    sheet.autofilter(_HEADER - 1, 0, max(bottom - 1, _HEADER), last + 2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.8, right=0.8, top=1.0, bottom=0.9)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.repeat_rows(1, 2)
    sheet.print_area(0, 0, bottom if table.note else max(bottom - 1, _HEADER), last)
    sheet.set_footer('&C&"宋体"&14— &P —')


def _heights(table: TaskTable, widths: list[float]) -> list[float]:
    """Heights of the rows in points: Excel fits no row to a merged cell, so a category's rows share what it needs."""
    lines = [
        max(_lines(text, width) for text, width in zip(_texts(table, row)[1:], widths[2:], strict=False))
        for row in table.rows
    ]
    for group in table.groups:
        short = _lines(group.category, widths[1]) - sum(lines[group.first : group.first + group.count])
        for index in range(group.first, group.first + group.count):
            lines[index] += max(0, ceil(short / group.count))
    return [min(_TALLEST, _LINE * count + 6) for count in lines]


def _lines(text: str, width: float) -> int:
    """Lines that a text fills in a column; 12-point characters are a good tenth wider than the column's unit."""
    return sum(max(1, ceil(columns(part) * 1.15 / (width - 1))) for part in text.split("\n"))
