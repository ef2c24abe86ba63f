"""PDF (ISO 32000) with a text layer: pdfium's glyphs and paths as pages."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import cache
from math import hypot
from threading import Lock
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from luodi.documents.model import DocumentError, Flow
from luodi.documents.page import Face, Glyph, Page, Rule, Turn, turned, turned_glyph, turned_rule, typeface, upright
from luodi.documents.pages import flow

PAGES = 5_000
GLYPHS = 1_000_000
PATHS = 20_000  # a page; drawings beyond that are no tables
SEGMENTS = 2_000  # a path
DEPTH = 8  # of forms within forms

_LOCK = Lock()  # pdfium is not thread-safe
_THIN = 3.5  # points; a filled rectangle no thicker is a rule
_TURNS: dict[tuple[int, int], Turn] = {(1, 0): 0, (0, 1): 90, (-1, 0): 180, (0, -1): 270}


def read(data: bytes, name: str | None = None) -> Flow:
    """The text of a PDF.

    Raises DocumentError: `encrypted` (a password is needed), `broken-pdf`, `no-text` (scanned pages),
    `no-unicode` (glyphs that do not say which characters they are), `too-long`.
    """
    with _LOCK:
        pages = _read(data, name)
    glyphs = [glyph for page in pages for glyph in page.glyphs]
    if not any(not glyph.text.isspace() for glyph in glyphs):
        raise DocumentError("no-text", name=name or "PDF")
    if sum(map(_unreadable, glyphs)) > 0.3 * len(glyphs):
        raise DocumentError("no-unicode", name=name or "PDF")
    return flow([upright(page) for page in pages], "pdf")


def _read(data: bytes, name: str | None) -> list[Page]:
    label = name or "PDF"
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise DocumentError("encrypted" if locked else "broken-pdf", name=label) from None
    try:
        count = len(document)
        if count > PAGES:
            raise DocumentError("too-long", name=label, pages=count, limit=PAGES)
        pages: list[Page] = []
        room = GLYPHS
        for index in range(count):
            handle = pdfium.FPDF_LoadPage(document.raw, index)
            if not handle:
                continue
            try:
                page = _page(handle, index + 1, room)
            finally:
                pdfium.FPDF_ClosePage(handle)
            room -= len(page.glyphs)
            if room <= 0:
                raise DocumentError("too-long", name=label, pages=count, limit=PAGES)
            pages.append(page)
    finally:
        document.close()
    if not pages:
        raise DocumentError("broken-pdf", name=label)
    return pages


def _unreadable(glyph: Glyph) -> bool:
    first = glyph.text[0]
    return first == "\ufffd" or "\ue000" <= first <= "\uf8ff" or (first < " " and first not in "\t\n\r")


def _page(handle: Any, number: int, room: int) -> Page:
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(handle, bounds)
    left, top = bounds.left, bounds.top
    width, height = bounds.right - left, top - bounds.bottom
    rules: list[Rule] = []
    fills: list[_Fill] = []
    for path in _paths(handle):
        _rule_lines(path, left, top, rules, fills)
    page = Page(number, width, height, tuple(_glyphs(handle, left, top, width, height, fills, room)), tuple(rules))
    turn = 90 * pdfium.FPDFPage_GetRotation(handle)
    if not turn:
        return page
    glyphs = tuple(turned_glyph(glyph, turn, width, height) for glyph in page.glyphs)
    if turn != 180:
        width, height = height, width
    lines = tuple(turned_rule(rule, turn, page.width, page.height) for rule in page.rules)
    return Page(number, width, height, glyphs, lines)


# ---------------------------------------------------------------- glyphs


class _Fill(NamedTuple):
    """A filled area that white text can stand on."""

    left: float
    top: float
    right: float
    bottom: float


class _Run(NamedTuple):
    """What the glyphs of one text object share. `face` is None if they cannot be seen."""

    face: Face
    size: float
    white: bool


def _glyphs(
    handle: Any, x0: float, y0: float, width: float, height: float, fills: list[_Fill], room: int
) -> Iterator[Glyph]:
    """The glyphs of a page in drawing order; those off the page or white on white are left out."""
    text = pdfium.FPDFText_LoadPage(handle)
    if not text:
        return
    try:
        box = pdfium.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        code, object_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetTextObject, pdfium.FPDFText_GetLooseCharBox
        count = min(pdfium.FPDFText_CountChars(text), room)
        last: int | None = None
        run = _Run(Face(), 0.0, False)
        baseline = 0.0
        pending: Glyph | None = None
        for index in range(count):
            thing = object_of(text, index)
            if not thing:
                continue  # a blank or line end that pdfium made up
            address = ctypes.addressof(thing.contents)
            box_of(text, index, box)
            if address != last:
                last, run = address, _run(text, index, thing)
                pdfium.FPDFText_GetCharOrigin(text, index, x, y)
                baseline = y0 - y.value if run.face.turn in (0, 180, None) else x.value - x0
            character = code(text, index)
            left, top, right, bottom = box.left - x0, y0 - box.top, box.right - x0, y0 - box.bottom
            if pending is not None and (left, top, right, bottom) == pending[1:5] and run.face is pending.face:
                pending = pending._replace(text=_joined(pending.text, character))
                continue
            if pending is not None:
                yield pending
                pending = None
            across, down = (left + right) / 2, (top + bottom) / 2
            if not (0 <= across <= width and 0 <= down <= height):
                continue
            if run.white and not any(f[0] <= across <= f[2] and f[1] <= down <= f[3] for f in fills):
                continue
            # pdfium gives U+0002 for a hyphen at the end of a line
            pending = Glyph("-" if character == 2 else chr(character), left, top, right, bottom, baseline, run.size, run.face)
        if pending is not None:
            yield pending
    finally:
        pdfium.FPDFText_ClosePage(text)


def _joined(text: str, unit: int) -> str:
    """Another code unit of the same glyph: the rest of a ligature, or the low half of a surrogate pair."""
    high = ord(text[-1])
    if 0xD800 <= high < 0xDC00 <= unit < 0xE000:
        return text[:-1] + chr(0x10000 + ((high - 0xD800) << 10) + unit - 0xDC00)
    return text + chr(unit)


def _run(text: Any, index: int, thing: Any) -> _Run:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    size = pdfium.FPDFText_GetFontSize(text, index) * hypot(matrix.c, matrix.d)
    scale = hypot(matrix.a, matrix.b) or 1.0
    along, up = matrix.a / scale, matrix.b / scale
    turn = _TURNS.get((round(along), round(up))) if min(abs(along), abs(up)) < 0.05 else None
    mode = pdfium.FPDFTextObj_GetTextRenderMode(thing)
    family, bold = _font(_font_name(pdfium.FPDFTextObj_GetFont(thing)))
    bold = bold or mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
    if mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:  # the text layer of a scan
        return _Run(_face(family, bold, False, False, turn), size, False)
    stroked = mode == pdfium.FPDF_TEXTRENDERMODE_STROKE
    red, green, blue, alpha = _colour(pdfium.FPDFPageObj_GetStrokeColor if stroked else pdfium.FPDFPageObj_GetFillColor, thing)
    pale = min(red, green, blue) >= 160 or alpha < 110
    white = min(red, green, blue) >= 250 or alpha < 5
    return _Run(_face(family, bold, pale, red > 150 and max(green, blue) < 90, turn), size, white)


_face = cache(Face)


def _colour(getter: Any, thing: Any) -> tuple[int, int, int, int]:
    channels = [ctypes.c_uint() for _ in range(4)]
    if not getter(thing, *channels):
        return 0, 0, 0, 255
    red, green, blue, alpha = (channel.value for channel in channels)
    return red, green, blue, alpha


def _font_name(font: Any) -> bytes:
    if not font:
        return b""
    buffer = ctypes.create_string_buffer(128)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, 128)
    return buffer.value


@cache
def _font(name: bytes) -> tuple[Any, bool]:
    try:
        return typeface(name.decode("utf-8"))
    except UnicodeDecodeError:
        return typeface(name.decode("gb18030", "replace"))


# ---------------------------------------------------------------- rules


class _Path(NamedTuple):
    thing: Any
    matrix: tuple[float, float, float, float, float, float]  # of the forms that it stands in


_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _paths(handle: Any) -> Iterator[_Path]:
    """The path objects of a page, those within forms included."""
    budget = PATHS
    stack = [(pdfium.FPDFPage_GetObject(handle, i), _IDENTITY, 0) for i in reversed(range(pdfium.FPDFPage_CountObjects(handle)))]
    while stack and budget:
        thing, matrix, depth = stack.pop()
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            budget -= 1
            yield _Path(thing, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEPTH:
            inner = _times(_matrix(thing), matrix)
            parts = min(pdfium.FPDFFormObj_CountObjects(thing), PATHS)
            stack += [(pdfium.FPDFFormObj_GetObject(thing, i), inner, depth + 1) for i in reversed(range(parts))]


def _matrix(thing: Any) -> tuple[float, float, float, float, float, float]:
    m = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, m):
        return _IDENTITY
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(
    inner: tuple[float, float, float, float, float, float], outer: tuple[float, float, float, float, float, float]
) -> tuple[float, float, float, float, float, float]:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _rule_lines(path: _Path, x0: float, y0: float, rules: list[Rule], fills: list[_Fill]) -> None:
    """Adds what a path draws as ruling lines, and as areas."""
    thing = path.thing
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(thing, mode, stroke)
    fill = bool(mode.value) and _seen(pdfium.FPDFPageObj_GetFillColor, thing)
    line = bool(stroke.value) and _seen(pdfium.FPDFPageObj_GetStrokeColor, thing)
    if not (fill or line):
        return
    for points in _outlines(path, x0, y0):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        wide, high = right - left, bottom - top
        if min(wide, high) <= _THIN:
            if wide > high:
                rules.append(Rule(True, (top + bottom) / 2, left, right))
            elif high:
                rules.append(Rule(False, (left + right) / 2, top, bottom))
        elif line:
            for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
                if abs(y1 - y2) < 0.5 < abs(x1 - x2):
                    rules.append(Rule(True, y1, min(x1, x2), max(x1, x2)))
                elif abs(x1 - x2) < 0.5 < abs(y1 - y2):
                    rules.append(Rule(False, x1, min(y1, y2), max(y1, y2)))
        if fill and min(wide, high) > _THIN:
            fills.append(_Fill(left, top, right, bottom))


def _seen(getter: Any, thing: Any) -> bool:
    red, green, blue, alpha = _colour(getter, thing)
    return alpha > 5 and min(red, green, blue) < 250


def _outlines(path: _Path, x0: float, y0: float) -> Iterator[list[tuple[float, float]]]:
    """The subpaths of a path as points in page coordinates; a curve ends one."""
    a, b, c, d, e, f = _times(_matrix(path.thing), path.matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(min(pdfium.FPDFPath_CountSegments(path.thing), SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path.thing, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e - x0, y0 - b * x.value - d * y.value - f)
        if kind != pdfium.FPDF_SEGMENT_LINETO:
            if len(points) > 1:
                yield points
            points = []
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points
