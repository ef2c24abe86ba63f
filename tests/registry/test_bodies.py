"""What names of bodies mean in policy documents."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from luodi.registry import department_at, identify, is_department, is_group, renamed, spellings, stands_alone
from luodi.registry.bodies import _forms, bodies, departments
from luodi.registry.regions import regions


def id_of(name: str, region: str | None = None, level: str | None = None) -> str | None:
    identity = identify(name, region=region, level=level)
    return identity and identity.id


def name_of(name: str, region: str | None = None) -> str | None:
    identity = identify(name, region=region)
    return identity and identity.name


# ---------------------------------------------------------------- departments in text


@pytest.mark.parametrize(
    "name",
    [
        "发展改革委",
        "发展和改革委员会",
        "发改局",
        "工业和信息化厅",
        "工信局",
        "经济和信息化厅",
        "经信委",
        "科技厅",
        "科学技术局",
        "财政局",
        "市场监管局",
        "市场监督管理局",
        "政务服务数据管理局",
        "政务服务和数据管理局",
        "消防救援总队",
        "规划和自然资源局",
        "住房城乡建设局",
        "住建局",
        "文化广电旅游局",
        "卫生健康委",
        "国资委",
        "地方金融监管局",
        "城市管理综合执法局",
        "人力资源社会保障厅",
        "港务局",
        "网信办",
        "委组织部",
        "组织部",
        "委办公厅",
        "政府办公厅",
        "总工会",
        "团委",
        "贸促会",
        "供销社",
        "通信管理局",
        "大数据局",
        "投资促进局",
        "机场集团",
        "人民政府",
        "国土资源厅",
        "环保局",
    ],
)
def test_departments_are_known_without_their_place(name: str) -> None:
    assert is_department(name)
    assert department_at(f"由{name}负责", 1) == 1 + len(name)
    assert not stands_alone(name)
    assert not is_group(name)


@pytest.mark.parametrize(
    "word",
    [
        "市场",
        "市",
        "监管局",
        "工业和信息化",
        "发展改革",
        "财政",
        "科技部",
        "汽车",
        "化厅",
        "部门",
        "局",
        "省工业和信息化厅",
    ],
)
def test_parts_of_names_and_other_words_are_no_departments(word: str) -> None:
    assert not is_department(word)


def test_the_longest_department_is_taken() -> None:
    assert department_at("市场监管局、商务局") == 5
    assert department_at("人民政府办公厅") == 7
    assert department_at("发展改革委员会") == 7
    assert department_at("农业农村和水务局") == 8
    assert department_at("规划和自然资源局黄埔分局牵头") == 12
    assert department_at("场监管局") is None
    assert department_at("") is None
    assert department_at("财政局", 99) is None


def test_no_department_name_begins_with_a_place_so_that_it_could_be_taken_apart() -> None:
    """公安 and 市中 are places too: 公安局 must not be the 局 of 公安."""
    assert not [name for department in departments() for name in department.names if stands_alone(name)]


# ---------------------------------------------------------------- names that take no prefix


@pytest.mark.parametrize(
    "name",
    [
        "科技部",
        "国家发展改革委",
        "中国银保监会",
        "国家知识产权局",
        "最高人民法院",
        "中科院",
        "中央网信办",
        "国家电网",
        "广东金融监管局",
        "合肥海关",
        "人行合肥中心支行",
        "广州市税务局",
        "黄埔区人民政府",
        "中国人民银行山东省分行",
        "国家金融监督管理总局山东监管局",
        "国家税务总局安徽省税务局",
        "各地级以上市人民政府",
        "各区政府",
        "有关部门",
        "有关区政府",
        "广东省工业和信息化厅",
        "团省委",
        "中山大学",
        "中国铁路广州局集团有限公司",
        "中国出口信用保险公司安徽分公司",
        "横琴粤澳深度合作区执委会",
        "珠江水利委员会",
        "海关总署广东分署",
        "广州市通信建设管理办公室",
        "南沙区",
        "领导小组各成员单位",
    ],
)
def test_full_names_stand_alone(name: str) -> None:
    assert stands_alone(name)
    assert not is_department(name)


@pytest.mark.parametrize(
    "name",
    [
        "省工业和信息化厅",
        "市市场监管局",
        "省委组织部",
        "区政府",
        "机场集团",
        "市税务局",
        "省港航集团",
        "牵头",
        "广州",
        "科技部、财政部",
    ],
)
def test_names_with_or_in_need_of_a_prefix_do_not(name: str) -> None:
    assert not stands_alone(name)


@pytest.mark.parametrize(
    "name",
    [
        "各地级以上市人民政府",
        "各区政府",
        "有关部门",
        "有关区政府",
        "省有关部门",
        "各市、县（市、区）人民政府",
        "行业主管部门",
        "省直有关单位",
        "制造强省建设领导小组各成员单位",
        "各有关单位",
        "相关企业",
        "珠三角各市",
        "区县人民政府",
        "16市人民政府",
        "地方各级人民政府",
        "教育部门",
    ],
)
def test_sets_of_bodies_have_no_identity(name: str) -> None:
    assert is_group(name)
    assert identify(name, region="广东省") is None


@pytest.mark.parametrize(
    "name", ["龙胜各族自治县人民政府", "广州市人民政府", "省工业和信息化厅", "科技部", "合肥海关", "全国工商联"]
)
def test_single_bodies_are_no_sets(name: str) -> None:
    assert not is_group(name)


@pytest.mark.parametrize(
    "words", ["有关规定", "相关政策", "各环节", "各项任务", "重点领域", "沿海地区", "企业", "全体员工", "市场主体"]
)
def test_words_that_only_begin_like_sets_are_none(words: str) -> None:
    assert not is_group(words)
    assert not stands_alone(words)


# ---------------------------------------------------------------- identities


@pytest.mark.parametrize(
    ("name", "region", "id", "full"),
    [
        ("省工业和信息化厅", "广东省", "440000/industry-and-information", "广东省工业和信息化厅"),
        ("省发展改革委", "广东省", "440000/development-and-reform", "广东省发展和改革委员会"),
        ("省发改委", "广东省广州市", "440000/development-and-reform", "广东省发展和改革委员会"),
        ("市市场监管局", "广东省广州市", "440100/market-regulation", "广州市市场监督管理局"),
        ("市经济信息化委", "上海市", "310000/economy-and-information", "上海市经济和信息化委员会"),
        ("市科技局", "浙江省金华市义乌市", "330782/science-and-technology", "义乌市科学技术局"),
        ("区发改局", "广东省广州市黄埔区", "440112/development-and-reform", "黄埔区发展和改革局"),
        ("自治区发展改革委", "广西壮族自治区", "450000/development-and-reform", "广西壮族自治区发展和改革委员会"),
        ("州财政局", "湖北省恩施土家族苗族自治州", "422800/finance", "恩施土家族苗族自治州财政局"),
        ("市财政局", None, "city/finance", "市财政局"),
        ("市财政局", "广东省", "city/finance", "市财政局"),
        ("省委组织部", "广东省", "440000/party-organisation", "中共广东省委组织部"),
        ("省委", "广东省", "440000/party-committee", "中共广东省委"),
        ("团省委", "安徽省", "340000/youth-league", "共青团安徽省委"),
        ("市中级人民法院", "广东省深圳市", "440300/court", "深圳市中级人民法院"),
        ("广州市税务局", "广东省", "440100/tax", "国家税务总局广州市税务局"),
        ("省税务局", "广东省", "440000/tax", "国家税务总局广东省税务局"),
        ("黄埔区人民政府", "广东省广州市", "440112/government", "黄埔区人民政府"),
        ("朝阳区人民政府", "北京市", "110105/government", "朝阳区人民政府"),
        ("广东金融监管局", "广东省", "440000/financial-supervision", "国家金融监督管理总局广东监管局"),
        ("国家金融监督管理总局山东监管局", "山东省", "370000/financial-supervision", "国家金融监督管理总局山东监管局"),
        ("中国人民银行山东省分行", "山东省", "370000/peoples-bank", "中国人民银行山东省分行"),
        ("合肥海关", "安徽省", "340100/customs", "合肥海关"),
        ("省通信管理局", "广东省", "440000/communications-administration", "广东省通信管理局"),
        ("中国信保安徽分公司", "安徽省", "340000/sinosure-branch", "中国出口信用保险公司安徽分公司"),
        ("国家开发银行深圳市分行", "广东省", "440300/cdb-branch", "国家开发银行深圳市分行"),
        ("科技部", "广东省", "state/most", "科学技术部"),
        ("国家发改委", None, "state/ndrc", "国家发展和改革委员会"),
        ("中科院", None, "state/cas", "中国科学院"),
    ],
)
def test_a_name_means_a_body_in_the_place_of_the_document(name: str, region: str | None, id: str, full: str) -> None:
    identity = identify(name, region=region)
    assert identity is not None
    assert (identity.id, identity.name) == (id, full)


def test_a_department_without_prefix_is_that_of_the_documents_level() -> None:
    assert id_of("市场监管局", "广东省广州市") == "440100/market-regulation"
    assert id_of("市场监管局", "广东省广州市", "province") == "440000/market-regulation"
    assert id_of("工业和信息化厅", level="province") == "province/industry-and-information"
    assert id_of("工业和信息化厅") is None


def test_every_spelling_of_a_body_is_the_same_body() -> None:
    assert {id_of(n) for n in ("国家发展改革委", "国家发展和改革委员会", "国家发改委")} == {"state/ndrc"}
    spellings = ("市城市管理综合执法局", "市城市管理和综合执法局", "市城管执法局")
    assert {id_of(n, "广东省广州市") for n in spellings} == {"440100/urban-management-enforcement"}


@pytest.mark.parametrize(
    "names",
    [
        "省能源集团 省水务集团 省交投集团",
        "市地铁集团 市公交集团",
        "市图书馆 市博物馆",
        "省委政研室 省政府研究室",
        "市文联 市作协",
        "市高新区管委会 市经开区管委会",
        "省农科院 省林科院",
        "省委军民融合办 省国防科工办",
    ],
)
def test_bodies_of_different_names_and_work_have_different_ids(names: str) -> None:
    ids = [id_of(name, "广东省广州市") for name in names.split()]
    assert None not in ids
    assert len(set(ids)) == len(ids)


def test_the_full_name_keeps_what_a_place_calls_its_department() -> None:
    assert name_of("市文化广电体育旅游局", "广东省深圳市") == "深圳市文化广电体育旅游局"
    assert name_of("市文化旅游局", "上海市") == "上海市文化和旅游局"
    assert name_of("市经信局", "广东省深圳市") == "深圳市经济和信息化局"


@pytest.mark.parametrize(
    "name",
    [
        "省某某厅",
        "市场",
        "省",
        "",
        "牵头",
        "朝阳区人民政府",
        "重点工程",
        "财政",
        "省工业和信息化厅、省财政厅",
        "省" * 500,
    ],
)
def test_what_is_unknown_or_ambiguous_is_never_guessed(name: str) -> None:
    assert identify(name) is None


# ---------------------------------------------------------------- changes


@pytest.mark.parametrize(
    ("name", "region", "until", "successors"),
    [
        ("中国银保监会", None, "2023-03-10", "国家金融监督管理总局"),
        ("环境保护部", None, "2018-03-17", "生态环境部"),
        ("省国土资源厅", "广东省", "2019-03-31", "广东省自然资源厅"),
        ("省文化厅", "安徽省", "2019-03-31", "安徽省文化和旅游厅"),
        ("市环境保护局", "上海市", "2019-03-31", "上海市生态环境局"),
        ("市工商局", "广东省广州市", "2019-03-31", "广州市市场监督管理局"),
        ("省地方金融监管局", "山东省", "2024-12-31", "山东省地方金融管理局、中共山东省委金融委员会办公室"),
        ("人行合肥中心支行", "安徽省", "2023-08-18", "中国人民银行合肥市分行"),
    ],
)
def test_abolished_bodies_say_when_and_who_took_over(
    name: str, region: str | None, until: str, successors: str
) -> None:
    identity = identify(name, region=region)
    assert identity is not None
    change = renamed(identity, "2026-01-01")
    assert change is not None
    assert (change["until"], change["successors"]) == (until, successors)
    assert renamed(identity, until) is not None
    assert renamed(identity, "2013-04-01") is None


def test_successors_are_those_of_the_day_asked_for() -> None:
    then = identify("银监会", on="2020-01-01")
    now = identify("银监会")
    assert then is not None
    assert now is not None
    assert then.successors == ("中国银行保险监督管理委员会",)
    assert now.successors == ("国家金融监督管理总局",)
    poor = identify("省扶贫办", region="贵州省")
    assert poor is not None
    assert poor.successors == ("贵州省农业农村厅",)


def test_bodies_that_exist_are_not_called_renamed() -> None:
    for name in ("省工业和信息化厅", "省大数据局", "省市场监管局", "省税务局"):
        identity = identify(name, region="山东省")
        assert identity is not None
        assert renamed(identity, "2026-01-01") is None


# ---------------------------------------------------------------- the tables


def test_every_row_has_a_source_and_ids_are_ascii_and_unique() -> None:
    assert all(body.id == id and re.fullmatch(r"state/[a-z0-9-]+", id) for id, body in bodies().items())
    assert all(record.source for record in chain(bodies().values(), departments(), (form for form, _ in _forms())))
    assert all(re.fullmatch(r"[a-z0-9-]+", department.kind) for department in departments())


def test_no_name_stands_for_two_bodies() -> None:
    central = [name for body in bodies().values() for name in set(body.names)]
    local = [name for department in departments() for name in set(department.names)]
    assert len({*central, *local}) == len(central) + len(local)


def test_dates_are_in_order_and_an_end_has_a_successor_that_is_known() -> None:
    kinds = {department.kind for department in departments()}
    for record, known in chain(((b, set(bodies())) for b in bodies().values()), ((d, kinds) for d in departments())):
        assert set(record.successors) <= known
        assert bool(record.until) == bool(record.successors), record
        for day in (record.since, record.until):
            assert day is None or re.fullmatch(r"\d{4}-\d{2}-\d{2}", day)
        assert not (record.since and record.until) or record.since < record.until


def test_renames_end_somewhere() -> None:
    """A chain that came back to its start would never end; asking for today's successors follows every one."""
    for body in bodies().values():
        identity = identify(body.name)
        assert identity is not None
        assert bool(identity.successors) == bool(body.until)
    for department in departments():
        identity = identify(department.names[0], region="广东省")
        assert identity is not None
        assert bool(identity.successors) == bool(department.until), department.name


