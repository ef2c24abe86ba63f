"""Forecasts looked back at on the real series: `.venv/bin/python -m benchmarks.hindcasts`.

Every series of the published figures that has three published values before a later one, from every origin, one to
three years ahead: forecast as if the origin were today, scored by the value that was published. Outcomes of one series
are not independent, so the intervals (Wilson, 95 %) are too narrow rather than too wide. There is no bound: real series
are few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from luodi.indicators import Observations
from luodi.indicators.forecast import Forecast, Kind, Score, coverage, forecast, score
from luodi.indicators.observation import Series
from luodi.indicators.observation_table import published
from luodi.registry.indicators import indicators

LEAST = 3
FARTHEST = 3


class Look(NamedTuple):
    """One forecast and what came: `relative` is the absolute error of the median over the outcome."""

    series: str
    origin: int
    ahead: int
    method: str
    relative: float
    score: Score


def main() -> None:
    looks = [look for series, values in sorted(yearly(published()).items()) for look in looked_back(series, values)]
    print(f"{'series':<62}{'origin':>7}{'ahead':>6}  {'method':<12}{'error':>7}{'PIT':>6}  inside")
    for look in looks:
        inside = "yes" if look.score.inside else "no"
        print(
            f"{look.series:<62}{look.origin:>7}{look.ahead:>6}  {look.method:<12}"
            f"{look.relative:>7.1%}{look.score.pit:>6.2f}  {inside}"
        )
    print()
    for ahead in range(1, FARTHEST + 1):
        line(f"{ahead} ahead", [look.score for look in looks if look.ahead == ahead])
    line("all", [look.score for look in looks])
    by_series: dict[str, list[Score]] = defaultdict(list)
    for look in looks:
        by_series[look.series].append(look.score)
    print(f"{len(by_series)} series, {len(looks)} outcomes")


def line(name: str, scores: list[Score]) -> None:
    if scores:
        held = coverage(scores)
        range_ = f"{held.rate:.0%} ({held.low:.0%} to {held.high:.0%})"
        print(f"{name:<10} {held.inside:>3} of {held.count:<3} inside 80 %: {range_}")


def yearly(observations: Observations) -> dict[Series, dict[int, float]]:
    """The published values of whole years, of stocks those of the end of a year."""
    found: dict[Series, dict[int, float]] = defaultdict(dict)
    for series in dict.fromkeys(row.series for row in observations):
        if indicators()[series[0]].kind in ("rank", "growth"):
            continue
        stock = indicators()[series[0]].kind in ("stock", "count")
        for point in observations.points(series, date.max):
            whole = point.span.is_year or (stock and point.span.last % 12 == 11)
            if whole and point.observation.bound in "=~" and point.observation.status != "derived":
                found[series][point.span.year] = point.amount
    return {series: values for series, values in found.items() if len(values) > LEAST}


def looked_back(series: Series, values: dict[int, float]) -> Iterator[Look]:
    years = sorted(values)
    kind: Kind = "percent" if indicators()[series[0]].kind == "share" else "count"
    for place in range(LEAST, len(years)):
        past, origin = years[:place], years[place - 1]
        later = [year for year in years[place:] if year - origin <= FARTHEST]
        if not later:
            continue
        found = forecast(
            past, [values[year] for year in past], range(origin + 1, later[-1] + 1),
            kind=kind, seed=1, key="/".join(series), issued=f"{origin + 1}-01-01",
        )  # fmt: skip
        if not isinstance(found, Forecast):
            continue
        for year in later:
            outcome, median = values[year], found.median[found.horizon.index(year)]
            relative = abs(median / outcome - 1) if outcome else float("nan")
            yield Look(
                "/".join(filter(None, series)),
                origin,
                year - origin,
                found.method,
                relative,
                score(found, year, outcome),
            )


if __name__ == "__main__":
    main()
