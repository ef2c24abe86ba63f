"""Accounts out of a spreadsheet: a row a person, read whole or refused by row and cell; the same file twice is once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction

from luodi.delivery import word
from luodi.messages import say
from luodi.sheets import TEXT, Column, Kind, Option, Problem, Problems, Table, choice, read_table, write_csv
from luodi.web import audit
from luodi.web.accounts import ROLES, AccountRefused, change, create
from luodi.web.actor import Actor
from luodi.web.models import Account, Body

LONGEST = 1024 * 1024
"""Bytes of a file."""
MOST = 500
"""Rows of a file."""
_PROBLEMS = "site.accounts.table"
_TRIMMED = Kind(lambda cell: TEXT.read(cell).strip(), TEXT.write)


def _column(key: str, kind: Kind = _TRIMMED, required: bool = False) -> Column:
    return Column(key, say(f"site.lists.{key}", "zh"), say(f"site.lists.{key}", "en"), kind, required)


COLUMNS = (
    _column("account", required=True),
    _column("name", required=True),
    _column("email"),
    _column("role", choice([Option(role, word("role", role, "zh"), word("role", role, "en")) for role in ROLES]), True),
    _column("body"),
)
"""The columns of the file. The list of accounts has the same, so that it can be changed and read in again."""

_LONGEST = {"account": 60, "name": 60, "email": 254}


@dataclass(frozen=True)
class Done:
    """What a row led to; a new account has a one-time password."""

    what: Literal["new", "changed", "same"]
    account: Account
    password: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a file led to, or would lead to: its rows, notes on what was not read, and the same table as CSV."""

    rows: tuple[Done, ...]
    notes: tuple[Problem, ...]
    table: bytes

    def count(self, what: str) -> int:
        return sum(row.what == what for row in self.rows)


def bring_in(actor: Actor, source: tuple[bytes, str], *, dry: bool) -> Outcome:
    """Make and change accounts as a file has them, all or none; a dry run takes it back. SheetErrors."""
    data, name = source
    table = read_table(source, COLUMNS)
    problems = Problems(name)
    if len(table.rows) > MOST:
        problems.add(Problem(f"{_PROBLEMS}.too-many", values={"count": len(table.rows), "most": MOST}))
        problems.refuse()
    bodies = {body.name: body for body in Body.objects.filter(group=False)}
    with audit.writing():
        known = {account.username: account for account in Account.objects.select_related("body")}
        seen: set[str] = set()
        done = [
            each
            for index, row in enumerate(table.rows)
            if (each := _row(actor, table, index, row, bodies, known, seen, problems)) is not None
        ]
        problems.refuse()
        if dry:
            transaction.set_rollback(True)
        else:
            counts: dict[str, Any] = {
                what: sum(each.what == what for each in done) for what in ("new", "changed", "same")
            }
            audit.record(
                "accounts-imported", name, account=actor.account.username, role=actor.role, address=actor.address,
                sha256=hashlib.sha256(data).hexdigest(), **counts,
            )  # fmt: skip
    return Outcome(tuple(done), table.notes, write_csv(table.rows, COLUMNS))


def _row(
    actor: Actor, table: Table, index: int, row: Mapping[str, Any], bodies: Mapping[str, Body],
    known: Mapping[str, Account], seen: set[str], problems: Problems,
) -> Done | None:  # fmt: skip
    def refused(key: str, column: str, **values: object) -> None:
        problems.add(Problem(f"{_PROBLEMS}.{key}", table.place(index, column), values))

    username = row["account"]
    for column, longest in _LONGEST.items():
        if len(row[column] or "") > longest:
            refused("too-long", column, longest=longest)
            return None
    if username in seen:
        refused("twice", "account", shown=username)
        return None
    seen.add(username)
    body = bodies.get(row["body"] or "")
    if row["body"] and body is None:
        refused("unknown-body", "body", shown=row["body"])
        return None
    account = known.get(username)
    values = {
        "name": row["name"], "email": row["email"] or "", "role": row["role"], "body": body,
        "language": account.language if account else "zh",
    }  # fmt: skip
    try:
        if account is None:
            made, password = create(actor, username, values)
            return Done("new", made, password)
        if all(getattr(account, field) == value for field, value in values.items()):
            return Done("same", account)
        return Done("changed", change(actor, account.pk, values))
    except AccountRefused as error:
        place = table.place(index, _COLUMN.get(error.code, "account"))
        problems.add(Problem(f"site.accounts.refused.{error.code}.message", place, error.values))
        return None


_COLUMN = {"email": "email", "body-needed": "body", "own-role": "role", "last-administrator": "role", "name": "name"}
