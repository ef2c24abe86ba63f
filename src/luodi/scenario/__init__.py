"""The engine: quantities, models that compute some from others, scenarios, runs over draws, and what they rest on.

    from luodi.scenario import load, simulate
    results = simulate(model, load(text, model))

It knows no system; `luodi.systems` has the models. What it needs comes with the extra `engine`.
"""

from luodi.scenario.error import ScenarioError
from luodi.scenario.model import HORIZON, Model, model
from luodi.scenario.quantity import Cell, FromPlan, Quantity, declared, quantity
from luodi.scenario.results import Results
from luodi.scenario.run import simulate
from luodi.scenario.scenario import Scenario, dump, load
from luodi.scenario.source import Source, assumption, literature

__all__ = [
    "HORIZON", "Cell", "FromPlan", "Model", "Quantity", "Results", "Scenario", "ScenarioError", "Source", "assumption",
    "declared", "dump", "literature", "load", "model", "quantity", "simulate",
]  # fmt: skip
