"""First accounts from the command line, what watches the site is told, and what is said without the extra."""

from __future__ import annotations

import io
import sys

import pytest
from tests.web.conftest import PASSWORD

from luodi.cli import main
from luodi.web import audit
from luodi.web.alone import alone
from luodi.web.models import Account, AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def luodi(capsys, monkeypatch):
    """Run a command in English: its exit status, what it prints, what it complains of."""

    def run(*arguments: str, typed: str = "") -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as end:
            main([*arguments, "--lang", "en"])
        return end.value.code, *capsys.readouterr()

    return run


def test_the_first_account_is_put_on_record_and_has_to_change_its_password(luodi, client):
    status, out, _ = luodi("account", "admin", "--role", "administrator", "--password-stdin", typed=f"{PASSWORD}\n")
    assert (status, out.count("admin")) == (0, 1)
    entry = AuditEntry.objects.get(action="account-made")
    assert (entry.object, entry.address) == ("admin", "console")
    assert audit.verify().faults == ()
    assert client.post("/sign-in", {"username": "admin", "password": PASSWORD}).status_code == 302
    assert client.get("/").url == "/password"


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (("officer", "--role", "plan_officer"), PASSWORD, "There is an account officer already"),
        (("new", "--role", "responsible_body"), PASSWORD, "add --body"),
        (("new", "--role", "responsible_body", "--body", "没有的局"), PASSWORD, "There is no body “没有的局”"),
        (("new", "--role", "auditor"), "short", "The password will not do"),
        (("new", "--role", "auditor", "--email", "nobody"), PASSWORD, "is no e-mail address"),
        (("x" * 61, "--role", "auditor"), PASSWORD, "1 to 60 characters"),
    ],
)
def test_an_account_that_cannot_be_made_is_refused_in_one_sentence(office, luodi, arguments, typed, said):
    before = Account.objects.count(), AuditEntry.objects.count()
    status, out, complaint = luodi("account", *arguments, "--password-stdin", typed=f"{typed}\n")
    assert (status, out) == (2, "")
    assert said in complaint
    assert complaint.count("\n") == 1
    assert (Account.objects.count(), AuditEntry.objects.count()) == before


def test_an_account_of_a_body_is_made_by_the_name_of_the_body(office, luodi):
    arguments = (
        "account",
        "li",
        "--role",
        "responsible_body",
        "--body",
        "省科技厅",
        "--name",
        "李四",
        "--password-stdin",
    )
    assert luodi(*arguments, typed=f"{PASSWORD}\n")[0] == 0
    made = Account.objects.get(username="li")
    assert (made.body, made.name) == (office.matter.body, "李四")


@pytest.mark.parametrize(
    "verb", ["serve", "remind", "backup x", "restore x", "audit verify", "account x --role auditor"]
)
def test_without_the_extra_it_is_said_which_one_to_install(luodi, monkeypatch, verb):
    monkeypatch.setitem(sys.modules, "django", None)
    status, out, complaint = luodi(*verb.split())
    assert (status, out) == (2, "")
    assert complaint == "luodi: django is not installed, which this needs; install it: pip install 'luodi[web]'.\n"


def test_health_says_what_is_wrong_and_nothing_else(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (
        503, {"status": "trouble", "database": True, "tables": True, "space": True, "worker": False},
    )  # fmt: skip
    with alone("worker"):
        answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert client.post("/health").status_code == 405


def test_metrics_count_matters_by_light(office, client):
    text = client.get("/metrics").content.decode()
    found = {line.rpartition(" ")[0]: line.rpartition(" ")[2] for line in text.splitlines() if not line.startswith("#")}
    assert sum(
        int(found[f'luodi_matters_delivery{{colour="{colour}"}}']) for colour in ("red", "yellow", "green", "grey")
    ) == (office.record.matters.count())
    assert int(found["luodi_audit_entries_total"]) == AuditEntry.objects.count()
    described = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    assert {name.partition("{")[0] for name in found} == described
