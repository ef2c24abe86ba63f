"""Workbooks as Excel, WPS, openpyxl and hostile programs write them: what is in the cells, and what is refused."""

from __future__ import annotations

import contextlib
import datetime
import io
import random
import tracemalloc
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from luodi.files.error import DocumentError
from luodi.sheets import DATE, DECIMAL, Column, SheetErrors, read_table
from luodi.sheets.model import Cell
from luodi.sheets.workbook import read_workbook

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="10"/><xf numFmtId="58"/></cellXfs>'


def package(
    rows: str, *, strings: str = "", properties: str = "", after: str = "", namespace: str = NAMESPACE
) -> bytes:
    """A workbook with one sheet, written by hand."""
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{RELATIONS}">{properties}<sheets><sheet name="数据" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{namespace}">{STYLES}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{namespace}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData>{after}</worksheet>',
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            archive.writestr(path, text)
    return data.getvalue()


def cells(data: bytes) -> dict[str, tuple[str, str]]:
    (sheet,) = read_workbook(data, "台账.xlsx").sheets
    return {f"{chr(65 + cell.column)}{cell.row}": (cell.kind, cell.text) for row in sheet.rows for cell in row.cells}


def one(xml: str, **parts: str) -> tuple[str, str]:
    (cell,) = cells(package(f"<row>{xml}</row>", **parts)).values()
    return cell


@pytest.mark.parametrize(
    ("stored", "number"),
    [
        ("570.74", "570.74"),
        ("570.74000000000001", "570.74"),  # Excel writes 17 digits
        ("0.28999999999999998", "0.29"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("2024", "2024"),
        ("1.135E4", "11350"),
        ("1E-7", "0.0000001"),
        ("-0", "0"),
        ("9007199254740993", "9007199254740992"),
    ],
)
def test_a_number_is_the_shortest_decimal_of_its_double(stored, number):
    assert one(f"<c><v>{stored}</v></c>") == ("number", number)


def test_a_date_is_as_much_as_its_format_shows():
    assert one('<c s="1"><v>45292</v></c>') == ("date", "2024-01-01")
    assert one('<c s="2"><v>45292</v></c>') == ("date", "2024-01")  # 2024年1月, typed as 2024-1
    assert one('<c s="4"><v>45296</v></c>') == ("date", "--01-05")  # typed as 1-5
    assert one('<c s="1"><v>43830</v></c>', properties='<workbookPr date1904="1"/>') == ("date", "2024-01-01")
    assert one('<c t="d" s="1"><v>2024-01-01T00:00:00</v></c>') == ("date", "2024-01-01")
    assert one('<c s="1"><v>60</v></c>') == ("error", "60")


def test_a_percentage_is_known_as_shown_otherwise_than_stored():
    assert one('<c s="3"><v>0.125</v></c>') == ("scaled", "0.125")


def test_formulas_give_the_result_that_the_file_holds_or_none():
    assert one("<c><f>A2+A3</f><v>0.5</v></c>") == ("number", "0.5")
    assert one('<c t="str"><f>A2</f><v>汽车</v></c>') == ("text", "汽车")
    assert one("<c><f>A2+A3</f></c>") == ("uncomputed", "")
    assert one("<c><f>A2+A3</f><v></v></c>") == ("uncomputed", "")
    assert cells(package('<row><c t="str"><f>""</f><v></v></c></row>')) == {}


def test_booleans_errors_and_nonsense_are_known_as_such():
    assert one('<c t="b"><v>1</v></c>') == ("boolean", "TRUE")
    assert one('<c t="e"><v>#DIV/0!</v></c>') == ("error", "#DIV/0!")
    for nonsense in ("nan", "1_000", "1e999", "0x10", "１２"):
        assert one(f"<c><v>{nonsense}</v></c>")[0] == "error"


def test_text_is_without_its_phonetic_guide_and_with_what_xml_cannot_hold():
    strings = (
        "<si><r><t>汽车</t></r><r><t>产量</t></r><rPh><t>qiche</t></rPh></si><si><t>一_x000D_\n二_x005F_x000D_</t></si>"
    )
    assert one('<c t="s"><v>0</v></c>', strings=strings) == ("text", "汽车产量")
    assert one('<c t="s"><v>1</v></c>', strings=strings) == ("text", "一\r\n二_x000D_")
    assert one('<c t="inlineStr"><is><t>a_x0000_b_xD800_</t></is></c>') == ("text", "a_x0000_b_xD800_")
    assert one('<c t="inlineStr"><is><t>汽车</t></is></c>') == ("text", "汽车")


def test_rows_and_cells_without_references_follow_those_before():
    written = package('<row><c><v>1</v></c><c><v>2</v></c></row><row r="4"><c r="C4"><v>3</v></c><c><v>4</v></c></row>')
    assert list(cells(written)) == ["A1", "B1", "C4", "D4"]


def test_strict_workbooks_are_read_too():
    assert one("<c><v>1</v></c>", namespace="http://purl.oclc.org/ooxml/spreadsheetml/main") == ("number", "1")


@pytest.mark.parametrize("reference", ["A0", "A1048577", "XFE1", "ZZZZ1", "1", "a1", "$A$1"])
def test_a_place_outside_the_grid_is_broken(reference):
    with pytest.raises(DocumentError) as refused:
        read_workbook(package(f'<row><c r="{reference}"><v>1</v></c></row>'), None)
    assert refused.value.code == "broken-xml"


def test_a_string_that_the_file_does_not_have_is_broken():
    with pytest.raises(DocumentError) as refused:
        read_workbook(package('<row><c t="s"><v>7</v></c></row>'), None)
    assert refused.value.code == "broken-xml"


def test_empty_rows_and_cells_down_to_the_last_cost_no_memory():
    rows = "".join(f'<row r="{r}"><c r="A{r}" s="1"/></row>' for r in range(1_000_000, 1_048_577))
    data = package('<row r="1"><c r="XFD1" s="1"/></row><row r="2"><c r="A2"><v>1</v></c></row>' + rows)
    tracemalloc.start()
    (sheet,) = read_workbook(data, None).sheets
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [row.cells for row in sheet.rows] == [(Cell(2, 0, "number", "1"),)]
    assert peak < 12_000_000  # of which the unpacked part, twice while it is read, is 5


def test_one_long_text_in_very_many_cells_is_refused():
    strings = f"<si><t>{'汽' * 30_000}</t></si>"
    rows = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(1, 5_000))
    with pytest.raises(DocumentError) as refused:
        read_workbook(package(rows, strings=strings), None)
    assert refused.value.code == "too-large"


