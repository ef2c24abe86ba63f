"""How well scans are read: `.venv/bin/python -m benchmarks.scan [NAME…]`. Needs the extra `ocr`; some minutes.

Every PDF of `tests/data/formats` (or those whose file name begins with a NAME) is printed at 200 dpi and scanned by
`tests/data/makers/scan.py`: turned by up to 0.7 degrees, blurred, grained, JPEG of quality 70. What is compiled from
the scan is compared with what is compiled from the PDF itself: who does what, and which targets are set.
"""

from __future__ import annotations

import importlib
import sys
from collections import Counter
from collections.abc import Hashable, Iterable
from pathlib import Path
from time import perf_counter

from benchmarks.measure import peak
from luodi.compiler import compile
from luodi.documents import read
from luodi.plan import Plan

DATA = Path(__file__).parent.parent / "tests" / "data"


def main(names: list[str]) -> None:
    sys.path.insert(0, str(DATA))
    maker = importlib.import_module("makers.scan")
    print("| file | pages | s a page | duties F1 | targets F1 | doubts |")
    print("| --- | --- | --- | --- | --- | --- |")
    for number, path in enumerate(sorted((DATA / "formats").glob("*.pdf"))):
        if names and not path.name.startswith(tuple(names)):
            continue
        pages = maker.printed(path.read_bytes())
        scan = maker.pdf(maker.scanned(page, 1000 * number + index) for index, page in enumerate(pages))
        start = perf_counter()
        document = read(scan, name=path.name)
        taken = (perf_counter() - start) / len(pages)
        seen, printed = compile(document), compile(read(path))
        scores = f1(duties(seen), duties(printed)), f1(targets(seen), targets(printed))
        row = [path.name, len(pages), f"{taken:.1f}", *(f"{score:.3f}" for score in scores), len(document.doubts)]
        print("| " + " | ".join(map(str, row)) + " |", flush=True)
    print(f"\npeak memory {peak():.0f} MB")


def duties(plan: Plan) -> list[Hashable]:
    return [(task.path, duty.role, duty.name) for task in plan.tasks for duty in task.assignments]


def targets(plan: Plan) -> list[Hashable]:
    return [(one.path, one.comparator, one.value, one.value_max, one.unit, one.year) for one in plan.targets]


def f1(found: Iterable[Hashable], right: Iterable[Hashable]) -> float:
    """Harmonic mean of precision and recall of two bags; 1 if both are empty."""
    one, other = Counter(found), Counter(right)
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


if __name__ == "__main__":
    main(sys.argv[1:])
