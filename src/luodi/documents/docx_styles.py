"""What styles and direct formatting make of a paragraph and its runs (ECMA-376 part 1, 17.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from luodi.documents.docx_package import Element, W, child, number, switch, value
from luodi.documents.pieces import UNSTATED, Look

Align = Literal["left", "center", "right"]

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d", re.IGNORECASE)
_ALIGN: dict[str | None, Align] = {
    "center": "center", "right": "right", "end": "right", "left": "left", "start": "left", "both": "left",
}  # fmt: skip
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0, "pi": 12.0}


@dataclass(frozen=True)
class ParagraphLook:
    """Formatting of a paragraph, and the run formatting that its style gives. `outline` counts from 1."""

    run: Look = UNSTATED
    outline: int | None = None
    align: Align | None = None
    list_id: int | None = None
    list_level: int | None = None
    list_styles: tuple[str, ...] = ()  # the styles that `list_id` came through, the paragraph's own first
    contents: bool = False  # an entry of a table of contents


class Styles:
    """The styles of a document, resolved along `basedOn` when first asked for."""

    def __init__(self, root: Element | None) -> None:
        styles = list(root.iterchildren(W + "style")) if root is not None else []
        self._styles = {(value(style, "type"), value(style, "styleId")): style for style in styles}
        default = [s for s in styles if value(s, "type") == "paragraph" and value(s, "default") in ("1", "true", "on")]
        self._default = value(default[0], "styleId") if default else None
        defaults = child(child(child(root, "docDefaults"), "rPrDefault"), "rPr")
        self._base = run_look(defaults, Look())
        self._paragraphs: dict[str | None, ParagraphLook] = {}
        self._characters: dict[str | None, Look] = {}

    def lists_by_style(self) -> dict[str, int]:
        """The numId of every numbering style."""
        found = {}
        for (kind, name), style in self._styles.items():
            list_id = number(child(child(child(style, "pPr"), "numPr"), "numId"))
            if kind == "numbering" and name is not None and list_id is not None:
                found[name] = list_id
        return found

    def paragraph(self, name: str | None) -> ParagraphLook:
        """The look of a paragraph style; without a name, or with one that is not defined, of the default style."""
        if name not in self._paragraphs:
            known = ("paragraph", name) in self._styles
            look = ParagraphLook(run=self._base)
            for style in reversed(self._chain("paragraph", name if known else self._default)):
                look = _styled(look, style)
            if not known and name is not None:
                look = _named(look, name)
            self._paragraphs[name] = look
        return self._paragraphs[name]

    def run(self, paragraph: Look, properties: Element | None) -> Look:
        """The look of a run in a paragraph whose style gives `paragraph`. Toggles of two styles cancel (17.7.3)."""
        if properties is None or len(properties) == 0:
            return paragraph
        name = value(properties.find(W + "rStyle"))
        look = paragraph
        if name is not None:
            if name not in self._characters:
                own = Look()
                for style in reversed(self._chain("character", name)):
                    own = run_look(style.find(W + "rPr"), own)
                self._characters[name] = own
            own = self._characters[name]
            look = Look(
                bold=bool(own.bold) != bool(paragraph.bold),
                hidden=bool(own.hidden) != bool(paragraph.hidden),
                size=own.size or paragraph.size,
                face=own.face or paragraph.face,
            )
        return run_look(properties, look)

    def _chain(self, kind: str, name: str | None) -> list[Element]:
        chain: list[Element] = []
        seen: set[str | None] = set()
        while (kind, name) in self._styles and name not in seen:
            seen.add(name)
            chain.append(self._styles[kind, name])
            name = value(chain[-1].find(W + "basedOn"))
        return chain


def run_look(properties: Element | None, base: Look) -> Look:
    """A look with what `w:rPr` states laid over it."""
    if properties is None:
        return base
    bold, hidden = switch(properties, "b"), switch(properties, "vanish")
    fonts = properties.find(W + "rFonts")
    face = value(fonts, "eastAsiaTheme") or value(fonts, "eastAsia")
    size = _points(value(properties.find(W + "sz")))
    if bold is None and hidden is None and face is None and size is None:
        return base
    return Look(
        bold=base.bold if bold is None else bold,
        hidden=base.hidden if hidden is None else hidden,
        size=size or base.size,
        face=face or base.face,
    )


def paragraph_look(properties: Element | None, styled: ParagraphLook) -> ParagraphLook:
    """A style's look with what a paragraph's own `w:pPr` states laid over it."""
    if properties is None:
        return styled
    outline = number(properties.find(W + "outlineLvl"))
    align = properties.find(W + "jc")
    numbering = child(properties, "numPr")
    list_id, level = number(child(numbering, "numId")), number(child(numbering, "ilvl"))
    look = replace(
        styled,
        outline=styled.outline if outline is None else (outline + 1 if 0 <= outline < 9 else None),
        align=styled.align if align is None else _ALIGN.get(value(align)),
        list_level=styled.list_level if level is None else level,
    )
    if list_id is not None:
        look = replace(look, list_id=list_id, list_level=level)
    return look if list_id is None and level is None else replace(look, list_styles=())


def _styled(base: ParagraphLook, style: Element) -> ParagraphLook:
    look = paragraph_look(style.find(W + "pPr"), replace(base, list_level=None) if _numbered(style) else base)
    name = value(style, "styleId") or ""
    styles = (name,) if _numbered(style) else (name, *base.list_styles)
    look = replace(look, run=run_look(style.find(W + "rPr"), base.run), list_styles=styles)
    stated = child(child(style, "pPr"), "outlineLvl").tag == W + "outlineLvl"
    return look if stated else _named(look, value(child(style, "name")) or name)


def _numbered(style: Element) -> bool:
    return number(child(child(child(style, "pPr"), "numPr"), "numId")) is not None


def _named(look: ParagraphLook, name: str) -> ParagraphLook:
    heading = _HEADING.fullmatch(name.strip())
    if heading:
        look = replace(look, outline=int(heading[1]))
    return replace(look, contents=True) if _CONTENTS.fullmatch(name.strip()) else look


def _points(written: str | None) -> float | None:
    """Half-points, or a measure with its unit as strict documents may have it."""
    match = re.fullmatch(r"(\d{1,5}(?:\.\d{1,4})?)(pt|in|cm|mm|pc|pi)?", (written or "").strip(), re.ASCII)
    if not match:
        return None
    return (float(match[1]) * _UNITS[match[2]] if match[2] else float(match[1]) / 2) or None
