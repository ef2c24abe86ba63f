"""What is handed to a worker and what comes back; where a plan is put."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from luodi import __version__
from luodi.messages import Language, say
from luodi.plan import Plan


class BatchError(Exception):
    """Why a run cannot start or go on: one sentence with what, where and what to do.

    `code` names the reason (a key of the message catalogue `batch`), `values` fills its placeholders.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return say(f"batch.{self.code}", **self.values)


@dataclass(frozen=True, slots=True)
class Job:
    """A document to compile: its path in the folder, its bytes, their hash, and where the plan goes (None: back).

    `blocks`: those of its text come back beside the plan.
    """

    path: str
    data: bytes
    sha256: str
    out: Path | None
    blocks: bool = False


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a document; a line of the state file.

    `size` is that of the plan in bytes. `failure` is a key of the message catalogue, `values` fills its placeholders.
    """

    path: str
    sha256: str
    luodi: str  # the version that compiled it
    seconds: float = 0.0
    size: int = 0
    title: str | None = None
    tasks: int = 0
    targets: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    failure: str | None = None
    values: dict[str, str | int] = {}

    def sentence(self, language: Language) -> str | None:
        """Why there is no plan; None if there is one."""
        if self.failure is None:
            return None
        try:
            return say(self.failure, language, **self.values)
        except KeyError:  # a sentence that nobody wrote
            return say("batch.internal", language, name=document_name(self.path), reason=self.failure)


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome, with the plan file where it was not written by the worker, and the blocks (JSON) if asked for."""

    outcome: Outcome
    plan: bytes | None = None
    blocks: bytes | None = None


def compiled(path: str, digest: str, seconds: float, plan: Plan, size: int) -> Outcome:
    """The outcome of a document that has a plan."""
    found = [finding.severity for finding in plan.findings]
    return Outcome(
        path=path,
        sha256=digest,
        luodi=__version__,
        seconds=round(seconds, 3),
        size=size,
        title=plan.document.title,
        tasks=len(plan.tasks),
        targets=len(plan.targets),
        errors=found.count("error"),
        warnings=found.count("warning"),
        infos=found.count("info"),
    )


def failed(path: str, digest: str, failure: str, seconds: float = 0.0, **values: object) -> Outcome:
    """The outcome of a document that has none; its sentences begin with the name of the file."""
    told = {key: value if isinstance(value, int) else str(value) for key, value in values.items()}
    told["name"] = document_name(path)
    return Outcome(path=path, sha256=digest, luodi=__version__, seconds=round(seconds, 3), failure=failure, values=told)


def document_name(path: str) -> str:
    """The file's name as it stands in the plan: what is no UTF-8 in it becomes question marks."""
    return os.path.basename(path).encode("utf-8", "replace").decode()


def plan_file(out: Path, path: str) -> Path:
    """Where the plan of a document goes."""
    return out / f"{path}.json"


PARTIAL = ".partial-"
"""How the names of files begin that are being written, at the top of the output folder."""


def put(out: Path, path: str, content: bytes) -> None:
    """Write a plan, whole or not at all, whatever happens to this process meanwhile."""
    partial = out / f"{PARTIAL}{os.getpid()}"
    target = plan_file(out, path)
    partial.write_bytes(content)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(partial, target)
