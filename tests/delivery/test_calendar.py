"""Working days of China by the yearly notices, counted two ways."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.delivery import SettingsError, default_calendar, read_calendar

CALENDAR = default_calendar()
DAYS = st.dates(date(2022, 6, 1), date(2028, 6, 30))

# Days off in a row as the notices count them (共N天), from the first to the last.
HOLIDAYS = [
    ("2022-12-31", "2023-01-02", 3), ("2023-01-21", "2023-01-27", 7), ("2023-04-29", "2023-05-03", 5),
    ("2023-06-22", "2023-06-24", 3), ("2023-09-29", "2023-10-06", 8), ("2024-02-10", "2024-02-17", 8),
    ("2024-04-04", "2024-04-06", 3), ("2024-05-01", "2024-05-05", 5), ("2024-09-15", "2024-09-17", 3),
    ("2024-10-01", "2024-10-07", 7), ("2025-01-28", "2025-02-04", 8), ("2025-04-04", "2025-04-06", 3),
    ("2025-05-01", "2025-05-05", 5), ("2025-05-31", "2025-06-02", 3), ("2025-10-01", "2025-10-08", 8),
    ("2026-01-01", "2026-01-03", 3), ("2026-02-15", "2026-02-23", 9), ("2026-04-04", "2026-04-06", 3),
    ("2026-05-01", "2026-05-05", 5), ("2026-06-19", "2026-06-21", 3), ("2026-09-25", "2026-09-27", 3),
    ("2026-10-01", "2026-10-07", 7),
]  # fmt: skip


@pytest.mark.parametrize(("first", "last", "days"), HOLIDAYS)
def test_nobody_works_in_the_holidays_of_the_notices(first: str, last: str, days: int) -> None:
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    assert (ends - begins).days + 1 == days
    assert CALENDAR.between(begins - timedelta(1), ends) == 0


@pytest.mark.parametrize("year", CALENDAR.years)
def test_days_that_are_worked_in_exchange_lie_at_weekends(year: int) -> None:
    days = [date.fromisoformat(written) for written in CALENDAR.years[year].work]
    assert days
    assert all(day.weekday() >= 5 and CALENDAR.is_working(day) for day in days)
    assert CALENDAR.years[year].source.startswith(f"国务院办公厅关于{year}年部分节假日安排的通知")


@pytest.mark.parametrize(("year", "statutory"), [(2023, 11), (2024, 11), (2025, 13), (2026, 13)])
def test_a_year_has_its_weekdays_less_the_statutory_holidays(year: int, statutory: int) -> None:
    """Exchanged days cancel: what is missing are the statutory holidays (11, from 2025 13), none of which is made up for.

    Those that fall on a weekend are made up for by a weekday off, if not in the same year (1 January 2023).
    """
    every = [date(year, 1, 1) + timedelta(days) for days in range(366)]
    weekdays = sum(day.weekday() < 5 for day in every if day.year == year)
    worked = CALENDAR.between(date(year - 1, 12, 31), date(year, 12, 31))
    assert weekdays - worked == statutory


@given(DAYS, DAYS)
def test_counting_agrees_with_walking(first: date, last: date) -> None:
    first, last = min(first, last), max(first, last)
    walked = sum(CALENDAR.is_working(first + timedelta(days)) for days in range(1, (last - first).days + 1))
    assert CALENDAR.between(first, last) == walked == -CALENDAR.between(last, first)


@given(DAYS, st.integers(0, 60))
def test_the_nth_working_day_after_is_n_working_days_away(day: date, days: int) -> None:
    later = CALENDAR.after(day, days)
    assert CALENDAR.between(day, later) == days
    assert days == 0 or CALENDAR.is_working(later)


def test_an_office_adds_a_year_and_changes_another() -> None:
    own = read_calendar('[2027]\nsource = "本省通知"\noff = ["2027-01-01"]\n[2025]\nsource = "本市"\n', CALENDAR)
    assert CALENDAR.is_working(date(2027, 1, 1))
    assert not own.is_working(date(2027, 1, 1))
    assert own.is_working(date(2025, 10, 1))
    assert not own.is_working(date(2024, 10, 1))
    assert (own.unknown([2026, 2027]), CALENDAR.unknown([2026, 2027])) == ((), (2027,))


@pytest.mark.parametrize("text", ["[2027", '[2027]\noff = ["2027-01-01"]', '[2027]\nsource = "x"\noff = ["1月1日"]',
                                  '[2027]\nsource = "x"\noff = ["2027-02-01..2027-01-01"]', "[year]\nsource = 'x'"])  # fmt: skip
def test_a_file_that_is_no_calendar_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_calendar(text)
    assert "节假日文件不能用" in str(refused.value)
    assert "holidays" in refused.value.in_words("en")
