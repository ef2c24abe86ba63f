"""Survival by age: the share of a cohort that is still there at the end of its a-th year, a = 0, 1, 2 …

Each function takes the parameters as arrays [..., draw] and gives [..., age, draw]; lives are in years and what is sold
in the course of a year counts as of age 0 at its end.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gamma, ndtr

Array = NDArray[np.float64]


def weibull(mean: Array, shape: Array, ages: int) -> Array:
    """exp(-(a / scale)^shape), the scale such that the mean life is `mean` (Weibull 1951)."""
    scale = mean / gamma(1 + 1 / shape)
    return np.exp(-((_ages(ages, mean) / scale[..., None, :]) ** np.broadcast_to(shape, mean.shape)[..., None, :]))


def logistic(mean: Array, sd: Array, ages: int) -> Array:
    """The logistic survival with that mean and standard deviation, given life begins: cut off at age 0."""
    spread = (sd * np.sqrt(3) / np.pi)[..., None, :]
    middle = mean[..., None, :]
    alive: Array = expit((middle - _ages(ages, mean)) / spread) / expit(middle / spread)
    return alive


def normal(mean: Array, sd: Array, ages: int) -> Array:
    """A normal life, cut off at age 0."""
    middle, spread = mean[..., None, :], sd[..., None, :]
    return ndtr((middle - _ages(ages, mean)) / spread) / ndtr(middle / spread)


def exponential(mean: Array, ages: int) -> Array:
    """A life that ends as likely in any year."""
    return np.exp(-_ages(ages, mean) / mean[..., None, :])


def fixed(life: Array, ages: int) -> Array:
    """All there until the age `life`, then none: at the end of the year in which that age is reached."""
    return (_ages(ages, life) < life[..., None, :]).astype(np.float64)


def _ages(ages: int, like: Array) -> Array:
    return np.arange(ages, dtype=np.float64)[:, None] * np.ones(like.shape[-1])
