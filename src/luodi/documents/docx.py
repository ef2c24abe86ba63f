"""Word files: OOXML as in ECMA-376, transitional and strict, read from the markup itself.

Kept is what is printed when all tracked changes are accepted; automatic numbers and note marks are worked out.

**Offsets** count the character data of the `w:t` elements, every one of them in document order, whatever encloses it
(insertions, text boxes, both branches of an alternative, moved and dropped text); `w:delText` and `w:instrText` are
other elements and do not count. The count runs through the parts in this order: the main part, footnotes, endnotes,
then headers and footers in the order in which sections first name them. `source_text` gives that text. Characters
that no `w:t` holds (automatic numbers, tabs, breaks, symbols, formulas) have no offset.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from luodi.documents.docx_notes import NoteKind, note_marks, notes_by_id
from luodi.documents.docx_numbering import read_numbering
from luodi.documents.docx_package import Element, M, Package, R, W, child, content, switch, text_boxes, value
from luodi.documents.docx_paragraph import paragraphs, without_prefix
from luodi.documents.docx_styles import ParagraphLook, Styles, paragraph_look
from luodi.documents.docx_table import MAX_GRID, arrange, row_slots
from luodi.documents.list_numbers import format_number
from luodi.documents.model import NOTE, Cell, DocumentError, Flow, FurnitureKind, Note, Paragraph, Scrap, Span, Table
from luodi.documents.pieces import Look, Piece, flat, scraps
from luodi.files.archive import open_zip

_PAGE_NUMBER = re.compile(
    r"[\s\-—–－─·.第共页/]*(?:\d{1,4}|[ivxIVX]{1,7})?(?:[\s\-—–－─·.第共页/]+\d{1,4})?[\s\-—–－─·.页]*"
)
_CONTENTS = re.compile(r"\s*TOC\b", re.IGNORECASE)
_ENCLOSED = re.compile(r"\\o\s*\\ac\s*\(\s*[○□△◇]\s*[,，;；]\s*([^()]+?)\s*\)")
_OVER = re.compile(r"\\o\s*\\ad\s*\(\s*\\s\s*\\up\s*-?\d+\s*\([^()]*\)\s*[,，;；]\s*([^()]+?)\s*\)")
_MARK = 5  # characters of a typed note mark
_MAX_FIELDS = 50  # fields within fields
_SYMBOLS = {  # characters of Wingdings and Symbol met in office documents
    0xF0FE: "☑", 0xF0FD: "☒", 0xF0A8: "□", 0xF06F: "□", 0xF0A1: "○", 0xF0FC: "√", 0xF0FB: "×", 0xF0E0: "→", 0xF0E8: "→",
    0xF0B3: "≥", 0xF0A3: "≤", 0xF0B1: "±", 0xF0B4: "×", 0xF0B0: "°", 0xF06C: "●", 0xF06E: "■", 0xF0B7: "•", 0xF0D8: "➢",
}  # fmt: skip


def read(data: bytes, name: str | None) -> Flow:
    """Read a .docx, .docm, .dotx or .dotm file.

    Errors: those of `archive`; `not-word` for another kind of package; `embedded-document` where part of the text is a
    file of another format inside (w:altChunk).
    """
    try:
        package = Package(open_zip(data, name))
        return _Reader(package, name).flow() or _Reader(package, name, contents=False).flow() or Flow((), format="docx")
    except RecursionError as error:
        raise DocumentError("too-large", name=name or "-") from error


def source_text(data: bytes) -> str:
    """The text that offsets count in."""
    return "".join(t.text or "" for part in _parts(Package(open_zip(data, None))) for t in part.iter(W + "t"))


def _parts(package: Package) -> list[Element]:
    named = [package.related("footnotes"), package.related("endnotes")]
    return [package.document, *(part for part in named if part is not None), *_margins(package)]


def _margins(package: Package) -> list[Element]:
    """Headers and footers in the order in which sections first name them."""
    ids = [
        relationship
        for section in package.document.iter(W + "sectPr")
        for reference in section.iterchildren(W + "headerReference", W + "footerReference")
        if (relationship := reference.get(R + "id")) is not None
    ]
    found = (package.by_id(relationship) for relationship in dict.fromkeys(ids))
    return [part for part in found if part is not None]


@dataclass(slots=True)
class _Field:
    """An open field: its code, whether what follows is its result, and whether that is a table of contents."""

    code: list[str] = field(default_factory=list)
    result: bool = False
    contents: bool = False


class _Reader:
    """One pass over a document. Without `contents` no table of contents is set aside."""

    def __init__(self, package: Package, name: str | None, contents: bool = True) -> None:
        self._package = package
        self._name = name
        self._contents = contents
        self._styles = Styles(package.related("styles"))
        self._numbering = read_numbering(package.related("numbering"), self._styles.lists_by_style())
        self._parts = _parts(package)
        self._offsets = _offsets(self._parts)
        self._marks = note_marks(package.document, package.related("settings"))
        self._bodies: dict[NoteKind, dict[str, Element]] = {"footnote": {}, "endnote": {}}
        for part in self._parts:
            self._bodies["footnote"] |= notes_by_id(part, "footnote")
            self._bodies["endnote"] |= notes_by_id(part, "endnote")
        self._notes: dict[tuple[NoteKind, str], Note] = {}
        self._in_note = False
        self._cells = 0  # cells around the current paragraph
        self._fields: list[_Field] = []
        self._scraps: list[Scrap] = []

    def flow(self) -> Flow | None:
        """The document, None where a table of contents never ends and would take the rest with it."""
        blocks = self._blocks(child(self._package.document, "body"))
        if any(opened.contents for opened in self._fields):
            return None
        for part in self._parts:
            if part.tag in (W + "hdr", W + "ftr"):
                self._fields = []
                for paragraph in flat(self._blocks(part)):
                    number = len(paragraph.text) < 40 and _PAGE_NUMBER.fullmatch(paragraph.text)
                    kind: FurnitureKind = "page_number" if number else "running_head"
                    self._scraps += scraps(kind, paragraph.spans)
        return Flow(tuple(blocks), tuple(self._notes.values()), tuple(self._scraps), format="docx")

    # ------------------------------------------------------------ blocks

    def _blocks(self, parent: Element) -> list[Paragraph | Table]:
        """The paragraphs and tables of a story, a cell, a text box or a note."""
        blocks: list[Paragraph | Table] = []
        pieces: list[Piece] = []
        boxes: list[Element] = []
        before: Element | None = None
        for element in content(parent):
            if element.tag == W + "p":
                self._inline(element, self._look(element), pieces, boxes)
                before = element
                if _open_ended(element):
                    continue
            if before is not None and element.tag in (W + "p", W + "tbl", W + "sdt"):
                blocks += self._paragraphs(pieces, before, blocks)
                blocks += [block for box in boxes for block in self._blocks(box)]
                pieces, boxes, before = [], [], None
            if element.tag == W + "tbl":
                blocks += self._table(element)
            elif element.tag == W + "sdt":
                self._drop(element, blocks)
            elif element.tag == W + "altChunk":
                raise DocumentError("embedded-document", name=self._name or "-")
        if before is not None:
            blocks += self._paragraphs(pieces, before, blocks)
            blocks += [block for box in boxes for block in self._blocks(box)]
        return blocks

    def _table(self, element: Element) -> list[Paragraph | Table]:
        self._cells += 1
        rows = [
            [(slot, self._blocks(slot.element)) for slot in row_slots(row)]
            for row in content(element)
            if row.tag == W + "tr" and not _dropped_row(row)
        ]
        self._cells -= 1
        grid = arrange([[slot for slot, _ in row] for row in rows], child(element, "tblGrid"))
        if grid.rows * grid.columns > MAX_GRID:
            raise DocumentError("too-large", name=self._name or "-")
        inside = {slot.element: blocks for row in rows for slot, blocks in row}
        for slot in grid.covered:  # the text of a cell that a merged one covers is not printed
            for paragraph in flat(inside[slot.element]):
                self._scraps += scraps("repeated_cell", paragraph.spans)
        if grid.columns == 1 and (
            len(grid.cells) == 1 or any(isinstance(b, Table) for p in grid.cells for b in inside[p.slot.element])
        ):
            return [block for place in grid.cells for block in inside[place.slot.element]]
        cells = tuple(Cell(p.row, p.column, flat(inside[p.slot.element]), p.rows, p.columns) for p in grid.cells)
        return [Table(cells, grid.rows, grid.columns)] if cells else []

    def _drop(self, element: Element, before: list[Paragraph | Table]) -> None:
        """Set aside a content control that holds no text of the document, one scrap a paragraph."""
        self._contents_title(before)
        for paragraph in element.iter(W + "p"):
            self._scraps += scraps("navigation", [self._span(t) for t in paragraph.iter(W + "t")])

    def _contents_title(self, blocks: list[Paragraph | Table]) -> None:
        """Set aside 目录 where it stands over the table of contents."""
        if blocks and isinstance(last := blocks[-1], Paragraph) and "".join(last.text.split()) in ("目录", "目次"):
            self._scraps += scraps("navigation", last.spans)
            blocks.pop()

    # ------------------------------------------------------------ paragraphs

    def _look(self, paragraph: Element) -> ParagraphLook:
        properties = paragraph.find(W + "pPr")
        return paragraph_look(properties, self._styles.paragraph(value(child(properties, "pStyle"))))

    def _paragraphs(self, pieces: list[Piece], element: Element, before: list[Paragraph | Table]) -> list[Paragraph]:
        """The printed paragraphs of a `w:p`, the last one of those whose pieces are joined."""
        look = self._look(element)
        pieces = self._with_typed_marks(pieces)
        entry = look.contents and self._contents
        contents = [piece for piece in pieces if entry or piece.contents]
        kept = [piece for piece in pieces if not (entry or piece.contents)]
        if any(piece.text.strip() for piece in contents):
            self._contents_title(before)
            self._scraps += scraps("navigation", (piece.span for piece in contents))
        if contents and not kept:
            return []
        label = self._label(look)
        first = next((piece.look for piece in kept if piece.text.strip()), look.run if self._cells else None)
        if label and first is not None:  # a number without text is an empty line, but in a cell it numbers the row
            kept = [Piece(label, look=first), *kept]
        return paragraphs(kept, look)

    def _label(self, look: ParagraphLook) -> str:
        if not look.list_id:
            return ""
        linked = (self._numbering.level_of_style(look.list_id, style) for style in look.list_styles)
        level = next((level for level in linked if level is not None), look.list_level or 0)
        return self._numbering.label(look.list_id, level)

    # ------------------------------------------------------------ runs

    def _inline(self, parent: Element, look: ParagraphLook, pieces: list[Piece], boxes: list[Element]) -> None:
        if look.outline and not look.contents:  # a heading is no entry: the table of contents has lost its end
            self._fields = [opened for opened in self._fields if not opened.contents]
        for element in content(parent):
            if element.tag == W + "r":
                self._run(element, look, pieces, boxes)
            elif element.tag == W + "fldSimple":
                depth = len(self._fields)
                self._open(_Field([value(element, "instr") or ""]))
                self._result()
                self._inline(element, look, pieces, boxes)
                del self._fields[depth:]
            elif element.tag == M + "oMath" and not self._in_code():
                pieces.append(Piece(_formula(element), look=look.run))
            elif element.tag == W + "sdt":
                self._scraps += scraps("navigation", [self._span(t) for t in element.iter(W + "t")])
        while parent.tag == W + "p" and self._in_code():  # a code that no result follows must not swallow the rest
            self._fields.pop()

    def _in_code(self) -> bool:
        return any(not opened.result for opened in self._fields)

    def _run(self, run: Element, paragraph: ParagraphLook, pieces: list[Piece], boxes: list[Element]) -> None:
        look = self._styles.run(paragraph.run, run.find(W + "rPr"))
        for element in content(run):
            tag = element.tag
            if tag == W + "fldChar":
                self._field_character(value(element, "fldCharType"), look, pieces)
            elif tag == W + "instrText":
                if self._fields and not self._fields[-1].result:
                    self._fields[-1].code.append(element.text or "")
            elif look.hidden or self._in_code():
                continue
            elif tag in (W + "drawing", W + "pict", W + "object"):
                boxes += text_boxes(element)
            elif tag == W + "ruby":
                self._inline(child(element, "rubyBase"), paragraph, pieces, boxes)
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                pieces += self._reference("footnote" if tag == W + "footnoteReference" else "endnote", element)
            else:
                piece = self._characters(element)
                if piece is not None:
                    contents = any(opened.contents for opened in self._fields)
                    pieces.append(replace(piece, look=look, contents=contents))

    def _characters(self, element: Element) -> Piece | None:
        tag = element.tag
        if tag == W + "t":
            span = self._span(element)
            return Piece(span.text, span.offset) if span.text else None
        if tag in (W + "tab", W + "ptab"):
            return Piece("\t")
        if tag in (W + "br", W + "cr"):
            return Piece("\n", kind="break" if value(element, "type") in ("page", "column") else "line")
        if tag == W + "noBreakHyphen":
            return Piece("-")
        if tag == W + "sym":
            return Piece(_symbol(value(element, "char")))
        return None

    def _span(self, t: Element) -> Span:
        """The characters of a `w:t` and their place; unless they are preserved, white space at the ends is not text."""
        text, offset = t.text or "", self._offsets.get(t)
        if t.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve":
            kept = text.lstrip(" \t\r\n")
            offset = None if offset is None else offset + len(text) - len(kept)
            text = kept.rstrip(" \t\r\n")
        return Span(text.replace(NOTE, "\ufffd"), offset)

    def _open(self, opened: _Field) -> None:
        if len(self._fields) < _MAX_FIELDS:
            self._fields.append(opened)

    def _result(self) -> None:
        if self._fields:
            opened = self._fields[-1]
            opened.result = True
            opened.contents = self._contents and bool(_CONTENTS.match("".join(opened.code)[:100]))

    def _field_character(self, kind: str | None, look: Look, pieces: list[Piece]) -> None:
        if kind == "begin":
            self._open(_Field())
        elif kind == "separate":
            self._result()
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            if not ended.result and not look.hidden and not self._in_code():
                text = _equation("".join(ended.code))
                if text:
                    pieces.append(Piece(text, look=look))

    # ------------------------------------------------------------ notes

    def _reference(self, kind: NoteKind, element: Element) -> Iterator[Piece]:
        key = value(element, "id") or ""
        body = self._bodies[kind].get(key)
        if self._in_note or body is None or (kind, key) not in self._marks:
            return
        mark = self._marks[kind, key]
        if (kind, key) not in self._notes:
            self._notes[kind, key] = Note(mark or "", ())  # keeps its place in the order
            fields, self._fields, self._in_note = self._fields, [], True
            self._notes[kind, key] = Note(mark or "", flat(self._blocks(body)))
            self._fields, self._in_note = fields, False
        if mark is None:
            yield Piece(f"{kind}:{key}", kind="typed")
        else:
            yield Piece(NOTE + mark + NOTE, kind="mark")

    def _with_typed_marks(self, pieces: list[Piece]) -> list[Piece]:
        """Turn the characters after a reference whose mark is typed into that note's mark."""
        if all(piece.kind != "typed" for piece in pieces):
            return pieces
        found: list[Piece] = []
        note = ""
        for piece in pieces:
            if piece.kind == "typed":
                note = piece.text
            elif note and piece.kind == "text" and (typed := piece.text.strip()):
                mark = typed if len(typed) <= _MARK else typed[0]
                rest = piece.text.split(mark, 1)[1] if len(typed) > _MARK else ""
                self._give_mark(note, mark)
                found.append(Piece(NOTE + mark + NOTE, kind="mark"))
                if rest:
                    offset = None if piece.offset is None else piece.offset + len(piece.text) - len(rest)
                    found.append(replace(piece, text=rest, offset=offset))
                note = ""
            else:
                found.append(piece)
        return found

    def _give_mark(self, place: str, mark: str) -> None:
        """Give a note the mark that is typed at its reference, and take it off the note's own beginning."""
        kind, _, key = place.partition(":")
        note_kind: NoteKind = "endnote" if kind == "endnote" else "footnote"
        body = self._notes[note_kind, key].paragraphs
        if body:
            body = (without_prefix(body[0], mark), *body[1:])
        self._notes[note_kind, key] = Note(mark, body)


