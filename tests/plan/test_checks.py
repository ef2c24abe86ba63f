"""What an officer would say against a plan, and what not."""

import pytest
from msgspec.structs import replace

from luodi.documents import Anchor
from luodi.plan import CHECKS, Clause, Finding, Plan, Task, finding, findings, review, say


def codes(plan: Plan) -> list[str]:
    return [found.code for found in findings(plan)]


def one(plan: Plan, code: str) -> Finding:
    (found,) = [found for found in findings(plan) if found.code == code]
    return found


def quoted(plan: Plan, found: Finding) -> str:
    assert found.anchor is not None
    return plan.document.text[found.anchor.start : found.anchor.end]


def with_task(plan: Plan, index: int, **changes: object) -> Plan:
    tasks = list(plan.tasks)
    tasks[index] = replace(tasks[index], **changes)
    return replace(plan, tasks=tuple(tasks))


def with_target(plan: Plan, index: int, **changes: object) -> Plan:
    targets = list(plan.targets)
    targets[index] = replace(targets[index], **changes)
    return replace(plan, targets=tuple(targets))


def clause(task: Task, first: int, last: int) -> Clause:
    return Clause(
        id=f"c-{first}", text=task.text, assignments=task.assignments[first:last], dues=(), anchor=task.anchor
    )


# ---------------------------------------------------------------- the plan as a whole


def test_text_without_anything_of_a_plan_gets_one_error_and_no_more(plan: Plan) -> None:
    empty = replace(plan, provisions=(), tasks=(), targets=(), facts=(), commitments=(), projects=())
    assert [(found.code, found.severity) for found in review(empty).findings] == [("nothing-of-a-plan", "error")]


@pytest.mark.parametrize("kept", ["tasks", "targets", "commitments"])
def test_one_kind_of_record_is_enough_for_a_plan(plan: Plan, kept: str) -> None:
    parts = {part: () for part in ("tasks", "targets", "commitments", "projects") if part != kept}
    assert "nothing-of-a-plan" not in codes(replace(plan, **parts))


def test_a_telephone_number_after_the_last_provision_is_uncovered(plan: Plan) -> None:
    assert quoted(plan, one(plan, "uncovered-text")) == "值班电话：0571—5550123"


def test_text_between_provisions_is_one_finding_a_run(plan: Plan) -> None:
    task = plan.tasks[0]  # its provision and itself gone, a whole paragraph is left
    bare = replace(
        plan, tasks=plan.tasks[1:], provisions=tuple(each for each in plan.provisions if each.path != task.path)
    )
    runs = [found.anchor for found in findings(bare) if found.code == "uncovered-text"]
    assert [bare.document.text[run.start : run.end] for run in runs if run] == [task.text, "值班电话：0571—5550123"]


def test_white_space_and_signs_between_provisions_are_no_lost_text(plan: Plan) -> None:
    text = plan.document.text.replace("值班电话：0571—5550123", "——————  …")
    assert "uncovered-text" not in codes(replace(plan, document=replace(plan.document, text=text)))


# ---------------------------------------------------------------- responsibilities


def test_a_task_nobody_is_named_for(plan: Plan) -> None:
    found = one(plan, "task-without-body")
    assert found.severity == "error"
    assert found.anchor == plan.tasks[2].anchor
    assert found.message == "任务 二/（三） “加强安全监管”没有写明责任单位。"


def test_a_task_with_a_body_in_any_role_is_not_one_without(plan: Plan) -> None:
    assert "task-without-body" not in codes(with_task(plan, 2, assignments=plan.tasks[3].assignments))


def test_a_plan_that_names_no_body_at_all_is_said_once(plan: Plan) -> None:
    bare = replace(plan, tasks=tuple(replace(task, assignments=(), clauses=()) for task in plan.tasks))
    found = one(bare, "plan-without-bodies")
    assert "4 项任务" in found.message
    assert "task-without-body" not in codes(bare)
    assert "plan-without-bodies" not in codes(plan)


def test_co_operation_needs_someone_to_co_operate_with(plan: Plan) -> None:
    helpers = plan.tasks[0].assignments[1:]
    assert one(with_task(plan, 0, assignments=helpers, clauses=()), "cooperation-without-lead").severity == "error"
    assert "cooperation-without-lead" not in codes(plan)


def test_several_bodies_on_duty_and_none_that_leads(plan: Plan) -> None:
    found = one(plan, "duty-without-lead")
    assert found.severity == "warning"
    assert found.values["bodies"] == "市住房城乡建设局、国网云溪供电公司、各县（区）人民政府"
    assert quoted(plan, found) == "市住房城乡建设局、国网云溪供电公司、各县（区）人民政府"


def test_one_body_on_duty_leads_by_itself(plan: Plan) -> None:
    alone = with_task(plan, 1, assignments=plan.tasks[1].assignments[:1], clauses=())
    assert "duty-without-lead" not in codes(alone)


