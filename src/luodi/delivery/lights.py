"""Three lights for every matter of a plan on a day: lights(plan, matters, setting, assessments)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from luodi.delivery.delivery_light import delivery_light
from luodi.delivery.freshness_light import freshness_light
from luodi.delivery.light import Light
from luodi.delivery.matter import Matter
from luodi.delivery.path_light import path_light
from luodi.delivery.reporting import Cycle, ReportingPeriod, cycle_of, missing
from luodi.delivery.rules import Setting
from luodi.delivery.sentence import Sentence
from luodi.delivery.time_limit import NONE, TimeLimit, documented, time_limit
from luodi.delivery.workflow import DONE
from luodi.indicators import Assessment, Assessments
from luodi.plan import Plan, Record


class Standing(Record, frozen=True, gc=False, kw_only=True):
    """Where a matter stands on a day: its time limit, how often it reports, what is missing, and the three lights."""

    matter: Matter
    limit: TimeLimit
    cycle: Cycle
    missed: tuple[ReportingPeriod, ...]
    delivery: Light
    path: Light
    freshness: Light


class Lights(Record, frozen=True, kw_only=True):
    """The standing of every matter, in the given order. `cautions` say what the day's judgement could not know."""

    on: str
    version: str
    standings: tuple[Standing, ...]
    cautions: tuple[Sentence, ...]


def lights(plan: Plan, matters: Iterable[Matter], setting: Setting, assessments: Assessments | None = None) -> Lights:
    """The three lights of the matters of a plan.

    `assessments` are those of the plan's targets; without them every path light is grey. A matter whose task is not in
    the plan (the plan has changed) is judged by what officers set, and named in the cautions.
    """
    tasks = {task.id: task for task in plan.tasks}
    limits: dict[tuple[str, tuple[str, ...]], TimeLimit] = {}
    judged = _by_task(plan, assessments)
    standings, gone = [], []
    for matter in matters:
        task = tasks.get(matter.task)
        if task is None:
            gone.append(matter.task)
        key = (matter.task, matter.clauses)
        if key not in limits:
            limits[key] = documented(plan, task, matter.clauses) if task else NONE
        limit = time_limit(matter, limits[key])
        cycle = cycle_of(matter, limit, setting)
        missed = missing(matter, cycle, setting)
        found = judged[matter.task] if judged is not None else None
        standings.append(
            Standing(
                matter=matter, limit=limit, cycle=cycle, missed=missed,
                delivery=delivery_light(matter, limit, missed, setting),
                path=path_light(matter, found, setting),
                freshness=freshness_light(matter, cycle, missed, setting),
            )
        )  # fmt: skip
    return Lights(
        on=setting.today.isoformat(), version=setting.rules.version, standings=tuple(standings),
        cautions=tuple(_cautions(gone, standings, setting)),
    )  # fmt: skip


def _by_task(plan: Plan, assessments: Assessments | None) -> defaultdict[str, list[Assessment]] | None:
    if assessments is None:
        return None
    of_target = {each.target: each for each in assessments.assessments}
    by_task: defaultdict[str, list[Assessment]] = defaultdict(list)
    for target in plan.targets:
        for task in target.tasks:
            if target.id in of_target:
                by_task[task].append(of_target[target.id])
    return by_task


def _cautions(gone: list[str], standings: Iterable[Standing], setting: Setting) -> Iterator[Sentence]:
    if gone:
        yield Sentence("caution.task-gone", {"count": len(gone), "tasks": tuple(dict.fromkeys(gone))[:6]})
    today = setting.today
    days = {today, today + timedelta(45)}
    for standing in standings:
        if standing.matter.state not in DONE:
            days.add(standing.matter.resumed or standing.matter.assigned)
            if standing.limit.by and standing.limit.by <= today + timedelta(45):
                days.add(standing.limit.by)
    years = range(min(days).year, max(days).year + 1)
    if unknown := setting.calendar.unknown(years):
        yield Sentence("caution.years-without-holidays", {"years": tuple(map(str, unknown))})
