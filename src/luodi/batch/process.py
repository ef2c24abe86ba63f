"""A worker: one process that compiles one document at a time and may die of it.

The process is a fresh Python, neither forked (threads, locks) nor started by `multiprocessing` (which runs the
caller's script again and may not be used inside Dask's workers). One pipe leads to it; it ends when that is closed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from time import monotonic, perf_counter

import msgspec

from luodi.batch.outcome import Answer, BatchError, Job, Outcome, compiled, document_name, failed, put

_START = "from luodi.batch.process import serve; serve()"
_READY = b"ready"
_GRACE = 2.0
"""Seconds that a worker has to end by itself: to remove its temporary files, to stop an office that it started."""


# ---------------------------------------------------------------- outside


class Worker:
    """The process as it is seen from outside. `limit` is the time that a document may take, in seconds."""

    def __init__(self, limit: float) -> None:
        self.connection, inside = Pipe()
        self.alive = True
        self._limit = limit
        self._ready = False
        self._job: Job | None = None
        root = str(Path(__file__).parents[2])
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        with inside:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START, str(inside.fileno()), str(limit)],
                pass_fds=[inside.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=None if os.environ.get("LUODI_DEBUG") else subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
                process_group=0,  # Ctrl-C is for the one who asked
            )

    def start(self, job: Job) -> None:
        """Hand over a document. A process that is gone is noticed when it is asked for the answer."""
        self._job = job
        with contextlib.suppress(OSError):
            self.connection.send(job)

    def answer(self) -> Answer | None:
        """What became of the document; waits for it. None: the process has said that it is ready, no more yet.

        After the death of the process `alive` is false. Raises BatchError where Python cannot start.
        """
        assert self._job is not None
        try:
            said = self.connection.recv()
        except (EOFError, OSError):
            self.alive = False
            return Answer(self._obituary(self._job))
        if said == _READY:
            self._ready = True
            return None
        answer: Answer = said
        return answer

    def _obituary(self, job: Job) -> Outcome:
        status = self._process.wait()
        if not self._ready and status > 0:
            raise BatchError("no-worker", python=sys.executable)
        if status == -signal.SIGALRM:
            return failed(job.path, job.sha256, "batch.timeout", self._limit, limit=f"{self._limit:g}")
        how = signal.Signals(-status).name if status < 0 else f"exit {status}"
        return failed(job.path, job.sha256, "batch.died", how=how)

    def close(self, by: float | None = None) -> None:
        """End the process: by itself until the moment `by` of the monotonic clock, then by force."""
        self.connection.close()
        try:
            self._process.wait(max(0.0, (monotonic() + _GRACE if by is None else by) - monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def close_all(workers: list[Worker]) -> None:
    """End several, all within the same time."""
    for worker in workers:
        worker.connection.close()
    by = monotonic() + _GRACE
    for worker in workers:
        worker.close(by)


# ---------------------------------------------------------------- inside


def serve() -> None:
    """What the process does: answer jobs until the pipe is closed."""
    number, limit = int(sys.argv[1]), float(sys.argv[2])
    os.set_inheritable(number, False)
    with contextlib.suppress(OSError):  # where memory runs out, Linux is to end a worker and nobody else
        Path("/proc/self/oom_score_adj").write_text("1000")
    import luodi.compiler
    import luodi.documents  # noqa: F401

    connection = Connection(number)
    with contextlib.suppress(EOFError, OSError):
        connection.send(_READY)
        while True:
            job = connection.recv()
            # The signal ends the process even inside a library, and also when nobody is left to look at the clock.
            signal.setitimer(signal.ITIMER_REAL, limit)
            answer = carried_out(job)
            signal.setitimer(signal.ITIMER_REAL, 0)
            connection.send(answer)
            del job, answer
    os._exit(0)


def carried_out(job: Job) -> Answer:
    """Compile a document. Whatever goes wrong becomes its outcome."""
    from luodi.compiler import compile
    from luodi.documents import DocumentError, read
    from luodi.plan import to_json

    start = perf_counter()

    def failure(code: str, **values: object) -> Answer:
        return Answer(failed(job.path, job.sha256, code, perf_counter() - start, **values))

    try:
        document = read(job.data, name=document_name(job.path))
        plan = compile(document)
        content = to_json(plan)
        outcome = compiled(job.path, job.sha256, perf_counter() - start, plan, len(content))
        if job.out is None:
            return Answer(outcome, content, msgspec.json.encode(document.blocks) if job.blocks else None)
        put(job.out, job.path, content)
        return Answer(outcome)
    except DocumentError as error:
        return failure(f"documents.{error.code}", **error.values)
    except OSError as error:
        return failure("batch.system", reason=error.strerror or str(error))
    except MemoryError:
        return failure("batch.memory")
    except Exception as error:
        return failure("batch.internal", reason=f"{type(error).__name__}: {error}")
