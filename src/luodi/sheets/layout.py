"""How a table lies in its file: on which sheet, under which header, with nothing merged or hidden in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Protocol

from luodi.sheets.columns import Column
from luodi.sheets.header import Header, find_header
from luodi.sheets.model import Book, Range, Sheet, letters
from luodi.sheets.problem import Place, Problem, SheetErrors


class At(Protocol):
    """Places on one sheet."""

    def __call__(self, row: int, column: int | None = None, label: str | None = None) -> Place: ...


def placed(book: Book, sheet: Sheet) -> At:
    """Places on a sheet, which is named where others have something in them too."""
    name = sheet.name if sum(bool(other.rows) for other in book.sheets) > 1 else None

    def place(row: int, column: int | None = None, label: str | None = None) -> Place:
        return Place(row, column, label, name, lines=sheet.name is None)

    return place


def fitting_sheet(book: Book, columns: Sequence[Column], name: str) -> tuple[Sheet, Header]:
    """The one visible sheet that has the required columns. Raises SheetErrors where none has, or several have."""
    filled = [sheet for sheet in book.sheets if sheet.rows]
    found = [(sheet, header) for sheet in filled if (header := find_header(sheet.rows, columns)) is not None]
    fitting = [(sheet, header) for sheet, header in found if header.fits]
    if len(fitting) == 1:
        return fitting[0]
    titles = [sheet.name or "" for sheet, _ in fitting] if fitting else [sheet.name or "" for sheet in filled]
    named = {"zh": "、".join(f"“{title}”" for title in titles), "en": ", ".join(f"“{title}”" for title in titles)}
    if fitting:
        raise SheetErrors(name, (Problem("sheets.several-sheets", values=named),))
    if not filled:
        raise SheetErrors(name, (Problem("sheets.file.empty", values={"name": name}), *_unread(book)))
    problems = list(_unfit(book, found, columns))
    if len(filled) > 1:
        problems.append(Problem("sheets.no-sheet", values=named))
    raise SheetErrors(name, (*problems, *_unread(book)))


def _unread(book: Book) -> Iterator[Problem]:
    return (Problem("sheets.hidden-sheet", values={"sheet": title}) for title in book.hidden)


def _unfit(book: Book, found: list[tuple[Sheet, Header]], columns: Sequence[Column]) -> Iterator[Problem]:
    if not found:
        yield Problem("sheets.no-header", values=_labels([column for column in columns if column.required] or columns))
        return
    sheet, header = max(found, key=lambda pair: len(pair[1].cells))
    place = placed(book, sheet)
    yield from merged_problems(sheet, header, place)
    yield Problem("sheets.missing-columns", place(header.row), _labels(header.missing))


def _labels(columns: Sequence[Column]) -> dict[str, object]:
    return {
        "zh": "、".join(f"“{column.zh}”" for column in columns),
        "en": ", ".join(f"“{column.en}”" for column in columns),
    }


def merged_problems(sheet: Sheet, header: Header, place: At) -> list[Problem]:
    """Merged cells in the header, or below it in a declared column down to the last row."""
    columns = [cell.column for cell in header.cells.values()]
    last = sheet.rows[-1].number
    problems = []
    for merged in sheet.merged:
        at, reference = place(merged.top, merged.left), {"range": _reference(merged)}
        if merged.top <= header.row <= merged.bottom:
            problems.append(Problem("sheets.merged-header", at, reference))
        elif header.row < merged.top <= last and any(merged.left <= column <= merged.right for column in columns):
            problems.append(Problem("sheets.merged-cells", at, reference))
    return problems


def _reference(merged: Range) -> str:
    return f"{letters(merged.left)}{merged.top}:{letters(merged.right)}{merged.bottom}"


def hidden_problems(sheet: Sheet, header: Header, place: At, *, read: bool) -> Iterator[Problem]:
    """Hidden rows from the header on, neighbours as one, and hidden columns that are declared, refused or read."""
    told = "-read" * read
    for hidden, run in groupby(sheet.rows[header.index :], key=lambda row: row.hidden):
        if hidden:
            rows = [row.number for row in run]
            yield Problem(f"sheets.hidden-rows{told}", place(rows[0]), {"count": len(rows), "last": rows[-1]})
    for cell in header.cells.values():
        if any(first <= cell.column <= last for first, last in sheet.hidden_columns):
            yield Problem(f"sheets.hidden-column{told}", place(cell.row, cell.column, cell.text))


def double_problems(header: Header, place: At) -> Iterator[Problem]:
    """Labels that stand twice in the header."""
    return (Problem("sheets.double-label", place(cell.row, cell.column, cell.text)) for cell in header.twice)
