"""The engine: `.venv/bin/python -m benchmarks.engine [--million]`.

The fleet-to-materials model end to end, after one lever was changed, and as draws grow, each number of draws in a
process of its own for its peak memory; then a graph of 71 quantities. `--million` goes to 1,000,000 draws (minutes).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from importlib.resources import files
from typing import Any

RUN = """
import json, resource, sys, time
from benchmarks.engine import fleet
model, scenario = fleet(int(sys.argv[1]))
from luodi.scenario import simulate
begin = time.perf_counter()
simulate(model, scenario, outcomes=("recovered",))
print(json.dumps([time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.engine", description="Measure the engine.")
    parser.add_argument("--million", action="store_true", help="go on to a million draws")
    million = parser.parse_args().million
    begin = time.process_time()
    sum(range(10**7))
    print(f"this machine, sum(range(10**7)): {time.process_time() - begin:.3f} CPU s\n")
    _lever()
    print("\nrecovered metals of every year, every draw of them kept")
    print(f"{'draws':>10}{'seconds':>10}{'us a draw':>11}{'peak MB':>9}")
    for draws in (10_000, 100_000, *((1_000_000,) if million else ())):
        done = subprocess.run([sys.executable, "-c", RUN, str(draws)], capture_output=True, text=True, check=True)
        seconds, peak = json.loads(done.stdout)
        print(f"{draws:>10,}{seconds:>10.2f}{seconds / draws * 1e6:>11.1f}{peak:>9.0f}")
    _graph()


def fleet(draws: int):  # type: ignore[no-untyped-def]
    """The model bound to the sample plan, and the sample scenario with so many draws."""
    from dataclasses import replace

    from luodi.compiler import compile
    from luodi.documents import read
    from luodi.scenario import load, simulate
    from luodi.scenario.binding import bound
    from luodi.systems import model_of

    samples = files("luodi.samples")
    model = bound(model_of("fleet-to-materials"), compile(read(str(samples / "guangdong-automobile-2023.txt"))))
    scenario = load((samples / "guangdong-fleet.toml").read_bytes(), model)
    simulate(model, replace(scenario, draws=10))  # compiled or read from the cache
    return model, replace(scenario, draws=draws)


def _lever() -> None:
    from luodi.scenario import simulate

    model, scenario = fleet(10_000)
    whole = _best(lambda: simulate(model, scenario))
    kept = simulate(model, scenario, keep=True)
    other = scenario.with_value(model, "collection_rate", 0.8, year=2030)
    again = _best(lambda: simulate(model, other, after=kept))
    size = f"{len(scenario.years)} years, {len(scenario.outcomes)} outcomes"
    print(f"fleet to materials, 10,000 draws, {size}: {whole:.2f} s")
    print(f"with another collection rate, after it: {again:.3f} s, {again / whole:.1%}")


def _graph() -> None:
    """Quantities in a row, each the sum of the two before: 70 functions and an input."""
    import xarray as xr

    from luodi.scenario import Model, Scenario, declared, quantity, simulate

    entry = {"zh": "量", "en": "input", "unit": "1", "role": "uncertain", "cells": [
        {"distribution": "normal", "mean": 0, "sd": 1, "kind": "assumption", "text": "benchmark"}]}  # fmt: skip
    functions: dict[str, Any] = {}
    for n in range(1, 71):
        scope: dict[str, Any] = {"xr": xr}
        needed = [f"q{k}" for k in (n - 1, n - 2) if k >= 0]
        arguments = ", ".join(f"{name}: xr.DataArray" for name in needed)
        exec(f"def q{n}({arguments}) -> xr.DataArray:\n    return {' + '.join(needed)} * 0.5", scope)
        functions[f"q{n}"] = quantity("1", zh="量", en="quantity")(scope[f"q{n}"])
    model = Model("graph", {}, declared({"q0": entry}, {}), functions)
    scenario = Scenario("graph", (2020,), 1, 1000, ("q70",))
    simulate(model, scenario)
    seconds = _best(lambda: simulate(model, scenario))
    print(f"\n71 quantities, 1,000 draws: {seconds * 1000:.1f} ms, {seconds / 70 * 1e6:.0f} us a function")


def _best(run) -> float:  # type: ignore[no-untyped-def]
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return min(times)


if __name__ == "__main__":
    main()
