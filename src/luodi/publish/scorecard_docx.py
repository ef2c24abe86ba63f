"""The scorecard as a Word document in the layout of official documents (GB/T 9704-2012).

A page of summary, the targets on turned pages, then the indicators one by one, each chart above its data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from lxml import etree

from luodi.indicators.chart import HEIGHT, WIDTH
from luodi.publish.charts import png
from luodi.publish.gbt9704 import (
    LANDSCAPE,
    PORTRAIT,
    element,
    line_break,
    paragraph,
    picture,
    run,
    section_end,
    title,
    write_document,
)
from luodi.publish.grid import grid, grid_cell, grid_row, keep_with_next
from luodi.publish.scorecard import Clash, Datum, Figure, Light, Row, Scorecard, Section, label
from luodi.publish.shades import COLOURS, MARKS, TINTS

_BESIDE, _ABOVE = 1.0, 0.5  # mm between a cell's text and its rules
# Widths of the columns in mm.
_COUNTS = (30.0, 24.0, 102.0)
_ROWS = (9.5, 34.0, 24.0, 26.0, 38.5, 16.5, 16.5, 17.0, 43.0)
_DATA = (20.0, 27.0, 20.0, 11.5, 36.0, 9.5, 10.0, 22.0)

Cell = tuple[Sequence[etree._Element], Light | None]


def scorecard_docx(card: Scorecard) -> bytes:
    """The .docx file. The same scorecard gives the same bytes on a machine: charts are drawn in one of its fonts."""
    charts = [section for section in card.sections if section.chart is not None]
    numbers = {section.number: number for number, section in enumerate(charts, 1)}
    blocks = [
        *_summary(card),
        section_end(PORTRAIT),
        *_targets(card),
        section_end(LANDSCAPE),
        *_indicators(card, numbers),
        *_ledger(card),
    ]
    pictures = [png(section.chart) for section in charts if section.chart is not None]
    return write_document(blocks, PORTRAIT, title=card.title, dated=card.dated, pictures=pictures)


def _summary(card: Scorecard) -> Iterator[etree._Element]:
    yield title(card.title, PORTRAIT)
    for line in card.about:
        yield paragraph("CardAbout", run(line))
    yield paragraph("Heading1", run(label("heading.lights", card.language)))
    labels = [label(f"column.{name}", card.language) for name in ("light", "count", "verdicts")]
    rows: list[list[Cell]] = [
        [
            ([_centred(_light(each.light, f"{MARKS[each.light]} {each.name}"))], each.light),
            ([_centred(run(str(each.count)))], None),
            ([_said(each.verdicts)], None),
        ]
        for each in card.counts
    ]
    yield _table(_COUNTS, labels, rows, label("heading.lights", card.language))
    yield paragraph("CardNote", run(label("lights", card.language)))
    yield paragraph("Heading1", run(label("heading.first", card.language)))
    if not card.first:
        yield paragraph("CardText", run(label("first.none", card.language)))
    for group in card.first:
        mark = [_light(group.light, f"{MARKS[group.light]} ")] if group.light else []
        yield paragraph("CardLabel", *mark, run(group.heading))
        for line in group.lines:
            yield paragraph("CardText", run(line))


def _targets(card: Scorecard) -> Iterator[etree._Element]:
    yield paragraph("Heading1", run(label("heading.targets", card.language)))
    yield paragraph("CardNote", run(label("grades", card.language)))
    names = ("number", "target", "figure", "baseline", "latest", "progress", "required", "verdict", "why")
    labels = [label(f"column.{name}", card.language) for name in names]
    yield _table(_ROWS, labels, [_row(row) for row in card.rows], label("heading.targets", card.language))


def _row(row: Row) -> list[Cell]:
    latest = [] if row.latest is None else [row.latest.text, f"{row.latest.period}，{row.latest.basis}"]
    cells: list[Cell] = [
        ([_centred(run(str(row.number)))], None),
        ([_said(row.subject, *([f"（{row.path}）"] if row.path else []))], None),
        ([_figure(row.target)], None),
        ([_figure(row.baseline)], None),
        ([_said(*(latest or ["—"]))], None),
    ]
    cells.append(([_centred(run("—" if row.progress is None else row.progress.text))], None))
    pace = [each.text for each in (row.required, row.chance) if each is not None]
    cells.append(([_said(*(pace or ["—"]))], None))
    verdict = _centred(_light(row.light, row.mark), line_break(), _light(row.light, row.verdict))
    return [*cells, ([verdict], row.light), ([_said(row.reason)], None)]


def _figure(figure: Figure | None) -> etree._Element:
    return _said("—") if figure is None else _said(figure.text, f"（{figure.period}）")


def _indicators(card: Scorecard, numbers: dict[int, int]) -> Iterator[etree._Element]:
    yield paragraph("Heading1", run(label("heading.indicators", card.language)))
    yield paragraph("CardNote", run(label("charts-note", card.language)))
    for section in card.sections:
        yield from _section(card, section, numbers.get(section.number))
    if card.without:
        yield paragraph("Heading2", run(label("without", card.language)))
        for line in card.without:
            yield paragraph("CardText", run(line))


def _section(card: Scorecard, section: Section, number: int | None) -> Iterator[etree._Element]:
    heading = paragraph("Heading2", run(f"{section.number}. {section.subject}"))
    if number is not None and section.number > 1:
        heading[0].insert(1, element("pageBreakBefore"))  # a chart and its data fill the better part of a page
    yield heading
    for light, goal in section.goals:
        before, mark, after = goal.partition(MARKS[light])
        text = paragraph("CardText", run(before), _light(light, mark), run(after))
        keep_with_next(text)
        yield text
    if number is not None:
        across = PORTRAIT.across
        yield paragraph("CardFigure", picture(number, across, across * HEIGHT / WIDTH, section.alternative))
    else:
        text = paragraph("CardText", run(label("no-chart", card.language)))
        keep_with_next(text)
        yield text
    yield paragraph("CardCaption", run(section.caption))
    names = ("use", "period", "value", "unit", "basis", "grade", "source", "published")
    labels = [label(f"column.{name}", card.language) for name in names]
    rows = [_datum(datum) for datum in section.data]
    yield _table(_DATA, labels, rows, section.caption)
    yield paragraph("CardNote", run(f"{label('sources', card.language)}："), *_cited(section))
    yield paragraph("CardNote", run(section.places))
    for caution in section.cautions:
        yield paragraph("CardNote", run(f"{label('mind', card.language)}{caution}"))


def _cited(section: Section) -> Iterator[etree._Element]:
    for number, source in enumerate(section.sources, 1):
        yield run(f"[{number}] {source}{'；' if number < len(section.sources) else '。'}")


def _datum(datum: Datum) -> list[Cell]:
    figure = datum.figure
    value = figure.text.removesuffix(figure.unit)
    texts = (datum.use, (figure.period, datum.entity), value, figure.unit, figure.basis, datum.grade)
    cells: list[Cell] = []
    for text in (*texts, f"[{datum.cited}]", datum.published):
        lines = [part for part in text if part] if isinstance(text, tuple) else [text]
        cells.append(([_said(*lines)], None))
    return cells


def _ledger(card: Scorecard) -> Iterator[etree._Element]:
    yield paragraph("Heading1", run(label("heading.ledger", card.language)))
    yield paragraph("CardNote", run(label("ledger-note", card.language)))
    if not card.lines:
        yield paragraph("CardText", run(label("no-entries", card.language)))
    for heading, lines in groupby(card.lines, key=lambda line: line.heading):
        yield paragraph("CardLabel", run(heading))
        for line in lines:
            yield paragraph("CardText", run(f"· {line.text}"))
    yield paragraph("CardLabel", run(label("conflicts", card.language)))
    if not card.clashes:
        yield paragraph("CardText", run(label("no-conflicts", card.language)))
    for clash in card.clashes:
        yield from _clash(clash)


def _clash(clash: Clash) -> Iterator[etree._Element]:
    text = paragraph("CardText", run(clash.text))
    keep_with_next(text)
    yield text
    for line in (*clash.members, *clash.because):
        yield paragraph("CardText", run(f"· {line}"))


# ---------------------------------------------------------------- parts


def _light(light: Light | None, text: str) -> etree._Element:
    made = run(text)
    if light is not None:
        made[0].append(element("color", val=COLOURS[light]))
    return made


def _said(*lines: str) -> etree._Element:
    runs = [part for line in lines for part in (line_break(), run(line))][1:]
    return paragraph("CardCell", *runs)


def _centred(*runs: etree._Element) -> etree._Element:
    return element("p", element("pPr", element("pStyle", val="CardCell"), element("jc", val="center")), *runs)


def _table(
    widths: Sequence[float], labels: Sequence[str], rows: Sequence[Sequence[Cell]], caption: str
) -> etree._Element:
    head = [grid_cell(width, [paragraph("CardHeader", run(text))]) for width, text in zip(widths, labels, strict=True)]
    header = grid_row(head, header=True)
    keep_with_next(header)
    body = [
        grid_row(
            grid_cell(width, said, fill=None if light is None else TINTS[light])
            for width, (said, light) in zip(widths, row, strict=True)
        )
        for row in rows
    ]
    return grid(widths, [header, *body], caption, beside=_BESIDE, above=_ABOVE)
