"""The chart of an assessment as an Apache ECharts option: plain data for a page, a Word file and a PDF alike.

Time runs in years, the end of 2024 being 2024.0, and each year's name stands under its end. Series of different bases
are never joined, and no value of a part of a year lies on the yearly line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from math import ceil, floor
from typing import Any
from unicodedata import east_asian_width

import msgspec

from luodi.indicators.assessment import Assessment, Assessments, Band, Outlook, Standing
from luodi.indicators.observation import Observation, UnitError, in_unit
from luodi.messages import Language, say
from luodi.plan import Comparator
from luodi.registry.indicators import bases, indicators

WIDTH, HEIGHT = 720, 350
"""The size in pixels that the option is laid out for."""

FONTS = ("Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei", "sans-serif")
"""The families of a chart's text, the first that is there."""

_TEXT = 13  # pixels
_LINE = 21  # pixels from one row of the legend to the next
_OBSERVED, _PATH, _TARGET, _FORECAST = "#1f4e9e", "#6b6b6b", "#b3261e", "#2a7f86"
# Colours and marks of other bases, so that each differs from the rest in print without colour too.
_OTHERS = (("#9a6200", "diamond"), ("#6a4c93", "triangle"), ("#3f7d4e", "rect"), ("#7a5548", "pin"))
_STEPS = 4  # points a year on a path that is curved
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
_LABELLED = 9  # points that have room for their amounts
_LONGEST = 46  # characters of a name in a chart, 汉字 counted double
_TITLE = 84

Option = dict[str, Any]


class Charted(Assessment, frozen=True, kw_only=True):
    """An assessment with its chart, an ECharts option; None where there is nothing to see."""

    chart: Option | None = None


class ChartedAssessments(Assessments, frozen=True, kw_only=True):
    """Assessments with their charts."""

    assessments: tuple[Charted, ...]


def option(one: Assessment, language: Language = "zh") -> Option | None:
    """The chart of an assessment; None where nothing was measured but the baseline, so that there is nothing to see."""
    measured = [*_observed(one, language), *_part_years(one, language), *_other_bases(one, language)]
    since = one.start.at if one.start else float("-inf")
    if one.counted_in is None or all(x <= since for series in measured for x, _ in _points(series)):
        return None
    return _composed(
        [
            *_fan(one, language),
            *measured,
            *_target(one, language),
            *_path(one, language),
            *_baseline(one, language),
        ],
        title=_short(one.subject, _TITLE),
        subtitle=_short(_basis(one, language), _TITLE),
        unit=one.counted_in,
        stock=one.of == "level" and indicators()[str(one.indicator)].kind in ("stock", "count"),
        language=language,
    )


def charted(found: Assessments, language: Language = "zh") -> ChartedAssessments:
    """The same with their charts."""
    charts = (Charted(**_fields(one), chart=option(one, language)) for one in found.assessments)
    return ChartedAssessments(**_fields(found) | {"assessments": tuple(charts)})


class Told(msgspec.Struct, frozen=True):
    """A value of a chart in words: the series as the legend has it, the time, the amount with its bound."""

    series: str
    time: str
    amount: str


def told(drawn: Option, language: Language = "zh") -> tuple[Told, ...]:
    """What a chart shows, as rows by series in the order of its legend: the marks of its lines, the ends of its bands.

    The steps by which a curved path is drawn are no marks.
    """
    order = [entry["name"] for entry in drawn["legend"]["data"]]
    years = drawn["xAxis"][1]["data"]
    first = round(drawn["xAxis"][0]["min"] + 0.5)
    lows: dict[str, list[float]] = {}
    rows: list[Told] = []
    for series in drawn["series"]:
        points = list(_points(series))
        if not series["name"]:
            lows[series.get("stack", "")] = [amount for _, amount in points]
            continue
        below = lows.get(series.get("stack", "none"))
        for place, (item, (at, amount)) in enumerate(zip(series["data"], points, strict=True)):
            if at != int(at) and series["symbol"] == "none":
                continue
            text = item["name"] if below is None else f"{_shown(below[place])} – {_shown(below[place] + amount)}"
            rows.append(Told(series["name"], _time(at, years[floor(at) - first :], language), text))
    return tuple(sorted(rows, key=lambda row: order.index(row.series)))


