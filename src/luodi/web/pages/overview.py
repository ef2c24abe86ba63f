"""总览: every plan with its counts, and one plan with its lights."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse

from luodi.delivery.workflow import DONE
from luodi.web import clock
from luodi.web.access import may, may_see
from luodi.web.importing import waiting_for
from luodi.web.models import MatterRow, PlanRecord, TaskRow
from luodi.web.pages.listing import Column, listing
from luodi.web.pages.page import page
from luodi.web.plans import assessments_of, plan_of
from luodi.web.standing import overdue, refresh, refresh_all

COLOURS = ("red", "yellow", "green", "grey")

COLUMNS = (
    Column("plan", lambda row: row.key),
    Column("title", lambda row: row.title),
    Column("number", lambda row: row.number),
    Column("state", lambda row: row.state),
    Column("tasks", lambda row: row.counts["tasks"]),
    Column("unassigned", lambda row: row.counts["unassigned"]),
    Column("open", lambda row: row.counts["open"]),
    Column("done", lambda row: row.counts["done"]),
    *(Column(colour, lambda row, colour=colour: row.counts[colour]) for colour in COLOURS),  # type: ignore[misc]
)


def overview(request: HttpRequest, format: str = "") -> HttpResponse:
    """The plans that one may see."""
    refresh_all(clock.today())
    visible = PlanRecord.objects.all()
    if not may(request.user, "see-drafts"):
        visible = visible.filter(state=PlanRecord.PUBLISHED)
    return listing(request, format, visible, COLUMNS, "overview.html", section="overview")


def plan(request: HttpRequest, plan: str) -> HttpResponse:
    """One plan: what the document says of itself, the lights, what needs doing next."""
    record = seen(request, plan)
    refresh(record, clock.today())
    compiled = plan_of(record)
    matters = MatterRow.objects.filter(plan=record)
    open_ = matters.exclude(state__in=DONE)
    tasks = TaskRow.objects.filter(plan=record, gone=False, state=TaskRow.OPEN).order_by()
    lights = tasks.aggregate(
        **{
            f"{light}_{colour}": Count("state", filter=Q(**{light: colour}))
            for light in ("delivery", "path_light", "freshness")
            for colour in COLOURS
        },
    )
    pressing = open_.aggregate(
        overdue=Count("task", filter=overdue(clock.today()), distinct=True),
        unsigned=Count("state", filter=Q(state="assigned")),
        to_check=Count("state", filter=Q(to_check__gt=0)),
        missing=Count("state", filter=Q(missed__gt=0)),
    )
    worst = open_.filter(delivery="red").select_related("task", "body").order_by("due", "id")[:8]
    verdicts: dict[str, int] = {}
    assessed = assessments_of(record)
    for each in assessed.assessments if assessed else ():
        verdicts[each.verdict] = verdicts.get(each.verdict, 0) + 1
    severities: dict[str, int] = {}
    for found in compiled.findings:
        severities[found.severity] = severities.get(found.severity, 0) + 1
    return page(
        request, "plan.html", record=record, document=compiled.document, targets=len(compiled.targets), lights=lights,
        pressing=pressing, worst=list(worst), verdicts=verdicts, severities=severities, colours=COLOURS,
        section="plans",
        waiting=may(request.user, "import-plan") and waiting_for(record).exists(), counts=record.counts,
    )  # fmt: skip


def seen(request: HttpRequest, key: str) -> PlanRecord:
    """The plan of an address, if the account may see it; a draft does not exist for others."""
    record = PlanRecord.objects.filter(key=key).first()
    if record is None or not may_see(request.user, record):
        raise Http404(key)
    return record
