"""A table out of a file: every row as values by column, or all that is wrong with the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import msgspec

from luodi.files.archive import ENCRYPTED_PACKAGE, OLE_MAGIC
from luodi.files.error import DocumentError
from luodi.sheets.columns import Column
from luodi.sheets.header import Header
from luodi.sheets.kinds import CellError
from luodi.sheets.layout import At, double_problems, fitting_sheet, hidden_problems, merged_problems, placed
from luodi.sheets.model import Book, Cell, Sheet
from luodi.sheets.problem import Place, Problem, Problems, SheetErrors
from luodi.sheets.separated import read_separated
from luodi.sheets.workbook import read_workbook

LARGEST = 50 * 1024 * 1024
"""Bytes of a file."""

Source = str | PathLike[str] | tuple[bytes, str]


class Table(msgspec.Struct, frozen=True):
    """The rows of a table, each a value (or None for an empty cell) by the key of every declared column.

    `numbers` are the rows' in the file. `preamble` is what stands above the header, a tuple of texts a row: a title,
    单位：亿元. `notes` say what of the file was not read: hidden and other sheets, columns that are not
    declared; and what was read although it is hidden.
    """

    rows: tuple[dict[str, Any], ...]
    numbers: tuple[int, ...]
    preamble: tuple[tuple[str, ...], ...]
    notes: tuple[Problem, ...]
    header: Mapping[str, Place]

    def place(self, index: int, key: str | None = None) -> Place:
        """Where the row at `index` of `rows` stands in the file, or its cell in a column."""
        anywhere = next(iter(self.header.values()))
        found = self.header.get(key) if key is not None else None
        if found is None:
            return Place(self.numbers[index], sheet=anywhere.sheet, lines=anywhere.lines)
        return msgspec.structs.replace(found, row=self.numbers[index])


def read_table(source: Source, columns: Sequence[Column], *, hidden: bool = False) -> Table:
    """The table in a CSV or Excel file, from a path or from bytes and a name.

    Hidden rows and columns are refused, since nobody can say whether they are meant; with `hidden` they are read as all
    others and named in the notes: for tables in which every row stands for itself, so that a filter may be left on.

    Raises SheetErrors with all that is wrong with the file, then nothing of it is returned; OSError if the path cannot
    be opened.
    """
    data, name = _bytes(source)
    try:
        book = _book(data, name, columns)
    except DocumentError as error:
        raise SheetErrors(name, (Problem(f"sheets.file.{error.code}", values=error.values),)) from error
    sheet, header = fitting_sheet(book, columns, name)
    place = placed(book, sheet)
    problems = Problems(name)
    merged = merged_problems(sheet, header, place)
    unseen = tuple(hidden_problems(sheet, header, place, read=hidden))
    problems.add(*merged, *(() if hidden else unseen), *double_problems(header, place))
    rows, numbers, unlabelled = _rows(sheet, header, columns, place, problems, say_missing=not merged)
    problems.refuse()
    aside = [
        *(unseen if hidden else ()),
        *(Problem("sheets.hidden-sheet", values={"sheet": hidden}) for hidden in book.hidden),
        *(
            Problem("sheets.other-sheet", values={"sheet": other.name})
            for other in book.sheets
            if other is not sheet and other.rows
        ),
        *(Problem("sheets.unknown-column", place(cell.row, cell.column, cell.text)) for cell in header.other),
        *(Problem("sheets.unlabelled-column", place(cell.row, cell.column)) for cell in unlabelled),
    ]
    return Table(
        rows,
        numbers,
        tuple(tuple(cell.text for cell in row.cells) for row in sheet.rows[: header.index]),
        tuple(aside),
        {key: place(cell.row, cell.column, cell.text) for key, cell in header.cells.items()},
    )


def _rows(
    sheet: Sheet, header: Header, columns: Sequence[Column], place: At, problems: Problems, *, say_missing: bool
) -> tuple[tuple[dict[str, Any], ...], tuple[int, ...], list[Cell]]:
    """The values of the rows below the header, the rows' numbers, and the first cell of each column without a label."""
    declared = [(column, header.cells.get(column.key)) for column in columns]
    labelled = {cell.column for cell in (*header.cells.values(), *header.twice, *header.other)}
    unlabelled: dict[int, Cell] = {}
    width = sheet.rows[header.index].width
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    for row in sheet.rows[header.index + 1 :]:
        cells = {cell.column: cell for cell in row.cells}
        if width is not None and row.width is not None and (row.width < width or max(cells) >= width):
            problems.add(Problem("sheets.ragged", place(row.number), {"count": row.width, "expected": width}))
            continue
        values: dict[str, Any] = {}
        for column, label in declared:
            values[column.key] = None
            if label is None:
                continue
            if (cell := cells.get(label.column)) is not None:
                try:
                    values[column.key] = column.kind.read(cell)
                except CellError as error:
                    problems.add(Problem(error.key, place(cell.row, cell.column, label.text), error.values))
            elif column.required and say_missing:
                problems.add(Problem("sheets.missing", place(row.number, label.column, label.text)))
        for number in cells.keys() - labelled:
            unlabelled.setdefault(number, cells[number])
        rows.append(values)
        numbers.append(row.number)
    return tuple(rows), tuple(numbers), [unlabelled[number] for number in sorted(unlabelled)]


def _bytes(source: Source) -> tuple[bytes, str]:
    if isinstance(source, tuple):
        data, name = source
    else:
        path = Path(source)
        name = path.name
        if path.stat().st_size > LARGEST:
            raise _refused("too-large", name)
        data = path.read_bytes()
    if len(data) > LARGEST:
        raise _refused("too-large", name)
    if not data.strip():
        raise _refused("empty", name)
    return data, name


def _refused(code: str, name: str, **values: object) -> SheetErrors:
    return SheetErrors(name, (Problem(f"sheets.file.{code}", values={"name": name, **values}),))


def _book(data: bytes, name: str, columns: Sequence[Column]) -> Book:
    if data.startswith(b"PK"):
        return read_workbook(data, name)
    if data.startswith(OLE_MAGIC):
        raise _refused("encrypted" if ENCRYPTED_PACKAGE in data else "old-excel", name)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):  # web pages and XML that are named .xls
        raise _refused("old-excel", name)
    return Book((read_separated(data, name, columns),))
