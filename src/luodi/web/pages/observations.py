"""数据: the observations of the office, each with its source and grade; in and out as CSV and Excel."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from luodi.indicators import Observation
from luodi.indicators.observation_table import COLUMNS as SHEET
from luodi.indicators.observation_table import observations_csv, observations_xlsx
from luodi.indicators.period import spoken
from luodi.messages import Language, say
from luodi.registry.indicators import bases, indicators
from luodi.sheets import Problem, SheetErrors
from luodi.web.actor import actor
from luodi.web.datasets import check, latest, load_observations, rows_of
from luodi.web.downloads import download
from luodi.web.evidence import plain_name
from luodi.web.models import Dataset
from luodi.web.pages.listing import Column, listing
from luodi.web.pages.page import language, note, page, permitted
from luodi.web.pending import held, hold

MAX_SIZE = 10 * 1024 * 1024
"""Bytes of a file of observations."""
SHOWN = 100
"""New observations that are shown before they are added."""


def _field(name: str) -> Column:
    return Column(name, lambda row: str(getattr(row, name)))


COLUMNS = tuple(_field(column.key) for column in SHEET)
WRITTEN = {"csv": observations_csv, "xlsx": observations_xlsx}


def observations(request: HttpRequest, format: str = "") -> HttpResponse:
    """The observations by indicator, place and time. As CSV and Excel in the columns that are read in again."""
    spoken_ = language(request)
    dataset = latest()
    rows = _filtered(_ordered(dataset), request.GET)
    if format in WRITTEN:
        return download(WRITTEN[format](rows, spoken_), f"observations.{format}")
    return listing(
        request, format, rows, COLUMNS, "observations.html", dataset=dataset, said=_Said(spoken_),
        choices=_choices(dataset, spoken_), section="observations",
    )  # fmt: skip


@permitted("import-observations")
def add(request: HttpRequest) -> HttpResponse:
    """A file is looked at first, and only then added: whole or not at all."""
    if request.method != "POST":
        return _form(request)
    if request.POST.get("what") == "confirm":
        return _confirmed(request)
    file = request.FILES.get("file")
    if file is None:
        return _form(request, 400, failure="no-file")
    if (file.size or 0) > MAX_SIZE:
        return _form(request, 400, failure="too-large")
    data, name = file.read(), plain_name(file.name or "")
    return _looked_at(request, data, name)


def _looked_at(request: HttpRequest, data: bytes, name: str, status: int = 200, failure: str = "") -> HttpResponse:
    """What a file would add, or everything that is wrong with it."""
    spoken_ = language(request)
    try:
        dataset, found = check(data, name)
    except SheetErrors as errors:
        return _form(request, 400, name=name, problems=_problems(errors.problems, spoken_), wrong=errors.count)
    return _form(
        request, status, failure, name=name, found=found, unread=[each.sentence(spoken_) for each in found.notes],
        sha256=hold(request, data), version=dataset.version if dataset else 0, shown=SHOWN,
    )  # fmt: skip


def _confirmed(request: HttpRequest) -> HttpResponse:
    """Add the file that was looked at, unless it or the observations are no longer those."""
    spoken_, name = language(request), plain_name(request.POST.get("name", ""))
    data = held(request, request.POST.get("sha256", ""))
    if data is None:
        return _form(request, 409, failure="gone")
    dataset = latest()
    if request.POST.get("version") != str(dataset.version if dataset else 0):
        return _looked_at(request, data, name, 409, failure="changed")
    try:
        found = load_observations(actor(request), data, name)
    except SheetErrors as errors:  # somebody added something at this very moment
        return _form(request, 409, name=name, problems=_problems(errors.problems, spoken_), wrong=errors.count)
    note(request, say("site.observations.done", spoken_, new=len(found.new), known=len(found.known)))
    return redirect("observations")


def _form(request: HttpRequest, status: int = 200, failure: str = "", **shown: Any) -> HttpResponse:
    nothing: dict[str, Any] = {"name": "", "found": None, "problems": (), "wrong": 0, "unread": ()}
    messages = tuple(
        say(f"site.observations.{failure}.{part}", language(request), megabytes=MAX_SIZE // 1024**2)
        for part in ("message", "advice")
    ) if failure else None  # fmt: skip
    return page(
        request, "observations_import.html", status, failure=messages, said=_Said(language(request)), columns=SHEET,
        section="observations", **{**nothing, **shown},
    )  # fmt: skip


def _problems(problems: Sequence[Problem], spoken_: Language) -> list[tuple[str, str, str]]:
    """The cell as a spreadsheet calls it, the place in words, what is wrong and what to do."""
    return [
        (
            problem.place.cell if problem.place else "",
            problem.place.sentence(spoken_) if problem.place else "",
            Problem(problem.key, None, problem.values).sentence(spoken_),
        )
        for problem in problems
    ]


# ---------------------------------------------------------------- the list


class _Said:
    """An observation in words."""

    def __init__(self, spoken_: Language) -> None:
        self.language = spoken_

    def indicator(self, row: Observation) -> str:
        return _indicator(row.indicator, self.language)

    def basis(self, row: Observation) -> str:
        return _basis(row.indicator, row.basis, self.language)

    def period(self, row: Observation) -> str:
        return spoken(row.span) if self.language == "zh" else row.period

    def value(self, row: Observation) -> str:
        bound = {"=": "", ">=": "≥", "<=": "≤"}.get(row.bound, row.bound)
        return f"{bound}{row.value}{row.unit}"


def _indicator(id: str, spoken_: Language) -> str:
    found = indicators()[id]
    return found.name if spoken_ == "zh" else found.english


def _basis(indicator: str, id: str, spoken_: Language) -> str:
    found = bases()[indicator, id]
    return found.name if spoken_ == "zh" else found.english


def _ordered(dataset: Dataset | None) -> tuple[Observation, ...]:
    return _sorted(dataset.version, dataset.sha256) if dataset else ()


@lru_cache(maxsize=2)
def _sorted(version: int, sha256: str) -> tuple[Observation, ...]:
    """By indicator as the registry has them, region, basis and thing, the latest period first."""
    place = {id: number for number, id in enumerate(indicators())}
    rows = sorted(rows_of(Dataset(version=version, sha256=sha256)), key=lambda row: row.span, reverse=True)
    return tuple(sorted(rows, key=lambda row: (place[row.indicator], row.region, row.basis, row.entity)))


def _filtered(rows: Sequence[Observation], asked: QueryDict) -> Sequence[Observation]:
    for name in ("indicator", "region", "basis"):
        if wanted := asked.get(name):
            rows = [row for row in rows if getattr(row, name) == wanted]
    if source := asked.get("source", "").strip()[:100].casefold():
        rows = [row for row in rows if source in row.source.casefold()]
    return rows


def _choices(dataset: Dataset | None, spoken_: Language) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: that of which there is something. A basis goes by its name with the first indicator."""
    if dataset is None:
        return {"indicator": [], "region": [], "basis": []}
    found = _known(dataset.version, dataset.sha256)
    named = {id: _basis(of, id, spoken_) for of, id in reversed(found["basis"])}
    return {
        "indicator": [(id, _indicator(id, spoken_)) for id in found["indicator"]],
        "region": [(name, name) for name in found["region"]],
        "basis": sorted(named.items(), key=lambda entry: entry[1]),
    }


@lru_cache(maxsize=2)
def _known(version: int, sha256: str) -> dict[str, list[Any]]:
    rows = _sorted(version, sha256)
    return {
        "indicator": list(dict.fromkeys(row.indicator for row in rows)),
        "region": sorted({row.region for row in rows}),
        "basis": list(dict.fromkeys((row.indicator, row.basis) for row in rows)),
    }
