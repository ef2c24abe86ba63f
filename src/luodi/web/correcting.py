"""Corrections saved on the site: by whom and when is what the site knows, not what is claimed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from luodi.plan import Correction, PlanError
from luodi.plan.corrections import dump, load
from luodi.web import audit, clock
from luodi.web.actor import Actor
from luodi.web.measuring import assess_later
from luodi.web.models import Account, AuditEntry, PlanRecord
from luodi.web.plans import correct

LARGEST = 2 * 1024 * 1024
MOST = 2000
"""Bytes and entries of a corrections file."""

CHANGES = ("corrections", "plan-imported")
"""Acts that give a plan another version."""


class Overtaken(Exception):
    """The plan has another version than the one that was corrected; `by` is who gave it that, if known."""

    def __init__(self, by: str, at: str) -> None:
        super().__init__(by)
        self.by = by
        self.at = at


def save(actor: Actor, key: str, text: str, version: int) -> PlanRecord:
    """Put a corrections file in the place of a plan's, as a correction of that version of the plan.

    PlanRecord.DoesNotExist; Overtaken, and nothing is changed; PlanError when it is no corrections file.
    """
    if len(text.encode()) > LARGEST:
        raise PlanError("not-corrections", reason=f"> {LARGEST // 1024**2} MB")
    wanted = load(text)
    if len(wanted) > MOST:
        raise PlanError("not-corrections", reason=f"{len(wanted)} > {MOST}")
    with audit.writing():
        record = PlanRecord.objects.get(key=key)
        if record.version != version:
            raise Overtaken(*last_change(record))
        known = load(record.files.corrections)
        made = signed(actor, known, wanted)
        if made == known:
            return record
        written = dump(made)
        correct(record, written)
        audit.record(
            "corrections", f"{record.key} {record.title}", account=actor.account.username, role=actor.account.role,
            address=actor.address, number=len(made), sha256=hashlib.sha256(written.encode()).hexdigest(),
            added=sum(each not in known for each in made), dropped=sum(each not in made for each in known),
            version=record.version,
        )  # fmt: skip
        if record.state == PlanRecord.PUBLISHED:
            assess_later(record)
    return record


def signed(actor: Actor, known: Sequence[Correction], wanted: Sequence[Correction]) -> tuple[Correction, ...]:
    """The wanted corrections: those that are known as they are, all others as made by the actor today."""
    today = clock.today().isoformat()
    who = str(actor.account)
    return tuple(each if each in known else msgspec.structs.replace(each, who=who, when=today) for each in wanted)


def last_change(record: PlanRecord) -> tuple[str, str]:
    """Who gave a plan its version, and when."""
    entry = AuditEntry.objects.filter(action__in=CHANGES, object__startswith=f"{record.key} ").first()
    if entry is None:
        return "", ""
    account = Account.objects.filter(username=entry.account).first()
    return str(account or entry.account), entry.at
