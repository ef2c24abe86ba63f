"""The colours of lights and notices on paper, each with a shape of its own, so that none is told by colour alone."""

from __future__ import annotations

from typing import Literal

Shade = Literal["green", "yellow", "red", "grey", "blue"]
MARKS: dict[Shade, str] = {"green": "●", "yellow": "▲", "red": "■", "grey": "○", "blue": "◆"}
COLOURS: dict[Shade, str] = {
    "green": "1E7B34",
    "yellow": "9A6200",
    "red": "B3261E",
    "grey": "4A4A4A",
    "blue": "1F4E9E",
}
TINTS: dict[Shade, str] = {"green": "E6F4EA", "yellow": "FFF3D1", "red": "FBE3E1", "grey": "EFEFEF", "blue": "E3ECFA"}
