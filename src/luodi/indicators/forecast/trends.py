"""The linear Gaussian trends that a series is compared with: drift, damped trend, local linear trend.

All of them are one structural model (Harvey 1989, chapters 2 and 4), year by year, with or without a published value:

    value[t] = level[t] + noise[t]                        noise ~ N(0, observed * s2)
    level[t] = level[t-1] + slope[t] + shock[t]           shock ~ N(0, level * s2)
    slope[t] = damping * slope[t-1] + change[t]           change ~ N(0, slope * s2);  first slope ~ N(0, first * s2)

The first level is free. `s2` has the conjugate prior, inverse gamma, with shape -1/2 and scale 0, which together with a
free slope is the reference prior (Box and Tiao 1973, 2.4), so that what a trend says of later values is a multivariate
t distribution with two degrees of freedom less than there are values. The ratios and the damping come from the small
tables below; a method weighs its rows by their posterior probability (equal before the first value) and states the t
distribution with the mean and spread of that mixture. Every prior is relative to `s2`, hence free of units.

Instead of running a Kalman filter the covariance of all increments since the first value is factored once: the leading
blocks of a Cholesky factor are the factors of the leading blocks, so one factor gives the innovations, the likelihood
and the predictions of every origin, and to take only the years that have a value is all that a gap needs. It depends on
the years and not on the values, and is kept for series of the same years.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from luodi.indicators.forecast.arrays import Array
from luodi.indicators.forecast.student import quantiles

Index = NDArray[np.intp]

LEAST_INCREMENTS = 2
"""A hindcast starts from no fewer increments (one less than values)."""
MOST_ORIGINS = 12
"""Hindcasts start from the latest origins, which bounds time and memory on long series."""
LEVELS = 10
"""Quantiles by which a distribution is scored in a hindcast."""
LEAST_PART = 1e-12
"""The sum of squares up to an origin is taken as at least this part of the final one: values may repeat at first."""


class Ratios(NamedTuple):
    """One row: variances relative to `s2`, and the damping of the slope from year to year."""

    level: float
    observed: float
    slope: float
    first: float
    damping: float


WEAK = 100.0
"""Variance of the first slope where it is nearly free: it may be ten times the yearly noise. It is not quite free,
since three values on a straight line would then leave no uncertainty at all."""
UNIT = 1.0
"""Variance of the first slope where the prior holds as much as one yearly increment (Kass and Wasserman 1995)."""

METHODS: dict[str, tuple[Ratios, ...]] = {
    # The naive one: the last value plus drift (Hyndman and Athanasopoulos 2021, 5.2).
    "drift": (Ratios(1, 0, 0, WEAK, 1),),
    # Gardner and McKenzie 1985 in its form in state space; without any trend in the first two rows.
    "damped": (
        Ratios(1, 0, 0, 0, 1),
        Ratios(1, 0.5, 0, 0, 1),
        *(Ratios(1, observed, 0.25, UNIT, damping) for observed in (0, 0.5) for damping in (0.6, 0.85)),
    ),
    # Local linear trend (Harvey 1989, 2.3.6).
    "trend": (
        *(Ratios(1, 0, slope, WEAK, 1) for slope in (0.05, 0.3, 2.0)),
        *(Ratios(1, 1, slope, WEAK, 1) for slope in (0.0, 0.2)),
        *(Ratios(0.1, 1, slope, WEAK, 1) for slope in (0.0, 0.02, 0.3)),
    ),
}
NAIVE = "drift"
ROWS = tuple(row for rows in METHODS.values() for row in rows)
FIRST_ROWS = np.cumsum([0, *map(len, METHODS.values())])[:-1]
METHOD_OF_ROW = np.repeat(np.arange(len(METHODS)), [len(rows) for rows in METHODS.values()])
_LEVEL, _OBSERVED, _SLOPE, _FIRST = (np.array(column)[:, None, None] for column in list(zip(*ROWS, strict=True))[:4])
_DAMPINGS, _DAMPING_OF_ROW = np.unique([row.damping for row in ROWS], return_inverse=True)


@dataclass(frozen=True, eq=False)
class Design:
    """What the years alone decide. G rows of ratios, K increments known, P pairs of origin and target, H years ahead.

    An origin is the number of increments known at it; a target is an index into the increments.
    """

    origins: Index  # (O,), ascending, those that have a target no farther ahead than the horizon
    pair_origin: Index  # (P,): index into `origins`, ascending
    pair_target: Index  # (P,)
    known: Index  # (P,): index of the last increment known at the origin, which is the degrees of freedom there
    mean: Array  # (P, O): pairs @ mean is the mean over the pairs of each origin
    whiten: Array  # (K, G, K): increments -> innovations
    reach: Array  # (K, G, P): increments -> mean of the target
    ahead: Array  # (K, G, H): increments -> mean of the years ahead
    every: Array  # (K, G, K + P + H): these three side by side, for one product
    logdet: Array  # (G, K): log of the determinants of the leading blocks
    spread: Array  # (G, P): variance of the target / sum of squares
    tails: Array  # (P, LEVELS): quantiles of the t distribution at the pair's origin
    scatter: Array  # (G, H, H): covariance of the years ahead / s2


def design(years: tuple[int, ...], horizon: tuple[int, ...]) -> Design:
    """For the years of the values and the later ones to forecast, both ascending."""
    return _design(tuple(year - years[0] for year in years[1:]), tuple(year - years[0] for year in horizon))


@lru_cache(maxsize=32)
def _design(elapsed: tuple[int, ...], ahead: tuple[int, ...]) -> Design:
    """For years counted from that of the first value: which years they are makes no difference."""
    times = np.array(elapsed + ahead)
    known = len(elapsed)
    factor: Array = np.asarray(np.linalg.cholesky(_covariance(times)), dtype=np.float64)
    triangle, future = factor[:, :known, :known], factor[:, known:, known:]
    longest = ahead[-1] - elapsed[-1]
    pairs = [
        (origin, target)
        for origin in range(max(LEAST_INCREMENTS, known - MOST_ORIGINS), known)
        for target in range(origin, known)
        if elapsed[target] - elapsed[origin - 1] <= longest
    ]
    origin_of_pair, pair_target = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    origins = np.array(sorted({origin for origin, _ in pairs}), dtype=np.intp)
    pair_origin = np.searchsorted(origins, origin_of_pair)
    of_origin = pair_origin[:, None] == np.arange(len(origins))
    past = np.arange(known) < origin_of_pair[:, None]
    rows = triangle[:, pair_target]
    whiten = np.linalg.inv(triangle)
    weights = [whiten, np.where(past, rows, 0) @ whiten, factor[:, known:, :known] @ whiten]
    every = np.ascontiguousarray(np.concatenate(weights, axis=1).transpose(2, 0, 1))
    tails = [quantiles(origin - 1, LEVELS) for origin, _ in pairs]
    return Design(
        origins=origins,
        pair_origin=pair_origin,
        pair_target=pair_target,
        known=origin_of_pair - 1,
        mean=of_origin / of_origin.sum(axis=0),
        whiten=every[:, :, :known],
        reach=every[:, :, known : known + len(pairs)],
        ahead=every[:, :, known + len(pairs) :],
        every=every,
        logdet=2 * np.log(np.diagonal(triangle, axis1=1, axis2=2)).cumsum(axis=1),
        spread=np.where(past, 0, rows**2).sum(axis=2) / (origin_of_pair - 1),
        tails=np.array(tails).reshape(-1, LEVELS),
        scatter=future @ future.swapaxes(1, 2),
    )


def _covariance(times: Index) -> Array:
    """Shape (G, N, N): covariance / s2 of value[t] - value[0] at the N times, for every row of ratios."""
    ages = np.maximum(times[:, None] - np.arange(times[-1]), 0)  # (N, span): years that a change of slope has worked
    worked = np.stack([_worked(ages, damping) for damping in _DAMPINGS.tolist()])
    start, later = worked[:, :, :1], worked[:, :, 1:]
    covariance: Array = (
        _LEVEL * np.minimum(times[:, None], times)
        + _OBSERVED * (np.eye(len(times)) + 1)
        + _FIRST * (start * start.swapaxes(1, 2))[_DAMPING_OF_ROW]
        + _SLOPE * (later @ later.swapaxes(1, 2))[_DAMPING_OF_ROW]
    )
    return covariance


def _worked(ages: Index, damping: float) -> Array:
    """What a slope of 1 adds to the level in so many years: 1 + damping + damping**2 + …"""
    if damping == 1:
        return ages.astype(np.float64)
    worked: Array = (1 - np.power(damping, ages)) / (1 - damping)
    return worked


@dataclass(frozen=True, eq=False)
class Fit:
    """The rows of ratios met with N series of the same years on S scales; each is known at its increment."""

    increments: Array  # (N, S, K)
    innovations: Array  # (N, S, G, K)
    reached: Array  # (N, S, G, P): means of the targets
    ahead: Array  # (N, S, G, H): means of the years ahead
    squares: Array  # (N, S, G, K): sum of the squared innovations so far
    weights: Array  # (N, S, G, K): posterior probability of each row within its method


def apply(weights: Array, increments: Array) -> Array:
    """From (K, G, X) and (N, …, K) to (N, …, G, X): one product a series, so that none depends on its company."""
    known, shape = len(weights), increments.shape
    result: Array = increments.reshape(shape[0], -1, known) @ weights.reshape(known, -1)
    return result.reshape(*shape[:-1], *weights.shape[1:])


def fit(design: Design, increments: Array) -> Fit:
    """`increments`: shape (N, S, K), values on their scale less the first."""
    known, pairs = design.whiten.shape[2], design.reach.shape[2]
    every = apply(design.every, increments)
    innovations = every[..., :known]
    squares = np.add.accumulate(innovations**2, axis=3)
    np.maximum(squares, LEAST_PART * squares[..., -1:], out=squares)
    evidence = np.log(squares)
    evidence *= np.arange(known)
    evidence += design.logdet
    evidence *= -0.5
    evidence -= _every_row(np.maximum.reduceat(evidence, FIRST_ROWS, axis=2))
    weights = np.exp(evidence, out=evidence)
    weights /= _every_row(_by_method(weights))
    reached, ahead = every[..., known : known + pairs], every[..., known + pairs :]
    return Fit(increments, innovations, reached, ahead, squares, weights)


def _by_method(rows: Array) -> Array:
    """Sums of (N, S, G, …) over the rows of each method."""
    return np.add.reduceat(rows, FIRST_ROWS, axis=2)


def _every_row(methods: Array) -> Array:
    """From (N, S, methods, …) to (N, S, G, …): what there is of a method at each of its rows."""
    return methods.take(METHOD_OF_ROW, axis=2)


def hindcast(design: Design, fit: Fit) -> tuple[Array, Array]:
    """Location and scale of the t distribution of each target from its origin.

    Both of shape (N, S, methods, P), less the first value; degrees of freedom: `design.known`.
    """
    weights = fit.weights.take(design.known, axis=3)
    location = _by_method(weights * fit.reached)
    variance = fit.squares.take(design.known, axis=3)
    variance *= design.spread
    variance += (fit.reached - _every_row(location)) ** 2
    variance *= weights
    return location, np.sqrt(_by_method(variance))


def predict(design: Design, fit: Fit) -> tuple[Array, Array]:
    """Location (N, S, methods, H) and scale matrix (N, S, methods, H, H) of the t distribution of the years ahead.

    Less the first value; degrees of freedom: increments - 1.
    """
    freedom = fit.increments.shape[2] - 1
    weights = fit.weights[..., -1, None]  # (N, S, G, 1)
    location = _by_method(weights * fit.ahead)
    apart = fit.ahead - _every_row(location)
    matrix = design.scatter * (fit.squares[..., -1] / freedom)[..., None, None]
    matrix += apart[..., None] * apart[..., None, :]
    matrix *= weights[..., None]
    return location, _by_method(matrix)
