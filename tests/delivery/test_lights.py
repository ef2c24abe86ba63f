"""Three lights, each by its rule; none gets greener with time alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.delivery import Ledger, default_rules, fold, lights, overridden, read_rules, say, setting
from luodi.delivery.error import SettingsError
from luodi.delivery.event import CHINA
from luodi.delivery.reporting import owed
from luodi.messages import catalogue
from luodi.plan import Plan

from .scene import TASK, a_plan, a_task, history
from .test_ledger import LIFE, MORE, USUAL, sequence

RANK = {"grey": 0, "green": 0, "yellow": 1, "red": 2}


def standing(plan: Plan, ledger: Ledger, day: date):  # type: ignore[no-untyped-def]
    [found] = lights(plan, ledger.matters.values(), setting(day)).standings
    return found


@settings(max_examples=150, deadline=None)
@given(USUAL.filter(bool), MORE, st.sampled_from([None, "2025-05-31", "2025-09-30", "2026-02-20"]),
       st.sampled_from([None, "R/P1Y", "R/P1M", "continuous"]), st.sampled_from([None, "2025-12-31"]))  # fmt: skip
def test_the_delivery_and_freshness_lights_never_get_greener_by_waiting(
    usual: list[str], more: list[str], due: str | None, recurrence: str | None, end: str | None
) -> None:
    plan = a_plan(a_task(due, recurrence), period_end=end)
    ledger = fold(sequence(usual, more))
    [matter] = ledger.matters.values()
    day = matter.events[-1].by.day
    before = {"delivery": ("green", 0), "freshness": ("green", 0)}
    for _ in range(80):
        found = standing(plan, ledger, day)
        for name in before:
            colour = getattr(found, name).computed
            was, rank = before[name]
            assert RANK[colour] >= rank, (day, was, colour)
            before[name] = (colour, RANK[colour])
        day += timedelta(5)


@settings(max_examples=100, deadline=None)
@given(USUAL.filter(bool), MORE, st.integers(0, 700))
def test_every_light_names_its_rule_and_says_why_in_both_languages(
    usual: list[str], more: list[str], days: int
) -> None:
    ledger = fold(sequence(usual, more))
    [matter] = ledger.matters.values()
    found = standing(a_plan(a_task("2025-09-30")), ledger, matter.events[-1].by.day + timedelta(days))
    for name in ("delivery", "path", "freshness"):
        light = getattr(found, name)
        assert light.rule.split("/")[0] == name
        assert light.version == default_rules().version
        assert "{" not in say(light.because, "zh") + say(light.because, "en")
        assert (light.colour != light.computed) <= (overridden(light) is not None)


def test_every_rule_of_the_catalogue_has_two_languages_with_the_same_values() -> None:
    import string

    def check(entry: dict[str, object], path: str) -> None:
        if set(entry) == {"zh", "en"}:
            used = [
                {name for _, name, _, _ in string.Formatter().parse(str(entry[lang])) if name} for lang in ("zh", "en")
            ]
            assert used[0] == used[1], path
            return
        for key, value in entry.items():
            assert isinstance(value, dict)
            check(value, f"{path}.{key}")

    check(catalogue("delivery"), "delivery")


def test_an_override_is_shown_with_who_when_and_why() -> None:
    plan = a_plan(a_task("2025-06-30"))
    found = standing(plan, fold(history([*LIFE[:3], "2025-07-02 override delivery green"])), date(2025, 7, 2))
    said = overridden(found.delivery)
    assert said is not None
    assert (found.delivery.colour, found.delivery.computed) == ("green", "red")
    assert say(said) == "李工于2025年7月2日人工改灯，理由：已电话核实（按规则应为红灯）。"
    assert say(said, "en") == "Set by 李工 on 2025-07-02: 已电话核实 (by the rules: red)."


def test_a_light_is_explained_in_words() -> None:
    found = standing(a_plan(a_task("2025-06-30")), fold(history(LIFE[:3])), date(2025, 7, 1))
    assert say(found.delivery.because) == "时限2025年6月30日（文件规定）已过 1 天，没有申请办结。"
    assert say(found.freshness.because) == ("2025年1月6日以来（176 天）没有反馈，缺 1 期：2025年1—3月。")
    assert say(found.freshness.because, "en") == "No report since 2025-01-06 (176 days), 1 missing: 2025Q1."


def test_the_latest_report_is_named_where_one_is_missing() -> None:
    lines = [*LIFE[:3], "2025-04-10 reported 2025Q1", "2025-07-10 reported 2025Q2"]
    found = standing(a_plan(a_task("2025-12-31")), fold(history(lines)), date(2025, 10, 22))
    assert say(found.freshness.because) == "最近一次反馈是2025年7月10日（104 天前），此后缺 1 期：2025年7—9月。"


def test_a_year_without_known_holidays_is_said() -> None:
    ledger = fold(history(LIFE[:3]))
    plan = a_plan(a_task("2027-03-31"))
    assert lights(plan, ledger.matters.values(), setting(date(2026, 6, 1))).cautions == ()
    [caution] = lights(plan, ledger.matters.values(), setting(date(2026, 12, 1))).cautions
    assert say(caution).startswith("没有 2027 年的放假安排")
    old = ["2022-01-06 assigned", "2022-01-07 signed"]
    assert [
        c.values for c in lights(plan, fold(history(old)).matters.values(), setting(date(2024, 6, 3))).cautions
    ] == [{"years": ("2022",)}]
    over = fold(history([*old, "2022-03-01 withdrawn"])).matters.values()
    assert lights(plan, over, setting(date(2024, 6, 3))).cautions == ()


def test_a_matter_whose_task_is_gone_from_the_plan_is_said() -> None:
    found = lights(a_plan(), fold(history(LIFE[:3])).matters.values(), setting(date(2025, 2, 3)))
    assert found.standings[0].delivery.rule == "delivery/undated"
    assert TASK in say(found.cautions[0])


def test_the_last_of_several_days_of_the_document_counts_and_the_others_are_kept() -> None:
    from msgspec.structs import replace

    first, last = a_task("2024-12-31"), a_task("2025-12-31")
    plan = a_plan(replace(first, dues=first.dues + last.dues))
    found = standing(plan, fold(history(LIFE[:3])), date(2025, 2, 3))
    assert (found.limit.by, found.limit.earlier) == (date(2025, 12, 31), ("2024-12-31",))


def test_reports_owed_are_listed_with_how_each_stands() -> None:
    ledger = fold(history([*LIFE[:3], "2025-04-18 reported 2025Q1", "2025-04-21 passed", "2025-10-20 reported 2025Q3",
                           "2025-10-21 returned"]))  # fmt: skip
    found = standing(a_plan(a_task("2026-12-31")), ledger, date(2025, 10, 21))
    rows = owed(found.matter, found.cycle, setting(date(2025, 10, 21)))
    assert [(row.period.label, row.standing, row.late) for row in rows] == [
        ("2025Q1", "passed", True),  # due 15 April
        ("2025Q2", "missing", True),
        ("2025Q3", "returned", False),  # due 21 October, to be handed in again today
        ("2025Q4", "running", False),
    ]


@pytest.mark.parametrize("text", ["version = 1", "[delivery]\ndue_soon = 5", 'version = "1"\n', 'version = " "',
                                  'version = "x"\n[delivery]\ndue_sooner = 5', 'version = "x"\n[delivery]\ndue_soon = -1',
                                  'version = "x"\n[freshness]\nyellow_missed = 3', 'version = "x"\n[path]\nmet = "blue"',
                                  'version = "x"\n[notices.red]\nprefix = "督办黄"', "version = "])  # fmt: skip
def test_rules_that_cannot_be_used_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_rules(text)
    assert str(refused.value)
    assert refused.value.in_words("en")


def test_an_office_says_only_what_differs_and_its_version_stands_beside_every_light() -> None:
    rules = read_rules('version = "西安-2026-1"\n[delivery]\ndue_soon = 3\n')
    assert (rules.delivery.due_soon, rules.delivery.sign_within) == (3, 3)
    plan, ledger = a_plan(a_task("2025-06-30")), fold(history([*LIFE[:3], "2025-04-10 reported 2025Q1"]))
    [found] = lights(plan, ledger.matters.values(), setting(date(2025, 6, 16), rules)).standings
    assert (found.delivery.colour, found.delivery.version) == ("green", "西安-2026-1")


def test_days_are_those_of_china() -> None:
    assert CHINA.utcoffset(None) == timedelta(hours=8)
