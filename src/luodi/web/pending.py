"""Files between the look at what they would do and the word to do it: kept as evidence is, named in the session."""

from __future__ import annotations

from django.http import HttpRequest

from luodi.web.evidence import path_of, stored

MOST = 10
"""Files of one session; of more the oldest has to be sent again."""


def hold(request: HttpRequest, data: bytes) -> str:
    """Keep a file that was looked at; its SHA-256, by which the word to go on names it."""
    sha256 = stored(data)
    request.session["pending"] = [*request.session.get("pending", [])[1 - MOST :], sha256]
    return sha256


def held(request: HttpRequest, sha256: str) -> bytes | None:
    """The file, if it was looked at in this very session: nobody gets at what others sent by its hash."""
    return path_of(sha256).read_bytes() if sha256 in request.session.get("pending", []) else None