def _time(at: float, years: Sequence[str], language: Language) -> str:
    """The name of a year as it stands under the chart; of a part of one the month at whose end it is."""
    if at == int(at):
        return years[0]
    return say("chart.month-end", language, year=floor(at) + 1, month=round((at - floor(at)) * 12))


# ---------------------------------------------------------------- what was observed


def _observed(one: Assessment, language: Language) -> Iterator[Option]:
    """The readings of the target's own basis on one line; those that are no exact published value as hollow marks.

    Counts of what is known are minima, of which a lower one is no fall: they are not joined.
    """
    if not one.readings:
        return
    data = [
        _item(reading.at, reading.amount, reading.bound) | ({"symbol": "none"} if _is_soft(reading) else {})
        for reading in one.readings
    ]
    soft = [_item(r.at, r.amount, r.bound) for r in one.readings if _is_soft(r)]
    _thin(data)
    _thin(soft)
    if one.of != "counted":
        yield _marks("observed", language, _OBSERVED, "circle", data, size=8, line={"width": 2.5}, z=6)
    if soft:
        yield _marks("observed-soft", language, _OBSERVED, "circle", soft, size=10, hollow=True, z=7)
    if rivals := [_item(*rival) for rival in _rivals(one)]:
        yield _marks("rival", language, _OBSERVED, "diamond", rivals, size=12, hollow=True, side="right", z=7)


def _is_soft(reading: Standing) -> bool:
    return reading.derived or reading.bound != "="


def _rivals(one: Assessment) -> Iterator[tuple[float, float, Comparator]]:
    if one.of != "level":
        return
    amounts = {reading.at: reading.amount for reading in one.readings}
    for used in one.observations:
        row = used.observation
        if used.use in ("decisive", "baseline", "earlier") and row.basis == one.basis:
            at, amount = _at(row), _amount(row, one)
            if amount is not None and at in amounts and amounts[at] != amount:
                yield at, amount, row.bound


def _part_years(one: Assessment, language: Language) -> Iterator[Option]:
    """Of each year the last cumulative value of its months, apart from the line."""
    if one.of != "level":
        return
    last: dict[int, Observation] = {}
    for used in one.observations:
        row = used.observation
        if used.use == "part-year" and row.span.since_january:
            kept = last.get(row.span.year)
            if kept is None or kept.span.last < row.span.last:
                last[row.span.year] = row
    rows = sorted(last.values(), key=_at)
    amounts = ((_at(row), _amount(row, one), row.bound) for row in rows)
    data = [_item(at, amount, bound) for at, amount, bound in amounts if amount is not None]
    _thin(data)
    if data:
        yield _marks("part-year", language, _PATH, "triangle", data, size=11, hollow=True, side="bottom")


def _other_bases(one: Assessment, language: Language) -> Iterator[Option]:
    """A series for each other basis, whole years of what belongs to a period, joined with nothing."""
    if one.of != "level":
        return
    whole_years = indicators()[str(one.indicator)].kind not in ("stock", "count")
    rows: dict[str, list[Observation]] = {}
    for used in one.observations:
        row = used.observation
        if used.use == "other-basis" and not row.entity and (row.span.is_year or not whole_years):
            rows.setdefault(row.basis, []).append(row)
    for place, (basis, found) in enumerate(sorted(rows.items())):
        colour, symbol = _OTHERS[place % len(_OTHERS)]
        known = bases()[str(one.indicator), basis]
        data = []
        for row in sorted(found, key=_at):
            amount = _amount(row, one)
            if amount is not None:
                soft = row.status == "derived" or row.bound != "="
                data.append(_item(_at(row), amount, row.bound) | ({"itemStyle": _hollow(colour)} if soft else {}))
        _thin(data)
        if data:
            name = _short(known.name if language == "zh" else known.english)
            yield _marks(
                "other-basis", language, colour, symbol, data, size=11, side="bottom",
                line={"width": 1.5, "type": "dotted"}, name=name,
            )  # fmt: skip


