"""单位: what each body leads, supports and owes."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from luodi.delivery.workflow import AWAITING, DONE
from luodi.web import clock
from luodi.web.models import Account, Body, MatterRow, PlanRecord, TaskParty, TaskRow
from luodi.web.pages.listing import Column, listing
from luodi.web.pages.matters import explained, of_body
from luodi.web.pages.notices import visible
from luodi.web.pages.page import page
from luodi.web.pages.tasks import ways_to_write
from luodi.web.standing import overdue, refresh_all

OF_MATTERS = ("open", "done", "red", "yellow", "overdue", "due_soon", "missing")
COUNTS = ("leads", "duties", "supports", *OF_MATTERS)

COLUMNS = (
    Column("body", lambda row: row.name),
    *(Column(name, lambda row, name=name: row.counts[name]) for name in COUNTS),  # type: ignore[misc]
)


def bodies(request: HttpRequest, format: str = "") -> HttpResponse:
    """Every body of the published plans with its load."""
    refresh_all(clock.today())
    rows = published()
    if word := request.GET.get("q", "").strip()[:60]:
        rows = rows.filter(reduce(or_, (Q(name__contains=each) for each in ways_to_write(word))))
    return listing(request, format, rows, COLUMNS, "bodies.html", prepare=counted, section="bodies")


def published() -> QuerySet[Body]:
    """The bodies that published plans name."""
    parts = TaskParty.objects.filter(body=OuterRef("pk"), task__plan__state=PlanRecord.PUBLISHED)
    return Body.objects.filter(Exists(parts))


def counted(rows: list[Body]) -> None:
    """Give bodies their counts: parts in tasks by role, matters by how they stand."""
    today = clock.today()
    found = {row.pk: dict.fromkeys(COUNTS, 0) for row in rows}
    parts = TaskParty.objects.filter(body__in=list(found), task__plan__state=PlanRecord.PUBLISHED, task__gone=False)
    names = {"lead": "leads", "duty": "duties", "cooperate": "supports"}
    for each in parts.order_by().values_list("body_id", "role").annotate(number=Count("*")):
        found[each[0]][names[each[1]]] = each[2]
    open_ = ~Q(state__in=DONE)
    waiting = Q(state__in=AWAITING)
    matters = MatterRow.objects.filter(body__in=list(found)).order_by().values("body_id")
    counts = matters.annotate(
        open=Count("state", filter=open_),
        done=Count("state", filter=~open_),
        red=Count("state", filter=open_ & Q(delivery="red")),
        yellow=Count("state", filter=open_ & Q(delivery="yellow")),
        overdue=Count("state", filter=overdue(today)),
        due_soon=Count("state", filter=open_ & ~waiting & Q(due__gte=today, due__lte=today + timedelta(30))),
        missing=Count("state", filter=open_ & Q(missed__gt=0)),
    )
    for each in counts.values_list("body_id", *OF_MATTERS):
        found[each[0]].update(zip(OF_MATTERS, each[1:], strict=True))
    for row in rows:
        row.counts = found[row.pk]  # type: ignore[attr-defined]


def body(request: HttpRequest, body: str) -> HttpResponse:
    """One body: what it answers for, what it supports, the notices it has had."""
    refresh_all(clock.today())
    found = Body.objects.select_related("contact", "head").filter(pk=body).first()
    if found is None:
        raise Http404(body)
    counted([found])
    published = MatterRow.objects.filter(plan__state=PlanRecord.PUBLISHED)
    matters = list(of_body(published, found)[:200])
    explained(matters, request)
    supports = (
        TaskRow.objects.filter(parties__body=found, plan__state=PlanRecord.PUBLISHED, gone=False)
        .exclude(matters__body=found)
        .select_related("plan")
        .defer("searched")
        .distinct()[:200]
    )
    notices = visible(cast(Account, request.user)).filter(matter__body=found)[:50]
    return page(
        request, "body.html", body=found, counts=found.counts, matters=matters, supports=list(supports),  # type: ignore[attr-defined]
        notices=list(notices), section="bodies",
    )  # fmt: skip