def test_offices_of_a_province_are_called_厅_and_those_below_are_not() -> None:
    offices = [
        department for department in departments() if department.name.endswith("厅") and "办公厅" not in department.name
    ]
    assert len(offices) > 20
    assert {department.levels for department in offices} == {("province",)}


def test_levels_are_known_words() -> None:
    assert {level for department in departments() for level in department.levels} == {"province", "city", "county"}


def test_each_form_reads_its_example_and_no_earlier_form_takes_it() -> None:
    for form, pattern in _forms():
        assert pattern.fullmatch(form.example), form.example
        first = next(other for other, earlier in _forms() if earlier.fullmatch(form.example))
        assert first is form, form.example


def test_every_province_has_the_usual_departments_by_every_spelling() -> None:
    for place in (r for r in regions().values() if r.level == "province" and r.code < "700000"):
        assert id_of(f"{place.name}发展改革委") == f"{place.code}/development-and-reform"
        assert id_of(f"{place.short}证监局") == f"{place.code}/securities-supervision"


def test_a_department_is_known_by_all_its_spellings():
    assert "省工业和信息化厅" in spellings("省工信厅")
    assert "发展改革委" in spellings("发改委")
    assert spellings("委") == ("委",)
    assert spellings("氢燃料") == ("氢燃料",)
