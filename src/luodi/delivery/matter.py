"""督办事项: a task in the hands of one body that answers for it, as its events have left it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import field

from luodi.delivery.event import (
    Assigned,
    Capacity,
    CycleName,
    DueSet,
    Event,
    LightName,
    NoticeIssued,
    OverrideSet,
    Party,
    PostponementAsked,
    PostponementGranted,
    Report,
    Step,
)
from luodi.delivery.workflow import Relation, State
from luodi.plan import Record


class Handed(Record, frozen=True, gc=False, kw_only=True):
    """A report that was handed in and what became of it. `id` is that of its event, `final` a claim of completion."""

    id: str
    report: Report
    final: bool
    person: str
    day: date
    outcome: Literal["pending", "passed", "returned"] = "pending"
    settled: date | None = None
    opinion: str = ""


class Matter(Record, frozen=True, kw_only=True):
    """A matter. Everything but the task and the body follows from `events`, which are kept in the order they came.

    `reports` before `reopened_at` were handed in before it was last reopened. `time_limit` is what an officer set or
    granted last; `request` the postponement that is asked for and not decided; `steps_done` days by the step's id.
    """

    id: str
    task: str
    party: Party
    capacity: Capacity
    state: State
    events: tuple[Event, ...]
    supports: tuple[Party, ...] = ()
    clauses: tuple[str, ...] = ()
    group_of: str | None = None
    assigned: date
    resumed: date | None = None  # the day on which it was last reopened
    settled: date | None = None  # the day of completion or withdrawal
    reports: tuple[Handed, ...] = ()
    reopened_at: int = 0
    steps: tuple[Step, ...] = ()
    steps_done: dict[str, date] = field(default_factory=dict)
    time_limit: DueSet | PostponementGranted | None = None
    request: PostponementAsked | None = None
    cycle: CycleName | None = None
    dates: tuple[str, ...] = ()
    overrides: dict[LightName, OverrideSet] = field(default_factory=dict)
    notices: tuple[NoticeIssued, ...] = ()
    voided: dict[str, str] = field(default_factory=dict)  # reasons by the id of the notice

    def relation(self, body: str | None) -> Relation:
        """How a body stands to the matter."""
        if body == self.party.body:
            return "own"
        parties = (*self.supports, *(step.party for step in self.steps))
        return "support" if any(party.body == body and not party.group for party in parties) else "other"

    @property
    def claim(self) -> Handed | None:
        """The claim of completion that is pending or was accepted since the matter was last reopened."""
        last = next((handed for handed in reversed(self.reports[self.reopened_at :]) if handed.final), None)
        return last if last and last.outcome != "returned" else None

    @property
    def open_steps(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.id not in self.steps_done)

    @property
    def standing_notices(self) -> tuple[NoticeIssued, ...]:
        """The notices that were issued and not declared void."""
        return tuple(notice for notice in self.notices if notice.id not in self.voided)


def opened(event: Assigned) -> Matter:
    """A matter as it is when it has just been assigned."""
    return Matter(
        id=event.matter, task=event.task, party=event.party, capacity=event.capacity, state="assigned",
        events=(event,), supports=event.supports, clauses=event.clauses, group_of=event.group_of,
        assigned=event.by.day,
    )  # fmt: skip
