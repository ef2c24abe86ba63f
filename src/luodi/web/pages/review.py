"""校核: the text of a plan's document with what luodi read in it, and corrections made on it."""

from __future__ import annotations

from typing import Any, cast

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.views.decorators.http import require_POST

from luodi.documents import Block
from luodi.messages import say
from luodi.plan import PlanError, corrections
from luodi.publish.review import Saving, Site, review_page, review_policy
from luodi.web.access import may
from luodi.web.actor import actor
from luodi.web.correcting import Overtaken, save
from luodi.web.models import Account, Import, PlanRecord
from luodi.web.pages.overview import seen
from luodi.web.pages.page import language, permitted
from luodi.web.plans import plan_of
from luodi.web.templating import moment

_blocks = msgspec.json.Decoder(tuple[Block, ...])


def review(request: HttpRequest, plan: str) -> HttpResponse:
    """The review page, for reading; those who may correct the plan save on it. It comes with a policy of its own."""
    record = seen(request, plan)
    account = cast(Account, request.user)
    saving = None
    if may(account, "correct-plan"):
        saving = Saving(reverse("corrections", args=[record.key]), record.version, get_token(request))
    site = Site(reverse("plan", args=[record.key]), str(account), saving)
    response = HttpResponse(
        review_page(
            plan_of(record), blocks_of(record), corrections=corrections.load(record.files.corrections),
            language=language(request), site=site,
        )
    )  # fmt: skip
    response["Content-Security-Policy"] = f"{review_policy(site)}; frame-ancestors 'none'"
    return response


def blocks_of(record: PlanRecord) -> tuple[Block, ...]:
    """The blocks of a plan's text; none where they were not kept, and it is shown line by line."""
    data = Import.objects.filter(pk=record.source_id).values_list("blocks", flat=True).first()
    return _blocks.decode(bytes(data)) if data else ()


class Sent(msgspec.Struct, forbid_unknown_fields=True):
    """What the page sends: the corrections file and the version of the plan that it was made of."""

    version: int
    corrections: str


_sent = msgspec.json.Decoder(Sent)


@require_POST
@permitted("correct-plan")
def correct(request: HttpRequest, plan: str) -> HttpResponse:
    """Save the corrections of a plan. JSON in and out; what is refused changes nothing."""
    record = seen(request, plan)
    spoken = language(request)
    if request.content_type != "application/json":  # a form, whose body has been read by now
        message = say("site.review.malformed", spoken, reason=request.content_type or "-")
        return _refused(400, "malformed", message, say("site.review.unusable-advice", spoken))
    try:
        sent = _sent.decode(request.body)
        saved = save(actor(request), record.key, sent.corrections, sent.version)
    except Overtaken as overtaken:
        key = "overtaken" if overtaken.by else "overtaken-unknown"
        values = {"name": overtaken.by, "at": moment(overtaken.at, spoken)}
        return _refused(
            409, "overtaken", say(f"site.review.{key}", spoken, **values), say("site.review.overtaken-advice", spoken)
        )
    except PlanError as error:
        message = say(f"plan.{error.code}", spoken, **error.values)
        return _refused(400, error.code, message, say("site.review.unusable-advice", spoken))
    except msgspec.MsgspecError as error:
        message = say("site.review.malformed", spoken, reason=str(error))
        return _refused(400, "malformed", message, say("site.review.unusable-advice", spoken))
    return JsonResponse({"saved": True, "version": saved.version})


def _refused(status: int, code: str, message: str, advice: str) -> JsonResponse:
    body: dict[str, Any] = {"error": code, "message": message, "advice": advice}
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
