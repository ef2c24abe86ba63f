"""Cohorts against closed forms, against each other, and against flodym."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luodi.systems.cohorts import NegativeInflow, accumulated, driven_by_inflow, driven_by_stock
from luodi.systems.survival import exponential, fixed, logistic, normal, weibull

YEARS = tuple(range(2019, 2036))
RANDOM = np.random.default_rng(1)
PEER = json.loads((Path(__file__).parents[1] / "data" / "flodym" / "stocks.json").read_text())


def column(*values: float) -> np.ndarray:
    return np.array(values)


def test_a_fixed_life_shifts_the_inflow_by_it():
    inflow = RANDOM.uniform(1, 9, (17, 5))
    found = driven_by_inflow(inflow, fixed(column(6.0), 17), YEARS)
    assert np.allclose(found.outflow[6:], inflow[:-6], rtol=1e-13)
    assert (found.outflow[:6] == 0).all()
    assert found.stock[10] == pytest.approx(inflow[5:11].sum(axis=0))


def test_an_exponential_life_is_a_geometric_series():
    mean = column(4.0, 11.0)
    found = driven_by_inflow(np.full((17, 1), 100.0), exponential(mean, 17), YEARS)
    q = np.exp(-1 / mean)
    t = np.arange(17)[:, None]
    assert found.stock == pytest.approx(100 * (1 - q ** (t + 1)) / (1 - q), rel=1e-13)
    assert found.outflow[1:] == pytest.approx(100 * (1 - q ** t[1:]), rel=1e-12)


lives = st.tuples(st.floats(1.5, 40), st.floats(0.5, 8))
years = st.lists(st.integers(1, 7), min_size=1, max_size=12).map(
    lambda steps: tuple(np.cumsum([2000, *steps]).tolist())
)


@given(lives, years, st.data())
def test_what_enters_comes_back_from_the_stock_and_nothing_is_lost(life, at, data):
    inflow = data.draw(arrays(float, (len(at), 3), elements=st.floats(0, 1e6)))
    survival = normal(column(life[0]), column(life[1]), at[-1] - at[0] + 1)
    found = driven_by_inflow(inflow, survival, at)
    back = driven_by_stock(found.stock, survival, at)
    scale = inflow.max() or 1.0
    assert np.abs(back.inflow - inflow).max() <= 1e-6 * scale
    assert found.imbalance <= 1e-9
    assert back.imbalance <= 1e-9


@given(lives, years, st.data())
def test_uneven_years_are_the_yearly_model_read_at_them(life, at, data):
    """Flows constant over the years between: the same stocks at their ends, the same flows on average."""
    inflow = data.draw(arrays(float, (len(at), 2), elements=st.floats(0, 1e6)))
    every = tuple(range(at[0], at[-1] + 1))
    survival = weibull(column(life[0] + 1), column(2.0), len(every))
    period = np.searchsorted(at, every)
    yearly = driven_by_inflow(inflow[period], survival, every)
    found = driven_by_inflow(inflow, survival, at)
    read = np.searchsorted(every, at)
    scale = inflow.max() or 1.0
    assert np.abs(found.stock - yearly.stock[read]).max() <= 1e-9 * scale
    for n in range(len(at)):
        assert found.outflow[n] == pytest.approx(yearly.outflow[period == n].mean(axis=0), abs=1e-9 * scale)


def test_even_years_agree_with_flodym():
    survival = np.array(PEER["survival"])[:, None]
    years = tuple(PEER["even"]["years"])
    by_inflow = driven_by_inflow(np.array(PEER["even"]["inflow"])[:, None], survival, years)
    assert by_inflow.stock[:, 0] == pytest.approx(PEER["even"]["stock_of_inflow"], rel=1e-12)
    assert by_inflow.outflow[:, 0] == pytest.approx(PEER["even"]["outflow_of_inflow"], rel=1e-12, abs=1e-12)
    by_stock = driven_by_stock(np.array(PEER["even"]["stock"])[:, None], survival, years)
    assert by_stock.inflow[:, 0] == pytest.approx(PEER["even"]["inflow_of_stock"], rel=1e-12)
    assert by_stock.outflow[:, 0] == pytest.approx(PEER["even"]["outflow_of_stock"], rel=1e-12, abs=1e-12)


def test_cohorts_of_uneven_years_add_up_to_the_stock_which_flodym_s_do_not():
    years = tuple(PEER["uneven"]["years"])
    stock = np.array(PEER["uneven"]["stock"])
    survival = normal(column(PEER["life"]["mean"]), column(PEER["life"]["sd"]), years[-1] - years[0] + 1)
    found = driven_by_stock(stock[:, None], survival, years)
    assert driven_by_inflow(found.inflow, survival, years).stock[:, 0] == pytest.approx(stock, rel=1e-12)
    assert found.imbalance <= 1e-12
    assert PEER["uneven"]["cohort_stocks"][-1] < 0.5 * stock[-1]


def test_a_stock_that_falls_faster_than_it_retires_is_refused_with_the_year():
    stock = np.array([100.0, 100, 100, 20, 20])[:, None]
    with pytest.raises(NegativeInflow) as caught:
        driven_by_stock(stock, exponential(column(15.0), 5), tuple(range(2020, 2025)))
    assert caught.value.year == 2023


def test_groups_and_draws_are_computed_apart():
    inflow = RANDOM.uniform(1, 9, (2, 3, 17, 700))
    survival = weibull(RANDOM.uniform(5, 15, (2, 3, 700)), np.full(700, 2.5), 17)
    found = accumulated(inflow, survival, YEARS)
    assert (
        accumulated(inflow[1:, 2:, :, 300:301], survival[1:, 2:, :, 300:301], YEARS) == found[1:, 2:, :, 300:301]
    ).all()
    with pytest.raises(ValueError, match="16 years"):
        accumulated(inflow[..., :-1, :], survival, YEARS)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (lambda ages: weibull(column(14.5), column(2.0), ages), 14.5),
        (lambda ages: logistic(column(17.0), column(4.0), ages), 17.0),
        (lambda ages: normal(column(15.0), column(4.0), ages), 15.0),
        (lambda ages: exponential(column(10.0), ages), 10.0),
        (lambda ages: fixed(column(8.0), ages), 7.5),
    ],
)
def test_survival_begins_with_all_falls_to_none_and_has_the_mean_it_is_given(shape, expected):
    survival = shape(400)[:, 0]
    assert survival[0] == 1
    assert (np.diff(survival) <= 0).all()
    assert survival[-1] < 1e-9
    assert np.trapezoid(survival) == pytest.approx(expected, abs=0.05)


def test_threads_may_compute_at_once():
    """numba's own layer of threads, which is all there is without OpenMP, ends a process that two of them enter."""
    program = """
from concurrent.futures import ThreadPoolExecutor
import numpy as np
from luodi.systems.cohorts import accumulated
from luodi.systems.survival import weibull
inflow, years = np.random.default_rng(7).random((20, 500)), range(2015, 2035)
survival = weibull(np.full(1, 12.0), np.full(1, 3.0), 20)
alone = accumulated(inflow, survival, years)
with ThreadPoolExecutor(4) as pool:
    found = list(pool.map(lambda _: accumulated(inflow, survival, years), range(200)))
assert all((each == alone).all() for each in found)
"""
    settings = {**os.environ, "NUMBA_THREADING_LAYER": "workqueue"}
    subprocess.run([sys.executable, "-c", program], env=settings, check=True)
