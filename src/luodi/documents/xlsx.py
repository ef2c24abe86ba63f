"""Spreadsheets (ECMA-376 SpreadsheetML): every visible sheet as the table that it holds, what stands alone above or below it as text.

Offsets count the characters of all cell texts in reading order, sheet after sheet.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from luodi.documents.model import Cell, DocumentError, Flow, Paragraph, Span, Table
from luodi.sheets.model import Cell as SheetCell
from luodi.sheets.workbook import read_workbook

_DATE = re.compile(r"(\d{4}|-)(?:-(\d\d|-))?(?:-(\d\d))?")
LARGEST_GRID = 2_000_000
"""Cells, empty ones included."""

_Place = tuple[int, int]
_Grid = dict[_Place, str]


def read(data: bytes, name: str | None) -> Flow:
    """A workbook as a flow. Raises DocumentError: those of `read_workbook`, `empty`, `too-large`."""
    blocks: list[Paragraph | Table] = []
    offset = 0
    for sheet in read_workbook(data, name).sheets:
        grid = {(cell.row - 1, cell.column): text for row in sheet.rows for cell in row.cells if (text := _text(cell))}
        merged = {(m.top - 1, m.left): (m.bottom - 1, m.right) for m in sheet.merged}
        work = sum(min(_area(first, last), len(grid)) for first, last in merged.items())
        if work > LARGEST_GRID:
            raise DocumentError("too-large", name=name or "-", limit=LARGEST_GRID)
        if grid:
            found, offset = _blocks(grid, merged, offset, name)
            blocks += found
    if not blocks:
        raise DocumentError("empty", name=name or "-")
    return Flow(tuple(blocks), format="xlsx")


def _text(cell: SheetCell) -> str:
    """What a document says in a cell: a date in Chinese, nothing for a formula that failed and for TRUE and FALSE."""
    match cell.kind:
        case "date":
            parts = _DATE.match(cell.text)
            units = zip(parts.groups("-"), "年月日", strict=True) if parts else ()
            return "".join(f"{int(number)}{unit}" for number, unit in units if number != "-")
        case "boolean" | "error" | "uncomputed":
            return ""
        case _:
            return cell.text


# ---------------------------------------------------------------- the table and what stands around it


def _blocks(
    grid: _Grid, merged: dict[_Place, _Place], offset: int, name: str | None
) -> tuple[list[Paragraph | Table], int]:
    """Rows with one cell at the top and at the bottom as paragraphs, the others as a table; offset of what follows."""
    hidden = {place for first, last in merged.items() for place in _covered(first, last, grid) if place != first}
    rows: dict[int, list[int]] = {}
    for row, column in sorted(grid.keys() - hidden):
        rows.setdefault(row, []).append(column)
    order = list(rows)
    top = next((i for i, row in enumerate(order) if len(rows[row]) > 1), len(order))
    bottom = next((i for i in range(len(order), top, -1) if len(rows[order[i - 1]]) > 1), top)
    blocks: list[Paragraph | Table] = []
    columns = sorted({column for row in order[top:bottom] for column in rows[row]})
    number = {column: index for index, column in enumerate(columns)}
    if len(columns) * (bottom - top) > LARGEST_GRID:
        raise DocumentError("too-large", name=name or "-", limit=LARGEST_GRID)
    cells: list[Cell] = []
    for index, row in enumerate(order):
        for column in rows[row]:
            span = Paragraph((Span(grid[row, column], offset),))
            offset += len(grid[row, column])
            if top <= index < bottom:
                last = merged.get((row, column), (row, column))
                down = bisect_right(order, last[0], index, bottom) - index
                across = bisect_right(columns, last[1]) - number[column]
                cells.append(Cell(index - top, number[column], (span,), down, across))
            else:
                if index >= bottom and cells:
                    blocks.append(Table(tuple(cells), bottom - top, len(columns)))
                    cells = []
                blocks.append(span)
    if cells:
        blocks.append(Table(tuple(cells), bottom - top, len(columns)))
    return blocks, offset


def _area(first: _Place, last: _Place) -> int:
    return (last[0] - first[0] + 1) * (last[1] - first[1] + 1)


def _covered(first: _Place, last: _Place, grid: _Grid) -> Iterator[_Place]:
    """The filled places of a merged range."""
    if _area(first, last) > len(grid):
        yield from (p for p in grid if first[0] <= p[0] <= last[0] and first[1] <= p[1] <= last[1])
    else:
        for row in range(first[0], last[0] + 1):
            yield from ((row, column) for column in range(first[1], last[1] + 1) if (row, column) in grid)
