"""What may stand in the cells of a column: how a value is read from a cell and written to one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import msgspec

from luodi.files.characters import squeezed
from luodi.messages import Language
from luodi.sheets.model import Cell
from luodi.sheets.neutral import original
from luodi.sheets.problem import brief

Written = str | Decimal | date
_EXACT_DIGITS = 15  # of a number in Excel: what is typed after them becomes 0
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?")
_DIGITS = 100
_LONGEST_TYPED = 300
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)"
)
_MIDNIGHT = re.compile(r"[T\s]0{1,2}:00(?::00)?$")


class CellError(Exception):
    """What is wrong with a cell: the key of a sentence in the message catalogue and what fills its placeholders."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values


class Option(msgspec.Struct, frozen=True):
    """A value and what stands for it in a cell."""

    value: str
    zh: str
    en: str


class Kind(msgspec.Struct, frozen=True):
    """How a column's values are read and written.

    `read` gets a cell with something in it and raises CellError; an empty cell is None without being asked. `write`
    gives a text, a number or a day for a value that is not None, and `read` gives the value back from it. `holds` is
    how the column is laid out in a workbook: in a column of text Excel changes nothing that is typed. `offers` are
    listed beside a cell to choose from.
    """

    read: Callable[[Cell], Any]
    write: Callable[[Any, Language], Written]
    holds: Literal["text", "number", "date"] = "text"
    offers: tuple[Option, ...] = ()


def _text(cell: Cell) -> str:
    """Text exactly as typed; of a number its shortest decimal, of a date as much of ISO 8601 as the cell shows."""
    refuse_unreadable(cell)
    if cell.kind == "time" or (cell.kind == "date" and cell.text.startswith("-")):
        raise CellError("sheets.changed-by-excel", shown=brief(cell.text))
    if cell.kind == "number" and len(cell.text.partition(".")[0].lstrip("-")) > _EXACT_DIGITS:
        raise CellError("sheets.digits-lost", shown=brief(cell.text))
    return original(cell.text)


def _decimal(cell: Cell) -> Decimal:
    """A number exactly as typed or stored. Full-width digits and thousands separators are read."""
    refuse_unreadable(cell)
    typed = squeezed(unicodedata.normalize("NFKC", cell.text[:_LONGEST_TYPED]))
    if cell.kind not in ("text", "number") or not typed.isascii() or not _NUMBER.fullmatch(typed):
        raise CellError("sheets.not-a-number", shown=brief(cell.text))
    if not _holdable(value := Decimal(typed.replace(",", ""))):
        raise CellError("sheets.not-a-number", shown=brief(cell.text))
    return value


def _date(cell: Cell) -> date:
    """A day: a date cell that shows one, or 2024-06-30, 2024/6/30, 2024.6.30, 2024年6月30日."""
    refuse_unreadable(cell)
    if cell.kind not in ("text", "date"):
        raise CellError("sheets.not-a-date", shown=brief(cell.text))
    typed = squeezed(_MIDNIGHT.sub("", unicodedata.normalize("NFKC", cell.text[:_LONGEST_TYPED]).strip()))
    match = _DATE.fullmatch(typed) if typed.isascii() or "年" in typed else None
    if match is None:
        raise CellError("sheets.no-day" if cell.kind == "date" else "sheets.not-a-date", shown=brief(cell.text))
    try:
        return date(*(int(part) for part in match.groups() if part))
    except ValueError:
        raise CellError("sheets.impossible-date", shown=brief(cell.text)) from None


def refuse_unreadable(cell: Cell) -> None:
    """Raise CellError for an error value, a formula without its result, a number that is shown as another one."""
    if cell.kind in ("error", "uncomputed", "scaled"):
        raise CellError(f"sheets.{cell.kind}", shown=brief(cell.text))


def _decimal_written(value: Decimal, language: Language) -> Decimal:
    if not _holdable(value):
        raise ValueError(f"{value} is no number that a spreadsheet can hold")
    return value


def _holdable(value: Decimal) -> bool:
    return value.is_finite() and abs(value.adjusted()) < _DIGITS and len(value.as_tuple().digits) < _DIGITS


TEXT = Kind(_text, lambda value, language: value)
DECIMAL = Kind(_decimal, _decimal_written, "number")
DATE = Kind(_date, lambda value, language: value, "date")


def choice(options: Sequence[Option]) -> Kind:
    """One of a few values. Either label is read, and the value itself; the language says which label is written."""
    values = {fold(name): option.value for option in options for name in (option.value, option.en, option.zh)}
    labels = {option.value: option for option in options}

    def read(cell: Cell) -> str:
        typed = _text(cell)
        if (value := values.get(fold(typed))) is None:
            raise CellError(
                "sheets.not-a-choice", shown=brief(typed),
                zh="、".join(option.zh for option in options), en=", ".join(option.en for option in options),
            )  # fmt: skip
        return value

    return Kind(read, lambda value, language: getattr(labels[value], language), offers=tuple(options))


def fold(label: str) -> str:
    """What is the same in two labels that people take for the same: blanks, width and case aside."""
    return squeezed(unicodedata.normalize("NFKC", label)).casefold()
