"""Following through: the only place where something happens to a matter.

Every act is one transaction: the event, how the matter stands after it, the numbers of notices and the audit entry are
all written or none. What a rule refuses is put on record too, and changes nothing.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.db import transaction

from luodi.delivery import (
    Event,
    Matter,
    ProposedMatter,
    ProposedNotice,
    Refused,
    Setting,
    accept,
    breakdown,
    default_workflow,
    issued,
    matter_id,
    proposed_notices,
)
from luodi.delivery.event import Assigned, NoticeIssued, NoticeVoided, Party, Report, action, day_of, moment
from luodi.web import audit, clock
from luodi.web.actor import Actor
from luodi.web.models import EventRow, Evidence, MatterRow, NoticeRow, PlanRecord, TaskParty, TaskRow
from luodi.web.plans import BY_ASSIGNMENT, bodies_of, name_parties, plan_of
from luodi.web.rulebooks import setting_on
from luodi.web.standing import counted, event_of, judged, matters_of, store, summarise


class NotDone(Exception):
    """Why something was not done: a refusal of the rules."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused


class Stale(Exception):
    """Somebody else changed the matter since the form was made. `last` is what they did."""

    def __init__(self, row: MatterRow, last: Event) -> None:
        super().__init__(row.id)
        self.row = row
        self.last = last


class Malformed(Exception):
    """What was sent is no event: `reason` says which field of it is missing or wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def act(
    actor: Actor,
    matter: str,
    what: str,
    fields: Mapping[str, Any],
    *,
    version: int | None = None,
    id: str | None = None,
) -> Event:
    """Let something happen to a matter. `fields` are those of the event beside id, matter and stamp, as plain data.

    The same `id` again is the same act: it is done once. MatterRow.DoesNotExist, Malformed, Stale, NotDone.
    """
    with audit.writing():
        row = MatterRow.objects.select_related("task", "body").get(pk=matter)
        history = _matter(row)
        if id and (known := _known(history, id, what)):
            return known
        if id and EventRow.objects.filter(id=id).exists():
            raise Malformed(f"id: {id}")
        if version is not None and version != row.version:
            raise Stale(row, history.events[-1])
        by = actor.stamp(after=moment(history.events[-1].by.at))
        event = event_from({**fields, "what": what, "id": id or new_id(), "matter": matter, "by": by})
        if isinstance(event, NoticeIssued):
            raise Malformed("notice-issued: see issue_notice")
        _check_evidence(row, event)
        refused = _happened(actor, row, history, [event])
    _stop_if(refused, actor, row)
    return event


def happen(actor: Actor, events: Sequence[Event]) -> None:
    """Let several things happen, all or none. The events carry the actor's stamp; those known already are left out."""
    refused: Refused | None = None
    row: MatterRow | None = None
    with audit.writing():
        wanted = {event.matter for event in events}
        rows = MatterRow.objects.select_related("task", "body").in_bulk(sorted(wanted))
        known = set(EventRow.objects.filter(id__in=[event.id for event in events]).values_list("id", flat=True))
        grouped: dict[str, list[Event]] = {}
        for event in events:
            if event.id not in known:
                grouped.setdefault(event.matter, []).append(event)
        for matter, new in grouped.items():
            row = rows[matter]
            refused = _happened(actor, row, _matter(row), new)
            if refused:
                transaction.set_rollback(True)
                break
    _stop_if(refused, actor, row)


def issue_notice(actor: Actor, matter: str, *, version: int | None = None) -> NoticeIssued:
    """Issue the notice that is proposed for a matter today, with the next number. LookupError: none is proposed."""
    with audit.writing():
        row = MatterRow.objects.select_related("task", "body").get(pk=matter)
        history = _matter(row)
        if version is not None and version != row.version:
            raise Stale(row, history.events[-1])
        setting = setting_on(clock.today())
        proposed = proposal(row, history, setting)
        if proposed is None:
            raise LookupError(matter)
        given = [
            notice
            for known in EventRow.objects.filter(what="notice-issued").values_list("data", flat=True)
            if isinstance(notice := event_of(known), NoticeIssued)
        ]
        event = issued(proposed, new_id(), actor.stamp(after=moment(history.events[-1].by.at)), given, setting)
        refused = _happened(actor, row, history, [event])
    _stop_if(refused, actor, row)
    return event


def proposal(row: MatterRow, matter: Matter, setting: Setting) -> ProposedNotice | None:
    """The notice that is proposed for a matter on the day of the setting."""
    return next(iter(proposed_notices(judged(row.plan, [matter], setting), setting)), None)


def assign(actor: Actor, record: PlanRecord, chosen: Iterable[tuple[str, Party, Sequence[Party]]]) -> list[MatterRow]:
    """Assign tasks of a published plan: (task id, body, the bodies that support it) each. What a body has is left.

    A body out of a set (各地级以上市人民政府) is recorded with the set it stands for. NotDone when one is refused, and
    then none is assigned.
    """
    proposals = _by_task(breakdown(plan_of(record)))
    made: list[MatterRow] = []
    refused: Refused | None = None
    row: MatterRow | None = None
    with audit.writing():
        for task, party, supports in chosen:
            row = _new(record, proposals[task], party)
            if row is None:
                continue
            refused = _assigned(actor, row, proposals[task], party, tuple(supports))
            if refused:
                transaction.set_rollback(True)
                break
            made.append(row)
    _stop_if(refused, actor, row)
    return made


