"""What each lever does, its interactions with the others shared out: Shapley values of an outcome, draw by draw.

Exact: every subset of the levers is run on the same draws, so that in every draw the parts add up to the whole effect
(Shapley 1953; Sobol indices of the same kind: Owen 2014).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

from luodi.scenario.error import ScenarioError
from luodi.scenario.model import Model
from luodi.scenario.quantity import Quantity
from luodi.scenario.run import evaluate
from luodi.scenario.scenario import Scenario

if TYPE_CHECKING:
    import xarray as xr

MOST_LEVERS = 10
"""For which 1,024 runs are needed."""


def shapley(model: Model, before: Scenario, after: Scenario, outcome: str) -> dict[str, xr.DataArray]:
    """The part of each lever in what `after` changes of an outcome against `before`, over the outcome's dimensions, in
    its unit. Years, seed and draws are those of `before`. ScenarioError for more than MOST_LEVERS."""
    levers = sorted(changed(model, before, after))
    if len(levers) > MOST_LEVERS:
        raise ScenarioError("many-levers", count=len(levers), most=MOST_LEVERS)
    values = _of_subsets(model, before, after, outcome, levers)
    parts = {}
    n = len(levers)
    for lever in levers:
        others = [each for each in levers if each != lever]
        parts[lever] = sum(
            factorial(size) * factorial(n - size - 1) / factorial(n)
            * (values[frozenset({*chosen, lever})] - values[frozenset(chosen)])
            for size in range(n) for chosen in combinations(others, size)
        )  # fmt: skip
    return parts  # type: ignore[return-value]  # sum() of arrays, never of none


def changed(model: Model, before: Scenario, after: Scenario) -> dict[str, Quantity]:
    """The quantities that two scenarios set otherwise, as `after` has them."""
    old, new = before.applied(model).quantities, after.applied(model).quantities
    return {name: each for name, each in new.items() if each.decides != old[name].decides}


def _of_subsets(
    model: Model, before: Scenario, after: Scenario, outcome: str, levers: list[str]
) -> Mapping[frozenset[str], xr.DataArray]:
    from luodi.scenario.units import canonical

    old, new = before.applied(model), changed(model, before, after)
    base = evaluate(old, before, (outcome,), 0, before.draws, keep=True)
    by = canonical(model.of(outcome).unit)
    found = {}
    for size in range(len(levers) + 1):
        for chosen in combinations(levers, size):
            lost = old.downstream(*chosen) if chosen else set()
            known = {name: value for name, value in base.items() if name not in lost}
            applied = old.with_quantities({name: new[name] for name in chosen})
            found[frozenset(chosen)] = evaluate(applied, before, (outcome,), 0, before.draws, known)[outcome] / by
    return found
