"""The columns of a kind of table, declared once to read it and to write it."""

from __future__ import annotations

from typing import Any

import msgspec

from luodi.files.characters import is_blank
from luodi.messages import Language
from luodi.sheets.kinds import TEXT, Kind, Written, fold


class Column(msgspec.Struct, frozen=True):
    """A column: the key of its values in a row, its label in both languages, what it holds.

    A file may have either label, with blanks and full-width characters as people type them. A required column must
    be there and filled in every row. `entry` marks a column that people fill in: its header is coloured in a workbook.
    """

    key: str
    zh: str
    en: str
    kind: Kind = TEXT
    required: bool = False
    entry: bool = False

    def label(self, language: Language) -> str:
        """The label as it is written."""
        return self.zh if language == "zh" else self.en

    def written(self, value: Any, language: Language) -> Written | None:
        """What is written for a value: None for none and for text with nothing visible, as cells cannot tell."""
        if value is None:
            return None
        written = self.kind.write(value, language)
        return None if isinstance(written, str) and is_blank(written) else written

    @property
    def names(self) -> frozenset[str]:
        """The labels as they are compared."""
        return frozenset((fold(self.zh), fold(self.en)))