def _at(row: Observation) -> float:
    return (row.span.last + 1) / 12 - 1


def _amount(row: Observation, one: Assessment) -> float | None:
    try:
        return in_unit(row.value, row.unit, str(one.counted_in))
    except UnitError:
        return None


# ---------------------------------------------------------------- what was set


def _baseline(one: Assessment, language: Language) -> Iterator[Option]:
    if one.start is None:
        return
    series = _marks(
        "baseline", language, "#222222", "rect", [_item(one.start.at, one.start.amount)], size=14, hollow=True, z=8
    )
    series["itemStyle"]["color"] = "transparent"
    if any(reading.at == one.start.at for reading in one.readings):
        series["label"] = {"show": False}
    yield series


def _path(one: Assessment, language: Language) -> Iterator[Option]:
    way = one.trajectory
    if way is None:
        return
    marks = {mark.at for mark in way.marks}
    first, last = way.marks[0].at, way.marks[-1].at
    steps = ceil((last - first) * _STEPS) if way.kind == "growth" else 0
    times = sorted(marks | {first + step / _STEPS for step in range(1, steps)})
    between = {mark.at for mark in way.marks[1:-1]}
    data = [
        _item(at, way.expected(at)) | ({"symbol": "roundRect", "label": _label(_PATH)} if at in between else {})
        for at in times
    ]
    code = "path-milestones" if between else "path"
    yield _marks(code, language, _PATH, "none", data, side=None, line={"width": 1.5, "type": "dashed"}, z=3)


def _target(one: Assessment, language: Language) -> Iterator[Option]:
    """A line at the threshold, a band where the target is a range, and the mark at the target's year."""
    if one.threshold is None:
        return
    code = "target" if one.year is not None else "target-undated"
    figure, dashes = _short(one.figure), {"width": 1.5, "type": "dashed"}
    data = [] if one.year is None else [_item(one.year, one.threshold)]
    series = _marks(
        code, language, _TARGET, "roundRect", data, side=None, size=9, line=dashes, z=4, figure=figure, year=one.year
    )
    series["markLine"] = {
        "silent": True, "symbol": "none", "data": [{"name": figure, "yAxis": one.threshold}],
        "label": {**_label(_TARGET), "position": "insideStartTop"}, "lineStyle": {"color": _TARGET, **dashes},
    }  # fmt: skip
    if one.value_max is not None and one.value:
        above = one.threshold * float(one.value_max / one.value)
        series["markArea"] = {
            "silent": True, "itemStyle": {"color": _TARGET, "opacity": 0.12},
            "data": [[{"yAxis": one.threshold}, {"yAxis": above}]],
        }  # fmt: skip
    yield series


def _basis(one: Assessment, language: Language) -> str:
    known = bases().get((str(one.indicator), str(one.basis)))
    name = str(one.basis) if known is None else known.name if language == "zh" else known.english
    return say("chart.basis" if one.of == "level" else f"chart.basis-{one.of}", language, name=name)


# ---------------------------------------------------------------- what is to be expected


