"""Tables that a converter has set in columns with blanks."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.documents import read

HEADER = ["序号", "任务", "具体举措", "牵头单位", "配合单位", "完成时限"]
ROWS = [
    ["1", "提升林地质量", "实施提质增效工程，三年改造低产林180万亩", "省林业局", "省财政厅、省农业农村厅，各设区市人民政府", "2025年底前"],
    ["2", "", "建立资源“一张图”管理系统", "省林业局", "省自然资源厅、省大数据中心", "2024年3月底前"],
    ["3", "完善基础设施", "编制全省道路建设规划", "省林业局、省交通运输厅", "省发展改革委、省财政厅", "2024年6月底前"],
    ["4", "", "新建和改造道路1万公里，其中2023年完成2500公里", "各设区市人民政府", "省林业局、财政厅", "持续推进"],
    ["5", "壮大加工产业", "培育年产值超10亿元的龙头企业5家", "省工业和信息化厅", "省林业局、省商务厅、省国资委", "2025年底前"],
]  # fmt: skip
WIDTHS = [4, 10, 22, 16, 24, 14]


def columns(text: str) -> int:
    return sum(1 if character < "\u0100" else 2 for character in text)


def folded(text: str, width: int) -> list[str]:
    lines = [""]
    for character in text:
        if columns(lines[-1] + character) > width:
            lines.append("")
        lines[-1] += character
    return lines


def set_in_columns(cells: list[str], gap: int, centred: bool, middle: bool) -> list[str]:
    stacks = [folded(cell, width) for cell, width in zip(cells, WIDTHS, strict=True)]
    height = max(map(len, stacks))
    lines = []
    for index in range(height):
        line = ""
        for stack, width in zip(stacks, WIDTHS, strict=True):
            at = index - ((height - len(stack)) // 2 if middle else 0)
            words = stack[at] if 0 <= at < len(stack) else ""
            free = width - columns(words)
            line += " " * (free // 2 if centred else 0) + words + " " * (free - (free // 2 if centred else 0) + gap)
        lines.append(line.rstrip())
    return lines


def page(gap: int = 2, centred: bool = False, middle: bool = False, blank: bool = True) -> str:
    parts = [set_in_columns(row, gap, centred or row is HEADER, middle) for row in [HEADER, *ROWS]]
    return ("\n\n" if blank else "\n").join("\n".join(lines) for lines in parts)


def rows(text: str) -> list[list[str]]:
    document = read(text.encode())
    (table,) = [block for block in document.blocks if block.kind == "table"]
    found: dict[int, list[str]] = {}
    for cell in table.cells:
        found.setdefault(cell.row, []).append(document.quote(cell.anchor))
    return [[cell for cell in row if cell] for row in found.values()]


FILLED = [[cell for cell in row if cell] for row in [HEADER, *ROWS]]


# Cells one half character apart are told by where they begin only.
SETTINGS = [
    (gap, centred, middle, blank)
    for gap, centred, middle, blank in product([1, 2, 4], *[[False, True]] * 3)
    if gap > 1 or not (centred or middle)
]


@pytest.mark.parametrize(("gap", "centred", "middle", "blank"), SETTINGS)
def test_rows_and_cells_are_found_however_they_are_set(gap, centred, middle, blank):
    assert rows(page(gap, centred, middle, blank)) == FILLED


def test_cells_that_touch_are_parted_where_the_column_begins():
    assert rows(page(gap=0, blank=True)) == FILLED


def test_text_around_a_table_is_none_of_it_and_is_still_joined():
    before = "为落实省委、省政府部署，加快推进林业产业高质量发展，推动资\n源大省向产业强省转变，到2025年，总产值突破1000亿\n元，培育龙头企业五家以上，带动农户增收，制定本分工表，请\n各地各部门认真贯彻执行，每年年底前报送落实情况。"
    document = read(f"{before}\n\n{page()}\n\n注：以上任务由各牵头单位每半年报送一次进展情况。\n".encode())
    kinds = [block.kind for block in document.blocks]
    assert kinds == ["paragraph", "table", "paragraph"]
    assert document.quote(document.blocks[0].anchor) == before.replace("\n", "")


def test_a_table_goes_on_behind_a_page_number_and_its_header_printed_again():
    head, *body = [set_in_columns(row, 2, False, False) for row in [HEADER, *ROWS]]
    lines = [*head, *body[0], *body[1], "", "            — 5 —", "\f", *head, *body[2], *body[3], *body[4]]
    assert rows("\n".join(lines)) == FILLED


def test_names_in_columns_are_no_table():
    text = "省科学技术厅    省商务厅    省财政厅\n省教育厅        省公安厅    省民政厅\n省司法厅        省水利厅    省林业局\n"
    assert all(block.kind == "paragraph" for block in read(text.encode()).blocks)


@given(
    st.lists(
        st.lists(st.sampled_from(["", "1", "市财政局", "任务", "序号", "单位", "   ", "2024年"]), max_size=7),
        max_size=14,
    )
)
def test_any_columns_are_read_with_every_character_kept(parts):
    text = "标题\n" + "\n".join("  ".join(row) for row in parts)
    document = read(text.encode())
    kept = "".join(document.text.split()) + "".join(f.text for f in document.furniture)
    assert sorted(kept) == sorted("".join(text.split()))
