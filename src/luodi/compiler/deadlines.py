"""时限: by when, from when, how often, as ISO dates beside the words.

`2024年6月底前`, `三年内`, `“十四五”期间`, `每两年更新一次`, `长期坚持`. In running text only words that set a deadline count (前, 内,
不迟于, a coming period by which something is completed); in a column or behind a label every date does. What begins with 到
sets the year of a target and is no deadline of a task by itself, unless nothing is counted: 到2023年底，消除…
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import msgspec

from luodi.compiler.dates import PLAN_YEARS, day, first_day, last_day, small_number


class Deadline(msgspec.Struct, frozen=True):
    """A deadline in the text: ISO dates, recurrence (ISO 8601 repeating duration, `continuous`, `periodic`), its place."""

    start_date: str | None
    by: str | None
    recurrence: str | None
    start: int
    end: int


def deadlines(
    text: str, start: int, end: int, issued: str | None, period: tuple[str, str] | None = None
) -> Iterator[Deadline]:
    """Deadlines in running text: only words that set one, and none that had passed when the document was issued.

    `period` is the first and last day of the years that the title names: 三年内 in a plan of three years is its end.
    """
    if _SETS.search(text, start, end) is None:
        return
    for form, match, base in _found(text, start, end, issued, period):
        if form.in_text is None or not form.in_text(match, _around(text, match, start, end)):
            continue
        dates = form.dates(match, base)
        if dates is None:
            continue
        begin, by, recurrence = dates
        if by is None or issued is None or by >= issued:
            yield Deadline(begin, by, recurrence, match.start(), match.end())


def heading_deadlines(text: str, start: int, end: int, issued: str | None) -> Iterator[Deadline]:
    """Deadlines in the bracket that closes a heading and says nothing else: 动员部署阶段（2023年4月底前）."""
    bracket = _TIME_IN_HEADING.search(text, start, end)
    if bracket is None:
        return
    found = list(column_deadlines(text, bracket.start("time"), bracket.end("time"), issued))
    words, place = "", bracket.start("time")
    for deadline in found:
        words, place = words + text[place : deadline.start], deadline.end
    if _BESIDE_TIME.fullmatch(words + text[place : bracket.end("time")]):
        yield from (deadline for deadline in found if deadline.by is not None)


_TIME_IN_HEADING = re.compile(r"[（(](?P<time>[^（）()]{4,30})[）)][。：:]?$")
_BESIDE_TIME = re.compile(r"(?:即日起|印发之日起|自|从|到|至|前|底|止|起|完成|落实|[-—–－―~～，、\s])*")


def column_deadlines(text: str, start: int, end: int, issued: str | None) -> Iterator[Deadline]:
    """Deadlines in a column or behind a label, where any date is one."""
    for form, match, base in _found(text, start, end, issued):
        dates = form.dates(match, base)
        if dates is not None:
            yield Deadline(*dates, match.start(), match.end())


_SETS = re.compile(
    r"[前内底末月每按]|\d年?[-—–－―~～至]{1,2}(?:19|20)\d{2}年|半年|季度|年中|全年|定期|时间|年(?:启动|开展|组织|完成|出台|印发|制定|编制|公布|发布|召开|举办|建立)"
)
"""What no deadline in running text is written without."""
_Dates = tuple[str | None, str | None, str | None] | None
"""First day, last day, recurrence."""


class _Around(msgspec.Struct, frozen=True):
    """The words beside a match: a few before it, a few behind it."""

    before: str
    after: str
    rest: str  # as far as a sentence goes


class _Base(msgspec.Struct, frozen=True):
    """What dates without a year are reckoned from: the date of issue, the year said last before them, the plan's years."""

    issued: str | None
    said: int | None
    period: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class _Form:
    """A way to write a deadline: what it looks like, what it means, and when it sets one in running text.

    It is only looked for where one of the characters `signs` stands: no deadline of the form is written without.
    """

    signs: str
    pattern: re.Pattern[str]
    dates: Callable[[re.Match[str], _Base], _Dates]
    in_text: Callable[[re.Match[str], _Around], bool] | None


