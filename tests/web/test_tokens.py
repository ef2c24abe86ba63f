"""Keys to the API: shown once, kept as a hash, ended by time, by hand and with their account."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from tests.web.conftest import PASSWORD

from luodi.web import clock as site_clock
from luodi.web.actor import Actor
from luodi.web.models import Account, AuditEntry, Token
from luodi.web.tokens import MOST, TooMany, account_of, create, revoke


@pytest.fixture
def person(db, clock) -> Account:
    return Account.objects.make("person", PASSWORD, "analyst", name="钱分析")


def test_a_key_is_shown_once_and_kept_as_its_hash_alone(person, browser):
    client = browser(person)
    answer = client.post("/tokens", {"name": "季报导出", "scopes": ["read", "write"], "days": "365"})
    key = re.search(r"luodi_[\w-]{43}", answer.content.decode())[0]
    token = Token.objects.get()
    assert token.sha256 == hashlib.sha256(key.encode()).hexdigest()
    assert token.expires - token.created == timedelta(365)
    assert key not in client.get("/tokens").content.decode()
    assert key not in "".join(AuditEntry.objects.values_list("detail", flat=True))
    assert account_of(f"Bearer {key}") == (person, frozenset({"read", "write"}))


@pytest.mark.parametrize(
    "form",
    [
        {"days": "366"},
        {"days": "0"},
        {"days": "x"},
        {"days": "²"},
        {"scopes": []},
        {"scopes": ["admin"]},
        {"name": ""},
        {"name": "x" * 61},
    ],
)
def test_a_key_that_cannot_be_is_not_made(person, browser, form):
    answer = browser(person).post("/tokens", {"name": "x", "scopes": ["read"], "days": "30", **form})
    assert answer.status_code == 400
    assert not Token.objects.exists()


def test_a_key_ends_by_time_by_hand_with_its_account_and_while_a_password_is_to_be_changed(person, clock):
    _, key = create(Actor(person), "x", ("read",), 30)
    header = f"Bearer {key}"
    assert account_of(header) is not None
    clock("2024-03-30")
    assert account_of(header) is not None
    clock("2024-04-01")
    assert account_of(header) is None
    token, key = create(Actor(person), "y", ("read",), 30)
    header = f"Bearer {key}"
    for change, back in (
        ({"is_active": False}, {"is_active": True}),
        ({"must_change_password": True}, {"must_change_password": False}),
    ):
        Account.objects.update(**change)
        assert account_of(header) is None
        Account.objects.update(**back)
        assert account_of(header) is not None
    revoke(Actor(person), token.pk)
    assert account_of(header) is None
    assert list(AuditEntry.objects.values_list("action", flat=True)) == [
        "token-revoked",
        "token-created",
        "token-created",
    ]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer luodi_",
        "Basic {}",
        "{}",
        "Bearer {}x",
        "Bearer x{}",
        "Bearer luodi_\udcff",
        "Bearer luodi_" + "x" * 10**6,
    ],
)
def test_any_other_header_opens_nothing(person, header):
    _, key = create(Actor(person), "x", ("read",), 30)
    assert account_of(header.format(key) if "{}" in header else header) is None


def test_when_a_key_was_used_is_written_once_a_minute_at_most(person, monkeypatch, django_assert_num_queries):
    _, key = create(Actor(person), "x", ("read",), 30)
    start = site_clock.now()
    seen = []
    for seconds in (0, 20, 59, 61, 90):
        monkeypatch.setattr(site_clock, "now", lambda seconds=seconds: start + timedelta(seconds=seconds))
        account_of(f"Bearer {key}")
        seen.append((Token.objects.get().used - start).total_seconds())
    assert seen == [0, 0, 0, 61, 61]
    with django_assert_num_queries(1):
        account_of(f"Bearer {key}")


def test_nobody_has_more_than_a_few_and_nobody_ends_anothers(person):
    for _ in range(MOST):
        token, _ = create(Actor(person), "x", ("read",), 30)
    with pytest.raises(TooMany):
        create(Actor(person), "x", ("read",), 30)
    other = Account.objects.make("other", PASSWORD, "administrator", name="o")
    with pytest.raises(Token.DoesNotExist):
        revoke(Actor(other), token.pk)
    revoke(Actor(person), token.pk)
    create(Actor(person), "x", ("read",), 30)
