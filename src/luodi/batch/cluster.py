"""A Dask cluster: the same workers, beside each of Dask's own.

Documents travel to them as bytes and plans come back as bytes, so that no disk has to be shared.
"""

from __future__ import annotations

import warnings
from collections.abc import Generator, Iterator
from contextlib import closing
from importlib import import_module
from itertools import chain, islice
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from luodi import __version__
from luodi.batch.outcome import Answer, BatchError, Job, Outcome, failed, put
from luodi.batch.process import Worker, close_all

if TYPE_CHECKING:
    from pathlib import Path

_PATIENCE = 15
"""Seconds to wait for a scheduler and its first worker."""


def run(jobs: Iterator[Job], address: str, limit: float, out: Path) -> Generator[Outcome, None, None]:
    """The outcomes of the jobs in the order in which they come about; plans are written here.

    Two documents a thread of the cluster are under way at a time. Raises BatchError where the extra is missing, the
    cluster cannot be reached or is lost, or has another version of luodi.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise BatchError("no-dask") from error
    first = next(jobs, None)
    if first is None:
        return
    jobs = chain([first], jobs)
    with closing(_client(distributed, address)) as client:
        under_way: dict[str, tuple[str, str]] = {}  # path and hash of a document, by the key of its future

        def submit(job: Job) -> Any:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Sending large graph")  # a document may well be large
                future = client.submit(on_cluster, job, limit, pure=False, retries=0)
            under_way[future.key] = (job.path, job.sha256)
            return future

        try:
            first_ones = islice(jobs, 2 * sum(client.nthreads().values()))
            futures = distributed.as_completed(map(submit, first_ones), loop=client.loop)
            for future in futures:
                answer = _received(future, *under_way.pop(future.key), address)
                if (job := next(jobs, None)) is not None:
                    futures.add(submit(job))
                yield _put(answer, out)
        finally:
            if client.status == "running":
                client.run(close_idle)


def _client(distributed: Any, address: str) -> Any:
    client = None
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
        client.wait_for_workers(1, timeout=_PATIENCE)
    except (OSError, ValueError) as error:  # ValueError: no address
        if client is not None:
            client.close()
        raise BatchError("no-cluster", address=address) from error
    try:
        versions = set(client.run(resolve_name, "luodi:__version__").values())
    except ImportError:
        versions = {"–"}
    if versions != {__version__}:
        client.close()
        raise BatchError("cluster-version", here=__version__, there="、".join(sorted(versions)))
    return client


def _received(future: Any, path: str, digest: str, address: str) -> Answer:
    """The answer of the cluster, or what became of it instead."""
    if future.status in ("cancelled", "lost"):
        raise BatchError("cluster-lost", address=address)
    if (error := future.exception()) is None:
        answer: Answer = future.result()
        return answer
    how = type(error).__name__
    return Answer(failed(path, digest, "batch.died", how=how))


def _put(answer: Answer, out: Path) -> Outcome:
    outcome = answer.outcome
    if answer.plan is not None:
        try:
            put(out, outcome.path, answer.plan)
        except OSError as error:
            reason = error.strerror or str(error)
            return failed(outcome.path, outcome.sha256, "batch.system", outcome.seconds, reason=reason)
    return outcome


def on_cluster(job: Job, limit: float) -> Answer:
    """Carried out by a thread of the cluster: hand the document to a process of ours and wait for it."""
    try:
        worker = _idle.pop()
    except IndexError:
        worker = Worker(limit)
    try:
        worker.start(job)
        while (answer := worker.answer()) is None:
            pass
    except BatchError as error:
        answer = Answer(failed(job.path, job.sha256, f"batch.{error.code}", 0.0, **error.values))
    if worker.alive:
        _idle.append(worker)
    else:
        worker.close()
    return answer


_idle: list[Worker] = []


def close_idle() -> None:
    """End the processes that wait for a document."""
    idle = []
    while _idle:
        idle.append(_idle.pop())
    close_all(idle)
