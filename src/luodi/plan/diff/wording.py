"""What has changed between two wordings of a text: the words that went and the words that came, with those around."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from luodi.plan.identity import fold
from luodi.plan.model import Record

CONTEXT = 8
"""Characters that are shown on each side of a change."""

LARGEST = 250_000
"""Comparisons that are made at most to find what two stretches share; of larger ones all counts as changed."""

_CLAUSE = re.compile(r"[^，。；：！？\n]*[，。；：！？\n]?")


class Piece(NamedTuple):
    """A stretch of the old text and what stands for it in the new one; one of them may be empty."""

    start: int
    end: int
    new_start: int
    new_end: int


class Edit(Record, frozen=True, kw_only=True):
    """Words that went (`old`) and came (`new`), between the words around them."""

    before: str
    old: str
    new: str
    after: str


def pieces(old: str, new: str) -> list[Piece]:
    """Where two texts differ: clause by clause, and within clauses by characters. White space and width do not count.

    Exchanging the texts exchanges the sides and nothing else.
    """
    if fold(old) == fold(new):
        return []
    if old > new:
        return [Piece(start, end, at, to) for at, to, start, end in pieces(new, old)]
    parts, new_parts = (_CLAUSE.findall(text) for text in (old, new))
    starts, new_starts = (_starts(each) for each in (parts, new_parts))
    found: list[Piece] = []
    for first, last, new_first, new_last in _differing([*map(fold, parts)], [*map(fold, new_parts)]):
        start, at = starts[first], new_starts[new_first]
        inside = _differing(old[start : starts[last]], new[at : new_starts[new_last]])
        found += [Piece(start + piece[0], start + piece[1], at + piece[2], at + piece[3]) for piece in inside]
    return [piece for piece in _joined(found) if fold(old[piece[0] : piece[1]]) != fold(new[piece[2] : piece[3]])]


def edits(old: str, new: str, found: Sequence[Piece]) -> tuple[Edit, ...]:
    """The pieces as a person reads them."""
    bounds = [0, *(bound for piece in found for bound in (piece.start, piece.end)), len(old)]
    return tuple(
        Edit(
            before=old[max(bounds[2 * at], piece.start - CONTEXT) : piece.start],
            old=old[piece.start : piece.end],
            new=new[piece.new_start : piece.new_end],
            after=old[piece.end : min(bounds[2 * at + 3], piece.end + CONTEXT)],
        )
        for at, piece in enumerate(found)
    )


def _starts(parts: Sequence[str]) -> list[int]:
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    return starts


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """The stretches that are not the same, those at both ends aside before anything is compared."""
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    tail = next((at for at in range(shorter - head) if old[-1 - at] != new[-1 - at]), shorter - head)
    end, new_end = len(old) - tail, len(new) - tail
    if (end - head) * (new_end - head) > LARGEST or head in (end, new_end):
        if (end, new_end) != (head, head):
            yield Piece(head, end, head, new_end)
        return
    same = SequenceMatcher(None, old[head:end], new[head:new_end], autojunk=False)
    for kind, start, stop, at, to in same.get_opcodes():
        if kind != "equal":
            yield Piece(head + start, head + stop, head + at, head + to)


def _joined(found: Sequence[Piece]) -> list[Piece]:
    """Pieces with a character or two between them are one change of wording."""
    joined: list[Piece] = []
    for piece in found:
        if joined and piece.start - joined[-1].end <= 2 and piece.new_start - joined[-1].new_end <= 2:
            joined[-1] = Piece(joined[-1].start, piece.end, joined[-1].new_start, piece.new_end)
        else:
            joined.append(piece)
    return joined