def _fan(one: Assessment, language: Language) -> Iterator[Option]:
    """The forecast behind what was observed, from the last value that it follows on.

    Bands are stacked areas, the wider first: a line that is not seen at the lower bound, the width upon it.
    """
    ahead = one.outlook
    if not isinstance(ahead, Outlook):
        return
    last = ahead.values[-1]
    bands = [Band(ahead.years[-1], last, last, last, last, last), *ahead.bands]
    for part, bounds, opacity in (
        ("80", [(band.low_80, band.high_80) for band in bands], 0.16),
        ("50", [(band.low_50, band.high_50) for band in bands], 0.3),
    ):
        for code, amounts in ((None, [low for low, _ in bounds]), (f"forecast-{part}", [b - a for a, b in bounds])):
            data = [_item(band.year, amount) for band, amount in zip(bands, amounts, strict=True)]
            drawn = _marks(code, language, _FORECAST, "none", data, side=None, z=1)
            drawn |= {
                "id": f"{code or part}-forecast",
                "stack": f"forecast-{part}",
                "stackStrategy": "all",
                "silent": True,
            }
            yield drawn | ({"areaStyle": {"opacity": opacity}} if code else {})
    data = [_item(band.year, band.median) for band in bands]
    line = {"width": 2.5, "type": [2, 3]}
    yield {"id": "forecast", **_marks("forecast", language, _FORECAST, "none", data, side=None, line=line, z=2)}


# ---------------------------------------------------------------- layout


def _composed(
    series: Sequence[Option], *, title: str, subtitle: str, unit: str, stock: bool, language: Language
) -> Option:
    """The option with axes and legend that fit the series."""
    first, last = _years(x for one in series for x, _ in _points(one))
    heights = list(_heights(series))
    low, high = min(heights), max(heights)
    named = {one["name"]: one for one in series if one["name"]}
    names = sorted(named, key=lambda name: "forecast" in named[name].get("id", ""))
    bottom = 12 + _LINE * _rows(names)
    year = "chart.year-end" if stock else "chart.year"
    counted = all(height == int(height) for height in heights) and high < 12
    faint = {"lineStyle": {"color": "#e4e4e4"}}
    return {
        "animation": False,
        "backgroundColor": "#ffffff",
        "textStyle": {"fontFamily": ",".join(FONTS), "fontSize": _TEXT},
        "title": {
            "text": title, "subtext": subtitle, "left": 8, "top": 4, "itemGap": 5,
            "textStyle": {"fontSize": 16, "fontWeight": "bold", "color": "#222222"},
            "subtextStyle": {"fontSize": _TEXT, "color": "#555555"},
        },
        "legend": {
            "data": [_in_legend(named[name]) for name in names],
            "bottom": 4, "left": 4, "right": 8, "itemGap": 12, "itemWidth": 28, "itemHeight": 12,
            "textStyle": {"fontSize": _TEXT, "color": "#333333"},
        },
        "grid": {"left": 64, "right": 28, "top": 80, "bottom": bottom + 30},
        "xAxis": [
            {"type": "value", "show": False, "min": first - 0.5, "max": last + 0.5},
            {
                "type": "category", "position": "bottom",
                "data": [say(year, language, year=one) for one in range(first, last + 1)],
                "axisTick": {"alignWithLabel": True}, "axisLabel": {"fontSize": _TEXT, "color": "#333333"},
            },
        ],
        "yAxis": {
            "type": "value", "name": unit, "scale": low > high / 2,
            "boundaryGap": ["12%", "12%"] if low > high / 2 else ["0%", "10%"],
            **({"minInterval": 1} if counted else {}),
            "nameTextStyle": {"fontSize": _TEXT, "align": "right", "color": "#333333"}, "splitLine": faint,
            "axisLabel": {"fontSize": _TEXT, "color": "#333333"},
        },
        "series": [*(one for one in series if one.get("id") != "extent"), _extent(first, low, high)],
    }  # fmt: skip


def _in_legend(series: Option) -> Option:
    """A line without marks gets none in the legend either, an area its colour."""
    if "areaStyle" in series:
        return {"name": series["name"], "icon": "rect", "itemStyle": {"opacity": 2 * series["areaStyle"]["opacity"]}}
    return {"name": series["name"], **({"itemStyle": {"opacity": 0}} if series["symbol"] == "none" else {})}


