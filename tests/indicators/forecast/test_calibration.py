"""On series whose process is known the intervals hold what they promise, and the scores beat last plus drift."""

from __future__ import annotations

import pytest
from benchmarks.forecasting import Outcome, inside, outcomes, ratio
from benchmarks.processes import PROCESSES


@pytest.fixture(scope="module")
def found() -> list[Outcome]:
    return outcomes(600, seed=11, draws=2000)


def test_eighty_percent_intervals_hold_between_75_and_85_percent(found: list[Outcome]):
    assert 0.75 <= inside(found) <= 0.85


@pytest.mark.parametrize("process", PROCESSES)
def test_of_no_process_they_hold_less_than_three_fifths(found: list[Outcome], process: str):
    assert inside(outcome for outcome in found if outcome.case.process == process) > 0.6


def test_the_mean_score_is_lower_than_that_of_the_last_value_plus_drift(found: list[Outcome]):
    assert ratio(found) < 0.95
