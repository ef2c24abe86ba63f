"""Word files are read as they print, whoever wrote them. The OOXML here is written by hand from the standard."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.documents import docx
from luodi.documents.list_numbers import format_number
from luodi.documents.model import NOTE, DocumentError, Flow, Paragraph, Table

WML = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{WML}" xmlns:r="{RELATIONSHIPS}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
ROOTS = {
    "styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes",
    "settings": "settings", "header": "hdr", "footer": "ftr",
}  # fmt: skip


def package(body: str, main: str = "word/document.xml", strict: bool = False, **parts: str) -> bytes:
    """A .docx with a body and parts (header and footer get the relationship ids `header` and `footer`)."""
    files = {main: f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"}
    folder, _, base = main.rpartition("/")
    related = ""
    for kind, content in parts.items():
        files[f"{folder}/{kind}.xml"] = f"<w:{ROOTS[kind]} {NAMES}>{content}</w:{ROOTS[kind]}>"
        related += f'<Relationship Id="{kind}" Type="{RELATIONSHIPS}/{kind}" Target="{kind}.xml"/>'
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    files[f"{folder}/_rels/{base}.rels"] = relations.format(related)
    files["_rels/.rels"] = relations.format(
        f'<Relationship Id="m" Type="{RELATIONSHIPS}/officeDocument" Target="/{main}"/>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zip_file:
        for path, text in files.items():
            if strict:
                text = text.replace(WML, "http://purl.oclc.org/ooxml/wordprocessingml/main")
                text = text.replace(RELATIONSHIPS, "http://purl.oclc.org/ooxml/officeDocument/relationships")
            zip_file.writestr(path, text)
    return out.getvalue()


def t(text: str) -> str:
    return f'<w:t xml:space="preserve">{text}</w:t>'


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{t(text)}</w:r>"


def p(*runs: str, properties: str = "") -> str:
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def numbered(text: str, level: int = 0, list_id: int = 1) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def level(index: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(key: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'


def num(key: int, of: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def field(code: str, result: str = "") -> str:
    separate = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}' if result else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>{separate}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def cell(*paragraphs: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraphs) or '<w:p/>'}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str, widths: tuple[int, ...] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def read(body: str, strict: bool = False, **parts: str) -> Flow:
    """The flow of a body, once every span has been found at its place of the source text."""
    data = package(body, strict=strict, **parts)
    flow = docx.read(data, "方案.docx")
    source = docx.source_text(data)
    paragraphs = [*texts_of(flow), *(paragraph for note in flow.notes for paragraph in note.paragraphs)]
    spans = [span for paragraph in paragraphs for span in paragraph.spans]
    for span in [*spans, *(scrap.span for scrap in flow.scraps)]:
        if span.offset is not None:
            assert source[span.offset : span.offset + len(span.text)] == span.text
    return flow


def texts_of(flow: Flow) -> list[Paragraph]:
    found: list[Paragraph] = []
    for block in flow.blocks:
        found += [block] if isinstance(block, Paragraph) else [p for c in block.cells for p in c.paragraphs]
    return found


def texts(flow: Flow) -> list[str]:
    return [paragraph.text for paragraph in texts_of(flow)]


def cells(flow: Flow) -> dict[tuple[int, int, int, int], str]:
    (only,) = (block for block in flow.blocks if isinstance(block, Table))
    return {(c.row, c.column, c.rows, c.columns): c.text for c in only.cells}


# ---------------------------------------------------------------- text


def test_runs_make_one_paragraph_with_one_place() -> None:
    flow = read(p("各地级以上市", r("人民", "<w:b/>"), "政府：") + "<w:p/>" + p("现印发给你们。"))
    assert texts(flow) == ["各地级以上市人民政府：", "现印发给你们。"]
    assert [len(paragraph.spans) for paragraph in texts_of(flow)] == [1, 1]
    assert texts_of(flow)[1].spans[0].offset == 11


def test_white_space_at_the_ends_counts_only_where_it_is_preserved() -> None:
    flow = read("<w:p><w:r><w:t>\n  省财政厅 </w:t></w:r><w:r><w:t xml:space='preserve'> 牵头</w:t></w:r></w:p>")
    assert texts(flow) == ["省财政厅 牵头"]


def test_tabs_breaks_hyphens_and_symbols_become_characters_without_a_place() -> None:
    run = (
        f"<w:r>{t('甲')}<w:tab/>{t('乙')}<w:br/>{t('丙')}<w:noBreakHyphen/><w:softHyphen/>{t('丁')}"
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="宋体" w:char="2460"/></w:r>'
    )
    flow = read(p(run))
    assert texts(flow) == ["甲\t乙\n丙-丁☑①"]
    assert [span.offset for span in texts_of(flow)[0].spans] == [0, None, 1, None, 2, None, 3, None]


def test_a_page_break_and_a_line_break_after_a_sentence_part_paragraphs() -> None:
    flow = read(p(f"<w:r>{t('现印发。')}<w:br/>{t('附件：分工表')}<w:br w:type='page'/>{t('分工表')}</w:r>"))
    assert texts(flow) == ["现印发。", "附件：分工表", "分工表"]


def test_a_line_break_before_a_number_parts_paragraphs_and_one_inside_a_title_does_not() -> None:
    flow = read(p(f"<w:r>{t('关于印发行动')}<w:br/>{t('计划的通知')}<w:br/>{t('一、总体要求')}</w:r>"))
    assert texts(flow) == ["关于印发行动\n计划的通知", "一、总体要求"]


def test_tracked_changes_are_accepted() -> None:
    body = p(
        "到2025年超过",
        f'<w:del w:id="1"><w:r><w:delText>三</w:delText></w:r></w:del><w:ins w:id="2">{r("五")}</w:ins>',
        f'<w:moveFrom w:id="3">{r("旧处")}</w:moveFrom><w:moveTo w:id="4">{r("新处")}</w:moveTo>',
        "万辆",
    )
    assert texts(read(body)) == ["到2025年超过五新处万辆"]


def test_a_deleted_paragraph_mark_joins_what_it_parted() -> None:
    mark = '<w:rPr><w:del w:id="1"/></w:rPr>'
    flow = read(p("省工业和", properties=mark) + p("信息化厅", properties='<w:jc w:val="right"/>') + p("牵头"))
    assert texts(flow) == ["省工业和信息化厅", "牵头"]
    assert texts_of(flow)[0].style.align == "right"


def test_hidden_text_is_not_read_and_a_hidden_mark_joins() -> None:
    hidden = "<w:rPr><w:vanish/><w:specVanish/></w:rPr>"
    flow = read(p("（一）发展现状。", properties=hidden) + p("我省", r("批注", "<w:vanish/>"), "汽车"))
    assert texts(flow) == ["（一）发展现状。我省汽车"]


def test_links_controls_smart_tags_and_ruby_are_looked_through() -> None:
    sdt = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{r('xīn')}</w:rt><w:rubyBase>{r('新')}</w:rubyBase></w:ruby></w:r>"
    link, tag = f"<w:hyperlink>{r('公开')}</w:hyperlink>", f"<w:smartTag>{r('主动')}</w:smartTag>"
    body = sdt.format(p(link, sdt.format(r("方式")), tag, ruby))
    assert texts(read(body)) == ["公开方式主动新"]


def test_a_prompt_that_was_not_filled_in_is_no_text() -> None:
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    flow = read(p("标题：", prompt.format(r("单击此处输入"))) + prompt.format(p("选择日期")))
    assert texts(flow) == ["标题："]
    assert [(s.kind, s.span.text) for s in flow.scraps] == [("navigation", "单击此处输入"), ("navigation", "选择日期")]


def test_fields_show_their_result() -> None:
    nested = field("IF " + "1", r("是"))
    simple = f'<w:fldSimple w:instr=" SEQ 表 ">{r("2")}</w:fldSimple>'
    body = p("超过", field(r" REF 目标 \h ", r("530")), "万辆", simple, nested)
    assert texts(read(body)) == ["超过530万辆2是"]


def test_a_field_that_is_never_closed_does_not_swallow_the_rest() -> None:
    start = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
    assert texts(read(p("甲", start) + p("乙"))) == ["甲", "乙"]


def test_characters_enclosed_or_annotated_by_a_field_are_text() -> None:
    body = p(field(r"eq \o\ac(○,21)"), field(r"EQ \* jc2 \o\ad(\s\up 9(fù),负)"), "责")
    assert texts(read(body)) == ["㉑负责"]


def test_formulas_are_read_in_one_line() -> None:
    top, bottom = ("<m:r><m:t>a</m:t></m:r>", "<m:r><m:t>b</m:t></m:r>")
    formula = f"<m:oMath><m:f><m:num>{top}</m:num><m:den>{bottom}</m:den></m:f></m:oMath>"
    assert texts(read(p("按", formula, "计算"))) == ["按a/b计算"]


# ---------------------------------------------------------------- text boxes


BOX = "<wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>"
VML_BOX = "<w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict>"


def test_a_text_box_follows_the_paragraph_that_anchors_it_and_is_read_once() -> None:
    content = p("粤府〔2023〕7号")
    box = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{BOX.format(content)}</w:drawing></mc:Choice>'
        f"<mc:Fallback>{VML_BOX.format(content)}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(read(p("省人民", box, "政府文件") + p("通知"))) == ["省人民政府文件", "粤府〔2023〕7号", "通知"]


def test_the_fallback_counts_where_the_choice_is_not_understood() -> None:
    alternate = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="cx"><w:drawing/></mc:Choice>'
        f"<mc:Fallback>{VML_BOX.format(p('图例'))}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(read(p("见图", alternate))) == ["见图", "图例"]


def test_a_table_in_a_text_box_is_a_table() -> None:
    box = f"<w:r>{VML_BOX.format(table(row(cell(p('甲')), cell(p('乙')))))}</w:r>"
    assert cells(read(p("表", box))) == {(0, 0, 1, 1): "甲", (0, 1, 1, 1): "乙"}


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("chineseCounting", ["一", "十", "十一", "二十", "九十九"]),
        ("chineseCountingThousand", ["一", "十", "十一", "二十", "九十九"]),
        ("japaneseCounting", ["一", "十", "十一", "二十", "九十九"]),
        ("ideographDigital", ["一", "一〇", "一一", "二〇", "九九"]),
        ("chineseLegalSimplified", ["壹", "壹拾", "壹拾壹", "贰拾", "玖拾玖"]),
        ("decimal", ["1", "10", "11", "20", "99"]),
        ("decimalZero", ["01", "10", "11", "20", "99"]),
        ("decimalFullWidth", ["１", "１０", "１１", "２０", "９９"]),
        ("decimalEnclosedCircle", ["①", "⑩", "⑪", "⑳", "99"]),
        ("decimalEnclosedCircleChinese", ["①", "⑩", "⑪", "⑳", "99"]),
        ("ideographTraditional", ["甲", "癸", "11", "20", "99"]),
        ("upperRoman", ["I", "X", "XI", "XX", "XCIX"]),
        ("lowerRoman", ["i", "x", "xi", "xx", "xcix"]),
        ("upperLetter", ["A", "J", "K", "T", "UUUU"]),
        ("lowerLetter", ["a", "j", "k", "t", "uuuu"]),
        ("none", ["", "", "", "", ""]),
    ],
)
def test_number_formats(form: str, expected: list[str]) -> None:
    assert [format_number(n, form) for n in (1, 10, 11, 20, 99)] == expected


def test_chinese_numbers_over_a_hundred() -> None:
    hundreds = {100: "一百", 101: "一百零一", 110: "一百一十", 222: "二百二十二", 1005: "一千零五"}
    assert {n: format_number(n, "chineseCountingThousand") for n in hundreds} == hundreds


@given(st.integers(-(10**9), 10**9), st.sampled_from(["upperRoman", "lowerLetter", "chineseCounting", "unknown"]))
def test_no_number_makes_a_long_label(n: int, form: str) -> None:
    assert 0 < len(format_number(n, form)) <= 30


PLAN_LIST = abstract(
    7,
    level(0, "chineseCountingThousand", "%1、", more='<w:suff w:val="nothing"/>'),
    level(1, "chineseCountingThousand", "（%2）", more='<w:suff w:val="nothing"/>'),
    level(2, "decimal", "%3."),
    level(3, "bullet", "•"),
)


def test_levels_count_and_restart() -> None:
    body = "".join(numbered("文", at) for at in (0, 1, 2, 2, 1, 2, 3, 0, 1))
    flow = read(body, numbering=PLAN_LIST + num(1, 7))
    assert texts(flow) == ["一、文", "（一）文", "1. 文", "2. 文", "（二）文", "1. 文", "文", "二、文", "（一）文"]
    label, text = texts_of(flow)[2].spans
    assert (label.text, label.offset, text.offset) == ("1. ", None, 2)


def test_a_level_that_never_restarts_and_one_that_restarts_only_after_the_first() -> None:
    lists = abstract(
        0,
        level(0, "decimal", "%1"),
        level(1, "decimal", "%1.%2", more='<w:lvlRestart w:val="0"/>'),
        level(2, "decimal", "%3)", more='<w:lvlRestart w:val="1"/>'),
    )
    body = "".join(numbered("", at).replace("></w:t>", ">x</w:t>") for at in (0, 1, 2, 1, 2, 0, 1, 2))
    flow = read(body, numbering=lists + num(1, 0))
    assert [text.split()[0] for text in texts(flow)] == ["1", "1.1", "1)", "1.2", "2)", "2", "2.3", "1)"]


def test_lists_of_one_definition_run_on_unless_the_start_is_overridden() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    lists = PLAN_LIST + num(1, 7) + num(2, 7) + num(3, 7, override)
    body = "".join(numbered("文", 0, key) for key in (1, 2, 1, 3, 3, 1))
    assert texts(read(body, numbering=lists)) == ["一、文", "二、文", "三、文", "五、文", "六、文", "七、文"]


def test_an_override_may_bring_its_own_level() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1.", 3)}</w:lvlOverride>'
    assert texts(read(numbered("文"), numbering=PLAN_LIST + num(1, 7, override))) == ["III. 文"]


def test_legal_numbering_writes_outer_numbers_in_digits() -> None:
    lists = abstract(
        0,
        level(0, "chineseCounting", "第%1章"),
        level(1, "decimal", "%1.%2"),
        level(2, "decimal", "%1.%2.%3", more="<w:isLgl/>"),
    )
    flow = read("".join(numbered("文", at) for at in (0, 1, 2)), numbering=lists + num(1, 0))
    assert texts(flow) == ["第一章 文", "一.1 文", "1.1.1 文"]


def test_a_reference_to_a_bullet_level_prints_nothing() -> None:
    lists = abstract(0, level(0, "decimal", "%1."), level(1, "bullet", "-"), level(2, "decimal", "%1.%2%3."))
    flow = read("".join(numbered("文", at) for at in (0, 1, 2)), numbering=lists + num(1, 0))
    assert texts(flow) == ["1. 文", "文", "1.1. 文"]


def test_a_list_that_begins_at_an_inner_level_counts_the_outer_one() -> None:
    """As LibreOffice prints it."""
    lists = abstract(0, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."), level(2, "decimal", "%1.%2.%3."))
    flow = read("".join(numbered("文", at) for at in (1, 1, 0, 2, 1)), numbering=lists + num(1, 0))
    assert [text.split()[0] for text in texts(flow)] == ["1.1.", "1.2.", "2.", "2.1.1.", "2.2."]


def test_custom_formats_in_alternatives_are_padded() -> None:
    form = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/>'
        '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    lists = abstract(0, f'<w:lvl w:ilvl="0"><w:start w:val="9"/>{form}<w:lvlText w:val="%1"/></w:lvl>')
    assert texts(read(numbered("a") + numbered("b"), numbering=lists + num(1, 0))) == ["009 a", "010 b"]


HEADINGS = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr>'
    '<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/><w:pPr>'
    '<w:numPr><w:ilvl w:val="1"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="mine"><w:name w:val="二级标题"/><w:basedOn w:val="2"/></w:style>'
)


def test_styles_bring_numbers_and_outline_levels() -> None:
    linked = abstract(
        7,
        level(0, "chineseCounting", "%1、", more='<w:pStyle w:val="1"/>'),
        level(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="2"/>'),
    )
    body = "".join(p("文", properties=f'<w:pStyle w:val="{style}"/>') for style in ("1", "2", "mine", "a"))
    body += p("文", properties='<w:pStyle w:val="2"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    flow = read(body, styles=HEADINGS, numbering=linked + num(1, 7))
    assert texts(flow) == ["一、 文", "（一） 文", "（二） 文", "文", "文"]
    assert [paragraph.style.heading for paragraph in texts_of(flow)] == [1, 2, 2, None, 2]


def test_a_numbering_style_lends_its_list() -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="outline"><w:name w:val="outline"/><w:pPr><w:numPr><w:numId w:val="9"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    lists = PLAN_LIST + '<w:abstractNum w:abstractNumId="8"><w:numStyleLink w:val="outline"/></w:abstractNum>'
    flow = read(numbered("文") + numbered("文"), styles=styles, numbering=lists + num(1, 8) + num(9, 7))
    assert texts(flow) == ["一、文", "二、文"]


def test_only_what_is_printed_counts() -> None:
    gone = numbered("删", 0).replace("<w:pPr>", '<w:pPr><w:rPr><w:del w:id="1"/></w:rPr>')
    gone = gone.replace("<w:r>", '<w:del w:id="2"><w:r>').replace("</w:r>", "</w:r></w:del>")
    gone = gone.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
    body = numbered("甲") + gone + numbered("乙") + numbered("") + numbered("丙")
    assert texts(read(body, numbering=PLAN_LIST + num(1, 7))) == ["一、甲", "二、乙", "四、丙"]


def test_automatic_row_numbers_stand_in_their_cells() -> None:
    rows = (row(cell(numbered("", 2)), cell(p(text))) for text in ("甲", "乙"))
    flow = read(table(*rows), numbering=PLAN_LIST + num(1, 7))
    assert list(cells(flow).values()) == ["1. ", "甲", "2. ", "乙"]


# ---------------------------------------------------------------- tables


def test_merged_cells() -> None:
    span, start, go_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    flow = read(
        table(
            row(cell(p("序号")), cell(p("任务"), properties=span)),
            row(cell(p("1"), properties=start), cell(p("组"), properties=start), cell(p("甲"))),
            row(cell(properties=go_on), cell(properties=go_on), cell(p("乙"))),
            row(cell(p("2")), cell(p("丙"), properties=span)),
        )
    )
    assert cells(flow) == {
        (0, 0, 1, 1): "序号", (0, 1, 1, 2): "任务", (1, 0, 2, 1): "1", (1, 1, 2, 1): "组", (1, 2, 1, 1): "甲",
        (2, 2, 1, 1): "乙", (3, 0, 1, 1): "2", (3, 1, 1, 2): "丙",
    }  # fmt: skip


def test_rows_that_begin_late_and_old_horizontal_merges() -> None:
    flow = read(
        table(
            row(cell(p("甲")), cell(p("乙"), properties='<w:hMerge w:val="restart"/>'), cell(properties="<w:hMerge/>")),
            row(cell(p("丙")), cell(p("丁")), properties='<w:gridBefore w:val="1"/>'),
        )
    )
    assert cells(flow) == {(0, 0, 1, 1): "甲", (0, 1, 1, 2): "乙", (1, 1, 1, 1): "丙", (1, 2, 1, 1): "丁"}


def test_column_edges_that_nearly_agree_are_one() -> None:
    wide = '<w:gridSpan w:val="2"/>'
    flow = read(
        table(
            row(cell(p("甲"), properties=wide), cell(p("乙"))),
            row(cell(p("丙")), cell(p("丁"), properties=wide)),
            widths=(3000, 20, 3000),
        )
    )
    assert cells(flow) == {(0, 0, 1, 1): "甲", (0, 1, 1, 1): "乙", (1, 0, 1, 1): "丙", (1, 1, 1, 1): "丁"}


def test_a_covered_cell_is_set_aside_and_a_lone_continuation_is_a_cell() -> None:
    flow = read(
        table(
            row(cell(p("甲"), properties="<w:vMerge/>"), cell(p("乙"))),
            row(cell(p("甲"), properties="<w:vMerge/>"), cell(p("丙"))),
        )
    )
    assert cells(flow) == {(0, 0, 2, 1): "甲", (0, 1, 1, 1): "乙", (1, 1, 1, 1): "丙"}
    assert [(scrap.kind, scrap.span.text) for scrap in flow.scraps] == [("repeated_cell", "甲")]


def test_rows_and_cells_in_controls_are_found_and_deleted_rows_are_not() -> None:
    sdt = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    flow = read(
        table(
            sdt.format(row(sdt.format(cell(p("甲"))), cell(sdt.format(p("乙"))))),
            row(cell(p("删")), cell(p("删")), properties='<w:del w:id="1"/>'),
            row(cell(p("丙")), cell(p("丁")), properties='<w:ins w:id="2"/>'),
        )
    )
    assert cells(flow) == {(0, 0, 1, 1): "甲", (0, 1, 1, 1): "乙", (1, 0, 1, 1): "丙", (1, 1, 1, 1): "丁"}


def test_a_nested_table_is_read_in_its_cell() -> None:
    inner = table(row(cell(p("牵头")), cell(p("省财政厅"))))
    flow = read(table(row(cell(p("甲")), cell(p("乙"), inner, "<w:p/>"))))
    (block,) = flow.blocks
    assert isinstance(block, Table)
    assert [paragraph.text for paragraph in block.cells[1].paragraphs] == ["乙", "牵头", "省财政厅"]


def test_a_frame_of_one_cell_is_no_table() -> None:
    inner = table(row(cell(p("甲")), cell(p("乙"))))
    flow = read(table(row(cell(p("附件"), inner, "<w:p/>"))))
    assert [type(block) for block in flow.blocks] == [Paragraph, Table]


# ---------------------------------------------------------------- notes and furniture


def note(kind: str, key: int, *content: str) -> str:
    return f'<w:{kind} w:id="{key}">{p(f"<w:r><w:{kind}Ref/></w:r>", *content)}</w:{kind}>'


def reference(kind: str, key: int, typed: str = "") -> str:
    custom = f' w:customMarkFollows="1"/>{t(typed)}' if typed else "/>"
    return f'<w:r><w:{kind}Reference w:id="{key}"{custom}</w:r>'


SEPARATOR = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'


def test_notes_are_numbered_as_they_print() -> None:
    body = p("三横", reference("footnote", 5), "三纵", reference("endnote", 2), "三核", reference("footnote", 4))
    flow = read(
        body,
        footnotes=SEPARATOR + note("footnote", 4, " 丙") + note("footnote", 5, " 甲"),
        endnotes=note("endnote", 2, " 乙"),
        settings='<w:footnotePr><w:numFmt w:val="decimalEnclosedCircleChinese"/></w:footnotePr>',
    )
    assert texts(flow) == [f"三横{NOTE}①{NOTE}三纵{NOTE}i{NOTE}三核{NOTE}②{NOTE}"]
    assert [(n.mark, n.paragraphs[0].text) for n in flow.notes] == [("①", " 甲"), ("i", " 乙"), ("②", " 丙")]


def test_offsets_of_notes_go_on_after_the_body() -> None:
    flow = read(p("五个字的文", reference("footnote", 1)), footnotes=note("footnote", 1, "注文"))
    assert flow.notes[0].paragraphs[0].spans[0].offset == 5


def test_a_typed_mark_is_not_doubled() -> None:
    flow = read(p("目标", reference("footnote", 1, "*"), "值"), footnotes=note("footnote", 1, "* 暂定"))
    assert texts(flow) == [f"目标{NOTE}*{NOTE}值"]
    assert [(n.mark, n.paragraphs[0].text.strip()) for n in flow.notes] == [("*", "暂定")]


def test_notes_restart_with_a_section_that_says_so() -> None:
    section = '<w:sectPr><w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr></w:sectPr>'
    body = p("甲", reference("footnote", 1), properties=section) + p("乙", reference("footnote", 2)) + section
    flow = read(body, footnotes=note("footnote", 1, "x") + note("footnote", 2, "y"))
    assert [n.mark for n in flow.notes] == ["1", "1"]


def test_a_note_that_refers_to_itself_ends() -> None:
    flow = read(p("甲", reference("footnote", 1)), footnotes=note("footnote", 1, "x", reference("footnote", 1)))
    assert [n.paragraphs[0].text for n in flow.notes] == ["x"]


def test_headers_footers_and_page_numbers_are_set_aside() -> None:
    section = '<w:sectPr><w:headerReference r:id="header"/><w:footerReference r:id="footer"/></w:sectPr>'
    flow = read(p("正文") + section, header=p("内部资料"), footer=p("— ", field("PAGE", r("3")), " —"))
    assert texts(flow) == ["正文"]
    assert [(s.kind, s.span.text) for s in flow.scraps] == [("running_head", "内部资料"), ("page_number", "— 3 —")]


TOC = (
    p("目　录")
    + p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', r'<w:r><w:instrText> TOC \o "1-3" </w:instrText></w:r>',
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "一、总体要求", "<w:r><w:tab/></w:r>",
        field("PAGEREF a", r("1")))
    + p("二、重点任务", "<w:r><w:tab/></w:r>", "3", "<end/>")
)  # fmt: skip
END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def test_a_table_of_contents_is_set_aside() -> None:
    flow = read(TOC.replace("<end/>", END) + p("一、总体要求"))
    assert texts(flow) == ["一、总体要求"]
    assert [s.span.text for s in flow.scraps] == ["目　录", "一、总体要求1", "二、重点任务3"]


def test_a_table_of_contents_in_a_control_or_by_styles_is_set_aside() -> None:
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    control = f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{p('目录')}{p('一、')}</w:sdtContent></w:sdt>"
    styled = p("二、", properties='<w:pStyle w:val="TOC1"/>')
    styles = '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    flow = read(control + styled + p("正文"), styles=styles)
    assert texts(flow) == ["正文"]
    assert [s.span.text for s in flow.scraps] == ["目录", "一、", "二、"]


def test_a_table_of_contents_without_an_end_does_not_swallow_the_document() -> None:
    assert texts(read(TOC.replace("<end/>", "<w:r/>") + p("正文")))[-1] == "正文"


# ---------------------------------------------------------------- style


def test_size_alignment_and_leading_bold_come_from_styles_and_runs() -> None:
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:styleId="title"><w:name w:val="公文标题"/><w:pPr><w:jc w:val="center"/></w:pPr>'
        '<w:rPr><w:b/><w:sz w:val="44"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>'
    )
    flow = read(
        p("行动 计划", properties='<w:pStyle w:val="title"/>')
        + p(r("（一）主体。", '<w:rStyle w:val="strong"/>'), r("是"), r("正文更长更长更长", '<w:sz w:val="32"/>'))
        + p(r("不粗", '<w:rStyle w:val="strong"/>'), properties='<w:pStyle w:val="title"/>')
        + p(r("明说不粗", '<w:b w:val="0"/>'), properties='<w:pStyle w:val="title"/>'),
        styles=styles,
    )
    assert [(q.style.align, q.style.size, q.style.bold) for q in texts_of(flow)] == [
        ("center", 22, 4), (None, 16, 6), ("center", 22, 0), ("center", 22, 0),
    ]  # fmt: skip


def test_a_heading_face_counts_as_bold_beside_another_face() -> None:
    black, song = '<w:rFonts w:eastAsia="黑体"/>', '<w:rFonts w:eastAsia="仿宋_GB2312"/>'
    flow = read(p(r("（一）现状。", black), r("我省", song)) + p(r("全段黑体", black)))
    assert [paragraph.style.bold for paragraph in texts_of(flow)] == [6, 0]


# ---------------------------------------------------------------- packages


def test_strict_documents_read_the_same() -> None:
    body = numbered("文") + table(row(cell(p("甲"), properties='<w:gridSpan w:val="2"/>'))) + p("乙")
    parts = {"numbering": PLAN_LIST + num(1, 7)}
    assert read(body, strict=True, **parts) == read(body, **parts)


def test_the_main_part_is_found_wherever_it_is() -> None:
    assert texts(docx.read(package(p("正文"), main="content/main1.xml"), None)) == ["正文"]


def test_another_kind_of_package_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zip_file:
        zip_file.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(DocumentError) as caught:
        docx.read(out.getvalue(), "台账.xlsx")
    assert caught.value.code == "not-word"


def test_text_that_is_embedded_in_another_format_is_not_lost_in_silence() -> None:
    with pytest.raises(DocumentError) as caught:
        docx.read(package('<w:altChunk r:id="x"/>'), None)
    assert caught.value.code == "embedded-document"


def test_deep_nesting_is_refused_or_read(tmp_path: Path) -> None:
    nested = p("芯")
    for _ in range(70):
        nested = table(row(cell(nested, "<w:p/>")))
    with suppress(DocumentError):
        assert texts(docx.read(package(nested), None)) == ["芯"]


def test_a_grid_beyond_measure_is_refused() -> None:
    wide = row(*[cell(p("x")) for _ in range(1500)])
    with pytest.raises(DocumentError) as caught:
        docx.read(package(table(wide, *[row(cell(p("y")))] * 1500)), None)
    assert caught.value.code == "too-large"


def test_files_of_python_docx_are_read() -> None:
    made = python_docx.Document()
    made.add_heading("总体要求", level=2)
    made.add_paragraph("一项", style="List Number")
    made.add_paragraph("二项", style="List Number")
    grid = made.add_table(rows=2, cols=3)
    grid.cell(0, 0).merge(grid.cell(1, 1)).text = "合并"
    grid.cell(1, 2).text = "右下"
    out = io.BytesIO()
    made.save(out)
    flow = docx.read(out.getvalue(), None)
    assert texts(flow)[:3] == ["总体要求", "1. 一项", "2. 二项"]
    assert texts_of(flow)[0].style.heading == 2
    assert cells(flow) == {(0, 0, 2, 1): "合并", (0, 1, 1, 1): "", (1, 1, 1, 1): "右下"}


@pytest.fixture(scope="module")
def rich() -> bytes:
    return package(
        numbered("甲") + TOC.replace("<end/>", END) + table(row(cell(p("乙")), cell(p("丙"))))
        + p("丁", reference("footnote", 1)),
        styles=HEADINGS, numbering=PLAN_LIST + num(1, 7), footnotes=note("footnote", 1, "注"),
    )  # fmt: skip


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_file_is_read_or_refused(rich: bytes, data: st.DataObject) -> None:
    broken = bytearray(rich)
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with suppress(DocumentError):
        assert docx.read(bytes(broken), None).format == "docx"


ELEMENTS = st.sampled_from(
    ["p", "r", "t", "tbl", "tr", "tc", "sdt", "sdtContent", "ins", "del", "fldChar", "footnoteReference", "pict",
     "txbxContent", "ruby", "rubyBase", "br", "sym", "sectPr", "fldSimple", "pPr", "tcPr", "vMerge", "gridSpan"]
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    ["", ' w:val="restart"', ' w:val="-1"', ' w:val="999999999999"', ' w:fldCharType="begin"', ' w:fldCharType="end"',
     ' w:fldCharType="separate"', ' w:id="1"', ' w:type="page"', ' w:char="D800"', ' w:instr="TOC"', ' w:val="３"']
)  # fmt: skip
MARKUP = st.recursive(
    st.text("甲1 \n", max_size=3),
    lambda inner: st.builds(
        lambda name, attribute, children: f"<w:{name}{attribute}>{''.join(children)}</w:{name}>",
        ELEMENTS, ATTRIBUTES, st.lists(inner, max_size=4),
    ),
    max_leaves=40,
)  # fmt: skip


@given(st.lists(MARKUP, max_size=6))
@settings(max_examples=150, deadline=None)
def test_markup_in_any_order_is_read_and_keeps_its_places(parts: list[str]) -> None:
    read("".join(parts), footnotes=note("footnote", 1, "注"))
