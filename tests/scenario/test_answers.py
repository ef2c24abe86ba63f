"""Sensitivity, effects of levers, what must be true, what knowing is worth: each against a known answer."""

from __future__ import annotations

import math

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from tests.scenario.toy import GUESS, INPUTS, scenario, toy

from luodi.scenario import Model, Scenario, ScenarioError, declared, quantity
from luodi.scenario.information import about, about_draws, payoffs, perfect
from luodi.scenario.run import evaluate
from luodi.scenario.sensitivity import sobol
from luodi.scenario.shapley import shapley
from luodi.scenario.solving import what_must_be_true


def inputs(**distributions: object):
    return {
        name: {"zh": name, "en": name, "unit": "1", "role": "uncertain", "cells": [{**GUESS, **written}]}
        for name, written in distributions.items()
    }


def test_sobol_indices_of_the_ishigami_function():
    """Ishigami and Homma 1990, a = 7, b = 0.1: closed form."""

    @quantity("1", zh="石神函数", en="Ishigami")
    def ishigami(one: xr.DataArray, two: xr.DataArray, three: xr.DataArray) -> xr.DataArray:
        return np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)

    around = {"distribution": "uniform", "low": -math.pi, "high": math.pi}
    given = declared(inputs(one=around, two=around, three=around), {})
    model = Model("ishigami", {}, given, {"ishigami": ishigami})
    found = {i.name: i for i in sobol(model, Scenario("t", (2020,), 1, 200_000, ("ishigami",)), "ishigami")}
    a, b, pi = 7, 0.1, math.pi
    variance = a**2 / 8 + b * pi**4 / 5 + b**2 * pi**8 / 18 + 0.5
    first = {"one": 0.5 * (1 + b * pi**4 / 5) ** 2 / variance, "two": a**2 / 8 / variance, "three": 0.0}
    joint = 8 * b**2 * pi**8 / 225 / variance
    total = {"one": first["one"] + joint, "two": first["two"], "three": joint}
    for name, index in found.items():
        assert index.first == pytest.approx(first[name], abs=0.01)
        assert index.total == pytest.approx(total[name], abs=0.01)
        assert abs(index.first - first[name]) < 5 * index.first_error + 1e-12
        assert abs(index.total - total[name]) < 5 * index.total_error + 1e-12
    assert list(found) == sorted(found, key=lambda name: -total[name])


def test_sobol_indices_of_a_sum_are_the_shares_of_variance_and_factors_are_refused():
    @quantity("1", zh="和", en="sum")
    def together(one: xr.DataArray, two: xr.DataArray) -> xr.DataArray:
        return 3 * one + two

    normal = {"distribution": "normal", "mean": 0, "sd": 1}
    model = Model("sum", {}, declared(inputs(one=normal, two=normal), {}), {"together": together})
    found = sobol(model, Scenario("t", (2020,), 1, 100_000, ("together",)), "together")
    assert [index.name for index in found] == ["one", "two"]
    for index, share in zip(found, (0.9, 0.1), strict=True):
        assert index.first == pytest.approx(share, abs=0.01)
        assert index.total == pytest.approx(share, abs=0.01)
    tied = inputs(one={**normal, "factor": "f", "loading": 0.5}, two=normal)
    model = Model("sum", {}, declared(tied, {}), {"together": together})
    with pytest.raises(ScenarioError, match=r"one.*f"):
        sobol(model, Scenario("t", (2020,), 1, 100, ("together",)), "together")
    with pytest.raises(ScenarioError, match="year"):
        sobol(toy(), scenario(), "total")
    of_a_year = sobol(toy(), scenario(20_000), lambda values: values["piles"].sel(year=2025))
    assert {index.name for index in of_a_year} == {"use", "public"}


def levers(**values: float):
    return {
        name: {"zh": name, "en": name, "unit": "1", "role": "lever", "cells": [{"value": value, **GUESS}]}
        for name, value in values.items()
    }


def test_shapley_values_of_a_game_with_a_known_answer():
    """A glove game: a left glove and two right ones; only pairs are worth anything (Shapley 1953: 2/3, 1/6, 1/6)."""

    @quantity("1", zh="成对手套", en="pairs")
    def pairs(left: xr.DataArray, right: xr.DataArray, other: xr.DataArray) -> xr.DataArray:
        return np.minimum(left, right + other)

    model = Model("gloves", {}, declared(levers(left=0, right=0, other=0), {}), {"pairs": pairs})
    before = Scenario("none", (2020,), 1, 3, ("pairs",))
    after = before
    for name in ("left", "right", "other"):
        after = after.with_value(model, name, 1.0)
    parts = {name: float(part) for name, part in shapley(model, before, after, "pairs").items()}
    assert parts == pytest.approx({"left": 2 / 3, "right": 1 / 6, "other": 1 / 6}, abs=1e-15)


