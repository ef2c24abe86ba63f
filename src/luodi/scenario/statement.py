"""Sentences with numbers of a run in them, each with what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luodi.messages import Language, say
from luodi.scenario.error import ScenarioError
from luodi.scenario.provenance import Ground, provenance
from luodi.scenario.quantity import DRAW
from luodi.scenario.results import Results
from luodi.scenario.units import canonical, spoken

_PLACE = re.compile(r"\{([^{}]*)\}")
RANGE = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Number:
    """A number in a sentence: what it is of, where, how it reads, and everything that it rests on."""

    name: str
    at: tuple[tuple[str, str | int], ...]
    written: str
    grounds: tuple[Ground, ...]


def parts(results: Results, text: str, language: Language) -> Iterator[str | Number]:
    """The sentence in pieces, each number apart. ScenarioError for a place that names no number of the results."""
    end = 0
    for match in _PLACE.finditer(text):
        yield text[end : match.start()]
        yield _number(results, match[1], language)
        end = match.end()
    yield text[end:]


def _number(results: Results, written: str, language: Language) -> Number:
    name, *rest = written.split() or [""]
    pairs = [each.split("=", 1) for each in rest]
    of = results.model.of(name)
    try:
        at = {dim: int(code) if dim == "year" else code for dim, code in pairs}
        own = _own(results, name, at)
        if own and own.cell and not isinstance(own.cell.value, float):  # the distribution itself, not what was drawn
            return Number(name, tuple(at.items()), own.written(language), (own,))
        if name in results.values:
            value = results.values[name]
        else:
            value = of.array(results.scenario.along(results.model), results.scenario.seed, 0, results.scenario.draws)
        value = value.sel(at) / canonical(of.unit)
        if {*value.dims} - {DRAW}:
            raise ValueError(", ".join(map(str, value.dims)))
    except (ValueError, KeyError) as error:
        raise ScenarioError("no-such-number", written=written[:80], reason=str(error)[:100]) from error
    unit = spoken(of.unit.removesuffix("/year") if "year" in at else of.unit, language)
    if DRAW in value.dims:
        low, middle, high = (rounded(float(each)) for each in value.quantile(list(RANGE), DRAW))
        shown = say("scenario.page.range", language, middle=middle, low=low, high=high, unit=unit)
    else:
        figure = f"{float(value):.6g}" if own else rounded(float(value))
        shown = say("scenario.page.one", language, value=figure, unit=unit)
    grounds = (own,) if own else provenance(results.model, name)
    return Number(name, tuple(at.items()), shown.strip(), grounds)


def _own(results: Results, name: str, at: dict[str, str | int]) -> Ground | None:
    """The cell of a given quantity that says the number; None for what is computed or lies between two cells."""
    if {*at} != {*results.model.of(name).dims}:
        return None
    own = (ground for ground in provenance(results.model, name) if ground.quantity.name == name)
    return next((ground for ground in own if ground.cell and dict(ground.cell.at) == at), None)


def rounded(value: float) -> str:
    """Three significant digits, and no fewer than the whole number has; ≈0 for what is nought but for its last bits."""
    if 0 < abs(value) < 1e-12:
        return "≈0"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
