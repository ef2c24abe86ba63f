"""Tables that a converter prints in columns with blanks: what a reader of the page would see in each cell."""

from __future__ import annotations

import pytest

from luodi.documents import read
from luodi.documents.model import Document

WRAPPED = """\
　　一、总体要求
　　（一）工作基础。全县现有标准化茶园三万余亩，茶叶加工企业四
十家，年产值突破六亿元，从业人员超过两万人，茶旅融合初见成效，
品牌影响力逐年提升，但产业链条仍然偏短，深加工能力仍然不足。
　　（二）主要目标。到2025年，全县茶叶综合产值达到10亿
元，建成生态茶园2万亩，培育龙头企业5家，茶叶加工机械化率达
到90%以上，茶农人均收入明显提高，茶旅线路覆盖主要产茶乡镇。
"""
PARTED = """\
序号  重点任务    具体举措                  牵头单位        配合单位              时间节点

1     建设生态茶  改造低产茶园2000亩，推广  县农业农村局    县财政局、县林业局，  2024年底前
      园          绿色防控                                  各乡镇人民政府

2                 建立茶园“一张图”          县农业农村局    县自然资源局、大数据  2024年6月
                                                            中心                  底前


                         — 3 —

序号  重点任务    具体举措                  牵头单位        配合单位              时间节点

3     壮大龙头企  培育龙头企业5家           县科技和工业信  县财政局              持续推进
      业                                    息化局
"""
NUMBERED = """\
序号  工作任务              责任单位          完成时限
1     开展河道清淤          县水利局          2024年5月
2     修复护岸工程，提高防  县水利局、县财政  2024年10月
      洪标准                局
3     建设监测站            县气象局          2025年
"""
FULL_STOPS = """\
序号  任务内容              责任单位                  时限

1     整治排污口            市生态环境局、市水务局，2025年底前
                            市住房城乡建设局

2     建设污水管网          市住房城乡建设局          2024年底前
"""
CENTRED = """\
序号  工作任务              责任单位          完成时限
      开展河道清淤和护岸修
1                           县水利局          2024年5月
      复
      建设监测站点并联网运
2                           县气象局          2025年
      行
"""


def rows(document: Document) -> list[list[str]]:
    """The words of the cells of the only table, row by row."""
    (table,) = [block for block in document.blocks if block.kind == "table"]
    found: dict[int, list[str]] = {}
    for cell in table.cells:
        found.setdefault(cell.row, []).append(document.quote(cell.anchor))
    return [found[row] for row in sorted(found)]


def test_rows_parted_by_blank_lines_are_put_together_over_lines_and_pages():
    document = read(f"{WRAPPED}附件\n\n{PARTED}".encode())
    assert rows(document) == [
        ["序号", "重点任务", "具体举措", "牵头单位", "配合单位", "时间节点"],
        ["1", "建设生态茶园", "改造低产茶园2000亩，推广绿色防控", "县农业农村局", "县财政局、县林业局，各乡镇人民政府", "2024年底前"],
        ["2", "建立茶园“一张图”", "县农业农村局", "县自然资源局、大数据中心", "2024年6月底前"],
        ["3", "壮大龙头企业", "培育龙头企业5家", "县科技和工业信息化局", "县财政局", "持续推进"],
    ]  # fmt: skip


def test_the_prose_beside_a_table_is_unwrapped_as_without_it():
    alone, beside = read(WRAPPED.encode()), read(f"{WRAPPED}附件\n\n{PARTED}".encode())
    assert [alone.quote(b.anchor) for b in alone.blocks] == [
        beside.quote(b.anchor) for b in beside.blocks[: len(alone.blocks)]
    ]


def test_rows_without_blank_lines_begin_at_their_numbers():
    assert rows(read(NUMBERED.encode())) == [
        ["序号", "工作任务", "责任单位", "完成时限"],
        ["1", "开展河道清淤", "县水利局", "2024年5月"],
        ["2", "修复护岸工程，提高防洪标准", "县水利局、县财政局", "2024年10月"],
        ["3", "建设监测站", "县气象局", "2025年"],
    ]


def test_a_cell_may_end_where_the_next_begins():
    assert rows(read(FULL_STOPS.encode()))[1] == [
        "1",
        "整治排污口",
        "市生态环境局、市水务局，市住房城乡建设局",
        "2025年底前",
    ]


def test_rows_without_numbers_are_told_by_blank_lines_or_by_what_fills_its_column():
    header = "工作任务              责任单位          完成时限\n"
    full = "开展河道清淤          县水利局          2024年5月\n建设监测站            县气象局          2025年\n"
    broken = "修复护岸工程，提高防  县水利局、县财政  2024年10月\n洪标准                局\n"
    assert len(rows(read((header + full).encode()))) == 3
    assert rows(read((header + full + broken).encode()))[-1] == [
        "修复护岸工程，提高防洪标准",
        "县水利局、县财政局",
        "2024年10月",
    ]


def test_a_row_whose_number_stands_in_its_middle_is_not_guessed_at():
    assert not [block for block in read(CENTRED.encode()).blocks if block.kind == "table"]


@pytest.mark.parametrize(
    "text",
    [
        "联系单位：县农业农村局    联系人：张某    电话：12345\n联系单位：县林业局        联系人：李某    电话：12346\n",
        "　　各责任单位要按时间  节点推进  工作任务，加强调度。\n　　各牵头单位每月报送情况，确保完成目标。\n",
    ],
)
def test_lines_with_gaps_alone_are_no_table(text: str):
    assert not [block for block in read(text.encode()).blocks if block.kind == "table"]
