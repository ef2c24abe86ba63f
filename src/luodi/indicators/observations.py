"""Every observation that is known, and what of it was known on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from luodi.indicators.observation import BOUNDS, STATUSES, Observation, Series
from luodi.indicators.period import Span


class Point(NamedTuple):
    """The value of a series for a period as known on a day.

    `amount` is in the indicator's unit. `rivals` are other values for the same period that nothing puts behind this
    one: same status and grade, another value.
    """

    span: Span
    amount: float
    observation: Observation
    rivals: tuple[Observation, ...]


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
        self._ranked: dict[Series, list[tuple[date, _Vintage]]] = {}

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
        best: dict[Span, list[_Vintage]] = {}
        ranked = self._vintages(series)
        for _, vintage in ranked[: bisect_right(ranked, on, key=lambda entry: entry[0])]:
            best.setdefault(vintage.span, []).append(vintage)
        return [_point(best[period]) for period in sorted(best, key=lambda period: (period.last, period.first))]

    def _vintages(self, series: Series) -> Sequence[tuple[date, _Vintage]]:
        """The observations of a series by the day they became known."""
        if series not in self._ranked:
            rows = (_Vintage(row.span, row.amount, row) for row in self._series.get(series, ()))
            self._ranked[series] = sorted(((row.observation.known, row) for row in rows), key=lambda entry: entry[0])
        return self._ranked[series]


class _Vintage(NamedTuple):
    span: Span
    amount: float
    observation: Observation

    @property
    def rank(self) -> tuple[int, str]:
        return (STATUSES.index(self.observation.status), self.observation.grade)


def _point(vintages: list[_Vintage]) -> Point:
    if len(vintages) == 1:
        return Point(*vintages[0], ())
    first = min(reversed(vintages), key=lambda row: (row.rank, BOUNDS.index(row.observation.bound)))
    rivals = (row for row in vintages if row.rank == first.rank and row.amount != first.amount)
    # A later value of the same source takes the place of its earlier one: it is a vintage, no rival.
    kept = tuple(row.observation for row in rivals if row.observation.source != first.observation.source)
    return Point(*first, kept)
