"""数量: printed numbers with unit, comparator and range, exact, and the numbers that are names, dates or ordinals.

`1.35万亿元`, `3－5家`, `100家以上`, `超百亿元`, `不低于70%`. What a number counts, and whether it is a target, is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from luodi.plan import Comparator
from luodi.registry import unit_at

_DIGITS = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_DASH = r"(?:个|家|项|倍|％|%|万)?\s*(?:[-—–－―~～﹣]{1,2}|至|到)\s*"
_SCALE = {"百": "100", "千": "1000", "万": "10000", "百万": "1000000", "千万": "10000000", "亿": "100000000", "十亿": "1000000000"}
_NUMBER = re.compile(rf"(?P<low>{_DIGITS})(?:(?P<dash>{_DASH})(?P<high>{_DIGITS}))?")
_ROUND = re.compile(r"(?<![一二三四五六七八九十\d几数上成多每近第好])(?P<word>百|千|万|百万|千万)(?:(?P<scale>亿|万)(?!级)|(?=[元美吨千标人家个项件辆台套亩公种名次户]))")
_BEFORE: tuple[tuple[Comparator, str], ...] = (
    ("<=", r"(?:不(?:得|可|应)?(?:超过|高于|大于|多于|超出)|不超|控制在|压减到|压减至|至多|最多|最高(?:不超过)?|低于或等于|≤|＜=)"),
    (">=", r"(?:不(?:得|可|应)?(?:低于|少于|小于|下于)|至少|最低|最少|≥|＞=)"),
    ("<", r"(?:低于|小于|少于|不足|不到|不满|＜|<)"),
    (">", r"(?:超过|突破|高于|大于|多于|超出|逾|超|越过|跃上|迈上|过|＞|>)"),
    ("~", r"(?:约为?|大约|大概|近|接近)"),
    (">=", r"(?:达到|达|提高到|提高至|提升到|提升至|增加到|增加至|增长到|增长至|增至|扩大到|扩大至|上升到|上升至|升至|发展到|保持在?|稳定在|维持在)"),
    ("<=", r"(?:降至|降到|降低到|降低至|下降到|下降至|压缩到|压缩至|减少到|减少至|缩短至|缩短到)"),
)
_BEFORE_RE = tuple((sign, re.compile(rf"{words}(?:了|到|至|为|其|至少|建有|建成|拥有|配备|设立|培育|引进|完成|有)?$")) for sign, words in _BEFORE)
_AFTER: tuple[tuple[Comparator, re.Pattern[str]], ...] = (
    (">=", re.compile(r"(?:（含）|\(含\))?(?:及以上|以上|以上的|起)")),
    ("<=", re.compile(r"(?:及以下|以下|以内|之内|内)")),
    ("~", re.compile(r"(?:左右|上下|前后)")),
)
_SURE = re.compile(r"左右|上下|以上|以下|以内")
_NAME_AFTER = re.compile(r"[A-Za-zＡ-Ｚ]|强(?!度)|号|届|条(?=规定)|[.．]\d")
_NAME_BEFORE = re.compile(r"(?:[A-Za-z〔\[（(]|第|[A-Za-z][-－]?|No\.?|\d[.．:：+＋/]|前)$")
_DOUBLED = re.compile(r"翻(?P<times>[一两二三1-3])?番")
_MORE = re.compile(r"[余多](?![\u4e00-\u9fff]{0,2}[式种]?重|元化|样|层次)")
_AGE_AFTER = re.compile(r"周?岁|元以上的?罚|级(?:以上|地震)|A级|类(?:通用)?机场")
_DATE_AFTER = re.compile(r"\s*(?:年(?!均|产|度?(?:增|新|产|处|发))|月(?:\d|底|初|末|份|前)?(?!均)|日(?!均)|世纪|年代|时|点)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A printed quantity and its place; `number` is the place of the digits alone, `sign` of the comparator words."""

    value: Decimal
    value_max: Decimal | None
    unit: str
    comparator: Comparator
    written_comparator: str
    start: int  # with the comparator words before it
    number: int
    unit_end: int
    end: int  # with the words after it (以上, 左右)


