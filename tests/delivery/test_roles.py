"""Every cell of the table of roles against what was written down by hand in roles.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
import yaml

from luodi.delivery import Matter, Refused, accept, allowed, default_workflow, fold, read_workflow
from luodi.delivery.error import SettingsError
from luodi.delivery.event import OfficeRole
from luodi.delivery.workflow import ACTIONS, Relation

from .scene import BODY, SUPPORT, history

EXPECTED: dict[str, dict[str, list[str]]] = yaml.safe_load(Path(__file__).with_name("roles.yaml").read_text("utf-8"))
CELLS = [
    (role, action, relation) for role in get_args(OfficeRole) for action in ACTIONS for relation in get_args(Relation)
]


def test_the_hand_written_table_knows_every_role_and_no_other_action() -> None:
    assert set(EXPECTED) == set(get_args(OfficeRole))
    assert {action for by in EXPECTED.values() for listed in by.values() for action in listed} == set(ACTIONS)


@pytest.mark.parametrize(("role", "action", "relation"), CELLS)
def test_a_cell(role: Any, action: str, relation: Any) -> None:
    assert allowed(default_workflow(), action, role, relation) == (action in EXPECTED[role][relation])


@pytest.mark.parametrize("action", ["returned", "passed", "completed", "closed", "postponement-granted", "due-set",
                                    "override-set", "notice-issued"])  # fmt: skip
def test_nobody_of_the_body_that_answers_judges_its_own_work(action: str) -> None:
    assert not any(allowed(default_workflow(), action, role, "own") for role in get_args(OfficeRole))


# One matter with a pending report and a pending request, on which each action is tried by everybody.
STATES = {
    "assigned": [],
    "signed": ["2025-01-06 assigned"],
    "started": ["2025-01-06 assigned", "2025-01-07 signed"],
    "completed": ["2025-01-06 assigned", "2025-01-07 signed", "2025-01-08 claimed 2025Q1", "2025-01-09 passed"],
}  # fmt: skip
ENOUGH = ["2025-01-06 assigned", "2025-01-07 signed", "2025-01-08 steps a=2025-03-31@support", "2025-01-08 reported 2025Q1",
          "2025-01-09 asked 2026-01-01", "2025-01-10 override path red",
          "2025-01-10 notice blue 1 unsigned x 2025-01-20"]  # fmt: skip
LINES = {
    "assigned": "assigned", "signed": "signed", "started": "started", "steps-set": "steps b=2025-03-01",
    "step-done": "step-done a", "contributed": "contributed", "reported": "reported 2025-02", "claimed": "claimed 2025Q1",
    "returned": "returned", "passed": "passed", "completed": "completed", "closed": "closed", "reopened": "reopened",
    "withdrawn": "withdrawn", "postponement-asked": "asked 2026-01-01", "postponement-granted": "granted 2026-01-01",
    "postponement-refused": "refused", "due-set": "due 2025-12-31", "cycle-set": "cycle monthly",
    "override-set": "override delivery red", "override-lifted": "lifted path",
    "notice-issued": "notice blue 2 due-soon y 2025-03-01", "notice-voided": "voided",
}  # fmt: skip
CLOSING = ["2025-01-06 assigned", "2025-01-07 signed", "2025-01-08 claimed 2025Q1", "2025-01-09 passed",
           "2025-01-10 completed"]  # fmt: skip
STATES |= {"closed": CLOSING, "reopened": [*CLOSING, "2025-01-11 closed"]}
STATES["postponement-asked"] = ENOUGH[:4]
BODIES = {"own": BODY.body, "support": SUPPORT.body, "other": "440000/government-office"}


@pytest.mark.parametrize(("role", "action", "relation"), CELLS)
def test_a_matter_obeys_the_table(role: Any, action: str, relation: str) -> None:
    before = STATES.get(action, ENOUGH)
    *earlier, event = history([*before, f"2025-02-20 {LINES[action]}"])
    matter: Matter | None = next(iter(fold(earlier).matters.values()), None)
    person = "第三人"
    stamp = msgspec.structs.replace(event.by, role=role, body=BODIES[relation], person=person)
    outcome = accept(matter, msgspec.structs.replace(event, by=stamp))
    permitted = action in EXPECTED[role][relation]
    if matter is None and relation == "support":  # nobody supports what is not assigned yet
        permitted = action in EXPECTED[role]["other"]
    if permitted:
        assert isinstance(outcome, Matter)
        assert outcome.events[-1].id == event.id
    else:
        assert isinstance(outcome, Refused)
        assert outcome.code == "not-allowed"
        assert all(outcome.in_words("zh"))
        assert all(outcome.in_words("en"))


def test_a_table_that_leaves_an_action_out_is_refused() -> None:
    with pytest.raises(SettingsError, match="assigned"):
        read_workflow('version = "x"\n[actions.signed]\nfrom = ["assigned"]\nto = "signed"\nby = {}\n')


def test_a_table_with_an_unknown_role_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"workflow-1\.toml"):
        read_workflow('version = "x"\n[actions.signed]\nfrom = ["assigned"]\nby = { boss = ["own"] }\n')
