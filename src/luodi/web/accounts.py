"""Accounts as an administrator keeps them: made, changed, switched off and on, never deleted; one-time passwords.

Whatever is done is put on record with the values before and after, and never with a password.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, get_args

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, Sum
from django.utils import timezone

from luodi.delivery.event import OfficeRole
from luodi.messages import Language, say
from luodi.web import audit
from luodi.web.actor import Actor
from luodi.web.models import Account, Body

ROLES: tuple[str, ...] = get_args(OfficeRole)
FIELDS = ("name", "email", "role", "body", "language")
"""What an administrator sets, beside the account's name, which never changes: the record names people by it."""

_USERNAME = re.compile(r"\w[\w.@-]{0,59}")
_SIGNS = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789")  # none that is taken for another
_LENGTH = 16


class AccountRefused(Exception):
    """Why an account is not made or changed: a code of the catalogue `accounts.refused`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def in_words(self, language: Language) -> tuple[str, str]:
        message, advice = (
            say(f"site.accounts.refused.{self.code}.{part}", language, **self.values) for part in ("message", "advice")
        )
        return message, advice


def create(actor: Actor, username: str, values: Mapping[str, Any]) -> tuple[Account, str]:
    """A new account and its one-time password. `values` are FIELDS, the body a Body or None. AccountRefused."""
    if not _USERNAME.fullmatch(username):
        raise AccountRefused("username", shown=username[:60])
    _check(values)
    password = one_time_password()
    with audit.writing():
        if Account.objects.filter(username=username).exists():
            raise AccountRefused("taken", shown=username)
        account = Account(username=username, must_change_password=True, password=_hashed(password), **values)
        account.save(force_insert=True)
        _recorded(actor, "account-created", account, after=_plain(account))
    return account, password


def change(actor: Actor, pk: int, values: Mapping[str, Any]) -> Account:
    """Set FIELDS of an account. Account.DoesNotExist, AccountRefused."""
    _check(values)
    with audit.writing():
        account = Account.objects.select_related("body").get(pk=pk)
        before = _plain(account)
        if values["role"] != account.role:
            if account.pk == actor.account.pk:
                raise AccountRefused("own-role")
            _keep_an_administrator(account)
        for field in FIELDS:
            setattr(account, field, values[field])
        after = _plain(account)
        changed = [field for field in FIELDS if before[field] != after[field]]
        if changed:
            account.save(update_fields=FIELDS)
            if "body" in changed:
                _no_longer_written_to(actor, account)
            _recorded(
                actor, "account-changed", account,
                before={field: before[field] for field in changed}, after={field: after[field] for field in changed},
            )  # fmt: skip
    return account


def switch(actor: Actor, pk: int, on: bool) -> Account:
    """Switch an account off, which ends its session and its tokens for good, or on again. AccountRefused."""
    with audit.writing():
        account = Account.objects.get(pk=pk)
        if account.is_active == on:
            return account
        if not on:
            if account.pk == actor.account.pk:
                raise AccountRefused("own-account")
            _keep_an_administrator(account)
            account.session = ""
            account.tokens.filter(revoked=None).update(revoked=timezone.now())
            _no_longer_written_to(actor, account)
        account.is_active = on
        account.save(update_fields=("is_active", "session"))
        _recorded(actor, "account-on" if on else "account-off", account)
    return account


def reset_password(actor: Actor, pk: int) -> tuple[Account, str]:
    """A new one-time password, to be changed at the next sign-in; whoever is signed in is not any more."""
    password = one_time_password()
    with audit.writing():
        account = Account.objects.get(pk=pk)
        if account.pk == actor.account.pk:
            raise AccountRefused("own-password")
        account.password, account.must_change_password, account.session = _hashed(password), True, ""
        account.password_changed = timezone.now()
        account.save(update_fields=("password", "must_change_password", "session", "password_changed"))
        reset(username=account.username)
        _recorded(actor, "password-reset", account)
    return account, password


def unlock(actor: Actor, pk: int) -> Account:
    """Forget the failures to sign in."""
    with audit.writing():
        account = Account.objects.get(pk=pk)
        reset(username=account.username)
        _recorded(actor, "account-unlocked", account)
    return account


def locked(usernames: Iterable[str]) -> set[str]:
    """Those of the names that are locked after failures."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    failed = AccessAttempt.objects.filter(username__in=list(usernames), attempt_time__gte=since).order_by()
    counted = failed.values_list("username").annotate(failures=Sum("failures_since_start"))
    return {username for username, failures in counted if failures >= settings.AXES_FAILURE_LIMIT}


