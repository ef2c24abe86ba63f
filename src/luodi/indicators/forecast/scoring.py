"""How good a forecast was, once the outcome is known."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from statistics import NormalDist

import msgspec
import numpy as np

from luodi.indicators.forecast.arrays import Array
from luodi.indicators.forecast.result import Forecast

LEVEL = 0.8
"""Of the interval that outcomes are counted in."""
CONFIDENCE = 0.95


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """`crps` is in the unit of the series, lower is better; `pit` is the probability that the forecast had below the
    outcome; `inside`: whether the outcome is in the central 80 % interval, ends included."""

    key: str
    year: int
    outcome: float
    crps: float
    pit: float
    inside: bool


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How many outcomes were inside, with the 95 % interval of the true rate."""

    count: int
    inside: int
    rate: float
    low: float
    high: float


def score(forecast: Forecast, year: int, outcome: float) -> Score:
    draws = forecast.of(year)
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Score(
        key=forecast.key,
        year=year,
        outcome=outcome,
        crps=crps(draws, outcome),
        pit=float(((draws < outcome).mean() + (draws <= outcome).mean()) / 2),
        inside=bool(low <= outcome <= high),
    )


def crps(draws: Array, outcome: float) -> float:
    """Continuous ranked probability score, E|X - y| - E|X - X'| / 2 (Gneiting and Raftery 2007, eq. 21).

    From draws of shape (m,), m > 1. The second mean is over the m (m - 1) pairs of different draws: the fair form,
    whose expectation does not depend on m (Ferro 2014).
    """
    count = len(draws)
    ranks = 2 * np.arange(1, count + 1) - count - 1
    # The middle is taken out first: far from zero the products would lose the digits that count.
    ordered = np.sort(draws) - outcome
    return float(np.abs(ordered).mean() - (ranks * ordered).sum() / (count * (count - 1)))


def coverage(scores: Iterable[Score]) -> Coverage:
    """Over all scores, at least one; the interval is that of Wilson (1927), which holds for few outcomes too.

    Outcomes of one series, or of one year, are not independent: the interval is then too narrow.
    """
    outcomes = [each.inside for each in scores]
    count, inside = len(outcomes), sum(outcomes)
    if not count:
        raise ValueError("no outcomes to count")
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    rate = inside / count
    middle = (rate + z**2 / (2 * count)) / (1 + z**2 / count)
    half = z / (1 + z**2 / count) * sqrt(rate * (1 - rate) / count + z**2 / (4 * count**2))
    return Coverage(count=count, inside=inside, rate=rate, low=max(0.0, middle - half), high=min(1.0, middle + half))
