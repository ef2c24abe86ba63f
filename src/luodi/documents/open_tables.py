"""Tables without vertical rules: columns by the gutters that all rows leave free (三线表, lists set in columns)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from luodi.documents.grid import Area, Grid
from luodi.documents.lines import Line, pieces
from luodi.documents.page import Rule

_GUTTER = 0.3  # em that every row leaves free between two columns
_TRIES = 100  # lines of a page that look like a header and are none
_APART = 1.0  # em between the cells of a row that begins a table
HEADER = re.compile(
    r"序号?|编号|指标|名称|任务|单位|部门|年份|年度|\d{4}\s?年|时限|时间|备注|类别|项目|内容|责任|牵头|配合|目标|进度|数量|金额"
)

Ink = list[tuple[float, float]]
"""Stretches of x that are printed on, from left to right."""


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table found in lines[start:end]."""

    grid: Grid
    start: int
    end: int


def open_tables(lines: Sequence[Line], rules: Sequence[Rule], before: Grid | None) -> list[OpenTable]:
    """The open tables in some lines from top to bottom; `before` is one that may go on from the page before."""
    found: list[OpenTable] = []
    tries = _TRIES
    index = 0
    if before is not None:
        end = _fitting(lines, before.xs)
        if end:
            found.append(_table(lines, 0, end, before.xs, rules))
            index = end
    while index < len(lines) and tries:
        table = _at(lines, index, rules)
        tries -= table is None and "  " in lines[index].text
        if table is not None:
            found.append(table)
            index = table.end
        else:
            index += 1
    return found


def _at(lines: Sequence[Line], start: int, rules: Sequence[Rule]) -> OpenTable | None:
    """The table whose first row is lines[start]."""
    first = lines[start]
    if "  " not in first.text:
        return None
    cells = len(pieces(first, _APART))
    ruled = _is_ruled(first, lines[start + 1 : start + 4], rules)
    named = len(HEADER.findall(first.text)) >= 2
    if not (ruled and cells >= 2) and not (named and cells >= 3):
        return None
    columns: Ink = []
    end = start
    while end < len(lines):
        ink = _ink(lines[end])
        if end > start and (_bridges(ink, columns) or lines[end].baseline - lines[end - 1].baseline > 4 * first.size):
            break
        wider = _union([*columns, *ink], _GUTTER * first.size)
        if len(wider) < (2 if ruled else 3):
            break
        columns = wider
        end += 1
    if end - start < 3 or sum(len(_ink(line)) > 1 for line in lines[start:end]) < 0.5 * (end - start):
        return None
    cuts = [b[0] - 0.2 * first.size for _, b in pairwise(columns)]
    return _table(lines, start, end, (columns[0][0] - 1, *cuts, columns[-1][1] + 1), rules)


def _is_ruled(first: Line, after: Sequence[Line], rules: Sequence[Rule]) -> bool:
    """Whether a row stands between two rules as wide as itself, or above one, as the header of a 三线表 does."""
    wide = [r.at for r in rules if r.horizontal and r.start <= first.left + 3 and r.end >= first.right - 3]
    above = any(0 < first.baseline - at < 3 * first.size for at in wide)
    below = any(0 < at - line.baseline < 1.5 * first.size for line in (first, *after[:2]) for at in wide)
    return above and below


def _ink(line: Line) -> Ink:
    return _union(((glyph.left, glyph.right) for glyph in line.glyphs if not glyph.text.isspace()), _GUTTER * line.size)


def _union(stretches: Iterable[tuple[float, float]], gap: float) -> Ink:
    out: Ink = []
    for left, right in sorted(stretches):
        if out and left - out[-1][1] < gap:
            out[-1] = out[-1][0], max(out[-1][1], right)
        else:
            out.append((left, right))
    return out


def _bridges(ink: Ink, columns: Ink) -> bool:
    """Whether a stretch of a line runs over two columns."""
    return any(sum(left < b and right > a for a, b in columns) > 1 for left, right in ink)


def _fitting(lines: Sequence[Line], xs: Sequence[float]) -> int:
    """How many of the first lines leave the cuts between columns free, and lie within the table's edges."""
    for index, line in enumerate(lines):
        ink = _ink(line)
        if ink[0][0] < xs[0] - 2 * line.size or ink[-1][1] > xs[-1] + 2 * line.size:
            return index
        if any(left < x - 1 and right > x + 1 for left, right in ink for x in xs[1:-1]):
            return index
    return len(lines)


def _table(lines: Sequence[Line], start: int, end: int, xs: Sequence[float], rules: Sequence[Rule]) -> OpenTable:
    rows = lines[start:end]
    left = min(xs[0], min(line.left for line in rows) - 1)
    right = max(xs[-1], max(line.right for line in rows) + 1)
    cuts = _cuts(rows, xs, rules)
    ys = (rows[0].top - 1, *cuts, rows[-1].bottom + 1)
    areas = tuple(Area(i, j, 1, 1) for i in range(len(ys) - 1) for j in range(len(xs) - 1))
    return OpenTable(Grid((left, *xs[1:-1], right), ys, areas), start, end)


def _cuts(rows: Sequence[Line], xs: Sequence[float], rules: Sequence[Rule]) -> list[float]:
    """Where rows end: at a rule; else at gaps wider than within a cell; else above lines that fill the first column."""
    leading = [line.left < xs[1] for line in rows]
    usual = _leading(rows, xs)
    wide = [b.baseline - a.baseline > usual + 0.15 * a.size for a, b in pairwise(rows)]
    by_gap = any(wide) and sum(wide) + 1 >= 0.8 * sum(leading)
    flats = [rule.at for rule in rules if rule.horizontal]
    cuts = []
    for index, (a, b) in enumerate(pairwise(rows)):
        ruled = any(a.baseline - 0.3 * a.size < at < b.baseline - 0.3 * b.size for at in flats)
        if ruled or (wide[index] if by_gap else leading[index + 1]):
            cuts.append((a.baseline + 0.15 * a.size + b.baseline - 0.9 * b.size) / 2)
    return cuts


def _leading(rows: Sequence[Line], xs: Sequence[float]) -> float:
    """The distance of lines within cells: the smallest that is found under one another in a column."""
    steps: list[float] = []
    for left, right in pairwise(xs):
        filled = [line.baseline for line in rows if any(left < (a + b) / 2 < right for a, b in _ink(line))]
        steps += [b - a for a, b in pairwise(filled)]
    return min(steps, default=0.0)
