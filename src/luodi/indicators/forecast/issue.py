"""From a short series of yearly values to sample paths of the years ahead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice, pairwise
from math import isfinite
from typing import NamedTuple

import msgspec
import numpy as np

from luodi.indicators.forecast import growth, trends
from luodi.indicators.forecast.arrays import Array
from luodi.indicators.forecast.fingerprint import fingerprint
from luodi.indicators.forecast.hindcast import EITHER, Choice, Hindcast, Scored, choose, name, scored, widening
from luodi.indicators.forecast.predictive import Part, ahead, drawn
from luodi.indicators.forecast.result import Forecast, NoForecast
from luodi.indicators.forecast.scales import WHOLE, Kind, Scale, onto, scales
from luodi.indicators.forecast.trends import Design

LEAST_VALUES = 3
MOST_VALUES = 100
MOST_YEARS = 200
"""From the first value to the last year of the horizon."""
MOST_AHEAD = 30
"""Years in one horizon."""
TOGETHER = 32
"""Series that are looked back at together: of more the arrays get large and nothing gets faster."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One series of many: what `forecast` takes."""

    years: Sequence[int]
    values: Sequence[float]
    horizon: Sequence[int]
    kind: Kind
    seed: int
    key: str
    issued: str


def forecast(
    years: Sequence[int],
    values: Sequence[float],
    horizon: Sequence[int],
    *,
    kind: Kind,
    seed: int,
    key: str,
    issued: str,
    draws: int = 10_000,
) -> Forecast | NoForecast:
    """Follow the series on, by the method that would have done so best in the past.

    `years` and `values` have the same length; years ascend, and where one is missing the series has a gap, which is not
    filled: two values three years apart are an increment over three years. `horizon` has later years, ascending. `key`
    names the series; draw i depends on seed, key and i. `issued` is an ISO date.

    A ValueError says what is wrong with a call that no series could answer (years out of order, no numbers, too many).
    """
    request = Request(years=years, values=values, horizon=horizon, kind=kind, seed=seed, key=key, issued=issued)
    return next(forecasts([request], draws))


def forecasts(requests: Iterable[Request], draws: int = 10_000) -> Iterator[Forecast | NoForecast]:
    """What `forecast` gives for each request, in their order, made when it is asked for.

    Series of the same years and scales are looked back at together, which is faster and changes nothing.
    """
    rest = iter(requests)
    while batch := list(islice(rest, TOGETHER)):
        ready = [_ready(request, draws) for request in batch]
        alike: dict[tuple[Design, tuple[Scale, ...], float, bool], list[int]] = defaultdict(list)
        for place, one in enumerate(ready):
            if isinstance(one, _Ready):
                alike[one.design, one.on, one.top, one.growing].append(place)
        found: dict[int, _Choice] = {}
        for places in alike.values():
            found.update(zip(places, _chosen([ready[place] for place in places]), strict=True))  # type: ignore[misc]
        for place, (request, one) in enumerate(zip(batch, ready, strict=True)):
            yield _made(request, one, found[place], draws) if isinstance(one, _Ready) else one


class _Ready(NamedTuple):
    """A series that can be followed."""

    years: tuple[int, ...]
    horizon: tuple[int, ...]
    values: Array  # (n,)
    scaled: Array  # (S, n)
    on: tuple[Scale, ...]
    top: float
    growing: bool
    design: Design


class _Choice(NamedTuple):
    method: str
    choice: Choice
    widening: float
    hindcasts: tuple[Hindcast, ...]
    parts: list[Part]


def _ready(request: Request, draws: int) -> _Ready | NoForecast:
    kind = request.kind
    _check(request.years, request.values, request.horizon, kind, request.issued, draws)
    series = np.array(request.values, dtype=float)
    inside = _inside(kind, series)
    if len(series) < LEAST_VALUES:
        return NoForecast(reason="too-few-points", have=len(series), need=LEAST_VALUES)
    if not inside.all():
        return NoForecast(reason="outside-range", have=int(inside.sum()), need=len(series))
    on, top = scales(kind, series), WHOLE.get(kind, 1.0)
    scaled = np.array([onto(scale, series, top) for scale in on])
    if (scaled == scaled[:, :1]).all(axis=1).any():  # values that differ in the last digit alone are one on some scale
        return NoForecast(reason="constant", have=1, need=2)
    past, ahead = tuple(map(int, request.years)), tuple(map(int, request.horizon))
    growing = "log" in on and growth.grows(series)
    return _Ready(past, ahead, series, scaled, on, top, growing, trends.design(past, ahead))


