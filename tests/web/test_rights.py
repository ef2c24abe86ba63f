"""Every cell of rights.toml, through the pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve
from tests.web.rights import ROLES, action_cells, open_pages, page_cells

from luodi.web.models import AuditEntry, MatterRow

ELSEWHERE = ("api/v1/",)
"""Addresses whose rights are tried by tests of their own."""


@pytest.mark.parametrize("cell", action_cells(), ids=str)
def test_what_may_be_done_to_a_matter(rights, browser, cell):
    client = browser(rights.accounts[(cell.role, cell.relation)])
    if cell.action == "assigned":
        own = rights.matters["signed"].body.key
        before = MatterRow.objects.count()
        address = f"/plans/{rights.record.key}/assign"
        answer = client.post(address, {f"bodies-{rights.unassigned}": own})
        assert MatterRow.objects.count() - before == cell.may
    else:
        row = rights.matters[cell.action]
        fields = rights.fields[cell.action] | ({"step": "support"} if cell.relation == "support" else {})
        answer = client.post(f"/matters/{row.pk}/{cell.action}", {"version": row.version, **fields})
        assert MatterRow.objects.get(pk=row.pk).version - row.version == cell.may, answer.content.decode()
        entry = AuditEntry.objects.filter(
            account=f"{cell.role}-{cell.relation}", action=f"matter.{cell.action}"
        ).first()
        assert entry is not None
        assert entry.result == ("ok" if cell.may else "refused")
    assert answer.status_code == (302 if cell.may else 403)


@pytest.mark.parametrize("cell", page_cells(), ids=str)
def test_who_gets_which_page(rights, browser, cell):
    client = browser(rights.accounts[(cell.role, cell.relation)])
    answer = getattr(client, cell.method.lower())(rights.address(cell.address))
    b"".join(answer)  # a page that is sent as it goes on is done when it was sent
    assert answer.status_code == cell.status


def test_who_is_not_signed_in_gets_the_form_and_nothing_else(rights):
    known = open_pages()
    for cell in page_cells():
        if cell.role != ROLES[0]:
            continue
        answer = getattr(Client(), cell.method.lower())(rights.address(cell.address))
        if (status := known.get(f"{cell.method} {cell.address}")) is not None:
            assert answer.status_code == status, cell
        else:
            assert answer.status_code == 302, cell
            assert answer["Location"].startswith("/sign-in"), cell


def test_every_address_of_the_site_stands_in_the_table(rights):
    walked = {resolve(rights.address(cell.address).partition("?")[0]).url_name for cell in page_cells()}
    there = {each.name for each in get_resolver().url_patterns if isinstance(each, URLPattern)}
    parts = {str(each.pattern) for each in get_resolver().url_patterns if not isinstance(each, URLPattern)}
    assert there - walked == set()
    assert parts - set(ELSEWHERE) == set()


def test_the_table_has_every_action(rights):
    from luodi.delivery.workflow import ACTIONS

    assert {cell.action for cell in action_cells()} == set(ACTIONS)