def quantities(text: str, start: int, end: int) -> Iterator[Quantity]:
    """The quantities of a stretch of text, in order; dates, ordinals and names are left out."""
    position = start
    while True:
        match = _NUMBER.search(text, position, end)
        doubled = _DOUBLED.search(text, position, match.start() if match else end)
        if doubled is not None:
            position = doubled.end()
            yield _doubled(text, doubled, start)
            continue
        round_ = _ROUND.search(text, position, match.start() if match else end)
        if round_ is not None:
            position = round_.end()
            found = _in_words(text, round_, start, end)
            if found is not None:
                yield found
                position = found.end
            continue
        if match is None:
            return
        found = _in_digits(text, match, start, end)
        if found is not None:
            yield found
        position = max(found.end, match.end()) if found is not None else match.end("low")


def _in_digits(text: str, match: re.Match[str], start: int, end: int) -> Quantity | None:
    before = text[max(start, match.start() - 12) : match.start()]
    stop = match.end()
    low, high = match["low"], match["high"]
    if high is not None and (_is_year(low, text, match.end("high")) or _NAME_AFTER.match(text, match.end("high"), end)):
        return None
    if _NAME_BEFORE.search(before) or _NAME_AFTER.match(text, stop, end):
        return None
    if high is None and (_DATE_AFTER.match(text, stop, end) or (_is_year(low, text, stop) and not text.startswith("年均", stop))):
        return None
    if _AGE_AFTER.match(text, stop, end):
        return None
    more = _MORE.match(text, stop, end)  # 100余家: more than 100
    unit_start = more.end() if more and unit_at(text, more.end()) else stop
    unit_end = min(unit_at(text, unit_start) or unit_start, end)
    unit = text[unit_start:unit_end]
    found = _quantity(text, start, end, match.start(), unit_end, _exact(low), _exact(high) if high else None, unit)
    if unit_start > stop and not found.written_comparator:
        return replace(found, comparator=">", written_comparator=text[stop:unit_start])
    return found


def _is_year(low: str, text: str, after: int) -> bool:
    return len(low) == 4 and low[:2] in ("19", "20") and text.startswith("年", after)


def _exact(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "").replace("，", ""))


def _in_words(text: str, match: re.Match[str], start: int, end: int) -> Quantity | None:
    """百亿元, 千个: a round number in words, a quantity only behind a comparator."""
    value = Decimal(_SCALE[match["word"]])
    stop = match.end("word")
    unit_end = unit_at(text, stop)
    if unit_end is None:
        if match["scale"] is None:
            return None
        unit_end = match.end()
    found = _quantity(text, start, end, match.start(), min(unit_end, end), value, None, text[stop:unit_end])
    return found if found.written_comparator else None


def _doubled(text: str, match: re.Match[str], start: int) -> Quantity:
    """翻一番 is at least 2 times, 翻两番 4 times."""
    times = {"两": 2, "二": 2, "2": 2, "三": 3, "3": 3}.get(match["times"] or "", 1)
    at = match.start()
    begin = next((at - len(w) for w in ("实现", "再") if text.endswith(w, start, at)), at)
    return Quantity(Decimal(2**times), None, "倍", ">=", match.group(), begin, at, match.end(), match.end())


def _quantity(
    text: str, start: int, end: int, number: int, unit_end: int, low: Decimal, high: Decimal | None, unit: str
) -> Quantity:
    sign, begin, words = _comparator_before(text, start, number)
    stop = unit_end
    for after, pattern in _AFTER:
        match = pattern.match(text, unit_end, end)
        if match:
            stop, words = match.end(), words + match.group()
            sign = after
            break
    if high is not None:
        sign = "range"
    return Quantity(low, high, unit, sign or "=", words, begin, number, unit_end, stop)


def _comparator_before(text: str, start: int, number: int) -> tuple[Comparator | None, int, str]:
    before = text[max(start, number - 10) : number]
    for sign, pattern in _BEFORE_RE:
        match = pattern.search(before)
        if match:
            return sign, number - len(before) + match.start(), match.group()
    return None, number, ""
