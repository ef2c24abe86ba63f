"""What an issued forecast is: reproducible, frozen, within bounds, in the unit of the series."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.indicators.forecast import Forecast, NoForecast, Request, forecast, forecasts, growth, trends
from luodi.indicators.forecast.hindcast import AVERAGE, GROWTH, LEAST_ORIGINS, name
from luodi.indicators.forecast.predictive import ahead, drawn
from luodi.indicators.forecast.scales import onto, scales

YEARS = (2013, 2014, 2015, 2016, 2017, 2019, 2022, 2023, 2024)
VALUES = (11.0, 12.5, 12.0, 15.5, 17.0, 21.0, 30.0, 33.5, 36.0)
AHEAD = (2025, 2026, 2027)
SHARES = tuple(value / 40 for value in VALUES)
CALL: dict[str, Any] = {
    "years": YEARS, "values": VALUES, "horizon": AHEAD, "kind": "count", "seed": 7, "key": "output", "issued": "2025-03-01",
    "draws": 2000,
}  # fmt: skip


def issued(**changed: Any) -> Forecast:
    result = forecast(**CALL | changed)
    assert isinstance(result, Forecast)
    return result


def refused(**changed: Any) -> NoForecast:
    result = forecast(**CALL | changed)
    assert isinstance(result, NoForecast)
    return result


def test_the_same_call_gives_the_same_forecast():
    one, other = issued(), issued()
    assert (one.draws == other.draws).all()
    assert one.sha256 == other.sha256


def test_more_draws_extend_fewer_and_a_later_year_changes_no_earlier_one():
    short, long = issued(draws=500), issued(draws=10_000)
    assert short.draws == pytest.approx(long.draws[:, :500], rel=1e-12)


@pytest.mark.parametrize("method", ["drift", "damped", "trend", "drift-log", GROWTH, AVERAGE])
def test_of_every_method_the_first_draws_of_many_are_the_draws_of_few(method: str):
    few, many = (paths(VALUES, method, draws) for draws in (300, 5000))
    assert few == pytest.approx(many[:, :300], rel=1e-12)


def test_in_company_every_forecast_is_what_it_is_alone():
    """Other years, other scales, growth or none, and series of which there is none, in an order that groups nothing."""
    calls = [
        {"values": VALUES}, {"values": SHARES, "kind": "share"}, {"values": VALUES[::-1]}, {"values": (1.0,) * 9},
        {"values": VALUES, "key": "sales"}, {"values": (*VALUES[:4], 0.0, *VALUES[5:])}, {"values": SHARES, "kind": "level"},
        {"values": VALUES[:5], "years": YEARS[:5]}, {"values": VALUES[2:], "years": YEARS[2:]}, {"values": (1.0, 2.0, 4.0) * 3},
    ]  # fmt: skip
    alone = [forecast(**CALL | call) for call in calls * 4]
    fields = {field: value for field, value in CALL.items() if field != "draws"}
    company = list(forecasts([Request(**fields | call) for call in calls * 4], CALL["draws"]))
    assert len({one.method for one in alone if isinstance(one, Forecast)}) > 2
    for one, other in zip(alone, company, strict=True):
        if isinstance(one, NoForecast):
            assert one == other
        else:
            assert isinstance(other, Forecast)
            assert one.sha256 == other.sha256
            assert one.draws == pytest.approx(other.draws, rel=1e-12)
            assert [each.method for each in one.hindcasts] == [each.method for each in other.hindcasts]
            for each, its in zip(one.hindcasts, other.hindcasts, strict=True):
                assert each.crps == pytest.approx(its.crps)


def test_another_key_or_seed_gives_other_draws():
    assert (issued().draws != issued(key="sales").draws).mean() > 0.99
    assert (issued().draws != issued(seed=8).draws).mean() > 0.99


@pytest.mark.parametrize(
    "changed",
    [
        {"years": (2012, *YEARS[1:])},
        {"values": (*VALUES[:-1], 36.1)},
        {"horizon": (2025, 2026, 2028)},
        {"kind": "level"},
        {"seed": 8},
        {"key": "sales"},
        {"issued": "2025-03-02"},
        {"draws": 2001},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_the_digest_changes_with_every_input(changed: dict[str, Any]):
    assert issued(**changed).sha256 != issued().sha256


def test_a_forecast_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        issued().draws[0, 0] = 0


def paths(values: tuple[float, ...], method: str, draws: int = 2000) -> np.ndarray:
    """Draws of one method, whether or not it would be chosen."""
    series = np.array(values)
    on = scales("level", series)
    design = trends.design(YEARS, AHEAD)
    scaled = np.array([[onto(scale, series, 1.0) for scale in on]])
    fit = trends.fit(design, scaled[..., 1:] - scaled[..., :1])
    said = ahead(design, fit, scaled, on, 1.0, curve=growth.ceilings(design, series[None]))
    return drawn(said.parts(0, method), len(values) - 2, 7, "k", draws)


METHODS = [name(method, scale) for method in trends.METHODS for scale in ("level", "log")] + [GROWTH, AVERAGE]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("factor", [1e-6, 3.0, 1e8])
def test_in_another_unit_every_method_says_the_same(method: str, factor: float):
    scaled = paths(tuple(value * factor for value in VALUES), method)
    assert scaled == pytest.approx(paths(VALUES, method) * factor, rel=1e-6)


@pytest.mark.parametrize("kind", ["level", "count"])
def test_in_another_unit_the_same_method_is_chosen_for_the_same_reason(kind: str):
    one, other = issued(kind=kind), issued(kind=kind, values=tuple(value * 1e4 for value in VALUES))
    assert (one.method, one.choice) == (other.method, other.choice)
    assert one.widening == pytest.approx(other.widening)
    assert other.draws == pytest.approx(one.draws * 1e4, rel=1e-6)


def test_a_share_in_percent_is_the_share_times_a_hundred():
    fraction = issued(kind="share", values=SHARES)
    percent = issued(kind="percent", values=tuple(100 * value for value in SHARES))
    assert percent.draws == pytest.approx(100 * fraction.draws, rel=1e-9)


def test_values_that_are_one_on_the_scale_they_are_followed_on_are_constant():
    values = (1.0000000000000002e-06, 1.0000000000000002e-06, 1e-06)
    result = refused(kind="share", years=YEARS[-3:], values=values)
    assert result.reason == "constant"


@given(
    values=st.lists(st.floats(1e-6, 1 - 1e-6), min_size=3, max_size=9),
    kind=st.sampled_from(["share", "percent", "count", "level"]),
)
@settings(max_examples=60, deadline=None)
def test_draws_stay_inside_the_range_of_their_kind(values: list[float], kind: str):
    series = tuple(value * (100 if kind == "percent" else 1) for value in values)
    result = forecast(YEARS[-len(series) :], series, AHEAD, kind=kind, seed=1, key="k", issued="2025-01-01", draws=500)  # type: ignore[arg-type]
    if isinstance(result, NoForecast):
        assert result.reason == "constant"
        assert max(series) == pytest.approx(min(series), rel=1e-12)
        return
    assert np.isfinite(result.draws).all()
    if kind in ("share", "percent"):
        assert result.draws.min() > 0
        assert result.draws.max() < (100 if kind == "percent" else 1)
    if kind == "count":
        assert result.draws.min() >= 0


def test_years_are_correlated_as_a_random_walk_with_an_estimated_drift():
    """Covariance min(s, t) + s t / T, in units of the yearly variance; 40 values so that t is nearly normal."""
    years = tuple(range(1985, 2025))
    series = np.cumsum(np.random.default_rng(5).standard_normal(40))
    design = trends.design(years, AHEAD)
    fit = trends.fit(design, (series - series[0])[None, None, 1:])
    said = ahead(design, fit, series[None, None], ("level",), 1.0, curve=None)
    draws = drawn(said.parts(0, "drift"), 38, 1, "k", 200_000)
    lead = np.array([1, 2, 3])
    expected = np.minimum(lead[:, None], lead) + np.outer(lead, lead) / (39 + 0.01)
    variance = fit.squares[0, 0, 0, -1] / 38 * 38 / 36  # of t with 38 degrees of freedom
    assert np.cov(draws) == pytest.approx(expected * variance, rel=0.03)


def test_with_known_spread_the_widening_is_the_only_addition():
    made = issued(values=VALUES[:4], years=YEARS[:4], kind="level")
    assert made.method == "drift"
    assert made.choice == "too-few-origins"
    assert made.widening >= 1


def test_three_values_give_a_wide_forecast_of_the_naive_method_without_a_hindcast():
    made = issued(years=(2019, 2022, 2024), values=(10.0, 13.0, 16.0), kind="level", draws=10_000)
    assert (made.method, made.choice, made.hindcasts) == ("drift", "too-few-origins", ())
    low, high = made.interval(0.8)[0]
    assert low < 16 < 17 < high


def test_the_hindcast_table_says_what_the_choice_rests_on():
    made = issued()
    names = [hindcast.method for hindcast in made.hindcasts]
    assert names[0] == "drift"
    assert names[-1] == AVERAGE
    assert made.method in names
    for hindcast in made.hindcasts:
        assert hindcast.origins == YEARS[2:-1]
        assert hindcast.mean == pytest.approx(np.mean(hindcast.crps))
        assert min(hindcast.crps) > 0
    if made.choice == "better-than-naive":
        chosen = made.hindcasts[names.index(made.method)]
        assert chosen.mean < made.hindcasts[0].mean


def test_seven_values_are_compared_and_six_are_not():
    assert LEAST_ORIGINS + 3 == 7
    assert issued(years=YEARS[-6:], values=VALUES[-6:]).choice == "too-few-origins"
    assert issued(years=YEARS[-7:], values=VALUES[-7:]).choice != "too-few-origins"


def test_steady_growth_by_a_rate_is_followed_on_a_logarithm():
    random = np.random.default_rng(6)
    values = tuple(10 * np.exp(np.cumsum(0.25 + 0.03 * random.standard_normal(18))))
    made = issued(years=tuple(range(2007, 2025)), values=values)
    assert made.choice == "better-than-naive"
    low, high = made.interval(0.8)[2]
    assert low < values[-1] * np.exp(0.75) < high
    assert high < values[-1] * 3.5


def test_adoption_near_its_ceiling_is_not_carried_on_in_a_line():
    years = tuple(range(2005, 2025))
    values = tuple(100 / (1 + np.exp(-0.6 * (year - 2015))) for year in years)
    noisy = tuple(np.array(values) * np.exp(0.01 * np.random.default_rng(8).standard_normal(20)))
    made = issued(years=years, values=noisy)
    line = noisy[-1] + 3 * (noisy[-1] - noisy[0]) / 19
    assert made.median[2] < (noisy[-1] + line) / 2


def test_probability_is_the_share_of_paths():
    made = issued()
    middle = float(made.median[0])
    assert made.probability(">=", middle, 2025) == pytest.approx(0.5, abs=1e-3)
    assert made.probability("<", middle, 2025) == 1 - made.probability(">=", middle, 2025)
    low, high = made.interval(0.8)[0]
    assert made.probability("range", low, 2025, high) == pytest.approx(0.8, abs=2e-3)
    with pytest.raises(ValueError, match="two values"):
        made.probability("range", low, 2025)
    with pytest.raises(ValueError, match="not one of"):
        made.probability("=", low, 2025)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="2024 is not in the forecast"):
        made.probability(">", low, 2024)
    with pytest.raises(ValueError, match="between 0 and 1"):
        made.interval(80)


@pytest.mark.parametrize(
    ("changed", "reason", "have", "need"),
    [
        ({"years": (2023, 2024), "values": (1.0, 2.0)}, "too-few-points", 2, 3),
        ({"values": (5.0,) * 9}, "constant", 1, 2),
        ({"values": (*SHARES[:-1], 1.0), "kind": "share"}, "outside-range", 8, 9),
        ({"values": (*SHARES[:-1], 104.0), "kind": "percent"}, "outside-range", 8, 9),
        ({"values": (-1.0, *VALUES[1:])}, "outside-range", 8, 9),
    ],
)
def test_without_an_honest_forecast_the_reason_says_what_is_needed(
    changed: dict[str, Any], reason: str, have: int, need: int
):
    assert refused(**changed) == NoForecast(reason=reason, have=have, need=need)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"values": VALUES[1:]}, "9 years and 8 values"),
        ({"years": YEARS[::-1]}, "ascend"),
        ({"horizon": (2024, 2025)}, "after the last value"),
        ({"horizon": ()}, "0 years ahead"),
        ({"horizon": (2300,)}, "at most 200"),
        ({"values": (float("nan"), *VALUES[1:])}, "not a finite number"),
        ({"kind": "ratio"}, "not one of level"),
        ({"issued": "March"}, "isoformat"),
        ({"draws": 1}, "two are the least"),
    ],
)
def test_a_call_that_no_series_could_answer_is_an_error(changed: dict[str, Any], message: str):
    with pytest.raises(ValueError, match=message):
        forecast(**CALL | changed)


def test_a_series_that_repeats_at_first_is_forecast():
    assert issued(values=(3.0, 3.0, 3.0, 3.0, 3.0, 4.0, 4.0, 5.0, 5.0)).draws.std() > 0
    assert issued(values=(0.0, 0.0, 0.0, 1.0, 3.0, 4.0, 4.0, 5.0, 9.0)).draws.min() >= 0


def test_few_values_that_have_doubled_may_go_on_by_steps_or_by_rates() -> None:
    """1, 2, 4, 8 goes on to 10.3 by its mean step and to 16 by its rate; neither is known, so both lie inside."""
    issued = forecast(
        [2021, 2022, 2023, 2024], [1, 2.1, 3.9, 8], [2025], kind="count", seed=1, key="doubling", issued="2025-01-01"
    )
    assert isinstance(issued, Forecast)
    assert issued.method == "drift-either"
    low, high = issued.interval(0.5)[0]
    assert low < 10.3 < 16 < high * 1.1
    assert issued.median[0] < 16


def test_no_path_is_more_than_thirty_times_the_largest_value() -> None:
    issued = forecast(
        [2022, 2023, 2024], [1, 4, 9], range(2025, 2035), kind="count", seed=1, key="wild", issued="2025-01-01"
    )
    assert isinstance(issued, Forecast)
    assert issued.draws.max() <= 30 * 9
