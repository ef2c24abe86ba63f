"""A folder of documents to a folder of plans."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from time import perf_counter

import msgspec

from luodi.batch import cluster as dask
from luodi.batch import local
from luodi.batch.outcome import BatchError, Job, Outcome, document_name, failed, plan_file, put
from luodi.batch.state import STATE, State
from luodi.batch.table import SUMMARY, summary_csv
from luodi.documents.read import LARGEST
from luodi.messages import Language
from luodi.plan import from_json, to_json

LIMIT = 300.0
"""Seconds that a document may take: several times what the longest that the readers accept do."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `done` of `total` documents, of which `kept` needed no work and `failed` have no plan.

    `latest` is the document that has just come to its end, None for one that needed no work.
    """

    total: int
    done: int = 0
    kept: int = 0
    failed: int = 0
    latest: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the documents, in the order of their paths. `interrupted`: those missing were not reached."""

    outcomes: tuple[Outcome, ...]
    total: int
    kept: int
    interrupted: bool
    seconds: float

    @property
    def failed(self) -> int:
        """How many documents have no plan."""
        return sum(outcome.failure is not None for outcome in self.outcomes)

    @property
    def compiled(self) -> int:
        """How many documents were compiled in this run."""
        return len(self.outcomes) - self.kept - self.failed


