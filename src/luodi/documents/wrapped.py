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
from operator import itemgetter

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
_CERTAIN = 99.0  # evidence that nothing outweighs
_OPEN = 2.0  # what an open bracket or quote weighs
_FAR = 160  # characters of a paragraph among which brackets and numbers are looked for
_MANY = 12  # lines of it
_LONGEST_NAME = 40.0  # ems
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
_PAIRS = (("（", "）"), ("《", "》"), ("“", "”"), ("〔", "〕"))
_CLOSED = re.compile(r"[）)。]")
_DUTY = re.compile(r"责任|牵头|负责|配合|单位|部门|时限|[厅局委办部会府][、，]")
_WIDE_GAP = re.compile(r"(?<=\S)(?: {4,}|\u3000{2,}|\xa0{4,})(?=\S\S)")


class Line(msgspec.Struct, frozen=True):
    """A line of the file: its printed characters, where they start, how it stands on the page."""

    text: str
    words: str  # the text without blanks
    offset: int
    lead: int  # blanks before it
    indent: float  # ems that they take
    width: float  # ems
    blanks: int  # blank lines before it
    ended: bool  # it ends as a sentence does, or as an entry of a table of contents
    turned: bool = False  # it is the first on a page


class Page(msgspec.Struct, frozen=True):
    """How a document sets its lines. Widths are in one measure: ems, or characters where an editor has wrapped them."""

    lines: Sequence[Line]
    marks: Sequence[Mark | None]  # the number that each line begins with
    heads: Sequence[bool]  # whether it begins as a heading or an item does
    gaps: Sequence[bool]  # whether it is names side by side
    ends: Sequence[float]  # where each line ends
    needs: Sequence[float]  # what the first word of each line takes, which is not broken
    full: float | None  # where full lines end; None if the lines are no printed ones
    slack: float  # how far full lines vary
    leading: int = 0  # blank lines between the lines of a paragraph
    spaced: bool = False  # more blank lines than that stand between most paragraphs
    divides: float = 0.0  # how surely more blank lines than that divide paragraphs, 0 to 1
    indented: bool = False  # paragraphs begin with an indent
    alone: frozenset[str] = frozenset()  # the kinds of number whose headings stand on lines of their own

    def lack(self, index: int) -> float:
        """How much room a line has left beyond what the first word of the next one needs and beyond what is usual."""
        return (self.full or 0.0) - self.slack - self.ends[index] - self.needs[index + 1]


def gather(lines: Sequence[Line], starts: Collection[int] = ()) -> list[Sequence[Line]]:
    """Lines in reading order grouped into paragraphs; a paragraph begins at each of `starts`."""
    if not lines:
        return []
    titles = title_runs([line.words for line in lines])
    page = measured(_without_margin(lines), titles)
    begins = [0]
    numbering = Numbering()
    for index, mark in enumerate(page.marks):
        title = titles.get(index)
        if index == 0 or index in starts:
            joined = False
        elif title is not None or titles.get(index - 1) is not None:
            joined = title is not None and title == titles.get(index - 1)
        else:
            joined = _goes_on(page, begins[-1], index, numbering)
        if not joined:
            if index:
                begins.append(index)
            if mark is not None:
                numbering.take(mark.kind, mark.ordinal)
    return [lines[begin:end] for begin, end in pairwise([*begins, len(lines)])]


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
    heads = [HEADING.match(line.words) is not None for line in lines]
    gaps = [len(line.text) - len(line.words) > 1 and is_side_by_side(line.text) for line in lines]
    words = [match.group() if (match := _FIRST_WORD.match(line.words)) else "" for line in lines]
    cut = [
        i for i, line in enumerate(lines[:-1])
        if not line.ended and line.width > 10 and i not in titles and not heads[i + 1] and not gaps[i]
    ]  # fmt: skip
    tried = [(*_edge(ends, needs, cut), ends, needs) for ends, needs in _measures(lines, words)]
    _, full, slack, ends, needs = min(tried, key=itemgetter(0))
    marks = [mark_at(line.words, 0, len(line.words)) for line in lines]
    page = Page(lines, marks, heads, gaps, ends, needs, full, slack)
    if full is None or not _is_wrapped(page, cut):
        return msgspec.structs.replace(page, full=None)
    return _with_habits(page, [i for i in cut if page.lack(i) <= 0])


