"""指标表: a row an indicator, columns for its unit, its base value and its target, each column's year in its header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from luodi.compiler.quantities import Quantity, quantities
from luodi.documents import Anchor, Block, Document, TableCell

_NAME = re.compile(r"指标(?!值)|^(?:名称|项目)$")
_UNIT = re.compile(r"^(?:计量)?单位$")
_BASE = re.compile(r"基期|基数|基准|现状|现值|实际|完成(?:值|情况)|实现值|初始")
_GOAL = re.compile(r"目标|规划|预期值|计划(?:值|数)|预计")
_RATE = re.compile(r"年均|累计|增速|增长|增幅|增减")
_OTHER = re.compile(r"属性|性质|类型|类别|责任|单位|部门|备注|来源|领域|说明|依据")
_BRACKETED = re.compile(r"\s*[［\[【〔]")
_YEAR = re.compile(r"((?:19|20)\d{2})(?=年|$|[^\d])")
_NUMBER_COLUMN = re.compile(r"^(?:序号?|编号)$")
_IN_NAME = re.compile(r"[（(]([^（）()]{1,12})[）)]$")
_BARE = re.compile(r"^[［\[【〔（(]?\s*(?P<sign>[≥≤＞＜><=~约]|不低于|不少于|不超过|不高于|超过|大于|小于)?\s*"
                   r"(?P<number>\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>[^\d\s以左上下及]*?)(?P<after>(?:及)?以上|(?:及)?以[下内]|左右|以内)?\s*[］\]】〕）)]?$")  # fmt: skip
_SIGNS = {"≥": ">=", "≤": "<=", "＞": ">", "＜": "<", ">": ">", "<": "<", "=": "=", "~": "~", "约": "~", "不低于": ">=",
          "不少于": ">=", "不超过": "<=", "不高于": "<=", "超过": ">", "大于": ">", "小于": "<"}  # fmt: skip


class Value(msgspec.Struct, frozen=True):
    """One cell with a figure: what it is of, its unit, its year, whether it is a target."""

    subject: str
    quantity: Quantity
    year: int | None
    target: bool
    row: Anchor


@dataclass(slots=True)
class IndicatorTable:
    """What a table of indicators holds; `head` is the anchor of its header."""

    head: Anchor
    rows: list[Anchor] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)


def indicator_table(
    document: Document, block: Block, issued: int | None, last_year: int | None
) -> IndicatorTable | None:
    """The values of a table of indicators, None if it is none.

    A column whose header names a year is a target's if that year is later than `issued`; 目标值 alone is of `last_year`.
    """
    grid = {(c.row + r, c.column + k): c for c in block.cells for r in range(c.rows) for k in range(c.columns)}
    height, width = max(row for row, _ in grid) + 1, max(column for _, column in grid) + 1
    top = _header_height(document, grid, height, width)
    labels = _labels(document, grid, top, width)
    name = next((c for c, label in enumerate(labels) if _NAME.search(label)), None)
    values = _columns(labels, name, issued, last_year)
    if name is None or not values or top >= height:
        return None
    unit = next((c for c, label in enumerate(labels) if _UNIT.match(label)), None)
    header = [c for c in block.cells if c.row < top]
    table = IndicatorTable(Anchor(min(c.anchor.start for c in header), max(c.anchor.end for c in header)))
    for row in range(top, height):
        cells = [c for c in block.cells if c.row == row]
        if not cells:
            continue
        table.rows.append(Anchor(min(c.anchor.start for c in cells), max(c.anchor.end for c in cells)))
        table.values += _values(document, grid, row, name, unit, values, table.rows[-1])
    return table if table.values else None


_Grid = dict[tuple[int, int], TableCell]


def _header_height(document: Document, grid: _Grid, height: int, width: int) -> int:
    """Rows of the header: those covered by a cell that begins in the first, and a second one without figures' names.

    Where the format knows no merged cells, the first cell of a second one is blank.
    """
    first = {grid[0, c].rows for c in range(width) if (0, c) in grid}
    rows = max(first, default=1)
    if rows > 1 or height < 3:
        return rows
    second = [_words(document, grid, 1, c) for c in range(width)]
    spans = any(grid[0, c].columns > 1 for c in range(width) if (0, c) in grid)
    if spans and any(_YEAR.search(text) or _BASE.search(text) or _GOAL.search(text) for text in second):
        return 2
    blank = not second[0] and any(not _words(document, grid, 0, c) and second[c] for c in range(width))
    return 2 if blank and any(map(_YEAR.search, second)) and _is_header_row(second) else rows


def _is_header_row(words: Sequence[str]) -> bool:
    """Whether no cell holds a figure: years and words such as 基期 alone."""
    return not any(match["number"] for text in words if (match := _BARE.match(text)) and not _YEAR.match(text))


def _labels(document: Document, grid: _Grid, top: int, width: int) -> list[str]:
    """The words above each column, those of all rows of the header."""
    labels: list[str] = []
    left = ""
    for column in range(width):
        rows = [_words(document, grid, row, column) for row in range(top)]
        left = rows[0] or left
        if top > 1 and not rows[0]:  # a merged cell where the format knows none: 目标值, blank, blank
            rows[0] = left
        labels.append("".join(dict.fromkeys(rows)))
    return labels


def _words(document: Document, grid: _Grid, row: int, column: int) -> str:
    cell = grid.get((row, column))
    return document.quote(cell.anchor).replace("\n", "") if cell is not None else ""


class _Column(msgspec.Struct, frozen=True):
    """What a column of values holds: targets or past values, of which year; `growth` are the words of a rate or increase."""

    target: bool
    year: int | None
    growth: str = ""


def _columns(labels: Sequence[str], name: int | None, issued: int | None, last_year: int | None) -> dict[int, _Column]:
    """The columns of values. A column of growth beside targets has the year of the last of them, beside past values none."""
    columns = {
        c: kind for c, label in enumerate(labels) if c != name and (kind := _kind(label, issued, last_year)) is not None
    }
    targets = [column.year or 0 for column in columns.values() if column.target and not column.growth]
    last = max(targets, default=None) or last_year
    return {
        c: replace(column, year=last) if column.growth else column
        for c, column in columns.items()
        if targets or not column.growth
    }


def _kind(label: str, issued: int | None, last_year: int | None) -> _Column | None:
    if _UNIT.match(label) or _NUMBER_COLUMN.match(label) or _OTHER.search(label):
        return None
    years = [int(year) for year in _YEAR.findall(label)]
    growth = _RATE.search(label) is not None
    if _BASE.search(label) and not growth:
        return _Column(False, years[-1] if years else None)
    if growth:
        words = re.sub(r"[（(〔\[［].*|\d{4}年?|[\d\s—－\-~～至]|目标值?|“?十[二三四五]五”?", "", label)
        return _Column(True, None, words or "累计")
    if not years and not _GOAL.search(label):
        return None
    year = years[-1] if years else last_year
    return _Column(bool(_GOAL.search(label)) or issued is None or (year is not None and year >= issued), year)


def _values(
    document: Document, grid: _Grid, row: int, name: int, unit: int | None,
    columns: dict[int, _Column], anchor: Anchor,
) -> Iterator[Value]:  # fmt: skip
    named = _last_of_name(document, grid, row, name, columns)
    if named is None:
        return
    subject = re.sub(
        r"^(?:其中[：:]?|[（(]?\d{1,2}[）)]?[.．、]\s*|[#＃*])", "", document.quote(named.anchor).replace("\n", "")
    )
    own = _IN_NAME.search(subject)
    stated = grid.get((row, unit)) if unit is not None else None
    words = document.quote(stated.anchor) if stated is not None else (own[1] if own else "")
    if own and own[1] == words:
        subject = subject[: own.start()]
    for place, column in columns.items():
        cell = grid.get((row, place))
        if cell is None or cell.row != row:
            continue
        total = bool(column.growth) and _BRACKETED.match(document.quote(cell.anchor)) is not None  # [4]: over all years
        growth = "累计" if total else column.growth
        quantity = _quantity(document, cell.anchor, "%" if "增" in growth else words)
        if quantity is not None:
            yield Value(subject + growth, quantity, column.year, column.target, anchor)


def _last_of_name(
    document: Document, grid: _Grid, row: int, name: int, columns: dict[int, _Column]
) -> TableCell | None:
    """The cell that names the indicator: the last filled one of those that the header 指标 covers."""
    found = None
    for column in range(name, min(columns)):
        cell = grid.get((row, column))
        same_header = grid.get((0, column)) is grid.get((0, name))
        if cell is not None and same_header and document.quote(cell.anchor):
            found = cell
    return found


def _quantity(document: Document, anchor: Anchor, unit: str) -> Quantity | None:
    """The figure of a cell, with the unit of its column unless it has its own."""
    text = document.quote(anchor).replace("\n", "")
    match = _BARE.match(text)
    if match is None:
        found = list(quantities(document.text, anchor.start, anchor.end))
        if len(found) != 1:
            return None
        quantity = found[0]
        return quantity if quantity.unit or not unit else replace(quantity, unit=unit)
    sign = _SIGNS.get(match["sign"] or "", "=")
    after = match["after"] or ""
    if after:
        sign = ">=" if "上" in after else ("~" if after == "左右" else "<=")
    value = Decimal(match["number"].replace(",", "").replace("，", ""))
    written = (match["sign"] or "") + after
    start, end = anchor.start + match.start("number"), anchor.start + match.end("number")
    return Quantity(value, None, match["unit"] or unit, sign, written, start, start, end, end)  # type: ignore[arg-type]
