"""Lines as recognised on images to the glyphs of pages: sizes that the whole document shares, a box for each character."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from luodi.documents.lines import is_cjk
from luodi.documents.misreadings import corrected
from luodi.documents.page import Face, Glyph
from luodi.documents.recognition import Reading
from luodi.files.characters import CJK

_IDEOGRAPH = re.compile(f"[{CJK}]")
_SQUARE = re.compile(f"[{CJK}（）《》〔〕]")
_HIGH = 0.93  # times its size that the ink of a line is high, unless the document says otherwise
_FIGURES = 0.78  # of that where there are figures and letters only
_ALIKE = 0.09  # by which sizes of one kind of line differ when measured
_SHORT = 0.35  # the same of lines of a few characters
_BASE = 0.38  # em from the middle of a line down to its baseline
_GAP = 0.6  # em between characters beyond what their widths explain
_LEVEL, _SLANTING = Face(), Face(turn=None)


def typeset(pages: Sequence[tuple[Sequence[Reading], float]]) -> list[list[list[Glyph]]]:
    """The glyphs of each line of each page, in points; a page comes with its dots per inch."""
    measured = [(reading, dpi / 72) for readings, dpi in pages for reading in readings]
    sizes = iter(_sizes(measured))
    return [[_glyphs(reading, next(sizes), dpi / 72) for reading in readings] for readings, dpi in pages]


def _pitch(reading: Reading) -> tuple[float, int]:
    """Mean distance of neighbouring ideographs in pixels, and of how many."""
    steps = [
        b - a
        for (one, a), (other, b) in pairwise(zip(reading.text, reading.middles, strict=True))
        if _IDEOGRAPH.match(one) and _IDEOGRAPH.match(other)
    ]
    steps = [step for step in steps if 0.6 * reading.place.height < step < 1.6 * reading.place.height]
    return (sum(steps) / len(steps), len(steps)) if steps else (0.0, 0)


def _sizes(readings: Sequence[tuple[Reading, float]]) -> list[float]:
    """The type size of each line in points: measured by its ideographs, else by its height, then one for all alike."""
    pitches = [_pitch(reading) for reading, _ in readings]
    rooms = [one.place.height / pitch for (one, _), (pitch, count) in zip(readings, pitches, strict=True) if count > 7]
    room = median(rooms) if rooms else _HIGH
    measured: list[tuple[float, float]] = []  # size and weight
    for (reading, unit), (pitch, count) in zip(readings, pitches, strict=True):
        high = reading.place.height / (room if _SQUARE.search(reading.text) else _FIGURES * room)
        # Letters spread over a line are no larger for it.
        size, weight = (min(pitch, 1.03 * high), count) if count > 3 else (high, 0.1 * len(reading.text))
        measured.append((size / unit, weight))
    kinds = _kinds(measured)
    return [_nearest(size, weight, kinds) for size, weight in measured]


def _kinds(measured: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """The sizes that a document uses with how much is set in them, those of most text first."""
    rest, kinds = sorted(measured), list[tuple[float, float]]()
    while rest and len(kinds) < 12:
        weights = [sum(w for other, w in rest if abs(other - size) <= 0.5 * _ALIKE * size) for size, _ in rest]
        middle = rest[max(range(len(rest)), key=weights.__getitem__)][0]
        near = [(size, weight) for size, weight in rest if abs(size - middle) <= _ALIKE * middle]
        total = sum(weight for _, weight in near)
        kinds.append((sum(size * weight for size, weight in near) / total, total))
        rest = [one for one in rest if one not in near]
    return kinds


def _nearest(size: float, weight: float, kinds: Sequence[tuple[float, float]]) -> float:
    """The size of its kind; a short line, measured badly, takes that of longer ones if it may be theirs."""
    alike = next((kind for kind, _ in kinds if abs(kind - size) <= _ALIKE * kind), size)
    if weight > 3:
        return alike
    usual = [kind for kind, total in kinds if total > 3 and abs(kind - size) <= _SHORT * kind]
    return min(usual, key=lambda kind: abs(kind - size), default=alike)


def _glyphs(reading: Reading, size: float, unit: float) -> list[Glyph]:
    """The glyphs of a line of some size in points, on an image of `unit` pixels a point."""
    place = reading.place
    middle = (place.top + place.bottom) / 2 / unit
    top, bottom, base = middle - size / 2, middle + size / 2, middle + _BASE * size
    face = _SLANTING if place.slanting else _LEVEL
    text = corrected(reading.text)
    out: list[Glyph] = []
    for index, (left, right) in enumerate(_edges(text, [x / unit for x in reading.middles], size)):
        if index in reading.raised:
            out.append(Glyph(text[index], left, top, right, middle, middle, round(0.6 * size, 2), face))
        elif not text[index].isspace():
            out.append(Glyph(text[index], left, top, right, bottom, base, round(size, 2), face))
    return out


def _edges(text: str, middles: Sequence[float], size: float) -> list[tuple[float, float]]:
    """Left and right edge of each character: halfway to its neighbours, or by its width where the print leaves a gap."""
    widths = [size if is_cjk(character) else 0.5 * size for character in text]
    edges = [[x - width / 2, x + width / 2] for x, width in zip(middles, widths, strict=True)]
    for index, (a, b) in enumerate(pairwise(edges)):
        if b[0] - a[1] < _GAP * size and not (text[index].isspace() or text[index + 1].isspace()):
            a[1] = b[0] = (a[1] + b[0]) / 2
    return [(left, max(left + 0.05 * size, right)) for left, right in edges]
