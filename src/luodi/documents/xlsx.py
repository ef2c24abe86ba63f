"""Spreadsheets (ECMA-376 SpreadsheetML): every visible sheet as the table that it holds, what stands alone above or below it as text.

Offsets count the characters of all cell texts in reading order, sheet after sheet.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta

from lxml import etree

from luodi.documents.model import Cell, DocumentError, Flow, Paragraph, Span, Table
from luodi.files.archive import Archive, open_zip

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT_R = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_PLACE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_DATE_FORMAT = re.compile(r"[ymd年月日]", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DATE_FORMATS = frozenset([*range(14, 18), 22, *range(27, 37), *range(50, 59)])
"""Built-in number formats that show dates (ECMA-376 part 1, 18.8.30)."""
LARGEST_GRID = 2_000_000
"""Cells, empty ones included."""

_Place = tuple[int, int]
_Grid = dict[_Place, str]


def read(data: bytes, name: str | None) -> Flow:
    """A workbook as a flow. Raises DocumentError: those of `archive`, `empty`, `too-large`."""
    archive = open_zip(data, name)
    strings = list(_strings(archive))
    dates = _date_styles(archive)
    blocks: list[Paragraph | Table] = []
    offset = 0
    for path in _sheets(archive):
        root = _xml(archive, path)
        grid = {place: text for place, text in _cells(root, strings, dates) if text.strip()}
        merged = dict(_merged(root))
        work = sum(min(_area(first, last), len(grid)) for first, last in merged.items())
        if work > LARGEST_GRID:
            raise DocumentError("too-large", name=name or "-", limit=LARGEST_GRID)
        if grid:
            found, offset = _blocks(grid, merged, offset, name)
            blocks += found
    if not blocks:
        raise DocumentError("empty", name=name or "-")
    return Flow(tuple(blocks), format="xlsx")


def _xml(archive: Archive, path: str) -> etree._Element:
    root = archive.xml(path)
    for element in root.iter(f"{_STRICT}*"):
        element.tag = S + etree.QName(element).localname
    return root


def _sheets(archive: Archive) -> Iterator[str]:
    """The paths of the visible sheets in order."""
    targets = {r.get("Id"): r.get("Target", "") for r in archive.xml("xl/_rels/workbook.xml.rels")}
    for sheet in _xml(archive, "xl/workbook.xml").iter(f"{S}sheet"):
        target = targets.get(sheet.get(f"{_R}id") or sheet.get(f"{_STRICT_R}id"))
        if target and sheet.get("state", "visible") == "visible" and "worksheets" in target:
            yield posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")


def _strings(archive: Archive) -> Iterator[str]:
    """The shared strings, without phonetic guides."""
    if "xl/sharedStrings.xml" in archive:
        for item in _xml(archive, "xl/sharedStrings.xml").iter(f"{S}si"):
            yield _text(item)


def _text(item: etree._Element) -> str:
    return "".join(t.text or "" for t in item.iter(f"{S}t") if t.getparent().tag != f"{S}rPh")  # type: ignore[union-attr]


def _date_styles(archive: Archive) -> set[int]:
    """The cell styles that show a date."""
    if "xl/styles.xml" not in archive:
        return set()
    root = _xml(archive, "xl/styles.xml")
    own = {
        _number(f.get("numFmtId"))
        for f in root.iter(f"{S}numFmt")
        if _DATE_FORMAT.search(_QUOTED.sub("", f.get("formatCode", "")))
    }
    styles = root.find(f"{S}cellXfs")
    formats = [_number(xf.get("numFmtId")) for xf in (styles if styles is not None else ())]
    return {index for index, number in enumerate(formats) if number in own or number in _DATE_FORMATS}


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,9}", text) else 0


def _cells(root: etree._Element, strings: list[str], dates: set[int]) -> Iterator[tuple[_Place, str]]:
    for cell in root.iter(f"{S}c"):
        place = _place(cell.get("r", ""))
        if place is not None:
            yield place, _value(cell, strings, dates)


def _place(reference: str) -> _Place | None:
    match = _PLACE.match(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _value(cell: etree._Element, strings: list[str], dates: set[int]) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{S}v", "")
    if kind == "inlineStr":
        return _text(cell)
    if kind == "s":
        return strings[_number(value)] if _number(value) < len(strings) else ""
    if kind == "n" and _number(cell.get("s")) in dates and re.fullmatch(r"\d{1,6}(?:\.\d+)?", value):
        day = date(1899, 12, 30) + timedelta(days=int(float(value)))
        return f"{day.year}年{day.month}月{day.day}日"
    return "" if kind in ("b", "e") else value


def _merged(root: etree._Element) -> Iterator[tuple[_Place, _Place]]:
    """The first and the last cell of every merged range."""
    for merge in root.iter(f"{S}mergeCell"):
        first, _, last = merge.get("ref", "").partition(":")
        start, end = _place(first), _place(last)
        if start is not None and end is not None and start[0] <= end[0] and start[1] <= end[1]:
            yield start, end


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
