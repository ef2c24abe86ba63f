"""A page of a government site gives the document on it, and nothing of the site; what is left out is listed."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.documents import html
from luodi.documents.model import NOTE, DocumentError, Flow, Paragraph, Table

SENTENCE = "为贯彻省委、省政府部署，加快推进集群高质量发展，制定本计划。"
NAV = '<div class="top"><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul></div>'
FOOT = '<div class="bottom">版权所有：某市人民政府　粤ICP备00000000号</div>'


def page(zone: str, head: str = "") -> str:
    return f'<html><head>{head}</head><body>{NAV}<div class="TRS_Editor">{zone}</div>{FOOT}</body></html>'


def read(text: str) -> Flow:
    """The flow of a page, once every span has been found at its place of the source text."""
    data = text.encode()
    flow = html.read(data, "page.html")
    source = html.source_text(data)
    paragraphs = texts_of(flow)
    for span in [*(s for p in paragraphs for s in p.spans), *(scrap.span for scrap in flow.scraps)]:
        if span.offset is not None:
            assert source[span.offset : span.offset + len(span.text)] == span.text
    return flow


def texts_of(flow: Flow) -> list[Paragraph]:
    found: list[Paragraph] = []
    for block in flow.blocks:
        found += [block] if isinstance(block, Paragraph) else [p for c in block.cells for p in c.paragraphs]
    return found


def texts(flow: Flow) -> list[str]:
    return ["".join(paragraph.text.split()) for paragraph in texts_of(flow)]


def zone(inner: str) -> list[str]:
    return texts(read(page(inner)))


def cells(flow: Flow) -> dict[tuple[int, int, int, int], str]:
    (only,) = (block for block in flow.blocks if isinstance(block, Table))
    return {(c.row, c.column, c.rows, c.columns): "".join(c.text.split()) for c in only.cells}


def grid(rows: str) -> dict[tuple[int, int, int, int], str]:
    return cells(read(page(f"<table>{rows}</table>")))


def aside(flow: Flow) -> list[str]:
    return ["".join(scrap.span.text.split()) for scrap in flow.scraps]


# ---------------------------------------------------------------- encoding


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "utf-8"), ("utf-8", "gb2312"), ("gb18030", "gb2312"), ("gb18030", "GBK"), ("gb18030", "utf-8"),
     ("gb18030", "iso-8859-1"), ("gb18030", ""), ("big5hkscs", "big5"), ("utf-16", ""), ("utf-8-sig", "gb2312")],
)  # fmt: skip
def test_the_encoding_is_found_whatever_the_page_says(encoding: str, declared: str) -> None:
    text = f'<html><head><meta charset="{declared}"></head><body><p>{"繁體版：市財政局牽頭。" * 3}</p></body></html>'
    flow = html.read(text.encode(encoding), None)
    assert [paragraph.text for paragraph in texts_of(flow)] == ["繁體版：市財政局牽頭。" * 3]


def test_a_few_broken_bytes_do_not_lose_the_page() -> None:
    data = f'<meta charset="utf-8"><p>{SENTENCE * 100}</p>'.encode()
    (paragraph,) = texts_of(html.read(data[:2000] + b"\xff" + data[2000:], None))
    assert len(paragraph.text) == pytest.approx(len(SENTENCE) * 100, abs=3)


def test_a_page_full_of_ascii_is_still_told_by_its_chinese() -> None:
    text = f'<meta charset="utf-8"><script>{"var x = 1;" * 5000}</script><p>{SENTENCE}</p>'
    assert [paragraph.text for paragraph in texts_of(html.read(text.encode("gb18030"), None))] == [SENTENCE]


def test_bytes_of_no_encoding_are_refused() -> None:
    with pytest.raises(DocumentError) as caught:
        html.read(b"<html><body>\xff\xff\x80\x81\xff</body></html>", "a.html")
    assert caught.value.code == "unknown-encoding"


def test_nul_characters_and_xml_declarations_do_no_harm() -> None:
    text = f'<?xml version="1.0" encoding="gb2312"?><html><body><p>一\0二{SENTENCE}</p></body></html>'
    assert texts(read(text)) == [f"一二{SENTENCE}"]


def test_entities_and_ideographic_blanks_are_characters() -> None:
    (paragraph,) = texts_of(read(page("<p>　　甲&nbsp;乙&mdash;丙&#12290;&lt;</p>")))
    assert paragraph.text == "　　甲\xa0乙—丙。<"


# ---------------------------------------------------------------- the zone


def test_the_site_is_left_out_and_listed() -> None:
    flow = read(page(f"<p>{SENTENCE}</p>"))
    assert texts(flow) == [SENTENCE]
    assert aside(flow) == ["首页", "政务公开", "版权所有：某市人民政府粤ICP备00000000号"]
    assert {scrap.kind for scrap in flow.scraps} == {"navigation"}


@pytest.mark.parametrize(
    "opening",
    ['<div id="UCAP-CONTENT">', '<div class="pages_content">', '<div id="zoom">', '<div class="gknbxq_detail">',
     '<div class="view Custom_UnionStyle">', '<div class="article-content">', '<div id="vsb_content">',
     '<div class="content">', "<article>", '<div class="x9">', '<td style="padding:1px">'],
)  # fmt: skip
def test_known_zones_and_unknown_ones(opening: str) -> None:
    name = opening[1:].split()[0].strip(">")
    inside = f"{opening}<p>{SENTENCE}</p><p>一、总体要求</p><p>{SENTENCE}</p></{name}>"
    side = '<td><ul><li><a href="/1">相关新闻一</a></li><li><a href="/2">相关新闻二</a></li></ul></td>'
    body = f"<table><tr>{side}{inside}</tr></table>" if name == "td" else f"<div><div>{side}</div>{inside}</div>"
    assert texts(read(f"<html><body>{NAV}{body}{FOOT}</body></html>")) == [SENTENCE, "一、总体要求", SENTENCE]


def test_a_form_around_the_page_hides_nothing() -> None:
    text = f'<body><form id="form1">{NAV}<div>{f"<p>{SENTENCE}</p>" * 3}<input value="x"></div></form></body>'
    assert texts(read(text)) == [SENTENCE] * 3


def test_zones_of_one_name_beside_each_other_both_count() -> None:
    part = '<div class="TRS_Editor"><p>{}</p></div>'
    flow = read(f"<body>{part.format('通知：' + SENTENCE)}<hr>{part.format('附件：' + SENTENCE)}{FOOT}</body>")
    assert texts(flow) == ["通知：" + SENTENCE, "附件：" + SENTENCE]


def test_what_is_not_shown_is_not_read() -> None:
    assert zone(
        f"<script>var a = '<p>x</p>'</script><style>p {{}}</style><p style='DISPLAY: none'>甲</p><p hidden>乙</p>"
        f"<p aria-hidden=true>丙</p><nav>丁</nav><select><option>戊</option></select><!-- 己 --><p>{SENTENCE}</p>"
    ) == [SENTENCE]


def test_parts_of_the_site_within_the_zone_are_set_aside() -> None:
    flow = read(page(f'<div class="share">分享到：微信</div><p>来源：本网</p><p>{SENTENCE}</p><p>【打印】【关闭】</p>'))
    assert texts(flow) == [SENTENCE]
    assert {"分享到：微信", "来源：本网", "【打印】【关闭】"} <= set(aside(flow))


def test_a_page_without_text_is_an_empty_flow() -> None:
    for text in ("", "<!-- x -->", "<html></html>", "<html><body><script>x</script></body></html>"):
        assert html.read(text.encode(), None).blocks == ()


# ---------------------------------------------------------------- title and index

TITLE = "某市推动制造业高质量发展行动计划（2023—2025年）"


@pytest.mark.parametrize(
    ("head", "above"),
    [
        ("", f"<h1>{TITLE}</h1>"),
        ("", f"<h1>某市人民政府门户网站</h1><h1>{TITLE}</h1>"),
        (f'<meta name="ArticleTitle" content="{TITLE}">', f"<div class=bt>{TITLE}</div>"),
        (f"<title>{TITLE}_某市人民政府门户网站</title>", f"<div class=bt>{TITLE}</div>"),
        (f'<meta name="articletitle" content="{TITLE}">', ""),
    ],
)
def test_a_title_above_the_zone_is_the_first_paragraph(head: str, above: str) -> None:
    flow = read(
        f"<html><head>{head}</head><body>{NAV}{above}<div>时间：2023-01-01</div>"
        f'<div id="zoom"><p>{SENTENCE}</p></div>{FOOT}</body></html>'
    )
    assert texts(flow) == [TITLE, SENTENCE]
    assert TITLE not in aside(flow)


def test_a_title_that_stands_in_the_zone_is_not_doubled() -> None:
    flow = read(
        f"<body><h1>{TITLE}</h1><div id=zoom><p align=center>{TITLE[:8]}<br>{TITLE[8:]}</p><p>{SENTENCE}</p></div>"
    )
    assert texts(flow) == [TITLE, SENTENCE]
    assert aside(flow) == [TITLE]


def test_the_index_of_a_disclosed_document_is_set_aside_pair_by_pair() -> None:
    index = (
        "<table><tr><td>索 引 号：</td><td>00000000/2023-00512</td><td>发布机构：</td><td>某市人民政府</td></tr>"
        "<tr><td>文　　号：</td><td>某府〔2023〕7号</td><td>成文日期：</td><td>2023-12-29</td></tr></table>"
    )
    flow = read(page(f"{index}<p>{SENTENCE}</p>"))
    assert texts(flow) == [SENTENCE]
    assert {"文号：某府〔2023〕7号", "成文日期：2023-12-29", "发布机构：某市人民政府"} <= set(aside(flow))


# ---------------------------------------------------------------- paragraphs


def test_blocks_and_line_breaks_make_paragraphs() -> None:
    inner = f"<div>甲{SENTENCE}<div>乙</div>丙</div>丁<br/>　　戊<br><br>己<p>庚<span>辛</span>\n壬</p>"
    assert zone(inner) == ["甲" + SENTENCE, "乙", "丙", "丁", "戊", "己", "庚辛壬"]


def test_a_line_break_in_a_centred_title_does_not_part_it() -> None:
    inner = (
        "<p style='text-align: center'>某市人民政府关于印发某市推动制造业<br>高质量发展行动计划的通知</p>"
        f"<center>某府〔2023〕7号<br>某市推动制造业高质量发展</center><p>{SENTENCE}</p>"
    )
    assert zone(inner) == [
        "某市人民政府关于印发某市推动制造业高质量发展行动计划的通知", "某府〔2023〕7号", "某市推动制造业高质量发展", SENTENCE,
    ]  # fmt: skip


def test_preformatted_lines_are_paragraphs() -> None:
    assert zone(f"<pre>一、总体要求\n　　{SENTENCE}\n\n二、目标</pre>") == ["一、总体要求", SENTENCE, "二、目标"]


def test_style_of_a_paragraph() -> None:
    flow = read(
        page(
            "<h2>总体要求</h2><p style='text-align:right'>某局</p><p><strong>（一）</strong><b>现状。</b>我省</p>"
            "<p><span style='font-family:黑体;font-size:16.0pt'>（二）目标。</span><span style='font-size:16pt'>到年底</span></p>"
            f"<p align=center style='font-size:20px'>{SENTENCE}</p>"
        )
    )
    assert [(q.style.heading, q.style.align, q.style.size, q.style.bold) for q in texts_of(flow)] == [
        (1, None, None, 4), (None, "right", None, 0), (None, None, None, 6), (None, None, 16, 6), (None, "center", 15, 0),
    ]  # fmt: skip


def test_ordered_lists_are_numbered_and_bullets_are_not() -> None:
    inner = (
        f"<ol><li>{SENTENCE}</li><li value=5><p>乙</p><p>丙</p></li><li>丁<ul><li>戊</li></ul></li></ol>"
        "<ol type=A start=2><li>己</li></ol><ol reversed><li>庚</li><li>辛</li></ol>"
        "<ol style='list-style-type:none'><li>壬</li></ol><ol><li>（一）癸</li></ol>"
    )
    assert zone(inner) == [
        "1." + SENTENCE, "5.乙", "丙", "6.丁", "戊", "B.己", "2.庚", "1.辛", "壬", "（一）癸",
    ]  # fmt: skip
    first = texts_of(read(page(inner)))[0].spans
    assert [(span.text, span.offset is None) for span in first] == [("1. ", True), (SENTENCE, False)]


def test_an_empty_item_in_a_cell_numbers_the_row_and_a_typed_number_is_not_doubled() -> None:
    assert grid("<tr><td><ol start=3><li></li></ol><td>甲<tr><td><ol><li>4</li></ol><td>乙") == {
        (0, 0, 1, 1): "3.", (0, 1, 1, 1): "甲", (1, 0, 1, 1): "4", (1, 1, 1, 1): "乙",
    }  # fmt: skip


@pytest.mark.parametrize("mark", ["[1]", "<sup>1</sup>", "<span style='vertical-align:super'>[1]</span>"])
def test_anchors_that_point_at_each_other_are_a_note(mark: str) -> None:
    flow = read(
        page(
            f'<p>遵循“三横”<a href="#_ftn1" name="_ftnref1">{mark}</a>思路，{SENTENCE}</p><hr>'
            f'<div id=ftn1><p><a href="#_ftnref1" name="_ftn1">{mark}</a> 三横：电动汽车。</p></div><p>尾</p>'
        )
    )
    assert texts(flow) == [f"遵循“三横”{NOTE}1{NOTE}思路，{SENTENCE}", "尾"]
    assert [(note.mark, note.paragraphs[0].text.strip()) for note in flow.notes] == [("1", "三横：电动汽车。")]


def test_an_anchor_that_nothing_points_back_at_is_text() -> None:
    assert zone(f'<p>{SENTENCE}<a href="#x" name="y">[1]</a></p><p style="display:none"><a name="x">a</a></p>') == [
        SENTENCE + "[1]"
    ]


# ---------------------------------------------------------------- tables


def test_spans_of_rows_and_columns() -> None:
    assert grid(
        "<thead><tr><th>序号<th colspan=2>任务</thead><tbody><tr><td rowspan=2>1<td>甲<td>乙<tr><td>丙<td>丁</tbody>"
    ) == {
        (0, 0, 1, 1): "序号", (0, 1, 1, 2): "任务", (1, 0, 2, 1): "1", (1, 1, 1, 1): "甲", (1, 2, 1, 1): "乙",
        (2, 1, 1, 1): "丙", (2, 2, 1, 1): "丁",
    }  # fmt: skip


def test_a_row_span_of_nought_runs_to_the_end_of_its_group() -> None:
    assert grid(
        "<tbody><tr><td rowspan=0>甲<td>1<tr><td>2<tr><td>3</tbody><tbody><tr><td>乙<td>4</tbody>"
    ) == {
        (0, 0, 3, 1): "甲", (0, 1, 1, 1): "1", (1, 1, 1, 1): "2", (2, 1, 1, 1): "3", (3, 0, 1, 1): "乙", (3, 1, 1, 1): "4",
    }  # fmt: skip


def test_a_row_span_beyond_the_table_ends_with_it_and_the_foot_is_last() -> None:
    assert grid("<tfoot><tr><td>合计<td>9</tfoot><tbody><tr><td rowspan=50>甲<td>1</tbody>") == {
        (0, 0, 1, 1): "甲", (0, 1, 1, 1): "1", (1, 0, 1, 1): "合计", (1, 1, 1, 1): "9",
    }  # fmt: skip


def test_overlapping_cells_give_way() -> None:
    assert grid("<tr><td>甲<td rowspan=2>乙<td>丙<tr><td colspan=3>丁") == {
        (0, 0, 1, 1): "甲", (0, 1, 2, 1): "乙", (0, 2, 1, 1): "丙", (1, 0, 1, 1): "丁",
    }  # fmt: skip


def test_a_caption_stands_before_the_table_and_cells_keep_their_lines() -> None:
    flow = read(page("<table><caption>任务分工表</caption><tr><td>市发展改革委<br>市财政局<td>乙</table>"))
    assert texts(flow) == ["任务分工表", "市发展改革委", "市财政局", "乙"]
    assert [type(block) for block in flow.blocks] == [Paragraph, Table]


def test_hidden_rows_and_rows_without_cells_do_not_count() -> None:
    assert grid("<tr style='display:none'><td>x<td>y</tr><tr></tr><tr><td>甲<td>乙</tr>") == {
        (0, 0, 1, 1): "甲", (0, 1, 1, 1): "乙",
    }  # fmt: skip


def test_a_table_for_layout_is_unwrapped() -> None:
    inner = "<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table>"
    flow = read(page(f"<table><tr><td><p>{SENTENCE}</p>{inner}</td></tr></table>"))
    assert texts(flow)[0] == SENTENCE
    assert [type(block) for block in flow.blocks] == [Paragraph, Table]


def test_a_table_inside_a_cell_is_read_there() -> None:
    inner = "<table><tr><td>牵头<td>市财政局</table>"
    flow = read(page(f"<table><tr><td>1<td>{SENTENCE}{inner}<tr><td>2<td>乙</table>"))
    assert cells(flow)[0, 1, 1, 1] == SENTENCE + "牵头市财政局"


# ---------------------------------------------------------------- hostile pages


def test_elements_nested_without_end_are_refused_not_cut_off() -> None:
    with pytest.raises(DocumentError) as caught:
        html.read(b"<div>x" * 5000, "a.html")
    assert caught.value.code == "too-deep"
    assert "".join(texts(read(f"<body>{'<div>' * 1000}{SENTENCE}"))) == SENTENCE


def test_a_grid_beyond_measure_is_refused() -> None:
    with pytest.raises(DocumentError) as caught:
        html.read(page("<table>" + "<tr><td colspan=1000 rowspan=60000>甲<td>乙" * 3000).encode(), None)
    assert caught.value.code == "too-large"


MARKUP = st.lists(
    st.sampled_from(
        ['<a name="x" href="#y">1</a>', '<a name="y" href="#x">', "<div>", "</div>", "<p>", "</p>", "<table>", "</table>", "<tr>", "<td rowspan=0>", "<td colspan=9>", "</td>", "</tr>",
         "<thead>", "<tfoot>", "<caption>", "<ol start=-3>", "<ul>", "<li value=x>", "</li>", "</ol>", "<br>", "<b>", "</b>",
         "<h1>", "</h1>", "<nav>", "</nav>", "<pre>", "</pre>", "<script>", "</script>", '<div class="TRS_Editor">', "<a>",
         "</a>", "<td>", "<form>", "<center>", "\n", "　", "正文，", "省财政厅。", "一、", "&nbsp;", "&", "<", ">", "<!--", "-->",
         "<p style='display:none'>", "<p style=';:;text-align:center;font-size:9e9pt'>", "\x00", "<title>", "</title>"]
    ),
    max_size=40,
)  # fmt: skip


@given(MARKUP)
@settings(max_examples=400, deadline=None)
def test_markup_in_any_order_is_read_and_keeps_its_places(parts: list[str]) -> None:
    text = "".join(parts)
    flow = read(text)
    spans = [s for p in texts_of(flow) for s in p.spans if s.offset is not None] + [s.span for s in flow.scraps]
    taken = sorted((span.offset or 0, len(span.text)) for span in spans)
    assert all(start + length <= following for (start, length), (following, _) in pairwise(taken))


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(DocumentError):
        assert html.read(b"<html>" + data, None).format == "html"
