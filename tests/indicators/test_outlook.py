"""Forecasts of targets: from published values of one basis, frozen as issued, scored when the outcome is published."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from luodi.indicators import assess
from luodi.indicators.assessment import Assessments, NoOutlook, Outlook
from luodi.indicators.observations import Observations
from luodi.indicators.outlook import NotAsIssued, from_json, scores, with_outlooks
from luodi.plan import Plan, PlanError
from luodi.plan.encode import plain_json


@pytest.fixture(scope="module")
def issued(provincial: Plan, published: Observations) -> Assessments:
    return with_outlooks(assess(provincial, published, date(2024, 12, 31)))


def outlook(assessed: Assessments, subject: str) -> Outlook | NoOutlook | None:
    return next(one.outlook for one in assessed.assessments if one.subject == subject)


def test_the_series_is_that_of_the_targets_own_basis_with_its_gaps(issued: Assessments) -> None:
    found = outlook(issued, "汽车产量")
    assert isinstance(found, Outlook)
    assert found.years == (2019, 2022, 2023)
    assert found.values == (311.97, 415.37, 519.19)
    assert [band.year for band in found.bands] == [2024, 2025]


def test_what_is_wide_ahead_is_wider_further_ahead(issued: Assessments) -> None:
    found = outlook(issued, "汽车产量")
    assert isinstance(found, Outlook)
    near, far = found.bands
    assert far.high_80 - far.low_80 > near.high_80 - near.low_80 > near.high_50 - near.low_50 > 0
    assert near.low_80 <= near.low_50 <= near.median <= near.high_50 <= near.high_80


def test_a_share_stays_between_nothing_and_all(issued: Assessments) -> None:
    found = outlook(issued, "汽车产量占全国汽车总产量比重")
    assert isinstance(found, Outlook)
    assert all(band.low_80 > 0 and band.high_80 < 100 for band in found.bands)


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ("全省汽车制造业营业收入", "too-few-points"),
        ("汽车零部件制造业营业收入", "too-few-points"),
        ("产销量突破100万辆规模的整车企业", "no-series"),
        ("新增汽车整车企业进入世界500强企业名单", "too-few-points"),
    ],
)
def test_where_nothing_honest_can_be_said_it_is_not_said(issued: Assessments, subject: str, reason: str) -> None:
    found = outlook(issued, subject)
    assert isinstance(found, NoOutlook)
    assert found.reason == reason


def test_a_basis_that_has_ended_is_not_followed_on(provincial: Plan, published: Observations) -> None:
    found = outlook(with_outlooks(assess(provincial, published, date(2025, 12, 31))), "汽车产量")
    assert isinstance(found, NoOutlook)
    assert found.reason == "basis-ended"


def test_a_derived_value_is_not_followed(provincial: Plan, published: Observations) -> None:
    assessed = assess(provincial, published, date(2025, 12, 31))
    energy = next(one for one in assessed.assessments if one.subject == "新能源汽车产量")
    assert [reading.year for reading in energy.readings if reading.derived] == [2024]
    earlier = replace(assessed, on="2024-12-31")  # as if the break of 2025 had not come
    found = outlook(with_outlooks(earlier), "新能源汽车产量")
    assert isinstance(found, Outlook)
    assert found.years == (2019, 2022, 2023)


def test_a_frozen_forecast_is_scored_by_what_was_published_later(
    issued: Assessments, provincial: Plan, published: Observations
) -> None:
    frozen = from_json(plain_json(issued))
    (score,) = scores(frozen, assess(provincial, published, date(2026, 11, 22)))
    assert (score.key, score.year, score.outcome) == ("vehicle_production/legal-entity/广东省/level", 2024, 570.74)
    assert score.inside


def test_a_forecast_that_was_changed_after_it_was_issued_is_not_scored(
    issued: Assessments, provincial: Plan, published: Observations
) -> None:
    changed = from_json(plain_json(issued).replace(b"519.19]", b"519.2]"))
    with pytest.raises(NotAsIssued):
        scores(changed, assess(provincial, published, date(2026, 11, 22)))


def test_what_are_no_assessments_are_refused() -> None:
    with pytest.raises(PlanError, match="luodi/assessments/1"):
        from_json(b"{}")
