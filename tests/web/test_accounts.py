"""Accounts as administrators keep them."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.conftest import PASSWORD

from luodi.web import audit
from luodi.web.accounts import one_time_password
from luodi.web.models import Account, AuditEntry, Body

HEAD = "账号,姓名,电子邮箱,角色,单位\n"


@pytest.fixture
def admin(db, browser):
    return browser(Account.objects.make("admin", PASSWORD, "administrator", name="王管理"))


@pytest.fixture
def second(db):
    return Account.objects.make("second", PASSWORD, "administrator", name="赵管理")


@pytest.fixture
def body(db):
    return Body.objects.create(key="省科技厅", name="省科技厅")


def _form(**values):
    return {"name": "李科技", "email": "", "role": "plan_officer", "body": "", "language": "zh", **values}


def _entry(action: str) -> dict:
    return json.loads(AuditEntry.objects.filter(action=action).first().detail)


def _shown(answer) -> str:
    return re.findall(r'<code class="secret">([^<]+)</code>', answer.content.decode())[0]


def test_a_new_account_signs_in_with_its_one_time_password_once_and_has_to_change_it(admin, body):
    answer = admin.post("/accounts/new", _form(account="kjt", role="responsible_body", body=body.pk))
    password = _shown(answer)
    account = Account.objects.get(username="kjt")
    assert (account.body, account.must_change_password) == (body, True)
    client = Client()
    assert client.post("/sign-in", {"username": "kjt", "password": password}).status_code == 302
    assert client.get("/")["Location"] == "/password"
    new = "Quite-Another-7"
    client.post("/password", {"old": password, "new": new, "again": new})
    assert client.get("/").status_code == 200
    assert Client().post("/sign-in", {"username": "kjt", "password": password}).status_code == 401
    record = "".join(AuditEntry.objects.values_list("detail", flat=True))
    assert password not in record
    assert new not in record
    assert _entry("account-created")["after"]["role"] == "responsible_body"


def test_one_time_passwords_pass_the_rules_and_differ():
    from django.contrib.auth.password_validation import validate_password

    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        validate_password(password)


@pytest.mark.parametrize(
    "values",
    [
        {"account": "=cmd"}, {"account": "a b"}, {"account": "admin"}, {"account": ""}, {"name": " "}, {"email": "nope"},
        {"role": "king"}, {"role": "responsible_body"}, {"body": "77"}, {"language": "fr"}, {"account": "x" * 61},
    ],
)  # fmt: skip
def test_an_account_that_cannot_be_is_not_made(admin, values):
    before = Account.objects.count()
    answer = admin.post("/accounts/new", _form(**{"account": "kjt", **values}))
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert Account.objects.count() == before


def test_what_was_changed_is_on_record_with_the_values_before_and_after(admin, body):
    account = Account.objects.make("kjt", PASSWORD, "responsible_body", name="李科技", body=body)
    values = _form(name="李新", email="li@example.cn", role="supervisor", body="")
    assert admin.post(f"/accounts/{account.pk}", values).status_code == 302
    assert _entry("account-changed") == {
        "before": {"name": "李科技", "email": "", "role": "responsible_body", "body": "省科技厅"},
        "after": {"name": "李新", "email": "li@example.cn", "role": "supervisor", "body": None},
    }
    before = AuditEntry.objects.count()
    admin.post(f"/accounts/{account.pk}", values)
    assert AuditEntry.objects.count() == before


def test_nobody_changes_their_own_role_switches_themselves_off_or_resets_their_own_password(admin, second):
    me = Account.objects.get(username="admin")
    for address, form in (("", _form(role="auditor")), ("/off", {}), ("/password", {})):
        assert admin.post(f"/accounts/{me.pk}{address}", form).status_code == 400
    me.refresh_from_db()
    assert (me.role, me.is_active, me.must_change_password) == ("administrator", True, False)
    assert admin.post(f"/accounts/{me.pk}", _form(role="administrator", name="新名")).status_code == 302


def test_the_last_active_administrator_stays(admin, second, browser):
    me = Account.objects.get(username="admin")
    assert admin.post(f"/accounts/{second.pk}/off").status_code == 302
    second.refresh_from_db()
    assert not second.is_active
    # the second one, whose session outlived it, cannot take the first down
    from luodi.web.accounts import AccountRefused, change, switch
    from luodi.web.actor import Actor

    with pytest.raises(AccountRefused, match="last-administrator"):
        switch(Actor(second), me.pk, False)
    values = {"name": "x", "email": "", "role": "auditor", "body": None, "language": "zh"}
    with pytest.raises(AccountRefused, match="last-administrator"):
        change(Actor(second), me.pk, values)


def test_switching_off_ends_session_tokens_and_being_written_to_and_on_brings_back_the_account_alone(
    admin, body, browser
):
    from luodi.web.actor import Actor
    from luodi.web.tokens import account_of, create

    account = Account.objects.make("kjt", PASSWORD, "responsible_body", name="李科技", body=body)
    Body.objects.update(contact=account, head=account)
    _, key = create(Actor(account), "导出", ("read",), 10)
    client = browser(account)
    assert client.get("/").status_code == 200
    admin.post(f"/accounts/{account.pk}/off")
    assert client.get("/").status_code == 302
    assert account_of(f"Bearer {key}") is None
    body.refresh_from_db()
    assert (body.contact, body.head) == (None, None)
    assert _entry("body-changed")["before"] == {"contact": "kjt", "head": "kjt"}
    admin.post(f"/accounts/{account.pk}/on")
    assert Client().post("/sign-in", {"username": "kjt", "password": PASSWORD}).status_code == 302
    assert account_of(f"Bearer {key}") is None
    assert admin.get("/accounts?state=off").content.decode().count("/accounts/") < admin.get(
        "/accounts"
    ).content.decode().count("/accounts/")


def test_a_locked_account_is_shown_as_such_and_can_be_unlocked(admin):
    account = Account.objects.make("kjt", PASSWORD, "plan_officer", name="李科技")
    for _ in range(5):
        Client().post("/sign-in", {"username": "kjt", "password": "wrong"})
    assert [row["locked"] for row in admin.get("/accounts.json?state=locked").json()["results"]] == [True]
    assert Client().post("/sign-in", {"username": "kjt", "password": PASSWORD}).status_code == 429
    admin.post(f"/accounts/{account.pk}/unlock")
    assert Client().post("/sign-in", {"username": "kjt", "password": PASSWORD}).status_code == 302
    assert AuditEntry.objects.filter(action="account-unlocked", account="admin", object="kjt").count() == 1


def test_a_reset_password_ends_the_session_and_the_lock(admin, browser):
    account = Account.objects.make("kjt", PASSWORD, "plan_officer", name="李科技")
    client = browser(account)
    password = _shown(admin.post(f"/accounts/{account.pk}/password"))
    assert client.get("/").status_code == 302
    assert Client().post("/sign-in", {"username": "kjt", "password": PASSWORD}).status_code == 401
    assert Client().post("/sign-in", {"username": "kjt", "password": password}).status_code == 302


def test_a_contact_is_an_active_account_of_the_body(admin, body):
    own = Account.objects.make("kjt", PASSWORD, "responsible_body", name="李", body=body)
    other = Account.objects.make("swt", PASSWORD, "plan_officer", name="周")
    form = {"body": body.pk, f"position-{body.pk}": "7", f"contact-{body.pk}": own.pk, f"head-{body.pk}": ""}
    assert admin.post("/accounts/bodies", form).status_code == 302
    body.refresh_from_db()
    assert (body.position, body.contact, body.head) == (7, own, None)
    assert _entry("body-changed")["after"] == {"position": 7, "contact": "kjt"}
    for wrong in (
        {f"head-{body.pk}": other.pk},
        {f"position-{body.pk}": "-1"},
        {f"position-{body.pk}": "x"},
        {"body": "99"},
    ):
        assert admin.post("/accounts/bodies", form | wrong).status_code == 400
    body.refresh_from_db()
    assert body.head is None
    admin.post(f"/accounts/{own.pk}", _form(role="plan_officer"))
    body.refresh_from_db()
    assert body.contact is None


# ---------------------------------------------------------------- tables


def _import(admin, text, **more):
    data = text if isinstance(text, bytes) else text.encode()
    name = "a.xlsx" if data.startswith(b"PK") else "a.csv"
    return admin.post("/accounts/import", {"file": SimpleUploadedFile(name, data), **more})


def test_a_table_is_tried_first_and_then_brought_in_and_twice_is_once(admin, body):
    Account.objects.make("old", PASSWORD, "plan_officer", name="旧名")
    table = f"{HEAD}kjt,李科技,li@example.cn,责任单位,省科技厅\nold,新名,,supervisor,\n"
    entries = audit.verify().entries
    dry = _import(admin, table)
    assert dry.status_code == 200
    assert not Account.objects.filter(username="kjt").exists()
    assert audit.verify().entries == entries
    carried = re.search(r'<textarea name="table"[^>]*>(.*?)</textarea>', dry.content.decode(), re.S)[1]
    done = admin.post("/accounts/import", {"table": carried, "name": "a.csv", "go": "1"})
    password = _shown(done)
    assert Client().post("/sign-in", {"username": "kjt", "password": password}).status_code == 302
    old = Account.objects.get(username="old")
    assert (old.name, old.role) == ("新名", "supervisor")
    assert {key: _entry("accounts-imported")[key] for key in ("new", "changed", "same")} == {
        "new": 1,
        "changed": 1,
        "same": 0,
    }
    assert _import(admin, table, go="1").status_code == 302
    assert _entry("accounts-imported")["same"] == 2
    assert audit.verify().faults == ()


def test_an_excel_sheet_in_english_does_as_well(admin, body):
    book = openpyxl.Workbook()
    for row in (["Account", "Name", "E-mail", "Role", "Body"], ["kjt", "Li", None, "responsible body", "省科技厅"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    assert _import(admin, stream.getvalue(), go="1").status_code == 200
    assert Account.objects.get(username="kjt").body == body


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("x y,李,,plan_officer,", "A"), ("kjt,李,nope,plan_officer,", "C"), ("kjt,李,,处长,", "D"), ("kjt,李,,责任单位,", "E"),
        ("kjt,李,,plan_officer,没有", "E"), ("kjt,,,plan_officer,", "B"), ("ok,张,,auditor,", "A"), ("admin,王,,auditor,", "D"),
        (f"kjt,{'长' * 61},,auditor,", "B"),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong_is_named_with_its_cell_and_nothing_is_brought_in(admin, row, cell):
    answer = _import(admin, f"{HEAD}ok,张三,,analyst,\n{row}\n", go="1")
    assert answer.status_code == 400
    label = dict(zip("ABCDE", HEAD.strip().split(","), strict=True))[cell]
    assert re.search(rf"第\s*3\s*行.*{label}", answer.content.decode()), answer.content.decode()
    assert not Account.objects.filter(username="ok").exists()


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01", b"PK\x03\x04broken", b"a,b\n1,2\n", HEAD.encode() + b"x,y,,auditor,\n" * 501]
)
def test_what_is_no_table_of_accounts_is_refused_with_a_sentence(admin, data):
    answer = _import(admin, data)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_the_list_can_be_brought_in_again_as_it_is(admin, body):
    Account.objects.make("kjt", PASSWORD, "responsible_body", name="李科技", email="a@b.cn", body=body)
    answer = _import(admin, admin.get("/accounts.csv").content)
    assert "不必导入" in answer.content.decode()
