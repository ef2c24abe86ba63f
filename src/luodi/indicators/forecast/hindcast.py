"""What each method would have said of values that are known by now, and the choice that follows from it.

From every origin (the series up to some year, three values at least) each method states the distribution of the later
values, no farther ahead than the forecast goes; it is scored by the CRPS. A distribution is held as quantiles of equal
probability, and the CRPS is twice the mean of their quantile scores (Gneiting and Ranjan 2011, eq. 17), so that the
tails of a logarithm count for no more than they are worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Literal

import msgspec
import numpy as np

from luodi.indicators.forecast import growth, trends
from luodi.indicators.forecast.arrays import Array
from luodi.indicators.forecast.growth import Ceilings
from luodi.indicators.forecast.scales import Scale, back
from luodi.indicators.forecast.trends import METHODS, Design, Fit

AVERAGE = "average"
GROWTH = "growth"
EITHER = "drift-either"
"""The naive method on both scales in equal parts: from few values that have doubled nobody can tell whether steps or
rates are added each year."""
LEAST_ORIGINS = 4
"""With fewer origins nothing is compared: four origins need seven values."""
MARGIN_OF_AVERAGE = 0.5
MARGIN_OF_ONE = 3.0
"""Standard errors of the mean difference by which the average must be better than the naive method, and a single method
better than both. More is asked of a single one because it is the best of several and errors from successive origins
overlap. Both were set on simulated series: with less, intervals come out too narrow (docs/forecasts.md)."""
CALM = 1.0
"""The widening is the mean over the origins and this many more at which all was as it should be."""

Choice = Literal["better-than-naive", "not-better-than-naive", "too-few-origins"]


class Hindcast(msgspec.Struct, frozen=True, kw_only=True):
    """One method looked back at. `origins` are years; `crps` has the mean of each over the leads that have a value."""

    method: str
    origins: tuple[int, ...]
    longest_lead: int
    crps: tuple[float, ...]
    mean: float


@dataclass(frozen=True, eq=False)
class Scored:
    """M methods at O origins of N series.

    `crps` (N, M, O); `surprise` (N, M, O) is the mean squared normal score of the values, 1 where the stated spread was
    right, more where it was too narrow.
    """

    methods: tuple[str, ...]
    crps: Array
    surprise: Array


def name(method: str, scale: Scale) -> str:
    """What a method on a scale is called: drift, drift-log, drift-logit, …"""
    return method if scale == "level" else f"{method}-{scale}"


def scored(
    design: Design, fit: Fit, values: Array, scaled: Array, on: tuple[Scale, ...], top: float, *, curve: Ceilings | None
) -> Scored:
    """All methods, the naive one first, the average of all last.

    `values`: (N, n); `scaled`: (N, S, n), the values on each scale.
    """
    series, pairs = len(values), len(design.pair_target)
    targets = values[:, 1:].take(design.pair_target, axis=1)[:, None, :, None]
    location, scale = trends.hindcast(design, fit)  # (N, S, methods, P)
    standard = (fit.increments.take(design.pair_target, axis=2)[:, :, None] - location) / scale
    surprise = [_squared_score_of_t(standard, design.known).reshape(series, -1, pairs)]
    location += scaled[:, :, :1, None]
    quantiles = location[..., None] + scale[..., None] * design.tails
    for place, each in enumerate(on):
        back(each, quantiles[:, place], top)
    names = [name(method, each) for each in on for method in METHODS]
    members = quantiles.reshape(series, -1, *design.tails.shape)  # (N, M, P, LEVELS)
    if curve is not None:
        names.append(GROWTH)
        points = growth.hindcast(design, curve)[:, None]
        members = np.concatenate([members, points], axis=1)
        surprise.append(_squared_score(points, targets))
    average = np.sort(members.swapaxes(1, 2).reshape(series, 1, pairs, -1), axis=3)
    surprise.append(_squared_score(average, targets))
    rows = np.concatenate([_crps(members, targets), _crps(average, targets), *surprise], axis=1) @ design.mean
    count = len(names) + 1
    return Scored((*names, AVERAGE), rows[:, :count], rows[:, count:])


def choose(scored: Scored) -> list[tuple[int, Choice]]:
    """For each series the index of the method to use, and why."""
    series, methods, origins = scored.crps.shape
    naive, average = 0, methods - 1
    if origins < LEAST_ORIGINS:
        return [(naive, "too-few-origins")] * series
    gain = _gain(scored.crps, naive)
    better = gain[:, average] > MARGIN_OF_AVERAGE
    clear = gain > MARGIN_OF_ONE
    clear &= (_gain(scored.crps, average) > MARGIN_OF_ONE) | ~better[:, None]
    clear[:, average] = False
    single = np.where(clear, scored.crps.mean(axis=2), np.inf).argmin(axis=1)
    best = np.where(clear.any(axis=1), single, np.where(better, average, naive))
    return [(each, "not-better-than-naive" if each == naive else "better-than-naive") for each in best.tolist()]


def widening(surprise: Array) -> float:
    """By how much the variance of the chosen method is multiplied, 1 or more; `surprise` has shape (O,).

    Where past values fell farther out than the method said, the forecast keeps to the width that they had, an old
    practice with forecast intervals (Williams and Goodman 1971). Never narrower: few origins do not show that.
    """
    return max(1.0, float((CALM + surprise.sum()) / (CALM + len(surprise))))


def _gain(crps: Array, other: int) -> Array:
    """Shape (N, M): by how many standard errors the mean CRPS is lower than that of the other, which has itself 0."""
    origins = crps.shape[2]
    difference = crps[:, other, None] - crps
    mean = difference.sum(axis=2) / origins
    squares = ((difference - mean[..., None]) ** 2).sum(axis=2)
    error = np.sqrt(squares / (origins * (origins - 1)))
    gain: Array = mean / np.where(error > 0, error, np.inf)
    return gain


def _crps(points: Array, targets: Array) -> Array:
    """Of distributions held as sorted quantiles (N, M, P, levels) at targets (N, 1, P, 1): shape (N, M, P)."""
    each, below = _score_weights(points.shape[3])
    above = (points - targets).reshape(len(points), -1, points.shape[3])
    score: Array = np.maximum(above, 0) @ each - above @ below
    return score.reshape(points.shape[:3])


@cache
def _score_weights(count: int) -> tuple[Array, Array]:
    """Twice the part that each of so many quantiles has in the mean, and that times its probability."""
    each = np.full(count, 2 / count)
    return each, each * (np.arange(count) + 0.5) / count


def _squared_score_of_t(values: Array, freedom: trends.Index) -> Array:
    """The square of the normal quantile at the probability that t has below the value (Wallace 1959)."""
    score: Array = np.log1p(values**2 / freedom) * (freedom * ((8 * freedom + 1) / (8 * freedom + 3)) ** 2)
    return score


def _squared_score(points: Array, targets: Array) -> Array:
    """The same of distributions held as quantiles (N, M, P, levels), which know no probability beyond the outermost."""
    score: Array = _squared_quantiles(points.shape[3]).take((points < targets).sum(axis=3))
    return score


@cache
def _squared_quantiles(count: int) -> Array:
    """Shape (count + 1,): of the probabilities 0, 1, …, count of `count`, half a step from the ends."""
    inside = [min(max(below, 0.5), count - 0.5) / count for below in range(count + 1)]
    return np.array([NormalDist().inv_cdf(probability) ** 2 for probability in inside])
