"""One measurement in a process of its own: `python -m benchmarks.measure TOOL FILE DOCUMENT TIMES RESULT`.

Writes to RESULT, as JSON, what was right, the seconds of the first and the later readings, and the peak memory in MB
of this process (Linux's VmHWM), importing the tool included; processes that the tool starts are not counted.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from benchmarks.score import score
from benchmarks.tools import TOOLS


def main(tool: str, file: str, document: str, times: str, result: str) -> None:
    read = TOOLS[tool].open()
    seconds = []
    for _ in range(int(times) + 1):
        start = perf_counter()
        reading = read(Path(file))
        seconds.append(perf_counter() - start)
    outcome = {
        "version": version(TOOLS[tool].distribution),
        "score": score(document, reading),
        "first": seconds[0],
        "later": seconds[1:],
        "peak": peak(),
    }
    Path(result).write_text(json.dumps(outcome))


def peak() -> float:
    """Most memory that this process has had, in MB of 1024²."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
