"""Keys to the API: made for an account, shown once, kept as a hash."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.utils import timezone

from luodi.web.models import Account, Token


def account_of(header: str) -> tuple[Account, frozenset[str]] | None:
    """The account and scopes of an Authorization header (`Bearer …`); None where it opens nothing."""
    kind, _, secret = header.partition(" ")
    if kind.lower() != "bearer" or not secret or len(secret) > 200:
        return None
    sha256 = hashlib.sha256(secret.strip().encode()).hexdigest()
    now = timezone.now()
    found = Token.objects.select_related("account__body").filter(sha256=sha256, revoked=None, expires__gt=now).first()
    if found is None or not found.account.is_active:
        return None
    if found.used is None or now - found.used > timedelta(minutes=1):
        Token.objects.filter(pk=found.pk).update(used=now)
    return found.account, frozenset(found.scopes.split())
