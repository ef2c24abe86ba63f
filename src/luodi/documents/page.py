"""What fixed-layout formats (PDF, OFD) share: a page of glyphs and rules, in points from its top left corner.

Readers of such formats only fill this model; lines, tables and paragraphs are found in it by one code for all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import cos, radians, sin
from typing import Literal, NamedTuple

from luodi.documents.model import Box, DocumentError

Turn = Literal[0, 90, 180, 270]
"""The reading direction, degrees counter-clockwise from left-to-right."""

TURNS: tuple[Turn, ...] = (0, 90, 180, 270)

Family = Literal["song", "fang", "kai", "hei", "title", ""]
"""Kinds of Chinese typeface: 宋体, 仿宋, 楷体, 黑体, 小标宋; unknown."""

_THIN = 3.5  # points; an area no thicker is a rule

_FAR = 20_000  # points; more than any page of a document

_FAMILIES: tuple[tuple[Family, str], ...] = (
    ("title", r"biaosong|xbs|标宋"),
    ("fang", r"fang.?song|fang(?!zheng)|仿宋|fzfs"),
    ("kai", r"kai|楷|fzkt"),
    ("hei", r"hei|黑|fzht|sans|gothic|yahei|dengxian|等线|pingfang|wqy|wenquanyi"),
    ("song", r"song|sun|宋|fzss|serif|ming|明"),
)
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|,b$", re.I)


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """How a run of glyphs is drawn: typeface, weight, ink and direction. `turn` is None for a slanting run.

    Readers make one Face for all runs that look alike, so that faces compare by identity.
    """

    family: Family = ""
    bold: bool = False
    pale: bool = False  # light grey or nearly transparent
    red: bool = False
    turn: Turn | None = 0


@cache
def typeface(name: str) -> tuple[Family, bool]:
    """The family and whether it is bold, as far as the font's name tells."""
    family: Family = next((family for family, pattern in _FAMILIES if re.search(pattern, name, re.I)), "")
    return family, bool(_BOLD.search(name))


class Glyph(NamedTuple):
    """A printed character (several for a ligature) with its loose box, which includes ascent, descent and advance.

    `baseline` is the y of its origin, or the x where the run is turned by 90 or 270 degrees.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    face: Face


class Rule(NamedTuple):
    """A horizontal or vertical ruling line at y or x = `at`."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page, or one half of a page that carries two. `number` counts from 1.

    `turn` is how far the page had to be turned for most of its text to read from left to right.
    The halves of a page keep its coordinates, width and height. `tilt` is by how many degrees the image of a scanned
    page, once it was turned, had to be turned back anticlockwise about its centre for its lines to be level.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...] = ()
    turn: Turn = 0
    half: Literal["", "left", "right"] = ""
    tilt: float = 0.0

    def box(self, box: Box) -> Box:
        """A box of this page in the page as it is shown."""
        box = tilted(box, self.tilt, self.width, self.height) if self.tilt else box
        left, top, right, bottom = turned(box, (360 - self.turn) % 360, self.width, self.height)
        return round(left, 2), round(top, 2), round(right, 2), round(bottom, 2)


def on_page(glyphs: Iterable[Glyph], width: float, height: float) -> list[Glyph]:
    """The glyphs that can be seen on a page, those included that hang over its edge as punctuation may do."""
    return [
        g
        for g in glyphs
        if -_FAR < g[1] < width and 0 < g[3] < _FAR and -_FAR < g[2] < height and 0 < g[4] < _FAR
        and 0.5 < g[6] < _FAR and -_FAR < g[5] < _FAR
    ]  # fmt: skip


def halves(page: Page) -> list[Page]:
    """The two pages that a landscape page carries side by side, or the page itself."""
    if page.width < 1.2 * page.height:
        return [page]
    middle, clear = page.width / 2, 0.02 * page.width
    if any(g.left < middle + clear and g.right > middle - clear for g in page.glyphs if not g.text.isspace()):
        return [page]
    if any(rule.start < middle < rule.end if rule.horizontal else abs(rule.at - middle) < clear for rule in page.rules):
        return [page]
    left = tuple(glyph for glyph in page.glyphs if glyph.left < middle)
    right = tuple(glyph for glyph in page.glyphs if glyph.left >= middle)
    if min(sum(not g.text.isspace() for g in side) for side in (left, right)) < 60:
        return [page]
    before = tuple(rule for rule in page.rules if (rule.start if rule.horizontal else rule.at) < middle)
    behind = tuple(rule for rule in page.rules if (rule.start if rule.horizontal else rule.at) >= middle)
    first = replace(page, glyphs=left, rules=before, half="left")
    return [first, replace(page, glyphs=right, rules=behind, half="right")]


