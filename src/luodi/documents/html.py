"""Web pages: the document on the page of a government site, without the site around it.

**Offsets** count the characters of all text nodes of the parsed page in document order, those of scripts and styles
included, comments and processing instructions left out: `source_text` gives that text. The page is decoded first and
NUL characters are taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from lxml import etree

from luodi.documents.html_notes import find_notes
from luodi.documents.html_table import Row, TooLarge, Written, grid, index_pairs, is_layout
from luodi.documents.html_zone import UNPRINTED, Element, chrome, find_zone, hidden, site_phrase
from luodi.documents.list_numbers import format_number
from luodi.documents.model import NOTE, DocumentError, Flow, Note, Paragraph, Scrap, Span, Style, Table
from luodi.documents.pieces import UNSTATED, Look, Piece, bold, flat, merged, parts, size
from luodi.documents.titles import HEADING
from luodi.files.characters import squeezed

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,80}encoding\s*=\s*[\"']([\w-]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
_MAX_CHARACTERS = 64_000_000
_MAX_NODES = 2_000_000  # tags and attributes
_MAX_DEPTH = 2000  # the parser leaves out what is nested deeper
_BLOCKS = {
    "html", "body", "p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "h1", "h2", "h3",
    "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "center", "table", "thead", "tbody", "tfoot",
    "tr", "td", "th", "caption", "form", "fieldset", "legend", "figure", "figcaption", "address", "hr", "pre",
    "details", "summary", "ucapcontent",
}  # fmt: skip
_SAME_LINE = {"td", "th", "dd"}  # on a page's margin these stand beside what is before them
_SITE = re.compile(r"(?:网|网站|平台|政府|委员会|[厅局])$")
_EDGE = 6  # blocks at either end of a zone that may be lines of the site


def read(data: bytes, name: str | None) -> Flow:
    """Read an HTML page.

    Errors: `unknown-encoding`; `too-large` beyond `_MAX_CHARACTERS`, `_MAX_NODES` or the largest grid; `too-deep`
    for elements nested more than `_MAX_DEPTH` deep.
    """
    root = _parse(data, name)
    if root is None:
        return Flow((), format="html")
    try:
        return _Walk(root).flow()
    except TooLarge as error:
        raise DocumentError("too-large", name=name or "-") from error
    except _TooDeep as error:
        raise DocumentError("too-deep", name=name or "-") from error


def source_text(data: bytes) -> str:
    """The text that offsets count in."""
    root = _parse(data, None)
    return "" if root is None else "".join(root.itertext())


def decode(data: bytes, name: str | None) -> str:
    """The characters of a page: by its byte order mark, else UTF-8, else what it declares, else GB18030.

    GB 2312 and GBK are read as GB18030, of which they are part. A few bytes that break a declared encoding become
    U+FFFD, as in a browser.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = _CHARSET.search(data[:4096]) or _XML_ENCODING.search(data[:200])
    written = declared[1].decode().lower() if declared else ""
    encoding = "gb18030" if written.startswith("gb") else "big5hkscs" if written.startswith("big5") else "utf-8"
    for attempt in ("utf-8", encoding):
        try:
            return data.decode(attempt)
        except UnicodeDecodeError:
            pass
    if declared and (encoding != "utf-8" or written.startswith("utf")):
        text = data.decode(encoding, "replace")
        foreign = len(text) - len(text.encode("ascii", "ignore"))
        if text.count("\ufffd") <= foreign // 100:
            return text
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise DocumentError("unknown-encoding", name=name or "-") from error


def _parse(data: bytes, name: str | None) -> Element | None:
    text = _XML_DECLARATION.sub("", decode(data, name).replace("\0", ""), count=1)
    if len(text) > _MAX_CHARACTERS or text.count("<") + text.count("=") > _MAX_NODES:
        raise DocumentError("too-large", name=name or "-")
    try:
        root: Element | None = etree.fromstring(
            text, etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
        )
    except (etree.XMLSyntaxError, ValueError):  # nothing but comments
        return None
    return root


# ---------------------------------------------------------------- looks


