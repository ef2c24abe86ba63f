"""The fleet-to-materials model: balances, bounds, what the plan says, and that everything says what it rests on."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

import luodi
from luodi.messages import say
from luodi.scenario import Scenario, ScenarioError, load, simulate
from luodi.scenario.binding import bound
from luodi.scenario.homogeneity import inhomogeneous
from luodi.scenario.provenance import provenance, touched
from luodi.scenario.source import KINDS
from luodi.scenario.statement import Number, parts
from luodi.systems import MODELS, labels, model_of
from luodi.systems.batteries.functions import earliest

SAMPLES = files("luodi.samples")
PLAN = luodi.compile(luodi.read(str(SAMPLES / "guangdong-automobile-2023.txt")))
NAME = "fleet-to-materials"
MODEL = bound(model_of(NAME), PLAN)
EXAMPLE = replace(load((SAMPLES / "guangdong-fleet.toml").read_bytes(), MODEL), draws=500)
YEARS = tuple(range(2015, 2036))


def run(*outcomes: str, years: tuple[int, ...] = YEARS, draws: int = 300, **levers: float):
    scenario = Scenario("t", years, 5, draws, outcomes)
    for name, value in levers.items():
        scenario = scenario.with_value(MODEL, name, value)
    return simulate(MODEL, scenario)


def test_what_the_plan_says_is_what_the_model_takes_and_each_figure_has_its_sentence():
    output = run("nev_output", draws=1)["nev_output"].to_series()
    assert (output[2019], output[2022], output[2025], output[2035]) == (15.59, 129.73, 300, 300)
    assert (output[2023], output[2024]) == (253.18, pytest.approx((253.18 + 300) / 2))
    clauses = [ground for ground in provenance(MODEL, "nev_output", "charger_target") if ground.source.kind == "clause"]
    assert {ground.written("zh") for ground in clauses} >= {"15.59 万辆/年", "300 万辆/年", "21 万桩"}
    for ground in clauses:
        assert ground.source.text in PLAN.document.text.replace("\n", "") or ground.source.text in PLAN.document.text
        number = ground.written("zh").split()[0]
        assert number in ground.source.text


def test_a_plan_that_does_not_have_the_figure_is_refused_by_its_name():
    other = luodi.compile(luodi.read(str(SAMPLES / "guangzhou-automobile-tasks-2020.txt")))
    with pytest.raises(ScenarioError, match="nev_production"):
        bound(model_of(NAME), other)
    with pytest.raises(ScenarioError, match="nev_output_plan"):
        simulate(model_of(NAME), Scenario("t", YEARS, 1, 1, ("nev_output",)))


@pytest.mark.parametrize("years", [YEARS, (2015, 2019, 2022, 2025, 2030, 2035), (2019, 2020, 2024, 2033)])
def test_vehicles_that_enter_are_there_or_have_left(years):
    found = run("fleet", "registrations", "vehicles_retired", years=years)
    length = np.diff(years, prepend=years[0] - 1)
    stock = found["fleet"].transpose("class", "powertrain", "draw", "year").values
    net = (found["registrations"] - found["vehicles_retired"]).transpose("class", "powertrain", "draw", "year").values
    change = np.diff(stock, axis=-1, prepend=0.0)
    assert np.abs(change - length * net).max() <= 1e-9 * stock.max()


@pytest.mark.parametrize("years", [YEARS, (2015, 2019, 2022, 2025, 2030, 2035)])
def test_every_element_is_in_use_in_second_life_recovered_lost_or_gone_elsewhere(years):
    found = run("element_imbalance", "metal_needed", "metal_held", "recovered", "collected", "leaked", years=years)
    assert float(np.abs(found["element_imbalance"]).max()) <= 1e-9
    length = np.diff(years, prepend=years[0] - 1)[:, None, None]
    order = ("year", "element", "draw")
    entered = (found["metal_needed"].transpose(*order).values * length).sum(axis=0)
    lost = found["collected"] - found["recovered"]
    gone = ((found["recovered"] + lost + found["leaked"]).transpose(*order).values * length).sum(axis=0)
    held = found["metal_held"].isel(year=-1).transpose(*order[1:]).values
    assert np.abs(entered - gone - held).max() <= 1e-9 * entered.max()


def test_no_parameter_recovers_more_than_retires():
    best = run("covered", "most_covered", collection_rate=1.0, recovery_yield=1.0, second_life_share=0.0)
    assert best["covered"].values == pytest.approx(best["most_covered"].values, rel=1e-12)
    usual = run("covered", "most_covered")
    assert (usual["covered"] <= usual["most_covered"] + 1e-9).all()
    later = run("covered", collection_rate=1.0, recovery_yield=1.0, second_life_share=0.5)["covered"]
    assert (later.sel(year=2030) <= best["covered"].sel(year=2030) + 1e-9).all()  # second life delays metal


def test_the_earliest_year_is_a_bound_that_nothing_beats():
    found = run("covered", "most_covered", collection_rate=1.0, second_life_share=0.0)
    soonest, usual = (earliest(found[name].sel(element="Li"), 20.0).values for name in ("most_covered", "covered"))
    assert set(np.unique(soonest)) <= {0, *YEARS}
    reached = usual > 0
    assert (soonest[reached] > 0).all()
    assert (soonest[reached] <= usual[reached]).all()
    assert (earliest(found["covered"].sel(element="Li"), 1000.0) == 0).all()


def test_the_share_registered_here_scales_fleet_chargers_and_metal_alike():
    names = ("fleet_total", "chargers_by_ratio", "chargers_by_energy", "recovered", "electricity_total")
    one, two = run(*names, local_share=0.3), run(*names, local_share=0.6)
    for name in names:
        assert two[name].values == pytest.approx(2 * one[name].values, rel=1e-12)


def test_chargers_at_a_ratio_are_the_fleet_over_it():
    found = run("fleet_total", "chargers_by_ratio", "vehicles_per_target_pile")
    implied = found["chargers_by_ratio"].sel(ratio="public_2025") * 9.32
    assert implied.transpose("year", "draw").values == pytest.approx(found["fleet_total"].values, rel=1e-12)
    aimed = found["vehicles_per_target_pile"] * 21
    assert aimed.values == pytest.approx(found["fleet_total"].sel(year=2025).values, rel=1e-12)


def test_a_pack_that_never_fails_leaves_with_its_vehicle():
    model = MODEL.with_quantities(
        {"pack_life": MODEL.quantities["pack_life"].replaced(
            [replace(cell, value=400.0) for cell in MODEL.quantities["pack_life"].cells])}
    )  # fmt: skip
    names = ("in_use", "vehicle_alive", "energy_replaced")
    found = simulate(model, Scenario("t", YEARS, 5, 50, names))
    assert found["in_use"].values == pytest.approx(found["vehicle_alive"].values, rel=1e-12)
    assert float(found["energy_replaced"].max()) < 1e-9


def test_units_are_kept_by_every_function():
    assert inhomogeneous(MODEL, Scenario("t", YEARS, 3, 4, ("recovered",))) == ()


@pytest.mark.parametrize("name", MODELS)
def test_every_input_has_names_and_says_what_it_rests_on(name):
    model = model_of(name)
    for each in (*model.quantities.values(), *(model.of(function) for function in model.functions)):
        assert each.zh
        assert each.en.isascii()
        for cell in each.cells:
            assert cell.source.kind in KINDS
            assert cell.source.text
            if cell.source.kind in ("data", "literature"):
                assert cell.source.where
    for dim, codes in model.dimensions.items():
        assert all((dim, code) in labels(name) for code in codes)


def test_shares_that_do_not_add_up_are_refused():
    mix = MODEL.quantities["public_mix"]
    cells = [replace(cell, value=0.5) for cell in mix.cells if ("class", "bus") in cell.at]
    with pytest.raises(ScenarioError, match=r"class_share.*public_mix: 1\.44"):
        simulate(
            MODEL.with_quantities({"public_mix": mix.replaced(cells)}), Scenario("t", YEARS, 1, 1, ("class_share",))
        )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_of_the_example_can_be_followed_to_what_it_rests_on(language):
    results = simulate(MODEL, EXAMPLE)
    numbers = [
        part
        for statement in EXAMPLE.statements
        for part in parts(results, getattr(statement, language), language)
        if isinstance(part, Number)
    ]
    assert len(numbers) >= 15
    for number in numbers:
        assert number.grounds
        assert any(character.isdigit() for character in number.written)
        assert number.grounds == provenance(results.model, number.name) or len(number.grounds) == 1
    (target,) = next(number for number in numbers if number.name == "nev_output_plan").grounds
    assert "300" in target.source.text
    for wrong in ("{fleet_total}", "{nothing}", "{recovered element=Au year=2030}", "{fleet_total year=x}", "{}"):
        with pytest.raises(ScenarioError):
            list(parts(results, wrong, language))


def test_the_published_fleet_at_the_end_of_2023_lies_in_the_range_of_the_example():
    """289万辆, the province's own figure; the model was not fitted to it."""
    low, high = simulate(MODEL, EXAMPLE).quantiles("fleet_total", (0.05, 0.95)).sel(year=2023).values
    assert low < 289 < high


