"""确认: which provincial task a city's task serves, as a person has decided it, in a file beside the plans.

A confirmation file is a YAML list, which `luodi align -o FILE` writes with its proposals:

    - city: t-d186d40fae8d        # a task of the city's plan
      province: t-5f514cd52701    # the task of the province's that it serves; null if it serves none
      who: 李工                   # while this is empty, the entry is a proposal and decides nothing
      when: 2024-03-01
      why: 市发展改革委来函

A city's task that serves several has an entry for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from luodi.plan.encode import dump_yaml, load_yaml, one_line
from luodi.plan.model import PlanError, Record


class Confirmation(Record, frozen=True, kw_only=True):
    """One decision of a person; a proposal while `who` is empty."""

    city: str
    province: str | None
    who: str
    when: str  # ISO date
    why: str


def load_confirmations(data: str | bytes) -> tuple[Confirmation, ...]:
    """What has been decided in a YAML (or JSON) file, proposals left out. Raises PlanError with place and reason."""
    import yaml

    try:
        entries = msgspec.convert(load_yaml(data) or [], tuple[Confirmation, ...])
        decided = tuple(entry for entry in entries if entry.who.strip())
        for entry in decided:
            date.fromisoformat(entry.when)
    except (yaml.YAMLError, msgspec.ValidationError, RecursionError, ValueError) as error:
        raise PlanError("not-confirmations", reason=one_line(error)) from error
    return decided


def dump_confirmations(head: str, entries: Iterable[tuple[Iterable[str], Confirmation]]) -> str:
    """The file: as comments how it is used, and before each entry lines for the person who decides."""
    written = [f"# {head}\n\n"]
    for lines, entry in entries:
        written += [f"# {' '.join(line.splitlines())}\n" for line in lines]
        written.append(dump_yaml([msgspec.to_builtins(entry)]) + "\n")
    return "".join(written)
