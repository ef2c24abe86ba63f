"""Judging targets by what was known on a day: assess(plan, observations, on)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from math import floor, log10
from operator import attrgetter

import msgspec
from msgspec.structs import replace

from luodi.indicators.assessment import Assessment, Assessments, Sentence, Standing, Use, Used, Verdict, sentence
from luodi.indicators.link import Link, Unlinked, link
from luodi.indicators.measure import Measured, measure, satisfies
from luodi.indicators.observation import Observation, UnitError, factor, in_unit
from luodi.indicators.observations import Observations, Point, Reading
from luodi.indicators.period import spoken
from luodi.indicators.trajectory import Mark, Trajectory, required, trajectory
from luodi.plan import Comparator, Plan, Qualifier, Target, figure
from luodi.registry.indicators import Indicator, StatisticalBasis, bases, indicators, relations
from luodi.registry.units import unit_of

STALE_AFTER = 2.0
"""Years after which the latest value is said to be old."""
_AT = attrgetter("standing.at")
MOST_MILESTONES = 100
"""A plan that sets one quantity for more years than these has none: each target's path would be as long as the plan."""


def assess(plan: Plan, observations: Observations, on: date) -> Assessments:
    """The assessment of every target of a plan, by what was published until the end of a day."""
    issued = int(plan.document.issued[:4]) if plan.document.issued else None
    links = [(target, link(target, issued)) for target in plan.targets]
    siblings: dict[tuple[Link, Qualifier | None], dict[int, Target]] = defaultdict(dict)
    for target, linked in links:
        if isinstance(linked, Link) and target.year is not None:
            siblings[linked, target.qualifier][target.year] = target
    base = _base_year(plan)
    judged = []
    for target, linked in links:
        if isinstance(linked, Link):
            judged.append(
                _Case(target, linked, siblings[linked, target.qualifier], base, observations, on).assessment()
            )
        else:
            judged.append(_unlinked(target, linked))
    return Assessments(
        document=plan.document.id, title=plan.document.title, on=on.isoformat(), assessments=tuple(judged)
    )


def _base_year(plan: Plan) -> int | None:
    """The year before the plan's period (基期): additions and average rates are reckoned from its end."""
    start = plan.document.period.start or plan.document.issued
    return int(start[:4]) - 1 if start else None


def _unlinked(target: Target, why: Unlinked) -> Assessment:
    reason = sentence("reason", why, {"subject": target.subject, "unit": target.unit or "—"})
    return Assessment(
        target=target.id, path=target.path, subject=target.subject, comparator=target.comparator, value=target.value,
        value_max=target.value_max, unit=target.unit, figure=figure(target), year=target.year,
        aspirational=target.aspirational is not None, indicator=None, basis=None, region=None, of=None,
        verdict="cannot_be_judged", reason_code=reason.code, reason=reason,
    )  # fmt: skip


class _Judged(msgspec.Struct, frozen=True, gc=False):
    verdict: Verdict
    code: str
    decisive: Reading | None


