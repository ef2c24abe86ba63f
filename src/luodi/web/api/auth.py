"""Who calls the API: the account of a token, with the scopes it was given."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer

from luodi.web.models import Account
from luodi.web.tokens import account_of


class Bearer(HttpBearer):
    """A token in the Authorization header. Reading takes the scope `read`, everything else `write`."""

    def authenticate(self, request: HttpRequest, token: str) -> Account | None:
        found = account_of(f"Bearer {token}")
        if found is None:
            return None
        account, scopes = found
        if ("read" if request.method in ("GET", "HEAD") else "write") not in scopes:
            raise PermissionDenied("scope")
        request.user = account
        return account
