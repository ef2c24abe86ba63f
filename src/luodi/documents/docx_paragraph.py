"""The paragraphs that are printed from the pieces of a Word paragraph."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from luodi.documents.docx_styles import ParagraphLook
from luodi.documents.model import Paragraph, Style
from luodi.documents.pieces import Piece, bold, merged, parts, size


def paragraphs(pieces: Iterable[Piece], look: ParagraphLook) -> list[Paragraph]:
    """The printed paragraphs of the pieces, the empty ones left out."""
    return [
        Paragraph(merged(piece.span for piece in part), Style(look.outline, look.align, size(part), bold(part)))
        for part in parts(pieces, look.align == "center")
        if any(piece.text.strip() for piece in part)
    ]


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
