"""Whether it pays to find out: the value of information for a choice between scenarios.

Perfect information about everything (EVPI), and about one input (EVPPI). The latter by regression of the payoffs on the
input (Strong, Oakley and Brennan 2014), the choice fitted on one half of the draws and its payoff taken from the other:
noise is then never counted as information, and an input that does not matter comes out at zero or below, within its
error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luodi.scenario.error import ScenarioError
from luodi.scenario.model import Model
from luodi.scenario.outcome import one_number
from luodi.scenario.quantity import DRAW
from luodi.scenario.run import evaluate
from luodi.scenario.scenario import Scenario

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr
    from numpy.typing import NDArray

DEGREE = 5
"""Of the polynomial of the payoffs over the normal score of the input's rank."""


@dataclass(frozen=True)
class Value:
    """What knowing is worth, in the unit of the payoff, with its standard error; `best` is what to choose without."""

    worth: float
    error: float
    best: int


def payoffs(
    model: Model, options: Sequence[Scenario], payoff: Callable[[Mapping[str, xr.DataArray]], xr.DataArray]
) -> NDArray[np.float64]:
    """The payoff of each option in each draw, [option, draw]: `payoff` makes one number a draw of an option's outcomes.

    All options are run on the draws of the first, so that they differ by what they set alone.
    """
    import numpy as np

    first, rows = options[0], []
    for option in options:
        values = evaluate(option.applied(model), first, option.outcomes, 0, first.draws)
        rows.append(one_number(payoff, values).values)
    return np.array(rows)


def perfect(paid: NDArray[np.float64]) -> Value:
    """The value of knowing everything before choosing, from payoffs [option, draw]."""
    import numpy as np

    best = int(np.argmax(paid.mean(axis=1)))
    gain = paid.max(axis=0) - paid[best]
    return Value(float(gain.mean()), float(gain.std(ddof=1) / np.sqrt(gain.size)), best)


def about(model: Model, scenario: Scenario, paid: NDArray[np.float64], name: str, **at: str) -> Value:
    """The value of knowing one input before choosing: a quantity, or its cell at some coordinates."""
    applied = scenario.applied(model)
    drawn = applied.of(name).array(scenario.along(applied), scenario.seed, 0, scenario.draws).sel(at)
    if drawn.dims != (DRAW,):
        raise ScenarioError("not-one-number", name=name, dims=", ".join(map(str, drawn.dims)))
    return about_draws(paid, drawn.values)


def about_draws(paid: NDArray[np.float64], known: NDArray[np.float64]) -> Value:
    """The value of knowing a number before choosing, from payoffs [option, draw] and the number in each draw."""
    import numpy as np
    from scipy.special import ndtri
    from scipy.stats import rankdata

    score = ndtri((rankdata(known) - 0.5) / known.size)
    terms = np.polynomial.hermite_e.hermevander(score, DEGREE)
    best = int(np.argmax(paid.mean(axis=1)))
    gain = np.empty(known.size)
    even = np.arange(known.size) % 2 == 0
    for fitted, judged in ((even, ~even), (~even, even)):
        found = np.linalg.lstsq(terms[fitted], paid[:, fitted].T, rcond=None)[0]
        chosen = np.argmax(terms[judged] @ found, axis=1)
        gain[judged] = paid[:, judged][chosen, np.arange(chosen.size)] - paid[best, judged]
    return Value(float(gain.mean()), float(gain.std(ddof=1) / np.sqrt(gain.size)), best)
