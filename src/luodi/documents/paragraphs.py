"""Lines of a column to paragraphs: by indents, short lines, sizes, faces, spacing and heading marks together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from luodi.documents.lines import Line, is_cjk
from luodi.documents.model import Box, Span, Style
from luodi.documents.page import Face, Glyph

# Bullets of symbol fonts come as private characters.
MARK = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]+[章节条编款部篇]|附件\s*\d*[：:\s]|"
    r"[一二三四五六七八九十百]{1,4}[、．.]|[（(][一二三四五六七八九十百\d]{1,4}[)）]|\d{1,3}(?:[．、]|\.(?!\d))|"
    r"\d{1,2}[)）]|[①-⑳㈠-㈩]|[●•■◆▪◇□○★※\ue000-\uf8ff]|[–-]\s)\s*"
)
_STRONG = re.compile(r"第[一二三四五六七八九十百零〇\d]+[章节条]|[一二三四五六七八九十]{1,3}、|[●•■◆▪◇]\s?")
_ENDED = re.compile(r"[。！？；：.!?;:][”’）)》]*$")
_OPENING = "（《〈【〔“”‘’(["
_QUOTES = "“”‘’"  # some programs break neither before nor after them
_CLOSING = "，。、；：！？）》〉】〕”’%％…—,.;:!?)"


@dataclass(frozen=True, slots=True)
class Column:
    """The edges of a column of text, points from the left of the page."""

    left: float
    right: float


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A line in its column."""

    line: Line
    column: Column

    @property
    def indent(self) -> float:
        """em from the left edge of the column."""
        return (self.line.left - self.column.left) / self.line.size

    @property
    def room(self) -> float:
        """em left free at the right edge of the column."""
        return (self.column.right - self.line.right) / self.line.size

    @property
    def opening(self) -> float:
        """Size the line begins in, points: that of a run-in heading where one is set larger than its paragraph."""
        if self.line.even:
            return self.line.size
        return next((glyph.size for glyph in self.line.glyphs if self._is_text(glyph)), self.line.size)

    @property
    def ending(self) -> float:
        """Size the line ends in, points."""
        if self.line.even:
            return self.line.size
        return next((glyph.size for glyph in reversed(self.line.glyphs) if self._is_text(glyph)), self.line.size)

    def _is_text(self, glyph: Glyph) -> bool:
        return is_cjk(glyph.text) and abs(glyph.baseline - self.line.baseline) <= 0.1 * self.line.size

    @property
    def mixed(self) -> bool:
        """Whether the line begins in one size and ends in another."""
        return not self.line.even and not _alike(self.opening, self.ending)

    @property
    def centred(self) -> bool:
        return self.indent > 0.8 and abs(self.indent - self.room) < max(0.8, 0.06 * (self.indent + self.room))


@dataclass(frozen=True, slots=True)
class Habits:
    """How a document sets its text: size of the body, leading by size, whether paragraphs begin with an indent."""

    size: float
    leading: Mapping[int, float]
    indented: bool
    face: Face

    def stands_out(self, face: Face) -> bool:
        """Bold, or 黑体, 楷体, 小标宋, where the body is not."""
        if face.bold:
            return not self.face.bold
        return face.family in ("hei", "kai", "title") and face.family != self.face.family


def habits(placed: Sequence[Placed], leading: Mapping[int, float], size: float) -> Habits:
    """`size` is that of the body, points; indented if lines two em in are mostly followed by lines at the edge."""
    faces: Counter[Face] = Counter()
    for one in placed:
        first = next((glyph.face for glyph in one.line.glyphs if is_cjk(glyph.text)), None)
        if first:
            faces[first] += len(one.line.glyphs)
    face = max(faces, key=lambda face: faces[face], default=Face())
    full = [(a, b) for a, b in pairwise(placed) if a.room < 1.5 and abs(a.line.size - size) < 0.6]
    steps = sum(1.3 < a.indent < 4.5 and abs(b.indent) < 0.8 for a, b in full)
    flush = sum(abs(a.indent) < 0.5 and abs(b.indent) < 0.5 and bool(_ENDED.search(a.line.text)) for a, b in full)
    return Habits(size, leading, steps > 2 * flush or steps >= 5, face)