def _found(
    text: str, start: int, end: int, issued: str | None, period: tuple[str, str] | None = None
) -> Iterator[tuple[_Form, re.Match[str], _Base]]:
    """The forms in the order of the text; where two begin together the one listed first."""
    position, said = start, None
    forms = _forms_with(_SIGNS.intersection(text[start:end]))
    waiting = [(form, match) for form in forms if (match := form.pattern.search(text, start, end))]
    while waiting:
        form, match = min(waiting, key=lambda item: item[1].start())
        yield form, match, _Base(issued, said, period)
        year = _group(match, "year")
        said = int(year) if year else said
        position = max(match.end(), position + 1)
        waiting = [
            (other, later)
            for other, found in waiting
            if (later := found if found.start() >= position else other.pattern.search(text, position, end))
        ]


@lru_cache(maxsize=256)
def _forms_with(signs: frozenset[str]) -> tuple[_Form, ...]:
    """The forms that can stand where these signs do."""
    return tuple(form for form in _FORMS if not signs.isdisjoint(form.signs))


def _group(match: re.Match[str], name: str) -> str | None:
    """A group of a match, None also where the form has no such group."""
    return match[name] if name in match.re.groupindex else None


def _around(text: str, match: re.Match[str], start: int, end: int) -> _Around:
    after = match.end()
    return _Around(
        text[max(start, match.start() - 30) : match.start()],
        text[after : min(end, after + 12)],
        text[after : min(end, after + _LONGEST_REST)],
    )


_LONGEST_REST = 80
"""Characters behind a time within which what is to be counted by then is said."""


# ---------------------------------------------------------------- words that decide in running text

_UPTO = re.compile(r"(?:到|至|截至|截止)$")
_COMPLETED = re.compile(
    r"^(?:，)?(?:基本|全面|全部|前)?(?:完成|出台|建成|投用|投产|投运|开工|启动|印发|制定|上线|交付|组织|报送|实施|达标|竣工|实现|落实|办结|发布|开通|开业|运营|编制|建立)"
)
_ALREADY = re.compile(
    r"^(?:已|曾|均已|建成的|投产的|取得的|注册的|成立的|完成的|[^，。；]{0,8}(?:建成|投产|注册|成立|登记|审批|备案|印发|发布|公布|出台|召开|举办)的)"
)


_HEAD = re.compile(r"(?:^|[，,。；：:;！\n（(、]|[于在并且]|力争|争取|确保|计划|预计|首次|[一二三四]是)$")
_NO_WORK = re.compile(
    r"[—－\-~～至到起的）)]|开始|以来|以后|之后|期间|同期|前后|度|份额|末?的|(?:重点)?(?:工作|任务|总结|计划|目标|预算|报告|数据)|[，、和及]?(?:$|[。；）)])|，?(?:全[省市县区国]|我[省市县])[^，。；]{0,6}(?:已|曾|共)"
)
_ANOTHER = re.compile(r"[、和及](?:[上下]半年|第?[一二三四]季度|\d{1,2}月|年[中底末])")


def _sets(match: re.Match[str], around: _Around) -> bool:
    """`…前`, `不迟于…`, a period by the end of which something is completed, or one that opens a clause that says what is done."""
    if _UPTO.search(around.before) and not _group(match, "before"):
        return _reaches_a_state(match, around)
    if _ALREADY.match(around.after):
        return False
    if _group(match, "before") or re.search(r"不[迟晚]于$", around.before):
        return True
    return _COMPLETED.match(around.after) is not None or _opens_work(around)


def _reaches_a_state(match: re.Match[str], around: _Around) -> bool:
    """到2023年底，消除…: the end of a time by which something is so that no number measures. With one it is a target's year."""
    if not (_group(match, "end") in _ENDS or _group(match, "part") in _ENDS):
        return False
    return _AT_HEAD.search(around.before) is not None and _STATE.match(around.rest) is not None


_ENDS = ("年底", "年末", "底", "末")
_AT_HEAD = re.compile(r"(?:^|[，。；：\n])(?:力争|争取|确保|计划|预计)?(?:到|至)$")
_STATE = re.compile(
    r"，?(?:全[国省市县区]|城乡|城市|农村)?(?:基本|全面|率先|初步|全部)*(?:消除|完成|建成|建立|形成|健全|实现|补齐|解决|淘汰|关停|取缔|清零|达标|打通)"
    r"[^。；\n\d％%百千万亿]*(?:[。；\n]|$)"
)


