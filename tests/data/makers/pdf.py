"""PDF by three producers, each with its own way of setting lines, notes and tables."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from html import escape
from pathlib import Path

import typst
import weasyprint

from makers import prose

NO_BREAK = "\u00a0"


def libreoffice(docx: bytes) -> bytes:
    """A DOCX as LibreOffice prints it, with its dates and file identifier fixed."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source.docx")
        source.write_bytes(docx)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
                   "--outdir", folder, str(source)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        pdf = source.with_suffix(".pdf").read_bytes()
    for pattern in (rb"(?<=/CreationDate\(D:)\d{14}", rb"(?<=<)[0-9A-F]{32}(?=>)", rb"(?<=/DocChecksum /)[0-9A-F]{32}"):
        pdf = re.sub(pattern, lambda found: b"20240102000000".ljust(len(found[0]), b"0"), pdf)
    return pdf


# ---------------------------------------------------------------- typst


def typst_plan() -> bytes:
    """The provincial plan set by typst: 宋体 14 pt, real footnote, page number in the middle."""
    body = [PAGE.format(title="广东省发展汽车战略性支柱产业集群行动计划")]
    for item in prose.plan():
        content = "".join(_typst_run(item, text, face) for text, face in item.runs())
        if item.role == "plan_title":
            body.append("#pagebreak()")
        body.append(TYPST_LAYOUT[item.role].replace("BODY", content))
    return _typst("\n\n".join(body))


def typst_table() -> bytes:
    """The city's task table set by typst: rowspan, colspan, a header repeated on every page."""
    data = prose.table()
    head = ", ".join(_typst_cell(cell) for cell in data.row(0))
    rows = ",\n".join(_typst_cell(cell) for number in range(1, data.rows) for cell in data.row(number))
    columns = "(11mm, 32mm, 1fr, 30mm, 36mm, 12mm)"
    table = (
        f"#[#set par(first-line-indent: 0pt, justify: false, leading: 0.5em)\n#set text(10.5pt)\n"
        f"#table(columns: {columns}, align: horizon, stroke: 0.5pt, table.header({head}),\n{rows})]"
    )
    tail = "\n\n".join(TYPST_LAYOUT["addressees"].replace("BODY", _string(line)) for line in data.tail)
    title = TYPST_LAYOUT["title"].replace("BODY", _string(data.title))
    return _typst("\n\n".join((PAGE.format(title="任务分工表"), title, table, tail)))


PAGE = """
#set document(title: "{title}", date: datetime(year: 2024, month: 1, day: 2))
#set page(paper: "a4", margin: (x: 28mm, top: 30mm, bottom: 30mm),
  footer: context align(center, text(12pt)[— #counter(page).display() —]))
#set text(font: ((name: "Noto Serif CJK SC", covers: "latin-in-cjk"), "AR PL SungtiL GB"), size: 14pt,
  lang: "zh", region: "cn")
#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 0.9em, spacing: 0.9em)
#set footnote(numbering: "[1]")
#let black(body) = text(font: "Noto Sans CJK SC", body)
#let kai(body) = text(font: "AR PL KaitiM GB", body)
#let middle(body) = align(center, par(first-line-indent: 0pt, justify: false,
  text(font: "Noto Sans CJK SC", size: 18pt, body)))
"""
TYPST_LAYOUT: dict[prose.Role, str] = {
    "urgency": "#par(first-line-indent: 0pt)[#black[BODY]]",
    "number": "#align(center)[#par(first-line-indent: 0pt)[BODY]]\n#v(1em)",
    "title": "#middle[BODY]\n#v(1em)",
    "plan_title": "#middle[BODY]\n#v(1em)",
    "addressees": "#par(first-line-indent: 0pt)[BODY]",
    "signature": "#v(1em)\n#align(right)[#par(first-line-indent: 0pt)[BODY#h(2em)]]",
    "date": "#align(right)[#par(first-line-indent: 0pt)[BODY#h(4em)]]",
    "heading": "BODY",
    "body": "BODY",
}