def test_shapley_values_add_up_to_the_whole_effect_in_every_draw():
    model, before = toy(), scenario()
    after = before.with_value(model, "saving", 0.3).with_value(model, "throughput", 3000.0)
    parts = shapley(model, before, after, "piles")
    assert set(parts) == {"saving", "throughput"}
    one, other = (
        evaluate(each.applied(model), before, ("piles",), 0, before.draws)["piles"] / 1e4 for each in (before, after)
    )
    assert np.allclose(sum(parts.values()), other - one, rtol=1e-12)
    assert all((part < 0).all() for part in parts.values())
    assert shapley(model, before, before, "piles") == {}


def test_what_must_be_true_put_back_into_the_model_meets_the_target():
    model, base = toy(), scenario()

    def piles_2025(values):
        return values["piles"].sel(year=2025)

    found = what_must_be_true(model, base, "saving", (0.0, 1.0), piles_2025, 9e3)
    solved = np.isfinite(found.values)
    assert solved.any()
    assert found.met_anyway + found.out_of_reach + solved.sum() == base.draws
    assert found.met_anyway == 0  # more saving always brings it down to nought
    back = evaluate(
        base.applied(model), base, ("piles",), 0, base.draws,
        {"saving": xr.DataArray(np.where(solved, found.values, 0), dims="draw")},
    )["piles"].sel(year=2025)  # fmt: skip
    assert np.allclose(back.values[solved], 9e3, rtol=1e-9)
    assert (back.values[~solved] < 9e3).all()
    assert found.out_of_reach == (~solved).sum()
    with pytest.raises(ScenarioError, match="public"):
        what_must_be_true(model, base, "public", (0, 1), piles_2025, 9e3)


def test_what_must_be_true_in_one_place_leaves_the_others():
    cells = [{"class": code, "value": 0.1, **GUESS} for code in ("car", "bus")]
    model = toy(saving={**INPUTS["saving"], "dims": ["class"], "cells": cells})
    base = scenario()
    found = what_must_be_true(
        model, base, "saving", (0.0, 1.0), lambda values: values["total"].sel(year=2020), 3e8, {"class": "bus"}
    )
    use = evaluate(base.applied(model), base, ("use",), 0, base.draws)["use"]
    expected = 1 - (3e8 - 10e4 * 0.9 * use.sel({"class": "car"})) / (1e4 * use.sel({"class": "bus"}))
    solved = np.isfinite(found.values)
    assert np.allclose(found.values[solved], expected.values[solved], atol=1e-9)
    assert (solved == ((expected >= 0) & (expected <= 1)).values).all()


@pytest.mark.parametrize("mean", [-0.5, 0.0, 1.0])
def test_the_value_of_perfect_information_between_doing_and_leaving_it(mean):
    """One action pays N(m, s²), the other nothing: s φ(m/s) + m Φ(m/s) - max(0, m)."""

    @quantity("1", zh="收益", en="gain")
    def gain(payoff: xr.DataArray, noise: xr.DataArray, act: xr.DataArray) -> xr.DataArray:
        return act * (payoff + noise)

    normal = {"distribution": "normal", "mean": mean, "sd": 1.5}
    uncertain = inputs(payoff=normal, noise={**normal, "mean": 0, "sd": 2})
    model = Model("act", {}, declared({**uncertain, **levers(act=0)}, {}), {"gain": gain})
    leave = Scenario("leave", (2020,), 1, 100_000, ("gain",))
    paid = payoffs(model, [leave, leave.with_value(model, "act", 1.0)], lambda values: values["gain"])

    def closed(s: float) -> float:
        return s * stats.norm.pdf(mean / s) + mean * stats.norm.cdf(mean / s) - max(0.0, mean)

    whole, one = perfect(paid), about(model, leave, paid, "payoff")
    assert whole.worth == pytest.approx(closed(2.5), abs=5 * whole.error)
    assert one.worth == pytest.approx(closed(1.5), abs=5 * one.error)
    assert one.worth == pytest.approx(closed(1.5), rel=0.1)
    assert whole.best == (mean > 0) or mean == 0


def test_knowing_what_does_not_matter_is_worth_nothing():
    random = np.random.default_rng(1)
    paid = np.array([np.zeros(20_000), random.normal(0.1, 3, 20_000)])
    found = about_draws(paid, random.normal(size=20_000))
    assert found.worth <= 2 * found.error