def _measures(lines: Sequence[Line], words: Sequence[str]) -> Iterator[tuple[list[float], list[float]]]:
    """Where lines end and what their first words need: on a page, with and without blanks that were put in, in an editor."""
    ems = [width(word) for word in words]
    yield [line.indent + line.width for line in lines], ems
    if all(len(line.words) == line.width for line in lines):
        return
    yield [line.indent + line.width - 0.5 * (len(line.text) - len(line.words)) for line in lines], ems
    yield (
        [float(line.lead + len(line.text.rstrip())) for line in lines],
        [float(len(word)) for word in words],
    )


def _edge(ends: Sequence[float], needs: Sequence[float], cut: Sequence[int]) -> tuple[float, float | None, float]:
    """How uneven full lines are, where they end and how far they vary, from lines cut in mid sentence."""
    widths = sorted(ends[i] for i in cut)
    if not widths:
        return _LOOSE, None, 0.0
    full = widths[int(0.9 * (len(widths) - 1))]
    room = sorted(max(0.0, full - ends[i] - needs[i + 1]) + max(0.0, ends[i] - full - 1) for i in cut)
    near = [r for r in room if r < 2 * _LOOSE] or [_LOOSE]
    slack = min(_LOOSE, 1.2 * near[int(0.85 * (len(near) - 1))] + 0.5)
    return sum(min(r, _LOOSE) for r in room) / len(room), full, slack


def _is_wrapped(page: Page, cut: Sequence[int]) -> bool:
    """Whether the lines are printed ones: enough of them stop in mid sentence at the edge, few run beyond it."""
    full = page.full or 0.0
    if not _NARROWEST <= full <= _WIDEST:
        return False
    at_edge = sum(page.lack(i) <= 0 for i in cut)
    reach = [end for end in page.ends if end >= full - page.slack]
    beyond = sum(end > full + 2 + page.slack for end in reach)
    sentences = sum(page.lack(i) <= 0 and _PUNCTUATION.search(page.lines[i].words) is not None for i in cut)
    enough = at_edge >= 4 or sentences >= 2
    return enough and at_edge >= 0.4 * len(reach) and beyond <= 0.2 * at_edge


def _with_habits(page: Page, cut: Sequence[int]) -> Page:
    """The page with what blank lines and indents mean on it, from line ends that are beyond doubt."""
    lines = page.lines
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
        page, leading=leading, spaced=usual > 0.7, divides=divides, indented=indented, alone=_alone(page)
    )


def _alone(page: Page) -> frozenset[str]:
    """The kinds of number whose lines mostly stop short of the edge without a stop: headings above their text."""
    heads, short = Counter[str](), Counter[str]()
    for index, line in enumerate(page.lines[:-1]):
        mark = page.marks[index]
        if mark is not None:
            heads[mark.kind] += 1
            short[mark.kind] += page.lack(index) > 2 and not line.ended and "。" not in line.words
    return frozenset(kind for kind, n in heads.items() if short[kind] > 0.6 * n)


# ---------------------------------------------------------------- line ends


def _goes_on(page: Page, begin: int, index: int, numbering: Numbering) -> bool:
    """Whether the paragraph that begins in one line goes on in another, the next one."""
    mark, before = page.marks[index], page.lines[max(begin, index - _MANY) : index]
    listed = mark is not None and _is_listed(mark, before, begin + len(before) == index)
    below = mark is not None and index == begin + 1 and _is_below(page, begin, mark)
    if mark is not None and not listed and (below or numbering.expects(mark.kind, mark.ordinal)):
        return False
    balance = sum(weight for _, weight in _evidence(page, begin, index, listed))
    if balance > 0:
        return True
    tail = "".join(line.words[-_FAR:] for line in before[-3:])[-_FAR:]
    return (balance > -_OPEN and _is_open(tail)) or _in_duty_bracket(tail, page.lines[index])


