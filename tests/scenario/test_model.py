"""Models: what is wrong with one is said when it is made or run, naming the quantity and what it rests on."""

from __future__ import annotations

import pytest
import xarray as xr
from tests.scenario.toy import DATA, DIMENSIONS, FUNCTIONS, GUESS, INPUTS, electricity, scenario, total, toy

from luodi.scenario import Model, Scenario, ScenarioError, assumption, declared, quantity, simulate
from luodi.scenario.homogeneity import inhomogeneous
from luodi.scenario.provenance import provenance, touched


def derived(unit: str = "1", dims: tuple[str, ...] = (), **more):
    return quantity(unit, dims, zh="量", en="quantity", **more)


def of(*functions, **changed) -> Model:
    inputs = declared({**INPUTS, **changed}, DIMENSIONS)
    return Model("toy", DIMENSIONS, inputs, {**FUNCTIONS, **{each.__name__: each for each in functions}})


def test_a_name_with_no_model_is_named_with_who_wants_it():
    @derived()
    def share(price: xr.DataArray) -> xr.DataArray:
        return price

    with pytest.raises(ScenarioError, match=r"share.*price"):
        of(share)
    with pytest.raises(ScenarioError, match="nothing"):
        simulate(toy(), scenario(outcomes=("nothing",)))


def test_a_cycle_is_shown():
    @derived()
    def first(second: xr.DataArray) -> xr.DataArray:
        return second

    @derived()
    def second(first: xr.DataArray) -> xr.DataArray:
        return first

    with pytest.raises(ScenarioError, match=r"first.*second|second.*first"):
        of(first, second)


def test_what_is_given_is_not_computed_too():
    @derived("万辆", ("year", "class"))
    def stock(use: xr.DataArray) -> xr.DataArray:
        return use

    with pytest.raises(ScenarioError, match="stock"):
        of(stock)


def test_a_year_that_is_missing_names_the_quantity_and_the_year():
    with pytest.raises(ScenarioError, match=r"stock.*2019"):
        simulate(toy(), Scenario("t", (2019, 2020), 1, 10, ("total",)))


def test_a_function_that_loses_a_year_is_found():
    @derived("GWh/year", ("year",), sources=(assumption("后移一年"),))
    def later(total: xr.DataArray) -> xr.DataArray:
        return total.isel(year=slice(1, None))

    @derived("GWh/year", ("year",))
    def both(total: xr.DataArray, later: xr.DataArray) -> xr.DataArray:
        return total + later

    with pytest.raises(ScenarioError, match=r"both.*total、later|both.*later"):
        simulate(of(later, both), scenario(outcomes=("both",)))


def test_other_dimensions_than_declared_are_found():
    @derived("GWh/year")
    def all_of_it(total: xr.DataArray) -> xr.DataArray:
        return total

    with pytest.raises(ScenarioError, match=r"all_of_it.*year"):
        simulate(of(all_of_it), scenario(outcomes=("all_of_it",)))


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("public", {"distribution": "normal", "mean": 0.9, "sd": 0.2}, "public.*1.*a guess"),
        ("public", {"value": 1.2}, "public.*1.2.*a guess"),
        ("use", {"class": "car", "distribution": "normal", "mean": 100, "sd": 200}, "use.*a guess"),
        ("use", {"class": "car", "value": -1}, "use: -1|use：-1"),
    ],
)
def test_a_share_over_one_and_a_use_under_nought_name_what_they_rest_on(name, change, said):
    with pytest.raises(ScenarioError, match=said):
        simulate(
            toy(**{name: {**INPUTS[name], "cells": [*INPUTS[name]["cells"][1:], {**change, **GUESS}]}}), scenario()
        )


def test_what_is_derived_is_held_against_its_bounds():
    @derived("1", ("year",), low=0, high=1, sources=(assumption("余量不为负"),))
    def room(piles: xr.DataArray) -> xr.DataArray:
        return 1 - piles

    with pytest.raises(ScenarioError, match=r"room.*余量不为负"):
        simulate(of(room), scenario(outcomes=("room",)))

    @derived("1", ("year",))
    def nothing(piles: xr.DataArray) -> xr.DataArray:
        return piles * float("nan")

    with pytest.raises(ScenarioError, match="nothing"):
        simulate(of(nothing), scenario(outcomes=("nothing",)))


