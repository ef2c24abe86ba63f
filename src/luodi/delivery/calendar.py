"""Working days: weekends, public holidays and weekend days that are worked, as an office has them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated

import msgspec

from luodi.delivery.error import SettingsError
from luodi.delivery.settings_file import table_of
from luodi.plan import Record

Known = Annotated[int, msgspec.Meta(ge=1949, le=2200)]


class Year(Record, frozen=True):
    """A year's days: `off` holds days and ranges of days (2025-01-28..2025-02-04), `work` days at a weekend."""

    source: str
    off: tuple[str, ...] = ()
    work: tuple[str, ...] = ()


class Calendar:
    """工作日历. Counting is a closed form for weekends and two look-ups for the rest, whatever the distance."""

    def __init__(self, years: dict[int, Year]) -> None:
        self.years = years
        worked = {day for year in years.values() for written in year.work for day in _days(written)}
        off = {day for year in years.values() for written in year.off for day in _days(written)} - worked
        self._work = sorted(day.toordinal() for day in worked if day.weekday() >= 5)
        self._off = sorted(day.toordinal() for day in off if day.weekday() < 5)
        self._later: dict[tuple[date, int], date] = {}

    def _count(self, day: date) -> int:
        """Working days from the year 1 up to and including a day. The first day of year 1 was a Monday."""
        ordinal = day.toordinal()
        weeks, rest = divmod(ordinal, 7)
        return weeks * 5 + min(rest, 5) - bisect_right(self._off, ordinal) + bisect_right(self._work, ordinal)

    def is_working(self, day: date) -> bool:
        """Whether offices are open."""
        ordinal = day.toordinal()
        exceptions = self._work if day.weekday() >= 5 else self._off
        at = bisect_left(exceptions, ordinal)
        return (at < len(exceptions) and exceptions[at] == ordinal) == (day.weekday() >= 5)

    def between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; negative when `last` is earlier."""
        return self._count(last) - self._count(first)

    def after(self, day: date, days: int) -> date:
        """The so-manieth working day after a day; the day itself for none."""
        key = (day, days)
        if key not in self._later:
            later = day
            for _ in range(days):
                later += timedelta(1)
                while not self.is_working(later):
                    later += timedelta(1)
            self._later[key] = later
        return self._later[key]

    def unknown(self, years: Iterable[int]) -> tuple[int, ...]:
        """Those of the years whose holidays are not known, so that only weekends count."""
        return tuple(sorted(set(years) - set(self.years)))


def _days(written: str) -> Iterator[date]:
    first, _, last = written.partition("..")
    day, end = date.fromisoformat(first), date.fromisoformat(last or first)
    if end < day or (end - day).days > 60:
        raise ValueError(written)
    while day <= end:
        yield day
        day += timedelta(1)


def read_calendar(text: str, over: Calendar | None = None) -> Calendar:
    """A calendar from TOML, a table a year; `over` gives the years that it leaves out. Raises SettingsError."""
    try:
        years = msgspec.convert(table_of(text), dict[Known, Year], strict=False)
        return Calendar({**(over.years if over else {}), **years})
    except (msgspec.ValidationError, ValueError) as error:
        raise SettingsError("not-a-calendar", reason=str(error)) from error


@cache
def default_calendar() -> Calendar:
    """The years whose official notices are in `data/holidays.toml`."""
    return read_calendar(files("luodi.delivery").joinpath("data", "holidays.toml").read_text("utf-8"))
