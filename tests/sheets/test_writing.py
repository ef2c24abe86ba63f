"""What is written is read back: the same values, and the same bytes for the same rows."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from luodi.files.characters import is_blank
from luodi.sheets import DATE, DECIMAL, Column, Option, choice, read_table, write_csv, write_xlsx

COLUMNS = (
    Column("name", "名称", "Name", required=True),
    Column("value", "数值", "Value", DECIMAL),
    Column("day", "日期", "Day", DATE),
    Column("state", "状态", "State", choice([Option("open", "办理中", "open"), Option("done", "已办结", "done")])),
    Column("note", "备注", "Note"),
)
WRITERS = {"csv": write_csv, "xlsx": write_xlsx}

characters = st.characters(exclude_categories=("Cs", "Co", "Cc", "Cn"))
texts = st.builds(
    str.__add__,
    st.sampled_from(["", "", "'", "''", "=", "'=", "+", "-", "@", "＝", " =", "\t", "\r", "00", '"', "_x000D_"]),
    st.text(st.one_of(characters, st.sampled_from("汽车产量 ,;'\"\n\r\t0123456789=")), max_size=20),
)
seen = texts.filter(lambda text: not is_blank(text))
codes = st.integers(10**17, 10**18 - 1).map(str)
numbers = (
    st.decimals(allow_nan=False, allow_infinity=False) | st.floats(-1e15, 1e15).map(lambda value: Decimal(repr(value)))
).filter(lambda value: abs(value.adjusted()) < 90)
rows = st.fixed_dictionaries({
    "name": seen | codes,
    "value": st.none() | numbers,
    "day": st.none() | st.dates(),
    "state": st.none() | st.sampled_from(["open", "done"]),
    "note": st.none() | seen | codes,
})  # fmt: skip


@settings(deadline=None)
@given(st.lists(rows, max_size=8), st.sampled_from(["zh", "en"]), st.sampled_from(["csv", "xlsx"]))
@example(
    [
        {
            "name": "=1+1",
            "value": Decimal("0.30000000000000004"),
            "day": date(1900, 2, 28),
            "state": None,
            "note": "'=1\r\n",
        }
    ],
    "zh",
    "xlsx",
)
@example(
    [{"name": "'", "value": Decimal("12345678901234567.89"), "day": date(1, 1, 1), "state": "done", "note": "000123"}],
    "zh",
    "csv",
)
def test_what_was_written_is_read_back(table, language, form):
    data = WRITERS[form](table, COLUMNS, language)
    assert read_table((data, f"表.{form}"), COLUMNS).rows == tuple(table)
    assert WRITERS[form](table, COLUMNS, language) == data


@pytest.mark.parametrize("form", WRITERS)
def test_none_and_text_of_which_nothing_is_seen_are_empty_cells(form):
    table = [{"name": "甲", "note": note} for note in ("", "  ", "\n", None)]
    read = read_table((WRITERS[form](table, COLUMNS), "表"), COLUMNS)
    assert [row["note"] for row in read.rows] == [None] * 4


FORMULAS = ["=HYPERLINK(\"http://x\")", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "'=1"]  # fmt: skip


def test_no_field_of_a_csv_file_is_run_as_a_formula():
    data = write_csv([{"name": text, "value": Decimal(-5)} for text in FORMULAS], COLUMNS)
    fields = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert all(row[0].startswith("'") for row in fields[1:])
    assert {row[1] for row in fields[1:]} == {"-5"}


def test_no_text_of_a_workbook_is_a_formula_and_stays_none_when_it_is_edited():
    data = write_xlsx([{"name": text} for text in FORMULAS], COLUMNS)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = etree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    assert sheet.findall(".//{*}f") == []
    cells = openpyxl.load_workbook(io.BytesIO(data)).active["A"][1:]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)] * len(FORMULAS)


def test_a_workbook_for_people_has_numbers_days_a_frozen_header_and_a_filter():
    table = [{"name": "汽车产量", "value": Decimal("570.74"), "day": date(2024, 1, 20), "note": "440106199001011234"}]
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(table, COLUMNS))).active
    assert [cell.value for cell in sheet[1]] == ["名称", "数值", "日期", "状态", "备注"]
    assert sheet["B2"].value == 570.74
    assert sheet["C2"].value.date() == date(2024, 1, 20)
    assert sheet["E2"].value == "440106199001011234"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E2")
    assert sheet.column_dimensions["A"].width < sheet.column_dimensions["E"].width
    assert [sheet.column_dimensions[letter].width >= 8 for letter in "ABCDE"] == [True] * 5


def test_numbers_that_a_double_does_not_hold_are_text():
    values = [Decimal("0.1"), Decimal("12345678901234567.89"), Decimal("0.30000000000000004")]
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx([{"name": "甲", "value": v} for v in values], COLUMNS))).active
    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == [0.1, "12345678901234567.89", "0.30000000000000004"]


def test_what_was_exported_and_saved_by_another_program_is_the_same_table():
    table = ({"name": "=甲", "value": Decimal("-1.5"), "day": date(2024, 1, 20), "state": "open", "note": "'=x"},)
    other = openpyxl.load_workbook(io.BytesIO(write_xlsx([{**table[0], "name": "甲"}], COLUMNS)))
    saved = io.BytesIO()
    other.save(saved)
    assert read_table((saved.getvalue(), "表.xlsx"), COLUMNS).rows == ({**table[0], "name": "甲"},)


@pytest.mark.parametrize(("form", "row"), [
    ("csv", {"name": "甲\0"}), ("csv", {"name": "\ud800"}), ("xlsx", {"name": "\ud800"}), ("xlsx", {"name": "字" * 32_768}),
    ("csv", {"name": "甲", "value": Decimal("NaN")}), ("xlsx", {"name": "甲", "value": Decimal("1e999999")}),
])  # fmt: skip
def test_what_no_file_can_hold_is_a_value_error(form, row):
    with pytest.raises(ValueError, match=r"."):
        WRITERS[form]([row], COLUMNS)


def test_a_workbook_lists_choices_colours_what_is_to_be_filled_in_and_pins_columns():
    columns = (COLUMNS[0], Column("state", "状态", "State", COLUMNS[3].kind, entry=True))
    data = write_xlsx([{"name": "甲"}, {"name": "乙", "state": "done"}], columns, pinned=1)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet.freeze_panes == "B2"
    [rule] = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1, rule.errorStyle) == ("B2:B3", '"办理中,已办结"', "warning")
    assert [cell.fill.fgColor.rgb for cell in sheet[1]] == ["00000000", "FFFFF2CC"]
