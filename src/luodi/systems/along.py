"""Kernels of `cohorts` and `survival` on named arrays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import xarray as xr

from luodi.scenario.quantity import DRAW, YEAR
from luodi.systems import cohorts

AGE = "age"


def accumulated(inflow: xr.DataArray, response: xr.DataArray) -> xr.DataArray:
    """`cohorts.accumulated` along year and age, for every other dimension of either."""
    return _along(cohorts.accumulated, inflow, response)


def leaving(inflow: xr.DataArray, response: xr.DataArray) -> xr.DataArray:
    """What leaves a year as the response falls, cohort by cohort."""
    return _along(cohorts.leaving, inflow, response)


def convolved(first: xr.DataArray, second: xr.DataArray) -> xr.DataArray:
    """The sum over the ages k up to a of `first` at k times `second` at a - k: begun at k, and since then a - k old."""
    years = first.rename({AGE: YEAR})
    return _along(cohorts.accumulated, years, second).rename({YEAR: AGE})


def dot(first: xr.DataArray, second: xr.DataArray, dim: str) -> xr.DataArray:
    """The sum of products along a dimension."""
    found: xr.DataArray = xr.dot(first, second, dim=dim)
    return found


def lengths(horizon: xr.DataArray) -> xr.DataArray:
    """How many years each of the years stands for."""
    return horizon.copy(data=cohorts.lengths(_years(horizon)).astype(float))


def by_age(horizon: xr.DataArray, curve: Callable[..., np.ndarray], *parameters: xr.DataArray) -> xr.DataArray:
    """A survival curve over all ages that the horizon sees, for every dimension of its parameters."""
    years = _years(horizon)
    ages = years[-1] - years[0] + 1
    given = [_with_draws(each) for each in xr.broadcast(*parameters)]
    dims = [dim for dim in given[0].dims if dim != DRAW]
    ordered = [each.transpose(*dims, DRAW) for each in given]
    values = curve(*(each.values for each in ordered), ages)
    coords = {**{dim: given[0][dim] for dim in dims}, AGE: np.arange(ages)}
    return _without_draws(xr.DataArray(values, coords, (*dims, AGE, DRAW)), *parameters)


def _along(kernel: Callable[..., np.ndarray], inflow: xr.DataArray, response: xr.DataArray) -> xr.DataArray:
    one, other = _with_draws(inflow), _with_draws(response)
    groups = [dim for dim in dict.fromkeys((*one.dims, *other.dims)) if dim not in (YEAR, AGE, DRAW)]
    for dim in groups:  # exact, as all arithmetic here
        if dim in one.dims and dim in other.dims and not one.indexes[dim].equals(other.indexes[dim]):
            raise ValueError(f"{inflow.name}, {response.name}: {dim}")
    coords = {dim: (one if dim in one.dims else other)[dim] for dim in groups}
    values = kernel(_ordered(one, groups, YEAR), _ordered(other, groups, AGE), _years(one[YEAR]))
    made = xr.DataArray(values, {**coords, YEAR: one[YEAR]}, (*groups, YEAR, DRAW))
    return _without_draws(made, inflow, response)


def _ordered(array: xr.DataArray, groups: list[object], time: str) -> np.ndarray:
    """The plain array [*groups, time, draw], with an axis of one for a group that it does not have."""
    missing = {dim: 1 for dim in groups if dim not in array.dims}
    return array.expand_dims(missing).transpose(*groups, time, DRAW).values


def _with_draws(array: xr.DataArray) -> xr.DataArray:
    return array if DRAW in array.dims else array.expand_dims(DRAW, axis=-1)


def _without_draws(made: xr.DataArray, *given: xr.DataArray) -> xr.DataArray:
    return made if any(DRAW in each.dims for each in given) else made.isel({DRAW: 0}, drop=True)


def _years(horizon: xr.DataArray) -> tuple[int, ...]:
    return tuple(int(year) for year in horizon.values)
