"""How long luodi takes to read and compile a document, and where the time goes.

Alone, `python -m benchmarks.compiling FILE TIMES RESULT` writes one measurement to RESULT as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from cProfile import Profile
from pathlib import Path
from pstats import Stats
from time import perf_counter
from types import CodeType

from benchmarks.measure import peak
from luodi.compiler import compile
from luodi.documents import read


def main(file: str, times: str, result: str) -> None:
    """Seconds of reading and of compiling, once to warm up and then `times` times; peak memory in MB."""
    reading, compiling = [], []
    for _ in range(int(times) + 1):
        start = perf_counter()
        document = read(Path(file))
        middle = perf_counter()
        compile(document)
        reading.append(middle - start)
        compiling.append(perf_counter() - middle)
    Path(result).write_text(json.dumps({"read": reading[1:], "compile": compiling[1:], "peak": peak()}))


def stages(file: Path, times: int) -> Iterator[tuple[int, str, float]]:
    """The tree of luodi's functions under `read` and `compile`: depth, name, and share of the time of the whole.

    Only what takes at least a twentieth, three levels deep. Measured under cProfile, which makes small functions look
    dearer than they are; a function with several callers is split among them.
    """
    document = read(file)
    yield from _tree(read.__code__, lambda: read(file), times)
    yield from _tree(compile.__code__, lambda: compile(document), times)


def _tree(code: CodeType, call: Callable[[], object], times: int) -> Iterator[tuple[int, str, float]]:
    call()
    profile = Profile()
    profile.enable()
    for _ in range(times):
        call()
    profile.disable()
    entry = (code.co_filename, code.co_firstlineno, code.co_name)
    table = Stats(profile).stats  # type: ignore[attr-defined]
    total = table[entry][3]

    def below(caller: tuple[str, int, str], depth: int) -> Iterator[tuple[int, str, float]]:
        called = [(callers[caller][3] / total, name) for name, (*_, callers) in table.items() if caller in callers]
        for share, name in sorted(called, reverse=True):
            if share >= 0.05 and "luodi" in name[0] and name != caller:
                yield depth, f"{Path(name[0]).stem}.{name[2]}", share
                if depth < 3:
                    yield from below(name, depth + 1)

    yield 0, f"{code.co_name}, {total / times * 1000:.1f} ms under the profiler", 1
    yield from below(entry, 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
