"""The two sample documents, compiled from every format they are kept in."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from luodi.compiler import compile
from luodi.documents import Document, read
from luodi.plan import Plan

DATA = Path(__file__).parents[1] / "data"
FORMATS = json.loads((DATA / "formats" / "index.json").read_text("utf-8"))
SAMPLES = {
    "guangdong": "guangdong-automobile-2023.txt",
    "guangzhou": "guangzhou-automobile-tasks-2020.txt",
}


def sample_path(document: str) -> Path:
    from luodi import samples

    return next(Path(path) for path in samples.paths() if Path(path).name == SAMPLES[document])


@cache
def document_of(path: Path) -> Document:
    return read(path)


@cache
def plan_of(path: Path) -> Plan:
    return compile(document_of(path))


@cache
def gold_of(document: str) -> dict:
    return json.loads((DATA / "gold" / f"{document}.json").read_text("utf-8"))


SOURCES = [
    *((name, sample_path(name)) for name in SAMPLES),
    *((entry["document"], DATA / "formats" / entry["file"]) for entry in FORMATS),
]
IDS = [path.name for _, path in SOURCES]
