"""The lists of the site, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from luodi.web import clock
from luodi.web.access import may
from luodi.web.api.answers import answer
from luodi.web.api.schemas import Bodies, Matters, Me, Plans, Tasks, Trouble
from luodi.web.models import Account, PlanRecord, TaskRow
from luodi.web.pages import bodies as body_pages
from luodi.web.pages import matters as matter_pages
from luodi.web.pages import overview as plan_pages
from luodi.web.pages import tasks as task_pages
from luodi.web.pages.listing import Column
from luodi.web.standing import refresh_all

router = Router()
PROBLEMS = {400: Trouble, 401: Trouble, 403: Trouble, 404: Trouble, 422: Trouble}


class Paged(Schema):
    page: int = Field(1, ge=1, le=100_000)
    size: int = Field(50, ge=1, le=200)


class TaskFilters(Paged):
    """Filters of the task table, as its page has them."""

    q: str = Field("", max_length=100, description="words that the task's text holds")
    body: str = Field("", pattern=r"^\d{0,9}$", description="number of a body")
    role: str = Field("", pattern="^(lead|duty|cooperate)?$")
    category: str = Field("", max_length=300)
    state: str = Field("", pattern="^(unassigned|open|done)?$")
    delivery: str = Field("", pattern="^(red|yellow|green|grey)?$")
    path_light: str = Field("", pattern="^(red|yellow|green|grey)?$")
    freshness: str = Field("", pattern="^(red|yellow|green|grey)?$")
    due: str = Field("", pattern="^(overdue|soon|later|undated)?$")


class MatterFilters(Paged):
    plan: str = Field("", max_length=40)
    body: str = Field("", pattern=r"^\d{0,9}$", description="number of a body")
    show: str = Field("", pattern="^(overdue|to-check|asked|proposed|stale|off-path|unsigned|red|all)?$")


@router.get("/me", response={200: Me, **PROBLEMS})
def me(request: HttpRequest) -> HttpResponse:
    """Whose token it is."""
    account = cast(Account, request.user)
    body = account.body.name if account.body else None
    return answer({"account": account.username, "name": account.name, "role": account.role, "body": body})


@router.get("/plans", response={200: Plans, **PROBLEMS})
def plans(request: HttpRequest, paged: Query[Paged]) -> HttpResponse:
    """The plans that the account may see, with their counts."""
    refresh_all(clock.today())
    rows = PlanRecord.objects.all()
    if not may(cast(Account, request.user), "see-drafts"):
        rows = rows.filter(state=PlanRecord.PUBLISHED)
    return page_of(rows, paged, plan_pages.COLUMNS)


@router.get("/tasks", response={200: Tasks, **PROBLEMS})
def tasks(request: HttpRequest, filters: Query[TaskFilters]) -> HttpResponse:
    """The tasks of all published plans."""
    refresh_all(clock.today())
    return _tasks(TaskRow.objects.filter(plan__state=PlanRecord.PUBLISHED), filters)


@router.get("/plans/{plan}/tasks", response={200: Tasks, **PROBLEMS})
def plan_tasks(request: HttpRequest, plan: str, filters: Query[TaskFilters]) -> HttpResponse:
    """The tasks of one plan."""
    record = plan_pages.seen(request, plan)
    refresh_all(clock.today())
    return _tasks(TaskRow.objects.filter(plan=record), filters)


def _tasks(rows: QuerySet[TaskRow], filters: TaskFilters) -> HttpResponse:
    asked = {name: str(value) for name, value in filters.dict().items() if name not in ("page", "size")}
    found = task_pages.filtered(rows, asked, clock.today())
    return page_of(task_pages.complete(found), filters, task_pages.COLUMNS)


@router.get("/bodies", response={200: Bodies, **PROBLEMS})
def bodies(request: HttpRequest, paged: Query[Paged]) -> HttpResponse:
    """Every body of the published plans with its load."""
    refresh_all(clock.today())
    return page_of(body_pages.published(), paged, body_pages.COLUMNS, body_pages.counted)


@router.get("/matters", response={200: Matters, **PROBLEMS})
def matters(request: HttpRequest, filters: Query[MatterFilters]) -> HttpResponse:
    """The open matters of published plans, the most pressing first."""
    refresh_all(clock.today())
    rows = matter_pages.open_matters()
    if filters.plan:
        rows = rows.filter(plan__key=filters.plan)
    if filters.body:
        rows = rows.filter(body=int(filters.body))
    rows = rows.filter(matter_pages.desk_groups(clock.today()).get(filters.show, Q()))
    return page_of(rows, filters, matter_pages.COLUMNS, lambda rows: matter_pages.explained(rows, request))


def page_of(
    rows: QuerySet[Any], paged: Paged, columns: Sequence[Column], prepare: Callable[[list[Any]], object] = len
) -> HttpResponse:
    """A page of rows as the lists of the site have them; a page past the end is empty."""
    paginator: Paginator[Any] = Paginator(rows, paged.size)
    here = list(paginator.page(paged.page).object_list) if paged.page <= paginator.num_pages else []
    prepare(here)
    results = [{column.name: column.of(row) for column in columns} for row in here]
    return answer({"count": paginator.count, "page": paged.page, "pages": paginator.num_pages, "results": results})
