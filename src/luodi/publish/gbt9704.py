"""A Word document in the layout of GB/T 9704-2012 (党政机关公文格式): page, page numbers, styles, properties.

The package is written here rather than by a library: it holds these parts only, and the same content gives the same
bytes. Styles, settings and the table of fonts are the files in `word/`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import combinations, pairwise
from unicodedata import east_asian_width
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_EMU = 36000  # a millimetre in English Metric Units
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Parts beside document.xml: name, content type, relation type.
_PARTS = (
    ("styles", f"{_CONTENT}.styles+xml", "styles"),
    ("settings", f"{_CONTENT}.settings+xml", "settings"),
    ("fontTable", f"{_CONTENT}.fontTable+xml", "fontTable"),
    ("footerOdd", f"{_CONTENT}.footer+xml", "footer"),
    ("footerEven", f"{_CONTENT}.footer+xml", "footer"),
)

_SCRIPT_CHANGE = re.compile(r"(?<=[一-龥])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[一-龥])")


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet and its margins in mm; `across` and the text block's width follow."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float

    @property
    def across(self) -> float:
        """Width of the text block in mm."""
        return self.width - self.left - self.right


PORTRAIT = Page(width=210, height=297, top=37, right=26, bottom=35, left=28)
"""A4 with a text block of 156 × 225 mm (5.2.1, 5.2.2)."""

LANDSCAPE = Page(width=297, height=210, top=28, right=37, bottom=26, left=35)
"""The same sheet turned for a wide table: its head lies on the binding edge, the text block is 225 × 156 mm."""


def element(tag: str, *children: etree._Element | str, **values: str | float) -> etree._Element:
    """An element of WordprocessingML. Attributes are its `w:` attributes, whole numbers; a string child is its text."""
    node = etree.Element(f"{{{WORD}}}{tag}", {f"{{{WORD}}}{name}": _plain(value) for name, value in values.items()})
    for child in children:
        if isinstance(child, str):
            node.text = child
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        else:
            node.append(child)
    return node


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else str(round(value))


def twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def columns(text: str) -> int:
    """The width of a text in half-width characters."""
    return sum(2 if east_asian_width(character) in "FWA" else 1 for character in text)


def paragraph(style: str, *runs: etree._Element) -> etree._Element:
    """A paragraph in a named style."""
    return element("p", element("pPr", element("pStyle", val=style)), *runs)


def run(text: str, style: str | None = None) -> etree._Element:
    """Characters in a named character style. The hint has quotation marks and dashes set as Chinese ones."""
    named = [element("rStyle", val=style)] if style else []
    return element("r", element("rPr", *named, element("rFonts", hint="eastAsia")), element("t", text))


def line_break() -> etree._Element:
    """A new line in the same paragraph."""
    return element("r", element("br"))


_TITLE_CHARACTER = 22 * 25.4 / 72  # mm, 2号
# Where a title may be broken: after marks, before brackets and book marks and before the words for its kind.
_TITLE_PLACE = re.compile(
    r"(?<=[》〉、，])(?![》〉、，）的])|(?=[（《])|"
    r"(?=(?:三年)?行动(?:计划|方案)|(?:工作|实施|总体)(?:方案|意见|计划)|(?:指导|若干)意见|若干|任务分工表$|目标进展评估$|落实情况的通报$)"
)


def title(text: str, page: Page) -> etree._Element:
    """A title in the lines of `title_lines`."""
    first, *others = title_lines(text, page)
    return paragraph("Title", run(first), *(part for line in others for part in (line_break(), run(line))))


def title_lines(text: str, page: Page) -> list[str]:
    """A title, if too long for a line broken where its words allow and as evenly as they do (7.3.1)."""
    limit = int(page.across / _TITLE_CHARACTER)
    places = [found.start() for found in _TITLE_PLACE.finditer(text) if 0 < found.start() < len(text)]
    for breaks in (1, 2, 3) if limit < _across(text) / 2 <= 3 * limit else ():
        ways = [
            [text[start:end] for start, end in pairwise((0, *chosen, len(text)))]
            for chosen in combinations(places, breaks)
        ]
        fitting = [way for way in ways if max(map(_across, way)) <= 2 * limit]
        if fitting:
            return min(fitting, key=lambda way: (max(map(_across, way)), -min(map(_across, way))))
    return [text]


def _across(text: str) -> float:
    """`columns` with the quarter of a character that is set between Chinese and other letters or digits."""
    return columns(text) + len(_SCRIPT_CHANGE.findall(text)) / 2


def section_end(page: Page) -> etree._Element:
    """The paragraph, too low to be seen, that ends a section of pages of one kind; the next begins on a new page."""
    spacing = element("spacing", before=0, after=0, line=20, lineRule="exact")
    return element("p", element("pPr", spacing, _section(page)))


def picture(number: int, across: float, down: float, described: str) -> etree._Element:
    """A run with one of the document's pictures, numbered from 1: its size in mm, and what it shows in words."""
    size = {"cx": str(round(across * _EMU)), "cy": str(round(down * _EMU))}
    inline, main, pictures = (f"{{{_DRAWING}/{part}}}" for part in ("wordprocessingDrawing", "main", "picture"))
    root = etree.Element(f"{inline}inline", dict.fromkeys(("distT", "distB", "distL", "distR"), "0"))
    etree.SubElement(root, f"{inline}extent", size)
    etree.SubElement(root, f"{inline}docPr", {"id": str(number), "name": f"Picture {number}", "descr": described})
    data = etree.SubElement(etree.SubElement(root, f"{main}graphic"), f"{main}graphicData", {"uri": pictures[1:-1]})
    shown = etree.SubElement(data, f"{pictures}pic")
    names = etree.SubElement(shown, f"{pictures}nvPicPr")
    etree.SubElement(names, f"{pictures}cNvPr", {"id": str(number), "name": f"Picture {number}"})
    etree.SubElement(names, f"{pictures}cNvPicPr")
    fill = etree.SubElement(shown, f"{pictures}blipFill")
    etree.SubElement(fill, f"{main}blip", {f"{{{_RELATIONS}}}embed": f"picture{number}"})
    etree.SubElement(etree.SubElement(fill, f"{main}stretch"), f"{main}fillRect")
    shape = etree.SubElement(shown, f"{pictures}spPr")
    place = etree.SubElement(shape, f"{main}xfrm")
    etree.SubElement(place, f"{main}off", {"x": "0", "y": "0"})
    etree.SubElement(place, f"{main}ext", size)
    etree.SubElement(etree.SubElement(shape, f"{main}prstGeom", {"prst": "rect"}), f"{main}avLst")
    return element("r", element("drawing", root))


