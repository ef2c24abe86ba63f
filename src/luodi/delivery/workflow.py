"""Who may do what in which state: one table, `data/workflow-1.toml`, that an office can replace."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import msgspec

from luodi.delivery.error import SettingsError
from luodi.delivery.event import Event, OfficeRole
from luodi.delivery.settings_file import table_of
from luodi.plan import Record

State = Literal[
    "assigned", "signed", "working", "reported", "returned", "claimed", "passed", "completed", "closed", "withdrawn"
]
Relation = Literal["own", "support", "other"]

DONE: frozenset[State] = frozenset({"completed", "closed", "withdrawn"})
"""States in which nothing more is expected."""
AWAITING: frozenset[State] = frozenset({"claimed", "passed"})
"""States in which the body has said that it is done, and the others have to act."""


class Action(Record, frozen=True):
    """The states from which something may be done, the state it leads to, and who may do it."""

    start: tuple[State | Literal["new"], ...] = msgspec.field(name="from")
    by: dict[OfficeRole, tuple[Relation, ...]]
    to: State | None = None


class Workflow(Record, frozen=True):
    """流程: the actions by name, in the order in which a matter takes them."""

    version: str
    actions: dict[str, Action]


ACTIONS = tuple(str(kind.__struct_config__.tag) for kind in get_args(Event))
"""Everything that can happen to a matter, in the order in which it usually does."""


def read_workflow(text: str) -> Workflow:
    """A table of roles from TOML. It lists every action; SettingsError says what is wrong."""
    try:
        table = msgspec.convert(table_of(text), Workflow)
    except (msgspec.ValidationError, ValueError) as error:
        raise SettingsError("not-a-workflow", reason=str(error)) from error
    if set(table.actions) != set(ACTIONS):
        raise SettingsError("other-actions", actions=tuple(sorted(set(table.actions) ^ set(ACTIONS))))
    return table


@cache
def default_workflow() -> Workflow:
    """The table that comes with luodi."""
    return read_workflow(files("luodi.delivery").joinpath("data", "workflow-1.toml").read_text("utf-8"))


def allowed(workflow: Workflow, action: str, role: OfficeRole, relation: Relation) -> bool:
    """Whether the role may do it where the person's body stands so to the matter."""
    return relation in workflow.actions[action].by.get(role, ())
