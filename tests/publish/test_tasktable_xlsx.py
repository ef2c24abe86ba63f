"""The Excel ledger, opened with openpyxl: official columns first, to filter by and to print."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from zipfile import ZipFile

import msgspec
import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from luodi.plan.model import Plan
from luodi.publish import task_table, task_table_xlsx

Read = Callable[[Sequence[str]], set[tuple[str, str]]]


def opened(plan: Plan) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(task_table_xlsx(task_table(plan)))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def stored(plan: Plan) -> dict[str, str]:
    """Every cell's own text as it stands in the file, cells under a merged one included."""
    package = ZipFile(io.BytesIO(task_table_xlsx(task_table(plan))))
    strings = re.findall(r"<si><t[^>]*>(.*?)</t></si>", package.read("xl/sharedStrings.xml").decode(), re.DOTALL)
    sheet = package.read("xl/worksheets/sheet1.xml").decode()
    return {place: strings[int(index)] for place, index in re.findall(r'<c r="(\w+)"[^>]* t="s"><v>(\d+)</v>', sheet)}


def test_cells_read_back_as_the_tasks_bodies(any_plan: Plan, read_cells: Read) -> None:
    sheet = opened(any_plan)
    for index, task in enumerate(any_plan.tasks, 4):
        cells = [str(sheet.cell(index, column).value or "") for column in (4, 5)]
        assert read_cells(cells) == {(each.role, each.name) for each in task.assignments}


def test_official_columns_come_first_then_due_day_and_clause(charging: Plan) -> None:
    sheet = opened(charging)
    upper = [sheet.cell(2, column).value for column in range(1, 9)]
    assert upper == ["序号", "主要任务", None, "牵头（负责）部门", "配合部门", "备注", "完成时限", "条款"]
    assert [sheet["B3"].value, sheet["C3"].value] == ["类别", "任务"]
    assert (sheet["G4"].value, sheet["H4"].value) == (datetime(2027, 12, 31), "二/（一）")


def test_category_is_merged_to_the_eye_and_stands_in_every_row_to_filter_by(guangdong: Plan) -> None:
    assert "B4:B9" in {str(merged) for merged in opened(guangdong).merged_cells.ranges}
    cells = stored(guangdong)
    assert [cells[f"B{row}"] for row in range(4, 29)] == [row.category for row in task_table(guangdong).rows]


def test_no_two_merged_ranges_overlap(any_plan: Plan) -> None:
    places = [place for merged in opened(any_plan).merged_cells.ranges for place in merged.cells]
    assert len(places) == len(set(places))


def test_sheet_filters_scrolls_and_prints_as_a_ledger(guangdong: Plan) -> None:
    sheet = opened(guangdong)
    assert sheet.auto_filter.ref == "A3:H28"
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$2:$3"
    assert sheet.print_area == "'任务分工表'!$A$1:$F$29"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)  # one page wide is the default
    assert sheet["C4"].alignment.wrap_text


def test_row_is_tall_enough_for_its_task(guangdong: Plan) -> None:
    sheet = opened(guangdong)
    for index, row in enumerate(task_table(guangdong).rows, 4):
        assert (sheet.row_dimensions[index].height or 0) >= 16 * len(row.task) * 2 / 62


def test_text_is_never_a_formula_or_a_link(charging: Plan) -> None:
    first, *others = charging.tasks
    hostile = msgspec.structs.replace(first, title="=1+1", text="=1+1", remark="http://example.org")
    sheet = opened(msgspec.structs.replace(charging, tasks=(hostile, *others)))
    assert (sheet["C4"].value, sheet["C4"].data_type) == ("=1+1", "s")
    assert sheet["F4"].hyperlink is None


def test_file_is_the_same_bytes_and_dated_as_its_document(guangdong: Plan) -> None:
    table = task_table(guangdong)
    assert task_table_xlsx(table) == task_table_xlsx(table)
    properties = openpyxl.load_workbook(io.BytesIO(task_table_xlsx(table))).properties
    assert (properties.title, properties.created) == (table.title, datetime(2023, 12, 29))


def test_plan_without_tasks_gives_a_header_alone(guangdong: Plan) -> None:
    assert opened(msgspec.structs.replace(guangdong, tasks=()))["A2"].value == "序号"
