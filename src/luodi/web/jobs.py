"""Jobs: what takes longer than a page may. They are queued in the database and done by the worker (`luodi.web.worker`).

A document is compiled by a process of its own: one that hangs, crashes or eats the memory costs its import, never the
worker. Whoever works on an import holds the lock of its stored file, which the system releases when they die; so
nothing is done twice at a time, and what nobody works on any more is told from what takes long.
"""

from __future__ import annotations

import fcntl
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from luodi.batch.outcome import Answer, Job
from luodi.batch.process import Worker
from luodi.messages import say
from luodi.plan import from_json
from luodi.web import audit
from luodi.web.evidence import path_of
from luodi.web.importing import is_named, received
from luodi.web.models import Import

LIMIT = 900.0
"""Seconds that a document may take; scans of many pages take minutes."""

TRIES = 3
"""How often an import is queued again whose worker died."""

log = logging.getLogger(__name__)


@task()
def compile_import(number: int) -> str:
    """Compile an uploaded document and take it in; the state of the import. What is settled is left as it is."""
    try:
        with _held(number):
            with audit.writing():
                source = Import.objects.get(pk=number)
                if source.state not in (Import.QUEUED, Import.WORKING):
                    return source.state
                source.state = Import.WORKING
                source.save(update_fields=["state"])
            answer = _compiled(source)
            if answer.plan is None:
                message = {"zh": answer.outcome.sentence("zh"), "en": answer.outcome.sentence("en")}
                return _failed(number, json.dumps(message, ensure_ascii=False))
            plan = from_json(answer.plan)
            if not is_named(plan):
                return _failed(number, _sentence("site.imports.nameless", name=source.name))
            with audit.writing():
                source = Import.objects.get(pk=number)
                source.blocks = answer.blocks
                return received(source, plan)
    except Exception as error:
        log.exception("import %s", number)
        key = "lost" if isinstance(error, FileNotFoundError) else "broken"
        return _failed(number, _sentence(f"site.imports.{key}", reason=f"{type(error).__name__}: {error}"[:300]))


def recover() -> int:
    """Queue again the imports that a worker left behind when it died; how many. Called when a worker starts."""
    again = 0
    for source in Import.objects.filter(state__in=(Import.QUEUED, Import.WORKING)).only("state", "sha256"):
        jobs = DBTaskResult.objects.filter(task_path=compile_import.module_path, args_kwargs__args__0=source.pk)
        if jobs.filter(status=TaskResultStatus.READY).exists():
            continue
        try:
            with _held(source.pk, wait=False):
                jobs.filter(status=TaskResultStatus.RUNNING).update(
                    status=TaskResultStatus.FAILED, finished_at=timezone.now()
                )
        except BlockingIOError:  # somebody works on it
            continue
        except FileNotFoundError:
            _failed(source.pk, _sentence("site.imports.lost"))
            continue
        if jobs.count() >= TRIES:
            _failed(source.pk, _sentence("site.imports.died", count=TRIES))
            continue
        with audit.writing():
            Import.objects.filter(pk=source.pk).update(state=Import.QUEUED)
            compile_import.enqueue(source.pk)
        again += 1
    return again


@contextmanager
def _held(number: int, wait: bool = True) -> Iterator[None]:
    """Hold the lock of an import's file. BlockingIOError where another process has it and one will not wait."""
    sha256 = Import.objects.values_list("sha256", flat=True).get(pk=number)
    with open(path_of(sha256), "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _compiled(source: Import) -> Answer:
    data = path_of(source.sha256).read_bytes()
    worker = Worker(LIMIT)
    try:
        worker.start(Job(source.name, data, source.sha256, None, blocks=True))
        while (answer := worker.answer()) is None:
            pass
    finally:
        worker.close()
    return answer


def _failed(number: int, error: str) -> str:
    Import.objects.filter(pk=number, state__in=(Import.QUEUED, Import.WORKING)).update(state=Import.FAILED, error=error)
    return Import.FAILED


def _sentence(key: str, **values: object) -> str:
    return json.dumps({language: say(key, language, **values) for language in ("zh", "en")}, ensure_ascii=False)
