"""The target ledger: what a plan's own figures imply, and which of them cannot all hold.

The expected numbers are worked by hand from the provincial plan's sentences; the planted contradictions are plans in a few
sentences, each with the set that has to come back and what would hold without it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import luodi
from luodi.indicators.ledger import Ledger, ledger
from luodi.indicators.observations import Observations
from luodi.plan import Plan

PLANTED: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("contradictions.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def found(provincial: Plan, published: Observations) -> Ledger:
    return ledger(provincial, published)


def amounts(found: Ledger, kind: str, **values: str) -> list[float]:
    return [
        entry.amount
        for entry in found.entries
        if entry.kind == kind and all(entry.values[key] == value for key, value in values.items())
    ]


@pytest.mark.parametrize(
    ("subject", "rate"),
    [
        ("全省汽车制造业营业收入", 4.04),  # (13500 / 11987.44) ** (1/3)
        ("汽车工业增加值", 4.66),  # (2800 / 2442.27) ** (1/3)
        ("汽车产量", 8.46),  # (530 / 415.37) ** (1/3)
        ("新能源汽车产量", 32.24),  # (300 / 129.73) ** (1/3)
    ],
)
def test_the_growth_that_the_targets_of_2025_require(found: Ledger, subject: str, rate: float) -> None:
    assert amounts(found, "implied-growth", subject=subject) == [pytest.approx(rate, abs=0.005)]


def test_a_required_rate_is_a_lower_bound_since_the_target_is_one(found: Ledger) -> None:
    for entry in found.entries:
        if entry.kind == "implied-growth":
            assert entry.low == pytest.approx(entry.amount, rel=1e-3)
            assert entry.high is None


def test_revenue_per_vehicle_falls_at_face_value_and_two_thresholds_bound_nothing(found: Ledger) -> None:
    # 11987.44亿元 / 415.37万辆 = 28.86万元, 13500 / 530 = 25.47万元; (25.47 / 28.86) ** (1/3) - 1 = -4.1 %
    assert amounts(found, "ratio", name="单车营业收入", year="2022") == [pytest.approx(288_600, rel=1e-3)]
    assert amounts(found, "ratio", name="单车营业收入", year="2025") == [pytest.approx(254_717, rel=1e-3)]
    assert amounts(found, "ratio-falls", name="单车营业收入") == [pytest.approx(-4.08, abs=0.01)]
    worded = next(entry for entry in found.entries if entry.kind == "ratio" and entry.values["year"] == "2025")
    assert (worded.low, worded.high) == (None, None)


def test_the_value_added_ratio_rises_slightly(found: Ledger) -> None:
    assert amounts(found, "ratio", name="汽车制造业增加值率") == [
        pytest.approx(21.04, abs=0.01),  # 1768.35 / 8404.78
        pytest.approx(20.37, abs=0.01),  # 2442.27 / 11987.44
        pytest.approx(20.74, abs=0.01),  # 2800 / 13500
    ]


def test_parts_are_to_make_four_ninths_of_revenue(found: Ledger) -> None:
    assert amounts(found, "ratio", name="汽车零部件制造业营业收入占汽车制造业营业收入比重") == [
        pytest.approx(44.44, abs=0.01)
    ]


def test_shares_imply_a_nation_that_is_not_the_associations(found: Ledger) -> None:
    # 311.97 / 12.2 % = 2557.1; printed to one decimal the share may be 12.15 to 12.25 %: 2546.7 to 2567.7
    implied = next(entry for entry in found.entries if entry.kind == "implied-whole")
    assert implied.amount == pytest.approx(25_571_311, rel=1e-4)
    assert (implied.low, implied.high) == (pytest.approx(25_466_939, rel=1e-4), pytest.approx(25_677_000, rel=1e-4))
    differing = [(e.values["year"], e.values["published"]) for e in found.entries if e.kind == "whole-differs"]
    assert ("2019", "2572.1万辆") in differing
    assert ("2022", "2702.1万辆") in differing


def test_an_observed_total_within_rounding_is_no_difference(found: Ledger) -> None:
    published = {entry.values["published"] for entry in found.entries if entry.kind == "whole-differs"}
    assert "2557.1万辆" not in published  # what the plan itself implies


def test_the_charger_target_was_passed_when_issued_with_the_caution_about_the_basis(found: Ledger) -> None:
    reached = [entry for entry in found.entries if entry.kind == "reached-before-issue"]
    assert [(entry.values["subject"], entry.values["published"]) for entry in reached] == [
        ("新能源汽车公用充电桩", "345126个")
    ]
    assert "公用" in reached[0].values["mind"]
    assert "公共" in reached[0].values["mind"]


def test_the_two_real_documents_contradict_themselves_nowhere(provincial: Plan) -> None:
    table = luodi.compile(luodi.read("src/luodi/samples/guangzhou-automobile-tasks-2020.txt"))
    assert ledger(provincial).conflicts == ()
    assert ledger(table).conflicts == ()


def planted(case: dict[str, Any]) -> tuple[Plan, Ledger]:
    text = "某省新型产业发展行动计划（2023—2025年）\n一、发展现状\n{facts}\n二、工作目标\n{goals}\n"
    plan = luodi.compile(luodi.read(text.format(**case).encode(), name="plan.txt"))
    return plan, ledger(plan)


@pytest.mark.parametrize("case", PLANTED, ids=lambda case: case["name"])
def test_a_planted_contradiction_comes_back_as_its_smallest_set(case: dict[str, Any]) -> None:
    plan, found = planted(case)
    records = {record.id: record for record in (*plan.facts, *plan.targets)}
    sets = [
        (
            conflict.reading,
            sorted(f"{records[i].subject} {records[i].value.normalize():f}{records[i].unit}" for i in conflict.records),
        )
        for conflict in found.conflicts
    ]
    assert sets == [(entry["reading"], sorted(entry["set"])) for entry in case["conflicts"]]


def test_a_city_s_share_of_its_province_says_nothing_of_the_city_s_own_whole() -> None:
    text = (
        "广州市人民政府关于印发广州市乡村旅游发展行动计划（2023—2025年）的通知\n一、工作目标\n到2025年，乡村民宿达到50个，星级酒店达到100个，"
        "乡村民宿占全省星级酒店比重达到10%。\n"
    )
    plan = luodi.compile(luodi.read(text.encode(), name="plan.txt"))
    assert len(plan.targets) == 3
    assert ledger(plan).conflicts == ()
