"""One number a draw: what sensitivity, solving and information are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from luodi.scenario.error import ScenarioError
from luodi.scenario.quantity import DRAW
from luodi.scenario.scenario import Scenario

if TYPE_CHECKING:
    import xarray as xr

Outcome: TypeAlias = "str | Callable[[Mapping[str, xr.DataArray]], xr.DataArray]"
"""A quantity without dimensions but draws; or what makes one number a draw (a year, a sum) from the outcomes of a
scenario, in canonical units."""


def names_of(outcome: Outcome, scenario: Scenario) -> tuple[str, ...]:
    """The quantities that have to be computed for it."""
    return (outcome,) if isinstance(outcome, str) else scenario.outcomes


def one_number(outcome: Outcome, values: Mapping[str, xr.DataArray]) -> xr.DataArray:
    """Its value in each draw. ScenarioError where it is more than a number."""
    made = values[outcome] if isinstance(outcome, str) else outcome(values)
    if made.dims != (DRAW,):
        name = outcome if isinstance(outcome, str) else outcome.__name__
        raise ScenarioError("not-one-number", name=name, dims=", ".join(map(str, made.dims)))
    return made
