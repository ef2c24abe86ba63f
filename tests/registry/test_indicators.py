"""Which indicator a target's subject names, and that the tables of indicators hold together."""

from __future__ import annotations

from collections import Counter

import pytest

from luodi.registry import unit_of
from luodi.registry.indicators import bases, counted_by, indicators, named_by, relations


@pytest.mark.parametrize(
    ("subject", "unit", "indicator", "basis", "of"),
    [
        ("全省汽车制造业营业收入", "万亿元", "auto_revenue", "above-scale", "level"),
        ("汽车零部件制造业营业收入", "亿元", "auto_parts_revenue", "above-scale", "level"),
        ("汽车工业增加值", "亿元", "auto_value_added", "above-scale", "level"),
        ("汽车产量", "万辆", "vehicle_production", "legal-entity", "level"),
        ("汽车产量占全国汽车总产量比重", "%", "vehicle_share_of_nation", "legal-entity", "level"),
        ("新能源汽车产量", "万辆", "nev_production", "legal-entity", "level"),
        ("新能源汽车公用充电桩", "万个", "public_chargers", "shared-use", "level"),
        ("新增汽车整车企业进入世界500强企业名单", "家", "fortune500_oems", "fortune", "added"),
        ("独角兽汽车企业", "家", "auto_unicorns", "list", "level"),
        ("汽车零部件独角兽企业", "家", "auto_parts_unicorns", "list", "level"),
        ("省级“专精特新”汽车零部件企业", "家", "specialised_auto_parts_smes", "recognised", "level"),
        ("全省新能源汽车产量（万辆）", "万辆", "nev_production", "legal-entity", "level"),
        ("我省新能源汽车产量年均增长", "%", "nev_production", "legal-entity", "growth"),
        ("广东省公共充电桩数量", "万个", "public_chargers", "public", "level"),
        ("累计建成公共充电桩", "个", "public_chargers", "public", "level"),
        ("新建公共充电桩", "个", "public_chargers", "public", "added"),
        ("建设开通5G基站", "万座", "base_stations_5g", "miit", "level"),
        ("新增专精特新“小巨人”企业", "家", "little_giants_added", "miit", "level"),
        ("汽车产量占全国的比例", "%", "vehicle_share_of_nation", "legal-entity", "level"),
    ],
)
def test_a_subject_names_an_indicator(subject: str, unit: str, indicator: str, basis: str, of: str) -> None:
    found = named_by(subject, "广东省", unit)
    assert found is not None
    assert (found.indicator, found.basis, found.of) == (indicator, basis, of)


@pytest.mark.parametrize(
    "subject",
    [
        "城市公交新能源汽车产量", "汽车零部件产量", "乘用车产量", "氢燃料电池汽车产量", "汽车产量占全国新能源汽车产量比重", "汽车后市场营业收入",
        "智能网联汽车产量", "汽车制造业营业收入利润率", "汽车制造业营业收入占规模以上工业比重", "新能源汽车产量和销量", "充电桩", "公用充电桩车位",
        "高速公路公共充电桩", "居民区充电桩", "独角兽培育企业", "省级专精特新企业汽车零部件配套率", "汽车产量（不含新能源汽车）", "5G基站共享率",
        "5G专网基站", "世界500强企业", "出口汽车产量", "新能源汽车零部件产量",
    ],
)  # fmt: skip
def test_a_name_inside_another_is_not_the_indicator(subject: str) -> None:
    assert named_by(subject, "广东省") is None


