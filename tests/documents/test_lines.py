"""Glyphs on pages become lines, paragraphs, notes and furniture, whatever program set them.

Pages are set here by hand: a line is put at a place, 汉字 one em wide, other characters half of that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from luodi.documents.lines import lines
from luodi.documents.model import NOTE, Flow, Paragraph
from luodi.documents.page import Face, Glyph, Page, Rule, halves, typeface, upright
from luodi.documents.pages import flow

BODY = Face("fang")
HEI = Face("hei")
LEFT, RIGHT, TOP, LEADING, SIZE = 80.0, 528.0, 110.0, 29.0, 16.0  # 28 characters a line
FILL = "坚持创新驱动发展加快突破关键核心技术推动产业链上下游协同提升"


def put(text: str, x: float, y: float, size: float = SIZE, face: Face = BODY) -> list[Glyph]:
    glyphs = []
    for character in text:
        wide = size if character >= "\u2e80" or character in "“”—①" else size / 2
        glyphs.append(Glyph(character, x, y - 0.88 * size, x + wide, y + 0.12 * size, y, size, face))
        x += wide
    return glyphs


def width(text: str, size: float = SIZE) -> float:
    return put(text, 0, 0, size)[-1].right


def centred(text: str, y: float, size: float = SIZE, face: Face = BODY) -> list[Glyph]:
    return put(text, (LEFT + RIGHT - width(text, size)) / 2, y, size, face)


def page(*runs: Sequence[Glyph], number: int = 1) -> Page:
    return Page(number, 595.0, 842.0, tuple(glyph for run in runs for glyph in run))


def body(*texts: str, top: float = TOP, indent: float = 2 * SIZE) -> list[Glyph]:
    """Paragraphs of body text under one another, broken at the right edge."""
    glyphs: list[Glyph] = []
    y = top
    for text in texts:
        x = LEFT + indent
        line = ""
        for character in text:
            if x + width(line + character) > RIGHT:
                glyphs += put(line, x, y)
                x, y, line = LEFT, y + LEADING, ""
            line += character
        glyphs += put(line, x, y)
        y += LEADING
    return glyphs


def read(*pages: Page) -> Flow:
    return flow(list(pages), "test")


def paragraphs(*pages: Page) -> list[str]:
    return [block.text for block in read(*pages).blocks if isinstance(block, Paragraph)]


def sentences(count: int) -> str:
    return (FILL + "。") * count


class TestLines:
    def test_characters_in_any_order_form_a_line_by_their_baseline(self) -> None:
        glyphs = put("到2025年，营业收入超过1.35万亿元", 100, 200)
        assert [line.text for line in lines(reversed(glyphs), 1)] == ["到2025年，营业收入超过1.35万亿元"]

    def test_digits_of_a_font_with_other_boxes_stay_in_their_line(self) -> None:
        glyphs = [
            glyph._replace(top=glyph.top - 4, bottom=glyph.bottom + 5) if glyph.text.isdigit() else glyph
            for glyph in put("共有企业1060家", 100, 200)
        ]
        assert [line.text for line in lines(glyphs, 1)] == ["共有企业1060家"]

    def test_a_gap_between_names_is_kept_as_blanks(self) -> None:
        glyphs = put("临江省工业和信息化厅", 100, 200) + put("临江省商务厅", 100 + 14 * SIZE, 200)
        assert [line.text for line in lines(glyphs, 1)] == ["临江省工业和信息化厅" + 8 * " " + "临江省商务厅"]

    def test_one_printed_blank_may_be_as_wide_as_several(self) -> None:
        # some programs stretch one blank, some readers of PDF make one of many
        start = put("临江省工业和信息化厅 ", 100, 200)
        glyphs = start + put("临江省商务厅", 100 + 13 * SIZE, 200)
        assert [line.text for line in lines(glyphs, 1)] == ["临江省工业和信息化厅" + 6 * " " + "临江省商务厅"]

    def test_printed_blanks_stay_as_they_are(self) -> None:
        assert [line.text for line in lines(put("关于印发　行动计划 的通知", 100, 200), 1)] == [
            "关于印发　行动计划 的通知"
        ]

    def test_a_justified_line_has_no_blanks(self) -> None:
        glyphs = [glyph for i, c in enumerate("实施强链补链行动") for glyph in put(c, 100 + i * SIZE * 1.4, 200)]
        assert [line.text for line in lines(glyphs, 1)] == ["实施强链补链行动"]

    def test_words_in_latin_letters_are_parted(self) -> None:
        glyphs = put("Action", 100, 200) + put("Plan", 100 + width("Action") + 0.3 * SIZE, 200)
        assert [line.text for line in lines(glyphs, 1)] == ["Action Plan"]

    def test_what_is_printed_twice_for_boldness_is_read_once(self) -> None:
        glyphs = put("二、重点任务", 100, 200) + put("二、重点任务", 100.4, 200)
        (line,) = lines(glyphs, 1)
        assert line.text == "二、重点任务"
        assert all(glyph.face.bold for glyph in line.glyphs)

    def test_doubled_letters_are_not_mistaken_for_that(self) -> None:
        (line,) = lines(put("office 2024 ——", 100, 200), 1)
        assert line.text == "office 2024 ——"

    def test_a_raised_mark_stands_in_the_line_that_it_touches(self) -> None:
        start = put("三横三纵", 100, 200)
        glyphs = start + put("[1]", start[-1].right, 194, 8) + put("发展思路", start[-1].right + 12, 200)
        (line,) = lines(glyphs, 1)
        assert line.text == "三横三纵[1]发展思路"
        assert line.size == SIZE


class TestParagraphs:
    def test_indents_part_paragraphs(self) -> None:
        texts = [f"一是{sentences(2)}", f"二是{sentences(1)}", f"三是{sentences(3)}"]
        assert paragraphs(page(body(*texts))) == texts

    def test_spacing_parts_paragraphs_without_indents(self) -> None:
        texts = [(3 * FILL)[: 28 * lines - 1] + "。" for lines in (2, 3, 2)]  # their last lines are full
        glyphs: list[Glyph] = []
        y = TOP
        for text in texts:
            part = body(text, top=y, indent=0)
            glyphs += part
            y = part[-1].baseline + 1.6 * LEADING
        assert paragraphs(page(glyphs)) == texts

    def test_a_short_line_ends_a_paragraph(self) -> None:
        glyphs = put("各地级以上市人民政府：", LEFT, TOP) + body(sentences(2), top=TOP + LEADING, indent=0)
        assert paragraphs(page(glyphs)) == ["各地级以上市人民政府：", sentences(2)]

    def test_a_line_that_could_not_take_the_next_number_is_no_short_line(self) -> None:
        first = put(FILL[:25], LEFT + 2 * SIZE, TOP)  # one character short of the edge; the number needs 2.5 em
        second = put("13.1%。", LEFT, TOP + LEADING)
        assert paragraphs(page(first, second, body(sentences(2), sentences(2), top=TOP + 2 * LEADING)))[0] == (
            FILL[:25] + "13.1%。"
        )

    def test_a_title_over_three_lines_is_one_paragraph(self) -> None:
        title = ["临江省人民政府关于印发", "临江省海洋装备产业高质量发展", "行动计划的通知"]
        rows = [centred(text, TOP + 32 * i, 22) for i, text in enumerate(title)]
        found = read(page(*rows, body(sentences(3), top=260))).blocks[0]
        assert isinstance(found, Paragraph)
        assert found.text == "".join(title)
        assert (found.style.align, found.style.size) == ("center", 22)
        assert [span.text for span in found.spans] == title

    def test_lines_under_the_text_of_a_number_belong_to_it(self) -> None:
        glyphs = put("1．" + FILL[:26], LEFT, TOP) + put("确保实效。", LEFT + 1.5 * SIZE, TOP + LEADING)
        glyphs += put("2．" + FILL[:26], LEFT, TOP + 2 * LEADING)
        glyphs += put("取得成果。", LEFT + 1.5 * SIZE, TOP + 3 * LEADING)
        assert paragraphs(page(glyphs)) == [f"1．{FILL[:26]}确保实效。", f"2．{FILL[:26]}取得成果。"]

    def test_a_paragraph_goes_on_over_the_page_end(self) -> None:
        text = sentences(60)
        glyphs = body(text)
        last = TOP + 21 * LEADING
        first = page([g for g in glyphs if g.baseline <= last], put("— 1 —", 280, 780, 14))
        rest = [g._replace(baseline=g.baseline - 22 * LEADING) for g in glyphs if g.baseline > last]
        rest = [put(g.text, g.left, g.baseline)[0] for g in rest]
        second = page([g for g in rest if g.baseline <= last], put("— 2 —", 280, 780, 14), number=2)
        third_lines = [put(g.text, g.left, g.baseline - 22 * LEADING)[0] for g in rest if g.baseline > last]
        third = page(third_lines, put("— 3 —", 280, 780, 14), number=3)
        found = read(first, second, third)
        assert [block.text for block in found.blocks if isinstance(block, Paragraph)] == [text]
        assert [(scrap.kind, scrap.span.page) for scrap in found.scraps] == [("page_number", n) for n in (1, 2, 3)]

    def test_every_line_keeps_its_place(self) -> None:
        (block,) = read(page(body(sentences(2)))).blocks
        assert isinstance(block, Paragraph)
        assert [span.page for span in block.spans] == [1, 1, 1]
        assert block.spans[0].box == (LEFT + 2 * SIZE, TOP - 0.88 * SIZE, RIGHT, TOP + 0.12 * SIZE)

    def test_a_run_in_heading_counts_its_heavy_characters(self) -> None:
        heading = put("（一）夯实产业基础。", LEFT + 2 * SIZE, TOP, face=HEI)
        rest = put(FILL[:12] + "。", heading[-1].right, TOP)
        found = read(page(heading, rest, body(sentences(3), top=TOP + 2 * LEADING))).blocks[0]
        assert isinstance(found, Paragraph)
        assert found.style.bold == len("（一）夯实产业基础。")

    def test_a_sans_body_is_not_heavy(self) -> None:
        runs = [glyph._replace(face=HEI) for glyph in body(sentences(3), sentences(2))]
        assert [b.style.bold for b in read(page(runs)).blocks if isinstance(b, Paragraph)] == [0, 0]

    def test_signatures_at_the_right_are_right(self) -> None:
        name, date = "临江省人民政府", "2024年3月5日"
        glyphs = (
            body(sentences(3)) + put(name, RIGHT - width(name) - 32, 300) + put(date, RIGHT - width(date) - 40, 340)
        )
        found = [block for block in read(page(glyphs)).blocks if isinstance(block, Paragraph)]
        assert [(block.text, block.style.align) for block in found[1:]] == [(name, "right"), (date, "right")]

    def test_short_lines_below_a_table_as_wide_as_the_text_are_paragraphs(self) -> None:
        xs, ys = (LEFT, 200.0, RIGHT), (TOP, TOP + 30, TOP + 60)
        rules = [Rule(True, y, LEFT, RIGHT) for y in ys] + [Rule(False, x, ys[0], ys[-1]) for x in xs]
        cells = [put("任务", x + 4, y + 20) for x in xs[:2] for y in ys[:2]]
        last = ["公开方式：主动公开", "某某市政府办公室印发"]
        below = [put(text, LEFT, 220 + LEADING * index) for index, text in enumerate(last)]
        assert paragraphs(replace(page(*cells, *below), rules=tuple(rules))) == last


def run_in(heading: str, text: str, top: float = TOP, indent: float = 2 * SIZE) -> list[Glyph]:
    """A paragraph whose heading is set in a larger size than the text that follows it on the same line."""
    glyphs: list[Glyph] = []
    x, y = LEFT + indent, top
    for index, character in enumerate(heading + text):
        size = 18.0 if index < len(heading) else SIZE
        if x + size > RIGHT + 1:
            x, y = LEFT, y + LEADING
        glyphs += put(character, x, y, size, HEI if size > SIZE else BODY)
        x += size
    return glyphs


class TestRunInHeadings:
    @pytest.mark.parametrize("length", [8, 20, 22, 23, 24, 30])
    def test_a_heading_larger_than_its_text_leaves_the_paragraph_whole(self, length: int) -> None:
        heading = "（一）" + FILL[: length - 4] + "。"
        top = TOP + 4 * LEADING
        found = paragraphs(
            page(body(*[sentences(2)] * 2, top=TOP - 2 * LEADING), run_in(heading, sentences(3), top)),
            page(body(*[sentences(2)] * 4), number=2),
        )
        assert found[2] == heading + sentences(3)

    def test_a_larger_heading_begins_a_paragraph_after_a_line_that_just_fits(self) -> None:
        before = FILL[:18] + "（省政府负责）"
        heading = "（一）发展目标。"
        found = paragraphs(
            page(body(before, indent=0), run_in(heading, sentences(2), TOP + LEADING, indent=0)),
            page(body(*[sentences(2)] * 4, indent=0), number=2),
        )
        assert found[:2] == [before, heading + sentences(2)]

    def test_a_larger_heading_on_its_own_line_stays_apart(self) -> None:
        heading = "（一）" + FILL[:10]
        found = paragraphs(
            page(put(heading, LEFT + 2 * SIZE, TOP, 18, HEI), body(*[sentences(2)] * 4, top=TOP + LEADING))
        )
        assert found[0] == heading


class TestColumns:
    def test_two_columns_are_read_one_after_the_other(self) -> None:
        left = [put("左" * 20, 60, TOP + 16 * i, 10) for i in range(20)]
        right = [put("右" * 20, 300, TOP + 16 * i, 10) for i in range(20)]
        head = put("两栏之上的通栏标题行贯穿整个版面以便检验先后", 60, TOP - 40, 20)
        text = "".join(paragraphs(page(head, *left, *right)))
        assert text.index("右") > text.rindex("左") > text.index("标题")

    def test_two_pages_on_a_landscape_page_are_two(self) -> None:
        runs = [put("甲" * 20, 60, 100 + 20 * i, 14) + put("乙" * 20, 480, 100 + 20 * i, 14) for i in range(10)]
        both = Page(1, 842.0, 595.0, tuple(glyph for run in runs for glyph in run))
        assert ["".join({glyph.text for glyph in half.glyphs}) for half in halves(both)] == ["甲", "乙"]

    def test_a_signature_beside_another_makes_no_columns(self) -> None:
        names = [put("临江省商务厅", 100, 500 + 60 * i) + put("临江省教育厅", 350, 500 + 60 * i) for i in range(3)]
        found = paragraphs(page(body(sentences(6)), *names))
        assert [text.split() for text in found[1:]] == [["临江省商务厅", "临江省教育厅"]] * 3


class TestFurniture:
    @pytest.mark.parametrize("form", ["— {} —", "- {} -", "{}", "第{}页 共3页", "{}/3", "第 {} 页"])
    def test_page_numbers_are_set_aside_in_any_form(self, form: str) -> None:
        pages = [
            page(body(f"第{word}页。{sentences(4)}"), centred(form.format(n), 790, 12), number=n)
            for n, word in enumerate("甲乙丙", 1)
        ]
        found = read(*pages)
        assert [scrap.kind for scrap in found.scraps] == ["page_number"] * 3
        assert [block.text for block in found.blocks if isinstance(block, Paragraph)] == [
            f"第{word}页。{sentences(4)}" for word in "甲乙丙"
        ]

    def test_running_heads_are_set_aside(self) -> None:
        pages = [
            page(put("临江省人民政府公报", LEFT, 60, 10), body(f"{word}。{sentences(3)}"), number=n)
            for n, word in enumerate("甲乙丙", 1)
        ]
        assert [scrap.kind for scrap in read(*pages).scraps] == ["running_head"] * 3

    def test_a_clause_that_begins_two_pages_is_text(self) -> None:
        clause = "革委、科技厅、财政厅按职责分工负责）"
        pages = [page(body(f"{word}。{sentences(3)}"), number=n) for n, word in enumerate("甲乙丙丁戊", 1)]
        pages[1] = page(put(clause, LEFT, TOP), body(sentences(3), top=TOP + LEADING), number=2)
        pages[3] = page(put(clause, LEFT, TOP), body(sentences(3), top=TOP + LEADING), number=4)
        assert read(*pages).scraps == ()

    def test_attachments_that_each_begin_a_page_are_text(self) -> None:
        pages = [page(put("附件", LEFT, TOP), body(sentences(n), top=200), number=n) for n in (1, 2, 3)]
        assert sum("附件" in text for text in paragraphs(*pages)) == 3

    def test_a_slanting_or_large_pale_run_is_a_watermark(self) -> None:
        pale, slanting = Face("hei", pale=True), Face("hei", turn=None)
        found = read(
            page(body(sentences(4)), put("征求意见稿", 150, 400, 60, pale), put("内部", 100, 300, 40, slanting))
        )
        assert {scrap.kind for scrap in found.scraps} == {"watermark"}
        assert [block.text for block in found.blocks if isinstance(block, Paragraph)] == [sentences(4)]

    def test_a_code_left_by_seals_is_set_aside(self) -> None:
        names = put("临江省商务厅", 120, 500) + put("临江省教育厅", 330, 560)
        codes = [put("3F9C", 150 + 90 * i, 480 + 37 * i, 9) for i in range(4)]
        found = read(page(body(sentences(4)), names, *codes))
        assert [scrap.kind for scrap in found.scraps] == ["seal"] * 4
        assert [b.text for b in found.blocks if isinstance(b, Paragraph)][1:] == ["临江省商务厅", "临江省教育厅"]


class TestNotes:
    def marked(self, mark: str) -> list[Glyph]:
        start = put("遵循三横三纵", LEFT + 2 * SIZE, TOP)
        raised = put(mark, start[-1].right, TOP - 6, 8)
        rest = put("发展思路推进工作。", raised[-1].right, TOP)
        return start + raised + rest

    @pytest.mark.parametrize(("printed", "mark"), [("[1]", "1"), ("①", "①"), ("1", "1")])
    def test_a_footnote_is_lifted_and_its_mark_known(self, printed: str, mark: str) -> None:
        note = put(printed, LEFT, 700, 10) + put("三横指电动汽车等三个方向。", LEFT + 20, 700, 10)
        found = read(page(self.marked(printed), body(sentences(3), top=TOP + LEADING), note))
        assert [(n.mark, n.paragraphs[0].text.strip()) for n in found.notes] == [(mark, "三横指电动汽车等三个方向。")]
        first = found.blocks[0]
        assert isinstance(first, Paragraph)
        assert first.text == f"遵循三横三纵{NOTE}{mark}{NOTE}发展思路推进工作。"

    def test_a_power_stays_a_power(self) -> None:
        start = put("面积十万m", LEFT + 2 * SIZE, TOP)
        glyphs = start + put("2", start[-1].right, TOP - 6, 8) + put("以上。", start[-1].right + 5, TOP)
        assert paragraphs(page(glyphs, body(sentences(3), top=TOP + LEADING)))[0] == "面积十万m2以上。"

    def test_small_print_at_the_end_without_a_mark_is_text(self) -> None:
        found = read(page(body(sentences(3)), put("注：数据来自统计公报。", LEFT, 500, 10)))
        assert found.notes == ()
        assert "注：数据来自统计公报。" in [b.text for b in found.blocks if isinstance(b, Paragraph)]


class TestTurns:
    def test_a_page_that_reads_upwards_is_turned_and_its_boxes_are_those_of_the_page_shown(self) -> None:
        flat = page(body(sentences(2)))
        # the page turned counter-clockwise: (x, y) goes to (y, width - x)
        glyphs = tuple(
            Glyph(g.text, g.top, 595 - g.right, g.bottom, 595 - g.left, g.baseline, g.size, Face("fang", turn=90))
            for g in flat.glyphs
        )
        found = read(upright(Page(1, 842.0, 595.0, glyphs)))
        (block,) = found.blocks
        assert isinstance(block, Paragraph)
        assert block.text == sentences(2)
        assert block.spans[0].box == pytest.approx(
            (TOP - 0.88 * SIZE, 595 - RIGHT, TOP + 0.12 * SIZE, 595 - LEFT - 32), abs=0.01
        )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ABCDEF+FangSong_GB2312", ("fang", False)),
        ("SimHei", ("hei", False)),
        ("KaiTi_GB2312", ("kai", False)),
        ("FZXiaoBiaoSong-B05S", ("title", False)),
        ("SimSun,Bold", ("song", True)),
        ("NotoSansCJKsc-Bold", ("hei", True)),
        ("NotoSerifCJKsc-Regular", ("song", False)),
        ("TimesNewRomanPSMT", ("", False)),
        ("仿宋_GB2312", ("fang", False)),
        ("方正小标宋简体", ("title", False)),
    ],
)
def test_typefaces_are_known_by_the_names_of_their_fonts(name: str, expected: tuple[str, bool]) -> None:
    assert typeface(name) == expected
