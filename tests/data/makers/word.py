"""DOCX by python-docx and hand-built OOXML: typed numbers with heading styles, or automatic numbers without."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from makers import prose

LINE = Pt(28.95)
CENTRED = ("title", "plan_title")
RIGHT = ("signature", "date")


@dataclass(frozen=True)
class Faces:
    """Font families: title, body, heading of level 1, heading of level 2, and the one for Latin letters and digits."""

    title: str
    body: str
    first: str
    second: str
    latin: str


OFFICE = Faces("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "Times New Roman")
DEBIAN = Faces("Noto Serif CJK SC", "AR PL SungtiL GB", "Noto Sans CJK SC", "AR PL SungtiL GB", "AR PL SungtiL GB")
"""Those of the packages fonts-noto-cjk and fonts-arphic-gbsn00lp, which LibreOffice embeds."""


def plan(faces: Faces = OFFICE, *, automatic: bool = False) -> bytes:
    """The provincial plan; `automatic` leaves its numbers to numbering.xml and its headings without a style."""
    file = _new(faces)
    numbering = _numbering(file, ("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    for item in prose.plan():
        styled = item.role == "heading" and not automatic
        paragraph = file.add_paragraph(style=f"Heading {item.level}" if styled else None)
        _lay_out(paragraph, item.role)
        if item.role == "plan_title":
            paragraph.paragraph_format.page_break_before = True
        if automatic and item.level:
            _number(paragraph, numbering, item.level - 1)
        for text, face in item.runs():
            if face == "note":
                _note_reference(paragraph)
            elif not (automatic and face == "mark"):
                _run(paragraph, text, _face(faces, item, face), Pt(22 if item.role in CENTRED else 16),
                     bold=item.level == 3 and face != "text")  # fmt: skip
    _footnote(file, prose.note(), faces)
    return _bytes(file, "广东省发展汽车战略性支柱产业集群行动计划")


def table(faces: Faces = OFFICE, *, automatic: bool = False) -> bytes:
    """The city's task table with merged cells and a repeated header; `automatic` numbers its rows by numbering.xml."""
    data = prose.table()
    file = _new(faces)
    numbering = _numbering(file, ("decimal", "%1"))
    title = file.add_paragraph()
    _lay_out(title, "title")
    _run(title, data.title, faces.title, Pt(22))
    grid = file.add_table(data.rows, data.columns, style="Table Grid")
    grid.autofit = False
    widths = (13, 30, 44, 27, 28, 14)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    for number, row in enumerate(grid.rows):
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
        for cell_data in data.row(number):
            corner = grid.cell(number + cell_data.rows - 1, cell_data.column + cell_data.columns - 1)
            cell = grid.cell(number, cell_data.column).merge(corner)
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if not number or cell_data.column in (0, 1) else None
            paragraph.paragraph_format.line_spacing = Pt(18)
            if automatic and number and cell_data.column == 0:
                _number(paragraph, numbering, 0)
            else:
                _run(paragraph, cell_data.text, faces.body if number else faces.first, Pt(12))
            cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:vAlign {nsdecls("w")} w:val="center"/>'))
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for text in data.tail:
        paragraph = file.add_paragraph()
        _lay_out(paragraph, "addressees")
        _run(paragraph, text, faces.body, Pt(14))
    return _bytes(file, "任务分工表")


def _new(faces: Faces) -> DocumentFile:
    file = Document()
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    file.settings.odd_and_even_pages_header_footer = True
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        _page_number(footer.paragraphs[0], align)
    for style in (file.styles["Normal"], file.styles["Heading 1"], file.styles["Heading 2"]):
        style.font.name = faces.latin
        style.font.size = Pt(16)
        style.font.bold = False
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[theme]
        fonts.set(qn("w:eastAsia"), faces.body)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    return file


def _lay_out(paragraph: Paragraph, role: prose.Role) -> None:
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    if role in CENTRED:
        layout.alignment = WD_ALIGN_PARAGRAPH.CENTER
        layout.space_before = layout.space_after = LINE
    elif role in RIGHT:
        layout.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        layout.right_indent = Pt(64 if role == "date" else 32)
        layout.space_before = Pt(0) if role == "date" else LINE
    elif role in ("body", "heading"):
        layout.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        layout.first_line_indent = Pt(32)


def _face(faces: Faces, item: prose.Item, face: prose.Face) -> str:
    if item.role in CENTRED:
        return faces.title
    if item.role == "urgency":
        return faces.first
    heading = {1: faces.first, 2: faces.second}.get(item.level, faces.body)
    return heading if face in ("mark", "heading") else faces.body


def _run(paragraph: Paragraph, text: str, family: str, size: Pt, *, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size = size
    run.bold = bold or None
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), family)


def _page_number(paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH) -> None:
    paragraph.alignment = align
    paragraph.add_run("— ")
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)
    paragraph.add_run(" —")


def _numbering(file: DocumentFile, *levels: tuple[str, str]) -> int:
    """Adds a list of the given levels (number format, printed form) and returns its number."""
    root = file.part.numbering_part.element
    number = 90
    body = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{printed}"/><w:lvlJc w:val="left"/></w:lvl>'
        for at, (form, printed) in enumerate(levels)
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{body}</w:abstractNum>'
    )
    root.insert(0, abstract)  # every abstractNum stands before the first num
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))
    return number


def _number(paragraph: Paragraph, numbering: int, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = numbering


def _note_reference(paragraph: Paragraph) -> None:
    run = paragraph.add_run()
    run.font.superscript = True
    run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="1"/>'))


def _footnote(file: DocumentFile, text: str, faces: Faces) -> None:
    fonts = f'<w:rFonts w:eastAsia="{faces.body}"/><w:sz w:val="18"/>'
    xml = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:footnotes {nsdecls("w")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:rPr><w:sz w:val="18"/><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>\
<w:r><w:rPr>{fonts}</w:rPr><w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, xml.encode(), file.part.package)
    file.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _bytes(file: DocumentFile, title: str) -> bytes:
    core = file.core_properties
    core.title, core.author, core.last_modified_by, core.comments = title, "", "", ""
    core.created = core.modified = datetime(2024, 1, 2)
    written = io.BytesIO()
    file.save(written)
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 0, 0, 0)), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
