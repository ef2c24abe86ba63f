"""An observation: one published value of an indicator, with what it rests on and when it could be known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from luodi.indicators.period import Span, last_day, span
from luodi.plan import Comparator, Record
from luodi.registry.indicators import indicators
from luodi.registry.units import unit_of

Status = Literal["final", "preliminary", "revised", "derived"]
Grade = Literal["A", "B", "C", "D"]

STATUSES: tuple[Status, ...] = ("revised", "final", "preliminary", "derived")
"""Of several values for one period, one revised goes before a final, a preliminary and a derived one."""
BOUNDS: tuple[Comparator, ...] = ("=", "~", ">=", ">", "<=", "<")
"""How a value was published: exactly, as about so much, as at least, over, at most, under so much."""


class Observation(Record, frozen=True, kw_only=True, gc=False):
    """数据: `value` in `unit` as published, for the period that `period` names.

    `region` is a registry name from the province down or 全国, `entity` the single thing (比亚迪) for indicators of
    things, else empty. `published` is the day, month or year of publication as far as it is known, `gathered` the day
    somebody took the value down. Grade A: official text; B: state media, a trade association; C: a copy or the trade
    press; D: derived or doubtful.
    """

    indicator: str
    basis: str
    region: str
    entity: str
    period: str
    value: Decimal
    unit: str
    bound: Comparator
    status: Status
    grade: Grade
    source: str
    published: str
    gathered: str
    note: str

    @property
    def series(self) -> Series:
        """What it is a value of: series of different bases are never joined."""
        return (self.indicator, self.basis, self.region, self.entity)

    @property
    def span(self) -> Span:
        return span(self.period)

    @property
    def known(self) -> date:
        """The first day on which it counts as known: that of publication, given as a month or year its last day,
        without one the day it was gathered."""
        return last_day(self.published) or date.fromisoformat(self.gathered)

    @property
    def amount(self) -> float:
        """The value in the indicator's unit."""
        return in_unit(self.value, self.unit, indicators()[self.indicator].unit)


Series = tuple[str, str, str, str]
"""Indicator, basis, region, entity."""


class UnitError(ValueError):
    """Two units that do not measure the same."""


@lru_cache(maxsize=4096)
def factor(unit: str, to: str) -> Fraction:
    """How many `to` one `unit` is: 万亿元 in 亿元 is 10000. Raises UnitError where they do not measure the same.

    A quotient (元/千瓦时) is only comparable with itself.
    """
    if unit == to:
        return Fraction(1)
    found, wanted = unit_of(unit), unit_of(to)
    if found and wanted and found[1] and wanted[1] and found[1].base == wanted[1].base:
        return found[0] * found[1].factor / (wanted[0] * wanted[1].factor)
    raise UnitError(unit, to)


def in_unit(value: Decimal, unit: str, to: str) -> float:
    """A value converted exactly and then rounded once to a float."""
    return float(value) if unit == to else float(Fraction(value) * factor(unit, to))