def gather(placed: Sequence[Placed], habits: Habits) -> list[list[Placed]]:
    """Lines in reading order, over columns and pages, grouped into paragraphs."""
    groups: list[list[Placed]] = []
    for index, one in enumerate(placed):
        after = placed[index + 1] if index + 1 < len(placed) else None
        if groups and _continues(groups[-1], one, after, habits):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _continues(group: list[Placed], b: Placed, after: Placed | None, habits: Habits) -> bool:
    first, a = group[0], group[-1]
    if not _alike(a.line.size, b.line.size) and not _alike(a.ending, b.opening) and not _run_out(group, b, habits):
        return False
    if _spaced(group, b, habits):
        return False
    runs_in = (
        a.mixed or b.mixed or _run_out(group, b, habits)
    )  # a heading that runs into its paragraph is no title, however large
    if not runs_in and _title(a, habits) and _title(b, habits):
        return not MARK.match(b.line.text) and _heavy(a, habits) == _heavy(b, habits)
    if (
        a.centred
        and not runs_in
        and not _indent_like(a, habits)
        and not (first.indent < a.indent - 0.8 and len(group) > 1)
    ):
        return False
    if _marked(a, b, habits):
        return False
    if not _full(group, b, after):
        return False
    step = b.indent - a.indent
    if step > 0.8:
        return len(group) == 1 and _hangs(a, b)
    if step < -0.8:
        return len(group) == 1
    if len(group) > 1:
        return True
    if b.indent > 0.8:  # two lines at one indent: two paragraphs, unless the whole block is set in
        return not habits.indented and not _ENDED.search(a.line.text)
    return True


def _alike(a: float, b: float) -> bool:
    """Whether two sizes are one, but for rounding."""
    return abs(a - b) <= 0.08 * max(a, b)


def _run_out(group: list[Placed], b: Placed, habits: Habits) -> bool:
    """Whether a run-in heading in a larger size ends just at the end of a line, so that its text begins the next."""
    first, a = group[0], group[-1]
    return (
        habits.indented
        and 1.3 < first.indent < 4.5
        and abs(b.indent) < 0.5
        and bool(MARK.match(first.line.text))
        and a.room < _chunk(b.line) + 0.6
        and habits.size < a.line.size < 1.5 * habits.size
        and _alike(b.line.size, habits.size)
    )


def _title(one: Placed, habits: Habits) -> bool:
    """A line of a centred heading: centred, or as wide as the column and larger than the body."""
    if one.centred:
        return not _indent_like(one, habits)
    return one.line.size > 1.15 * habits.size and one.indent < 1.5 and one.room < 1.5


def _indent_like(one: Placed, habits: Habits) -> bool:
    """A line of body size two em in at both sides may as well be a first line that just fits."""
    return 1.5 < one.indent < 2.6 and one.line.size < 1.1 * habits.size


def _heavy(one: Placed, habits: Habits) -> bool:
    faces = [habits.stands_out(glyph.face) for glyph in one.line.glyphs if is_cjk(glyph.text)]
    return sum(faces) > 0.5 * len(faces)


def _spaced(group: list[Placed], b: Placed, habits: Habits) -> bool:
    """Whether there is more room above a line than between the lines of a paragraph."""
    a = group[-1]
    if a.line.page != b.line.page or a.column is not b.column:
        return False
    step = b.line.baseline - a.line.baseline
    usual = habits.leading.get(round(b.line.size))
    if len(group) > 1 and group[-2].line.page == a.line.page and a.line.baseline > group[-2].line.baseline:
        usual = a.line.baseline - group[-2].line.baseline
    if usual is None:
        return step > 2.2 * b.line.size
    if a.line.raised or b.line.raised or a.mixed or b.mixed:  # raised marks and larger characters push lines apart
        usual *= 1.2
    return step > max(1.2 * usual, usual + 0.25 * b.line.size)


def _marked(a: Placed, b: Placed, habits: Habits) -> bool:
    """Whether a line begins with a heading or list mark that cannot be the middle of a sentence."""
    if not MARK.match(b.line.text):
        return False
    return (
        bool(b.indent > 0.8 and b.indent > a.indent - 0.5)
        or bool(_ENDED.search(a.line.text))
        or (b.mixed and not _alike(a.ending, b.opening))
        or (bool(_STRONG.match(b.line.text)) and (_heavy(a, habits) or _heavy(b, habits)))
    )


