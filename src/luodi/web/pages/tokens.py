"""Keys to the API: each account its own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from luodi.messages import say
from luodi.web import clock
from luodi.web.actor import actor
from luodi.web.models import Token
from luodi.web.pages.page import language, note, page
from luodi.web.tokens import LONGEST, MOST, SCOPES, TooMany, create, revoke


def tokens(request: HttpRequest) -> HttpResponse:
    """One's keys and the form of a new one, which is shown in the answer and never again."""
    if request.method != "POST":
        return _page(request)
    name, days = request.POST.get("name", "").strip(), request.POST.get("days", "")
    scopes = tuple(request.POST.getlist("scopes"))
    spoken = language(request)
    if not name or "\0" in name or len(name) > 60 or not days.isdecimal() or len(days) > 4:
        return _page(request, 400, _in_words(request, "incomplete"))
    try:
        token, key = create(actor(request), name, scopes, int(days))
    except ValueError:
        return _page(request, 400, _in_words(request, "incomplete"))
    except TooMany:
        return _page(
            request, 400, (say("site.tokens.too-many", spoken, most=MOST), say("site.tokens.too-many-advice", spoken))
        )
    response = _page(request, made=(token, key))
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def revoked(request: HttpRequest, token: int) -> HttpResponse:
    """A key is ended."""
    try:
        ended = revoke(actor(request), token if token < 2**63 else 0)
    except Token.DoesNotExist:
        raise Http404(token) from None
    note(request, say("site.tokens.revoked", language(request), name=ended.name))
    return redirect("tokens")


def _page(
    request: HttpRequest,
    status: int = 200,
    messages: tuple[str, str] | None = None,
    made: tuple[Token, str] | None = None,
) -> HttpResponse:
    rows = Token.objects.filter(account=request.user.pk)[:200]
    return page(
        request, "tokens.html", status, rows=rows, scopes=SCOPES, longest=LONGEST, now=clock.now(), made=made,
        messages=messages, values=request.POST, chosen=request.POST.getlist("scopes") or ["read"], section="tokens",
    )  # fmt: skip


def _in_words(request: HttpRequest, code: str) -> tuple[str, str]:
    spoken = language(request)
    return say(f"site.tokens.{code}", spoken), say(f"site.tokens.{code}-advice", spoken, longest=LONGEST)