# ---------------------------------------------------------------- elements


def _offsets(parts: Iterable[Element]) -> dict[Element, int]:
    offsets = {}
    position = 0
    for part in parts:
        for t in part.iter(W + "t"):
            if t.text:
                offsets[t] = position
                position += len(t.text)
    return offsets


def _open_ended(paragraph: Element) -> bool:
    """Whether the paragraph's mark is deleted, moved away or hidden, so that the next paragraph goes on in its line."""
    mark = child(child(paragraph, "pPr"), "rPr")
    return mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None or bool(switch(mark, "vanish"))


def _dropped_row(row: Element) -> bool:
    properties = child(row, "trPr")
    return properties.find(W + "del") is not None or bool(switch(properties, "hidden"))


def _symbol(code: str | None) -> str:
    if not re.fullmatch(r"[0-9A-Fa-f]{1,5}", code or ""):
        return ""
    point = int(code or "", 16)
    if point < 0x20 or 0xD800 <= point < 0xE000 or point == ord(NOTE):
        return ""
    if 0x20 <= point < 0x100:
        return _SYMBOLS.get(0xF000 + point, chr(point))
    return _SYMBOLS.get(point, chr(point))


def _equation(code: str) -> str:
    """What an EQ field prints that encloses or annotates a character (带圈字符、拼音指南)."""
    enclosed, over = _ENCLOSED.search(code[:500]), _OVER.search(code[:500])
    if enclosed:
        inner = enclosed[1]
        number = int(inner) if inner.isascii() and inner.isdigit() and len(inner) < 3 else 0
        return format_number(number, "decimalEnclosedCircle") if number else inner
    return over[1] if over else ""


def _formula(element: Element) -> str:
    """A formula in one line: the characters of its `m:t`, a stroke before every denominator."""
    written = []
    for part in element.iter(M + "t", M + "den"):
        written.append("/" if part.tag == M + "den" else part.text or "")
    return "".join(written)
