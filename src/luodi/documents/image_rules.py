"""Ruling lines on the image of a level page. Needs the extra `ocr`."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from luodi.documents.image import Ink
from luodi.documents.page import Rule

_LEVEL, _UPRIGHT = 30.0, 18.0  # points; strokes of body text are shorter
_LONG = 60.0  # points; strokes of titles are shorter
_NEAR = 3.0  # points within which lines touch
_THICK = 4.0  # points; what is thicker is a bar or a picture
_GAP = 3.0  # points that grain or a fold may take out of a rule
_MOST = 2_000  # rules; more are a picture


def rules(printed: Ink, dpi: float) -> list[Rule]:
    """The level and upright lines, in points: long runs of ink no thicker than a rule, and short ones that they carry."""
    found = [*_along(printed, dpi, True), *_along(printed, dpi, False)]
    if len(found) > _MOST:
        return []
    long = [rule for rule in found if rule.end - rule.start >= _LONG]
    return [rule for rule in found if rule.end - rule.start >= _LONG or any(_touch(rule, other) for other in long)]


def _touch(one: Rule, other: Rule) -> bool:
    """Whether rules of the two directions meet."""
    return (
        one.horizontal != other.horizontal
        and one.start - _NEAR <= other.at <= one.end + _NEAR
        and other.start - _NEAR <= one.at <= other.end + _NEAR
    )


def _along(printed: Ink, dpi: float, level: bool) -> list[Rule]:
    unit = dpi / 72
    length = max(8, round((_LEVEL if level else _UPRIGHT) * unit))
    gap = max(2, round(_GAP * unit))
    lines = cv2.morphologyEx(printed, cv2.MORPH_OPEN, _bar(length // 2, level))
    lines = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, _bar(gap, level))
    count, _, stats, _ = cv2.connectedComponentsWithStats(lines)
    out: list[Rule] = []
    for left, top, width, height, area in (map(float, row) for row in stats[1:count]):
        long, thick = (width, height) if level else (height, width)
        # A rule that is not quite straight has a taller box than it is thick.
        if long >= length and area / long <= _THICK * unit and thick <= _THICK * unit + 0.02 * long:
            at, start = (top + height / 2, left) if level else (left + width / 2, top)
            out.append(Rule(level, at / unit, start / unit, (start + long) / unit))
    return out


def _bar(length: int, level: bool) -> Ink:
    return np.ones((1, length) if level else (length, 1), np.uint8)


def wiped(image: NDArray[np.uint8], found: list[Rule], dpi: float, paper: int) -> NDArray[np.uint8]:
    """The image, or its ink, without rules, so that none is read as a dash or joins the words on both sides."""
    unit, out = dpi / 72, image.copy()
    for rule in found:
        at, start, end = round(rule.at * unit), round(rule.start * unit), round(rule.end * unit)
        across = slice(max(0, at - 3), at + 4)
        along = slice(max(0, start - 2), end + 3)
        out[(across, along) if rule.horizontal else (along, across)] = paper
    return out
