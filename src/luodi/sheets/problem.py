"""What is wrong with a file: each problem by row and cell, all of them at once."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from luodi.messages import Language, preferred, say
from luodi.sheets.model import letters

SHOWN = 100
"""Problems of one file that are kept; the others are counted."""
_LONGEST = 40
_LONGEST_VALUE = 400


class Place(msgspec.Struct, frozen=True):
    """Where something stands: `row` as the person sees it, `column` from 0 or None for the whole row.

    `label` is the column's as typed in the header. `sheet` is named where the file has several. `lines` says that the
    file is CSV, so that `row` is a line of it.
    """

    row: int
    column: int | None = None
    label: str | None = None
    sheet: str | None = None
    lines: bool = False

    @property
    def cell(self) -> str:
        """B7, or 7 for a whole row."""
        return f"{'' if self.column is None else letters(self.column)}{self.row}"

    def sentence(self, language: Language = "zh") -> str:
        """The place as a sentence begins with it."""
        form = "row" if self.column is None else "cell" if self.label is None else "labelled"
        what = say(
            f"sheets.place.{'line-' * self.lines}{form}", language,
            row=self.row, cell=self.cell, column=letters(self.column or 0), label=brief(self.label or ""),
        )  # fmt: skip
        return say("sheets.place.on-sheet", language, sheet=brief(self.sheet), place=what) if self.sheet else what


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong, or that a reader of the file should know.

    `key` names its sentence in the message catalogue (`sheets.not-a-number`; other packages have their own), `values`
    fill its placeholders.
    """

    key: str
    place: Place | None = None
    values: Mapping[str, object] = {}

    def sentence(self, language: Language = "zh") -> str:
        """What is wrong, where, and what to do."""
        values = {
            name: brief(value, _LONGEST_VALUE) if isinstance(value, str) else value
            for name, value in self.values.items()
        }
        said = say(self.key, language, **values)
        if self.place is None:
            return said
        return say("sheets.place.said", language, place=self.place.sentence(language), said=said)


class SheetErrors(Exception):
    """A file that was refused, with all that is wrong with it; nothing of it was read.

    `problems` are the first `SHOWN` in the order of the file, `count` is how many there are.
    """

    def __init__(self, name: str, problems: tuple[Problem, ...], count: int | None = None) -> None:
        super().__init__(name, problems, count)
        self.name = name
        self.problems = problems[:SHOWN]
        self.count = len(problems) if count is None else count

    def sentences(self, language: Language = "zh") -> tuple[str, ...]:
        """A sentence a problem, and one for those that are left out."""
        said = tuple(problem.sentence(language) for problem in self.problems)
        if (rest := self.count - len(said)) > 0:
            said += (say("sheets.more", language, rest=rest),)
        return said

    def __str__(self) -> str:
        return "\n".join((self.name, *self.sentences(preferred())))


class Problems:
    """Problems as they are found, few of them kept."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._kept: list[Problem] = []
        self._count = 0

    def add(self, *problems: Problem) -> None:
        for problem in problems:
            self._count += 1
            if len(self._kept) < SHOWN:
                self._kept.append(problem)

    def refuse(self) -> None:
        """Raise SheetErrors if there are any."""
        if self._count:
            raise SheetErrors(self._name, tuple(self._kept), self._count)


def brief(text: str, longest: int = _LONGEST) -> str:
    """A text from a file as it may stand in a sentence: one line, not long, nothing but what can be printed."""
    line = "".join(c if c.isprintable() else " " for c in text[: longest + 1])
    return line if len(line) <= longest else f"{line[:longest]}…"