def test_joint_duty_under_a_lead_is_settled(plan: Plan) -> None:
    first, *others = plan.tasks[1].assignments
    led = with_task(plan, 1, assignments=(replace(first, role="lead"), *others), clauses=())
    assert "duty-without-lead" not in codes(led)


def test_each_clause_of_a_task_needs_its_own_lead(plan: Plan) -> None:
    task = plan.tasks[1]
    led = replace(clause(task, 0, 1), assignments=(replace(task.assignments[0], role="lead"),))
    joint = clause(task, 0, 2)
    assert one(with_task(plan, 1, clauses=(led, joint)), "duty-without-lead").values["count"] == "2"
    single = (led, clause(task, 1, 2), clause(task, 2, 3))
    assert "duty-without-lead" not in codes(with_task(plan, 1, clauses=single))


def test_a_body_outside_the_registry_is_said_once_with_its_count(plan: Plan) -> None:
    assert one(plan, "unknown-body").values == {"name": "国网云溪供电公司", "count": "1"}
    company = plan.tasks[1].assignments[1]
    twice = with_task(plan, 2, assignments=(company,))
    assert one(twice, "unknown-body").values == {"name": "国网云溪供电公司", "count": "2"}


def test_a_set_of_bodies_is_never_in_the_registry(plan: Plan) -> None:
    assert "各县（区）人民政府" not in {found.values.get("name") for found in findings(plan)}


# ---------------------------------------------------------------- targets


@pytest.mark.parametrize(
    ("code", "severity", "fires", "near_miss"),
    [
        ("target-without-unit", "warning", {"unit": " "}, {"unit": "%"}),
        ("target-year-implied", "info", {"year": None}, {"year": None, "recurrence": "R/P1Y"}),
        ("target-without-baseline", "info", {"baseline": None}, {}),
        ("target-without-baseline", "info", {"baseline": None}, {"baseline": None, "subject": "新增充电桩"}),
    ],
)
def test_what_a_target_lacks(
    plan: Plan, code: str, severity: str, fires: dict[str, object], near_miss: dict[str, object]
) -> None:
    alone = replace(plan, targets=plan.targets[:1])
    found = one(with_target(alone, 0, **fires), code)
    assert found.severity == severity
    assert quoted(plan, found).startswith("3.20" if code != "target-without-unit" else "超过3.20")
    assert code not in codes(with_target(alone, 0, **near_miss))


def test_a_figure_that_stands_twice_is_marked_as_the_target_is(plan: Plan) -> None:
    whole = Anchor(plan.targets[0].anchor.start, len(plan.document.text))
    text = plan.document.text + "；另有3.20万个在建"
    document = replace(plan.document, text=text)
    twice = with_target(replace(plan, document=document, targets=plan.targets[:1]), 0, baseline=None)
    assert quoted(twice, one(twice, "target-without-baseline")) == "3.20万个"
    twice = with_target(twice, 0, anchor=Anchor(whole.start, len(text)))
    assert one(twice, "target-without-baseline").anchor == Anchor(whole.start, len(text))


# ---------------------------------------------------------------- findings


def test_every_check_gives_findings_of_its_own_name(plan: Plan) -> None:
    bare = dict.fromkeys(("tasks", "targets", "commitments", "projects"), ())
    broken = [
        plan,
        replace(plan, **bare),
        replace(plan, tasks=tuple(replace(task, assignments=(), clauses=()) for task in plan.tasks)),
        with_task(plan, 0, assignments=plan.tasks[0].assignments[1:], clauses=()),
        with_target(plan, 0, unit="", year=None),
    ]
    for check in CHECKS:
        code = check.__name__.replace("_", "-")
        assert {found.code for each in broken for found in check(each)} <= {code}


def test_findings_come_in_the_order_of_the_text(plan: Plan) -> None:
    starts = [found.anchor.start for found in plan.findings if found.anchor]
    assert starts == sorted(starts)
    assert len(starts) == len(plan.findings) == 6


def test_a_second_review_changes_nothing(plan: Plan) -> None:
    assert review(plan) == plan


def test_a_review_keeps_what_others_found(plan: Plan) -> None:
    row = finding("row-not-joined", "error", Anchor(5, 9), text="市发展改")
    assert row in review(replace(plan, findings=(row,))).findings


def test_the_same_finding_is_not_repeated(plan: Plan) -> None:
    row = finding("row-not-joined", "error", Anchor(5, 9), text="市发展改")
    assert review(replace(plan, findings=(row, row))).findings.count(row) == 1


def test_a_finding_speaks_both_languages(plan: Plan) -> None:
    found = one(plan, "task-without-body")
    assert say(found, "zh") == (found.message, found.advice)
    assert say(found, "en")[0] == "Task 二/（三） “加强安全监管” names no body responsible."


@pytest.mark.parametrize("change", [{"code": "of-a-later-version"}, {"code": "a.b.c"}, {"code": ""}, {"values": {}}])
def test_a_finding_of_another_version_says_what_it_carries(plan: Plan, change: dict[str, object]) -> None:
    found = replace(one(plan, "task-without-body"), **change)
    assert say(found, "en") == (found.message, found.advice)
