"""Tables in text files: typed with tabs, or set in columns with blanks (`blank_columns`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from luodi.documents.blank_columns import tables as tables_in_columns
from luodi.documents.model import Cell, Paragraph, Span, Table
from luodi.documents.titles import HEADING
from luodi.documents.wrapped import Line
from luodi.files.characters import squeezed


class TypedTable(msgspec.Struct, frozen=True):
    """A table that stands in lines[start:end]."""

    start: int
    end: int
    table: Table


def typed_tables(lines: Sequence[Line]) -> list[TypedTable]:
    """The tables among lines, in order."""
    tabbed = list(_with_tabs(lines))
    found = [*tabbed]
    edges = [0, *(edge for table in tabbed for edge in (table.start, table.end)), len(lines)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        for columns in tables_in_columns(lines[start:end]):
            found.append(TypedTable(start + columns.start, start + columns.end, _of_rows(columns.rows)))
    return sorted(found, key=lambda table: table.start)


def _with_tabs(lines: Sequence[Line]) -> Iterator[TypedTable]:
    """Lines of as many tabs as one another. Lines between two rows belong to the table."""
    tabs = [line.text.count("\t") for line in lines]
    index = 0
    while index < len(lines):
        end = _table_end(tabs, index)
        if end is not None:
            yield TypedTable(index, end, _table(lines[index:end]))
        index = end or index + 1


def _table_end(tabs: Sequence[int], start: int) -> int | None:
    """The end of a table that begins here: at least two rows of the same three or more columns."""
    columns = tabs[start]
    if columns < 2:
        return None
    end, rows, gap = start + 1, 1, 0
    for index in range(start + 1, len(tabs)):
        if tabs[index] == columns:
            end, rows, gap = index + 1, rows + 1, 0
        else:
            gap += 1
            if gap > 8 or tabs[index] > columns:
                break
    return end if rows > 1 else None


def _table(lines: Sequence[Line]) -> Table:
    """Rows from lines. A row broken over lines is put together by counting its tabs; a line without any is a heading row."""
    columns = max(line.text.count("\t") for line in lines)
    rows: list[list[list[Span]]] = []
    open_row: list[list[Span]] | None = None
    for line in lines:
        cells = list(_tab_cells(line))
        if len(cells) == columns + 1 and open_row is None:
            rows.append([[cell] for cell in cells])
        elif open_row is not None and len(open_row) - 1 + len(cells) <= columns + 1:
            open_row[-1].append(cells[0])
            open_row += [[cell] for cell in cells[1:]]
            if len(open_row) == columns + 1:
                open_row = None
        elif len(cells) == 1 and (HEADING.match(line.words) or not rows or len(rows[-1]) == 1):
            rows.append([[cells[0]]])
        elif len(cells) == 1:
            rows[-1][-1].append(cells[0])
        else:
            open_row = [[cell] for cell in cells]
            rows.append(open_row)
    return _of_rows(rows)


def _of_rows(rows: Sequence[list[list[Span]]]) -> Table:
    columns = max(len(row) for row in rows)
    cells = [cell for index, row in enumerate(rows) for cell in _row_cells(index, row, columns, rows[0])]
    return Table(tuple(cells), len(rows), columns, frozenset(range(1, len(rows))))


def _tab_cells(line: Line) -> Iterator[Span]:
    start = 0
    for piece in line.text.split("\t"):
        yield Span(piece, line.offset + start)
        start += len(piece) + 1


def _row_cells(row: int, cells: list[list[Span]], columns: int, header: list[list[Span]]) -> Iterator[Cell]:
    """The cells of a row. One that stands alone under a header over several columns covers them too."""
    if len(cells) == 1:
        yield Cell(row, 0, (Paragraph(tuple(cells[0])),), columns=columns)
        return
    cells = cells + [[] for _ in range(columns - len(cells))]
    filled = [bool(squeezed("".join(span.text for span in spans))) for spans in cells]
    joint = _joint_columns(header)
    column = 0
    while column < columns:
        covers = 1
        if filled[column] and row:
            while column + covers in joint and not filled[column + covers]:
                covers += 1
        yield Cell(row, column, (Paragraph(tuple(cells[column])),) if cells[column] else (), columns=covers)
        column += covers


def _joint_columns(header: list[list[Span]]) -> set[int]:
    """Columns that share a header with the one to their left: its words stand in one of them, the others are empty."""
    empty = {i for i, spans in enumerate(header) if not squeezed("".join(span.text for span in spans))}
    return {i for i in range(2, len(header)) if i in empty or i - 1 in empty} - {
        i for i in empty if i == len(header) - 1
    }