def _chosen(alike: Sequence[_Ready]) -> Iterator[_Choice]:
    """For each of some series that differ in nothing but their values."""
    _, _, _, _, on, top, growing, design = alike[0]
    values, scaled = np.array([one.values for one in alike]), np.array([one.scaled for one in alike])
    fit = trends.fit(design, scaled[..., 1:] - scaled[..., :1])
    curve = growth.ceilings(design, values) if growing else None
    said = ahead(design, fit, scaled, on, top, curve=curve)
    if not len(design.origins):
        method = EITHER if growing else name(trends.NAIVE, on[0])
        for place in range(len(alike)):
            yield _Choice(method, "too-few-origins", 1.0, (), said.parts(place, method))
        return
    table = scored(design, fit, values, scaled, on, top, curve=curve)
    for place, (one, (best, choice)) in enumerate(zip(alike, choose(table), strict=True)):
        method, factor = table.methods[best], widening(table.surprise[place, best])
        if choice == "too-few-origins" and growing:
            method = EITHER
        yield _Choice(method, choice, factor, tuple(_hindcasts(one, table, place)), said.parts(place, method))


def _hindcasts(one: _Ready, table: Scored, place: int) -> Iterator[Hindcast]:
    origins = tuple(one.years[origin] for origin in one.design.origins.tolist())
    longest = one.horizon[-1] - one.years[-1]
    crps = table.crps[place]
    for method, row, mean in zip(table.methods, crps.tolist(), crps.mean(axis=1).tolist(), strict=True):
        yield Hindcast(method=method, origins=origins, longest_lead=longest, crps=tuple(row), mean=mean)


def _made(request: Request, one: _Ready, chosen: _Choice, draws: int) -> Forecast:
    kind, seed, key, issued = request.kind, request.seed, request.key, request.issued
    values = tuple(one.values.tolist())
    paths = drawn(chosen.parts, len(values) - 2, seed, key, draws, chosen.widening)
    if kind == "count":
        np.maximum(paths, 0.0, out=paths)
    if "log" in one.on:
        np.minimum(paths, growth.HIGHEST * one.values.max(), out=paths)
    paths.flags.writeable = False
    inputs: dict[str, object] = {
        "key": key,
        "kind": kind,
        "seed": seed,
        "issued": issued,
        "years": one.years,
        "values": values,
        "horizon": one.horizon,
        "method": chosen.method,
        "choice": chosen.choice,
        "widening": f"{chosen.widening:.6g}",
    }
    return Forecast(
        key=key,
        kind=kind,
        seed=seed,
        issued=issued,
        years=one.years,
        values=values,
        horizon=one.horizon,
        method=chosen.method,
        choice=chosen.choice,
        widening=chosen.widening,
        hindcasts=chosen.hindcasts,
        draws=paths,
        sha256=fingerprint(inputs, paths),
    )


def _inside(kind: Kind, values: Array) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    if kind in WHOLE:
        return (values > 0) & (values < WHOLE[kind])
    return values >= 0 if kind == "count" else np.ones(len(values), dtype=bool)


def _check(
    years: Sequence[int], values: Sequence[float], horizon: Sequence[int], kind: Kind, issued: str, draws: int
) -> None:
    if kind not in ("level", "count", "share", "percent"):
        raise ValueError(f"{kind!r} is not one of level, count, share, percent")
    date.fromisoformat(issued)
    if len(years) != len(values):
        raise ValueError(f"{len(years)} years and {len(values)} values")
    if len(values) > MOST_VALUES:
        raise ValueError(f"{len(values)} values; at most {MOST_VALUES} are followed")
    if not 1 <= len(horizon) <= MOST_AHEAD:
        raise ValueError(f"{len(horizon)} years ahead; one to {MOST_AHEAD} are forecast")
    order = [*years, *horizon]
    if any(later <= earlier for earlier, later in pairwise(order)):
        raise ValueError("years must ascend, and the horizon must lie after the last value")
    if order[-1] - order[0] > MOST_YEARS:
        raise ValueError(
            f"{order[-1] - order[0]} years from the first value to the last forecast; at most {MOST_YEARS}"
        )
    if not all(isfinite(value) for value in values):
        raise ValueError("a value is not a finite number; a missing year is left out")
    if draws < 2:
        raise ValueError(f"{draws} draws; two are the least")