@dataclass(frozen=True, slots=True)
class _Context:
    """What an element hands on to the text in it."""

    look: Look = UNSTATED
    align: Literal["left", "center", "right"] | None = None
    heading: int | None = None
    title: bool = False  # centred or a heading: a line break need not end the paragraph
    lines: bool = False  # preformatted


_BOLD = {"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"}
_CSS_SIZE = {"pt": 1.0, "px": 0.75}


@lru_cache(4096)
def _css(style: str) -> dict[str, str]:
    """The declarations of a style attribute."""
    pairs = (declaration.partition(":") for declaration in style[:2000].split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs}


def _inherit(outer: _Context, element: Element) -> _Context:
    tag, style = str(element.tag), element.get("style")
    context = outer
    if tag in _BOLD:
        context = replace(context, look=replace(context.look, bold=True))
    if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        context = replace(context, heading=int(tag[1]) - 1 or None, title=True)
    if tag in ("td", "th", "li"):
        context = replace(context, align=None, title=False)
    if tag == "pre":
        context = replace(context, lines=True)
    align = "center" if tag == "center" else (element.get("align") or "").lower()
    face = element.get("face") if tag == "font" else None
    if style:
        css = _css(style)
        align = css.get("text-align", align)
        face = css.get("font-family", face)
        context = _with_css(context, css)
    if face:
        context = replace(context, look=replace(context.look, face=face.split(",")[0].strip(" '\"")))
    if align in ("left", "center", "right", "justify", "start", "end"):
        side: Literal["left", "center", "right"] = (
            "center" if align == "center" else "right" if align in ("right", "end") else "left"
        )
        context = replace(context, align=side, title=side == "center" or tag[0] == "h")
    return context


def _with_css(context: _Context, css: dict[str, str]) -> _Context:
    weight = css.get("font-weight")
    if weight:
        strong = weight.startswith("bold") or (weight[:3].isdigit() and int(weight[:3]) >= 600)
        context = replace(context, look=replace(context.look, bold=strong))
    measure = re.fullmatch(r"(\d{1,3}(?:\.\d{1,4})?)(pt|px)", css.get("font-size", ""), re.ASCII)
    if measure:
        context = replace(context, look=replace(context.look, size=float(measure[1]) * _CSS_SIZE[measure[2]]))
    if css.get("white-space", "").startswith("pre"):
        context = replace(context, lines=True)
    return context


# ---------------------------------------------------------------- lists

_LIST_FORMS = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting", "trad-chinese-informal": "chineseCounting",
    "cjk-decimal": "ideographDigital", "decimal-leading-zero": "decimalZero",
    "cjk-heavenly-stem": "ideographTraditional",
}  # fmt: skip
_UNNUMBERED = {"none", "disc", "circle", "square"}


@dataclass(slots=True)
class _List:
    """An open list: the next number, the step to the one after it, and the format; no format for bullets."""

    form: str | None
    next: int = 1
    step: int = 1


def _list(element: Element) -> _List:
    if element.tag != "ol":
        return _List(None)
    css = _css(element.get("style") or "")
    written = (css.get("list-style-type") or css.get("list-style") or "").split()
    if _UNNUMBERED.intersection(written):
        return _List(None)
    kinds = [*written, element.get("type") or ""]
    form = next((_LIST_FORMS[kind] for kind in kinds if kind in _LIST_FORMS), "decimal")
    backwards = element.get("reversed") is not None
    first = _integer(element.get("start"))
    if first is None:
        first = sum(child.tag == "li" for child in element) if backwards else 1
    return _List(form, first, -1 if backwards else 1)


def _integer(text: str | None) -> int | None:
    match = re.match(r"\s*(-?[0-9]{1,6})(?![0-9])", text or "")
    return int(match[1]) if match else None


def _span(element: Element, name: str, usual: int, largest: int) -> int:
    stated = _integer(element.get(name))
    return usual if stated is None or stated < 0 else min(stated, largest)


# ---------------------------------------------------------------- the walk


class _TooDeep(Exception):
    pass


