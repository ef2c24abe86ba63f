"""PDF (ISO 32000) with a text layer: pdfium's glyphs and paths as pages."""

from __future__ import annotations

import ctypes
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import count as counting
from itertools import islice, repeat
from math import hypot
from struct import iter_unpack
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


_POINTER, _INT, _ULONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_ulong
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
_do = deque[Any](maxlen=0).extend  # runs through calls made for what they write
_HALF = re.compile("[\ud800-\udfff]")  # of a surrogate pair
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")

_Colour = tuple[int, int, int, int]
_BLACK: _Colour = (0, 0, 0, 255)


class _Run(NamedTuple):
    """What the glyphs of one text object share; `white` ones are only seen on a filled area."""

    face: Face
    white: bool
    size: float
    baseline: float


class _Text:
    """The text of a page. pdfium is asked for one thing of all characters, or of all text objects, at a time."""

    def __init__(self, handle: Any, x0: float, y0: float) -> None:
        self.handle, self.x0, self.y0 = handle, x0, y0  # the corner of the page
        self.address: int = ctypes.cast(handle, _POINTER).value or 0
        self.fonts: dict[int, tuple[Family, bool]] = {}
        self.inks: dict[tuple[int | None, int, Turn | None, _Colour], tuple[Face, bool]] = {}

    def objects(self, count: int) -> list[int | None]:
        """The text object of each character; none for a blank or line end that pdfium made up."""
        return [*map(_object_of, repeat(self.address), range(count))]

    def characters(self, count: int) -> str:
        """A UTF-16 code unit for each of pdfium's characters."""
        buffer = (ctypes.c_ushort * (count + 1))()
        whole = pdfium.FPDFText_GetText(self.handle, 0, count, buffer) == count + 1  # else some are none or several
        units = buffer[:count] if whole else map(_code_of, repeat(self.address), range(count))
        text = "".join(map(chr, units))
        return text.replace("\x02", "-").replace("\ufffe", "-")  # hyphens at the end of a line

    def boxes(self, count: int) -> list[tuple[float, ...]]:
        """The left, top, right and bottom of each character, y upwards."""
        room = (ctypes.c_float * (4 * count))()
        _do(map(_box_of, repeat(self.address), range(count), counting(ctypes.addressof(room), 16)))
        return [*iter_unpack("4f", room)]

    def runs(self, places: Mapping[int, int]) -> dict[int, _Run]:
        """How text objects are drawn, each given with the index of a character of it."""
        matrices, colours = (ctypes.c_float * (6 * len(places)))(), (ctypes.c_uint * (4 * len(places)))()
        channels = (counting(ctypes.addressof(colours) + offset, 16) for offset in (0, 4, 8, 12))
        filled = [*map(_fill_of, places, *channels)]
        _do(map(_matrix_of, repeat(self.address), places.values(), counting(ctypes.addressof(matrices), 24)))
        sizes = map(_size_of, repeat(self.address), places.values())
        looks = zip(
            places, map(_font_of, places), map(_mode_of, places), filled, iter_unpack("4I", colours),
            sizes, iter_unpack("6f", matrices), strict=True,
        )  # fmt: skip
        runs: dict[int, _Run] = {}
        for thing, font, mode, known, colour, size, (a, b, c, d, e, f) in looks:
            if mode == pdfium.FPDF_TEXTRENDERMODE_STROKE:
                colour = _colour(_stroke_of, thing)
            elif not known:
                colour = _BLACK
            turn: Turn | None = 0 if a > 0 and not b else _turn(a, b)
            key = font, mode, turn, colour
            if key not in self.inks:
                self.inks[key] = self.ink(*key)
            baseline = e - self.x0 if turn in (90, 270) else self.y0 - f
            runs[thing] = _Run(*self.inks[key], size * hypot(c, d), baseline)
        return runs

    def ink(self, font: int | None, mode: int, turn: Turn | None, colour: _Colour) -> tuple[Face, bool]:
        """The face of a text object, and whether it is white."""
        red, green, blue, alpha = colour
        family, bold = self.font(font)
        bold = bold or mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
        shown = mode != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE  # else the text layer of a scan
        pale = shown and (min(red, green, blue) >= 160 or alpha < 110)
        white = shown and (min(red, green, blue) >= 250 or alpha < 5)
        return _face(family, bold, pale, shown and red > 150 and max(green, blue) < 90, turn), white

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


