"""目标: where each target of a plan stands, and the scorecard of all of them as a document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from luodi.indicators import Assessment
from luodi.indicators.assess import rounded
from luodi.indicators.assessment import Outlook
from luodi.indicators.trajectory import Required
from luodi.messages import Language, say
from luodi.plan import Target, figure
from luodi.publish.scorecard import LIGHTS, Row
from luodi.publish.scorecard import rows as rows_of
from luodi.web import audit
from luodi.web.actor import actor
from luodi.web.datasets import latest, observations_of
from luodi.web.downloads import download
from luodi.web.measuring import assess_later
from luodi.web.models import PlanRecord
from luodi.web.pages.listing import Column, listing
from luodi.web.pages.overview import seen
from luodi.web.pages.page import language, note, permitted
from luodi.web.plans import assessments_of, plan_of

VERDICTS = tuple(verdict for verdicts in LIGHTS.values() for verdict in verdicts)


@dataclass(frozen=True)
class Stands:
    """A target with its assessment, and what of it is said in a language; None before the first."""

    target: Target
    figure: str
    one: Assessment | None
    row: Row | None
    language: Language

    @property
    def required(self) -> str | None:
        return paced(self.one.required, self.language) if self.one else None

    @property
    def chance(self) -> int | None:
        """The probability of reaching the target in whole per cent: no forecast is better than that."""
        ahead = self.one.outlook if self.one else None
        return round(ahead.probability * 100) if isinstance(ahead, Outlook) else None

    @property
    def basis(self) -> str | None:
        """The basis of the latest reading, which is the one that the target is set on."""
        return (self.row.latest or self.row.target).basis if self.row else None


COLUMNS = (
    Column("target", lambda each: each.target.id),
    Column("path", lambda each: each.target.path),
    Column("subject", lambda each: each.target.subject),
    Column("figure", lambda each: each.figure),
    Column("year", lambda each: each.target.year),
    Column("aspirational", lambda each: each.target.aspirational),
    Column("verdict", lambda each: each.one and each.one.verdict),
    Column("reason", lambda each: each.row and each.row.reason),
    Column("latest", lambda each: each.row and each.row.latest and each.row.latest.text),
    Column("latest_period", lambda each: each.row and each.row.latest and each.row.latest.period),
    Column("basis", lambda each: each.basis),
    Column("source", lambda each: each.row and each.row.latest and each.row.latest.source),
    Column("required", lambda each: each.required),
    Column("probability", lambda each: each.chance),
)


def targets(request: HttpRequest, plan: str, format: str = "") -> HttpResponse:
    """The targets of a plan in its order."""
    record = seen(request, plan)
    rows = standing(record, language(request))
    said = [each.one.verdict for each in rows if each.one]
    if (wanted := request.GET.get("verdict")) in VERDICTS:
        rows = [each for each in rows if each.one and each.one.verdict == wanted]
    assessed = assessments_of(record)
    return listing(
        request, format, rows, COLUMNS, "targets.html", record=record, on=assessed.on if assessed else None,
        counts={verdict: said.count(verdict) for verdict in VERDICTS},
        documents=documents() if assessed else (), dataset=latest(), section="plans",
    )  # fmt: skip


def standing(record: PlanRecord, spoken: Language) -> list[Stands]:
    """Every target of the plan as it is now with what was said of it last; new ones were not assessed yet."""
    assessed = assessments_of(record)
    said = {}
    if assessed and record.assessed:
        rows = _rows(record.pk, record.version, record.assessed.isoformat(), spoken)
        said = {one.target: (one, row) for one, row in zip(assessed.assessments, rows, strict=True)}
    found = []
    for target in plan_of(record).targets:
        one, row = said.get(target.id, (None, None))
        found.append(Stands(target, figure(target), one, row, spoken))
    return found


@lru_cache(maxsize=64)
def _rows(pk: int, version: int, assessed: str, spoken: Language) -> tuple[Row, ...]:
    record = PlanRecord.objects.get(pk=pk)
    found = assessments_of(record)
    return rows_of(plan_of(record), found, spoken) if found else ()


def paced(required: Required | None, spoken: Language) -> str | None:
    """A yearly rate in words."""
    if required is None:
        return None
    unit = say("assess.points", spoken) if required.unit == "百分点" else required.unit
    return f"{rounded(required.rate)}{unit}"


@require_POST
@permitted("assess")
def assess(request: HttpRequest, plan: str) -> HttpResponse:
    """Have the worker assess the plan again."""
    record = seen(request, plan)
    by = actor(request)
    audit.record(
        "assessment-asked", f"{record.key} {record.title}",
        account=by.account.username, role=by.role, address=by.address,
    )  # fmt: skip
    assess_later(record)
    note(request, say("site.targets.asked", language(request)))
    return redirect("plan-targets", record.key)


# ---------------------------------------------------------------- the scorecard


def documents() -> tuple[str, ...]:
    """The formats in which the scorecard can be had here."""
    return ("docx", "xlsx", "pdf") if find_spec("typst") else ("docx", "xlsx")


def scorecard(request: HttpRequest, plan: str, format: str) -> HttpResponse:
    """The scorecard as a document of the reader's language."""
    from luodi.publish.fonts import NoChineseFont

    record = seen(request, plan)
    spoken = language(request)
    if record.assessed is None or format not in documents():
        note(request, say("site.targets.no-scorecard", spoken), "wrong")
        return redirect("plan-targets", record.key)
    dataset = latest()
    made_of = (record.pk, record.version, record.assessed.isoformat(), dataset.version if dataset else 0)
    try:
        data = _written(made_of, format, spoken)
    except NoChineseFont:
        note(request, say("site.targets.no-font", spoken), "wrong")
        return redirect("plan-targets", record.key)
    return download(data, f"{say('site.targets.scorecard', spoken)} {record.title[:60]}.{format}")


@lru_cache(maxsize=8)
def _written(made_of: tuple[int, int, str, int], format: str, spoken: Language) -> bytes:
    """It takes seconds to draw, and is the same for everybody until something changes.

    `made_of`: the plan's key in the store, its version, when it was assessed, and the version of the observations.
    """
    from luodi.indicators.ledger import ledger
    from luodi.publish.scorecard import scorecard as card_of

    record = PlanRecord.objects.get(pk=made_of[0])
    plan, found = plan_of(record), assessments_of(record)
    assert found is not None
    card = card_of(plan, found, ledger(plan, observations_of(latest())), spoken)
    if format == "docx":
        from luodi.publish.scorecard_docx import scorecard_docx

        return scorecard_docx(card)
    if format == "xlsx":
        from luodi.publish.scorecard_xlsx import scorecard_xlsx

        return scorecard_xlsx(card)
    from luodi.publish.scorecard_pdf import scorecard_pdf

    return scorecard_pdf(card)
