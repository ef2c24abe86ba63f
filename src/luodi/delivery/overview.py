"""总览: counts by light and by body, what a body has to carry, and what nobody has been given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from luodi.delivery.event import Colour, LightName, Party
from luodi.delivery.lights import Lights, Standing
from luodi.delivery.matter import Matter
from luodi.delivery.workflow import DONE
from luodi.plan import Plan, Record, Task


class Tally(Record, frozen=True):
    """Open matters by the colour of each light, and how many are done (办结、销号、撤销)."""

    delivery: dict[Colour, int]
    path: dict[Colour, int]
    freshness: dict[Colour, int]
    done: int

    @property
    def open(self) -> int:
        return sum(self.delivery.values())


class Load(Record, frozen=True, kw_only=True):
    """承担情况 of a body: open matters it leads, has on duty, supports; those due within `days` and overdue."""

    party: Party
    leads: int
    duties: int
    supports: int
    due_soon: int
    overdue: int


def tally(standings: Iterable[Standing]) -> Tally:
    """Counts over some standings."""
    counts: dict[LightName, dict[Colour, int]] = {
        name: {"green": 0, "yellow": 0, "red": 0, "grey": 0} for name in _LIGHTS
    }  # fmt: skip
    done = 0
    for standing in standings:
        if standing.matter.state in DONE:
            done += 1
            continue
        for name, colour in _LIGHTS.items():
            counts[name][colour(standing)] += 1
    return Tally(counts["delivery"], counts["path"], counts["freshness"], done)


_LIGHTS: dict[LightName, Callable[[Standing], Colour]] = {
    "delivery": lambda standing: standing.delivery.colour,
    "path": lambda standing: standing.path.colour,
    "freshness": lambda standing: standing.freshness.colour,
}


def by_body(lights: Lights) -> dict[Party, Tally]:
    """The counts of each body that answers for a matter, in the order in which they first appear."""
    grouped: dict[str, list[Standing]] = {}
    for standing in lights.standings:
        grouped.setdefault(standing.matter.party.body, []).append(standing)
    return {standings[0].matter.party: tally(standings) for standings in grouped.values()}


def loads(lights: Lights, days: int = 30) -> tuple[Load, ...]:
    """What each body carries on the day of the lights, in calendar days, in the order in which they first appear."""
    today = date.fromisoformat(lights.on)
    parties: dict[str, Party] = {}
    counts: dict[str, dict[str, int]] = {}

    def count(party: Party, *names: str) -> None:
        parties.setdefault(party.body, party)
        counted = counts.setdefault(
            party.body, dict.fromkeys(("leads", "duties", "supports", "due_soon", "overdue"), 0)
        )
        for name in names:
            counted[name] += 1

    for standing in lights.standings:
        matter, by = standing.matter, standing.limit.by
        if matter.state in DONE:
            continue
        count(matter.party, "leads" if matter.capacity == "lead" else "duties")
        for party in matter.supports:
            if not party.group:
                count(party, "supports")
        if by and matter.claim is None:
            count(matter.party, *(["overdue"] if by < today else ["due_soon"] if by <= today + timedelta(days) else []))
    return tuple(Load(party=party, **counts[body]) for body, party in parties.items())


def unassigned(plan: Plan, matters: Iterable[Matter]) -> tuple[Task, ...]:
    """未交办: the tasks that no body has been given."""
    given = {matter.task for matter in matters if matter.state != "withdrawn"}
    return tuple(task for task in plan.tasks if task.id not in given)