def _typst_run(item: prose.Item, text: str, face: prose.Face) -> str:
    if face == "note":
        return f"#footnote[{_string(prose.note())}]"
    heading = {1: "black", 2: "kai", 3: "black"}.get(item.level)
    return f"#{heading}[{_string(text)}]" if heading and face != "text" else _string(text)


def _typst_cell(cell: prose.Cell) -> str:
    spans = f"rowspan: {cell.rows}, colspan: {cell.columns}"
    align = "center" if not cell.row or cell.column in (0, 1) else "left"
    return f"table.cell({spans}, align: {align} + horizon)[{_string(cell.text)}]"


def _string(text: str) -> str:
    """Text as a typst string, so that no character of it is markup; runs of blanks keep their width."""
    return f"#({json.dumps(text.replace(' ', NO_BREAK), ensure_ascii=False)})"


def _typst(source: str) -> bytes:
    pdf, warnings = typst.compile_with_warnings(source.encode(), format="pdf")
    if warnings:
        raise ValueError(warnings)
    assert isinstance(pdf, bytes)
    return pdf


# ---------------------------------------------------------------- WeasyPrint


def weasyprint_plan() -> bytes:
    """The provincial plan printed from HTML by WeasyPrint, its footnote floated to the foot of the page."""
    body = []
    for item in prose.plan():
        runs = "".join(_html_run(item, text, face) for text, face in item.runs())
        body.append(f'<p class="{item.role} level{item.level}">{runs}</p>')
    return _weasyprint("".join(body))


def weasyprint_table() -> bytes:
    """The city's task table by WeasyPrint: the header is not repeated, no rule closes a page, rows are cut."""
    data = prose.table()
    rows = "".join(
        "<tr>"
        + "".join(f'<td rowspan="{c.rows}" colspan="{c.columns}">{escape(c.text)}</td>' for c in data.row(at))
        + "</tr>"
        for at in range(data.rows)
    )
    columns = "".join(f'<col style="width:{width}mm">' for width in (11, 30, 48, 28, 30, 13))
    tail = "".join(f'<p class="addressees">{escape(line)}</p>' for line in data.tail)
    return _weasyprint(f'<p class="title">{escape(data.title)}</p><table>{columns}<tbody>{rows}</tbody></table>{tail}')


STYLE = """
@page { size: A4; margin: 34mm 25mm 30mm; @bottom-center { content: "— " counter(page) " —"; font: 12pt "AR PL SungtiL GB" } }
body { font: 15pt/1.75 "AR PL SungtiL GB"; text-align: justify }
p { margin: 0; text-indent: 2em }
.urgency, .number, .title, .plan_title, .addressees, .signature, .date { text-indent: 0 }
.title, .plan_title { font: 18pt/1.5 "AR PL SungtiL GB"; text-align: center; margin: 1em 2em }
.plan_title { break-before: page }
.signature, .date { text-align: right; white-space: pre-wrap; padding-right: 2em; margin-top: 1em }
.level2 b { font-family: "AR PL KaitiM GB"; font-weight: normal }
.note { float: footnote; font-size: 9pt; text-indent: 0 }
.note::footnote-call { content: "[" counter(footnote) "]"; font-size: 70%; vertical-align: super; line-height: 0 }
.note::footnote-marker { content: "[" counter(footnote) "]" }
table { border-collapse: collapse; table-layout: fixed; width: 160mm; font-size: 10.5pt; line-height: 1.4; text-align: left }
td { border: 0.5pt solid black; padding: 1.5mm; break-inside: auto }
tr { break-inside: auto }
tr:first-child td, td:first-child { text-align: center }
"""


def _html_run(item: prose.Item, text: str, face: prose.Face) -> str:
    if face == "note":
        return f'<span class="note">{escape(prose.note())}</span>'
    return f"<b>{escape(text)}</b>" if face != "text" and item.level else escape(text)


def _weasyprint(body: str) -> bytes:
    page = f'<html lang="zh-CN"><head><meta charset="utf-8"><style>{STYLE}</style></head><body>{body}</body></html>'
    written = weasyprint.HTML(string=page).write_pdf()
    assert isinstance(written, bytes)
    return written
