"""Growth towards an unknown ceiling: the logistic curve of the adoption of something new.

For a given ceiling, log(value / (ceiling - value)) of a logistic curve is a straight line (Meade and Islam 2006); it is
followed as a random walk with drift, with and without noise on the values. Ceilings stand in a fixed ratio to the
largest value so far, log-uniform from that value to thirty times it, and are weighed by their posterior probability.

Limits: before growth slows down the values hardly tell the ceiling, and the forecast says so by being wide. The ceiling
is constant; a second wave of growth is not foreseen. Bass (1969) adds early adopters, which needs the values from the
launch on and one more parameter than short series give.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from luodi.indicators.forecast import trends
from luodi.indicators.forecast.arrays import Array
from luodi.indicators.forecast.scales import back
from luodi.indicators.forecast.trends import LEAST_PART, METHODS, ROWS, WEAK, Design, Ratios

HIGHEST = 30.0
"""No ceiling, and no path of a forecast, is more than so many times the largest value so far."""
_EDGES = np.log([1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 6.0, HIGHEST])
RATIOS: Array = np.exp((_EDGES[1:] + _EDGES[:-1]) / 2)
"""Ceilings / largest value so far, J of them."""
_PRIOR: Array = np.log(np.diff(_EDGES))
LEAST_GROWTH = 2.0
"""The latest value must be at least so many times the first: less is no adoption."""
_ROWS = [ROWS.index(METHODS["drift"][0]), ROWS.index(Ratios(1, 1, 0, WEAK, 1))]


@dataclass(frozen=True, eq=False)
class Ceilings:
    """What is known of N series at each of O origins and, last, at the end, for each ceiling; R rows of ratios."""

    tops: Array  # (N, O + 1, J)
    first: Array  # (N, O + 1, J): logit of the first value
    increments: Array  # (N, O + 1, J, K), of the logits
    squares: Array  # (N, O + 1, J, R)
    weights: Array  # (N, O + 1, J, R), sum 1 at each origin


def grows(values: Array) -> bool:
    """Whether the series, all of it above 0, is one that a curve of adoption could be about."""
    return bool(values[-1] >= LEAST_GROWTH * values[0])


def ceilings(design: Design, values: Array) -> Ceilings:
    """`values`: (N, n)."""
    origins = np.append(design.origins, values.shape[1] - 1)
    past = np.arange(values.shape[1]) <= origins[:, None]  # (O, n)
    seen = np.where(past, values[:, None], values[:, None, :1])  # (N, O, n)
    tops = seen.max(axis=2)[..., None] * RATIOS
    part = seen[:, :, None] / tops[..., None]  # (N, O, J, n)
    logit = np.log(part / (1 - part))
    increments = logit[..., 1:] - logit[..., :1]
    innovations = trends.apply(design.whiten[:, _ROWS], increments) * past[:, None, None, 1:]  # (N, O, J, R, K)
    squares = (innovations**2).sum(axis=4)
    squares = np.maximum(squares, LEAST_PART * squares.max(axis=(1, 2, 3), keepdims=True))
    # The density of the values is that of the logits times d logit / d value, which depends on the ceiling.
    density = -np.where(past[:, None], np.log1p(-part), 0).sum(axis=3)
    freedom = (origins - 1)[:, None, None]
    logdet = design.logdet[_ROWS].T[origins - 1, None]
    evidence = -0.5 * (logdet + freedom * np.log(squares)) + (density + _PRIOR)[..., None]
    weights = np.exp(evidence - evidence.max(axis=(2, 3), keepdims=True))
    weights /= weights.sum(axis=(2, 3), keepdims=True)
    return Ceilings(tops, logit[..., 0], increments, squares, weights)


def hindcast(design: Design, known: Ceilings) -> Array:
    """Shape (N, P, LEVELS): quantiles of each target from its origin.

    The mean of the quantiles over the ceilings, which takes no sorting and is a little narrower than their mixture,
    from which the forecast is drawn.
    """
    pair = design.pair_origin
    means = known.increments.take(pair, axis=1) @ design.reach[:, _ROWS].transpose(2, 0, 1)  # (N, P, J, R)
    variance = design.spread[_ROWS].T[:, None] * known.squares.take(pair, axis=1)
    weights = known.weights.take(pair, axis=1)
    chances = weights.sum(axis=3)  # (N, P, J)
    location = (weights * means).sum(axis=3) / chances
    variance = (weights * (variance + (means - location[..., None]) ** 2)).sum(axis=3) / chances
    location += known.first.take(pair, axis=1)
    logits = location[..., None] + np.sqrt(variance)[..., None] * design.tails[:, None]
    points = back("logit", logits, known.tops.take(pair, axis=1)[..., None])  # (N, P, J, LEVELS)
    quantiles: Array = (chances[:, :, None] @ points)[:, :, 0]
    return quantiles


def predict(design: Design, known: Ceilings) -> tuple[Array, Array, Array, Array]:
    """For each of the J ceilings: its weight (N, J), its value (N, J), and of the logits of the H years ahead the
    location (N, J, H) and scale matrix (N, J, H, H) of the t distribution. Degrees of freedom: increments - 1."""
    freedom = known.increments.shape[3] - 1
    weights = known.weights[:, -1]
    chances = weights.sum(axis=2)
    means = trends.apply(design.ahead[:, _ROWS], known.increments[:, -1])  # (N, J, R, H)
    location = (weights[..., None] * means).sum(axis=2) / chances[..., None]
    apart = means - location[:, :, None]
    matrix = design.scatter[_ROWS] * (known.squares[:, -1] / freedom)[..., None, None]
    matrix = matrix + apart[..., None] * apart[..., None, :]
    matrix = (weights[..., None, None] * matrix).sum(axis=2) / chances[..., None, None]
    return chances, known.tops[:, -1], known.first[:, -1, :, None] + location, matrix
