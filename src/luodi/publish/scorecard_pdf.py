"""The scorecard as PDF, set by typst (extra `pdf`), its charts as vector graphics."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from luodi.publish.charts import svg
from luodi.publish.scorecard import Figure, Row, Scorecard, Section, label
from luodi.publish.shades import COLOURS, MARKS, TINTS
from luodi.publish.typeset import typeset

_COLUMNS = ("number", "target", "figure", "baseline", "latest", "progress", "required", "verdict", "why")
_DATA = ("use", "period", "value", "unit", "basis", "grade", "source", "published")
_LONG = 300  # characters of a cell that may be more than a page of its column
_WORDS = {
    "lights-heading": "heading.lights",
    "first-heading": "heading.first",
    "targets-heading": "heading.targets",
    "indicators-heading": "heading.indicators",
    "ledger-heading": "heading.ledger",
    "light": "column.light",
    "count": "column.count",
    "verdicts": "column.verdicts",
    "lights-note": "lights",
    "first-none": "first.none",
    "grades": "grades",
    "charts-note": "charts-note",
    "no-chart": "no-chart",
    "mind": "mind",
    "without": "without",
    "ledger-note": "ledger-note",
    "no-entries": "no-entries",
    "conflicts": "conflicts",
    "no-conflicts": "no-conflicts",
}


def scorecard_pdf(card: Scorecard) -> bytes:
    """The .pdf file. The same scorecard gives the same bytes on a machine. Raises NoChineseFont as `typeset` does."""
    return typeset("scorecard.typ", _data(card), card.dated)


def _data(card: Scorecard) -> dict[str, Any]:
    """What the template reads: texts, and the order they stand in."""
    words: dict[str, Any] = {name: label(code, card.language) for name, code in _WORDS.items()}
    words["sources"] = f"{label('sources', card.language)}："
    words["columns"] = [label(f"column.{name}", card.language) for name in _COLUMNS]
    words["data-columns"] = [label(f"column.{name}", card.language) for name in _DATA]
    return {
        "language": card.language,
        "title": card.title,
        "about": card.about,
        "words": words,
        "long": any(len(text) > _LONG for row in card.rows for text in (row.subject, row.reason, row.target.basis)),
        "colours": COLOURS,
        "tints": TINTS,
        "marks": MARKS,
        "counts": [
            {"light": each.light, "mark": MARKS[each.light], "name": each.name, "count": each.count,
             "verdicts": each.verdicts}
            for each in card.counts
        ],
        "first": [{"heading": each.heading, "light": each.light, "lines": each.lines} for each in card.first],
        "rows": list(map(_row, card.rows)),
        "sections": list(map(_section, card.sections)),
        "without": card.without,
        "lines": [
            [heading, [line.text for line in lines]]
            for heading, lines in groupby(card.lines, key=lambda line: line.heading)
        ],
        "clashes": [{"text": clash.text, "lines": (*clash.members, *clash.because)} for clash in card.clashes],
    }  # fmt: skip


def _row(row: Row) -> dict[str, Any]:
    latest = row.latest
    return {
        "number": row.number, "subject": row.subject, "path": f"（{row.path}）" if row.path else "",
        "target": _two(row.target), "baseline": _two(row.baseline),
        "latest": [None, None] if latest is None else [latest.text, f"{latest.period}，{latest.basis}"],
        "progress": row.progress.text if row.progress else "—",
        "required": _pace(row),
        "light": row.light, "mark": row.mark, "verdict": row.verdict, "reason": row.reason,
    }  # fmt: skip


def _pace(row: Row) -> list[str | None]:
    """The pace needed and the chance of it; below a ceiling there is a chance without a pace."""
    said = [each.text for each in (row.required, row.chance) if each is not None]
    return [said[0] if said else None, *said[1:], ""][:2]


def _two(figure: Figure | None) -> list[str | None]:
    return [None, None] if figure is None else [figure.text, f"（{figure.period}）"]


def _section(section: Section) -> dict[str, Any]:
    rows = []
    for datum in section.data:
        figure = datum.figure
        period = f"{figure.period}\n{datum.entity}" if datum.entity else figure.period
        value = figure.text.removesuffix(figure.unit)
        rows.append([
            datum.use, period, value, figure.unit, figure.basis, datum.grade, f"[{datum.cited}]", datum.published,
        ])  # fmt: skip
    return {
        "number": section.number, "subject": section.subject,
        "goals": [{"light": light, "mark": MARKS[light], "text": goal} for light, goal in section.goals],
        "svg": None if section.chart is None else svg(section.chart), "alternative": section.alternative,
        "caption": section.caption, "data": rows, "sources": section.sources, "places": section.places,
        "cautions": section.cautions,
    }  # fmt: skip
