"""督办单: those that were issued, each with its reason and as an official document."""

from __future__ import annotations

from typing import cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from luodi.delivery import Matter
from luodi.delivery.event import NoticeIssued
from luodi.delivery.notice import recalled
from luodi.publish import Issuer, notice_document
from luodi.publish.official import Format
from luodi.web import clock
from luodi.web.access import may, may_see
from luodi.web.downloads import download
from luodi.web.follow import proposal
from luodi.web.models import Account, Body, MatterRow, NoticeRow
from luodi.web.pages.listing import Column, listing
from luodi.web.pages.page import language, page, permitted
from luodi.web.plans import plan_of
from luodi.web.rulebooks import setting_on
from luodi.web.standing import matter_of

LEVELS = ("red", "yellow", "blue")

COLUMNS = (
    Column("notice", lambda row: row.written),
    Column("level", lambda row: row.level),
    Column("body", lambda row: row.matter.body.name),
    Column("plan", lambda row: row.matter.plan.key),
    Column("path", lambda row: row.matter.task.path),
    Column("title", lambda row: row.matter.task.title),
    Column("rule", lambda row: row.rule),
    Column("issued", lambda row: row.issued.isoformat()),
    Column("reply_by", lambda row: row.reply_by.isoformat()),
    Column("void", lambda row: "1" if row.void else ""),
)


def visible(account: Account) -> QuerySet[NoticeRow]:
    """The notices that an account may see: the office and the auditor all, a body those that went to it."""
    rows = NoticeRow.objects.select_related("matter__plan", "matter__task", "matter__body")
    if may(account, "read-reports"):
        return rows
    if account.role == "responsible_body" and account.body_id:
        return rows.filter(matter__body=account.body_id)
    return rows.none()


def notices(request: HttpRequest, format: str = "") -> HttpResponse:
    """The notices, the latest first."""
    rows = visible(cast(Account, request.user))
    if (level := request.GET.get("level", "")) in LEVELS:
        rows = rows.filter(level=level)
    if (year := request.GET.get("year", "")).isdecimal() and len(year) == 4:
        rows = rows.filter(year=int(year))
    return listing(request, format, rows, COLUMNS, "notices.html", levels=LEVELS, section="notices")


def notice(request: HttpRequest, event: str) -> HttpResponse:
    """One notice: why it was issued, what it asks for."""
    row, matter, issued = _issued(request, event)
    found = recalled(plan_of(row.matter.plan), matter, issued, setting_on(clock.today()))
    names = dict(Account.objects.filter(username=issued.by.person).values_list("username", "name"))
    return page(
        request, "notice.html", row=row, issued=issued, recalled=found, names=names,
        void=matter.voided.get(issued.id, ""), section="notices",
    )  # fmt: skip


def document(request: HttpRequest, event: str, format: Format) -> HttpResponse:
    """A notice as Word or PDF."""
    row, matter, issued = _issued(request, event)
    person = Account.objects.filter(username=issued.by.person).first()
    body = Body.objects.filter(key=issued.by.body or "").first()
    issuer = Issuer(office=body.name if body else "", contact=person.name if person else "")
    plan, setting, spoken = plan_of(row.matter.plan), setting_on(clock.today()), language(request)
    data = notice_document(plan, matter, issued, setting, issuer, format=format, language=spoken)
    return download(data, f"{issued.written}.{format}")


@permitted("supervise")
def draft(request: HttpRequest, matter: str, format: Format) -> HttpResponse:
    """The notice that is proposed for a matter, as a draft."""
    row = MatterRow.objects.select_related("plan", "task", "body").filter(pk=matter).first()
    if row is None or not may_see(request.user, row.plan):
        raise Http404(matter)
    found, setting = matter_of(row), setting_on(clock.today())
    proposed = proposal(row, found, setting)
    if proposed is None:
        raise Http404(matter)
    issuer, spoken = issuer_of(cast(Account, request.user)), language(request)
    data = notice_document(plan_of(row.plan), found, proposed, setting, issuer, format=format, language=spoken)
    return download(data, f"{row.id}.{format}")


def issuer_of(account: Account) -> Issuer:
    """Who sends a document: the account's body, the account's person for questions. What is not known stays blank."""
    return Issuer(office=account.body.name if account.body else "", contact=account.name)


def _issued(request: HttpRequest, event: str) -> tuple[NoticeRow, Matter, NoticeIssued]:
    row = visible(cast(Account, request.user)).filter(event=event).first()
    if row is None:
        raise Http404(event)
    matter = matter_of(row.matter)
    return row, matter, next(each for each in matter.notices if each.id == event)
