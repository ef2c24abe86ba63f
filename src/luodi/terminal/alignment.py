"""What a person reads of two plans side by side."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from luodi import messages
from luodi.messages import Language
from luodi.plan import Plan, Target, figure, say
from luodi.plan.align import Alignment, FigurePair, Pairing, TaskName
from luodi.terminal.plan import COLOURS
from luodi.terminal.screen import Names, ruled, shown


def alignment_table(alignment: Alignment, province: Plan, city: Plan, language: Language) -> RenderableType:
    """Which city's task serves which provincial one, which of these none serves, the figures, what did not fit."""
    confirmed = sum(bool(pairing.confirmed) for pairing in alignment.pairings)
    none = sum(not pairing.serves for pairing in alignment.pairings)
    titles = (shown(plan.document.title or _word("untitled", language)) for plan in (city, province))
    parts: list[RenderableType] = [
        Text(" → ".join(titles), style="bold"),
        "",
        _heading("tasks", language, count=len(alignment.pairings), confirmed=confirmed, none=none),
        _pairings(alignment, language),
        "",
        _heading("unserved", language, count=len(alignment.unserved)),
        *_unserved(alignment, language),
        "",
        _heading("figures", language, count=len(alignment.figures)),
    ]
    if alignment.figures:
        parts.append(_figures(alignment, language))
    for found in alignment.findings:
        message, advice = say(found, language)
        parts += ["", Text(shown(message), style=COLOURS[found.severity]), Text(f"  = {shown(advice)}", style="dim")]
    return Group(*parts)


def _word(key: str, language: Language, **values: object) -> str:
    return messages.say(f"compare.align.{key}", language, **values)


def _heading(key: str, language: Language, **values: object) -> Text:
    return Text(_word(key, language, **values), style="bold")


def _pairings(alignment: Alignment, language: Language) -> Table:
    """For each of the city's tasks the provincial ones that it may serve, an arrow before those that it does."""
    table = ruled(_word(key, language) for key in ("city", "score", "province"))
    for column, ratio in ((0, 3), (2, 4)):
        table.columns[column].ratio = ratio
        table.columns[column].no_wrap = True
        table.columns[column].overflow = "ellipsis"
    table.columns[1].no_wrap = True
    table.expand = True
    for pairing in alignment.pairings:
        own = Text(_told(pairing.task))
        for mark, name, style in _lines(pairing, language):
            table.add_row(own, Text(mark, style=style), Text(name, style=style))
            own = Text()
    return table


def _lines(pairing: Pairing, language: Language) -> Iterator[tuple[str, str, str]]:
    served = {name.id for name in pairing.serves}
    if pairing.confirmed:
        for name in [*map(_told, pairing.serves)] or [_word("serves-none", language)]:
            yield f"→ {_word('confirmed', language)}", name, "green"
        return
    if not served:
        yield "→ –", _word("serves-none", language), "yellow"
    for found in pairing.candidates:
        chosen = found.task.id in served
        yield f"{'→' if chosen else ' '} {found.score:.2f}", _told(found.task), "" if chosen else "dim"


def _told(name: TaskName) -> str:
    return shown(f"{name.path} {name.title}")


def _unserved(alignment: Alignment, language: Language) -> Iterator[Table]:
    """The provincial tasks, with those of the city's that a person should look at before it is said that none does."""
    if not alignment.unserved:
        return
    near: dict[str, list[str]] = {}
    for pairing in alignment.pairings:
        for found in pairing.candidates if not pairing.confirmed else ():
            near.setdefault(found.task.id, []).append(pairing.task.path)
    table = ruled(_word(key, language) for key in ("unserved-task", "near"))
    for name in alignment.unserved:
        table.add_row(_told(name), Names(shown("、".join(near.get(name.id, ())))))
    yield table


def _figures(alignment: Alignment, language: Language) -> Table:
    table = ruled(_word(key, language) for key in ("province-figure", "city-figure", "comparison"))
    for pair in alignment.figures:
        table.add_row(_printed(pair.province), _printed(pair.city), _compared(pair, language))
    return table


def _printed(target: Target) -> str:
    when = target.year or target.recurrence or "–"
    return shown(
        f"{target.region or ''} {target.subject} {target.aspirational or ''}{figure(target)}（{when}）".strip()
    )


def _compared(pair: FigurePair, language: Language) -> str:
    value = [_word(pair.value, language)] if pair.value else []
    return "；".join([*value, *(_word(f"differs.{aspect}", language) for aspect in pair.differs)])