def legible(pages: Iterable[Page], name: str) -> None:
    """Raises DocumentError if pages hold no text (`no-text`) or glyphs without known characters (`no-unicode`)."""
    counts = Counter([glyph.text for page in pages for glyph in page.glyphs])
    printed = {text: count for text, count in counts.items() if not text.isspace()}
    if not printed:
        raise DocumentError("no-text", name=name)
    if sum(count for text, count in printed.items() if _unknown(text)) > 0.3 * sum(printed.values()):
        raise DocumentError("no-unicode", name=name)


def _unknown(text: str) -> bool:
    first = text[0]
    return first < " " or first == "\ufffd" or "\ue000" <= first <= "\uf8ff"


def strokes(points: Sequence[tuple[float, float]], line: bool, fill: bool) -> Iterator[Rule]:
    """The ruling lines of an outline: a thin area is one, else each upright or level stroke."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if not (-_FAR < left <= right < _FAR and -_FAR < top <= bottom < _FAR):
        return
    if min(right - left, bottom - top) <= _THIN:
        if (line or fill) and max(right - left, bottom - top) > 0:
            flat = right - left > bottom - top
            yield Rule(True, (top + bottom) / 2, left, right) if flat else Rule(False, (left + right) / 2, top, bottom)
    elif line:
        for (x1, y1), (x2, y2) in pairwise(points):
            if abs(y1 - y2) < 0.5 < abs(x1 - x2):
                yield Rule(True, (y1 + y2) / 2, min(x1, x2), max(x1, x2))
            elif abs(x1 - x2) < 0.5 < abs(y1 - y2):
                yield Rule(False, (x1 + x2) / 2, min(y1, y2), max(y1, y2))


def turned(box: Box, turn: int, width: float, height: float) -> Box:
    """A box of a page (width × height points) after the page is turned clockwise by `turn` degrees."""
    left, top, right, bottom = box
    if turn == 90:
        return height - bottom, left, height - top, right
    if turn == 180:
        return width - right, height - bottom, width - left, height - top
    if turn == 270:
        return top, width - right, bottom, width - left
    return box


def tilted(box: Box, tilt: float, width: float, height: float) -> Box:
    """What holds a box of a page (width × height points) after the page is turned clockwise by `tilt` degrees."""
    along, across = cos(radians(tilt)), sin(radians(tilt))
    x0, y0 = width / 2, height / 2
    corners = [(x - x0, y - y0) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs = [x0 + x * along - y * across for x, y in corners]
    ys = [y0 + x * across + y * along for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def turned_glyph(glyph: Glyph, turn: int, width: float, height: float) -> Glyph:
    """A glyph of a page (width × height points) after the page is turned clockwise by `turn` degrees."""
    face, at = glyph.face, glyph.baseline
    kept, across = ((0, 90), width) if face.turn in (90, 270) else ((0, 270), height)
    at = at if turn in kept else across - at
    if face.turn is not None:
        face = _facing(face, TURNS[(face.turn - turn) // 90 % 4])
    left, top, right, bottom = turned(glyph[1:5], turn, width, height)
    return Glyph(glyph.text, left, top, right, bottom, at, glyph.size, face)


@cache
def _facing(face: Face, turn: Turn) -> Face:
    return replace(face, turn=turn)


def turned_rule(rule: Rule, turn: int, width: float, height: float) -> Rule:
    """A rule of a page (width × height points) after the page is turned clockwise by `turn` degrees."""
    box = (rule.start, rule.at, rule.end, rule.at) if rule.horizontal else (rule.at, rule.start, rule.at, rule.end)
    left, top, right, bottom = turned(box, turn, width, height)
    flat = rule.horizontal == (turn == 180)
    return Rule(True, top, left, right) if flat else Rule(False, left, top, bottom)


def upright(page: Page) -> Page:
    """The page turned so that most of its glyphs read from left to right."""
    turns: Counter[Turn | None] = Counter()
    for face, count in Counter([glyph.face for glyph in page.glyphs]).items():
        turns[face.turn] += count
    turn: Turn = max(TURNS, key=lambda turn: turns[turn])
    if not turn or turns[turn] <= 0.6 * len(page.glyphs):
        return page
    width, height = page.width, page.height
    rules = tuple(turned_rule(rule, turn, width, height) for rule in page.rules)
    glyphs = tuple(turned_glyph(glyph, turn, width, height) for glyph in page.glyphs)
    if turn in (90, 270):
        width, height = height, width
    return Page(page.number, width, height, glyphs, rules, turn)


@cache
def heavier(face: Face) -> Face:
    """The face of a glyph that is printed twice, slightly shifted, to look bold."""
    return replace(face, bold=True)
