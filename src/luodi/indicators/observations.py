"""Every observation that is known, and what of it was known on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import attrgetter

import msgspec
from msgspec.structs import replace

from luodi.indicators.assessment import Standing
from luodi.indicators.observation import BOUNDS, STATUSES, Observation, Series, in_unit
from luodi.indicators.period import Span
from luodi.registry.indicators import indicators


class Reading(msgspec.Struct, frozen=True, gc=False):
    """Where the quantity of a target stood at a time, with the observations that this rests on.

    Amounts are in the indicator's unit (a growth in % a year, things counted as their number). `rivals` are amounts
    that other sources of equal rank give.
    """

    standing: Standing
    rests_on: tuple[Observation, ...]
    rivals: tuple[float, ...] = ()


class Point(msgspec.Struct, frozen=True, gc=False):
    """The value of a series for a period as known on a day.

    `amount` is in the indicator's unit. `rivals` are other values for the same period that nothing puts behind this
    one: same status and grade, another value. `yearly`: it is
    of a whole year. `reading` is what it says of a target that asks for the level.
    """

    span: Span
    amount: float
    observation: Observation
    known: date
    yearly: bool
    reading: Reading
    rivals: tuple[Observation, ...] = ()

    @property
    def rank(self) -> tuple[int, str, int]:
        """What goes before has the lower rank: status, then grade, then an exact value before a bound."""
        row = self.observation
        return (STATUSES.index(row.status), row.grade, BOUNDS.index(row.bound))


_PLACE = attrgetter("span.last", "span.first", "known")


class Observations:
    """Observations by series and vintage. Nothing is joined over bases, taken apart over periods, or filled."""

    def __init__(self, rows: Iterable[Observation]) -> None:
        self._series: dict[Series, list[Observation]] = defaultdict(list)
        self._bases: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self._entities: dict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
        for row in rows:
            self._series[row.series].append(row)
        for indicator, basis, region, entity in self._series:
            self._bases[indicator, region][basis] = None
            self._entities[indicator, basis, region][entity] = None
        self._by_period = {series: _ordered(series, rows) for series, rows in self._series.items()}
        self._revised = {series for series, points in self._by_period.items() if _meet(points)}

    def __iter__(self) -> Iterator[Observation]:
        for rows in self._series.values():
            yield from rows

    def __len__(self) -> int:
        return sum(map(len, self._series.values()))

    def bases(self, indicator: str, region: str) -> tuple[str, ...]:
        """The bases on which there is anything of an indicator in a region."""
        return tuple(self._bases.get((indicator, region), ()))

    def entities(self, indicator: str, basis: str, region: str) -> tuple[str, ...]:
        """The things of which there is a value."""
        return tuple(self._entities.get((indicator, basis, region), ()))

    def points(self, series: Series, on: date) -> list[Point]:
        """The series as it was known on a day, one value a period, by the end of the periods.

        Of several values for a period a revised one goes before a final, a preliminary and a derived one; then the
        better grade, an exact value before a bound, the one known later.
        """
        known = [point for point in self._by_period.get(series, ()) if point.known <= on]
        if series not in self._revised:
            return known
        return [_best(list(points)) for _, points in groupby(known, key=attrgetter("span"))]


def _ordered(series: Series, rows: Iterable[Observation]) -> list[Point]:
    """Every value of a series by the end of its period, those of one period as they became known."""
    unit = indicators()[series[0]].unit
    return sorted([_point(row, unit) for row in rows], key=_PLACE)


def _meet(points: list[Point]) -> bool:
    """Whether several values are of one period."""
    return len({point.span for point in points}) < len(points)


def _point(row: Observation, unit: str) -> Point:
    period, amount = row.span, in_unit(row.value, row.unit, unit)
    standing = Standing((period.last + 1) / 12 - 1, period.year, amount, row.bound, row.status == "derived")
    return Point(period, amount, row, row.known, period.is_year, Reading(standing, (row,)))


def _best(points: list[Point]) -> Point:
    """The value that goes before others for its period, the later known of equals, with those that contest it.

    A later value of the same source takes the place of its earlier one: it is a vintage, no rival.
    """
    if len(points) == 1:
        return points[0]
    first = min(reversed(points), key=attrgetter("rank"))
    rivals = [
        point
        for point in points
        if point.rank[:2] == first.rank[:2]
        and point.amount != first.amount
        and point.observation.source != first.observation.source
    ]
    rows = tuple(point.observation for point in rivals)
    amounts = tuple(point.amount for point in rivals)
    reading = replace(first.reading, rests_on=(first.observation, *rows), rivals=amounts)
    return replace(first, reading=reading, rivals=rows)
