"""Where the paragraphs of a text ended that was printed on a single line (copied from a page, a cell or a field).

Blanks between ideographs are typography nearly everywhere; in such a line they may be all that is left of the line
ends. They are, when most of them follow a stop or precede the number of a provision. Where not even they are left, the
numbers themselves divide the line, each expected after the one before it, and the forms of the letter in front of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from luodi.documents.marks import Numbering, mark_at
from luodi.documents.titles import GENRE, HEADING
from luodi.files.characters import CJK, keeps_blank

SHORTEST = 80
"""Characters of a line that may hold several paragraphs."""

_BLANKS = re.compile(r"[ \u3000\xa0]+")
_STOPS = "。；：！？）)"
_NUMBER = re.compile(
    r"第[一二三四五六七八九十]{1,3}[章节条部]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、](?!\d)"
)
_OUTERMOST = re.compile(r"[一二三四五六七八九十]、")
_NO_START = re.compile(r"[第、和至与及或按照本在的（(《“，：\d]$")
_ORGAN = "(?:厅|局|委|会|办|室|部|院|府|署|社|组|公司|中心)"
_DAY = r"20\d{2}年\d{1,2}月\d{1,2}日|二[〇○零]..年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
_NAMES = "通知|意见|方案|计划|措施|规划|决定|办法|要点"
_LETTER = (
    re.compile(rf"(?:{_NAMES})(?=(?:(?!{_NAMES})[{CJK}]){{2,10}}[〔\[]\d{{4}}[〕\]]\d{{1,5}}号)"),  # behind the title
    re.compile(r"[〔\[]\d{4}[〕\]]\d{1,5}号(?=[各省市区县])"),  # behind the number
    re.compile(r"^.{0,300}?(?:政府|部门|单位|机构|学校|企业|委|局|会)：(?=[《为经现根按])"),  # behind the addressees
    re.compile(rf"。(?=[{CJK}]{{4,60}}{_ORGAN}(?:{_DAY}))"),  # before the signature
    re.compile(rf"{_ORGAN}(?={_DAY})"),  # before the date
    re.compile(rf"{_ORGAN}(?:{_DAY})(?=[{CJK}（(])"),  # behind it
    re.compile(rf"(?:{GENRE})(?=(?:为|根据|按照|依据)[{CJK}])"),  # before the preamble
    re.compile(r"。(?=[（(]此件|抄送|附件)"),
)


def paragraphs(line: str) -> list[tuple[int, int]]:
    """The ranges of the paragraphs that a line holds, one if it holds but one."""
    if len(line.strip()) < SHORTEST:
        return [(0, len(line))]
    ends = _at_blanks(line) or _at_numbers(line)
    if not ends:
        return [(0, len(line))]
    cuts = [0, *ends, len(line)]
    return [(start, end) for start, end in pairwise(cuts) if line[start:end].strip()]


def _at_blanks(line: str) -> list[int]:
    """The places behind the blanks of a line if those are line ends."""
    blanks = [
        blank for blank in _BLANKS.finditer(line, 1)
        if blank.end() < len(line) and not keeps_blank(line[blank.start() - 1], line[blank.end()])
    ]  # fmt: skip
    numbered = [blank for blank in blanks if HEADING.match(line[blank.end() : blank.end() + 12])]
    ending = [blank for blank in blanks if line[blank.start() - 1] in _STOPS]
    if len(numbered) < 3 or 2 * len({*numbered, *ending}) < len(blanks):
        return []
    return [blank.end() for blank in blanks]


def _at_numbers(line: str) -> list[int]:
    """The places before the numbers of a line that follow one another, and between the parts of the letter before them."""
    if len(_OUTERMOST.findall(line)) < 2:
        return []
    numbers = list(_numbers(line))
    if sum(kind == "cn" for kind, _ in numbers) < 2 or not any(place for _, place in numbers):
        return []
    first = numbers[0][1]
    letter = {match.end() for pattern in _LETTER for match in pattern.finditer(line, 0, first)}
    tail = {match.end() for pattern in _LETTER[3:] for match in pattern.finditer(line, numbers[-1][1])}
    return sorted({place for _, place in numbers if place} | letter | tail)


def _numbers(line: str) -> Iterator[tuple[str, int]]:
    """Kind and place of each number that is the next of its level, or the first of a deeper one behind a heading or stop."""
    found = [
        (mark.kind, mark.ordinal, match.start())
        for match in _NUMBER.finditer(line)
        if (mark := mark_at(match.group(), 0, len(match.group()))) is not None
    ]
    seconds = {kind for kind, ordinal, _ in found if ordinal == 2}
    numbering = Numbering()
    for kind, ordinal, place in found:
        if _NO_START.search(line, max(0, place - 1), place):
            continue
        begins = ordinal == 1 and kind in seconds and (kind == "cn" or not numbering.is_open(kind))
        if begins or numbering.expects(kind, ordinal):
            yield kind, place
            numbering.take(kind, ordinal)
