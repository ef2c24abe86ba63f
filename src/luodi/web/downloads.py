"""Files that the site makes and gives out."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpResponse
from django.utils.http import content_disposition_header

TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
    ".yaml": "application/yaml; charset=utf-8",
    ".json": "application/json; charset=utf-8",
}


def download(data: bytes, name: str) -> HttpResponse:
    """A file as an attachment. The name goes into the header in the form that is safe for any characters."""
    response = HttpResponse(data, content_type=TYPES.get(Path(name).suffix, "application/octet-stream"))
    printable = "".join(character for character in name if character.isprintable() and character not in '/\\"')
    response["Content-Disposition"] = content_disposition_header(True, printable[:200] or "file")
    return response
