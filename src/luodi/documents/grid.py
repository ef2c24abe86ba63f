"""Ruling lines to grids: which rules make a table, where its rows and columns are, which cells are merged."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from luodi.documents.page import Glyph, Rule

NEAR = 3.0  # points within which rules touch or are one
_COVER = 0.6  # of an edge that a rule must cover to part two cells
_OPEN = 6.0  # points that rules must run on for an edge that was not drawn
CELLS = 10_000  # elementary cells; more is a drawing
RULES = 1_000  # on a page; more are a drawing


@dataclass(frozen=True, slots=True)
class Area:
    """A cell of a grid: first row and column, rows and columns covered."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: positions of its rules from left to right and top to bottom, and its cells in row order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    areas: tuple[Area, ...]

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules with pieces of one line joined: double lines, dashes, and borders drawn cell by cell."""
    out: list[Rule] = []
    for horizontal in (True, False):
        bands: list[list[Rule]] = []
        for rule in sorted((rule for rule in rules if rule.horizontal == horizontal), key=lambda rule: rule.at):
            if bands and rule.at - bands[-1][0].at <= NEAR:
                bands[-1].append(rule)
            else:
                bands.append([rule])
        for band in bands:
            at = sum(rule.at for rule in band) / len(band)
            out += [Rule(horizontal, at, start, end) for start, end in _union((r.start, r.end) for r in band)]
    return out


def _union(intervals: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for start, end in sorted(intervals):
        if out and start <= out[-1][1] + NEAR:
            out[-1] = out[-1][0], max(out[-1][1], end)
        else:
            out.append((start, end))
    return out


def grids(rules: list[Rule]) -> list[Grid]:
    """The ruled tables among merged rules from top to bottom, without frames of one cell and grids within a cell."""
    found = [grid for group in _groups(rules) if (grid := _grid(group)) and len(grid.areas) > 1]
    outer = [grid for grid in found if not any(_within(grid, other) for other in found)]
    return sorted(outer, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _within(inner: Grid, outer: Grid) -> bool:
    return inner is not outer and outer.holds(inner.xs[0], inner.ys[0]) and outer.holds(inner.xs[-1], inner.ys[-1])


def _groups(lines: list[Rule]) -> list[list[Rule]]:
    """Rules that touch, directly or by way of others."""
    parents = list(range(len(lines)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    uprights = [(i, rule) for i, rule in enumerate(lines) if not rule.horizontal]
    for i, flat in enumerate(lines):
        if not flat.horizontal:
            continue
        for j, upright in uprights:
            if (
                flat.start - NEAR <= upright.at <= flat.end + NEAR
                and upright.start - NEAR <= flat.at <= upright.end + NEAR
            ):
                parents[root(i)] = root(j)
    groups: dict[int, list[Rule]] = {}
    for index, rule in enumerate(lines):
        groups.setdefault(root(index), []).append(rule)
    return [group for group in groups.values() if len(group) > 1]


def _positions(values: Iterable[float]) -> list[float]:
    out: list[list[float]] = []
    for value in sorted(values):
        if out and value - out[-1][0] <= NEAR:
            out[-1].append(value)
        else:
            out.append([value])
    return [sum(group) / len(group) for group in out]


def _grid(group: list[Rule]) -> Grid | None:
    flats = [rule for rule in group if rule.horizontal]
    uprights = [rule for rule in group if not rule.horizontal]
    if not flats or not uprights:
        return None
    xs = _edges([rule.at for rule in uprights], flats)
    ys = _edges([rule.at for rule in flats], uprights)
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > CELLS:
        return None
    return Grid(tuple(xs), tuple(ys), tuple(_areas(xs, ys, flats, uprights)))


def _edges(values: list[float], across: list[Rule]) -> list[float]:
    """Positions of rules, and of an edge that was not drawn where the rules across run on: an open side, a page end."""
    at = _positions(values)
    first, last = min(rule.start for rule in across), max(rule.end for rule in across)
    return [*([first] if first < at[0] - _OPEN else []), *at, *([last] if last > at[-1] + _OPEN else [])]


def _areas(xs: list[float], ys: list[float], flats: list[Rule], uprights: list[Rule]) -> list[Area]:
    rows, columns = len(ys) - 1, len(xs) - 1
    below = _walls(ys, xs, flats)  # below[i][j]: a rule at ys[i] over column j
    beside = _walls(xs, ys, uprights)  # beside[j][i]: a rule at xs[j] along row i
    owner = [[-1] * columns for _ in range(rows)]
    areas: list[Area] = []
    for i in range(rows):
        for j in range(columns):
            if owner[i][j] >= 0:
                continue
            area = _spread(i, j, owner, below, beside)
            for r in range(i, i + area.rows):
                for c in range(j, j + area.columns):
                    owner[r][c] = len(areas)
            areas.append(area)
    return areas


def _walls(at: list[float], along: list[float], rules: list[Rule]) -> list[list[bool]]:
    walls: list[list[bool]] = []
    for position in at:
        spans = _union((rule.start, rule.end) for rule in rules if abs(rule.at - position) <= NEAR)
        walls.append([_covered(spans, start, end) >= _COVER * (end - start) for start, end in pairwise(along)])
    return walls


def _covered(spans: list[tuple[float, float]], start: float, end: float) -> float:
    return sum(max(0.0, min(end, b) - max(start, a)) for a, b in spans)


def _spread(i: int, j: int, owner: list[list[int]], below: list[list[bool]], beside: list[list[bool]]) -> Area:
    """The rectangle that starts at an elementary cell: to the right, then down, until a rule parts it."""
    rows, columns = len(owner), len(owner[0])
    right = j + 1
    while right < columns and owner[i][right] < 0 and not beside[right][i]:
        right += 1
    bottom = i + 1
    while bottom < rows and all(
        owner[bottom][c] < 0 and not below[bottom][c] and (c == j or not beside[c][bottom]) for c in range(j, right)
    ):
        bottom += 1
    return Area(i, j, bottom - i, right - j)


def sort_into(grid: Grid, glyphs: Iterable[Glyph]) -> tuple[list[list[Glyph]], list[Glyph]]:
    """The glyphs of each area of a grid by the centre of their boxes, and those outside of it."""
    owner = [[0] * (len(grid.xs) - 1) for _ in range(len(grid.ys) - 1)]
    for index, area in enumerate(grid.areas):
        for row in owner[area.row : area.row + area.rows]:
            row[area.column : area.column + area.columns] = [index] * area.columns
    cells: list[list[Glyph]] = [[] for _ in grid.areas]
    rest: list[Glyph] = []
    xs, ys = grid.xs, grid.ys
    left, right, top, bottom = xs[0], xs[-1], ys[0], ys[-1]
    for glyph in glyphs:
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        if left <= x < right and top <= y < bottom:
            cells[owner[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]].append(glyph)
        else:
            rest.append(glyph)
    return cells, rest
