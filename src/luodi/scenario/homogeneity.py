"""Whether the functions of a model keep to the units they declare: a test of dimensional homogeneity.

Each base unit but that of time is made smaller by a factor of its own: a function's arguments then grow as their units
say, and so must its result (Buckingham 1914). That finds a factor forgotten, a product for a quotient, a sum of things
that cannot be added, in any function, whatever it does inside. It does not see a wrong pure number, nor what is wrong
with time, which years as a grid hold fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from luodi.scenario.model import HORIZON, Model
from luodi.scenario.quantity import Quantity
from luodi.scenario.run import evaluate
from luodi.scenario.scenario import Scenario
from luodi.scenario.units import dimensions

if TYPE_CHECKING:
    import xarray as xr

DRAWS = 4
TOLERANCE = 1e-9
NOUGHT = 1e-12


@dataclass(frozen=True)
class Inhomogeneous:
    """A function whose result grew otherwise than its unit says: by `grew` (largest departure) instead of `expected`;
    `grew` is NaN where it cannot be computed in other units at all."""

    name: str
    unit: str
    grew: float
    expected: float


def inhomogeneous(model: Model, scenario: Scenario, seed: int = 0) -> tuple[Inhomogeneous, ...]:
    """The functions of a model that do not keep to their units, by name; none, if all is well."""
    import numpy as np
    import xarray as xr

    applied = scenario.applied(model)
    names = tuple(applied.functions)
    values = evaluate(applied, scenario, names, 0, DRAWS, keep=True)
    horizon = xr.DataArray(list(scenario.years), coords={"year": list(scenario.years)}, dims="year")
    random = Random(seed)
    bases = {base for name in values for base in dimensions(applied.of(name).unit)} - {"[time]"}
    smaller = {base: random.uniform(1.5, 3) for base in sorted(bases)}

    def growth(quantity: Quantity) -> float:
        return float(np.prod([smaller.get(base, 1.0) ** power for base, power in dimensions(quantity.unit).items()]))

    found = []
    for name in names:
        given = {
            needed: horizon if needed == HORIZON else values[needed] * growth(applied.of(needed))
            for needed in applied.needs(name)
        }
        expected = growth(applied.of(name))
        grew = _growth(applied, name, given, values[name], expected)
        if not abs(grew - expected) <= TOLERANCE * expected:
            found.append(Inhomogeneous(name, applied.of(name).unit, grew, expected))
    return tuple(found)


def _growth(model: Model, name: str, given: dict[str, xr.DataArray], before: xr.DataArray, expected: float) -> float:
    """By how much the result is greater: of all its numbers, the ratio farthest from that of the largest number."""
    import numpy as np
    import xarray as xr

    try:
        with xr.set_options(arithmetic_join="exact"):  # type: ignore[no-untyped-call]
            after = model.functions[name](**given).transpose(*before.dims)
    except Exception:  # whatever a function does with numbers it did not expect
        return float("nan")
    one, other = before.values.ravel(), after.values.ravel()
    if not dimensions(model.of(name).unit):  # of a pure number the last bits are nought
        one, other = (np.where(np.abs(each) < NOUGHT, 0.0, each) for each in (one, other))
    if not (one == 0).all():
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = (other / one)[(one != 0) | (other != 0)]
        return float(ratios[np.argmax(np.abs(ratios - np.median(ratios)))])
    return expected if (other == 0).all() else float("nan")
