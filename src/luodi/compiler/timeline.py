"""Time in force within a passage: by when targets are due, of which past year facts are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from luodi.compiler.dates import PLAN_YEARS, small_number
from luodi.compiler.deadlines import column_deadlines

TIME_SIGNS = re.compile(r"[年五月季]")
"""What no time is said without."""
TIME = re.compile(
    r"(?=[\d到至截于在用力争确预计“\"年今明去本上下第全半一二两三四五十印发施实])(?:"  # what each of these begins with
    r"(?P<by>(?:力争|争取|确保|预计|计划)?(?:到|至|截至|截止到?|于)?(?P<year>(?:19|20)\d{2})年(?:年?底|年?末|年?内)?(?:前|之前|以前)?)"
    r"|(?P<plan>(?:到|至)?[“\"]?(?P<name>十[二三四五]五)[”\"]?(?:规划)?(?:期末|末|期间|时期))"
    r"|(?P<near>(?<![\u4e00-\u9fff])(?:力争|争取|确保)?到?(?P<which>今|明|去|本)年(?:年?底|年?末|年?内)?(?:前|之前|以前)?)"
    r"|(?P<day>(?<![\d年月])(?:到|至)?\d{1,2}月(?:\d{1,2}日|底|末|上旬|中旬|下旬|份)?(?:之前|以前|前))"
    r"|(?P<part>(?<![\u4e00-\u9fff\d])(?:力争|争取|确保|到|至)?(?:(?:[上下]半年|第?[一二三四]季度)(?:底|末|内)?|年(?:底|末|内))(?:之前|以前|前)?)"
    r"|(?P<span>(?:在?(?:本(?:通知|方案|意见|文件|计划|办法|措施))?(?:印发|发布|施行|实施)(?:之日)?(?:起|后)|(?<![\u4e00-\u9fff\d]))(?:用)?[1-5一两二三四五]年内)"
    r"|(?P<whole>(?<![\u4e00-\u9fff\d])(?:力争|争取|确保)?(?:全年|(?P<years>[2-5两二三四五])年累计)))"
)
"""A time that figures belong to: a year, a five-year plan's, one told from the day of issue."""

COMPARED = re.compile(
    r"(?:(?:(?<!占)比|较|相比|相较|对比|同|与|以|自|从|由|是|在)(?:19|20)\d{2}年(?:年?底|年?末)?|到(?:19|20)\d{2}年(?:底|末)?(?=的\d)|(?:比|较)(?:上|去)年|(?:比|较|相比|相较|与|在)[“\"]?十[二三四五]五[”\"]?(?:规划)?期?末)(?:的|再|相比|水平)*"
)
"""What a value is compared with: 较2020年, 由2020年的, 是2020年的."""

_UPTO = re.compile(r"^(?:力争|争取|确保|预计|计划)*(?:到|至)(?!截)")
_COMPARED = re.compile(
    r"(?:(?<!占)比|较|相比|相较|对比|同|与|以|自|从|由|是|〔|（|\d[—－-]|在(?=.{4,8}?\d[^，。；]{1,20}基础上))$"
)
_ON_BASE = re.compile(r"的?(?:基础|基数|水平)|[^，。；年]{1,20}的基础上")
_VALUE_AFTER = re.compile(r"(?:为|是|已?达到?)?约?\d")
_COUNTED = re.compile(r"截至|截止|已|目前|现有")
_NO_TIME_AFTER = re.compile(
    r"[—－\-~～]|至(?=\d{4})|〕|版|修订|度?(?:规划|预算|行动|计划(?!改造|新建|建设|完成|实施|培育|新增|开工|引进|组织|安排|投资))(?!期)|以来|起"
)
_OF_VALUE = re.compile(r"的(?:同期)?\d")
_STAGE = re.compile(r"阶段(?:目标)?[（(](?:(?:19|20)\d{2}年?[—－\-~～至])?$")
_SPAN = re.compile(r"(?:^|[，；。：;\n])(?:19|20)\d{2}年?[—－\-~～至]$")
_BEFORE_TIME = re.compile(r"(?:[，,；。：:;！？\n（(]|力争|争取|确保|其中|同时|，|[一二三四]是|目标|——?|[“”])$")
_LIST = re.compile(r"[、和及与]")
_OFFSET = {"今": 1, "本": 1, "明": 2, "去": 0}