@dataclass(slots=True)
class _Sink:
    """Where text goes: the zone, a cell or a caption. `element` opened it."""

    element: Element | None
    blocks: list[Paragraph | Table] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    context: _Context | None = None  # that of the first printed piece
    label: str = ""  # the number of a list item that has no text yet
    note: str = ""  # the mark of the note that the paragraph is

    def flush(self) -> Note | None:
        """End the paragraph; a note is given back, any other is added to the blocks."""
        context, note = self.context, None
        if context is not None:
            pieces = self.pieces
            if self.label and not _numbered("".join(piece.text for piece in pieces), self.label):
                pieces = [Piece(self.label, look=next(p.look for p in pieces if p.text.strip())), *pieces]
            found = [
                Paragraph(
                    merged(piece.span for piece in part),
                    Style(context.heading, context.align, size(part), bold(part)),
                )
                for part in parts(pieces, context.title)
                if any(piece.text.strip() for piece in part)
            ]
            if self.note:
                note = Note(self.note, tuple(found))
            else:
                self.blocks += found
            self.label = self.note = ""
        self.pieces, self.context = [], None
        return note


def _numbered(text: str, label: str) -> bool:
    """Whether the text of a list item begins with a number of its own."""
    text, number = text.lstrip(), label.rstrip(". ")
    after = text[len(number) : len(number) + 1]
    if text.strip().isdigit() or HEADING.match(text):
        return True
    return text.startswith(number) and (not after.strip() or after in ".．、)）")


@dataclass(slots=True)
class _OpenTable:
    """A table being read: its row groups with the rank in which they print, and what its caption says."""

    element: Element
    groups: list[tuple[int, list[list[Written]]]] = field(default_factory=list)
    caption: list[Paragraph | Table] = field(default_factory=list)

    def row(self) -> list[Written]:
        if not self.groups:
            self.groups.append((1, []))
        rows = self.groups[-1][1]
        if not rows:
            rows.append([])
        return rows[-1]


@dataclass(frozen=True, slots=True)
class _Margin:
    """A stretch of the page outside the document."""

    start: int
    end: int
    main: bool  # in an h1
    link: bool
    before: bool  # the document


