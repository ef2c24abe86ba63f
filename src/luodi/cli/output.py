"""Where the result of a verb goes: to standard output or, whole or not at all, to a file."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luodi.cli.stop import Stop

if TYPE_CHECKING:
    from rich.console import RenderableType


class Format(StrEnum):
    """A table for people or JSON for programs."""

    table = "table"
    json = "json"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="check-format")]


def write(output: str | None, content: bytes, *given: str) -> None:
    """Write to standard output or, whole or not at all, to a file that is none of those the verb was given."""
    if output in (None, "-"):
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    path = Path(output)
    if path.is_dir():
        raise Stop("directory", name=output)
    if not path.parent.is_dir():
        raise Stop("no-folder", name=output)
    if path.exists() and any(os.path.exists(name) and os.path.samefile(path, name) for name in given):
        raise Stop("same-file", name=output)
    try:
        if path.exists() and not path.is_file():  # a device or a pipe
            path.write_bytes(content)
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        raise Stop("unwritable", name=output, reason=error) from error


def show(output: str | None, said: RenderableType, *given: str) -> None:
    """Print on the terminal or, as plain text, write to a file as `write` does."""
    from luodi.terminal import console, plain

    if output is None:
        console().print(said)
    else:
        write(output, plain(said).encode(), *given)


def _replace(path: Path, content: bytes) -> None:
    """Put a complete file in the place of the old one, which stays as it is until then."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(handle)
            os.fchmod(handle, stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
