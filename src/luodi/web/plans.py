"""Plans in the store: kept as plan files, decoded once a version, with a row for each task."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import TypeVar, cast

import msgspec

from luodi.delivery import Party
from luodi.delivery.breakdown import party_of
from luodi.indicators import Assessments
from luodi.plan import Plan, Task, apply, corrections, from_json, to_json
from luodi.web import audit
from luodi.web.models import Body, Import, PlanFiles, PlanRecord, TaskParty, TaskRow

T = TypeVar("T")
_assessments = msgspec.json.Decoder(Assessments)
TEXTS = ("position", "path", "title", "category", "searched", "gone")
"""Fields of a task's row that say what the plan says."""

BY_ASSIGNMENT = 9999
"""The position of a body that an officer named, which is not in the plan's text."""

_KEPT = 64
_decoded: OrderedDict[tuple[str, int, object], object] = OrderedDict()
_lock = Lock()


def plan_of(record: PlanRecord) -> Plan:
    """The corrected plan of a record."""
    return _once(("plan", record.pk, record.version), lambda: from_json(bytes(record.files.corrected)))


def compiled_of(record: PlanRecord) -> Plan:
    """The plan as the compiler gave it."""
    return from_json(bytes(record.files.compiled))


def assessments_of(record: PlanRecord) -> Assessments | None:
    """The latest assessments of a plan's targets; None before the first."""
    if record.assessed is None:
        return None
    key = ("assessments", record.pk, record.assessed)
    return _once(key, lambda: _assessments.decode(bytes(record.files.assessments or b"null")))


def tasks_of(record: PlanRecord) -> dict[str, Task]:
    """The tasks of a plan by id."""
    return _once(("tasks", record.pk, record.version), lambda: {task.id: task for task in plan_of(record).tasks})


def _once(key: tuple[str, int, object], make: Callable[[], T]) -> T:
    with _lock:
        if key in _decoded:
            _decoded.move_to_end(key)
            return cast(T, _decoded[key])
    made = make()
    with _lock:
        _decoded[key] = made
        while len(_decoded) > _KEPT:
            _decoded.popitem(last=False)
    return made


# ---------------------------------------------------------------- writing


def keep(compiled: Plan, source: Import) -> PlanRecord:
    """Store what was compiled from an import. The corrections of an earlier import of the same document hold on."""
    with audit.writing():
        record = PlanRecord.objects.filter(key=compiled.document.id).first()
        if record is None:
            record = PlanRecord(key=compiled.document.id)
            files = PlanFiles(plan=record)
        else:
            record.version += 1
            files = record.files
        files.compiled = to_json(compiled)
        record.source = source
        _correct(record, files, compiled)
    return record


def correct(record: PlanRecord, text: str) -> None:
    """Put another corrections file in the place of the one there is. Raises PlanError when it is none."""
    corrections.load(text)
    with audit.writing():
        record.files.corrections = text
        record.version += 1
        _correct(record, record.files, compiled_of(record))


def _correct(record: PlanRecord, files: PlanFiles, compiled: Plan) -> None:
    plan = apply(compiled, corrections.load(files.corrections))
    files.corrected = to_json(plan)
    record.title = (plan.document.title or plan.document.source.name or "")[:300]
    record.number = (plan.document.number or "")[:100]
    record.judged_on = None
    record.save()
    files.save()
    _rows(record, plan)


def _rows(record: PlanRecord, plan: Plan) -> None:
    """The rows of a plan's tasks, written where they differ. One with matters stays when the plan loses it, marked."""
    known = {row.key: row for row in TaskRow.objects.filter(plan=record).prefetch_related("parties")}
    bodies = bodies_of(party_of(assignment) for task in plan.tasks for assignment in task.assignments)
    new: list[TaskRow] = []
    changed: list[TaskRow] = []
    wrong: list[int] = []
    parties: list[TaskParty] = []
    for position, task in enumerate(plan.tasks):
        row = known.pop(task.id, None) or TaskRow(plan=record, key=task.id)
        if _set(row, _fields(task, position)):
            (changed if row.pk else new).append(row)
        there = row.parties.all() if row.pk else ()
        has = {(party.body_id, party.role): (party.position, party.open) for party in there}
        named = {key: part for key, part in has.items() if part[0] == BY_ASSIGNMENT}
        parts = named | {
            (bodies[party_of(each).body].pk, each.role): (place, each.open)
            for place, each in reversed(list(enumerate(task.assignments)))
        }
        if parts != has:
            wrong += [row.pk] if row.pk else []
            parties += (
                TaskParty(task=row, body_id=body, role=role, position=place, open=open_)
                for (body, role), (place, open_) in parts.items()
            )
    TaskRow.objects.bulk_create(new)
    TaskRow.objects.bulk_update(changed, TEXTS, batch_size=200)
    TaskParty.objects.filter(task__in=wrong).delete()
    TaskParty.objects.bulk_create(parties)
    name_parties([row.pk for row in new] + [row.pk for row in changed] + wrong)
    lost = TaskRow.objects.filter(pk__in=[row.pk for row in known.values()])
    lost.filter(matters=None).delete()
    lost.update(gone=True)


def _fields(task: Task, position: int) -> dict[str, object]:
    names = [assignment.name for assignment in task.assignments]
    return {
        "position": position,
        "path": task.path[:120],
        "title": task.title,
        "category": " / ".join(task.category)[:300],
        "searched": "\n".join((task.path, *task.category, task.title, task.text, *names)).lower(),
        "gone": False,
    }


def _set(row: TaskRow, fields: dict[str, object]) -> bool:
    """Give a row the fields; whether that changes it."""
    if all(getattr(row, name) == value for name, value in fields.items()):
        return False
    for name, value in fields.items():
        setattr(row, name, value)
    return True


def name_parties(tasks: Iterable[int]) -> None:
    """Write into tasks the names of their parties, as lists show them."""
    named: dict[int, dict[str, list[str]]] = {task: {} for task in tasks}
    parties = TaskParty.objects.filter(task__in=list(named)).order_by("task", "position")
    for task, role, name in parties.values_list("task", "role", "body__name"):
        named[task].setdefault(role, []).append(name)
    for task, roles in named.items():
        TaskRow.objects.filter(pk=task).update(named=msgspec.json.encode(roles).decode())


def bodies_of(parties: Iterable[Party]) -> dict[str, Body]:
    """The bodies of parties by key, made where they are new."""
    wanted = {party.body: party for party in parties}
    found = {body.key: body for body in Body.objects.filter(key__in=wanted)}
    for key, party in wanted.items():
        if key not in found:
            found[key], _ = Body.objects.get_or_create(
                key=key, defaults={"name": party.name[:200], "group": party.group, "position": Body.objects.count()}
            )
    return found
