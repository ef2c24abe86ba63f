"""Counts by light and body, and what a body carries."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from luodi.delivery import Event, Lights, Party, by_body, fold, lights, loads, matter_id, setting, tally, unassigned
from luodi.delivery.event import Assigned

from .scene import BODY, SUPPORT, a_plan, a_task, history

OTHER = Party("440000/commerce", "省商务厅")
TASKS = [
    a_task("2025-06-30", id="t-1"),
    a_task("2025-07-18", id="t-2"),
    a_task("2025-12-31", id="t-3"),
    a_task(id="t-4"),
]


def given(task: str, party: Party, lines: list[str]) -> list[Event]:
    events = []
    for event in history(lines):
        changed = replace(event, id=f"{task}-{party.name}-{event.id}", matter=matter_id(task, party.body))
        if isinstance(changed, Assigned):
            changed = replace(changed, task=task, party=party)
        events.append(
            replace(changed, by=replace(event.by, body=party.body)) if event.by.role == "responsible_body" else changed
        )
    return events


def judged() -> Lights:
    start = ["2025-01-06 assigned", "2025-01-07 signed"]
    events = [
        *given("t-1", BODY, start),  # overdue on 1 July
        *given("t-2", BODY, [*start, "2025-06-30 reported 2025Q2"]),  # due within 30 days
        *given("t-2", OTHER, [*start, "2025-06-30 claimed 2025Q2"]),
        *given("t-3", OTHER, [*start, "2025-03-03 withdrawn"]),
    ]
    ledger = fold(events)
    assert ledger.refused == ()
    return lights(a_plan(*TASKS), ledger.matters.values(), setting(date(2025, 7, 1)))


def test_open_matters_are_counted_by_the_colour_of_each_light() -> None:
    counts = tally(judged().standings)
    assert counts.delivery == {"green": 2, "yellow": 0, "red": 1, "grey": 0}
    assert counts.freshness == {"green": 2, "yellow": 1, "red": 0, "grey": 0}
    assert counts.path == {"green": 0, "yellow": 0, "red": 0, "grey": 3}
    assert (counts.open, counts.done) == (3, 1)


def test_the_counts_of_the_bodies_add_up_to_those_of_all() -> None:
    bodies = by_body(judged())
    assert list(bodies) == [BODY, OTHER]
    assert [(counts.open, counts.done) for counts in bodies.values()] == [(2, 0), (1, 1)]


def test_what_a_body_carries() -> None:
    carried = {load.party.name: load for load in loads(judged())}
    assert (carried["省科技厅"].leads, carried["省科技厅"].due_soon, carried["省科技厅"].overdue) == (2, 1, 1)
    assert (carried["省商务厅"].leads, carried["省商务厅"].due_soon, carried["省商务厅"].overdue) == (1, 0, 0)
    assert (carried[SUPPORT.name].leads, carried[SUPPORT.name].supports) == (0, 3)


def test_tasks_that_nobody_was_given_are_named() -> None:
    matters = [standing.matter for standing in judged().standings]
    assert [task.id for task in unassigned(a_plan(*TASKS), matters)] == ["t-3", "t-4"]


def test_a_matter_due_today_is_due_soon_and_one_due_after_thirty_days_is_not_yet() -> None:
    for due, soon, overdue in (("2025-07-01", 1, 0), ("2025-06-30", 0, 1), ("2025-07-31", 1, 0), ("2025-08-01", 0, 0)):
        ledger = fold(given("t-1", BODY, ["2025-01-06 assigned", "2025-01-07 signed"]))
        found = lights(a_plan(a_task(due, id="t-1")), ledger.matters.values(), setting(date(2025, 7, 1)))
        assert [(load.due_soon, load.overdue) for load in loads(found) if load.leads] == [(soon, overdue)]
