"""Signing in and out, the language, one's own password."""

from __future__ import annotations

from time import time
from typing import cast

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override
from django.views.decorators.http import require_POST

from luodi.messages import say
from luodi.web import audit
from luodi.web.actor import address
from luodi.web.models import Account
from luodi.web.pages.page import language, note, page
from luodi.web.pages.trouble import page_of


def sign_in(request: HttpRequest) -> HttpResponse:
    """The form of name and password. Failures are counted; five lock the name for a quarter of an hour."""
    following = request.POST.get("next") or request.GET.get("next") or ""
    if request.method != "POST":
        why = request.GET.get("why", "")
        why = why if why in ("idle", "replaced", "unsent") else ""
        return page(request, "sign_in.html", following=following, why=why, username="")
    username = request.POST.get("username", "")[:60]
    found = authenticate(request, username=username, password=request.POST.get("password", ""))
    if getattr(request, "axes_locked_out", False):
        return locked_out(request, {})
    if found is None:
        audit.record("sign-in", username, account=username, address=address(request), result="refused")
        return page(request, "sign_in.html", 401, following=following, why="wrong", username=username)
    account = found
    login(request, account)
    request.session["seen"] = int(time())
    request.session.save()
    account.session = request.session.session_key or ""
    account.last_login = timezone.now()
    account.save(update_fields=["session", "last_login"])
    audit.record("sign-in", username, account=username, role=account.role, address=address(request))
    own = account.role == "responsible_body" and account.body_id
    return redirect(safe(request, following) or ("work" if own else "overview"))


def locked_out(request: HttpRequest, credentials: object, *args: object) -> HttpResponse:
    """What is said while a name is locked after failures."""
    username = request.user.username if request.user.is_authenticated else request.POST.get("username", "")[:60]
    audit.record("locked-out", username, account=username, address=address(request), result="refused")
    return page_of(request, "locked-out", 429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        account = request.user
        audit.record(
            "sign-out", account.username, account=account.username, role=account.role, address=address(request)
        )
    logout(request)
    return redirect("sign-in")


@require_POST
def change_language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, remembered with the account."""
    chosen = "en" if request.POST.get("language") == "en" else "zh"
    response = redirect(safe(request, request.POST.get("next", "")) or "overview")
    if request.user.is_authenticated:
        Account.objects.filter(pk=request.user.pk).update(language=chosen)
    response.set_cookie(
        "luodi-language", chosen, max_age=365 * 24 * 3600, samesite="Lax", httponly=True, secure=settings.HTTPS
    )
    return response


class PasswordForm(forms.Form):
    old = forms.CharField(max_length=200)
    new = forms.CharField(max_length=200)
    again = forms.CharField(max_length=200)


def password(request: HttpRequest) -> HttpResponse:
    """One's own password."""
    account = cast(Account, request.user)
    errors: list[str] = []
    if request.method == "POST":
        form = PasswordForm(request.POST)
        spoken = language(request)
        if not form.is_valid() or form.cleaned_data["new"] != form.cleaned_data["again"]:
            errors = [say("site.shell.password-differs", spoken)]
        elif authenticate(request, username=account.username, password=form.cleaned_data["old"]) is None:
            # Counted like failures to sign in: whoever sits at an open session does not guess on.
            errors = [say("site.shell.password-wrong", spoken)]
            _recorded(request, account, "refused")
        elif account.check_password(form.cleaned_data["new"]):
            errors = [say("site.shell.password-same", spoken)]
        else:
            with override("en" if spoken == "en" else "zh-hans"):
                try:
                    validate_password(form.cleaned_data["new"], account)
                except ValidationError as error:
                    errors = list(error.messages)
        if not errors:
            with transaction.atomic():
                account.set_password(form.cleaned_data["new"])
                account.must_change_password = False
                account.password_changed = timezone.now()
                update_session_auth_hash(request, account)
                request.session.save()
                account.session = request.session.session_key or ""
                account.save(update_fields=("password", "must_change_password", "password_changed", "session"))
                _recorded(request, account)
            note(request, say("site.shell.password-changed", spoken))
            return redirect("overview")
    return page(request, "password.html", 400 if errors else 200, errors=errors, forced=account.must_change_password)


def _recorded(request: HttpRequest, account: Account, result: str = "ok") -> None:
    audit.record(
        "password-changed", account.username, account=account.username, role=account.role, address=address(request),
        result=result,
    )  # fmt: skip


def safe(request: HttpRequest, place: str) -> str | None:
    """An address to go on to, if it lies on this site and is not the form itself."""
    inside = url_has_allowed_host_and_scheme(place, {request.get_host()}, require_https=request.is_secure())
    return place if place and inside and not place.startswith(reverse("sign-in")) else None
