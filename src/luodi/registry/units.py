"""Unit words that follow numbers, with Chinese multipliers (万 亿) and without."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache, lru_cache

import msgspec

from luodi.registry.table import Lexicon, records

MULTIPLIERS = {
    "百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12, "十万亿": 10**13, "百万亿": 10**14,
}  # fmt: skip
"""What may stand before a unit; from 万 on also alone (用户突破5000万)."""


class Unit(msgspec.Struct, frozen=True, gc=False):
    """A unit: one is `factor` of `base`. Measure words are their own base, since 家 and 个 count different things.

    `multiplied` says whether 万, 亿 and the like may precede. Units whose name begins with 千 or 百 (千瓦, 百分点)
    have rows of their own.
    """

    name: str
    dimension: str
    base: str
    factor: Fraction
    variants: tuple[str, ...]
    multiplied: bool
    note: str | None
    source: str


@cache
def units() -> dict[str, Unit]:
    """Every unit by name."""
    return {unit.name: unit for unit in records("units", Unit)}


@cache
def _written() -> Lexicon[tuple[int, Unit | None]]:
    """Every way to write a unit, with the multiplier and the unit that it means first (None for a multiplier alone)."""
    return Lexicon(_ways())


def _ways() -> Iterator[tuple[str, tuple[int, Unit | None]]]:
    """A unit by itself goes before one with a multiplier, and the longest multiplier before others."""
    named: dict[str, Unit] = {}
    for unit in units().values():
        for name in (unit.name, *unit.variants):
            named.setdefault(name, unit)
    yield from ((name, (1, unit)) for name, unit in named.items())
    for word in sorted(MULTIPLIERS, key=len, reverse=True):
        factor = MULTIPLIERS[word]
        yield from ((word + name, (factor, unit)) for name, unit in named.items() if unit.multiplied)
        if factor >= 10**4:
            yield word, (factor, None)


def unit_at(text: str, start: int = 0) -> int | None:
    """The end of the longest unit that begins at `start`: 万辆, 个百分点, 元/千瓦时, TWh; None when there is none.

    A measure word may also begin another word (个, 家, 条): a number has to stand before.
    """
    end = _simple_at(text, start)
    if end is None or text[end : end + 1] not in ("/", "／"):
        return end
    return _simple_at(text, end + 1) or end


def _simple_at(text: str, start: int) -> int | None:
    for name in _written().names_at(text, start):
        end = start + len(name)
        # letters have to end with the unit: the m of mRNA is none
        if not (_is_letter(name[-1]) and _is_letter(text[end : end + 1])):
            return end
    return None


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalnum()


@lru_cache(maxsize=4096)
def unit_of(written: str) -> tuple[int, Unit | None] | None:
    """Multiplier and unit of a written unit: 万辆 is (10000, 辆), 千瓦 (1, 千瓦), 亿 (10⁸, None); None when unknown.

    Quotients (元/吨) have no single unit and are not taken apart.
    """
    return next(iter(_written()[written]), None)
