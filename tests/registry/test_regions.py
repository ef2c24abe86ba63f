"""The divisions of GB/T 2260 and their names in text, against the totals of the Ministry of Civil Affairs."""

from __future__ import annotations

from collections import Counter

import pytest

from luodi.registry import full_name, is_functional_area, lineage, region, region_at, region_of, regions_named
from luodi.registry.regions import MUNICIPALITIES, regions

CAPITALS = {
    "河北省": "石家庄市", "山西省": "太原市", "内蒙古自治区": "呼和浩特市", "辽宁省": "沈阳市", "吉林省": "长春市",
    "黑龙江省": "哈尔滨市", "江苏省": "南京市", "浙江省": "杭州市", "安徽省": "合肥市", "福建省": "福州市",
    "江西省": "南昌市", "山东省": "济南市", "河南省": "郑州市", "湖北省": "武汉市", "湖南省": "长沙市",
    "广东省": "广州市", "广西壮族自治区": "南宁市", "海南省": "海口市", "四川省": "成都市", "贵州省": "贵阳市",
    "云南省": "昆明市", "西藏自治区": "拉萨市", "陕西省": "西安市", "甘肃省": "兰州市", "青海省": "西宁市",
    "宁夏回族自治区": "银川市", "新疆维吾尔自治区": "乌鲁木齐市",
}  # fmt: skip


def test_totals_are_those_published_for_the_end_of_2024() -> None:
    then = [r for r in regions().values() if (r.since or "") <= "2024-12-31" < (r.until or "9999")]
    assert Counter(r.level for r in then) == {"province": 34, "city": 333, "county": 2846}


def test_every_province_has_its_capital_or_is_a_municipality_or_outside_the_mainland_table() -> None:
    provinces = {r.name: r for r in regions().values() if r.level == "province"}
    for province, capital in CAPITALS.items():
        city = region_of(capital)
        assert city is not None
        assert city.parent == provinces[province].code
        assert city.code == provinces[province].code[:2] + "0100"
    rest = {r.code for name, r in provinces.items() if name not in CAPITALS}
    assert rest == MUNICIPALITIES | {"710000", "810000", "820000"}


def test_codes_nest_as_the_standard_lays_them_out() -> None:
    for code, r in regions().items():
        assert len(code) == 6
        assert code.isdigit()
        match r.level:
            case "province":
                assert code.endswith("0000")
                assert r.parent is None
            case "city":
                assert code.endswith("00")
                assert r.parent == code[:2] + "0000"
            case "county":
                assert not code.endswith("00")
                assert r.parent in (code[:4] + "00", code[:2] + "0000")
        assert r.parent is None or r.parent in regions()


def test_every_row_says_where_it_comes_from() -> None:
    assert all(r.source for r in regions().values())


def test_no_two_divisions_of_one_parent_share_a_name() -> None:
    assert max(Counter((r.parent, r.name) for r in regions().values()).values()) == 1


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("广州市", "广州"), ("广西壮族自治区", "广西"), ("内蒙古自治区", "内蒙古"), ("恩施土家族苗族自治州", "恩施"),
        ("大厂回族自治县", "大厂"), ("赵县", "赵县"), ("浦东新区", "浦东"), ("滨海新区", "滨海新区"), ("阿里地区", "阿里"),
        ("锡林郭勒盟", "锡林郭勒"), ("东乡族自治县", "东乡"), ("城区", "城区"), ("香港特别行政区", "香港"),
    ],
)  # fmt: skip
def test_short_names_are_those_in_use(name: str, short: str) -> None:
    assert {r.short for r in regions_named(name)} == {short}


def test_recent_changes_are_in() -> None:
    assert region("330383").name == "龙港市"
    assert region("540581").name == "错那市"
    assert region("659012").name == "白杨市"
    assert region("653229").since == "2024-12-27"


def test_divisions_that_older_plans_name_are_kept_with_their_end() -> None:
    assert [full_name(r) for r in regions_named("下城区")] == ["浙江省杭州市下城区"]
    assert [r.until for r in regions_named("莱芜市")] == ["2023-06-30"]
    assert region_of("北京市密云县") == region("110228")
    assert region_of("北京市密云") == region("110118")  # the district that took its place
    assert region_of("吐鲁番") == region("650400")


def test_names_shared_by_several_divisions_are_all_given() -> None:
    assert {full_name(r) for r in regions_named("铁西区")} == {
        "辽宁省沈阳市铁西区",
        "辽宁省鞍山市铁西区",
        "吉林省四平市铁西区",
    }
    assert {r.level for r in regions_named("吉林")} == {"province", "city"}
    assert regions_named("某某市") == ()


def test_the_longest_name_at_a_place_is_taken() -> None:
    text = "责任单位：广州市黄埔区人民政府"
    name, found = region_at(text, 5) or ("", ())
    assert name == "广州市"
    assert [r.code for r in found] == ["440100"]
    assert region_at(text, 8) == ("黄埔区", (region("440112"),))
    assert region_at("广州花都、南沙", 0) == ("广州", (region("440100"),))
    assert (region_at("恩施州人民政府") or ("",))[0] == "恩施州"
    assert region_at(text, 0) is None
    assert region_at(text, 10**6) is None


def test_a_path_denotes_one_division_or_none() -> None:
    assert region_of("广东省广州市") == region("440100")
    assert region_of("广东省广州市黄埔区") == region("440112")
    assert region_of("北京市朝阳区") == region("110105")
    assert region_of("朝阳区") is None  # of Beijing or of Changchun
    assert region_of("朝阳市") == region("211300")
    assert region_of("河北省广州市") is None
    assert region_of("广州市某区") is None
    assert region_of("") is None


def test_lineage_runs_from_the_province_down() -> None:
    assert [r.name for r in lineage(region("440112"))] == ["广东省", "广州市", "黄埔区"]
    assert [r.name for r in lineage(region("429004"))] == ["湖北省", "仙桃市"]


@pytest.mark.parametrize("area", ["南沙新区", "横琴粤澳深度合作区", "合肥高新区", "某某经济技术开发区管委会"])
def test_functional_areas_are_known_by_their_form(area: str) -> None:
    assert is_functional_area(area)


@pytest.mark.parametrize("other", ["开发区", "黄埔区", "合肥高新区企业", "加快新区建设"])
def test_other_words_are_no_functional_areas(other: str) -> None:
    assert not is_functional_area(other)
