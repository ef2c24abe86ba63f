"""Two printed figures side by side: which is higher, after units are converted, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

from luodi.plan.identity import fold
from luodi.registry import unit_of

Order = Literal["same", "higher", "lower", "mixed"]
"""What a figure is beside another; a range of which one end is higher and the other lower is `mixed`."""

Figure = tuple[Decimal, Decimal | None, str]
"""A value, the upper end if it is a range, the printed unit."""


def base(unit: str) -> tuple[Fraction, str, str]:
    """What one of a printed unit is (万辆: 10000), the unit that it is of (辆), and the dimension (count).

    A unit that the registry does not know, and a quotient of units, is a unit and a dimension of its own.
    """
    known = unit_of(unit)
    if known is None:
        return Fraction(1), fold(unit), fold(unit)
    multiplier, named = known
    if named is None:
        return Fraction(multiplier), "", ""
    return multiplier * named.factor, named.base, named.dimension


def order(figure: Figure, other: Figure) -> Order | None:
    """What the other figure is beside this one; None if their units cannot be converted into each other."""
    (factor, unit, _), (other_factor, other_unit, _) = base(figure[2]), base(other[2])
    if unit != other_unit:
        return None
    low, high = _ends(figure, factor)
    other_low, other_high = _ends(other, other_factor)
    if (low, high) == (other_low, other_high):
        return "same"
    if other_low >= low and other_high >= high:
        return "higher"
    return "lower" if other_low <= low and other_high <= high else "mixed"


def _ends(figure: Figure, factor: Fraction) -> tuple[Fraction, Fraction]:
    value, value_max, _ = figure
    return Fraction(value) * factor, Fraction(value if value_max is None else value_max) * factor