def _head_span(match: re.Match[str], around: _Around) -> bool:
    """2023—2025年，…; 2023年5月至9月，…: a span at the head of a sentence in which the work is done."""
    if _SPAN_HEAD.search(around.before) is None or around.rest.startswith(("，每", "每", "期间，每", "期间每")):
        return False
    return _SPAN_GOES_ON.match(around.after) is not None


_SPAN_HEAD = re.compile(r"(?:^|[。；\n]|[一二三四五]是)$")
_SPAN_GOES_ON = re.compile(
    r"(?:期间)?[，,](?!已|[^，。；]{0,8}(?:累计|已|年均|共))|(?:期间)?(?:组织|开展|实施|完成|建设|推进)(?![^，。；]*(?:的|了))"
)


def _opens_work(around: _Around) -> bool:
    """上半年落地…, 二季度召开…: a time at the head of a clause, before what is done then, whatever the verb."""
    if _HEAD.search(around.before) is None:
        return False
    return _NO_WORK.match(around.after) is None or _ANOTHER.match(around.after) is not None


def _within(match: re.Match[str], around: _Around) -> bool:
    """Within a time that the plan sets, not a service limit (20个工作日内) nor a property (5年内关税减让)."""
    if match["unit"] == "工作日" or (match["unit"] in ("天", "日") and not match["since"]):
        return False
    if not match["since"] and _SINCE_ANOTHER.search(around.before):
        return False
    return (
        not around.before
        or bool(match["since"])
        or re.search(r"[，,。；：（(用在争取划后\n]$", around.before) is not None
    )


_SINCE_ANOTHER = re.compile(r"(?<!印发)(?<!发布)(?<!下发)(?<!公布)(?:后的?|之日起?|期满|届满)[^。；]{0,16}$")
"""改造后的小区要在6个月内…: the term begins with something else than the plan."""


_CAPACITY = re.compile(r"(?:能力|产能|产量|规模|运力|容量)[^，。；]{0,8}$")
"""处理能力不低于每日1万件: the time is part of the unit."""


def _recurs(match: re.Match[str], around: _Around) -> bool:
    return not around.before.endswith("平均") and _CAPACITY.search(around.before) is None


def _always(match: re.Match[str], around: _Around) -> bool:
    return True


# ---------------------------------------------------------------- what the words mean


_RELATIVE = {"今年": 0, "本年": 0, "明年": 1, "次年": 1, "后年": 2}


def _by(match: re.Match[str], base: _Base, last: Callable[[int], str | None]) -> _Dates:
    """The last day that `last` gives for the year of a match.

    Without a year it is the one said before, else the first in which the day comes after the date of issue.
    """
    groups = match.groupdict()
    if groups.get("year"):
        years = [int(groups["year"])]
    elif base.said is not None and not groups.get("relative"):
        years = [base.said]
    elif base.issued is not None:
        first = int(base.issued[:4])
        years = [first + _RELATIVE[groups["relative"]]] if groups.get("relative") else [first, first + 1]
    else:
        return None
    days = [day_ for year in years if (day_ := last(year)) is not None]
    coming = [day_ for day_ in days if base.issued is None or day_ >= base.issued]
    return (None, (coming or days)[0], None) if days else None


def _day(match: re.Match[str], base: _Base) -> _Dates:
    return _by(match, base, lambda year: day(year, int(match["month"]), int(match["day"])))


def _month(match: re.Match[str], base: _Base) -> _Dates:
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    part = _group(match, "part")
    if part in ("上旬", "中旬"):
        return _by(match, base, lambda year: day(year, month, 10 if part == "上旬" else 20))
    if _group(match, "before") and part is None:  # 6月前: before June begins
        return _by(match, base, lambda year: last_day(year - 1, 12) if month == 1 else last_day(year, month - 1))
    return _by(match, base, lambda year: last_day(year, month))


_PARTS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12, "上": 6, "下": 12, "中": 6}


def _part_of_year(match: re.Match[str], base: _Base) -> _Dates:
    return _by(match, base, lambda year: last_day(year, _PARTS[match["part"]]))


def _end_of_each_year(match: re.Match[str], base: _Base) -> _Dates:
    """年底前开展年度评估: this year and every year."""
    dates = _whole_year(match, base)
    return dates and (dates[0], dates[1], "R/P1Y")


def _whole_year(match: re.Match[str], base: _Base) -> _Dates:
    literal = _group(match, "before") and not _group(match, "end")  # 2025年前: before 2025 begins
    return _by(match, base, lambda year: last_day(year - 1 if literal else year))


