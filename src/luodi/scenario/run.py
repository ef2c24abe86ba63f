"""Running a model: in chunks of draws, so that memory is bounded; the same bits in one chunk, in many, on a cluster.

What a run computed can be kept, so that the next with one lever changed computes only what depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from luodi.scenario.error import ScenarioError
from luodi.scenario.model import HORIZON, Model
from luodi.scenario.quantity import DRAW, YEAR
from luodi.scenario.results import Results
from luodi.scenario.scenario import Scenario

if TYPE_CHECKING:
    import xarray as xr
    from distributed import Client

CHUNK = 5_000
"""Draws that are computed at once: a fleet-to-materials model then needs some 300 MB, and its arrays stay in cache."""

Values = Mapping[str, "xr.DataArray"]


@dataclass(frozen=True)
class Kept:
    """What a run computed, chunk by chunk, for the next one to start from."""

    model: Model
    scenario: Scenario
    chunk: int
    values: dict[int, dict[str, xr.DataArray]] = field(default_factory=dict, repr=False)


def simulate(
    model: Model,
    scenario: Scenario,
    *,
    outcomes: tuple[str, ...] = (),
    chunk: int = CHUNK,
    client: Client | None = None,
    progress: Callable[[int], object] = lambda done: None,
    keep: bool = False,
    after: Results | None = None,
) -> Results:
    """The outcomes of a scenario (its own, if none are named), every draw of them.

    `progress` is told how many draws were done. With `keep` the results hold all that was computed, and a run `after`
    them, of the same model with the same years, seed and draws, computes only what depends on what is set otherwise.
    With a `client` of Dask the chunks are computed by its workers. ScenarioError.
    """

    wanted = outcomes or scenario.outcomes
    if not wanted:
        raise ScenarioError("no-outcomes")
    applied = scenario.applied(model)
    starts = range(0, scenario.draws, chunk)
    known = _known(after.kept if after else None, model, scenario, applied, chunk)
    as_before = {name: after.values[name] for name in wanted if after and name in after.values and name in known[0]}
    kept = Kept(model, scenario, chunk) if keep else None
    found: dict[str, xr.DataArray] = {}
    for first, values in _computed(applied, scenario, wanted, starts, chunk, client, known, keep):
        if kept:
            kept.values[first] = {**known.get(first, {}), **values}
        for name in wanted:
            if name not in as_before:
                _put(found, name, values[name], first, scenario.draws)
        progress(min(first + chunk, scenario.draws) - first)
    return Results(applied, scenario, {name: {**as_before, **found}[name] for name in wanted}, kept)


def _put(found: dict[str, xr.DataArray], name: str, piece: xr.DataArray, first: int, draws: int) -> None:
    """Put the draws of a chunk in their place among all."""
    import numpy as np
    import xarray as xr

    if DRAW not in piece.dims:
        found[name] = piece
        return
    if name not in found:
        coords = {dim: piece[dim] for dim in piece.dims if dim in piece.coords}
        found[name] = xr.DataArray(np.empty((*piece.shape[:-1], draws)), coords, piece.dims, name)
    found[name].values[..., first : first + piece.sizes[DRAW]] = piece.values


def _computed(
    model: Model, scenario: Scenario, wanted: tuple[str, ...], starts: range, chunk: int, client: Client | None,
    known: Mapping[int, Values], keep: bool,
) -> Iterator[tuple[int, Values]]:  # fmt: skip
    size = scenario.draws
    if client is None:
        for first in starts:
            count = min(chunk, size - first)
            yield first, evaluate(model, scenario, wanted, first, count, known.get(first, {}), keep)
        return
    from distributed import as_completed

    futures = {
        client.submit(evaluate, model, scenario, wanted, first, min(chunk, size - first), pure=False): first
        for first in starts
    }
    for future in as_completed(futures):  # type: ignore[no-untyped-call]
        yield futures[future], future.result()
        future.release()


def evaluate(
    model: Model,
    scenario: Scenario,
    wanted: tuple[str, ...],
    first: int,
    count: int,
    known: Values = {},  # noqa: B006 (never changed)
    keep: bool = False,
) -> dict[str, xr.DataArray]:
    """What is wanted for `count` draws from `first` on, and with `keep` all that it took. `known` is not computed."""
    import xarray as xr

    derived = [name for name in wanted if name in model.functions]
    needed = model.upstream(*wanted)
    if keep:
        derived = [name for name in needed if name in model.functions and name not in known]
    dimensions = scenario.along(model)
    begun = _to_begin(model, derived, known)
    inputs: dict[str, Any] = {
        name: known[name] if name in known else model.quantities[name].array(dimensions, scenario.seed, first, count)
        for name in {*begun, *(name for name in wanted if name in model.quantities)}
    }
    horizon = xr.DataArray(list(scenario.years), coords={YEAR: list(scenario.years)}, dims=YEAR)
    with xr.set_options(arithmetic_join="exact"):  # type: ignore[no-untyped-call]
        overrides = {name: value for name, value in known.items() if name in model.functions}
        given = {name: value for name, value in inputs.items() if name in begun}
        run = [name for name in derived if name not in overrides]
        made = model.driver.execute(run, inputs={**given, HORIZON: horizon}, overrides=overrides) if run else {}
    wants = {**{name: known[name] for name in wanted if name in known}, **inputs, **made}
    return dict(wants) if keep else {name: wants[name] for name in wanted}


def _to_begin(model: Model, derived: list[str], known: Values) -> set[str]:
    """The given quantities that computing some names takes, where what is known is not computed."""
    found: set[str] = set()
    todo = [name for name in derived if name not in known]
    seen = set(todo)
    while todo:
        for name in model.needs(todo.pop()):
            if name in model.quantities:
                found.add(name)
            elif name != HORIZON and name not in known and name not in seen:
                seen.add(name)
                todo.append(name)
    return found


def _known(kept: Kept | None, model: Model, scenario: Scenario, applied: Model, chunk: int) -> dict[int, Values]:
    """What of an earlier run still holds: everything that is not downstream of a quantity with other cells."""
    if kept is None:
        return {}
    before = kept.scenario
    same = kept.model is model and kept.chunk == chunk
    if not same or (before.years, before.seed, before.draws) != (scenario.years, scenario.seed, scenario.draws):
        raise ScenarioError("not-comparable")
    were = before.applied(model).quantities
    changed = [name for name, each in applied.quantities.items() if each.decides != were[name].decides]
    lost = applied.downstream(*changed) if changed else set()
    return {
        first: {name: value for name, value in values.items() if name not in lost}
        for first, values in kept.values.items()
    }
