"""时限: the day by which a matter is to be done, and who says so."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Literal

from luodi.delivery.event import PostponementGranted
from luodi.delivery.matter import Matter
from luodi.plan import Due, Plan, Record, Task

Source = Literal["postponement", "officer", "document", "period", "none"]


class TimeLimit(Record, frozen=True, gc=False):
    """The day with its source. `recurrence` is the document's (R/P1Y, continuous), `written` its words.

    `period`: the document gives the task no day, so that only the end of the plan's period bounds it. `earlier` are
    other days that the document names for the task; they are for an officer to make steps of.
    """

    by: date | None
    source: Source
    recurrence: str | None = None
    written: str | None = None
    earlier: tuple[str, ...] = ()
    event: str | None = None


NONE = TimeLimit(None, "none")


def documented(plan: Plan, task: Task, clauses: tuple[str, ...] = ()) -> TimeLimit:
    """The time limit of a task by the document: that of the clauses which a body answers for, if they have one."""
    own = [due for clause in task.clauses if clause.id in clauses for due in clause.dues]
    dues = own or list(task.dues)
    recurrence = next((due.recurrence for due in dues if due.recurrence), None)
    dated = sorted((due for due in dues if due.by), key=_by)
    if dated:
        last = dated[-1]
        earlier = tuple(dict.fromkeys(due.by for due in dated if due.by and due.by != last.by))
        return TimeLimit(_date(last.by), "document", recurrence, last.written, earlier)
    written = next((due.written for due in dues if due.recurrence), None)
    end = plan.document.period.end
    return TimeLimit(_date(end), "period" if end else "none", recurrence, written)


def _by(due: Due) -> str:
    return due.by or ""


@lru_cache(maxsize=4096)
def _date(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def time_limit(matter: Matter, document: TimeLimit) -> TimeLimit:
    """The time limit of a matter: what was granted or set last, else the document's."""
    given = matter.time_limit
    if given is None:
        return document
    source: Source = "postponement" if isinstance(given, PostponementGranted) else "officer"
    return TimeLimit(_date(given.until), source, document.recurrence, document.written, document.earlier, given.id)
