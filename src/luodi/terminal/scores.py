"""Scores of forecasts on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from luodi import messages
from luodi.indicators.assess import rounded
from luodi.indicators.forecast import Score, coverage
from luodi.messages import Language
from luodi.terminal.screen import ruled, shown

_COLUMNS = ("key", "year", "outcome", "crps", "pit", "inside")


def scores(found: Sequence[Score], language: Language) -> RenderableType:
    """A row a forecast and year, and how many outcomes the 80 % intervals held."""
    if not found:
        return Text(messages.say("assess.score.none", language))
    table = ruled(messages.say(f"assess.score.{key}", language) for key in _COLUMNS)
    for one in found:
        inside = messages.say(f"assess.score.{'yes' if one.inside else 'no'}", language)
        table.add_row(shown(one.key), str(one.year), rounded(one.outcome), rounded(one.crps), f"{one.pit:.2f}", inside)
    held = coverage(found)
    rates = {name: f"{getattr(held, name):.0%}" for name in ("rate", "low", "high")}
    return Group(
        table, "", messages.say("assess.score.coverage", language, inside=held.inside, count=held.count, **rates)
    )
