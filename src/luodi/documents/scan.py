"""Scanned documents: PDF whose pages are images, and images. Their text is recognised (OCR) by the extra `ocr`."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import count
from statistics import median
from typing import TYPE_CHECKING, Any

import msgspec

from luodi.documents.model import DocumentError, Flow, Guess, Span
from luodi.documents.page import Glyph, Page, Rule, Turn
from luodi.documents.pages import flow

if TYPE_CHECKING:
    from luodi.documents.image import Image
    from luodi.documents.recognition import Place, Reading

DPI = 200
"""At which pages are recognised: the least that DA/T 31-2017 asks of scanned records, and enough for type of 9 points."""

PAGES = 100
"""Of one scan; a page takes some seconds."""

PIXELS = 100_000_000
"""Of one image, in its file."""

LARGEST = 3600
"""Pixels of the longer side of a page as it is recognised; A3 at 200 dpi has 3,300."""

_NARROW = 32  # pixels; no page of text is narrower
_A4 = 842.0  # points of the longer side of a page whose file does not say how large it is
_DIRT = 0.5  # certainty below which marks on a page are no characters
_DOUBT = 0.85  # certainty below which a character, or a line on the whole, is reported; of clean print 1 in 3,000 is
_LIGHT = frozenset("，,：:；;（）()[]〔〕、。—–－-~～“”‘’《》")  # signs whose variants look alike
_UPRIGHT = 0.75  # mean certainty of a page that is read the right way round


def available() -> bool:
    """Whether the extra `ocr` is installed."""
    return all(find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2"))


def read(data: bytes, name: str | None = None) -> Flow:
    """The text of an image (PNG, JPEG, TIFF of one or several pages).

    Raises DocumentError: `illegible` (no character is recognised), `no-text` (the extra is not installed), `broken-image`,
    `too-large`, `too-long`.
    """
    label = name or "image"
    if not available():
        raise DocumentError("no-text", name=label)
    return recognised(_images(data, label), label, "image")


def recognised(images: Iterable[tuple[Image, float]], name: str, format: str) -> Flow:
    """The text of the pages of a scan, each an image as shown with its dots per inch. Needs the extra `ocr`.

    Raises DocumentError: `illegible` if no character is recognised.
    """
    found, guesses = pages(images, count(1))
    if not any(page.glyphs for page in found):
        raise DocumentError("illegible", name=name)
    return msgspec.structs.replace(flow(found, format), guesses=guesses)


def pages(images: Iterable[tuple[Image, float]], numbers: Iterable[int]) -> tuple[list[Page], tuple[Guess, ...]]:
    """Some pages of a document by their images, and what of them is uncertain. Needs the extra `ocr`."""
    from luodi.documents.typeset import typeset

    sheets = [_sheet(image, dpi) for image, dpi in images]
    found: list[Page] = []
    guesses: list[Guess] = []
    lines = typeset([(sheet.readings, sheet.dpi) for sheet in sheets])
    for number, sheet, glyphs in zip(numbers, sheets, lines, strict=False):
        page = replace(sheet.page, number=number, glyphs=tuple(glyph for line in glyphs for glyph in line))
        found.append(page)
        guesses += _guesses(sheet, glyphs, page)
    return found, tuple(guesses)


# ---------------------------------------------------------------- images


def _images(data: bytes, label: str) -> Iterator[tuple[Image, float]]:
    """The pictures of an image file, at `DPI` if the page is as large as its file says, or else A4."""
    import numpy as np
    from PIL import Image as Pillow
    from PIL import ImageOps, ImageSequence

    try:
        picture: Any = Pillow.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF"))
        frames = getattr(picture, "n_frames", 1)
        if frames > PAGES:
            raise DocumentError("too-long", name=label, pages=frames, limit=PAGES)
        for frame in ImageSequence.Iterator(picture):
            if frame.width * frame.height > PIXELS:
                raise DocumentError("too-large", name=label)
            shown = ImageOps.exif_transpose(frame).convert("RGBA")
            paper = Pillow.new("RGBA", shown.size, "white")
            paper.alpha_composite(shown)
            scale = _points(frame.info.get("dpi"), shown.size) * DPI / 72 / max(shown.size)
            size = (max(1, round(scale * shown.width)), max(1, round(scale * shown.height)))
            resized = paper.convert("RGB").resize(size, Pillow.Resampling.LANCZOS)
            yield np.asarray(resized)[:, :, ::-1].copy(), DPI
    except DocumentError:
        raise
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise DocumentError("too-large", name=label) from None
    except Exception:  # decoders raise errors of many kinds
        raise DocumentError("broken-image", name=label) from None


def _points(dpi: Any, size: tuple[int, int]) -> float:
    """The longer side of a page, in points."""
    if isinstance(dpi, tuple) and len(dpi) == 2 and float(dpi[0]) > 0:
        side = 72 * max(size) / float(dpi[0])
        if 400 < side <= 72 * LARGEST / DPI:
            return side
    return _A4


# ---------------------------------------------------------------- a page


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page without its glyphs, what was recognised on it, and marks that are no characters or cannot be read."""

    page: Page
    readings: list[Reading]
    unread: list[Reading]
    dpi: float


