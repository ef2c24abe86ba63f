"""Ruling lines, or gutters where there are none, make tables. Rules and glyphs are laid here by hand."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.documents.grid import Area, grids, merged
from luodi.documents.model import Paragraph, Table
from luodi.documents.page import Face, Glyph, Page, Rule, turned, turned_rule
from luodi.documents.pages import flow

SIZE = 10.0


def put(text: str, x: float, y: float, face: Face = Face("song")) -> list[Glyph]:  # noqa: B008
    wide = SIZE
    return [
        Glyph(c, x + i * wide, y - 0.88 * SIZE, x + (i + 1) * wide, y + 0.12 * SIZE, y, SIZE, face)
        for i, c in enumerate(text)
    ]


def flat(y: float, start: float, end: float) -> Rule:
    return Rule(True, y, start, end)


def upright(x: float, start: float, end: float) -> Rule:
    return Rule(False, x, start, end)


def lattice(xs: Sequence[float], ys: Sequence[float]) -> list[Rule]:
    return [flat(y, xs[0], xs[-1]) for y in ys] + [upright(x, ys[0], ys[-1]) for x in xs]


def read(*pages: tuple[Sequence[Rule], Sequence[list[Glyph]]]) -> list[Paragraph | Table]:
    made = [
        Page(n, 595.0, 842.0, tuple(glyph for run in runs for glyph in run), tuple(rules))
        for n, (rules, runs) in enumerate(pages, 1)
    ]
    return list(flow(made, "test").blocks)


def texts(table: Paragraph | Table) -> dict[tuple[int, int, int, int], str]:
    assert isinstance(table, Table)
    return {(cell.row, cell.column, cell.rows, cell.columns): cell.text for cell in table.cells}


XS, YS = (60.0, 100.0, 300.0, 420.0), (100.0, 130.0, 190.0, 250.0)


class TestGrids:
    def test_a_lattice_has_a_cell_between_each_pair_of_rules(self) -> None:
        (found,) = grids(merged(lattice(XS, YS)))
        assert found.areas == tuple(Area(i, j, 1, 1) for i in range(3) for j in range(3))

    def test_borders_drawn_cell_by_cell_are_the_same_grid(self) -> None:
        pieces = [
            rule
            for top, bottom in itertools.pairwise(YS)
            for left, right in itertools.pairwise(XS)
            for rule in lattice((left + 0.3, right - 0.3), (top + 0.3, bottom - 0.3))
        ]
        (found,) = grids(merged(pieces))
        assert len(found.areas) == 9

    def test_a_missing_rule_merges_cells(self) -> None:
        rules = [flat(YS[0], 60, 420), flat(YS[1], 60, 420), flat(YS[2], 100, 420), flat(YS[3], 60, 420)]
        rules += [upright(60, 100, 250), upright(100, 100, 250), upright(300, 130, 250), upright(420, 100, 250)]
        (found,) = grids(merged(rules))
        assert Area(0, 1, 1, 2) in found.areas  # the header over two columns
        assert Area(1, 0, 2, 1) in found.areas  # the category beside two rows
        assert len(found.areas) == 7

    def test_a_frame_around_text_is_no_table(self) -> None:
        assert grids(merged(lattice((60, 400), (100, 300)))) == []

    def test_a_frame_around_a_page_does_not_hide_the_table_in_it(self) -> None:
        found = grids(merged([*lattice((20, 575), (20, 820)), *lattice(XS, YS)]))
        assert [len(grid.areas) for grid in found] == [9]

    def test_rules_without_uprights_are_no_lattice(self) -> None:
        assert grids(merged([flat(y, 60, 420) for y in YS])) == []

    @given(
        st.lists(st.integers(15, 120), min_size=1, max_size=6),
        st.lists(st.integers(15, 90), min_size=1, max_size=6),
        st.floats(-0.8, 0.8),
    )
    def test_any_lattice_is_found_whatever_its_measures(
        self, widths: list[int], heights: list[int], shake: float
    ) -> None:
        xs = [40.0 + sum(widths[:i]) for i in range(len(widths) + 1)]
        ys = [40.0 + sum(heights[:i]) for i in range(len(heights) + 1)]
        rules = [rule._replace(at=rule.at + shake * (-1) ** i) for i, rule in enumerate(lattice(xs, ys))]
        found = grids(merged(rules))
        cells = len(widths) * len(heights)
        assert [len(grid.areas) for grid in found] == ([cells] if cells > 1 else [])


class TestTables:
    def test_text_goes_to_the_cell_that_holds_it(self) -> None:
        runs = [put("序号", 65, 118), put("任务", 105, 118), put("牵头单位", 305, 118), put("１", 65, 160)]
        runs += [put("建设临港产业园", 105, 160), put("商务局", 305, 160)]
        (table,) = read((lattice(XS, YS), runs))
        found = texts(table)
        assert found[0, 1, 1, 1] == "任务"
        assert found[1, 1, 1, 1] == "建设临港产业园"
        assert found[1, 2, 1, 1] == "商务局"
        assert found[2, 0, 1, 1] == ""

    def test_lines_of_a_cell_are_spans_of_one_paragraph(self) -> None:
        runs = [
            put("任务", 105, 118),
            put("加快建设临港新区海洋装备产业园区和配套码", 102, 150),
            put("头工程", 102, 166),
        ]
        (table,) = read((lattice(XS, YS), runs))
        assert isinstance(table, Table)
        (paragraph,) = next(cell for cell in table.cells if (cell.row, cell.column) == (1, 1)).paragraphs
        assert [span.text for span in paragraph.spans] == ["加快建设临港新区海洋装备产业园区和配套码", "头工程"]
        assert paragraph.spans[0].box == (102, pytest.approx(141.2), 302, pytest.approx(151.2))

    def test_numbered_items_of_a_cell_are_paragraphs(self) -> None:
        runs = [
            put("任务", 105, 118),
            put("一、建园区。", 102, 150),
            put("二、建码头。", 102, 166),
            put("备注备注备注备注备注备注备注备注备注", 102, 220),
        ]
        (table,) = read((lattice(XS, YS), runs))
        assert isinstance(table, Table)
        cell = next(cell for cell in table.cells if (cell.row, cell.column) == (1, 1))
        assert [paragraph.text for paragraph in cell.paragraphs] == ["一、建园区。", "二、建码头。"]

    def test_text_turned_in_a_narrow_cell_is_read_in_its_direction(self) -> None:
        face = Face("song", turn=90)
        run = [Glyph(c, 72, 240 - 10 * i - 10, 82, 240 - 10 * i, 80, SIZE, face) for i, c in enumerate("保障措施")]
        rules = [flat(y, 60, 420) for y in (100, 250)] + [flat(175, 100, 420)]
        rules += [upright(x, 100, 250) for x in (60, 100, 420)]
        (table,) = read((rules, [run, put("组织领导", 110, 140), put("资金支持", 110, 200)]))
        assert texts(table) == {(0, 0, 2, 1): "保障措施", (0, 1, 1, 1): "组织领导", (1, 1, 1, 1): "资金支持"}

    def test_upright_text_in_columns_is_read_from_the_right_down(self) -> None:
        # 产业基 | 础, set downwards in two columns
        run = [*put("产", 82, 120), *put("业", 82, 130), *put("基", 82, 140), *put("础", 68, 120)]
        rules = [flat(y, 60, 420) for y in (100, 250)] + [flat(175, 100, 420)]
        rules += [upright(x, 100, 250) for x in (60, 100, 420)]
        (table,) = read((rules, [run, put("组织领导", 110, 140), put("资金支持", 110, 200)]))
        assert texts(table)[0, 0, 2, 1] == "产业基础"

    def test_a_table_goes_on_over_the_page_end_without_its_furniture(self) -> None:
        first = (
            lattice(XS, YS),
            [put("任务", 105, 118), put("甲", 105, 160), put("乙", 105, 220), put("—１—", 280, 800)],
        )
        second = (
            lattice([x + 12 for x in XS], (80, 140, 200)),
            [put("丙", 117, 110), put("丁", 117, 170), put("—２—", 280, 800)],
        )
        (table,) = read(first, second)
        assert isinstance(table, Table)
        assert (table.rows, table.columns, table.breaks) == (5, 3, frozenset({3}))
        assert [cell.text for cell in table.cells if cell.column == 1] == ["任务", "甲", "乙", "丙", "丁"]

    def test_another_table_on_the_next_page_is_another_table(self) -> None:
        first = (lattice(XS, YS), [put("任务", 105, 118), put("甲", 105, 160)])
        second = (lattice((60, 240, 420), (80, 140, 200)), [put("指标", 70, 110), put("数值", 250, 110)])
        assert [isinstance(block, Table) for block in read(first, second)] == [True, True]

    def test_text_between_two_pages_parts_their_tables(self) -> None:
        first = (lattice(XS, YS), [put("任务", 105, 118), put("甲", 105, 160), put("第二类任务分工如下", 60, 300)])
        second = (lattice(XS, YS), [put("任务", 105, 118), put("乙", 105, 160)])
        assert [type(block) for block in read(first, second)] == [Table, Paragraph, Table]

    def test_a_row_cut_by_the_page_end_is_closed_there(self) -> None:
        # no rule at the foot of the page, none at the head of the next
        cut = [flat(y, 60, 420) for y in (100, 130)] + [upright(x, 100, 200) for x in XS]
        rest = [flat(160, 60, 420)] + [upright(x, 60, 160) for x in XS]
        (table,) = read((cut, [put("任务", 105, 118), put("加快建设", 105, 150)]), (rest, [put("产业园", 105, 80)]))
        assert isinstance(table, Table)
        assert (table.rows, table.breaks) == (3, frozenset({2}))
        assert [cell.text for cell in table.cells if cell.column == 1] == ["任务", "加快建设", "产业园"]

    def test_a_table_open_at_its_sides_has_all_its_columns(self) -> None:
        rules = [flat(y, 60, 420) for y in YS] + [upright(x, 100, 250) for x in XS[1:-1]]
        (table,) = read((rules, [put("１", 65, 160), put("甲", 105, 160), put("商务局", 305, 160)]))
        found = texts(table)
        assert (found[1, 0, 1, 1], found[1, 1, 1, 1], found[1, 2, 1, 1]) == ("１", "甲", "商务局")


class TestOpenTables:
    def rows(self, top: float) -> list[list[Glyph]]:
        cells = [
            ("指标名称", "现状", "目标"),
            ("海洋装备产值", "八百亿元", "千亿元"),
            ("龙头企业", "三家", "五家"),
            ("研发强度", "百分之二", "百分之三"),
        ]
        return [
            put(text, x, top + 18 * i)
            for i, row in enumerate(cells)
            for text, x in zip(row, (70, 220, 320), strict=True)
        ]

    def test_three_rules_and_clear_gutters_make_a_table(self) -> None:
        rules = [flat(y, 65, 400) for y in (98, 117, 172)]
        (table,) = read((rules, self.rows(112)))
        assert texts(table)[1, 0, 1, 1] == "海洋装备产值"
        assert texts(table)[3, 2, 1, 1] == "百分之三"

    def test_columns_under_header_words_make_a_table_without_any_rule(self) -> None:
        blocks = read(([], [*self.rows(112), put("以上指标由省统计局负责解释并按年度对外公布有关数据情况", 70, 220)]))
        assert [type(block) for block in blocks] == [Table, Paragraph]
        assert texts(blocks[0])[2, 1, 1, 1] == "三家"

    def test_signatures_side_by_side_are_no_table(self) -> None:
        runs = [put("临江省商务厅", x, y) for y in (100, 140, 180) for x in (70, 220, 370)]
        assert all(isinstance(block, Paragraph) for block in read(([], runs)))


@given(st.sampled_from([90, 180, 270]), st.tuples(*[st.integers(0, 500)] * 4))
def test_turning_a_page_around_brings_everything_back(turn: int, numbers: tuple[int, int, int, int]) -> None:
    x, y, wide, high = numbers
    box = (float(x), float(y), float(x + wide), float(y + high))
    after = (595.0, 842.0) if turn == 180 else (842.0, 595.0)
    assert turned(turned(box, turn, 595, 842), 360 - turn, *after) == box
    rule = Rule(True, y, x, x + wide)
    assert turned_rule(turned_rule(rule, turn, 595, 842), 360 - turn, *after) == rule
