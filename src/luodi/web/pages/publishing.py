"""发布: the page on which an officer publishes a plan that was checked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from luodi.messages import say
from luodi.web.actor import actor
from luodi.web.correcting import Overtaken
from luodi.web.models import PlanRecord
from luodi.web.pages.overview import seen
from luodi.web.pages.page import language, note, page, permitted
from luodi.web.plans import plan_of
from luodi.web.publishing import Unconfirmed, publish


@permitted("publish-plan")
def publishing(request: HttpRequest, plan: str) -> HttpResponse:
    """What will be published, with its errors, which must be confirmed; the form does it."""
    record = seen(request, plan)
    spoken = language(request)
    messages: tuple[str, str] | None = None
    status = 200
    if request.method == "POST":
        given = request.POST.get("version", "")
        version = int(given) if given.isdecimal() and len(given) < 10 else 0
        try:
            publish(actor(request), record.key, version, confirmed=bool(request.POST.get("confirmed")))
        except Overtaken:
            status, messages = (
                409,
                (say("site.publishing.overtaken", spoken), say("site.publishing.overtaken-advice", spoken)),
            )
        except Unconfirmed:
            status, messages = (
                400,
                (say("site.publishing.unconfirmed", spoken), say("site.publishing.unconfirmed-advice", spoken)),
            )
        else:
            note(request, say("site.publishing.done", spoken))
            return redirect("plan", record.key)
        record = seen(request, plan)
    if record.state == PlanRecord.PUBLISHED:
        return redirect("plan", record.key)
    compiled = plan_of(record)
    errors = [found for found in compiled.findings if found.severity == "error"]
    return page(
        request, "publishing.html", status, record=record, document=compiled.document, tasks=len(compiled.tasks),
        targets=len(compiled.targets), errors=len(errors), without=sum(not task.assignments for task in compiled.tasks),
        messages=messages, section="plans",
    )  # fmt: skip
