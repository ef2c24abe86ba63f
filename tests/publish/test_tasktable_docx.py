"""The Word file, opened with python-docx: layout by GB/T 9704-2012, real merged cells, the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import docx
import msgspec
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table

from luodi.plan.model import Plan
from luodi.publish import task_table, task_table_docx

Read = Callable[[Sequence[str]], set[tuple[str, str]]]


def opened(plan: Plan) -> Document:
    return docx.Document(io.BytesIO(task_table_docx(task_table(plan))))


def table_of(plan: Plan) -> Table:
    return opened(plan).tables[0]


def fonts(document: Document, style: str) -> tuple[str | None, Pt | None]:
    properties = document.styles[style].element.rPr
    named = properties.rFonts.get(qn("w:eastAsia")) if properties.rFonts is not None else None
    above = document.styles[style].base_style
    return named, document.styles[style].font.size or (above and above.font.size)


def test_cells_read_back_as_the_tasks_bodies(any_plan: Plan, read_cells: Read) -> None:
    rows = table_of(any_plan).rows[1:]
    assert len(rows) == len(any_plan.tasks)
    for row, task in zip(rows, any_plan.tasks, strict=True):
        cells = [cell.text for cell in row.cells]
        assert cells[2].startswith(task.title)
        assert read_cells(cells[3:5]) == {(each.role, each.name) for each in task.assignments}


def test_header_spans_both_columns_of_the_task_and_stands_on_every_page(guangzhou: Plan) -> None:
    header = table_of(guangzhou).rows[0]
    assert [cell.text for cell in header.cells] == ["序号", "主要任务", "主要任务", "牵头部门", "配合部门", "备注"]
    assert header.cells[1]._tc is header.cells[2]._tc
    assert header._tr.trPr is not None
    assert header._tr.trPr.find(qn("w:tblHeader")) is not None


def test_category_is_one_cell_over_its_rows(guangdong: Plan) -> None:
    column = [row.cells[1] for row in table_of(guangdong).rows[1:]]
    assert [cell.text for cell in column[:7]] == ["重点任务"] * 6 + ["重点工程·创新能力提升工程"]
    assert len({id(cell._tc) for cell in column[:6]}) == 1
    assert len({id(cell._tc) for cell in column}) == 8


def test_first_row_of_a_category_keeps_to_the_page_of_the_second(guangdong: Plan) -> None:
    rows = table_of(guangdong).rows[1:]
    kept = [number for number, row in enumerate(rows, 1) if row.cells[2].paragraphs[0].paragraph_format.keep_with_next]
    assert kept == [1, 7, 9, 13, 16, 18, 21, 25]  # the last keeps to the note


def test_task_without_category_spans_both_columns(guangzhou: Plan) -> None:
    row = table_of(guangzhou).rows[20]
    assert row.cells[1]._tc is row.cells[2]._tc
    assert row.cells[1].text == "产业创新平台支撑体系"


def test_rows_are_not_cut_by_a_page(guangdong: Plan) -> None:
    for row in table_of(guangdong).rows:
        assert row._tr.trPr is not None
        assert row._tr.trPr.find(qn("w:cantSplit")) is not None


def test_cells_of_a_row_fill_the_grid(any_plan: Plan) -> None:
    table = table_of(any_plan)
    grid = [column.width for column in table.columns]
    for row in table.rows:
        widths = [cell.width for cell in {id(cell._tc): cell for cell in row.cells}.values()]
        assert sum(filter(None, widths)) == pytest.approx(sum(filter(None, grid)), abs=Pt(1))


def test_short_tasks_stand_on_an_upright_page_and_long_ones_on_a_turned_one(guangzhou: Plan, guangdong: Plan) -> None:
    upright, turned = opened(guangzhou).sections[0], opened(guangdong).sections[0]
    assert (upright.orientation, turned.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    for section, across, down in ((upright, 156, 225), (turned, 225, 156)):
        width = int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)
        height = int(section.page_height or 0) - int(section.top_margin or 0) - int(section.bottom_margin or 0)
        assert (width, height) == (pytest.approx(Mm(across), abs=Mm(0.1)), pytest.approx(Mm(down), abs=Mm(0.1)))
    assert upright.top_margin == pytest.approx(Mm(37), abs=Mm(0.1))
    assert upright.left_margin == pytest.approx(Mm(28), abs=Mm(0.1))


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", Pt(22)),
        ("表头", "黑体", Pt(12)),
        ("表文", None, Pt(12)),
        ("footer", "宋体", Pt(14)),
    ],
)
def test_fonts_are_those_of_the_standard(guangzhou: Plan, style: str, font: str | None, size: Pt) -> None:
    document = opened(guangzhou)
    assert fonts(document, style) == (font, size)
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    assert defaults.get(qn("w:eastAsia")) == "仿宋_GB2312"
    used = {paragraph.style.name for row in document.tables[0].rows for cell in row.cells
            for paragraph in cell.paragraphs if paragraph.style}  # fmt: skip
    assert used == {"表头", "表文"}


def test_heading_before_wording_is_set_apart(guangdong: Plan) -> None:
    runs = table_of(guangdong).rows[7].cells[2].paragraphs[0].runs
    assert (runs[0].text, runs[0].style and runs[0].style.name) == ("突破产业技术短板。", "任务标题")
    assert runs[1].text.startswith("对照世界最先进水平")


def test_page_number_stands_on_the_outer_side(guangzhou: Plan) -> None:
    document = opened(guangzhou)
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert "".join(node.text for node in paragraph._p.iter(qn("w:t"))) == "— 1 —"
        assert paragraph._p.find(qn("w:fldSimple")).get(qn("w:instr")).strip() == "PAGE"
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("云溪市充电设施行动方案", ["《云溪市充电设施行动方案》任务分工表"]),
        ("云溪市促进充电产业加快发展的意见", ["《云溪市促进充电产业加快发展的意见》", "任务分工表"]),
        (
            "云溪市关于落实《充电设施建设意见》的行动方案",
            ["《云溪市关于落实〈充电设施建设意见〉的", "行动方案》任务分工表"],
        ),
        (
            "云溪市发展充电战略性支柱产业集群行动计划（2023—2025年）",
            ["《云溪市发展充电战略性支柱产业集群", "行动计划（2023—2025年）》任务分工表"],
        ),
    ],
)
def test_title_is_broken_where_its_words_allow(guangzhou: Plan, title: str, lines: list[str]) -> None:
    known = msgspec.structs.replace(guangzhou.document, title=title)
    document = opened(msgspec.structs.replace(guangzhou, document=known))
    assert document.paragraphs[0].text.split("\n") == lines


def test_file_is_the_same_bytes_and_dated_as_its_document(guangdong: Plan) -> None:
    table = task_table(guangdong)
    assert task_table_docx(table) == task_table_docx(table)
    properties = opened(guangdong).core_properties
    assert properties.title == table.title
    assert properties.created == properties.modified
    assert properties.created is not None
    assert properties.created.date().isoformat() == "2023-12-29"


def test_plan_without_tasks_gives_a_header_alone(guangdong: Plan) -> None:
    assert len(table_of(msgspec.structs.replace(guangdong, tasks=())).rows) == 1