def write_document(
    blocks: Sequence[etree._Element], page: Page, *, title: str, dated: str | None, pictures: Sequence[bytes] = ()
) -> bytes:
    """The file of a document, its pictures as PNG.

    `dated` (ISO, day, month or year) becomes its date of making: no clock is read.
    """
    body = element("body", *blocks, _section(page))
    document = etree.Element(f"{{{WORD}}}document", nsmap={"w": WORD, "r": _RELATIONS})
    document.append(body)
    word = files(__package__) / "word"
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("word/document.xml", "officeDocument"), ("docProps/core.xml", "core-properties")),
        "docProps/core.xml": _core(title, made(dated)),
        "word/_rels/document.xml.rels": _relations(
            *((f"{name}.xml", kind) for name, _, kind in _PARTS), pictures=len(pictures)
        ),
        "word/document.xml": _serial(document),
        "word/footerOdd.xml": _serial(_page_number("right")),
        "word/footerEven.xml": _serial(_page_number("left")),
        **{f"word/{name}.xml": (word / f"{name}.xml").read_bytes() for name in ("styles", "settings", "fontTable")},
        **{f"word/media/picture{number}.png": data for number, data in enumerate(pictures, 1)},
    }
    stream = io.BytesIO()
    with ZipFile(stream, "w") as package:
        for name, content in parts.items():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            package.writestr(entry, content)
    return stream.getvalue()


def made(dated: str | None) -> str:
    """The date of making as `YYYY-MM-DD`: the document's, its missing parts 01, or 1980-01-01."""
    year, month, day = [*(dated or "1980").split("-"), "01", "01"][:3]
    return f"{year:0>4}-{month:0>2}-{day:0>2}"


def _section(page: Page) -> etree._Element:
    turned = {"orient": "landscape"} if page.width > page.height else {}
    odd, even = (element("footerReference", type=kind) for kind in ("default", "even"))
    for reference, number in ((odd, 4), (even, 5)):
        reference.set(f"{{{_RELATIONS}}}id", f"rId{number}")
    margins = {side: twips(getattr(page, side)) for side in ("top", "right", "bottom", "left")}
    # The page number's dashes lie 7 mm below the text block (7.5): its line of 18 pt begins 4 mm below.
    return element(
        "sectPr",
        odd,
        even,
        element("pgSz", w=twips(page.width), h=twips(page.height), **turned),
        element("pgMar", **margins, header=twips(15), footer=twips(page.bottom - 4) - 360, gutter=0),
    )


def _page_number(side: str) -> etree._Element:
    """`— 1 —`, on the outer side, one character in from the edge (7.5)."""
    place = element("pPr", element("pStyle", val="Footer"), element("ind", **{side: 280}), element("jc", val=side))
    number = element("fldSimple", run("1"), instr=" PAGE ")
    return element("ftr", element("p", place, run("— "), number, run(" —")))


def _core(title: str, day: str) -> bytes:
    dublin, terms = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
    schema = "http://www.w3.org/2001/XMLSchema-instance"
    space = f"{_PACKAGE}/metadata/core-properties"
    root = etree.Element(
        f"{{{space}}}coreProperties", nsmap={"cp": space, "dc": dublin, "dcterms": terms, "xsi": schema}
    )
    etree.SubElement(root, f"{{{dublin}}}title").text = title
    etree.SubElement(root, f"{{{dublin}}}language").text = "zh-CN"
    for name in ("created", "modified"):
        node = etree.SubElement(root, f"{{{terms}}}{name}", {f"{{{schema}}}type": "dcterms:W3CDTF"})
        node.text = f"{day}T00:00:00Z"
    return _serial(root)


def _relations(*targets: tuple[str, str], pictures: int = 0) -> str:
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    lines = (
        f'<Relationship Id="rId{number}" Type="{core if kind == "core-properties" else f"{_RELATIONS}/{kind}"}"'
        f' Target="{target}"/>'
        for number, (target, kind) in enumerate(targets, 1)
    )
    images = (
        f'<Relationship Id="picture{number}" Type="{_RELATIONS}/image" Target="media/picture{number}.png"/>'
        for number in range(1, pictures + 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}{"".join(images)}</Relationships>'


def _content_types() -> str:
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    types = [("word/document", f"{_CONTENT}.document.main+xml"), ("docProps/core", core)]
    types += [(f"word/{name}", content) for name, content, _ in _PARTS]
    lines = "".join(f'<Override PartName="/{name}.xml" ContentType="{content}"/>' for name, content in types)
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f"{lines}</Types>"
    )


def _serial(root: etree._Element) -> bytes:
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "r"])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
