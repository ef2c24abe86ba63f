"""Pieces of a Word paragraph, one an element, and the paragraphs that are printed from them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from luodi.documents.docx_styles import ParagraphLook, RunLook
from luodi.documents.model import NOTE, FurnitureKind, Paragraph, Scrap, Span, Style, Table

_HEADING_FACE = re.compile(r"[黑楷]体|hei|kai", re.IGNORECASE)
_ENDS = ("。", "！", "？", "；", "：")
_BEGINS = re.compile(
    r"\s*(?:\u3000{2}|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|[（(]\d{1,2}[）)]|"
    r"\d{1,2}[.．、](?!\d)|[①-⑳]|第[一二三四五六七八九十百]{1,4}[章节条])"
)
_UNSTATED = RunLook()


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one element with their look.

    Kinds: `line` and `page` are breaks, `mark` a note's mark, `typed` the place before a mark typed by hand (its text
    then names the note). `contents`: part of a table of contents.
    """

    text: str
    offset: int | None = None
    look: RunLook = _UNSTATED
    kind: Literal["text", "line", "page", "mark", "typed"] = "text"
    contents: bool = False

    @property
    def span(self) -> Span:
        return Span(self.text, self.offset)


def paragraphs(pieces: Iterable[Piece], look: ParagraphLook) -> list[Paragraph]:
    """The printed paragraphs: one, or more where a page break or a line break ends a sentence or starts a provision."""
    return [
        Paragraph(merged(piece.span for piece in part), Style(look.outline, look.align, _size(part), _bold(part)))
        for part in _parts(list(pieces))
        if any(piece.text.strip() for piece in part)
    ]


def _parts(pieces: list[Piece]) -> Iterator[list[Piece]]:
    part: list[Piece] = []
    for index, piece in enumerate(pieces):
        if piece.kind == "page" or (piece.kind == "line" and _ends_paragraph(part, pieces[index + 1 : index + 3])):
            yield part
            part = []
        else:
            part.append(piece)
    yield part


def _ends_paragraph(before: list[Piece], after: list[Piece]) -> bool:
    last = next((piece.text for piece in reversed(before[-3:]) if piece.text.strip()), "")
    return last.rstrip().endswith(_ENDS) or bool(_BEGINS.match("".join(piece.text for piece in after)[:50]))


def _characters(pieces: Iterable[Piece]) -> list[tuple[RunLook, int]]:
    """Looks in order with the number of their characters, white space and marks aside."""
    counted = ((piece.look, len("".join(piece.text.split()))) for piece in pieces if piece.kind == "text")
    return [(look, count) for look, count in counted if count]


def _size(pieces: list[Piece]) -> float | None:
    sizes: Counter[float | None] = Counter()
    for look, count in _characters(pieces):
        sizes[look.size] += count
    return sizes.most_common(1)[0][0] if sizes else None


def _bold(pieces: list[Piece]) -> int:
    looks = _characters(pieces)
    plain_face = any(not _HEADING_FACE.search(look.face or "") for look, _ in looks)
    leading = 0
    for look, count in looks:
        if not look.bold and not (plain_face and _HEADING_FACE.search(look.face or "")):
            break
        leading += count
    return leading


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans without empty ones; those that follow each other in the source, or have none, made one, marks apart."""
    runs: list[tuple[list[str], int | None, int]] = []  # texts, offset, length
    for span in spans:
        if not span.text:
            continue
        if runs:
            texts, offset, length = runs[-1]
            marks = NOTE in span.text or NOTE in texts[0]
            if not marks and span.offset == (None if offset is None else offset + length):
                texts.append(span.text)
                runs[-1] = (texts, offset, length + len(span.text))
                continue
        runs.append(([span.text], span.offset, len(span.text)))
    return tuple(Span("".join(texts), offset) for texts, offset, _ in runs)


def scraps(kind: FurnitureKind, spans: Iterable[Span]) -> list[Scrap]:
    """What is set aside, a scrap for each stretch of the source; generated characters where there are no others."""
    spans = list(spans)
    found = merged(span for span in spans if span.offset is not None) or merged(spans)
    return [Scrap(kind, span) for span in found if span.text.strip()]


def flat(blocks: Iterable[Paragraph | Table]) -> tuple[Paragraph, ...]:
    """The paragraphs of blocks, those of tables cell by cell."""
    found: list[Paragraph] = []
    for block in blocks:
        found += [block] if isinstance(block, Paragraph) else [p for cell in block.cells for p in cell.paragraphs]
    return tuple(found)


def without_prefix(paragraph: Paragraph, mark: str) -> Paragraph:
    """A note's first paragraph without the mark that is typed before it."""
    spans = list(paragraph.spans)
    if not paragraph.text.lstrip().startswith(mark):
        return paragraph
    left = len(paragraph.text) - len(paragraph.text.lstrip()) + len(mark)
    while left:
        cut = min(left, len(spans[0].text))
        left -= cut
        offset = spans[0].offset
        spans[0] = replace(spans[0], text=spans[0].text[cut:], offset=None if offset is None else offset + cut)
        if not spans[0].text:
            spans.pop(0)
    return replace(paragraph, spans=tuple(spans))
