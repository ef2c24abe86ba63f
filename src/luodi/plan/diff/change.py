"""A difference between two versions, and where it shows in their texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Literal, NamedTuple

from luodi.documents import Anchor
from luodi.plan.diff.wording import Edit
from luodi.plan.model import Record

About = Literal["document", "provision", "task", "target", "commitment"]
Kind = Literal[
    "changed", "added", "removed", "moved", "renumbered", "retitled", "reworded", "split", "merged",
    "body-added", "body-removed", "role", "due", "raised", "lowered", "value", "comparator", "unit", "year",
    "recurrence", "qualifier", "soft", "subject", "type",
]  # fmt: skip


class Spot(Record, frozen=True, kw_only=True):
    """Where a record stands in its version, and what it is called there."""

    id: str
    path: str
    name: str


class Change(Record, frozen=True, kw_only=True):
    """One difference: what stood there (`before`) and what does (`after`).

    `what` is the field or the body that it concerns; of tasks that were renumbered, how many. `old` and `new` are None
    where the version has no such record; of tasks that were renumbered they are the first.
    """

    about: About
    kind: Kind
    old: Spot | None = None
    new: Spot | None = None
    what: str = ""
    before: str = ""
    after: str = ""
    edits: tuple[Edit, ...] = ()


class Trace(NamedTuple):
    """Where a change that is already named shows in the texts.

    `figures` None: whatever differs there is that change. Of a figure that only one version has: differences with its
    number in them. Of one that both have: differences made of nothing but figures, units and these words.
    """

    old: Anchor | None
    new: Anchor | None
    figures: tuple[str, ...] | None


def crossed(old: Sequence[Anchor], new: Sequence[Anchor]) -> Iterator[tuple[Anchor | None, Anchor | None]]:
    """Every place of one version with every place of the other; None where a version has none."""
    nowhere: list[Anchor | None] = [None]
    return product(old or nowhere, new or nowhere)