def _sheet(image: Image, dpi: float) -> _Sheet:
    from luodi.documents.image import without_seals

    if min(image.shape[:2]) < _NARROW:
        return _Sheet(Page(0, image.shape[1] * 72 / dpi, image.shape[0] * 72 / dpi, ()), [], [], dpi)
    clean = without_seals(image, dpi)
    sheet = _level(clean, dpi, 0)
    if sheet is None:  # most lines run up or down the page
        return max(
            (_level(clean, dpi, turn) or _Sheet(Page(0, 0, 0, ()), [], [], dpi) for turn in (90, 270)), key=_legibility
        )
    found = sheet.readings + sheet.unread
    if len(found) < 4 or sum(reading.certainty for reading in found) >= _UPRIGHT * len(found):
        return sheet
    return max(sheet, _level(clean, dpi, 180) or sheet, key=_legibility)


def _legibility(sheet: _Sheet) -> float:
    """How much of what is printed on a page was read, and how surely."""
    return sum(reading.certainty**2 * len(reading.text) for reading in sheet.readings)


def _level(image: Image, dpi: float, turn: Turn) -> _Sheet | None:
    """A page turned clockwise, straightened and read; None if its lines stand upright."""
    from luodi.documents import image_rules, recognition
    from luodi.documents.image import ink, tilt, turned, turned_back

    image = turned(image, turn)
    askew = tilt(ink(image))
    image = turned_back(image, askew)
    printed = ink(image)
    height, width = (72 * side / dpi for side in printed.shape)
    rules = image_rules.rules(printed, dpi)
    page = Page(0, width, height, (), tuple(rules), turn, tilt=askew)
    if not printed.any():
        return _Sheet(page, [], [], dpi)
    image, printed = image_rules.wiped(image, rules, dpi, 255), image_rules.wiped(printed, rules, dpi, 0)
    found = recognition.places(image)
    if not turn % 180 and sum(place.height for place in found) > 1.2 * sum(place.width for place in found):
        return None
    found = recognition.completed(printed, found)
    whole = [piece for place in found for piece in _cells(place, rules, dpi)]
    places = [part for place in whole for part in recognition.stacked(printed, place)]
    readings = recognition.readings(image, printed, places)
    sure = [reading for reading in readings if reading.certainty >= _DIRT]
    return _Sheet(page, sure, [reading for reading in readings if reading.certainty < _DIRT], dpi)


def _cells(place: Place, rules: Sequence[Rule], dpi: float) -> list[Place]:
    """A line in pieces where it runs across upright rules."""
    from luodi.documents.recognition import cut

    unit = dpi / 72
    y = (place.top + place.bottom) / 2 / unit
    return cut(place, [rule.at * unit for rule in rules if not rule.horizontal and rule.start <= y <= rule.end])


# ---------------------------------------------------------------- doubts


def _guesses(sheet: _Sheet, lines: Sequence[Sequence[Glyph]], page: Page) -> Iterator[Guess]:
    """The runs of characters on a page that may be others, and the places that could not be read."""
    for reading, glyphs in zip(sheet.readings, lines, strict=True):
        for run in _runs(reading, glyphs):
            text = "".join(glyph.text for glyph, _ in run)
            box = page.box((run[0][0].left, run[0][0].top, run[-1][0].right, run[0][0].bottom))
            yield Guess(Span(text, page=page.number, box=box), round(min(sure for _, sure in run), 2))
    usual = median([reading.place.height for reading in sheet.readings]) if sheet.readings else 0
    for reading in sheet.unread:
        if 0.6 * usual < reading.place.height < 2 * usual and any(map(str.isalnum, reading.text)):
            left, top, right, bottom = (72 * side / sheet.dpi for side in reading.place[:4])
            box = page.box((left, top, right, bottom))
            yield Guess(Span("", page=page.number, box=box), round(reading.certainty, 2))


def _runs(reading: Reading, glyphs: Sequence[Glyph]) -> Iterator[list[tuple[Glyph, float]]]:
    """Neighbouring characters that are not certain; of signs those within numbers that do not differ in width only."""
    sure = [x for character, x in zip(reading.text, reading.sure, strict=True) if not character.isspace()]
    text = "".join(glyph.text for glyph in glyphs)
    words = [certainty for character, certainty in zip(text, sure, strict=True) if character.isalnum()]
    if len(words) > 3 and sum(words) < _DOUBT * len(words):  # characters may be missing from such a line
        yield [(glyph, sum(words) / len(words)) for glyph in glyphs]
        return
    run: list[tuple[Glyph, float]] = []
    for index, (glyph, certainty) in enumerate(zip(glyphs, sure, strict=True)):
        around = text[index - 1 : index] + text[index + 1 : index + 2]
        figure = glyph.text not in _LIGHT and around.strip(".").isdecimal() and len(around) == 2
        if certainty < _DOUBT and (figure or glyph.text.isalnum()):
            run.append((glyph, certainty))
        elif run:
            yield run
            run = []
    if run:
        yield run