def _turn(a: float, b: float) -> Turn | None:
    """The reading direction of text drawn along (a, b)."""
    scale = hypot(a, b) or 1.0
    along, up = a / scale, b / scale
    return _TURNS.get((round(along), round(up))) if min(abs(along), abs(up)) < 0.05 else None


def _glyphs(page: Any, x0: float, y0: float, width: float, height: float, fills: list[_Fill], room: int) -> list[Glyph]:
    """The glyphs of a page in drawing order; those off the page or white on white are left out."""
    handle = pdfium.FPDFText_LoadPage(page)
    if not handle:
        return []
    try:
        count = min(pdfium.FPDFText_CountChars(handle), room)
        glyphs, whites = _read_glyphs(_Text(handle, x0, y0), count) if count > 0 else ([], set())
    finally:
        pdfium.FPDFText_ClosePage(handle)
    if whites:
        glyphs = [glyph for i, glyph in enumerate(glyphs) if i not in whites or _on_ground(glyph, fills)]
    return on_page(glyphs, width, height)


def _on_ground(glyph: Glyph, fills: list[_Fill]) -> bool:
    x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    return any(fill.left <= x <= fill.right and fill.top <= y <= fill.bottom for fill in fills)


def _read_glyphs(text: _Text, count: int) -> tuple[list[Glyph], set[int]]:
    """Glyphs, and the indices of white ones. Characters of a text object that share a box are one glyph: ligatures."""
    out: list[Glyph] = []
    whites: set[int] = set()
    x0, y0 = text.x0, text.y0
    things, characters = text.objects(count), text.characters(count)
    runs = text.runs({thing: index for index, thing in enumerate(things) if thing is not None})
    boxes = text.boxes(count)
    if _HALF.search(characters):
        for index in (pair.start() for pair in _PAIR.finditer(characters)):
            left, top, _, bottom = boxes[index]
            boxes[index], things[index + 1] = (left, top, boxes[index + 1][2], bottom), None
        characters = _HALF.sub("\ufffd", _PAIR.sub(_whole, characters))
    last: int | None = None
    start = edge = height = 0.0
    for thing, character, (left, top, right, bottom) in zip(things, characters, boxes, strict=True):
        if thing is None:
            continue
        if thing != last:
            last = thing
            face, white, size, baseline = runs[thing]
        elif left == start and right == edge and top == height:
            out[-1] = out[-1]._replace(text=out[-1].text + character)
            continue
        start, edge, height = left, right, top
        if white:
            whites.add(len(out))
        out.append(_new(Glyph, (character, left - x0, y0 - top, right - x0, y0 - bottom, baseline, size, face)))
    return out, whites


def _whole(pair: re.Match[str]) -> str:
    """A surrogate pair as the one character that it stands for, and a second that does not count."""
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le") + "\ufffd"


_face = cache(Face)


def _colour(getter: Any, thing: int) -> _Colour:
    channels = (ctypes.c_uint * 4)()
    at = ctypes.addressof(channels)
    if not getter(thing, at, at + 4, at + 8, at + 12):
        return _BLACK
    red, green, blue, alpha = channels
    return red, green, blue, alpha


# ---------------------------------------------------------------- rules


