"""What every reader hands over (`Flow`) and what the rest of luodi works on (`Document`).

A reader knows its format and nothing else: it returns paragraphs, tables, footnotes and furniture in reading
order, each made of `Span`s, the characters exactly as they stand at one place of the source. `assemble` turns
that into one cleaned text whose every character still knows where it came from.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from luodi.files.error import DocumentError

Box = tuple[float, float, float, float]
"""left, top, right, bottom in points (1/72 inch), measured from the page's top left corner."""


# ---------------------------------------------------------------- what a reader returns


class Span(msgspec.Struct, frozen=True):
    """Characters that stand together in the source, white space included.

    Exactly one of three: `offset` is the position of the first character in the source text (for TXT the decoded
    text; for HTML and DOCX the concatenated character data of the markup); `page` (from 1) with `box` is the place
    on a page; neither means that the source holds no such characters (an automatic number).
    """

    text: str
    offset: int | None = None
    page: int | None = None
    box: Box | None = None


class Style(msgspec.Struct, frozen=True):
    """What the format says about a paragraph; every field is unknown (None) unless the format states it."""

    heading: int | None = None  # outline level, from 1
    align: Literal["left", "center", "right"] | None = None
    size: float | None = None  # font size of most of its characters, points
    bold: int = 0  # how many leading characters (white space aside) are bold or in a heading face


class Paragraph(msgspec.Struct, frozen=True):
    """One logical paragraph, whatever lines and pages it was printed on."""

    spans: tuple[Span, ...]
    style: Style = Style()

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


class Cell(msgspec.Struct, frozen=True):
    """A cell of a table at its top left grid position, with the rows and columns that it covers."""

    row: int
    column: int
    paragraphs: tuple[Paragraph, ...]
    rows: int = 1
    columns: int = 1

    @property
    def text(self) -> str:
        return "".join(paragraph.text for paragraph in self.paragraphs)


class Table(msgspec.Struct, frozen=True):
    """A grid of cells in row order. `breaks` are the rows before which a new page begins, where that is known."""

    cells: tuple[Cell, ...]
    rows: int
    columns: int
    breaks: frozenset[int] = frozenset()


class Note(msgspec.Struct, frozen=True):
    """A footnote or endnote with its mark as printed, without brackets (`1`, `注`)."""

    mark: str
    paragraphs: tuple[Paragraph, ...]


class Scrap(msgspec.Struct, frozen=True):
    """Something printed that is no part of the text. Kinds are those of `Furniture`."""

    kind: FurnitureKind
    span: Span


class Guess(msgspec.Struct, frozen=True):
    """Characters at a place of a page that text recognition is not certain of (0 to 1); without text, an unreadable place."""

    span: Span
    certainty: float


class Flow(msgspec.Struct, frozen=True):
    """A source in reading order.

    In a paragraph, the place of a footnote mark is a span whose text is `NOTE + mark + NOTE`.
    """

    blocks: tuple[Paragraph | Table, ...]
    notes: tuple[Note, ...] = ()
    scraps: tuple[Scrap, ...] = ()
    format: str = ""
    pages: int | None = None
    guesses: tuple[Guess, ...] = ()


NOTE = "\ufff9"
"""Delimits a footnote mark inside a span (never part of a document's text)."""


# ---------------------------------------------------------------- what the rest of luodi works on

FurnitureKind = Literal[
    "page_number",  # 页码
    "running_head",  # 页眉、页脚
    "letterhead",  # 发文机关标志 out of place
    "seal",  # 印章残留
    "repeated_header",  # 每页重复的表头
    "repeated_cell",  # 换页后重复的合并单元格
    "navigation",  # 网站栏目、按钮、版权
    "watermark",  # 水印
]


class Anchor(msgspec.Struct, frozen=True):
    """A half-open range of characters of `document.text`."""

    start: int
    end: int


class Segment(msgspec.Struct, frozen=True, omit_defaults=True):
    """`text[start:end]` stands at one place of the source: a range of offsets, or a box on a page."""

    start: int
    end: int
    source_start: int | None = None
    source_end: int | None = None
    page: int | None = None
    box: Box | None = None


class Furniture(msgspec.Struct, frozen=True, omit_defaults=True):
    """Characters of the source that were set aside, with their place."""

    kind: FurnitureKind
    text: str
    source_start: int | None = None
    source_end: int | None = None
    page: int | None = None


class TableCell(msgspec.Struct, frozen=True):
    """A cell of a table block, anchored; an empty cell has an empty anchor. `bold` is that of its first paragraph."""

    row: int
    column: int
    rows: int
    columns: int
    anchor: Anchor
    bold: int = 0


class Block(msgspec.Struct, frozen=True):
    """A paragraph, a table or a footnote of the text. `cells` is set for tables, `mark` for footnotes."""

    kind: Literal["paragraph", "table", "footnote"]
    anchor: Anchor
    style: Style = Style()
    cells: tuple[TableCell, ...] = ()
    mark: str | None = None


class Source(msgspec.Struct, frozen=True):
    """The file that was read."""

    name: str | None
    sha256: str
    format: str
    pages: int | None = None


class Doubt(msgspec.Struct, frozen=True):
    """Text that was recognised on an image with little confidence (0 to 1).

    Without an anchor, a place of the page where something is printed that could not be read at all.
    """

    anchor: Anchor | None
    confidence: float
    page: int


class Document(msgspec.Struct, frozen=True):
    """A document as read: cleaned text in reading order, its blocks, and the way back to the source.

    `notes` maps the position of a footnote's mark in `text` to the index of its block.
    """

    text: str
    blocks: tuple[Block, ...]
    segments: tuple[Segment, ...]
    furniture: tuple[Furniture, ...]
    source: Source
    notes: dict[int, int] = msgspec.field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    def quote(self, anchor: Anchor) -> str:
        """The characters that stand at an anchor."""
        return self.text[anchor.start : anchor.end]


__all__ = [
    "NOTE", "Anchor", "Block", "Box", "Cell", "Document", "DocumentError", "Doubt", "Flow", "Furniture", "FurnitureKind",
    "Guess", "Note", "Paragraph", "Scrap", "Segment", "Source", "Span", "Style", "Table", "TableCell",
]  # fmt: skip
