"""From assignment to closing, by the forms of the pages: each step by whoever may take it, and by nobody else."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luodi.web import audit
from luodi.web.models import AuditEntry, EventRow, MatterRow

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


def _do(client, matter, what, **fields):
    version = MatterRow.objects.get(pk=matter.pk).version
    return client.post(f"/matters/{matter.pk}/{what}", {"version": version, **fields})


def test_a_matter_goes_from_signing_to_closing(office, signed_in, clock):
    lead, officer, supervisor = (signed_in(who) for who in (office.lead, office.officer, office.supervisor))
    matter = office.matter
    assert _do(lead, matter, "signed").status_code == 302
    assert _do(lead, matter, "started").status_code == 302
    clock("2024-04-08")
    evidence = SimpleUploadedFile("会议纪要.pdf", PDF, "application/pdf")
    report = {"period": "2024Q1", "progress": "已印发方案。", "problems": "经费未落实", "evidence": evidence}
    assert _do(lead, matter, "reported", **report).status_code == 302
    handed = EventRow.objects.get(what="reported").id
    assert _do(supervisor, matter, "returned", report=handed, opinion="请补充数据").status_code == 302
    assert MatterRow.objects.get(pk=matter.pk).state == "returned"
    page = lead.get(f"/plans/{office.record.key}/tasks/{matter.task.key}").content.decode()
    assert "请补充数据" in page
    assert "会议纪要.pdf" in page
    assert _do(lead, matter, "claimed", period="2024Q1", progress="已全部完成。").status_code == 302
    claim = EventRow.objects.get(what="claimed").id
    assert _do(officer, matter, "passed", report=claim).status_code == 302
    assert _do(officer, matter, "completed").status_code == 302
    assert _do(supervisor, matter, "closed").status_code == 302
    row = MatterRow.objects.get(pk=matter.pk)
    assert (row.state, row.delivery) == ("closed", "grey")
    assert audit.verify().faults == ()


def test_a_form_made_from_an_older_state_is_a_conflict_and_keeps_what_was_typed(office, signed_in):
    officer, supervisor = signed_in(office.officer), signed_in(office.supervisor)
    version = office.matter.version
    first = {"version": version, "until": "2024-06-28", "reason": "专班会议"}
    second = {"version": version, "until": "2024-09-30", "reason": "另有安排"}
    assert officer.post(f"/matters/{office.matter.pk}/due-set", first).status_code == 302
    answer = supervisor.post(f"/matters/{office.matter.pk}/due-set", second)
    assert answer.status_code == 409
    assert "另有安排" in answer.content.decode()
    assert MatterRow.objects.get(pk=office.matter.pk).due.isoformat() == "2024-06-28"


def test_what_was_refused_is_said_at_the_top_and_its_address_leads_back_to_the_task(office, signed_in):
    lead, matter = signed_in(office.lead), office.matter
    task = f"/plans/{office.record.key}/tasks/{matter.task.key}"
    answer = _do(lead, matter, "reported", period="2024Q1", progress="已印发方案。")
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert shown.index(f'<a href="#{matter.pk}">') < shown.index("<blockquote")
    assert lead.get(f"/matters/{matter.pk}/reported")["Location"] == f"{task}#{matter.pk}"
    assert _do(lead, matter, "signed")["Location"] == f"{task}#{matter.pk}"


@pytest.mark.parametrize("who", ["support", "stranger", "analyst", "administrator", "auditor", "officer"])
def test_only_the_body_that_answers_signs(office, signed_in, who):
    client = signed_in(getattr(office, who))
    assert _do(client, office.matter, "signed").status_code == 403
    assert MatterRow.objects.get(pk=office.matter.pk).state == "assigned"
    assert AuditEntry.objects.filter(action="matter.signed", result="refused", account=who).count() == 1


def test_reports_are_shown_to_the_bodies_of_the_matter_and_the_office_alone(office, signed_in, clock):
    lead = signed_in(office.lead)
    _do(lead, office.matter, "signed")
    clock("2024-04-08")
    _do(lead, office.matter, "reported", period="2024Q1", progress="秘密进展")
    address = f"/plans/{office.record.key}/tasks/{office.matter.task.key}"
    seen = {
        name: "秘密进展" in signed_in(getattr(office, name)).get(address).content.decode()
        for name in ("lead", "support", "stranger", "officer", "supervisor", "analyst", "administrator", "auditor")
    }
    assert {name for name, yes in seen.items() if yes} == {"lead", "support", "officer", "supervisor", "auditor"}
