"""Text recognition (OCR) on the image of a level page: printed lines with the place and certainty of every character.

The model (PP-OCRv6 small, Apache-2.0) comes with the package rapidocr; nothing is fetched. Needs the extra `ocr`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import cv2
import numpy as np

from luodi.documents.image import Image, Ink

_ALONG = 1280  # pixels of the longer side on which lines are looked for; characters of 9 points keep 14 of them
_SLANTING = 8.0  # degrees; no line of text on a level page
_MOST = 2_000  # marks on a page that may be print which was missed
_LONGEST = 60  # times its height that a line is long at most
_TALL = 1.8  # times its width that a box is high whose characters stand under one another
_MARK = re.compile(r"[0-9\[\]［］〔〕①-⑳]")
_FOOT = 0.68  # of the height of a line down to which a raised mark reaches at most
_LOCK = Lock()


class Place(NamedTuple):
    """Pixels from the top left corner of the image."""

    left: int
    top: int
    right: int
    bottom: int
    slanting: bool = False

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Reading:
    """A printed line as recognised: for each character the x of its middle, in pixels, and how certain it is (0 to 1).

    `place` is that of its ink. `raised` are the indices of figures and brackets set above the line: marks of notes.
    """

    text: str
    middles: tuple[float, ...]
    sure: tuple[float, ...]
    place: Place
    raised: frozenset[int] = frozenset()

    @property
    def certainty(self) -> float:
        return sum(self.sure) / len(self.sure)


@cache
def _model() -> Any:
    """The one instance of the model. ImportError if the extra is not installed."""
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    model: Any = rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            # Named by their files, so that a missing one is an error and not a download.
            "Det.model_path": str(next(models.glob("*_det_*.onnx"))),
            "Rec.model_path": str(next(models.glob("*_rec_*.onnx"))),
            "Det.limit_side_len": _ALONG,
            "Det.limit_type": "max",
        }
    )
    model._load_det_model()
    model._load_rec_model()
    return model


def places(image: Image) -> list[Place]:
    """Where text is printed, line by line."""
    with _LOCK:
        boxes = _model().text_det(image).boxes
    found = []
    height, width = image.shape[:2]
    for a, b, c, d in boxes if boxes is not None else ():
        along = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
        left, right = (a[0] + d[0]) / 2, (b[0] + c[0]) / 2
        top, bottom = (a[1] + b[1]) / 2, (c[1] + d[1]) / 2
        place = Place(max(0, round(left)), max(0, round(top)), min(width, round(right)), min(height, round(bottom)),
                      abs(along) > _SLANTING)  # fmt: skip
        if place.height > 5 and place.width > 5:
            found.append(place)
    return found


def completed(printed: Ink, found: Sequence[Place]) -> list[Place]:
    """The places, each with the print that it stops short of, and those of print that belongs to none."""
    if not found:
        return []
    wider = [_widened(printed, place, found) for place in found]
    rest = printed.copy()
    for place in wider:
        rest[place.top : place.bottom, place.left : place.right] = 0
    usual = int(np.median([place.height for place in found]))
    joined = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, np.ones((1, max(1, usual // 3)), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    missed = [
        Place(max(0, int(left) - 6), max(0, int(top) - 6), int(left + width) + 6, int(top + height) + 6)
        for left, top, width, height, area in stats[1 : _MOST + 1]
        if 0.4 * usual < height < 1.2 * usual and 0.15 * usual < width and area > 0.05 * usual**2
    ]
    return wider + missed


def _widened(printed: Ink, place: Place, found: Sequence[Place]) -> Place:
    """A place that goes on to the right and left while there is print within half its height, but not into others."""
    beside = [other for other in found if other.top < place.bottom - 3 and other.bottom > place.top + 3]
    lowest = max((other.right for other in beside if other.right <= place.left), default=0)
    highest = min((other.left for other in beside if other.left >= place.right), default=printed.shape[1])
    inner = _inked(printed, place)
    columns = (printed[inner.top : inner.bottom] > 0).sum(axis=0) > 1
    reach, left, right = place.height // 2, place.left, place.right
    while right < highest and (ahead := np.flatnonzero(columns[right : min(highest, right + reach)])).size:
        right += int(ahead[-1]) + 1
    while left > lowest and (behind := np.flatnonzero(columns[max(lowest, left - reach) : left])).size:
        left = max(lowest, left - reach) + int(behind[0])
    margin = place.height // 8
    return place._replace(
        left=max(lowest, left - margin) if left < place.left else left,
        right=min(highest, right + margin) if right > place.right else right,
    )


def cut(place: Place, xs: Sequence[float]) -> list[Place]:
    """A place in pieces at the rules it runs across; what is left of a rule's own width is no piece."""
    edges = [place.left, *(round(x) for x in sorted(xs) if place.left < x < place.right), place.right]
    pieces = [place._replace(left=a, right=b) for a, b in pairwise(edges)]
    return [piece for piece in pieces if piece.width > 0.25 * place.height] or [place]


