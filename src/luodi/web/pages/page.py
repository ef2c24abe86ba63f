"""How a page is made: a template, what it shows, and who sees it in which language."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from luodi.messages import Language
from luodi.web import clock
from luodi.web.access import may
from luodi.web.models import Account

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


def page(request: HttpRequest, template: str, status: int = 200, /, **shown: Any) -> HttpResponse:
    """A page. Templates know `me`, `language`, `today`, `path` and `csrf` beside what is given."""
    return HttpResponse(rendered(request, template, **shown), status=status)


def rendered(request: HttpRequest, template: str, /, **shown: Any) -> str:
    return render_to_string(template, context(request, **shown))


def context(request: HttpRequest, **shown: Any) -> dict[str, Any]:
    """What every template knows, and what is given."""
    user = getattr(request, "user", None)
    me = user if user is not None and user.is_authenticated else None
    return {
        "me": me,
        "demonstration": me.demonstration if me else Account.objects.filter(demonstration=True).exists(),
        "language": language(request),
        "today": clock.today(),
        "path": request.get_full_path(),
        "section": "",
        "notes": request.session.pop("notes", ()) if user is not None and hasattr(request, "session") else (),
        "csrf": get_token(request),
        **shown,
    }


def language(request: HttpRequest) -> Language:
    """The reader's language."""
    return getattr(request, "language", "zh")


def note(request: HttpRequest, text: str, kind: str = "ok") -> None:
    """Say something on the next page that is shown; `kind` is ok or wrong."""
    request.session["notes"] = [*request.session.get("notes", ()), (kind, text)]


def wants_part(request: HttpRequest) -> bool:
    """Whether only the part of a page that changes is asked for (htmx)."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def permitted(
    permission: str,
) -> Callable[[Callable[Concatenate[HttpRequest, P], R]], Callable[Concatenate[HttpRequest, P], R]]:
    """A view for those who have a permission alone."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], R]:
        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not may(request.user, permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        return checked

    return decorate
