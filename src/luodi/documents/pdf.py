"""PDF (ISO 32000) with a text layer: pdfium's glyphs and paths as pages."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice, repeat
from math import hypot
from threading import Lock
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
from msgspec.structs import replace

from luodi.documents import scan
from luodi.documents.model import DocumentError, Flow, Guess, Span
from luodi.documents.page import (
    Face,
    Family,
    Glyph,
    Page,
    Rule,
    Turn,
    legible,
    on_page,
    strokes,
    turned_glyph,
    turned_rule,
    typeface,
    upright,
)
from luodi.documents.pages import flow

PAGES = 5_000
GLYPHS = 1_000_000
PATHS = 20_000  # a page; drawings beyond that are no tables
SEGMENTS = 2_000  # a path
STROKES = 1_000_000  # path segments of a document; rules are not looked for after that
DEPTH = 8  # of forms within forms

_LOCK = Lock()  # pdfium is not thread-safe
_TURNS: dict[tuple[int, int], Turn] = {(1, 0): 0, (0, 1): 90, (-1, 0): 180, (0, -1): 270}


def read(data: bytes, name: str | None = None) -> Flow:
    """The text of a PDF.

    Pages that hold a picture and no text are read as scans; so is all of a document without text, or with glyphs that
    do not say which characters they are. Raises DocumentError: `encrypted` (a password is needed), `broken-pdf`,
    `too-long`, and without the extra `ocr` `no-text` (scanned pages) and `no-unicode`.
    """
    label = name or "PDF"
    with _LOCK:
        pages = _read(data, name)
    try:
        legible(pages, label)
    except DocumentError:
        if not scan.available():
            raise
        if len(pages) > scan.PAGES:
            raise DocumentError("too-long", name=label, pages=len(pages), limit=scan.PAGES) from None
        return scan.recognised(_images(data, label, [page.number for page in pages]), label, "pdf-scan")
    bare = _pictured(data, [page for page in pages if not page.glyphs])
    seen = bare[: scan.PAGES] if scan.available() else []
    scanned, guesses = scan.pages(_images(data, label, seen), seen) if seen else ([], ())
    unread = (Guess(Span("", page=number, box=(0, 0, 0, 0)), 0.0) for number in bare[len(seen) :])
    whole = {page.number: page for page in (*pages, *scanned)}
    return replace(flow([upright(page) for page in whole.values()], "pdf"), guesses=(*guesses, *unread))


def _pictured(data: bytes, pages: Sequence[Page]) -> list[int]:
    """The numbers of the pages of which a picture covers at least a quarter."""
    found: list[int] = []
    if not pages:
        return found
    with _LOCK:
        document = pypdfium2.PdfDocument(data)
        try:
            for page in pages:
                things = document[page.number - 1].get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)
                bounds = (thing.get_bounds() for thing in islice(things, PATHS))
                area = page.width * page.height
                if any((right - left) * (top - bottom) > 0.25 * area for left, bottom, right, top in bounds):
                    found.append(page.number)
        except pypdfium2.PdfiumError:
            pass  # a picture that cannot be measured is none that can be read
        finally:
            document.close()
    return found


def _images(data: bytes, label: str, numbers: Sequence[int]) -> Iterator[tuple[Any, float]]:
    """Some pages as they are shown, with their dots per inch."""
    with _LOCK:
        document = pypdfium2.PdfDocument(data)
    try:
        for number in numbers:
            with _LOCK:
                page = document[number - 1]
                scale = min(scan.DPI / 72, scan.LARGEST / max(page.get_size()))
                image = page.render(scale=scale).to_numpy()[:, :, :3].copy()
                page.close()
            yield image, 72 * scale
    except pypdfium2.PdfiumError:
        raise DocumentError("broken-pdf", name=label) from None
    finally:
        with _LOCK:
            document.close()


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
        room, strokes_left = GLYPHS, [STROKES]
        for index in range(count):
            handle = pdfium.FPDF_LoadPage(document.raw, index)
            if not handle:
                continue
            try:
                page = _page(handle, index + 1, room, strokes_left)
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


def _page(handle: Any, number: int, room: int, strokes_left: list[int]) -> Page:
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(handle, bounds)
    left, top = bounds.left, bounds.top
    width, height = bounds.right - left, top - bounds.bottom
    rules: list[Rule] = []
    fills: list[_Fill] = []
    for path in _paths(handle) if strokes_left[0] > 0 else ():
        strokes_left[0] -= _rule_lines(path, left, top, rules, fills)
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


def _direct(function: Any, result: Any, *arguments: Any) -> Any:
    """A pdfium function that takes and gives addresses as plain numbers: such calls cost a third less."""
    return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_object_of = _direct(pdfium.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
_code_of = _direct(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _POINTER, _INT)
_box_of = _direct(pdfium.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
_matrix_of = _direct(pdfium.FPDFText_GetMatrix, _INT, _POINTER, _INT, _POINTER)
_size_of = _direct(pdfium.FPDFText_GetFontSize, ctypes.c_double, _POINTER, _INT)
_mode_of = _direct(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)
_font_of = _direct(pdfium.FPDFTextObj_GetFont, _POINTER, _POINTER)
_fill_of = _direct(pdfium.FPDFPageObj_GetFillColor, _INT, *[_POINTER] * 5)
_stroke_of = _direct(pdfium.FPDFPageObj_GetStrokeColor, _INT, *[_POINTER] * 5)
_new = tuple.__new__  # a third of the cost of calling a NamedTuple


class _Run(NamedTuple):
    """What the glyphs of one text object share; `white` ones are only seen on a filled area."""

    face: Face
    white: bool
    size: float
    baseline: float


class _Text:
    """The text of a page whose corner is at (x0, y0), and room for what pdfium answers."""

    def __init__(self, handle: Any, x0: float, y0: float) -> None:
        self.handle, self.x0, self.y0 = handle, x0, y0
        self.address: int = ctypes.cast(handle, _POINTER).value or 0
        self.matrix, self.colour = pdfium.FS_MATRIX(), (ctypes.c_uint * 4)()
        self.matrix_at, self.colour_at = ctypes.addressof(self.matrix), ctypes.addressof(self.colour)
        self.fonts: dict[int, tuple[Family, bool]] = {}
        self.inks: dict[tuple[int | None, ...], tuple[Face, bool]] = {}

    def characters(self, count: int) -> list[str]:
        """A UTF-16 code unit for each of pdfium's characters."""
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(self.handle, 0, count, buffer)
        if written == count + 1:
            return [*map(chr, buffer[:count])]
        return [chr(_code_of(self.address, index)) for index in range(count)]  # some stand for none or several

    def boxes(self, count: int) -> list[float]:
        """Left, top, right and bottom of each character, one after the other, y upwards."""
        room = (ctypes.c_float * (4 * count))()
        first = ctypes.addressof(room)
        deque(map(_box_of, repeat(self.address), range(count), range(first, first + 16 * count, 16)), maxlen=0)
        return room[:]

    def run(self, index: int, thing: int) -> _Run:
        """How the text object of a character is drawn."""
        _matrix_of(self.address, index, self.matrix_at)
        a, b = self.matrix.a, self.matrix.b
        size = _size_of(self.address, index) * hypot(self.matrix.c, self.matrix.d)
        turn: Turn | None = 0
        if b or a <= 0:
            scale = hypot(a, b) or 1.0
            along, up = a / scale, b / scale
            turn = _TURNS.get((round(along), round(up))) if min(abs(along), abs(up)) < 0.05 else None
        baseline = self.matrix.e - self.x0 if turn in (90, 270) else self.y0 - self.matrix.f
        return _Run(*self.ink(thing, turn), size, baseline)

    def ink(self, thing: int, turn: Turn | None) -> tuple[Face, bool]:
        """Face of a text object, and whether it is white."""
        mode, font, first = _mode_of(thing), _font_of(thing), self.colour_at
        getter = _stroke_of if mode == pdfium.FPDF_TEXTRENDERMODE_STROKE else _fill_of
        if not getter(thing, first, first + 4, first + 8, first + 12):
            self.colour[:] = [0, 0, 0, 255]
        red, green, blue, alpha = self.colour
        key = (font, mode, turn, red, green, blue, alpha)
        if key not in self.inks:
            family, bold = self.font(font)
            bold = bold or mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
            shown = mode != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE  # else the text layer of a scan
            pale = shown and (min(red, green, blue) >= 160 or alpha < 110)
            white = shown and (min(red, green, blue) >= 250 or alpha < 5)
            self.inks[key] = _face(family, bold, pale, shown and red > 150 and max(green, blue) < 90, turn), white
        return self.inks[key]

    def font(self, address: int | None) -> tuple[Family, bool]:
        """Family and weight of a font by its name."""
        if not address:
            return "", False
        if address not in self.fonts:
            buffer = ctypes.create_string_buffer(128)
            pdfium.FPDFFont_GetBaseFontName(ctypes.cast(address, pdfium.FPDF_FONT), buffer, 128)
            try:
                self.fonts[address] = typeface(buffer.value.decode("utf-8"))
            except UnicodeDecodeError:
                self.fonts[address] = typeface(buffer.value.decode("gb18030", "replace"))
        return self.fonts[address]


