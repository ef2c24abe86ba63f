"""Assessments on a terminal: where each target stands, what pace it needs, and why it was judged so."""

from __future__ import annotations

from collections import Counter

from rich.console import Group, RenderableType
from rich.text import Text

from luodi import messages
from luodi.indicators.assess import rounded
from luodi.indicators.assessment import Assessment, Assessments, Outlook, Verdict, say
from luodi.messages import Language
from luodi.terminal.screen import ruled, shown

_WIDTHS = {"latest": 10, "required": 10, "probability": 8, "verdict": 8}
_RATIOS = {"target": 4, "why": 6}
_COLUMNS = ("target", "latest", "required", "probability", "verdict", "why")
COLOURS: dict[Verdict, str] = {
    "met": "green",
    "on_path": "green",
    "off_path": "yellow",
    "not_met": "red",
    "cannot_be_judged": "dim",
}


def assessments(assessed: Assessments, language: Language) -> RenderableType:
    """The title, a row a target with its forecast, how often each verdict occurs."""
    return Group(
        Text(shown(assessed.title or "—"), style="bold"),
        Text(messages.say("assess.on", language, day=assessed.on), style="dim"),
        "",
        _table(assessed, language),
        "",
        _counts(assessed, language),
    )


def _table(assessed: Assessments, language: Language) -> RenderableType:
    table = ruled(messages.say(f"assess.column.{key}", language) for key in _COLUMNS)
    for key, column in zip(_COLUMNS, table.columns, strict=True):
        column.width, column.ratio = _WIDTHS.get(key), _RATIOS.get(key)
    table.expand = True
    for one in assessed.assessments:
        year = f" {one.year}" if one.year else ""
        table.add_row(
            f"{shown(one.subject)}\n{shown(one.figure + year)}",
            _latest(one),
            _required(one, language),
            _probability(one),
            Text(messages.say(f"assess.verdict.{one.verdict}", language), style=COLOURS[one.verdict]),
            shown(say("reason", one.reason, language)),
        )
    return table


def _latest(one: Assessment) -> str:
    if one.latest is None:
        return "–"
    bound = {"=": "", "~": "", ">=": "≥", "<=": "≤"}.get(one.latest.bound, one.latest.bound)
    return f"{bound}{shown(rounded(one.latest.amount) + (one.counted_in or ''))}\n{one.latest.year}"


def _required(one: Assessment, language: Language) -> str:
    if one.required is None:
        return "–"
    unit = messages.say("assess.points", language) if one.required.unit == "百分点" else one.required.unit
    return rounded(one.required.rate) + unit


def _probability(one: Assessment) -> str:
    """In whole per cent: no forecast is better than that."""
    return f"{one.outlook.probability:.0%}" if isinstance(one.outlook, Outlook) else "–"


def _counts(assessed: Assessments, language: Language) -> Text:
    number = Counter(one.verdict for one in assessed.assessments)
    text = Text()
    for verdict, colour in COLOURS.items():
        if number[verdict]:
            text.append(f"{messages.say(f'assess.verdict.{verdict}', language)} {number[verdict]}  ", style=colour)
    return text
