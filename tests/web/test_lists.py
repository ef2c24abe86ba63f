"""Lists: what stands in them, for whom, the same as page, JSON and CSV."""

from __future__ import annotations

import csv
import io

import pytest

from luodi.web.models import MatterRow, TaskRow


def _rows(client, path):
    return list(csv.reader(io.StringIO(client.get(path).content.decode("utf-8-sig"))))


@pytest.mark.parametrize("path", ["/plans", "/tasks", "/bodies", "/desk", "/notices"])
def test_page_json_and_csv_have_the_same_rows(office, signed_in, path):
    client = signed_in(office.supervisor)
    shown = client.get(f"{path}.json").json()
    assert len(_rows(client, f"{path}.csv")) == shown["count"] + 1
    page = client.get(path).content.decode()
    for row in shown["results"]:
        assert next(str(value) for key, value in row.items() if key in ("title", "body", "notice")) in page


def test_the_task_table_is_filtered_by_body_and_role_and_words(office, signed_in):
    client = signed_in(office.stranger)
    led = client.get("/tasks.json", {"body": office.lead.body.pk, "role": "lead"}).json()["results"]
    assert led
    assert all("省科技厅" in row["lead"] for row in led)
    expected = {task.path for task in office.plan.tasks if any(
        each.name == "省科技厅" and each.role == "lead" for each in task.assignments)}  # fmt: skip
    assert {row["path"] for row in led} == expected
    found = client.get("/tasks.json", {"q": "氢燃料 关键"}).json()["results"]
    assert {row["path"] for row in found} == {
        task.path
        for task in office.plan.tasks
        if "氢燃料" in task.text + task.title and "关键" in task.text + task.title
    }
    assert client.get("/tasks.json", {"q": "绝无此词"}).json()["count"] == 0


def test_filters_that_mean_nothing_change_nothing(office, signed_in):
    client = signed_in(office.officer)
    every = client.get("/tasks.json").json()["count"]
    for asked in (
        {"body": "x"},
        {"role": "boss"},
        {"state": "?"},
        {"delivery": "pink"},
        {"due": "never"},
        {"page": "x"},
    ):
        assert client.get("/tasks.json", asked).json()["count"] == every


def test_a_body_sees_what_it_has_to_sign_for(office, signed_in):
    client = signed_in(office.lead)
    to_sign = client.get("/work.json", {"show": "to-sign"}).json()
    assert to_sign["count"] == MatterRow.objects.filter(body=office.lead.body).count()
    client.post(f"/matters/{office.matter.pk}/signed", {"version": 1})
    assert client.get("/work.json", {"show": "to-sign"}).json()["count"] == to_sign["count"] - 1
    assert signed_in(office.officer).get("/work").status_code == 403


def test_the_desk_counts_what_is_late_and_says_why(office, signed_in, clock):
    clock("2026-01-15")
    desk = signed_in(office.supervisor).get("/desk.json", {"show": "overdue"}).json()
    assert desk["count"] == MatterRow.objects.filter(due__lt="2026-01-15").count() > 0
    assert all(row["delivery"] == "red" and "2025年12月31日" in row["because"] for row in desk["results"])
    assert signed_in(office.lead).get("/desk").status_code == 403


def test_a_task_that_nobody_has_been_given_is_shown_as_such(office, signed_in):
    open_ = TaskRow.objects.exclude(matters__isnull=False)
    shown = signed_in(office.officer).get("/tasks.json", {"state": "unassigned"}).json()["results"]
    assert {row["task"] for row in shown} == set(open_.values_list("key", flat=True))


def test_words_are_found_in_capitals_and_in_small_letters(office, signed_in):
    client = signed_in(office.officer)
    written = {task.path for task in office.plan.tasks if "5G" in task.text + task.title}
    assert written
    for word in ("5G", "5g"):
        assert {row["path"] for row in client.get("/tasks.json", {"q": word}).json()["results"]} == written


def test_bodies_are_found_by_their_short_names_and_full_width_letters(office, signed_in):
    client = signed_in(office.officer)

    def found(path, word):
        return client.get(f"{path}.json", {"q": word}).json()["count"]

    for path, short, full in (
        ("/tasks", "省工信厅", "省工业和信息化厅"), ("/tasks", "５Ｇ", "5G"), ("/tasks", "省发改委", "省发展改革委"),
        ("/bodies", "工信厅", "工业和信息化厅"), ("/bodies", "发改委", "发展改革委"),
    ):  # fmt: skip
        assert found(path, short) == found(path, full) > 0


def test_what_a_plan_is_said_to_have_is_what_its_rows_come_to(office, signed_in):
    client = signed_in(office.lead)
    for act, version in (("signed", 1), ("started", 2)):
        client.post(f"/matters/{office.matter.pk}/{act}", {"version": version})
        (shown,) = client.get("/plans.json").json()["results"]
        for state in ("unassigned", "open", "done"):
            assert shown[state] == TaskRow.objects.filter(gone=False, state=state).count()
        for colour in ("red", "yellow", "green", "grey"):
            listed = client.get("/tasks.json", {"delivery": colour, "state": "open"}).json()
            assert shown[colour] == listed["count"]
        assert sum(shown[colour] for colour in ("red", "yellow", "green", "grey")) == shown["open"]
    groups = ("overdue", "to-check", "asked", "proposed", "stale", "off-path", "unsigned", "red", "all")
    desk = signed_in(office.supervisor)
    for group in groups:
        shown = desk.get("/desk.json", {"show": group}).json()
        assert shown["count"] == len(_rows(desk, f"/desk.csv?show={group}")) - 1