def _full(group: list[Placed], b: Placed, after: Placed | None) -> bool:
    """Whether the last line of a paragraph had no room for the beginning of the next one."""
    a = group[-1]
    if a.room < _chunk(b.line) + 0.6:
        return True
    # a block set narrower than the column: its lines end at one place
    edge = [one for one in (group[-2] if len(group) > 1 else None, b) if one and one.column is a.column]
    mates = [one for one in edge if abs(one.line.right - a.line.right) < 0.3 * a.line.size]
    return bool(mates) and a.room > 2 and after is not None and not _ENDED.search(a.line.text) and a.room < 12


def _chunk(line: Line) -> float:
    """em that a line takes up to its first possible break: a Latin word, or a character and what clings to it."""
    last = line.glyphs[0]
    for glyph in line.glyphs[1:]:
        latin = not is_cjk(last.text) and not is_cjk(glyph.text) and not glyph.text.isspace()
        if not latin and glyph.text not in _CLOSING and glyph.text not in _QUOTES and last.text not in _OPENING:
            break
        last = glyph
    return min((last.right - line.left) / line.size, 12.0)


def _hangs(a: Placed, b: Placed) -> bool:
    """Whether a line begins under the text that follows the number of the line above."""
    mark = MARK.match(a.line.text)
    if not mark or not mark.group().strip():
        return False
    width = len(mark.group().strip())
    starts = [glyph.left for glyph in a.line.glyphs if not glyph.text.isspace()]
    return width < len(starts) and abs(starts[width] - b.line.left) < 0.6 * a.line.size


# ---------------------------------------------------------------- as the model wants them


def spans(lines: Sequence[Line], place: Callable[[Line], Box]) -> tuple[Span, ...]:
    """A span for each line."""
    return tuple(Span(line.text, page=line.page, box=place(line)) for line in lines)


def style(group: Sequence[Placed], habits: Habits) -> Style:
    """Alignment, size and weight of a paragraph."""
    first, last = group[0], group[-1]
    align: Literal["center", "right"] | None = None
    if all(_title(one, habits) for one in group) and last.centred:
        align = "center"
    elif len(group) == 1 and first.room < 5 and first.indent > max(8, 3 + 2 * first.room):
        align = "right"
    return plain([one.line for one in group], habits, align)


def plain(lines: Sequence[Line], habits: Habits, align: Literal["center", "right"] | None = None) -> Style:
    """Size and weight of some lines."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.glyphs)
    return Style(align=align, size=max(sizes, key=lambda size: sizes[size]), bold=_bold(lines, habits))


def _bold(lines: Sequence[Line], habits: Habits) -> int:
    """How many leading characters are heavy; characters of a Latin font go with the Chinese ones after them."""
    count = heavy = 0
    for glyph in (glyph for line in lines for glyph in line.glyphs if not glyph.text.isspace()):
        count += len(glyph.text)
        if habits.stands_out(glyph.face) and (glyph.face.bold or is_cjk(glyph.text)):
            heavy = count
        elif is_cjk(glyph.text):
            break
    return heavy


def paragraphs_of_cell(lines: Sequence[Line], width: float) -> list[list[Line]]:
    """The lines of a cell grouped into paragraphs; `width` is what a line of its column can hold, points.

    Line ends in cells are mostly for want of room, so a new paragraph needs a mark, an indent, or a line that
    stopped well short of the edge after the end of a sentence.
    """
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _new_in_cell(groups[-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _new_in_cell(group: list[Line], line: Line, width: float) -> bool:
    last = group[-1]
    left = min(one.left for one in group)
    centred = abs(last.middle - line.middle) < 0.3 * line.size
    room = (width - (last.right - left)) / line.size
    short = room > _chunk(line) + 1.0
    if short and (_ENDED.search(last.text) or MARK.match(line.text)):
        return True
    if centred:
        return False
    indented = line.left - left > 1.2 * line.size and bool(_ENDED.search(last.text))
    return indented or (short and room > 4)
