"""PDF by three producers, each with its own way of setting lines, notes and tables."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path


def libreoffice(docx: bytes) -> bytes:
    """A DOCX as LibreOffice prints it, with its dates and file identifier fixed."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source.docx")
        source.write_bytes(docx)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
                   "--outdir", folder, str(source)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        pdf = source.with_suffix(".pdf").read_bytes()
    for pattern in (rb"(?<=/CreationDate\(D:)\d{14}", rb"(?<=<)[0-9A-F]{32}(?=>)", rb"(?<=/DocChecksum /)[0-9A-F]{32}"):
        pdf = re.sub(pattern, lambda found: b"20240102000000".ljust(len(found[0]), b"0"), pdf)
    return pdf
