"""Automatic numbers of WordprocessingML: formats, list levels, their counters (ECMA-376 part 1, 17.9 and 17.18.59)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from luodi.documents.docx_package import Element, W, child, content, number, switch, value

_DIGITS = "〇一二三四五六七八九"
_FORMAL = {
    "chineseLegalSimplified": "零壹贰叁肆伍陆柒捌玖拾佰仟",
    "ideographLegalTraditional": "零壹貳參肆伍陸柒捌玖拾佰仟",
}
_PLAIN = "零一二三四五六七八九十百千"
_COUNTING = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "koreanCounting",
}  # fmt: skip
_POSITIONAL = {"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2"}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_SERIES = {  # formats that count through a fixed row of characters and then fall back to decimal
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}
_SERIES["decimalEnclosedCircleChinese"] = _SERIES["decimalEnclosedCircle"]
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def format_number(n: int, form: str) -> str:
    """A number in a format of ST_NumberFormat; in decimal digits where the format is unknown or cannot show it."""
    if form in ("none", "bullet"):
        return ""
    if form in _SERIES and 1 <= n <= len(_SERIES[form]):
        return _SERIES[form][n - 1]
    if form in _COUNTING and 0 < n < 10_000:
        return _counting(n, _PLAIN)
    if form in _FORMAL and 0 < n < 10_000:
        return _counting(n, _FORMAL[form], one_ten=True)
    if form in _POSITIONAL and n >= 0:
        return "".join(_DIGITS[int(digit)] for digit in str(n))
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return str(n).translate(_FULL_WIDTH)
    if form in ("upperRoman", "lowerRoman") and 0 < n < 5000:
        return _roman(n) if form == "upperRoman" else _roman(n).lower()
    if form in ("upperLetter", "lowerLetter") and 0 < n <= 780:  # A … Z, AA, BB … : at most thirty of one letter
        return chr((65 if form == "upperLetter" else 97) + (n - 1) % 26) * ((n - 1) // 26 + 1)
    if form == "decimalZero":
        return f"{n:02d}"
    if form == "numberInDash":
        return f"- {n} -"
    if form.startswith("custom:"):  # 001, 002, 003, …: as wide as the first example
        return str(n).zfill(min(len(form) - len("custom:"), 9))
    return str(n)


def _counting(n: int, signs: str, one_ten: bool = False) -> str:
    """1 … 9999 in the counting system: 十一, 一百零五; formal figures write the one of ten (壹拾壹)."""
    written, gap = "", False
    for place in (3, 2, 1, 0):
        digit = n // 10**place % 10
        if digit == 0:
            gap = True
            continue
        if gap and written:
            written += signs[0]
        gap = False
        one = "" if place == 1 and digit == 1 and not written and not one_ten else signs[digit]
        written += one + (signs[9 + place] if place else "")
    return written


def _roman(n: int) -> str:
    written = ""
    for worth, sign in _ROMAN:
        written += sign * (n // worth)
        n %= worth
    return written


@dataclass(frozen=True)
class Level:
    """A list level (17.9.6). `restart`: the one-based level whose use restarts it, 0 for never, None for any above."""

    start: int = 0
    form: str = "decimal"
    text: str = ""
    suffix: str = " "
    restart: int | None = None
    legal: bool = False
    hidden: bool = False
    style: str | None = None


_LEVELS = 9


@dataclass
class Numbering:
    """The lists of a document with their counters. `label` is to be asked once a paragraph, in document order."""

    lists: dict[int, tuple[int, dict[int, Level], dict[int, int]]]  # numId: abstractNumId, levels, start overrides
    _counts: dict[int, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[int, int]] = field(default_factory=set)

    def level_of_style(self, list_id: int, style: str) -> int | None:
        """The level that a paragraph style is linked to."""
        levels = self.lists[list_id][1] if list_id in self.lists else {}
        return next((index for index, level in levels.items() if level.style == style), None)

    def label(self, list_id: int, index: int) -> str:
        """The number of the next paragraph of a list level with its suffix, empty for bullets and unknown lists."""
        if list_id not in self.lists or not 0 <= index < _LEVELS:
            return ""
        abstract, levels, overrides = self.lists[list_id]
        level = levels.get(index)
        if level is None:
            return ""
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        if index in overrides and (list_id, index) not in self._begun:
            counts[index] = None
        self._begun.add((list_id, index))
        current = counts[index]
        counts[index] = overrides.get(index, level.start) if current is None else current + 1
        for above in range(index):
            if counts[above] is None and above in levels:
                counts[above] = overrides.get(above, levels[above].start)
        for below in range(index + 1, _LEVELS):
            restart = levels[below].restart if below in levels else None
            if restart is None or index < restart:
                counts[below] = None
        if level.form == "bullet" or level.hidden:
            return ""
        return self._text(level, levels, counts)

    def _text(self, level: Level, levels: dict[int, Level], counts: list[int | None]) -> str:
        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            count = counts[at]
            if count is None or at not in levels:
                return ""
            form = levels[at].form
            return format_number(count, "decimal" if level.legal and form not in ("none", "bullet") else form)

        text = re.sub(r"%([1-9])", shown, level.text)
        return text + level.suffix if text else ""


def read_numbering(root: Element | None, list_of_style: dict[str, int]) -> Numbering:
    """The lists of a numbering part. `list_of_style` gives the numId of every numbering style (17.9.21)."""
    if root is None:
        return Numbering({})
    links: dict[int, str] = {}
    abstracts: dict[int, dict[int, Level]] = {}
    for element in root.iterchildren(W + "abstractNum"):
        key = number(element, "abstractNumId")
        if key is not None:
            abstracts[key] = dict(_levels(element))
            link = value(child(element, "numStyleLink"))
            if link:
                links[key] = link
    nums = {number(element, "numId"): element for element in root.iterchildren(W + "num")}
    lists = {}
    for list_id, element in nums.items():
        abstract = number(child(element, "abstractNumId"))
        if abstract in links:  # the levels stand in the list that the style names
            target = nums.get(list_of_style.get(links[abstract]))
            abstract = number(child(target, "abstractNumId"))
        if list_id is None or abstract not in abstracts:
            continue
        levels, starts = dict(abstracts[abstract]), {}
        for override in element.iterchildren(W + "lvlOverride"):
            index = number(override, "ilvl")
            levels.update(_levels(override))
            start = number(child(override, "startOverride"))
            if index is not None and start is not None:
                starts[index] = start
        lists[list_id] = (abstract, levels, starts)
    return Numbering(lists)


def _levels(parent: Element) -> list[tuple[int, Level]]:
    found = []
    for element in parent.iterchildren(W + "lvl"):
        index = number(element, "ilvl")
        if index is None or not 0 <= index < _LEVELS:
            continue
        level = Level(
            start=number(child(element, "start")) or 0,
            text=(value(child(element, "lvlText")) or "")[:100],
            suffix="" if value(child(element, "suff")) == "nothing" else " ",
            restart=number(child(element, "lvlRestart")),
            legal=switch(element, "isLgl") or False,
            hidden=switch(child(element, "rPr"), "vanish") or False,
            style=value(child(element, "pStyle")),
        )
        for part in content(element):  # numFmt may stand in an mc:AlternateContent
            if part.tag == W + "numFmt":
                level = replace(level, form=number_form(part))
        found.append((index, level))
    return found


def number_form(element: Element) -> str:
    """The number format of a `w:numFmt`; a custom one as `custom:` with its first example."""
    form = value(element) or "decimal"
    first = (value(element, "format") or "").split(",")[0].strip()
    if form == "custom":
        return "custom:" + first if first.isdigit() else "decimal"
    return form
