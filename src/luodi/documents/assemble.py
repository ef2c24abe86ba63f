"""From what a reader hands over to one cleaned text in which every character knows where it came from.

Blanks are typography in these documents (justified lines, letter-spaced names, indents), so they go, except between
words in Latin letters. Paragraphs are joined by a line end, the cells of a row by a tab; footnotes follow the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from luodi.documents.doubts import doubts
from luodi.documents.model import (
    NOTE,
    Anchor,
    Block,
    Cell,
    Document,
    Flow,
    Furniture,
    Paragraph,
    Scrap,
    Segment,
    Source,
    Span,
    Table,
    TableCell,
)
from luodi.files.characters import BLANK, SAME_SIGN, keeps_blank, squeezed

_WIDE_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]{4,}|\u3000{2,}|\t+)(?=\S)")
_PUNCTUATION = re.compile(r"[，。；：、]")
_SAME = re.compile(f"[{''.join(map(chr, SAME_SIGN))}]")
_RUN = re.compile(f"{NOTE}[^{NOTE}]*{NOTE}|[^{BLANK}{NOTE}]+")


def assemble(flow: Flow, source: Source) -> Document:
    """The document of a flow. Notes whose mark never occurs are kept, without a place."""
    text = _Text()
    blocks: list[Block] = []
    for block in flow.blocks:
        if isinstance(block, Table):
            blocks.append(text.table(block))
        else:
            blocks.extend(text.paragraph(part) for part in _signatures(block))
    notes: dict[int, int] = {}
    for note in flow.notes:
        if note.mark in text.marks:
            notes[text.marks[note.mark]] = len(blocks)
        spans = tuple(span for paragraph in note.paragraphs for span in paragraph.spans)
        footnote = text.paragraph(Paragraph(spans))
        blocks.append(Block("footnote", footnote.anchor, mark=note.mark))
    filled = [index for index, block in enumerate(blocks) if block.anchor.start < block.anchor.end]
    places = {index: place for place, index in enumerate(filled)}
    whole = "".join(text.pieces)
    return Document(
        text=whole,
        blocks=tuple(blocks[index] for index in filled),
        segments=tuple(text.segments),
        furniture=tuple(_furniture(flow.scraps)),
        source=source,
        notes={at: places[index] for at, index in notes.items() if index in places},
        doubts=tuple(doubts(flow.guesses, whole, text.segments)),
    )


def _furniture(scraps: Iterable[Scrap]) -> Iterator[Furniture]:
    for scrap in scraps:
        span, words = scrap.span, squeezed(scrap.span.text)
        if words and span.offset is not None:
            start = span.offset + len(span.text) - len(span.text.lstrip())
            yield Furniture(scrap.kind, words, source_start=start, source_end=start + len(span.text.strip()))
        elif words:
            yield Furniture(scrap.kind, words, page=span.page)


def _signatures(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Names side by side with a wide gap between them are paragraphs of their own (`甲厅      乙厅`)."""
    if len(paragraph.spans) != 1 or _PUNCTUATION.search(paragraph.text):
        yield paragraph
        return
    span, start = paragraph.spans[0], 0
    for gap in _WIDE_GAP.finditer(span.text):
        left, right = span.text[start : gap.start()], span.text[gap.end() :]
        if len(squeezed(left)) >= 4 and len(squeezed(right)) >= 4:
            yield replace(paragraph, spans=(_cut(span, start, gap.start()),))
            start = gap.end()
    yield replace(paragraph, spans=(_cut(span, start, len(span.text)),))


def _cut(span: Span, start: int, end: int) -> Span:
    return replace(span, text=span.text[start:end], offset=None if span.offset is None else span.offset + start)


class _Text:
    """The text under construction: pieces of it, its length so far, its segments."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.segments: list[Segment] = []
        self.marks: dict[str, int] = {}

    def paragraph(self, paragraph: Paragraph) -> Block:
        start = self._separate()
        self._spans(paragraph.spans)
        return Block("paragraph", Anchor(start, self.length), paragraph.style)

    def table(self, table: Table) -> Block:
        at: dict[tuple[int, int], Cell] = {(cell.row, cell.column): cell for cell in table.cells}
        start = self._separate()
        cells: list[TableCell] = []
        for row in range(table.rows):
            for column in range(table.columns):
                if row or column:
                    self._put("\t" if column else "\n")
                if cell := at.get((row, column)):
                    bold = next((p.style.bold for p in cell.paragraphs if squeezed(p.text)), 0)
                    cells.append(TableCell(row, column, cell.rows, cell.columns, self._cell(cell), bold))
        return Block("table", Anchor(start, self.length), cells=tuple(cells))

    def _cell(self, cell: Cell) -> Anchor:
        start = self.length
        for paragraph in cell.paragraphs:
            if squeezed(paragraph.text):
                if self.length > start:
                    self._put("\n")
                self._spans(paragraph.spans)
        return Anchor(start, self.length)

    def _put(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)

    def _separate(self) -> int:
        if self.pieces and self.pieces[-1] != "\n":
            self._put("\n")
        return self.length

    def _spans(self, spans: Iterable[Span]) -> None:
        """Append the characters of one paragraph, run by run of what is not blank."""
        last, blank = "", ""
        for span in spans:
            following = None  # where the next character of the open segment's place would stand in this span
            for run in _RUN.finditer(span.text):
                word = run.group()
                if word.startswith(NOTE):
                    self.marks.setdefault(word.strip(NOTE), self.length)
                    following = None
                    continue
                skipped = span.text[following or 0 : run.start()] if following is not None else blank
                blank = "\n" if "\n" in skipped or "\n" in blank else (skipped or blank)[:1]
                if last and blank and _blank_kept(blank, last, word[0]):
                    self._put(" ")
                self._segment(span, run.start(), word, following is not None)
                last, blank, following = word[-1], "", run.end()
            tail = span.text[following:] if following is not None else span.text
            blank = "\n" if "\n" in tail or span.page is not None else tail[:1]

    def _segment(self, span: Span, index: int, word: str, same_span: bool) -> None:
        """Put a run of characters and say where it stands, in the open segment if the source goes on there."""
        start = self.length
        last = self.segments[-1] if self.segments else None
        if last is not None and last.end != (start - 1 if self.pieces[-1] == " " else start):
            last = None
        self._put(word.translate(SAME_SIGN) if _SAME.search(word) else word)
        if span.offset is not None:
            place = span.offset + index
            if last is not None and last.source_start is not None and (same_span or last.source_end == place):
                self.segments[-1] = Segment(last.start, self.length, last.source_start, place + len(word))
            else:
                self.segments.append(Segment(start, self.length, place, place + len(word)))
        elif span.page is not None:
            if last is not None and same_span:
                start, _ = last.start, self.segments.pop()
            self.segments.append(Segment(start, self.length, page=span.page, box=span.box))


def _blank_kept(blank: str, left: str, right: str) -> bool:
    """Whether a blank in the source stands for one in the text. A line end beside a digit has cut a word (5⏎G)."""
    cut = blank == "\n" and (left.isdigit() or right.isdigit())
    return keeps_blank(left, right) and not cut
