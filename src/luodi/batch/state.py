"""What is done already: a file of JSON lines beside the plans, one for every document that came to an end.

Lines are only ever added, each in one write after its plan is in place, so that whatever ends a run at whatever
moment costs the documents under way and nothing else. A line that cannot be read counts as not written.
"""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from types import TracebackType

import msgspec

from luodi import __version__
from luodi.batch.outcome import PARTIAL, BatchError, Outcome, plan_file

STATE = ".batch.jsonl"
"""Its name; a folder that holds one is an output folder."""


class State:
    """The state of an output folder, which must exist and be nobody else's meanwhile."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._file = os.open(out / STATE, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
        self._done: dict[str, Outcome] = {}
        self._twins: dict[tuple[str, str], str] = {}

    def __enter__(self) -> State:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise BatchError("busy", out=self._out) from error
        torn = False
        with open(self._file, "rb", closefd=False) as lines:
            for line in lines:
                torn = not line.endswith(b"\n")
                try:
                    # Not msgspec's own JSON: names of files need not be valid Unicode.
                    self._remember(msgspec.convert(json.loads(line), Outcome))
                except (ValueError, RecursionError, msgspec.MsgspecError):
                    continue
        if torn:
            os.write(self._file, b"\n")
        for partial in self._out.glob(f"{PARTIAL}*"):
            partial.unlink()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)

    def _remember(self, outcome: Outcome) -> None:
        self._done[outcome.path] = outcome
        self._twins[_likeness(outcome.path, outcome.sha256)] = outcome.path

    def add(self, outcome: Outcome) -> None:
        """Note the end of a document."""
        os.write(self._file, json.dumps(msgspec.to_builtins(outcome)).encode() + b"\n")
        self._remember(outcome)

    def kept(self, path: str, digest: str) -> Outcome | None:
        """The outcome of a document that need not be compiled: the same content by the same luodi, its plan in place.

        Failures are not kept: what was in the way (memory, a missing program) may be gone.
        """
        outcome = self._done.get(path)
        if outcome is None or outcome.sha256 != digest or outcome.failure or outcome.luodi != __version__:
            return None
        return outcome if self._in_place(outcome) else None

    def twin(self, path: str, digest: str) -> Outcome | None:
        """The outcome of another document with the same content that has a plan."""
        other = self._twins.get(_likeness(path, digest))
        return self.kept(other, digest) if other is not None else None

    def _in_place(self, outcome: Outcome) -> bool:
        try:
            return plan_file(self._out, outcome.path).stat().st_size == outcome.size
        except OSError:
            return False


def _likeness(path: str, digest: str) -> tuple[str, str]:
    """Documents alike in this give the same plan but for the file's name: its suffix may tell formats apart (WPS)."""
    return digest, os.path.splitext(path)[1].lower()
