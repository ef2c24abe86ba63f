"""Every observation that is known, and what of it was known on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from operator import attrgetter

import msgspec

from luodi.indicators.observation import BOUNDS, STATUSES, Observation, Series
from luodi.indicators.period import Span


class Point(msgspec.Struct, frozen=True, gc=False):
    """The value of a series for a period as known on a day.

    `amount` is in the indicator's unit. `rivals` are other values for the same period that nothing puts behind this
    one: same status and grade, another value.
    """

    span: Span
    amount: float
    observation: Observation
    rivals: tuple[Observation, ...] = ()

    @property
    def rank(self) -> tuple[int, str, int]:
        """What goes before has the lower rank: status, then grade, then an exact value before a bound."""
        row = self.observation
        return (STATUSES.index(row.status), row.grade, BOUNDS.index(row.bound))


class Observations:
    """Observations by series and vintage. Nothing is joined over bases, taken apart over periods, or filled."""

    def __init__(self, rows: Iterable[Observation]) -> None:
        self._series: dict[Series, list[Observation]] = defaultdict(list)
        self._bases: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self._entities: dict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
        for row in rows:
            self._series[row.series].append(row)
            self._bases[row.indicator, row.region][row.basis] = None
            self._entities[row.indicator, row.basis, row.region][row.entity] = None
        self._by_day: dict[Series, tuple[list[date], list[Point]]] = {}

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
        days, known = self._known(series)
        kept: dict[tuple[int, int], Point] = {}
        contested: dict[tuple[int, int], list[Point]] = {}
        for point in known[: bisect_right(days, on)]:
            period = (point.span.last, point.span.first)
            if period in kept:
                contested.setdefault(period, [kept[period]]).append(point)
            kept[period] = point
        for period, points in contested.items():
            kept[period] = _best(points)
        return [kept[period] for period in sorted(kept)]

    def _known(self, series: Series) -> tuple[list[date], list[Point]]:
        """The values of a series in the order in which they became known, with the days."""
        if series not in self._by_day:
            rows = sorted(self._series.get(series, ()), key=attrgetter("known"))
            self._by_day[series] = ([row.known for row in rows], [Point(row.span, row.amount, row) for row in rows])
        return self._by_day[series]


def _best(points: list[Point]) -> Point:
    """The value that goes before others for its period, the later known of equals, with those that contest it.

    A later value of the same source takes the place of its earlier one: it is a vintage, no rival.
    """
    first = min(reversed(points), key=attrgetter("rank"))
    rivals = tuple(
        point.observation
        for point in points
        if point.rank[:2] == first.rank[:2]
        and point.amount != first.amount
        and point.observation.source != first.observation.source
    )
    return Point(first.span, first.amount, first.observation, rivals)
