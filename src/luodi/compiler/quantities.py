"""数量: printed numbers with unit, comparator and range, exact, and the numbers that are names, dates or ordinals.

`1.35万亿元`, `3－5家`, `100家以上`, `超百亿元`, `不低于70%`. What a number counts, and whether it is a target, is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from luodi.plan import Comparator
from luodi.registry import unit_at

_DIGITS = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_DASH = r"(?:个|家|项|倍|％|%|万)?\s*(?:[-—–－―~～﹣]{1,2}|至|到)\s*"
_PRINTED = re.compile(
    r"(?=[\d翻倍一两二三四五六七八九十百千万亿])(?:"  # what each of these begins with
    rf"(?P<low>{_DIGITS})(?:(?P<dash>{_DASH})(?P<high>{_DIGITS}))?"
    r"|翻(?P<times>[一两二三1-3])?番|(?P<doubled>(?<=实现)倍增)(?!计划|行动|工程)"
    r"|百分之(?P<share>[一二两三四五六七八九十百]+)"
    r"|(?<![一二三四五六七八九十百千万亿\d几数多每近第好之])(?P<words>[一二两三四五六七八九十百千万亿]+)"
    r"(?:[至到](?P<most>[二三四五六七八九十百千]+))?)"
)
_BEFORE: tuple[tuple[Comparator, str], ...] = (
    (
        "<=",
        r"(?:不(?:得|可|应)?(?:超过|高于|大于|多于|超出)|不超|控制在|(?:压减|压缩|精简|压降|缩减)(?:到|至|为)|减至|至多|最多|最高(?:不超过)?|低于或等于|≤|＜=)",
    ),
    (">=", r"(?:不(?:得|可|应)?(?:低于|少于|小于|下于)|至少|最低|最少|≥|＞=)"),
    ("<", r"(?:低于|小于|少于|不足|不到|不满|＜|<)"),
    (">", r"(?:超过|突破|高于|大于|多于|超出|逾|超|越过|跃上|迈上|过|＞|>)"),
    ("~", r"(?:约为?|大约|大概|近|接近)"),
    (
        ">=",
        r"(?:达到|达|恢复到|(?:提高|提升|增加|增长|扩大|上升|拓展)(?:到|至)|增至|升至|发展到|保持在?|稳定在|维持在)",
    ),
    ("<=", r"(?:降至|(?:降|降低|下降|减少|缩短|压缩|压减|精简)(?:到|至))"),
)
_BEFORE_RE = tuple(
    (
        sign,
        re.compile(
            rf"{words}(?:了|到|至|为|其|至少|建有|建成|拥有|配备|设立|培育|培养|引进|完成|建设|创建|打造|新增|举办|召开|开展|组织|安排|有|(?:每[生人户亩床班校村县名]|人均)?(?:每(?:学?年|月|日|天|小时|学期))?|可?(?:给予|补助|补贴|奖励|资助))?$"
        ),
    )
    for sign, words in _BEFORE
)
_COMPARES = re.compile(r"[于过超破出逾上约概近达到至在持多少低高为足满≤≥＜＞<>]")
"""What no comparator before a number is written without."""
_AT_LEAST = re.compile(r"(?:至少|不少于)[\u4e00-\u9fff]{2}(?:了|出|起)?$")  # 至少下派5名, whatever the verb
_WHOLE_SIGNS: dict[str, Comparator] = {
    "不低于": ">=", "不少于": ">=", "达到": ">=", "超过": ">", "高于": ">", "不超过": "<=", "不高于": "<="
}  # fmt: skip
_OF_WHOLE = re.compile(rf"(?P<sign>{'|'.join(_WHOLE_SIGNS)})[\u4e00-\u9fff]{{2,16}}的$")
"""不低于备案机构总数的20%: a share of what is named between."""
_AFTER: tuple[tuple[Comparator, re.Pattern[str]], ...] = (
    (">=", re.compile(r"(?:[（(][\u4e00-\u9fff]{1,3}[）)])?(?:及以上|以上|以上的|起)")),
    ("<=", re.compile(r"(?:[（(][\u4e00-\u9fff]{1,3}[）)])?(?:及以下|以下|以内|之内|内)")),
    ("~", re.compile(r"(?:左右|上下|前后)")),
)
_NAME_AFTER = re.compile(r"[A-Za-zＡ-Ｚ]|强(?!度)|号|届|条(?=规定)|[.．:：]\d")
_PER = re.compile(r"[/／]10?万(?=[，。；、以左）])")  # 孕产妇死亡率10/10万
_LETTERS = re.compile(r"(?=[A-Za-z]{2})")
_NAME_BEFORE = re.compile(r"(?:[A-Za-z〔\[（(]|第|[A-Za-z][-－]?|No\.?|\d[.．:：+＋/]|前)$")
_MORE = re.compile(r"[余多](?![\u4e00-\u9fff]{0,2}[式种]?重|元化|样|层次)")
_AGE_AFTER = re.compile(r"元以上的?罚|级(?:以上|地震)|A级|类(?:通用)?机场")
_DATE_AFTER = re.compile(
    r"\s*(?:年(?!均|产|度?(?:增|新|产|处|发))|月(?:\d|底|初|末|份|前)?(?!均)|日(?!均)|世纪|年代|时|点)"
)
_YEARS = re.compile(r"年限|寿命")
_LIFE = re.compile(r"寿命")
_AGE = re.compile(r"周?岁")

_DIGIT = {
    word: value
    for value, words in enumerate(("", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for word in words
}
_PLACE = {"十": 10, "百": 100, "千": 1000, "万": 10**4}
_WORD_UNIT = re.compile(r"[万亿]?[个家项名所座条台套件场处户艘架辆人张间栋亩吨元美倍]|[万亿](?=[，。；、])|成")
_COUNTED = re.compile(r"[个家所座条台套项名处栋](?:以上|左右)?(?=[，。；、）]|$)")
"""What counts things, behind them: 示范企业五家，."""
_DONE_BEFORE = re.compile(
    r"(?:打造|培育|培养|建成|新建|建设|新增|创建|引进|举办|认定|遴选|评选|选派|改造|布局|设立|组建|成立|发展|壮大|形成)"
    r"[^，。；：]*[\u4e00-\u9fff”](?<![这那各前其上下述列分共第])$"
)
_CHANGES = re.compile(r"(?:增长|提高|提升|增加|下降|降低|减少|压减|缩短)(?:了|约|近)?$")
_SPECIFIC = re.compile(r"[家所座条台套场名处栋间户]|个?[\u4e00-\u9fff]{1,3}级")
_DONE = re.compile(r"(?:打造|培育|培养|建成|新建|建设|新增|创建|引进|举办|认定|遴选|评选|选派|改造|布局)(?:形成)?$")


class Quantity(msgspec.Struct, frozen=True):
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
    while match := _PRINTED.search(text, position, end):
        if match["low"] is not None:
            found = _in_digits(text, match, start, end)
            position = match.end("low")
        elif match["words"] is not None:
            found = _in_words(text, match, start, end)
            position = match.end()
        elif match["share"] is not None:
            found = _in_hundredths(text, match, start, end)
            position = match.end()
        else:
            found = _doubled(text, match, start)
        if found is not None:
            yield found
            position = max(found.end, match.end())


def _in_digits(text: str, match: re.Match[str], start: int, end: int) -> Quantity | None:
    stop = match.end()
    low, high = match["low"], match["high"]
    if high is not None and (_is_year(low, text, match.end("high")) or _NAME_AFTER.match(text, match.end("high"), end)):
        return None
    letters = _LETTERS.match(text, stop, end) is not None and unit_at(text, stop) is not None
    if _NAME_BEFORE.search(text, max(start, match.start() - 3), match.start()) or (
        _NAME_AFTER.match(text, stop, end) and not letters
    ):
        return None
    if high is None and _is_date(text, low, stop, start, end):
        return None
    if _AGE_AFTER.match(text, stop, end) or (
        _AGE.match(text, stop, end) and not _LIFE.search(text, max(start, stop - 30), stop)
    ):
        return None
    more = _MORE.match(text, stop, end)  # 100余家: more than 100
    unit_start = more.end() if more and unit_at(text, more.end()) else stop
    per = _PER.match(text, unit_start, end)
    unit_end = per.end() if per else min(unit_at(text, unit_start) or unit_start, end)
    unit = text[unit_start:unit_end]
    found = _quantity(text, start, end, match.start(), unit_end, _exact(low), _exact(high) if high else None, unit)
    if unit_start > stop and not found.written_comparator:
        return replace(found, comparator=">", written_comparator=text[stop:unit_start])
    return found


def _is_date(text: str, low: str, stop: int, start: int, end: int) -> bool:
    """A day, month or year rather than a span of time: 11.5年 and 受教育年限达到12年 are spans."""
    if _is_year(low, text, stop):
        return not text.startswith("年均", stop)
    if text.startswith("年", stop) and ("." in low or _YEARS.search(text, max(start, stop - 30), stop)):
        return False
    return _DATE_AFTER.match(text, stop, end) is not None


def _is_year(low: str, text: str, after: int) -> bool:
    return len(low) == 4 and low[:2] in ("19", "20") and text.startswith("年", after)


def _exact(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "").replace("，", ""))


def _in_words(text: str, match: re.Match[str], start: int, end: int) -> Quantity | None:
    """超五千亿元, 两个国家级…, 百个: a quantity behind a comparator; behind a verb of doing, if its unit counts things."""
    words, stop = match["words"], match.end("words")
    if match["most"]:
        return _in_two_words(text, match, start, end)
    if words[-1] == "亿" or (words[-1] == "万" and len(words) > 1):  # the multiplier is read with the unit
        words, stop = words[:-1], stop - 1
    value = _spelt(words)
    if value is None or not _WORD_UNIT.match(text, stop, end):
        return None
    unit_end = min(unit_at(text, stop) or stop, end)
    unit = text[stop:unit_end]
    found = _quantity(text, start, end, match.start(), unit_end, Decimal(value), None, unit)
    if unit == "成":
        return _in_tenths(text, found, start, end)
    if found.written_comparator:
        return found
    if text.startswith("上", found.number - 1) and not text[found.end : found.end + 1].strip(
        "，。；、"
    ):  # 培训工人上万人
        return replace(found, comparator=">=", written_comparator="上", start=found.number - 1)
    return found if _is_count(text, match["words"], value, start, match.start(), stop, end) else None


def _in_two_words(text: str, match: re.Match[str], start: int, end: int) -> Quantity | None:
    """培育三至五家…: a range in words."""
    low, most, stop = _spelt(match["words"]), _spelt(match["most"]), match.end()
    if low is None or most is None or low >= most or not _WORD_UNIT.match(text, stop, end):
        return None
    unit_end = min(unit_at(text, stop) or stop, end)
    found = _quantity(
        text, start, end, match.start(), unit_end, Decimal(low), Decimal(most), text[stop:unit_end]
    )  # fmt: skip
    return found if found.written_comparator or _is_count(text, "", low, start, match.start(), stop, end) else None


def _in_tenths(text: str, found: Quantity, start: int, end: int) -> Quantity | None:
    """超过八成, 达到九成五, 增长三成: tenths, and hundredths behind them."""
    changed = _CHANGES.search(text, max(start, found.number - 6), found.number) is not None
    if not 0 < found.value < 10 or not (found.written_comparator or changed):
        return None
    value, unit_end = found.value * 10, found.unit_end
    if (more := _DIGIT.get(text[unit_end : min(unit_end + 1, end)], 0)) != 0:
        value, unit_end = value + more, unit_end + 1
    return _quantity(text, start, end, found.number, unit_end, value, None, "%")


def _in_hundredths(text: str, match: re.Match[str], start: int, end: int) -> Quantity | None:
    """百分之九十五, 百分之百."""
    value = 100 if match["share"] == "百" else _spelt(match["share"])
    if value is None:
        return None
    return _quantity(text, start, end, match.start(), match.end(), Decimal(value), None, "%")


def _is_count(text: str, words: str, value: int, start: int, begin: int, unit: int, end: int) -> bool:
    """培育十个…, 打造两个国家级…, 建成百个…, 培育示范企业五家; never 一个, 两个市场, 万亩良田."""
    if value >= 2 and _COUNTED.match(text, unit, end) and _DONE_BEFORE.search(text, start, begin):
        return True
    if value < 2 or not _DONE.search(text, max(start, begin - 6), begin):
        return False
    if words in ("百", "千"):
        return text[unit] in "个家项名所座场条"
    return words not in ("万", "亿") and (value >= 10 or _SPECIFIC.match(text, unit) is not None)


def _spelt(words: str) -> int | None:
    """The value of 五千, 三十, 百, 万, and 1 for no words; None for words that are no single number (十百千, 两三)."""
    if not words:
        return 1
    total, digit, place = 0, 0, 10**5
    for word in words:
        if word in _DIGIT:
            if digit:
                return None
            digit = _DIGIT[word]
            continue
        size = _PLACE.get(word, 10**8)
        if size >= place:
            return None
        total, digit, place = total + (digit or 1) * size, 0, size
    return total + digit


def _doubled(text: str, match: re.Match[str], start: int) -> Quantity:
    """翻一番 and 倍增 are at least 2 times, 翻两番 4 times."""
    times = {"两": 2, "二": 2, "2": 2, "三": 3, "3": 3}.get(match["times"] or "", 1)
    at = match.start()
    begin = next((at - len(w) for w in ("实现", "再") if text.endswith(w, start, at)), at)
    return Quantity(Decimal(2**times), None, "倍", ">=", match.group(), begin, at, match.end(), match.end())


def _quantity(
    text: str, start: int, end: int, number: int, unit_end: int, low: Decimal, high: Decimal | None, unit: str
) -> Quantity:
    sign, begin, words = _comparator_before(text, start, number)
    if sign is None and unit in ("%", "％") and (of := _OF_WHOLE.search(text, max(start, number - 24), number)):
        sign, begin, words = _WHOLE_SIGNS[of["sign"]], of.start(), of["sign"]
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
    if _COMPARES.search(before) is None:
        return None, number, ""
    for sign, pattern in _BEFORE_RE:
        match = pattern.search(before)
        if match:
            return sign, number - len(before) + match.start(), match.group()
    if (match := _AT_LEAST.search(before)) is not None:
        return ">=", number - len(before) + match.start(), match.group()
    return None, number, ""
