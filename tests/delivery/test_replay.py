"""A matter as it was on a day is what its events up to that day make; a notice says what held when it was issued."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from luodi.delivery import as_of, fold, lights, proposed_notices, read_rules, recalled, say, setting
from luodi.delivery.event import NoticeIssued

from .scene import MATTER, a_plan, a_task, history
from .test_ledger import LIFE

STORY = [
    *LIFE[:3], "2025-04-10 reported 2025Q1", "2025-04-15 returned", "2025-04-20 reported 2025Q1", "2025-04-28 passed",
    "2025-05-12 asked 2025-09-30", "2025-05-14 granted 2025-08-29", "2025-07-10 reported 2025Q2", "2025-08-15 notice blue 1 due-soon 2025-08-29 2025-08-22",
    "2025-09-01 notice red 1 overdue 2025-08-29 2025-09-04", "2025-09-02 voided", "2025-09-03 claimed 2025-08",
    "2025-09-04 passed", "2025-09-05 completed", "2025-09-09 reopened", "2025-09-10 withdrawn",
]  # fmt: skip
PLAN = a_plan(a_task("2025-06-30"))


def test_the_matter_of_a_day_is_the_fold_of_the_events_until_then() -> None:
    events = history(STORY)
    whole = fold(events).matters[MATTER]
    assert fold(events).refused == ()
    day = events[0].by.day
    assert as_of(whole, day - timedelta(1)) is None
    while day < date(2025, 9, 15):
        assert as_of(whole, day) == fold([each for each in events if each.by.day <= day]).matters[MATTER]
        day += timedelta(1)


def notices() -> list[NoticeIssued]:
    return list(fold(history(STORY)).matters[MATTER].notices)


def test_an_issued_notice_says_what_was_proposed_on_its_day() -> None:
    whole = fold(history(STORY)).matters[MATTER]
    for notice in notices():
        now = setting(notice.by.day)
        before = [event for event in history(STORY) if event.by.at < notice.by.at]
        [proposed] = proposed_notices(lights(PLAN, fold(before).matters.values(), now), now)
        # The day of the setting does not matter, nor what happened later.
        again = recalled(PLAN, whole, notice, setting(date(2026, 1, 5)))
        assert again == replace(proposed, reply_by=notice.reply_by)
    assert say(recalled(PLAN, whole, notices()[1], setting(date(2026, 1, 5))).because) == (
        "时限2025年8月29日（批准延期后的时限）已过 3 天，没有申请办结。"
    )


@pytest.mark.parametrize("changed", ["rules", "plan"])
def test_what_cannot_be_worked_out_again_is_said_as_it_was_recorded(changed: str) -> None:
    whole, now = fold(history(STORY)).matters[MATTER], setting(date(2025, 9, 10))
    plan, rules = PLAN, read_rules('version = "x"') if changed == "rules" else None
    notice = notices()[1]
    if changed == "plan":  # the ground on record is a day that neither plan nor officer gives
        notice = replace(notice, ground="2025-07-31")
        whole = replace(whole, events=tuple(notice if e.id == notice.id else e for e in whole.events))
    because = recalled(plan, whole, notice, setting(now.today, rules)).because
    assert because.code == "ground.unexplained"
    assert "notice/overdue" in say(because)
    assert notice.ground in say(because, "en")
