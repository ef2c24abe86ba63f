"""The target ledger on a terminal: its lines under their headings, then what cannot all hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from luodi import messages
from luodi.indicators.ledger import Ledger, say, say_conflict
from luodi.messages import Language
from luodi.plan import Fact, Plan, Target, figure
from luodi.terminal.screen import shown


def ledger(found: Ledger, plan: Plan, language: Language) -> RenderableType:
    """Every line of the ledger and every conflict with the sentences it is about."""
    return Group(
        Text(shown(found.title or "—"), style="bold"), *_entries(found, language), *_conflicts(found, plan, language)
    )


def _entries(found: Ledger, language: Language) -> Iterator[RenderableType]:
    for heading, lines in groupby(
        found.entries, key=lambda entry: messages.say(f"ledger.heading.{entry.kind}", language)
    ):
        yield ""
        yield Text(heading, style="bold")
        bullets = Table.grid("", Column(overflow="fold"), padding=(0, 1, 0, 0))
        for entry in lines:
            bullets.add_row(" ·", Text(shown(say(entry, language))))
        yield bullets


def _conflicts(found: Ledger, plan: Plan, language: Language) -> Iterator[RenderableType]:
    yield ""
    yield Text(messages.say("ledger.heading.conflicts", language), style="bold")
    if not found.conflicts:
        yield Text(" " + messages.say("ledger.no-conflicts", language), style="green")
    all_records: tuple[Target | Fact, ...] = (*plan.facts, *plan.targets)
    records = {record.id: record for record in all_records}
    for conflict in found.conflicts:
        style = "red" if conflict.reading == "as-worded" else "yellow"
        said, reasons = say_conflict(conflict, language)
        yield Text(" " + said, style=style)
        members = (records[identity] for identity in conflict.records)
        for sentence, said_in_it in groupby(members, key=lambda record: record.sentence):
            for record in said_in_it:
                value = figure(record) if isinstance(record, Target) else f"{record.value}{record.unit}"
                year = f"（{record.year}）" if record.year is not None else ""
                yield Padding(Text(shown(f"{record.path}  {record.subject} {value}{year}")), (0, 0, 0, 4))
            yield Padding(Text(shown(sentence), style="dim"), (0, 0, 0, 6))
        for because in reasons:
            yield Padding(Text("=\N{NO-BREAK SPACE}" + shown(because), style="dim"), (0, 0, 0, 4))
    if not found.complete:
        yield Text(" " + messages.say("ledger.more-conflicts", language, count=len(found.conflicts)), style="yellow")
