"""审计记录, for auditors alone: what people did, in words, and whether the record is whole."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.template import engines
from django.views.decorators.http import require_POST

from luodi.delivery import word
from luodi.delivery.workflow import ACTIONS
from luodi.messages import Language, catalogue, say
from luodi.web import audit
from luodi.web.accounts import ROLES
from luodi.web.actor import actor
from luodi.web.models import Account, AuditEntry
from luodi.web.pages.listing import Column, listing
from luodi.web.pages.page import context, language, page, permitted
from luodi.web.pages.rules import in_words

RESULTS = ("ok", "refused")
COLUMNS = tuple(
    Column({"number": "entry", "result": "result"}.get(name, name), lambda row, name=name: getattr(row, name))  # type: ignore[misc]
    for name in ("number", "at", "account", "role", "address", "action", "object", "result")
)


@permitted("read-audit")
def entries(request: HttpRequest, format: str = "") -> HttpResponse:
    """The record, filtered, the latest first."""
    spoken = language(request)
    rows = filtered(AuditEntry.objects.defer("detail"), request.GET)
    actions = [(code, action_in_words(code, spoken)) for code in _actions()]
    return listing(
        request, format, rows, COLUMNS, "audit.html", roles=ROLES, results=RESULTS, actions=actions,
        action_in_words=lambda code: action_in_words(code, spoken), section="audit",
    )  # fmt: skip


def filtered(rows: QuerySet[AuditEntry], asked: QueryDict) -> QuerySet[AuditEntry]:
    """The entries that all filters hold for. The days are those of China, the last one included."""
    if account := asked.get("account", "").strip():
        rows = rows.filter(account=account[:60])
    if action := asked.get("action", ""):
        rows = rows.filter(action=action[:40])
    if (result := asked.get("result")) in RESULTS:
        rows = rows.filter(result=result)
    if object := asked.get("object", "").strip():
        rows = rows.filter(object__contains=object[:100])
    for name, later in (("from", 0), ("to", 1)):
        try:
            day = date.fromisoformat(asked.get(name, "")) + timedelta(later)
        except (ValueError, OverflowError):
            continue
        rows = rows.filter(at__lt=day.isoformat()) if later else rows.filter(at__gte=day.isoformat())
    return rows


@permitted("read-audit")
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry, in words."""
    found = AuditEntry.objects.filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise Http404(number)
    spoken = language(request)
    detail = json.loads(found.detail)
    before, after = (detail.pop(side, None) or {} for side in ("before", "after"))
    changes = [
        (
            _field(name, found.action, spoken),
            *(_value(side.get(name), name, spoken, found.action) for side in (before, after)),
        )
        for name in {**before, **after}
    ]
    facts = [
        (_label(name, spoken), _value(value, name, spoken, found.action))
        for name, value in detail.items()
        if name != "events"
    ]
    return page(
        request, "audit_entry.html", roles=ROLES, entry=found, action=action_in_words(found.action, spoken),
        changes=changes, facts=facts, events=detail.get("events", {}), whole=audit.digest(found) == found.sha256,
        person=Account.objects.filter(username=found.account).first(), section="audit",
    )  # fmt: skip


@require_POST
@permitted("read-audit")
def verified(request: HttpRequest) -> HttpResponseBase:
    """Whether the record is whole. The page is sent as far as the chain was gone through: it can be long."""
    by = actor(request)
    spoken = language(request)

    def steps() -> Iterator[int | audit.Verified]:
        for step in audit.verifying():
            if isinstance(step, audit.Verified):
                audit.record(
                    "audit-verified", str(step.entries), account=by.account.username, role=by.role, address=by.address,
                    result="ok" if not step.faults else "refused", sha256=step.sha256, faults=len(step.faults),
                )  # fmt: skip
            yield step

    def fault_in_words(fault: audit.Fault) -> str:
        return say(f"site.audit.fault.{fault.code}", spoken, number=fault.number, what=fault.what)

    shown = context(
        request, steps=steps(), is_result=lambda step: isinstance(step, audit.Verified), section="audit",
        fault_in_words=fault_in_words,
    )  # fmt: skip
    template = engines["jinja2"].env.get_template("audit_verified.html")  # type: ignore[attr-defined]
    response = StreamingHttpResponse(template.generate(shown), content_type="text/html; charset=utf-8")
    response["X-Accel-Buffering"] = "no"
    return response


# ---------------------------------------------------------------- words


def action_in_words(code: str, spoken: Language) -> str:
    """What was done; a code that the catalogue does not have stands for itself."""
    if code.startswith("matter.") and code[7:] in ACTIONS:
        return say("site.audit.matter", spoken, action=word("action", code[7:], spoken))
    return say(f"site.audit.action.{code}", spoken) if code in catalogue("site")["audit"]["action"] else code


def _actions() -> list[str]:
    return [*catalogue("site")["audit"]["action"], *(f"matter.{name}" for name in ACTIONS)]


def _label(name: str, spoken: Language) -> str:
    return say(f"site.audit.detail.{name}", spoken) if name in catalogue("site")["audit"]["detail"] else name


def _field(name: str, action: str, spoken: Language) -> str:
    """What a value before and after belongs to: a setting, or a column of lists."""
    if action == "rules-changed" and name != "version":
        return f"{say(f'site.rules.meaning.{name}', spoken)} ({name})" if _has("rules.meaning", name) else name
    return say(f"site.lists.{name}", spoken) if name in catalogue("site")["lists"] else _label(name, spoken)


def _has(group: str, name: str) -> bool:
    found: Any = catalogue("site")
    for part in (*group.split("."), *name.split(".")):
        found = found.get(part, {}) if isinstance(found, dict) else {}
    return bool(found)


def _value(value: Any, name: str, spoken: Language, action: str) -> str:
    if name == "code" and isinstance(value, str) and re.fullmatch(r"[a-z-]+", value):
        try:  # the sentence of the refusal, without the values, which are not kept
            template = catalogue("delivery")["refused"][value]["message"][spoken]
        except KeyError:
            return value
        return f"{template.format_map(defaultdict(lambda: '…'))} ({value})"
    if name == "role" and isinstance(value, str):
        try:
            return word("role", value, spoken)
        except KeyError:
            return value
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and action != "rules-changed":
        return value or "—"
    return in_words(value, spoken)
