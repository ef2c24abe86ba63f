"""Paragraphs from the lines of a printed page, when a converter has kept the line ends and nothing else.

Nothing single tells a paragraph's end: pages are ragged, numbers are not broken, converters add and drop blank lines
and indents. So the page is measured first (`Page`): how wide its lines are and how far they vary, whether blank lines
or indents mean something on it. Then every line end is judged by all that speaks for and against it (`_evidence`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

import msgspec

from luodi.documents.marks import RANK, Mark, Numbering, mark_at
from luodi.documents.titles import HEADING, title_runs
from luodi.documents.typed_notes import NOTE_MARK
from luodi.files.characters import width

_WIDEST = 60.0
"""No printed line of these documents is wider than this, in ems or characters; a longer one is a paragraph."""
_NARROWEST = 18.0
"""No page is narrower."""
_LOOSE = 4.0
"""Ems that a full line may stop short of the margin, beside what the next word needs."""
_FAR = 160  # characters of a paragraph among which brackets and numbers are looked for
_MANY = 12  # lines of it
_SIGNATURES = 5  # lines of names and the date below them

_FIRST_WORD = re.compile(
    r"[（《〈【〔“‘(]{0,3}(?:[A-Za-z0-9.,%\-+]{1,24}|.)[，。、；：！？）》〉】〕”’%％…,.;:!?)]{0,3}"
)
_STOPPED = re.compile(r"[。！？!?…][”’』」）)]{0,2}$")
_MID_SENTENCE = re.compile(r"[，、《（“‘(\-—]$|(?<![\d一二三四五六七八九十])[和及与或的对为在将把向以由从按]$|\d$")
_LABEL = re.compile(
    r"(?:牵头|责任|主责|配合|参与|承办|主办|协办|协同|成员|完成|实施|办理|时间|整改)[\u4e00-\u9fff]{0,4}[：:]|专栏\s?\d|[注抄](?:送)?[：:]|（此件"
)
_OPEN_LABEL = re.compile(r"(?:牵头|责任|配合|参与|承办|主办|协办|实施|完成)(?:单位|部门|时限|时间|领导|主体)[：:]$")
_DATE = re.compile(r"(?:\d{4}|二[〇○零O0].{2})年.{1,3}月.{1,3}日$")
_PUNCTUATION = re.compile("[，。；、：]")
_PAIRS = ("（）", "《》", "“”", "〔〕")
_CLOSED = re.compile(r"[）)。]")
_DUTY = re.compile(r"责任|牵头|负责|配合|单位|部门|时限|[厅局委办部会府][、，]")
_GAPS = (" " * 4, "\u3000" * 2, "\xa0" * 4)
_SIDE_BY_SIDE = re.compile(r"^[^，。；：、]+(?: {4,}|\u3000{2,}|\xa0{4,})[^ \u3000\xa0，。；：、][^，。；：、]+$")


class Line(msgspec.Struct, frozen=True):
    """A line of the file: its printed characters, where they start, how it stands on the page."""

    text: str
    words: str  # the text without blanks
    offset: int
    indent: float
    width: float
    blanks: int  # blank lines before it
    ended: bool  # it ends as a sentence does, or as an entry of a table of contents
    turned: bool = False  # it is the first on a page


class Page(msgspec.Struct, frozen=True):
    """How a document sets its lines. Widths are in one measure: ems, or characters where an editor has wrapped them."""

    ends: Sequence[float]  # where each line ends
    needs: Sequence[float]  # what the first word of each line takes, which is not broken
    full: float | None  # where full lines end; None if the lines are no printed ones
    slack: float  # how far full lines vary
    leading: int  # blank lines between the lines of a paragraph
    spaced: bool  # more blank lines than that stand between most paragraphs
    divides: float  # how surely more blank lines than that divide paragraphs, 0 to 1
    indented: bool  # paragraphs begin with an indent
    alone: frozenset[str]  # the kinds of number whose headings stand on lines of their own

    def lack(self, index: int) -> float:
        """How much room a line has left beyond what the first word of the next one needs and beyond what is usual."""
        return (self.full or 0.0) - self.slack - self.ends[index] - self.needs[index + 1]


def gather(lines: Sequence[Line], starts: Collection[int] = ()) -> list[list[Line]]:
    """Lines in reading order grouped into paragraphs; a paragraph begins at each of `starts`."""
    if not lines:
        return []
    lines = _without_margin(lines)
    titles = title_runs([line.words for line in lines])
    page = measured(lines, titles)
    groups: list[list[Line]] = []
    numbering = Numbering()
    for index, line in enumerate(lines):
        mark = mark_at(line.words, 0, len(line.words))
        title = titles.get(index)
        if index == 0 or index in starts:
            joined = False
        elif title is not None or titles.get(index - 1) is not None:
            joined = title is not None and title == titles.get(index - 1)
        else:
            joined = sum(weight for _, weight in _evidence(page, lines, index, groups[-1], mark, numbering)) > 0
        if joined:
            groups[-1].append(line)
        else:
            groups.append([line])
            if mark is not None:
                numbering.take(mark.kind, mark.ordinal)
    return groups


# ---------------------------------------------------------------- the page


def _without_margin(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without the indent that nearly all of them have."""
    indents = sorted(line.indent for line in lines)
    margin = indents[len(indents) // 10]
    if not margin:
        return lines
    return [msgspec.structs.replace(line, indent=max(0.0, line.indent - margin)) for line in lines]


def measured(lines: Sequence[Line], titles: Collection[int] = ()) -> Page:
    """The page in the measure in which its full lines are the most even."""
    words = [match.group() if (match := _FIRST_WORD.match(line.words)) else "" for line in lines]
    cut = [
        i for i, (a, b) in enumerate(pairwise(lines))
        if not a.ended and a.width > 10 and i not in titles
        and not HEADING.match(b.words) and not is_side_by_side(a.text)
    ]  # fmt: skip
    best: tuple[float, list[float], list[float], float | None, float] | None = None
    for ends, needs in _measures(lines, words):
        full, slack, unevenness = _edge(ends, needs, cut)
        if best is None or unevenness < best[0]:
            best = unevenness, ends, needs, full, slack
    assert best is not None
    _, ends, needs, full, slack = best
    page = Page(ends, needs, full, slack, 0, False, 0.0, False, frozenset())
    if full is None or not _is_wrapped(page, lines, cut):
        return msgspec.structs.replace(page, full=None)
    return _with_habits(page, lines, [i for i in cut if page.lack(i) <= 0])


def _measures(lines: Sequence[Line], words: Sequence[str]) -> Iterator[tuple[list[float], list[float]]]:
    """Where lines end and what their first words need: on a page, with and without blanks that were put in, in an editor."""
    ems = [width(word) for word in words]
    yield [line.indent + line.width for line in lines], ems
    if all(len(line.words) == line.width for line in lines):
        return
    yield [line.indent + line.width - 0.5 * (len(line.text) - len(line.words)) for line in lines], ems
    yield (
        [2.0 * (line.indent > 0) + float(len(line.text.rstrip())) for line in lines],
        [float(len(word)) for word in words],
    )


def _edge(ends: Sequence[float], needs: Sequence[float], cut: Sequence[int]) -> tuple[float | None, float, float]:
    """Where full lines end, how far they vary, and how uneven that is, from lines cut in mid sentence."""
    widths = sorted(ends[i] for i in cut)
    if not widths:
        return None, 0.0, _LOOSE
    full = widths[int(0.9 * (len(widths) - 1))]
    room = sorted(max(0.0, full - ends[i] - needs[i + 1]) + max(0.0, ends[i] - full - 1) for i in cut)
    near = [r for r in room if r < 2 * _LOOSE] or [_LOOSE]
    slack = min(_LOOSE, 1.2 * near[int(0.85 * (len(near) - 1))] + 0.5)
    return full, slack, sum(min(r, _LOOSE) for r in room) / len(room)


def _is_wrapped(page: Page, lines: Sequence[Line], cut: Sequence[int]) -> bool:
    """Whether the lines are printed ones: enough of them stop in mid sentence at the edge, few run beyond it."""
    full = page.full or 0.0
    if not _NARROWEST <= full <= _WIDEST:
        return False
    at_edge = sum(page.lack(i) <= 0 for i in cut)
    reach = [end for end in page.ends if end >= full - page.slack]
    beyond = sum(end > full + 2 + page.slack for end in reach)
    sentences = sum(page.lack(i) <= 0 and _PUNCTUATION.search(lines[i].words) is not None for i in cut)
    enough = at_edge >= 4 or sentences >= 2
    return enough and at_edge >= 0.4 * len(reach) and beyond <= 0.2 * at_edge


def _with_habits(page: Page, lines: Sequence[Line], cut: Sequence[int]) -> Page:
    """The page with what blank lines and indents mean on it, from line ends that are beyond doubt."""
    within = [i for i in cut if not lines[i + 1].turned]
    blanks = sorted(lines[i + 1].blanks for i in within)
    leading = blanks[len(blanks) // 2] if blanks else 0
    apart = [i for i, line in enumerate(lines[:-1]) if line.ended and page.lack(i) > 2]
    between = [lines[i + 1].blanks for i in apart if not lines[i + 1].turned]
    usual = sum(n > leading for n in between) / max(1, len(between))
    stray = sum(n > leading for n in blanks) / max(1, len(blanks))
    divides = (usual + 0.01) / (usual + 0.01 + 8 * stray)
    begun = [lines[i + 1].indent >= 1.5 for i in apart]
    gone_on = [lines[i + 1].indent >= 1.5 for i in cut]
    indented = sum(begun) >= 0.6 * len(begun) > 0 and sum(gone_on) <= 0.2 * len(gone_on)
    return msgspec.structs.replace(
        page, leading=leading, spaced=usual > 0.7, divides=divides, indented=indented, alone=_alone(page, lines)
    )


def _alone(page: Page, lines: Sequence[Line]) -> frozenset[str]:
    """The kinds of number whose lines mostly stop short of the edge without a stop: headings above their text."""
    heads, short = Counter[str](), Counter[str]()
    for index, line in enumerate(lines[:-1]):
        if HEADING.match(line.words) and (mark := mark_at(line.words, 0, len(line.words))):
            heads[mark.kind] += 1
            short[mark.kind] += page.lack(index) > 2 and not line.ended and "。" not in line.words
    return frozenset(kind for kind, n in heads.items() if short[kind] > 0.6 * n)


# ---------------------------------------------------------------- line ends


def _evidence(
    page: Page, lines: Sequence[Line], index: int, group: Sequence[Line], mark: Mark | None, numbering: Numbering
) -> Iterator[tuple[str, float]]:
    """What speaks for the paragraph `group` going on in a line (positive) and against it (negative)."""
    line, following = lines[index - 1], lines[index]
    listed = mark is not None and _is_listed(mark, group)
    if mark is not None and not listed and (numbering.expects(mark.kind, mark.ordinal) or _is_below(mark, group)):
        yield "number due", -99.0
        return
    if _in_duty_bracket(group, following):
        yield "within a bracket of bodies", 99.0
        return
    if page.full is None or is_side_by_side(line.text) or is_side_by_side(following.text):
        yield "no running text", -99.0
        return
    if NOTE_MARK.match(following.words) or max(line.indent, following.indent) >= 8:
        yield "a note, or set apart", -99.0
        return
    lack = page.lack(index - 1)
    if lack <= 0:
        yield "full line", 1.0
    else:
        yield "short line", -1.2 - 0.7 * lack
    first = group[0].words
    apart = len(group) == 1 and "。" not in first and (HEADING.match(first) or _LABEL.match(first)) is not None
    if _STOPPED.search(line.words):
        yield "end of a sentence", -0.5
    elif line.words.endswith(("：", ":")) and not _OPEN_LABEL.search(line.words):
        yield "announces what follows", -1.2
    elif line.ended:
        yield "end of a clause", -0.3
    elif _MID_SENTENCE.search(line.words):
        yield "middle of a sentence", 3.0
    elif not apart or lack <= 0:
        yield "no end of a sentence", 2.2 if _PUNCTUATION.search(line.words) and not apart else 1.5
    if apart and lack <= 0 and not line.ended and (index + 1 == len(lines) or page.lack(index) <= 0 or following.ended):
        head = mark_at(first, 0, len(first))
        yield "headings stand alone", -2.5 if head is not None and head.kind in page.alone else 0.0
    if _is_open(group):
        yield "within quotes or brackets", 2.0
    if following.indent >= 1.5 and line.indent < following.indent - 1:
        yield "indent", -3.0 if page.indented else -1.0
    elif page.indented:
        yield "same indent", -3.0 if following.indent >= 1.5 else 1.5
    if not following.turned and following.blanks > page.leading:
        yield "blank line", -4.0 * page.divides
    elif not following.turned and page.spaced:
        yield "no blank line", 1.5
    if HEADING.match(following.words) and not listed:
        yield "number", -1.5 if line.ended else 0.0
    elif following.words.startswith("（"):
        yield "what bodies do it", 0.5
    elif _LABEL.match(following.words):
        yield "label", -4.0
    elif _signs(lines, index):
        yield "signature or date", -4.0


def _signs(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is a date on a line of its own, or one of a few names above one."""
    for line in lines[index : index + _SIGNATURES]:
        if _DATE.match(line.words):
            return True
        if line.width > _WIDEST or _PUNCTUATION.search(line.words):
            return False
    return False


def _is_listed(mark: Mark, group: Sequence[Line]) -> bool:
    """Whether the number before this one stands within the paragraph: a list that is part of its sentence (`…①…；②…`)."""
    if mark.kind != "circle" or mark.ordinal < 2:
        return False
    before = chr(ord("①") + mark.ordinal - 2)
    return any(before in line.words[line is group[0] :][-_FAR:] for line in group[-_MANY:])


def _is_below(mark: Mark, group: Sequence[Line]) -> bool:
    """Whether a first number stands right below a heading on a line of its own."""
    head = mark_at(group[0].words, 0, len(group[0].words))
    alone = len(group) == 1 and head is not None and not group[0].ended and "。" not in group[0].words
    return alone and head is not None and mark.ordinal == 1 and RANK[head.kind] < RANK[mark.kind]


def _tail(group: Sequence[Line]) -> str:
    """The last words of a paragraph, as far back as a bracket is looked for."""
    return "".join(line.words[-_FAR:] for line in group[-3:])[-_FAR:]


def _in_duty_bracket(group: Sequence[Line], following: Line) -> bool:
    """Whether a paragraph ends within a bracket of bodies or dates (`（责任单位：市教育局、`), told there or in the next line."""
    words = _tail(group)
    opened = max(words.rfind("（"), words.rfind("("))
    if opened < 0 or _CLOSED.search(words, opened):
        return False
    rest = _CLOSED.split(following.words[:200], maxsplit=1)
    return _DUTY.search(words, opened) is not None or (len(rest) > 1 and _DUTY.search(rest[0]) is not None)


def _is_open(group: Sequence[Line]) -> bool:
    """Whether a paragraph stops within quotes, brackets or a title."""
    words = _tail(group)
    return any(words.rfind(opening) > words.rfind(closing) for opening, closing in _PAIRS)


def is_side_by_side(text: str) -> bool:
    """Names beside one another with a wide gap between them."""
    return any(gap in text for gap in _GAPS) and _SIDE_BY_SIDE.match(text) is not None
