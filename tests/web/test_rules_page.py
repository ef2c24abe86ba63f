"""The rules in force, in words, and their replacement."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luodi.messages import say
from luodi.web.models import AuditEntry, MatterRow, PlanRecord, Rulebook
from luodi.web.rulebooks import numbers, setting_on, shipped_numbers
from luodi.web.standing import refresh_all

OWN = 'version = "省厅-1"\n[delivery]\nsign_within = 400\n'


def test_every_number_has_its_meaning_in_both_languages(office, signed_in):
    text = signed_in(office.administrator).get("/rules").content.decode()
    for name, _ in numbers(setting_on(office.record.created.date()).rules):
        assert say(f"site.rules.meaning.{name}", "en")
        assert say(f"site.rules.meaning.{name}", "zh") in text, name
    assert "国务院办公厅关于2024年部分节假日安排的通知" in text
    assert "核查通过" in text


def test_a_preview_names_the_lights_that_change_and_changes_nothing(office, signed_in, clock):
    clock("2024-03-15")
    administrator = signed_in(office.administrator)
    day = date(2024, 3, 15)
    refresh_all(day)
    yellow = MatterRow.objects.filter(delivery="yellow").count()
    assert yellow > 20  # nothing was signed for
    answer = administrator.post("/rules/preview", {"kind": "rules", "text": OWN})
    text = answer.content.decode()
    assert f"今天有 {yellow} 个事项的灯会变色" in text
    assert office.matter.body.name in text
    assert MatterRow.objects.filter(delivery="yellow").count() == yellow
    assert not Rulebook.objects.exists()
    assert setting_on(day).rules.version == "1"


def test_put_into_force_every_plan_is_judged_anew_and_the_record_has_before_and_after(office, signed_in, clock):
    clock("2024-03-15")
    administrator = signed_in(office.administrator)
    administrator.get("/tasks")
    assert PlanRecord.objects.exclude(judged_on=None).exists()
    assert administrator.post("/rules/force", {"kind": "rules", "text": OWN}).status_code == 302
    assert not PlanRecord.objects.exclude(judged_on=None).exists()
    administrator.get("/tasks")
    row = MatterRow.objects.get(pk=office.matter.pk)
    assert row.delivery != "yellow"
    assert "省厅-1" in row.lights
    detail = json.loads(AuditEntry.objects.get(action="rules-changed").detail)
    assert detail["before"] == {"delivery.sign_within": 3, "version": "1"}
    assert detail["after"] == {"delivery.sign_within": 400, "version": "省厅-1"}


def test_a_calendar_counts_from_then_on(office, signed_in, clock):
    text = '[2027]\nsource = "通知"\noff = ["2027-01-01"]\nwork = []\n'
    file = SimpleUploadedFile("2027.toml", text.encode())
    administrator = signed_in(office.administrator)
    assert administrator.post("/rules/preview", {"kind": "calendar", "file": file}).status_code == 200
    assert (
        administrator.post("/rules/force", {"kind": "calendar", "text": text.replace("\n", "\r\n")}).status_code == 302
    )
    calendar = setting_on(office.record.created.date()).calendar
    assert 2027 in calendar.years
    assert 2024 in calendar.years
    assert Rulebook.objects.get().text == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("rules", ""), ("rules", "no toml ="), ("rules", "[delivery]\ndue_soon = 3"), ("rules", 'version = "x"\n[delivery]\ndue_soon = -1'),
        ("rules", 'version = "x"\nunknown = 1'), ("rules", 'version = "' + "长" * 61 + '"'), ("rules", "a = " + "[" * 5000),
        ("rules", 'version = "x"\n[notices.red]\nprefix = "' + "长" * 21 + '"'), ("rules", "x" * 70_000),
        ("rules", 'version = "x"\n[delivery]\ndue_soon = ' + "9" * 5000),
        ("calendar", "[2027]\noff = 3"), ("calendar", '[99999]\nsource = "x"'), ("calendar", '[2027]\nsource = "x"\noff = ["2027-02-30"]'),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_in_both_languages(office, signed_in, kind, text):
    administrator = signed_in(office.administrator)
    for address in ("/rules/preview", "/rules/force"):
        answer = administrator.post(address, {"kind": kind, "text": text})
        assert answer.status_code == 400
        assert '<p lang="en">' in answer.content.decode()
    assert not Rulebook.objects.exists()


def test_a_version_names_one_set_of_rules(office, signed_in):
    administrator = signed_in(office.administrator)
    administrator.post("/rules/force", {"kind": "rules", "text": OWN})
    other = OWN.replace("400", "5")
    assert administrator.post("/rules/force", {"kind": "rules", "text": other}).status_code == 400
    assert administrator.post("/rules/force", {"kind": "rules", "text": other.replace("-1", "-2")}).status_code == 302
    assert administrator.post("/rules/force", {"kind": "rules", "text": OWN}).status_code == 302  # back to the first
    assert setting_on(office.record.created.date()).rules.version == "省厅-1"
    assert len(shipped_numbers()) > 30
