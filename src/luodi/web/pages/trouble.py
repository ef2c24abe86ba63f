"""Pages that say what went wrong. They need no database."""

from __future__ import annotations

import errno
import sys
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from luodi.messages import Language, say


def page_of(request: HttpRequest, code: str, status: int, **values: Any) -> HttpResponse:
    """The page of an error of the catalogue `trouble`, or its JSON for programs."""
    spoken: Language = getattr(request, "language", "zh")
    message, advice = (say(f"site.trouble.{code}.{part}", spoken, **values) for part in ("message", "advice"))
    if request.path.startswith("/api/") or request.path.endswith(".json"):
        body = {"error": code, "message": message, "advice": advice}
        return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    shown = {"message": message, "advice": advice, "status": status, "language": spoken, "section": ""}
    return HttpResponse(render_to_string("trouble.html", shown), status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_of(request, "not-found", 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_of(request, "forbidden", 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_of(request, "bad-request", 400)


def broken(request: HttpRequest) -> HttpResponse:
    """Django shows this while it handles what nobody else did."""
    error = sys.exception()
    return page_of(request, *((error and code_of(error)) or ("broken", 500)))


def code_of(error: BaseException) -> tuple[str, int] | None:
    """The code of the catalogue and the status, where the disk is full or the database cannot be reached."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "disk-full", 507
    if isinstance(error, (DatabaseError, InterfaceError)):
        words = str(error).lower()
        if ("full" in words and "disk" in words) or "no space" in words:
            return "disk-full", 507
        if isinstance(error, InterfaceError) or type(error).__name__ == "OperationalError":
            return "no-database", 503
    return None


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of the page it stands on."""
    return page_of(request, "forged", 403)
