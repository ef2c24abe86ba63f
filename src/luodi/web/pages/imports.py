"""导入: documents uploaded, what became of them, and what a new file of a published plan would change."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from luodi.messages import say
from luodi.plan.diff import diff
from luodi.plan.diff.telling import told, where
from luodi.web.actor import actor
from luodi.web.importing import error_of, proposed, settle, waiting_for
from luodi.web.models import Import
from luodi.web.pages.listing import Column, listing
from luodi.web.pages.overview import seen
from luodi.web.pages.page import language, note, page, permitted, wants_part
from luodi.web.plans import plan_of
from luodi.web.uploading import TYPES, ImportRefused, again, upload

COLUMNS = (
    Column("import", lambda row: row.pk),
    Column("file", lambda row: row.name),
    Column("size", lambda row: row.size),
    Column("sha256", lambda row: row.sha256),
    Column("by", lambda row: str(row.account)),
    Column("at", lambda row: row.at.isoformat("T", "seconds")),
    Column("state", lambda row: row.state),
    Column("plan", lambda row: row.plan and row.plan.key),
)


def _rows() -> QuerySet[Import]:
    fields = (
        "name",
        "size",
        "sha256",
        "at",
        "state",
        "error",
        "account__name",
        "account__username",
        "plan__key",
        "plan__title",
    )
    return Import.objects.select_related("account", "plan").only(*fields)


@permitted("import-plan")
def imports(request: HttpRequest, format: str = "") -> HttpResponse:
    """The list with the form of upload; what is posted to it is taken in."""
    failed: tuple[str, str] | None = None
    if request.method == "POST":
        try:
            file = request.FILES.get("document")
            if file is None:
                raise ImportRefused("none-chosen", "")
            source = upload(actor(request), file)
        except ImportRefused as refused:
            failed = refused.in_words(language(request))
        else:
            return redirect("import", source.pk)
    response = listing(
        request, format, _rows(), COLUMNS, "imports.html", failed=failed, types=",".join(TYPES),
        megabytes=settings.MAX_UPLOAD // 1024**2, section="imports",
    )  # fmt: skip
    response.status_code = 400 if failed else 200
    return response


@permitted("import-plan")
def one(request: HttpRequest, number: int) -> HttpResponse:
    """An import on its way: the part that changes asks for itself until there is a plan or a reason why not."""
    source = _rows().filter(pk=number).first()
    if source is None:
        raise Http404(number)
    template = "_import.html" if wants_part(request) else "import.html"
    return page(request, template, source=source, error=error_of(source, language(request)), section="imports")


@require_POST
@permitted("import-plan")
def retry(request: HttpRequest, number: int) -> HttpResponse:
    """Queue an import again."""
    source = _rows().filter(pk=number).first()
    if source is None:
        raise Http404(number)
    again(actor(request), source)
    return redirect("import", number)


@permitted("import-plan")
def changes(request: HttpRequest, plan: str) -> HttpResponse:
    """What a new file would change in a published plan; an officer puts it in its place, or discards it."""
    record = seen(request, plan)
    spoken = language(request)
    if request.method == "POST":
        given = request.POST.get("import", "")
        take = request.POST.get("do") == "take"
        done = given.isdecimal() and len(given) < 18 and settle(actor(request), record, int(given), take)
        said = ("taken" if take else "discarded") if done else "settled"
        note(request, say(f"site.imports.{said}", spoken), "ok" if done else "wrong")
        return redirect("plan", record.key)
    source = waiting_for(record).select_related("account").first()
    shown: list[tuple[str, list[tuple[Any, str, str]]]] = []
    severities: dict[str, int] = {}
    if source is not None:
        new = proposed(record, source)
        found = diff(plan_of(record), new)
        shown = [
            (about, [(each, where(each), told(each, spoken)) for each in found if each.about == about])
            for about in dict.fromkeys(each.about for each in found)
        ]
        for finding in new.findings:
            severities[finding.severity] = severities.get(finding.severity, 0) + 1
    return page(
        request, "changes.html", record=record, source=source, groups=shown, severities=severities, section="plans"
    )
