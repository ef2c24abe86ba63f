"""报送周期: which reports a matter owes, by when, and which of them are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from luodi.delivery.calendar import Calendar
from luodi.delivery.event import CycleName
from luodi.delivery.matter import Handed, Matter
from luodi.delivery.rules import Setting
from luodi.delivery.time_limit import TimeLimit
from luodi.delivery.workflow import AWAITING, DONE
from luodi.indicators.period import PeriodError, Span, span
from luodi.plan import Record

MONTHS: dict[str, int] = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}

Standing = Literal["running", "due", "pending", "passed", "returned", "missing"]


class ReportingPeriod(Record, frozen=True, gc=False):
    """A period with its first and last day; `label` is how a report names it."""

    label: str
    first: date
    last: date


class Cycle(Record, frozen=True, gc=False):
    """How often a matter reports and who says so."""

    name: CycleName
    dates: tuple[str, ...]
    source: Literal["officer", "document", "rules"]


class Owed(Record, frozen=True):
    """A report that is owed: by which day, how it stands, and the latest that was handed in for it (late or not)."""

    period: ReportingPeriod
    by: date
    standing: Standing
    handed: Handed | None
    late: bool


@lru_cache(maxsize=4096)
def period_named(label: str) -> ReportingPeriod | None:
    """The period that a report names; None when it names none."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", label):
        try:
            day = date.fromisoformat(label)
        except ValueError:
            return None
        return ReportingPeriod(label, day, day)
    try:
        named = span(label)
        return ReportingPeriod(label, date(named.first // 12, named.first % 12 + 1, 1), named.end)
    except (PeriodError, ValueError):
        return None


def cycle_of(matter: Matter, limit: TimeLimit, setting: Setting) -> Cycle:
    """How often a matter reports: as an officer set it, as the document has it (每月), as the rules say.

    Duties that recur more seldom than yearly report every year, more often than monthly every month.
    """
    if matter.cycle is not None:
        return Cycle(matter.cycle, matter.dates, "officer")
    recurrence = limit.recurrence
    if recurrence is None:
        return Cycle(setting.rules.reporting.cycle, (), "rules")
    months = months_between(recurrence)
    if months is None:
        return Cycle(setting.rules.reporting.continuous, (), "rules")
    return Cycle(_named_cycle(months), (), "document")


def _named_cycle(months: int) -> CycleName:
    if months >= 12:
        return "yearly"
    return "half_yearly" if months >= 6 else "quarterly" if months >= 3 else "monthly"


@lru_cache(maxsize=256)
def months_between(recurrence: str) -> int | None:
    """Months of an ISO 8601 recurrence (R/P1Y is 12), at least one; None for `continuous` and `periodic`."""
    found = re.fullmatch(r"R/P(\d{1,3})([YMWD])", recurrence)
    if found is None:
        return None
    return max(1, int(found[1]) * {"Y": 12, "M": 1}.get(found[2], 0))


def periods(cycle: Cycle, since: date, until: date) -> Iterator[ReportingPeriod]:
    """The periods that end on `since` or later and have begun by `until`, in their order."""
    if cycle.name == "dates":
        first = date.min
        for written in cycle.dates:
            last = date.fromisoformat(written)
            if last >= since and first <= until:
                yield ReportingPeriod(written, first, last)
            first = last + timedelta(1)
        return
    months = MONTHS[cycle.name]
    month = (since.year * 12 + since.month - 1) // months * months
    while month <= until.year * 12 + until.month - 1:
        yield _period(month, months)
        month += months


@lru_cache(maxsize=4096)
def _period(month: int, months: int) -> ReportingPeriod:
    found = period_named(str(Span(month, month + months - 1)))
    assert found is not None
    return found


def deadline(period: ReportingPeriod, cycle: Cycle, setting: Setting) -> date:
    """The day by which the report of a period is to be in."""
    return setting.calendar.after(period.last, setting.rules.reporting.within.get(cycle.name, 0))


def _since(matter: Matter, cycle: Cycle, setting: Setting) -> date:
    """The day from which periods are reported on: assigned or reopened, unless little was left of that period."""
    begun = matter.resumed or matter.assigned
    if cycle.name == "dates":
        return begun
    first = next(periods(cycle, begun, begun))
    left = (first.last - begun).days + 1
    return begun if left >= setting.rules.reporting.first_period_days else first.last + timedelta(1)


def _covered(handed: Handed) -> date:
    """The last day that a report accounts for; a claim of completion accounts for all that comes."""
    named = period_named(handed.report.period)
    return date.max if handed.final else named.last if named else date.min


def missing(matter: Matter, cycle: Cycle, setting: Setting) -> tuple[ReportingPeriod, ...]:
    """未报: the periods after the last that is accounted for whose reports should be in and are not.

    A report that was returned is not in.
    """
    return tuple(period for period, by in _unaccounted(matter, cycle, setting) if by < setting.today)


def upcoming(matter: Matter, cycle: Cycle, setting: Setting) -> tuple[ReportingPeriod, ...]:
    """待报: the periods that have begun, are not accounted for, and can still be reported on in time."""
    return tuple(period for period, by in _unaccounted(matter, cycle, setting) if by >= setting.today)


def _unaccounted(matter: Matter, cycle: Cycle, setting: Setting) -> list[tuple[ReportingPeriod, date]]:
    if matter.state in DONE or matter.state in AWAITING:
        return []
    covered = date.min
    for at, handed in enumerate(matter.reports):
        if handed.outcome != "returned" and (at >= matter.reopened_at or not handed.final):
            covered = max(covered, _covered(handed))
    since = max(_since(matter, cycle, setting), covered)
    if cycle.name != "dates":  # the same for all matters of a period
        since = since.replace(month=(since.month - 1) // MONTHS[cycle.name] * MONTHS[cycle.name] + 1, day=1)
    within = setting.rules.reporting.within.get(cycle.name, 0)
    scheduled = _schedule(cycle, since, setting.today, setting.calendar, within)
    return [entry for entry in scheduled if entry[0].last > covered]


@lru_cache(maxsize=1024)
def _schedule(
    cycle: Cycle, since: date, until: date, calendar: Calendar, within: int
) -> tuple[tuple[ReportingPeriod, date], ...]:
    return tuple((period, calendar.after(period.last, within)) for period in periods(cycle, since, until))


def owed(matter: Matter, cycle: Cycle, setting: Setting) -> tuple[Owed, ...]:
    """Every report of a matter since it was assigned or reopened: running, due, handed in, late, returned, missing."""
    until = min(setting.today, matter.settled or setting.today)
    return tuple(
        _owed(matter, period, deadline(period, cycle, setting), setting)
        for period in periods(cycle, _since(matter, cycle, setting), until)
    )


def _owed(matter: Matter, period: ReportingPeriod, by: date, setting: Setting) -> Owed:
    found = [handed for handed in matter.reports if (named := period_named(handed.report.period)) and
             period.first <= named.last <= period.last]  # fmt: skip
    handed = found[-1] if found else None
    if handed is not None and handed.outcome != "returned":
        first = next(each for each in found if each.outcome != "returned")
        return Owed(period, by, handed.outcome, handed, first.day > by)
    if matter.claim is not None and matter.claim.day <= by:
        return Owed(period, by, "passed" if matter.claim.outcome == "passed" else "pending", matter.claim, False)
    if setting.today > by and matter.state not in DONE:
        return Owed(period, by, "missing", handed, True)
    if handed is not None:
        return Owed(period, by, "returned", handed, handed.day > by)
    return Owed(period, by, "due" if setting.today > period.last else "running", None, False)
