"""Which row of a sheet is the header of a table: the first that has the labels of all required columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from luodi.sheets.columns import Column
from luodi.sheets.kinds import fold
from luodi.sheets.model import Cell, Row

WITHIN = 50
"""Rows with something in them, from the top, among which the header must be."""


class Header(msgspec.Struct, frozen=True):
    """The header, or the row most like one.

    `cells` are the cells with a declared label, by the column's key; `twice` those whose label stood in the row before
    them; `other` those with a label that is not declared. `index` is the row's among the sheet's rows.
    """

    index: int
    row: int
    cells: Mapping[str, Cell]
    twice: tuple[Cell, ...]
    other: tuple[Cell, ...]
    missing: tuple[Column, ...]

    @property
    def fits(self) -> bool:
        """Whether no required column is missing."""
        return not self.missing and bool(self.cells)


def find_header(rows: Iterable[Row], columns: Sequence[Column]) -> Header | None:
    """The first row that fits; if there is none, the first of those with the most declared labels, or None."""
    keys = {name: column.key for column in columns for name in column.names}
    best: Header | None = None
    for index, row in zip(range(WITHIN), rows, strict=False):
        header = _header(index, row, columns, keys)
        if header.fits:
            return header
        if header.cells and (best is None or len(header.cells) > len(best.cells)):
            best = header
    return best


def _header(index: int, row: Row, columns: Sequence[Column], keys: Mapping[str, str]) -> Header:
    cells: dict[str, Cell] = {}
    twice: list[Cell] = []
    other: list[Cell] = []
    for cell in row.cells:
        key = keys.get(fold(cell.text)) if cell.kind == "text" else None
        if key is None:
            other.append(cell)
        elif key in cells:
            twice.append(cell)
        else:
            cells[key] = cell
    missing = tuple(column for column in columns if column.required and column.key not in cells)
    return Header(index, row.number, cells, tuple(twice), tuple(other), missing)
