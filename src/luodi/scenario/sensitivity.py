"""Which uncertain input matters: Sobol indices of an outcome, from the engine's own draws.

First-order indices by the estimator of Saltelli et al. (2010), total by that of Jansen (1999); standard errors from
batches of draws. The indices describe independent inputs, so cells that share a latent factor are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luodi.scenario.error import ScenarioError
from luodi.scenario.model import Model
from luodi.scenario.outcome import Outcome, names_of, one_number
from luodi.scenario.run import evaluate
from luodi.scenario.scenario import Scenario

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr
    from numpy.typing import NDArray

BATCHES = 20


@dataclass(frozen=True)
class Index:
    """`first`: the share of the outcome's variance that goes when the input is known. `total`: the share that stays
    when all but the input are known. Each with its standard error."""

    name: str
    first: float
    first_error: float
    total: float
    total_error: float


def sobol(model: Model, scenario: Scenario, outcome: Outcome) -> tuple[Index, ...]:
    """The indices of every uncertain quantity that an outcome depends on, the largest total first.

    `outcome` names a quantity that has no dimension but draws, or makes one number a draw from the scenario's outcomes
    (a year, a sum). Takes (n + 2) runs for n inputs.
    """
    applied = scenario.applied(model)
    wanted = names_of(outcome, scenario)
    needed = applied.upstream(*wanted)
    inputs = sorted(
        name for name, each in applied.quantities.items()
        if name in needed and any(not isinstance(cell.value, float) for cell in each.cells)
    )  # fmt: skip
    for name in inputs:
        for cell in applied.quantities[name].cells:
            if cell.latent:
                raise ScenarioError("not-independent", name=name, factor=cell.latent)
    count = scenario.draws
    a, b = (
        {name: applied.quantities[name].array(scenario.along(applied), scenario.seed, first, count) for name in inputs}
        for first in (0, count)
    )

    def run(given: Mapping[str, xr.DataArray]) -> NDArray[np.float64]:
        values = evaluate(applied, scenario, wanted, 0, count, given)
        return one_number(outcome, values).values

    base, other = run(a), run(b)
    found = [_index(name, base, other, run({**a, name: b[name]})) for name in inputs]
    return tuple(sorted(found, key=lambda index: -index.total))


def _index(name: str, a: NDArray[np.float64], b: NDArray[np.float64], mixed: NDArray[np.float64]) -> Index:
    import numpy as np

    variance = np.concatenate((a, b)).var()
    if variance == 0:
        return Index(name, 0.0, 0.0, 0.0, 0.0)
    # centred, which leaves what is estimated and takes most of its error
    first = (b - b.mean()) * (mixed - a) / variance
    total = (a - mixed) ** 2 / 2 / variance
    return Index(name, float(first.mean()), _error(first), float(total.mean()), _error(total))


def _error(terms: NDArray[np.float64]) -> float:
    import numpy as np

    means = [batch.mean() for batch in np.array_split(terms, min(BATCHES, terms.size))]
    return float(np.std(means, ddof=1) / len(means) ** 0.5) if len(means) > 1 else float("inf")
