"""Where a target's quantity is heading: a forecast for each assessment, frozen so that outcomes can score it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from luodi.indicators.assessment import Assessment, Assessments, Band, NoOutlook, Outlook, Reason
from luodi.plan import Comparator, PlanError
from luodi.plan.encode import one_line
from luodi.registry.indicators import bases, indicators

if TYPE_CHECKING:
    from luodi.indicators.forecast import Forecast, Kind, NoForecast, Request, Score

SEED = 20231229
DRAWS = 10_000


def with_outlooks(assessed: Assessments, seed: int = SEED) -> Assessments:
    """Assessments with a forecast for each, or why there is none, by the values that the day of knowledge had.

    Only published yearly values of the target's own basis are followed, with gaps where there are gaps. Needs numpy
    (`luodi[measure]`).
    """
    from luodi.indicators.forecast import Request, forecasts

    asked = [_asked(one, assessed.on, seed) for one in assessed.assessments]
    made = forecasts([each for each in asked if isinstance(each, Request)], DRAWS)
    ahead = (
        replace(one, outlook=_outlook(one, each, next(made)) if isinstance(each, Request) else each)
        for one, each in zip(assessed.assessments, asked, strict=True)
    )
    return replace(assessed, assessments=tuple(ahead))


def _asked(one: Assessment, issued: str, seed: int) -> Request | NoOutlook:
    """What to forecast for a target, or why nothing is."""
    from luodi.indicators.forecast import MOST_AHEAD, MOST_VALUES, Request

    years, values = _series(one)

    def none(reason: Reason) -> NoOutlook:
        return NoOutlook(reason=reason, have=len(years))

    if one.year is None:
        return none("no-year")
    if (
        one.indicator is None
        or one.of in ("growth", "counted")
        or indicators()[one.indicator].kind in ("rank", "growth")
    ):
        return none("no-series")
    if years and years[-1] >= one.year:
        return none("target-year-observed")
    ended = bases()[one.indicator, one.basis or ""].until
    if ended is not None and int(ended) < min(one.year, int(issued[:4])):
        return none("basis-ended")
    if len(years) < 2:
        return none("too-few-points")
    if one.year - years[-1] > MOST_AHEAD:
        return none("too-far")
    return Request(
        years=years[-MOST_VALUES:], values=values[-MOST_VALUES:], horizon=range(years[-1] + 1, one.year + 1),
        kind=_kind(one), seed=seed, key=f"{one.indicator}/{one.basis}/{one.region}/{one.of}", issued=issued,
    )  # fmt: skip


def _outlook(one: Assessment, asked: Request, found: Forecast | NoForecast) -> Outlook | NoOutlook:
    from luodi.indicators.forecast import NoForecast

    if isinstance(found, NoForecast):
        return NoOutlook(reason=found.reason, have=len(asked.years))
    assert one.threshold is not None
    comparator: Comparator = ">=" if one.comparator in ("range", "=", "~") else one.comparator
    return Outlook(
        key=found.key, issued=found.issued, seed=found.seed, kind=found.kind, years=found.years, values=found.values,
        comparator=comparator, threshold=one.threshold,
        probability=found.probability(comparator, one.threshold, one.year),  # type: ignore[arg-type]
        bands=tuple(_bands(found)), method=found.method, choice=found.choice, sha256=found.sha256,
    )  # fmt: skip


def _series(one: Assessment) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Published values at the ends of years: a bound is no value, and what was derived follows from other years."""
    published = [r for r in one.readings if r.bound in ("=", "~") and not r.derived]
    exact = {int(r.at): r.amount for r in published if r.at == int(r.at)}
    return tuple(exact), tuple(exact.values())


def _kind(one: Assessment) -> Kind:
    assert one.indicator is not None
    return "percent" if indicators()[one.indicator].kind == "share" else "count"


def _bands(found: Forecast) -> Iterator[Band]:
    half, most = found.interval(0.5), found.interval(0.8)
    for row, year in enumerate(found.horizon):
        yield Band(
            year,
            float(found.median[row]),
            float(half[row, 0]),
            float(half[row, 1]),
            float(most[row, 0]),
            float(most[row, 1]),
        )


def from_json(data: bytes) -> Assessments:
    """Assessments as `luodi assess --format json` wrote them. Raises PlanError when they are none."""
    from luodi.indicators.chart import ChartedAssessments

    try:
        return msgspec.json.decode(data, type=ChartedAssessments)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise PlanError("not-assessments", reason=one_line(error)) from error


class NotAsIssued(ValueError):
    """A frozen forecast that cannot be made again as it was issued."""


def scores(frozen: Assessments, outcomes: Assessments) -> tuple[Score, ...]:
    """How good forecasts were, by what later assessments of the same targets know of the years they were for.

    Each forecast is made again from what was frozen. Raises NotAsIssued when the result is not the one issued.
    """
    from luodi.indicators.forecast import score

    known = {one.target: one.readings for one in outcomes.assessments}
    found = []
    for one in frozen.assessments:
        if not isinstance(one.outlook, Outlook):
            continue
        again = _again(one.outlook)
        for reading in known.get(one.target, ()):
            if reading.at in again.horizon and reading.bound in ("=", "~") and not reading.derived:
                found.append(score(again, reading.year, reading.amount))
    return tuple(found)


def _again(outlook: Outlook) -> Forecast:
    from luodi.indicators.forecast import NoForecast, forecast

    try:
        found = forecast(
            outlook.years, outlook.values, [band.year for band in outlook.bands], kind=outlook.kind,  # type: ignore[arg-type]
            seed=outlook.seed, key=outlook.key, issued=outlook.issued, draws=DRAWS,
        )  # fmt: skip
    except ValueError as error:
        raise NotAsIssued(outlook.key) from error
    if isinstance(found, NoForecast) or found.sha256 != outlook.sha256:
        raise NotAsIssued(outlook.key)
    return found
