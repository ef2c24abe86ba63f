"""A notice or a circular as PDF, in the layout of GB/T 9704-2012."""

from __future__ import annotations

from typing import Any

from luodi.publish.gbt9704 import PORTRAIT, title_lines
from luodi.publish.official import Block, Official, Table
from luodi.publish.shades import COLOURS, TINTS
from luodi.publish.typeset import typeset

_LONG = 400  # characters of a cell that may be more than a page of its column


def official_pdf(official: Official) -> bytes:
    """The .pdf file. The same document gives the same bytes on a machine. Raises NoChineseFont as `typeset` does."""
    annex = official.annex
    data: dict[str, Any] = {
        "language": official.language,
        "name": f"{official.title} {official.number}".strip(),
        "status": official.status,
        "title": title_lines(official.title, PORTRAIT),
        "level": official.level,
        "colour": COLOURS[official.shade] if official.shade else None,
        "number": official.number,
        "to": official.to,
        "blocks": list(map(_block, official.blocks)),
        "office": official.office,
        "date": official.day,
        "contact": official.contact,
        "copies": official.copies,
        "annex": None
        if annex is None
        else {"title": title_lines(annex.title, PORTRAIT), "blocks": list(map(_block, annex.blocks))},
    }
    return typeset("official.typ", data, official.dated)


def _block(block: Block) -> dict[str, Any]:
    if not isinstance(block, Table):
        return {"style": block.style, "text": block.text}
    heights = block.heights or (0.0,) * len(block.rows)
    return {
        "style": "table",
        "widths": block.widths,
        "labels": block.labels,
        "long": any(sum(map(len, cell.lines)) > _LONG for row in block.rows for cell in row),
        "rows": [
            {
                "height": height,
                "cells": [
                    {"lines": cell.lines, "centred": cell.centred, "tint": TINTS[cell.shade] if cell.shade else None}
                    for cell in row
                ],
            }
            for row, height in zip(block.rows, heights, strict=True)
        ],
    }
