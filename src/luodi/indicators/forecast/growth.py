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
    """What is known at each of O origins and, last, at the end, for each ceiling; R rows of ratios."""

    tops: Array  # (O + 1, J)
    first: Array  # (O + 1, J): logit of the first value
    innovations: Array  # (R, K, O + 1, J), zero after the origin
    squares: Array  # (R, O + 1, J)
    weights: Array  # (R, O + 1, J), sum 1 at each origin


def grows(values: Array) -> bool:
    """Whether the series, all of it above 0, is one that a curve of adoption could be about."""
    return bool(values[-1] >= LEAST_GROWTH * values[0])


def ceilings(design: Design, values: Array) -> Ceilings:
    origins = np.append(design.origins, len(values) - 1)
    past = np.arange(len(values)) <= origins[:, None]  # (O, n)
    seen = np.where(past, values, values[0])
    tops = seen.max(axis=1)[:, None] * RATIOS
    part = seen[:, None, :] / tops[:, :, None]
    logit = np.log(part / (1 - part))  # (O, J, n)
    increments = (logit[:, :, 1:] - logit[:, :, :1]).reshape(-1, len(values) - 1).T
    shape = (len(_ROWS), len(values) - 1, *tops.shape)
    innovations = (design.whiten[_ROWS] @ increments).reshape(shape) * past[:, 1:].T[:, :, None]
    squares = (innovations**2).sum(axis=1)
    squares = np.maximum(squares, LEAST_PART * squares.max())
    # The density of the values is that of the logits times d logit / d value, which depends on the ceiling.
    density = -np.where(past[:, None, :], np.log1p(-part), 0).sum(axis=2)
    freedom = (origins - 1)[:, None]
    evidence = -0.5 * (design.logdet[_ROWS][:, origins - 1, None] + freedom * np.log(squares)) + density + _PRIOR
    weights = np.exp(evidence - evidence.max(axis=(0, 2), keepdims=True))
    return Ceilings(tops, logit[:, :, 0], innovations, squares, weights / weights.sum(axis=(0, 2), keepdims=True))


def hindcast(design: Design, known: Ceilings) -> Array:
    """Shape (P, LEVELS): quantiles of each target from its origin.

    The mean of the quantiles over the ceilings, which takes no sorting and is a little narrower than their mixture,
    from which the forecast is drawn.
    """
    pair = design.pair_origin
    weights = known.weights[:, pair]
    chances = weights.sum(axis=0)  # (P, J)
    every = known.innovations.reshape(*known.innovations.shape[:2], -1)  # (R, K, O * J)
    means = (design.reach[_ROWS] @ every).reshape(len(_ROWS), len(pair), *known.tops.shape)
    means = means[:, np.arange(len(pair)), pair]
    variance = design.spread[_ROWS][:, :, None] * known.squares[:, pair]
    location = (weights * means).sum(axis=0) / chances
    scale = np.sqrt((weights * (variance + (means - location) ** 2)).sum(axis=0) / chances)
    logits = (known.first[pair] + location)[:, :, None] + scale[:, :, None] * design.tails[:, None, :]
    points = back("logit", logits, known.tops[pair][:, :, None])  # (P, J, LEVELS)
    quantiles: Array = (chances[:, None, :] @ points)[:, 0]
    return quantiles


def predict(design: Design, known: Ceilings) -> tuple[Array, Array, Array, Array]:
    """For each of the J ceilings: its weight (J,), its value (J,), and of the logits of the H years ahead the location
    (J, H) and scale matrix (J, H, H) of the t distribution. Degrees of freedom: increments - 1."""
    freedom = known.innovations.shape[1] - 1
    weights = known.weights[:, -1]
    chances = weights.sum(axis=0)
    means = np.einsum("rhk,rkj->rjh", design.ahead[_ROWS], known.innovations[:, :, -1])
    location = (weights[:, :, None] * means).sum(axis=0) / chances[:, None]
    apart = means - location
    matrix = design.scatter[_ROWS][:, None] * (known.squares[:, -1] / freedom)[:, :, None, None]
    matrix = matrix + apart[..., None] * apart[..., None, :]
    matrix = (weights[:, :, None, None] * matrix).sum(axis=0) / chances[:, None, None]
    return chances, known.tops[-1], known.first[-1][:, None] + location, matrix
