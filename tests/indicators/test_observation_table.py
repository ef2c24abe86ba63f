"""Observations from files of other hands: read whole or refused by row and cell, written back in the same columns."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.indicators.observation import Observation
from luodi.indicators.observation_table import added, observations_csv, observations_xlsx, published, read_observations
from luodi.sheets import SheetErrors

HEADER = "指标,口径,地区,主体,时期,数值,单位,界限,数据状态,等级,来源,公布日期,采集日期,备注"
GOOD = "汽车产量,,广东省,,2023,519.19,万辆,,,B,统计公报,2024-03-01,,"


def csv(*rows: str) -> tuple[bytes, str]:
    return "\n".join((HEADER, *rows)).encode(), "data.csv"


def refused(*rows: str) -> list[str]:
    with pytest.raises(SheetErrors) as refusal:
        read_observations(csv(*rows))
    return list(refusal.value.sentences("zh"))


def test_a_row_is_a_value_with_its_basis_and_source() -> None:
    (found,) = read_observations(csv(GOOD))
    assert (found.indicator, found.basis, found.region) == ("vehicle_production", "legal-entity", "广东省")
    assert (found.value, found.bound, found.status) == (Decimal("519.19"), "=", "final")


@pytest.mark.parametrize(
    ("row", "place", "says"),
    [
        ("飞机产量,,广东省,,2023,5,架,,,B,x,2024,,", "第3行“指标”列", "飞机产量"),
        ("汽车产量,海关,广东省,,2023,5,万辆,,,B,x,2024,,", "第3行“口径”列", "法人所在地"),
        ("汽车产量,place-of-production,广东省,,2023,5,万辆,,,B,x,2024,,", "第3行“时期”列", "2025"),
        ("汽车产量,,岭南省,,2023,5,万辆,,,B,x,2024,,", "第3行“地区”列", "岭南省"),
        ("汽车产量,,广东省,比亚迪,2023,5,万辆,,,B,x,2024,,", "第3行“主体”列", "不分主体"),
        ("汽车产量,,广东省,,2023-13,5,万辆,,,B,x,2024,,", "第3行“时期”列", "2023-13"),
        ("汽车产量,,广东省,,2022,5,亿元,,,B,x,2024,,", "第3行“单位”列", "亿元"),
        ("汽车产量,,广东省,,2022,五,万辆,,,B,x,2024,,", "第3行“数值”列", "五"),
        ("汽车产量,,广东省,,2022,5,万辆,,,B,x,2023-02-30,,", "第3行“公布日期”列", "2023-02-30"),
        ("汽车产量,,广东省,,2022,5,万辆,,,B,x,2022-06,,", "第3行“公布日期”列", "早于"),
        ("汽车产量,,广东省,,2022,5,万辆,,,B,x,,,", "第3行“公布日期”列", "至少"),
        ("汽车产量,,广东省,,2022,5,万辆,,,E,x,2024,,", "第3行“等级”列", "E"),
        ("汽车产量,,广东省,,2022,5,万辆,,,B,,2024,,", "第3行“来源”列", ""),
        ("汽车产量,,广东省,,2022,5000,辆,,,B,x,2024,,", "第3行“单位”列", "万辆"),
        ("汽车产量,,广东省,,2023,520,万辆,,,B,统计公报,2024-03-01,,", "第3行“数值”列", "519.19"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_cell(row: str, place: str, says: str) -> None:
    (sentence,) = refused(GOOD, row)
    assert sentence.startswith(place)
    assert says in sentence


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_read() -> None:
    rows = (GOOD, "飞机产量,,广东省,,2023,5,架,,,B,x,2024,,", "汽车产量,,岭南省,,2023-13,五,万辆,,,B,x,2024,,")
    assert [sentence.partition("：")[0] for sentence in refused(*rows)] == [
        "第3行“指标”列",
        "第4行“地区”列",
        "第4行“时期”列",
        "第4行“数值”列",
    ]


def test_a_merged_header_is_refused_with_its_cell() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.split(","))
    sheet.append(GOOD.split(","))
    sheet.merge_cells("A1:B1")
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(SheetErrors) as refusal:
        read_observations((stream.getvalue(), "data.xlsx"))
    assert any("A1" in sentence and "合并" in sentence for sentence in refusal.value.sentences("zh"))


def test_two_sources_may_give_two_values() -> None:
    found = read_observations(csv(GOOD, "汽车产量,,广东省,,2023,519.2,万辆,,,C,某报,2024-03-02,,"))
    assert len(found) == 2


def test_a_revision_is_a_vintage_of_its_own() -> None:
    found = read_observations(csv(GOOD, "汽车产量,,广东省,,2023,521.3,万辆,,修订数,B,统计公报,2025-03-01,,"))
    assert {row.value for row in found} == {Decimal("519.19"), Decimal("521.3")}


def test_adding_a_file_twice_changes_nothing() -> None:
    once = added((), csv(GOOD))
    assert added(once, csv(GOOD)) == once


def test_another_value_for_what_is_stored_is_refused() -> None:
    stored = read_observations(csv(GOOD))
    with pytest.raises(SheetErrors) as refusal:
        added(stored, csv(GOOD.replace("519.19", "520")))
    (said,) = refusal.value.sentences("zh")
    assert said.startswith("第2行“数值”列")
    assert "519.19" in said


WRITERS = [(observations_csv, "data.csv"), (observations_xlsx, "data.xlsx")]


@pytest.mark.parametrize(("written", "name"), WRITERS, ids=["csv", "xlsx"])
def test_the_published_figures_come_back_as_they_were_written(written: Callable[..., bytes], name: str) -> None:
    figures = tuple(published())
    assert read_observations((written(figures, "zh"), name)) == figures
    assert read_observations((written(figures, "en"), name)) == figures


values = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=3)


@pytest.mark.parametrize(("written", "name"), WRITERS, ids=["csv", "xlsx"])
@given(value=values, note=st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=20))
def test_any_value_and_note_survive_the_way_out_and_back(
    written: Callable[..., bytes], name: str, value: Decimal, note: str
) -> None:
    (base,) = read_observations(csv(GOOD))
    row = Observation(**{key: getattr(base, key) for key in base.__struct_fields__} | {"value": value, "note": note})
    (found,) = read_observations((written([row]), name))
    assert found.value == value
    assert found.note.strip() == note.strip()


def test_what_is_added_keeps_the_unit_of_what_is_stored() -> None:
    known = read_observations(csv(GOOD))
    with pytest.raises(SheetErrors) as refusal:
        added(known, csv(GOOD.replace("2023,519.19,万辆", "2024,5707400,辆").replace("2024-03-01", "2025-03-01")))
    (said,) = refusal.value.sentences("zh")
    assert said.startswith("第2行“单位”列")
    assert "万辆" in said
    assert "5707400辆" in said


def test_a_day_that_a_workbook_holds_with_its_midnight_is_that_day() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(HEADER.split(","))
    row: list[object] = list(GOOD.split(","))
    row[11] = datetime(2024, 3, 1)
    book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    (found,) = read_observations((written.getvalue(), "data.xlsx"))
    assert found.published == "2024-03-01"


@pytest.mark.parametrize(
    ("period", "published", "kept"),
    [
        ("2023年", "2024/3/1", ("2023", "2024-03-01")),
        ("2023年度", "2024年3月1日", ("2023", "2024-03-01")),
        ("2023年12月", "2024/3", ("2023-12", "2024-03")),
        ("2023/12", "2024年", ("2023-12", "2024")),
    ],
)
def test_years_and_days_as_offices_write_them_are_kept_in_one_form(
    period: str, published: str, kept: tuple[str, str]
) -> None:
    row = GOOD.replace(",2023,", f",{period},").replace("2024-03-01", published)
    (found,) = read_observations(csv(row))
    assert (found.period, found.published) == kept
    assert read_observations((observations_csv([found]), "data.csv")) == (found,)


@pytest.mark.parametrize("published", ["2024/2/30", "2024年13月", "3/1/2024", "24/3/1"])
def test_a_day_that_there_is_not_or_with_the_year_at_another_place_is_refused(published: str) -> None:
    (said,) = refused(GOOD.replace("2024-03-01", published))
    assert said.startswith("第2行“公布日期”列")
