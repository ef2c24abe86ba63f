"""Short passages as officers write them, and what is to be recorded of them: responsibility, deadlines, lists of bodies.

The passages stand in `passages/*.yaml`; each file says at its head how an item is added.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from luodi.compiler import compile
from luodi.compiler.bodies import expand
from luodi.compiler.deadlines import column_deadlines, deadlines, heading_deadlines
from luodi.documents import read
from luodi.plan import Plan

PASSAGES = Path(__file__).parent / "passages"
ROLES = ("lead", "duty", "cooperate")
MARKS = ("open", "group")
FIELDS = {
    "responsibility": {"phenomenon", "text", "region", "head", *ROLES, *MARKS, "note"},
    "deadlines": {"phenomenon", "text", "column", "issued", "expect", "also", "note"},
    "bodies": {"phenomenon", "text", "prefix", "names", *MARKS, "note"},
}


def items(file: str) -> list:
    """The items of a file as parameters, each called by its phenomenon and its place within it."""
    listed = yaml.safe_load((PASSAGES / f"{file}.yaml").read_text("utf-8"))
    seen: Counter[str] = Counter()
    found = []
    for item in listed:
        assert item.keys() <= FIELDS[file], f"{file}: {item['text']}: {item.keys() - FIELDS[file]}"
        seen[item["phenomenon"]] += 1
        found.append(
            pytest.param(item, id=f"{item['phenomenon']} {seen[item['phenomenon']]}".replace(",", "").replace(" ", "-"))
        )
    return found


def plan_with(text: str, region: str = "广东省", head: str | None = None) -> Plan:
    """The plan of the shortest document that holds the text as a task."""
    lines = [f"{region}某某行动计划（2023—2025年）", ""]
    lines += [f"为贯彻落实有关部署，制定本行动计划。{head or ''}", "一、重点任务", f"（一）某某工作。{text}", ""]
    return compile(read("\n".join(lines).encode()))


@pytest.mark.parametrize("item", items("responsibility"))
def test_a_passage_gives_the_bodies_that_an_officer_records(item):
    plan = plan_with(item["text"], item.get("region", "广东省"), item.get("head"))
    assigned = [assignment for task in plan.tasks for assignment in task.assignments]
    expected = {(role, name) for role in ROLES for name in item.get(role, ())}
    assert {(a.role, a.name) for a in assigned} == expected
    assert {a.name for a in assigned if a.open} == set(item.get("open", ()))
    assert {a.name for a in assigned if a.group} == set(item.get("group", ()))


@pytest.mark.parametrize("item", items("deadlines"))
def test_a_passage_gives_the_deadlines_that_an_officer_records(item):
    text, issued = item["text"], item.get("issued", "2023-03-15")
    if item["column"] == "clause":
        dues = {due for task in plan_with(text).tasks for due in task.dues}
        found = [(d.start, d.by, d.recurrence, d.written) for d in dues]
    else:
        read_in = (
            heading_deadlines if item["column"] == "heading" else column_deadlines if item["column"] else deadlines
        )
        dues = read_in(text, 0, len(text), issued)
        found = [(d.start_date, d.by, d.recurrence, text[d.start : d.end]) for d in dues]
    readings = [item["expect"], *item.get("also", ())]
    assert any(agrees(found, reading) for reading in readings), f"{found} is none of {readings}"


def agrees(found: list, reading: list[dict]) -> bool:
    """Whether the deadlines found are those of a reading, in any order; words that a reading does not give are free."""
    dates = [tuple(due.get(key) for key in ("from", "by", "recurrence")) for due in reading]
    words = {due["written"] for due in reading if "written" in due}
    return Counter(due[:3] for due in found) == Counter(dates) and words <= {due[3] for due in found}


@pytest.mark.parametrize("item", items("bodies"))
def test_a_list_names_the_bodies_that_it_means(item):
    names = expand(item["text"], 0, item.get("prefix"))
    assert [name.name for name in names] == item["names"]
    assert {name.name for name in names if name.open} == set(item.get("open", ()))
    assert {name.name for name in names if name.group} == set(item.get("group", ()))
