"""Text files: paragraphs from lines, tables from tabs, furniture, encodings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi import samples
from luodi.documents import DocumentError, read

GOLDEN = json.loads((Path(__file__).parent / "furniture.json").read_text("utf-8"))
SAMPLES = {Path(path).name: Path(path) for path in samples.paths()}


def paragraphs(text: str) -> list[str]:
    document = read(text.encode())
    return [document.quote(block.anchor) for block in document.blocks]


WRAPPED = """
一、总体要求

为加快推进全市养老服务体系建设，不断满足老年人多层次多样

化服务需求，结合实际，制定本方案。到 2025 年，全市养老床位

达到 3.5 万张，护理型床位占比不低于 60%。

— 2 —

二、重点任务

（一）完善设施网络。新建居住区按标准配建养老服务设施，社区

13.5%的用房用于助老服务。
"""


def test_lines_of_a_printed_page_become_paragraphs_again():
    assert paragraphs(WRAPPED) == [
        "一、总体要求",
        "为加快推进全市养老服务体系建设，不断满足老年人多层次多样化服务需求，结合实际，制定本方案。"
        "到2025年，全市养老床位达到3.5万张，护理型床位占比不低于60%。",
        "二、重点任务",
        "（一）完善设施网络。新建居住区按标准配建养老服务设施，社区13.5%的用房用于助老服务。",
    ]


def test_a_file_with_a_paragraph_a_line_keeps_its_lines():
    text = "一、目标\n到2025年建成示范区。\n推动集聚发展，\n形成合力。"
    assert paragraphs(text) == ["一、目标", "到2025年建成示范区。", "推动集聚发展，", "形成合力。"]


def test_blanks_between_latin_words_stay_and_others_go():
    assert paragraphs("支持 5G AGV、XR 等 终 端 研发， 形成 2－ 3 家企业。") == [
        "支持5G AGV、XR等终端研发，形成2－3家企业。"
    ]


def test_a_title_broken_over_lines_is_one_paragraph():
    assert paragraphs(
        "某市人民政府办公室关于印发\n某市加快发展康养产业\n行动方案（2021—2023年）的通知\n\n各区人民政府："
    )[0] == ("某市人民政府办公室关于印发某市加快发展康养产业行动方案（2021—2023年）的通知")


ROWS = """序号\t工作任务\t\t牵头部门\t配合部门
1\t设施建设\t新建社区食\t市民\t市财政局、住
\t\t堂\t政局\t房城乡建设局
2\t\t改造养老院\t市民政局\t市财政局
序号\t工作任务\t\t牵头部门\t配合部门
3\t人才培养\t\t市人力资源社会保障局\t市教育局
"""


def test_a_row_cut_by_a_page_is_put_together_and_repeated_headers_go():
    document = read(ROWS.encode())
    assert document.text.split("\n") == [
        "序号\t工作任务\t\t牵头部门\t配合部门",
        "1\t设施建设\t新建社区食堂\t市民政局\t市财政局、住房城乡建设局",
        "2\t\t改造养老院\t市民政局\t市财政局",
        "3\t人才培养\t\t市人力资源社会保障局\t市教育局",
    ]
    assert [f.text for f in document.furniture] == ["序号", "工作任务", "牵头部门", "配合部门"]


def test_a_merged_cell_covers_the_rows_below_it_and_a_lone_one_both_columns():
    (table,) = read(ROWS.encode()).blocks
    cells = {(cell.row, cell.column): cell for cell in table.cells}
    assert cells[1, 1].rows == 2
    assert cells[3, 1].columns == 2


def test_a_row_without_a_number_but_with_whole_names_is_a_row_of_its_own():
    text = "序号\t任务\t牵头单位\n1\t建设示范街区\t市商务局\n\t举办消费节\t市文化和旅游局\n2\t发放消费券\t市财政局\n"
    assert len(read(text.encode()).text.split("\n")) == 4


@pytest.mark.parametrize("name", GOLDEN)
def test_what_is_set_aside_of_the_samples_is_what_a_reader_would_set_aside(name):
    found = [[f.kind, f.text, f.source_start] for f in read(SAMPLES[name]).furniture]
    assert found == GOLDEN[name]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_usual_encodings_give_the_same_text(encoding):
    text = "一、重点任务\n（一）推进镕基工程。（市发展改革委负责）"
    assert read(text.encode(encoding)).text == text


def test_traditional_and_rare_characters_survive_gb18030():
    assert read("𠮷林「繁體」町".encode("gb18030")).text == "𠮷林「繁體」町"


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty"), (b" \n\t ", "empty"), (bytes(range(256)) * 8, "binary"), (b"\x00\x01\x02" * 100, "binary")],
)
def test_what_is_no_text_is_refused_with_a_reason(data, code):
    with pytest.raises(DocumentError) as refused:
        read(data)
    assert refused.value.code in (code, "unknown-encoding")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("これは日本語の文章です。行動計画の内容について説明します。" * 5, "shift_jis"),
        ("hello world, no plan " * 20, "cp037"),
    ],
)
def test_another_encoding_is_not_read_as_rare_characters(text, encoding):
    with pytest.raises(DocumentError):
        read(text.encode(encoding))


def test_a_number_that_is_due_next_ends_a_bracket_that_was_never_closed():
    text = "一、任务\n（一）培育。（省科技厅、财政厅按职责分工负责\n（二）发展。（省商务厅负责）\n（三）提升。"
    assert paragraphs(text)[1:3] == ["（一）培育。（省科技厅、财政厅按职责分工负责", "（二）发展。（省商务厅负责）"]


@given(st.text(max_size=400))
def test_any_text_is_read_with_every_character_accounted_for(text):
    try:
        document = read(text.encode("utf-8", "surrogatepass"))
    except DocumentError:
        return
    if document.source.format != "txt":
        return
    for segment in document.segments:
        assert 0 <= segment.start < segment.end <= len(document.text)


@given(
    st.lists(
        st.lists(st.sampled_from(["", "甲", "1", "市财政局", "任务乙", "序号"]), min_size=1, max_size=6), max_size=12
    )
)
def test_any_tabs_are_read(rows):
    text = "标题\n" + "\n".join("\t".join(row) for row in rows)
    document = read(text.encode())
    printed = "".join(text.split())
    kept = "".join(document.text.split()) + "".join(f.text for f in document.furniture)
    assert sorted(kept) == sorted(printed)


WRAPPED_WITH_NUMBERS = """\
一、重点任务
（一）完善设施。对辖区小区道路进行修缮，到2022年底，基本完成
214个老旧小区改造任务，居民对改造工作的满意率不低于90%，新
增普惠托位600个，社区卫生服务站覆盖率提高到95%，停车位较为

— 4 —


紧张的状况明显缓解。（区住建局牵头，区城管局配合，区财政局负
责资金保障）
（二）强化管理。推动专业物业进驻，健全居民议事协商机制，新增
600个停车位，鼓励社会力量参与运营，引导各方共同出资，长期管
护到位。（区民政局负责）
"""


def test_a_line_that_is_short_before_a_number_or_at_the_end_of_a_page_goes_on():
    document = read(WRAPPED_WITH_NUMBERS.encode())
    paragraphs = [document.quote(block.anchor) for block in document.blocks]
    assert [text[:3] for text in paragraphs] == ["一、重", "（一）", "（二）"]
    assert "基本完成214个老旧小区改造任务" in paragraphs[1]
    assert "停车位较为紧张的状况" in paragraphs[1]
    assert "新增600个停车位" in paragraphs[2]
