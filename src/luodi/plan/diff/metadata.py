"""What the document says of itself otherwise."""

from __future__ import annotations

from luodi.plan.diff.change import Change, Trace, crossed
from luodi.plan.identity import fold
from luodi.plan.model import PlanDocument, Record

_OF_DOCUMENT = ("title", "number", "issued", "period", "issuers", "addressees", "urgency", "approved_by", "disclosure")


def document_changes(old: PlanDocument, new: PlanDocument) -> tuple[list[Change], list[Trace]]:
    changes, traces = [], []
    for field in _OF_DOCUMENT:
        before, after = (_printed(getattr(document, field)) for document in (old, new))
        if fold(before) != fold(after):
            changes.append(Change(about="document", kind="changed", what=field, before=before, after=after))
            marks = (
                [mark.anchor for mark in document.marks if mark.field.partition(".")[0] == field]
                for document in (old, new)
            )
            traces += [Trace(here, there, None) for here, there in crossed(*marks)]
    return changes, traces


def _printed(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    if isinstance(value, Record):
        return "—".join(str(getattr(value, field) or "") for field in value.__struct_fields__)
    return str(value or "")