def test_entities_in_a_sheet_are_refused():
    data = package("<row/>")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            bomb = b'<!DOCTYPE a [<!ENTITY b "bb">]>' if name.endswith("sheet1.xml") else b""
            new.writestr(name, bomb + old.read(name))
    with pytest.raises(SheetErrors) as refused:
        read_table((out.getvalue(), "坏.xlsx"), (Column("a", "甲", "A"),))
    assert [problem.key for problem in refused.value.problems] == ["sheets.file.xml-entities"]


COLUMNS = (
    Column("indicator", "指标", "Indicator", required=True),
    Column("value", "数值", "Value", DECIMAL, required=True),
    Column("published", "发布日期", "Published", DATE),
)


def saved(book: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_workbook_of_openpyxl_is_read_as_it_was_filled():
    book = openpyxl.Workbook()
    for row in (["指标", "数值", "发布日期"], ["汽车产量", 570.74, datetime.date(2024, 1, 20)], ["增速", -0.1, None]):
        book.active.append(row)
    table = read_table((saved(book), "数据.xlsx"), COLUMNS)
    assert table.rows == (
        {"indicator": "汽车产量", "value": Decimal("570.74"), "published": datetime.date(2024, 1, 20)},
        {"indicator": "增速", "value": Decimal("-0.1"), "published": None},
    )


def test_the_1904_system_of_openpyxl_gives_the_same_day():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in (["指标", "数值", "发布日期"], ["汽车产量", 1, datetime.date(2024, 1, 20)]):
        book.active.append(row)
    (row,) = read_table((saved(book), "数据.xlsx"), COLUMNS).rows
    assert row["published"] == datetime.date(2024, 1, 20)


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_workbook_is_read_or_refused(seed):
    book = openpyxl.Workbook()
    for row in (["指标", "数值", "发布日期"], ["汽车产量", 570.74, datetime.date(2024, 1, 20)]):
        book.active.append(row)
    data = bytearray(saved(book))
    chance = random.Random(seed)
    for _ in range(1 + seed % 7):
        data[chance.randrange(len(data))] = chance.randrange(256)
    with contextlib.suppress(SheetErrors):
        read_table((bytes(data), "坏.xlsx"), COLUMNS)
