"""事项 in lists: one's own work, the desk of who follows them up, what a body carries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse

from luodi.delivery import say
from luodi.delivery.workflow import AWAITING, DONE
from luodi.web import clock
from luodi.web.access import may
from luodi.web.models import Account, MatterRow, PlanRecord, TaskParty
from luodi.web.pages.listing import Column, listing
from luodi.web.pages.page import language
from luodi.web.standing import lights_of, overdue, refresh_all

COLUMNS = (
    Column("plan", lambda row: row.plan.key),
    Column("matter", lambda row: row.pk),
    Column("path", lambda row: row.task.path),
    Column("title", lambda row: row.task.title),
    Column("body", lambda row: row.body.name),
    Column("capacity", lambda row: row.capacity),
    Column("state", lambda row: row.state),
    Column("due", lambda row: row.due and row.due.isoformat()),
    Column("delivery", lambda row: row.delivery),
    Column("path_light", lambda row: row.path),
    Column("freshness", lambda row: row.freshness),
    Column("because", lambda row: row.because),
    Column("missed", lambda row: row.missed),
    Column("to_check", lambda row: row.to_check),
    Column("proposed", lambda row: row.proposed),
)

SHOWN = (
    "capacity", "state", "settled", "due", "delivery", "path", "freshness", "lights", "missed", "to_check", "asked",
    "proposed", "plan__key", "plan__title", "task__key", "task__path", "task__title", "body__name",
)  # fmt: skip
"""The fields that lists show."""

OPEN = ~Q(state__in=DONE)


def open_matters() -> QuerySet[MatterRow]:
    """Matters of published plans that are not done, the most pressing first."""
    rows = MatterRow.objects.filter(OPEN, plan__state=PlanRecord.PUBLISHED)
    return _with_plan(rows).order_by("due", "assigned", "id")


def _with_plan(rows: QuerySet[MatterRow]) -> QuerySet[MatterRow]:
    return rows.select_related("plan", "task", "body").only(*SHOWN)


def work(request: HttpRequest, format: str = "") -> HttpResponse:
    """我的工作: what one's own body has to sign for, to report, to put right."""
    account = cast(Account, request.user)
    if account.role != "responsible_body" or account.body is None:
        raise PermissionDenied("work")
    today = clock.today()
    own = Q(body=account.body)
    groups = {
        "to-sign": own & Q(state="assigned"),
        "returned": own & Q(state="returned"),
        "missing": own & Q(missed__gt=0),
        "overdue": own & overdue(today),
        "soon": own & Q(due__gte=today, due__lte=today + timedelta(30)),
        "waiting": own & (Q(to_check__gt=0) | Q(state__in=AWAITING)),
        "own": own,
        "support": ~own & Q(task__in=TaskParty.objects.filter(body=account.body).values("task")),
    }
    return _grouped(request, format, groups, "own", "work")


def desk(request: HttpRequest, format: str = "") -> HttpResponse:
    """督办台: what is late, off its path or stale, what waits for a check, which notices are proposed."""
    if not may(cast(Account, request.user), "supervise"):
        raise PermissionDenied("desk")
    return _grouped(request, format, desk_groups(clock.today()), "overdue", "desk")


def desk_groups(today: date) -> dict[str, Q]:
    """The groups of the desk."""
    return {
        "overdue": overdue(today),
        "to-check": Q(to_check__gt=0) | Q(state="passed"),
        "asked": Q(asked=True),
        "proposed": ~Q(proposed=""),
        "stale": Q(freshness__in=("yellow", "red")),
        "off-path": Q(path__in=("yellow", "red")),
        "unsigned": Q(state="assigned"),
        "red": Q(delivery="red"),
        "all": Q(),
    }


def _grouped(request: HttpRequest, format: str, groups: Mapping[str, Q], usual: str, section: str) -> HttpResponse:
    refresh_all(clock.today())
    asked = request.GET.get("show", "")
    rows = open_matters()
    counts = rows.order_by().aggregate(**{name: Count("state", filter=held) for name, held in groups.items()})
    first = next((name for name in groups if counts[name]), usual)
    show = asked if asked in groups else first
    return listing(
        request, format, rows.filter(groups[show]), COLUMNS, "matters.html",
        prepare=lambda rows: explained(rows, request), count=counts[show], groups=counts, show=show, section=section,
    )  # fmt: skip


def explained(rows: list[MatterRow], request: HttpRequest) -> None:
    """Give rows the sentence that explains their delivery light."""
    spoken = language(request)
    for row in rows:
        lights = lights_of(row)
        row.because = say(lights.delivery.because, spoken) if lights else ""  # type: ignore[attr-defined]


def of_body(rows: QuerySet[MatterRow], body: Any) -> QuerySet[MatterRow]:
    """The matters that a body answers for, those done last."""
    return _with_plan(rows.filter(body=body)).order_by("settled", "due", "id")
