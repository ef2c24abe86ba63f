"""The columns of the ledger as a table: what it says of a matter, then what people fill in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import get_args

from msgspec.structs import replace

from luodi.delivery.event import CycleName
from luodi.delivery.reporting import period_named
from luodi.delivery.sentence import word
from luodi.files.characters import is_blank, squeezed
from luodi.indicators.period import PeriodError, span
from luodi.messages import Language
from luodi.sheets import DATE, TEXT, Cell, CellError, Column, Kind, Option, choice
from luodi.sheets.kinds import fold
from luodi.sheets.problem import brief

LONGEST = 32_000
"""UTF-16 units of a text, a little less than a cell of Excel holds."""

# No point between year and month: of 2025.10 typed as a number Excel keeps 2025.1.
_PERIOD = re.compile(
    r"(?P<year>\d{4})"
    r"(?:年度?|年?(?:第?(?P<quarter>[一二三四1-4])季度?|(?P<half>[上下])半年度?)|[年/-](?P<month>\d{1,2})月?)"
)
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_QUARTERS = "一二三四"
_BETWEEN = re.compile(r"[\s,，、;；]+")


def plain(text: str | None) -> str:
    """A text as a cell can hold it and as two texts are compared: without blanks at its ends, `\\n` at the ends of
    lines, no control characters, no half of a surrogate pair, and cut with … where it is longer than a cell."""
    if not text:
        return ""
    text = _NO_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > LONGEST // 2 and len(units := text.encode("utf-16-le")) > 2 * LONGEST:
        text = units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
    return "" if is_blank(text) else text


# ---------------------------------------------------------------- 报告期


@lru_cache(maxsize=4096)
def one_period(label: str) -> str:
    """The one name of a period that can be named in several ways (2025-01..2025-03 is 2025Q1)."""
    try:
        return str(span(label))
    except PeriodError:
        return label


@lru_cache(maxsize=4096)
def period_text(label: str, language: Language) -> str:
    """A period as people write it: 2025年一季度. What has no such name keeps its label."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})|Q(\d)|H(\d))?", one_period(label))
    if language != "zh" or found is None:
        return label
    year, month, quarter, half = found.groups()
    rest = (
        f"{int(month)}月" if month else f"{_QUARTERS[int(quarter) - 1]}季度" if quarter else
        f"{'上下'[int(half) - 1]}半年" if half else ""
    )  # fmt: skip
    return f"{year}年{rest}"


def _period(cell: Cell) -> str:
    """The label of a period: as written in `span`, as `period_text` writes it, or a day."""
    written = squeezed(unicodedata.normalize("NFKC", TEXT.read(cell)[:40]))
    if period_named(written.upper()):
        return one_period(written.upper())
    found = _PERIOD.fullmatch(written)
    if found is None:
        try:
            return str(DATE.read(replace(cell, kind="text", text=written)).isoformat())
        except CellError:
            raise CellError("workbook.not-a-period", shown=brief(cell.text)) from None
    year, quarter, half, month = found.group("year", "quarter", "half", "month")
    if quarter:
        return f"{year}Q{quarter if quarter.isascii() else _QUARTERS.index(quarter) + 1}"
    if half:
        return f"{year}H{'上下'.index(half) + 1}"
    label = f"{year}-{int(month):02}" if month else year
    if period_named(label) is None:
        raise CellError("workbook.not-a-period", shown=brief(cell.text))
    return label


PERIOD = Kind(_period, period_text)


# ---------------------------------------------------------------- 报送周期

_CYCLES = tuple(Option(name, word("cycle", name, "zh"), word("cycle", name, "en")) for name in get_args(CycleName))
_NAMED: dict[str, CycleName] = {
    fold(name): cycle for cycle, option in zip(get_args(CycleName), _CYCLES, strict=True)
    for name in (cycle, option.zh, option.en)
}  # fmt: skip

CycleSetting = tuple[CycleName, tuple[str, ...]]
"""A cycle and its days, which only `dates` has."""


def _cycle(cell: Cell) -> CycleSetting:
    """The name of a cycle, or the days on which reports are due."""
    written = TEXT.read(cell)
    if (name := _NAMED.get(fold(written))) is not None:
        return name, ()
    try:
        days = {DATE.read(replace(cell, kind="text", text=day)) for day in _BETWEEN.split(written.strip()) if day}
    except CellError:
        raise CellError("workbook.not-a-cycle", shown=brief(written)) from None
    return "dates", tuple(sorted(day.isoformat() for day in days))


def cycle_text(value: CycleSetting, language: Language) -> str:
    """The name of a cycle; of set days the days."""
    name, days = value
    return ("、" if language == "zh" else ", ").join(days) if days else word("cycle", name, language)


CYCLE = Kind(_cycle, cycle_text, offers=tuple(option for option in _CYCLES if option.value != "dates"))


# ---------------------------------------------------------------- the columns

YES = choice([Option("yes", "是", "yes")])
VERDICT = choice([Option("passed", "通过", "passed"), Option("returned", "退回", "returned")])

TOLD = (
    Column("matter", "事项编号", "Matter", required=True),
    Column("path", "条款", "Path"),
    Column("title", "任务", "Task"),
    Column("text", "任务内容", "Text of the task"),
    Column("body", "责任单位", "Body"),
    Column("capacity", "责任", "Capacity"),
    Column("supports", "配合单位", "Supporting bodies"),
    Column("clauses", "承担部分", "Parts answered for"),
    Column("state", "状态", "State"),
    Column("delivery", "进度灯", "Delivery light"),
    Column("target", "指标灯", "Path light"),
    Column("freshness", "时效灯", "Freshness light"),
    Column("because", "亮灯原因", "Why"),
    Column("limit", "时限", "Time limit", DATE),
    Column("source", "时限依据", "Time limit by"),
    Column("cycle", "报送周期", "Reporting cycle"),
    Column("missed", "缺报", "Missing reports"),
    Column("pending", "待核查", "To be checked"),
    Column("checked", "核查情况", "Last check"),
    Column("steps", "步骤", "Steps"),
    Column("notices", "督办单", "Notices"),
)
"""What the ledger says. Nothing of it is taken from a file but the id of the matter."""

FILLED = (
    Column("signed", "签收", "Signed for", YES, entry=True),
    Column("period", "报告期", "Period", PERIOD, entry=True),
    Column("progress", "进展情况", "Progress", entry=True),
    Column("problems", "存在问题", "Problems", entry=True),
    Column("next_steps", "下一步计划", "Next steps", entry=True),
    Column("claimed", "申请办结", "Claims completion", YES, entry=True),
    Column("verdict", "核查结果", "Check", VERDICT, entry=True),
    Column("opinion", "核查意见", "Opinion", entry=True),
    Column("due", "设定时限", "Set time limit", DATE, entry=True),
    Column("reason", "设定理由", "Reason", entry=True),
    Column("set_cycle", "设定报送周期", "Set reporting cycle", CYCLE, entry=True),
)
"""What people fill in: the body the first six, plan officers and supervisors the rest.

Check and opinion are of the report in the row and never filled in by the ledger: left over beside the next report, they
would settle it.
"""

COLUMNS = TOLD + FILLED

BY_DAY = frozenset({"delivery", "target", "freshness", "because", "missed"})
"""What changes by the day alone, so that a file of yesterday says something else."""
