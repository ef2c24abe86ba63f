"""交办: which matters the tasks of a plan make, for an officer to hand out."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from luodi.delivery import Party, breakdown, matter_id
from luodi.messages import say
from luodi.web.actor import actor
from luodi.web.follow import NotDone, assign
from luodi.web.models import Body, MatterRow, PlanRecord
from luodi.web.pages.overview import seen
from luodi.web.pages.page import language, note, page, permitted
from luodi.web.plans import plan_of


@permitted("assign")
def assigning(request: HttpRequest, plan: str) -> HttpResponse:
    """The proposed matters with what the officer has to settle; those that are ticked are assigned."""
    record = seen(request, plan)
    proposals = breakdown(plan_of(record))
    given = set(MatterRow.objects.filter(plan=record).values_list("pk", flat=True))
    messages: tuple[str, str] | None = None
    if request.method == "POST" and record.state == PlanRecord.PUBLISHED:
        spoken = language(request)
        by_key = {body.key: body for body in Body.objects.filter(group=False)}
        chosen = []
        for number, proposed in enumerate(proposals):
            supports = tuple(party for party in proposed.supports if not party.group)
            if request.POST.get(f"take-{number}") and proposed.is_ready:
                chosen.append((proposed.task, cast(Party, proposed.party), supports))
            for key in request.POST.getlist(f"bodies-{number}")[:500]:
                if key in by_key:
                    chosen.append((proposed.task, Party(key, by_key[key].name), supports))
        try:
            made = assign(actor(request), record, chosen)
        except NotDone as refused:
            messages = refused.refused.in_words(spoken)
        else:
            note(request, say("site.assigning.done", spoken, count=len(made)))
            return redirect("assigning", record.key)
    rows = [
        (number, proposed, bool(proposed.party) and matter_id(proposed.task, cast(Party, proposed.party).body) in given)
        for number, proposed in enumerate(proposals)
    ]
    bodies = list(Body.objects.filter(group=False).values_list("key", "name"))
    return page(
        request, "assigning.html", 400 if messages else 200, record=record, rows=rows, bodies=bodies,
        messages=messages, section="plans", left=sum(not done and each.is_ready for _, each, done in rows),
    )  # fmt: skip
