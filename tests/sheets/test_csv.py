"""CSV as offices have it: encodings, delimiters, quotes, and what is refused by its line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luodi.sheets import DECIMAL, Column, SheetErrors, read_table, separated

COLUMNS = (
    Column("indicator", "指标", "Indicator", required=True),
    Column("value", "数值", "Value", DECIMAL, required=True),
    Column("note", "备注", "Note"),
)
TEXT = "指标,数值,备注\r\n汽车产量,530,初步核算\r\n汽车销量,521.5,\r\n"
ROWS = (
    {"indicator": "汽车产量", "value": Decimal(530), "note": "初步核算"},
    {"indicator": "汽车销量", "value": Decimal("521.5"), "note": None},
)


def problems(data: bytes | str) -> list[tuple[str, str]]:
    with pytest.raises(SheetErrors) as refused:
        read_table((data.encode() if isinstance(data, str) else data, "数据.csv"), COLUMNS)
    assert all(refused.value.sentences("en"))
    return [(p.key.removeprefix("sheets."), p.place.sentence("zh") if p.place else "") for p in refused.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_encodings_delimiters_and_line_ends_give_the_same_rows(encoding, delimiter, end):
    data = TEXT.replace(",", delimiter).replace("\r\n", end).encode(encoding)
    assert read_table((data, "数据.csv"), COLUMNS).rows == ROWS


def test_the_delimiter_is_the_one_that_makes_the_header_whatever_the_cells_hold():
    text = "主要指标,,,,,,,\n指标;数值;备注\n产量,销量,存量,比重;1;a,b,c,d,e\n"
    (row,) = read_table((text.encode(), "数据.csv"), COLUMNS).rows
    assert (row["indicator"], row["note"]) == ("产量,销量,存量,比重", "a,b,c,d,e")


def test_a_quoted_field_may_hold_delimiters_quotes_and_line_ends():
    table = read_table(
        ('指标,数值,备注\n"产量,""全部""\n一汽",1,\n销量,x2,\n'.replace("x2", "2").encode(), "数据.csv"), COLUMNS
    )
    assert table.rows[0]["indicator"] == '产量,"全部"\n一汽'
    assert table.numbers == (2, 4)


def test_lines_are_counted_as_an_editor_counts_them():
    assert problems('指标,数值,备注\n"产\n量",1,\n\n销量,无,\n') == [("not-a-number", "第5行“数值”列")]


def test_ragged_lines_are_refused():
    assert problems("指标,数值,备注\n产量,1\n产量,1,甲,乙\n产量,1,甲,\n") == [("ragged", "第2行"), ("ragged", "第3行")]


def test_quotes_that_are_not_in_pairs_are_refused_at_the_line_where_they_begin():
    assert problems('指标,数值,备注\n产量,1,\n"销量,1,\n存量,1,\n') == [("quotes", "第3行")]
    assert problems('指标,数值,备注\n"销量"全部,1,\n') == [("quotes", "第2行")]


def test_nul_is_refused():
    assert problems("指标,数值,备注\n" + "产量,1,甲\n" * 50 + "产\0量,1,\n") == [("nul", "第52行")]


def test_a_field_without_end_is_refused():
    assert problems(f'指标,数值,备注\n产量,1,"{"字" * 200_000}"\n') == [("long-field", "第2行")]


def test_more_cells_than_any_table_has_are_refused(monkeypatch):
    monkeypatch.setattr(separated, "LARGEST_CELLS", 5)
    assert problems(TEXT) == [("file.too-large", "")]


def test_an_apostrophe_before_a_sign_is_the_mark_of_text():
    text = "指标,数值,备注\n'-5℃以下天数,1,'=SUM(A1)\n'引用,2,''=x\n"
    rows = read_table((text.encode(), "数据.csv"), COLUMNS).rows
    assert [(row["indicator"], row["note"]) for row in rows] == [("-5℃以下天数", "=SUM(A1)"), ("'引用", "'=x")]
