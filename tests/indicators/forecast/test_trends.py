"""The factored covariance says of every trend what a Kalman filter says, gaps included."""

from __future__ import annotations

import numpy as np
import pytest

from luodi.indicators.forecast import trends
from luodi.indicators.forecast.student import distribution, quantile
from luodi.indicators.forecast.trends import METHODS, ROWS, Ratios

YEARS = (2010, 2012, 2013, 2016, 2017, 2018, 2019, 2022, 2023, 2024)
AHEAD = (2025, 2027)
VALUES = np.array([3.0, 4.1, 4.4, 6.2, 6.1, 7.5, 7.9, 9.9, 9.2, 10.4])
INCREMENTS = (VALUES - VALUES[0])[None, None, 1:]


def kalman(row: Ratios) -> tuple[list[float], list[float], list[float], list[float]]:
    """Year by year, missing years predicted over: innovations and variances / s2, then means and variances ahead.

    The state is level, slope of the coming year and the noise of the first value, from which increments are counted.
    """
    state, covariance = np.zeros(3), np.diag([0.0, row.first, row.observed])
    move = np.array([[1, 1, 0], [0, row.damping, 0], [0, 0, 1]])
    shocks = np.diag([row.level, row.slope, 0.0])
    look = np.array([1.0, 0, -1.0])
    known = dict(zip(YEARS, VALUES - VALUES[0], strict=True))
    innovations, variances, means, ahead = [], [], [], []
    for year in range(YEARS[0] + 1, AHEAD[-1] + 1):
        state, covariance = move @ state, move @ covariance @ move.T + shocks
        variance = look @ covariance @ look + row.observed
        if year in known:
            innovations.append(float(known[year] - look @ state))
            variances.append(float(variance))
            gain = covariance @ look / variance
            state, covariance = state + gain * innovations[-1], covariance - np.outer(gain, look @ covariance)
        elif year in AHEAD:
            means.append(float(look @ state))
            ahead.append(float(variance))
    return innovations, variances, means, ahead


@pytest.mark.parametrize("place", range(len(ROWS)))
def test_innovations_likelihood_and_predictions_are_those_of_a_kalman_filter(place: int):
    innovations, variances, means, ahead = kalman(ROWS[place])
    design = trends.design(YEARS, AHEAD)
    fit = trends.fit(design, INCREMENTS)
    assert fit.innovations[0, 0, place] * np.sqrt(variances) == pytest.approx(innovations, abs=1e-9)
    assert design.logdet[place] == pytest.approx(np.cumsum(np.log(variances)), abs=1e-9)
    assert fit.ahead[0, 0, place] == pytest.approx(means, abs=1e-9)
    assert np.diagonal(design.scatter[place]) == pytest.approx(ahead, rel=1e-9)


def test_a_hindcast_is_the_forecast_that_the_series_up_to_then_would_have_had():
    design = trends.design(YEARS, (2025, 2026, 2027))
    fit = trends.fit(design, INCREMENTS)
    location, scale = trends.hindcast(design, fit)
    for pair, (place, target) in enumerate(zip(design.pair_origin, design.pair_target, strict=True)):
        count = int(design.origins[place]) + 1
        early = trends.design(YEARS[:count], (YEARS[target + 1],))
        ahead, matrix = trends.predict(early, trends.fit(early, INCREMENTS[..., : count - 1]))
        assert location[0, 0, :, pair] == pytest.approx(ahead[0, 0, :, 0])
        assert scale[0, 0, :, pair] == pytest.approx(np.sqrt(matrix[0, 0, :, 0, 0]))


def test_drift_has_the_variance_of_shocks_and_of_the_drift_itself():
    """h s2 + h² s2 / T, with the hundredth of a year that the prior of the drift knows (Hyndman and Athanasopoulos 5.5)."""
    design = trends.design(YEARS, (2025, 2026, 2029))
    span, ahead = YEARS[-1] - YEARS[0] + 0.01, np.array([1, 2, 5])
    expected = np.minimum(ahead[:, None], ahead) + np.outer(ahead, ahead) / span
    assert design.scatter[0] == pytest.approx(expected)


def test_drift_estimates_slope_and_spread_as_the_textbook_does():
    design = trends.design(YEARS, (2026,))
    location, matrix = trends.predict(design, trends.fit(design, INCREMENTS))
    steps = np.diff(YEARS)
    slope = (VALUES[-1] - VALUES[0]) / steps.sum()
    variance = ((np.diff(VALUES) - slope * steps) ** 2 / steps).sum() / (len(steps) - 1)
    assert VALUES[0] + location[0, 0, 0, 0] == pytest.approx(VALUES[-1] + 2 * slope, rel=1e-3)
    assert matrix[0, 0, 0, 0, 0] == pytest.approx(variance * (2 + 4 / steps.sum()), rel=0.02)


def test_three_values_on_a_line_leave_uncertainty():
    design = trends.design((2022, 2023, 2024), (2025,))
    _, matrix = trends.predict(design, trends.fit(design, np.array([[[10.0, 20.0]]])))
    assert np.sqrt(matrix[0, 0, 0, 0, 0]) * quantile(0.9, 1) > 3


def test_the_first_method_is_the_naive_one_with_a_single_row():
    assert next(iter(METHODS)) == trends.NAIVE
    assert len(METHODS[trends.NAIVE]) == 1


# Percentage points of Student's t, printed in any table of it.
@pytest.mark.parametrize(
    ("freedom", "probability", "value"),
    [(1, 0.9, 3.0777), (2, 0.9, 1.8856), (3, 0.975, 3.1824), (5, 0.975, 2.5706), (10, 0.95, 1.8125), (30, 0.995, 2.75)],
)
def test_quantiles_of_t_are_the_printed_ones(freedom: int, probability: float, value: float):
    assert quantile(probability, freedom) == pytest.approx(value, abs=5e-5)
    assert quantile(1 - probability, freedom) == pytest.approx(-value, abs=5e-5)
    assert distribution(quantile(probability, freedom), freedom) == pytest.approx(probability)
