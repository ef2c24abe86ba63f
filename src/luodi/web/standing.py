"""How matters stand, stored beside them: made from plans, events and rules whenever one of them or the day changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

import msgspec
from django.db import connection
from django.db.models import Count, Field, Model, Q

from luodi.delivery import Event, Light, Lights, Matter, Setting, fold, lights, proposed_notices
from luodi.delivery.workflow import AWAITING, DONE
from luodi.web import audit
from luodi.web.models import EventRow, MatterRow, PlanRecord, TaskRow
from luodi.web.plans import assessments_of, plan_of
from luodi.web.rulebooks import setting_on

JUDGED = (
    "version", "capacity", "state", "assigned", "settled", "due", "delivery", "path", "freshness", "rule", "lights",
    "missed", "to_check", "asked", "proposed", "proposed_rule", "judged_on",
)  # fmt: skip
SEVERITY = ("red", "yellow", "green", "grey")


class KeptLights(msgspec.Struct, frozen=True):
    """The three lights of a matter as they are stored."""

    delivery: Light
    path: Light
    freshness: Light


_event: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_lights: msgspec.json.Decoder[KeptLights | None] = msgspec.json.Decoder(KeptLights | None)


def event_of(data: str) -> Event:
    """An event from the store."""
    return _event.decode(data)


def lights_of(row: MatterRow) -> KeptLights | None:
    """The stored lights of a matter with the sentences that explain them."""
    return _lights.decode(row.lights)


def matters_of(events: Iterable[EventRow]) -> dict[str, Matter]:
    """The matters that stored events amount to, by id."""
    ledger = fold(event_of(row.data) for row in events)
    if ledger.refused:  # every event was accepted before it was stored
        raise RuntimeError(f"stored event {ledger.refused[0].event.id} is refused: {ledger.refused[0].code}")
    return ledger.matters


def matter_of(row: MatterRow) -> Matter:
    """A matter with its whole history."""
    return matters_of(row.events.all())[row.id]


def judged(record: PlanRecord, matters: Iterable[Matter], setting: Setting) -> Lights:
    """The lights of some matters of a plan."""
    return lights(plan_of(record), matters, setting, assessments_of(record))


def refresh(record: PlanRecord, today: date) -> None:
    """Judge every matter of a plan on a day, and store what has changed."""
    if record.judged_on == today:
        return
    setting = setting_on(today)
    with audit.writing():
        record.refresh_from_db(fields=("judged_on", "counts"))
        if record.judged_on == today:
            return
        rows = {row.id: row for row in MatterRow.objects.filter(plan=record)}
        matters = matters_of(EventRow.objects.filter(plan=record))
        found = judged(record, matters.values(), setting)
        store(found, rows, setting)
        write(rows.values(), JUDGED)
        summarise(TaskRow.objects.filter(plan=record))
        record.judged_on, record.counts = today, counted(record.pk)
        record.save(update_fields=("judged_on", "counts"))


def refresh_all(today: date) -> None:
    """Judge every published plan on a day, those that were judged on it already excepted."""
    for record in PlanRecord.objects.exclude(judged_on=today):
        refresh(record, today)


def store(found: Lights, rows: dict[str, MatterRow], setting: Setting) -> None:
    """Write into the rows how their matters stand. The rows are not saved."""
    proposed = {each.matter.id: each for each in proposed_notices(found, setting)}
    for standing in found.standings:
        matter, row = standing.matter, rows[standing.matter.id]
        row.version, row.capacity, row.state = len(matter.events), matter.capacity, matter.state
        row.assigned, row.settled = matter.assigned, matter.settled
        row.due = standing.limit.by
        row.delivery, row.path, row.freshness = (
            standing.delivery.colour, standing.path.colour, standing.freshness.colour,
        )  # fmt: skip
        row.rule = standing.delivery.rule
        row.lights = msgspec.json.encode(KeptLights(standing.delivery, standing.path, standing.freshness)).decode()
        row.missed = len(standing.missed)
        row.to_check = sum(handed.outcome == "pending" for handed in matter.reports)
        row.asked = matter.request is not None
        notice = proposed.get(matter.id)
        row.proposed, row.proposed_rule = (notice.level, notice.rule) if notice else ("", "")
        row.judged_on = setting.today


def write(rows: Iterable[Model], names: Sequence[str]) -> None:
    """Save some fields of rows of one table, a statement a row: the one statement of `bulk_update` takes longer."""
    rows = list(rows)
    if not rows:
        return
    table = rows[0]._meta
    fields = [cast("Field[Any, Any]", table.get_field(name)) for name in names]
    quoted = connection.ops.quote_name
    columns = ", ".join(f"{quoted(str(field.column))} = %s" for field in fields)
    key, name = quoted(str(table.pk.column)), quoted(table.db_table)
    values = (
        [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk] for row in rows
    )
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {name} SET {columns} WHERE {key} = %s", list(values))


def summarise(tasks: Iterable[TaskRow]) -> None:
    """Write into tasks what their matters amount to: the worst light of those still open, the earliest day."""
    tasks = list(tasks)
    fields = ("task_id", "state", "delivery", "path", "freshness", "due")
    by_task: dict[int, list[dict[str, Any]]] = {}
    for matter in MatterRow.objects.filter(task__in=[task.pk for task in tasks]).values(*fields):
        by_task.setdefault(matter["task_id"], []).append(matter)
    for task in tasks:
        standing = [matter for matter in by_task.get(task.pk, ()) if matter["state"] != "withdrawn"]
        open_ = [matter for matter in standing if matter["state"] not in DONE]
        task.state = TaskRow.OPEN if open_ else TaskRow.DONE if standing else TaskRow.UNASSIGNED
        task.delivery, task.path_light, task.freshness = (
            _worst([matter[light] for matter in open_]) for light in ("delivery", "path", "freshness")
        )
        task.due = min((matter["due"] for matter in open_ if matter["due"]), default=None)
    write(tasks, ("state", "delivery", "path_light", "freshness", "due"))


def overdue(today: date) -> Q:
    """The matters whose day has passed and that wait for their body: not done, and nobody else is to decide."""
    return Q(due__lt=today) & ~Q(state__in=AWAITING | DONE)


def counted(plan_id: int) -> dict[str, int]:
    """The tasks of a plan by state, and the open ones by the colour of their delivery light."""
    counts = dict.fromkeys((TaskRow.UNASSIGNED, TaskRow.OPEN, TaskRow.DONE, *SEVERITY), 0)
    tasks = TaskRow.objects.filter(plan=plan_id, gone=False)
    counts.update(tasks.order_by().values_list("state").annotate(number=Count("*")))
    open_ = tasks.filter(state=TaskRow.OPEN)
    counts.update(open_.order_by().values_list("delivery").annotate(number=Count("*")))
    return counts | {"tasks": counts[TaskRow.UNASSIGNED] + counts[TaskRow.OPEN] + counts[TaskRow.DONE]}


def _worst(colours: Sequence[str]) -> str:
    return min(colours, key=SEVERITY.index, default="grey")


class Turned(msgspec.Struct, frozen=True):
    """A light that another setting gives another colour."""

    row: MatterRow
    light: str
    old: str
    new: str


def turned(other: Setting) -> list[Turned]:
    """Which lights of published plans' matters would be of another colour today under another setting."""
    refresh_all(other.today)
    found = []
    for record in PlanRecord.objects.filter(state=PlanRecord.PUBLISHED):
        rows = MatterRow.objects.filter(plan=record).select_related("task", "body").defer("task__searched").in_bulk()
        for standing in judged(record, matters_of(EventRow.objects.filter(plan=record)).values(), other).standings:
            row = rows[standing.matter.id]
            row.plan = record
            for light in ("delivery", "path", "freshness"):
                old, new = getattr(row, light), getattr(standing, light).colour
                if old != new:
                    found.append(Turned(row, light, old, new))
    return found
