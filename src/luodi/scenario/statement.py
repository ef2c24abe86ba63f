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
        if name in results.values:
            value = results.values[name]
        else:
            value = of.array(results.scenario.along(results.model), results.scenario.seed, 0, results.scenario.draws)
        value = value.sel(at) / canonical(of.unit)
        if {*value.dims} - {DRAW}:
            raise ValueError(", ".join(map(str, value.dims)))
    except (ValueError, KeyError) as error:
        raise ScenarioError("no-such-number", written=written[:80], reason=str(error)[:100]) from error
    unit = spoken(of.unit, language)
    if DRAW in value.dims:
        low, middle, high = (rounded(float(each)) for each in value.quantile(list(RANGE), DRAW))
        shown = say("scenario.page.range", language, middle=middle, low=low, high=high, unit=unit)
    else:
        shown = say("scenario.page.one", language, value=rounded(float(value)), unit=unit)
    return Number(name, tuple(at.items()), shown.strip(), _grounds(results, name, at))


def _grounds(results: Results, name: str, at: dict[str, str | int]) -> tuple[Ground, ...]:
    """What a number rests on: of a given quantity the very cell, where there is one for the place."""
    found = provenance(results.model, name)
    very = [ground for ground in found if ground.cell and ground.quantity.name == name and dict(ground.cell.at) == at]
    return tuple(very) or found


def rounded(value: float) -> str:
    """Three significant digits, and no fewer than the whole number has; ≈0 for what is nought but for its last bits."""
    if 0 < abs(value) < 1e-12:
        return "≈0"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
