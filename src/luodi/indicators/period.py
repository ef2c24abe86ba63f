"""The span of months that a figure covers, written as statistics offices name it: 2023, 2023-06, 2023Q2, 2023H1."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

import msgspec

_MONTHS = {"Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12), "H1": (1, 6), "H2": (7, 12)}
_WRITTEN = re.compile(r"([1-9]\d{3})(?:-(\d{2})|(Q[1-4]|H[12]))?")


_OFFICE = re.compile(
    r"([0-9]{4})(?:年度?|年(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日)?|/(?P<m>[0-9]{1,2})(?:/(?P<d>[0-9]{1,2}))?)"
)


def iso(written: str) -> str:
    """A year, month or day with the year first, as offices write it (2023年, 2024年3月, 2024/3/1), in the form of
    ISO 8601; anything else as it is.
    """
    match = _OFFICE.fullmatch(written)
    if match is None:
        return written
    parts = (match["month"] or match["m"], match["day"] or match["d"])
    return "-".join([match[1], *(part.zfill(2) for part in parts if part)])


class PeriodError(ValueError):
    """A text that names no period, or one that ends before it begins."""


class Span(msgspec.Struct, frozen=True, order=True, gc=False):
    """时期: `first` and `last` are months counted from year 0 (year * 12 + month - 1), both included."""

    first: int
    last: int

    @property
    def year(self) -> int:
        """The year of the last month."""
        return self.last // 12

    @property
    def is_year(self) -> bool:
        """Whether it is one whole calendar year."""
        return self.first % 12 == 0 and self.last == self.first + 11

    @property
    def since_january(self) -> bool:
        """Whether it runs from the January of its year: a cumulative value of that year (1—10月累计)."""
        return self.first % 12 == 0 and self.last < self.first + 12

    @property
    def end(self) -> date:
        """Its last day."""
        year, month = self.last // 12, self.last % 12 + 1
        return date(year, month, monthrange(year, month)[1])

    def __str__(self) -> str:
        """As read: the shortest of the forms that `span` reads."""
        year, month = divmod(self.first, 12)
        until_year, until = divmod(self.last, 12)
        if self.is_year:
            return f"{year}"
        if self.first == self.last:
            return f"{year}-{month + 1:02}"
        if year == until_year:
            months = (month + 1, until + 1)
            if name := next((name for name, covered in _MONTHS.items() if covered == months), None):
                return f"{year}{name}"
            if months == (1, 9):
                return f"{year}Q1-Q3"
        return f"{year}-{month + 1:02}..{until_year}-{until + 1:02}"


def spoken(period: Span) -> str:
    """The period in Chinese: 2023年, 2024年1—10月, 2022年12月, 2023年上半年."""
    if period.is_year:
        return f"{period.year}年"
    year, month = divmod(period.first, 12)
    until_year, until = divmod(period.last, 12)
    if period.first == period.last:
        return f"{year}年{month + 1}月"
    if year != until_year:
        return f"{year}年{month + 1}月—{until_year}年{until + 1}月"
    half = {(0, 5): "上半年", (6, 11): "下半年"}.get((month, until))
    return f"{year}年{half}" if half else f"{year}年{month + 1}—{until + 1}月"


def year_span(year: int) -> Span:
    """A calendar year."""
    return Span(year * 12, year * 12 + 11)


@lru_cache(maxsize=4096)
def span(written: str) -> Span:
    """The period a text names: `2023`, `2023-06`, `2023Q2`, `2023H1`, `2023Q1-Q3`, `2025-01..2025-11`.

    Raises PeriodError for anything else.
    """
    begins, dots, ends = written.strip().partition("..")
    if quarters := re.fullmatch(r"([1-9]\d{3})(Q[1-4])-(Q[1-4])", begins):
        begins, dots, ends = quarters[1] + quarters[2], "..", quarters[1] + quarters[3]
    first, last = _simple(begins), _simple(ends if dots else begins)
    if first is None or last is None or last.last < first.first:
        raise PeriodError(written)
    return Span(first.first, last.last)


def _simple(written: str) -> Span | None:
    match = _WRITTEN.fullmatch(written)
    if match is None:
        return None
    year = int(match[1]) * 12
    if match[2]:
        return Span(year + int(match[2]) - 1, year + int(match[2]) - 1) if 1 <= int(match[2]) <= 12 else None
    first, last = _MONTHS[match[3]] if match[3] else (1, 12)
    return Span(year + first - 1, year + last - 1)


@lru_cache(maxsize=4096)
def last_day(written: str) -> date | None:
    """The last day of a date given as day, month or year: 2024-01 is 2024-01-31; None for no date at all.

    Raises PeriodError for an impossible one.
    """
    if not written:
        return None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        try:
            return date.fromisoformat(written)
        except ValueError as error:
            raise PeriodError(written) from error
    if re.fullmatch(r"\d{4}(?:-\d{2})?", written):
        return span(written).end
    raise PeriodError(written)
