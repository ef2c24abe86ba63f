"""The target ledger: a plan's figures held against each other, and against what has been published."""

from __future__ import annotations

from typing import Literal

from luodi.indicators.ledger.conflicts import Conflict as FoundConflict
from luodi.indicators.ledger.conflicts import conflicts
from luodi.indicators.ledger.readings import Entry, EntryKind, entries, say
from luodi.indicators.ledger.statements import Variable, definitions, statements
from luodi.indicators.observations import Observations
from luodi.messages import say as _say
from luodi.plan import Plan, Record
from luodi.registry.indicators import indicators

SCHEMA: Literal["luodi/ledger/1"] = "luodi/ledger/1"


class Conflict(Record, frozen=True, kw_only=True):
    """Targets and facts that cannot all hold, while they do once any one is left out; `because` are the definitions
    needed for it. `reading` says whether that is so as worded or only when thresholds are read as values reached."""

    reading: Literal["as-worded", "at-face-value"]
    text: str
    records: tuple[str, ...]
    because: tuple[str, ...]


class Ledger(Record, frozen=True, kw_only=True):
    """目标账 of a plan. Without `complete` there are more conflicts than were looked for."""

    schema: Literal["luodi/ledger/1"] = SCHEMA
    document: str
    title: str | None
    entries: tuple[Entry, ...]
    conflicts: tuple[Conflict, ...]
    complete: bool = True


def ledger(plan: Plan, observations: Observations | None = None) -> Ledger:
    """The ledger of a plan, from its own figures alone; with observations also how they agree with published ones."""
    said = statements(plan)
    found, complete = conflicts(said, definitions(said))
    return Ledger(
        document=plan.document.id,
        title=plan.document.title,
        entries=tuple(entries(plan, said, observations)),
        conflicts=tuple(map(_conflict, found)),
        complete=complete,
    )


def _conflict(found: FoundConflict) -> Conflict:
    because = (
        _say("ledger.definition", "zh", part=_title(definition.part), whole=_title(definition.whole))
        for definition in found.definitions
    )
    return Conflict(
        reading=found.reading,
        text=_say(f"ledger.conflict.{found.reading}", "zh", count=len(found.statements)),
        records=tuple(statement.record.id for statement in found.statements),
        because=tuple(because),
    )


def _title(variable: Variable) -> str:
    known = indicators().get(variable.name.partition("@")[0])
    return f"{variable.year}年{variable.region}{known.name if known else variable.name}"


__all__ = ["SCHEMA", "Conflict", "Entry", "EntryKind", "Ledger", "ledger", "say"]
