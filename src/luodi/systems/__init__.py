"""Models of the systems that plans call for, each a package: functions, inputs with their sources, kernels."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from luodi.scenario import Model, declared, model

MODELS = {"fleet-to-materials": ("fleet", "batteries")}
"""Name of a model -> the packages whose functions and inputs make it up."""


@cache
def model_of(name: str) -> Model:
    """A model by its name. KeyError for one that there is not."""
    tables = [_inputs(package) for package in MODELS[name]]
    dimensions = {dim: tuple(codes) for table in tables for dim, codes in table["dimensions"].items()}
    quantities = declared({key: entry for table in tables for key, entry in table["quantities"].items()}, dimensions)
    return model(
        name, dimensions, quantities, *(import_module(f"{__name__}.{each}.functions") for each in MODELS[name])
    )


@cache
def labels(name: str) -> dict[tuple[str, str], tuple[str, str]]:
    """What the codes of a model's dimensions are called: (dimension, code) -> Chinese and English."""
    return {
        (dim, code): (label[0], label[1])
        for package in MODELS[name]
        for dim, codes in _inputs(package)["dimensions"].items()
        for code, label in codes.items()
    }


@cache
def _inputs(package: str) -> dict[str, Any]:
    return tomllib.loads(files(f"{__name__}.{package}").joinpath("inputs.toml").read_text("utf-8"))
