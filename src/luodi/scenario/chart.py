"""The chart of an outcome over the years as an ECharts option: median, and the band of 5 to 95 %."""

from __future__ import annotations

from typing import Any

from luodi.messages import Language
from luodi.scenario.quantity import DRAW, YEAR
from luodi.scenario.results import Results

_COLOURS = ("#1f4e9e", "#b3261e", "#2a7f86", "#9a6200", "#6a4c93", "#3f7d4e", "#7a5548", "#444444", "#c2185b")
_FONTS = "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, WenQuanYi Micro Hei, sans-serif"
MOST = 9
"""Lines that can be told apart."""


def chart(
    results: Results, name: str, language: Language, labels: dict[tuple[str, str], tuple[str, str]]
) -> dict[str, Any] | None:
    """None for an outcome that is not over years, or over more others than can be told apart. One of several lines has
    no band, which would hide the rest; the table has the quantiles of all."""
    of = results.model.of(name)
    found = results.quantiles(name, (0.05, 0.5, 0.95))
    dims = [str(dim) for dim in found.dims if dim not in (YEAR, "quantile", DRAW)]
    if YEAR not in found.dims:
        return None
    lines = found.stack(line=dims) if dims else found.expand_dims("line")
    if lines.sizes["line"] > MOST:
        return None
    years = [str(year) for year in found[YEAR].values]
    series: list[dict[str, Any]] = []
    for n in range(lines.sizes["line"]):
        one = lines.isel(line=n).transpose("quantile", YEAR)
        low, middle, high = ([float(f"{x:.4g}") for x in row] for row in one.values)
        label = "、".join(_label(labels, dim, str(one[dim].item()), language) for dim in dims)
        colour = _COLOURS[n]
        line = {"type": "line", "symbol": "none", "name": label or of.called(language)}
        series.append(
            {**line, "data": middle, "lineStyle": {"color": colour, "width": 2}, "itemStyle": {"color": colour}}
        )
        if not dims:
            band = {"type": "line", "symbol": "none", "stack": "band", "lineStyle": {"opacity": 0}}
            width = [b - a for a, b in zip(low, high, strict=True)]
            series.append({**band, "name": "5%", "data": low})
            series.append({**band, "name": "5%—95%", "data": width, "areaStyle": {"color": colour, "opacity": 0.18}})
    return {
        "animation": False,
        "textStyle": {"fontFamily": _FONTS},
        "title": {"text": of.titled(language), "textStyle": {"fontSize": 14}},
        "legend": {"show": bool(dims), "top": 36},
        "grid": {"left": 60, "right": 24, "top": 76 if dims else 48, "bottom": 30},
        "xAxis": {"type": "category", "data": years},
        "yAxis": {"type": "value"},
        "series": series,
    }


def _label(labels: dict[tuple[str, str], tuple[str, str]], dim: str, code: str, language: Language) -> str:
    return labels.get((dim, code), (code, code))[language == "en"]
