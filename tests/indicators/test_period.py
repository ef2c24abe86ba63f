"""Periods are written as statistics offices write them, and a cumulative value is nobody's month or year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.indicators.period import PeriodError, Span, last_day, span, year_span


@pytest.mark.parametrize(
    ("written", "months", "end"),
    [
        ("2023", ("2023-01", "2023-12"), "2023-12-31"),
        ("2024-02", ("2024-02", "2024-02"), "2024-02-29"),
        ("2023Q2", ("2023-04", "2023-06"), "2023-06-30"),
        ("2023H2", ("2023-07", "2023-12"), "2023-12-31"),
        ("2023Q1-Q3", ("2023-01", "2023-09"), "2023-09-30"),
        ("2025-01..2025-11", ("2025-01", "2025-11"), "2025-11-30"),
        ("2022-07..2023-06", ("2022-07", "2023-06"), "2023-06-30"),
        ("9999", ("9999-01", "9999-12"), "9999-12-31"),  # the last year that a date can have
    ],
)
def test_a_period_covers_whole_months(written: str, months: tuple[str, str], end: str) -> None:
    covered = span(written)
    assert (covered.first, covered.last) == (span(months[0]).first, span(months[1]).last)
    assert covered.end == date.fromisoformat(end)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "23",
        "2023-13",
        "2023-00",
        "2023-6",
        "2023Q5",
        "2023Q3-Q1",
        "2023..",
        "2025-11..2025-01",
        "2023年",
        "2023-02-30",
        "0000",
        "0999-12",
    ],
)
def test_what_names_no_period_is_refused(written: str) -> None:
    with pytest.raises(PeriodError):
        span(written)


@given(st.integers(1949 * 12, 2099 * 12), st.integers(0, 40))
def test_a_period_reads_as_it_is_written(first: int, length: int) -> None:
    covered = Span(first, first + length)
    assert span(str(covered)) == covered


def test_only_january_to_december_is_a_year() -> None:
    assert all(span(written).is_year for written in ("2023", "2023-01..2023-12"))
    assert not any(span(written).is_year for written in ("2023-02..2024-01", "2023Q1-Q3"))
    assert span("2023Q1-Q3").since_january
    assert not span("2023Q2").since_january
    assert year_span(2023) == span("2023")


def test_a_date_given_as_month_or_year_counts_from_its_last_day() -> None:
    assert last_day("2024") == date(2024, 12, 31)
    assert last_day("2024-02") == date(2024, 2, 29)
    assert last_day("2024-02-03") == date(2024, 2, 3)
    assert last_day("") is None
    with pytest.raises(PeriodError):
        last_day("2023-02-30")