_CLOSING = re.compile(r"[（(【]|(?:牵头|责任|配合|主管|主要)?(?:单位|部门|处室)[：:]|(?:完成)?(?:时限|时间|期限)[：:]")
_DUE = re.compile(
    r"(?:(?:完成|办结)?(?:时限|时间|期限|时间节点|进度)(?:要求|安排)?[：:](?P<labelled>[^）)\n；;]{4,40})"
    r"|[，；,;](?P<bracketed>(?:19|20)\d{2}年[^，。；）)\n]{0,14}?(?:底|末|前)(?:完成|落实)?)[）)])"
)
_LABELLED_LINES = re.compile(r"(?:\n[\u4e00-\u9fff]{0,4}(?:单位|部门|处室|时限|时间|期限|进度)[：:][^\n]{0,200}){1,4}")
_FIRST_STEP = re.compile(r"首[批轮次]|启动|印发|方案")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年|[./-])")
_LONGEST_CLOSING = 800


@dataclass(slots=True)
class Clock:
    """Time in force: the year that targets are due, the words that said so; a past year for facts."""

    target: int | None = None
    words: str | None = None
    past: int | None = None


class Moment(msgspec.Struct, frozen=True):
    """A time said at a place of the text."""

    start: int
    end: int
    year: int
    words: str
    past: bool
    upto: bool  # said with 到
    leads: bool  # it opens its segment; behind a subject (覆盖率2023年达到100%) it holds for that segment alone
    reckoned: bool = False  # told from the day of issue without a year (6月底前): it holds in its sentence
    vague: bool = False  # 全年, 三年累计: of no year of its own where one is in force

    def clock(self) -> Clock:
        return Clock(past=self.year) if self.past else Clock(self.year, self.words)


def moments(
    text: str, start: int, end: int, latest_past: int | None, issued: str | None, period: tuple[str, str] | None = None
) -> list[Moment]:
    """The times of a sentence in order. A year that something is compared with (较2020年) is none.

    `latest_past` is the last year that had ended when the document was `issued`; None if that is not known. `period` is the
    first and last day of the years that the title names.
    """
    found: list[Moment] = []
    if TIME_SIGNS.search(text, start, end) is None:
        return found
    for match in TIME.finditer(text, start, end):
        before = text[max(start, match.start() - 14) : match.start()]
        reckoned = bool(match["day"] or match["part"] or match["span"] or match["whole"])
        year = _reckoned(text, match, found, issued, period) if reckoned else _year(match, latest_past)
        if year is None or text.startswith("远景", match.end()):
            continue
        stage = _STAGE.search(before) is not None  # 第一阶段（2023年）
        to = "至" if match.group()[0] in "至到" else ""
        span = (
            text.startswith(("，", "期间", "累计"), match.end()) and _SPAN.search(before + to) is not None
        )  # 2023—2025年，2023年至2025年，
        upto = stage or (_UPTO.match(match.group()) is not None and not span)
        past = latest_past is not None and year <= latest_past
        if past and _OF_VALUE.match(text, match.end()):  # 恢复到2019年的75%
            continue
        if match["plan"] and _COMPARED.search(before):  # 较“十三五”末
            continue
        if match["by"] and not upto and not span and _is_base(text, match, start, end):
            continue
        counted = bool(_COUNTED.search(text, max(start, match.start() - 3), min(end, match.end() + 2)))
        listed = bool(found) and _LIST.fullmatch(text[found[-1].end : match.start()]) is not None
        leads = stage or span or not before or _BEFORE_TIME.search(before) is not None or (listed and found[-1].leads)
        leads = leads and (upto or not before.endswith("其中"))  # 三年造林90万亩，其中2025年35万亩
        leads = leads and not _is_aside(text, match, before)
        found.append(
            Moment(
                match.start(), match.end(), year, match.group(), past or (counted and not upto), upto, leads,
                reckoned, bool(match["whole"]),
            )
        )  # fmt: skip
    return found


_BEFORE_YEAR = re.compile(r"年(?:前|之前|以前)$")


def _is_aside(text: str, match: re.Match[str], before: str) -> bool:
    """Whether a bracket sets the value of another year beside a figure: 达到95%（2022年为90%）."""
    return (
        before.endswith(("（", "(")) and match["by"] is not None and _VALUE_AFTER.match(text, match.end()) is not None
    )


