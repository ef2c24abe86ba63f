"""台账 as a spreadsheet, out and back in: what a file asks for is shown first and done when that is confirmed."""

from __future__ import annotations

from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from luodi.delivery import Changes, Lights, Matter, read_workbook, workbook_csv, workbook_xlsx
from luodi.messages import say
from luodi.web import clock
from luodi.web.access import may
from luodi.web.actor import actor
from luodi.web.downloads import download
from luodi.web.evidence import plain_name
from luodi.web.follow import NotDone, happen
from luodi.web.models import Account, EventRow, PlanRecord
from luodi.web.pages.overview import seen
from luodi.web.pages.page import language, note, page, permitted
from luodi.web.pending import held, hold
from luodi.web.plans import plan_of
from luodi.web.rulebooks import setting_on
from luodi.web.standing import judged, matters_of

MAX_SIZE = 10 * 1024 * 1024


@permitted("fill-in-workbook")
def exported(request: HttpRequest, plan: str, format: str) -> HttpResponse:
    """The ledger of a plan: for a body its own matters, for the office all."""
    record = seen(request, plan)
    write = workbook_xlsx if format == "xlsx" else workbook_csv
    return download(write(plan_of(record), _ledger(request, record), language(request)), f"{record.title}.{format}")


@permitted("fill-in-workbook")
def workbook(request: HttpRequest, plan: str) -> HttpResponse:
    """The page: the file out, the filled file in, what it would do, and doing it."""
    record = seen(request, plan)
    if request.method != "POST":
        return page(request, "workbook.html", record=record, changes=None, section="plans")
    spoken = language(request)
    try:
        data, name, sha256 = _file(request)
    except ValueError as error:
        text = say(f"site.workbook.{error}", spoken, megabytes=MAX_SIZE // 1024**2)
        return page(request, "workbook.html", 400, record=record, changes=None, wrong=text, section="plans")
    changes = _read(request, record, data, name)
    if request.POST.get("confirmed") and not changes.refused:
        try:
            happen(actor(request), changes.events)
        except NotDone as refused:  # somebody else acted meanwhile
            wrong = " ".join(refused.refused.in_words(spoken))
            changes = _read(request, record, data, name)
        else:
            note(request, say("site.workbook.done", spoken, count=len(changes.events)))
            return redirect("workbook", record.key)
    else:
        wrong = ""
    return page(
        request, "workbook.html", 400 if changes.refused or wrong else 200, record=record, changes=changes, name=name,
        sha256=sha256, wrong=wrong, section="plans",
    )  # fmt: skip


def _file(request: HttpRequest) -> tuple[bytes, str, str]:
    """The file that was sent, or the one that was looked at before and is confirmed now."""
    if request.POST.get("confirmed"):
        sha256 = request.POST.get("file", "")
        if (kept := held(request, sha256)) is None:
            raise Http404(sha256)
        return kept, plain_name(request.POST.get("name", "")), sha256
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise ValueError("no-file")
    if (file.size or 0) > MAX_SIZE:
        raise ValueError("too-large")
    data = file.read()
    return data, plain_name(file.name or ""), hold(request, data)


def _read(request: HttpRequest, record: PlanRecord, data: bytes, name: str) -> Changes:
    matters = _matters(record)
    stamp = actor(request).stamp()
    return read_workbook(data, name, plan_of(record), matters.values(), setting_on(clock.today()), stamp)


def _matters(record: PlanRecord) -> dict[str, Matter]:
    return matters_of(EventRow.objects.filter(plan=record))


def _ledger(request: HttpRequest, record: PlanRecord) -> Lights:
    account = cast(Account, request.user)
    matters = [
        matter
        for matter in _matters(record).values()
        if may(account, "read-reports") or matter.party.body == account.body_key
    ]
    return judged(record, matters, setting_on(clock.today()))
