"""Documents compiled: what is made of them becomes the plan that everybody sees.

The plan of a new document is a draft at once. What is compiled of another file of a published plan's document waits
until an officer has seen what it changes.
"""

from __future__ import annotations

import json

from django.db.models import QuerySet

from luodi.messages import Language
from luodi.plan import Plan, apply, corrections, from_json, to_json
from luodi.web import audit
from luodi.web.actor import Actor
from luodi.web.measuring import assess_later
from luodi.web.models import Import, PlanRecord
from luodi.web.plans import keep


def error_of(source: Import, language: Language) -> str:
    """Why an import failed."""
    return str(json.loads(source.error)[language]) if source.error else ""


def is_named(plan: Plan) -> bool:
    """Whether a plan's document can be told from others: all that say nothing of themselves have one id."""
    return bool(plan.document.number or plan.document.title or plan.document.issuers)


def received(source: Import, compiled: Plan) -> str:
    """Take in what was compiled from an import: the state of the import after it. To be called in `audit.writing()`."""
    record = PlanRecord.objects.filter(key=compiled.document.id).first()
    source.state, source.plan = Import.DONE, record
    if record is None or (record.state == PlanRecord.DRAFT and bytes(record.files.compiled) != to_json(compiled)):
        source.plan = _kept(Actor(source.account), source, compiled)
    elif bytes(record.files.compiled) == to_json(compiled):  # the same file again
        record.source = source
        record.save(update_fields=["source"])
    else:
        waiting_for(record).update(state=Import.DISCARDED, compiled=None, blocks=None)
        source.state, source.compiled = Import.WAITING, to_json(compiled)
    source.save()
    return source.state


def waiting_for(record: PlanRecord) -> QuerySet[Import]:
    """The import that waits to take the place of a published plan: none or one."""
    return Import.objects.filter(plan=record, state=Import.WAITING)


def proposed(record: PlanRecord, source: Import) -> Plan:
    """The plan that an import would put in the place of the published one, the corrections applied to it."""
    return apply(from_json(bytes(source.compiled or b"")), corrections.load(record.files.corrections))


def settle(actor: Actor, record: PlanRecord, number: int, take: bool) -> bool:
    """Put what waits in the place of the published plan, or discard it. False when it does not wait any more."""
    with audit.writing():
        source = waiting_for(record).filter(pk=number).first()
        if source is None:
            return False
        if take:
            compiled = from_json(bytes(source.compiled or b""))
            source.state, source.compiled = Import.DONE, None
            source.save()
            _kept(actor, source, compiled)
        else:
            source.state, source.compiled, source.blocks = Import.DISCARDED, None, None
            source.save()
            _recorded(actor, "import-discarded", source, record)
    return True


def _kept(actor: Actor, source: Import, compiled: Plan) -> PlanRecord:
    record = keep(compiled, source)
    _recorded(actor, "plan-imported", source, record)
    if record.state == PlanRecord.PUBLISHED:
        assess_later(record)
    return record


def _recorded(actor: Actor, action: str, source: Import, record: PlanRecord) -> None:
    audit.record(
        action, f"{record.key} {record.title}", account=actor.account.username, role=actor.account.role,
        address=actor.address, file=source.pk, sha256=source.sha256, version=record.version,
    )  # fmt: skip
