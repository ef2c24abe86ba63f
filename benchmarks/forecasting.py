"""`.venv/bin/python -m benchmarks.forecasting [--series N]`: how right forecasts are on simulated series, and how fast.

Coverage is the share of outcomes inside the 80 % interval. The ratio is the CRPS of luodi over that of the last value
plus drift as such (normal, with the usual error of the drift), the mean over series of the same process.
AutoETS of statsforecast (`make peers`) is timed in the same run on the same series, one process at a time; it is asked
for 80 % intervals, luodi for 10,000 paths. CPU time of one core; on a shared machine only ratios mean something.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from math import sqrt
from pathlib import Path
from statistics import mean
from time import process_time
from typing import NamedTuple

import numpy as np

from benchmarks.processes import AHEAD, LAST, PROCESSES, Case, cases
from luodi.indicators.forecast import Forecast, Request, crps, forecast, forecasts, score

PEERS = Path(__file__).parent.parent / ".peers" / "bin" / "python"
HORIZON = tuple(range(LAST + 1, LAST + 1 + AHEAD))
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

AUTO_ETS = """
import json, sys, time
import numpy as np
from importlib.metadata import version
from statsforecast.models import AutoETS
series = [np.array(values) for values in json.load(open(sys.argv[1]))]
AutoETS(season_length=1).forecast(series[0], h=3, level=[80])
start = time.process_time()
results = [AutoETS(season_length=1).forecast(values, h=3, level=[80]) for values in series]
seconds = time.process_time() - start
bounds = [[r["lo-80"].tolist(), r["hi-80"].tolist()] for r in results]
json.dump({"seconds": seconds, "bounds": bounds, "version": version("statsforecast")}, open(sys.argv[2], "w"))
"""


class Outcome(NamedTuple):
    case: Case
    method: str
    inside: tuple[bool, ...]
    crps: float
    naive: float


def outcomes(count: int, seed: int, draws: int = 10_000) -> list[Outcome]:
    """Every case forecast and scored; the scores are means over the three years."""
    found = []
    for number, case in enumerate(cases(count, seed)):
        issued = forecast(
            case.years, case.values, HORIZON,
            kind=case.kind, seed=seed, key=f"{case.process}-{number}", issued=f"{LAST}-12-31", draws=draws,
        )  # fmt: skip
        assert isinstance(issued, Forecast)
        scores = [score(issued, year, outcome) for year, outcome in zip(HORIZON, case.outcomes, strict=True)]
        inside = tuple(each.inside for each in scores)
        found.append(Outcome(case, issued.method, inside, mean(each.crps for each in scores), last_plus_drift(case)))
    return found


def last_plus_drift(case: Case) -> float:
    """CRPS of the normal distribution around the last value plus drift (Hyndman and Athanasopoulos 2021, 5.5)."""
    years, values = np.array(case.years), np.array(case.values)
    steps, span = np.diff(years), years[-1] - years[0]
    slope = (values[-1] - values[0]) / span
    deviation = sqrt((((np.diff(values) - slope * steps) ** 2) / steps).sum() / (len(steps) - 1))
    standard = np.random.default_rng(0).standard_normal(2000)
    return mean(
        crps(values[-1] + slope * ahead + deviation * sqrt(ahead + ahead**2 / span) * standard, outcome)
        for ahead, outcome in enumerate(case.outcomes, start=1)
    )


def ratio(found: Iterable[Outcome]) -> float:
    """Mean CRPS over that of last plus drift, processes with equal weight, since their units differ."""
    by_process = defaultdict(list)
    for outcome in found:
        by_process[outcome.case.process].append(outcome)
    return mean(sum(o.crps for o in each) / sum(o.naive for o in each) for each in by_process.values())


def inside(found: Iterable[Outcome], year: int | None = None) -> float:
    return mean(
        met for outcome in found for met in (outcome.inside if year is None else outcome.inside[year : year + 1])
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.forecasting", description="Judge and time forecasts.")
    parser.add_argument("--series", type=int, default=3000, help="simulated series (default 3000)")
    options = parser.parse_args()
    found = outcomes(options.series, seed=2024)
    print(f"\n{len(found)} series: coverage of the 80 % interval, CRPS / CRPS of last plus drift\n")
    print("| series              | number | 1 year | 2 years | 3 years | all   | CRPS ratio |")
    print("| ------------------- | ------ | ------ | ------- | ------- | ----- | ---------- |")
    groups = {name: [o for o in found if o.case.process == name] for name in PROCESSES}
    for low, high in ((5, 6), (7, 9), (10, 14), (15, 20)):
        groups[f"{low} to {high} values"] = [o for o in found if low <= len(o.case.values) <= high]
    groups["without gaps"] = [o for o in found if not o.case.gaps]
    groups["with gaps"] = [o for o in found if o.case.gaps]
    groups["all"] = found
    for name, group in groups.items():
        one, two, three = (inside(group, year) for year in range(AHEAD))
        print(
            f"| {name:<19} | {len(group):>6} | {one:6.1%} | {two:7.1%} | {three:7.1%} | {inside(group):5.1%} "
            f"| {ratio(group):>10.2f} |"
        )
    methods = Counter(outcome.method for outcome in found).most_common()
    print("\nMethods: " + ", ".join(f"{name} {number}" for name, number in methods))
    speed()


def speed(count: int = 300) -> None:
    """Series of 20 values: the years as one office has them, and then each series with a gap that no other has.

    They are forecast as those of a plan are, many in one call.
    """
    random = np.random.default_rng(1)
    made = [(name, process(random, 20 + AHEAD)) for _ in range(count // 6) for name, (process, _) in PROCESSES.items()]
    print(f"\n{len(made)} series of 20 values, three years ahead, CPU seconds of one core\n")
    seconds = {}
    for label, gaps in (("same years", False), ("a gap of its own in each series", True)):
        requests = []
        for number, (name, values) in enumerate(made):
            width, place = divmod(number, 18) if gaps else (0, 0)
            years = [LAST - 19 + year - (width + gaps) * (year <= place) for year in range(20)]
            kind, key = PROCESSES[name][1], str(number)
            requests.append(
                Request(
                    years=years, values=values[:20].tolist(), horizon=HORIZON,
                    kind=kind, seed=1, key=key, issued="2024-12-31",
                )
            )  # fmt: skip
        start = process_time()
        for _ in forecasts(requests):
            pass
        seconds[label] = process_time() - start
        start = process_time()
        for request in requests:
            next(forecasts([request]))
        alone = process_time() - start
        print(f"luodi, {label}: {len(made) / seconds[label]:.0f} series/s, in a call each {len(made) / alone:.0f}")
    start = process_time()
    for number in range(len(made)):
        random = np.random.Generator(np.random.Philox(key=[1, number]))
        random.standard_normal((AHEAD, 10_000))
        random.chisquare(18, 10_000)
    floor = process_time() - start
    print(f"for comparison, its 40,000 random numbers a series alone: {len(made) / floor:.0f} series/s")
    if not PEERS.exists():
        print("The peers are not installed; `make peers` does it.")
        return
    with tempfile.TemporaryDirectory() as folder:
        series, result = Path(folder) / "series.json", Path(folder) / "result.json"
        series.write_text(json.dumps([values[:20].tolist() for _, values in made]))
        subprocess.run([PEERS, "-c", AUTO_ETS, series, result], check=True, env={**os.environ, **ONE_THREAD})
        peer = json.loads(result.read_text())
    hits = [
        bool(low <= outcome <= high)
        for (_, values), (lows, highs) in zip(made, peer["bounds"], strict=True)
        for outcome, low, high in zip(values[20:], lows, highs, strict=True)
    ]
    print(
        f"AutoETS, statsforecast {peer['version']}: {len(made) / peer['seconds']:.0f} series/s; "
        f"its 80 % intervals held {mean(hits):.1%} of the outcomes. "
        f"luodi takes {seconds['same years'] / peer['seconds']:.2f} of its time."
    )


if __name__ == "__main__":
    # numpy has read the variables by now: one thread is asked for by starting again.
    if any(name not in os.environ for name in ONE_THREAD):
        os.execve(
            sys.executable,
            [sys.executable, "-m", "benchmarks.forecasting", *sys.argv[1:]],
            {**os.environ, **ONE_THREAD},
        )
    main()
