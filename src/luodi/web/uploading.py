"""Documents uploaded: kept as they are, under their SHA-256, and queued to be compiled."""

from __future__ import annotations

from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from luodi.messages import Language, say
from luodi.web import audit
from luodi.web.actor import Actor
from luodi.web.evidence import plain_name, stored
from luodi.web.jobs import compile_import
from luodi.web.models import Import

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
TYPES: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".docx": (_ZIP, _OLE),
    ".doc": (),
    ".wps": (),
    ".rtf": (),
    ".ofd": (_ZIP,),
    ".xlsx": (_ZIP,),
    ".html": (),
    ".htm": (),
    ".txt": (),
    ".png": (b"\x89PNG",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".tif": (b"II*\0", b"MM\0*"),
    ".tiff": (b"II*\0", b"MM\0*"),
}
"""What is taken, by the ending of the name, with what such a file begins with; Word files of every kind go by .doc."""


class ImportRefused(Exception):
    """Why a file is not taken: a code of the catalogue `imports`."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code)
        self.code = code
        self.name = name

    def in_words(self, language: Language) -> tuple[str, str]:
        values = {"name": self.name[:80], "types": "、".join(TYPES)}
        message, advice = (
            say(f"site.imports.{self.code}.{part}", language, **values) for part in ("message", "advice")
        )
        return message, advice


def upload(actor: Actor, file: UploadedFile) -> Import:
    """Keep an uploaded document and queue it to be compiled. ImportRefused."""
    name = plain_name(file.name or "")
    kind = Path(name).suffix.lower()
    if kind not in TYPES:
        raise ImportRefused("type", name)
    data = file.read()
    if not data.strip():
        raise ImportRefused("empty", name)
    if TYPES[kind] and not any(beginning in data[:1024] for beginning in TYPES[kind]):
        raise ImportRefused("content", name)
    sha256 = stored(data)
    with audit.writing():
        source = Import.objects.create(name=name, sha256=sha256, size=len(data), account=actor.account)
        compile_import.enqueue(source.pk)
        _recorded(actor, "import", source)
    return source


def again(actor: Actor, source: Import) -> None:
    """Queue an import again that failed, or that nobody seems to work on."""
    with audit.writing():
        open_ = (Import.FAILED, Import.QUEUED, Import.WORKING)
        if Import.objects.filter(pk=source.pk, state__in=open_).update(state=Import.QUEUED, error=""):
            compile_import.enqueue(source.pk)
            _recorded(actor, "import-again", source)


def _recorded(actor: Actor, action: str, source: Import) -> None:
    audit.record(
        action, f"{source.pk} {source.name}", account=actor.account.username, role=actor.account.role,
        address=actor.address, sha256=source.sha256, size=source.size,
    )  # fmt: skip
