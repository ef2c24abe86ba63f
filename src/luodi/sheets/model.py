"""What a spreadsheet holds, before anything is known about its columns: cells that know their place."""

from __future__ import annotations

from typing import Literal

import msgspec

CellKind = Literal["text", "number", "scaled", "date", "time", "boolean", "error", "uncomputed"]
"""`scaled` is a number that is shown as another one (12.5% for 0.125, 57万 for 570000); `uncomputed` a formula of which
the file does not hold the result."""

LARGEST_CELLS = 1_000_000
"""Cells with something in them, all sheets of a file together."""
LARGEST_TEXT = 100_000_000
"""Characters in all cells of a file together."""


class Cell(msgspec.Struct, frozen=True, gc=False):
    """A cell with something visible in it.

    `row` counts from 1 as Excel shows it (in a CSV file it is the line), `column` from 0. `text` is the text exactly as
    typed; of a number the shortest decimal that is the stored double; of a date as much of ISO 8601 as its format shows
    (2024-06-30, 2024-06 for a month, --06-30 without a year, 2024-06-30T08:30:00); TRUE or FALSE; #REF!.
    """

    row: int
    column: int
    kind: CellKind
    text: str


class Row(msgspec.Struct, frozen=True):
    """A row with at least one cell. `width` is the number of fields of a CSV record, None in a workbook."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    width: int | None = None


class Range(msgspec.Struct, frozen=True, gc=False):
    """Merged cells: first and last row from 1, first and last column from 0."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(msgspec.Struct, frozen=True):
    """A sheet of a workbook, or a CSV file, then without a name. `hidden_columns` are first and last, from 0."""

    name: str | None
    rows: tuple[Row, ...]
    merged: tuple[Range, ...] = ()
    hidden_columns: tuple[tuple[int, int], ...] = ()


class Book(msgspec.Struct, frozen=True):
    """The visible sheets in order and the names of the hidden ones, which are not read."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()


def letters(column: int) -> str:
    """The column as Excel calls it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name
