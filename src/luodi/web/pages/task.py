"""A task: the sentence it comes from, who does it, how each matter of it stands and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse

from luodi.delivery import Light, Matter, Owed, Setting, Standing, allowed, default_workflow, owed, proposed_notices
from luodi.delivery.notice import ProposedNotice
from luodi.delivery.reporting import upcoming
from luodi.delivery.workflow import Relation
from luodi.plan import Plan, Task
from luodi.web import clock
from luodi.web.access import may, may_read_reports
from luodi.web.models import Account, EventRow, Evidence, MatterRow, PlanRecord, TaskRow
from luodi.web.pages.overview import seen
from luodi.web.pages.page import page
from luodi.web.plans import assessments_of, plan_of, tasks_of
from luodi.web.rulebooks import setting_on
from luodi.web.standing import judged, matters_of, refresh


@dataclass(frozen=True)
class Shown:
    """A matter on its page: the row, the matter, how it stands today, and what the reader may see and do."""

    row: MatterRow
    matter: Matter
    standing: Standing
    relation: Relation
    readable: bool
    doable: tuple[str, ...]
    owed: tuple[Owed, ...]
    periods: tuple[str, ...]
    proposed: ProposedNotice | None

    @property
    def lights(self) -> tuple[tuple[str, Light], ...]:
        return (
            ("delivery", self.standing.delivery),
            ("path", self.standing.path),
            ("freshness", self.standing.freshness),
        )


def task(request: HttpRequest, plan: str, task: str) -> HttpResponse:
    """The page of a task."""
    record = seen(request, plan)
    refresh(record, clock.today())
    row = TaskRow.objects.filter(plan=record, key=task).first()
    if row is None:
        raise Http404(task)
    return task_page(request, record, row)


def task_page(request: HttpRequest, record: PlanRecord, row: TaskRow, status: int = 200, **failed: Any) -> HttpResponse:
    """The page of a task; `failed` holds a form that could not be carried out, as it was filled in, and why."""
    account = cast(Account, request.user)
    compiled = plan_of(record)
    task = tasks_of(record).get(row.key)
    matters = _shown(account, record, row)
    readable = [each.row.pk for each in matters if each.readable]
    names = dict(Account.objects.filter(username__in=_people(matters)).values_list("username", "name"))
    files = {
        (each.matter_id, each.sha256): each for each in Evidence.objects.filter(matter__in=readable)
    } if readable else {}  # fmt: skip
    return page(
        request, "task.html", status, record=record, row=row, task=task, sources=_sources(compiled, task),
        targets=_targets(record, compiled, row.key), matters=matters, names=names, files=files,
        parties=_steppers(matters), can_assign=may(account, "assign") and record.state == PlanRecord.PUBLISHED,
        section="plans", failed=failed or None,
    )  # fmt: skip


def _shown(account: Account, record: PlanRecord, row: TaskRow) -> list[Shown]:
    rows = list(MatterRow.objects.filter(task=row).select_related("body"))
    if not rows:
        return []
    setting = setting_on(clock.today())
    matters = matters_of(EventRow.objects.filter(matter__in=rows))
    found = judged(record, [matters[each.pk] for each in rows], setting)
    proposed = {each.matter.id: each for each in proposed_notices(found, setting)} if may(account, "supervise") else {}
    return [
        _of(account, each, standing, setting, proposed.get(each.pk))
        for each, standing in zip(rows, found.standings, strict=True)
    ]


def _of(
    account: Account, row: MatterRow, standing: Standing, setting: Setting, proposed: ProposedNotice | None
) -> Shown:
    matter = standing.matter
    relation = matter.relation(account.body_key)
    return Shown(
        row=row, matter=matter, standing=standing, relation=relation, readable=may_read_reports(account, relation),
        doable=doable(account, matter, relation), owed=owed(matter, standing.cycle, setting),
        periods=tuple(
            period.label for period in (*standing.missed, *upcoming(matter, standing.cycle, setting))
        ),
        proposed=proposed,
    )  # fmt: skip


def doable(account: Account, matter: Matter, relation: Relation) -> tuple[str, ...]:
    """What the account may do to a matter as it is now."""
    workflow = default_workflow()
    nothing = {
        "passed": not any(handed.outcome == "pending" for handed in matter.reports),
        "returned": not any(handed.outcome == "pending" for handed in matter.reports),
        "step-done": not matter.open_steps,
        "postponement-asked": matter.request is not None,
        "postponement-granted": matter.request is None,
        "postponement-refused": matter.request is None,
        "override-lifted": not matter.overrides,
        "notice-voided": not matter.standing_notices,
    }
    return tuple(
        name
        for name, action in workflow.actions.items()
        if matter.state in action.start
        and name not in ("assigned", "notice-issued")
        and allowed(workflow, name, cast(Any, account.role), relation)
        and not nothing.get(name, False)
    )


def _people(matters: list[Shown]) -> set[str]:
    return {event.by.person for each in matters for event in each.matter.events}


def _steppers(matters: list[Shown]) -> dict[str, str]:
    """The bodies that steps can be given to, by key: those that the matters name."""
    parties = (party for each in matters for party in (each.matter.party, *each.matter.supports) if not party.group)
    return {party.body: party.name for party in parties}


def _sources(plan: Plan, task: Task | None) -> list[tuple[str, str]]:
    """The headings above a task, each with its own path, from the document."""
    if task is None:
        return []
    by_path = {provision.path: provision for provision in plan.provisions}
    parts = task.path.split("/")
    above = ("/".join(parts[: end + 1]) for end in range(len(parts) - 1))
    return [(path, by_path[path].heading or "") for path in above if path in by_path and by_path[path].heading]


def _targets(record: PlanRecord, plan: Plan, task: str) -> list[tuple[Any, Any]]:
    """The targets tied to a task, each with its assessment where there is one."""
    tied = [target for target in plan.targets if task in target.tasks]
    assessed = assessments_of(record) if tied else None
    judged_ = {each.target: each for each in assessed.assessments} if assessed else {}
    return [(target, judged_.get(target.id)) for target in tied]
