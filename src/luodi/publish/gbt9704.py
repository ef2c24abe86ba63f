"""A Word document in the layout of GB/T 9704-2012 (党政机关公文格式): page, page numbers, styles, properties.

The package is written here rather than by a library: it holds these parts only, and the same content gives the same
bytes. Styles, settings and the table of fonts are the files in `word/`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from unicodedata import east_asian_width
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Parts beside document.xml: name, content type, relation type.
_PARTS = (
    ("styles", f"{_CONTENT}.styles+xml", "styles"),
    ("settings", f"{_CONTENT}.settings+xml", "settings"),
    ("fontTable", f"{_CONTENT}.fontTable+xml", "fontTable"),
    ("footerOdd", f"{_CONTENT}.footer+xml", "footer"),
    ("footerEven", f"{_CONTENT}.footer+xml", "footer"),
)


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


def write_document(blocks: Sequence[etree._Element], page: Page, *, title: str, dated: str | None) -> bytes:
    """The file of a document. `dated` (ISO, day, month or year) becomes its date of making: no clock is read."""
    body = element("body", *blocks, _section(page))
    document = etree.Element(f"{{{WORD}}}document", nsmap={"w": WORD, "r": _RELATIONS})
    document.append(body)
    word = files(__package__) / "word"
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("word/document.xml", "officeDocument"), ("docProps/core.xml", "core-properties")),
        "docProps/core.xml": _core(title, made(dated)),
        "word/_rels/document.xml.rels": _relations(*((f"{name}.xml", kind) for name, _, kind in _PARTS)),
        "word/document.xml": _serial(document),
        "word/footerOdd.xml": _serial(_page_number("right")),
        "word/footerEven.xml": _serial(_page_number("left")),
        **{f"word/{name}.xml": (word / f"{name}.xml").read_bytes() for name in ("styles", "settings", "fontTable")},
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


def _relations(*targets: tuple[str, str]) -> str:
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    lines = (
        f'<Relationship Id="rId{number}" Type="{core if kind == "core-properties" else f"{_RELATIONS}/{kind}"}"'
        f' Target="{target}"/>'
        for number, (target, kind) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _content_types() -> str:
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    types = [("word/document", f"{_CONTENT}.document.main+xml"), ("docProps/core", core)]
    types += [(f"word/{name}", content) for name, content, _ in _PARTS]
    lines = "".join(f'<Override PartName="/{name}.xml" ContentType="{content}"/>' for name, content in types)
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{lines}</Types>"
    )


def _serial(root: etree._Element) -> bytes:
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "r"])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
