"""Spreadsheets: the table of a sheet, merged cells, dates, what stands above and below."""

from __future__ import annotations

import contextlib
import datetime
import io
import random

import openpyxl
import pytest

from luodi.documents import DocumentError, read


def workbook(fill) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def ledger(book):
    sheet = book.active
    sheet.append(["某市养老服务任务分工表"])
    sheet.merge_cells("A1:D1")
    sheet.append(["序号", "类别", "工作任务", "牵头单位", "完成时限"])
    sheet.append([1, "设施", "新建社区食堂", "市民政局", datetime.date(2024, 6, 30)])
    sheet.append([2, "设施", "改造养老院", "市民政局", "2025年"])
    sheet.merge_cells("B3:B4")
    sheet.append(["公开方式：主动公开"])


def test_a_sheet_is_a_title_a_table_and_a_note():
    document = read(workbook(ledger), name="台账.xlsx")
    assert document.text.split("\n") == [
        "某市养老服务任务分工表",
        "序号\t类别\t工作任务\t牵头单位\t完成时限",
        "1\t设施\t新建社区食堂\t市民政局\t2024年6月30日",
        "2\t\t改造养老院\t市民政局\t2025年",
        "公开方式：主动公开",
    ]
    assert document.source.format == "xlsx"


def test_a_merged_cell_covers_its_rows():
    (table,) = (block for block in read(workbook(ledger)).blocks if block.kind == "table")
    assert {(c.row, c.column): c.rows for c in table.cells}[1, 1] == 2


def test_offsets_count_the_cells_in_reading_order():
    document = read(workbook(ledger))
    texts = ["某市养老服务任务分工表", "序号", "类别", "工作任务", "牵头单位", "完成时限", "1", "设施", "新建社区食堂", "市民政局",
             "2024年6月30日", "2", "改造养老院", "市民政局", "2025年", "公开方式：主动公开"]  # fmt: skip
    source = "".join(texts)
    for segment in document.segments:
        assert source[segment.source_start : segment.source_end] == document.text[segment.start : segment.end]


def test_hidden_sheets_are_not_read():
    def fill(book):
        book.active.append(["甲", "乙"])
        hidden = book.create_sheet("底稿")
        hidden.append(["丙", "丁"])
        hidden.sheet_state = "hidden"

    assert read(workbook(fill)).text == "甲\t乙"


def test_a_date_is_what_its_cell_shows():
    def fill(book):
        day = datetime.date(2024, 6, 30)
        book.active.append(["改造养老院", day, day, day])
        for place, code in {"B1": "yyyy年m月", "C1": "m月d日", "D1": "yyyy-mm-dd hh:mm"}.items():
            book.active[place].number_format = code

    assert read(workbook(fill)).text == "改造养老院\t2024年6月\t6月30日\t2024年6月30日"


def test_an_empty_workbook_is_refused():
    with pytest.raises(DocumentError) as refused:
        read(workbook(lambda book: None), name="空.xlsx")
    assert refused.value.code == "empty"


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_workbook_is_read_or_refused_in_a_sentence(seed):
    data = bytearray(workbook(ledger))
    chance = random.Random(seed)
    for _ in range(1 + seed % 7):
        data[chance.randrange(len(data))] = chance.randrange(256)
    with contextlib.suppress(DocumentError):
        read(bytes(data))


def test_a_long_sheet_takes_time_in_proportion():
    def fill(book):
        for row in range(20_000):
            book.active.append([row, "任务"])

    flow = read(workbook(fill))
    assert len(flow.blocks[0].cells) == 40_000


def test_ranges_merged_over_one_another_without_end_are_refused():
    def fill(book):
        for row in range(1, 2_001):
            book.active.append([row, "任务"])
        for row in range(1_500, 0, -1):
            book.active.merged_cells.add(f"A{row}:B2000")

    with pytest.raises(DocumentError) as refused:
        read(workbook(fill))
    assert refused.value.code == "too-large"
