"""The joint distribution of the years ahead, and draws from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from luodi.indicators.forecast import growth, trends
from luodi.indicators.forecast.arrays import Array
from luodi.indicators.forecast.growth import Ceilings
from luodi.indicators.forecast.hindcast import AVERAGE, EITHER, GROWTH, name
from luodi.indicators.forecast.scales import Scale, back
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
    top: Array  # (C,) or (1,): upper bounds of the logit
    location: Array  # (C, H)
    matrix: Array  # (C, H, H)
    weight: Array | None = None  # (C,), sum 1

    @property
    def members(self) -> int:
        return len(self.location) if self.weight is None else 1


@dataclass(frozen=True, eq=False)
class Ahead:
    """What every method says of the H years ahead of N series, on S scales."""

    on: tuple[Scale, ...]
    top: Array  # (1,)
    location: Array  # (N, S, methods, H)
    matrix: Array  # (N, S, methods, H, H)
    grown: tuple[Array, Array, Array, Array] | None  # of growth.predict

    def parts(self, series: int, method: str) -> list[Part]:
        """What the method mixes for a series: itself, or for the average every method with the same weight."""
        found = [
            Part(scale, self.top, self.location[series, place, rows], self.matrix[series, place, rows])
            for place, scale in enumerate(self.on)
            for rows in _rows(method, scale)
        ]
        if self.grown is not None and method in (GROWTH, AVERAGE):
            weight, tops, location, matrix = (each[series] for each in self.grown)
            found.append(Part("logit", tops, location, matrix, weight))
        return found


def _rows(method: str, scale: Scale) -> Iterator[slice]:
    """Which methods on a scale are mixed, if any is."""
    if method == AVERAGE:
        yield slice(None)
    for row, each in enumerate(METHODS):
        if method == name(each, scale) or (method == EITHER and each == NAIVE):
            yield slice(row, row + 1)


def ahead(
    design: Design, fit: Fit, scaled: Array, on: tuple[Scale, ...], top: float, *, curve: Ceilings | None
) -> Ahead:
    """`scaled`: (N, S, n), the values on each scale."""
    location, matrix = trends.predict(design, fit)
    grown = None if curve is None else growth.predict(design, curve)
    return Ahead(on, np.array([top]), location + scaled[..., :1, None], matrix, grown)


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
    order = _order(members, streams.whole(_TURN, blocks)) if members > 1 else None
    result = np.empty((parts[0].location.shape[1], members * blocks))
    spread = spreads(freedom, streams.whole(_SPREAD, members * blocks))
    spread *= np.sqrt(widening)
    spare = np.empty(members * blocks)  # of one year: with room for all, memory would be given back after each series
    for year, row in enumerate(result):
        made = row if order is None else spare
        streams.normal(_SHOCK + year, made)
        made *= spread
        if order is not None:
            made.take(order, out=row, mode="clip")
    shocks = result.reshape(len(result), members, blocks)
    factors = np.linalg.cholesky(np.concatenate([part.matrix for part in parts]))
    rest = shocks
    for part in parts:
        mine, rest = rest[:, : part.members], rest[:, part.members :]
        factor, factors = factors[: len(part.matrix)], factors[len(part.matrix) :]
        _follow(part, factor, mine, None if part.weight is None else streams.uniform(_CEILING, blocks))
    if order is not None:
        for row in result:
            spare[order] = row
            row[:] = spare
    return result[:, :draws]


def _order(members: int, turn: NDArray[np.uint16]) -> Index:
    """Shape (members * blocks,): the draws of the first member, block by block, then those of the second, …"""
    rotated = (np.arange(members)[:, None] + np.arange(members)) % members
    order = rotated.take(turn % members, axis=1)
    order += np.arange(0, members * len(turn), members)
    return order.ravel()


def _follow(part: Part, factor: Array, shocks: Array, chance: Array | None) -> None:
    """Shocks of spread 1, of shape (H, members, blocks), become paths in the same array.

    `factor`: (C, H, H), of the scale matrices; `chance`: (blocks,) in [0, 1), chooses by weight.
    """
    which: Index | None = None
    if part.weight is not None and chance is not None:
        which = (chance >= np.cumsum(part.weight)[:-1, None]).sum(axis=0)

    def of_each(values: Array) -> Array:
        return values[:, None] if which is None else values.take(which)

    for year in reversed(range(len(shocks))):  # the last first: a year needs the shocks of those before it
        row = shocks[year]
        row *= of_each(factor[:, year, year])
        for earlier in range(year):
            row += of_each(factor[:, year, earlier]) * shocks[earlier]
        row += of_each(part.location[:, year])
    back(part.scale, shocks, of_each(part.top))
