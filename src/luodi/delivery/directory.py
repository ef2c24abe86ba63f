"""通讯录: whom to write to for a body: its contact, else its head, else a plan officer."""

from __future__ import annotations

from typing import Literal

from luodi.plan import Record

Via = Literal["contact", "head", "officer"]


class Person(Record, frozen=True):
    """A person. `id` is that of the stamps."""

    id: str
    name: str


class Office(Record, frozen=True):
    """A body's people: the contact (联络员) and the head (负责人), as far as they are known."""

    contact: Person | None = None
    head: Person | None = None


class Directory(Record, frozen=True):
    """The people of the bodies, by body, and the plan officers, the first of whom is written to."""

    offices: dict[str, Office]
    officers: tuple[Person, ...] = ()

    def recipient(self, body: str) -> tuple[Person, Via] | None:
        """Whom to write to for a body, and how that was found; None when nobody is known."""
        office = self.offices.get(body, Office())
        if office.contact:
            return office.contact, "contact"
        if office.head:
            return office.head, "head"
        return (self.officers[0], "officer") if self.officers else None
