"""The grid of a WordprocessingML table: merged cells, rows that begin late, column edges that nearly agree (17.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from luodi.documents.docx_package import Element, W, child, content, number, value

_SAME_EDGE = 80  # twips (4 pt): edges closer than this are one, no column is that narrow
_MAX_SPAN = 1000  # grid columns that one cell may cover; Word stops at 63
MAX_GRID = 2_000_000  # rows times columns of a table


@dataclass(frozen=True, slots=True)
class Slot:
    """A `w:tc` and the grid edges that it stands between. `below`: merged with the cell above it."""

    element: Element
    start: int
    end: int
    below: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A printed cell: its top left position and the rows and columns that it covers."""

    slot: Slot
    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The printed cells in row order, and the cells that merged ones cover."""

    cells: tuple[Place, ...]
    covered: tuple[Slot, ...]
    rows: int
    columns: int


def row_slots(row: Element) -> list[Slot]:
    """The cells of a `w:tr`, those that carry on a horizontal merge (w:hMerge) joined to its first."""
    slots: list[Slot] = []
    position = _span(child(row, "trPr"), "gridBefore", 0)
    for cell in content(row):
        if cell.tag != W + "tc":
            continue
        properties = child(cell, "tcPr")
        start, position = position, position + _span(properties, "gridSpan", 1)
        if properties.find(W + "cellDel") is not None:
            continue
        if _carries_on(properties, "hMerge") and slots:
            slots[-1] = replace(slots[-1], end=position)
        else:
            slots.append(Slot(cell, start, position, _carries_on(properties, "vMerge")))
    return slots


def arrange(rows: Sequence[Sequence[Slot]], grid: Element) -> Grid:
    """Place cells on the smallest grid that keeps their edges apart. `grid` is the table's `w:tblGrid`."""
    column = _columns(rows, grid)
    places: list[Place] = []
    covered: list[Slot] = []
    open_at: dict[int, int] = {}  # column: index of the place that a cell below may carry on
    for at, row in enumerate(rows):
        for slot in row:
            start, end = column[slot.start], column[slot.end]
            above = open_at.get(start)
            if slot.below and above is not None and places[above].row + places[above].rows == at:
                places[above] = replace(places[above], rows=places[above].rows + 1)
                covered.append(slot)
            else:
                open_at[start] = len(places)
                places.append(Place(slot, at, start, 1, end - start))
    return Grid(tuple(places), tuple(covered), len(rows), max(column.values(), default=0))


def _columns(rows: Sequence[Sequence[Slot]], grid: Element) -> dict[int, int]:
    """Edge of the written grid: edge of the smallest one."""
    edges = sorted({edge for row in rows for slot in row for edge in (slot.start, slot.end)})
    apart = {edge: index for index, edge in enumerate(edges)}
    widths = [number(part, "w") or 0 for part in grid.iterchildren(W + "gridCol")]
    if not edges or edges[-1] > len(widths) or min(widths) < 0:
        return apart
    places = [sum(widths[: edges[0]])]
    for left, right in pairwise(edges):
        places.append(places[-1] + sum(widths[left:right]))
    near, index = {edges[0]: 0}, 0
    for edge, (left, right) in zip(edges[1:], pairwise(places), strict=True):
        index += right - left >= _SAME_EDGE
        near[edge] = index
    narrow = any(near[slot.start] == near[slot.end] for row in rows for slot in row)
    return apart if narrow else near


def _span(properties: Element, name: str, usual: int) -> int:
    stated = number(child(properties, name))
    return usual if stated is None or stated < usual else min(stated, _MAX_SPAN)


def _carries_on(properties: Element, name: str) -> bool:
    merge = properties.find(W + name)
    return merge is not None and value(merge) != "restart"
