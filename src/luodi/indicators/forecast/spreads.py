"""What makes Student's t of a normal: the spread that all years of a path share, from a table.

Thirty lines of numpy in the place of `Generator.chisquare`, which takes six times as long.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from luodi.indicators.forecast.arrays import Array

_BITS = 12
_STEPS = 1 << 15
"""Of the integration; the quantiles are right to five digits."""


@lru_cache(maxsize=128)
def _table(freedom: int) -> Array:
    """sqrt(freedom / chi square) in the middles of 4096 parts of equal probability, the widest first."""
    middle = freedom**0.5
    edges = np.linspace(max(0.0, middle - 6), middle + 6, _STEPS + 1)
    chi = (edges[1:] + edges[:-1]) / 2
    density = (freedom - 1) * np.log(chi) - chi**2 / 2
    below = np.concatenate([[0], np.exp(density - density.max()).cumsum()])
    count = 1 << _BITS
    quantiles = np.interp((np.arange(count) + 0.5) / count * below[-1], below, edges)
    table: Array = middle / quantiles
    return table


def spreads(freedom: int, whole: NDArray[np.uint16]) -> Array:
    """The spreads that numbers of 16 bits stand for; a normal number times a spread is one of the t distribution."""
    return _table(freedom).take(whole >> (16 - _BITS), mode="clip")
