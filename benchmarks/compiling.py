"""How long luodi takes to read and compile a document, and where the time goes.

Alone, `python -m benchmarks.compiling FILE TIMES RESULT` writes one measurement to RESULT as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from cProfile import Profile
from pathlib import Path
from pstats import Stats
from time import perf_counter
from types import FunctionType

import luodi
from benchmarks.measure import peak


def main(file: str, times: str, result: str) -> None:
    """Seconds of reading and of compiling, once to warm up and then `times` times; peak memory in MB."""
    reading, compiling = [], []
    for _ in range(int(times) + 1):
        start = perf_counter()
        document = luodi.read(Path(file))
        middle = perf_counter()
        luodi.compile(document)
        reading.append(middle - start)
        compiling.append(perf_counter() - middle)
    Path(result).write_text(json.dumps({"read": reading[1:], "compile": compiling[1:], "peak": peak()}))


def stages(file: Path, times: int) -> dict[str, list[tuple[str, float]]]:
    """Of `read` and `compile`, the functions that they call and the share of the time each takes, largest first.

    Measured under cProfile, which makes small functions look dearer than they are.
    """
    document = luodi.read(file)
    return {
        "read": _callees(luodi.read, lambda: luodi.read(file), times),
        "compile": _callees(luodi.compile, lambda: luodi.compile(document), times),
    }


def _callees(function: FunctionType, call: Callable[[], object], times: int) -> list[tuple[str, float]]:
    call()
    profile = Profile()
    profile.enable()
    for _ in range(times):
        call()
    profile.disable()
    code = function.__code__
    entry = (code.co_filename, code.co_firstlineno, code.co_name)
    table = Stats(profile).stats  # type: ignore[attr-defined]
    total = table[entry][3]
    called = [(name[2], callers[entry][3] / total) for name, (*_, callers) in table.items() if entry in callers]
    return sorted(called, key=lambda stage: -stage[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
