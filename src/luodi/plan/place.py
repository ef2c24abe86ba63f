"""Where a position of the text stands in the source, as people find it: page, line, paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from luodi.documents import Segment
from luodi.plan.model import PlanDocument


class Place(NamedTuple):
    """All counted from 1. `page` and `line` are None where the source has none: in Word there are only paragraphs.

    `line` is that of the text file, or of the page.
    """

    page: int | None
    line: int | None
    paragraph: int


def place(document: PlanDocument, position: int, source: str | None = None) -> Place:
    """The place of a position of `document.text`; lines of a text file need its decoded text, `source`."""
    paragraph = document.text.count("\n", 0, position) + 1
    segment = _segment(document.segments, position)
    if segment is None:
        return Place(None, None, paragraph)
    if segment.page is not None:
        return Place(segment.page, _line_on_page(document.segments, segment), paragraph)
    if source is None or segment.source_start is None:
        return Place(None, None, paragraph)
    offset = segment.source_start + max(0, position - segment.start)
    return Place(None, source.count("\n", 0, offset) + 1, paragraph)


def _segment(segments: Sequence[Segment], position: int) -> Segment | None:
    """The segment that holds the position, else the next one."""
    after = (segment for segment in segments if segment.end > position)
    return min(after, key=lambda segment: segment.start, default=None)


def _line_on_page(segments: Sequence[Segment], at: Segment) -> int | None:
    """The number of the segment's line among those of its page, by the middles of their boxes."""
    if at.box is None:
        return None
    middles = sorted((each.box[1] + each.box[3]) / 2 for each in segments if each.page == at.page and each.box)
    middle, half = (at.box[1] + at.box[3]) / 2, abs(at.box[3] - at.box[1]) / 2
    line, last = 0, float("-inf")
    for each in middles:
        if each > last + half:
            line, last = line + 1, each
        if each >= middle:
            break
    return line
