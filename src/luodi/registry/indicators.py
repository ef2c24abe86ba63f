"""Indicators that plans set targets for, the bases (口径) on which they are published, and what holds between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import Literal

import msgspec

from luodi.registry.regions import full_name, region_of
from luodi.registry.table import records
from luodi.registry.units import unit_of

IndicatorKind = Literal["flow", "stock", "share", "ratio", "count", "rank", "growth"]


class Indicator(msgspec.Struct, frozen=True, gc=False):
    """An indicator: what it is called, what it is counted in, and how its values may be put together.

    `unit` is the unit values are shown and compared in. `kind`: a flow belongs to a period, a stock to its last day,
    a share is a ratio in %, a ratio one in another unit (元/辆), a count a number of things, a rank a place in a list,
    a growth a rate in %.
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
    named = [(phrase, (one.id, one.basis)) for one in indicators().values() for phrase in (one.name, *one.phrases)]
    named += [(phrase, (one.indicator, one.id)) for one in bases().values() for phrase in one.phrases]
    return {_uniform(phrase): found for phrase, found in named}


_Of = Literal["level", "growth", "added"]

_GROWTH = re.compile(r"(?:年均|平均每年|每年|年)(?:增长|增速|增幅|增长率|增长速度|复合增长率)$|年均增长率?$")
_ADDED = re.compile(
    r"^(?:累计)?(?:新增|新建成|新建|新培育|新认定|新引进|新开通|净增|增加(?!值)|引进|引育|认定)"
    r"|(?:累计)?(?:新增|净增|增加)$"
)
_VERB = re.compile(
    r"^(?:累计认定|规划(?=建设)|布局(?=建设)|培育|打造|形成|建成|建设|开通|拥有|发展(?!指数)|实现|累计)+"
)
_TAIL = re.compile(r"(?:总量|总数|数量|个数|家数|规模|总额|水平|达到|累计|数)$")
_ASIDE = re.compile(r"（([^（）]*)）|\(([^()]*)\)")
_ABBREVIATION = re.compile(r"[A-Za-z0-9&.%-]+")
_MARKS = re.compile(r"[\s“”‘’\"'《》（）()]")
_SAME = (
    ("国内生产总值", "GDP"), ("地区生产总值", "GDP"), ("生产总值", "GDP"), ("研究与试验发展", "研发"), ("R&D", "研发"),
    ("规上", "规模以上"), ("营收", "营业收入"), ("新能源车", "新能源汽车"), ("比例", "比重"), ("比率", "比重"),
    ("的", ""),
)  # fmt: skip
"""Ways of writing one thing; both subjects and phrases are put in the second."""


def named_by(subject: str, region: str | None = None, unit: str | None = None) -> Named | None:
    """The indicator that a target's subject names, None when the registry has none of that name.

    Only whole names count: 汽车零部件制造业营业收入 is never taken for 汽车制造业营业收入, nor 城市公交新能源汽车产量
    for 新能源汽车产量. Words of place (全省, the plan's own `region`) and what is said of the indicator besides are
    read off first; a place above or beside the plan's own is not read off, since its figure is another one.
    Where the target's `unit` is given, an indicator of another dimension is not meant: 汽车出口 in 亿元 is no number.
    """
    # Most subjects begin with no place: they are found without looking up the names of the region.
    return _named_in_full(subject, unit) or _named_after_place(subject, region, unit)


@lru_cache(maxsize=4096)
def _named_in_full(subject: str, unit: str | None) -> Named | None:
    return _first(_names(_plain(subject)), unit)


@lru_cache(maxsize=4096)
def _named_after_place(subject: str, region: str | None, unit: str | None) -> Named | None:
    plain = _plain(subject)
    placed = ((of, _without_place(name, region)) for of, name in _names(plain))
    return _first(chain(_names(_without_place(plain, region)), placed), unit)


def _first(names: Iterable[tuple[_Of, str]], unit: str | None) -> Named | None:
    for of, name in names:
        found = _phrases().get(name)
        if found and (of == "growth" or _measures(found[0], unit)):
            return Named(*found, of)
    return None


