"""回放: a matter as it was on a day or before an event, from the events that it holds."""

from __future__ import annotations

from datetime import date

from luodi.delivery.event import Assigned, Event, action
from luodi.delivery.matter import Matter, opened
from luodi.delivery.moves import moved
from luodi.delivery.workflow import default_workflow


def as_of(matter: Matter, day: date) -> Matter | None:
    """The matter as it was at the end of a day; None before it was assigned."""
    return _replayed(matter.events, sum(event.by.day <= day for event in matter.events))


def before(matter: Matter, event: Event) -> Matter | None:
    """The matter as it was when an event of its own came; None before it was assigned. ValueError for another's."""
    return _replayed(matter.events, matter.events.index(event))


def _replayed(events: tuple[Event, ...], count: int) -> Matter | None:
    """Who may do what is not asked again: the events were accepted, perhaps by an office's own table of roles."""
    if not count:
        return None
    first, *others = events[:count]
    assert isinstance(first, Assigned)
    matter = opened(first)
    for event in others:
        matter = moved(matter, event, default_workflow().actions[action(event)].to)
    return matter
