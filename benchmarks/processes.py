"""Simulated yearly series whose process is known, seeded: what forecasts are judged on before an outcome arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from luodi.indicators.forecast import Kind

Array = NDArray[np.float64]
LAST = 2024
AHEAD = 3
LENGTHS = range(5, 21)


class Case(NamedTuple):
    process: str
    kind: Kind
    years: tuple[int, ...]
    values: tuple[float, ...]
    outcomes: tuple[float, ...]
    """Of the three years after the last."""

    @property
    def gaps(self) -> bool:
        return self.years[-1] - self.years[0] >= len(self.years)


def drift(random: np.random.Generator, years: int) -> Array:
    """Random walk with drift."""
    return 100 + np.cumsum(random.normal(0, 0.7) + random.standard_normal(years))


def trend(random: np.random.Generator, years: int) -> Array:
    """Local linear trend with noise."""
    slope = random.normal(0, 1) + np.cumsum(0.4 * random.standard_normal(years))
    level = 100 + np.cumsum(slope + 0.7 * random.standard_normal(years))
    return level + 0.5 * random.standard_normal(years)


def damped(random: np.random.Generator, years: int) -> Array:
    """A slope that halves in three years, with shocks."""
    slope = np.empty(years)
    slope[0] = 2 * random.standard_normal()
    for year in range(1, years):
        slope[year] = 0.8 * slope[year - 1] + 0.5 * random.standard_normal()
    return 100 + np.cumsum(slope + 0.6 * random.standard_normal(years))


def adoption(random: np.random.Generator, years: int) -> Array:
    """Logistic growth anywhere between take-off and ceiling, with shocks and 3 % of noise."""
    ceiling, rate = 100 * np.exp(random.standard_normal()), random.uniform(0.2, 0.6)
    middle = years - random.uniform(0, 0.8) * years + random.uniform(-3, 6)
    logit = rate * (np.arange(years) - middle) + np.cumsum(0.08 * random.standard_normal(years))
    values: Array = ceiling / (1 + np.exp(-logit)) * np.exp(0.03 * random.standard_normal(years))
    return values


def share(random: np.random.Generator, years: int) -> Array:
    """A share whose logit is a random walk with drift, with noise."""
    logit = random.normal(-1, 1) + np.cumsum(random.normal(0, 0.1) + 0.15 * random.standard_normal(years))
    values: Array = 1 / (1 + np.exp(-logit - 0.05 * random.standard_normal(years)))
    return values


def rate(random: np.random.Generator, years: int) -> Array:
    """Growth by 8 % a year on the mean, with shocks of 5 %."""
    values: Array = 50 * np.exp(np.cumsum(random.normal(0.08, 0.05) + 0.05 * random.standard_normal(years)))
    return values


PROCESSES: dict[str, tuple[Callable[[np.random.Generator, int], Array], Kind]] = {
    "drift": (drift, "level"),
    "trend": (trend, "level"),
    "damped": (damped, "level"),
    "adoption": (adoption, "count"),
    "share": (share, "share"),
    "rate": (rate, "count"),
}


def cases(count: int, seed: int) -> Iterator[Case]:
    """Processes in turn, 5 to 20 values, half of the series with gaps (never at the end)."""
    random = np.random.default_rng(seed)
    for number in range(count):
        name = list(PROCESSES)[number % len(PROCESSES)]
        process, kind = PROCESSES[name]
        length = int(random.choice(LENGTHS))
        missing = int(random.integers(1, max(2, length // 2) + 1)) if random.random() < 0.5 else 0
        span = length + missing
        values = process(random, span + AHEAD)
        left_out = set(random.choice(np.arange(1, span - 1), missing, replace=False).tolist())
        kept = [place for place in range(span) if place not in left_out]
        yield Case(
            process=name,
            kind=kind,
            years=tuple(LAST + 1 - span + place for place in kept),
            values=tuple(values[kept].tolist()),
            outcomes=tuple(values[span:].tolist()),
        )
