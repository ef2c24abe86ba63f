"""What a scanner does to a page, undone on its image: seals over the text, a page put in askew. Needs the extra `ocr`."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""height × width × 3: blue, green, red of every pixel."""

Ink = NDArray[np.uint8]
"""height × width: 255 where something is printed, else 0."""

MOST = 2.0  # degrees that a page is askew at most
_SEAL = (
    20.0,
    62.0,
)  # mm across; 国务院关于国家行政机关和企业事业单位社会团体印章管理的规定 (国发〔1999〕25号) has 42 to 60
_ALONG = 500  # pixels of the longer side on which the tilt is measured


def without_seals(image: Image, dpi: float) -> Image:
    """The image with round red seals made white; black print under them stays, and so does other red print."""
    red = _red(image)
    if red.mean() < 0.05:
        return image
    reach = max(3, round(dpi / 25.4)) | 1
    joined = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    low, high = (side / 25.4 * dpi for side in _SEAL)
    out = image.copy()
    for label in range(1, count):
        left, top, width, height = (int(value) for value in stats[label][:4])
        if low <= width <= high and low <= height <= high and 0.75 < width / height < 1.33:
            area = slice(top, top + height), slice(left, left + width)
            stamped = cv2.dilate(red[area], np.ones((3, 3), np.uint8)) > 0
            # What is black is dark in the red channel too; what is only red is as light as paper there.
            out[area][stamped] = out[area][stamped][:, 2:3]
    return out


def _red(image: Image) -> Ink:
    blue, green, red = (image[:, :, channel].astype(np.int16) for channel in range(3))
    return np.asarray(((red > 110) & (red - np.maximum(blue, green) > 45)) * np.uint8(255), np.uint8)


def grey(image: Image) -> NDArray[np.uint8]:
    """The darkest channel of every pixel, so that coloured print is as dark as black."""
    return np.asarray(image.min(axis=2), np.uint8)


def ink(image: Image) -> Ink:
    """What is printed, told from paper that is not equally light everywhere."""
    light = cv2.GaussianBlur(grey(image), (0, 0), 0.8)
    paper = cv2.resize(cv2.dilate(cv2.resize(light, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA),
                                  np.ones((9, 9), np.uint8)), light.shape[::-1])  # fmt: skip
    return np.asarray((light < 0.72 * paper.astype(np.float32)) * np.uint8(255), np.uint8)


def tilt(printed: Ink) -> float:
    """Degrees clockwise by which a page is askew, at most `MOST`: level lines leave the rows between them empty."""
    scale = min(1.0, 2 * _ALONG / max(printed.shape))
    small = cv2.resize(printed, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
    if not small.any():
        return 0.0
    coarse = max(np.arange(-MOST, MOST + 0.01, 0.2), key=lambda angle: _sharpness(small, angle))
    fine = np.clip(np.arange(coarse - 0.16, coarse + 0.161, 0.04), -MOST, MOST)
    return round(float(max(fine, key=lambda angle: _sharpness(small, angle))), 2)


def _sharpness(printed: NDArray[np.float32], angle: float) -> float:
    """How unlike neighbouring rows are once the image is turned back by an angle."""
    rows = turned_back(printed, angle).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())


def turned(image: Image, turn: int) -> Image:
    """An image turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(image, -turn // 90))


def turned_back(image: NDArray[Any], angle: float) -> NDArray[Any]:
    """An image that is askew by some degrees clockwise, level."""
    height, width = image.shape[:2]
    # OpenCV turns anticlockwise by a positive angle, as the y axis points down.
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    white = (255, 255, 255) if image.ndim == 3 else 0
    return cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=white)
