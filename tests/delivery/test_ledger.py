"""A matter is the fold of its events: nothing is lost, a refusal changes nothing, the order of arrival is no matter."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.delivery import Event, Matter, Party, Refused, accept, fold, is_task_done, matter_id
from luodi.delivery.event import Assigned, Passed, Reported
from luodi.delivery.workflow import DONE

from .scene import BODY, MATTER, SUPPORT, TASK, as_json, history, stamp

LIFE = ["2025-01-06 assigned", "2025-01-07 signed", "2025-01-08 started", "2025-04-10 reported 2025Q1",
        "2025-04-11 returned", "2025-04-14 reported 2025Q1", "2025-04-15 passed", "2025-06-20 claimed 2025Q2",
        "2025-06-23 passed", "2025-06-24 completed", "2025-06-25 closed"]  # fmt: skip
STATES = ["assigned", "signed", "working", "reported", "returned", "reported", "working", "claimed", "passed",
          "completed", "closed"]  # fmt: skip


def test_a_matter_goes_from_assignment_to_closing() -> None:
    matter: Any = None
    for event, state in zip(history(LIFE), STATES, strict=True):
        matter = accept(matter, event)
        assert isinstance(matter, Matter)
        assert matter.state == state


def test_events_in_any_order_and_twice_give_the_same_ledger() -> None:
    events = history(LIFE)
    assert fold([*reversed(events), *events]) == fold(events)


def test_the_events_of_one_moment_are_taken_in_the_order_of_the_work() -> None:
    events = [
        msgspec.structs.replace(e, by=stamp(str(e.__struct_config__.tag), "2025-01-06")) for e in history(LIFE[:3])
    ]
    assert [matter.state for matter in fold(reversed(events)).matters.values()] == ["working"]


def test_events_survive_a_file() -> None:
    events = history([*LIFE[:3], "2025-02-01 steps a=2025-03-01", "2025-02-02 due 2025-12-31"])
    assert msgspec.json.decode(as_json(events), type=list[Event]) == events


def _matter(lines: list[str]) -> Matter:
    ledger = fold(history(lines))
    assert ledger.refused == ()
    [matter] = ledger.matters.values()
    return matter


REFUSED: list[tuple[str, list[str], str]] = [
    ("not-assigned", [], "2025-01-07 signed"),
    ("wrong-state", LIFE[:1], "2025-01-07 reported 2025Q1"),
    ("wrong-state", LIFE, "2025-07-01 reported 2025Q2"),
    ("wrong-state", LIFE[:2], "2025-07-01 closed"),
    ("assigned-before", LIFE[:2], "2025-01-07 assigned"),
    ("before-the-last", LIFE[:3], "2025-01-01 reported 2025Q1"),
    ("report-pending", LIFE[:4], "2025-04-10 reported 2025Q1"),
    ("report-passed", LIFE[:7], "2025-04-20 reported 2025Q1"),
    ("period-not-begun", LIFE[:3], "2025-04-10 reported 2025Q3"),
    ("bad-period", LIFE[:3], "2025-04-10 reported 一季度"),
    ("bad-period", LIFE[:3], "2025-04-10 reported 2025-01..2099-12"),
    ("bad-day", LIFE[:3], "2025-02-03 cycle dates 9999-12-31"),
    ("bad-day", LIFE[:3], "2025-02-03 due 0001-01-01"),
    ("request-pending", [*LIFE[:3], "2025-02-01 asked 2025-12-31"], "2025-02-03 asked 2025-12-31"),
    ("request-unknown", LIFE[:3], "2025-02-03 granted 2025-12-31"),
    ("postponed-to-the-past", LIFE[:3], "2025-02-03 asked 2025-01-31"),
    ("bad-day", LIFE[:3], "2025-02-03 due 2025-02-30"),
    ("bad-day", LIFE[:3], "2025-02-03 due 20250228"),
    ("dates-and-cycle", LIFE[:3], "2025-02-03 cycle dates"),
    ("dates-and-cycle", LIFE[:3], "2025-02-03 cycle monthly 2025-03-31"),
    ("step-unknown", LIFE[:3], "2025-02-03 step-done z"),
    ("overdue-step-changed", [*LIFE[:3], "2025-01-09 steps a=2025-03-01"], "2025-03-03 steps a=2025-06-01"),
    ("overdue-step-changed", [*LIFE[:3], "2025-01-09 steps a=2025-03-01"], "2025-03-03 steps b=2025-06-01"),
    ("step-twice", LIFE[:3], "2025-02-03 steps a=2025-03-01 a=2025-04-01"),
    ("not-overridden", LIFE[:3], "2025-02-03 lifted path"),
    ("bad-number", LIFE[:3], "2025-02-03 notice blue 0 due-soon x 2025-03-01"),
    ("bad-day", LIFE[:3], "2025-02-03 notice blue 1 due-soon x soon"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "before", "line"), REFUSED)
def test_what_cannot_be_is_refused_with_what_why_and_what_to_do(code: str, before: list[str], line: str) -> None:
    *earlier, event = history([*before, line])
    matter = _matter(before) if before else None
    outcome = accept(matter, event)
    assert isinstance(outcome, Refused)
    assert outcome.code == code
    for language in ("zh", "en"):
        message, advice = outcome.in_words(language)  # type: ignore[arg-type]
        assert message
        assert advice
    ledger = fold([*earlier, event])
    if code != "before-the-last":  # a fold takes events by their time, so that none comes before the last
        assert [refusal.event for refusal in ledger.refused] == [event]
        assert list(ledger.matters.values()) == ([matter] if matter else [])


def test_the_same_event_again_changes_nothing_and_another_with_its_id_is_refused() -> None:
    events = history(LIFE[:3])
    matter = _matter(LIFE[:3])
    assert accept(matter, events[1]) is matter
    other = msgspec.structs.replace(events[1], by=stamp("signed", "2025-01-09"))
    outcome = accept(matter, other)
    assert isinstance(outcome, Refused)
    assert outcome.code == "id-taken"
    assert [refusal.code for refusal in fold([*events, other]).refused] == ["id-taken"]


def test_who_handed_a_report_in_does_not_check_it_in_whatever_role() -> None:
    *_, report = history(LIFE[:4])
    assert isinstance(report, Reported)
    by = msgspec.structs.replace(stamp("passed", "2025-04-12"), person=report.by.person)
    outcome = accept(_matter(LIFE[:4]), Passed(id="x", matter=MATTER, by=by, report=report.id))
    assert isinstance(outcome, Refused)
    assert outcome.code == "own-report"


def test_a_set_of_bodies_cannot_be_assigned_to() -> None:
    group = Party("各地级以上市人民政府", "各地级以上市人民政府", group=True)
    event = Assigned(id="x", matter=matter_id(TASK, group.body), by=stamp("assigned", "2025-01-06"), task=TASK,
                     party=group, capacity="lead")  # fmt: skip
    outcome = accept(None, event)
    assert isinstance(outcome, Refused)
    assert outcome.code == "group-body"


@pytest.mark.parametrize("at", ["2025-01-06T09:00:00", "2025-01-06", "昨天", "", "9999-12-31T23:00:00-12:00"])
def test_a_stamp_says_its_offset(at: str) -> None:
    event = msgspec.structs.replace(
        history(LIFE[:1])[0], by=msgspec.structs.replace(stamp("assigned", "2025-01-06"), at=at)
    )
    outcome = accept(None, event)
    assert isinstance(outcome, Refused)
    assert outcome.code == "bad-time"
    assert [refusal.code for refusal in fold([event]).refused] == ["bad-time"]


def test_the_day_of_a_stamp_is_the_day_in_china() -> None:
    assert (
        msgspec.structs.replace(stamp("signed", "2025-01-01"), at="2024-12-31T23:30:00+00:00").day.isoformat()
        == "2025-01-01"
    )


def test_a_report_that_waits_does_not_keep_the_next_from_coming() -> None:
    matter = _matter([*LIFE[:4], "2025-05-10 reported 2025-04"])
    assert matter.state == "reported"
    first, second = matter.reports
    passed = Passed(id="x", matter=MATTER, by=stamp("passed", "2025-05-11"), report=first.id)
    checked = accept(matter, passed)
    assert isinstance(checked, Matter)
    assert checked.state == "reported"
    done = accept(checked, msgspec.structs.replace(passed, id="y", report=second.id))
    assert isinstance(done, Matter)
    assert done.state == "working"


def test_a_task_of_joint_leads_is_done_when_all_are_closed() -> None:
    closed, working = _matter(LIFE), _matter(LIFE[:3])
    withdrawn = _matter([*LIFE[:3], "2025-02-01 withdrawn"])
    assert fold(history(LIFE)).of_task(TASK) == (closed,)
    assert fold(history(LIFE)).of_task("t-another") == ()
    assert is_task_done([closed])
    assert is_task_done([closed, withdrawn])
    assert not is_task_done([closed, working])
    assert not is_task_done([withdrawn])
    assert not is_task_done([])


def test_a_number_of_a_notice_is_given_once() -> None:
    lines = [*LIFE[:3], "2025-02-03 notice blue 1 due-soon x 2025-03-01", "2025-02-04 notice blue 1 due-soon y 2025-03-01",
             "2025-02-05 notice red 1 overdue z 2025-03-01"]  # fmt: skip
    ledger = fold(history(lines))
    assert [refusal.code for refusal in ledger.refused] == ["number-taken"]
    assert [notice.written for notice in ledger.matters[MATTER].notices] == ["督提示〔2025〕1号", "督办红〔2025〕1号"]


# ---------------------------------------------------------------- any sequence at all

WORDS = ["assigned", "signed", "started", "contributed", "returned", "passed", "completed", "closed", "reopened",
         "withdrawn", "refused", "reported 2025Q1", "reported 2025-02", "claimed 2025Q1", "due 2025-06-30",
         "due 2025-02-30", "asked 2025-12-31", "granted 2025-11-30", "cycle monthly", "cycle dates 2025-03-31",
         "steps a=2025-03-01 b=2025-05-01", "step-done a", "step-done b", "override delivery red", "lifted delivery",
         "notice blue 1 due-soon x 2025-03-01", "notice blue 2 due-soon y 2025-03-01"]  # fmt: skip
USUAL = st.sampled_from([LIFE[:n] for n in range(len(LIFE) + 1)])
MORE = st.lists(st.sampled_from(WORDS), max_size=12)


def sequence(usual: list[str], more: list[str]) -> list[Event]:
    day = 26
    return history([*usual, *(f"2025-06-{min(day + at // 4, 30)} {words}" for at, words in enumerate(more))])


@settings(max_examples=300, deadline=None)
@given(USUAL, MORE, st.randoms())
def test_no_event_is_lost_and_none_is_twice(usual: list[str], more: list[str], random: Any) -> None:
    events = sequence(usual, more)
    given_twice = [*events, *events[::2]]
    random.shuffle(given_twice)
    ledger = fold(given_twice)
    kept = [event.id for matter in ledger.matters.values() for event in matter.events]
    refused = [refusal.event.id for refusal in ledger.refused]
    assert sorted(kept + refused) == sorted(event.id for event in events)
    assert ledger == fold(events)


@settings(max_examples=300, deadline=None)
@given(USUAL, MORE)
def test_a_refused_event_changes_nothing_and_an_accepted_one_adds_itself(usual: list[str], more: list[str]) -> None:
    matter: Matter | None = None
    for event in sequence(usual, more):
        outcome = accept(matter, event)
        if isinstance(outcome, Refused):
            assert all(outcome.in_words("zh") + outcome.in_words("en"))
            continue
        assert outcome.events == ((*matter.events, event) if matter else (event,))
        matter = outcome


@settings(max_examples=300, deadline=None)
@given(USUAL, MORE)
def test_a_matter_is_in_one_state_that_agrees_with_its_reports(usual: list[str], more: list[str]) -> None:
    for matter in fold(sequence(usual, more)).matters.values():
        pending = [handed for handed in matter.reports[matter.reopened_at :] if handed.outcome == "pending"]
        assert (matter.state == "claimed") == (matter.state not in DONE and any(handed.final for handed in pending))
        assert matter.state != "reported" or pending
        assert matter.state != "working" or not pending
        assert (matter.settled is not None) == (matter.state in DONE)
        assert matter.relation(BODY.body) == "own"
        assert matter.relation(SUPPORT.body) == "support"
        assert matter.relation(None) == "other"
