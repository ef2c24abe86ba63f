"""What an officer corrects by hand holds, and what no longer fits is said, never lost."""

from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from luodi.plan import Clause, Correction, Plan, PlanError, apply, from_json, review, to_json, union
from luodi.plan.corrections import dump, load


def correction(id: str, field: str, old: object = None, new: object = None) -> Correction:
    return Correction(id=id, field=field, old=old, new=new, who="李工", when="2026-04-01", why="市政府办来函")


def corrected(plan: Plan, *corrections: Correction) -> Plan:
    """The plan corrected without any correction refused, and still a plan that can be written and read."""
    result = apply(plan, corrections)
    assert refusals(result) == []
    assert from_json(to_json(result)) == result
    return result


def refusals(plan: Plan) -> list[str]:
    return [found.code for found in plan.findings if found.code.startswith("correction-")]


# ---------------------------------------------------------------- fields


def test_a_field_of_a_record(plan: Plan) -> None:
    target = plan.targets[0]
    result = corrected(plan, correction(target.id, "value", Decimal("3.20"), Decimal("3.25")))
    assert str(result.targets[0].value) == "3.25"
    assert replace(result.targets[0], value=target.value) == target


def test_a_field_of_the_document(plan: Plan) -> None:
    document = plan.document
    result = corrected(plan, correction(document.id, "title", document.title, "云溪市充电设施三年行动方案"))
    assert result.document.title == "云溪市充电设施三年行动方案"


def test_a_field_inside_a_field(plan: Plan) -> None:
    result = corrected(
        plan,
        correction(plan.document.id, "period.end", "2028-12-31", "2027-12-31"),
        correction(plan.targets[0].id, "baseline.value", "1.350", "1.4"),
    )
    assert result.document.period.end == "2027-12-31"
    assert result.targets[0].baseline is not None
    assert str(result.targets[0].baseline.value) == "1.4"


def test_a_number_is_the_same_however_it_is_written(plan: Plan) -> None:
    for old in (Decimal("3.2"), "3.20", 3.2):
        assert corrected(plan, correction(plan.targets[0].id, "value", old, 4)).targets[0].value == 4


def test_a_value_where_there_was_none(plan: Plan) -> None:
    task = plan.tasks[0]
    assert corrected(plan, correction(task.id, "remark", None, "列入民生实事")).tasks[0].remark == "列入民生实事"


def test_a_baseline_that_the_document_does_not_give(plan: Plan) -> None:
    given_by_hand = {"value": 6120, "unit": "个", "year": 2025, "fact": plan.facts[0].id}
    before = [found.values["subject"] for found in plan.findings if found.code == "target-without-baseline"]
    result = corrected(plan, correction(plan.targets[1].id, "baseline", None, given_by_hand))
    after = [found.values["subject"] for found in result.findings if found.code == "target-without-baseline"]
    assert result.targets[1].baseline is not None
    assert set(before) - set(after) == {plan.targets[1].subject}


def test_findings_follow_the_correction(plan: Plan) -> None:
    lead = {"role": "lead", "name": "市应急管理局"}
    result = corrected(plan, correction(plan.tasks[2].id, "assignments", None, lead))
    assert "task-without-body" in {found.code for found in plan.findings}
    assert "task-without-body" not in {found.code for found in result.findings}


# ---------------------------------------------------------------- responsibilities


def roles(plan: Plan, index: int) -> list[tuple[str, str]]:
    return [(assignment.role, assignment.name) for assignment in plan.tasks[index].assignments]


def assert_consistent(plan: Plan) -> None:
    for task in plan.tasks:
        if task.clauses:
            assert task.assignments == union(task.clauses)


def test_a_role_is_corrected_where_it_stands(plan: Plan) -> None:
    task = plan.tasks[1]
    old, new = {"role": "duty", "name": "市住房城乡建设局"}, {"role": "lead"}
    result = corrected(plan, correction(task.id, "assignments", old, new))
    assert roles(result, 1) == [
        ("lead", "市住房城乡建设局"),
        ("duty", "国网云溪供电公司"),
        ("duty", "各县（区）人民政府"),
    ]
    assert result.tasks[1].assignments[0].body == "city/housing-and-construction"
    assert result.tasks[1].assignments[0].anchor == task.assignments[0].anchor
    assert_consistent(result)