def _glyphs(page: Any, x0: float, y0: float, width: float, height: float, fills: list[_Fill], room: int) -> list[Glyph]:
    """The glyphs of a page in drawing order; those off the page or white on white are left out."""
    handle = pdfium.FPDFText_LoadPage(page)
    if not handle:
        return []
    try:
        glyphs, whites = _read_glyphs(_Text(handle, x0, y0), min(pdfium.FPDFText_CountChars(handle), room))
    finally:
        pdfium.FPDFText_ClosePage(handle)
    if whites:
        glyphs = [glyph for i, glyph in enumerate(glyphs) if i not in whites or _on_ground(glyph, fills)]
    return on_page(glyphs, width, height)


def _on_ground(glyph: Glyph, fills: list[_Fill]) -> bool:
    x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    return any(fill.left <= x <= fill.right and fill.top <= y <= fill.bottom for fill in fills)


def _read_glyphs(text: _Text, count: int) -> tuple[list[Glyph], set[int]]:
    """Glyphs, and the indices of white ones. Characters that share a box are one glyph: ligatures, surrogate pairs."""
    out: list[Glyph] = []
    whites: set[int] = set()
    if count <= 0:
        return out, whites
    x0, y0 = text.x0, text.y0
    boxes = text.boxes(count)
    things = map(_object_of, repeat(text.address), range(count))
    parts = zip(things, text.characters(count), boxes[0::4], boxes[1::4], boxes[2::4], boxes[3::4], strict=True)
    last: int | None = None
    start = edge = height = 0.0
    halves = False
    for index, (thing, character, left, top, right, bottom) in enumerate(parts):
        if thing is None:
            continue  # a blank or line end that pdfium made up
        if thing != last:
            last = thing
            face, white, size, baseline = text.run(index, thing)
        elif (left == start and right == edge and top == height) or "\udc00" <= character <= "\udfff":
            out[-1] = out[-1]._replace(text=out[-1].text + character, right=right - x0)
            halves = True
            continue
        start, edge, height = left, right, top
        if character in "\x02\ufffe":  # a hyphen at the end of a line
            character = "-"
        elif "\ud800" <= character <= "\udfff":
            halves = True
        if white:
            whites.add(len(out))
        out.append(_new(Glyph, (character, left - x0, y0 - top, right - x0, y0 - bottom, baseline, size, face)))
    return ([*map(_whole, out)] if halves else out), whites


