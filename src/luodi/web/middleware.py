"""What happens around every request: bounds, headers, who is signed in, and a clear page when something breaks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from time import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from luodi.messages import Language
from luodi.web.pages.trouble import code_of, page_of

Next = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger(__name__)

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing comes from elsewhere and nothing is written into a page: no inline script or style, no outside request."""

OPEN = ("/sign-in", "/language", "/static/", "/health", "/metrics", "/api/", "/favicon.ico")
"""Where nobody need be signed in with a session; the API looks at tokens, the rest gives nothing away."""

WATCHED = ("/health", "/metrics")
"""What programs ask for; nothing is read from the database to find out who asks."""


def trouble(following: Next) -> Next:
    """A page that says what is wrong where the database or the disk fails a view; nothing of it was stored.

    What fails another middleware comes to `luodi.web.pages.trouble.broken`.
    """

    class Trouble:
        def __call__(self, request: HttpRequest) -> HttpResponseBase:
            return following(request)

        def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
            code = code_of(error)
            if code is None:
                return None
            log.error("%s %s: %s", request.method, request.path, error)
            return page_of(request, *code)

    return Trouble()


def bounded(following: Next) -> Next:
    """Refuse a body that is too large before any of it is read, and addresses with NUL, which no text here has.

    A body in chunks does not say how long it is. Django would take it for an empty one, whatever the server passes on.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return page_of(request, "bad-request", 400)
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return page_of(request, "length-required", 411)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return page_of(request, "bad-request", 400)
        if int(length) > settings.MAX_UPLOAD:
            return page_of(request, "too-large", 413, megabytes=settings.MAX_UPLOAD // 1024**2)
        return following(request)

    return middleware


def headers(following: Next) -> Next:
    """The content security policy, and no copies of pages in shared places."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = following(request)
        if response.status_code != 304:  # which would put it in the place of the policy that a page came with
            response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


def signed_in(following: Next) -> Next:
    """Everything but signing in needs an account: one session each, that ends when idle, with a fresh password."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path in WATCHED:
            return following(request)
        request.language = _language(request)  # type: ignore[attr-defined]
        if request.method == "POST" and not request.path.startswith("/api/") and _holds_nul(request):
            return page_of(request, "bad-request", 400)
        if request.path.startswith(OPEN):
            return following(request)
        account = request.user
        if not account.is_authenticated:
            return _to_sign_in(request)
        now = int(time())
        replaced = account.session != request.session.session_key
        if replaced or now - request.session.get("seen", now) > settings.SESSION_IDLE:
            logout(request)
            return _to_sign_in(request, "replaced" if replaced else "idle")
        if now - request.session.get("seen", 0) > 60:  # writing it at each request would be a write each
            request.session["seen"] = now
        stale = timezone.now() - account.password_changed > timedelta(days=settings.PASSWORD_DAYS)
        if (account.must_change_password or stale) and request.path not in (reverse("password"), reverse("sign-out")):
            return redirect("password")
        return following(request)

    return middleware


def _holds_nul(request: HttpRequest) -> bool:
    """Whether a field of a form has NUL in it, which PostgreSQL does not store."""
    return any("\0" in value for _, values in request.POST.lists() for value in values)


def _language(request: HttpRequest) -> Language:
    if request.path.startswith("/api/"):
        return "en" if request.headers.get("Accept-Language", "").lower().startswith("en") else "zh"
    if request.user.is_authenticated:
        return request.user.speaks
    return "en" if request.COOKIES.get("luodi-language") == "en" else "zh"


def _to_sign_in(request: HttpRequest, why: str = "") -> HttpResponseBase:
    from urllib.parse import urlencode

    query = {"why": why} if why else {}
    if request.method == "GET":
        query["next"] = request.get_full_path()
    elif form := request.headers.get("Referer"):  # the page that it stands on; where to go on is checked on signing in
        query = {"why": why or "unsent", "next": form}
    place = reverse("sign-in") + (f"?{urlencode(query)}" if query else "")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": place})
    return redirect(place)
