"""The shapes of what the API takes and gives, for its description."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Schema

from luodi.delivery.workflow import ACTIONS


class Trouble(Schema):
    """Why something was not done: a stable code, what is wrong, what to do."""

    error: str
    message: str
    advice: str


class Listed(Schema):
    """A page of a list."""

    count: int
    page: int
    pages: int


class PlanLine(Schema):
    plan: str
    title: str
    number: str
    state: Literal["draft", "published"]
    tasks: int
    unassigned: int
    open: int
    done: int
    red: int
    yellow: int
    green: int
    grey: int


class Plans(Listed):
    results: list[PlanLine]


class TaskLine(Schema):
    plan: str
    task: str
    path: str
    category: str
    title: str
    lead: list[str]
    duty: list[str]
    cooperate: list[str]
    due: str | None
    state: Literal["unassigned", "open", "done"]
    delivery: str
    path_light: str
    freshness: str


class Tasks(Listed):
    results: list[TaskLine]


class BodyLine(Schema):
    body: str
    leads: int
    duties: int
    supports: int
    open: int
    done: int
    red: int
    yellow: int
    overdue: int
    due_soon: int
    missing: int


class Bodies(Listed):
    results: list[BodyLine]


class MatterLine(Schema):
    plan: str
    matter: str
    path: str
    title: str
    body: str
    capacity: str
    state: str
    due: str | None
    delivery: str
    path_light: str
    freshness: str
    because: str
    missed: int
    to_check: int
    proposed: str


class Matters(Listed):
    results: list[MatterLine]


class MatterWhole(Schema):
    """A matter. `events` are its history as far as the account may read it; `doable` is what it may do now."""

    matter: str
    plan: str
    task: str
    body: str
    version: int
    state: str
    due: str | None
    lights: dict[str, dict[str, Any]]
    doable: list[str]
    events: list[dict[str, Any]]


class Me(Schema):
    account: str
    name: str
    role: str
    body: str | None


class Act(Schema):
    """Something to do to a matter. The same `id` again is the same act; with `version` it is refused when the matter
    has changed since. `fields` are those of the event: `report` {period, progress, problems, next_steps, evidence},
    `until`, `reason`, `opinion`, …"""

    what: Literal[tuple(name for name in ACTIONS if name not in ("assigned", "notice-issued"))]  # type: ignore[valid-type]
    fields: dict[str, Any] = Field(default_factory=dict)
    version: int | None = Field(None, ge=0, le=1_000_000)
    id: str | None = Field(None, pattern=r"^[0-9A-Za-z-]{8,64}$")


class Done(Schema):
    """What was done: the id of the event, and the matter's version after it."""

    event: str
    version: int
    state: str


class Notice(Schema):
    version: int | None = Field(None, ge=0, le=1_000_000)


class Issued(Schema):
    event: str
    number: str
    level: str
    reply_by: str


class Kept(Schema):
    """A file kept as evidence, as a report names it."""

    name: str
    sha256: str
    size: int
