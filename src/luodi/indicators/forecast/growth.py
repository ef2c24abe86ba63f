"""Growth towards an unknown ceiling: the logistic curve of the adoption of something new.

For a given ceiling, log(value / (ceiling - value)) of a logistic curve is a straight line (Meade and Islam 2006, 2.1); it is
followed as a random walk with drift, with and without noise on the values. Ceilings stand in a fixed ratio to the largest value
so far, log-uniform from that value to thirty times it, and are weighed by their posterior probability.

Limits: before growth slows down the values hardly tell the ceiling, and the forecast says so by being wide. The ceiling
is constant; a second wave of growth is not foreseen. Bass (1969) adds early adopters, which needs the values from the
launch on and one more parameter than short series give.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from luodi.indicators.forecast.arrays import Array
from luodi.indicators.forecast.trends import LEAST_PART, LEVELS, METHODS, ROWS, WEAK, Design, Index, Ratios

_EDGES = np.log([1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 6.0, 30.0])
RATIOS: Array = np.exp((_EDGES[1:] + _EDGES[:-1]) / 2)
"""Ceilings / largest value so far, J of them."""
_PRIOR: Array = np.log(np.diff(_EDGES))
_ROWS = [ROWS.index(METHODS["drift"][0]), ROWS.index(Ratios(1, 1, 0, WEAK, 1))]


@dataclass(frozen=True, eq=False)
class Ceilings:
    """What is known at each of O origins, for each ceiling; R rows of ratios."""

    tops: Array  # (O, J)
    first: Array  # (O, J): logit of the first value
    innovations: Array  # (R, K, O, J), zero after the origin
    squares: Array  # (R, O, J)
    weights: Array  # (R, O, J), sum 1 at each origin


def ceilings(design: Design, values: Array, origins: Index) -> Ceilings:
    """`origins`: numbers of increments known, as in `Design`."""
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


def hindcast(design: Design, values: Array) -> Array:
    """Shape (P, LEVELS): quantiles of each target from its origin."""
    known = ceilings(design, values, design.origins)
    pair = design.pair_origin
    weights = known.weights[:, pair]
    chances = weights.sum(axis=0)  # (P, J)
    means = np.einsum("rpk,rkpj->rpj", design.reach[_ROWS], known.innovations[:, :, pair])
    variance = design.spread[_ROWS][:, :, None] * (known.squares / (design.origins - 1)[:, None])[:, pair]
    location = (weights * means).sum(axis=0) / chances
    scale = np.sqrt((weights * (variance + (means - location) ** 2)).sum(axis=0) / chances)
    logits = (known.first[pair] + location)[:, :, None] + scale[:, :, None] * design.tails[:, None, :]
    points = (known.tops[pair][:, :, None] / (1 + np.exp(-np.clip(logits, -36, 36)))).reshape(len(pair), -1)
    order = np.argsort(points, axis=1)
    points = np.take_along_axis(points, order, axis=1)
    parts = np.take_along_axis(np.repeat(chances / LEVELS, LEVELS, axis=1), order, axis=1)
    below = np.cumsum(parts, axis=1) - parts / 2
    levels = (np.arange(LEVELS) + 0.5) / LEVELS
    return np.stack([np.interp(levels, *pair) for pair in zip(below, points, strict=True)])


def predict(design: Design, values: Array) -> tuple[Array, Array, Array, Array]:
    """For each of the J ceilings: its weight (J,), its value (J,), and of the logits of the H years ahead the location
    (J, H) and scale matrix (J, H, H) of the t distribution. Degrees of freedom: increments - 1."""
    increments = len(values) - 1
    known = ceilings(design, values, np.array([increments]))
    weights = known.weights[:, 0]
    chances = weights.sum(axis=0)
    means = np.einsum("rhk,rkj->rjh", design.ahead[_ROWS], known.innovations[:, :, 0])
    location = (weights[:, :, None] * means).sum(axis=0) / chances[:, None]
    apart = means - location
    matrix = design.scatter[_ROWS][:, None] * (known.squares[:, 0] / (increments - 1))[:, :, None, None]
    matrix = matrix + apart[..., None] * apart[..., None, :]
    matrix = (weights[:, :, None, None] * matrix).sum(axis=0) / chances[:, None, None]
    return chances, known.tops[0], known.first[0][:, None] + location, matrix
