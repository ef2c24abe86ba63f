"""发布: a plan that was checked becomes the one that everybody sees."""

from __future__ import annotations

from django.utils import timezone

from luodi.web import audit
from luodi.web.actor import Actor
from luodi.web.correcting import Overtaken, last_change
from luodi.web.measuring import assess_later
from luodi.web.models import PlanRecord
from luodi.web.plans import plan_of


class Unconfirmed(Exception):
    """The plan has findings that are errors, and nobody said that it shall be published with them."""


def publish(actor: Actor, key: str, version: int, *, confirmed: bool) -> PlanRecord:
    """Publish a version of a draft; one that is published is left as it is.

    PlanRecord.DoesNotExist; Overtaken when the plan has another version by now; Unconfirmed.
    """
    with audit.writing():
        record = PlanRecord.objects.get(key=key)
        if record.state == PlanRecord.PUBLISHED:
            return record
        if record.version != version:
            raise Overtaken(*last_change(record))
        errors = sum(found.severity == "error" for found in plan_of(record).findings)
        if errors and not confirmed:
            raise Unconfirmed
        record.state, record.published = PlanRecord.PUBLISHED, timezone.now()
        record.save(update_fields=["state", "published"])
        audit.record(
            "plan-published", f"{record.key} {record.title}", account=actor.account.username, role=actor.account.role,
            address=actor.address, version=version, errors=errors,
        )  # fmt: skip
        assess_later(record)
    return record
