"""Which matters the two sample plans make, and what an officer is asked; the expected ones were read off the texts."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

import luodi
from luodi.delivery import breakdown, fold, say
from luodi.delivery.breakdown import ProposedMatter
from luodi.plan import Plan

from .scene import a_plan, a_task


@pytest.fixture(scope="module")
def provincial() -> Plan:
    return luodi.compile(luodi.read(files("luodi.samples") / "guangdong-automobile-2023.txt"))  # type: ignore[arg-type]


def of(plan: Plan, path: str) -> list[ProposedMatter]:
    return [proposed for proposed in breakdown(plan) if proposed.path == path]


def codes(proposed: ProposedMatter) -> list[str]:
    return [question.code.removeprefix("question.") for question in proposed.questions]


def names(proposed: ProposedMatter) -> list[str]:
    return [party.name for party in proposed.supports]


def test_the_lead_answers_and_the_others_support(provincial: Plan) -> None:
    [proposed] = of(provincial, "三/（一）")
    assert proposed.party
    assert (proposed.party.name, proposed.capacity, proposed.is_ready) == ("省科技厅", "lead", True)
    assert names(proposed) == ["省发展改革委", "省工业和信息化厅"]
    assert codes(proposed) == []


def test_joint_leads_each_have_a_matter_and_an_open_list_is_asked_about(provincial: Plan) -> None:
    proposed = of(provincial, "四/（二）/3")
    assert [each.party and each.party.name for each in proposed] == ["省发展改革委", "省科技厅", "省工业和信息化厅"]
    assert {tuple(codes(each)) for each in proposed} == {("joint-leads", "open-list")}
    assert {tuple(names(each)) for each in proposed} == {("省交通运输厅",)}


def test_where_nobody_leads_every_body_on_duty_answers_for_its_part(provincial: Plan) -> None:
    proposed = of(provincial, "三/（二）")
    assert [each.party and each.party.name for each in proposed] == ["省工业和信息化厅", "省商务厅", "省市场监管局"]
    assert {each.capacity for each in proposed} == {"duty"}
    assert {tuple(codes(each)) for each in proposed} == {("nobody-leads",)}


def test_a_set_of_bodies_is_for_an_officer_to_spell_out(provincial: Plan) -> None:
    [proposed] = of(provincial, "四/（四）/1")
    assert proposed.party
    assert (proposed.party.name, proposed.is_ready, codes(proposed)) == ("各地级以上市人民政府", False, ["group"])
    assert "各地级以上市人民政府" in say(proposed.questions[0])


def test_a_task_that_names_nobody_is_a_question() -> None:
    [proposed] = breakdown(a_plan(a_task()))
    assert (proposed.party, proposed.is_ready, codes(proposed)) == (None, False, ["nobody-answers"])


def test_every_task_is_there_and_every_question_can_be_said(provincial: Plan) -> None:
    proposed = breakdown(provincial)
    assert {each.task for each in proposed} == {task.id for task in provincial.tasks}
    assert max(Counter((each.task, each.party and each.party.body) for each in proposed).values()) == 1
    for each in proposed:
        for question in each.questions:
            assert say(question, "zh")
            assert say(question, "en")


def test_nothing_was_assigned_yet() -> None:
    assert fold([]).matters == {}