def _evidence(page: Page, begin: int, index: int, listed: bool) -> Iterator[tuple[str, float]]:
    """What speaks for a paragraph going on in a line (positive) and against it (negative)."""
    line, following = page.lines[index - 1], page.lines[index]
    words = line.words
    if page.full is None or page.gaps[index - 1] or page.gaps[index]:
        yield "no running text", -_CERTAIN
        return
    if max(line.indent, following.indent) >= 8 or NOTE_MARK.match(following.words):
        yield "set apart, or a note", -_CERTAIN
        return
    lack = page.lack(index - 1)
    if lack <= 0:
        yield "full line", 1.0
    else:
        yield "short line", -1.2 - 0.7 * lack
    apart = index == begin + 1 and "。" not in words and (page.heads[begin] or _LABEL.match(words) is not None)
    if line.ended:
        if _STOPPED.search(words, len(words) - 3):
            yield "end of a sentence", -0.5
        elif words.endswith(("：", ":")) and not _OPEN_LABEL.search(words, len(words) - 5):
            yield "announces what follows", -1.2
        else:
            yield "end of a clause", -0.3
    elif _MID_SENTENCE.search(words, max(0, len(words) - 2)):
        yield "middle of a sentence", 3.0
    elif not apart:
        yield "no end of a sentence", 2.2 if _PUNCTUATION.search(words) else 1.5
    elif lack <= 0:
        yield "no end of a sentence", 1.5
        head = page.marks[begin]
        rest = index + 1 < len(page.lines) and page.lack(index) > 0 and not following.ended
        if head is not None and head.kind in page.alone and not rest:
            yield "headings stand alone", -2.5
    if following.indent >= 1.5 and line.indent < following.indent - 1:
        yield "indent", -3.0 if page.indented else -1.0
    elif page.indented:
        yield "same indent", -3.0 if following.indent >= 1.5 else 1.5
    if not following.turned and following.blanks > page.leading:
        yield "blank line", -4.0 * page.divides
    elif not following.turned and page.spaced:
        yield "no blank line", 1.5
    if page.heads[index] and not listed:
        yield "number", -1.5 if line.ended else 0.0
    elif following.words[0] == "（":
        yield "what bodies do it", 0.5
    elif _LABEL.match(following.words):
        yield "label", -4.0
    elif _signs(page.lines, index):
        yield "signature or date", -4.0


def _signs(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is a date on a line of its own, or one of a few names above one."""
    for line in lines[index : index + _SIGNATURES]:
        if line.width > _LONGEST_NAME or _PUNCTUATION.search(line.words):
            return False
        if _DATE.match(line.words):
            return True
    return False


def _is_listed(mark: Mark, before: Sequence[Line], whole: bool) -> bool:
    """Whether the number before this one stands within the paragraph: a list that is part of its sentence (`…①…；②…`)."""
    if mark.kind != "circle" or mark.ordinal < 2:
        return False
    sign = chr(ord("①") + mark.ordinal - 2)
    return any(sign in line.words[whole and not place :][-_FAR:] for place, line in enumerate(before))


def _is_below(page: Page, heading: int, mark: Mark) -> bool:
    """Whether a first number stands right below a heading on a line of its own."""
    head, line = page.marks[heading], page.lines[heading]
    if mark.ordinal != 1 or head is None or line.ended or "。" in line.words:
        return False
    return RANK[head.kind] < RANK[mark.kind]


def _is_open(words: str) -> bool:
    """Whether words stop within quotes, brackets or a title."""
    return any(words.rfind(opening) > words.rfind(closing) for opening, closing in _PAIRS)


def _in_duty_bracket(words: str, following: Line) -> bool:
    """Whether words end within a bracket of bodies or dates (`（责任单位：市教育局、`), told there or in the next line."""
    opened = max(words.rfind("（"), words.rfind("("))
    if opened < 0 or _CLOSED.search(words, opened):
        return False
    rest = _CLOSED.split(following.words[:200], maxsplit=1)
    return _DUTY.search(words, opened) is not None or (len(rest) > 1 and _DUTY.search(rest[0]) is not None)


def is_side_by_side(text: str) -> bool:
    """Names beside one another with a wide gap between them."""
    return _WIDE_GAP.search(text) is not None and _PUNCTUATION.search(text) is None
