"""Glyphs to lines of text: by baseline, with blanks where the print leaves a gap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter
from statistics import median

from luodi.documents.page import Glyph, heavier

_WORD = 0.25  # em between letters that makes a blank
_SCRIPT = 12  # characters of a raised or lowered run at most
_WIDE = 1.0  # em between any glyphs that makes blanks, two for each em
_LEFT = attrgetter("left")
_BASELINE = attrgetter("baseline")
_PLACE = attrgetter("baseline", "left")
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’—…·]")


def is_cjk(text: str) -> bool:
    """Whether a glyph is set in the square grid of Chinese print."""
    return bool(_CJK.match(text))


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Glyphs on one baseline from left to right, blanks at both ends left out, and their text."""

    glyphs: tuple[Glyph, ...]
    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float  # of most of its glyphs
    raised: bool = False  # whether some glyphs stand above or below the baseline
    even: bool = False  # whether all glyphs have its size

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def middle_y(self) -> float:
        return (self.top + self.bottom) / 2


def lines(glyphs: Iterable[Glyph], page: int) -> list[Line]:
    """The lines of some upright glyphs from top to bottom; raised or lowered small glyphs join the line they touch."""
    rows = _rows(sorted(glyphs, key=_PLACE))
    return [line for row in rows for part in _unmixed(row) if (line := as_line(part, page))]


def _unmixed(row: list[Glyph]) -> list[list[Glyph]]:
    """A row, or the runs of several sizes that are printed over one another in it."""
    if len({glyph.size for glyph in row}) == 1 or not any(_collide(a, b) for a, b in pairwise(_by_left(row))):
        return [row]
    runs: dict[float, list[Glyph]] = {}
    for glyph in row:
        runs.setdefault(glyph.size, []).append(glyph)
    return list(runs.values())


def _by_left(row: Iterable[Glyph]) -> list[Glyph]:
    return sorted(row, key=_LEFT)


def _collide(a: Glyph, b: Glyph) -> bool:
    """Whether characters of two sizes stand over one another. Punctuation is often drawn into its neighbour."""
    narrow = min(a.right - a.left, b.right - b.left)
    return a.right - b.left > 0.5 * narrow and abs(a.size - b.size) > 0.5 and a.text.isalnum() and b.text.isalnum()


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    limit = float("-inf")
    for baseline, level in groupby(glyphs, _BASELINE):
        group = list(level)
        if baseline > limit:
            rows.append(group)
            limit = baseline + 0.25 * group[0].size
            continue
        for glyph in group:
            if baseline - rows[-1][0].baseline <= 0.25 * glyph.size:
                rows[-1].append(glyph)
            else:
                rows.append([glyph])
                limit = baseline + 0.25 * glyph.size
    return _with_scripts(rows)


