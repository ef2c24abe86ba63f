"""Cohorts beside flodym: `.venv/bin/python -m benchmarks.cohorts [--draws N]` (flodym in .peers, see `make peers`).

A stock-driven model of 100 yearly cohorts, a normal life of its own in every draw. Each runs in a process of its own:
the best of three times, start and imports aside, and how far the process's peak memory rose above what it was with
everything imported and the inputs made. The inflows of both are compared.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

PEER = Path(__file__).parents[1] / ".peers" / "bin" / "python"

COMMON = """
import json, resource, sys, time
import numpy as np
draws, out = int(sys.argv[1]), sys.argv[2]
years = list(range(2000, 2100))
rng = np.random.Generator(np.random.Philox(1))
mean, sd = rng.uniform(10, 18, draws), rng.uniform(2, 5, draws)
stock = np.cumsum(rng.uniform(1, 2, (100, draws)), axis=0) * 100
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
"""

OURS = (
    COMMON
    + """
from luodi.systems.cohorts import driven_by_stock
from scipy.special import ndtr
ages = np.arange(1, 101.0)[:, None]  # at the end of the year flodym has what entered at its start be one year old
driven_by_stock(stock[:, :1], ndtr((mean[:1] - ages) / sd[:1]), years)  # compiled or read from the cache
before, times = peak(), []
for _ in range(3):
    begin = time.perf_counter()
    found = driven_by_stock(stock, ndtr((mean - ages) / sd), years)
    times.append(time.perf_counter() - begin)
np.save(out, found.inflow[:, :50])
print(json.dumps([min(times), peak() - before]))
"""
)

THEIRS = (
    COMMON
    + """
from flodym import Dimension, DimensionSet, NormalLifetime, StockDrivenDSM
when = Dimension(name="Time", letter="t", items=years, dtype=int)
dims = DimensionSet(dim_list=[when, Dimension(name="Draw", letter="d", items=list(range(draws)), dtype=int)])
before, times = peak(), []
for _ in range(3):
    begin = time.perf_counter()
    life = NormalLifetime(dims=dims, time_letter="t", inflow_at="start")
    life.set_prms(mean=mean[None, :] * np.ones((100, 1)), std=sd[None, :] * np.ones((100, 1)))
    model = StockDrivenDSM(dims=dims, name="m", lifetime_model=life, time_letter="t")
    model.stock.values[...] = stock
    model.compute()
    times.append(time.perf_counter() - begin)
np.save(out, model.inflow.values[:, :50])
print(json.dumps([min(times), peak() - before]))
"""
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.cohorts", description="Measure cohorts beside flodym.")
    parser.add_argument("--draws", type=int, default=10_000, help="draws (default 10,000)")
    draws = parser.parse_args().draws
    if not PEER.exists():
        sys.exit("flodym is not installed; run make peers.")
    with tempfile.TemporaryDirectory() as folder:
        ours = _run(sys.executable, OURS, draws, f"{folder}/ours.npy")
        theirs = _run(str(PEER), THEIRS, draws, f"{folder}/theirs.npy")
        import numpy as np

        one, other = (np.load(f"{folder}/{name}.npy") for name in ("ours", "theirs"))
    print(f"100 cohorts, {draws:,} draws, stock-driven")
    print(f"luodi   {ours[0]:8.3f} s {ours[1]:8.0f} MB")
    print(f"flodym  {theirs[0]:8.3f} s {theirs[1]:8.0f} MB")
    print(
        f"luodi is {theirs[0] / ours[0]:.0f} times as fast and takes 1/{theirs[1] / max(ours[1], 1):.1f} of the memory"
    )
    print(f"largest relative difference of the inflows: {np.abs(one / other - 1).max():.2g}")


def _run(python: str, code: str, draws: int, out: str) -> list[float]:
    done = subprocess.run([python, "-c", code, str(draws), out], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
