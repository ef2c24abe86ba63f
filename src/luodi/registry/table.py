"""Reading the reference tables under `data/`, and finding their names in running text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)

_CELLS: dict[str, Callable[[str], Any]] = {
    "str | None": lambda cell: cell or None,
    "tuple[str, ...]": lambda cell: tuple(cell.split()),
    "Fraction": cache(Fraction),
    "bool": {"yes": True, "no": False}.__getitem__,
    "Decimal | None": lambda cell: cell or None,
}


def records(name: str, kind: type[S]) -> Iterator[S]:
    """The rows of `data/<name>.csv`, whose columns are the fields of `kind` in their order.

    The structs are declared without garbage collection (`gc=False`): they hold text only and are thousands.
    An empty cell is None where the field may be, a list in a cell is separated by blanks, yes and no stand for truth.
    ValueError when the columns are others or a row has too few or too many cells.
    """
    fields = kind.__struct_fields__
    convert = [(i, _CELLS[kind.__annotations__[f]]) for i, f in enumerate(fields) if kind.__annotations__[f] in _CELLS]
    table = csv.reader(files("luodi.registry").joinpath("data", f"{name}.csv").read_text("utf-8").splitlines())
    if tuple(header := next(table)) != fields:
        raise ValueError(f"{name}.csv has the columns {header}, not {list(fields)}")
    for row in table:
        if len(row) != len(fields):
            raise ValueError(f"{name}.csv, line {table.line_num}: {len(row)} cells, not {len(fields)}")
        cells: list[Any] = row
        for i, read in convert:
            cells[i] = read(row[i])
        yield kind(*cells)


class Lexicon(Generic[T]):
    """Names, each with the records that bear it, and the longest name that begins at a place of a text."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._records: dict[str, tuple[T, ...]] = {}
        self._lengths: dict[str, int] = {}  # first character -> length of the longest name that begins with it
        for name, record in entries:
            self._records[name] = (*self._records.get(name, ()), record)
            if self._lengths.get(name[0], 0) < len(name):
                self._lengths[name[0]] = len(name)

    def __getitem__(self, name: str) -> tuple[T, ...]:
        """The records of exactly this name, none when it is unknown."""
        return self._records.get(name, ())

    def __contains__(self, name: object) -> bool:
        return name in self._records

    def names_at(self, text: str, start: int) -> Iterator[str]:
        """The names that `text` holds at `start`, longest first."""
        for length in range(min(self._lengths.get(text[start : start + 1], 0), len(text) - start), 0, -1):
            if (name := text[start : start + length]) in self._records:
                yield name
