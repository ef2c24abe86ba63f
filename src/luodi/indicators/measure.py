"""What observations say about a target's quantity: its level, its growth, what was added, how many things pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from luodi.indicators.link import Link
from luodi.indicators.observation import in_unit
from luodi.indicators.observations import Observations, Point, Reading
from luodi.plan import Comparator, Qualifier
from luodi.registry.indicators import indicators


class Measured(NamedTuple):
    """Readings in order of time; values of a part of a year, which are nobody's year; values on other bases."""

    readings: tuple[Reading, ...]
    part_years: tuple[Point, ...]
    elsewhere: tuple[Point, ...]


def measure(
    link: Link, qualifier: Qualifier | None, base: int | None, observations: Observations, on: date
) -> Measured:
    """What was known on a day of the quantity that a target is set on.

    `base` is the year from which growth and additions are reckoned; without one there are no such readings.
    """
    whole_years = indicators()[link.indicator].kind not in ("stock", "count")
    elsewhere = tuple(_elsewhere(link, observations, on))
    if link.of == "counted":
        assert qualifier is not None
        return Measured(tuple(_counted(link, qualifier, observations, on)), (), elsewhere)
    points = observations.points((link.indicator, link.basis, link.region, ""), on)
    part_years: tuple[Point, ...] = ()
    if whole_years:
        part_years = tuple([point for point in points if not point.yearly])
        points = [point for point in points if point.yearly] if part_years else points
    readings = tuple([point.reading for point in points])
    if link.of != "level":
        start = next((reading for reading in readings if reading.at == base), None)
        later = [reading for reading in readings if start is not None and reading.at > start.at]
        change = _growth if link.of == "growth" else _added
        readings = tuple(found for reading in later if start and (found := change(start, reading)))
    return Measured(readings, part_years, elsewhere)


def _elsewhere(link: Link, observations: Observations, on: date) -> Iterator[Point]:
    for basis in observations.bases(link.indicator, link.region):
        if basis != link.basis:
            for entity in observations.entities(link.indicator, basis, link.region):
                yield from observations.points((link.indicator, basis, link.region, entity), on)


def _growth(start: Reading, reading: Reading) -> Reading | None:
    """The yearly average rate in % since the base year; from nothing, from or to less than nothing there is none."""
    if start.amount <= 0 or min(reading.amount, *reading.rivals, 0) < 0:
        return None

    def rate(amount: float) -> float:
        return float(((amount / start.amount) ** (1 / (reading.at - start.at)) - 1) * 100)

    return replace(
        reading,
        amount=rate(reading.amount),
        rests_on=(*start.rests_on, *reading.rests_on),
        derived=start.derived or reading.derived,
        rivals=tuple(map(rate, reading.rivals)),
    )


def _added(start: Reading, reading: Reading) -> Reading:
    """What was gained since the end of the base year."""
    return replace(
        reading,
        amount=reading.amount - start.amount,
        rests_on=(*start.rests_on, *reading.rests_on),
        derived=start.derived or reading.derived,
        rivals=tuple(rival - start.amount for rival in reading.rivals),
    )


def _counted(link: Link, qualifier: Qualifier, observations: Observations, on: date) -> Iterator[Reading]:
    """How many things pass the threshold in each year. Things without a value are not counted, so it is a minimum."""
    unit = indicators()[link.indicator].unit
    threshold = in_unit(qualifier.value, qualifier.unit, unit)
    by_year: dict[int, list[Point]] = defaultdict(list)
    for entity in observations.entities(link.indicator, link.basis, link.region):
        for point in observations.points((link.indicator, link.basis, link.region, entity), on):
            if point.yearly:
                by_year[point.span.year].append(point)
    for year, points in sorted(by_year.items()):
        passing = [
            point
            for point in points
            if satisfies(point.amount, point.observation.bound, qualifier.comparator, threshold)
        ]
        rests_on = tuple(point.observation for point in passing or points)
        yield Reading(year, year, len(passing), ">=", rests_on, (), any(row.status == "derived" for row in rests_on))


def satisfies(amount: float, bound: Comparator, comparator: Comparator, threshold: float) -> bool | None:
    """Whether a value published with a bound meets a threshold; None where the bound leaves it open.

    `=` and `~` ask for the threshold or more, as 达到 does; who wants less says `<=` or `<`.
    """
    if comparator in ("<", "<="):
        mirrored = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
        return satisfies(-amount, mirrored.get(bound, bound), mirrored[comparator], -threshold)  # type: ignore[arg-type]
    over = amount > threshold or (amount == threshold and (comparator != ">" or bound == ">"))
    if bound in (">", ">="):
        return over or None
    if bound in ("<", "<="):
        return None if over and not (amount == threshold and bound == "<") else False
    return over
