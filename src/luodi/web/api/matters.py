"""A matter with its history, and what can be done to it."""

from __future__ import annotations

from typing import Any, cast

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from luodi.delivery import say, word
from luodi.web import clock
from luodi.web.access import may_read_reports, may_see
from luodi.web.actor import actor
from luodi.web.api.answers import answer, said, trouble
from luodi.web.api.lists import PROBLEMS
from luodi.web.api.schemas import Act, Done, Issued, Kept, MatterWhole, Notice, Trouble
from luodi.web.evidence import EvidenceRefused, keep
from luodi.web.follow import Malformed, NotDone, Stale, act, issue_notice
from luodi.web.models import Account, MatterRow
from luodi.web.pages.page import language
from luodi.web.pages.task import doable
from luodi.web.standing import lights_of, matter_of, refresh

router = Router()
REFUSALS = {**PROBLEMS, 400: Trouble, 409: Trouble, 413: Trouble}


@router.get("/matters/{matter}", response={200: MatterWhole, **PROBLEMS})
def whole(request: HttpRequest, matter: str) -> HttpResponse:
    """A matter: how it stands and why, what the account may do, and what happened."""
    account = cast(Account, request.user)
    row = _row(request, matter)
    refresh(row.plan, clock.today())
    row.refresh_from_db()
    found = matter_of(row)
    relation = found.relation(account.body_key)
    readable = may_read_reports(account, relation)
    spoken = language(request)
    kept = lights_of(row)
    named = (("delivery", kept.delivery), ("path", kept.path), ("freshness", kept.freshness)) if kept else ()
    lights = {
        name: {
            "colour": light.colour, "rule": light.rule, "version": light.version, "because": say(light.because, spoken),
        }
        for name, light in named
    }  # fmt: skip
    return answer(
        {
            "matter": row.pk, "plan": row.plan.key, "task": row.task.key, "body": row.body.name, "version": row.version,
            "state": row.state, "due": row.due and row.due.isoformat(), "lights": lights,
            "doable": doable(account, found, relation),
            "events": [msgspec.to_builtins(event) for event in found.events if readable or _is_public(event)],
        }
    )  # fmt: skip


def _is_public(event: Any) -> bool:
    """What everybody may read of a matter: that it was assigned, signed for, closed; no reports and no opinions."""
    return str(event.__struct_config__.tag) in ("assigned", "signed", "started", "completed", "closed", "withdrawn")


@router.post("/matters/{matter}/events", response={200: Done, **REFUSALS})
def happen(request: HttpRequest, matter: str, body: Act) -> HttpResponse:
    """Do something to a matter, as the forms of the site do."""
    row = _row(request, matter)
    try:
        event = act(actor(request), matter, body.what, body.fields, version=body.version, id=body.id)
    except Exception as error:
        return _refused(request, error)
    row.refresh_from_db()
    return answer({"event": event.id, "version": row.version, "state": row.state})


@router.post("/matters/{matter}/notices", response={200: Issued, **REFUSALS})
def notice(request: HttpRequest, matter: str, body: Notice) -> HttpResponse:
    """Issue the notice that is proposed for a matter today."""
    _row(request, matter)
    try:
        event = issue_notice(actor(request), matter, version=body.version)
    except LookupError:
        return trouble(request, "no-notice", 409)
    except Exception as error:
        return _refused(request, error)
    return answer({"event": event.id, "number": event.written, "level": event.level, "reply_by": event.reply_by})


@router.post("/matters/{matter}/evidence", response={200: Kept, **REFUSALS})
def evidence(request: HttpRequest, matter: str, file: UploadedFile = File(...)) -> HttpResponse:  # noqa: B008
    """Keep a file as evidence of a matter, for a report to name."""
    account = cast(Account, request.user)
    row = _row(request, matter)
    if matter_of(row).relation(account.body_key) == "other" or account.role != "responsible_body":
        return trouble(request, "forbidden", 403)
    try:
        return answer(keep(actor(request), row, file))
    except EvidenceRefused as refused:
        return said("evidence", *refused.in_words(language(request)), status=400)


def _row(request: HttpRequest, matter: str) -> MatterRow:
    row = MatterRow.objects.select_related("plan", "task", "body").filter(pk=matter[:40]).first()
    if row is None or not may_see(cast(Account, request.user), row.plan):
        raise Http404(matter)
    return row


def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
    """What is answered where nothing was done; an error that is none of these is raised again."""
    spoken = language(request)
    match error:
        case Stale(last=last):
            done = word("action", str(last.__struct_config__.tag), spoken)
            return trouble(request, "stale", 409, action=done, version=error.row.version)
        case NotDone(refused=refused):
            status = 403 if refused.code == "not-allowed" else 409 if refused.code == "wrong-state" else 400
            return said(refused.code, *refused.in_words(spoken), status=status)
        case Malformed(reason=reason):
            return trouble(request, "malformed", 422, reason=reason[:300])
    raise error
