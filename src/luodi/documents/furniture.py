"""What is printed on pages and is no part of the text: page numbers, running heads, watermarks, marks of seals."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from luodi.documents.lines import Line, is_cjk, pieces
from luodi.documents.model import FurnitureKind
from luodi.documents.page import Page

_NUMBER = re.compile(
    r"[\s—–\-－_·•~～.|【\[(（]*(?:第\s*)?(?P<number>\d{1,4}|[ivxlcIVXLC]{1,6})(?:\s*[/／]\s*\d{1,4})?(?:\s*页)?"
    r"(?:[\s,，/／(（]*共\s*\d{1,4}\s*页)?[\s—–\-－_·•~～.|】\])）]*|(?i:page)\s*(?P<page>\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?"
)
_CODE = re.compile(r"[0-9A-Z]{2,8}")
_ATTACHMENT = re.compile(r"附(?:件|表|录)")
_DEPTH = 3  # lines from the top or bottom of a page among which furniture is looked for
_SAME = 4.0  # points between places that are the same on two pages

Found = dict[int, FurnitureKind]
"""Kinds by index of line or glyph."""


def watermarks(page: Page, size: float) -> frozenset[int]:
    """The indices of glyphs that belong to a watermark: slanting, or pale and much larger than the body (`size`)."""
    faces = {glyph.face for glyph in page.glyphs}
    if not any(face.pale or face.turn is None for face in faces):
        return frozenset()
    large = max(1.8 * size, 24)
    return frozenset(
        index
        for index, glyph in enumerate(page.glyphs)
        if glyph.face.turn is None or (glyph.face.pale and glyph.size > large)
    )


class Margin:
    """A piece of a line near the top or bottom edge of a page."""

    def __init__(self, sheet: int, index: int, piece: Line, bottom: bool, outermost: bool, gap: float) -> None:
        self.sheet, self.index, self.piece, self.bottom, self.outermost = sheet, index, piece, bottom, outermost
        self.gap = gap  # points to the next baseline towards the middle of the page
        self.text = re.sub(r"\s", "", piece.text)


def furniture(sheets: Sequence[Sequence[Line]], pages: Sequence[Page], size: float) -> list[Found]:
    """For each page the furniture among its lines outside of tables, which come from top to bottom."""
    found: list[Found] = [{} for _ in sheets]
    margins = [piece for i, lines in enumerate(sheets) for piece in _margins(i, lines, pages[i])]
    kinds: dict[tuple[int, int], list[FurnitureKind | None]] = defaultdict(list)
    repeated = _repeated(margins, size)
    numbers = _numbers(margins, pages)
    for piece in margins:
        running: FurnitureKind | None = "running_head" if piece in repeated else None
        kinds[piece.sheet, piece.index].append("page_number" if piece in numbers else running)
    for sheet, lines in enumerate(sheets):
        for order in (range(len(lines)), reversed(range(len(lines)))):  # from either edge up to the first line of text
            for index in order:
                parts = kinds.get((sheet, index), [None])
                if not all(parts):
                    break
                found[sheet][index] = "page_number" if "page_number" in parts else "running_head"
    for sheet, lines in enumerate(sheets):
        for index in _seals(lines):
            found[sheet].setdefault(index, "seal")
    return found


def _margins(sheet: int, lines: Sequence[Line], page: Page) -> Iterator[Margin]:
    last = len(lines) - 1
    for index, line in enumerate(lines):
        bottom = index > last - _DEPTH and line.middle_y > page.height / 2
        if bottom or (index < _DEPTH and line.middle_y < page.height / 2):
            for piece in pieces(line, 2.0) if "   " in line.text else [line]:
                inner = lines[index - 1 if bottom else index + 1] if last > 0 and 0 <= index - bottom < last else None
                gap = abs(inner.baseline - piece.baseline) if inner else page.height
                yield Margin(sheet, index, piece, bottom, index in (0, last), gap)


def _repeated(margins: Sequence[Margin], size: float) -> set[Margin]:
    """Pieces with one text at one height on several pages, where the pages have nothing else or that stand apart.

    A heading of its own size is text where it is first printed.
    """
    groups: dict[tuple[str, bool], list[Margin]] = defaultdict(list)
    for piece in margins:
        if not _ATTACHMENT.match(piece.text):
            groups[piece.text, piece.bottom].append(piece)
    levels: dict[tuple[int, bool], list[Margin]] = defaultdict(list)
    for piece in margins:
        levels[round(piece.piece.baseline / _SAME), piece.bottom].append(piece)
    out: set[Margin] = set()
    for group in groups.values():
        if len(group) < 2:
            continue
        heights = Counter(round(one.piece.baseline / _SAME) for one in group)
        for one in group:
            near = range(round(one.piece.baseline / _SAME) - 1, round(one.piece.baseline / _SAME) + 2)
            mates = sum(heights[level] for level in near)
            there = sum(len(levels[level, one.bottom]) for level in near)
            apart = abs(one.piece.size - size) > 0.08 * size or one.gap > 2.2 * one.piece.size
            heading = one.piece.size > 1.15 * size and one is group[0]
            usual = mates > 2 and mates >= 0.45 * there
            if (usual or (apart and mates > 1)) and not heading:
                out.add(one)
    return out


def _numbers(margins: Sequence[Margin], pages: Sequence[Page]) -> set[Margin]:
    """Pieces that number the pages: a bare number must count with the pages or stand far from the text."""
    candidates = [(piece, match) for piece in margins if (match := _number(piece.piece.text.strip()))]
    offsets: Counter[tuple[bool, int]] = Counter()
    value: dict[Margin, int | None] = {}
    for piece, match in candidates:
        digits = match["number"] or match["page"]
        value[piece] = int(digits) if digits.isdecimal() else None
        if digits.isdecimal():
            offsets[piece.bottom, int(digits) - piece.sheet] += 1
    out: set[Margin] = set()
    for piece, match in candidates:
        number = value[piece]
        decorated = piece.text != (match["number"] or match["page"])
        counting = number is not None and offsets[piece.bottom, number - piece.sheet] >= 2
        page = pages[piece.sheet]
        y = piece.piece.middle_y / page.height
        apart = decorated or counting or not 0.07 <= y <= 0.9
        if piece.outermost and apart and (number is not None or not 0.1 <= y <= 0.88):
            out.add(piece)
    return out


def _number(text: str) -> re.Match[str] | None:
    return _NUMBER.fullmatch(text) if len(text) < 60 else None


def _seals(lines: Sequence[Line]) -> set[int]:
    """Codes that a seal leaves in the text layer: the same short code again and again, or one drawn over other text."""
    codes = {i: line for i, line in enumerate(lines) if _CODE.fullmatch(line.text)}
    counts = Counter(line.text for line in codes.values())
    out = {i for i, line in codes.items() if counts[line.text] >= 3}
    for i, one in enumerate(lines):
        for j in range(i + 1, min(i + 12, len(lines))):
            if lines[j].baseline - one.baseline > max(one.size, 12.0):
                break
            if _overlap(one, lines[j]):
                out |= {k for k in (i, j) if k in codes or _red(lines[k])}
    return out


def _overlap(one: Line, other: Line) -> bool:
    """Whether half of the smaller line's ink lies over the other's."""
    high = min(one.baseline, other.baseline) - max(one.baseline - 0.8 * one.size, other.baseline - 0.8 * other.size)
    wide = min(one.right, other.right) - max(one.left, other.left)
    narrow = min(one.right - one.left, other.right - other.left)
    return high > 0.4 * min(one.size, other.size) and wide > 0.5 * narrow


def _red(line: Line) -> bool:
    return all(glyph.face.red for glyph in line.glyphs) and any(is_cjk(glyph.text) for glyph in line.glyphs)