def _bare(match: re.Match[str], base: _Base) -> _Dates:
    """2025, 2024.06, 2024-06-30 in a column."""
    year = int(match["year"])
    if match["month"] is None:
        return None, last_day(year), None
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    by = day(year, month, int(match["day"])) if match["day"] else last_day(year, month)
    return (None, by, None) if by else None


def _span(match: re.Match[str], base: _Base) -> _Dates:
    first, last = int(match["y1"]), int(match["y2"] or match["y1"])
    m1, m2 = int(match["m1"] or 1), int(match["m2"] or 12)
    if not (1 <= m1 <= 12 and 1 <= m2 <= 12) or (last, m2) < (first, m1):
        return None
    groups = match.groupdict()
    begin = day(first, m1, int(groups["d1"])) if groups.get("d1") else first_day(first, m1)
    by = day(last, m2, int(groups["d2"])) if groups.get("d2") else last_day(last, m2)
    return begin, by, None


def _span_of_days(match: re.Match[str], base: _Base) -> _Dates:
    """4月1日—10月31日: the first year in which it ends after the date of issue, where no year was said."""
    m1, m2 = int(match["m1"]), int(match["m2"] or match["m1"])
    ends = _by(match, base, lambda year: day(year, m2, int(match["d2"])))
    begin = day(int(ends[1][:4]), m1, int(match["d1"])) if ends is not None and ends[1] is not None else None
    return (begin, ends[1], None) if ends is not None and begin is not None and begin <= (ends[1] or "") else None


def _five_years(match: re.Match[str], base: _Base) -> _Dates:
    first = PLAN_YEARS[match["plan"]]
    spans = match["end"] in ("期间", "时期")
    return first_day(first) if spans else None, last_day(first + 4), None


def _from_then(match: re.Match[str], base: _Base) -> _Dates:
    """2024年起持续推进, 2023年启动: when it begins, and no more."""
    month = int(match["month"]) if match["month"] else 1
    if not 1 <= month <= 12:
        return None
    return first_day(int(match["year"]), month), None, "continuous" if match["on"] else None


def _from_then_yearly(match: re.Match[str], base: _Base) -> _Dates:
    year = int(match["year"])
    if match["month"] is None:
        return first_day(year), None, "R/P1Y"
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    by = day(year, month, int(match["day"])) if match["day"] else last_day(year, month)
    return first_day(year), by, "R/P1Y"


def _after_issue(match: re.Match[str], base: _Base) -> _Dates:
    """Within n years, months or days of the date of issue; without that date nothing is known.

    As many years as the plan itself runs end with it.
    """
    if base.issued is None:
        return None
    unit, words = match["unit"], match["count"]
    if unit == "年" and base.period is not None and not match["since"] and words != "半":
        count = int(words) if words.isdigit() else small_number(words.replace("两", "二"))
        if count == int(base.period[1][:4]) - int(base.period[0][:4]) + 1:
            return None, base.period[1], None
    start = date.fromisoformat(base.issued)
    if words == "半":
        count, unit = 6, "月"
    else:
        count = int(words) if words.isdigit() else small_number(words.replace("两", "二"))
    if unit in ("日", "天"):
        return None, (start + timedelta(days=count)).isoformat(), None
    if unit == "工作日":
        return None
    months = count * {"年": 12, "月": 1, "季度": 3}[unit]
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > 9999:
        return None
    return None, day(year, month + 1, min(start.day, int(last_day(year, month + 1)[-2:]))), None


def _every(match: re.Match[str], base: _Base) -> _Dates:
    words, unit = match["count"], match["unit"]
    if unit == "半年" or words == "半":
        return None, None, "R/P6M"
    number = 1 if not words else (int(words) if words.isdigit() else small_number(words.replace("两", "二")))
    months = {"季度": 3, "季": 3, "月": 1}.get(unit)
    return None, None, f"R/P{number * months}M" if months else f"R/P{number}{'W' if unit == '周' else 'Y'}"


def _at_once(match: re.Match[str], base: _Base) -> _Dates:
    return (base.issued, None, None) if base.issued else (None, None, "continuous")


def _half(match: re.Match[str], base: _Base) -> _Dates:
    return _by(match, base, lambda year: last_day(year, _PARTS[match["part"] or match["mid"]]))


