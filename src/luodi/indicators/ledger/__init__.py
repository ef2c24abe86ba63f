"""The target ledger: a plan's figures held against each other, and against what has been published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec.structs import replace

from luodi.indicators.ledger.conflicts import Conflict as FoundConflict
from luodi.indicators.ledger.conflicts import conflicts
from luodi.indicators.ledger.definitions import Definition, definitions
from luodi.indicators.ledger.readings import Entry, EntryKind, entries, say
from luodi.indicators.ledger.statements import Statement, statements
from luodi.indicators.ledger.variables import Variable, title, without_place
from luodi.indicators.observations import Observations
from luodi.messages import Language
from luodi.messages import say as _say
from luodi.plan import Plan, Record

SCHEMA: Literal["luodi/ledger/1"] = "luodi/ledger/1"


class Conflict(Record, frozen=True, kw_only=True):
    """Targets and facts that cannot all hold, while they do once any one is left out; `because` are the definitions
    needed for it. `reading` says whether that is so as worded or only when thresholds are read as values reached."""

    reading: Literal["as-worded", "at-face-value"]
    text: str
    records: tuple[str, ...]
    because: tuple[str, ...]
    because_english: tuple[str, ...]


def say_conflict(conflict: Conflict, language: Language) -> tuple[str, tuple[str, ...]]:
    """What a conflict is and the definitions behind it, in a language."""
    number = "one" if len(conflict.records) == 1 else "several"
    said = _say(f"ledger.conflict.{conflict.reading}.{number}", language, count=len(conflict.records))
    return said, conflict.because if language == "zh" else conflict.because_english


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
        conflicts=tuple(_conflict(one, _called(said)) for one in found),
        complete=complete,
    )


def _called(said: Sequence[Statement]) -> dict[Variable, str]:
    """What the document calls quantities and shares."""
    return {one.rate or one.variable: without_place(one.record.subject) for one in said if one.kind != "change"}


def _conflict(found: FoundConflict, called: Mapping[Variable, str]) -> Conflict:
    conflict = Conflict(
        reading=found.reading,
        text="",
        records=tuple(statement.record.id for statement in found.statements),
        because=tuple(_because(definition, called, "zh") for definition in found.definitions),
        because_english=tuple(_because(definition, called, "en") for definition in found.definitions),
    )
    return replace(conflict, text=say_conflict(conflict, "zh")[0])


def _because(definition: Definition, called: Mapping[Variable, str], language: Language) -> str:
    regions = {quantity.region for quantity in definition.quantities}

    def named(quantity: Variable) -> str:
        return (quantity.region if len(regions) > 1 else "") + called.get(quantity, title(quantity))

    kind = {(False, False): "part", (False, True): "sum", (True, False): "share", (True, True): "shares"}[
        definition.whole is None, definition.exact
    ]
    number = "one" if len(definition.parts) == 1 else "several"
    return _say(
        f"ledger.definition.{kind}.{number}", language, year=definition.parts[0].year,
        parts=("、" if language == "zh" else ", ").join(map(named, definition.parts)),
        whole=named(definition.whole) if definition.whole else "",
    )  # fmt: skip


__all__ = ["SCHEMA", "Conflict", "Entry", "EntryKind", "Ledger", "ledger", "say", "say_conflict"]