def _names(plain: str) -> Iterator[tuple[_Of, str]]:
    """What a subject may call an indicator, with what it says of it: whole, without its verb, without its tail."""
    for of, rest in _readings(_uniform(plain)):
        for name in (rest, _TAIL.sub("", rest), _VERB.sub("", rest), _VERB.sub("", _TAIL.sub("", rest))):
            yield of, name


def _readings(plain: str) -> list[tuple[_Of, str]]:
    readings: list[tuple[_Of, str]] = [("level", plain)]
    if cut := _GROWTH.search(plain):
        readings.append(("growth", plain[: cut.start()]))
    if cut := _ADDED.search(plain):
        readings.append(("added", plain[: cut.start()] + plain[cut.end() :]))
    return readings


_BEFORE_THING = ("的", "级", "元", "辆", "以上", "规模")


def counted_by(
    subject: str, region: str | None = None, measure: str | None = None, unit: str | None = None
) -> Named | None:
    """The indicator on which things of this name (整车企业) are measured when those over a threshold are counted.

    The subject may have the threshold before the thing (产值超2000亿元的汽车产业园区). `measure` (产值) and `unit`
    are those of the threshold: parks over a revenue are not parks over an output.
    """
    plain = _without_place(_plain(subject), region)
    for name in (plain, _VERB.sub("", plain)):
        for found in indicators().values():
            if (
                any(_is_thing(name, thing) for thing in found.things)
                and (measure is None or any(called.endswith(measure) for called in (found.name, *found.phrases)))
                and _measures(found.id, unit)
            ):
                return Named(found.id, found.basis, "counted")
    return None


def _is_thing(name: str, thing: str) -> bool:
    """Whether a name is that of a thing, with nothing but a threshold before it: a 汽车零部件企业 is no 零部件企业."""
    return name == thing or (name.endswith(thing) and name.removesuffix(thing).endswith(_BEFORE_THING))


def _measures(indicator: str, unit: str | None) -> bool:
    """Whether values in a unit may be of an indicator; measure words (个, 座, 家) stand for one another."""
    if not unit:
        return True
    own, given = unit_of(indicators()[indicator].unit), unit_of(unit)
    if own is None or given is None:  # a quotient (吨标准煤/万元)
        return unit == indicators()[indicator].unit
    if own[1] is None or given[1] is None:  # a number alone (亿)
        return True
    return own[1].base == given[1].base or own[1].dimension == given[1].dimension == "count"


def _plain(written: str) -> str:
    """Without quotation marks, and without a unit or an abbreviation in brackets; other brackets restrict and stay."""
    return _MARKS.sub("", _ASIDE.sub(_aside, written))


def _aside(found: re.Match[str]) -> str:
    inside = found[1] or found[2] or ""
    return "" if _ABBREVIATION.fullmatch(inside) or unit_of(inside) else inside


@lru_cache(maxsize=8192)
def _uniform(name: str) -> str:
    for written, meant in _SAME:
        name = name.replace(written, meant)
    return name


def _without_place(name: str, region: str | None) -> str:
    names, here = _places(region)
    return here.sub("", next((name.removeprefix(place) for place in names if name.startswith(place)), name))


@lru_cache(maxsize=256)
def _places(region: str | None) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """What a region's own plan calls it: its names, longest first, and 全省 in a province, 全市 in a city.

    The region of a plan of the state is None, and so is one that is not known: 全省 is read off as 全国 is.
    """
    division = None if region is None else region_of(region)
    kinds = division.name[-1] if division else "省市州县区盟旗" + ("国" if region is None else "")
    names = {region or "", *((full_name(division), division.name, division.short) if division else ())} - {""}
    return (
        tuple(sorted(names, key=len, reverse=True)),
        re.compile(rf"^(?:[我全本][{kinds}]|[{kinds}](?:域)?内|全域|区域内|境内|辖区内)"),
    )