def _with_scripts(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Small glyphs that stand beside larger ones of a neighbouring baseline go to that row."""
    out: list[list[Glyph]] = []
    for index, row in enumerate(rows):
        rest: list[Glyph] = []
        around = [*out[:-3:-1], *rows[index + 1 : index + 3]]  # two, for lines of other columns come between
        near = [other for other in around if _near(other[0], row[0])]
        for part in _stretches(row) if near else [row]:
            size = max(glyph.size for glyph in part)
            host = next((other for other in near if _carries(other, part, size)), None)
            (rest if host is None else host).extend(part)
        if rest:
            out.append(rest)
    return out


def _near(a: Glyph, b: Glyph) -> bool:
    return abs(a.baseline - b.baseline) < 0.75 * max(a.size, b.size)


def _stretches(row: list[Glyph]) -> list[list[Glyph]]:
    """A row cut at gaps of more than 1 em."""
    out: list[list[Glyph]] = []
    for glyph in _by_left(row):
        if out and glyph.left - out[-1][-1].right <= max(glyph.size, out[-1][-1].size):
            out[-1].append(glyph)
        else:
            out.append([glyph])
    return out


def _carries(host: list[Glyph], row: list[Glyph], size: float) -> bool:
    if len(row) > _SCRIPT:
        return False
    for glyph in row:
        beside = [
            other
            for other in host
            if other.size > 1.1 * size
            and -0.2 * size <= max(glyph.left - other.right, other.left - glyph.right) <= 1.5 * size * len(row)
            and other.top <= (glyph.top + glyph.bottom) / 2 <= other.bottom
        ]
        if not beside:
            return False
    return True


def as_line(glyphs: Iterable[Glyph], page: int) -> Line | None:
    """One line of glyphs in any order; None if all are blank. Glyphs printed twice for boldness become one."""
    row = _once(_by_left(glyphs))
    while row and row[0].text.isspace():
        del row[0]
    while row and row[-1].text.isspace():
        del row[-1]
    if not row:
        return None
    sizes = {glyph.size for glyph in row}
    even = len(sizes) == 1
    size = row[0].size if even else Counter([glyph.size for glyph in row]).most_common(1)[0][0]
    main = row if even else [glyph for glyph in row if glyph.size == size]
    baseline = main[0].baseline
    raised = any(abs(other - baseline) > 0.1 * size for other in {glyph.baseline for glyph in row})
    return Line(
        tuple(row), _text(row), page, row[0].left, min([glyph.top for glyph in main]),
        max([glyph.right for glyph in row]), max([glyph.bottom for glyph in main]), baseline, size, raised, even,
    )  # fmt: skip


def _once(row: list[Glyph]) -> list[Glyph]:
    out: list[Glyph] = []
    edge = float("-inf")
    for glyph in row:
        _, left, _, right, _, _, _, _ = glyph
        if left < edge - 0.7 * (right - left):
            twin = next((i for i in range(-1, -1 - min(3, len(out)), -1) if _twins(out[i], glyph)), None)
            if twin is not None:
                if not glyph.text.isspace():
                    out[twin] = out[twin]._replace(face=heavier(out[twin].face))
                continue
        out.append(glyph)
        edge = right
    return out


def _twins(one: Glyph, other: Glyph) -> bool:
    return (
        one.text == other.text
        and other.left - one.left < 0.3 * (other.right - other.left)
        and abs(other.baseline - one.baseline) < 0.1 * other.size
    )


def _text(row: Sequence[Glyph]) -> str:
    """The characters of a row, with blanks for gaps; blanks that are printed stand for no less than their width."""
    parts = [row[0].text]
    before, edge, blanks = row[0].text, row[0].right, ""
    for text, left, _, right, _, _, size, _ in row[1:]:
        if text.isspace():
            blanks += text
            continue
        gap = left - edge
        if blanks or gap > 0.2 * size:
            wide = _blanks(gap / size, before, text)
            parts.append(wide if len(wide) > 2 * len(blanks) else blanks)
            blanks = ""
        parts.append(text)
        before, edge = text, right
    return "".join(parts)


def _blanks(gap: float, before: str, after: str) -> str:
    if gap >= _WIDE:
        return " " * round(2 * gap)
    latin = not is_cjk(before[-1]) and not is_cjk(after[0])
    return " " if latin and gap > _WORD else ""


def split(line: Line, x: float) -> list[Line]:
    """The two parts of a line at a vertical cut, or the line itself if it lies on one side."""
    left = [glyph for glyph in line.glyphs if (glyph.left + glyph.right) / 2 < x]
    if not left or len(left) == len(line.glyphs):
        return [line]
    right = [glyph for glyph in line.glyphs if (glyph.left + glyph.right) / 2 >= x]
    return [part for part in (as_line(left, line.page), as_line(right, line.page)) if part]


def pieces(line: Line, gap: float) -> list[Line]:
    """The line cut at every gap wider than `gap` em, blanks counting as gap."""
    parts: list[list[Glyph]] = [[]]
    edge = line.left
    for glyph in line.glyphs:
        if glyph.text.isspace():
            continue
        if parts[-1] and glyph.left - edge > gap * line.size:
            parts.append([])
        parts[-1].append(glyph)
        edge = max(edge, glyph.right)
    if len(parts) == 1:
        return [line]
    return [part for part in (as_line(part, line.page) for part in parts) if part]


def leading(column: Sequence[Line]) -> dict[int, float]:
    """The usual distance of baselines by font size: the smallest that is common among neighbours of one size."""
    steps: dict[int, list[float]] = {}
    for above, below in pairwise(column):
        step = below.baseline - above.baseline
        near = 0.8 * below.size < step < 3.5 * below.size
        if near and above.page == below.page and abs(above.size - below.size) < 0.5:
            steps.setdefault(round(below.size), []).append(step)
    return {size: _common(found) for size, found in steps.items()}


def _common(steps: list[float]) -> float:
    counts = Counter(round(step) for step in steps)
    common = min(0.15 * len(steps), max(counts.values()))
    floor = min(step for step, count in counts.items() if count >= common)
    return median(step for step in steps if abs(step - floor) <= 1)
