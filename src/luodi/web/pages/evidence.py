"""Evidence given out again: always as an attachment, to those who may read the reports of its matter."""

from __future__ import annotations

from typing import cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from luodi.web.access import may_read_reports, may_see
from luodi.web.evidence import path_of
from luodi.web.models import Account, Evidence
from luodi.web.standing import matter_of


def evidence(request: HttpRequest, matter: str, sha256: str) -> HttpResponseBase:
    """A file that was handed in for a matter."""
    account = cast(Account, request.user)
    found = Evidence.objects.select_related("matter__plan").filter(matter=matter, sha256=sha256).first()
    if found is None or not may_see(account, found.matter.plan):
        raise Http404(sha256)
    if not may_read_reports(account, matter_of(found.matter).relation(account.body_key)):
        raise Http404(sha256)
    file = path_of(sha256).open("rb")  # closed by the response
    response = FileResponse(file, as_attachment=True, filename=found.name, content_type="application/octet-stream")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
