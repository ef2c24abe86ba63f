"""What a verb is given: the bytes of a file, the plan that a document or a plan file holds, corrections to it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from luodi.cli.stop import Stop

if TYPE_CHECKING:
    from luodi.documents import Block
    from luodi.plan import Correction, Plan

T = TypeVar("T")

LARGEST = 200 * 1024 * 1024
"""No document of the genre is larger than this, in bytes."""

DocumentArgument = Annotated[str, typer.Argument(metavar="DOCUMENT", help="document", show_default=False)]
CorrectionsOption = Annotated[str | None, typer.Option("--corrections", metavar="FILE", help="corrections")]


def content_of(name: str) -> bytes:
    """The content of a file, `-` for standard input, within bounds."""
    try:
        with contextlib.nullcontext(sys.stdin.buffer) if name == "-" else open(name, "rb") as stream:
            data = stream.read(LARGEST + 1)
    except (FileNotFoundError, ValueError) as error:  # ValueError: no path can hold a NUL
        raise Stop("missing", name=name) from error
    except IsADirectoryError as error:
        raise Stop("directory", name=name) from error
    except OSError as error:
        raise Stop("unreadable", name=name, reason=error) from error
    if len(data) > LARGEST:
        raise Stop("too-large", name=name, limit=LARGEST // 1024**2)
    return data


def plan_of(name: str, corrections: str | None = None) -> Plan:
    """The plan of a document, compiled unless it is a plan file already, and corrected by a file of corrections."""
    return corrected(compiled(name)[0], corrections_of(corrections))


def compiled(name: str) -> tuple[Plan, tuple[Block, ...]]:
    """The plan of a document and the blocks of its text; a plan that was compiled before has none."""
    data = content_of(name)
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{") and b"luodi/plan/" in head:
        from luodi.plan import from_json

        return decoded(name, from_json, data), ()
    if head.startswith(b"schema: luodi/plan/"):
        from luodi.plan import from_yaml

        return decoded(name, from_yaml, data), ()
    from luodi.compiler import compile
    from luodi.documents import read

    read_document = read(data, name=encodable(Path(name).name))
    return compile(read_document), read_document.blocks


def encodable(name: str) -> str:
    """A file's name that can be written down: what is no UTF-8 in it becomes question marks."""
    return name.encode("utf-8", "replace").decode()


def corrected(plan: Plan, corrections: tuple[Correction, ...]) -> Plan:
    if not corrections:
        return plan
    from luodi.plan import apply

    return apply(plan, corrections)


def corrections_of(name: str | None) -> tuple[Correction, ...]:
    if name is None:
        return ()
    from luodi.plan.corrections import load

    return decoded(name, load, content_of(name))


def decoded(name: str, decode: Callable[[bytes], T], data: bytes) -> T:
    """The decoded file; an error names it."""
    from luodi.plan import PlanError

    try:
        return decode(data)
    except PlanError as error:
        raise Stop("in-file", name=name, sentence=error) from error


def source_text(name: str, plan: Plan) -> str | None:
    """The text of a text file as it was read, for the numbers of its lines; None if the document is not that file."""
    if plan.document.source.format != "txt" or not os.path.isfile(name):
        return None
    from hashlib import sha256

    data = content_of(name)
    if sha256(data).hexdigest() != plan.document.source.sha256:
        return None
    from luodi.files.encoding import decode

    return decode(data, name)
