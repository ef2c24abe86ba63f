"""Plans and figures at the ends of what a plan file may hold: nothing, zero, far years, huge numbers, ten thousand targets."""

from __future__ import annotations

from collections.abc import Callable
from cProfile import Profile
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace

import luodi
from luodi.indicators import Observation, Observations, assess
from luodi.indicators.assessment import Assessment, NoOutlook
from luodi.indicators.ledger import Ledger, ledger
from luodi.indicators.ledger.conflicts import MOST_CONFLICTS
from luodi.indicators.ledger.variables import plain as plain_subject
from luodi.indicators.outlook import NotAsIssued, scores, with_outlooks
from luodi.plan import Baseline, Plan, Target
from luodi.plan.encode import plain_json
from luodi.registry.indicators import counted_by, named_by

ON = date(2024, 12, 31)
FIGURES = ["0", "0E+5", "-5", "1E+99", "1E-99", "-1E+99"]


@cache
def whole() -> Plan:
    text = "某省汽车产业发展行动计划（2023—2025年）\n一、工作目标\n到2025年，汽车产量超过530万辆。\n"
    return luodi.compile(luodi.read(text.encode(), name="plan.txt"))


def target(**changed: Any) -> Target:
    return replace(whole().targets[0], **changed)


def plan(*targets: Target) -> Plan:
    return replace(whole(), targets=targets)


def series(*amounts: float, first: int = 2015) -> Observations:
    return Observations(
        Observation(
            indicator="vehicle_production", basis="legal-entity", region="全国", entity="", period=str(year), value=Decimal(str(amount)),
            unit="万辆", bound="=", status="final", grade="A", source="公报", published=f"{year + 1}-01-20", gathered="", note="",
        )
        for year, amount in enumerate(amounts, first)
    )  # fmt: skip


GROWING = series(*(300 + 10 * step for step in range(9)))
BOTH = [
    lambda figure: [target(value=figure)],
    lambda figure: [target(value=figure, unit="辆"), target(id="g-2", value=Decimal(500))],
    lambda figure: [target(baseline=Baseline(value=figure, unit="万辆", year=2022, fact="f-1"))],
    lambda figure: [target(subject="汽车产量年均增长", unit="%", value=figure), target(id="g-2")],
    lambda figure: [target(subject="新增汽车产量", value=figure)],
    lambda figure: [target(), target(id="g-2", subject="汽车产量占全国比重", unit="%", value=figure)],
    lambda figure: [target(subject="汽车产量", unit="倍", sentence="比2020年翻一番", value=figure), target(id="g-2")],
]


@pytest.mark.parametrize("made", BOTH)
@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("known", [GROWING, series(*[0] * 9), series(*[-7.5] * 9)], ids=["growing", "zero", "negative"])
def test_whatever_the_figure_there_is_an_assessment_and_a_ledger(
    made: Callable[[Decimal], list[Target]], figure: str, known: Observations
) -> None:
    read = plan(*made(Decimal(figure)))
    found = with_outlooks(assess(read, known, ON))
    assert len(found.assessments) == len(read.targets)
    assert plain_json(found)
    assert plain_json(ledger(read, known))


@pytest.mark.parametrize("year", [-5, 0, 1, 1850, 2300, 9999, 10_000, 1_000_000])
def test_whatever_the_year_there_is_an_assessment_and_a_ledger(year: int) -> None:
    rate = target(id="g-2", subject="汽车产量年均增长", unit="%", value=Decimal(8), year=year)
    read = plan(
        target(year=year), rate, target(id="g-3", baseline=Baseline(value=Decimal(9), unit="万辆", year=year, fact=""))
    )
    found = with_outlooks(assess(read, GROWING, ON))
    if year > 2100:
        outlook = found.assessments[0].outlook
        assert isinstance(outlook, NoOutlook)
        assert outlook.reason == "too-far"
    assert plain_json(ledger(read, GROWING))


def test_a_plan_without_targets_has_an_empty_assessment_and_ledger() -> None:
    assert with_outlooks(assess(plan(), GROWING, ON)).assessments == ()
    assert ledger(plan(), GROWING).entries == ()


def growth(known: Observations) -> Assessment:
    read = plan(target(subject="汽车产量年均增长", unit="%", value=Decimal(8)))
    (found,) = assess(read, known, ON).assessments
    return found


def test_from_nothing_or_less_there_is_no_rate_of_growth() -> None:
    assert [round(reading.amount, 9) for reading in growth(series(100, 110, 121, first=2022)).readings] == [10.0]
    assert growth(series(0, 50, first=2022)).readings == ()
    assert growth(series(-3, 50, first=2022)).readings == ()
    assert growth(series(100, -50, first=2022)).readings == ()
    assert [reading.amount for reading in growth(series(100, 0, first=2022)).readings] == [-100.0]


