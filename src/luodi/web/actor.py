"""Who does something on the site, and from where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest

from luodi.delivery import Stamp
from luodi.delivery.event import OfficeRole
from luodi.web import clock
from luodi.web.models import Account


@dataclass(frozen=True)
class Actor:
    """An account acting from a network address; `address` is `console` for commands and jobs."""

    account: Account
    address: str = "console"

    @property
    def role(self) -> OfficeRole:
        return cast(OfficeRole, self.account.role)

    def stamp(self, after: datetime | None = None) -> Stamp:
        """The stamp of what is done now; never before `after`, so that a clock set back does not lose the order."""
        at = max(clock.now(), after) if after else clock.now()
        return Stamp(
            person=self.account.username,
            body=self.account.body_key,
            role=self.role,
            at=at.isoformat("T", "microseconds"),
        )


def actor(request: HttpRequest) -> Actor:
    """The account of a request. Behind a proxy its address is the one that the proxy passes on."""
    return Actor(cast(Account, request.user), address(request))


def address(request: HttpRequest) -> str:
    """The address a request came from: the last of X-Forwarded-For where TLS ends at a proxy, else the peer's."""
    from django.conf import settings

    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return (forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", ""))[:45]
