"""Scenarios: a file that a person edits, refused with what is wrong, and never what changes a fact."""

from __future__ import annotations

import pytest
from tests.scenario.toy import scenario, toy

from luodi.scenario import ScenarioError, dump, load, simulate
from luodi.scenario.distribution import Uniform

FILE = """
title = "节电情景"
years = { from = 2020, to = 2025 }
seed = 20231228
draws = 200
outcomes = ["total", "piles"]

[levers]
saving = 0.2
throughput = { value = 2500, unit = "kWh/pile/month", kind = "data", text = "2025年12月全国平均" }

[uncertain]
use = [
    { class = "car", distribution = "uniform", low = 1.5, high = 2.5, unit = "MWh/vehicle/year" },
]
"""


def test_a_file_sets_what_it_says_and_nothing_else():
    model = toy()
    read = load(FILE, model)
    assert (read.years, read.seed, read.draws) == (tuple(range(2020, 2026)), 20231228, 200)
    applied = read.applied(model)
    assert applied.quantities["saving"].cells[0].value == 0.2
    assert applied.quantities["throughput"].cells[0].value == 2500 * 12
    assert next(cell.value for cell in applied.quantities["use"].cells) == Uniform(1500, 2500)
    assert applied.quantities["use"].cells[1] == model.quantities["use"].cells[1]
    assert applied.quantities["public"] == model.quantities["public"]
    assert model.quantities["saving"].cells[0].value == 0.1  # the model is as it was
    assert simulate(model, read)["piles"].sizes == {"year": 6, "draw": 200}


def test_what_is_written_is_read_back():
    model = toy()
    for made in (load(FILE, model), scenario().with_value(model, "use", Uniform(1, 2), **{"class": "bus"})):
        back = load(dump(made, model), model)
        assert (back.title, back.years, back.seed, back.draws, back.outcomes) == (
            made.title, made.years, made.seed, made.draws, made.outcomes,
        )  # fmt: skip
        assert back.applied(model).quantities == made.applied(model).quantities


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FILE + "stock = 3", "stock.*given"),
        (FILE.replace("[uncertain]", "[uncertain]\nsaving = 0.3"), "saving.*lever"),
        (FILE.replace("saving", "savings"), "savings"),
        (FILE.replace("saving = 0.2", "saving = 1.2") , None),
        (FILE.replace("MWh/vehicle/year", "MWh/year"), "use.*MWh/year"),
        (FILE.replace('class = "car"', 'class = "ship"'), "use.*ship"),
        (FILE.replace("{ from = 2020, to = 2025 }", "[2025, 2020]"), "2025, 2020"),
        (FILE.replace("{ from = 2020, to = 2025 }", "[]"), "年份|years"),
        (FILE.replace("{ from = 2020, to = 2025 }", "{ from = 1, to = 999999999 }"), "200"),
        (FILE.replace("draws = 200", "draws = 0"), "draws"),
        (FILE.replace("draws = 200", "draws = 1.5"), "draws.*1.5"),
        (FILE.replace("seed = 20231228", ""), "seed"),
        (FILE.replace("seed", "sede"), "sede"),
        (FILE.replace('"piles"', '"pile"'), "pile"),
        ("title = ", "TOML"),
        ("x = " + "[" * 5000, "TOML"),
        ("\x00", "TOML"),
        ("# " + "x" * 1_000_001, "1000000"),
        (FILE.replace("saving = 0.2", "saving = nan"), "saving"),
        (FILE.replace("saving = 0.2", 'saving = "0.2"'), "saving"),
        (FILE.replace("saving = 0.2", "saving = true"), "saving"),
        (FILE.replace("low = 1.5, high = 2.5", "low = 1.5"), "use"),
        (FILE.replace("levers", "leavers"), "leavers"),
        (FILE.replace('outcomes = ["total", "piles"]', 'outcomes = "total"'), "outcomes"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said_in_a_sentence(text, said):
    model = toy()
    with pytest.raises(ScenarioError, match=said) as caught:
        simulate(model, load(text, model))
    assert "\n" not in str(caught.value)


def test_a_fact_may_not_be_set():
    model = toy()
    with pytest.raises(ScenarioError, match=r"stock.*given"):
        scenario().with_value(model, "stock", 3.0).applied(model)
    with pytest.raises(ScenarioError, match="total"):
        scenario().with_value(model, "total", 3.0)
