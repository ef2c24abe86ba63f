"""One sheet of a workbook: its cells with what is in them, merged ranges, hidden rows and columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from luodi.files.characters import is_blank
from luodi.files.error import DocumentError
from luodi.files.walk import walk_xml
from luodi.sheets.model import LARGEST_CELLS, LARGEST_TEXT, Cell, CellKind, Range, Row, Sheet
from luodi.sheets.number_format import Format, iso, shown_date

T = TypeVar("T")

NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_ROWS, _COLUMNS = 1_048_576, 16_384
_LARGEST_MERGED = 200_000
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_NUMBER = re.compile(r"[+-]?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[Ee][+-]?\d{1,3})?", re.ASCII)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_PLAIN = Format()


class Room:
    """What may still be read of a file, all sheets together."""

    def __init__(self, name: str | None) -> None:
        self.name = name
        self.cells = LARGEST_CELLS
        self.characters = LARGEST_TEXT

    def take(self, text: str) -> None:
        """Make room for one more cell. Raises DocumentError (`too-large`)."""
        self.cells -= 1
        self.characters -= len(text)
        if self.cells < 0 or self.characters < 0:
            raise DocumentError("too-large", name=self.name or "-")


def read_sheet(
    data: bytes, title: str, strings: Sequence[str], formats: Sequence[Format], from_1904: bool, room: Room
) -> Sheet:
    """The sheet in a worksheet part. Cells with nothing visible are left out, so that empty rows cost nothing.

    Errors: those of `walk_xml`; `too-large` without room; `broken-xml` for a place outside Excel's grid, or a string
    that the file does not have.
    """
    scan = _Scan(strings, formats, from_1904, room)
    walk_xml(data, room.name, named(scan.starts), named(scan.ends), scan.characters)
    rows: dict[int, list[Cell]] = {}
    for _, cell in sorted(scan.cells.items()):
        rows.setdefault(cell.row, []).append(cell)
    return Sheet(
        title,
        tuple(Row(number, tuple(cells), number in scan.hidden_rows) for number, cells in rows.items()),
        tuple(sorted(scan.merged, key=lambda merged: (merged.top, merged.left))),
        tuple(scan.hidden_columns),
    )


def unescaped(text: str) -> str:
    """The text behind the escapes of characters that XML cannot hold: _x000D_ (ECMA-376 part 1, 22.9.2.19).

    Those of halves of characters and of NUL, which no store takes, stay as they are written.
    """
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return escape[0] if code == 0 or 0xD800 <= code < 0xE000 else chr(code)


def named(by_name: Mapping[str, T]) -> dict[str, T]:
    """The same by the names that `walk_xml` knows, in both namespaces of SpreadsheetML."""
    return {f"{namespace} {name}": handle for namespace in NAMESPACES for name, handle in by_name.items()}


class _Scan:
    """Where the reading of a sheet stands."""

    def __init__(self, strings: Sequence[str], formats: Sequence[Format], from_1904: bool, room: Room) -> None:
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merged: list[Range] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.starts = {
            "row": self._row, "c": self._cell, "f": self._formula, "v": self._collect, "t": self._collect,
            "rPh": self._phonetic, "mergeCell": self._merge, "col": self._column,
        }  # fmt: skip
        self.ends = {"c": self._end, "v": self._stop, "t": self._stop, "rPh": self._spoken}
        self._strings = strings
        self._formats = formats
        self._from_1904 = from_1904
        self._room = room
        self._place = (0, -1)
        self._type = "n"
        self._format = _PLAIN
        self._has_formula = self._collecting = self._in_phonetic = False
        self._parts: list[str] = []

    def characters(self, text: str) -> None:
        if self._collecting:
            self._parts.append(text)

    def _row(self, attributes: Mapping[str, str]) -> None:
        number = self._integer(attributes["r"]) if "r" in attributes else self._place[0] + 1
        self._place = (number, -1)
        if attributes.get("hidden") in ("1", "true"):
            self.hidden_rows.add(number)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        self._place = self._at(reference) if reference else (self._place[0], self._place[1] + 1)
        self._type = attributes.get("t", "n")
        style = _whole(attributes.get("s", "0"))
        self._format = self._formats[style] if 0 <= style < len(self._formats) else _PLAIN
        self._has_formula = False
        self._parts.clear()

    def _formula(self, _: Mapping[str, str]) -> None:
        self._has_formula = True

    def _collect(self, _: Mapping[str, str]) -> None:
        self._collecting = not self._in_phonetic

    def _stop(self) -> None:
        self._collecting = False

    def _phonetic(self, _: Mapping[str, str]) -> None:
        self._in_phonetic = True

    def _spoken(self) -> None:
        self._in_phonetic = False

    def _end(self) -> None:
        written = "".join(self._parts)
        if not written and not (self._has_formula and self._type != "str"):
            return
        kind, text = self._value(written)
        if kind == "text" and is_blank(text):
            return
        row, column = self._place
        if not (1 <= row <= _ROWS and 0 <= column < _COLUMNS):
            raise self._broken()
        self._room.take(text)
        self.cells[self._place] = Cell(row, column, kind, text)

    def _value(self, written: str) -> tuple[CellKind, str]:
        if not written:
            return "uncomputed", ""
        match self._type:
            case "s":
                index = self._integer(written)
                if index >= len(self._strings):
                    raise self._broken()
                return "text", self._strings[index]
            case "inlineStr" | "str":
                return "text", unescaped(written)
            case "b":
                return "boolean", "TRUE" if written.strip() in ("1", "true") else "FALSE"
            case "e":
                return "error", written
            case "d":
                return _iso_date(written, self._format)
            case _:
                return _number(written.strip(), self._format, self._from_1904)

    def _merge(self, attributes: Mapping[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        top, left = self._at(first)
        bottom, right = self._at(last or first)
        if (top, left) != (bottom, right):
            self.merged.append(Range(min(top, bottom), min(left, right), max(top, bottom), max(left, right)))
        if len(self.merged) > _LARGEST_MERGED:
            raise DocumentError("too-large", name=self._room.name or "-")

    def _column(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("hidden") in ("1", "true"):
            first, last = (self._integer(attributes.get(edge, "")) for edge in ("min", "max"))
            self.hidden_columns.append((first - 1, last - 1))

    def _at(self, reference: str) -> tuple[int, int]:
        match = _PLACE.fullmatch(reference)
        if match is None or (column := _column_of(match[1])) >= _COLUMNS or int(match[2]) > _ROWS:
            raise self._broken()
        return int(match[2]), column

    def _integer(self, text: str) -> int:
        if (number := _whole(text)) < 0:
            raise self._broken()
        return number

    def _broken(self) -> DocumentError:
        return DocumentError("broken-xml", name=self._room.name or "-")


@lru_cache(4096)
def _whole(text: str) -> int:
    """The number, -1 for anything else."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


@lru_cache(1024)
def _column_of(name: str) -> int:
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _number(written: str, form: Format, from_1904: bool) -> tuple[CellKind, str]:
    if not _NUMBER.fullmatch(written):
        return "error", written
    value = float(written)
    if form.shown in ("date", "time"):
        shown = shown_date(value, form, from_1904) if abs(value) < 1e7 else None
        return ("date" if form.shown == "date" else "time", shown) if shown is not None else ("error", written)
    if abs(value) == float("inf"):
        return "error", written
    return "scaled" if form.shown == "scaled" else "number", shortest(value)


def shortest(value: float) -> str:
    """The shortest decimal that is read back as this double, without an exponent: 0.28999999999999998 is 0.29."""
    text = format(Decimal(repr(value or 0.0)), "f")
    return text.removesuffix(".0")


def _iso_date(written: str, form: Format) -> tuple[CellKind, str]:
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError:
        return "error", written
    parts = form.parts if form.shown == "date" else "ymd" if moment.time() == time() else "ymdhns"
    return "date", iso(moment, parts)
