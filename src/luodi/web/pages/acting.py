"""What people do to a matter: forms that become events."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luodi.delivery import word
from luodi.messages import say
from luodi.web.access import may_see
from luodi.web.actor import actor
from luodi.web.evidence import EvidenceRefused, keep
from luodi.web.follow import Malformed, NotDone, Stale, act, issue_notice, new_id
from luodi.web.models import Account, Body, MatterRow
from luodi.web.pages.forms import FORMS
from luodi.web.pages.page import language, note
from luodi.web.pages.task import task_page


@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, matter: str, what: str) -> HttpResponse:
    """Carry a form out. What cannot be comes back with the form as it was filled in, and with what to do.

    That answer stands at this address: who asks for it again, in another language or after signing in, gets the task.
    """
    row = MatterRow.objects.select_related("plan", "task", "body").filter(pk=matter).first()
    if row is None or not may_see(request.user, row.plan) or (what not in FORMS and what != "notice-issued"):
        raise Http404(matter)
    task = f"{reverse('task', args=(row.plan.key, row.task.key))}#{row.pk}"
    if request.method != "POST":
        return redirect(task)
    spoken = language(request)
    version = request.POST.get("version", "")
    at = int(version) if version.isdecimal() and len(version) < 10 else None
    status, messages = 200, ("", "")
    try:
        if what == "notice-issued":
            notice = issue_notice(actor(request), matter, version=at)
            note(request, say("site.acting.notice-issued", spoken, number=notice.written))
        else:
            act(
                actor(request), matter, what, _fields(request, row, what), version=at, id=request.POST.get("id") or None
            )
            note(request, say("site.acting.done", spoken, action=word("action", what, spoken), name=row.body.name))
    except Stale as stale:
        status = 409
        who = Account.objects.filter(username=stale.last.by.person).first()
        done = word("action", str(stale.last.__struct_config__.tag), spoken)
        messages = (
            say("site.acting.stale", spoken, name=str(who or stale.last.by.person), action=done),
            say("site.acting.stale-advice", spoken),
        )
    except NotDone as refused:
        status = 403 if refused.refused.code == "not-allowed" else 400
        messages = refused.refused.in_words(spoken)
    except EvidenceRefused as refused:
        status, messages = 400, refused.in_words(spoken)
    except Malformed as malformed:
        status, messages = (
            400,
            (
                say("site.acting.malformed", spoken, reason=malformed.reason),
                say("site.acting.malformed-advice", spoken),
            ),
        )
    except LookupError:
        status, messages = 409, (say("site.acting.no-notice", spoken), say("site.acting.no-notice-advice", spoken))
    if status == 200:
        return redirect(task)
    row.refresh_from_db()
    return task_page(
        request, row.plan, row.task, status, matter=matter, what=what, values=request.POST, messages=messages
    )


def _fields(request: HttpRequest, row: MatterRow, what: str) -> dict[str, Any]:
    """The fields of an event from its form."""
    fields: dict[str, Any] = {}
    for field in FORMS[what]:
        given = request.POST.get(field.name, "").strip()
        if field.kind == "files":
            fields[field.name] = [keep(actor(request), row, file) for file in request.FILES.getlist(field.name)]
        elif field.kind == "steps":
            fields[field.name] = _steps(request)
        elif field.kind == "dates":
            fields[field.name] = given.replace("，", " ").replace(",", " ").replace("、", " ").split()
        elif field.kind == "day":
            fields[field.name] = given or None
        else:
            fields[field.name] = given
        if field.required and not fields[field.name]:
            raise Malformed(say(f"site.acting.{field.name}", language(request)))
    if what in ("reported", "claimed"):
        return {"report": fields}
    return fields


def _steps(request: HttpRequest) -> list[dict[str, Any]]:
    """The rows of the form of steps that say something."""
    names = ("step_id", "step_title", "step_body", "step_by")
    columns = [request.POST.getlist(name)[:100] for name in names]
    bodies = {body.key: body for body in Body.objects.filter(key__in=columns[2])}
    steps = []
    for id, title, body, by in zip(*columns, strict=False):
        if not title.strip() and not by:
            continue
        if body not in bodies:
            raise Malformed(say("site.acting.step_body", language(request)))
        party = {"body": body, "name": bodies[body].name}
        steps.append({"id": id or new_id()[:8], "title": title.strip(), "party": party, "by": by})
    return steps
