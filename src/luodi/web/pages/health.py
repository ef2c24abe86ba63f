"""For programs that watch the site: whether it works (/health), and counts (/metrics, Prometheus text)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from luodi.delivery.workflow import DONE
from luodi.web.alone import held
from luodi.web.models import AuditHead, MatterRow, ReminderMail
from luodi.web.schema import is_current
from luodi.web.unable import Unable

LEAST_SPACE = 500 * 1024 * 1024
"""Bytes that are to be free on the disk of the data folder: ten uploads of the largest size."""

COLOURS = ("red", "yellow", "green", "grey")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, its tables are current, there is space and the worker lives, else 503."""
    checks: dict[str, Callable[[], bool]] = {
        "database": _database_answers, "tables": _tables_are_current, "space": _is_space, "worker": _worker_lives
    }  # fmt: skip
    found = {name: _holds(check) for name, check in checks.items()}
    well = all(found.values())
    return JsonResponse({"status": "ok" if well else "trouble", **found}, status=200 if well else 503)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, OSError, Unable):
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM web_audithead")
        return cursor.fetchone() is not None


_current = False


def _tables_are_current() -> bool:
    """Asked until they are: what has been migrated stays so."""
    global _current
    _current = _current or is_current()
    return _current


def _is_space() -> bool:
    return shutil.disk_usage(settings.DATA).free >= LEAST_SPACE


def _worker_lives() -> bool:
    return held("worker")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts of what there is. The page of trouble, status 503, when the database cannot be reached."""
    return HttpResponse("".join(_metrics()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _metrics() -> Iterator[str]:
    for light in ("delivery", "path", "freshness"):
        counts = MatterRow.objects.exclude(state__in=DONE).values_list(light).annotate(number=Count("*")).order_by()
        found = dict(counts)
        name = f"luodi_matters_{light}"
        yield _head(name, "gauge", f"Matters in hand by the colour of the {light} light, as last judged.")
        yield from (f'{name}{{colour="{colour}"}} {found.get(colour, 0)}\n' for colour in COLOURS)
    jobs = dict(DBTaskResult.objects.values_list("status").annotate(number=Count("*")).order_by())
    single = (
        ("luodi_jobs_open", "gauge", "Jobs waiting or at work.", jobs.get("READY", 0) + jobs.get("RUNNING", 0)),
        ("luodi_jobs_failed", "gauge", "Jobs that failed.", jobs.get("FAILED", 0)),
        ("luodi_audit_entries_total", "counter", "Entries of the audit record.", _audit_entries()),
        ("luodi_reminder_mails_total", "counter", "Mails of reminders that went out.", _mails()),
        ("luodi_worker_up", "gauge", "Whether the worker lives.", int(_worker_lives())),
        ("luodi_disk_free_bytes", "gauge", "Free space for data.", shutil.disk_usage(settings.DATA).free),
    )
    for name, kind, what, value in single:
        yield f"{_head(name, kind, what)}{name} {value}\n"


def _head(name: str, kind: str, what: str) -> str:
    return f"# HELP {name} {what}\n# TYPE {name} {kind}\n"


def _audit_entries() -> int:
    return AuditHead.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def _mails() -> int:
    return ReminderMail.objects.exclude(sent=None).count()
