"""The chain of a million packs: `.venv/bin/python -m benchmarks.codes [--packs N]`.

A log of some five million events in no order, one code in a thousand with an impossible chain; the best of three times,
and the peak memory of the process.
"""

from __future__ import annotations

import argparse
import resource
import time
from datetime import date

import numpy as np

from luodi.systems.batteries.trace import EVENTS, Log, part, trace


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.codes", description="Measure the tracing of battery codes.")
    parser.add_argument("--packs", type=int, default=1_000_000, help="packs (default 1,000,000)")
    log = invented(parser.parse_args().packs)
    before, times = _peak(), []
    for _ in range(3):
        begin = time.perf_counter()
        traced = trace(log, date(2035, 1, 1))
        whole, makers = traced.closure()[""], traced.closure(part(traced.code, 0, 3))
        times.append(time.perf_counter() - begin)
    print(f"{len(traced.code):,} codes, {len(log.code):,} events: {min(times):.2f} s, {_peak() - before:.0f} MB more")
    print(f"{whole.closed:,} of {whole.left:,} closed, {whole.low:.1%} to {whole.high:.1%}")
    print(f"{len(makers)} makers; {traced.wrong:,} events impossible")


def invented(packs: int) -> Log:
    random = np.random.default_rng(1)
    lengths = random.integers(1, 9, packs)
    number = np.repeat(np.arange(packs), lengths)
    step = np.arange(len(number)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    chain = np.array(
        [
            EVENTS.index(each)
            for each in (
                "produced",
                "installed",
                "removed",
                "collected",
                "reused",
                "collected",
                "dismantled",
                "recycled",
            )
        ],
        np.uint8,
    )
    what = chain[step]
    what[(number % 1000 == 0) & (step == 1)] = EVENTS.index("recycled")
    day = np.datetime64("2020-01-01") + (random.integers(0, 900, packs)[number] + step * 400).astype("timedelta64[D]")
    codes = np.array([f"M{n % 40:02}PB01TRACE01ACV{n:07}" for n in range(packs)], "S24")
    mixed = random.permutation(len(number))
    return Log(codes[number[mixed]], what[mixed], day[mixed])


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