class _Case:
    """One target with what there is to judge it by."""

    def __init__(
        self, target: Target, linked: Link, siblings: Mapping[int, Target], base: int | None,
        observations: Observations, on: date,
    ) -> None:  # fmt: skip
        self.target, self.link, self.on = target, linked, on
        self.indicator: Indicator = indicators()[linked.indicator]
        self.basis: StatisticalBasis = bases()[linked.indicator, linked.basis]
        self.base = target.baseline.year if target.baseline and target.baseline.year else base
        self.observations = observations
        self.measured: Measured = measure(linked, target.qualifier, self.base, observations, on)
        self.counted_in = {"growth": "%", "counted": target.unit}.get(linked.of, self.indicator.unit)
        self.comparator: Comparator = ">=" if target.comparator == "range" else target.comparator
        self.threshold = self._threshold(target)
        self.start = self._start()
        self.trajectory = self._trajectory(siblings)

    def _threshold(self, target: Target) -> float:
        if self.link.of in ("level", "added"):
            return in_unit(target.value, target.unit, self.indicator.unit)
        times = (unit_of(target.unit) or (1, None))[0]
        return float(target.value) * times

    def _start(self) -> Mark | None:
        """Where the way begins: the document's own baseline, else the latest reading before the period."""
        if self.link.of == "added":
            return Mark(self.base, 0.0) if self.base is not None else None
        baseline = self.target.baseline
        if self.link.of == "level" and baseline is not None and baseline.year is not None:
            try:
                return Mark(baseline.year, in_unit(baseline.value, baseline.unit, self.indicator.unit))
            except UnitError:
                return None
        # What was only bounded, as a count of the things that are known, is no value to begin from.
        for reading in reversed(self.measured.readings if self.base is not None else ()):
            standing = reading.standing
            if standing.at <= self.base and standing.bound in ("=", "~"):  # type: ignore[operator]
                return Mark(standing.at, standing.amount)
        return None

    # ---------------------------------------------------------------- the verdict

    def _judge(self) -> _Judged:
        readings, year = self.measured.readings, self.target.year
        if year is None:
            return _Judged("cannot_be_judged", "no-year", readings[-1] if readings else None)
        there = bisect_left(readings, year, key=_AT)
        if there < len(readings) and _AT(readings[there]) == year:
            return self._at_its_year(readings[there], readings[:there])
        begun = bisect_right(readings, self.start.at, key=_AT) if self.start else 0
        before, later = readings[begun:there], readings[max(begun, there) :]
        after = later[0] if later else None
        if early := self._early(before):
            return early
        if after and self._missed_by(after):
            return _Judged("not_met", "missed-later", after)
        if not before and after is None:
            return _Judged("cannot_be_judged", self._why_nothing(), None)
        if not before or self._is_over(year):
            return _Judged("cannot_be_judged", "target-year-not-observed", before[-1] if before else after)
        return self._on_the_way(before[-1])

    def _is_over(self, year: int) -> bool:
        """Whether the day of knowledge is the last of a year or later; a plan may name years that no calendar has."""
        return (self.on.year, self.on.month, self.on.day) >= (year, 12, 31)

    def _at_its_year(self, reading: Reading, before: Sequence[Reading]) -> _Judged:
        verdicts = self._passes(reading)
        if len(verdicts) > 1:
            return _Judged("cannot_be_judged", "sources-disagree", reading)
        met = verdicts.pop()
        if met is None:
            return self._early(before) or _Judged("cannot_be_judged", "bound-leaves-open", reading)
        return _Judged("met", "target-year-met", reading) if met else _Judged("not_met", "target-year-missed", reading)

    def _early(self, readings: Sequence[Reading]) -> _Judged | None:
        """Met before its year by the first value that passes, unless a later one has fallen below again.

        A ceiling can still be broken and an average is only known at the end of its years, so these are never early;
        a rate of one year says nothing of the next.
        """
        if self.comparator in ("<", "<=") or self._is_rate():
            return None
        reading = None
        for one in readings:
            passes = self._passes(one)
            if passes == {False}:
                reading = None
            elif passes == {True} and reading is None:
                reading = one
        return _Judged("met", "passed-early", reading) if reading else None

    def _is_rate(self) -> bool:
        return self.link.of == "growth" or self.indicator.kind == "growth"

    def _missed_by(self, after: Reading) -> bool:
        """Whether what stands after the target's year shows that it was missed: what has been built up is not there.

        A ceiling may have been kept until then, and so may a figure that belongs to its year alone.
        """
        builds_up = self.indicator.kind in ("stock", "count") and self.comparator not in ("<", "<=")
        return builds_up and self._passes(after) == {False}

    def _passes(self, reading: Reading) -> set[bool | None]:
        """What is to be said of the values that sources of equal rank give: passes, does not, left open by a bound."""
        amounts, bound = (reading.standing.amount, *reading.rivals), reading.standing.bound
        return {satisfies(amount, bound, self.comparator, self.threshold) for amount in amounts}

    def _on_the_way(self, latest: Reading) -> _Judged:
        way = self.trajectory
        if way is None:
            return _Judged("cannot_be_judged", "no-baseline", latest)
        ahead = self._ahead(latest.standing.amount - way.expected(latest.standing.at))
        if ahead < 0 and latest.standing.bound in (">", ">="):
            return _Judged("cannot_be_judged", "bound-leaves-open", latest)
        return _Judged("on_path", "on-path", latest) if ahead >= 0 else _Judged("off_path", "off-path", latest)

    def _ahead(self, difference: float) -> float:
        """A difference to the path, positive where it is to the good."""
        return -difference if self.comparator in ("<", "<=") else difference

    def _why_nothing(self) -> str:
        since = self.start.at if self.start else float("-inf")
        if any(point.span.year > since for point in self.measured.elsewhere):
            return "other-basis-only"
        if any(point.span.year > since for point in self.measured.part_years):
            return "part-year-only"
        return "no-observation-since-baseline" if self.start is not None else "no-observation"

    # ---------------------------------------------------------------- what is said with it

    def _trajectory(self, siblings: Mapping[int, Target]) -> Trajectory | None:
        """From the baseline over the milestones (the plan's targets of the quantity, by year) to the target."""
        start, end = self.start, self.target.year
        if self.link.of == "growth" and self.base is not None and end is not None and self.base < end:
            return trajectory([Mark(self.base, self.threshold), Mark(end, self.threshold)], False)
        if start is None or end is None or start.at >= end:
            return None
        between: list[Mark] = []
        if len(siblings) <= MOST_MILESTONES:
            years = sorted([year for year in siblings if start.at < year < end])
            between = [Mark(year, self._threshold(siblings[year])) for year in years]
        flow = self.indicator.kind == "flow" and self.link.of == "level"
        return trajectory([start, *between, Mark(end, self.threshold)], flow)

    def assessment(self) -> Assessment:
        """The verdict with its reason, the numbers around it, the observations and what to mind about them."""
        target, link, judged = self.target, self.link, self._judge()
        readings = tuple([reading.standing for reading in self.measured.readings])
        latest = readings[-1] if readings else None
        way, start = self.trajectory, self.start
        goal = Mark(target.year, self.threshold) if target.year is not None else None
        expected = way.expected(latest.at) if way and latest and latest.at > way.marks[0].at else None
        code = judged.code
        if judged.decisive and judged.decisive.standing.derived and judged.verdict != "cannot_be_judged":
            code += "-derived"
        values = self._values(judged, expected)
        return Assessment(
            target=target.id, path=target.path, subject=target.subject, comparator=target.comparator,
            value=target.value, value_max=target.value_max, unit=target.unit, figure=values["target"],
            year=target.year, aspirational=target.aspirational is not None,
            indicator=link.indicator, basis=link.basis, region=link.region, of=link.of,
            verdict=judged.verdict, reason_code=code, reason=sentence("reason", code, values),
            counted_in=self.counted_in,
            threshold=self.threshold,
            baseline=target.baseline,
            start=Standing(start.at, int(start.at), start.amount, "=") if start else None,
            readings=readings,
            latest=latest,
            progress=_progress(start, latest, self.threshold),
            trajectory=way,
            expected=expected,
            distance=self._ahead(latest.amount - expected) if latest and expected is not None else None,
            required=required(Mark(latest.at, latest.amount), goal, self.counted_in)
            if latest and goal and judged.verdict in ("on_path", "off_path") and self._needs_more() else None,
            required_from_baseline=required(start, goal, self.counted_in)
            if start and goal and link.of != "growth" else None,
            observations=self._used(judged),
            cautions=tuple(self._cautions(judged)),
        )  # fmt: skip

    def _needs_more(self) -> bool:
        """Whether a pace is still needed: below a ceiling there is only room, and an average rate has no level."""
        within = self.comparator in ("<", "<=") and self._passes(self.measured.readings[-1]) == {True}
        return self.link.of != "growth" and not within

    def _used(self, judged: _Judged) -> tuple[Used, ...]:
        """Every observation once, with the first use that it has."""
        start = self.start.at if self.start else float("-inf")
        decisive = judged.decisive.rests_on if judged.decisive else ()
        found = {id(row): Used("decisive", row) for row in decisive}
        for reading in self.measured.readings:
            use: Use = "baseline" if reading.standing.at <= start else "earlier"
            for row in reading.rests_on:
                found.setdefault(id(row), Used(use, row))
        for point in self.measured.part_years:
            if self._matters(point.span.year):
                found.setdefault(id(point.observation), Used("part-year", point.observation))
        for point in self.measured.elsewhere:
            if self._matters(point.span.year):
                found.setdefault(id(point.observation), Used("other-basis", point.observation))
        return tuple(found.values())

    def _matters(self, year: int) -> bool:
        """Whether a year lies after the baseline and not after the target's."""
        start = self.start.at if self.start else (self.base or 0)
        return start < year <= (self.target.year or year)

    def _cautions(self, judged: _Judged) -> Iterator[Sentence]:
        target, year = self.target, self.target.year
        if said := _basis_caution(self.basis.indicator, self.basis.id):
            yield said
        if judged.verdict == "cannot_be_judged":
            yield from self._growth_only()
        if judged.code == "passed-early" and year is not None and self._is_over(year):
            others = [point for point in self.measured.elsewhere if point.yearly and point.span.year == year]
            code = "target-year-on-other-basis" if others else "target-year-not-observed"
            yield sentence("caution", code, {"year": str(year), **self._basis_names(others)})
        for row in judged.decisive.rests_on if judged.decisive else ():
            for code, more in _doubts(row):
                values = {"period": spoken(row.span), "period_en": row.period, "source": row.source}
                yield sentence("caution", code, values | more)
        if judged.decisive and judged.decisive.rivals:
            yield sentence("caution", "sources-differ", {"values": "、".join(map(_written, judged.decisive.rests_on))})
        latest = judged.decisive
        if latest and judged.verdict in ("on_path", "off_path") and self.on.year - latest.standing.at > STALE_AFTER:
            yield sentence("caution", "old", {"year": str(latest.standing.year)})
        if target.value_max is not None and self._is_above_range(judged):
            yield sentence("caution", "above-range", {"value": f"{target.value_max}{target.unit}"})
        if target.comparator == "~":
            yield sentence("caution", "about", {"value": f"{target.value}{target.unit}"})
        if target.aspirational:
            yield sentence("caution", "aspirational", {"words": target.aspirational})

    def _is_above_range(self, judged: _Judged) -> bool:
        if judged.decisive is None or judged.verdict != "met" or self.target.value_max is None:
            return False
        upper = replace(self.target, value=self.target.value_max)
        return judged.decisive.standing.amount > self._threshold(upper)

    def _growth_only(self) -> Iterator[Sentence]:
        """Where the level is not known but its growth was published: said, and never chained to a level."""
        for relation in relations():
            if relation.kind != "growth" or relation.terms != (self.link.indicator,):
                continue
            found = [
                point
                for basis in self.observations.bases(relation.result, self.link.region)
                for point in self.observations.points((relation.result, basis, self.link.region, ""), self.on)
                if self._matters(point.span.year)
            ]
            if found:
                zh = "、".join(f"{spoken(point.span)}{_written(point.observation)}" for point in found)
                en = ", ".join(f"{_written(point.observation)} ({point.span})" for point in found)
                yield sentence("caution", "growth-only", {"growth": zh, "growth_en": en})

    def _basis_names(self, others: Sequence[Point]) -> dict[str, str]:
        if not others:
            return {"others": "", "others_en": ""}
        names = dict.fromkeys([point.observation.basis for point in others])
        found = [bases()[self.link.indicator, name] for name in names]
        return {"others": "、".join([b.name for b in found]), "others_en": ", ".join([b.english for b in found])}

    def _values(self, judged: _Judged, expected: float | None) -> dict[str, str]:
        basis, reading = self.basis, judged.decisive
        return {
            "subject": self.target.subject,
            "unit": self.target.unit,
            "target": figure(self.target),
            "year": str(self.target.year),
            "latest": self._reading_written(reading) if reading else "—",
            "latest_period": spoken(reading.rests_on[-1].span) if reading else "—",
            "latest_period_en": reading.rests_on[-1].period if reading else "—",
            "expected": "—" if expected is None else self._beside(reading, expected),
            "start": f"{self.start.at:.0f}" if self.start else "—",
            "basis": basis.name,
            "basis_en": basis.english,
            **self._basis_names(self.measured.elsewhere),
        }

    def _beside(self, reading: Reading | None, amount: float) -> str:
        """An amount in the unit in which the reading beside it was published."""
        unit = reading.rests_on[-1].unit if reading and self.link.of == "level" else None
        if unit is None or unit == self.counted_in:
            return f"{rounded(amount)}{self.counted_in}"
        return f"{rounded(amount / float(factor(unit, self.indicator.unit)))}{unit}"

    def _reading_written(self, reading: Reading) -> str:
        if self.link.of == "level":
            return "、".join(map(_written, reading.rests_on))
        standing = reading.standing
        bound = {"=": "", ">=": "≥", "<=": "≤"}.get(standing.bound, standing.bound)
        return f"{bound}{rounded(standing.amount)}{self.counted_in}"


