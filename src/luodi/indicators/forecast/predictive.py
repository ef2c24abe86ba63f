"""The joint distribution of the years ahead, and draws from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from luodi.indicators.forecast import growth, trends
from luodi.indicators.forecast.arrays import Array
from luodi.indicators.forecast.hindcast import AVERAGE, GROWTH, name
from luodi.indicators.forecast.scales import Scale, back, onto
from luodi.indicators.forecast.streams import Streams
from luodi.indicators.forecast.trends import METHODS, Design, Fit

_WHICH, _SPREAD, _SHOCK = 0, 1, 2
"""The random quantities: which part a draw is from, the spread that its years share, and from here on one a year."""


@dataclass(frozen=True, eq=False)
class Part:
    """C multivariate t distributions of the H years ahead on one scale, with weights."""

    scale: Scale
    weight: Array  # (C,): of the distributions within the part
    top: Array  # (C,): upper bounds of the logit
    location: Array  # (C, H)
    matrix: Array  # (C, H, H)


def parts(
    design: Design, fit: Fit, values: Array, on: tuple[Scale, ...], top: float, *, method: str, grows: bool
) -> list[Part]:
    """What the method mixes: itself, or for the average every method with the same weight."""
    found = []
    location, matrix = trends.predict(design, fit)
    for place, scale in enumerate(on):
        start = onto(scale, values[:1], top)
        for row, each in enumerate(METHODS):
            if method in (name(each, scale), AVERAGE):
                one = np.ones(1)
                found.append(Part(scale, one, one * top, start + location[row, place][None], matrix[row, place][None]))
    if grows and method in (GROWTH, AVERAGE):
        found.append(Part("logit", *growth.predict(design, values)))
    return found


def drawn(parts: list[Part], freedom: int, seed: int, key: str, draws: int, widening: float = 1.0) -> Array:
    """Shape (H, draws): paths, correlated over the years through their common slope, spread and shocks.

    Draw i is a function of seed, key and i; a year more at the end changes no draw of the years before. Every
    variance is multiplied by `widening`.
    """
    streams = Streams(seed, key)
    result = np.empty((parts[0].location.shape[1], draws))
    for year, row in enumerate(result):
        streams.of(_SHOCK + year).standard_normal(out=row)
    result *= np.sqrt(widening) / _root_of_chi_square(freedom, streams.of(_SPREAD), draws)
    factors = np.linalg.cholesky(np.concatenate([part.matrix for part in parts]))
    if len(parts) == 1:
        several = len(parts[0].weight) > 1
        return _paths(parts[0], factors, result, streams.of(_WHICH).random(draws) if several else None)
    # Sorted by part, so that each is one slice: scattered writes would take longer than the arithmetic.
    chance = streams.of(_WHICH).random(draws)
    chance *= len(parts)
    which = chance.astype(np.uint8)
    order = np.argsort(which, kind="stable")
    edges = [0, *np.cumsum(np.bincount(which, minlength=len(parts))).tolist()]
    ordered = result.take(order, axis=1)
    for place, part in enumerate(parts):
        mine = slice(edges[place], edges[place + 1])
        factor, factors = factors[: len(part.weight)], factors[len(part.weight) :]
        ordered[:, mine] = _paths(part, factor, ordered[:, mine], chance[order[mine]] - place)
    for row, ordered_row in zip(result, ordered, strict=True):
        row[order] = ordered_row
    return result


CLOSE = 12
"""From so many degrees of freedom the approximation below is within 1 % but for five draws in a thousand, too wide."""


def _root_of_chi_square(freedom: int, generator: np.random.Generator, draws: int) -> Array:
    """Shape (draws,): the root of chi square over its degrees of freedom.

    From `CLOSE` on a cubed normal (Wilson and Hilferty 1931), which takes less time than an exact draw.
    """
    if freedom < CLOSE:
        exact = generator.chisquare(freedom, draws)
        exact /= freedom
        return np.sqrt(exact, out=exact)
    part = 2 / (9 * freedom)
    cube = generator.standard_normal(draws)
    cube *= part**0.5
    cube += 1 - part
    np.maximum(cube, 1e-3, out=cube)
    root: Array = cube * np.sqrt(cube)
    return root


def _paths(part: Part, factor: Array, shocks: Array, chance: Array | None) -> Array:
    """`factor`: (C, H, H), of the scale matrices; `shocks`: (H, n), of spread 1; `chance`: (n,) in [0, 1), chooses
    among several distributions."""
    if chance is None or len(part.weight) == 1:
        paths = factor[0] @ shocks
        paths += part.location[0][:, None]
        return back(part.scale, paths, part.top)
    which = np.searchsorted(np.cumsum(part.weight)[:-1], chance * part.weight.sum(), side="right")
    result = np.empty_like(shocks)
    for year, row in enumerate(result):
        np.multiply(factor[:, year, 0][which], shocks[0], out=row)
        for shock in range(1, year + 1):
            row += factor[:, year, shock][which] * shocks[shock]
        row += part.location[:, year][which]
    return back(part.scale, result, part.top[which])
