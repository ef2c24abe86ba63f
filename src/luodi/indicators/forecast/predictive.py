"""The joint distribution of the years ahead, and draws from it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from luodi.indicators.forecast import growth, trends
from luodi.indicators.forecast.arrays import Array
from luodi.indicators.forecast.hindcast import AVERAGE, GROWTH, name
from luodi.indicators.forecast.scales import Scale, back, onto
from luodi.indicators.forecast.streams import stream
from luodi.indicators.forecast.trends import METHODS, Design, Fit

_WHICH, _SPREAD, _PATH = 0, 1, 2
"""The random quantities: which part, the common spread of the years, and from here on one a year."""


@dataclass(frozen=True, eq=False)
class Part:
    """C multivariate t distributions of the H years ahead on one scale, with weights."""

    scale: Scale
    weight: Array  # (C,)
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
        chosen = [row for row, each in enumerate(METHODS) if method in (name(each, scale), AVERAGE)]
        if chosen:
            start = onto(scale, values[:1], top)
            ones = np.ones(len(chosen))
            found.append(Part(scale, ones, ones * top, start + location[chosen, place], matrix[chosen, place]))
    if grows and method in (GROWTH, AVERAGE):
        found.append(Part("logit", *growth.predict(design, values)))
    return found


def widened(part: Part, factor: float) -> Part:
    return replace(part, matrix=part.matrix * factor)


def drawn(parts: list[Part], freedom: int, seed: int, key: str, draws: int) -> Array:
    """Shape (H, draws): paths, correlated over the years through their common slope, spread and shocks.

    Draw i is a function of seed, key and i; a year more at the end changes no draw of the years before.
    """
    location = np.concatenate([part.location for part in parts])  # (C, H)
    factor = np.linalg.cholesky(np.concatenate([part.matrix for part in parts]))
    horizon = location.shape[1]
    normal = [stream(seed, key, _PATH + year).standard_normal(draws) for year in range(horizon)]
    spread = np.sqrt(freedom / stream(seed, key, _SPREAD).chisquare(freedom, draws))
    which = _chosen(np.concatenate([part.weight for part in parts]), seed, key, draws)
    result = np.empty((horizon, draws))
    for year in range(horizon):
        line = factor[which, year, 0] * normal[0]
        for shock in range(1, year + 1):
            line += factor[which, year, shock] * normal[shock]
        line *= spread
        line += location[which, year]
        result[year] = line
    first = 0
    for part in parts:
        last = first + len(part.weight)
        if len(parts) == 1:
            result = back(part.scale, result, part.top[which])
        elif part.scale != "level":
            columns = np.flatnonzero((which >= first) & (which < last))
            result[:, columns] = back(part.scale, result[:, columns], part.top[which[columns] - first])
        first = last
    return result


def _chosen(weight: Array, seed: int, key: str, draws: int) -> trends.Index:
    """Shape (draws,): which distribution each draw is from; one index for all where there is but one."""
    if len(weight) == 1:
        return np.zeros(1, dtype=np.intp)
    edges = np.cumsum(weight)
    uniform = stream(seed, key, _WHICH).random(draws) * edges[-1]
    return np.minimum(np.searchsorted(edges, uniform, side="right"), len(weight) - 1)
