"""Units, at the edge of a model alone: what goes in is converted to canonical units, what comes out from them.

Inside, every number is a float in products of the base units of `units.txt`; `homogeneity` tests that functions keep
to what they declare.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from luodi.messages import Language
from luodi.scenario.error import ScenarioError

if TYPE_CHECKING:
    from pint import UnitRegistry

ONE = "1"
"""The unit of shares and other pure numbers."""

_PRODUCT = re.compile(r"(?:1|[^\W\d_]+)(?:[*/][^\W\d_]+)*")
"""Units multiplied and divided. pint would also read powers, and `9**9**9` for hours."""


@cache
def _registry() -> UnitRegistry[float]:
    from pint import UnitRegistry

    made: UnitRegistry[float] = UnitRegistry(None)
    lines = files("luodi.scenario").joinpath("units.txt").read_text("utf-8").splitlines()
    made.load_definitions([line for line in lines if line and not line.startswith("#")])
    return made


_CHINESE = {
    "year": "年",
    "month": "月",
    "vehicle": "辆",
    "pile": "桩",
    "pack": "包",
    "t": "吨",
    "kg": "千克",
    "km": "公里",
}
_ENGLISH = {
    "万辆": "×10⁴ vehicles",
    "万桩": "×10⁴ chargers",
    "亿kWh": "×10⁸ kWh",
    "vehicle": "vehicles",
    "pile": "charger",
}


def spoken(unit: str, language: Language) -> str:
    """The unit in the words of a language: t/year is 吨/年; nothing for pure numbers."""
    words = _CHINESE if language == "zh" else _ENGLISH
    known = {ONE: "", "percent": "%"} | words
    return known.get(unit) or re.sub(r"[^*/]+", lambda word: words.get(word[0], word[0]), "" if unit == ONE else unit)


@lru_cache(maxsize=1024)
def canonical(unit: str) -> float:
    """How many canonical units one `unit` is: 万辆/year is 10000 (vehicle/year). ScenarioError for what is no unit."""
    return float(cast("float", _quantity(unit).to_base_units().magnitude))


@lru_cache(maxsize=1024)
def dimensions(unit: str) -> dict[str, float]:
    """The base dimensions of a unit and their exponents: kg/kWh is {"[mass]": 1, "[energy]": -1}."""
    return {name: float(cast("float", power)) for name, power in _quantity(unit).dimensionality.items()}


def factor(unit: str, to: str, name: str) -> float:
    """What a number in `unit` is to be multiplied by to be one in `to`; `name` is the quantity, for the error."""
    if dimensions(unit) != dimensions(to):
        raise ScenarioError("unit-does-not-fit", name=name, unit=unit, wanted=to)
    return canonical(unit) / canonical(to)


def _quantity(unit: str) -> UnitRegistry.Quantity:  # type: ignore[type-arg]
    from pint import UndefinedUnitError

    if len(unit) > 60 or not _PRODUCT.fullmatch(unit):
        raise ScenarioError("no-unit", unit=unit[:60])
    try:
        return _registry().Quantity(1, "" if unit == ONE else unit)
    except UndefinedUnitError as error:
        raise ScenarioError("no-unit", unit=unit) from error