def test_another_name_is_not_the_same_body_of_the_registry(plan: Plan) -> None:
    old, new = {"name": "市住房城乡建设局"}, {"name": "市住房保障中心"}
    result = corrected(plan, correction(plan.tasks[1].id, "assignments", old, new))
    assert result.tasks[1].assignments[0].body is None


def test_an_assignment_added_stands_nowhere_in_the_text(plan: Plan) -> None:
    task = plan.tasks[0]
    result = corrected(plan, correction(task.id, "assignments", None, {"role": "cooperate", "name": "市财政局"}))
    added = result.tasks[0].assignments[-1]
    assert (added.name, added.written) == ("市财政局", "")
    assert (added.anchor.start, added.anchor.end) == (task.anchor.end, task.anchor.end)
    assert_consistent(result)


def test_an_assignment_removed(plan: Plan) -> None:
    result = corrected(plan, correction(plan.tasks[0].id, "assignments", {"name": "市交通运输局"}, None))
    assert roles(result, 0) == [("lead", "市发展改革委"), ("cooperate", "市住房城乡建设局")]
    assert_consistent(result)


def divided(plan: Plan) -> Plan:
    """The joint task as two clauses that share a body."""
    task = plan.tasks[1]
    first, second, third = task.assignments
    clauses = tuple(
        Clause(id=id, text=task.text, assignments=assignments, dues=(), anchor=task.anchor)
        for id, assignments in (("c-1", (first, second)), ("c-2", (first, third)))
    )
    return review(
        replace(
            plan, tasks=(plan.tasks[0], replace(task, clauses=clauses, assignments=union(clauses)), *plan.tasks[2:])
        )
    )


def test_a_correction_of_a_clause_reaches_its_task(plan: Plan) -> None:
    result = corrected(divided(plan), correction("c-2", "assignments", {"name": "各县（区）人民政府"}, None))
    assert roles(result, 1) == [("duty", "市住房城乡建设局"), ("duty", "国网云溪供电公司")]
    assert_consistent(result)


def test_a_correction_of_a_task_reaches_its_clauses(plan: Plan) -> None:
    result = corrected(divided(plan), correction(plan.tasks[1].id, "assignments", {"name": "国网云溪供电公司"}, None))
    assert [[each.name for each in clause.assignments] for clause in result.tasks[1].clauses] == [
        ["市住房城乡建设局"],
        ["市住房城乡建设局", "各县（区）人民政府"],
    ]
    assert_consistent(result)


def test_what_stands_in_several_clauses_is_not_replaced_as_a_whole(plan: Plan) -> None:
    before = divided(plan)
    result = apply(before, [correction(plan.tasks[1].id, "assignments", [], [])])
    assert refusals(result) == ["correction-divided"]
    assert result.tasks == before.tasks


def test_a_whole_list(plan: Plan) -> None:
    result = corrected(plan, correction(plan.tasks[0].id, "category", ["重点任务"], ["重点任务", "公共服务"]))
    assert result.tasks[0].category == ("重点任务", "公共服务")


def test_an_element_of_a_list_of_names(plan: Plan) -> None:
    result = corrected(plan, correction(plan.document.id, "addressees", "市政府各部门", "市政府各部门、各直属机构"))
    assert result.document.addressees == ("各县（区）人民政府", "市政府各部门、各直属机构")


def test_a_deadline_set_by_hand(plan: Plan) -> None:
    result = corrected(plan, correction(plan.tasks[0].id, "dues", None, {"by": "2026-12-31"}))
    (due,) = result.tasks[0].dues
    assert (due.start, due.by, due.written) == (None, "2026-12-31", "")


# ---------------------------------------------------------------- whole records


def test_a_task_added_takes_the_words_of_its_provision(plan: Plan) -> None:
    goal = plan.provisions[0]
    result = corrected(plan, correction("t-goal", "", None, {"path": goal.path, "title": "编制年度计划"}))
    assert result.tasks[0].id == "t-goal"
    assert (result.tasks[0].text, result.tasks[0].anchor) == (goal.text, goal.anchor)


