"""The quantities that a plan's figures are about, by name, region, year and unit, and linear bounds on them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf
from typing import NamedTuple

from luodi.registry.indicators import indicators, named_by
from luodi.registry.units import unit_of, units


class Variable(NamedTuple):
    """A quantity in a year: `name` is the registry's id with its basis, or the subject where the registry has none.

    Values are in the base of `unit` (辆, 元, %). The share of one quantity in another has both names, joined by ÷.
    """

    name: str
    region: str
    year: int
    unit: str


class Interval(NamedTuple):
    """Bounds, both included but for `over` and `under`, which say that the bound itself is left out."""

    low: float = -inf
    high: float = inf
    over: bool = False
    under: bool = False

    def times(self, factor: float) -> Interval:
        """Scaled by a positive factor."""
        return self._replace(low=self.low * factor, high=self.high * factor)


class Row(NamedTuple):
    """low <= sum of coefficient * quantity <= high."""

    terms: tuple[tuple[Variable, float], ...]
    bounds: Interval


def variable(subject: str, region: str, year: int, base: str | None, levels: Mapping[str, Variable]) -> Variable:
    """The quantity that a subject names, in the base unit of the sentence; where it gives none, that of `levels`."""
    name = plain(subject)
    if base is None and (known := levels.get(name)):
        return known._replace(region=region, year=year)
    named = named_by(subject, region)
    if named and named.of == "level":
        found = linked(named.indicator, named.basis, region, year)
        if base in (None, found.unit):
            return found
    return Variable(name, region, year, base or "")


def linked(indicator: str, basis: str, region: str, year: int) -> Variable:
    """An indicator of the registry on a basis."""
    unit = unit_of(indicators()[indicator].unit)
    return Variable(f"{indicator}@{basis}", region, year, unit[1].base if unit and unit[1] else "")


def share_of(part: Variable, whole: Variable | None) -> Variable:
    """The share of a part in a whole, in %; None for a whole that is not named (占比)."""
    named = [part.name, whole.name if whole else ""]
    if whole and whole.region != part.region:
        named.append(whole.region)
    return part._replace(name="÷".join(named), unit="%")


_NO_SUM = re.compile(
    r"[人户亩地]均|平均|^单位|单产|亩产|单价|每|最[高低大小]|浓度"
    r"|(?:均值|指数|价格|寿命|年龄|时长|时间|速度|强度|密度|水平|位次|排名|率)$"
)
_MEASURED = frozenset({
    "count", "money", "energy", "mass", "volume", "area", "length", "power", "data", "computing", "emission",
    "transport-work", "apparent-power", "steam-capacity", "area-times", "ship-capacity",
})  # fmt: skip
"""Dimensions of what there can be more or less of, whose parts make a sum: no time, no concentration, no rate."""


def adds_up(quantity: Variable) -> bool:
    """Whether parts of it make a sum: numbers and amounts do, averages and rates do not."""
    if quantity.unit == "%":
        return False
    known = indicators().get(quantity.name.partition("@")[0])
    if known is not None:
        return known.regions == "sum"
    unit = units().get(quantity.unit)
    return _NO_SUM.search(quantity.name) is None and (unit is None or unit.dimension in _MEASURED)


def title(quantity: Variable) -> str:
    """What a quantity is called: the registry's name of it, or the subject; of a share both of its names."""
    part, *of = quantity.name.split("÷")
    if not of:
        return _called(part)
    whole, where = _called(of[0]), "".join(of[1:])
    return f"{_called(part)}占{where}{whole}比重" if whole else f"{_called(part)}占比"


def _called(name: str) -> str:
    known = indicators().get(name.partition("@")[0])
    return known.name if known else name


_SPACES = re.compile(r"[\s“”]")
_BEFORE = (*(who + where for who in "我全" for where in "省市区县国"), "力争", "实现", "累计", "建成", "培育")
_AFTER = ("总量", "总额", "总数", "数量", "规模", "总值")
_AMOUNT = re.compile(
    r"(?<=用水|用电|用能|用气|消费|消耗|投资|出口|进口|销售|零售|排放|使用|利用|供应|成交|交易|吞吐|装机|保有)"
    r"(?:[量额]|容量)$"
)
"""用水量 and 用水 are one."""


def without_place(subject: str) -> str:
    """A subject without spaces, quotation marks and words of place and doing before it."""
    name = _SPACES.sub("", subject)
    start = 0
    while name.startswith(_BEFORE, start):
        start += 2
    return name[start:]


def without_extent(name: str) -> str:
    """A name without words of extent behind it; nothing is left of one that is only such."""
    end = len(name)
    while name.endswith(_AFTER, 0, end):
        end -= 2
    end -= end < len(name) and name.endswith("总", 0, end)  # 培训总规模
    return _AMOUNT.sub("", name[:end])


def plain(subject: str) -> str:
    """A subject without words of place and extent, so that 全省汽车产量 and 汽车产量 are one."""
    return without_extent(without_place(subject)) or _SPACES.sub("", subject) or subject


def alike(one: str, two: str) -> bool:
    """Whether two names differ by 总 only: 汽车总产量, 汽车产量."""
    return one.replace("总", "") == two.replace("总", "")