def _whole(glyph: Glyph) -> Glyph:
    """A glyph with the halves of surrogate pairs joined; a half alone is no character."""
    if any("\ud800" <= character <= "\udfff" for character in glyph.text):
        return glyph._replace(text=glyph.text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    return glyph


_face = cache(Face)


def _colour(getter: Any, thing: Any) -> tuple[int, int, int, int]:
    channels = [ctypes.c_uint() for _ in range(4)]
    if not getter(thing, *channels):
        return 0, 0, 0, 255
    red, green, blue, alpha = (channel.value for channel in channels)
    return red, green, blue, alpha


# ---------------------------------------------------------------- rules


class _Path(NamedTuple):
    thing: Any
    matrix: tuple[float, float, float, float, float, float]  # of the forms that it stands in


_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _paths(handle: Any) -> Iterator[_Path]:
    """The path objects of a page, those within forms included."""
    budget = PATHS
    count = pdfium.FPDFPage_CountObjects(handle)
    stack = [(pdfium.FPDFPage_GetObject(handle, i), _IDENTITY, 0) for i in reversed(range(count))]
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


def _rule_lines(path: _Path, x0: float, y0: float, rules: list[Rule], fills: list[_Fill]) -> int:
    """Adds what a path draws as ruling lines, and as areas; the number of points that this took."""
    thing = path.thing
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(thing, mode, stroke)
    fill = bool(mode.value) and _seen(pdfium.FPDFPageObj_GetFillColor, thing)
    line = bool(stroke.value) and _seen(pdfium.FPDFPageObj_GetStrokeColor, thing)
    count = 1
    for points in _outlines(path, x0, y0) if fill or line else ():
        count += len(points)
        rules.extend(strokes(points, line, fill))
        if fill:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            fills.append(_Fill(min(xs), min(ys), max(xs), max(ys)))
    return count


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
