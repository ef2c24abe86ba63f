"""Scores of outcomes, beside closed forms."""

from __future__ import annotations

from math import erf, exp, pi, sqrt

import numpy as np
import pytest

from luodi.indicators.forecast import Forecast, Score, coverage, crps, forecast, score


def issued(**changed: object) -> Forecast:
    call = {"kind": "level", "seed": 1, "key": "output", "issued": "2024-12-31"} | changed
    result = forecast(range(2015, 2025), [3, 4, 4, 5, 7, 7, 8, 9, 11, 11], (2025, 2026), **call)  # type: ignore[arg-type]
    assert isinstance(result, Forecast)
    return result


@pytest.mark.parametrize("outcome", [-1.5, 0.0, 0.3, 2.0])
def test_crps_of_normal_draws_is_that_of_the_normal_distribution(outcome: float):
    """Gneiting and Raftery 2007, section 4.2."""
    density, below = exp(-(outcome**2) / 2) / sqrt(2 * pi), (1 + erf(outcome / sqrt(2))) / 2
    closed = outcome * (2 * below - 1) + 2 * density - 1 / sqrt(pi)
    draws = np.random.default_rng(3).standard_normal(200_000)
    assert crps(draws, outcome) == pytest.approx(closed, abs=0.005)
    assert crps(1e6 + draws, 1e6 + outcome) == pytest.approx(crps(draws, outcome), abs=1e-6)


def test_crps_is_the_mean_over_pairs_of_different_draws():
    draws = np.array([1.0, 4.0, 2.0])
    assert crps(draws, 3.0) == pytest.approx((2 + 1 + 1) / 3 - (3 + 1 + 2) / 3 / 2)


def test_crps_of_few_draws_is_on_the_mean_that_of_many():
    """Ferro 2014."""
    random = np.random.default_rng(4)
    few = np.mean([crps(random.standard_normal(3), 0.5) for _ in range(20_000)])
    assert few == pytest.approx(crps(random.standard_normal(100_000), 0.5), abs=0.02)


def test_an_outcome_is_scored_in_its_year():
    made = issued()
    low, high = made.interval(0.8)[1]
    middle, far = score(made, 2026, float(made.median[1])), score(made, 2026, float(high) + 100)
    assert middle.inside
    assert middle.pit == pytest.approx(0.5, abs=1e-3)
    assert not far.inside
    assert far.pit > 0.99
    assert far.crps > 50 > middle.crps
    assert score(made, 2026, float(low)).pit == pytest.approx(0.1, abs=1e-3)
    with pytest.raises(ValueError, match="2030 is not in the forecast"):
        score(made, 2030, 1.0)


def test_coverage_has_the_interval_of_wilson():
    """Newcombe 1998, table 1, first column: 81 of 263 gives 0.2553 to 0.3662."""
    scores = [Score(key="", year=2025, outcome=0.0, crps=0.0, pit=0.5, inside=number < 81) for number in range(263)]
    counted = coverage(scores)
    assert (counted.count, counted.inside) == (263, 81)
    assert counted.low == pytest.approx(0.2553, abs=5e-5)
    assert counted.high == pytest.approx(0.3662, abs=5e-5)
    with pytest.raises(ValueError, match="no outcomes"):
        coverage([])
