"""The API: what tokens open, what is refused and how, and that it shows what the pages show."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from luodi.delivery.event import CHINA
from luodi.web.models import AuditEntry, EventRow, MatterRow, Token

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


@pytest.fixture
def called(office):
    """A program that calls the API with a token of an account."""

    def make(account, scopes: str = "read write", **fields) -> Client:
        secret = f"secret-of-{account.username}-{scopes}"
        token = {"expires": timezone.now() + timedelta(30), "scopes": scopes, "name": "test", **fields}
        Token.objects.create(account=account, sha256=hashlib.sha256(secret.encode()).hexdigest(), **token)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make


def _post(client, path, body):
    return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")


def test_a_token_shows_the_lists_as_the_pages_do(office, called, signed_in):
    program, person = called(office.lead), signed_in(office.lead)
    for path in ("/plans", "/tasks", f"/plans/{office.record.key}/tasks", "/bodies"):
        assert program.get(f"/api/v1{path}").json() == person.get(f"{path}.json").json()
    mine = program.get("/api/v1/matters", {"body": office.lead.body.pk}).json()
    assert mine["count"] == MatterRow.objects.filter(body=office.lead.body).count() > 0
    assert program.get("/api/v1/me").json()["body"] == "省科技厅"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"expires": datetime(2024, 2, 29, tzinfo=CHINA)}, 401),
        ({"revoked": timezone.now()}, 401),
        ({"scopes": "write"}, 403),
    ],
)
def test_what_a_token_is_not_for_it_does_not_open(office, called, wrong, status):
    scopes = wrong.pop("scopes", "read write")
    assert called(office.lead, scopes, **wrong).get("/api/v1/plans").status_code == status


def test_without_a_token_there_is_nothing_but_the_description(office):
    answer = Client().get("/api/v1/plans")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert set(answer.json()) == {"error", "message", "advice"}
    assert Client().get("/api/v1/openapi.json").json()["openapi"].startswith("3.1")


def test_a_token_that_only_reads_does_not_write(office, called):
    reader = called(office.lead, "read")
    assert _post(reader, f"/matters/{office.matter.pk}/events", {"what": "signed"}).status_code == 403
    assert MatterRow.objects.get(pk=office.matter.pk).state == "assigned"


def test_a_program_signs_reports_with_evidence_and_is_returned(office, called, clock):
    lead, supervisor = called(office.lead), called(office.supervisor)
    path = f"/matters/{office.matter.pk}"
    assert _post(lead, f"{path}/events", {"what": "signed"}).json()["state"] == "signed"
    clock("2024-04-08")
    file = SimpleUploadedFile("纪要.pdf", PDF, "application/pdf")
    kept = lead.post(f"/api/v1{path}/evidence", {"file": file}).json()
    assert kept["sha256"] == hashlib.sha256(PDF).hexdigest()
    report = {"period": "2024Q1", "progress": "已启动", "evidence": [kept]}
    done = _post(lead, f"{path}/events", {"what": "reported", "fields": {"report": report}}).json()
    assert done["state"] == "reported"
    returned = {"what": "returned", "fields": {"report": done["event"], "opinion": "补充"}}
    assert _post(supervisor, f"{path}/events", returned).json()["state"] == "returned"
    whole = lead.get(f"/api/v1{path}").json()
    assert [event["what"] for event in whole["events"]] == ["assigned", "signed", "reported", "returned"]
    assert whole["lights"]["delivery"]["rule"]
    assert "reported" in whole["doable"]


def test_the_same_act_sent_twice_is_done_once(office, called):
    lead = called(office.lead)
    body = {"what": "signed", "id": "from-the-program-1"}
    first, second = (_post(lead, f"/matters/{office.matter.pk}/events", body) for _ in range(2))
    assert first.json()["event"] == second.json()["event"] == "from-the-program-1"
    assert EventRow.objects.filter(what="signed").count() == 1


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"what": "signed", "version": 0}, 409, "stale"),
        ({"what": "closed"}, 403, "not-allowed"),
        ({"what": "step-done", "fields": {"step": "s1"}}, 409, "wrong-state"),
        ({"what": "reported", "fields": {}}, 422, "malformed"),
        ({"what": "contributed", "fields": {"text": "a\0b"}}, 422, "malformed"),
        ({"what": "nothing"}, 422, "malformed"),
        ({"what": "notice-issued"}, 422, "malformed"),
        ({"what": "signed", "id": "x"}, 422, "malformed"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(office, called, body, status, error):
    answer = _post(called(office.lead), f"/matters/{office.matter.pk}/events", body)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["message"]
    assert MatterRow.objects.get(pk=office.matter.pk).version == 1


def test_evidence_of_another_matter_cannot_be_handed_in(office, called, clock):
    lead = called(office.lead)
    other = MatterRow.objects.filter(body=office.lead.body).exclude(pk=office.matter.pk).first()
    assert _post(lead, f"/matters/{other.pk}/events", {"what": "signed"}).status_code == 200
    file = SimpleUploadedFile("纪要.pdf", PDF, "application/pdf")
    kept = lead.post(f"/api/v1/matters/{office.matter.pk}/evidence", {"file": file}).json()
    clock("2024-04-08")
    report = {"what": "reported", "fields": {"report": {"period": "2024Q1", "progress": "x", "evidence": [kept]}}}
    assert _post(lead, f"/matters/{other.pk}/events", report).status_code == 422
    stranger = called(office.stranger)
    assert stranger.post(f"/api/v1/matters/{office.matter.pk}/evidence", {"file": file}).status_code == 403


def test_a_stranger_reads_no_reports(office, called, clock):
    lead = called(office.lead)
    _post(lead, f"/matters/{office.matter.pk}/events", {"what": "signed"})
    clock("2024-04-08")
    report = {"period": "2024Q1", "progress": "秘密进展"}
    _post(lead, f"/matters/{office.matter.pk}/events", {"what": "reported", "fields": {"report": report}})
    for account, seen in ((office.support, True), (office.stranger, False), (office.analyst, False)):
        whole = called(account).get(f"/api/v1/matters/{office.matter.pk}").content.decode()
        assert ("秘密进展" in whole) is seen


def test_an_unchanged_list_is_not_sent_again(office, called):
    program = called(office.lead)
    first = program.get("/api/v1/tasks")
    again = program.get("/api/v1/tasks", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_past_the_end_is_empty_and_its_size_is_bounded(office, called):
    program = called(office.lead)
    assert program.get("/api/v1/tasks", {"page": 99}).json()["results"] == []
    assert program.get("/api/v1/tasks", {"size": 201}).status_code == 422
    assert len(program.get("/api/v1/tasks", {"size": 7}).json()["results"]) == 7


def test_every_act_is_on_record_with_who_did_it(office, called):
    _post(called(office.lead), f"/matters/{office.matter.pk}/events", {"what": "signed"})
    entry = AuditEntry.objects.get(action="matter.signed")
    assert (entry.account, entry.role, entry.result) == ("lead", "responsible_body", "ok")