def test_a_target_removed_is_not_referred_to_any_more(plan: Plan) -> None:
    total, part, *_ = plan.targets
    assert part.part_of == total.id
    result = corrected(plan, correction(total.id, "", {"subject": "全市充电桩"}, None))
    assert total.id not in to_json(result).decode()
    assert len(result.targets) == len(plan.targets) - 1


def test_a_fact_or_task_removed_is_not_referred_to_any_more(plan: Plan) -> None:
    fact, task = plan.facts[0], plan.tasks[1]
    result = corrected(
        plan, correction(fact.id, "", {"year": 2025}, None), correction(task.id, "", {"path": task.path}, None)
    )
    assert (result.targets[0].baseline, result.targets[3].tasks) == (None, ())


def test_a_record_added_can_be_corrected_in_the_same_file(plan: Plan) -> None:
    add = correction("t-new", "", None, {"path": "二/（三）", "title": "安全检查"})
    edit = correction("t-new", "remark", None, "季度通报")
    for order in permutations((add, edit)):
        assert next(task for task in corrected(plan, *order).tasks if task.id == "t-new").remark == "季度通报"


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("field", "old", "new", "code"),
    [
        ("value", "3.10", "3.30", "correction-stale"),
        ("value", "3.20", "许多", "correction-invalid"),
        ("value", "3.20", None, "correction-invalid"),
        ("value", "3.20", "1e999999999", "correction-invalid"),
        ("value", True, 4, "correction-stale"),
        ("comparator", ">", "大约", "correction-invalid"),
        ("anchor", {"start": 188}, {"end": 99999}, "correction-invalid"),
        ("worth", None, 1, "correction-unknown"),
        ("subject.first", None, 1, "correction-unknown"),
        ("part_of.id", None, 1, "correction-unknown"),
        ("id", None, "g-1", "correction-unknown"),
        ("tasks", "t-9", "t-8", "correction-stale"),
        ("tasks", None, 9, "correction-invalid"),
        ("baseline", None, {"value": 1}, "correction-stale"),
        ("", {"subject": "换电站"}, None, "correction-stale"),
        ("", {"subject": "全市充电桩"}, {"subject": "换电站"}, "correction-whole"),
        ("", None, None, "correction-whole"),
        ("", None, {"subject": "换电站"}, "correction-stale"),
    ],
)
def test_what_does_not_fit_becomes_a_finding_at_the_record(
    plan: Plan, field: str, old: object, new: object, code: str
) -> None:
    target = plan.targets[0]
    result = apply(plan, [correction(target.id, field, old, new)])
    (found,) = [found for found in result.findings if found.code.startswith("correction-")]
    assert (found.code, found.anchor) == (code, target.anchor)
    assert "李工" in found.message
    assert replace(result, findings=()) == replace(plan, findings=())


@pytest.mark.parametrize(
    ("id", "field", "old", "new", "code"),
    [
        ("t-nowhere", "title", "一", "二", "correction-unknown"),
        ("t-nowhere", "", {"title": "一"}, None, "correction-unknown"),
        ("x-1", "", None, {"title": "一"}, "correction-unknown"),
        ("t-1", "", None, ["一"], "correction-unknown"),
        ("t-1", "", None, {"path": "一"}, "correction-invalid"),
        ("t-1", "", None, {"title": "一", "path": "一", "anchor": {"start": 5, "end": 2}}, "correction-invalid"),
        ("d-438b2ee5ccc8", "text", "一", "二", "correction-unknown"),
        ("d-438b2ee5ccc8", "", {"level": "city"}, None, "correction-whole"),
        ("d-438b2ee5ccc8", "level", "city", "village", "correction-invalid"),
    ],
)
def test_what_cannot_be_corrected(plan: Plan, id: str, field: str, old: object, new: object, code: str) -> None:
    result = apply(plan, [correction(id, field, old, new)])
    assert refusals(result) == [code]
    assert replace(result, findings=()) == replace(plan, findings=())


