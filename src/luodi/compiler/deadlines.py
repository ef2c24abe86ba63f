"""时限: by when, from when, how often, as ISO dates beside the words.

`2024年6月底前`, `三年内`, `“十四五”期间`, `每两年更新一次`, `长期坚持`. What begins with 到 sets the year of a target and is no
deadline of a task by itself, unless it stands in a column or label of deadlines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from luodi.compiler.dates import PLAN_YEARS, day, first_day, last_day, small_number

_Y = r"(?P<year>(?:19|20)\d{2})年"
_N = r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)"
_BEFORE = r"(?P<before>之前|以前|前)"
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("span", re.compile(rf"(?P<y1>(?:19|20)\d{{2}})年?(?:(?P<m1>\d{{1,2}})月)?(?:[-—–－―~～]{{1,2}}|至|到)(?:(?P<y2>(?:19|20)\d{{2}})年)?(?:(?P<m2>\d{{1,2}})月)?底?(?:前)?")),
    ("yearly_from", re.compile(rf"{_Y}(?:起|开始|以后|后)[，,]?每年(?P<rest>[^，,。；;]{{0,12}}?(?P<m>\d{{1,2}})月(?P<end>底|末)?(?:(?P<d>\d{{1,2}})日)?(?:前|之前)?)?")),
    ("day", re.compile(rf"(?:{_Y})(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日(?:{_BEFORE})?")),
    ("month", re.compile(rf"(?:{_Y})(?P<m>\d{{1,2}})月份?(?P<end>底|末|中旬|上旬|下旬)?(?:{_BEFORE})?")),
    ("quarter", re.compile(rf"(?:{_Y})第?(?P<q>[一二三四1-4])季度(?P<end>底|末|内)?(?:{_BEFORE})?")),
    ("half", re.compile(rf"(?:{_Y})(?P<half>上半年|下半年|年中)(?P<end>底|末|内)?(?:{_BEFORE})?")),
    ("year", re.compile(rf"(?:{_Y})(?P<end>年?底|年?末|年?内|全年)?(?:{_BEFORE})?")),
    ("plan", re.compile(r"[“\"]?(?P<plan>十[二三四五]五)[”\"]?(?P<end>期末|末|规划期末|期间|时期)?(?P<before>前)?")),
    ("within", re.compile(rf"(?:自|从)?(?:本\w{{1,4}}|文件|方案|意见|通知|计划)?(?:印发|发布|施行|实施|公布)?(?:之日)?(?:起|后)?(?P<approx>[力用]?)(?:{_N})个?(?P<u>年|月|季度|工作日|天|日)(?P<end>时间)?(?:以内|之内|内)")),
    ("every", re.compile(rf"每(?:隔)?(?P<n>\d{{1,2}}|[一二两三四五六七八九十半])?个?(?P<u>年|月|季度|季|周|半年)(?!均|度计划)")),
    ("standing", re.compile(r"长期(?:坚持|推进|实施|任务|开展)?|持续(?:推进|实施|开展|推动|进行)|常态化(?:推进|开展|实施)?|贯穿全过程|(?:立即|即行|即时)(?:实施|开展|整改)?")),
    ("periodic", re.compile(r"定期|不定期|适时")),
)  # fmt: skip
_RECURRING = {"年": "Y", "月": "M", "周": "W"}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline in the text: ISO dates, recurrence (ISO 8601 repeating duration, `continuous` or `periodic`), its place."""

    start_date: str | None
    by: str | None
    recurrence: str | None
    start: int
    end: int


def deadlines(text: str, start: int, end: int, issued: str | None) -> Iterator[Deadline]:
    """Deadlines in running text: only words that set one (前, 内, 每…), not every date."""
    yield from _scan(text, start, end, issued, column=False)


def column_deadlines(text: str, start: int, end: int, issued: str | None) -> Iterator[Deadline]:
    """Deadlines in a column or behind a label, where any date is one."""
    yield from _scan(text, start, end, issued, column=True)


def _scan(text: str, start: int, end: int, issued: str | None, *, column: bool) -> Iterator[Deadline]:
    position = start
    while position < end:
        found = [(m.start(), rank, name, m) for rank, (name, p) in enumerate(_PATTERNS) if (m := p.search(text, position, end))]
        if not found:
            return
        _, _, name, match = min(found, key=lambda item: (item[0], item[1]))
        deadline = _deadline(name, match, text, issued, column)
        if deadline is not None and (column or _sets_one(name, match, text, start)):
            yield deadline
        position = max(match.end(), position + 1)