def _end_of_year(match: re.Match[str], around: _Around) -> bool:
    """2025年底前, 2025年前, 年内, a coming year's end by which something is completed, a year in which a step is taken."""
    if match["end"] is None and match["before"] is None:
        return _HEAD.search(around.before) is not None and _STEP.match(around.after) is not None
    return _sets(match, around)


_STEP = re.compile(
    r"(?:启动|开展|组织|完成|出台|印发|制定|编制|公布|发布|召开|举办|建立)(?:[^，。；\d％%一二两三四五六七八九十百]{2,12}$|[^，。；\d％%一二两三四五六七八九十百]{2,10}[，。；])"
)
"""A step of work without a number: 2023年开展中期评估."""


def _five_years_set(match: re.Match[str], around: _Around) -> bool:
    """“十四五”期末前, “十四五”末 by which something is completed; 期间 only says when the work goes on."""
    if match["end"] in ("期间", "时期"):
        return False
    return bool(match["before"]) or (match["end"] is not None and _sets(match, around))


def _continuous(match: re.Match[str], base: _Base) -> _Dates:
    return None, None, "continuous"


def _periodic(match: re.Match[str], base: _Base) -> _Dates:
    return None, None, "periodic"


def _regularly(match: re.Match[str], around: _Around) -> bool:
    return not around.before.endswith("不") and not around.after.startswith("存款")


_YEAR = r"(?:(?P<year>(?:19|20)\d{2})\s*年|(?P<relative>今年|明年|次年|后年|本年))"
_MAYBE_YEAR = rf"(?:{_YEAR}|(?<![\d年起至到]))"
_BEFORE = r"(?P<before>之前|以前|前)?"
_TO_SIGNS = "-—–－―~～至到"
_TO = r"(?:[-—–－―~～]{1,2}|至|到)"
_COUNT = r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)"

