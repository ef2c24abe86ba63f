"""台账: all matters as their events have left them, and the events that were refused."""

from __future__ import annotations

from collections.abc import Iterable

from luodi.delivery.event import Assigned, Event, NoticeIssued, action, matter_id, moment
from luodi.delivery.matter import Matter, opened
from luodi.delivery.moves import check_assignment, moved
from luodi.delivery.refusal import RefusalError, Refused, refuse
from luodi.delivery.workflow import ACTIONS, Workflow, allowed, default_workflow
from luodi.plan import Record


class Ledger(Record, frozen=True):
    """Matters by id, in the order of their assignment, and what was refused."""

    matters: dict[str, Matter]
    refused: tuple[Refused, ...]

    def of_task(self, task: str) -> tuple[Matter, ...]:
        """The matters of a task."""
        return tuple(matter for matter in self.matters.values() if matter.task == task)


def accept(matter: Matter | None, event: Event, workflow: Workflow | None = None) -> Matter | Refused:
    """The matter after one more event, or why it does not take it; None is a matter that does not exist yet.

    An event that the matter has already is not an error: the matter comes back as it is.
    """
    try:
        return _accepted(matter, event, workflow or default_workflow())
    except RefusalError as refusal:
        return Refused(event, refusal.code, refusal.values)


def _accepted(matter: Matter | None, event: Event, workflow: Workflow) -> Matter:
    name = action(event)
    try:
        at = moment(event.by.at)
    except ValueError:
        refuse("bad-time", at=event.by.at[:40])
    if not event.by.person.strip():
        refuse("without-person")
    if matter is not None and (known := next((e for e in matter.events if e.id == event.id), None)):
        if known == event:
            return matter
        refuse("id-taken", event=event.id)
    if matter is None and not isinstance(event, Assigned):
        refuse("not-assigned", action=name)
    if (
        matter_id(event.task, event.party.body) if isinstance(event, Assigned) else (matter and matter.id)
    ) != event.matter:
        refuse("other-matter", matter=event.matter)
    if matter is not None and at < moment(matter.events[-1].by.at):
        refuse("before-the-last", at=event.by.at, last=matter.events[-1].by.at)
    state = matter.state if matter else "new"
    entry = workflow.actions[name]
    own = event.party.body if isinstance(event, Assigned) else None
    relation = matter.relation(event.by.body) if matter else "own" if event.by.body == own else "other"
    if not allowed(workflow, name, event.by.role, relation):
        roles = tuple(entry.by)
        refuse("not-allowed", action=name, role=event.by.role, relation=relation, roles=roles)
    if state not in entry.start:
        if isinstance(event, Assigned):
            refuse("assigned-before", state=state)
        refuse("wrong-state", action=name, state=state, states=tuple(entry.start))
    if isinstance(event, Assigned):
        check_assignment(event)
        return opened(event)
    assert matter is not None
    return moved(matter, event, entry.to)


_ORDER = {name: at for at, name in enumerate(ACTIONS)}


def fold(events: Iterable[Event], workflow: Workflow | None = None) -> Ledger:
    """The ledger of events in any order, each given once or more often.

    They are taken by their time, at the same time in the order of the work. An event is in the history of its matter
    or among the refused, whatever happens.
    """
    table = workflow or default_workflow()
    matters: dict[str, Matter] = {}
    refused: list[Refused] = []
    known: dict[str, Event] = {}
    numbers: set[tuple[str, int, int]] = set()
    for event in sorted(events, key=_place):
        if event.id in known:
            if known[event.id] != event:
                refused.append(Refused(event, "id-taken", {"event": event.id}))
            continue
        known[event.id] = event
        number = (event.level, event.year, event.number) if isinstance(event, NoticeIssued) else None
        if isinstance(event, NoticeIssued) and number in numbers:
            refused.append(Refused(event, "number-taken", {"number": event.written}))
            continue
        outcome = accept(matters.get(event.matter), event, table)
        if isinstance(outcome, Refused):
            refused.append(outcome)
            continue
        matters[event.matter] = outcome
        if number:
            numbers.add(number)
    return Ledger(matters, tuple(refused))


def _place(event: Event) -> tuple[float, int, str]:
    try:
        at = moment(event.by.at).timestamp()
    except (ValueError, OverflowError):
        at = 0.0
    return at, _ORDER[action(event)], event.id


def is_task_done(matters: Iterable[Matter]) -> bool:
    """Whether a task is done: everyone who answers for it, joint leads too, has been closed (销号).

    `matters` are those of one task. What was withdrawn does not count; where nothing is left, nothing is done.
    """
    states = [matter.state for matter in matters if matter.state != "withdrawn"]
    return bool(states) and all(state == "closed" for state in states)
