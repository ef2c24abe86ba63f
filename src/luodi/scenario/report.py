"""The results of a run as plain data: quantiles an outcome and year, the chart of each, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from luodi.messages import Language
from luodi.scenario.chart import chart
from luodi.scenario.provenance import Ground, provenance
from luodi.scenario.results import Results
from luodi.scenario.statement import parts

SCHEMA = "luodi/simulation/1"


def report(results: Results, labels: dict[tuple[str, str], tuple[str, str]], language: Language) -> dict[str, Any]:
    """Schema luodi/simulation/1. Each outcome names its grounds by their place in `grounds`, from 0."""
    scenario, model = results.scenario, results.model
    grounds = provenance(model, *results.values)
    place = {_key(ground): n for n, ground in enumerate(grounds)}
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in results.values}
    for row in results.rows():
        rows[row["outcome"]].append({key: value for key, value in row.items() if key not in ("outcome", "unit")})

    def outcome(name: str) -> dict[str, Any]:
        of = model.of(name)
        return {
            "name": name, "zh": of.zh, "en": of.en, "unit": of.unit, "rows": rows[name],
            "grounds": sorted(place[_key(ground)] for ground in provenance(model, name)),
            "chart": chart(results, name, language, labels),
        }  # fmt: skip

    return {
        "schema": SCHEMA, "title": scenario.title, "model": model.name, "years": list(scenario.years),
        "seed": scenario.seed, "draws": scenario.draws,
        "statements": [_told(results, getattr(each, language), language) for each in scenario.statements],
        "outcomes": [outcome(name) for name in results.values],
        "grounds": [dict(_ground(each, language)) for each in grounds],
    }  # fmt: skip


def _told(results: Results, text: str, language: Language) -> str:
    return "".join(part if isinstance(part, str) else part.written for part in parts(results, text, language))


def _key(ground: Ground) -> tuple[object, ...]:
    return (ground.quantity.name, ground.cell.at if ground.cell else None, ground.source)


def _ground(ground: Ground, language: Language) -> Iterator[tuple[str, Any]]:
    yield "quantity", ground.quantity.name
    yield "role", ground.role
    yield "at", dict(ground.cell.at) if ground.cell else {}
    yield "value", ground.written(language)
    yield from msgspec.to_builtins(ground.source).items()