def _is_base(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Whether a year is compared with, or part of a name or span."""
    before = text[max(start, match.start() - 2) : match.start()]
    if _is_aside(text, match, before):
        return False
    if _COMPARED.search(before) or _NO_TIME_AFTER.match(text, match.end(), end):
        return True
    return before.endswith("在") and _ON_BASE.match(text, match.end(), end) is not None


def _year(match: re.Match[str], latest_past: int | None) -> int | None:
    if match["by"]:  # 2025年前: by the end of the year before, as for deadlines
        return int(match["year"]) - (_BEFORE_YEAR.search(match.group()) is not None)
    if match["plan"]:
        return PLAN_YEARS[match["name"]] + 4
    return None if latest_past is None else latest_past + _OFFSET[match["which"]]


def _reckoned(
    text: str, match: re.Match[str], said: Sequence[Moment], issued: str | None, period: tuple[str, str] | None
) -> int | None:
    """The year of a time without one: that of the due; 全年 is of the year of issue, 三年累计 ends the third from it.

    三年内, 三年累计 in a plan of three years end with it.
    """
    length = _length(match)
    if period is not None and length and length == int(period[1][:4]) - int(period[0][:4]) + 1:
        return int(period[1][:4])
    if (match["day"] or match["part"]) and said:
        return said[-1].year
    if issued is None:
        return None
    if match["whole"]:
        return int(issued[:4]) + (_count(match["years"]) - 1 if match["years"] else 0)
    dues = [due.by for due in column_deadlines(text, match.start(), match.end(), issued) if due.by is not None]
    return int(dues[-1][:4]) if dues else None


def _length(match: re.Match[str]) -> int | None:
    """The years of a time that is told by its length, if it is told from nothing but the plan: 三年内, 三年累计."""
    if match["years"]:
        return _count(match["years"])
    within = _WITHIN_YEARS.fullmatch(match["span"]) if match["span"] else None
    return _count(within[1]) if within is not None else None


_WITHIN_YEARS = re.compile(r"用?([1-5一两二三四五])年内")


def _count(words: str) -> int:
    return int(words) if words.isdigit() else small_number(words.replace("两", "二"))


def year_lists(text: str, found: Sequence[Moment]) -> list[list[Moment]]:
    """Times said as a list: 到2023年、2025年."""
    lists: list[list[Moment]] = []
    for moment in found:
        if lists and _LIST.fullmatch(text[lists[-1][-1].end : moment.start]):
            lists[-1].append(moment)
        else:
            lists.append([moment])
    return [times for times in lists if len(times) > 1]


def behind_clause(text: str, start: int, end: int) -> int:
    """Where a sentence begins to speak: behind the clause in brackets that closes the sentence before."""
    if text[start] not in "（(":
        return start
    depth = 0
    for place in range(start, min(end, start + _LONGEST_CLOSING)):
        depth += (text[place] in "（(") - (text[place] in "）)")
        if depth == 0:
            return place + 1
    return start


def closing_clocks(text: str, spans: Sequence[tuple[int, int]]) -> list[Clock | None]:
    """For each sentence the deadline that the clause of responsibility behind it states (完成时限：2020年5月底前), or None."""
    if not spans:
        return []
    clocks: list[Clock | None] = []
    labelled = _LABELLED_LINES.match(text, spans[-1][1])
    due = _stated_due(text, *labelled.span()) if labelled is not None else None
    if due is None and (
        text.find("20", spans[0][0], spans[-1][1]) < 0 or not _DUE.search(text, spans[0][0], spans[-1][1])
    ):
        return [None] * len(spans)
    for start, end in reversed(spans):
        stated = _stated_due(text, start, end)
        closing = _CLOSING.match(text, start, end)
        if closing is not None and closing.group() in "（(【":
            clocks.append(due)  # what follows in this sentence has the clause behind it
            due = stated
        else:
            due = stated or due
            clocks.append(due)
    return clocks[::-1]


def _stated_due(text: str, start: int, end: int) -> Clock | None:
    if text.find("20", start, end) < 0:
        return None
    match = _DUE.search(text, start, min(end, start + _LONGEST_CLOSING))
    if match is None:
        return None
    words = match["labelled"] or match["bracketed"]
    years = _YEAR.findall(words)
    return Clock(int(years[-1]), words.strip()) if years and not _FIRST_STEP.search(words) else None
