"""What must be true: the value that a lever needs for an outcome to meet its target, in every draw.

The plan turned round: bisection on the lever, all draws at once; the outcome has to rise or fall with the lever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luodi.scenario.error import ScenarioError
from luodi.scenario.model import Model
from luodi.scenario.outcome import Outcome, names_of, one_number
from luodi.scenario.quantity import DRAW
from luodi.scenario.run import evaluate
from luodi.scenario.scenario import Scenario
from luodi.scenario.units import canonical

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HALVINGS = 45
"""After which the lever is known to 3·10⁻¹⁴ of the range searched."""


@dataclass(frozen=True)
class Needed:
    """`values` of the lever, in its unit, one a draw; NaN where no value of the range meets the target.

    In `met_anyway` of those the outcome is beyond the target all over the range, in `out_of_reach` short of it.
    """

    values: NDArray[np.float64]
    met_anyway: int
    out_of_reach: int


def what_must_be_true(
    model: Model,
    scenario: Scenario,
    lever: str,
    between: tuple[float, float],
    outcome: Outcome,
    target: float,
    at: Mapping[str, str | int] | None = None,
) -> Needed:
    """The least change of a lever, between two values (in its unit), that brings an outcome to a target (in the unit of
    the outcome; canonical where `outcome` is a function of the scenario's outcomes).

    `at` names the coordinates where the lever is set, everywhere if left out. ScenarioError for what is no lever.
    """
    import numpy as np
    import xarray as xr

    of = model.of(lever)
    if of.role != "lever":
        raise ScenarioError("not-open", name=lever, role=of.role)
    applied = scenario.applied(model)
    wanted = names_of(outcome, scenario)
    base = evaluate(applied, scenario, wanted, 0, scenario.draws, keep=True)
    lost = applied.downstream(lever)
    known = {name: value for name, value in base.items() if name not in lost}
    as_it_is = applied.quantities[lever].array(scenario.along(applied), scenario.seed, 0, scenario.draws)
    place = xr.ones_like(as_it_is.isel({DRAW: 0}, drop=True) if DRAW in as_it_is.dims else as_it_is, dtype=bool)
    for dim, code in (at or {}).items():
        place = place & (place[dim] == code)
    aimed = target * canonical(model.of(outcome).unit) if isinstance(outcome, str) else target
    by = canonical(of.unit)

    def missing(x: NDArray[np.float64]) -> NDArray[np.float64]:
        tried = xr.DataArray(x * by, dims=DRAW)
        values = evaluate(applied, scenario, wanted, 0, scenario.draws, {**known, lever: tried.where(place, as_it_is)})
        return one_number(outcome, values).values - aimed

    return _bisected(missing, np.full(scenario.draws, float(between[0])), np.full(scenario.draws, float(between[1])))


def _bisected(
    missing: Callable[[NDArray[np.float64]], NDArray[np.float64]], low: NDArray[np.float64], high: NDArray[np.float64]
) -> Needed:
    import numpy as np

    at_low, at_high = missing(low), missing(high)
    solvable = np.sign(at_low) * np.sign(at_high) <= 0
    rising = at_high >= at_low
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        beyond = (missing(middle) >= 0) == rising
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    met = ~solvable & (at_low > 0)
    return Needed(np.where(solvable, high, np.nan), int(met.sum()), int((~solvable & ~met).sum()))