def _doubts(row: Observation) -> Iterator[tuple[str, dict[str, str]]]:
    """What has to be said of an observation that a verdict rests on, with what is said in it besides."""
    if row.status == "preliminary":
        yield "preliminary", {}
    if row.bound == "~":
        yield "rounded", {}
    if row.grade in ("C", "D"):
        yield f"grade-{row.grade.lower()}", {}
    if "address incomplete" in row.note:
        yield "address-incomplete", {}
    if not row.published:
        yield "publication-unknown", {"gathered": row.gathered}


def _written(observation: Observation) -> str:
    """A value as it was published, with its bound."""
    bound = "" if observation.bound == "=" else observation.bound
    return f"{bound}{observation.value!s}{observation.unit}"


def rounded(amount: float) -> str:
    """A computed amount in four significant digits, never in powers of ten."""
    digits = 0 if amount == 0 else max(0, 3 - floor(log10(abs(amount))))
    text = f"{amount:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def _basis_caution(indicator: str, basis: str) -> Sentence | None:
    """What has to be said wherever a value on a basis is shown."""
    found = bases()[indicator, basis]
    if not found.caution:
        return None
    return sentence("caution", "basis", {"zh": found.caution, "en": found.caution_english or found.caution})


def _progress(start: Mark | None, latest: Standing | None, threshold: float) -> float | None:
    """The part of the way that has been made; None where there is no way or nothing since its beginning."""
    if start is None or latest is None or latest.at <= start.at or threshold == start.amount:
        return None
    return (latest.amount - start.amount) / (threshold - start.amount)
