"""Every cell of [actions] in rights.toml, through the API; and that the API shows what the pages show."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from tests.web.rights import ROLES, action_cells

from luodi.web.actor import Actor
from luodi.web.models import AuditEntry, MatterRow
from luodi.web.tokens import create

CELLS = [cell for cell in action_cells() if cell.action != "assigned"]  # which is done on the site alone


@pytest.fixture
def program(rights):
    """A program that calls the API with a token of an account."""

    def make(account) -> Client:
        _, secret = create(Actor(account), "test", ("read", "write"), 30)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make


def _fields(rights, cell):
    """The fields of an event, of those of its form."""
    given = rights.fields[cell.action]
    if cell.action in ("reported", "claimed"):
        return {"report": given}
    if cell.action == "steps-set":
        party = rights.matters[cell.action].body
        step = {"id": "new", "title": "起草", "party": {"body": party.key, "name": party.name}, "by": "2024-05-31"}
        return {"steps": [step]}
    if cell.action == "step-done" and cell.relation == "support":
        return {"step": "support"}
    return given


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_what_may_be_done_through_the_api(rights, program, cell):
    client = program(rights.accounts[(cell.role, cell.relation)])
    row = rights.matters[cell.action]
    if cell.action == "notice-issued":
        answer = _post(client, f"/matters/{row.pk}/notices", {"version": row.version})
    else:
        body = {"what": cell.action, "version": row.version, "fields": _fields(rights, cell)}
        answer = _post(client, f"/matters/{row.pk}/events", body)
    assert answer.status_code == (200 if cell.may else 403), answer.content.decode()
    assert MatterRow.objects.get(pk=row.pk).version - row.version == cell.may
    entry = AuditEntry.objects.filter(account=f"{cell.role}-{cell.relation}", action=f"matter.{cell.action}").first()
    assert entry is not None
    assert entry.result == ("ok" if cell.may else "refused")


@pytest.mark.parametrize("role", ROLES)
def test_the_api_shows_no_plan_and_no_matter_that_the_pages_do_not(rights, program, browser, role):
    account = rights.accounts[(role, "other")]
    client, person = program(account), browser(account)
    for plan in ("plan", "draft"):
        key = rights.names[plan]
        api, page = client.get(f"/api/v1/plans/{key}/tasks"), person.get(f"/plans/{key}/tasks.json")
        assert (api.status_code, page.status_code) in ((200, 200), (404, 404))
    shown = client.get(f"/api/v1/matters/{rights.names['draft-matter']}").status_code
    page = person.get(f"/plans/{rights.names['draft']}/tasks/{rights.names['draft-task']}").status_code
    assert shown == page
    assert client.get("/api/v1/plans").json() == person.get("/plans.json").json()
    assert client.get("/api/v1/matters/m-000000000000").status_code == 404


def _post(client, path, body):
    return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")
