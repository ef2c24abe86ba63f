"""佐证材料: files handed in as proof. They are checked for what they claim to be, kept under their SHA-256, and only
ever given out as attachments, so that nothing in them runs on the site.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from luodi.messages import Language, say
from luodi.web import audit
from luodi.web.actor import Actor
from luodi.web.models import Evidence, MatterRow

TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".ofd": "application/ofd",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
"""What is taken, by the ending of the name."""

MAX_SIZE = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
_PROGRAMS = ("vbaproject.bin", ".exe", ".dll", ".vbs", ".js")
_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml", ".ofd": "OFD.xml"}


class EvidenceRefused(Exception):
    """Why a file is not taken: a code of the catalogue `evidence`."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code)
        self.code = code
        self.name = name

    def in_words(self, language: Language) -> tuple[str, str]:
        values = {"name": self.name[:80], "types": "、".join(sorted(TYPES)), "megabytes": MAX_SIZE // 1024**2}
        message, advice = (
            say(f"site.evidence.{self.code}.{part}", language, **values) for part in ("message", "advice")
        )
        return message, advice


def keep(actor: Actor, matter: MatterRow, file: UploadedFile) -> dict[str, Any]:
    """Keep a file as evidence of a matter: its name, SHA-256 and size, as a report names it. EvidenceRefused."""
    name = plain_name(file.name or "")
    if (file.size or 0) > MAX_SIZE:
        raise EvidenceRefused("too-large", name)
    data = file.read()
    check(name, data)
    sha256 = stored(data)
    kept, new = Evidence.objects.get_or_create(
        matter=matter, sha256=sha256, defaults={"name": name, "size": len(data), "account": actor.account}
    )
    if new:
        audit.record(
            "evidence", f"{matter.id} {name}", account=actor.account.username, role=actor.account.role,
            address=actor.address, sha256=sha256, size=len(data),
        )  # fmt: skip
    return {"name": kept.name, "sha256": sha256, "size": kept.size}


def plain_name(name: str) -> str:
    """A file's name without any folder and without characters that do not print."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(character for character in last if character.isprintable()).strip(" .") or "file"
    ending = Path(plain).suffix[:20]
    return plain if len(plain) <= 200 else plain[: 200 - len(ending)] + ending


def stored(data: bytes) -> str:
    """Write bytes where their SHA-256 says, whole or not at all."""
    sha256 = hashlib.sha256(data).hexdigest()
    place = path_of(sha256)
    if place.exists():
        return sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(dir=place.parent)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(made, place)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
    return sha256


def path_of(sha256: str) -> Path:
    """Where a file is kept."""
    return Path(settings.EVIDENCE) / sha256[:2] / sha256


def check(name: str, data: bytes) -> None:
    """Refuse what is not the kind of file that its name says, whole and nothing else besides. EvidenceRefused."""
    kind = Path(name).suffix.lower()
    if kind not in TYPES:
        raise EvidenceRefused("type", name)
    if not data:
        raise EvidenceRefused("empty", name)
    if len(data) > MAX_SIZE:
        raise EvidenceRefused("too-large", name)
    if not _is(kind, data):
        raise EvidenceRefused("content", name)


def _is(kind: str, data: bytes) -> bool:
    if kind in _PARTS:
        return _is_package(data, _PARTS[kind])
    if kind in (".txt", ".csv"):
        return _is_text(data)
    if b"PK\x05\x06" in data[-66000:]:  # a ZIP archive hidden behind something else
        return False
    if kind == ".pdf":
        return data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:] and not _is_markup(data[:1024])
    if kind == ".png":
        return _is_png(data)
    return data.startswith(b"\xff\xd8\xff") and data.endswith(b"\xff\xd9")


def _is_png(data: bytes) -> bool:
    """The signature and chunks, of which IEND is the last and ends with the file."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return False
    at = 8
    while at + 12 <= len(data):
        kind = data[at + 4 : at + 8]
        at += 12 + int.from_bytes(data[at : at + 4], "big")
        if kind == b"IEND":
            return at == len(data)
    return False


def _is_text(data: bytes) -> bool:
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    for encoding in ("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not _is_markup(text[:4096].encode())
    return False


def _is_markup(data: bytes) -> bool:
    low = data.lower()
    return any(sign in low for sign in (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<body", b"<iframe"))


def _runs(name: str) -> bool:
    """Whether a part of a package is a program: macros, embedded objects. Excel keeps a printer's settings as .bin."""
    return name.endswith((".bin", ".exe", ".vbs", ".js")) and not re.fullmatch(r"xl/printersettings/\w+\.bin", name)


def _is_package(data: bytes, part: str) -> bool:
    """A ZIP archive from the first byte to the last, with the part that makes it what it says, of bounded size."""
    import io

    end = data.rfind(b"PK\x05\x06")
    if (
        not data.startswith(b"PK\x03\x04")
        or end < 0
        or end + 22 + int.from_bytes(data[end + 20 : end + 22], "little") != len(data)
    ):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > 5000 or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                return False
            names = {entry.filename for entry in entries}
            if part not in names or any(_runs(name.lower()) for name in names):
                return False
            return archive.getinfo(part).file_size <= MAX_UNPACKED
    except (zipfile.BadZipFile, ValueError, NotImplementedError, KeyError):
        return False