def test_what_was_refused_says_what_stands_there_now(plan: Plan) -> None:
    result = apply(plan, [correction(plan.targets[0].id, "value", "3.10", "3.30")])
    (found,) = [found for found in result.findings if found.code == "correction-stale"]
    assert (found.values["now"], found.values["old"]) == ("“3.20”", "“3.10”")


# ---------------------------------------------------------------- as a whole


def test_no_corrections_change_nothing(plan: Plan) -> None:
    assert apply(plan, ()) == plan


def test_corrections_applied_twice_are_applied_once(plan: Plan) -> None:
    corrections = [
        correction(plan.targets[0].id, "value", "3.20", "3.30"),
        correction(plan.tasks[0].id, "assignments", None, {"role": "cooperate", "name": "市财政局"}),
        correction(plan.tasks[1].id, "assignments", {"role": "duty", "name": "市住房城乡建设局"}, {"role": "lead"}),
        correction("t-new", "", None, {"path": "二/（三）", "title": "安全检查"}),
    ]
    once = corrected(plan, *corrections)
    assert corrected(once, *corrections) == once


def test_a_chain_of_corrections_of_one_field_is_followed_in_order(plan: Plan) -> None:
    target = plan.targets[0].id
    chain = correction(target, "value", "3.20", 4), correction(target, "value", 4, 5)
    assert corrected(plan, *chain).targets[0].value == 5


@given(st.permutations(range(7)))
def test_the_order_of_corrections_of_different_fields_does_not_matter(order: list[int]) -> None:
    plan = from_json(Path(__file__).with_name("charging.plan.json").read_bytes())
    first, second = plan.tasks[:2]
    corrections = [
        correction(plan.document.id, "title", plan.document.title, "方案"),
        correction(first.id, "title", first.title, "公共网络"),
        correction(first.id, "assignments", {"name": "市交通运输局"}, None),
        correction(second.id, "", {"title": second.title}, None),
        correction("t-b", "", None, {"path": "一", "title": "甲"}),
        correction("t-a", "", None, {"path": "一", "title": "乙"}),
        correction("t-nowhere", "title", "一", "二"),
    ]
    assert apply(plan, [corrections[index] for index in order]) == apply(plan, corrections)


# ---------------------------------------------------------------- the file


def test_a_file_as_people_write_it(plan: Plan) -> None:
    text = """
    - id: t-a2fb59e1b49f
      field: assignments
      old: {role: cooperate, name: 市交通运输局}
      new: {role: lead}
      who: 李工
      when: 2026-04-01
      why: 市政府办来函
    - {id: d-438b2ee5ccc8, field: issued, old: 2026-03-18, new: 2026-03-19, who: 李工, when: 2026-04-01, why: 误录}
    """
    corrections = load(text)
    assert corrections[1].new == "2026-03-19"
    result = corrected(plan, *corrections)
    assert roles(result, 0)[2] == ("lead", "市交通运输局")
    assert result.document.issued == "2026-03-19"


def test_a_file_written_is_read_back() -> None:
    corrections = (
        correction("g-1", "value", Decimal("1.350"), Decimal("1.4")),
        correction("t-1", "text", "一\n二", "三"),
        correction("t-1", "", None, {"title": "甲", "dues": []}),
    )
    assert load(dump(corrections)) == corrections
    assert "old: 1.350\n" in dump(corrections)


@pytest.mark.parametrize("text", ["", "# 还没有更正\n", "[]"])
def test_an_empty_file_corrects_nothing(text: str) -> None:
    assert load(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "id: t-1",
        "- 一",
        "- {id: t-1}",
        "- {id: t-1, field: title, old: 一, new: 二, who: 李工, when: 2026-04-01, why: 误, whom: 谁}",
        "- {id: t-1, id: t-2, field: title, who: 李工, when: 2026-04-01, why: 误}",
        "- [",
        "- !!python/object/apply:os.system [ls]",
        "[" * 5000,
        "- &a {id: *a}",
        b"\xff\xfe\x00",
        "\x00",
    ],
)
def test_what_is_no_corrections_file_is_refused_in_one_sentence(text: str | bytes) -> None:
    with pytest.raises(PlanError) as error:
        load(text)
    assert "\n" not in str(error.value)
