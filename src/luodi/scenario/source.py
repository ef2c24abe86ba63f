"""What a number rests on: a clause of the plan, a row of data, literature, or an assumption, labelled as such."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["clause", "data", "literature", "assumption"]
KINDS: tuple[Kind, ...] = ("clause", "data", "literature", "assumption")


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """`text` says what it is: the sentence, the page or paper, the reason of an assumption.

    `where` finds it: the id and path of a clause, an address. `grade` is that of the data (A official text … D derived
    or doubtful); `note` what to be careful about.
    """

    kind: Kind
    text: str
    where: str = ""
    grade: str = ""
    note: str = ""


def assumption(text: str, note: str = "") -> Source:
    """Something that no clause and no data say."""
    return Source("assumption", text, note=note)


def literature(text: str, where: str = "", note: str = "") -> Source:
    """A paper, a standard, a published model."""
    return Source("literature", text, where, note=note)