def test_the_clause_on_output_touches_fleet_chargers_and_metals():
    source = next(g.source for g in provenance(MODEL, "nev_output") if g.written("en").startswith("300 "))
    assert {"fleet_total", "chargers_by_ratio", "recovered", "covered"} <= touched(MODEL, source)
    assert "content" not in touched(MODEL, source)


def test_every_kind_and_role_has_words():
    for section, codes in (("kind", KINDS), ("role", ("given", "lever", "uncertain", "target", "observed", "derived"))):
        for code in codes:
            assert say(f"scenario.{section}.{code}", "zh") != say(f"scenario.{section}.{code}", "en")


def test_what_the_plan_does_not_say_of_later_years_is_an_assumption():
    grounds = [g for g in provenance(MODEL, "fleet_total") if g.quantity.name == "nev_output_plan"]
    kinds = {dict(g.cell.at)["year"]: g.source.kind for g in grounds}
    assert {year for year, kind in kinds.items() if kind == "clause"} == {2019, 2022, 2025}
    later = next(g for g in grounds if dict(g.cell.at)["year"] == 2050)
    assert later.source.kind == "assumption"
    assert later.source.where == next(g.source.where for g in grounds if dict(g.cell.at)["year"] == 2025)


def test_a_target_holds_in_its_own_year_and_a_horizon_without_it_is_an_error():
    with pytest.raises(ScenarioError, match="2030"):
        run("vehicles_per_target_pile", years=(2030, 2035))


def test_a_given_number_in_a_sentence_is_the_exact_cell_and_rests_on_it_alone():
    results = simulate(MODEL, replace(EXAMPLE, draws=50))
    (number,) = (part for part in parts(results, "{chargers_published}", "zh") if isinstance(part, Number))
    assert (number.written, [ground.source.kind for ground in number.grounds]) == ("70.03万桩", ["data"])
    (number,) = (part for part in parts(results, "{local_share}", "zh") if isinstance(part, Number))
    assert number.written.startswith("0.2—0.8")
    assert [ground.source.kind for ground in number.grounds] == ["assumption"]
