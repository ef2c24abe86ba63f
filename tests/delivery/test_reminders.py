"""Reminders: once, one mail a person a day, and nothing forgotten."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from luodi.delivery import Event, Party, Sent, fold, lights, matter_id, reminders, setting
from luodi.delivery.event import Assigned

from .scene import BODY, TASK, a_plan, a_task, directory, history
from .test_ledger import LIFE, MORE, USUAL, sequence

PLAN = a_plan(a_task("2025-09-30"))


@settings(max_examples=100, deadline=None)
@given(USUAL.filter(bool), MORE, st.lists(st.integers(0, 9), min_size=5, max_size=40))
def test_a_day_that_is_run_twice_sends_once_and_a_person_gets_one_mail_a_day(
    usual: list[str], more: list[str], steps: list[int]
) -> None:
    ledger = fold(sequence(usual, more))
    day = min(matter.assigned for matter in ledger.matters.values())
    sent: list[Sent] = []
    mails: Counter[tuple[str, date]] = Counter()
    for step in steps:  # a step of no days is the same day again
        day += timedelta(step)
        now = setting(day)
        found = lights(PLAN, ledger.matters.values(), now)
        made = reminders(found, directory(), now, sent)
        assert not made.digests or now.calendar.is_working(day)
        sent += [each for digest in made.digests for each in digest.sent()]
        mails.update((digest.person.id, day) for digest in made.digests)
        again = reminders(found, directory(), now, sent)
        assert again.digests == ()
        assert again.held == made.held
    assert len({each.key for each in sent}) == len(sent)
    assert all(count == 1 for count in mails.values())


def test_what_was_held_back_comes_with_the_next_mail() -> None:
    ledger = fold(history([*LIFE[:3], "2025-01-08 steps a=2025-09-15", "2025-09-12 reported 2025Q2"]))
    monday, tuesday = date(2025, 9, 15), date(2025, 9, 16)
    other = Sent("w-another/due//2025-09-15/0", "p-contact", "2025-09-15")
    held = reminders(lights(PLAN, ledger.matters.values(), setting(monday)), directory(), setting(monday), [other])
    assert [reminder.obligation for reminder in held.held] == ["step"]
    assert held.digests == ()
    next_day = reminders(
        lights(PLAN, ledger.matters.values(), setting(tuesday)), directory(), setting(tuesday), [other]
    )
    [digest] = next_day.digests
    assert [(reminder.obligation, reminder.stage) for reminder in digest.reminders] == [("step", 0)]


def test_the_matters_of_one_person_come_in_one_mail_the_most_pressing_first() -> None:
    events: list[Event] = []
    tasks = [a_task(f"2025-09-{day}", id=f"t-{day}") for day in (26, 24, 30)]
    for task in tasks:
        [event] = history(["2025-08-01 assigned"])
        assert isinstance(event, Assigned)
        events.append(replace(event, id=f"e-{task.id}", matter=matter_id(task.id, BODY.body), task=task.id))
    now = setting(date(2025, 9, 19))
    made = reminders(lights(a_plan(*tasks), fold(events).matters.values(), now), directory(), now, [])
    [digest] = made.digests
    assert [r.by for r in digest.reminders if r.obligation == "due"] == ["2025-09-24", "2025-09-26", "2025-09-30"]


def test_a_step_is_reminded_of_to_the_body_that_has_it() -> None:
    ledger = fold(history([*LIFE[:3], "2025-01-08 steps a=2025-02-10@support"]))
    now = setting(date(2025, 2, 10))
    found = reminders(lights(PLAN, ledger.matters.values(), now), directory(), now, [])
    [reminder] = [r for digest in found.digests for r in digest.reminders if r.obligation == "step"]
    assert reminder.party == Party("440000/finance", "省财政厅")


def test_lights_of_another_day_are_a_mistake_of_the_caller() -> None:
    found = lights(PLAN, fold(history(LIFE[:1])).matters.values(), setting(date(2025, 1, 7)))
    with pytest.raises(ValueError, match="2025-01-07"):
        reminders(found, directory(), setting(date(2025, 1, 8)), [])
    assert found.standings[0].matter.task == TASK
