"""How the scores fall when characters are dropped, doubled or torn apart: `python -m benchmarks.damage`.

Each rate is the share of characters damaged, each time by one of four: dropped, doubled, a blank or a line end put
behind it. The scores are F1 against the annotations of the two sample documents, the mean of ten seeds.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path
from statistics import mean

from luodi import samples
from luodi.compiler import compile
from luodi.documents import read
from luodi.plan import Plan

DATA = Path(__file__).parents[1] / "tests" / "data" / "gold"
RATES = (0.0, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
SEEDS = range(10)


def damaged(text: str, rate: float, seed: int) -> str:
    """The text with a share of its characters damaged."""
    chance = random.Random(seed)
    out: list[str] = []
    for character in text:
        ways = ("", character * 2, character + " ", character + "\n")
        out.append(chance.choice(ways) if chance.random() < rate else character)
    return "".join(out)


def f1(found: Iterable[object], gold: Iterable[object]) -> float:
    """Harmonic mean of precision and recall of two sets."""
    a, b = set(found), set(gold)
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def scores(plan: Plan, gold: dict[str, list[dict[str, object]]]) -> tuple[float, float, float]:
    """F1 of tasks (path), duties (path, role, name) and targets (value, unit, comparator)."""
    roles = ("lead", "duty", "cooperate")
    duties = {(t["path"], role, name) for t in gold["tasks"] for role in roles for name in t[role]}  # type: ignore[attr-defined]
    targets = {(float(str(t["value"])), t["unit"], t["comparator"]) for t in gold["targets"] if not t.get("optional")}
    return (
        f1((t.path for t in plan.tasks), (t["path"] for t in gold["tasks"])),
        f1(((t.path, a.role, a.name) for t in plan.tasks for a in t.assignments), duties),
        f1(((float(t.value), t.unit, t.comparator) for t in plan.targets), targets),
    )


def main() -> None:
    """Print the table."""
    print(f"{'damaged':>8}  {'document':10} {'tasks':>6} {'duties':>6} {'targets':>7} {'findings':>8}")
    for rate in RATES:
        for path in map(Path, samples.paths()):
            name = path.name.split("-")[0]
            gold = json.loads((DATA / f"{name}.json").read_text("utf-8"))
            text = path.read_text("utf-8")
            plans = [compile(read(damaged(text, rate, seed).encode())) for seed in (SEEDS if rate else [0])]
            tasks, duties, targets = (
                mean(column) for column in zip(*(scores(plan, gold) for plan in plans), strict=True)
            )
            findings = mean(sum(f.severity != "info" for f in plan.findings) for plan in plans)
            print(f"{rate:8.2%}  {name:10} {tasks:6.3f} {duties:6.3f} {targets:7.3f} {findings:8.1f}")


if __name__ == "__main__":
    main()
