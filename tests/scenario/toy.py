"""A small model to test the engine with: what a fleet's charging takes."""

from __future__ import annotations

import xarray as xr

from luodi.scenario import Model, Scenario, assumption, declared, quantity

DIMENSIONS = {"class": ("car", "bus")}
DATA = {"kind": "data", "text": "a table"}
GUESS = {"kind": "assumption", "text": "a guess"}
INPUTS = {
    "stock": {
        "zh": "保有量", "en": "stock", "unit": "万辆", "dims": ["year", "class"], "role": "given", "between": "linear", "low": 0,
        "cells": [
            {"year": 2020, "class": "car", "value": 10, **DATA}, {"year": 2025, "class": "car", "value": 20, **DATA},
            {"year": 2020, "class": "bus", "value": 1, **DATA}, {"year": 2025, "class": "bus", "value": 2, **DATA},
        ],
    },
    "use": {
        "zh": "单车用电", "en": "use", "unit": "kWh/vehicle/year", "dims": ["class"], "role": "uncertain", "low": 0,
        "cells": [
            {"class": "car", "distribution": "normal", "mean": 2000, "sd": 200, **GUESS},
            {"class": "bus", "distribution": "uniform", "low": 20, "high": 30, "unit": "MWh/vehicle/year", **GUESS},
        ],
    },
    "saving": {
        "zh": "节电率", "en": "saving", "unit": "1", "role": "lever", "low": 0, "high": 1,
        "cells": [{"value": 0.1, **GUESS}],
    },
    "public": {
        "zh": "公共充电比例", "en": "share charged in public", "unit": "1", "role": "uncertain", "low": 0, "high": 1,
        "cells": [{"distribution": "triangular", "low": 0.2, "mode": 0.3, "high": 0.6, **GUESS}],
    },
    "throughput": {
        "zh": "单桩电量", "en": "energy of a pile", "unit": "kWh/pile/month", "role": "lever", "low": 0,
        "cells": [{"value": 1923, **DATA}],
    },
}  # fmt: skip


@quantity("GWh/year", ("year", "class"), zh="充电量", en="electricity", low=0)
def electricity(stock: xr.DataArray, use: xr.DataArray, saving: xr.DataArray) -> xr.DataArray:
    return stock * use * (1 - saving)


@quantity("GWh/year", ("year",), zh="总充电量", en="all electricity", low=0)
def total(electricity: xr.DataArray) -> xr.DataArray:
    return electricity.sum("class")


@quantity(
    "万桩",
    ("year",),
    zh="所需公共桩",
    en="public piles needed",
    low=0,
    sources=(assumption("公共桩满足全部公共充电量"),),
)
def piles(total: xr.DataArray, public: xr.DataArray, throughput: xr.DataArray) -> xr.DataArray:
    return total * public / throughput


FUNCTIONS = {"electricity": electricity, "total": total, "piles": piles}


def toy(**changed: object) -> Model:
    return Model("toy", DIMENSIONS, declared({**INPUTS, **changed}, DIMENSIONS), FUNCTIONS)


def scenario(draws: int = 2000, seed: int = 1, outcomes: tuple[str, ...] = ("total", "piles")) -> Scenario:
    return Scenario("toy", tuple(range(2020, 2026)), seed, draws, outcomes)