_FORMS: tuple[_Form, ...] = (
    _Form(
        _TO_SIGNS,
        re.compile(
            rf"(?P<y1>(?:19|20)\d{{2}})(?:年|[./])(?P<m1>\d{{1,2}})月?(?:(?P<d1>\d{{1,2}})日)?{_TO}"
            r"(?:(?P<y2>(?:19|20)\d{2})(?:年|[./]))?(?P<m2>\d{1,2})(?:月(?:(?P<d2>\d{1,2})日)?|(?![\d.年]))底?"
        ),
        _span,
        _head_span,
    ),
    _Form(_TO_SIGNS, re.compile(rf"(?P<y1>(?:19|20)\d{{2}})年?(?P<m1>(?!))?{_TO}(?P<y2>(?:19|20)\d{{2}})(?:年(?!\d)|(?!\d))(?P<m2>(?!))?底?"), _span, _head_span),
    _Form(
        "日",
        re.compile(
            rf"(?<![\d年起至到—－-])(?P<m1>\d{{1,2}})月(?P<d1>\d{{1,2}})日{_TO}(?:(?P<m2>\d{{1,2}})月)?(?P<d2>\d{{1,2}})日{_BEFORE}"
        ),
        _span_of_days,
        _head_span,
    ),
    _Form(
        "每",
        re.compile(
            r"(?P<year>(?:19|20)\d{2})年(?:起|开始|以后|后)[，,]?每年"
            r"(?:[^，,。；;]{0,12}?(?P<month>\d{1,2})月(?:底|末)?(?:(?P<day>\d{1,2})日)?(?:前|之前)?)?"
        ),
        _from_then_yearly,
        _always,
    ),
    _Form(
        "起开后启工",
        re.compile(
            r"(?:自|从)?(?P<year>(?:19|20)\d{2})年(?:(?P<month>\d{1,2})月(?:\d{1,2}日)?)?(?:(?:年?初)?(?:起|开始|以后)|(?<=年)(?:启动|开工)(?=$|[，,；;、]))(?![，,]?每)"
            r"[，,]?(?P<on>(?:长期|持续|常态化|全面)(?:坚持|推进|实施|开展|推动|进行)?)?"
        ),
        _from_then,
        None,
    ),
    _Form("日", re.compile(rf"{_MAYBE_YEAR}\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日{_BEFORE}"), _day, _sets),
    _Form("月", re.compile(rf"{_YEAR}\s*(?P<month>\d{{1,2}})\s*月份?(?P<part>底|末|中旬|上旬|下旬)?{_BEFORE}"), _month, _sets),
    _Form("季", re.compile(rf"{_MAYBE_YEAR}第?(?P<part>[一二三四1-4])季度(?:底|末|内)?{_BEFORE}"), _part_of_year, _sets),
    _Form("半中", re.compile(rf"{_YEAR}(?:年)?(?:(?P<part>上|下)半年|年?(?P<mid>中)(?=完|前|，|$))(?:底|末|内)?{_BEFORE}"), _half, _sets),
    _Form("年", re.compile(rf"{_YEAR}(?P<end>年?底|年?末|年?内|全年)?{_BEFORE}"), _whole_year, _end_of_year),
    _Form("五", re.compile(rf"[“\"]?(?P<plan>十[二三四五]五)[”\"]?(?:规划)?(?P<end>期末|末|期间|时期)?{_BEFORE}"), _five_years, _five_years_set),
    _Form(
        "内时",
        re.compile(
            r"(?P<since>(?:自|从)?(?:本?(?:通知|方案|意见|文件|计划|办法|措施))?(?:印发|发布|施行|实施|公布)(?:之日)?(?:起|后))?"
            rf"(?:用)?{_COUNT}个?(?P<unit>年|月|季度|工作日|天|日)(?:时间)?(?:以内|之内|内|(?<=时间)(?=[完建实基达]))"
        ),
        _after_issue,
        _within,
    ),
    _Form("每", re.compile(r"每(?:隔)?(?P<count>\d{1,2}|[一二两三四五六七八九十半])?个?(?P<unit>半年|年|月|季度|季|周)(?!均|度计划|度工作)(?:(?:\d{1,2}月(?!\d)|[首末]月|(?:年|月|季度?)?[底末初])?(?:底|末|\d{1,2}日|上旬|中旬|下旬)?(?:之前|以前|前))?"), _every, _recurs),
    _Form("按", re.compile(r"按(?P<count>(?!))?(?P<unit>半年|年|月|季度|季|周)(?:度)?(?=[调通公开报考评汇推])"), _every, _recurs),
    _Form("月", re.compile(rf"(?<![\d年])(?P<month>1[0-2]|[1-9])月份?(?P<part>底|末|上旬|中旬|下旬)?{_BEFORE}(?![\d日])"), _month, _sets),
    _Form("半", re.compile(rf"(?<![\d年])(?P<part>上|下)半年(?P<mid>)(?:底|末|内)?{_BEFORE}"), _half, _sets),
    _Form("年", re.compile(rf"(?<![\d\u4e00-\u9fff])(?P<end>年底|年末){_BEFORE}(?=[\u4e00-\u9fff]{{0,4}}年度)"), _end_of_each_year, _sets),
    _Form("年", re.compile(r"(?<![\d年今明去每次当本后])(?P<end>年底|年末|年内)(?P<before>之前|以前|前)"), _whole_year, _sets),
    _Form("年", re.compile(rf"(?:(?<![\d\u4e00-\u9fff])|(?<=力争)|(?<=争取)|(?<=确保)|(?<=并)|(?<=于))(?P<end>年内|年底|年末){_BEFORE}"), _whole_year, _sets),
    _Form("中", re.compile(rf"(?<![\d\u4e00-\u9fff])(?P<part>(?!))?年(?P<mid>中)(?!期|国|小|央|等){_BEFORE}"), _half, _sets),
    _Form("2", re.compile(r"(?<![\d.])(?P<year>20\d{2})(?:[.\-/](?P<month>\d{1,2})(?:[.\-/](?P<day>\d{1,2}))?)?(?![\d.年])"), _bare, None),
    _Form("即", re.compile(r"立即|即行|即时|即知即改"), _at_once, None),
    _Form("长持常贯", re.compile(r"长期(?:坚持|推进|实施|任务|开展)?|持续(?:推进|实施|开展|推动|进行)|常态化(?:推进|开展|实施)?|贯穿全过程"), _continuous, None),
    _Form("全", re.compile(r"全年(?P<before>(?!))?(?P<end>)"), _whole_year, None),
    _Form("定", re.compile(r"定期"), _periodic, _regularly),
)  # fmt: skip
_SIGNS = frozenset("".join(form.signs for form in _FORMS))
