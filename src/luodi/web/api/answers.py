"""What the API answers: JSON as it stands, and errors in words."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse

from luodi.messages import say
from luodi.web.pages.page import language


def answer(body: object, status: int = 200) -> HttpResponse:
    """Plain data as JSON."""
    return HttpResponse(msgspec.json.encode(body), content_type="application/json; charset=utf-8", status=status)


def trouble(request: HttpRequest, code: str, status: int, **values: object) -> HttpResponse:
    """An error of the catalogue `api`."""
    message, advice = (say(f"site.api.{code}.{part}", language(request), **values) for part in ("message", "advice"))
    return said(code, message, advice, status)


def said(code: str, message: str, advice: str, status: int) -> HttpResponse:
    return answer({"error": code, "message": message, "advice": advice}, status)
