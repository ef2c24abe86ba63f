"""What a forecast is: paths of the years ahead with what led to them, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec
import numpy as np

from luodi.indicators.forecast.arrays import Array
from luodi.indicators.forecast.hindcast import Choice, Hindcast
from luodi.indicators.forecast.scales import Kind

Comparator = Literal[">", ">=", "<", "<=", "range"]
Reason = Literal["too-few-points", "constant", "outside-range"]


class NoForecast(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing honest can be said. `have` and `need` count what the reason is about:

    too-few-points  values; three are needed
    constant        different values; two are needed
    outside-range   values inside the range of the kind; all are needed (a share of exactly 0 or 1 is not inside)
    """

    reason: Reason
    have: int
    need: int


@dataclass(frozen=True, eq=False)
class Forecast:
    """Sample paths, frozen when issued. Values are in the unit of the series."""

    key: str
    kind: Kind
    seed: int
    issued: str
    """ISO date, said by the caller."""
    years: tuple[int, ...]
    values: tuple[float, ...]
    horizon: tuple[int, ...]
    method: str
    choice: Choice
    """Why this method: with `too-few-origins` and `not-better-than-naive` it is the naive one."""
    widening: float
    """Factor on the variance that the hindcast asked for, 1 or more."""
    hindcasts: tuple[Hindcast, ...]
    """One for each method, the naive one first; empty where no year can be looked back from."""
    draws: Array
    """Shape (len(horizon), draws), read-only."""
    sha256: str
    """Of everything above, see `fingerprint`."""

    @property
    def median(self) -> Array:
        """Shape (len(horizon),)."""
        result: Array = np.median(self.draws, axis=1)
        return result

    def interval(self, level: float) -> Array:
        """The central interval with this probability, 0 < level < 1. Shape (len(horizon), 2): lower and upper end."""
        if not 0 < level < 1:
            raise ValueError(f"the level of an interval is between 0 and 1, and this is {level}")
        result: Array = np.quantile(self.draws, [(1 - level) / 2, (1 + level) / 2], axis=1).T
        return result

    def probability(self, comparator: Comparator, value: float, year: int, value_max: float | None = None) -> float:
        """Share of the paths on which the value of the year meets the comparison; `range` includes both ends.

        Equality has no probability here: whoever asks says whether 达到 means at least or at most.
        """
        draws = self.of(year)
        if (comparator == "range") != (value_max is not None):
            raise ValueError("`range` takes two values and every other comparator one")
        if value_max is not None:
            met = (draws >= value) & (draws <= value_max)
        elif comparator in (">", ">="):
            met = draws > value if comparator == ">" else draws >= value
        elif comparator in ("<", "<="):
            met = draws < value if comparator == "<" else draws <= value
        else:
            raise ValueError(f"{comparator!r} is not one of > >= < <= range")
        return float(met.mean())

    def of(self, year: int) -> Array:
        """The draws of one year, shape (draws,)."""
        if year not in self.horizon:
            raise ValueError(f"{year} is not in the forecast, which has {', '.join(map(str, self.horizon))}")
        result: Array = self.draws[self.horizon.index(year)]
        return result
