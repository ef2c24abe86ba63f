"""The audit record: whatever is changed, taken out or put in is found."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from luodi.web import audit
from luodi.web.models import AuditEntry


@pytest.fixture
def entries(db):
    return [audit.record("sign-in", f"person-{number}", account=f"person-{number}") for number in range(5)]


def _tampered(statement: str) -> None:
    """Change a table as somebody with the database in hand could: without the trigger that forbids it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER web_auditentry_no_update")
            cursor.execute("DROP TRIGGER web_auditentry_no_delete")
        else:
            cursor.execute("DROP TRIGGER web_auditentry_append_only ON web_auditentry")
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "code", "number"),
    [
        ("UPDATE web_auditentry SET object = 'x' WHERE number = 3", "entry-changed", 3),
        ("UPDATE web_auditentry SET at = '2020' WHERE number = 1", "entry-changed", 1),
        ("DELETE FROM web_auditentry WHERE number = 2", "entries-missing", 2),
        ("DELETE FROM web_auditentry WHERE number = 5", "end-cut-off", 4),
    ],
)
def test_tampering_is_found_where_it_was_done(entries, statement, code, number):
    assert audit.verify() == audit.Verified(5, entries[-1].sha256, ())
    _tampered(statement)
    assert (code, number) in {(fault.code, fault.number) for fault in audit.verify().faults}


def test_the_database_refuses_to_change_or_delete_an_entry(entries):
    for statement in ("UPDATE web_auditentry SET object = 'x'", "DELETE FROM web_auditentry"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert AuditEntry.objects.count() == 5


def test_a_head_that_was_set_back_is_found_and_entries_of_those_who_write_meanwhile_are_no_fault(entries):
    going = audit.verifying()
    audit.record("sign-in", "meanwhile")
    assert list(going)[-1].faults == ()
    connection.cursor().execute("UPDATE web_audithead SET number = 3, sha256 = %s", [entries[2].sha256])
    assert {fault.code for fault in audit.verify().faults} == {"end-cut-off"}