def _new(record: PlanRecord, proposals: Sequence[ProposedMatter], party: Party) -> MatterRow | None:
    """The row of a matter that there is not yet."""
    id = matter_id(proposals[0].task, party.body)
    if MatterRow.objects.filter(pk=id).exists():
        return None
    task = TaskRow.objects.get(plan=record, key=proposals[0].task)
    return MatterRow(id=id, plan=record, task=task, body=bodies_of([party])[party.body], assigned=clock.today())


def _assigned(
    actor: Actor, row: MatterRow, proposals: Sequence[ProposedMatter], party: Party, supports: tuple[Party, ...]
) -> Refused | None:
    proposed = next((each for each in proposals if each.party == party), None)
    like = proposed or proposals[0]
    group = None if proposed else next((each.party.name for each in proposals if each.party and each.party.group), None)
    event = Assigned(
        id=new_id(), matter=row.id, by=actor.stamp(), task=like.task, party=party, capacity=like.capacity,
        supports=supports, clauses=proposed.clauses if proposed else (), group_of=group,
    )  # fmt: skip
    row.save(force_insert=True)
    named = set(TaskParty.objects.filter(task=row.task).values_list("body__key", flat=True))
    bodies = bodies_of((party, *supports))
    for part in (party, *supports):
        if part.body not in named:
            role = "cooperate" if part is not party else "lead" if like.capacity == "lead" else "duty"
            TaskParty.objects.create(task=row.task, body=bodies[part.body], role=role, position=BY_ASSIGNMENT)
            name_parties([row.task.pk])
    return _happened(actor, row, None, [event])


def _by_task(proposals: Iterable[ProposedMatter]) -> dict[str, list[ProposedMatter]]:
    found: dict[str, list[ProposedMatter]] = {}
    for proposed in proposals:
        found.setdefault(proposed.task, []).append(proposed)
    return found


# ---------------------------------------------------------------- events


def new_id() -> str:
    return uuid.uuid4().hex


def event_from(fields: Mapping[str, Any]) -> Event:
    """An event from plain data. Malformed names the field that is wrong."""
    if (wrong := _unwritable(fields)) is not None:
        raise Malformed(wrong)
    try:
        event: Event = msgspec.convert(fields, Event)
        return event
    except msgspec.ValidationError as error:
        raise Malformed(str(error)) from error


def _unwritable(value: Any, name: str = "") -> str | None:
    """The name of a field with characters that no database keeps: NUL, half a pair of surrogates."""
    if isinstance(value, str):
        return name if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value) else None
    parts = (
        value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    )
    return next((wrong for key, part in parts if (wrong := _unwritable(part, name or str(key))) is not None), None)


def _matter(row: MatterRow) -> Matter:
    return matters_of(row.events.all())[row.id]


def _known(matter: Matter, id: str, what: str) -> Event | None:
    known = next((event for event in matter.events if event.id == id), None)
    if known is not None and action(known) != what:
        raise Malformed(f"id: {id} is that of another act")
    return known


def _check_evidence(row: MatterRow, event: Event) -> None:
    """Evidence is named by its hash: only what was uploaded for this very matter can be handed in."""
    report = getattr(event, "report", None)
    evidence = report.evidence if isinstance(report, Report) else getattr(event, "evidence", ())
    if evidence:
        kept = set(Evidence.objects.filter(matter=row).values_list("sha256", "name", "size"))
        for each in evidence:
            if (each.sha256, each.name, each.size) not in kept:
                raise Malformed(f"evidence: {each.name[:80]}")


def _happened(actor: Actor, row: MatterRow, matter: Matter | None, events: Sequence[Event]) -> Refused | None:
    """Accept events one after the other, and write them with everything that follows from them."""
    workflow = default_workflow()
    for event in events:
        outcome = accept(matter, event, workflow)
        if isinstance(outcome, Refused):
            return outcome
        matter = outcome
    assert matter is not None
    for event in events:
        data = msgspec.json.encode(event).decode()
        EventRow.objects.create(id=event.id, matter=row, plan_id=row.plan_id, what=action(event), data=data)
        _noticed(row, event)
    setting = setting_on(clock.today())
    store(judged(row.plan, [matter], setting), {row.id: row}, setting)
    row.changed = moment(events[-1].by.at)
    row.save()
    summarise([row.task])
    PlanRecord.objects.filter(pk=row.plan_id).update(counts=counted(row.plan_id))
    _recorded(actor, row, events)
    return None


def _stop_if(refused: Refused | None, actor: Actor, row: MatterRow | None) -> None:
    if refused and row:
        _recorded(actor, row, [refused.event], result="refused", code=refused.code)
        raise NotDone(refused)


def _noticed(row: MatterRow, event: Event) -> None:
    if isinstance(event, NoticeIssued):
        NoticeRow.objects.create(
            matter=row, event=event.id, level=event.level, year=event.year, number=event.number, written=event.written,
            rule=event.rule, issued=day_of(event.by.at), reply_by=event.reply_by,
        )  # fmt: skip
    if isinstance(event, NoticeVoided):
        NoticeRow.objects.filter(event=event.notice).update(void=True)


def _recorded(actor: Actor, row: MatterRow, events: Sequence[Event], result: str = "ok", **detail: Any) -> None:
    hashes = {event.id: hashlib.sha256(msgspec.json.encode(event)).hexdigest() for event in events}
    kept = {"events": hashes} if result == "ok" else {"tried": sorted(hashes)}
    for name in dict.fromkeys(action(event) for event in events):
        audit.record(
            f"matter.{name}", f"{row.id} {row.body.name} {row.task.path} {row.task.title}",
            account=actor.account.username, role=actor.account.role, address=actor.address, result=result,
            **kept, **detail,
        )  # fmt: skip
        kept = {}