class _Walk:
    """One pass over the page in document order, each text node counted as it comes."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._zone = find_zone(root)
        self._marks, self._noted = find_notes(root)
        self._notes: list[Note] = []
        self._anchor: Element | None = None  # the note's anchor that is open
        self._position = 0
        self._in_zone = self._unprinted = self._aside = self._main = self._link = 0
        self._begun = False
        self._contexts = [_Context()]
        self._sinks = [_Sink(None)]
        self._tables: list[_OpenTable] = []
        self._lists: list[_List] = []
        self._margins: list[_Margin] = []
        self._margin: _Margin | None = None

    def flow(self) -> Flow:
        for event, element in etree.iterwalk(self._root, events=("start", "end")):
            if event == "start":
                self._enter(element)
                self._text(element.text)
            else:
                self._leave(element)
                self._text(element.tail)
        self._flush()
        self._end_margin()
        source = "".join(self._root.itertext())
        blocks, dropped = _without_site_lines(self._sinks[0].blocks)
        title = self._title(blocks, source)
        scraps = [
            (margin.start, margin.end)
            for margin in self._margins
            if title is None or margin.start != title.spans[0].offset
        ]
        found = [_scrap(source, start, end) for start, end in sorted(scraps + dropped)]
        return Flow(
            tuple([title, *blocks] if title else blocks),
            tuple(self._notes),
            tuple(scrap for scrap in found if scrap.span.text),
            format="html",
        )

    # ------------------------------------------------------------ elements

    def _enter(self, element: Element) -> None:
        if len(self._contexts) > _MAX_DEPTH:
            raise _TooDeep
        tag = str(element.tag)
        if tag in _BLOCKS:
            self._block(tag)
        if element in self._zone or self._in_zone:
            self._in_zone += 1
            self._begun = True
        if self._unprinted or tag in UNPRINTED or hidden(element):
            self._unprinted += 1
            self._end_margin()
        if self._aside or (self._in_zone and element not in self._zone and chrome(element)):
            self._aside += 1
        self._main += bool(self._main or tag == "h1")
        self._link += bool(self._link or tag == "a")
        self._contexts.append(_inherit(self._contexts[-1], element))
        if self._reading():
            self._open(element, tag)

    def _reading(self) -> bool:
        return bool(self._in_zone) and not self._unprinted and not self._aside

    def _open(self, element: Element, tag: str) -> None:
        sink = self._sinks[-1]
        if element in self._marks or element in self._noted:
            self._mark(element, sink)
        elif tag == "br":
            sink.pieces.append(Piece("\n", kind="line" if self._contexts[-1].title else "break"))
        elif tag in ("ul", "ol"):
            self._lists.append(_list(element))
        elif tag == "li":
            self._item(element, sink)
        elif tag == "table":
            self._tables.append(_OpenTable(element))
        elif self._tables and tag in ("thead", "tbody", "tfoot"):
            self._tables[-1].groups.append(({"thead": 0, "tfoot": 2}.get(tag, 1), []))
        elif self._tables and tag == "tr":
            self._tables[-1].row()
            if self._tables[-1].groups[-1][1][-1]:
                self._tables[-1].groups[-1][1].append([])
        elif self._tables and tag in ("td", "th", "caption"):
            self._sinks.append(_Sink(element))

    def _mark(self, element: Element, sink: _Sink) -> None:
        """A note's mark: set in the text as such, left out before the note."""
        if element in self._marks:
            sink.pieces.append(Piece(NOTE + self._marks[element] + NOTE, kind="mark"))
        else:
            sink.note = self._noted[element]
        self._unprinted += 1  # what stands in the anchor is the mark itself
        self._anchor = element

    def _flush(self) -> None:
        note = self._sinks[-1].flush()
        if note is not None:
            self._notes.append(note)

    def _item(self, element: Element, sink: _Sink) -> None:
        sink.label = ""
        if self._lists and self._lists[-1].form is not None:
            counter = self._lists[-1]
            stated = _integer(element.get("value"))
            number = counter.next if stated is None else stated
            counter.next = number + counter.step
            sink.label = format_number(number, counter.form or "decimal") + ". "

    def _leave(self, element: Element) -> None:
        tag = str(element.tag)
        if element is self._anchor:
            self._unprinted -= 1
            self._anchor = None
        if self._reading():
            self._close(element, tag)
        if tag in _BLOCKS:
            self._block(tag)
        self._contexts.pop()
        self._link -= bool(self._link)
        self._main -= bool(self._main)
        self._aside -= bool(self._aside)
        if self._unprinted:
            self._unprinted -= 1
        self._in_zone -= bool(self._in_zone)

    def _close(self, element: Element, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._lists.pop()
        elif tag == "li":
            self._flush()
            sink = self._sinks[-1]
            if sink.label and sink.element is not None:  # an empty item in a cell numbers the row
                sink.blocks.append(Paragraph((Span(sink.label),)))
            sink.label = ""
        elif self._tables and tag in ("thead", "tbody", "tfoot"):
            self._tables[-1].groups.append((1, []))
        elif tag == "table":
            self._flush()
            self._sinks[-1].blocks += self._table(self._tables.pop())
        elif self._sinks[-1].element is element:
            self._flush()
            sink = self._sinks.pop()
            table = self._tables[-1]
            if tag == "caption":
                table.caption += sink.blocks
            else:
                rows, columns = _span(element, "rowspan", 1, 65534), _span(element, "colspan", 1, 1000) or 1
                table.row().append(Written(tuple(sink.blocks), columns, rows))

    def _table(self, opened: _OpenTable) -> list[Paragraph | Table]:
        groups = [[row for row in rows if row] for _, rows in sorted(opened.groups, key=lambda group: group[0])]
        rows: list[Row] = [row for group in groups for row in group]
        if not any(cell.blocks for row in rows for cell in row):
            return opened.caption
        table = grid(groups)
        pairs = index_pairs(table)
        if pairs:
            for pair in pairs:
                self._set_aside(pair)
            return opened.caption
        if is_layout(table, rows) or opened.element.get("role") in ("presentation", "none"):
            return [*opened.caption, *(block for row in rows for cell in row for block in cell.blocks)]
        return [*opened.caption, table]

    def _set_aside(self, paragraphs: list[Paragraph]) -> None:
        place = _extent(paragraphs)
        if place is not None:
            self._margins.append(_Margin(*place, main=False, link=False, before=True))

    # ------------------------------------------------------------ text

    def _text(self, text: str | None) -> None:
        if not text:
            return
        start, self._position = self._position, self._position + len(text)
        if self._unprinted:
            return
        if not self._reading():
            if text.strip():
                self._beside(start, self._position)
            return
        self._end_margin()
        context, sink = self._contexts[-1], self._sinks[-1]
        if sink.context is None and text.strip():
            sink.context = context
        if not context.lines:
            sink.pieces.append(Piece(text, start, context.look))
            return
        for line in re.split(r"(\n)", text):
            sink.pieces.append(Piece(line, start, context.look) if line != "\n" else Piece(line, kind="break"))
            start += len(line)

    def _beside(self, start: int, end: int) -> None:
        main, link = bool(self._main), bool(self._link)
        if self._margin is None:
            self._margin = _Margin(start, end, main, link, not self._begun)
        else:
            self._margin = replace(
                self._margin, end=end, main=self._margin.main or main, link=self._margin.link or link
            )

    def _block(self, tag: str) -> None:
        if self._reading():
            self._flush()
        if tag not in _SAME_LINE or self._reading():
            self._end_margin()

    def _end_margin(self) -> None:
        if self._margin is not None:
            self._margins.append(self._margin)
            self._margin = None

    # ------------------------------------------------------------ title

    def _title(self, blocks: list[Paragraph | Table], source: str) -> Paragraph | None:
        """The title where it stands outside the zone: as the page names it (meta ArticleTitle, h1, title)."""
        stated = squeezed(
            next((m.get("content") or "" for m in self._root.iter("meta") if _meta_name(m) == "articletitle"), "")
        )
        named = squeezed("".join(next(self._root.iter("title"), etree.Element("title")).itertext()))
        chosen: tuple[int, _Margin] | None = None
        for margin in self._margins:
            words = squeezed(source[margin.start : min(margin.end, margin.start + 400)])
            rank = _title_rank(words, margin, stated, named)
            if rank and (chosen is None or rank >= chosen[0]):
                chosen = rank, margin
        if chosen is not None:
            margin = chosen[1]
            words, span = squeezed(source[margin.start : margin.end]), _scrap(source, margin.start, margin.end).span
        else:
            words, span = stated, Span(stated)
        lead = squeezed("".join(paragraph.text for paragraph in flat(blocks[:12])))[:1500]
        return None if not words or not blocks or words in lead else Paragraph((span,), Style())


def _meta_name(meta: Element) -> str:
    return (meta.get("name") or "").lower()


def _title_rank(words: str, margin: _Margin, stated: str, named: str) -> int:
    """How surely a stretch beside the document is its title: 0 for not at all."""
    if not 4 <= len(words) <= 200:
        return 0
    if stated and words == stated:
        return 4
    if not margin.before or margin.link or _SITE.search(words):
        return 0
    if margin.main:
        return 3
    return 2 if len(words) >= 10 and words in named else 0


def _extent(paragraphs: Iterable[Paragraph]) -> tuple[int, int] | None:
    places = [
        (span.offset, span.offset + len(span.text))
        for paragraph in paragraphs
        for span in paragraph.spans
        if span.offset is not None
    ]
    return (min(start for start, _ in places), max(end for _, end in places)) if places else None


def _scrap(source: str, start: int, end: int) -> Scrap:
    text = source[start:end]
    return Scrap("navigation", Span(text.strip(), start + len(text) - len(text.lstrip())))


def _without_site_lines(blocks: list[Paragraph | Table]) -> tuple[list[Paragraph | Table], list[tuple[int, int]]]:
    """The blocks without the lines that sites put at either end of a document, and the places of those."""
    kept: list[Paragraph | Table] = []
    dropped: list[tuple[int, int]] = []
    for index, block in enumerate(blocks):
        edge = index < _EDGE or index >= len(blocks) - _EDGE
        place = _extent([block]) if edge and isinstance(block, Paragraph) and site_phrase(block.text) else None
        if place is None:
            kept.append(block)
        else:
            dropped.append(place)
    return kept, dropped