def stacked(printed: Ink, place: Place) -> list[Place]:
    """The characters of a place one by one if they are set under one another, else the place itself."""
    if place.slanting or place.height < _TALL * place.width:
        return [place]
    rows = printed[place.top : place.bottom, place.left : place.right].any(axis=1)
    ends = np.flatnonzero(np.diff(np.concatenate(([0], rows, [0]))))
    out: list[list[int]] = []
    for start, end in zip(ends[::2], ends[1::2], strict=True):
        if out and end - out[-1][0] <= 0.8 * place.width:  # strokes of one character
            out[-1][1] = end
        else:
            out.append([start, end])
    margin = place.width // 10
    parts = [
        place._replace(
            top=max(place.top, place.top + int(start) - margin), bottom=min(place.bottom, place.top + int(end) + margin)
        )
        for start, end in out
        if end - start > 0.15 * place.width
    ]
    return parts if len(parts) > 1 else [place]


def readings(image: Image, printed: Ink, found: Sequence[Place]) -> list[Reading]:
    """What is printed at some places; nothing where no character was recognised."""
    if not found:
        return []
    out: list[Reading] = []
    for place, (text, columns, sure) in zip(found, _recognised([_crop(image, place) for place in found]), strict=True):
        if text:
            middles = tuple(place.left + column * place.width for column in columns)
            inner = _inked(printed, place)
            out.append(Reading(text, middles, sure, inner, _raised(printed, inner, text, middles)))
    return out


def _inked(printed: Ink, place: Place) -> Place:
    """A place without the empty rows above and below its ink."""
    rows = np.flatnonzero((printed[place.top : place.bottom, place.left : place.right] > 0).sum(axis=1) > 1)
    if not len(rows):
        return place
    return place._replace(top=place.top + int(rows[0]), bottom=place.top + int(rows[-1]) + 1)


def _raised(printed: Ink, place: Place, text: str, middles: Sequence[float]) -> frozenset[int]:
    """The figures and brackets of a line whose ink ends well above its foot."""
    marks = [index for index, character in enumerate(text) if _MARK.match(character)]
    if not marks or len(marks) == len(text):
        return frozenset()
    line = np.ascontiguousarray(printed[place.top : place.bottom, place.left : place.right])
    _, _, stats, centres = cv2.connectedComponentsWithStats(line)
    inked = [i for i in range(1, len(stats)) if stats[i][cv2.CC_STAT_AREA] > 0.01 * place.height**2]
    out: set[int] = set()
    for index in marks:
        x = middles[index] - place.left
        nearest = min(inked, key=lambda i: abs(centres[i][0] - x), default=0)
        near = abs(centres[nearest][0] - x) < 0.25 * place.height
        _, top, width, height, _ = stats[nearest]
        small = width < 0.5 * place.height and 0.2 * place.height < height < 0.68 * place.height
        if nearest and near and small and top + height < _FOOT * place.height:
            out.add(index)
    return frozenset(index for run in _runs(marks) if out.issuperset(run) for index in run)


def _runs(indices: Iterable[int]) -> list[list[int]]:
    """Ascending numbers in runs without a gap."""
    runs: list[list[int]] = []
    for index in indices:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _crop(image: Image, place: Place) -> Image:
    crop = image[place.top : place.bottom, place.left : place.right]
    if place.width > _LONGEST * place.height:
        crop = np.asarray(cv2.resize(crop, (place.width, place.width // _LONGEST + 1)), np.uint8)
    return crop


def _recognised(crops: list[Image]) -> list[tuple[str, tuple[float, ...], tuple[float, ...]]]:
    """Text of each line; where along it (0 to 1) each character stands, and how certain it is."""
    from rapidocr.ch_ppocr_rec import TextRecInput

    with _LOCK:
        result = _model().text_rec(TextRecInput(img=crops, return_word_box=True))
    out = []
    for text, info in zip(result.txts, result.word_results, strict=True):
        at = iter([column for columns in info.word_cols or () for column in columns])
        sure = tuple(float(value) for value in info.confs or ())[: len(text)]
        middles: list[float] = []
        for character in text:
            if character.isspace():
                middles.append(middles[-1] if middles else 0.0)
            else:
                middles.append((next(at) + 0.5) / info.line_txt_len)
        out.append((text, tuple(middles), sure))
    return out
