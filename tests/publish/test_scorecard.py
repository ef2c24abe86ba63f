"""The scorecard in its three formats, opened by other programs than wrote it: what an official reads is what was found."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import docx
import msgspec
import openpyxl
import pypdfium2
import pytest

from luodi.indicators import Assessments, Observations, assess
from luodi.indicators.ledger import Ledger, ledger
from luodi.messages import Language
from luodi.plan import Plan
from luodi.publish.scorecard import Figure, Scorecard, scorecard
from luodi.publish.scorecard_docx import scorecard_docx
from luodi.publish.scorecard_pdf import scorecard_pdf
from luodi.publish.scorecard_xlsx import scorecard_xlsx

DAY = date(2024, 12, 31)


@pytest.fixture(scope="module")
def assessed(provincial: Plan, published: Observations) -> Assessments:
    return assess(provincial, published, DAY)


@pytest.fixture(scope="module")
def accounts(provincial: Plan, published: Observations) -> Ledger:
    return ledger(provincial, published)


@pytest.fixture(scope="module")
def card(provincial: Plan, assessed: Assessments, accounts: Ledger) -> Scorecard:
    return scorecard(provincial, assessed, accounts)


@pytest.fixture(scope="module")
def word(card: Scorecard) -> Any:
    return docx.Document(io.BytesIO(scorecard_docx(card)))


@pytest.fixture(scope="module")
def book(card: Scorecard) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(scorecard_xlsx(card)))


@pytest.fixture(scope="module")
def paper(card: Scorecard) -> list[str]:
    return pages(scorecard_pdf(card))


def pages(data: bytes) -> list[str]:
    """The text of each page, bare of what line ends change."""
    document = pypdfium2.PdfDocument(data)
    return [bare(page.get_textpage().get_text_range()) for page in document]


def bare(text: str) -> str:
    """Without white space and hyphens: pdfium leaves those out at the end of a line."""
    return re.sub(r"[\s\u200b\u00ad\ufffe\ufeff-]", "", text)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from strings(part)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from strings(getattr(value, name))


def figures(value: object) -> Iterator[Figure]:
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from figures(part)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from figures(getattr(value, name))


def sources(assessed: Assessments) -> set[str]:
    return {used.observation.source for one in assessed.assessments for used in one.observations}


def everything(document: Any) -> str:
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


# ---------------------------------------------------------------- what it says


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("day", [date(2023, 12, 29), DAY, date(2026, 11, 22)])
def test_no_figure_is_without_unit_basis_and_source(
    provincial: Plan, published: Observations, accounts: Ledger, day: date, language: Language
) -> None:
    found = list(figures(scorecard(provincial, assess(provincial, published, day), accounts, language)))
    assert len(found) > 40
    for figure in found:
        assert figure.text
        assert figure.unit
        assert figure.basis
        assert figure.source


def test_every_chart_has_caption_with_unit_and_basis_sources_and_data(card: Scorecard) -> None:
    assert sum(section.chart is not None for section in card.sections) == 5
    for section in card.sections:
        assert "单位：" in section.caption
        assert "口径：" in section.caption
        assert section.sources
        assert section.places
        assert {datum.cited for datum in section.data} == set(range(1, len(section.sources) + 1))
        assert all(section.sources[datum.cited - 1] == datum.figure.source for datum in section.data)


def test_lights_follow_the_verdicts_and_have_a_word_and_a_shape(card: Scorecard, assessed: Assessments) -> None:
    assert {each.light: each.count for each in card.counts} == {"green": 3, "yellow": 1, "red": 0, "grey": 11}
    assert [each.name for each in card.counts] == ["绿", "黄", "红", "灰"]
    assert len({row.mark for row in card.rows}) == 3
    behind = next(row for row in card.rows if row.light == "yellow")
    assert (behind.subject, behind.verdict) == ("新增汽车整车企业进入世界500强企业名单", "进度落后")


def test_first_page_names_what_is_behind_and_why_the_rest_cannot_be_judged(card: Scorecard) -> None:
    groups = {group.heading: group.lines for group in card.first}
    [behind] = groups["进度落后"]
    assert behind.startswith("8. 新增汽车整车企业进入世界500强企业名单 1—2家：")
    assert any(line.startswith("没有找到同一口径的数据（8项）") for line in groups["无法判断"])
    assert any("7 新能源汽车公用充电桩" in line for line in groups["无法判断"])


def test_row_of_vehicle_output_has_the_plans_and_the_published_figures(card: Scorecard) -> None:
    row = next(row for row in card.rows if row.subject == "汽车产量")
    assert row.target.source == "粤工信装备〔2023〕12号，二/（一）"
    assert (row.baseline and (row.baseline.text, row.baseline.period)) == ("415.37万辆", "2022年")
    assert row.latest is not None
    assert (row.latest.text, row.latest.period) == ("519.19万辆", "2023年")
    assert row.latest.basis == "法人所在地（国家统计局，2024年及以前）"
    assert (row.progress and row.progress.text) == "91%"  # (519.19 - 415.37) / (530 - 415.37)
    assert row.required is not None
    assert row.required.amount == pytest.approx((((530 / 519.19) ** 0.5) - 1) * 100)


def test_target_without_data_is_listed_with_its_reason_and_caution(card: Scorecard) -> None:
    [line] = [line for line in card.without if "独角兽汽车企业 3—4家" in line]
    assert "没有官方名录" in line


def test_targets_of_one_quantity_share_a_section_and_the_later_ones_chart(
    provincial: Plan, published: Observations, accounts: Ledger
) -> None:
    target = next(target for target in provincial.targets if target.subject == "汽车产量")
    nearer = msgspec.structs.replace(target, id="g-nearer", year=2024, value=target.value - 40)
    both = msgspec.structs.replace(provincial, targets=(nearer, target))
    [section] = scorecard(both, assess(both, published, DAY), accounts).sections
    assert len(section.goals) == 2
    assert section.chart is not None
    assert any("阶段目标" in one["name"] for one in section.chart["series"])


# ---------------------------------------------------------------- Word


def test_word_file_has_every_target_with_its_figures_and_verdict(card: Scorecard, word: Any) -> None:
    table = next(table for table in word.tables if len(table.columns) == 9)
    assert len(table.rows) == len(card.rows) + 1
    for row, cells in zip(card.rows, ([cell.text for cell in row.cells] for row in table.rows[1:]), strict=True):
        assert cells[1].startswith(row.subject)
        assert cells[2].startswith(row.target.text)
        assert row.verdict in cells[7]
        assert row.mark in cells[7]
        assert cells[8] == row.reason


def test_word_file_shows_every_observation_and_its_source(word: Any, assessed: Assessments, card: Scorecard) -> None:
    said = everything(word)
    assert {source for source in sources(assessed) if source not in said} == set()
    tables = [table for table in word.tables if len(table.columns) == 8]
    assert [len(table.rows) - 1 for table in tables] == [len(section.data) for section in card.sections]


def test_word_file_has_a_picture_a_chart_with_words_for_the_blind(word: Any, card: Scorecard) -> None:
    charts = [section for section in card.sections if section.chart is not None]
    assert len(word.inline_shapes) == len(charts)
    described = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert described == [section.alternative for section in charts]


def test_word_file_has_upright_pages_around_a_turned_table(word: Any) -> None:
    assert [section.orientation for section in word.sections] == [0, 1, 0]


def test_word_file_ends_with_the_ledger(word: Any, card: Scorecard) -> None:
    said = [paragraph.text for paragraph in word.paragraphs]
    assert [line.text for line in card.lines if f"· {line.text}" not in said] == []
    assert said[-2:] == ["不能同时成立的数字", "没有发现。"]


# ---------------------------------------------------------------- Excel


def test_workbook_has_its_sheets(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["概览", "目标", "图", "数据", "目标账"]
    assert all(book[name].auto_filter.ref for name in ("目标", "数据", "目标账"))


def test_workbook_holds_the_numbers_of_the_assessments(book: openpyxl.Workbook, assessed: Assessments) -> None:
    rows = list(book["目标"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(assessed.assessments)
    for cells, one in zip(rows, assessed.assessments, strict=True):
        assert cells[4] == float(one.value)
        since = one.latest is not None and (one.start is None or one.latest.at > one.start.at)
        assert cells[11] == (one.latest.amount if one.latest and since else None)
        assert cells[16] == (None if one.progress is None else pytest.approx(one.progress * 100))
        assert cells[17] == (None if one.required is None else pytest.approx(one.required.rate))


def test_workbook_holds_every_observation_as_a_number(book: openpyxl.Workbook, assessed: Assessments) -> None:
    rows = list(book["数据"].iter_rows(min_row=2, values_only=True))
    held = sorted((cells[5], cells[6], cells[10]) for cells in rows)
    observed = [used.observation for one in assessed.assessments for used in one.observations]
    assert held == sorted((float(row.value), row.unit, row.source) for row in observed)


def test_workbook_holds_the_ledger(book: openpyxl.Workbook, accounts: Ledger) -> None:
    amounts = [cells[2] for cells in book["目标账"].iter_rows(min_row=2, values_only=True)]
    assert amounts == [pytest.approx(entry.amount) for entry in accounts.entries]


# ---------------------------------------------------------------- PDF


def test_pdf_says_what_the_word_file_says(card: Scorecard, paper: list[str]) -> None:
    said = "".join(paper)
    for row in card.rows:
        assert bare(row.subject) in said
        assert bare(row.reason) in said
    for section in card.sections:
        assert bare(section.caption) in said
        assert {source for source in section.sources if bare(source) not in said} == set()
        assert {caution for caution in section.cautions if bare(caution) not in said} == set()
    assert {line.text for line in card.lines if bare(line.text) not in said} == set()


def test_a_chance_without_a_pace_is_shown_too(card: Scorecard) -> None:
    row = next(row for row in card.rows if row.required is not None)
    chance = Figure(text="（概率37%）", amount=37, unit="%", period="2025年", basis="预测", source="计算")
    alone = msgspec.structs.replace(row, required=None, chance=chance)
    shown = msgspec.structs.replace(card, rows=(alone,))
    assert "概率37%" in "".join(pages(scorecard_pdf(shown)))
    told = docx.Document(io.BytesIO(scorecard_docx(shown)))
    assert any("概率37%" in cell.text for table in told.tables for found in table.rows for cell in found.cells)


def test_summary_is_one_page(card: Scorecard, paper: list[str]) -> None:
    assert bare(card.title) in paper[0]
    assert bare(card.first[-1].lines[-1]) in paper[0]
    assert "三、各项目标" in paper[1]


def test_words_of_a_chart_are_text_in_the_pdf(paper: list[str]) -> None:
    assert any("另一口径（不可比）：公共充电桩" in page for page in paper)


# ---------------------------------------------------------------- all of them


@pytest.mark.parametrize("written", [scorecard_docx, scorecard_xlsx, scorecard_pdf])
def test_same_scorecard_gives_the_same_bytes(card: Scorecard, written: Any) -> None:
    assert written(card) == written(card)


def test_hostile_words_stay_words(provincial: Plan, published: Observations, accounts: Ledger) -> None:
    hostile = '=1+1 <w:p/> #panic("x") $x$ @a \\ ]]> {{ \x00\x0b\ud800 *b* _c_'
    kept = '=1+1<w:p/>#panic("x")$x$@a\\]]>{{*b*_c_'
    targets = tuple(msgspec.structs.replace(each, subject=hostile + each.subject[:0]) for each in provincial.targets)
    document = msgspec.structs.replace(provincial.document, title=hostile, number=hostile)
    plan = msgspec.structs.replace(provincial, targets=targets, document=document)
    judged = assess(provincial, published, DAY)
    renamed = tuple(msgspec.structs.replace(one, subject=hostile) for one in judged.assessments)
    card = scorecard(plan, msgspec.structs.replace(judged, title=hostile, assessments=renamed), accounts)
    assert all(not re.search("[\x00\x0b\ud800]", text) for text in strings(card))
    assert kept in bare(everything(docx.Document(io.BytesIO(scorecard_docx(card)))))
    sheet = openpyxl.load_workbook(io.BytesIO(scorecard_xlsx(card)))["目标"]
    assert sheet["B2"].data_type == "s"
    assert kept in bare(str(sheet["B2"].value))
    assert kept in "".join(pages(scorecard_pdf(card)))


def test_english_scorecard_has_english_labels_and_the_documents_own_words(
    provincial: Plan, assessed: Assessments, accounts: Ledger
) -> None:
    card = scorecard(provincial, assessed, accounts, "en")
    said = everything(docx.Document(io.BytesIO(scorecard_docx(card))))
    assert "What to look at first" in said
    assert "by legal domicile of the enterprise (NBS, until 2024)" in said
    assert "新能源汽车公用充电桩" in said
    assert "无法判断" not in said
