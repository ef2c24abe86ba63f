"""The one way in: bytes or a path to a `Document`, whatever the format."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import import_module
from os import PathLike
from pathlib import Path

from msgspec.structs import replace

from luodi.documents.assemble import assemble
from luodi.documents.model import Document, DocumentError, Flow, Paragraph, Scrap, Source, Table
from luodi.documents.stitch import stitch
from luodi.documents.typed_notes import lift_footnotes

LARGEST = 200 * 1024 * 1024
"""No document of the genre is larger than this, in bytes."""


def read(source: str | PathLike[str] | bytes, *, name: str | None = None) -> Document:
    """Read a document from a path or from its bytes (then `name` may say how it is called).

    Raises DocumentError if it cannot be read as text, OSError if the path cannot be opened.
    """
    if isinstance(source, bytes):
        data = source
    else:
        path = Path(source)
        name = name or path.name
        if path.stat().st_size > LARGEST:
            raise DocumentError("too-large", name=name, limit=LARGEST // 1024**2)
        data = path.read_bytes()
    if not data.strip():
        raise DocumentError("empty", name=name or "-")
    if len(data) > LARGEST:
        raise DocumentError("too-large", name=name or "-", limit=LARGEST // 1024**2)
    flow = lift_footnotes(_whole_tables(_reader(data)(data, name)))
    digest = hashlib.sha256(data).hexdigest()
    return assemble(flow, Source(name, digest, flow.format, flow.pages))


def _reader(data: bytes) -> Callable[[bytes, str | None], Flow]:
    """The reader for some bytes, told by what they begin with and not by a file's name."""
    head = data[:4096]
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PK"):
        listed = data[:65536] + data[-65536:]
        module = "ofd" if b"OFD.xml" in listed else "xlsx" if b"xl/workbook.xml" in listed else "docx"
    elif head.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        module = "office"
    elif b"%PDF-" in head[:1024]:
        module = "pdf"
    elif head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")):
        module = "scan"
    elif stripped.startswith(b"<") and any(
        tag in head.lower() for tag in (b"<html", b"<!doctype html", b"<head", b"<body")
    ):
        module = "html"
    else:
        module = "plaintext"
    reader: Callable[[bytes, str | None], Flow] = import_module(f"luodi.documents.{module}").read
    return reader


def _whole_tables(flow: Flow) -> Flow:
    blocks: list[Paragraph | Table] = []
    scraps: list[Scrap] = list(flow.scraps)
    for block in flow.blocks:
        if isinstance(block, Table):
            block, aside = stitch(block)
            scraps += aside
        blocks.append(block)
    return replace(flow, blocks=tuple(blocks), scraps=tuple(scraps))
