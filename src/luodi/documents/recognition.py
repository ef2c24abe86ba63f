"""Text recognition (OCR) on the image of a level page: printed lines with the place and certainty of every character.

The model (PP-OCRv6 small, Apache-2.0) comes with the package rapidocr; nothing is fetched. Needs the extra `ocr`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import cv2
import numpy as np

from luodi.documents.image import Image

_ALONG = 1280  # pixels of the longer side on which lines are looked for; characters of 9 points keep 14 of them
_SLANTING = 8.0  # degrees; no line of text on a level page
_LONGEST = 60  # times its height that a line is long at most
_TALL = 1.8  # times its width that a box is high whose characters stand under one another
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
    """A printed line as recognised: for each character the x of its middle, in pixels, and how certain it is (0 to 1)."""

    text: str
    middles: tuple[float, ...]
    sure: tuple[float, ...]
    place: Place

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
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
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
    for (a, b, c, d) in boxes if boxes is not None else ():
        along = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
        left, right = (a[0] + d[0]) / 2, (b[0] + c[0]) / 2
        top, bottom = (a[1] + b[1]) / 2, (c[1] + d[1]) / 2
        place = Place(max(0, round(left)), max(0, round(top)), min(width, round(right)), min(height, round(bottom)),
                      abs(along) > _SLANTING)  # fmt: skip
        if place.height > 5 and place.width > 5:
            found.append(place)
    return found


def cut(place: Place, xs: Sequence[float]) -> list[Place]:
    """A place in pieces at the rules it runs across; what is left of a rule's own width is no piece."""
    edges = [place.left, *(round(x) for x in sorted(xs) if place.left < x < place.right), place.right]
    pieces = [place._replace(left=a, right=b) for a, b in pairwise(edges)]
    return [piece for piece in pieces if piece.width > 0.25 * place.height] or [place]


def readings(image: Image, found: Sequence[Place]) -> list[Reading]:
    """What is printed at some places; nothing where no character was recognised."""
    if not found:
        return []
    out: list[Reading] = []
    for place, (text, columns, sure) in zip(found, _recognised([_crop(image, place) for place in found]), strict=True):
        if text:
            out.append(Reading(text, tuple(place.left + column * place.width for column in columns), sure, place))
    return out


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
