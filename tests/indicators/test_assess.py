"""How targets are judged: small plans and few values, each verdict argued by the words of the target."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import luodi
from luodi.indicators import Assessment, Observation, Observations, assess
from luodi.indicators.measure import satisfies
from luodi.plan import Plan

AFTER = date(2026, 12, 31)


def plan(*sentences: str, facts: str = "2022年，全省粮食产量1200万吨。") -> Plan:
    text = f"甲省农业发展行动计划（2023—2025年）\n一、发展现状\n{facts}\n二、工作目标\n{''.join(sentences)}\n"
    return luodi.compile(luodi.read(text.encode(), name="plan.txt"))


def value(period: str, amount: str, **fields: Any) -> Observation:
    known = {
        "indicator": "grain_output", "basis": "published", "region": "全国", "entity": "", "unit": "万吨", "bound": "=",
        "status": "final", "grade": "A", "source": "公报", "published": "", "gathered": "2026-06-30", "note": "",
    }  # fmt: skip
    return Observation(period=period, value=Decimal(amount), **known | fields)


def judged(read: Plan, *values: Observation, on: date = AFTER) -> Assessment:
    (found,) = assess(read, Observations(values), on).assessments
    return found


GRAIN = plan("到2025年，粮食产量达到1300万吨以上。")
CEILING = plan("到2025年，粮食产量控制在1300万吨以内。")


def on_own_basis(read: Plan, period: str, amount: str, **fields: Any) -> Observation:
    """A value on whatever basis, region and unit the plan's target is set on."""
    from luodi.indicators.link import Link, link

    linked = link(read.targets[0], 2023)
    assert isinstance(linked, Link)
    return value(period, amount, indicator=linked.indicator, basis=linked.basis, region=linked.region, **fields)


@pytest.mark.parametrize(("amount", "verdict"), [("1300", "met"), ("1299.99", "not_met"), ("1400", "met")])
def test_at_its_year_a_target_is_met_or_not(amount: str, verdict: str) -> None:
    assert judged(GRAIN, on_own_basis(GRAIN, "2025", amount)).verdict == verdict


def test_over_is_not_at() -> None:
    over = plan("到2025年，粮食产量超过1300万吨。")
    assert judged(over, on_own_basis(over, "2025", "1300")).verdict == "not_met"


def test_a_cumulative_value_is_not_a_years() -> None:
    found = judged(GRAIN, on_own_basis(GRAIN, "2025-01..2025-11", "1350"))
    assert (found.verdict, found.reason_code) == ("cannot_be_judged", "part-year-only")
    assert [used.use for used in found.observations] == ["part-year"]


def test_a_ceiling_is_not_met_before_its_year() -> None:
    found = judged(CEILING, on_own_basis(CEILING, "2024", "1250"), on=date(2025, 3, 1))
    assert found.verdict != "met"


@pytest.mark.parametrize(("amount", "verdict"), [("1300", "met"), ("1301", "not_met")])
def test_a_ceiling_at_its_year(amount: str, verdict: str) -> None:
    assert judged(CEILING, on_own_basis(CEILING, "2025", amount)).verdict == verdict


@pytest.mark.parametrize(
    ("bound", "amount", "verdict"),
    [
        (">=", "1310", "met"),
        (">=", "1200", "cannot_be_judged"),
        ("<=", "1200", "not_met"),
        ("<=", "1400", "cannot_be_judged"),
    ],
)
def test_a_bound_decides_only_what_it_can(bound: str, amount: str, verdict: str) -> None:
    assert judged(GRAIN, on_own_basis(GRAIN, "2025", amount, bound=bound)).verdict == verdict


def test_sources_of_one_rank_that_differ_across_the_threshold_decide_nothing() -> None:
    rows = [on_own_basis(GRAIN, "2025", "1290"), on_own_basis(GRAIN, "2025", "1310", source="另一来源")]
    found = judged(GRAIN, *rows)
    assert (found.verdict, found.reason_code) == ("cannot_be_judged", "sources-disagree")


