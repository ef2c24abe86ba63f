"""A document as PDF, set by typst (extra `pdf`)."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from luodi.publish.fonts import chinese_font


def typeset(template: str, data: dict[str, Any], dated: str) -> bytes:
    """The file that a template of this package makes of data, dated by an ISO day.

    The same data gives the same bytes on a machine: it is set in fonts of the machine's own. Raises NoChineseFont where
    there is none, since text would be boxes, and ModuleNotFoundError without typst.
    """
    import typst

    font = chinese_font()
    given = {**data, "font": font.family, "day": [int(part) for part in dated.split("-")]}
    here = files(__package__)
    made: object = typst.compile(  # type: ignore[misc] # its stub does not name the type of what it is given
        here.joinpath("gbt9704.typ").read_bytes() + here.joinpath(template).read_bytes(),
        sys_inputs={"data": json.dumps(given, ensure_ascii=False)},
        font_paths=[str(font.file.parent)],
    )
    assert isinstance(made, bytes)
    return made