def _sets_one(name: str, match: re.Match[str], text: str, start: int) -> bool:
    """Whether words in running text set a deadline."""
    before = text[max(start, match.start() - 3) : match.start()]
    if name in ("span", "standing"):
        return False
    if name in ("yearly_from", "every", "periodic"):
        return True
    if name == "within":
        whole = not before or bool(re.search(r"[，。；：,（(用在争取划\n]$", before)) or match.group()[0] in "自从印发本"
        return match["u"] not in ("工作日", "天", "日") and whole
    groups = match.groupdict()
    if before.endswith(("到", "至", "截至", "截止")) and not groups.get("before"):
        return False
    if name == "plan":
        return False
    return bool(groups.get("before")) or groups.get("end") in ("年内", "内", "年底", "底", "年年底") and name != "year"


def _deadline(name: str, match: re.Match[str], text: str, issued: str | None, column: bool) -> Deadline | None:
    begin, by, recurrence = _dates(name, match, issued, column)
    if begin is None and by is None and recurrence is None:
        return None
    return Deadline(begin, by, recurrence, match.start(), match.end())


def _dates(name: str, match: re.Match[str], issued: str | None, column: bool) -> tuple[str | None, str | None, str | None]:
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else None
    if name == "span":
        return _span(match)
    if name == "yearly_from" and year:
        by = None
        if groups.get("m"):
            month = int(groups["m"])
            by = day(year, month, int(groups["d"])) if groups.get("d") else (last_day(year, month) if 1 <= month <= 12 else None)
        return first_day(year), by, "R/P1Y"
    if name == "day" and year:
        return None, day(year, int(match["m"]), int(match["d"])), None
    if name == "month" and year and 1 <= int(match["m"]) <= 12:
        return None, _month(year, int(match["m"]), groups), None
    if name == "quarter" and year:
        return None, last_day(year, _QUARTERS[match["q"]]), None
    if name == "half" and year:
        return None, last_day(year, 12 if match["half"] == "下半年" else 6), None
    if name == "year" and year:
        literal = groups.get("before") and not groups.get("end")
        return None, last_day(year - 1 if literal else year), None
    if name == "plan":
        first = PLAN_YEARS[match["plan"]]
        spans = groups.get("end") in ("期间", "时期")
        return first_day(first) if spans else None, last_day(first + 4), None
    if name == "within":
        return None, _after(issued, groups["n"], groups["u"]), None
    if name == "every":
        return None, None, _every(groups["n"], groups["u"])
    return None, None, "periodic" if name == "periodic" else "continuous"


def _span(match: re.Match[str]) -> tuple[str | None, str | None, str | None]:
    first, last = int(match["y1"]), int(match["y2"] or match["y1"])
    if match["y2"] is None and (match["m1"] is None or match["m2"] is None):
        return None, None, None
    m1, m2 = int(match["m1"] or 1), int(match["m2"] or 12)
    if not (1 <= m1 <= 12 and 1 <= m2 <= 12) or last < first:
        return None, None, None
    return first_day(first, m1), last_day(last, m2), None


def _month(year: int, month: int, groups: dict[str, str | None]) -> str | None:
    end = groups.get("end")
    if end in ("上旬", "中旬"):
        return day(year, month, 10 if end == "上旬" else 20)
    if groups.get("before") and end is None:  # 6月前: before June begins
        return last_day(year - 1, 12) if month == 1 else last_day(year, month - 1)
    return last_day(year, month)


def _after(issued: str | None, count: str | None, span: str | None) -> str | None:
    if issued is None or count is None:
        return None
    months = {"年": 12, "月": 1, "季度": 3}.get(span or "")
    if months is None:
        return None
    total = 6 if count == "半" else (int(count) if count.isdigit() else small_number(count.replace("两", "二"))) * months
    day0 = date.fromisoformat(issued)
    year, month = divmod(day0.year * 12 + day0.month - 1 + total, 12)
    last = int(last_day(year, month + 1)[-2:])
    return day(year, month + 1, min(day0.day, last))


def _every(count: str | None, span: str) -> str:
    if span == "半年" or (count == "半" and span == "年"):
        return "R/P6M"
    number = 1 if not count else (int(count) if count.isdigit() else small_number(count.replace("两", "二")))
    if span in ("季度", "季"):
        return f"R/P{3 * number}M"
    return f"R/P{number}{_RECURRING[span]}"
