"""The joint distribution of the years ahead, and draws from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from luodi.indicators.forecast import growth, trends
from luodi.indicators.forecast.arrays import Array
from luodi.indicators.forecast.growth import Ceilings
from luodi.indicators.forecast.hindcast import AVERAGE, EITHER, GROWTH, name
from luodi.indicators.forecast.scales import Scale, back, onto
from luodi.indicators.forecast.spreads import spreads
from luodi.indicators.forecast.streams import Streams
from luodi.indicators.forecast.trends import METHODS, NAIVE, Design, Fit, Index

_TURN, _SPREAD, _CEILING, _SHOCK = 0, 1, 2, 3
"""The random quantities: which member a draw is from, the spread that its years share, which ceiling of growth, and
from here on the shock of each year."""


@dataclass(frozen=True, eq=False)
class Part:
    """C multivariate t distributions of the H years ahead on one scale.

    Each is a member of the mixture; with `weight` they are one member together.
    """

    scale: Scale
    top: Array  # (C,): upper bounds of the logit
    location: Array  # (C, H)
    matrix: Array  # (C, H, H)
    weight: Array | None = None  # (C,), sum 1

    @property
    def members(self) -> int:
        return len(self.location) if self.weight is None else 1


def parts(
    design: Design, fit: Fit, values: Array, on: tuple[Scale, ...], top: float, *, method: str, curve: Ceilings | None
) -> list[Part]:
    """What the method mixes: itself, or for the average every method with the same weight."""
    found = []
    if method != GROWTH:
        location, matrix = trends.predict(design, fit)
        for place, scale in enumerate(on):
            wanted = {name(each, scale): row for row, each in enumerate(METHODS)}
            if method == EITHER:
                rows = [wanted[name(NAIVE, scale)]]
            else:
                rows = [row for each, row in wanted.items() if method in (each, AVERAGE)]
            if rows:
                start = onto(scale, values[:1], top)
                found.append(Part(scale, np.full(len(rows), top), start + location[rows, place], matrix[rows, place]))
    if curve is not None and method in (GROWTH, AVERAGE):
        weight, tops, location, matrix = growth.predict(design, curve)
        found.append(Part("logit", tops, location, matrix, weight))
    return found


def drawn(parts: list[Part], freedom: int, seed: int, key: str, draws: int, widening: float = 1.0) -> Array:
    """Shape (H, draws): paths, correlated over the years through their common slope, spread and shocks.

    Draw i is a function of seed, key and i; a year more at the end changes no draw of the years before. Every
    variance is multiplied by `widening`.

    M members take turns: of a block of M draws each is from another member, the first of them by chance. All have the
    same share then, and what is drawn from one is an array. Draws are made in whole blocks.
    """
    streams = Streams(seed, key)
    members = sum(part.members for part in parts)
    blocks = -(-draws // members)
    result = np.empty((parts[0].location.shape[1], members * blocks))
    spread = spreads(freedom, streams.whole(_SPREAD, members * blocks))
    spread *= np.sqrt(widening)
    for year, row in enumerate(result):
        streams.normal(_SHOCK + year, row)
        row *= spread
    order = _order(members, streams.whole(_TURN, blocks)) if members > 1 else None
    shocks = (result if order is None else result.take(order, axis=1)).reshape(len(result), members, blocks)
    factors = np.linalg.cholesky(np.concatenate([part.matrix for part in parts]))
    rest = shocks
    for part in parts:
        mine, rest = rest[:, : part.members], rest[:, part.members :]
        factor, factors = factors[: len(part.matrix)], factors[len(part.matrix) :]
        _follow(part, factor, mine, None if part.weight is None else streams.uniform(_CEILING, blocks))
    if order is not None:
        for row, followed in zip(result, shocks, strict=True):
            row[order] = followed.ravel()
    return result[:, :draws]


def _order(members: int, turn: NDArray[np.uint16]) -> Index:
    """Shape (members * blocks,): the draws of the first member, block by block, then those of the second, …"""
    places = (np.arange(members, dtype=np.uint8)[:, None] + (turn % members).astype(np.uint8)) % np.uint8(members)
    return (places + np.arange(0, members * len(turn), members)).ravel()


def _follow(part: Part, factor: Array, shocks: Array, chance: Array | None) -> None:
    """Shocks of spread 1, of shape (H, members, blocks), become paths in the same array.

    `factor`: (C, H, H), of the scale matrices; `chance`: (blocks,) in [0, 1), chooses by weight.
    """
    which: tuple[slice, None] | Index = (slice(None), None)
    if part.weight is not None and chance is not None:
        which = np.searchsorted(np.cumsum(part.weight)[:-1], chance, side="right")
    for year in reversed(range(len(shocks))):  # the last first: a year needs the shocks of those before it
        row = shocks[year]
        row *= factor[:, year, year][which]
        for earlier in range(year):
            row += factor[:, year, earlier][which] * shocks[earlier]
        row += part.location[:, year][which]
    back(part.scale, shocks, part.top[which])
