"""Which figures are the same in both versions, and what is said of them otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from luodi.documents import Anchor
from luodi.plan.checks.targets import figure, printed
from luodi.plan.comparison import Figure, base, order
from luodi.plan.diff.change import About, Change, Kind, Spot, Trace
from luodi.plan.diff.tasks import ALIKE
from luodi.plan.identity import fold
from luodi.plan.matching import matched
from luodi.plan.model import Comparator, Plan, Qualifier, Record
from luodi.plan.similarity import grams


class _Named(Record, frozen=True, kw_only=True):
    """What targets and commitments have in common."""

    about: About
    spot: Spot
    anchor: Anchor
    value: Decimal
    value_max: Decimal | None
    unit: str
    comparator: Comparator
    printed: str
    year: int | None
    recurrence: str | None
    qualifier: Qualifier | None
    soft: str | None
    type: str | None

    @property
    def figure(self) -> Figure:
        return self.value, self.value_max, self.unit


def figure_changes(old: Plan, new: Plan) -> tuple[list[Change], list[Trace]]:
    """The changes of targets and commitments, and where they show."""
    changes: list[Change] = []
    traces: list[Trace] = []
    for here, there in ((_targets(old), _targets(new)), (_commitments(old), _commitments(new))):
        pairs = matched(here, there, _SAME, lambda one: grams(one.spot.name), ALIKE)
        before, after = {pair[1]: pair[0] for pair in pairs}, {pair[0] for pair in pairs}
        for at, one in enumerate(here):
            if at not in after:
                changes.append(Change(about=one.about, kind="removed", old=one.spot, before=one.printed))
                traces.append(Trace(one.anchor, None, _numbers(one)))
        for to, one in enumerate(there):
            if to not in before:
                changes.append(Change(about=one.about, kind="added", new=one.spot, after=one.printed))
                traces.append(Trace(None, one.anchor, _numbers(one)))
                continue
            was = here[before[to]]
            if found := list(_compared(was, one)):
                changes += found
                subjects = (was.spot.name, one.spot.name) if was.spot.name != one.spot.name else ()
                traces.append(Trace(was.anchor, one.anchor, (was.unit, one.unit, *subjects)))
    return changes, traces


_SAME: list[Callable[[_Named], object]] = [
    lambda one: (fold(one.spot.name), one.year, one.figure),
    lambda one: (fold(one.spot.name), one.year, base(one.unit)[1]),
    lambda one: (fold(one.spot.name), base(one.unit)[1]),
    lambda one: fold(one.spot.name),
    lambda one: (one.spot.path, one.year, one.figure),
]


def _numbers(one: _Named) -> tuple[str, ...]:
    return tuple(str(value) for value in (one.value, one.value_max) if value is not None)


def _compared(was: _Named, one: _Named) -> Iterator[Change]:
    """What is said otherwise of a figure, value first. Whether higher is better nobody can tell from the figure."""

    def changed(kind: Kind, before: object, after: object) -> Change:
        told = (str("" if side is None else side) for side in (before, after))
        return Change(about=one.about, kind=kind, old=was.spot, new=one.spot, before=next(told), after=next(told))

    match order(was.figure, one.figure):
        case "higher":
            yield changed("raised", was.printed, one.printed)
        case "lower":
            yield changed("lowered", was.printed, one.printed)
        case "mixed":
            yield changed("value", was.printed, one.printed)
        case _ if fold(was.unit) != fold(one.unit):
            yield changed("unit", was.printed, one.printed)
        case _:
            pass
    # a range has no comparator of its own
    if was.comparator != one.comparator and (was.value_max is None) == (one.value_max is None):
        yield changed("comparator", was.printed, one.printed)
    threshold = _threshold(was.qualifier) != _threshold(one.qualifier)
    if fold(was.spot.name) != fold(one.spot.name) and not threshold:  # the subject names the threshold too
        yield changed("subject", was.spot.name, one.spot.name)
    if was.year != one.year:
        yield changed("year", was.year, one.year)
    if was.recurrence != one.recurrence:
        yield changed("recurrence", was.recurrence, one.recurrence)
    if threshold:
        yield changed("qualifier", *(mark and mark.written for mark in (was.qualifier, one.qualifier)))
    if was.soft != one.soft:
        yield changed("soft", was.soft, one.soft)
    if was.type != one.type:
        yield changed("type", was.type, one.type)


def _threshold(qualifier: Qualifier | None) -> object:
    return qualifier and (qualifier.comparator, qualifier.value, qualifier.value_max, qualifier.unit)


def _targets(plan: Plan) -> Sequence[_Named]:
    return [
        _Named(
            about="target",
            spot=Spot(id=target.id, path=target.path, name=target.subject),
            anchor=target.anchor,
            value=target.value,
            value_max=target.value_max,
            unit=target.unit,
            comparator=target.comparator,
            printed=figure(target),
            year=target.year,
            recurrence=target.recurrence,
            qualifier=target.qualifier,
            soft=target.aspirational,
            type=None,
        )
        for target in plan.targets
    ]


def _commitments(plan: Plan) -> Sequence[_Named]:
    return [
        _Named(
            about="commitment",
            spot=Spot(id=promise.id, path=promise.path, name=promise.subject),
            anchor=promise.anchor,
            value=promise.amount,
            value_max=promise.amount_max,
            unit=promise.unit,
            comparator=promise.comparator,
            printed=printed(promise.comparator, promise.amount, promise.amount_max, promise.unit),
            year=None,
            recurrence=promise.recurrence,
            qualifier=None,
            soft=None,
            type=promise.kind,
        )
        for promise in plan.commitments
    ]
