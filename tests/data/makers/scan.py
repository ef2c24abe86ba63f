"""A document as a scanner in an office gives it: a PDF that holds page images only.

Needs the packages of the extra `ocr` (numpy, OpenCV). What is printed comes from a PDF made by others.
"""

from __future__ import annotations

import io
from collections.abc import Iterable

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""height × width × 3, blue, green, red."""

DPI = 200


def printed(pdf: bytes, pages: Iterable[int] | None = None, dpi: int = DPI) -> list[Image]:
    """Pages (from 0) of a PDF as clean images."""
    document = pypdfium2.PdfDocument(pdf)
    wanted = range(len(document)) if pages is None else pages
    images = [document[index].render(scale=dpi / 72).to_numpy()[:, :, :3].copy() for index in wanted]
    document.close()
    return images


def scanned(image: Image, seed: int, most: float = 0.7) -> Image:
    """An image as scanned: turned by up to `most` degrees, a little out of focus, with grain and a grey lid."""
    chance = np.random.default_rng(seed)
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), chance.uniform(-most, most), 1.0)
    turn[:, 2] += chance.uniform(-6, 6, 2)
    out = cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    out = cv2.GaussianBlur(out, (0, 0), 0.7)
    light = 0.94 + 0.05 * np.linspace(0, 1, width)[None, :, None]
    grain = chance.normal(0, 7, (height, width, 1))
    return np.asarray(np.clip(out * light + grain, 0, 255), np.uint8)


def seal(image: Image, x: float, y: float, dpi: int = DPI) -> Image:
    """The image with a round red seal of 42 mm stamped over what is printed; its centre at parts x and y of the page."""
    height, width = image.shape[:2]
    stamp = np.full_like(image, 255)
    centre, radius = (round(x * width), round(y * height)), round(21 / 25.4 * dpi)
    red = (40, 30, 215)
    cv2.circle(stamp, centre, radius, red, max(2, radius // 18), cv2.LINE_AA)
    points = [(centre[0] + 0.3 * radius * (1 if k % 2 == 0 else 0.4) * np.sin(k * np.pi / 5),
               centre[1] - 0.3 * radius * (1 if k % 2 == 0 else 0.4) * np.cos(k * np.pi / 5)) for k in range(10)]  # fmt: skip
    cv2.fillPoly(stamp, [np.array(points, np.int32)], red, cv2.LINE_AA)
    for k in range(12):
        angle = np.pi * (0.75 + 1.5 * k / 11)
        at = centre[0] + 0.72 * radius * np.sin(angle + np.pi), centre[1] - 0.72 * radius * np.cos(angle + np.pi)
        box = cv2.boxPoints(((at[0], at[1]), (0.2 * radius, 0.2 * radius), float(np.degrees(angle))))
        cv2.polylines(stamp, [np.array(box, np.int32)], True, red, max(2, radius // 30), cv2.LINE_AA)
    return np.minimum(image, stamp)


def jpeg(image: Image, quality: int = 70) -> bytes:
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def pdf(images: Iterable[Image], dpi: int = DPI) -> bytes:
    """A PDF of the images as JPEGs, a page each."""
    document = pypdfium2.PdfDocument.new()
    for image in images:
        height, width = (72 * side / dpi for side in image.shape[:2])
        page = document.new_page(width, height)
        picture = pypdfium2.PdfImage.new(document)
        picture.load_jpeg(io.BytesIO(jpeg(image)), inline=True)
        picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        page.insert_obj(picture)
        page.gen_content()
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()
