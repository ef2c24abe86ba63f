"""通报: how a plan stands on a day, or what happened in a period, as an official document."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.http import HttpRequest, HttpResponse

from luodi.delivery import as_of, lights
from luodi.delivery.reporting import period_named
from luodi.messages import say
from luodi.publish import PublishError, circular, periodic_circular
from luodi.publish.official import Format
from luodi.web import audit, clock
from luodi.web.actor import address
from luodi.web.downloads import download
from luodi.web.models import Account, EventRow, PlanRecord
from luodi.web.pages.notices import issuer_of
from luodi.web.pages.overview import seen
from luodi.web.pages.page import language, page, permitted
from luodi.web.plans import assessments_of, plan_of
from luodi.web.rulebooks import setting_on
from luodi.web.standing import matters_of


@permitted("write-circulars")
def circulars(request: HttpRequest, plan: str) -> HttpResponse:
    """The form, and the document it asks for."""
    record = seen(request, plan)
    asked = request.GET
    if "format" not in asked:
        return _form(request, record, ())
    spoken = language(request)
    format: Format = "pdf" if asked.get("format") == "pdf" else "docx"
    copies = [name for name in asked.get("copies", "").replace("，", "、").split("、") if name.strip()][:20]
    number, issuer = asked.get("number", "").strip()[:60], issuer_of(cast(Account, request.user))
    compiled, today = plan_of(record), clock.today()
    matters = matters_of(EventRow.objects.filter(plan=record)).values()
    period = period_named(asked.get("period", "").strip()) if asked.get("kind") == "period" else None
    try:
        if asked.get("kind") == "period":
            if period is None or period.first > today:
                return _form(request, record, (say("site.circulars.bad-period", spoken),))
            data = periodic_circular(
                compiled, list(matters), period.label, setting_on(today), issuer, number=number, copies=copies,
                format=format, language=spoken,
            )  # fmt: skip
            name = period.label
        else:
            day = _day(asked.get("day", ""), today)
            if day is None:
                return _form(request, record, (say("site.circulars.bad-day", spoken),))
            then = [found for matter in matters if (found := as_of(matter, day))]
            assessed = assessments_of(record) if day == today else None
            standing = lights(compiled, then, setting_on(day), assessed)
            data = circular(
                compiled, standing, issuer, number=number, copies=copies, format=format, language=spoken
            )  # fmt: skip
            name = day.isoformat()
    except PublishError as error:
        return _form(request, record, (str(error),))
    account = cast(Account, request.user)
    audit.record(
        "circular", f"{record.key} {name}", account=account.username, role=account.role, address=address(request)
    )  # fmt: skip
    return download(data, f"{say('site.circulars.file', spoken)} {name}.{format}")


def _form(request: HttpRequest, record: PlanRecord, errors: tuple[str, ...]) -> HttpResponse:
    return page(
        request, "circulars.html", 400 if errors else 200, record=record, errors=errors, asked=request.GET,
        section="plans",
    )  # fmt: skip


def _day(written: str, today: date) -> date | None:
    try:
        day = date.fromisoformat(written) if written else today
    except ValueError:
        return None
    return day if day <= today else None
