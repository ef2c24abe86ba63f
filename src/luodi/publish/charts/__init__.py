"""Charts as pictures: an ECharts option to SVG and PNG, without a browser and without fetching anything.

Needs the extra `measure`. `bundle/echarts.js` is built by what is in `bundle/`; its licences are beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any

from luodi.indicators.chart import HEIGHT, WIDTH
from luodi.publish.fonts import chinese_font

_LOCK = Lock()
_MEMORY = 256 * 1024 * 1024
_ZOOM = 2  # pixels of a PNG for one of the option's: 230 to the inch across a page of text


def svg(option: dict[str, Any], width: int = WIDTH, height: int = HEIGHT) -> str:
    """The chart as SVG, in which text stays text. The same option gives the same text."""
    with _LOCK:
        drawn = _draw()(json.dumps(option, ensure_ascii=False), width, height)
    return str(drawn)


def png(option: dict[str, Any], width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """The chart as PNG, in a Chinese font of this machine. Raises NoChineseFont where there is none."""
    import resvg_py

    font = chinese_font()
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg(option, width, height),
            zoom=_ZOOM,
            skip_system_fonts=True,
            font_files=[str(font.file)],
            font_family=font.family,
            sans_serif_family=font.family,
        )
    )


@cache
def _draw() -> Callable[[str, int, int], Any]:
    """The function of the bundle that draws, kept for the life of the process: reading the bundle takes a third of a
    second, a chart a tenth of that."""
    import quickjs

    context = quickjs.Context()
    context.set_memory_limit(_MEMORY)
    context.eval("globalThis.setTimeout = () => 0; globalThis.clearTimeout = () => {};")
    context.eval(files(__name__).joinpath("bundle", "echarts.js").read_text("utf-8"))
    draw: Callable[[str, int, int], Any] = context.get("draw")
    return draw
