"""The way to a target: equal steps, one rate, or the document's own milestones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.indicators.trajectory import Mark, required, trajectory

amounts = st.floats(1, 1e6)
years = st.integers(1, 10)


def test_vehicles_of_the_provincial_plan_must_grow_by_eight_and_a_half_per_cent_a_year() -> None:
    # 415.37 in 2022 to 530 in 2025: (530 / 415.37) ** (1 / 3) = 1.0846, worked by hand
    pace = required(Mark(2022, 415.37), Mark(2025, 530), "万辆")
    assert pace is not None
    assert (round(pace.rate, 1), pace.unit) == (8.5, "%")


def test_a_share_moves_in_percentage_points() -> None:
    pace = required(Mark(2022, 15.12), Mark(2025, 18), "%")
    assert pace is not None
    assert (round(pace.rate, 2), pace.unit) == (0.96, "百分点")


def test_from_nothing_there_is_no_rate_but_steps() -> None:
    pace = required(Mark(2022, 0), Mark(2025, 3), "家")
    assert pace is not None
    assert (pace.rate, pace.unit) == (1, "家")


def test_where_no_time_is_left_no_pace_is_given() -> None:
    assert required(Mark(2025, 300), Mark(2025, 530), "万辆") is None


@given(amounts, amounts, years)
def test_growing_at_the_required_rate_arrives(start: float, goal: float, span: int) -> None:
    pace = required(Mark(2020, start), Mark(2020 + span, goal), "亿元")
    assert pace is not None
    assert start * (1 + pace.rate / 100) ** span == pytest.approx(goal)


@given(amounts, amounts, years, st.booleans())
def test_a_trajectory_passes_through_its_ends_and_stays_between_them(
    start: float, goal: float, span: int, growth: bool
) -> None:
    way = trajectory([Mark(2020, start), Mark(2020 + span, goal)], growth)
    assert way.expected(2020) == pytest.approx(start)
    assert way.expected(2020 + span) == pytest.approx(goal)
    low, high = sorted((start, goal))
    assert low * (1 - 1e-9) <= way.expected(2020 + span / 3) <= high * (1 + 1e-9)


def test_milestones_of_the_document_bend_the_way() -> None:
    way = trajectory([Mark(2020, 10), Mark(2023, 40), Mark(2025, 50)], True)
    assert way.kind == "milestones"
    assert [way.expected(year) for year in (2021, 2023, 2024)] == [20, 40, 45]