def _extent(at: float, low: float, high: float) -> Option:
    """Nothing to see: it makes room for the line and band of the target, which do not count for an axis."""
    return {
        "id": "extent", "name": "", "type": "line", "data": [_item(at, low), _item(at, high)], "symbol": "none",
        "lineStyle": {"width": 0}, "silent": True, "z": 0,
    }  # fmt: skip


def _marks(
    code: str | None, language: Language, colour: str, symbol: str, data: Sequence[Option], *, size: int = 8,
    hollow: bool = False, side: str | None = "top", line: Option | None = None, z: int = 5, **values: object,
) -> Option:  # fmt: skip
    """A series of marks, on a line where one is given; it is in the legend by what `chart.<code>` says."""
    return {
        "name": say(f"chart.{code}", language, **values) if code else "", "type": "line", "data": list(data),
        "symbol": symbol, "symbolSize": size, "color": colour,
        "itemStyle": _hollow(colour) if hollow else {"color": colour},
        "lineStyle": line or {"width": 0},
        "label": _label(colour, side) if side else {"show": False},
        "z": z,
    }  # fmt: skip


def _points(series: Option) -> Iterator[tuple[float, float]]:
    for item in series["data"]:
        yield item["value"][0], item["value"][1]


def _years(times: Iterable[float]) -> tuple[int, int]:
    known = list(times)
    return floor(min(known)), ceil(max(known))


def _heights(series: Sequence[Option]) -> Iterator[float]:
    """Every amount that has to be on the page, those of stacked bands as their sums."""
    below: dict[str, list[float]] = {}
    for one in series:
        amounts = [y for _, y in _points(one)]
        if stack := one.get("stack"):
            before = below.setdefault(stack, [0.0] * len(amounts))
            amounts = below[stack] = [a + b for a, b in zip(before, amounts, strict=True)]
        yield from amounts
        for mark in one.get("markLine", {}).get("data", ()):
            yield mark["yAxis"]
        for area in one.get("markArea", {}).get("data", ()):
            yield from (edge["yAxis"] for edge in area)


def _rows(names: Sequence[str]) -> int:
    """The rows that a legend fills."""
    rows, used = 1, 0.0
    for name in names:
        width = 28 + 5 + 12 + _columns(name) * _TEXT / 2
        if used + width > WIDTH - 16 and used:
            rows, used = rows + 1, 0.0
        used += width
    return rows


def _item(at: float, amount: float, bound: Comparator = "=") -> Option:
    """A point; its name is what its label shows."""
    mark = {"=": "", ">=": "≥", "<=": "≤"}.get(bound, bound)
    return {"name": mark + _shown(amount), "value": [round(at, 6), amount]}


def _label(colour: str, position: str = "top") -> Option:
    """The amount beside its mark, on white so that no line runs through it."""
    return {
        "show": True, "formatter": "{b}", "position": position, "color": colour, "fontSize": _TEXT,
        "textBorderColor": "#ffffff", "textBorderWidth": 3,
    }  # fmt: skip


def _thin(data: Sequence[Option]) -> None:
    """Of many points only the last shows its amount."""
    for item in data[:-1] if len(data) > _LABELLED else ():
        item["label"] = {"show": False}


def _hollow(colour: str) -> Option:
    return {"color": "#ffffff", "borderColor": colour, "borderWidth": 2}


def _shown(amount: float) -> str:
    """Two decimals, more of an amount under one; never powers of ten."""
    text = f"{amount:.2f}" if abs(amount) >= 1 or amount == 0 else f"{amount:.4f}"
    return text.rstrip("0").rstrip(".")


def _short(text: str, longest: int = _LONGEST) -> str:
    """A document's words on one line that XML can hold and a chart has room for."""
    line = " ".join(_UNWRITABLE.sub("", text).split())
    if _columns(line) <= longest:
        return line
    kept, used = [], 0
    for character in line:
        used += _columns(character)
        if used > longest - 2:
            break
        kept.append(character)
    return "".join(kept) + "…"


def _fields(value: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__struct_fields__}


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(character) in "FWA" else 1 for character in text)
