"""The cores of this machine: as many workers, each with one document at a time.

A pool of our own, since `concurrent.futures` gives up all its work when one of its processes dies.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from itertools import islice
from multiprocessing.connection import Connection, wait
from typing import cast

from luodi.batch.outcome import Job, Outcome
from luodi.batch.process import Worker, close_all


def cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run(jobs: Iterator[Job], count: int, limit: float) -> Generator[Outcome, None, None]:
    """The outcomes of the jobs in the order in which they come about. A job is drawn when a worker is free for it."""
    busy: dict[Connection, Worker] = {}
    try:
        for job in islice(jobs, count):
            _start(busy, Worker(limit), job)
        while busy:
            for connection in cast("list[Connection]", wait(list(busy))):
                answer = busy[connection].answer()
                if answer is None:
                    continue
                worker = busy.pop(connection)
                if not worker.alive:
                    worker.close()
                if (following := next(jobs, None)) is not None:
                    _start(busy, worker if worker.alive else Worker(limit), following)
                elif worker.alive:
                    worker.close()
                yield answer.outcome
    finally:
        close_all(list(busy.values()))


def _start(busy: dict[Connection, Worker], worker: Worker, job: Job) -> None:
    busy[worker.connection] = worker
    worker.start(job)
