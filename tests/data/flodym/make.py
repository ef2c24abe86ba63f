"""Writes stocks.json: what flodym 1.1.0 gives for stocks of one cohort model. Not run by the tests.

python make.py        # in an environment with flodym==1.1.0
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np

from flodym import Dimension, DimensionSet, FixedLifetime, FlodymArray, InflowDrivenDSM, NormalLifetime, StockDrivenDSM  # noqa: F401

LIFE = {"mean": 12.0, "sd": 4.0}


def run(cls, years, **given):
    time = Dimension(name="Time", letter="t", items=list(years), dtype=int)
    dims = DimensionSet(dim_list=[time])
    life = NormalLifetime(dims=dims, time_letter="t", mean=LIFE["mean"], std=LIFE["sd"], inflow_at="start")
    model = cls(dims=dims, name="m", lifetime_model=life, time_letter="t")
    for name, values in given.items():
        getattr(model, name).values[...] = values
    model.compute()
    return model


even = list(range(2019, 2036))
inflow = [float(x) for x in np.linspace(10, 90, len(even)) ** 1.3]
stock = [float(x) for x in 100 * 1.12 ** np.arange(len(even))]
a = run(InflowDrivenDSM, even, inflow=inflow)
b = run(StockDrivenDSM, even, stock=stock)
uneven = [2020, 2021, 2022, 2025, 2030, 2040]
rising = [100.0, 120.0, 140.0, 160.0, 180.0, 200.0]
c = run(StockDrivenDSM, uneven, stock=rising)
survival = [float(x) for x in a.lifetime_model.sf[:, 0]]
made = {
    "flodym": version("flodym"),
    "life": LIFE,
    "survival": survival,
    "even": {
        "years": even, "inflow": inflow, "stock": stock,
        "stock_of_inflow": a.stock.values.tolist(), "outflow_of_inflow": a.outflow.values.tolist(),
        "inflow_of_stock": b.inflow.values.tolist(), "outflow_of_stock": b.outflow.values.tolist(),
    },
    "uneven": {"years": uneven, "stock": rising, "cohort_stocks": c._stock_by_cohort.sum(axis=1).tolist()},
}  # fmt: skip
Path(__file__).with_name("stocks.json").write_text(json.dumps(made, indent=1) + "\n")
