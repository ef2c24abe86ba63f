"""The API, /api/v1: the lists of the site, matters with their history, and everything that can be done to a matter.

Authorization: Bearer, a token of an account with the scopes `read`, `write`. What an account may see and do is what it
may on the pages. Errors are JSON with `error`, `message` and `advice`, in the language of Accept-Language (zh, en).
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from luodi.web.api.answers import trouble
from luodi.web.api.auth import Bearer
from luodi.web.api.lists import router as lists
from luodi.web.api.matters import router as matters

api = NinjaAPI(
    title="luodi 落地", version="1", urls_namespace="api", auth=Bearer(), docs_url=None, description=__doc__ or ""
)
api.add_router("", lists)
api.add_router("", matters)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = trouble(request, "token", 401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first: dict[str, Any] = dict(error.errors[0]) if error.errors else {}
    place = "/".join(str(part) for part in first.get("loc", ()))
    return trouble(request, "malformed", 422, reason=f"{place}: {first.get('msg', '')}"[:300])


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return trouble(request, "not-found", 404)


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return trouble(request, "forbidden", 403)


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return trouble(request, "malformed", error.status_code, reason=str(error)[:300])
