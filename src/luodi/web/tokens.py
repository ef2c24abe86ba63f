"""Keys to the API: made by an account for its own programs, shown once, kept as their SHA-256 alone.

A key holds 256 random bits, so that its plain hash says nothing about it and looking one up by its hash takes as long
whatever was sent.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q

from luodi.web import audit, clock
from luodi.web.actor import Actor
from luodi.web.models import Account, Token

SCOPES = ("read", "write")
LONGEST = 365
"""Days that a key can be used."""
MOST = 20
"""Keys of one account that can be used at a time."""
_PREFIX = "luodi_"
_FRESH = timedelta(minutes=1)


class TooMany(Exception):
    """The account has as many keys as it may have."""


def create(actor: Actor, name: str, scopes: tuple[str, ...], days: int) -> tuple[Token, str]:
    """A token of the actor's account and its key. ValueError for scopes or days that cannot be; TooMany."""
    if not scopes or not set(scopes) <= set(SCOPES) or not 1 <= days <= LONGEST:
        raise ValueError(f"{scopes}, {days}")
    key = _PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    with audit.writing():
        if Token.objects.filter(account=actor.account, revoked=None, expires__gt=now).count() >= MOST:
            raise TooMany
        token = Token.objects.create(
            account=actor.account, name=name[:60], sha256=_sha256(key), created=now, expires=now + timedelta(days),
            scopes=" ".join(scope for scope in SCOPES if scope in scopes),
        )  # fmt: skip
        _recorded(actor, "token-created", token, scopes=token.scopes, expires=token.expires.isoformat("T", "seconds"))
    return token, key


def revoke(actor: Actor, pk: int) -> Token:
    """End a token of the actor's account. Token.DoesNotExist, also for one of somebody else."""
    with audit.writing():
        token = Token.objects.get(pk=pk, account=actor.account)
        if token.revoked is None:
            token.revoked = clock.now()
            token.save(update_fields=("revoked",))
            _recorded(actor, "token-revoked", token)
    return token


def account_of(header: str) -> tuple[Account, frozenset[str]] | None:
    """The account and the scopes of an Authorization header (`Bearer <key>`); None for a key that opens nothing.

    Neither does one of an account that is switched off or has to change its password first.
    """
    scheme, _, key = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not key or len(key) > 100:
        return None
    now = clock.now()
    found = (
        Token.objects.select_related("account__body")
        .filter(sha256=_sha256(key), revoked=None, expires__gt=now, account__is_active=True)
        .exclude(account__must_change_password=True)
        .first()
    )
    if found is None:
        return None
    if found.used is None or now - found.used >= _FRESH:
        Token.objects.filter(Q(used=None) | Q(used__lte=now - _FRESH), pk=found.pk).update(used=now)
    return found.account, frozenset(found.scopes.split())


def _sha256(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _recorded(actor: Actor, action: str, token: Token, **detail: str) -> None:
    audit.record(
        action,
        token.name,
        account=actor.account.username,
        role=actor.role,
        address=actor.address,
        token=token.pk,
        **detail,
    )