@pytest.mark.parametrize(
    "cell",
    [
        {"value": 1.0, "unit": "kg"},
        {"value": "1"},
        {"value": True},
        {"value": float("nan")},
        {"value": 0.5, "mean": 1},
        {"distribution": "normal", "mean": 0.5},
        {"distribution": "cauchy", "mean": 0.5},
        {"distribution": "uniform", "low": 0.6, "high": 0.5},
        {"plan": {"indicator": "nev_stock"}},
        {},
        {"value": 0.5, "kind": "rumour"},
        {"value": 0.5, "loading": 2},
    ],
)
def test_a_cell_that_is_not_as_it_should_be_names_its_quantity(cell):
    with pytest.raises(ScenarioError, match="public"):
        toy(public={**INPUTS["public"], "cells": [{**GUESS, **cell}]})


def test_two_cells_for_one_place_are_refused_and_the_more_exact_one_goes_first():
    cells = [{"value": 1000, **GUESS}, {"class": "bus", "value": 20_000, **GUESS}]
    use = simulate(toy(use={**INPUTS["use"], "cells": cells}), scenario(outcomes=("use",)))["use"]
    assert use.to_series().to_dict() == {"car": 1000, "bus": 20_000}
    years = [{"year": 2020, "value": 5, **DATA}, {"class": "car", "value": 6, **DATA}]
    with pytest.raises(ScenarioError, match=r"stock.*2020.*car"):
        simulate(toy(stock={**INPUTS["stock"], "cells": [*years, *INPUTS["stock"]["cells"][2:]]}), scenario())


def test_an_outcome_names_everything_it_rests_on_and_a_source_everything_it_touches():
    model = toy()
    grounds = provenance(model, "piles")
    assert {ground.quantity.name for ground in grounds} == {"stock", "use", "saving", "public", "throughput", "piles"}
    assert [ground.source.kind for ground in grounds] == sorted((g.source.kind for g in grounds), key="dla".find)
    assert {ground.written("en") for ground in grounds if ground.quantity.name == "throughput"} == {
        "1923 kWh/charger/month"
    }
    assert not [ground for ground in provenance(model, "total") if ground.quantity.name in ("public", "throughput")]
    table = next(ground.source for ground in grounds if ground.quantity.name == "stock")
    assert touched(model, table) == {"stock", "electricity", "total", "piles", "throughput"}
    (formula,) = (ground.source for ground in grounds if ground.cell is None)
    assert touched(model, formula) == {"piles"}


PLANTED = {
    "a quotient for a product": lambda stock, use, saving: stock / use * (1 - saving),
    "a factor forgotten": lambda stock, use, saving: stock * (1 - saving),
    "a factor too many": lambda stock, use, saving: stock * stock * use * (1 - saving),
    "a sum of what cannot be added": lambda stock, use, saving: stock * use + use,
    "a unit in a constant": lambda stock, use, saving: stock * use * (1 - saving) + 1000.0,
    "a power": lambda stock, use, saving: stock * use**0.5,
    "a root of a product": lambda stock, use, saving: (stock * use) ** 0.5,
    "a logarithm": lambda stock, use, saving: stock * use * xr.ufuncs.log(use),
    "an exponential": lambda stock, use, saving: stock * xr.ufuncs.exp(use / 1e5),
    "a floor that has a unit": lambda stock, use, saving: (stock * use).clip(min=3e8),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_error_of_units_is_found(planted):
    wrong = PLANTED[planted]

    @quantity("GWh/year", ("year", "class"), zh="充电量", en="electricity")
    def electricity(stock: xr.DataArray, use: xr.DataArray, saving: xr.DataArray) -> xr.DataArray:
        return wrong(stock, use, saving)

    found = inhomogeneous(of(electricity), scenario())
    assert [each.name for each in found] == ["electricity"]


def test_a_declared_unit_that_is_not_that_of_the_result_is_found_and_sound_models_raise_no_alarm():
    @quantity("t/year", ("year",), zh="总量", en="total")
    def total(electricity: xr.DataArray) -> xr.DataArray:
        return electricity.sum("class")

    assert "total" in {each.name for each in inhomogeneous(of(total), scenario())}
    for seed in range(20):
        assert inhomogeneous(toy(), scenario(), seed) == ()


def test_the_functions_of_the_toy_are_plain_functions():
    stock, use = (xr.DataArray([1.0, 2.0], dims="class") for _ in range(2))
    assert (electricity(stock, use, xr.DataArray(0.5)).values == [0.5, 2.0]).all()
    assert total(xr.DataArray([1.0, 2.0], dims="class")) == 3
