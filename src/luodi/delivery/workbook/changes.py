"""What a file asks for: the events, each in words at its cell, and what is wrong with the file."""

from __future__ import annotations

from luodi.delivery.event import Event
from luodi.delivery.sentence import Sentence, say
from luodi.messages import Language
from luodi.messages import say as _say
from luodi.plan import Record
from luodi.sheets import Place, Problem, SheetErrors


class Change(Record, frozen=True):
    """An event that a row asks for and its matter takes. `place` is the cell that says so."""

    place: Place
    event: Event
    said: Sentence

    def sentence(self, language: Language = "zh") -> str:
        """Where, on which matter, and what."""
        place, said = self.place.sentence(language), say(self.said, language)
        return _say("sheets.place.said", language, place=place, said=said)


class Changes(Record, frozen=True, kw_only=True):
    """What a file asks for, all or nothing.

    `changes` are those that the ledger takes; `cautions` what a person should know, such as cells that were not read;
    `refused` all that is wrong, by row and cell, or None.
    """

    changes: tuple[Change, ...] = ()
    cautions: tuple[Problem, ...] = ()
    refused: SheetErrors | None = None

    @property
    def events(self) -> tuple[Event, ...]:
        """The events to add to the ledger; none where anything was refused."""
        return () if self.refused else tuple(change.event for change in self.changes)

    def sentences(self, language: Language = "zh") -> tuple[str, ...]:
        """The whole in words: what is wrong, what would be done, what to know."""
        return (
            *(self.refused.sentences(language) if self.refused else ()),
            *(change.sentence(language) for change in self.changes),
            *(caution.sentence(language) for caution in self.cautions),
        )
