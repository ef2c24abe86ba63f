"""任务台账: the tasks of one plan or of all, filtered and searched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any
from unicodedata import normalize

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.http import HttpRequest, HttpResponse

from luodi.registry import spellings
from luodi.web import clock
from luodi.web.models import Body, MatterRow, PlanRecord, TaskParty, TaskRow
from luodi.web.pages.listing import Column, listing
from luodi.web.pages.overview import COLOURS, seen
from luodi.web.standing import overdue, refresh, refresh_all

ROLES = ("lead", "duty", "cooperate")
STATES = (TaskRow.UNASSIGNED, TaskRow.OPEN, TaskRow.DONE)
DUES = ("overdue", "soon", "later", "undated")


COLUMNS = (
    Column("plan", lambda row: row.plan.key),
    Column("task", lambda row: row.key),
    Column("path", lambda row: row.path),
    Column("category", lambda row: row.category),
    Column("title", lambda row: row.title),
    Column("lead", lambda row: row.names("lead")),
    Column("duty", lambda row: row.names("duty")),
    Column("cooperate", lambda row: row.names("cooperate")),
    Column("due", lambda row: row.due and row.due.isoformat()),
    Column("state", lambda row: row.state),
    Column("delivery", lambda row: row.delivery),
    Column("path_light", lambda row: row.path_light),
    Column("freshness", lambda row: row.freshness),
)


def tasks(request: HttpRequest, plan: str = "", format: str = "") -> HttpResponse:
    """The task table."""
    record = seen(request, plan) if plan else None
    today = clock.today()
    if record:
        refresh(record, today)
        rows = TaskRow.objects.filter(plan=record)
        bodies = Body.objects.filter(parts__task__plan=record).distinct()
    else:
        refresh_all(today)
        rows = TaskRow.objects.filter(plan__state=PlanRecord.PUBLISHED)
        bodies = Body.objects.all()
    categories = (
        list(rows.exclude(category="").order_by().values_list("category", flat=True).distinct()[:100]) if record else []
    )
    return listing(
        request, format, complete(filtered(rows, request.GET, today)), COLUMNS, "tasks.html",
        record=record, bodies=list(bodies.values_list("pk", "name")), categories=sorted(categories),
        roles=ROLES, states=STATES, dues=DUES, colours=COLOURS, section="plans" if record else "tasks",
    )  # fmt: skip


def complete(rows: QuerySet[TaskRow]) -> QuerySet[TaskRow]:
    """Rows with all that a list shows of them, and no more."""
    return rows.select_related("plan").defer("searched")


def ways_to_write(word: str) -> tuple[str, ...]:
    """A word of a search with the other spellings of a department, and letters and digits of full width as usual."""
    return tuple(dict.fromkeys((word, *spellings(normalize("NFKC", word)))))


def filtered(rows: QuerySet[TaskRow], asked: Mapping[str, str], today: date) -> QuerySet[TaskRow]:
    """The tasks that all filters hold for; what a filter does not know it does not apply."""
    for word in asked.get("q", "").split()[:6]:
        # as fast again as LIKE on SQLite, which looks at each letter in both cases
        said = (GreaterThan(StrIndex("searched", Value(each.lower())), 0) for each in ways_to_write(word[:60]))
        rows = rows.filter(reduce(or_, map(Q, said)))
    body, role = asked.get("body", ""), asked.get("role", "")
    part: dict[str, Any] = {"body": int(body)} if body.isdecimal() and len(body) < 18 else {}
    part |= {"role": role} if role in ROLES else {}
    if part:
        rows = rows.filter(Exists(TaskParty.objects.filter(task=OuterRef("pk"), **part)))
    if category := asked.get("category"):
        rows = rows.filter(category=category)
    if (state := asked.get("state")) in STATES:
        rows = rows.filter(state=state)
    for light in ("delivery", "path_light", "freshness"):
        if (colour := asked.get(light)) in COLOURS:
            rows = rows.filter(**{light: colour, "state": TaskRow.OPEN})
    month = today + timedelta(30)
    dues = {
        "overdue": Q(Exists(MatterRow.objects.filter(overdue(today), task=OuterRef("pk")))),
        "soon": Q(due__gte=today, due__lte=month),
        "later": Q(due__gt=month),
        "undated": Q(due=None),
    }
    if (due := asked.get("due")) in dues:
        rows = rows.filter(dues[due])
    return rows
