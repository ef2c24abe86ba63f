"""Classes that exclude each other, and rates that are never above 100 %, as names of policy documents give them."""

from __future__ import annotations

import pytest

from luodi.registry.contrasts import contrasts, parts_named
from luodi.registry.proportions import is_proportion, proportions


def exclude(one: str, other: str) -> bool:
    return any(
        (a.classification, a.rest) == (b.classification, b.rest) and a.which != b.which
        for a in parts_named(one)
        for b in parts_named(other)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("公共充电桩", "私人充电桩"),
        ("一产增加值", "第二产业增加值"),
        ("风电装机容量", "光伏发电装机容量"),
        ("农村公路", "城镇公路"),
        ("化石能源消费", "非化石能源消费"),
        ("广州市充电桩", "深圳充电桩"),
        ("5A级景区", "4A级景区"),
        ("硕士研究生", "博士研究生"),
    ],
)
def test_classes_of_one_classification_exclude_each_other(one: str, other: str) -> None:
    assert exclude(one, other)
    assert exclude(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("专精特新企业", "高新技术企业"),
        ("公办学位", "高中学位"),
        ("一产增加值", "第一产业增加值"),
        ("城镇居民收入", "农村居民消费"),
        ("国家级示范区", "省级示范区"),
        ("广东省充电桩", "广州市充电桩"),
        ("第三产业增加值", "服务业增加值"),
        ("统一产能", "第二产业产能"),
        ("煤电装机", "火电装机"),
    ],
)
def test_what_may_be_both_or_is_the_same_does_not_exclude_each_other(one: str, other: str) -> None:
    assert not exclude(one, other)


def test_no_word_is_in_two_classes_of_a_row() -> None:
    for contrast in contrasts():
        ways = [way for ways in contrast.words for way in ways.split("=")]
        assert len(ways) == len(set(ways)), contrast.of
        assert len(contrast.words) > 1, contrast.of
        assert contrast.source


@pytest.mark.parametrize(
    "name",
    ["森林覆盖率", "常住人口城镇化率", "女性占比", "优良天数比率", "产品合格率", "自来水普及率", "义务教育巩固率"],
)
def test_a_proportion_is_never_above_all_there_is(name: str) -> None:
    assert is_proportion(name)


@pytest.mark.parametrize(
    "name",
    ["拨备覆盖率", "流动性覆盖率", "移动电话普及率", "高等教育毛入学率", "资产证券化率", "任务完成率", "产销率", "增长率", "生师比例", "汽车产量"],
)  # fmt: skip
def test_what_may_be_more_than_what_it_is_measured_by_is_none(name: str) -> None:
    assert not is_proportion(name)


def test_every_ending_is_of_a_proportion_by_itself() -> None:
    assert all(is_proportion("某事" + one.ending) for one in proportions())
