"""Two issued documents as converted to text, to try luodi on. `SOURCES.md` beside them says where they come from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def paths() -> list[Path]:
    """The sample documents as files of the installed package, in the order of their names."""
    return sorted(Path(str(entry)) for entry in files(__name__).iterdir() if entry.name.endswith(".txt"))


__all__ = ["paths"]
