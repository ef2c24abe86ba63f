"""A notice or a circular as a Word document in the layout of GB/T 9704-2012."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from lxml import etree

from luodi.publish.gbt9704 import PORTRAIT, WORD, columns, element, paragraph, run, title, twips, write_document
from luodi.publish.grid import grid, grid_cell, grid_row, keep_with_next
from luodi.publish.official import Block, Cell, Official, Table
from luodi.publish.shades import COLOURS, TINTS

_BESIDE, _ABOVE = 0.8, 0.6  # mm between a cell's text and its rules
_FORM = ("TableHeader", "TableText")  # a form's labels, and what stands beside them
_CHARACTER = 320  # twips, 3号
_STYLES = {"text": "OfficialText", "heading": "OfficialHeading", "subheading": "OfficialSubheading",
           "note": "OfficialNote"}  # fmt: skip


def official_docx(official: Official) -> bytes:
    """The .docx file. The same document gives the same bytes."""
    blocks = list(_blocks(official))
    if official.language == "en":
        _in_latin(blocks)
    return write_document(blocks, PORTRAIT, title=f"{official.title} {official.number}".strip(), dated=official.dated)


def _in_latin(blocks: Sequence[etree._Element]) -> None:
    """Latin letters in a font made for them, and quotation marks and dashes as theirs."""
    latin = element("rFonts", ascii="Times New Roman", hAnsi="Times New Roman")
    for block in blocks:
        for fonts in block.iter(f"{{{WORD}}}rFonts"):
            fonts.attrib.clear()
            fonts.attrib.update(latin.attrib)


def _blocks(official: Official) -> Iterator[etree._Element]:
    if official.status:
        yield paragraph("OfficialStatus", run(official.status))
    yield title(official.title, PORTRAIT)
    if official.level and official.shade:
        level = run(official.level)
        level[0].append(element("color", val=COLOURS[official.shade]))
        yield paragraph("OfficialLevel", level)
    yield paragraph("OfficialNumber", run(official.number))
    yield paragraph("OfficialTo", run(official.to))
    yield from _parts(official.blocks)
    yield from _signature(official)
    if official.copies:
        yield _record(official.copies)
    yield paragraph("OfficialText", run(official.contact))
    if official.annex:
        heading = title(official.annex.title, PORTRAIT)
        heading[0].insert(1, element("pageBreakBefore"))
        yield heading
        yield from _parts(official.annex.blocks)


def _parts(blocks: Sequence[Block]) -> Iterator[etree._Element]:
    for block, following in pairwise([*blocks, None]):
        if isinstance(block, Table):
            yield _table(block)
        elif block is not None:
            made = paragraph(_STYLES[block.style], run(block.text))
            if isinstance(following, Table):
                made[0].append(element("spacing", after=100))
            yield made


def _table(table: Table) -> etree._Element:
    rows = []
    if table.labels:
        pairs = zip(table.widths, table.labels, strict=True)
        header = grid_row((grid_cell(width, [_said("OfficialHeader", label)]) for width, label in pairs), header=True)
        keep_with_next(header)
        rows.append(header)
    heights = table.heights or (0,) * len(table.rows)
    for row, height in zip(table.rows, heights, strict=True):
        cells = []
        for at, (width, each) in enumerate(zip(table.widths, row, strict=True)):
            said = _cell(each, _FORM[at > 0] if not table.labels else "OfficialCell")
            cells.append(grid_cell(width, said, fill=TINTS[each.shade] if each.shade else None))
        rows.append(grid_row(cells, height=height or None))
    return grid(table.widths, rows, table.caption, beside=_BESIDE, above=_ABOVE)


def _cell(cell: Cell, style: str) -> list[etree._Element]:
    made = [_said(style, line) for line in cell.lines]
    if cell.centred:
        for each in made:
            each[0].append(element("jc", val="center"))
    return made


def _said(style: str, text: str) -> etree._Element:
    return paragraph(style, *([run(text)] if text else []))


def _signature(official: Official) -> Iterator[etree._Element]:
    """署名 and 成文日期: the date four characters in from the right, the office centred over it (7.3.5)."""
    office, day = columns(official.office) / 2, columns(official.day) / 2
    after = 4 + max(0.0, (office - day) / 2)
    indents = (after + (day - office) / 2, after)
    for at, (text, characters) in enumerate(zip((official.office, official.day), indents, strict=True)):
        indent = element("ind", right=max(0.0, characters) * _CHARACTER)
        properties = element("pPr", element("pStyle", val="OfficialSign"), element("keepNext"))
        if at == 0:
            properties.append(element("spacing", before=560))
        properties.append(indent)
        yield element("p", properties, run(text))


def _record(copies: str) -> etree._Element:
    """版记: between rules at the foot of the page on which the paragraph after it stands (7.4)."""
    rule: dict[str, str | float] = {"val": "single", "sz": 8, "space": 1, "color": "000000"}
    frame = element(
        "framePr", w=twips(PORTRAIT.across), hSpace=0, wrap="around", vAnchor="margin", hAnchor="margin", xAlign="left",
        yAlign="bottom",
    )  # fmt: skip
    rules = element("pBdr", element("top", **rule), element("bottom", **rule))
    return element("p", element("pPr", element("pStyle", val="OfficialRecord"), frame, rules), run(copies))
