"""Footnotes that a format does not mark as such: a paragraph that begins with a mark which stands in another.

`[1]三横：…` is the note of `“三横、三纵、三核”[1]`. It is lifted out of the text wherever a page end has put it, and
the paragraph that it cut in two is joined again.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from luodi.documents.model import NOTE, Flow, Note, Paragraph, Span, Table
from luodi.files.characters import squeezed

NOTE_MARK = re.compile(r"\[(\d{1,3})\]|［(\d{1,3})］|〔(\d{1,2})〕")


def lift_footnotes(flow: Flow) -> Flow:
    """The flow with typed footnotes set apart and their marks turned into note marks."""
    marks = _typed_notes(flow)
    if not marks:
        return flow
    blocks: list[Paragraph | Table] = []
    notes = list(flow.notes)
    cut = False
    for index, block in enumerate(flow.blocks):
        if isinstance(block, Paragraph) and index in marks:
            notes.append(Note(marks[index], (_without_mark(block),)))
            cut = True
            continue
        if isinstance(block, Paragraph):
            block = _with_note_marks(block, set(marks.values()))
            before = blocks[-1] if blocks else None
            if cut and isinstance(before, Paragraph) and not _ends(before):
                blocks[-1] = replace(before, spans=(*before.spans, *block.spans))
                cut = False
                continue
        cut = False
        blocks.append(block)
    return replace(flow, blocks=tuple(blocks), notes=tuple(notes))


def _typed_notes(flow: Flow) -> dict[int, str]:
    """Paragraphs that begin with a mark that another paragraph holds, by index."""
    held: dict[str, int] = {}
    starts: dict[int, str] = {}
    for index, block in enumerate(flow.blocks):
        text = block.text.lstrip() if isinstance(block, Paragraph) else ""
        if not ("[" in text or "［" in text or "〔" in text):
            continue
        first = NOTE_MARK.match(text)
        if first:
            starts[index] = next(filter(None, first.groups()))
        for mark in NOTE_MARK.finditer(text, 1 if first else 0):
            held.setdefault(next(filter(None, mark.groups())), index)
    return {index: mark for index, mark in starts.items() if mark in held and held[mark] != index}


def _without_mark(paragraph: Paragraph) -> Paragraph:
    spans = list(paragraph.spans)
    while spans and not squeezed(spans[0].text):
        spans.pop(0)
    first = spans[0]
    match = NOTE_MARK.match(first.text.lstrip())
    if match:
        taken = len(first.text) - len(first.text.lstrip()) + match.end()
        offset = None if first.offset is None else first.offset + taken
        spans[0] = replace(first, text=first.text[taken:], offset=offset)
    return Paragraph(tuple(spans), paragraph.style)


def _with_note_marks(paragraph: Paragraph, marks: set[str]) -> Paragraph:
    spans: list[Span] = []
    for span in paragraph.spans:
        start = 0
        for match in NOTE_MARK.finditer(span.text):
            mark = next(filter(None, match.groups()))
            if mark in marks:
                spans.append(_part(span, start, match.start()))
                spans.append(replace(span, text=f"{NOTE}{mark}{NOTE}", offset=None, page=None, box=None))
                start = match.end()
        spans.append(_part(span, start, len(span.text)) if start else span)
    return replace(paragraph, spans=tuple(span for span in spans if span.text))


def _part(span: Span, start: int, end: int) -> Span:
    return replace(span, text=span.text[start:end], offset=None if span.offset is None else span.offset + start)


def _ends(paragraph: Paragraph) -> bool:
    return squeezed(paragraph.text).endswith(("。", "；", "：", "！", "？", "）"))
