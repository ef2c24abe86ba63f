"""What observations say about a target's quantity: its level, its growth, what was added, how many things pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date

import msgspec
from msgspec.structs import replace

from luodi.indicators.assessment import Standing
from luodi.indicators.link import Link
from luodi.indicators.observation import in_unit
from luodi.indicators.observations import Observations, Point, Reading
from luodi.plan import Comparator, Qualifier
from luodi.registry.indicators import indicators


class Measured(msgspec.Struct, frozen=True, gc=False):
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
    elsewhere = _elsewhere(link, observations, on)
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
        start = next((reading for reading in readings if reading.standing.at == base), None)
        later = [reading for reading in readings if start is not None and reading.standing.at > start.standing.at]
        change = _growth if link.of == "growth" else _added
        readings = tuple(found for reading in later if start and (found := change(start, reading)))
    return Measured(readings, part_years, elsewhere)


def _elsewhere(link: Link, observations: Observations, on: date) -> tuple[Point, ...]:
    indicator, region = link.indicator, link.region
    return tuple(
        [
            point
            for basis in observations.bases(indicator, region)
            if basis != link.basis
            for entity in observations.entities(indicator, basis, region)
            for point in observations.points((indicator, basis, region, entity), on)
        ]
    )


def _growth(start: Reading, reading: Reading) -> Reading | None:
    """The yearly average rate in % since the base year; from nothing, from or to less than nothing there is none."""
    begun, reached = start.standing, reading.standing
    if begun.amount <= 0 or min(reached.amount, *reading.rivals, 0) < 0:
        return None

    def rate(amount: float) -> float:
        return float(((amount / begun.amount) ** (1 / (reached.at - begun.at)) - 1) * 100)

    return _since(start, reading, rate)


def _added(start: Reading, reading: Reading) -> Reading:
    """What was gained since the end of the base year."""
    return _since(start, reading, lambda amount: amount - start.standing.amount)


def _since(start: Reading, reading: Reading, change: Callable[[float], float]) -> Reading:
    """What amounts have become since the start, resting on both."""
    reached = reading.standing
    derived = start.standing.derived or reached.derived
    return Reading(
        replace(reached, amount=change(reached.amount), derived=derived),
        (*start.rests_on, *reading.rests_on),
        tuple(map(change, reading.rivals)),
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
        derived = any(row.status == "derived" for row in rests_on)
        yield Reading(Standing(year, year, len(passing), ">=", derived), rests_on)


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
