"""Indicators that plans set targets for, the bases (口径) on which they are published, and what holds between them."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

import msgspec

from luodi.registry.table import records

IndicatorKind = Literal["flow", "stock", "share", "count", "rank", "growth"]


class Indicator(msgspec.Struct, frozen=True, gc=False):
    """An indicator: what it is called, what it is counted in, and how its values may be put together.

    `unit` is the unit values are shown and compared in. `kind`: a flow belongs to a period, a stock to its last day,
    a share is a ratio in %, a count a number of things, a rank a place in a list, a growth a rate in %.
    `periods` and `regions` say how values of parts add up: `sum`, `end` (the last one stands for all) or `none`.
    `things` makes it an indicator of single things (整车企业) whose values a target's threshold counts.
    `phrases` are the subjects by which plans name it, place names and 全省 left out. `basis` is the basis of a target
    that says nothing of its basis.
    """

    id: str
    name: str
    english: str
    unit: str
    kind: IndicatorKind
    periods: Literal["sum", "end", "none"]
    regions: Literal["sum", "none"]
    things: tuple[str, ...]
    phrases: tuple[str, ...]
    basis: str
    note: str | None
    source: str


class StatisticalBasis(msgspec.Struct, frozen=True, gc=False):
    """口径: a way of counting an indicator. Values on different bases are never joined.

    `since` and `until` are the first and last year it was published for, `phrases` the words of a subject that mean
    this basis, `caution` what has to be said wherever a value of it is shown.
    """

    indicator: str
    id: str
    name: str
    english: str
    since: str | None
    until: str | None
    phrases: tuple[str, ...]
    caution: str | None
    caution_english: str | None
    source: str


class Relation(msgspec.Struct, frozen=True, gc=False):
    """恒等关系 between indicators of one region and year.

    `part`: each of `terms` is part of `result` (新能源汽车产量 of 汽车产量). `sum`: together they are the result.
    `ratio`: the result is the first term over the second, in the result's unit; where the second is that of the
    nation, `whole` is 全国. `growth`: the result is the published rate at which its term grew.
    """

    kind: Literal["part", "sum", "ratio", "growth"]
    result: str
    terms: tuple[str, ...]
    whole: str | None
    note: str | None
    source: str


class Named(msgspec.Struct, frozen=True, gc=False):
    """What a subject names: an indicator on a basis, `of` being what is said of it besides its level.

    `growth`: its yearly average rate (年均增长); `added`: what it gained since the period began (新增);
    `counted`: how many things pass a threshold on it.
    """

    indicator: str
    basis: str
    of: Literal["level", "growth", "added", "counted"]


@cache
def indicators() -> dict[str, Indicator]:
    """Every indicator by id."""
    return {indicator.id: indicator for indicator in records("indicators", Indicator)}


@cache
def bases() -> dict[tuple[str, str], StatisticalBasis]:
    """Every basis by (indicator, id)."""
    return {(basis.indicator, basis.id): basis for basis in records("bases", StatisticalBasis)}


@cache
def relations() -> tuple[Relation, ...]:
    return tuple(records("relations", Relation))


@cache
def _phrases() -> dict[str, tuple[str, str]]:
    """Phrase -> indicator and basis."""
    named = {
        phrase: (found.id, found.basis) for found in indicators().values() for phrase in (found.name, *found.phrases)
    }
    return named | {phrase: (basis.indicator, basis.id) for basis in bases().values() for phrase in basis.phrases}


@cache
def _things() -> dict[str, tuple[str, str]]:
    return {thing: (found.id, found.basis) for found in indicators().values() for thing in found.things}


_PLACE = re.compile(r"^(?:我|全)(?:省|市|州|县|区|盟|旗|国)|^(?:全区|区域内|境内|辖区内)")
_GROWTH = re.compile(r"(?:年均|平均每年|每年|年)(?:增长|增速|增幅|增长率|增长速度|复合增长率)$|年均增长率?$")
_ADDED = re.compile(r"^(?:累计)?(?:新增|新建|新培育|新认定|净增|增加)|(?:累计)?(?:新增|净增|增加)$")
_VERB = re.compile(r"^(?:培育|打造|形成|建成|建设|认定|拥有|发展|引进|实现|累计建成|累计)")
_TAIL = re.compile(r"(?:总量|总数|数量|规模|总额|水平|达到)$")
_ASIDE = re.compile(r"[\s“”\"'《》（）()]|（[^）]*）")


@lru_cache(maxsize=4096)
def named_by(subject: str, region: str | None = None) -> Named | None:
    """The indicator that a target's subject names, None when the registry has none of that name.

    Only whole names count: 汽车零部件制造业营业收入 is never taken for 汽车制造业营业收入, nor 城市公交新能源汽车产量
    for 新能源汽车产量. Words of place (全省, the plan's own `region`) and what is said of the indicator besides are
    read off first.
    """
    plain = _without_place(_ASIDE.sub("", subject), region)
    for of, rest in _readings(plain):
        for name in (rest, _TAIL.sub("", rest), _VERB.sub("", rest), _VERB.sub("", _TAIL.sub("", rest))):
            if found := _phrases().get(_without_place(name, region)):
                return Named(*found, of)
    return None


def _readings(plain: str) -> list[tuple[Literal["level", "growth", "added"], str]]:
    readings: list[tuple[Literal["level", "growth", "added"], str]] = [("level", plain)]
    if cut := _GROWTH.search(plain):
        readings.append(("growth", plain[: cut.start()]))
    if cut := _ADDED.search(plain):
        readings.append(("added", plain[: cut.start()] + plain[cut.end() :]))
    return readings


def counted_by(thing: str, region: str | None = None) -> Named | None:
    """The indicator on which things of this name (整车企业) are measured when those over a threshold are counted."""
    plain = _without_place(_ASIDE.sub("", thing), region)
    for name in (plain, _VERB.sub("", plain)):
        if found := next((found for end, found in _things().items() if name == end or name.endswith("的" + end)), None):
            return Named(*found, "counted")
    return None


def _without_place(name: str, region: str | None) -> str:
    name = _PLACE.sub("", name)
    for place in _places(region):
        name = name.removeprefix(place)
    return name


@lru_cache(maxsize=256)
def _places(region: str | None) -> tuple[str, ...]:
    """The names of a region that a subject may begin with, longest first."""
    from luodi.registry.regions import lineage, region_of

    if region is None or (found := region_of(region)) is None:
        return ()
    names = {name for division in lineage(found) for name in (division.name, division.short)}
    return (region, *sorted(names, key=lambda name: -len(name)))
