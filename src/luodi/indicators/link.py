"""Which indicator a target of a plan is set on, and on which basis."""

from __future__ import annotations

from typing import Literal

from luodi.indicators.observation import UnitError, factor
from luodi.plan import Record, Target
from luodi.registry.indicators import Named, bases, counted_by, indicators, named_by

NATION = "全国"


class Link(Record, frozen=True, kw_only=True):
    """A target's indicator, basis and region, and what of the indicator it is set on (see `Named`)."""

    indicator: str
    basis: str
    region: str
    of: Literal["level", "growth", "added", "counted"]


Unlinked = Literal["no-indicator", "unit-differs", "several-years"]
"""`several-years`: what a flow comes to over the years of a plan, which no single year's value can show."""


def link(target: Target, issued: int | None = None) -> Link | Unlinked:
    """The indicator that a target's subject names in the registry, or why there is none.

    A target counted over a threshold (产销量突破100万辆的整车企业) is set on the indicator of those things. `issued` is
    the year of the plan: one made after a basis had ended is set on the basis that took its place.
    """
    named = _named(target)
    if named is None:
        return "no-indicator"
    unit = indicators()[named.indicator].unit
    written = target.unit
    if named.of == "counted":
        assert target.qualifier is not None
        written = target.qualifier.unit
    elif named.of == "growth":
        unit = "%"
    try:
        factor(written, unit)
    except UnitError:
        return "unit-differs"
    if named.of == "level" and indicators()[named.indicator].periods == "sum" and "累计" in target.subject:
        return "several-years"
    basis = _in_force(named, issued)
    return Link(indicator=named.indicator, basis=basis, region=target.region or NATION, of=named.of)


def _in_force(named: Named, issued: int | None) -> str:
    ended = bases()[named.indicator, named.basis].until
    if issued is None or ended is None or issued <= int(ended):
        return named.basis
    later = (
        basis.id
        for basis in bases().values()
        if basis.indicator == named.indicator and basis.since and int(ended) < int(basis.since) <= issued
    )
    return next(later, named.basis)


def _named(target: Target) -> Named | None:
    threshold = target.qualifier
    if threshold is not None:
        return counted_by(target.subject, target.region, threshold.of, threshold.unit)
    return named_by(target.subject, target.region, target.unit)
