"""From a short series of yearly values to sample paths of the years ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from math import isfinite

import numpy as np

from luodi.indicators.forecast import growth, trends
from luodi.indicators.forecast.arrays import Array
from luodi.indicators.forecast.fingerprint import fingerprint
from luodi.indicators.forecast.hindcast import EITHER, Choice, Hindcast, choose, name, scored, widening
from luodi.indicators.forecast.predictive import drawn, parts
from luodi.indicators.forecast.result import Forecast, NoForecast
from luodi.indicators.forecast.scales import WHOLE, Kind, onto, scales

LEAST_VALUES = 3
MOST_VALUES = 100
MOST_YEARS = 200
"""From the first value to the last year of the horizon."""
MOST_AHEAD = 30
"""Years in one horizon."""


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
    _check(years, values, horizon, kind, issued, draws)
    series = np.array(values, dtype=float)
    inside = _inside(kind, series)
    if len(series) < LEAST_VALUES:
        return NoForecast(reason="too-few-points", have=len(series), need=LEAST_VALUES)
    if not inside.all():
        return NoForecast(reason="outside-range", have=int(inside.sum()), need=len(series))
    on, top = scales(kind, series), WHOLE.get(kind, 1.0)
    scaled = np.stack([onto(scale, series, top) for scale in on], axis=1)
    if (scaled == scaled[0]).all(axis=0).any():  # values that differ in the last digit alone are one on some scale
        return NoForecast(reason="constant", have=1, need=2)
    past, ahead = tuple(map(int, years)), tuple(map(int, horizon))
    design = trends.design(past, ahead)
    fit = trends.fit(design, scaled[1:] - scaled[0])
    curve = growth.ceilings(design, series) if "log" in on and growth.grows(series) else None
    method, factor = name(trends.NAIVE, on[0]), 1.0
    hindcasts: tuple[Hindcast, ...] = ()
    choice: Choice = "too-few-origins"
    if len(design.origins):
        table = scored(design, fit, series, scaled, on, top, curve=curve)
        chosen, choice = choose(table)
        method, factor = table.methods[chosen], widening(table.surprise[chosen])
        origins = tuple(past[origin] for origin in design.origins.tolist())
        rows = zip(table.methods, table.crps, table.crps.mean(axis=1), strict=True)
        hindcasts = tuple(
            Hindcast(
                method=each,
                origins=origins,
                longest_lead=ahead[-1] - past[-1],
                crps=tuple(row.tolist()),
                mean=float(mean),
            )
            for each, row, mean in rows
        )
    if choice == "too-few-origins" and curve is not None:
        method = EITHER
    mixture = parts(design, fit, series, on, top, method=method, curve=curve)
    paths = drawn(mixture, len(series) - 2, seed, key, draws, factor)
    if kind == "count":
        np.maximum(paths, 0.0, out=paths)
    if "log" in on:
        np.minimum(paths, growth.HIGHEST * series.max(), out=paths)
    paths.flags.writeable = False
    inputs: dict[str, object] = {
        "key": key,
        "kind": kind,
        "seed": seed,
        "issued": issued,
        "years": past,
        "values": tuple(series.tolist()),
        "horizon": ahead,
        "method": method,
        "choice": choice,
        "widening": f"{factor:.6g}",
    }
    return Forecast(
        key=key,
        kind=kind,
        seed=seed,
        issued=issued,
        years=past,
        values=tuple(series.tolist()),
        horizon=ahead,
        method=method,
        choice=choice,
        widening=factor,
        hindcasts=hindcasts,
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
