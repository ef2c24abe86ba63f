"""The demonstration shows every light, reminder and notice whatever the day, and cannot be taken for a real office."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime

import pytest
from django.db import transaction

from luodi.delivery.event import CHINA
from luodi.web import audit, clock, demonstration
from luodi.web.models import Account, AuditEntry, Evidence, MatterRow, NoticeRow, PlanRecord, TaskRow
from luodi.web.reminding import reminders_on
from luodi.web.unable import Unable

pytestmark = pytest.mark.django_db

# A leap day, a day off just after the end of a quarter, the end of a year whose holidays are not known.
DAYS = ["2024-02-29", "2026-10-03", "2027-12-31"]


@pytest.fixture
def demonstrated():
    """Make the demonstration of a day."""

    def made(day: str) -> str:
        return demonstration.make(date.fromisoformat(day))

    return made


@pytest.mark.parametrize("day", DAYS)
def test_every_light_reminder_and_notice_occurs_on_any_day(demonstrated, day):
    demonstrated(day)
    matters = MatterRow.objects.all()
    assert set(matters.values_list("delivery", flat=True)) == {"red", "yellow", "green", "grey"}
    assert set(matters.values_list("freshness", flat=True)) == {"red", "yellow", "green", "grey"}
    assert set(matters.values_list("path", flat=True)) >= (
        # No figure is made up: output of 2025 was published in 2026, and before nothing can be said of the target.
        {"red", "yellow", "grey"} | ({"green"} if day >= "2026-06" else set())
    )
    assert set(matters.values_list("proposed", flat=True)) == {"", "blue", "yellow", "red"}
    assert set(NoticeRow.objects.filter(void=False).values_list("level", flat=True)) == {"blue", "yellow", "red"}
    assert NoticeRow.objects.filter(void=True).exists()
    rules = {rule.partition("/")[2] for rule in matters.values_list("rule", flat=True)}
    assert rules >= {
        "overdue", "step-overdue", "unsigned", "returned", "due-soon", "claimed", "claimed-late", "done", "done-late",
        "on-time", "not-started", "undated",
    }  # fmt: skip
    assert set(matters.values_list("state", flat=True)) >= {
        "assigned", "signed", "working", "reported", "returned", "claimed", "completed", "closed", "withdrawn"
    }  # fmt: skip
    with clock.told(datetime.combine(date.fromisoformat(day), datetime.min.time(), CHINA)):
        found = reminders_on(date.fromisoformat(day))
    reminders = [*found.held, *(each for digest in found.digests for each in digest.reminders)]
    assert {each.obligation for each in reminders} == {"sign", "due", "step", "report"}
    assert found.unreachable == ()
    assert TaskRow.objects.filter(state=TaskRow.UNASSIGNED).exists()
    assert MatterRow.objects.filter(asked=True).exists()
    assert Evidence.objects.exists()


def test_the_same_day_gives_the_same_history_up_to_yesterday_and_every_page_says_what_it_is(demonstrated, client):
    class TakenBack(Exception):
        pass

    def told() -> list[tuple[str, str, str]]:
        entries = AuditEntry.objects.exclude(action="observations-imported")  # which names a number of a sequence
        return list(entries.order_by("number").values_list("at", "action", "object"))

    with suppress(TakenBack), transaction.atomic():
        demonstrated("2026-03-02")
        first = told()
        raise TakenBack
    password = demonstrated("2026-03-02")
    assert told() == first
    times = [at for at, _, _ in first]
    assert times == sorted(times)
    assert times[-1] < "2026-03-02"
    assert audit.verify().faults == ()
    assert "演示数据" in client.get("/sign-in").content.decode()
    assert client.post("/sign-in", {"username": "auditor", "password": password}).status_code == 302
    for path in ("/", "/tasks"):
        assert 'class="demonstration"' in client.get(path).content.decode()
    assert all(Account.objects.values_list("demonstration", flat=True))
    assert all(PlanRecord.objects.values_list("demonstration", flat=True))
    assert sum(account.has_usable_password() for account in Account.objects.all()) == 6


def test_every_number_leads_to_as_many_tasks_and_late_means_the_same_everywhere(demonstrated, client):
    today = clock.today().isoformat()
    client.post("/sign-in", {"username": "supervisor", "password": demonstrated(today)})
    shown = "".join(client.get(path).content.decode() for path in ("/", *plan_pages(client)))
    numbers = re.findall(
        r'href="(/plans/[^"]+/tasks)\?([^"]+)">(?:<b>|<span class="light[^>]*>[^<]*</span> )?(\d+)', shown
    )
    assert {asked.partition("=")[0] for _, asked, _ in numbers} == {
        "state",
        "due",
        "delivery",
        "path_light",
        "freshness",
    }
    for address, asked, number in numbers:
        assert client.get(f"{address}.json?{asked}").json()["count"] == int(number), (address, asked)
    late = MatterRow.objects.exclude(state__in=("claimed", "passed", "completed", "closed", "withdrawn"))
    late = late.filter(due__lt=today)
    desk = client.get("/desk.json", {"show": "overdue"}).json()
    assert desk["count"] == late.count() == sum(row["overdue"] for row in client.get("/bodies.json").json()["results"])
    assert client.get("/tasks.json", {"due": "overdue"}).json()["count"] == late.values("task").distinct().count() > 0


def plan_pages(client):
    return [f"/plans/{row['plan']}" for row in client.get("/plans.json").json()["results"]]


def test_it_is_only_put_into_an_empty_database(office):
    with pytest.raises(Unable, match="demonstration-exists"):
        demonstration.make(date(2026, 3, 2))


def test_an_office_does_not_say_so(office, signed_in):
    assert 'class="demonstration"' not in signed_in(office.officer).get("/").content.decode()
