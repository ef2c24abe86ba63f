"""The scorecard as an Excel file: overview, targets, charts, data and ledger each on a sheet, numbers as numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any

import xlsxwriter

from luodi.indicators.chart import HEIGHT
from luodi.publish.charts import png
from luodi.publish.gbt9704 import columns, made
from luodi.publish.scorecard import Figure, Light, Scorecard, label
from luodi.publish.shades import COLOURS, MARKS, TINTS

_LONGEST = 32767  # characters: Excel's limit
_TALLEST = 409.0  # points: Excel's limit
_LINE = 15.0  # points
_A4 = 9
_ROW = 20  # pixels of a row of default height
_SCALE = 0.385  # of a picture: as wide as an upright page of print

Value = str | float | None


def scorecard_xlsx(card: Scorecard) -> bytes:
    """The .xlsx file. The same scorecard gives the same bytes on a machine: charts are drawn in one of its fonts."""
    stream = io.BytesIO()
    literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "nan_inf_to_errors": True, **literal})
    book.set_properties({"title": card.title, "created": datetime.fromisoformat(made(card.dated))})
    _Book(book, card).write()
    book.close()
    return stream.getvalue()


class _Book:
    def __init__(self, book: Any, card: Scorecard) -> None:
        self.book, self.card = book, card
        base = {"font_name": "仿宋_GB2312", "font_size": 11, "valign": "vcenter", "text_wrap": True}
        ruled = {**base, "border": 1}
        self.plain = book.add_format(base)
        self.title = book.add_format({**base, "font_name": "方正小标宋简体", "font_size": 18, "align": "center"})
        self.heading = book.add_format({**base, "font_name": "黑体", "font_size": 13})
        self.header = book.add_format({**ruled, "font_name": "黑体", "align": "center", "bg_color": "#F2F2F2"})
        self.text = book.add_format(ruled)
        self.number = book.add_format({**ruled, "num_format": "General", "align": "right"})
        self.rate = book.add_format({**ruled, "num_format": "#,##0.00", "align": "right"})
        self.whole = book.add_format({**ruled, "num_format": "0", "align": "center"})
        self.lights = {
            light: book.add_format(
                {**ruled, "align": "center", "bg_color": f"#{TINTS[light]}", "font_color": f"#{COLOURS[light]}"}
            )
            for light in TINTS
        }

    def say(self, code: str) -> str:
        return label(code, self.card.language)

    def write(self) -> None:
        self._overview(self._sheet("overview"))
        self._targets(self._sheet("targets"))
        self._charts(self._sheet("charts"))
        self._data(self._sheet("data"))
        self._ledger(self._sheet("ledger"))

    def _sheet(self, name: str) -> Any:
        sheet = self.book.add_worksheet(self.say(f"sheet.{name}"))
        sheet.hide_gridlines(2)
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        sheet.set_footer('&C&"宋体"&11— &P —')
        return sheet

    def _overview(self, sheet: Any) -> None:
        card, across = self.card, (14, 10, 66)
        for column, width in enumerate(across):
            sheet.set_column(column, column, width)
        row = 0

        def line(text: str, form: Any, height: float | None = None) -> None:
            nonlocal row
            sheet.merge_range(row, 0, row, 2, text[:_LONGEST], form)
            sheet.set_row(row, height or _height([text], [sum(across)]))
            row += 1

        line(card.title, self.title, 30 * ceil(columns(card.title) * 1.7 / sum(across)))
        for text in card.about:
            line(text, self.plain)
        line(self.say("heading.lights"), self.heading, 24)
        for column, name in enumerate(("light", "count", "verdicts")):
            sheet.write_string(row, column, self.say(f"column.{name}"), self.header)
        for each in card.counts:
            row += 1
            sheet.write_string(row, 0, f"{MARKS[each.light]} {each.name}", self.lights[each.light])
            sheet.write_number(row, 1, each.count, self.whole)
            sheet.write_string(row, 2, each.verdicts, self.text)
        row += 1
        line(self.say("lights"), self.plain)
        line(self.say("heading.first"), self.heading, 24)
        if not card.first:
            line(self.say("first.none"), self.plain)
        for group in card.first:
            line(f"{MARKS[group.light]} {group.heading}" if group.light else group.heading, self.heading, 20)
            for text in group.lines:
                line(text, self.plain)
        line(self.say("grades"), self.plain)
        line(self.say("charts-note"), self.plain)
        sheet.fit_to_pages(1, 0)

    def _targets(self, sheet: Any) -> None:
        names = (
            "number", "target", "clause", "comparator", "figure", "upper", "unit", "year", "baseline", "unit", "year",
            "latest-value", "unit", "period", "basis", "source", "progress-share", "required", "unit", "chance",
            "verdict", "light", "why",
        )  # fmt: skip
        widths = (6, 26, 10, 7, 11, 11, 9, 10, 12, 9, 10, 12, 9, 13, 28, 34, 9, 10, 9, 9, 12, 9, 50)
        rows: list[list[Value]] = [
            [
                row.number, row.subject, row.path, row.comparator, row.target.amount, row.upper, row.target.unit,
                row.target.period, *_parts(row.baseline), *_parts(row.latest), row.target.basis,
                row.latest.source if row.latest else row.target.source, *_parts(row.progress)[:1],
                *_parts(row.required)[:2], *_parts(row.chance)[:1],
                row.verdict, f"{row.mark} {self.say(f'light.{row.light}')}", row.reason,
            ]
            for row in self.card.rows
        ]  # fmt: skip
        lights = {(index, 21): row.light for index, row in enumerate(self.card.rows)}
        self._table(sheet, names, widths, rows, lights, rates=(16, 17))

    def _charts(self, sheet: Any) -> None:
        """Each chart with its caption above and its sources and cautions below."""
        across = 78
        sheet.set_column(0, 0, across)
        row, starts = 0, []
        for section in self.card.sections:
            if section.chart is None:
                continue
            starts.append(row)
            sheet.write_string(row, 0, section.caption, self.heading)
            sheet.set_row(row, _height([section.caption], [across * 0.8]))
            picture = io.BytesIO(png(section.chart))
            scale = {"x_scale": _SCALE, "y_scale": _SCALE, "image_data": picture, "description": section.alternative}
            sheet.insert_image(row + 1, 0, f"{section.number}.png", scale)
            row += 2 + ceil(2 * HEIGHT * _SCALE / _ROW)
            cited = "；".join(f"[{number}] {source}" for number, source in enumerate(section.sources, 1))
            notes = [f"{self.say('sources')}：{cited}", section.places]
            notes += (f"{self.say('mind')}{caution}" for caution in section.cautions)
            for note in notes:
                sheet.write_string(row, 0, note[:_LONGEST], self.plain)
                sheet.set_row(row, _height([note], [across]))
                row += 1
            row += 1
        sheet.set_h_pagebreaks(starts[1:])

    def _data(self, sheet: Any) -> None:
        names = (
            "indicator", "use", "entity", "period", "bound", "value", "unit", "basis", "grade", "status", "source",
            "published", "note",
        )  # fmt: skip
        widths = (28, 12, 14, 16, 7, 13, 9, 34, 7, 10, 60, 18, 50)
        rows: list[list[Value]] = [
            [
                section.subject, datum.use, datum.entity, datum.figure.period, datum.bound, datum.figure.amount,
                datum.figure.unit, datum.figure.basis, datum.grade, datum.status, datum.figure.source, datum.published,
                datum.note,
            ]
            for section in self.card.sections
            for datum in section.data
        ]  # fmt: skip
        self._table(sheet, names, widths, rows)

    def _ledger(self, sheet: Any) -> None:
        names = ("kind", "line", "amount", "low", "high", "unit", "place")
        rows: list[list[Value]] = [
            [line.heading, line.text, line.figure.amount, line.low, line.high, line.figure.unit, line.figure.source]
            for line in self.card.lines
        ]
        for clash in self.card.clashes:
            said = "\n".join((clash.text, *clash.members, *clash.because))
            rows.append([self.say("conflicts"), said, None, None, None, None, None])
        self._table(sheet, names, (26, 80, 12, 12, 12, 10, 34), rows, rates=(2, 3, 4))

    def _table(
        self, sheet: Any, names: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[Value]],
        lights: dict[tuple[int, int], Light] | None = None, rates: Sequence[int] = (),
    ) -> None:  # fmt: skip
        for column, (name, width) in enumerate(zip(names, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, self.say(f"column.{name}"), self.header)
        sheet.set_row(0, _height([self.say(f"column.{name}") for name in names], widths))
        for index, row in enumerate(rows):
            for column, value in enumerate(row):
                light = (lights or {}).get((index, column))
                if value is None:
                    sheet.write_blank(index + 1, column, None, self.text)
                elif isinstance(value, str):
                    form = self.lights[light] if light else self.text
                    sheet.write_string(index + 1, column, value[:_LONGEST], form)
                else:
                    sheet.write_number(index + 1, column, value, self.rate if column in rates else self.number)
            sheet.set_row(index + 1, _height([value if isinstance(value, str) else "" for value in row], widths))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(names) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)


def _parts(figure: Figure | None) -> list[Value]:
    """Amount, unit and period in cells of their own."""
    return [None, None, None] if figure is None else [figure.amount, figure.unit, figure.period]


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """The height in points of a row in which each text wraps in the width of its column."""
    lines = max(
        sum(max(1, ceil(columns(part) * 1.12 / (width - 1))) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return min(_TALLEST, _LINE * lines + 4)
