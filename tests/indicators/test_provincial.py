"""The 15 targets of the provincial plan on four days of knowledge, judged by hand in provincial.yaml."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from luodi.indicators.assess import assess
from luodi.indicators.assessment import Assessments
from luodi.indicators.observations import Observations
from luodi.plan import Plan

DAYS = [date(2023, 12, 29), date(2024, 12, 31), date(2025, 12, 31), date(2026, 11, 22)]
JUDGED: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("provincial.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def assessed(provincial: Plan, published: Observations) -> Any:
    @cache
    def on(day: date) -> Assessments:
        return assess(provincial, published, day)

    return on


def test_every_target_is_judged(provincial: Plan) -> None:
    assert [row["subject"] for row in JUDGED] == [target.subject for target in provincial.targets]


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("row", JUDGED, ids=lambda row: row["subject"])
def test_a_target_is_judged_as_by_hand(row: dict[str, Any], day: date, assessed: Any) -> None:
    index = DAYS.index(day)
    found = next(a for a in assessed(day).assessments if a.subject == row["subject"])
    assert (found.verdict, found.reason_code) == (row["verdicts"][index], row["reasons"][index])


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nothing_is_used_that_was_not_known(day: date, assessed: Any) -> None:
    used = [used for a in assessed(day).assessments for used in a.observations]
    assert used
    assert all(entry.observation.known <= day for entry in used)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_value_on_another_basis_decides_nothing(day: date, assessed: Any) -> None:
    for found in assessed(day).assessments:
        for used in found.observations:
            assert (used.use == "other-basis") == (used.observation.basis != found.basis)


def test_doubtful_figures_keep_their_mark(assessed: Any) -> None:
    for found in assessed(DAYS[-1]).assessments:
        for used in found.observations:
            if used.use == "decisive" and used.observation.grade in ("C", "D"):
                assert f"grade-{used.observation.grade.lower()}" in [caution.code for caution in found.cautions]
            if used.use == "decisive" and "address incomplete" in used.observation.note:
                assert "address-incomplete" in [caution.code for caution in found.cautions]
