"""The page by which a person checks a plan: what stands where on it, and that nothing of a document gets out of hand."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tomllib
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from luodi.cli import main
from luodi.compiler import compile
from luodi.documents import Anchor, read
from luodi.messages import catalogue
from luodi.plan import Correction, from_json
from luodi.publish.review import Span, pieces, review_page, spans_of

DATA = Path(__file__).parents[1] / "data" / "formats"
PLAN = Path(__file__).parents[1] / "plan" / "charging.plan.json"
PARTS = {file.name: file.read_text("utf-8") for file in files("luodi.publish").joinpath("review").iterdir()}


def page_of(name: str, **more: Any) -> bytes:
    document = read(DATA / name)
    return review_page(compile(document), document.blocks, **more)


def data_of(page: bytes) -> dict[str, Any]:
    [data] = html.document_fromstring(page.decode()).xpath("//script[@id='data']/text()")
    held: dict[str, Any] = json.loads(data)
    return held


def words(pieces: list[list[Any]]) -> str:
    return "".join(text for text, _ in pieces)


# ---------------------------------------------------------------- the text and what is said of it


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Anchor], list[Span]]:
    """A text in leaves, with spans that overlap in any way."""
    text = draw(st.text("一二三，\n", min_size=1, max_size=40))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)) | {0, len(text)})
    leaves = [Anchor(start, end) for start, end in pairwise(cuts)][:: draw(st.sampled_from([1, 2]))]
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    spans = [Span("task", start, end, ("t",)) for start, end in draw(st.lists(ends, max_size=12)) if start < end]
    return text, leaves, spans


@given(marked_texts())
def test_each_character_stands_once_within_exactly_the_spans_around_it(
    marked: tuple[str, list[Anchor], list[Span]],
) -> None:
    text, leaves, spans = marked
    for leaf, cut in zip(leaves, pieces(text, leaves, spans), strict=True):
        assert "".join(piece.text for piece in cut) == text[leaf.start : leaf.end]
        position = leaf.start
        for piece in cut:
            for at in range(position, position + len(piece.text)):
                assert set(piece.spans) == {i for i, span in enumerate(spans) if span.start <= at < span.end}
            widths = [spans[i].end - spans[i].start for i in piece.spans]
            assert widths == sorted(widths, reverse=True)
            position += len(piece.text)


def test_bodies_figures_and_deadlines_are_coloured_where_they_stand() -> None:
    plan = from_json(PLAN.read_bytes())
    spans = spans_of(plan)
    text = plan.document.text
    for task in plan.tasks:
        for each in task.assignments:
            assert Span(each.role, each.anchor.start, each.anchor.end, (task.id,)) in spans
        [title] = [span for span in spans if span.kind == "task" and task.id in span.records]
        assert text[title.start : title.end] == task.title
    figures = {text[span.start : span.end] for span in spans if span.kind == "target"}
    assert figures == {"3.20万个", "8000个", "300个", "3－5座"}


def test_a_table_is_shown_as_a_table_with_its_merged_cells() -> None:
    [table] = [block for block in data_of(page_of("guangzhou-word.docx"))["blocks"] if block["kind"] == "table"]
    header, first, second, *_ = table["rows"]
    assert [words(cell["pieces"]) for cell in header["cells"]][1] == "主要任务"
    assert header["cells"][1]["columns"] == 2
    assert first["cells"][1]["rows"] == 3
    assert len(second["cells"]) == len(first["cells"]) - 1
    assert len(table["rows"]) == 35


@pytest.mark.parametrize("name", ["guangdong-word.docx", "guangdong-libreoffice.pdf", "guangzhou-seed-gb18030.txt"])
def test_the_page_shows_every_character_of_the_text(name: str) -> None:
    leaves = []
    for block in data_of(page_of(name))["blocks"]:
        rows = [cell["pieces"] for row in block.get("rows", ()) for cell in row["cells"]]
        leaves += [words(pieces) for pieces in rows or [block["pieces"]]]
    assert "".join("".join(leaves).split()) == "".join(read(DATA / name).text.split())


def test_headings_are_headings_and_pages_begin_where_they_do_in_the_file() -> None:
    blocks = data_of(page_of("guangdong-libreoffice.pdf"))["blocks"]
    levels = {words(block["pieces"]): block["level"] for block in blocks}
    assert levels["三、重点任务"] == 1
    assert levels["广东省发展汽车战略性支柱产业集群行动计划（2023—2025年）"] == 0
    *pages, last = (block["page"] for block in blocks if block["page"] is not None)
    assert pages == list(range(1, len(pages) + 1))
    assert last == 4  # the footnote, which stands at the end of the text


def test_a_finding_stands_beside_its_paragraph_and_names_its_records() -> None:
    data = data_of(page_of("guangdong-word.docx"))
    told = data["findings"]
    beside = {i for block in data["blocks"] for i in block["findings"]}
    assert beside == {i for i, found in enumerate(told) if found["anchor"]}
    assert any(found["code"] == "duty-without-lead" for found in told)
    for found in told:
        if found["code"] == "duty-without-lead":
            [task] = [task for task in data["tasks"] if task["id"] in found["records"]]
            assert (
                task["anchor"]["start"] <= found["anchor"]["start"] <= found["anchor"]["end"] <= task["anchor"]["end"]
            )
        assert found["zh"] != found["en"]


# ---------------------------------------------------------------- nothing gets in or out

HOSTILE = """\
</script><script>alert(1)</script>行动方案{{data}}
一、重点任务
（一）<img src=x onerror=alert(2)>。做好“&lt;!--”工作\u2028。（<b>省科技厅</b>牵头，'"><svg/onload=alert(3)>局配合）
二、目标：到2030年，]]>产量达到100万吨。
"""


def test_no_text_of_a_document_becomes_markup() -> None:
    document = read(HOSTILE.encode(), name="</title><script>.txt")
    page = review_page(compile(document), document.blocks).decode()
    tree = html.document_fromstring(page)
    assert [script.get("type") for script in tree.iter("script")] == ["application/json", None, None]
    assert not list(tree.iter("img", "svg", "b", "iframe", "link", "base"))
    shown = "".join(words(block["pieces"]) for block in data_of(page.encode())["blocks"])
    assert "".join(shown.split()) == "".join(document.text.split())
    assert "<img src=x onerror=alert(2)>" in shown


def test_the_policy_admits_the_scripts_and_the_style_of_the_page_and_nothing_else() -> None:
    tree = html.document_fromstring(page_of("guangzhou-word.docx").decode())
    [policy] = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"

    def hashes(parts: list[str]) -> list[str]:
        return [f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'" for part in parts]

    assert rules["script-src"].split() == hashes(tree.xpath("//script[not(@type)]/text()"))
    assert rules["style-src"].split() == hashes(tree.xpath("//style/text()"))
    assert tree.xpath("//@src | //@style | //@onclick") == []
    assert tree.xpath("//@href") == ["#records"]


def test_the_scripts_make_no_request_and_no_markup_from_text() -> None:
    assert set(PARTS) == {"page.html", "page.css", "page.js", "corrections.js"}
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|fetch\(|XMLHttp|WebSocket|\beval|Function\(|https?:|@import|url\("
    assert {name: re.findall(forbidden, part) for name, part in PARTS.items()} == {name: [] for name in PARTS}


# ---------------------------------------------------------------- the words of the page


def test_every_word_of_the_page_is_there_in_both_languages() -> None:
    messages = catalogue("review")
    asked = set(re.findall(r'say\("([\w.-]+)"[,)]', PARTS["page.js"]))
    asked |= set(re.findall(r'data-(?:say|label|hint)="([\w-]+)"', PARTS["page.html"]))
    assert len(asked) > 50
    parts = [key.split(".") for key in asked]
    entries = [messages[key[0]][key[1]] if key[1:] else messages[key[0]] for key in parts]
    assert all({"zh", "en"} <= entry.keys() for entry in entries)

    def check(entry: dict[str, Any]) -> None:
        if "zh" in entry:
            assert sorted(re.findall(r"\{\w+\}", entry["zh"])) == sorted(re.findall(r"\{\w+\}", entry["en"]))
        for part in entry.values():
            if isinstance(part, dict):
                check(part)

    check(messages)


def test_every_finding_has_a_short_name() -> None:
    findings = tomllib.loads(files("luodi.messages").joinpath("findings.toml").read_text("utf-8"))
    assert set(findings) <= set(catalogue("review")["code"])


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    digits = colour if len(colour) == 6 else "".join(each * 2 for each in colour)
    parts = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_has_the_contrast_of_wcag_aa() -> None:
    colours = dict(re.findall(r"--([a-z]+): #([0-9a-f]{3,6});", PARTS["page.css"].split("}")[0]))
    pairs = [(ink, ground) for ink in ("ink", "soft", "error", "warning", "info") for ground in ("paper", "ground")]
    tints = ("task", "lead", "duty", "cooperate", "due", "target", "fact", "commitment", "project", "metadata")
    pairs += [("ink", tint) for tint in tints] + [("paper", "strong")]
    for one, other in pairs:
        dark, light = sorted((luminance(colours[one]), luminance(colours[other])))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (one, other)


# ---------------------------------------------------------------- from the command line


def test_compile_writes_the_page_beside_its_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "校核.html"
    with pytest.raises(SystemExit) as end:
        main(["compile", str(PLAN), "--review", str(page), "--format", "json", "--lang", "en"])
    assert not end.value.code
    plan = from_json(capsys.readouterr().out.encode())
    data = data_of(page.read_bytes())
    assert data["language"] == "en"
    assert [task["id"] for task in data["tasks"]] == [task.id for task in plan.tasks]
    lines = [line for line in plan.document.text.split("\n") if line.strip()]
    assert [words(block["pieces"]) for block in data["blocks"]] == lines


def test_corrections_that_were_applied_are_saved_again() -> None:
    correction = Correction(id="t-1", field="title", old="甲", new="乙", who="张三", when="2026-04-01", why="笔误")
    [held] = data_of(page_of("guangzhou-word.docx", corrections=[correction]))["corrections"]
    assert held == {
        "id": "t-1",
        "field": "title",
        "old": "甲",
        "new": "乙",
        "who": "张三",
        "when": "2026-04-01",
        "why": "笔误",
    }
