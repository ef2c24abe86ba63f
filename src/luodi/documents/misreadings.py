"""What text recognition (OCR) is known to confuse in official documents, put right where the neighbours leave no choice.

Every rule replaces single characters by single characters, so that each keeps its place on the page. None changes
what a person would read: where two readings are possible the character stays, and its low certainty is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from luodi.files.characters import CJK

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_DASH = "一ー—–―─"
_YEAR_DIGIT = str.maketrans("OoQ〇lIi丨", "00001111")
_WIDE = str.maketrans(",:;?!()", "，：；？！（）")


def _same(character: str) -> Callable[[re.Match[str]], str]:
    return lambda match: character * len(match.group())


_RULES: tuple[_Rule, ...] = (
    # No numeral 一 stands between Arabic digits: 2023一2025, 1一2家. A dash of another length looks the same.
    (re.compile(rf"(?<=[\d%])[{_DASH}](?=\d)|(?<=[\d%]\s)[{_DASH}](?=\s?\d)|(?<=[\d%])[{_DASH}](?=\s\d)"), _same("—")),
    # Nor does one part two years at the end of a line: (2023一 | 2025年), (2023 | 一2025年).
    (re.compile(rf"(?<=(?:19|20)\d\d)[{_DASH}]$|^[{_DASH}](?=(?:19|20)\d\d\s?年)"), _same("—")),
    # A stroke in a line that holds nothing but it and a number is a dash: the page number 一 3 一, a range cut after 2一.
    (
        re.compile(rf"^\s*(?:[{_DASH}-]\s*)?\d{{1,4}}\s*(?:[{_DASH}-]\s*)?$"),
        lambda match: re.sub(rf"[{_DASH}-]", "—", match.group()),
    ),
    # A year has no letters: 2O25年, 20l7年.
    (
        re.compile(r"(?<![0-9A-Za-z])[12][0-9OoQ〇lIi丨]{3}(?=\s?年)"),
        lambda match: match.group().translate(_YEAR_DIGIT),
    ),
    # The year of a document number stands in 〔〕 (GB/T 9704-2012, 7.2.5): 粤工信〔2023〕12号.
    (
        re.compile(r"(?<=[\u4e00-\u9fff])[(（\[［【「{〈〔](?:19|20)\d\d[)）\]］】」}〉〕](?=\s?\d{1,5}\s?号)"),
        lambda match: f"〔{match.group()[1:-1]}〕",
    ),
    # Beside an ideograph these signs are set wide; their width is lost when a line is scaled for recognition.
    (
        re.compile(rf"(?<=[{CJK}”’》）]),(?=[{CJK}“‘《（\s]|$)|(?<=[{CJK}”’》）])[:;?!]"),
        lambda m: m.group().translate(_WIDE),
    ),
)
_PAIR = re.compile(r"([(（])([^()（）]*)([)）])")
_WIDE_BRACKET = re.compile(rf"[{CJK}]")


def corrected(text: str) -> str:
    """A line as it must have been printed; as long as the one recognised."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return _PAIR.sub(_paired, text)


def _paired(match: re.Match[str]) -> str:
    """Both brackets of a pair have one width: wide with an ideograph within or before, or if either was read as wide."""
    before = match.string[match.start() - 1 : match.start()]
    wide = "（" in match[1] or "）" in match[3] or _WIDE_BRACKET.search(before + match[2])
    return f"（{match[2]}）" if wide else match.group()
