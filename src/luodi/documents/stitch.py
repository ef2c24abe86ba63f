"""Put a table together again that pages have cut: repeated headers, halves of rows, halves of merged cells.

Every format comes through here. What a format knows (true merged cells, where pages begin) is kept; `Table.breaks`
names the rows before which a page may have begun. Nothing is dropped without a `Scrap`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from msgspec.structs import replace

from luodi.documents.model import Cell, FurnitureKind, Paragraph, Scrap, Span, Table
from luodi.files.characters import squeezed
from luodi.registry import department_at

NUMBER_HEADER = re.compile(r"^(?:序号?|编号|项号|行号|No\.?)$", re.IGNORECASE)
BODY_HEADER = re.compile(r"牵头|责任|负责|配合|协办|参与|承办|主办|指导|实施.{0,2}(?:单位|部门)|(?:单位|部门)$")
ROW_NUMBER = re.compile(r"^[（(]?(?:\d{1,4}|[一二三四五六七八九十百]{1,4})[）)]?[.．、]?$")
_BODY_END = re.compile(r"(?:[厅局委办部院行会署社队府团司所组]|中心|公司|单位|部门|等)[）)]?$")
_BODY_START = re.compile(r"^(?:省|市|区|县|各|国家|中|有关|相关|自治|[\u4e00-\u9fff]{2,3}[省市区县])")


@dataclass(slots=True)
class _Slot:
    """A cell while the grid is being changed; `last` is the last row that it covers."""

    row: int
    last: int
    column: int
    columns: int
    paragraphs: list[Paragraph]

    @property
    def text(self) -> str:
        return squeezed("".join(paragraph.text for paragraph in self.paragraphs))


class _Grid:
    """The cells by place. Rows keep their printed index until the end; those taken out leave `live`."""

    def __init__(self, table: Table) -> None:
        self.columns = table.columns
        self.live = list(range(table.rows))
        self.breaks = set(table.breaks)
        self.scraps: list[Scrap] = []
        self.cover: dict[tuple[int, int], _Slot] = {}
        for cell in table.cells:
            slot = _Slot(cell.row, cell.row + cell.rows - 1, cell.column, cell.columns, list(cell.paragraphs))
            self.place(slot, cell.row)

    def place(self, slot: _Slot, first: int) -> None:
        """Enter a cell at the places that it covers from row `first`."""
        for row in range(first, slot.last + 1):
            for column in range(slot.column, slot.column + slot.columns):
                self.cover[row, column] = slot

    def begin(self, row: int) -> list[_Slot]:
        """The cells that begin in a row, from left to right."""
        slots = (self.cover.get((row, column)) for column in range(self.columns))
        return [s for column, s in enumerate(slots) if s is not None and s.row == row and s.column == column]

    def set_aside(self, kind: FurnitureKind, slot: _Slot) -> None:
        spans = [span for paragraph in slot.paragraphs for span in paragraph.spans]
        self.scraps += [Scrap(kind, span) for span in spans if squeezed(span.text)]

    def extend(self, upper: _Slot, lower: _Slot) -> None:
        """Let a cell cover the one below it."""
        first, upper.last = lower.row, max(upper.last, lower.last)
        self.place(upper, first)

    def table(self) -> Table:
        index = {row: place for place, row in enumerate(self.live)}
        cells: list[Cell] = []
        for row in self.live:
            for column in range(self.columns):
                slot = self.cover.get((row, column))
                if slot is None or slot.column != column or slot.row != row:
                    continue
                rows = sum(slot.row <= r <= slot.last for r in self.live[index[row] : index[row] + slot.last - row + 1])
                cells.append(Cell(index[row], column, tuple(slot.paragraphs), rows, slot.columns))
        breaks = frozenset(index[row] for row in self.breaks if row in index)
        return Table(tuple(cells), len(self.live), self.columns, breaks)


def stitch(table: Table) -> tuple[Table, tuple[Scrap, ...]]:
    """The table as it was before it was printed on pages, and what was set aside."""
    if table.rows < 2 or table.columns < 2:
        return table, ()
    grid = _Grid(table)
    _drop_repeated_headers(grid)
    numbered = _is_numbered(grid)
    _join_merged_cells(grid, _group_columns(grid, numbered))
    _join_halves(grid, numbered)
    return grid.table(), tuple(grid.scraps)


def _drop_repeated_headers(grid: _Grid) -> None:
    """Take out later rows with the words of the first, and the second line of a header that follows such a row."""
    lines = [[slot.text for slot in grid.begin(row) if slot.text] for row in (0, 1)]
    if len(lines[0]) < 2:
        return
    second_is_header = not any(ROW_NUMBER.match(text) for text in lines[1][:1])
    repeated, kept = False, grid.live[:1]
    for row in grid.live[1:]:
        words = [slot.text for slot in grid.begin(row) if slot.text]
        repeated = words == lines[0] or (repeated and second_is_header and words == lines[1])
        if repeated:
            for slot in grid.begin(row):
                grid.set_aside("repeated_header", slot)
            grid.breaks.discard(row)
        else:
            if kept[-1] != row - 1:
                grid.breaks.add(row)
            kept.append(row)
    grid.live = kept


def _is_numbered(grid: _Grid) -> bool:
    header = grid.cover.get((0, 0))
    first = [slot.text for row in grid.live[1:] if (slot := grid.cover.get((row, 0))) is not None and slot.row == row]
    filled = [text for text in first if text]
    numbers = sum(bool(ROW_NUMBER.match(text)) for text in filled)
    named = header is not None and bool(NUMBER_HEADER.match(header.text))
    return numbers > 0 and (named or numbers >= 0.8 * len(filled))


def _group_columns(grid: _Grid, numbered: bool) -> range:
    """Columns of categories: between the number and the column left of the first body column."""
    bodies = [slot.column for slot in grid.begin(0) if BODY_HEADER.search(slot.text)]
    return range(1 if numbered else 0, (min(bodies) if bodies else 1) - 1)


def _join_merged_cells(grid: _Grid, groups: range) -> None:
    """Carry a merged cell over the page end below it."""
    for above, row in zip(grid.live[1:], grid.live[2:], strict=False):
        if row not in grid.breaks:
            continue
        for slot in grid.begin(row):
            upper = grid.cover.get((above, slot.column))
            if upper is not None and upper is not slot:
                _join_upwards(grid, upper, slot, slot.column in groups)


def _join_upwards(grid: _Grid, upper: _Slot, slot: _Slot, group: bool) -> None:
    merged = group or upper.last > upper.row or slot.last > slot.row
    if group and not slot.text and upper.columns > slot.columns:
        # A cell over several columns cannot reach down into one: the category stands beside a later row of its group.
        lower = grid.cover.get((_after(grid, slot.last), slot.column))
        if lower is not None and lower.text and lower.columns == slot.columns:
            slot.paragraphs = lower.paragraphs
            grid.extend(slot, lower)
    elif merged and upper.columns == slot.columns and upper.text and slot.text in ("", upper.text):
        grid.set_aside("repeated_cell", slot)
        grid.extend(upper, slot)


def _after(grid: _Grid, row: int) -> int:
    return next((later for later in grid.live if later > row), -1)


def _join_halves(grid: _Grid, numbered: bool) -> None:
    """A row without a number at the head of a page is the rest of the row above it."""
    kept = grid.live[:2]
    for row in grid.live[2:]:
        if row in grid.breaks and _is_rest(grid, kept[-1], row, numbered):
            for slot in grid.begin(row):
                upper = grid.cover.get((kept[-1], slot.column))
                if upper is None:
                    slot.row = kept[-1]
                    grid.place(slot, slot.row)
                else:
                    _append(grid, upper, slot)
                    grid.extend(upper, slot)
        else:
            kept.append(row)
    grid.live = kept


def _is_rest(grid: _Grid, above: int, row: int, numbered: bool) -> bool:
    slots = grid.begin(row)
    first = grid.cover.get((row, 0))
    if not slots or first is None or (numbered and (first.row != row or first.text)) or first.columns == grid.columns:
        return False
    filled = [slot for slot in slots if slot.text]
    if not numbered:
        return 0 < len(filled) < len(slots) and not first.text
    return bool(filled) and not any(_begins_anew(grid, above, slot) for slot in filled)


def _begins_anew(grid: _Grid, above: int, slot: _Slot) -> bool:
    """A body cell that begins with a whole name under one that ends with a whole name: a row of its own."""
    header, upper = grid.cover.get((0, slot.column)), grid.cover.get((above, slot.column))
    if header is None or upper is None or not BODY_HEADER.search(header.text):
        return False
    begins = bool(_BODY_START.match(slot.text)) or department_at(slot.text) is not None
    return begins and bool(_BODY_END.search(upper.text))


def _append(grid: _Grid, upper: _Slot, lower: _Slot) -> None:
    """Join the text of two halves. Characters printed in both are kept once (`…高质量发展` + `量发展，引领…`)."""
    above, below = upper.text, lower.text
    if not below:
        return
    if below == above:
        grid.set_aside("repeated_cell", lower)
        return
    if not above:
        upper.paragraphs = lower.paragraphs
        return
    overlap = next((n for n in range(min(len(above), len(below)), 2, -1) if above.endswith(below[:n])), 0)
    spans = [span for paragraph in lower.paragraphs[:1] for span in paragraph.spans]
    if overlap:
        spans = _behind(grid, spans, overlap)
    joined = replace(upper.paragraphs[-1], spans=(*upper.paragraphs[-1].spans, *spans))
    upper.paragraphs[-1:] = [joined, *lower.paragraphs[1:]]


def _behind(grid: _Grid, spans: list[Span], count: int) -> list[Span]:
    """The spans without their first `count` printed characters, which are set aside."""
    rest: list[Span] = []
    for span in spans:
        taken = 0
        while count and taken < len(span.text):
            count -= bool(squeezed(span.text[taken]))
            taken += 1
        if taken:
            grid.scraps.append(Scrap("repeated_cell", replace(span, text=span.text[:taken])))
        if taken < len(span.text):
            offset = None if span.offset is None else span.offset + taken
            rest.append(replace(span, text=span.text[taken:], offset=offset))
    return rest
