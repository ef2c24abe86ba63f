"""Numbers of provisions as they are printed (第一章 一、 第一条 （一） 1. （1） ①), and how they are misprinted."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

import msgspec

Doubt = Literal["none", "misprint", "decimal"]

_CN = "一二三四五六七八九十百零〇"
MARKS = {
    "heading": re.compile(r"(?!)"),  # a heading without a number, told by its form
    "part": re.compile(rf"第([{_CN}\d]{{1,4}})[编篇部](?:分)?[、\s:：]?"),
    "chapter": re.compile(rf"第([{_CN}\d]{{1,4}})章[、\s:：]?"),
    "section": re.compile(rf"第([{_CN}\d]{{1,4}})节[、\s:：]?"),
    "cn": re.compile(rf"([{_CN}]{{1,4}})、(?![{_CN}]{{1,2}}[、季级批期是])"),
    "article": re.compile(rf"第([{_CN}\d]{{1,4}})条(?!规定|所列|明确|款|之|的|第|和|至|中)[、\s:：]?"),
    "cn_paren": re.compile(rf"[（(]([{_CN}]{{1,4}})[）)][、.．]?"),
    "box": re.compile(r"(?!)"),  # 专栏: what is set in a frame beside the text
    "num": re.compile(r"(\d{1,3})(?:[.．](?![\d%％])|、(?!\d+[、项条个]))"),
    "num2": re.compile(r"(?!)"),  # 1.1: at the head of a paragraph only, elsewhere it is a decimal
    "num3": re.compile(r"(?!)"),  # 1.1.1
    "num_paren": re.compile(r"(?:[（(](\d{1,3})[）)]|(?<!\d)(\d{1,2})[）)])[、.．]?"),
    "circle": re.compile(r"([①-⑳])"),
    "ordinal": re.compile(r"(?!)"),
    "run_in": re.compile(r"(?!)"),  # bold words before the text, without a number
}
"""The kinds of number, from the outermost level to the innermost."""

RANK = {kind: rank for rank, kind in enumerate(MARKS)}

_COUNTED = (
    "[年月日时分秒号个项条家台座公里米吨元人名户度次批所处间张本件套种类级层楼岁千万亿百%％℃GMKk"
    "大多余是季体农位辆亩平立倍点周天期线届五省市区县]"
)
"""What follows a numeral that counts something."""
_MISPRINTS: tuple[tuple[str, Doubt, re.Pattern[str]], ...] = (
    ("box", "none", re.compile(rf"专栏\s*(\d{{1,2}}|[{_CN}]{{1,3}})[.．、：:\s]*(?=[^。；，：]{{2,40}}$)")),
    ("cn", "misprint", re.compile(rf"([{_CN}]{{1,3}})[.．，,](?!\d)")),
    ("cn", "misprint", re.compile(rf"([{_CN}]{{1,2}})(?!{_COUNTED})(?=[\u4e00-\u9fff]{{2,20}}$)")),
    ("cn_paren", "misprint", re.compile(rf"([{_CN}]{{1,3}})[）)][、.．]?")),
    ("num", "misprint", re.compile(r"(\d{1,2})[.．](?=20\d\d年)")),
    ("num3", "misprint", re.compile(rf"(\d{{1,2}}[.．]\d{{1,2}}[.．]\d{{1,2}})(?![\d.．%％]|\s*{_COUNTED})[.．、\s]*")),
    ("num2", "misprint", re.compile(rf"(\d{{1,2}}[.．]\d{{1,2}})(?=[、\s\u4e00-\u9fff“《])(?!\s*{_COUNTED})[、\s]*")),
    ("num", "decimal", re.compile(r"(\d{1,2})[.．](?=\d)(?!\d+[%％])")),
    ("num", "misprint", re.compile(rf"(\d{{1,2}})(?!{_COUNTED})(?=[\u4e00-\u9fff“《])")),
    ("ordinal", "misprint", re.compile(rf"第([{_CN}]{{1,3}})[，,、：:]")),
)
"""一. 一， 一 一） 1.2024年 1.1 2.5万名 1 第一，: numbers only if others of their kind stand beside them (`confirmed`)."""

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
OPENING = rf"\d第（({_CIRCLES}{_CN}"
"""What a number as it is rightly printed begins with, for use inside a character class."""
_OPENS = frozenset("第专（(" + _CIRCLES + _CN)
_OPENED = {
    "第": ("part", "chapter", "section", "article"), "（": ("cn_paren", "num_paren"), "(": ("cn_paren", "num_paren"),
    **dict.fromkeys(_CN, ("cn",)), **dict.fromkeys(_CIRCLES, ("circle",)),
}  # fmt: skip
"""The kinds of number that each character opens; a digit opens those of `_DIGIT_OPENED`."""
_DIGIT_OPENED = ("num", "num_paren")
_FORMS = {
    "cn_paren": "（{}）", "box": "专栏{}", "num_paren": "（{}）", "article": "第{}条", "chapter": "第{}章", "section": "第{}节", "part": "第{}部分",
}  # fmt: skip


class Mark(msgspec.Struct, frozen=True):
    """A number at the head of a provision. `doubt` says that it may be something else that looks like one."""

    kind: str
    ordinal: int
    number: str  # in its plain form: 一, （一）, 1, ①
    start: int
    text: int  # where what follows it begins
    doubt: Doubt = "none"


class Numbering:
    """Numbers in reading order: the last one of each level that is open, and of each kind (some run on through sections)."""

    def __init__(self) -> None:
        self._open: dict[str, int] = {}
        self._reached: dict[str, int] = {}

    def is_open(self, kind: str) -> bool:
        """Whether a level of this kind has begun and none further out has begun after it."""
        return kind in self._open

    def expects(self, kind: str, ordinal: int) -> bool:
        """Whether a number, not the first, is the next of its kind."""
        return ordinal > 1 and ordinal == self._open.get(kind, self._reached.get(kind, 0)) + 1

    def take(self, kind: str, ordinal: int) -> None:
        """Go on to a number; it closes the levels further in."""
        self._reached[kind] = ordinal
        self._open = {level: last for level, last in self._open.items() if RANK[level] < RANK[kind]} | {kind: ordinal}


def chinese_number(words: str) -> int | None:
    """The value of a numeral up to 999 written with digits or ideographs (十二, 二十, 一百零三), None if it is none."""
    if words.isdigit():
        return int(words)
    total = digit = 0
    for character in words:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif character == "百":
            total, digit = total + (digit or 1) * 100, 0
        else:
            return None
    return total + digit


def mark_at(text: str, start: int, end: int) -> Mark | None:
    """The number that begins at a place as it is rightly printed, if one does."""
    character = text[start : start + 1]
    for kind in _OPENED.get(character) or (_DIGIT_OPENED if character.isdigit() else ()):
        match = MARKS[kind].match(text, start, end)
        if match:
            return _mark(kind, match, "none")
    return None


def head_mark(text: str, start: int, end: int) -> Mark | None:
    """The number at the head of a paragraph, misprinted or not."""
    mark = mark_at(text, start, end)
    if mark is not None or not (text[start : start + 1].isdigit() or text[start : start + 1] in _OPENS):
        return mark
    for kind, doubt, pattern in _MISPRINTS:
        match = pattern.match(text, start, end)
        if match:
            return _mark(kind, match, doubt)
    return None


def _mark(kind: str, match: re.Match[str], doubt: Doubt) -> Mark | None:
    word = next(group for group in match.groups() if group)
    if kind in ("num2", "num3"):
        word = word.replace("．", ".")
        return Mark(kind, _ordinal_within(word), word, match.start(), match.end(), doubt)
    ordinal = ord(word) - ord("①") + 1 if kind == "circle" else chinese_number(word)
    if not ordinal:
        return None
    number = f"第{word}" if kind == "ordinal" else _FORMS.get(kind, "{}").format(word)
    return Mark(kind, ordinal, number, match.start(), match.end(), doubt)


def _ordinal_within(number: str) -> int:
    """An ordinal for 2.3 or 2.3.1 that only numbers under the same one are next to."""
    ordinal = 0
    for part in number.split("."):
        ordinal = 100 * ordinal + int(part)
    return ordinal


def confirmed(mark: Mark, printed: Collection[tuple[str, int]]) -> bool:
    """Whether a number is one, given the kinds and ordinals at the heads of all paragraphs, decimals left out.

    A doubtful one has a neighbour, one that may be a decimal has two; an article cited in running text has none.
    """
    before, after = (mark.kind, mark.ordinal - 1) in printed, (mark.kind, mark.ordinal + 1) in printed
    if mark.doubt == "decimal":
        return before and after
    if mark.doubt == "none" and (mark.kind != "article" or mark.ordinal == 1):
        return True
    return before or after
