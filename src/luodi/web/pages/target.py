"""One target: its sentence, where it stands, the forecast and how earlier ones did, and every value that was used."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from luodi.indicators import Assessment
from luodi.indicators.assess import rounded
from luodi.indicators.assessment import NoOutlook, Outlook
from luodi.indicators.assessment import say as say_sentence
from luodi.indicators.chart import told
from luodi.messages import Language, say
from luodi.publish.scorecard import Datum, section
from luodi.registry.indicators import bases
from luodi.web import clock
from luodi.web.measuring import forecasts, scores_of
from luodi.web.models import PlanRecord
from luodi.web.pages.overview import seen
from luodi.web.pages.page import language, page
from luodi.web.pages.targets import Stands, paced, standing
from luodi.web.plans import assessments_of, plan_of
from luodi.web.standing import refresh


def target(request: HttpRequest, plan: str, target: str) -> HttpResponse:
    """The page of a target."""
    record = seen(request, plan)
    refresh(record, clock.today())
    spoken = language(request)
    stands = next((each for each in standing(record, spoken) if each.target.id == target), None)
    if stands is None:
        raise Http404(target)
    compiled = plan_of(record)
    titles = {task.id: f"{task.path} {task.title}" for task in compiled.tasks}
    shown: dict[str, Any] = {"assessed": None, "chart": None}
    if stands.one:
        shown = _shown(record, stands, stands.one, spoken)
    return page(
        request, "target.html", record=record, stands=stands, target=stands.target, section="plans",
        facts={fact.id: fact for fact in compiled.facts},
        tasks=[(id, titles[id]) for id in stands.target.tasks if id in titles], **shown,
    )  # fmt: skip


def _shown(record: PlanRecord, stands: Stands, one: Assessment, spoken: Language) -> dict[str, Any]:
    assessed = assessments_of(record)
    assert assessed is not None
    found = section(plan_of(record), assessed, one.target, spoken)
    own, others = _apart(found.data)
    ahead = one.outlook if isinstance(one.outlook, Outlook) else None
    return {
        "assessed": assessed, "one": one, "row": stands.row, "found": found, "own": own, "others": others,
        "cautions": list(dict.fromkeys(say_sentence("caution", said, spoken) for said in one.cautions)),
        "not_comparable": _cautions(one, spoken),
        "ahead": ahead, "bands": _bands(ahead), "series": _series(ahead),
        "lacking": one.outlook if isinstance(one.outlook, NoOutlook) else None,
        "expected": _amount(one.expected, one), "distance": _distance(one, spoken),
        "from_baseline": paced(one.required_from_baseline, spoken), "earlier": _earlier(record, one),
        "chart": found.chart, "told": told(found.chart, spoken) if found.chart else (),
    }  # fmt: skip


def _apart(data: tuple[Datum, ...]) -> tuple[list[Datum], dict[str, list[Datum]]]:
    """The values of the target's own basis, and those of each other basis by its name: they are never one table."""
    own = [datum for datum in data if datum.used != "other-basis"]
    others: dict[str, list[Datum]] = {}
    for datum in data:
        if datum.used == "other-basis":
            others.setdefault(datum.figure.basis, []).append(datum)
    return own, others


def _cautions(one: Assessment, spoken: Language) -> dict[str, str]:
    """What has to be said beside values on another basis, by its name."""
    found = {}
    for used in one.observations:
        basis = bases()[used.observation.indicator, used.observation.basis]
        said = basis.caution if spoken == "zh" else basis.caution_english
        if used.use == "other-basis" and said:
            found[basis.name if spoken == "zh" else basis.english] = said
    return found


def _amount(amount: float | None, one: Assessment) -> str | None:
    return None if amount is None else f"{rounded(amount)}{one.counted_in or ''}"


def _distance(one: Assessment, spoken: Language) -> str | None:
    """How far the figure is ahead of its path, or behind it, in words."""
    if one.distance is None:
        return None
    unit = say("assess.points", spoken) if one.counted_in == "%" else one.counted_in or ""
    code = "ahead" if one.distance >= 0 else "behind"
    return say(f"site.targets.{code}", spoken, amount=f"{rounded(abs(one.distance))}{unit}")


def _bands(ahead: Outlook | None) -> list[tuple[int, str, str, str]]:
    """Of each year the median, the central 50 % and the central 80 %."""
    return [
        (
            band.year, rounded(band.median), f"{rounded(band.low_50)} – {rounded(band.high_50)}",
            f"{rounded(band.low_80)} – {rounded(band.high_80)}",
        )
        for band in (ahead.bands if ahead else ())
    ]  # fmt: skip


def _series(ahead: Outlook | None) -> list[tuple[int, str]]:
    """The values that the forecast follows, as they were published."""
    return [(year, f"{value:.15g}") for year, value in zip(ahead.years, ahead.values, strict=True)] if ahead else []


def _earlier(record: PlanRecord, one: Assessment) -> list[dict[str, Any]]:
    """The forecasts that were issued before the present one, the latest first, with how they did."""
    scored: dict[str, list[Any]] = {}
    for score in scores_of(record):
        if score.target == one.target:
            scored.setdefault(score.sha256, []).append(score)
    present = one.outlook.sha256 if isinstance(one.outlook, Outlook) else None
    issued = [each for (target, _), each in forecasts(record).items() if target == one.target]
    return [
        {
            "outlook": each.outlook, "figure": each.one.figure, "year": each.one.year,
            "bands": _bands(each.outlook), "scores": scored.get(each.outlook.sha256, []),
        }
        for each in reversed(issued)
        if each.outlook.sha256 != present
    ]  # fmt: skip
