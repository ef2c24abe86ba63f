"""How fast targets are assessed: `.venv/bin/python -m benchmarks.assessing [--targets N]`.

The targets are invented, each of a city of its own with 20 observations on the target's basis, so that nothing is met
twice. CPU time of one process, the best of five; building the observations is timed apart.
"""

from __future__ import annotations

import argparse
from datetime import date
from decimal import Decimal
from random import Random
from time import process_time

from luodi.compiler import compile
from luodi.documents import read
from luodi.indicators import Observation, Observations, assess
from luodi.plan import Plan
from luodi.registry.regions import full_name, regions

TEXT = "某省汽车产业发展行动计划（2023—2025年）\n一、工作目标\n到2025年，汽车产量超过530万辆。\n"
OBSERVATIONS = 20


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.assessing", description="Measure the assessment of targets.")
    parser.add_argument("--targets", type=int, default=10_000, help="targets (default 10,000)")
    count = parser.parse_args().targets
    random = Random(1)
    plan = invented(count)
    rows = [row for target in plan.targets for row in observed(target.region or "", random)]
    begin = process_time()
    observations = Observations(rows)
    built = process_time() - begin
    times = []
    for _ in range(5):
        fresh = Observations(rows)
        begin = process_time()
        found = assess(plan, fresh, date(2024, 12, 31))
        times.append(process_time() - begin)
    judged = sum(one.verdict != "cannot_be_judged" for one in found.assessments)
    print(f"{count:,} targets, {len(observations):,} observations: {judged:,} judged")
    print(f"built {built:.2f} s, assessed {min(times):.2f} s: {count / min(times):,.0f} targets/s")


def invented(count: int) -> Plan:
    """A plan with as many targets for the output of vehicles, each of another region."""
    plan = compile(read(TEXT.encode(), name="plan.txt"))
    (target,) = plan.targets
    names = [full_name(region) for region in regions().values()]
    parts = {"id": "", "region": ""}
    targets = []
    for number in range(count):
        parts = {"id": f"g-{number}", "region": f"{names[number % len(names)]}{number // len(names) or ''}"}
        fields = {field: getattr(target, field) for field in target.__struct_fields__} | parts
        targets.append(type(target)(**fields))
    fields = {field: getattr(plan, field) for field in plan.__struct_fields__ if field != "schema"}
    return Plan(**fields | {"targets": tuple(targets)})


def observed(region: str, random: Random) -> list[Observation]:
    """The years 2005 to 2024, each published at the beginning of the next."""
    value = random.uniform(50, 400)
    rows = []
    for year in range(2025 - OBSERVATIONS, 2025):
        value *= random.uniform(0.95, 1.15)
        rows.append(
            Observation(
                indicator="vehicle_production",
                basis="legal-entity",
                region=region,
                entity="",
                period=str(year),
                value=Decimal(f"{value:.2f}"),
                unit="万辆",
                bound="=",
                status="final",
                grade="A",
                source="公报",
                published=f"{year + 1}-01-20",
                gathered="",
                note="",
            )
        )
    return rows


if __name__ == "__main__":
    main()
