"""Pieces of marked-up text (Word, HTML), one an element or text node, and what is made of a row of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from luodi.documents.model import NOTE, FurnitureKind, Paragraph, Scrap, Span, Table
from luodi.documents.titles import HEADING, ends_title

_HEADING_FACE = re.compile(r"[黑楷]体|hei|kai", re.IGNORECASE)
_ENDS = ("。", "！", "？", "；", "：")
_INDENT = re.compile(r"\s*\u3000{2}")
_NO_TITLE = re.compile(r"[〔\[［]\d{4}[〕\]］]|^[（(]?\d{4}年\d{1,2}月\d{1,2}日")


@dataclass(frozen=True, slots=True)
class Look:
    """Formatting of characters; None is not stated. `size` in points, `face` the font of East Asian characters."""

    bold: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    face: str | None = None


UNSTATED = Look()


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one element with their look.

    Kinds: `line` ends a line and `break` a paragraph, `mark` is a note's mark, `typed` the place before a mark typed by
    hand (its text then names the note). `contents`: part of a table of contents.
    """

    text: str
    offset: int | None = None
    look: Look = UNSTATED
    kind: Literal["text", "line", "break", "mark", "typed"] = "text"
    contents: bool = False

    @property
    def span(self) -> Span:
        return Span(self.text, self.offset)


def _characters(pieces: Iterable[Piece]) -> list[tuple[Look, int]]:
    """Looks in order with the number of their characters, white space and marks aside."""
    counted = ((piece.look, len("".join(piece.text.split()))) for piece in pieces if piece.kind == "text")
    return [(look, count) for look, count in counted if count]


def size(pieces: Iterable[Piece]) -> float | None:
    """The font size of most characters, points."""
    sizes: Counter[float | None] = Counter()
    for look, count in _characters(pieces):
        sizes[look.size] += count
    return sizes.most_common(1)[0][0] if sizes else None


def bold(pieces: Iterable[Piece]) -> int:
    """How many leading characters are bold, or in a heading face where others are not."""
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


def parts(pieces: Iterable[Piece], centred: bool) -> list[list[Piece]]:
    """The pieces of each printed paragraph. A break always parts; a line break only where the words say so."""
    line: list[Piece] = []
    lines = [line]
    for piece in pieces:
        if piece.kind in ("line", "break"):
            line = [piece]
            lines.append(line)
        else:
            line.append(piece)
    found = [lines[0]]
    for before, line in pairwise(lines):
        if line[0].kind == "break" or _apart(_text(before), _text(line), centred):
            found.append(line[1:])
        else:
            found[-1] += line
    return found


def _text(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind == "text")


def _apart(before: str, after: str, centred: bool) -> bool:
    """Whether a line break ends a paragraph: after a sentence, before an indent or a provision.

    In a centred paragraph the lines are those of a title, but for a number or date above or below it.
    """
    before, words = before.rstrip(), after.strip()
    if before.endswith(_ENDS) or _INDENT.match(after) or HEADING.match(words):
        return True
    if not centred or not before or not words:
        return False
    ended = ends_title(before.strip()) and not words.startswith(("（", "(", "的"))
    return ended or bool(_NO_TITLE.search(before) or _NO_TITLE.search(words))
