"""A ruled table of a Word document: rows that no page cuts, the header on every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from luodi.publish.gbt9704 import WORD, element, twips

_RULE: dict[str, str | float] = {"val": "single", "sz": 4, "space": 0, "color": "000000"}  # 0.5 pt


def grid(
    widths: Sequence[float], rows: Iterable[etree._Element], caption: str, *, beside: float, above: float
) -> etree._Element:
    """The table. In mm: the widths of its columns; `beside` and `above` lie between a cell's text and its rules."""
    properties = element(
        "tblPr",
        element("tblW", w=sum(map(twips, widths)), type="dxa"),
        element("jc", val="center"),
        element(
            "tblBorders", *(element(edge, **_RULE) for edge in ("top", "left", "bottom", "right", "insideH", "insideV"))
        ),
        element("tblLayout", type="fixed"),
        element(
            "tblCellMar",
            *(
                element(edge, w=twips(margin), type="dxa")
                for edge, margin in (("top", above), ("left", beside), ("bottom", above), ("right", beside))
            ),
        ),
        element("tblCaption", val=caption),
    )
    columns = element("tblGrid", *(element("gridCol", w=twips(width)) for width in widths))
    return element("tbl", properties, columns, *rows)


def grid_row(cells: Iterable[etree._Element], *, header: bool = False, height: float | None = None) -> etree._Element:
    """A row, at least so many mm high."""
    properties = element("trPr", element("cantSplit"))
    if height is not None:
        properties.append(element("trHeight", val=twips(height), hRule="atLeast"))
    if header:
        properties.append(element("tblHeader"))
    return element("tr", properties, *cells)


def grid_cell(
    width: float,
    paragraphs: Sequence[etree._Element],
    *,
    span: int = 1,
    merged: str | None = None,
    fill: str | None = None,
) -> etree._Element:
    """A cell over `span` columns; `merged` with those below (`restart`, `continue`); `fill` is a colour, RRGGBB."""
    properties = element("tcPr", element("tcW", w=twips(width), type="dxa"))
    if span > 1:
        properties.append(element("gridSpan", val=span))
    if merged:
        properties.append(element("vMerge", val=merged))
    if fill:
        properties.append(element("shd", val="clear", color="auto", fill=fill))
    properties.append(element("vAlign", val="center"))
    return element("tc", properties, *paragraphs)


def keep_with_next(node: etree._Element) -> None:
    """On one page with what follows: a paragraph, or a row by its paragraphs."""
    for properties in node.iter(f"{{{WORD}}}pPr"):
        properties.insert(1, element("keepNext"))
