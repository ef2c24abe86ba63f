"""校核意见: what the checks say of a plan, each with the way to its place in the text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from luodi.messages import Language
from luodi.plan import Plan, say
from luodi.web.pages.listing import Column, listing
from luodi.web.pages.overview import seen
from luodi.web.pages.page import language
from luodi.web.plans import plan_of

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True)
class Row:
    """A finding in the reader's language; `position` is its place in the plan, by which the review page knows it."""

    position: int
    code: str
    severity: str
    message: str
    advice: str
    path: str


COLUMNS = (
    Column("severity", lambda row: row.severity),
    Column("code", lambda row: row.code),
    Column("path", lambda row: row.path),
    Column("message", lambda row: row.message),
    Column("advice", lambda row: row.advice),
)


def findings(request: HttpRequest, plan: str, format: str = "") -> HttpResponse:
    """The findings of a plan, the gravest first."""
    record = seen(request, plan)
    every = rows_of(plan_of(record), language(request))
    severity, code = request.GET.get("severity", ""), request.GET.get("code", "")
    rows = [
        row
        for row in every
        if (severity not in SEVERITIES or row.severity == severity) and (not code or row.code == code)
    ]
    return listing(
        request, format, rows, COLUMNS, "findings.html", record=record, severities=SEVERITIES,
        codes=sorted({row.code for row in every}), section="plans",
    )  # fmt: skip


def rows_of(plan: Plan, language: Language) -> list[Row]:
    """The findings with the provisions that they begin in, errors first, else in the order of the text."""
    provisions = sorted(plan.provisions, key=lambda provision: provision.anchor.start)
    starts = [provision.anchor.start for provision in provisions]

    def path(at: int) -> str:
        index = bisect_right(starts, at) - 1
        return provisions[index].path if index >= 0 else ""

    rows = [
        Row(
            position,
            found.code,
            found.severity,
            *say(found, language),
            path(found.anchor.start) if found.anchor else "",
        )
        for position, found in enumerate(plan.findings)
    ]
    return sorted(rows, key=lambda row: SEVERITIES.index(row.severity))
