"""The texts that cells of a workbook name by number."""

from __future__ import annotations

from collections.abc import Mapping

from luodi.files.error import DocumentError
from luodi.files.walk import walk_xml
from luodi.sheets.model import LARGEST_CELLS
from luodi.sheets.worksheet import named, unescaped


def read_strings(data: bytes, name: str | None) -> list[str]:
    """The strings in order, without phonetic guides. Errors: those of `walk_xml`; `too-large` for too many strings."""
    scan = _Scan(name)
    walk_xml(data, name, named(scan.starts), named(scan.ends), scan.characters)
    return scan.strings


class _Scan:
    """Where the reading of the strings stands."""

    def __init__(self, name: str | None) -> None:
        self.strings: list[str] = []
        self.starts = {"t": self._collect, "rPh": self._phonetic}
        self.ends = {"si": self._end, "t": self._stop, "rPh": self._spoken}
        self._name = name
        self._parts: list[str] = []
        self._collecting = self._in_phonetic = False

    def characters(self, text: str) -> None:
        if self._collecting:
            self._parts.append(text)

    def _collect(self, _: Mapping[str, str]) -> None:
        self._collecting = not self._in_phonetic

    def _stop(self) -> None:
        self._collecting = False

    def _phonetic(self, _: Mapping[str, str]) -> None:
        self._in_phonetic = True

    def _spoken(self) -> None:
        self._in_phonetic = False

    def _end(self) -> None:
        if len(self.strings) == LARGEST_CELLS:
            raise DocumentError("too-large", name=self._name or "-")
        self.strings.append(unescaped("".join(self._parts)))
        self._parts.clear()
