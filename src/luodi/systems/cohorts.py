"""Cohorts: what was sold in a year, and how much of it is still there (dynamic stock model; Müller 2006, Lauinger et
al. 2021).

Time: a stock is that at the end of a year, a flow what passes in a year; what enters in year y has age t - y at the end
of year t. Years may be uneven: a flow is then constant over the years (t₋₁, t] that end with t, and the answer is that
of the yearly model read at those years. Arrays have the year (or age) next to last and the draw last; dimensions
before them are groups of their own. All is float64; a draw is computed alone, so that its bits do not depend on others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

Array = NDArray[np.float64]

_BLOCK = 128
"""Draws computed together, copied next to each other first: their numbers stay in the cache, and loops over them are
vectorised, which they are not on a slice of the whole."""

_ONE_AT_A_TIME = Lock()
"""A kernel uses every core; entered by two threads at once, numba's own layer of threads ends the process."""


@dataclass(frozen=True)
class Flows:
    """`stock` at the end of each year; `inflow` and `outflow` a year; `imbalance`, the certificate: the largest
    departure of the stock's change from what entered less what left, the two computed apart, relative to the stock."""

    stock: Array
    inflow: Array
    outflow: Array
    imbalance: float


class NegativeInflow(ValueError):
    """A stock that falls faster than it retires: `year` is the first in which less than nothing would enter."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


def accumulated(inflow: Array, response: Array, years: Sequence[int]) -> Array:
    """What of the inflow counts at the end of each year: the sum over the years y up to it of inflow(y) times
    `response` at age t - y. With survival as the response it is the stock; a response may also be a share replaced.

    inflow [..., year, draw], response [..., age, draw] with ages 0 … last - first year; a draw axis of 1 is repeated.
    """
    return _over_groups(_accumulate, inflow, response, years)


def leaving(inflow: Array, response: Array, years: Sequence[int]) -> Array:
    """What a response that falls with age lets go of, a year: of every cohort, its fall since the end of the year
    before (at first from 1). With survival as the response it is the outflow. Shapes as of `accumulated`."""
    return _over_groups(_leave, inflow, response, years)


def driven_by_inflow(inflow: Array, survival: Array, years: Sequence[int]) -> Flows:
    """Stock and outflow from the inflow. Shapes as of `accumulated`."""
    stock = accumulated(inflow, survival, years)
    return _flows(stock, np.broadcast_to(inflow, stock.shape), survival, years)


def driven_by_stock(stock: Array, survival: Array, years: Sequence[int]) -> Flows:
    """Inflow and outflow from the stock [..., year, draw]. NegativeInflow where the stock asks for less than none."""
    inflow = _over_groups(_enter, stock, survival, years)
    if inflow.min() < -1e-9 * stock.max():
        low = inflow.reshape(-1, *inflow.shape[-2:]).min(axis=(0, 2))
        raise NegativeInflow(years[int(np.argmax(low < -1e-9 * stock.max()))])
    return _flows(np.broadcast_to(stock, inflow.shape), inflow, survival, years)


def lengths(years: Sequence[int]) -> NDArray[np.int64]:
    """How many years each of the years given stands for: the first for itself, another for those since the last."""
    given = np.asarray(years, np.int64)
    return given - np.concatenate(([given[0] - 1], given[:-1]))


def _flows(stock: Array, inflow: Array, survival: Array, years: Sequence[int]) -> Flows:
    outflow = leaving(inflow, survival, years)
    flat = [np.ascontiguousarray(each).reshape(-1, *each.shape[-2:]) for each in (stock, inflow, outflow)]
    departure, most = _departure(flat[0], flat[1], flat[2], lengths(years))
    return Flows(stock, inflow, outflow, float(departure / (most or 1.0)))


def _over_groups(kernel: object, given: Array, response: Array, years: Sequence[int]) -> Array:
    """Run a kernel over every group, both arrays brought to the same groups and draws."""
    ages = years[-1] - years[0] + 1
    if given.shape[-2] != len(years) or response.shape[-2] < ages:
        raise ValueError(
            f"{given.shape[-2]} years and {response.shape[-2]} ages for {len(years)} years up to age {ages - 1}"
        )
    groups = np.broadcast_shapes(given.shape[:-2], response.shape[:-2])
    draws = np.broadcast_shapes(given.shape[-1:], response.shape[-1:])
    one = np.broadcast_to(given, (*groups, len(years), *draws)).reshape(-1, len(years), *draws)
    other = np.broadcast_to(response[..., :ages, :], (*groups, ages, *draws)).reshape(-1, ages, *draws)
    found = np.empty(one.shape)
    at = np.asarray(years, np.int64)
    arrays = np.ascontiguousarray(one), np.ascontiguousarray(other)
    with _ONE_AT_A_TIME:
        kernel(*arrays, at, found)  # type: ignore[operator]
    return found.reshape(*groups, len(years), *draws)


@njit(parallel=True, cache=True)
def _accumulate(inflow, response, years, out):  # type: ignore[no-untyped-def]
    groups, count, draws = inflow.shape
    blocks = (draws + _BLOCK - 1) // _BLOCK
    for work in prange(groups * blocks):
        g, low = work // blocks, (work % blocks) * _BLOCK
        high = min(draws, low + _BLOCK)
        n = high - low
        sold, kept = inflow[g, :, low:high].copy(), response[g, :, low:high].copy()
        there = np.empty(n)
        for t in range(count):
            there[:] = 0.0
            for c in range(t + 1):
                begin = years[c - 1] + 1 if c else years[0]
                for y in range(begin, years[c] + 1):
                    age = years[t] - y
                    for k in range(n):
                        there[k] += kept[age, k] * sold[c, k]
            out[g, t, low:high] = there


@njit(parallel=True, cache=True)
def _enter(stock, survival, years, out):  # type: ignore[no-untyped-def]
    groups, count, draws = stock.shape
    blocks = (draws + _BLOCK - 1) // _BLOCK
    for work in prange(groups * blocks):
        g, low = work // blocks, (work % blocks) * _BLOCK
        high = min(draws, low + _BLOCK)
        n = high - low
        held, kept = stock[g, :, low:high].copy(), survival[g, :, low:high].copy()
        sold = np.zeros(held.shape)
        there, own = np.empty(n), np.empty(n)
        for t in range(count):
            there[:] = 0.0
            own[:] = 0.0
            for c in range(t + 1):
                begin = years[c - 1] + 1 if c else years[0]
                for y in range(begin, years[c] + 1):
                    age = years[t] - y
                    if c < t:
                        for k in range(n):
                            there[k] += kept[age, k] * sold[c, k]
                    else:
                        for k in range(n):
                            own[k] += kept[age, k]
            for k in range(n):
                sold[t, k] = (held[t, k] - there[k]) / own[k]
        out[g, :, low:high] = sold


@njit(parallel=True, cache=True)
def _leave(inflow, survival, years, out):  # type: ignore[no-untyped-def]
    """What dies, cohort by cohort, between the ends of two years given, a year."""
    groups, count, draws = inflow.shape
    blocks = (draws + _BLOCK - 1) // _BLOCK
    for work in prange(groups * blocks):
        g, low = work // blocks, (work % blocks) * _BLOCK
        high = min(draws, low + _BLOCK)
        n = high - low
        sold = inflow[g, :, low:high].copy()
        kept = np.ones((survival.shape[1] + 1, n))  # of age -1, before it enters: all is there
        kept[1:] = survival[g, :, low:high]
        gone = np.empty(n)
        for t in range(count):
            gone[:] = 0.0
            before = years[t - 1] if t else years[0] - 1
            for c in range(t + 1):
                begin = years[c - 1] + 1 if c else years[0]
                for y in range(begin, years[c] + 1):
                    now, then = years[t] - y + 1, max(before - y + 1, 0)
                    for k in range(n):
                        gone[k] += (kept[then, k] - kept[now, k]) * sold[c, k]
            out[g, t, low:high] = gone / (years[t] - before)


@njit(cache=True)
def _departure(stock, inflow, outflow, lengths):  # type: ignore[no-untyped-def]
    """The most that a stock's change departs from what entered less what left, and the largest stock."""
    groups, count, draws = stock.shape
    worst = most = 0.0
    for g in range(groups):
        for t in range(count):
            for k in range(draws):
                before = stock[g, t - 1, k] if t else 0.0
                net = lengths[t] * (inflow[g, t, k] - outflow[g, t, k])
                worst = max(worst, abs(stock[g, t, k] - before - net))
                most = max(most, abs(stock[g, t, k]))
    return worst, most
