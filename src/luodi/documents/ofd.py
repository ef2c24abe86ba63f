"""OFD (GB/T 33190-2016): text objects and paths of a package as pages.

Lengths in the format are millimetres from the top left of the page, y downwards. Element names are taken without their
namespace, since producers differ in it; attachments, annotations and signatures are no text and are not read.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from math import hypot
from typing import NamedTuple

from lxml import etree

from luodi.documents.model import DocumentError, Flow
from luodi.documents.page import Face, Family, Glyph, Page, Rule, Turn, legible, on_page, strokes, typeface, upright
from luodi.documents.pages import flow
from luodi.files.archive import Archive, open_zip

PAGES = 5_000
GLYPHS = 1_000_000
OBJECTS = 200_000  # a page, those of composite objects each time they are used
PATHS = 20_000  # a page
DEPTH = 16  # of blocks within blocks

_POINTS = 72 / 25.4
_A4 = (0.0, 0.0, 210.0, 297.0)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ASCENT, _DESCENT = 0.88, 0.12  # em of a Chinese typeface

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read(data: bytes, name: str | None = None) -> Flow:
    """The text of an OFD package, all its documents one after the other.

    Raises DocumentError: `broken-ofd`, `no-text`, `no-unicode`, `too-long`, and what archives and XML raise.
    """
    archive = open_zip(data, name)
    pages: list[Page] = []
    for document in _documents(archive):
        document.pages(pages)
    if not pages:
        raise DocumentError("broken-ofd", name=name or "OFD")
    legible(pages, name or "OFD")
    return flow([upright(page) for page in pages], "ofd")


# ---------------------------------------------------------------- the package


def _tag(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: etree._Element | None, *tags: str) -> list[etree._Element]:
    return [child for child in element if _tag(child) in tags] if element is not None else []


def _child(element: etree._Element | None, tag: str) -> etree._Element | None:
    return next(iter(_children(element, tag)), None)


def _numbers(text: str | None) -> list[float]:
    return [float(number) for number in _NUMBER.findall((text or "")[:2_000_000])]


def _documents(archive: Archive) -> Iterator[_Document]:
    for body in _children(archive.xml("OFD.xml"), "DocBody"):
        root = _child(body, "DocRoot")
        if root is not None and root.text:
            path = _resolved("", root.text)
            if path in archive:
                yield _Document(archive, path)


def _resolved(base: str, location: str) -> str:
    """The path of a location (ST_Loc) given in the part `base`: from the root with a slash, else beside the part."""
    location = location.strip().replace("\\", "/")
    folder = "" if location.startswith("/") else posixpath.dirname(base)
    return posixpath.normpath(posixpath.join("/", folder, location)).lstrip("/")


class _Font(NamedTuple):
    family: Family
    bold: bool


class _Document:
    """One document of a package with what its pages share."""

    def __init__(self, archive: Archive, path: str) -> None:
        self.archive, self.path = archive, path
        self.root = archive.xml(path)
        self.common = _child(self.root, "CommonData")
        self.fonts: dict[str, _Font] = {}
        self.units: dict[str, etree._Element] = {}
        for resource in _children(self.common, "PublicRes", "DocumentRes"):
            self._resource(self._part(path, resource.text))
        self.templates = {
            page.get("ID", ""): page.get("BaseLoc", "") for page in _children(self.common, "TemplatePage")
        }

    def _part(self, base: str, location: str | None) -> str | None:
        """The path of a part; some producers write it from the folder of the document or from the root."""
        for start in (base, self.path, ""):
            path = _resolved(start, location or "")
            if path in self.archive:
                return path
        return None

    def _resource(self, path: str | None) -> None:
        if path is None:
            return
        for group in self.archive.xml(path):
            for item in group:
                if _tag(item) == "Font":
                    family, bold = typeface(item.get("FontName") or item.get("FamilyName") or "")
                    self.fonts[item.get("ID", "")] = _Font(family, bold or item.get("Bold") == "true")
                elif _tag(item) == "CompositeGraphicUnit":
                    self.units[item.get("ID", "")] = item

    def pages(self, out: list[Page]) -> None:
        """Adds the pages of the document, numbered on from those there are."""
        listed = _children(_child(self.root, "Pages"), "Page")
        glyphs = sum(len(page.glyphs) for page in out)
        for entry in listed:
            path = self._part(self.path, entry.get("BaseLoc"))
            if path is None:
                continue
            out.append(self._page(path, len(out) + 1))
            glyphs += len(out[-1].glyphs)
            if len(out) > PAGES or glyphs > GLYPHS:
                raise DocumentError("too-long", name=self.archive.name or "OFD", pages=len(listed), limit=PAGES)

    def _page(self, path: str, number: int) -> Page:
        root = self.archive.xml(path)
        for resource in _children(root, "PageRes"):
            self._resource(self._part(path, resource.text))
        left, top, width, height = self._size(root)
        drawing = _Drawing(self, (_POINTS, 0.0, 0.0, _POINTS, -left * _POINTS, -top * _POINTS))
        for template in _children(root, "Template"):
            base = self._part(self.path, self.templates.get(template.get("TemplateID", "")))
            if base is not None:
                drawing.content(self.archive.xml(base))
        drawing.content(root)
        page = Page(number, width * _POINTS, height * _POINTS, (), tuple(drawing.rules))
        return replace(page, glyphs=tuple(on_page(drawing.glyphs, page.width, page.height)))

    def _size(self, root: etree._Element) -> tuple[float, float, float, float]:
        for area in (_child(root, "Area"), _child(self.common, "PageArea")):
            box = _child(area, "PhysicalBox")
            numbers = _numbers(box.text) if box is not None else []
            if len(numbers) == 4 and min(numbers[2:]) > 0:
                return numbers[0], numbers[1], numbers[2], numbers[3]
        return _A4


# ---------------------------------------------------------------- what is drawn


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


_face = cache(Face)


@dataclass(slots=True)
class _Drawing:
    """Glyphs and rules of a page as they are drawn; `matrix` leads from millimetres to points of the page."""

    document: _Document
    matrix: Matrix
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    objects: int = 0
    paths: int = 0

    def content(self, root: etree._Element) -> None:
        """Draws the layers of a page or template."""
        for layer in _children(_child(root, "Content"), "Layer"):
            self._block(layer, self.matrix)

    def _block(
        self, block: etree._Element, matrix: Matrix, depth: int = 0, within: frozenset[str] = frozenset()
    ) -> None:
        """Draws what is in a block; `within` are the composite units that it is part of."""
        if depth > DEPTH:
            return
        for item in block:
            self.objects += 1
            if self.objects > OBJECTS or len(self.glyphs) > GLYPHS:
                return
            tag = _tag(item)
            if item.get("Visible") == "false":
                continue
            if tag in ("PageBlock", "Layer", "Content"):
                self._block(item, matrix, depth + 1, within)
            elif tag == "TextObject":
                self._text(item, matrix)
            elif tag == "PathObject" and self.paths < PATHS:
                self.paths += 1
                self._path(item, matrix)
            elif tag == "CompositeObject":
                name = item.get("ResourceID", "")
                unit = self.document.units.get(name)
                if unit is not None and name not in within:
                    self._block(unit, _placed(item, matrix), depth + 1, within | {name})

    def _text(self, item: etree._Element, matrix: Matrix) -> None:
        matrix = _placed(item, matrix)
        size = next(iter(_numbers(item.get("Size"))), 0.0)
        scale = hypot(matrix[2], matrix[3])
        ink = _ink(item, "FillColor")
        if not size or not scale or ink is None:
            return
        wide = next(iter(_numbers(item.get("HScale"))), 1.0)
        font = self.document.fonts.get(item.get("Font", ""), _Font("", False))
        bold = font.bold or next(iter(_numbers(item.get("Weight"))), 400.0) >= 600
        turn = _turn(matrix)
        face = _face(font.family, bold, ink.pale, ink.red, turn)
        x = y = 0.0
        for code in _children(item, "TextCode"):
            x, y = _first(code.get("X"), x), _first(code.get("Y"), y)
            text = code.text or ""
            if "\n" in text:  # a file that someone has indented
                text = text.strip()
            across, down = _deltas(code.get("DeltaX"), len(text)), _deltas(code.get("DeltaY"), len(text))
            for index, character in enumerate(text):
                natural = size * wide * _width(character)
                step = across[index] if index < len(across) else (0.0 if down else natural)
                advance = min(step, natural) if step > 0 else natural
                self.glyphs.append(_glyph(character, x, y, advance, size, matrix, face, turn))
                x += step
                y += down[index] if index < len(down) else 0.0

    def _path(self, item: etree._Element, matrix: Matrix) -> None:
        line = item.get("Stroke") != "false" and _ink(item, "StrokeColor") is not None
        fill = item.get("Fill") == "true" and _ink(item, "FillColor") is not None
        data = _child(item, "AbbreviatedData")
        if data is None or not (line or fill):
            return
        clip = _boundary(item, matrix)
        matrix = _placed(item, matrix)
        for points in _outlines(data.text or ""):
            for rule in strokes([_at(matrix, x, y) for x, y in points], line, fill):
                kept = _clipped(rule, clip)
                if kept is not None:
                    self.rules.append(kept)


def _placed(item: etree._Element, matrix: Matrix) -> Matrix:
    """The matrix within an object: its CTM, then the corner of its Boundary."""
    boundary = _numbers(item.get("Boundary"))
    ctm = _numbers(item.get("CTM"))
    x, y = boundary[:2] if len(boundary) == 4 else (0.0, 0.0)
    inner: Matrix = (ctm[0], ctm[1], ctm[2], ctm[3], ctm[4], ctm[5]) if len(ctm) == 6 else _IDENTITY
    return _times(_times(inner, (1.0, 0.0, 0.0, 1.0, x, y)), matrix)


def _boundary(item: etree._Element, matrix: Matrix) -> tuple[float, float, float, float] | None:
    numbers = _numbers(item.get("Boundary"))
    if len(numbers) != 4:
        return None
    (x1, y1), (x2, y2) = _at(matrix, *numbers[:2]), _at(matrix, numbers[0] + numbers[2], numbers[1] + numbers[3])
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _clipped(rule: Rule, clip: tuple[float, float, float, float] | None) -> Rule | None:
    """The part of a rule within a boundary; boundaries of lines may have no height of their own."""
    if clip is None:
        return rule
    (start, end), (low, high) = (clip[0::2], clip[1::2]) if rule.horizontal else (clip[1::2], clip[0::2])
    start, end = max(rule.start, start - 1), min(rule.end, end + 1)
    return Rule(rule.horizontal, rule.at, start, end) if start < end and low - 2 <= rule.at <= high + 2 else None


class _Ink(NamedTuple):
    pale: bool
    red: bool


def _ink(item: etree._Element, tag: str) -> _Ink | None:
    """The colour of an object, black unless it says otherwise; None if it cannot be seen on white."""
    colour = _child(item, tag)
    alpha = _first(item.get("Alpha"), 255.0)
    value = _numbers(colour.get("Value")) if colour is not None else []
    if colour is not None:
        alpha = min(alpha, _first(colour.get("Alpha"), 255.0))
    red, green, blue = value if len(value) == 3 else (value or [0.0])[:1] * 3 if len(value) < 4 else (0.0, 0.0, 0.0)
    if alpha < 5 or min(red, green, blue) >= 250:
        return None
    return _Ink(min(red, green, blue) >= 160 or alpha < 110, red > 150 and max(green, blue) < 90)


def _first(text: str | None, default: float) -> float:
    return next(iter(_numbers(text)), default)


def _deltas(text: str | None, count: int) -> list[float]:
    """Steps between characters; `g n v` stands for n steps of v (GB/T 33190, 11.3)."""
    out: list[float] = []
    words = (text or "").split()
    at = 0
    while at < len(words) and len(out) < count:
        if words[at].lower() == "g" and at + 2 < len(words):
            repeat, step = _first(words[at + 1], 0.0), _first(words[at + 2], 0.0)
            out += [step] * min(int(min(repeat, 1e6)), count)
            at += 3
        else:
            out.append(_first(words[at], 0.0))
            at += 1
    return out


def _width(character: str) -> float:
    """em that a character takes where its font is not asked: a square of Chinese print, or about half of it."""
    if character >= "\u2e80" or character in "“”‘’—…·①②③④⑤⑥⑦⑧⑨⑩":
        return 1.0
    return 0.5 if character.isdigit() or character.islower() or character.isspace() else 0.6


def _turn(matrix: Matrix) -> Turn | None:
    a, b = matrix[:2]
    scale = hypot(a, b) or 1.0
    along, up = a / scale, -b / scale
    if min(abs(along), abs(up)) >= 0.05:
        return None
    turns: dict[tuple[int, int], Turn] = {(1, 0): 0, (0, 1): 90, (-1, 0): 180, (0, -1): 270}
    return turns[round(along), round(up)]


def _glyph(
    character: str, x: float, y: float, advance: float, size: float, matrix: Matrix, face: Face, turn: Turn | None
) -> Glyph:
    corners = [_at(matrix, x + dx, y + dy) for dx in (0.0, advance) for dy in (-_ASCENT * size, _DESCENT * size)]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    origin = _at(matrix, x, y)
    scaled = size * hypot(matrix[2], matrix[3])
    return Glyph(
        character, min(xs), min(ys), max(xs), max(ys), origin[0] if turn in (90, 270) else origin[1], scaled, face
    )


_PATH = re.compile(r"([SMLQBAC])([^SMLQBAC]*)")


def _outlines(data: str) -> Iterator[list[tuple[float, float]]]:
    """The straight pieces of a path (GB/T 33190, 9.1: S and M start, L lines, Q B A curves, C closes)."""
    points: list[tuple[float, float]] = []
    first: tuple[float, float] | None = None
    for operator, rest in _PATH.findall(data[:1_000_000]):
        numbers = _numbers(rest)
        end = (numbers[-2], numbers[-1]) if len(numbers) >= 2 else None
        if operator == "L" and end:
            points.append(end)
        elif operator == "C" and points and first:
            points.append(first)
        if operator != "L":
            if len(points) > 1:
                yield points
            points = [end] if end else []
            if operator in "SM":
                first = end
    if len(points) > 1:
        yield points
