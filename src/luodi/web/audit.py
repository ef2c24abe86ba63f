"""The audit record: entries in a chain of SHA-256, so that one that was changed, taken out or put in is found.

An entry is written in the transaction of the act itself: neither exists without the other. Whoever writes one locks the
head of the chain, so that there is one order for all processes. The head also lies outside the table: a copy of
`verify`'s last hash, kept elsewhere, shows whether the end was cut off.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from luodi.web import clock
from luodi.web.models import AuditEntry, AuditHead, EventRow

FIELDS = ("number", "at", "account", "role", "address", "action", "object", "result", "detail", "previous")
_DETAIL = FIELDS.index("detail")
STEP = 10_000


def record(
    action: str, object: str, *, account: str = "", role: str = "", address: str = "", result: str = "ok", **detail: Any
) -> AuditEntry:
    """Add an entry. `action` is a code of the catalogue `audit`, `object` names what it was done to."""
    with writing() as head:
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


@contextmanager
def writing() -> Iterator[AuditHead]:
    """A transaction in which nobody else writes, with the head of the chain.

    Whatever changes more than one row is written in one. PostgreSQL then does what SQLite does by itself: writers take
    turns, what was read is still so when it is written, and there is no order of locks to get wrong.
    """
    with transaction.atomic():
        yield AuditHead.objects.select_for_update().get_or_create(pk=1)[0]


def digest(entry: AuditEntry) -> str:
    """The hash of an entry: SHA-256 of its fields as JSON, that of the entry before among them."""
    return _digest([getattr(entry, field) for field in FIELDS])


def _digest(fields: Sequence[Any]) -> str:
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
    """Go through the whole chain and every event of a matter that it speaks of. Reports up to `limit` faults.

    Nobody who writes waits for it: entries are only added, so what was there when it began stays as it is.
    """
    for each in verifying(limit):
        if isinstance(each, Verified):
            return each
    raise AssertionError


def verifying(limit: int = 100) -> Iterator[int | Verified]:
    """`verify` as it goes on: how many entries were gone through, every `STEP` of them, and the result at last."""
    # In this order: an event that is there has its entry below the head that is read after it.
    events = {
        id: hashlib.sha256(data.encode()).hexdigest()
        for id, data in EventRow.objects.values_list("id", "data").iterator()
    }
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    faults: list[Fault] = []
    for each in _gone_through(head, events):
        if isinstance(each, int):
            yield each
        else:
            faults.append(each)
            if len(faults) >= limit:
                break
    yield Verified(head.number, head.sha256, tuple(faults))


def _gone_through(head: AuditHead, events: Mapping[str, str]) -> Iterator[int | Fault]:
    previous, number, at_head = "", 0, ""
    recorded: set[str] = set()
    for *fields, sha256 in AuditEntry.objects.order_by("number").values_list(*FIELDS, "sha256").iterator():
        here, before = fields[0], fields[-1]
        if here != number + 1:
            yield Fault("entries-missing", number + 1, str(here - 1))
        if _digest(fields) != sha256:
            yield Fault("entry-changed", here)
        elif before != previous:
            yield Fault("chain-broken", here)
        previous, number = sha256, here
        if here == head.number:
            at_head = sha256
        for id, known in _events(fields[_DETAIL]):
            recorded.add(id)
            found = events.get(id) or _added_since(id)
            if found is None:
                yield Fault("event-missing", here, id)
            elif found != known:
                yield Fault("event-changed", here, id)
        if here % STEP == 0:
            yield here
    # Entries above the head that was read are of those who wrote meanwhile; the head has them by now.
    now = AuditHead.objects.filter(pk=1).first() or AuditHead()
    if number < head.number or at_head != head.sha256 or number > now.number:
        yield Fault("end-cut-off", number, str(now.number))
    for id in events.keys() - recorded:
        yield Fault("event-unrecorded", number, id)


def _added_since(id: str) -> str | None:
    data = EventRow.objects.filter(id=id).values_list("data", flat=True).first()
    return None if data is None else hashlib.sha256(data.encode()).hexdigest()


def _events(detail: str) -> list[tuple[str, str]]:
    """The events that an entry's detail says were added, with the hash of each."""
    if '"events"' not in detail:
        return []
    try:
        return [(str(id), str(sha256)) for id, sha256 in json.loads(detail).get("events", {}).items()]
    except (ValueError, AttributeError):
        return []
