"""Results of a scenario on a terminal: a table an outcome, a column a year, and how much rests on assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from luodi.messages import Language, say
from luodi.scenario.provenance import provenance
from luodi.scenario.quantity import DRAW, YEAR
from luodi.scenario.results import Results
from luodi.scenario.source import KINDS
from luodi.scenario.statement import RANGE, rounded
from luodi.terminal.screen import ruled, shown

COLUMNS = 5
"""Years that a terminal has room for."""

Labels = Mapping[tuple[str, str], tuple[str, str]]


def simulation(results: Results, labels: Labels, language: Language) -> RenderableType:
    """The outcomes, each with its table, and what they rest on."""
    scenario = results.scenario
    run = say("scenario.table.run", language, model=results.model.name, draws=scenario.draws, seed=scenario.seed)
    tables = [part for name in results.values for part in _outcome(results, name, labels, language)]
    grounds = provenance(results.model, *results.values)
    counts = {kind: sum(ground.source.kind == kind for ground in grounds) for kind in KINDS}
    return Group(
        Text(shown(scenario.title), style="bold"),
        Text(run, style="dim"),
        Text(say("scenario.table.median", language), style="dim"),
        *tables,
        Text(say("scenario.table.rests", language, **counts)),
    )


def _outcome(results: Results, name: str, labels: Labels, language: Language) -> Iterator[RenderableType]:
    of = results.model.of(name)
    found = results.quantiles(name, RANGE)
    dims = [str(dim) for dim in found.dims if dim not in (YEAR, "quantile", DRAW)]
    years = _years([int(year) for year in found[YEAR].values]) if YEAR in found.dims else []
    yield ""
    yield Text(of.titled(language), style="bold")
    table: Table = ruled(["", *map(str, years)] if years else ["", ""])
    for column in table.columns[1:]:
        column.justify = "right"
    rows = found.stack(row=dims) if dims else found.expand_dims("row")
    for n in range(rows.sizes["row"]):
        one = rows.isel(row=n)
        codes = [(dim, str(one[dim].item())) for dim in dims]
        label = "、".join(labels.get(code, (code[1], code[1]))[language == "en"] for code in codes)
        cells = [one.sel({YEAR: year}).values for year in years] if years else [one.values]
        table.add_row(shown(label), *(_cell(cell) for cell in cells))
    yield table


def _cell(quantiles: object) -> str:
    low, middle, high = (rounded(float(value)) for value in quantiles)  # type: ignore[attr-defined]
    return middle if low == high else f"{middle} ({low}–{high})"


def _years(years: list[int]) -> list[int]:
    """Some of the years: the last, those that end five-year plans, then others from the end."""
    ranked = sorted(years, key=lambda year: (year != years[-1], year % 5 != 0, -year))
    return sorted(ranked[:COLUMNS])
