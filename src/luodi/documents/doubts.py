"""Where in the text the characters stand that text recognition was not certain of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from luodi.documents.model import Anchor, Box, Doubt, Guess, Segment
from luodi.files.characters import SAME_SIGN, squeezed


def doubts(guesses: Iterable[Guess], text: str, segments: Sequence[Segment]) -> Iterator[Doubt]:
    """A doubt for each guess that is part of the text, and for each place that could not be read."""
    of_page: dict[int, list[Segment]] = defaultdict(list)
    for segment in segments:
        if segment.page is not None and segment.box is not None:
            of_page[segment.page].append(segment)
    for guess in guesses:
        page, box = guess.span.page, guess.span.box
        if page is None or box is None:
            continue
        words = squeezed(guess.span.text).translate(SAME_SIGN)
        if not words:
            yield Doubt(None, guess.certainty, page)
        elif anchor := _anchor(words, box, text, of_page[page]):
            yield Doubt(anchor, guess.certainty, page)


def _anchor(words: str, box: Box, text: str, segments: Iterable[Segment]) -> Anchor | None:
    """Where some words printed at a box stand in the text: in the line of that place, and there nearest to it."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    found: list[tuple[float, float, Anchor]] = []
    for segment in segments:
        left, top, right, bottom = segment.box or box
        if not (left <= x <= right and top <= y <= bottom):
            continue
        share, length = (x - left) / ((right - left) or 1.0), segment.end - segment.start
        away = abs(y - (top + bottom) / 2)
        at = text.find(words, segment.start, segment.end)
        while at >= 0:
            middle = (at - segment.start + len(words) / 2) / length
            found.append((away, abs(middle - share), Anchor(at, at + len(words))))
            at = text.find(words, at + 1, segment.end)
        if squeezed(text[segment.start : segment.end]) == words:  # the whole line, with blanks in it
            found.append((away, 0.0, Anchor(segment.start, segment.end)))
    return min(found, key=lambda one: one[:2])[2] if found else None
