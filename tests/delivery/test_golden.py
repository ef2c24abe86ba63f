"""Lights, notices and reminders as an officer decided them by hand, with the argument, in golden.yaml."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from luodi.delivery import (
    Ledger,
    Rules,
    Sent,
    Setting,
    Standing,
    default_calendar,
    default_rules,
    fold,
    lights,
    proposed_notices,
    reminders,
    say,
)
from luodi.plan import Plan
from luodi.plan.encode import load_yaml

from .scene import MATTER, a_plan, a_task, directory, history, judged

CASES: list[dict[str, Any]] = load_yaml(Path(__file__).with_name("golden.yaml").read_text("utf-8"))


def rules_with(changes: dict[str, Any]) -> Rules:
    plain: dict[str, Any] = msgspec.to_builtins(default_rules())
    return msgspec.convert({**plain, **{key: {**plain[key], **own} for key, own in changes.items()}}, Rules)


@pytest.fixture
def plan(case: dict[str, Any]) -> Plan:
    says = case["document"]
    task = a_task(says.get("due"), says.get("recurrence"))
    return a_plan(task, period_end=says.get("period_end"), targets=len(says.get("targets", [])))


@pytest.fixture
def ledger(case: dict[str, Any]) -> Ledger:
    ledger = fold(history(case["events"]))
    assert ledger.refused == ()
    return ledger


@pytest.fixture
def setting(case: dict[str, Any]) -> Setting:
    return Setting(rules_with(case.get("rules", {})), default_calendar(), date.fromisoformat(case["today"]))


def judge(case: dict[str, Any], plan: Plan, ledger: Ledger, setting: Setting) -> Any:
    verdicts = case["document"].get("targets")
    assessments = judged(verdicts, case["today"]) if verdicts is not None else None
    return lights(plan, ledger.matters.values(), setting, assessments)


def test_there_are_at_least_forty_cases_each_with_its_argument() -> None:
    assert len(CASES) >= 40
    assert all(case["argument"].strip() for case in CASES)
    assert len({case["case"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_case(case: dict[str, Any], plan: Plan, ledger: Ledger, setting: Setting) -> None:
    found = judge(case, plan, ledger, setting)
    [standing] = found.standings
    assert found.cautions == ()
    for name in ("delivery", "freshness", "path"):
        light = getattr(standing, name)
        if name in case:
            assert f"{light.colour} {light.rule}" == case[name].replace(" ", f" {name}/")
        assert light.version == "1"
        assert say(light.because, "zh")
        assert say(light.because, "en")
    assert standing.delivery.computed == case.get("computed", standing.delivery.colour)
    if "notice" in case:
        proposed = [f"{notice.level} {notice.rule}" for notice in proposed_notices(found, setting)]
        assert proposed == ([] if case["notice"] == "none" else [case["notice"].replace(" ", " notice/")])
    _reminded(case, standing, found, setting)


def _reminded(case: dict[str, Any], standing: Standing, found: Any, setting: Setting) -> None:
    sent = [_sent(line) for line in case.get("sent", [])]
    made = reminders(found, directory(case.get("directory", "contact")), setting, sent)
    gone = [reminder for digest in made.digests for reminder in digest.reminders]
    for key, listed in (("reminders", gone), ("held", made.held), ("unreachable", made.unreachable)):
        if key in case:
            assert [f"{reminder.obligation} {reminder.stage}" for reminder in listed] == case[key]
    if "via" in case:
        assert {via for digest in made.digests for via in digest.via} == {case["via"]}
    again = reminders(found, directory(), setting, [*sent, *(s for digest in made.digests for s in digest.sent())])
    assert [r.key for digest in again.digests for r in digest.reminders if r in gone] == []
    for reminder in gone:
        assert say(reminder.text, "zh")
        assert say(reminder.text, "en")


def _sent(line: str) -> Sent:
    obligation, by, stage, day = line.split()
    return Sent(f"{MATTER}/{obligation}//{by}/{stage}", "p-contact", day)
