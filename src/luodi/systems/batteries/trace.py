"""溯源: what happened to batteries by their codes, from production to recycling, and whether the chain closes.

A log is three columns; every function works on whole columns, so that millions of events take seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

EVENTS = ("produced", "installed", "removed", "collected", "reused", "dismantled", "recycled", "exported")
"""What can happen, in the order in which it does on one day."""

_FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "": ("produced",),
    "produced": ("installed", "exported"),
    "installed": ("removed", "exported"),
    "removed": ("installed", "collected", "exported"),
    "collected": ("reused", "dismantled", "exported"),
    "reused": ("collected",),
    "dismantled": ("recycled",),
    "recycled": (),
    "exported": (),
}
"""What may come after what. A battery removed may go into another vehicle; one in second use is collected again."""

CLOSED = ("reused", "recycled", "exported")
"""Where a battery that left its vehicle is accounted for."""

_OUT = ("removed", "collected", "dismantled", *CLOSED)


@dataclass(frozen=True)
class Log:
    """Events, one a row, in any order: the code as bytes, the place of what happened in EVENTS, the day."""

    code: NDArray[np.bytes_]
    what: NDArray[np.uint8]
    day: NDArray[np.datetime64]

    def __post_init__(self) -> None:
        if not len(self.code) == len(self.what) == len(self.day):
            raise ValueError(f"{len(self.code)}, {len(self.what)}, {len(self.day)} rows")
        if len(self.what) and int(self.what.max()) >= len(EVENTS):
            raise ValueError(f"event {int(self.what.max())}")


@dataclass(frozen=True)
class Impossible:
    """An event that cannot follow the one before it (none: ""): recycled before removed, installed twice …"""

    code: str
    what: str
    after: str
    day: date


@dataclass(frozen=True)
class Closure:
    """Of `left` codes out of their vehicle by the day `closed` are accounted for; besides, `unclear` have an impossible
    chain. The rate lies between `low`, if none of those closes, and `high`, if all do; None where there is no code."""

    left: int
    closed: int
    unclear: int

    @property
    def rate(self) -> float | None:
        return self.closed / self.left if self.left else None

    @property
    def low(self) -> float | None:
        return self.closed / (self.left + self.unclear) if self.left + self.unclear else None

    @property
    def high(self) -> float | None:
        return (self.closed + self.unclear) / (self.left + self.unclear) if self.left + self.unclear else None


@dataclass(frozen=True)
class Traced:
    """Every code up to a day: its last event (a place in EVENTS) and whether its chain is possible.

    `impossible` are the first of the events that are not, of `wrong` in all."""

    code: NDArray[np.bytes_]
    last: NDArray[np.uint8]
    sound: NDArray[np.bool_]
    impossible: tuple[Impossible, ...]
    wrong: int

    def closure(self, groups: NDArray[np.bytes_] | None = None) -> dict[str, Closure]:
        """The closure of all codes (""), or by groups, one a code (`part` gives some)."""
        out, closed = (np.isin(self.last, [EVENTS.index(each) for each in names]) for names in (_OUT, CLOSED))
        names, place = (
            (np.array([b""]), np.zeros(len(self.code), np.intp))
            if groups is None
            else np.unique(groups, return_inverse=True)
        )
        left, done, unclear = (
            np.bincount(place[chosen], minlength=len(names))
            for chosen in (out & self.sound, closed & self.sound, ~self.sound)
        )
        rows = zip(names, left, done, unclear, strict=True)
        return {name.decode(): Closure(int(a), int(b), int(c)) for name, a, b, c in rows}


def trace(log: Log, until: date, listed: int = 100) -> Traced:
    """What became of every code by a day; at most `listed` impossible events are named."""
    known = log.day <= np.datetime64(until)
    codes, place = np.unique(log.code[known], return_inverse=True)
    what, day = log.what[known], log.day[known]
    order = np.lexsort((what, day, place))
    place, what, day = place[order], what[order], day[order]
    first = np.concatenate(([True], place[1:] != place[:-1]))[: len(place)]
    before = np.where(first, 0, np.concatenate(([0], what[:-1] + 1))[: len(place)])
    wrong = ~_allowed()[before, what]
    sound = np.ones(len(codes), bool)
    sound[place[wrong]] = False
    last = np.concatenate((first[1:], [True]))[: len(place)]
    rows = np.flatnonzero(wrong)[:listed]
    states = ("", *EVENTS)
    named = tuple(
        Impossible(codes[place[n]].decode(), EVENTS[what[n]], states[before[n]], day[n].astype(date)) for n in rows
    )
    return Traced(codes, what[last], sound, named, int(wrong.sum()))


def part(codes: NDArray[np.bytes_], first: int, last: int) -> NDArray[np.bytes_]:
    """The characters first … last - 1 of every code, from 0: 0, 3 is the maker, 4, 5 the type, 14, 15 the year."""
    width = codes.dtype.itemsize
    letters = np.ascontiguousarray(codes).view("S1").reshape(len(codes), width)[:, first:last]
    return np.ascontiguousarray(letters).view(f"S{last - first}").ravel()


def _allowed() -> NDArray[np.bool_]:
    """[event before + 1, event]; row 0 is before the first."""
    states: Sequence[str] = ("", *EVENTS)
    return np.array([[each in _FOLLOWS[state] for each in EVENTS] for state in states])
