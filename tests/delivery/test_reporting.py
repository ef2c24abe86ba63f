"""Which reports are owed, by when, and how each stands on a day."""

from __future__ import annotations

from datetime import date

import pytest

from luodi.delivery import Matter, Standing, fold, lights, owed, reminders, say, setting
from luodi.delivery.reporting import Cycle, periods

from .scene import a_plan, a_task, directory, history
from .test_ledger import LIFE


def standing(lines: list[str], day: str, recurrence: str | None = None) -> Standing:
    plan = a_plan(a_task("2027-12-31", recurrence))
    ledger = fold(history(lines))
    assert ledger.refused == ()
    [found] = lights(plan, ledger.matters.values(), setting(date.fromisoformat(day))).standings
    assert isinstance(found.matter, Matter)
    return found


def rows(lines: list[str], day: str) -> list[tuple[str, str, bool]]:
    found = standing(lines, day)
    listed = owed(found.matter, found.cycle, setting(date.fromisoformat(day)))
    return [(row.period.label, row.standing, row.late) for row in listed]


@pytest.mark.parametrize(
    ("recurrence", "cycle", "source"),
    [
        (None, "quarterly", "rules"), ("continuous", "quarterly", "rules"), ("periodic", "quarterly", "rules"),
        ("R/P1W", "monthly", "document"), ("R/P1M", "monthly", "document"), ("R/P3M", "quarterly", "document"),
        ("R/P6M", "half_yearly", "document"), ("R/P1Y", "yearly", "document"), ("R/P2Y", "yearly", "document"),
    ],
)  # fmt: skip
def test_the_document_says_how_often_where_it_does(recurrence: str | None, cycle: str, source: str) -> None:
    found = standing(LIFE[:3], "2025-02-03", recurrence).cycle
    assert (found.name, found.source) == (cycle, source)


def test_an_officer_says_how_often_before_the_document() -> None:
    found = standing([*LIFE[:3], "2025-02-01 cycle half_yearly"], "2025-02-03", "R/P1M").cycle
    assert (found.name, found.source) == ("half_yearly", "officer")


def test_a_period_in_which_ten_days_were_left_is_reported_on_and_one_with_nine_is_not() -> None:
    ten, nine = ["2025-03-22 assigned", "2025-03-23 signed"], ["2025-03-23 assigned", "2025-03-24 signed"]
    assert rows(ten, "2025-04-01") == [("2025Q1", "due", False), ("2025Q2", "running", False)]
    assert rows(nine, "2025-04-01") == [("2025Q2", "running", False)]


def test_the_last_day_of_a_period_still_runs_and_the_last_day_to_report_is_not_late() -> None:
    start = LIFE[:3]
    assert rows(start, "2025-03-31") == [("2025Q1", "running", False)]
    assert rows(start, "2025-04-15")[0] == ("2025Q1", "due", False)
    assert rows(start, "2025-04-16")[0] == ("2025Q1", "missing", True)
    assert rows([*start, "2025-04-15 reported 2025Q1"], "2025-04-20")[0] == ("2025Q1", "pending", False)
    assert rows([*start, "2025-04-16 reported 2025Q1"], "2025-04-20")[0] == ("2025Q1", "pending", True)
    assert rows([*start, "2025-04-15 reported 2025Q1", "2025-04-15 returned"], "2025-04-15")[0] == (
        "2025Q1", "returned", False,
    )  # fmt: skip


def test_a_claim_of_completion_stands_for_the_reports_that_were_not_late_then() -> None:
    claimed = [*LIFE[:3], "2025-07-14 claimed 2025-07"]
    assert rows(claimed, "2025-07-20")[:2] == [("2025Q1", "missing", True), ("2025Q2", "pending", False)]
    assert rows([*claimed, "2025-07-15 passed"], "2025-07-20")[1] == ("2025Q2", "passed", False)


def test_a_report_of_the_last_month_stands_for_its_quarter() -> None:
    assert standing([*LIFE[:3], "2025-04-10 reported 2025-03"], "2025-04-20").missed == ()
    assert [p.label for p in standing([*LIFE[:3], "2025-04-10 reported 2025-02"], "2025-04-20").missed] == ["2025Q1"]
    assert rows([*LIFE[:3], "2025-04-10 reported 2025-03"], "2025-04-12")[0] == ("2025Q1", "pending", False)


def test_what_was_reported_before_a_matter_was_reopened_still_counts_and_its_claim_does_not() -> None:
    life = [*LIFE[:3], "2025-04-10 reported 2025Q1", "2025-04-11 passed", "2025-04-14 claimed 2025-04", "2025-04-15 passed",
            "2025-04-16 completed", "2025-05-06 reopened"]  # fmt: skip
    assert standing(life, "2025-07-14").missed == ()
    assert [period.label for period in standing(life, "2025-07-15").missed] == ["2025Q2"]


def test_periods_of_set_days_run_from_day_to_day() -> None:
    cycle = Cycle("dates", ("2025-03-31", "2025-06-15", "2025-12-31"), "officer")
    found = list(periods(cycle, date(2025, 3, 31), date(2025, 6, 16)))
    assert [(period.first, period.last) for period in found] == [
        (date.min, date(2025, 3, 31)), (date(2025, 4, 1), date(2025, 6, 15)), (date(2025, 6, 16), date(2025, 12, 31)),
    ]  # fmt: skip
    assert [period.label for period in periods(cycle, date(2025, 4, 1), date(2025, 6, 15))] == ["2025-06-15"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2025-02-07", "省科技厅：步骤“步骤a”应于2025年2月10日完成，还有 2 个工作日。"),
        ("2025-02-10", "省科技厅：步骤“步骤a”2025年2月10日到期，今天是最后一个工作日。"),
        ("2025-02-11", "省科技厅：步骤“步骤a”应于2025年2月10日完成，逾期 1 个工作日。"),
        ("2025-02-17", "省科技厅：步骤“步骤a”应于2025年2月10日完成，逾期 5 个工作日。"),
    ],
)
def test_a_reminder_says_how_many_working_days(day: str, said: str) -> None:
    """8 February 2025, a Saturday, was worked in exchange for the Spring Festival."""
    lines = [*LIFE[:3], "2025-01-09 steps a=2025-02-10"]
    now = setting(date.fromisoformat(day))
    found = lights(a_plan(a_task("2027-12-31")), fold(history(lines)).matters.values(), now)
    [digest] = reminders(found, directory(), now, []).digests
    assert [say(reminder.text) for reminder in digest.reminders] == [said]