_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_page_object = _direct(pdfium.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
_form_object = _direct(pdfium.FPDFFormObj_GetObject, _POINTER, _POINTER, _ULONG)
_kind_of = _direct(pdfium.FPDFPageObj_GetType, _INT, _POINTER)
_object_matrix = _direct(pdfium.FPDFPageObj_GetMatrix, _INT, _POINTER, _POINTER)
_draw_mode = _direct(pdfium.FPDFPath_GetDrawMode, _INT, *[_POINTER] * 3)
_segment_of = _direct(pdfium.FPDFPath_GetPathSegment, _POINTER, _POINTER, _INT)
_segments_of = _direct(pdfium.FPDFPath_CountSegments, _INT, _POINTER)
_segment_kind = _direct(pdfium.FPDFPathSegment_GetType, _INT, _POINTER)
_closes = _direct(pdfium.FPDFPathSegment_GetClose, _INT, _POINTER)
_point_of = _direct(pdfium.FPDFPathSegment_GetPoint, _INT, *[_POINTER] * 3)


class _Path(NamedTuple):
    thing: int
    matrix: _Matrix  # of the forms that it stands in


def _paths(handle: Any) -> Iterator[_Path]:
    """The path objects of a page, those within forms included."""
    budget = PATHS
    address = ctypes.cast(handle, _POINTER).value
    stack = _drawn(_page_object, address, pdfium.FPDFPage_CountObjects(handle), _IDENTITY, 0)
    while stack and budget:
        kind, thing, matrix, depth = stack.pop()
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            budget -= 1
            yield _Path(thing, matrix)
        elif depth < DEPTH:
            parts = min(pdfium.FPDFFormObj_CountObjects(ctypes.cast(thing, pdfium.FPDF_PAGEOBJECT)), PATHS)
            stack += _drawn(_form_object, thing, parts, _times(_matrix(thing), matrix), depth + 1)


def _drawn(
    getter: Any, owner: int | None, count: int, matrix: _Matrix, depth: int
) -> list[tuple[int, int, _Matrix, int]]:
    """The paths and forms of a page or form, the last one first."""
    things = [*map(getter, repeat(owner), reversed(range(count)))]
    kinds = map(_kind_of, things)
    drawn = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM)
    return [(kind, thing, matrix, depth) for kind, thing in zip(kinds, things, strict=True) if kind in drawn]


def _matrix(thing: int) -> _Matrix:
    m = pdfium.FS_MATRIX()
    if not _object_matrix(thing, ctypes.addressof(m)):
        return _IDENTITY
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _rule_lines(path: _Path, x0: float, y0: float, rules: list[Rule], fills: list[_Fill]) -> int:
    """Adds what a path draws as ruling lines, and as areas; the number of points that this took."""
    modes = (ctypes.c_int * 2)()
    at = ctypes.addressof(modes)
    _draw_mode(path.thing, at, at + 4)
    fill = bool(modes[0]) and _seen(_fill_of, path.thing)
    line = bool(modes[1]) and _seen(_stroke_of, path.thing)
    count = 1
    for points in _outlines(path, x0, y0) if fill or line else ():
        count += len(points)
        rules.extend(strokes(points, line, fill))
        if fill:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            fills.append(_Fill(min(xs), min(ys), max(xs), max(ys)))
    return count


def _seen(getter: Any, thing: int) -> bool:
    red, green, blue, alpha = _colour(getter, thing)
    return alpha > 5 and min(red, green, blue) < 250


def _outlines(path: _Path, x0: float, y0: float) -> Iterator[list[tuple[float, float]]]:
    """The subpaths of a path as points in page coordinates; a curve ends one."""
    a, b, c, d, e, f = _times(_matrix(path.thing), path.matrix)
    place = (ctypes.c_float * 2)()
    at = ctypes.addressof(place)
    points: list[tuple[float, float]] = []
    for index in range(min(_segments_of(path.thing), SEGMENTS)):
        segment = _segment_of(path.thing, index)
        kind = _segment_kind(segment)
        _point_of(segment, at, at + 4)
        x, y = place
        point = (a * x + c * y + e - x0, y0 - b * x - d * y - f)
        if kind != pdfium.FPDF_SEGMENT_LINETO:
            if len(points) > 1:
                yield points
            points = []
        points.append(point)
        if _closes(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points
