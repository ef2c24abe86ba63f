"""A file between the look at what it would do and the word to do it: one for each account, until it is used or replaced."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings

from luodi.web.models import Account


def put(account: Account, data: bytes) -> str:
    """Hold a file for an account in the place of the one before; its SHA-256, by which the word to go on names it."""
    place = _place(account)
    place.parent.mkdir(parents=True, exist_ok=True)
    made = place.with_name(f"{place.name}.{os.getpid()}")
    made.write_bytes(data)
    os.replace(made, place)
    return hashlib.sha256(data).hexdigest()


def get(account: Account, sha256: str) -> bytes | None:
    """The file that is held, if it is still the one that is meant."""
    try:
        data = _place(account).read_bytes()
    except FileNotFoundError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def drop(account: Account) -> None:
    _place(account).unlink(missing_ok=True)


def _place(account: Account) -> Path:
    return Path(settings.DATA) / "pending" / str(account.pk)