@pytest.mark.parametrize(
    ("subject", "unit", "indicator", "of"),
    [
        ("全市地区生产总值", "万亿元", "gdp", "level"), ("GDP年均增长", "%", "gdp", "growth"), ("地区生产总值增速", "%", "gdp_growth", "level"),
        ("规上工业增加值", "亿元", "above_scale_value_added", "level"), ("规模以上工业增加值年均增长", "%", "above_scale_value_added", "growth"),
        ("制造业增加值占地区生产总值的比重", "%", "manufacturing_share", "level"), ("全社会研究与试验发展（R&D）经费投入强度", "%", "rd_intensity", "level"),
        ("研究与试验发展经费投入强度", "%", "rd_intensity", "level"), ("全社会研发经费占地区生产总值比例", "%", "rd_intensity", "level"),
        ("新培育高新技术企业", "家", "high_tech_firms", "added"), ("国家级制造业单项冠军企业数量", "家", "single_champions", "level"),
        ("软件业务收入", "亿元", "software_revenue", "level"), ("每万人拥有5G基站数", "个", "base_stations_5g_per_10000", "level"),
        ("智能算力规模", "EFLOPS", "intelligent_computing_power", "level"), ("常住人口城镇化率", "%", "urbanisation", "level"),
        ("新增城镇就业", "万人", "urban_jobs_added", "level"), ("城镇调查失业率", "%", "unemployment", "level"),
        ("高标准农田", "万亩", "high_standard_farmland", "level"), ("新增高标准农田", "万亩", "high_standard_farmland", "added"),
        ("细颗粒物（PM2.5）浓度", "微克/立方米", "pm25", "level"), ("空气质量优良天数比例", "%", "good_air_days", "level"),
        ("非化石能源占一次能源消费比重", "%", "nonfossil_share", "level"), ("新型储能装机规模", "万千瓦", "storage_capacity", "level"),
        ("新型储能装机规模", "万千瓦时", None, None), ("外贸进出口总额", "万亿元", "trade", "level"), ("实际利用外资", "亿元", "fdi", "level"),
        ("实际利用外资", "亿美元", None, None), ("每千人口执业（助理）医师数", "人", "doctors_per_1000", "level"), ("养老床位", "万张", "care_beds", "level"),
        ("发明专利拥有量", "万件", "invention_patents", "level"), ("全国重点实验室", "家", "key_laboratories", "level"),
        ("境内外上市公司数", "家", "listed_companies", "level"), ("高速公路通车总里程", "公里", "expressway_km", "level"),
        ("港口集装箱吞吐量", "万标准箱", "container_throughput", "level"), ("新增授权发明专利", "件", "invention_patents_granted", "level"),
    ],
)  # fmt: skip
def test_what_plans_of_other_fields_set(subject: str, unit: str, indicator: str | None, of: str | None) -> None:
    found = named_by(subject, "广东省广州市", unit)
    assert (found and found.indicator, found and found.of) == (indicator, of)


@pytest.mark.parametrize(
    "subject",
    [
        "海洋生产总值", "民营经济增加值", "先进制造业增加值", "规模以上服务业企业数", "高新技术企业营业收入", "高新技术产品产值", "企业研发投入", "人工智能企业数",
        "软件企业数", "5G产业规模", "城镇新增绿地", "粮食仓储能力", "城市公园绿地率", "水库蓄水量", "海上风电投资", "分布式光伏装机容量", "一带一路沿线进出口总额",
        "跨境电商企业", "限额以上零售额", "乡村旅游收入", "医院床位使用率", "三甲医院床位数", "民办养老床位", "发明专利授权率", "海外发明专利拥有量",
        "出口额", "高端人才", "高速公路服务区", "农村公路里程", "港口铁矿石吞吐量", "省级重点实验室", "制造业营业收入",
    ],
)  # fmt: skip
def test_what_only_sounds_like_an_indicator_of_other_fields(subject: str) -> None:
    assert named_by(subject, "广东省") is None


def test_a_share_is_never_taken_for_what_it_is_a_share_of() -> None:
    found = named_by("新能源汽车产量占汽车产量比重", "广东省")
    assert found is not None
    assert found.indicator == "nev_share_of_output"


@pytest.mark.parametrize(
    ("subject", "region", "linked"),
    [
        ("全市汽车产量", "广东省广州市", True), ("广州市汽车产量", "广东省广州市", True), ("广东省广州市汽车产量", "广东省广州市", True),
        ("全省汽车产量", "广东省广州市", False), ("广东省汽车产量", "广东省广州市", False), ("全国汽车产量", "广东省", False),
        ("深圳市汽车产量", "广东省", False), ("全国汽车产量", None, True), ("全区汽车产量", "广西壮族自治区", True),
        ("全省汽车产量", "重庆市", False), ("全市汽车产量", "重庆市", True), ("我省汽车产量", None, True),
    ],
)  # fmt: skip
def test_only_the_place_of_the_plan_is_read_off(subject: str, region: str | None, linked: bool) -> None:
    assert (named_by(subject, region) is not None) is linked


def test_a_unit_of_another_dimension_speaks_against_an_indicator() -> None:
    assert named_by("汽车出口", "广东省", "万辆") is not None
    assert named_by("汽车出口", "广东省", "亿美元") is None
    assert named_by("5G基站", "广东省", "个") == named_by("5G基站", "广东省", "座")


