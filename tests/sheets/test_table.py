"""Tables that offices send: what is read, and what is refused by row and cell."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from luodi.messages import catalogue
from luodi.sheets import DATE, DECIMAL, Column, Option, SheetErrors, choice, read_table
from luodi.sheets.problem import SHOWN

COLUMNS = (
    Column("indicator", "指标", "Indicator", required=True),
    Column("period", "时期", "Period", required=True),
    Column("value", "数值", "Value", DECIMAL, required=True),
    Column("published", "发布日期", "Published", DATE),
    Column(
        "state", "状态", "State", choice([Option("final", "终值", "final"), Option("first", "初值", "first release")])
    ),
)
HEADER = ["指标", "时期", "数值", "发布日期", "状态"]


def book(*rows, change=lambda book: None) -> tuple[bytes, str]:
    made = openpyxl.Workbook()
    made.active.title = "数据"
    for row in rows:
        made.active.append(list(row))
    change(made)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue(), "数据.xlsx"


def problems(source) -> list[tuple[str, str | None]]:
    """Key and cell of what is wrong."""
    with pytest.raises(SheetErrors) as refused:
        read_table(source, COLUMNS)
    for language in ("zh", "en"):
        assert all(refused.value.sentences(language))
    return [(p.key.removeprefix("sheets."), p.place.cell if p.place else None) for p in refused.value.problems]


def test_a_title_and_a_note_of_units_stand_above_the_header():
    table = read_table(book(["某市主要指标"], [None, None, "单位：万辆"], HEADER, ["汽车产量", "2023", 530, date(2024, 1, 20), "初值"],
                            change=lambda b: b.active.merge_cells("A1:E1")), COLUMNS)  # fmt: skip
    assert table.preamble == (("某市主要指标",), ("单位：万辆",))
    assert table.rows == (
        {
            "indicator": "汽车产量",
            "period": "2023",
            "value": Decimal(530),
            "published": date(2024, 1, 20),
            "state": "first",
        },
    )
    assert table.place(0, "value").cell == "C4"
    assert table.place(0).cell == "4"


def test_labels_are_chinese_or_english_in_any_order_blanks_and_width_aside():
    table = read_table(book(["数　值", "ＩＮＤＩＣＡＴＯＲ", " Period\n"], [1.5, "汽车产量", "2023"]), COLUMNS)
    assert table.rows[0]["value"] == Decimal("1.5")
    assert table.rows[0]["indicator"] == "汽车产量"
    assert table.rows[0]["published"] is None


def test_blank_rows_are_passed_over():
    table = read_table(
        book(HEADER, ["产量", "2023", 1], [], ["  ", "", "\u3000"], ["产量", "2024", 2], [], [" "]), COLUMNS
    )
    assert table.numbers == (2, 5)


def test_everything_that_is_wrong_is_said_at_once_with_its_cell():
    rows = [
        ["汽车产量", "2023", "530万辆", "2024-02-30", "估计"],
        [None, "2023", "", "去年"],
        ["汽车产量", "2023", "=C2+1", "2024年1月20日", "终值"],
        ["汽车产量", "2023", "#REF!", None, "FINAL"],
    ]
    assert problems(book(HEADER, *rows)) == [
        ("not-a-number", "C2"), ("impossible-date", "D2"), ("not-a-choice", "E2"), ("missing", "A3"), ("missing", "C3"),
        ("not-a-date", "D3"), ("uncomputed", "C4"), ("error", "C5"),
    ]  # fmt: skip


def test_a_sentence_says_where_what_and_what_to_do():
    with pytest.raises(SheetErrors) as refused:
        read_table(book(HEADER, ["汽车产量", "2023", "530万辆"]), COLUMNS)
    assert refused.value.sentences("zh") == (
        "C2（数值）：“530万辆”不是数；请只填一个数，不带单位和符号，没有数据就留空。",
    )
    assert refused.value.sentences("en") == (
        "C2 (数值): “530万辆” is no number; type one number without unit or sign, and leave the cell empty where there is none.",
    )


def test_of_very_many_problems_the_first_are_kept_and_all_are_counted():
    with pytest.raises(SheetErrors) as refused:
        read_table(book(HEADER, *(["产量", "2023", "无"] for _ in range(500))), COLUMNS)
    assert (len(refused.value.problems), refused.value.count) == (SHOWN, 500)
    assert "400" in refused.value.sentences("zh")[-1]


def test_what_excel_made_of_what_was_typed_is_seen_through_or_refused():
    def formats(made):
        for place, code in {"B2": "mmm-yy", "B3": "m月d日", "B4": "h:mm", "D5": "yyyy年m月", "C6": "0.0%"}.items():
            made.active[place].number_format = code

    first = date(2024, 1, 1)
    good, *rest = [
        ["产量", first, 1],  # 2024-01
        ["产量", date(2024, 1, 5), 1],  # 1-5
        ["产量", 0.5, 1],  # 12:00
        ["产量", "2024", 1, first],  # a month for a day
        ["产量", "2024", 0.125],  # 12.5%
        [440106199001011234, "2024", 1],
    ]
    assert problems(book(HEADER, good, *rest, change=formats)) == [
        ("changed-by-excel", "B3"), ("changed-by-excel", "B4"), ("no-day", "D5"), ("scaled", "C6"), ("digits-lost", "A7"),
    ]  # fmt: skip
    (row,) = read_table(book(HEADER, good, change=formats), COLUMNS).rows
    assert row["period"] == "2024-01"


@pytest.mark.parametrize(
    "typed", ["2024-6-30", "2024/06/30", "2024.6.30", "2024年6月30日", "２０２４－０６－３０", "2024/6/30 0:00"]
)
def test_a_day_is_read_as_it_is_usually_typed(typed):
    assert read_table(book(HEADER, ["产量", "2024", 1, typed]), COLUMNS).rows[0]["published"] == date(2024, 6, 30)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1,234.50", "1234.5"), ("１２．５", "12.5"), (" 530 ", "530"), ("-0.1", "-0.1"), ("1.2e3", "1200")],
)
def test_a_number_may_be_text(typed, number):
    assert read_table(book(HEADER, ["产量", "2024", typed]), COLUMNS).rows[0]["value"] == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["12,34", "1.2.3", "12.5%", "约530", "１２万", "二", "-", "NaN", "1e999", "1" * 400, "٣"]
)
def test_a_number_is_never_guessed(typed):
    assert problems(book(HEADER, ["产量", "2024", typed])) == [("not-a-number", "C2")]


def test_true_is_no_number():
    assert problems(book(HEADER, ["产量", "2024", True])) == [("not-a-number", "C2")]


# ---------------------------------------------------------------- layout


def test_a_header_over_two_rows_is_refused():
    def merge(made):
        for cells in ("A1:A2", "B1:B2", "C1:D1"):
            made.active.merge_cells(cells)

    rows = (["指标", "时期", "数值"], [None, None, "产量", "销量"], ["汽车", "2023", 1, 2])
    assert [p for p in problems(book(*rows, change=merge)) if p[0] != "missing"] == [
        ("merged-header", "A1"), ("merged-header", "B1"), ("merged-header", "C1"), ("not-a-number", "C2"),
    ]  # fmt: skip


def test_a_header_whose_labels_are_on_two_rows_is_refused_for_its_merged_cells():
    rows = (["指标", "时期", "二〇二三年"], [None, None, "数值"], ["汽车", "2023", 1])
    found = problems(book(*rows, change=lambda b: b.active.merge_cells("A1:A2")))
    assert found == [("merged-header", "A1"), ("missing-columns", "1")]


def test_merged_cells_in_the_table_are_refused_and_what_they_cover_is_not_called_missing():
    rows = (HEADER, ["汽车", "2022", 1], [None, "2023", 2])
    assert problems(book(*rows, change=lambda b: b.active.merge_cells("A2:A3"))) == [("merged-cells", "A2")]


def test_merged_cells_beside_the_table_do_not_matter():
    rows = ([*HEADER, "备注"], ["汽车", "2022", 1, None, None, "甲"], ["汽车", "2023", 2])
    assert len(read_table(book(*rows, change=lambda b: b.active.merge_cells("F2:F3")), COLUMNS).rows) == 2


def test_hidden_rows_and_columns_are_refused_unless_they_may_be_read():
    def hide(made):
        for row in (3, 4, 6):
            made.active.row_dimensions[row].hidden = True
        made.active.column_dimensions["B"].hidden = True

    file = book(HEADER, *(["汽车", f"{year}", 1] for year in range(2018, 2024)), change=hide)
    assert problems(file) == [("hidden-rows", "3"), ("hidden-rows", "6"), ("hidden-column", "B1")]
    table = read_table(file, COLUMNS, hidden=True)
    assert [row["period"] for row in table.rows] == ["2018", "2019", "2020", "2021", "2022", "2023"]
    assert [note.sentence("zh") for note in table.notes] == [
        "第3行：从这一行到第4行有 2 行内容被隐藏，也已读取。",
        "第6行：从这一行到第6行有 1 行内容被隐藏，也已读取。",
        "B1（时期）：这一列被隐藏，也已读取。",
    ]


def test_a_missing_column_is_named():
    with pytest.raises(SheetErrors) as refused:
        read_table(book(["说明"], ["指标", "数值"], ["产量", 1]), COLUMNS)
    (sentence,) = refused.value.sentences("zh")
    assert sentence == "第2行：这一行像是表头，但缺少“时期”；请补上这些列，表头只用一行。"


def test_a_sheet_without_a_header_is_refused():
    assert problems(book(["产量", 1], ["销量", 2])) == [("no-header", None)]
    assert problems(book()) == [("file.empty", None)]


def test_a_label_that_stands_twice_is_refused():
    assert problems(book([*HEADER, "Value"], ["产量", "2023", 1, None, None, 2])) == [("double-label", "F1")]


def test_the_sheet_with_the_header_is_read_and_the_others_are_said():
    def sheets(made):
        made.create_sheet("说明", 0).append(["填报说明"])
        made.create_sheet("底稿").append(HEADER)
        made["底稿"].sheet_state = "hidden"

    table = read_table(book(HEADER, ["产量", "2023", 1], change=sheets), COLUMNS)
    assert [note.sentence("zh") for note in table.notes] == [
        "隐藏的工作表“底稿”没有读取。",
        "工作表“说明”没有所需的表头，没有读取。",
    ]
    assert table.place(0, "value").sentence("zh") == "工作表“数据”C2（数值）"


def test_two_sheets_with_the_header_are_refused_and_named():
    def second(made):
        made.create_sheet("2024年").append(HEADER)

    with pytest.raises(SheetErrors) as refused:
        read_table(book(HEADER, change=second), COLUMNS)
    assert "“数据”、“2024年”" in refused.value.sentences("zh")[0]


def test_sheets_without_the_header_are_named_and_hidden_ones_too():
    def sheets(made):
        made.active.sheet_state = "hidden"
        for title in ("甲", "乙"):
            made.create_sheet(title).append(["内容", "指标"])
        made.active = 1

    with pytest.raises(SheetErrors) as refused:
        read_table(book(HEADER, ["产量", "2023", 1], change=sheets), COLUMNS)
    said = "".join(refused.value.sentences("zh"))
    assert "工作表“甲”第1行" in said
    assert "“甲”、“乙”" in said
    assert "隐藏的工作表“数据”" in said


def test_columns_that_are_not_declared_are_said():
    table = read_table(book([*HEADER, "备注"], ["产量", "2023", 1, None, None, "甲", "乙"]), COLUMNS)
    assert [note.sentence("zh") for note in table.notes] == [
        "F1（备注）：这一列不在所需的列之内，没有读取。",
        "G2：这一列没有列名，没有读取。",
    ]


# ---------------------------------------------------------------- files that are no tables


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "file.empty"),
        (b" \r\n", "file.empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file.old-excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file.encrypted"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "file.old-excel"),
        (b"PK\x03\x04 cut off", "file.broken-zip"),
        (bytes(range(256)) * 10, "file.binary"),
        (b"%PDF-1.7\n", "no-header"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data, key):
    assert problems((data, "数据.xlsx"))[0][0] in (key, "file.unknown-encoding" if key == "file.binary" else key)


def test_a_path_is_read_and_a_missing_one_is_the_systems_error(tmp_path):
    path = tmp_path / "数据.csv"
    path.write_text("指标,时期,数值\n产量,2023,1\n", "utf-8")
    assert len(read_table(path, COLUMNS).rows) == 1
    with pytest.raises(FileNotFoundError):
        read_table(tmp_path / "无.csv", COLUMNS)


def test_every_sentence_is_in_both_languages_with_the_same_placeholders_or_their_own_labels():
    def entries(node):
        if "zh" in node:
            yield node
        else:
            for part in node.values():
                yield from entries(part)

    found = list(entries(catalogue("sheets")))
    assert len(found) > 40
    for entry in found:
        assert set(entry) == {"zh", "en"}