def test_a_revision_takes_the_place_of_what_it_revises_once_it_is_known() -> None:
    first = on_own_basis(GRAIN, "2025", "1290", published="2026-02-01", status="preliminary")
    revised = on_own_basis(GRAIN, "2025", "1310", published="2026-09-01", status="revised")
    assert judged(GRAIN, first, revised, on=date(2026, 3, 1)).verdict == "not_met"
    assert judged(GRAIN, first, revised, on=date(2026, 10, 1)).verdict == "met"


def test_a_better_grade_goes_before_a_later_copy() -> None:
    official = on_own_basis(GRAIN, "2025", "1290", published="2026-02-01")
    copy = on_own_basis(GRAIN, "2025", "1310", published="2026-03-01", grade="C", source="转载")
    assert judged(GRAIN, official, copy).verdict == "not_met"


@pytest.mark.parametrize(("amount", "verdict"), [("1235", "on_path"), ("1220", "off_path")])
def test_on_the_way_the_path_from_the_baseline_decides(amount: str, verdict: str) -> None:
    # 1200 (2022) to 1300 (2025) at one rate is 1232.4 in 2023
    found = judged(GRAIN, on_own_basis(GRAIN, "2023", amount, published="2024-02-01"), on=date(2024, 6, 1))
    assert found.verdict == verdict
    assert found.expected == pytest.approx(1232.44, abs=0.01)
    assert found.progress == pytest.approx((float(amount) - 1200) / 100)


def test_the_documents_own_milestone_bends_the_path() -> None:
    stepped = plan("到2023年，粮食产量达到1210万吨以上。", "到2025年，粮食产量达到1300万吨以上。")
    row = on_own_basis(stepped, "2024", "1240", published="2025-02-01")
    last = assess(stepped, Observations([row]), date(2025, 6, 1)).assessments[-1]
    assert last.trajectory is not None
    assert last.trajectory.kind == "milestones"
    assert (last.expected, last.verdict) == (1255, "off_path")


def test_after_its_year_without_a_value_nothing_is_guessed() -> None:
    found = judged(GRAIN, on_own_basis(GRAIN, "2024", "1290", published="2025-02-01"))
    assert (found.verdict, found.reason_code) == ("cannot_be_judged", "target-year-not-observed")


def test_an_average_rate_is_on_its_path_and_never_reached_before_its_last_year() -> None:
    growth = plan("到2025年，粮食产量年均增长5%以上。")
    start = on_own_basis(growth, "2022", "1200", published="2023-02-01")
    first = on_own_basis(growth, "2023", "1300", published="2024-02-01")  # +8.3 %
    second = on_own_basis(growth, "2024", "1310", published="2025-02-01")  # 4.5 % a year
    assert judged(growth, start, first, on=date(2024, 6, 1)).verdict == "on_path"
    assert judged(growth, start, first, second, on=date(2025, 6, 1)).verdict == "off_path"


def test_a_rate_of_one_year_does_not_meet_the_next_years() -> None:
    rate = plan("2024年，地区生产总值增长5%以上。")
    before = on_own_basis(rate, "2023", "5.2", unit="%", published="2024-02-01")
    assert judged(rate, before, on=date(2024, 6, 1)).verdict == "cannot_be_judged"


def test_what_passed_early_and_fell_back_is_not_met() -> None:
    kept = plan("到2025年，九年义务教育巩固率保持在96%以上。", facts="2022年，九年义务教育巩固率96%。")
    passed = on_own_basis(kept, "2023", "96.5", unit="%", published="2024-02-01")
    fallen = on_own_basis(kept, "2024", "95.8", unit="%", published="2025-02-01")
    assert judged(kept, passed, on=date(2024, 6, 1)).verdict == "met"
    assert judged(kept, passed, fallen, on=date(2025, 6, 1)).verdict == "off_path"


