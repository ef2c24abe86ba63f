"""How long two plans are compared: `.venv/bin/python -m benchmarks.comparing`. CPU time of one process."""

from __future__ import annotations

from importlib.resources import files
from time import process_time

import msgspec

from luodi.compiler import compile
from luodi.documents import read
from luodi.plan import Plan
from luodi.plan.align import align
from luodi.plan.diff import diff

SAMPLES = ("guangdong-automobile-2023.txt", "guangzhou-automobile-tasks-2020.txt")
MANY = 1000


def main() -> None:
    province, city = (compile(read(files("luodi.samples").joinpath(name).read_bytes(), name=name)) for name in SAMPLES)
    timed("align, the samples", lambda: align(province, city))
    timed("diff, one sample with itself", lambda: diff(province, province))
    timed(f"align, {MANY} tasks each", lambda: align(many(province, "建设"), many(city, "推进")))
    timed(f"diff, {MANY} nearly equal tasks each", lambda: diff(many(province, "建设"), many(province, "推进")))


def timed(name: str, work: object) -> None:
    assert callable(work)
    begin = process_time()
    work()
    print(f"{name:<40}{process_time() - begin:8.3f} s")


def many(plan: Plan, words: str) -> Plan:
    """A plan of many tasks, each hardly different from the next."""
    tasks = (
        msgspec.structs.replace(task, id=f"t-{at}", path=f"{at}", title=f"{words}{at}", text=f"{task.text}{words}{at}")
        for at, task in ((at, plan.tasks[at % len(plan.tasks)]) for at in range(MANY))
    )
    return msgspec.structs.replace(plan, tasks=tuple(tasks))


if __name__ == "__main__":
    main()
