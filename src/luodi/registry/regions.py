"""Administrative divisions at county level and above (GB/T 2260), and their names in running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Literal

import msgspec

from luodi.registry.table import Lexicon, records

RegionLevel = Literal["province", "city", "county"]

MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})
"""直辖市: provinces whose own bodies are called 市…."""


class Region(msgspec.Struct, frozen=True, gc=False):
    """A division: 440100 广州市, short 广州. `since` and `until` are ISO dates, None where it begins before
    2013 or exists.

    `parent` is the code of the division that it belongs to; a county-level city that a province governs directly has
    the province.
    """

    code: str
    name: str
    short: str
    level: RegionLevel
    parent: str | None
    since: str | None
    until: str | None
    source: str


@cache
def regions() -> dict[str, Region]:
    """Every division by code."""
    return {region.code: region for region in records("regions", Region)}


@cache
def _lexicon() -> Lexicon[Region]:
    return Lexicon((name, region) for region in regions().values() for name in _names(region))


def _names(region: Region) -> set[str]:
    """Full and short name; an autonomous prefecture or county is also called 恩施州, 大厂县."""
    names = {region.name, region.short}
    if region.name.endswith(("自治州", "自治县")):
        names.add(region.short + region.name[-1])
    return names


def region(code: str) -> Region:
    """The division with a code of six digits; KeyError when there is none."""
    return regions()[code]


def regions_named(name: str) -> tuple[Region, ...]:
    """All divisions with this full or short name (three are called 铁西区); none for an unknown name."""
    return _lexicon()[name]


def region_at(text: str, start: int = 0) -> tuple[str, tuple[Region, ...]] | None:
    """The longest full or short name that begins at `start`, with all divisions that bear it.

    Some short names are everyday words (新华, 和平, 公安): what follows has to decide.
    """
    return next(regions_at(text, start), None)


def regions_at(text: str, start: int = 0) -> Iterator[tuple[str, tuple[Region, ...]]]:
    """Every name that begins at `start`, longest first, with the divisions that bear it."""
    return ((name, _lexicon()[name]) for name in _lexicon().names_at(text, start))


def lineage(division: Region) -> tuple[Region, ...]:
    """A division with those above it, from the province down."""
    above = () if division.parent is None else lineage(region(division.parent))
    return (*above, division)


def full_name(division: Region) -> str:
    """The name from the province down: 广东省广州市黄埔区."""
    return "".join(part.name for part in lineage(division))


@lru_cache(maxsize=1024)
def region_of(path: str) -> Region | None:
    """The division that a name from the province down denotes (广东省广州市, 广州); None if unknown or ambiguous.

    Of several divisions with a name, one whose full name it is goes before others, and a province before all.
    """
    return settle(path, (found for found, end in places_at(path) if end == len(path)))


def places_at(text: str, start: int = 0) -> Iterator[tuple[Region, int]]:
    """Every division named from `start`, with the end of the name: 广东省广州市黄埔区 names three, each in the last."""
    stack: list[tuple[Region | None, int]] = [(None, start)]
    while stack:
        above, at = stack.pop()
        for name, found in regions_at(text, at):
            for division in found:
                if above is None or above in lineage(division)[:-1]:
                    yield division, at + len(name)
                    stack.append((division, at + len(name)))


def settle(name: str, found: Iterable[Region]) -> Region | None:
    """The one division of those found that a name means by itself; one that exists goes before one that did."""
    kept = set(found)
    for better in (
        lambda division: name.endswith(division.name),
        lambda division: division.level == "province",
        lambda division: division.until is None,
    ):
        kept = set(filter(better, kept)) or kept
    return kept.pop() if len(kept) == 1 else None


_AREA = (
    r"[^、，。；]{2,12}?(?:经济技术开发区|高新技术产业开发区|综合保税区|保税区|自由贸易试验区|自贸试验区|自贸区|合作区|开发区|高新区"
    r"|经开区|示范区|试验区|先行区|度假区|风景区|园区|新区|新城|片区)(?:管理委员会|管委会)?"
)


def is_functional_area(text: str) -> bool:
    """Whether the whole text is named like an area that plans treat as a district: 南沙新区, 横琴粤澳深度合作区."""
    return re.fullmatch(_AREA, text) is not None