def test_below_a_floor_is_behind_even_where_the_baseline_stands_above_it() -> None:
    floor = plan("到2025年，粮食产量稳定在1150万吨以上。")  # 1200 in 2022
    fallen = on_own_basis(floor, "2024", "1140", published="2025-02-01")
    assert judged(floor, fallen, on=date(2025, 6, 1)).verdict == "off_path"


def test_the_sum_of_several_years_is_not_judged_by_one() -> None:
    several = plan("2023—2025年，累计改造城镇老旧小区3000个以上。")
    row = value("2025", "900", indicator="old_estates", basis="mohurd", unit="个")
    found = judged(several, row)
    assert (found.verdict, found.reason_code) == ("cannot_be_judged", "several-years")


def test_a_ceiling_that_is_kept_needs_no_pace_and_is_not_said_to_be_missed() -> None:
    kept = on_own_basis(CEILING, "2024", "1250", published="2025-02-01")
    found = judged(CEILING, kept, on=date(2025, 6, 1))
    assert (found.verdict, found.required) == ("on_path", None)
    assert "没有达到" not in judged(CEILING, kept).reason.text


def test_what_stands_after_the_year_decides_only_what_has_been_built_up() -> None:
    beds = plan("到2025年，养老床位达到25万张以上。", facts="2022年，养老床位20万张。")

    def later(amount: str, bound: str) -> str:
        row = on_own_basis(beds, "2026-06", amount, unit="万张", bound=bound, published="2026-08-01")
        return judged(beds, row).reason_code

    assert later("24.5", "=") == "missed-later"
    assert later("24.5", ">") == "target-year-not-observed"
    assert later("25.5", "=") == "target-year-not-observed"
    people = plan("到2025年，常住人口控制在1050万人以内。", facts="2022年，常住人口1000万人。")
    risen = on_own_basis(people, "2026", "1060", unit="万人", gathered="2027-03-01")
    assert judged(people, risen, on=date(2027, 6, 1)).verdict == "cannot_be_judged"


def test_the_path_is_said_in_the_unit_of_the_value_beside_it() -> None:
    beds = plan("到2025年，养老床位达到26万张以上。", facts="2022年，养老床位20万张。")
    row = on_own_basis(beds, "2024", "22", unit="万张", published="2025-02-01")
    assert judged(beds, row, on=date(2025, 6, 1)).reason.text == "2024年为22万张，落后于应有进度24万张。"


@pytest.mark.parametrize(("amount", "said"), [("1290", []), ("1400", ["above-range"])])
def test_a_value_above_a_range_says_that_the_lower_end_was_judged(amount: str, said: list[str]) -> None:
    between = plan("到2025年，粮食产量稳定在1200—1300万吨。")
    found = judged(between, on_own_basis(between, "2025", amount))
    assert found.verdict == "met"
    assert [caution.code for caution in found.cautions if caution.code == "above-range"] == said


def test_a_target_that_no_indicator_names_says_so() -> None:
    strange = plan("到2025年，乡村露天电影放映点达到300个。")
    found = judged(strange)
    assert (found.verdict, found.reason_code, found.indicator) == ("cannot_be_judged", "no-indicator", None)
    assert "乡村露天电影放映点" in found.reason.text


bounds = st.sampled_from(["=", "~", ">=", ">", "<=", "<"])


@given(
    amount=st.integers(0, 6),
    threshold=st.integers(0, 6),
    bound=bounds,
    comparator=st.sampled_from([">", ">=", "<", "<="]),
)
def test_a_bound_never_decides_against_a_value_that_it_allows(
    amount: int, threshold: int, bound: Any, comparator: Any
) -> None:
    """What is decided holds for every exact value that the bound allows, and what is left open does not for all."""
    decided = satisfies(amount, bound, comparator, threshold)
    allowed = {
        ">=": [amount, amount + 0.5, 9],
        ">": [amount + 0.5, 9],
        "<=": [amount, amount - 0.5, -1],
        "<": [amount - 0.5, -1],
    }
    answers = {satisfies(each, "=", comparator, threshold) for each in allowed.get(bound, [amount])}
    assert answers == {decided} if decided is not None else len(answers) == 2
