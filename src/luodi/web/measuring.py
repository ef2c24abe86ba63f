"""评估: the targets of plans judged by the office's observations, with forecasts that stay as they were issued.

A forecast that says what the one before said is no new one: that stands, with its day of issue. A run is kept whenever
anything that was said has changed, and says how the forecasts of earlier runs did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from django.utils import timezone
from django_tasks import task
from msgspec.structs import replace

from luodi.indicators import Assessment, Assessments, assess
from luodi.indicators.assessment import Band, NoOutlook, Outlook
from luodi.indicators.outlook import NotAsIssued, scores, with_outlooks
from luodi.web import audit, clock
from luodi.web.datasets import latest, observations_of
from luodi.web.models import AssessmentRun, Dataset, PlanFiles, PlanRecord
from luodi.web.plans import assessments_of, plan_of
from luodi.web.standing import refresh


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """How a forecast did in a year of which the outcome is known; see `luodi.indicators.forecast.Score`.

    `sha256` is the forecast's; `median` and the ends of its central 80 % are those that were issued. `intact`: it could
    be made again as it was issued; otherwise it was tampered with, or comes from another version, and is not scored.
    """

    target: str
    sha256: str
    issued: str
    year: int
    median: float
    low_80: float
    high_80: float
    outcome: float = 0.0
    crps: float = 0.0
    pit: float = 0.0
    inside: bool = False
    intact: bool = True


_run = msgspec.json.Decoder(Assessments)
_scores = msgspec.json.Decoder(tuple[Scored, ...])


def assess_later(record: PlanRecord) -> None:
    """Have a plan assessed by the worker: when it is published or corrected, and when somebody asks for it."""
    assess_in_turn.enqueue(record.pk)


def assess_all_later() -> None:
    """Have every published plan assessed by the worker: when observations came."""
    for record in PlanRecord.objects.filter(state=PlanRecord.PUBLISHED):
        assess_later(record)


def assess_daily() -> None:
    """Have those assessed by the worker that were not assessed today: values become known as days pass."""
    today = clock.today().isoformat()
    for record in PlanRecord.objects.filter(state=PlanRecord.PUBLISHED):
        assessed = assessments_of(record)
        if assessed is None or assessed.on != today:
            assess_later(record)


@task()
def assess_in_turn(plan_id: int) -> None:
    """`assess_plan` as the worker calls it."""
    assess_plan(plan_id)


def assess_plan(plan_id: int) -> None:
    """Assess a plan by what is known today, keep what has changed, and judge the path lights of its matters again."""
    record, dataset, today = PlanRecord.objects.get(pk=plan_id), latest(), clock.today()
    last = record.runs.first()
    before = _run.decode(bytes(last.assessments)) if last else None
    found = _forecast(assess(plan_of(record), observations_of(dataset), today), before)
    changed = before is None or before.assessments != found.assessments
    scored = tuple(_scored(record, found)) if changed else ()
    with audit.writing():
        kept = PlanRecord.objects.get(pk=plan_id)
        if (kept.version, latest(), kept.runs.first()) != (record.version, dataset, last):
            return  # what changed them meanwhile has the plan assessed again
        data = msgspec.json.encode(found)
        PlanFiles.objects.filter(plan=kept).update(assessments=data)
        kept.assessed, kept.judged_on = timezone.now(), None
        kept.save(update_fields=["assessed", "judged_on"])
        if changed:
            _keep(kept, data, dataset, today, scored)
        refresh(kept, today)


def _forecast(found: Assessments, before: Assessments | None) -> Assessments:
    """With forecasts. One that says what was said before is no new one: it stays as it was issued."""
    issued = {one.target: one.outlook for one in before.assessments} if before else {}
    return replace(
        found,
        assessments=tuple(
            replace(one, outlook=_first(one.outlook, issued.get(one.target)))
            for one in with_outlooks(found).assessments
        ),
    )


def _first(outlook: Outlook | NoOutlook | None, before: Outlook | NoOutlook | None) -> Outlook | NoOutlook | None:
    """The one issued before, where they differ in the day of issue alone, and so in the hash over it."""
    if isinstance(outlook, Outlook) and isinstance(before, Outlook):
        return before if replace(outlook, issued=before.issued, sha256=before.sha256) == before else outlook
    return outlook


def _keep(
    record: PlanRecord, data: bytes, dataset: Dataset | None, today: date, scored: Sequence[Scored]
) -> None:  # fmt: skip
    run = AssessmentRun.objects.create(
        plan=record, version=record.version, dataset=dataset, on=today, assessments=data,
        sha256=hashlib.sha256(data).hexdigest(), scores=msgspec.json.encode(scored).decode(),
    )  # fmt: skip
    audit.record(
        "plan-assessed", f"{record.key} {record.title}", run=run.pk, sha256=run.sha256, version=run.version,
        observations=dataset.version if dataset else None,
    )  # fmt: skip


# ---------------------------------------------------------------- forecasts that were issued


class Issued(NamedTuple):
    """A forecast with the target that it is for, as the assessment says it."""

    one: Assessment
    outlook: Outlook


def forecasts(record: PlanRecord) -> dict[tuple[str, str], Issued]:
    """Every forecast that was ever issued for a plan, by target and SHA-256, in the order in which they were."""
    last = record.runs.values_list("id", "sha256").first()
    return _forecasts(record.pk, *last) if last else {}


@lru_cache(maxsize=64)
def _forecasts(plan: int, last: int, sha256: str) -> dict[tuple[str, str], Issued]:
    """Runs are only added: whoever knows the last knows which there are."""
    found: dict[tuple[str, str], Issued] = {}
    runs = AssessmentRun.objects.filter(plan=plan, id__lte=last).order_by("id")
    for data in runs.values_list("assessments", flat=True).iterator():
        for one in _run.decode(bytes(data)).assessments:
            if isinstance(one.outlook, Outlook):
                found.setdefault((one.target, one.outlook.sha256), Issued(one, one.outlook))
    return found


def scores_of(record: PlanRecord) -> tuple[Scored, ...]:
    """How the forecasts of a plan did, as far as outcomes were known at its latest run."""
    scored = record.runs.values_list("scores", flat=True).first()
    return _scores.decode(scored) if scored else ()


def _scored(record: PlanRecord, found: Assessments) -> Iterator[Scored]:
    """Each forecast in each of its years of which the outcome is known now."""
    readings = {one.target: {reading.at for reading in one.readings} for one in found.assessments}
    for one, outlook in forecasts(record).values():
        bands = {band.year: band for band in outlook.bands}
        if not bands.keys() & readings.get(one.target, ()):
            continue
        alone = replace(found, assessments=(one,))
        try:
            scored = scores(alone, found)
        except NotAsIssued:
            first = outlook.bands[0]
            yield _of(one, outlook, first, intact=False)
            continue
        for each in scored:
            yield _of(
                one, outlook, bands[each.year], outcome=each.outcome, crps=each.crps, pit=each.pit, inside=each.inside
            )


def _of(one: Assessment, outlook: Outlook, band: Band, **score: Any) -> Scored:
    return Scored(
        target=one.target, sha256=outlook.sha256, issued=outlook.issued, year=band.year, median=band.median,
        low_80=band.low_80, high_80=band.high_80, **score,
    )  # fmt: skip
