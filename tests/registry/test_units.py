"""Units after numbers as plans print them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from luodi.registry import unit_at, unit_of
from luodi.registry.units import MULTIPLIERS, units


@pytest.mark.parametrize(
    ("after", "unit"),
    [
        ("万辆，占全国", "万辆"), ("万亿元。", "万亿元"), ("亿美元以上", "亿美元"), ("家以上企业", "家"), ("个百分点", "个百分点"),
        ("%左右", "%"), ("％，", "％"), ("‰以内", "‰"), ("万千瓦时", "万千瓦时"), ("千瓦", "千瓦"), ("千万千瓦", "千万千瓦"),
        ("公里/小时", "公里/小时"), ("元/千瓦时", "元/千瓦时"), ("吨标准煤/万元", "吨标准煤/万元"), ("TEU", "TEU"),
        ("万标准箱", "万标准箱"), ("台（套）装备", "台（套）"), ("平方公里", "平方公里"), ("万平方米", "万平方米"), ("人次", "人次"),
        ("万人次", "万人次"), ("TWh", "TWh"), ("GW以上", "GW"), ("亿立方米", "亿立方米"), ("百万吨", "百万吨"), ("倍", "倍"),
        ("亩", "亩"), ("个月", "个月"), ("个工作日", "个工作日"), ("万以上", "万"), ("项重点", "项"), ("毫克/升", "毫克/升"),
        ("EFLOPS", "EFLOPS"), ("级", "级"), ("元/人", "元/人"),
    ],
)  # fmt: skip
def test_the_longest_unit_after_a_number(after: str, unit: str) -> None:
    assert unit_at("530" + after, 3) == 3 + len(unit)


@pytest.mark.parametrize(
    "after", ["G网络", "mRNA疫苗", "D打印", "，", "", "多", "百分之二十", "余", "千", "-3家", "Gbpsx"]
)
def test_what_is_no_unit(after: str) -> None:
    assert unit_at("5" + after, 1) is None


@pytest.mark.parametrize("end", ["/", "/某"])
def test_a_stroke_without_a_unit_after_it_is_left_alone(end: str) -> None:
    assert unit_at("5元" + end, 1) == 2


@pytest.mark.parametrize(
    ("written", "multiplier", "name"),
    [
        ("万辆", 10**4, "辆"), ("万亿元", 10**12, "元"), ("千瓦", 1, "千瓦"), ("万千瓦", 10**4, "千瓦"), ("百帕", 1, "百帕"),
        ("千克", 1, "千克"), ("百分点", 1, "百分点"), ("千家", 10**3, "家"), ("TEU", 1, "标准箱"), ("％", 1, "%"),
        ("㎡", 1, "平方米"), ("千亿美元", 10**11, "美元"),
    ],
)  # fmt: skip
def test_multipliers_are_told_from_names(written: str, multiplier: int, name: str) -> None:
    read = unit_of(written)
    assert read is not None
    assert read[1] is not None
    assert (read[0], read[1].name) == (multiplier, name)


def test_a_multiplier_may_stand_alone_and_a_quotient_has_no_single_unit() -> None:
    assert unit_of("亿") == (10**8, None)
    assert unit_of("百") is None
    assert unit_of("元/吨") is None
    assert unit_of("辆车") is None


def test_no_ratio_takes_a_multiplier() -> None:
    assert unit_of("万%") is None
    assert unit_of("百百分点") is None


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    [
        ("公里", "米", 1000), ("公顷", "亩", 15), ("平方公里", "公顷", 100), ("吨", "公斤", 1000), ("吉瓦时", "千瓦时", 10**6),
        ("%", "‰", 10), ("倍", "%", 100), ("海里", "米", 1852), ("TWh", "千瓦时", 10**9), ("百分点", "基点", 100),
        ("吨标准煤", "千瓦时", 8141), ("GB", "MB", 1000), ("年", "年", 1),
    ],
)  # fmt: skip
def test_factors_are_the_legal_ones(a: str, b: str, ratio: int) -> None:
    x, y = unit_of(a), unit_of(b)
    assert x and y and x[1] and y[1]  # noqa: PT018
    assert x[1].base == y[1].base
    assert Fraction(x[1].factor, y[1].factor) == ratio


def test_every_row_is_sourced_has_a_base_of_its_dimension_and_a_name_of_its_own() -> None:
    names = [name for unit in units().values() for name in {unit.name, *unit.variants}]
    assert len(names) == len(set(names))
    for unit in units().values():
        base = units().get(unit.base)
        assert unit.source
        assert unit.factor > 0
        assert base is None or (base.dimension == unit.dimension and base.factor == 1), unit.name
        assert base is not None or unit.base == "月", unit.name


def test_units_of_different_things_are_not_exchanged() -> None:
    for a, b in (("家", "个"), ("元", "美元"), ("台", "辆")):
        x, y = unit_of(a), unit_of(b)
        assert x and y and x[1] and y[1]  # noqa: PT018
        assert x[1].base != y[1].base


def test_multipliers_are_powers_of_ten() -> None:
    assert all(str(factor).strip("0") == "1" for factor in MULTIPLIERS.values())
