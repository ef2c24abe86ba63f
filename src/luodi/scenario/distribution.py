"""Distributions of uncertain quantities, each by its quantile function, so that a draw is one uniform number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


class _Distribution(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="distribution"):
    """Parameters are in the unit of the cell. `quantile` takes numbers inside 0 to 1, any shape; `scaled` gives the
    same distribution in another unit."""

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, msgspec.structs.astuple(self))) or not self._is_sound():
            raise ValueError(f"{type(self).__name__.lower()}: {msgspec.structs.asdict(self)}")

    def _is_sound(self) -> bool:
        raise NotImplementedError


class Uniform(_Distribution, frozen=True, tag="uniform"):
    """As likely anywhere between `low` and `high`."""

    low: float
    high: float

    def _is_sound(self) -> bool:
        return self.low < self.high

    def quantile(self, u: Array) -> Array:
        return self.low + (self.high - self.low) * u

    def scaled(self, by: float) -> Uniform:
        return Uniform(self.low * by, self.high * by)


class Triangular(_Distribution, frozen=True, tag="triangular"):
    """Most likely at `mode`, falling straight to `low` and `high`."""

    low: float
    mode: float
    high: float

    def _is_sound(self) -> bool:
        return self.low <= self.mode <= self.high and self.low < self.high

    def quantile(self, u: Array) -> Array:
        import numpy as np

        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        return np.where(
            u * width < left,
            self.low + np.sqrt(u * width * left),
            self.high - np.sqrt((1 - u) * width * right),
        )

    def scaled(self, by: float) -> Triangular:
        return Triangular(self.low * by, self.mode * by, self.high * by)


class Normal(_Distribution, frozen=True, tag="normal"):
    """Normal with `mean` and `sd` before what lies outside `low` and `high` is cut off."""

    mean: float
    sd: float
    low: float = -1e300
    high: float = 1e300

    def _is_sound(self) -> bool:
        return self.sd > 0 and self.low < self.high and self.low < self.mean < self.high

    def quantile(self, u: Array) -> Array:
        from scipy.special import ndtr, ndtri

        below, above = ndtr((self.low - self.mean) / self.sd), ndtr((self.high - self.mean) / self.sd)
        values: Array = self.mean + self.sd * ndtri(below + (above - below) * u)
        return values

    def scaled(self, by: float) -> Normal:
        return Normal(self.mean * by, self.sd * by, self.low * by, self.high * by)


class Lognormal(_Distribution, frozen=True, tag="lognormal"):
    """The logarithm is normal: `median`, and `gsd`, the factor between the median and one standard deviation above."""

    median: float
    gsd: float

    def _is_sound(self) -> bool:
        return self.median > 0 and self.gsd > 1

    def quantile(self, u: Array) -> Array:
        import numpy as np
        from scipy.special import ndtri

        values: Array = self.median * np.exp(math.log(self.gsd) * ndtri(u))
        return values

    def scaled(self, by: float) -> Lognormal:
        return Lognormal(self.median * by, self.gsd)


class Beta(_Distribution, frozen=True, tag="beta"):
    """Beta with shapes `a` and `b`, stretched over `low` to `high`."""

    a: float
    b: float
    low: float = 0.0
    high: float = 1.0

    def _is_sound(self) -> bool:
        return self.a > 0 and self.b > 0 and self.low < self.high

    def quantile(self, u: Array) -> Array:
        from scipy.special import betaincinv

        values: Array = self.low + (self.high - self.low) * betaincinv(self.a, self.b, u)
        return values

    def scaled(self, by: float) -> Beta:
        return Beta(self.a, self.b, self.low * by, self.high * by)


Distribution = Uniform | Triangular | Normal | Lognormal | Beta
