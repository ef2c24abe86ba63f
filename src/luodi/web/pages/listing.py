"""Lists: the same rows as a page, as JSON and as CSV, by the ending of the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse

from luodi.messages import say
from luodi.sheets import TEXT, write_csv
from luodi.sheets import Column as SheetColumn
from luodi.web.pages.page import language, page, wants_part

SIZE = 50


@dataclass(frozen=True)
class Column:
    """A column of a list: its name in JSON (its label is `lists.<name>` of the catalogue), and a row's value, plain."""

    name: str
    of: Callable[[Any], object]


def listing(
    request: HttpRequest,
    format: str,
    rows: QuerySet[Any] | Sequence[Any],
    columns: Sequence[Column],
    template: str,
    /,
    prepare: Callable[[list[Any]], object] = lambda rows: None,
    count: int | None = None,
    **shown: Any,
) -> HttpResponse:
    """Answer with rows. `prepare` completes the rows of a page with what would else be a query each; `count` is how
    many there are, where that is known.

    The template shows `rows` (a page of them) and `query`, the filters as the address has them; where only the changed
    part is asked for it is `_<template>` that is shown.
    """
    if format == "csv":
        return as_csv(request, rows, columns, prepare)
    paginator: Paginator[Any] = Paginator(rows, SIZE)
    if count is not None:
        paginator.count = count
    here = paginator.get_page(request.GET.get("page"))
    here.object_list = list(here.object_list)
    prepare(here.object_list)
    if format == "json":
        return _json(here, columns)
    query = request.GET.copy()
    query.pop("page", None)
    name = f"_{template}" if wants_part(request) and request.headers.get("HX-Target") == "list" else template
    return page(request, name, rows=here, query=query.urlencode(), filters=request.GET, **shown)


def _json(here: Page[Any], columns: Sequence[Column]) -> JsonResponse:
    results = [{column.name: column.of(row) for column in columns} for row in here.object_list]
    body = {"count": here.paginator.count, "page": here.number, "pages": here.paginator.num_pages, "results": results}
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def as_csv(
    request: HttpRequest, rows: Iterable[Any], columns: Sequence[Column], prepare: Callable[[list[Any]], object]
) -> HttpResponse:
    """All rows of a list. What a spreadsheet would take for a formula is written as text."""
    every = list(rows)
    prepare(every)
    sheet = [
        SheetColumn(column.name, say(f"site.lists.{column.name}", "zh"), say(f"site.lists.{column.name}", "en"), TEXT)
        for column in columns
    ]
    data = write_csv(
        ({column.name: _written(column.of(row)) for column in columns} for row in every), sheet, language(request)
    )
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="list.csv"'
    return response


def _written(value: object) -> str | None:
    if value is None or value == "":
        return None
    return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
