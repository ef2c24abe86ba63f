"""The audit record: entries in a chain of SHA-256, so that one that was changed, taken out or put in is found.

An entry is written in the transaction of the act itself: neither exists without the other. Whoever writes one locks the
head of the chain, so that there is one order for all processes. The head also lies outside the table: a copy of
`verify`'s last hash, kept elsewhere, shows whether the end was cut off.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from luodi.web import clock
from luodi.web.models import AuditEntry, AuditHead, EventRow

FIELDS = ("number", "at", "account", "role", "address", "action", "object", "result", "detail", "previous")


def record(
    action: str, object: str, *, account: str = "", role: str = "", address: str = "", result: str = "ok", **detail: Any
) -> AuditEntry:
    """Add an entry. `action` is a code of the catalogue `audit`, `object` names what it was done to."""
    with transaction.atomic():
        head = locked()
        entry = AuditEntry(
            number=head.number + 1, at=clock.now().isoformat("T", "microseconds"), account=account[:60], role=role[:20],
            address=address[:45], action=action[:40], object=object[:300], result=result[:10],
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True), previous=head.sha256,
        )  # fmt: skip
        entry.sha256 = digest(entry)
        entry.save(force_insert=True)
        head.number, head.sha256 = entry.number, entry.sha256
        head.save()
    return entry


def locked() -> AuditHead:
    """The head of the chain, locked until the transaction ends: whoever holds it writes alone."""
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
    return head


def digest(entry: AuditEntry) -> str:
    """The hash of an entry: SHA-256 of its fields as JSON, that of the entry before among them."""
    fields = [getattr(entry, field) for field in FIELDS]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class Fault:
    """What `verify` found: a code of the catalogue `audit`, the entry's number and what fills the sentence."""

    code: str
    number: int
    what: str = ""


@dataclass(frozen=True)
class Verified:
    """How many entries there are, the hash of the last, and what is wrong."""

    entries: int
    sha256: str
    faults: tuple[Fault, ...]


def verify(limit: int = 100) -> Verified:
    """Go through the whole chain and every event of a matter that it speaks of. Reports up to `limit` faults."""
    with transaction.atomic():
        head = locked()
        faults: list[Fault] = []
        for fault in _faults(head):
            faults.append(fault)
            if len(faults) >= limit:
                break
    return Verified(head.number, head.sha256, tuple(faults))


def _faults(head: AuditHead) -> Iterator[Fault]:
    previous, number = "", 0
    events = dict(EventRow.objects.values_list("id", "data").iterator())
    recorded: set[str] = set()
    for entry in AuditEntry.objects.order_by("number").iterator():
        if entry.number != number + 1:
            yield Fault("entries-missing", number + 1, str(entry.number - 1))
        if digest(entry) != entry.sha256:
            yield Fault("entry-changed", entry.number)
        elif entry.previous != previous:
            yield Fault("chain-broken", entry.number)
        previous, number = entry.sha256, entry.number
        for id, sha256 in _events(entry):
            recorded.add(id)
            if id not in events:
                yield Fault("event-missing", entry.number, id)
            elif hashlib.sha256(events[id].encode()).hexdigest() != sha256:
                yield Fault("event-changed", entry.number, id)
    if (number, previous) != (head.number, head.sha256):
        yield Fault("end-cut-off", number, str(head.number))
    for id in events.keys() - recorded:
        yield Fault("event-unrecorded", number, id)


def _events(entry: AuditEntry) -> list[tuple[str, str]]:
    """The events that an entry says were added, with the hash of each."""
    try:
        detail = json.loads(entry.detail)
        return [(str(id), str(sha256)) for id, sha256 in detail.get("events", {}).items()]
    except (ValueError, AttributeError):
        return []
