"""Accounts made at the console: the first ones, before there is an administrator to make others."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import get_language

from luodi.delivery.event import OfficeRole
from luodi.web import audit
from luodi.web.models import Account, Body
from luodi.web.unable import Unable


def check(username: str, role: str, body: str | None) -> Body | None:
    """The body of an account to be made, by its key or name. Unable when the account cannot be."""
    if not username.strip() or not username.isprintable() or len(username) > 60:
        raise Unable("account-name")
    if Account.objects.filter(username=username).exists():
        raise Unable("account-exists", name=username)
    if Account.objects.filter(demonstration=True).exists():
        raise Unable("demonstration-account")
    if body is None:
        if role == "responsible_body":
            raise Unable("account-body")
        return None
    found = Body.objects.filter(Q(key=body) | Q(name=body), group=False).first()
    if found is None:
        raise Unable("no-body", name=body)
    return found


def make(username: str, password: str, role: str, body: str | None, name: str, email: str = "") -> Account:
    """An account whose password is to be changed when it first signs in. Unable."""
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise Unable("email", name=email) from error
    try:
        spoken = "en" if get_language() == "en" else "zh"
        validate_password(password, Account(username=username, name=name, language=spoken))
    except ValidationError as error:
        raise Unable("password", reason=" ".join(error.messages)) from error
    with audit.writing():
        account = Account.objects.make(
            username, password, cast(OfficeRole, role), name=name[:60], email=email, body=check(username, role, body),
            must_change_password=True,
        )  # fmt: skip
        audit.record("account-made", username, address="console", given=role, body=account.body_key)
    return account
