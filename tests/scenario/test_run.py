"""Runs: the same bits however they are cut, and what is set otherwise is all that changes."""

from __future__ import annotations

import concurrent.futures

import numpy as np
import pytest
import xarray as xr
from tests.scenario.toy import DIMENSIONS, FUNCTIONS, GUESS, INPUTS, scenario, toy

from luodi.scenario import Model, Scenario, ScenarioError, declared, quantity, simulate
from luodi.scenario.run import evaluate


def same(one, other) -> bool:
    return all((one[name].values == other[name].values).all() for name in one.data.data_vars)


def test_the_mean_is_what_the_inputs_say():
    results = simulate(toy(), scenario(draws=100_000))
    expected = (10e4 * 2000 + 1e4 * 25_000) * 0.9 / 1e6  # GWh in 2020
    assert float(results["total"].sel(year=2020).mean()) == pytest.approx(expected, rel=2e-3)
    middle = 0.4 * (20e4 * 2000 + 2e4 * 25_000) + 0.6 * (10e4 * 2000 + 1e4 * 25_000)
    assert float(results["total"].sel(year=2022).mean()) == pytest.approx(middle * 0.9 / 1e6, rel=2e-3)
    assert results["piles"].dims == ("year", "draw")


@pytest.mark.parametrize("chunk", [1, 7, 333, 2000])
def test_chunks_give_the_same_bits(chunk):
    draws = 60 if chunk == 1 else 1000
    assert same(simulate(toy(), scenario(draws)), simulate(toy(), scenario(draws), chunk=chunk))


def _part(first: int) -> np.ndarray:
    return evaluate(toy(), scenario(), ("piles",), first, 500)["piles"].values


def test_processes_give_the_same_bits():
    whole = evaluate(toy(), scenario(), ("piles",), 0, 2000)["piles"].values
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        parts = list(pool.map(_part, range(0, 2000, 500)))
    assert (np.concatenate(parts, axis=1) == whole).all()


@pytest.mark.xdist_group("cluster")
def test_workers_of_a_cluster_give_the_same_bits():
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, protocol="tcp", host="127.0.0.1", dashboard_address=":0"
        ) as cluster,
        Client(cluster) as client,
    ):
        assert same(simulate(toy(), scenario(), chunk=300, client=client), simulate(toy(), scenario()))


def test_another_seed_differs_and_an_input_more_changes_nothing():
    model, results = toy(), simulate(toy(), scenario())
    assert not same(results, simulate(model, scenario(seed=2)))
    more = toy(other={"zh": "另一量", "en": "another", "unit": "1", "role": "uncertain", "cells": [
        {"distribution": "normal", "mean": 0, "sd": 1, **GUESS}]})  # fmt: skip
    assert same(results, simulate(more, scenario()))


def test_a_run_after_another_computes_what_depends_on_what_was_set():
    computed = []

    def watched(function):
        def run(**given: xr.DataArray) -> xr.DataArray:
            computed.append(function.__name__)
            return function(**given)

        run.__signature__ = __import__("inspect").signature(function)
        run.__annotations__, run.__name__ = function.__annotations__, function.__name__
        run.__quantity__ = function.__quantity__
        return run

    model = Model("toy", DIMENSIONS, declared(INPUTS, DIMENSIONS), {k: watched(f) for k, f in FUNCTIONS.items()})
    first = simulate(model, scenario(), keep=True, chunk=700)
    computed.clear()
    other = scenario().with_value(model, "throughput", 2500.0)
    after = simulate(model, other, after=first, keep=True, chunk=700)
    assert set(computed) == {"piles"}
    assert same(after, simulate(toy(), other))
    computed.clear()
    again = simulate(model, scenario().with_value(model, "saving", 0.5), after=after, chunk=700)
    assert set(computed) == {"electricity", "total", "piles"}
    assert same(again, simulate(toy(), scenario().with_value(model, "saving", 0.5)))
    with pytest.raises(ScenarioError, match=r"keep|接着"):
        simulate(model, scenario(seed=9), after=first, chunk=700)


def test_an_error_inside_a_function_leaves_no_trace(caplog):
    @quantity("1", zh="坏", en="bad")
    def bad(public: xr.DataArray) -> xr.DataArray:
        raise RuntimeError("boom")

    model = Model("toy", DIMENSIONS, declared(INPUTS, DIMENSIONS), {**FUNCTIONS, "bad": bad})
    before = simulate(model, scenario())
    options = xr.get_options()
    with pytest.raises(ScenarioError, match=r"bad.*RuntimeError: boom"):
        simulate(model, scenario(outcomes=("bad", "total")))
    assert xr.get_options() == options
    assert not caplog.records
    assert same(before, simulate(model, scenario()))


def test_progress_counts_every_draw_once():
    done = []
    simulate(toy(), scenario(draws=1000), chunk=300, progress=done.append)
    assert done == [300, 300, 300, 100]


def test_results_are_written_as_netcdf_and_read_back(tmp_path):
    results = simulate(toy(), scenario(draws=50))
    (tmp_path / "r.nc").write_bytes(results.to_netcdf())
    with xr.open_dataset(tmp_path / "r.nc", engine="h5netcdf") as back:
        assert back.attrs["seed"] == 1
        for name in ("total", "piles"):
            assert (back[name].values == results[name].values).all()
            assert back[name].attrs["unit"] == results[name].attrs["unit"]


def test_the_rows_have_the_quantiles_of_the_draws():
    results = simulate(toy(), scenario(draws=501))
    rows = [row for row in results.rows() if row["outcome"] == "piles"]
    assert [row["year"] for row in rows] == list(range(2020, 2026))
    drawn = np.sort(results["piles"].sel(year=2025).values)
    assert rows[-1]["p50"] == drawn[250]
    assert rows[-1]["p05"] == pytest.approx(drawn[25])
    assert rows[-1]["unit"] == "万桩"


def test_uneven_years_are_years_like_others():
    some = simulate(toy(), Scenario("t", (2020, 2023, 2025), 1, 100, ("total",)))
    every = simulate(toy(), scenario(draws=100))
    assert (some["total"].values == every["total"].sel(year=[2020, 2023, 2025]).values).all()
