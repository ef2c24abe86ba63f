"""A plan as files: the document as it was uploaded, the plan file, the corrections, the task table."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase

from luodi.publish import task_table, task_table_docx, task_table_xlsx
from luodi.web.downloads import download
from luodi.web.evidence import path_of
from luodi.web.models import Import
from luodi.web.pages.overview import seen
from luodi.web.plans import plan_of

_WRITERS = {"docx": task_table_docx, "xlsx": task_table_xlsx}


def plan_file(request: HttpRequest, plan: str) -> HttpResponse:
    """The plan file, corrections applied: what `luodi compile --format json` prints."""
    record = seen(request, plan)
    return HttpResponse(bytes(record.files.corrected), content_type="application/json; charset=utf-8")


def corrections_file(request: HttpRequest, plan: str) -> HttpResponse:
    """The corrections as `luodi compile --corrections` takes them."""
    record = seen(request, plan)
    return download(record.files.corrections.encode(), f"{record.key}.yaml")


def table(request: HttpRequest, plan: str, ending: str) -> HttpResponse:
    """The task-division table."""
    record = seen(request, plan)
    content = _WRITERS[ending](task_table(plan_of(record)))
    return download(content, f"任务分工表-{record.number or record.key}.{ending}")


def source(request: HttpRequest, plan: str) -> HttpResponseBase:
    """The document that was uploaded, always as an attachment: nothing in it runs on the site."""
    record = seen(request, plan)
    kept = Import.objects.filter(pk=record.source_id).only("name", "sha256").get()
    try:
        file = path_of(kept.sha256).open("rb")  # closed by the response
    except FileNotFoundError as error:
        raise Http404(kept.sha256) from error
    response = FileResponse(file, as_attachment=True, filename=kept.name, content_type="application/octet-stream")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