def compile_folder(
    folder: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    cluster: str | None = None,
    workers: int | None = None,
    limit: float = LIMIT,
    language: Language = "zh",
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Compile every document of a folder and its subfolders; the plan of `a/b.pdf` is `out/a/b.pdf.json`.

    The plans are those of `luodi compile --format json`, byte for byte, wherever they are compiled. Beside them are
    `summary.csv`, in `language`, and the state of the work: the next run does only documents that are new or changed,
    failed, or were compiled by another version of luodi. Hidden files, lock files and output folders are left out; a
    file that is no document is a failure with its sentence, and no failure stops the run.

    `workers` processes (default: one a core) work on this machine, or those of the Dask scheduler at `cluster`
    (`tcp://…`; extra `cluster`); a document may take `limit` seconds. `progress` is called after each document.

    Raises BatchError when the run cannot start or the cluster is lost, OSError when the output folder cannot be
    written. KeyboardInterrupt ends the run early; the summary says so.
    """
    folder, out = Path(folder), Path(out)
    _check(folder, out)
    start = perf_counter()
    with _state(out) as state:
        batch = _Batch(folder, out, state, progress or (lambda _: None))
        interrupted = False
        try:
            batch.list()
            for jobs in (batch.jobs(), batch.jobs_of_twins()):
                if cluster is None:
                    outcomes = local.run(jobs, workers or local.cores(), limit)
                else:
                    outcomes = dask.run(jobs, cluster, limit, out)
                with closing(outcomes):
                    for outcome in outcomes:
                        batch.end(outcome)
        except KeyboardInterrupt:
            interrupted = True
        rows = tuple(sorted(batch.outcomes, key=lambda outcome: outcome.path))
        (out / SUMMARY).write_bytes(summary_csv(rows, language))
    return Summary(rows, batch.progress.total, batch.progress.kept, interrupted, perf_counter() - start)


def _check(folder: Path, out: Path) -> None:
    if not folder.is_dir():
        raise BatchError("no-folder", folder=folder)
    if out.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise BatchError("same-folder", folder=folder, out=out)


def _state(out: Path) -> State:
    try:
        out.mkdir(parents=True, exist_ok=True)
        return State(out)
    except OSError as error:
        raise BatchError("no-output", out=out, reason=error.strerror or str(error)) from error


class _Batch:
    """A run: what is to be done, and what has been."""

    def __init__(self, folder: Path, out: Path, state: State, report: Callable[[Progress], None]) -> None:
        self.outcomes: list[Outcome] = []
        self.progress = Progress(0)
        self._folder = folder
        self._out = out
        self._state = state
        self._report = report
        self._paths: list[str] = []
        self._closed: list[tuple[str, OSError]] = []
        self._twins: list[str] = []

    def list(self) -> None:
        """Find the documents. Raises BatchError if there are none."""
        self._paths = sorted(_documents(self._folder, self._out, self._closed))
        self.progress = Progress(len(self._paths) + len(self._closed))
        if not self.progress.total:
            raise BatchError("no-documents", folder=self._folder)

    def jobs(self) -> Iterator[Job]:
        """What is to be compiled, each content once; all else comes to its end on the way."""
        for path, error in self._closed:
            self.end(failed(path, "", "batch.unreadable", reason=error.strerror or str(error)))
        begun = set()
        for path in self._paths:
            if (job := self._job(path)) is None:
                continue
            likeness = (job.sha256, Path(path).suffix.lower())
            if kept := self._state.kept(path, job.sha256):
                self._count(kept, kept=1)
            elif likeness in begun or self._state.twin(path, job.sha256):
                self._twins.append(path)
            else:
                begun.add(likeness)
                yield job

    def jobs_of_twins(self) -> Iterator[Job]:
        """The documents whose content was compiled under another name: the plan with their own, or else as any."""
        for path in self._twins:
            if (job := self._job(path)) is None:
                continue
            twin = self._state.twin(path, job.sha256)
            if (copy := twin and self._copied(twin, job)) is None:
                yield job
            else:
                self.end(copy)

    def _job(self, path: str) -> Job | None:
        try:
            with open(self._folder / path, "rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            self.end(failed(path, "", "batch.unreadable", reason=error.strerror or str(error)))
            return None
        if len(data) > LARGEST:
            self.end(failed(path, "", "documents.too-large"))
            return None
        return Job(path, data, sha256(data).hexdigest(), self._out)

    def _copied(self, twin: Outcome, job: Job) -> Outcome | None:
        """The plan of the twin under this document's name; None if that cannot be had."""
        start = perf_counter()
        try:
            plan = from_json(plan_file(self._out, twin.path).read_bytes())
            if plan.document.source.sha256 != job.sha256:
                return None
            source = msgspec.structs.replace(plan.document.source, name=document_name(job.path))
            document = msgspec.structs.replace(plan.document, source=source)
            content = to_json(msgspec.structs.replace(plan, document=document))
            put(self._out, job.path, content)
        except (OSError, ValueError):
            return None
        seconds = round(perf_counter() - start, 3)
        return msgspec.structs.replace(twin, path=job.path, size=len(content), seconds=seconds)

    def end(self, outcome: Outcome) -> None:
        """Note what became of a document. One that failed keeps no plan of an earlier content."""
        if outcome.failure:
            with suppress(OSError):
                plan_file(self._out, outcome.path).unlink()
        self._state.add(outcome)
        self._count(outcome)

    def _count(self, outcome: Outcome, kept: int = 0) -> None:
        self.outcomes.append(outcome)
        so_far = self.progress
        self.progress = replace(
            so_far,
            done=so_far.done + 1,
            kept=so_far.kept + kept,
            failed=so_far.failed + (outcome.failure is not None),
            latest=None if kept else outcome,
        )
        self._report(self.progress)


def _documents(folder: Path, out: Path, closed: list[tuple[str, OSError]]) -> Iterator[str]:
    """The paths of the regular files in a folder, from there; folders that cannot be listed are noted in `closed`."""

    def note(error: OSError) -> None:
        closed.append((os.path.relpath(error.filename, folder), error))

    output = out.resolve()
    for place, folders, files in os.walk(folder, onerror=note):
        inside = Path(place)
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not (inside / name / STATE).exists() and (inside / name).resolve() != output
        ]
        for name in files:
            if not name.startswith((".", "~$")) and (inside / name).is_file():
                yield (inside / name).relative_to(folder).as_posix()
