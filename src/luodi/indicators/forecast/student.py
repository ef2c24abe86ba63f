"""Quantiles of Student's t distribution with whole degrees of freedom.

Thirty lines instead of `scipy.special.stdtrit`: it is all of scipy that forecasting would need, for 143 MB more on disk
and a slower start.
"""

from __future__ import annotations

from functools import cache
from math import atan2, cos, pi, sin, sqrt

import numpy as np

from luodi.indicators.forecast.arrays import Array


def distribution(value: float, freedom: int) -> float:
    """P(T <= value), by the finite series of Abramowitz and Stegun (1964), 26.7.3 and 26.7.4."""
    angle = atan2(value, sqrt(freedom))
    cosine, odd = cos(angle), freedom % 2
    term = total = (cosine if odd else 1.0) * (freedom > 1)
    for k in range(2 + odd, freedom - 1, 2):
        term *= (k - 1) / k * cosine**2
        total += term
    middle = 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total
    return 0.5 + middle / 2


@cache
def quantile(probability: float, freedom: int) -> float:
    """The value below which the probability lies, found by halving."""
    if probability < 0.5:
        return -quantile(1 - probability, freedom)
    low, high = 0.0, 1.0
    while distribution(high, freedom) < probability:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if distribution(middle, freedom) < probability else (low, middle)
    return (low + high) / 2


@cache
def quantiles(freedom: int, count: int) -> Array:
    """Shape (count,): the quantiles in the middles of `count` parts of equal probability."""
    return np.array([quantile((k + 0.5) / count, freedom) for k in range(count)])