def test_a_figure_below_nothing_contradicts_neither_itself_nor_its_repetition() -> None:
    loss = [
        target(id=f"g-{n}", subject="新型产品利润", comparator="=", value=Decimal(-5), unit="亿元") for n in range(2)
    ]
    part = target(id="g-2", subject="其他产品利润", comparator="=", value=Decimal(3), unit="亿元", part_of="g-0")
    assert ledger(plan(*loss)).conflicts == ()
    assert ledger(plan(loss[0], part)).conflicts == ()  # other parts may have lost more


def test_a_forecast_that_was_tampered_with_is_not_as_issued() -> None:
    issued = with_outlooks(assess(plan(target()), GROWING, date(2023, 12, 31)))
    (one,) = issued.assessments
    assert one.outlook is not None
    for changed in ({"kind": "ratio"}, {"years": (2020,)}, {"issued": "March"}, {"bands": ()}):
        wrong = replace(issued, assessments=(replace(one, outlook=replace(one.outlook, **changed)),))
        with pytest.raises(NotAsIssued):
            scores(wrong, issued)


MANY: dict[str, Callable[[int], dict[str, Any]]] = {
    "different": lambda n: {"subject": f"新型产品{n}产量"},
    "alike": lambda n: {"value": Decimal(500)},
    "years": lambda n: {"year": 2025 + n, "value": Decimal(500 + n)},
    "parts of one": lambda n: {"subject": f"新型产品{n}产量", "part_of": "g-0" if n else None, "value": Decimal(500)},
    "in pairs that conflict": lambda n: {
        "subject": f"新型产品{n // 2}产量",
        "comparator": "=",
        "value": Decimal(500 + 9 * (n % 2)),
    },
    "all in conflict": lambda n: {"comparator": "=", "value": Decimal(500 + 9 * n)},
}


def many(count: int, kind: str) -> Plan:
    return plan(*(target(id=f"g-{n}", **MANY[kind](n)) for n in range(count)))


@pytest.mark.parametrize("kind", MANY)
@pytest.mark.parametrize(
    ("measured", "count"),
    [(ledger, 1500), (lambda read: assess(read, GROWING, ON), 1500)],
    ids=["ledger", "assessment"],
)
def test_the_work_is_in_proportion_to_the_targets(kind: str, measured: Callable[[Plan], Any], count: int) -> None:
    """Calls are counted, which no other work on the machine changes; five times the targets, not 25 times the calls."""

    def calls(read: Plan) -> int:
        profile = Profile()
        profile.runcall(measured, read)
        return sum(entry.callcount for entry in profile.getstats())

    measured(many(count, kind))  # reads the tables and fills the caches
    assert calls(many(count, kind)) < 9 * calls(many(count // 5, kind))


def test_of_very_many_conflicts_the_first_are_given_and_it_is_said_that_there_are_more() -> None:
    found = ledger(many(200, "all in conflict"))
    assert (len(found.conflicts), found.complete) == (MOST_CONFLICTS, False)
    assert all(len(conflict.records) == 2 for conflict in found.conflicts)
    few: Ledger = ledger(many(MOST_CONFLICTS, "all in conflict"))
    assert (len(few.conflicts), few.complete) == (MOST_CONFLICTS - 1, True)


LONG = 100_000


@pytest.mark.parametrize(
    "part",
    ["占", "占全国", "汽车占", "增长", "年均", "年均增长率", "总量", "全省", "力争", "累计", "新增", "培育", "广东省", "新华", "数",
     "的", "（", "（a）", "(", ")", "“", " ", "每年提高", "吉林", "甲", "2020年", "规划建设", "GDP", "R&D", "&"],
)  # fmt: skip
def test_a_hostile_subject_is_no_indicator(part: str) -> None:
    for subject in (part * (LONG // len(part)), "汽车" + part * (LONG // len(part)) + "x"):
        assert named_by(subject, "广东省", "辆") is None
        assert counted_by(subject, "广东省", "产值", "亿元") is None
        assert len(plain_subject(subject)) <= len(subject)
        ledger(plan(target(subject=subject), target(id="g-2", subject=subject, unit="%")))


@pytest.mark.parametrize(
    ("subject", "name"),
    [("全省汽车产量", "汽车产量"), ("力争实现汽车产业规模总量", "汽车产业"), ("“汽车” 产量", "汽车产量"), ("总量", "总量"), ("", "")],
)  # fmt: skip
def test_a_subject_without_words_of_place_and_extent(subject: str, name: str) -> None:
    assert plain_subject(subject) == name