@pytest.mark.parametrize(
    ("subject", "measure", "unit", "indicator"),
    [
        ("产销量突破100万辆规模的整车企业", "产销量", "万辆", "oem_output"),
        ("超百亿元的零部件企业集团", None, "亿元", "parts_group_revenue"),
        ("产值超2000亿元的汽车产业园区", "产值", "亿元", "auto_park_output"),
        ("产值超1000亿元的零部件产业园区", "产值", "亿元", "parts_park_output"),
        ("千亿级汽车产业园区", None, "亿元", "auto_park_output"),
        ("汽车零部件企业集团", None, None, "parts_group_revenue"),
    ],
)
def test_things_over_a_threshold_are_measured_on_an_indicator(
    subject: str, measure: str | None, unit: str | None, indicator: str
) -> None:
    found = counted_by(subject, "广东省", measure, unit)
    assert found is not None
    assert (found.indicator, found.of) == (indicator, "counted")


@pytest.mark.parametrize(
    ("subject", "measure", "unit"),
    [
        ("营业收入超1000亿元的整车企业", "营业收入", "亿元"),
        ("超百亿元的整车企业", None, "亿元"),
        ("税收超100亿元的汽车产业园区", "税收", "亿元"),
        ("产值超2000亿元的智能网联汽车产业园区", "产值", "亿元"),
        ("产值超100亿元的智能家电零部件产业园区", "产值", "亿元"),
    ],
)
def test_a_threshold_on_another_measure_or_thing_is_not_the_indicator(
    subject: str, measure: str | None, unit: str
) -> None:
    assert counted_by(subject, "广东省", measure, unit) is None


def test_every_name_means_one_thing() -> None:
    names = Counter(name for found in indicators().values() for name in {found.name, *found.phrases})
    names.update(phrase for basis in bases().values() for phrase in basis.phrases)
    names.update(thing for found in indicators().values() for thing in found.things)
    assert [name for name, times in names.items() if times > 1] == []


def test_every_indicator_finds_itself_by_each_of_its_names() -> None:
    for found in indicators().values():
        for name in (found.name, *found.phrases):
            named = named_by(name)
            assert named is not None, name
            assert (named.indicator, named.basis, named.of) == (found.id, found.basis, "level"), name


def test_every_basis_has_its_indicator_and_every_indicator_its_basis() -> None:
    assert {indicator for indicator, _ in bases()} == set(indicators())
    assert all((found.id, found.basis) in bases() for found in indicators().values())


def test_every_unit_fits_its_kind() -> None:
    for found in indicators().values():
        assert unit_of(found.unit.partition("/")[0]) is not None, found.id
        assert found.kind != "ratio" or "/" in found.unit, found.id
        assert (found.unit == "%") is (found.kind in ("share", "growth")), found.id
        assert (found.kind == "rank") is (found.unit == "位"), found.id


def test_only_what_can_be_added_up_is_added_up() -> None:
    for found in indicators().values():
        if found.kind in ("share", "growth", "rank"):
            assert (found.periods, found.regions) == ("none", "none"), found.id
        if found.kind == "stock":
            assert found.periods == "end", found.id


def test_a_caution_is_there_in_both_languages() -> None:
    assert all((basis.caution is None) is (basis.caution_english is None) for basis in bases().values())


def test_the_break_of_2025_parts_two_bases() -> None:
    for indicator in ("vehicle_production", "nev_production", "vehicle_share_of_nation", "nev_share_of_nation"):
        old, new = bases()[indicator, "legal-entity"], bases()[indicator, "place-of-production"]
        assert (old.until, new.since) == ("2024", "2025")
        assert old.caution
        assert new.caution


def test_relations_hold_between_indicators_that_can_be_compared() -> None:
    for relation in relations():
        result, terms = indicators()[relation.result], [indicators()[term] for term in relation.terms]
        dimensions = {(unit := unit_of(one.unit)) and unit[1] and unit[1].dimension for one in terms}
        if relation.kind == "growth":
            assert (result.kind, len(terms)) == ("growth", 1), relation
            continue
        if result.kind == "ratio":
            assert relation.kind == "ratio", relation
            assert result.unit.partition("/")[2], relation
            continue
        if relation.kind == "ratio":
            assert len(terms) == 2, relation
        else:
            own = unit_of(result.unit)
            assert own is not None, relation
            assert own[1] is not None, relation
            dimensions |= {own[1].dimension}
            assert relation.whole is None, relation
        assert len(dimensions) == 1, relation
