"""Sentences, the segments that commas cut them into, and the stretch of a segment that belongs to one quantity."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from luodi.compiler.quantities import Quantity
from luodi.registry import unit_of

LONGEST_SENTENCE = 1000
"""Characters. A longer one is cut at its semicolons and commas."""

_SENTENCE_END = re.compile(r"[。！？\n]")
_SEGMENT_END = re.compile(r"[，；。：;！？\n]|,(?!\d)")
_LIST_SIGN = re.compile(r"(?:、|和|及|与|以及|或|并)$")
_LIST_GOES_ON = re.compile(r"^(?:、|和|及|与|以及)")
_LAST_ITEM = re.compile(r"(?:、|和|及|以及)[\u4e00-\u9fff]{2,8}$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A quantity with the stretch that belongs to it; `others` are thresholds within it."""

    main: Quantity
    start: int
    end: int
    segment: int  # where its comma-separated segment begins
    first: int  # where the first quantity of that segment begins
    others: tuple[Quantity, ...] = ()


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a passage, full stop included; one that never ends is cut."""
    position = start
    for match in _SENTENCE_END.finditer(text, start, end):
        yield from _bounded(text, position, match.end() - (match.group() == "\n"))
        position = match.end()
    yield from _bounded(text, position, end)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_SENTENCE:
        limit = start + LONGEST_SENTENCE
        cut = max(text.rfind(sign, start, limit) for sign in "；;，,") + 1 or limit
        yield start, cut
        start = cut
    if text[start:end].strip():
        yield start, end


def pieces(text: str, start: int, end: int, printed: Sequence[Quantity]) -> Iterator[Piece]:
    """The pieces of a sentence, one for each quantity that is not a threshold of another."""
    index = 0
    while index < len(printed):
        first = max(start, *(text.rfind(sign, start, printed[index].start) + 1 for sign in "，；：,;"))
        last = segment_end(text, printed[index].end, end)
        inside = [quantity for quantity in printed[index:] if quantity.end <= last] or [printed[index]]
        yield from _segment(text, first, last, inside)
        index += len(inside)


def segment_end(text: str, position: int, end: int) -> int:
    """Where the segment that holds a place ends."""
    match = _SEGMENT_END.search(text, position, end)
    return match.start() if match else end


def _segment(text: str, start: int, end: int, inside: Sequence[Quantity]) -> Iterator[Piece]:
    """Cut a segment where a list goes on with another quantity, then find the main quantity of each part."""
    groups: list[list[Quantity]] = [[inside[0]]]
    cuts = [start]
    for quantity in inside[1:]:
        before = groups[-1][-1]
        cut = _cut(text, before, quantity)
        if cut is None:
            groups[-1].append(quantity)
        else:
            cuts.append(cut)
            groups.append([quantity])
    for group, first, last in zip(groups, cuts, [*cuts[1:], end], strict=True):
        piece = Piece(group[0], first, _without_sign(text, first, last), start, inside[0].start)
        yield _about(text, piece, group)


def _cut(text: str, left: Quantity, right: Quantity) -> int | None:
    """Where the list item of a quantity begins, None if the quantity belongs to the item before."""
    between = text[left.end : right.start]
    if goes_on := _LIST_GOES_ON.match(between):  # 企业100家、园区30个
        return left.end + goes_on.end()
    if _LIST_SIGN.search(between):  # 3家企业、2个园区
        return right.start
    if (item := _LAST_ITEM.search(between)) and "的" not in item.group():  # 3家企业、园区2个
        return left.end + item.start() + len(re.match(r"以及|.", item.group()).group())  # type: ignore[union-attr]
    if left.unit == right.unit and not right.written_comparator and re.fullmatch(r"[\u4e00-\u9fff]{2,3}", between):
        return right.start  # 1个大类7个中类
    return None


def _without_sign(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in "、和及与":
        end -= 1
    return end


def _about(text: str, piece: Piece, group: Sequence[Quantity]) -> Piece:
    """The piece with the quantity that it is about: a count whose thing has a threshold, else the last one."""
    first, last = group[0], group[-1]
    if len(group) == 1:
        return piece
    if text[max(piece.start, first.start - 2) : first.start].endswith(("由", "从")):  # 由 X 提高到 Y
        return replace(piece, main=last)
    if dimension(first.unit) == "count" and last.end < piece.end:
        return replace(piece, main=first, others=tuple(group[1:]))
    return replace(piece, main=last, others=tuple(group[:-1]))


def dimension(unit: str) -> str | None:
    """The dimension of a printed unit, multiplier aside."""
    found = unit_of(unit)
    return found[1].dimension if found is not None and found[1] is not None else None
