"""Older office files (.doc, .wps, .rtf), turned into DOCX by a LibreOffice on this machine and read as that.

Offsets count in the text of the DOCX that LibreOffice makes.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from msgspec.structs import replace

from luodi.documents import docx
from luodi.documents.model import DocumentError, Flow
from luodi.files.archive import ENCRYPTED_PACKAGE, OLE_MAGIC

_TIMEOUT = 60  # seconds
_PROGRAMS = ("soffice", "libreoffice")
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_FIB = b"\xec\xa5\xc1\x00"  # begins the WordDocument stream (MS-DOC 2.5.2: FibBase.wIdent and nFib)
_SECTOR = 512


def read(data: bytes, name: str | None) -> Flow:
    """Read a Word 97 file, a WPS Writer file or RTF. `format` of the flow is `doc`, `wps` or `rtf`.

    Errors: `not-office` for another kind of OLE file, `encrypted`, `needs-office` without LibreOffice, `office-failed`
    if it cannot convert the file within `_TIMEOUT` seconds; those of `docx.read`.
    """
    form = _form(data, name)
    program = next((path for program in _PROGRAMS if (path := shutil.which(program))), None)
    if program is None:
        raise DocumentError("needs-office", name=name or "-")
    with tempfile.TemporaryDirectory(prefix="luodi-", ignore_cleanup_errors=True) as folder:
        converted = _convert(program, data, form, Path(folder))
    if converted is None:
        raise DocumentError("office-failed", name=name or "-")
    return replace(docx.read(converted, name), format=form)


def _form(data: bytes, name: str | None) -> str:
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(OLE_MAGIC):
        if _encrypted(data) or ENCRYPTED_PACKAGE in data:
            raise DocumentError("encrypted", name=name or "-")
        if _WORD_STREAM in data:
            return "wps" if (name or "").lower().endswith((".wps", ".wpt")) else "doc"  # the bytes are of one format
    raise DocumentError("not-office", name=name or "-")


def _encrypted(data: bytes) -> bool:
    """Whether a WordDocument stream, which starts at a sector, has fEncrypted set (FibBase, bit 8 of its flags)."""
    return any(data[at : at + 4] == _FIB and data[at + 11] & 1 for at in range(_SECTOR, len(data) - 12, _SECTOR))


def _convert(program: str, data: bytes, form: str, folder: Path) -> bytes | None:
    """The file as DOCX, None if LibreOffice fails. It runs with a profile of its own and without macros or links."""
    source, target = folder / ("source.rtf" if form == "rtf" else "source.doc"), folder / "out" / "source.docx"
    source.write_bytes(data)
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless", "--norestore", "--nolockcheck", "--nodefault",
        "--convert-to", "docx:MS Word 2007 XML",
        "--outdir", str(target.parent),
        str(source),
    ]  # fmt: skip
    # A session of its own, so that the office that the start script leaves behind can be ended with it.
    process = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(_TIMEOUT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None
    return target.read_bytes() if target.is_file() else None
