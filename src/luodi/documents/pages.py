"""Pages of glyphs and rules to a Flow: furniture off, columns in order, paragraphs and tables over page ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from luodi.documents import grid, page_notes
from luodi.documents.furniture import furniture, watermarks
from luodi.documents.grid import Area, Grid
from luodi.documents.lines import Line, as_line, leading, lines, split
from luodi.documents.model import Box, Cell, Flow, FurnitureKind, Note, Paragraph, Scrap, Span, Table
from luodi.documents.open_tables import open_tables
from luodi.documents.page import Glyph, Page, Rule, halves, turned, turned_glyph
from luodi.documents.paragraphs import Column, Habits, Placed, gather, habits, paragraphs_of_cell, plain, spans, style


@dataclass(frozen=True, slots=True, eq=False)
class Ruled:
    """A table on one page: its grid and the lines of each area."""

    sheet: int  # index of the page, or half of a page, in reading order
    grid: Grid
    lines: tuple[tuple[Line, ...], ...]

    @property
    def top(self) -> float:
        return self.grid.ys[0]

    @property
    def left(self) -> float:
        return self.grid.xs[0]

    @property
    def right(self) -> float:
        return self.grid.xs[-1]


Item = Line | Ruled


@dataclass(slots=True)
class Sheet:
    """A page taken apart."""

    page: Page
    rules: list[Rule]  # joined where they are pieces of one
    tables: list[Ruled]
    lines: list[Line]
    columns: list[tuple[Column, list[Item]]] = field(default_factory=list)


def flow(pages: Sequence[Page], format: str) -> Flow:
    """The text of some pages, all turned upright, in reading order."""
    size = _body_size(pages)
    scraps: list[Scrap] = []
    sheets: list[Sheet] = []
    for page in pages:
        drop = watermarks(page, size)
        if drop:
            scraps += _watermark(page, drop)
            page = replace(page, glyphs=tuple(g for i, g in enumerate(page.glyphs) if i not in drop))
        for part in halves(page):
            sheets.append(_sheet(len(sheets), part))
    place = _placer([sheet.page for sheet in sheets])
    for sheet, found in zip(sheets, furniture([s.lines for s in sheets], [s.page for s in sheets], size), strict=True):
        scraps += [_scrap(kind, sheet.lines[index], place) for index, kind in sorted(found.items())]
        sheet.lines = [line for index, line in enumerate(sheet.lines) if index not in found]
    notes: list[tuple[str, list[Line]]] = []
    before: Grid | None = None
    for index, sheet in enumerate(sheets):
        _page_notes(sheet, size, notes)
        before = _take_open_tables(index, sheet, before)
        sheet.columns = _columns(sheet)
        if len(sheet.columns) > 1:
            _column_notes(sheet, size, notes)
    _settle_edges(sheets)
    blocks, habit = _blocks(sheets, place, {note for note, _ in notes if note}, size)
    return Flow(
        tuple(blocks),
        tuple(Note(mark, (Paragraph(spans(found, place), plain(found, habit)),)) for mark, found in notes if found),
        tuple(scraps), format, len({page.number for page in pages}),
    )  # fmt: skip


def _body_size(pages: Sequence[Page]) -> float:
    sizes: Counter[float] = Counter()
    for size, count in Counter([glyph.size for page in pages for glyph in page.glyphs]).items():
        sizes[round(size * 2) / 2] += count
    return max(sizes, key=lambda size: sizes[size], default=10.5)


def _placer(pages: Sequence[Page]) -> Callable[[Line], Box]:
    of = {page.number: page for page in pages}
    return lambda line: of[line.page].box((line.left, line.top, line.right, line.bottom))


def _scrap(kind: FurnitureKind, line: Line, place: Callable[[Line], Box]) -> Scrap:
    return Scrap(kind, Span(line.text, page=line.page, box=place(line)))


def _watermark(page: Page, drop: frozenset[int]) -> Iterator[Scrap]:
    glyphs = [page.glyphs[index] for index in sorted(drop)]
    text = "".join(glyph.text for glyph in glyphs)
    if not text.isspace():
        left, top = min(g.left for g in glyphs), min(g.top for g in glyphs)
        right, bottom = max(g.right for g in glyphs), max(g.bottom for g in glyphs)
        yield Scrap("watermark", Span(text, page=page.number, box=page.box((left, top, right, bottom))))


# ---------------------------------------------------------------- a page


def _sheet(index: int, page: Page) -> Sheet:
    rest: list[Glyph] = list(page.glyphs)
    tables: list[Ruled] = []
    rules = grid.merged(page.rules)
    if len(rules) > grid.RULES:
        rules = []
    for found in grid.grids(rules):
        cells, outside = grid.sort_into(found, rest)
        filled = sum(any(not glyph.text.isspace() for glyph in cell) for cell in cells)
        if filled < (1 if len(cells) > 2 else 2):
            continue
        rest = outside
        tables.append(Ruled(index, found, tuple(tuple(_cell_lines(cell, page)) for cell in cells)))
    return Sheet(page, rules, tables, _turned_lines(rest, page))


def _cell_lines(glyphs: list[Glyph], page: Page) -> list[Line]:
    """The lines of a cell. Upright characters set close under one another, columns apart, read from the right down."""
    found = _turned_lines(glyphs, page)
    if len(found) < 3 or max(len(line.glyphs) for line in found) < 2:
        return found
    steps = [b.baseline - a.baseline for a, b in pairwise(found)]
    across = [b.left - a.left for line in found for a, b in pairwise(line.glyphs)]
    size = found[0].size
    if max(steps) > 1.1 * size or min(across) < 1.12 * size:
        return found
    columns: dict[int, list[Glyph]] = {}
    for glyph in (glyph for line in found for glyph in line.glyphs):
        columns.setdefault(round(glyph.left / size), []).append(glyph)
    down = [sorted(columns[x], key=lambda glyph: glyph.baseline) for x in sorted(columns, reverse=True)]
    return [line for column in down for glyph in column if (line := as_line([glyph], page.number))]


def _turned_lines(glyphs: list[Glyph], page: Page) -> list[Line]:
    """The lines of some glyphs; turned ones are read in their direction."""
    turns = {face.turn for face in {glyph.face for glyph in glyphs}}
    if turns <= {0}:
        return lines(glyphs, page.number)
    out: list[Line] = lines((glyph for glyph in glyphs if not glyph.face.turn), page.number)
    for turn in (90, 180, 270):
        if turn in turns:
            width, height = page.width, page.height
            upright = [turned_glyph(glyph, turn, width, height) for glyph in glyphs if glyph.face.turn == turn]
            if turn != 180:
                width, height = height, width
            for line in lines(upright, page.number):
                box = line.left, line.top, line.right, line.bottom
                left, top, right, bottom = turned(box, 360 - turn, width, height)
                out.append(replace(line, left=left, top=top, right=right, bottom=bottom))
    return out


def _columns(sheet: Sheet) -> list[tuple[Column, list[Item]]]:
    """The columns of a page in reading order, with their lines and tables from top to bottom."""
    found = sheet.lines
    cut = _gutter(found)
    if cut is None:
        return [(_edges(found, sheet), _in_order([*found, *sheet.tables]))]
    parts: list[tuple[Column, list[Item]]] = []
    bands: list[list[list[Item]]] = [[[], [], []]]
    for item in _in_order([*found, *sheet.tables]):
        for piece in split(item, cut) if isinstance(item, Line) and _gap_at(item, cut) else [item]:
            if piece.left < cut < piece.right:
                bands.append([[], [], []])
                bands[-1][0].append(piece)
            else:
                bands[-1][1 if piece.right <= cut else 2].append(piece)
    whole = _edges(found, sheet)
    halves = [_edges([i for band in bands for i in band[k] if isinstance(i, Line)], sheet) for k in (1, 2)]
    for band in bands:
        parts += [(column, part) for column, part in zip([whole, *halves], band, strict=True) if part]
    return parts


def _take_open_tables(index: int, sheet: Sheet, before: Grid | None) -> Grid | None:
    """Takes tables without vertical rules out of the lines; the last one, if nothing follows it on the page."""
    found = open_tables(sheet.lines, sheet.rules, None if sheet.tables else before)
    taken: set[int] = set()
    for table in found:
        mine = sheet.lines[table.start : table.end]
        cells, _ = grid.sort_into(table.grid, [glyph for line in mine for glyph in line.glyphs])
        sheet.tables.append(Ruled(index, table.grid, tuple(tuple(lines(cell, sheet.page.number)) for cell in cells)))
        taken.update(range(table.start, table.end))
    last = found[-1] if found and found[-1].end == len(sheet.lines) else None
    sheet.lines = [line for i, line in enumerate(sheet.lines) if i not in taken]
    return last.grid if last else None


def _in_order(items: Sequence[Item]) -> list[Item]:
    return sorted(items, key=lambda item: item.baseline if isinstance(item, Line) else item.top)


def _gap_at(line: Line, cut: float) -> bool:
    """Whether the line leaves a column gap at a vertical cut."""
    inner = [glyph for glyph in line.glyphs if not glyph.text.isspace()]
    return any(a.right <= cut <= b.left and b.left - a.right > line.size for a, b in pairwise(inner))


def _gutter(found: Sequence[Line]) -> float | None:
    """The x of a gutter that parts the lines of a page in two columns of similar width, if there is one."""
    if len(found) < 10:
        return None
    left, right = min(line.left for line in found), max(line.right for line in found)
    middle = (left + right) / 2
    near = 0.12 * (right - left)
    gaps: list[tuple[float, float]] = []
    starts: list[float] = []
    ends: list[float] = []
    crossing = 0
    for line in found:
        gap = _gap_near(line, middle, near) if "  " in line.text else None
        if gap is not None:
            gaps.append(gap)
        elif line.right <= middle + near and line.right - line.left > 0.25 * (right - left):
            ends.append(line.right)
        elif line.left >= middle - near:
            starts.append(line.left)
        else:
            crossing += 1
    starts += [gap[1] for gap in gaps]
    ends += [gap[0] for gap in gaps]
    if min(len(starts), len(ends)) < 6 or crossing > 0.25 * len(found):
        return None
    start, end = sorted(starts)[len(starts) // 20], sorted(ends)[-1 - len(ends) // 20]
    if end >= start or sum(abs(x - start) < 3 for x in starts) < 0.4 * len(starts):
        return None
    return (start + end) / 2


def _gap_near(line: Line, x: float, near: float) -> tuple[float, float] | None:
    """The edges of a gap of more than 1 em in a line that lies about an x."""
    inner = [glyph for glyph in line.glyphs if not glyph.text.isspace()]
    for a, b in pairwise(inner):
        if b.left - a.right > line.size and a.right < x + near and b.left > x - near:
            return a.right, b.left
    return None


def _edges(found: Sequence[Line], sheet: Sheet) -> Column:
    """The left and right edges that several lines share, else the outermost ones."""
    if not found:
        return Column(0.1 * sheet.page.width, 0.9 * sheet.page.width)
    lefts, rights = sorted(line.left for line in found), sorted((line.right for line in found), reverse=True)
    return Column(_shared(lefts), _shared(rights))


def _shared(values: Sequence[float]) -> float:
    """The first of some ordered positions that another stands by."""
    for a, b in pairwise(values):
        if abs(a - b) <= 2:
            return a
    return values[0]


def _settle_edges(sheets: Sequence[Sheet]) -> None:
    """Pages with few lines take the edges that pages of their width usually have, or else those of their tables."""
    usual: dict[tuple[int, str, int], list[Column]] = {}
    for sheet in sheets:
        for index, (column, items) in enumerate(sheet.columns):
            if len(items) >= 8:
                usual.setdefault(_setting(sheet, index), []).append(column)
    for sheet in sheets:
        for index, (column, items) in enumerate(sheet.columns):
            known = usual.get(_setting(sheet, index)) or (len(sheet.columns) == 1 and _sides(sheets, sheet))
            if known and len(items) < 8:
                left, right = median(c.left for c in known), median(c.right for c in known)
                sheet.columns[index] = (Column(min(column.left, left), max(column.right, right)), items)


def _sides(sheets: Sequence[Sheet], sheet: Sheet) -> list[Column]:
    """The edges of the tables on pages of one width that are wider than half the page."""
    width = sheet.page.width
    tables = [t for other in sheets if abs(other.page.width - width) < 1 for t in other.tables]
    return [Column(table.left, table.right) for table in tables if table.right - table.left > 0.5 * width]


def _setting(sheet: Sheet, index: int) -> tuple[int, str, int]:
    """What pages must have in common for their columns to stand at one place."""
    return round(sheet.page.width), sheet.page.half, min(len(sheet.columns), 2) * (index + 1)


# ---------------------------------------------------------------- notes


def _take_notes(lines: Sequence[Line], rules: Sequence[Rule], size: float, notes: list[tuple[str, list[Line]]]) -> int:
    """Adds the footnotes at the foot of some lines to those found before; the index where they begin."""
    start = page_notes.foot(lines, rules, size)
    for mark, found in page_notes.notes(lines[start:], notes[-1][0] if notes else None):
        if mark is not None:
            notes.append((mark, found))
        elif notes:
            notes[-1][1].extend(found)
    return start


def _page_notes(sheet: Sheet, size: float, notes: list[tuple[str, list[Line]]]) -> None:
    """Takes the footnotes over the whole width of a page out of its lines."""
    last = max((table.grid.ys[-1] for table in sheet.tables), default=0.0)
    above = [line for line in sheet.lines if line.baseline <= last]
    below = [line for line in sheet.lines if line.baseline > last]
    sheet.lines = above + below[: _take_notes(below, sheet.rules, size, notes)]


def _column_notes(sheet: Sheet, size: float, notes: list[tuple[str, list[Line]]]) -> None:
    """Takes the footnotes below single columns out of them."""
    for index, (column, items) in enumerate(sheet.columns):
        tail = next((i + 1 for i in range(len(items) - 1, -1, -1) if isinstance(items[i], Ruled)), 0)
        below = [item for item in items[tail:] if isinstance(item, Line)]
        sheet.columns[index] = (column, items[: tail + _take_notes(below, sheet.rules, size, notes)])


# ---------------------------------------------------------------- blocks


def _blocks(
    sheets: Sequence[Sheet], place: Callable[[Line], Box], marks: set[str], size: float
) -> tuple[list[Paragraph | Table], Habits]:
    placed: list[Placed | Ruled] = []
    for sheet in sheets:
        for column, items in sheet.columns:
            for item in items:
                placed.append(Placed(page_notes.marked(item, marks), column) if isinstance(item, Line) else item)
    loose = [one for one in placed if isinstance(one, Placed)]
    habit = habits(loose, leading([one.line for one in loose]), size)
    blocks: list[Paragraph | Table] = []
    for run in _runs(placed):
        if isinstance(run[0], Ruled):
            blocks += [_table(part, place, habit) for part in _joined([r for r in run if isinstance(r, Ruled)])]
        else:
            for group in gather([one for one in run if isinstance(one, Placed)], habit):
                blocks.append(Paragraph(spans([one.line for one in group], place), style(group, habit)))
    return blocks, habit


def _runs(placed: Sequence[Placed | Ruled]) -> Iterator[list[Placed | Ruled]]:
    run: list[Placed | Ruled] = []
    for one in placed:
        if run and isinstance(one, Ruled) != isinstance(run[0], Ruled):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _joined(tables: Sequence[Ruled]) -> list[list[Ruled]]:
    """Tables with nothing between them: one goes on on the next page if its columns do."""
    out: list[list[Ruled]] = []
    for table in tables:
        if out and table.sheet == out[-1][-1].sheet + 1 and _same_columns(out[-1], table):
            out[-1].append(table)
        else:
            out.append([table])
    return out


def _offsets(table: Ruled) -> list[float]:
    return [x - table.grid.xs[0] for x in table.grid.xs]


def _same_columns(parts: Sequence[Ruled], table: Ruled) -> bool:
    """Whether the columns of one are among the columns of the other, from edge to edge."""
    a, b = sorted((_offsets(parts[-1]), _offsets(table)), key=len)
    return abs(a[-1] - b[-1]) <= 2 * grid.NEAR and all(any(abs(x - y) <= grid.NEAR for y in b) for x in a)


def _table(parts: Sequence[Ruled], place: Callable[[Line], Box], habit: Habits) -> Table:
    xs = max((_offsets(part) for part in parts), key=len)
    cells: list[Cell] = []
    breaks: list[int] = []
    row = 0
    for index, part in enumerate(parts):
        part = _without_rests(part, index > 0, index < len(parts) - 1)
        if row:
            breaks.append(row)
        offsets = _offsets(part)
        widths = _widths(part)
        for area, found in zip(part.grid.areas, part.lines, strict=True):
            start, end = _nearest(xs, offsets[area.column]), _nearest(xs, offsets[area.column + area.columns])
            paragraphs = tuple(
                Paragraph(spans(group, place), plain(group, habit))
                for group in paragraphs_of_cell(found, widths[area.column, area.columns])
            )
            cells.append(Cell(row + area.row, start, paragraphs, area.rows, max(end - start, 1)))
        row += len(part.grid.ys) - 1
    return Table(tuple(sorted(cells, key=lambda c: (c.row, c.column))), row, len(xs) - 1, frozenset(breaks))


def _nearest(xs: Sequence[float], x: float) -> int:
    return min(range(len(xs)), key=lambda index: abs(xs[index] - x))


def _widths(part: Ruled) -> dict[tuple[int, int], float]:
    """The widest line of the cells over the same columns."""
    widths: dict[tuple[int, int], float] = {}
    for area, found in zip(part.grid.areas, part.lines, strict=True):
        key = area.column, area.columns
        widths[key] = max([widths.get(key, 0.0), *(line.right - line.left for line in found)])
    return widths


def _without_rests(part: Ruled, begun: bool, unfinished: bool) -> Ruled:
    """The table without a first or last row that holds nothing: what is left of a row at a page end."""
    rows = len(part.grid.ys) - 1
    filled = [False] * rows
    for area, found in zip(part.grid.areas, part.lines, strict=True):
        if found or area.rows > 1:
            filled[area.row : area.row + area.rows] = [True] * area.rows
    first = int(begun and rows > 1 and not filled[0])
    last = rows - int(unfinished and rows - first > 1 and not filled[-1])
    if (first, last) == (0, rows):
        return part
    kept = [(area, found) for area, found in zip(part.grid.areas, part.lines, strict=True) if first <= area.row < last]
    areas = tuple(Area(area.row - first, area.column, area.rows, area.columns) for area, _ in kept)
    grid_ = Grid(part.grid.xs, part.grid.ys[first : last + 1], areas)
    return Ruled(part.sheet, grid_, tuple(found for _, found in kept))