def set_people(actor: Actor, pk: int, position: int, contact: int | None, head: int | None) -> bool:
    """Set a body's place in the official order, its contact and its head. Whether that changed anything.

    The two are active accounts of that body. Body.DoesNotExist, AccountRefused.
    """
    with audit.writing():
        body = Body.objects.select_related("contact", "head").get(pk=pk)
        people = {
            account.pk: account for account in Account.objects.filter(pk__in=[pk for pk in (contact, head) if pk])
        }
        for account in people.values():
            if account.body_id != body.pk or not account.is_active:
                raise AccountRefused("not-of-body", name=account.username, body=body.name)
        before = _plain_body(body)
        body.position = position
        body.contact, body.head = (people.get(each or 0) for each in (contact, head))
        after = _plain_body(body)
        changed = [field for field in before if before[field] != after[field]]
        if changed:
            body.save(update_fields=("position", "contact", "head"))
            _recorded_body(actor, body, before, after, changed)
    return bool(changed)


def one_time_password() -> str:
    """A password of 92 bits that passes the rules: each of its kinds is in it."""
    while True:
        made = "".join(secrets.choice("".join(_SIGNS)) for _ in range(_LENGTH))
        if all(set(made) & set(signs) for signs in _SIGNS):
            return made


class _Quick(PBKDF2PasswordHasher):
    """Few rounds: stretching is for passwords that can be guessed, and an import makes hundreds. Django hashes anew at
    the first sign-in, and the password is changed there."""

    iterations = 1000


def _hashed(password: str) -> str:
    return make_password(password, hasher=_Quick())


def _check(values: Mapping[str, Any]) -> None:
    if not str(values["name"]).strip():
        raise AccountRefused("name")
    if values["role"] not in ROLES:
        raise AccountRefused("role", shown=str(values["role"])[:60])
    if values["email"]:
        try:
            validate_email(values["email"])
        except ValidationError:
            raise AccountRefused("email", shown=str(values["email"])[:60]) from None
    body = values["body"]
    if body is None and values["role"] == "responsible_body":
        raise AccountRefused("body-needed")
    if body is not None and body.group:
        raise AccountRefused("group", body=body.name)


def _keep_an_administrator(account: Account) -> None:
    """Refuse what would leave the office without one. The caller holds the lock under which this stays true."""
    if account.role == "administrator" and account.is_active:
        others = Account.objects.filter(role="administrator", is_active=True).exclude(pk=account.pk)
        if not others.exists():
            raise AccountRefused("last-administrator")


def _no_longer_written_to(actor: Actor, account: Account) -> None:
    """Take an account from the bodies whose contact or head it is: reminders go to people who can act."""
    for body in Body.objects.filter(Q(contact=account) | Q(head=account)).select_related("contact", "head"):
        before = _plain_body(body)
        for field in ("contact", "head"):
            if getattr(body, f"{field}_id") == account.pk:
                setattr(body, field, None)
        after = _plain_body(body)
        body.save(update_fields=("contact", "head"))
        _recorded_body(actor, body, before, after, [field for field in before if before[field] != after[field]])


def _plain(account: Account) -> dict[str, Any]:
    return {field: getattr(account, field) for field in FIELDS if field != "body"} | {
        "body": account.body.name if account.body else None
    }


def _plain_body(body: Body) -> dict[str, Any]:
    return {
        "position": body.position,
        "contact": body.contact and body.contact.username,
        "head": body.head and body.head.username,
    }


def _recorded(actor: Actor, action: str, account: Account, **detail: Any) -> None:
    audit.record(
        action, account.username, account=actor.account.username, role=actor.role, address=actor.address, **detail
    )


def _recorded_body(actor: Actor, body: Body, before: dict[str, Any], after: dict[str, Any], changed: list[str]) -> None:
    audit.record(
        "body-changed", body.name, account=actor.account.username, role=actor.role, address=actor.address,
        before={field: before[field] for field in changed}, after={field: after[field] for field in changed},
    )  # fmt: skip
