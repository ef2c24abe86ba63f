"""A scenario: which levers are set and how, over which years, with which seed. A TOML file that a person edits."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from luodi.scenario.distribution import Distribution
from luodi.scenario.error import ScenarioError
from luodi.scenario.model import Model
from luodi.scenario.quantity import OPEN, YEAR, Cell, Quantity, cell_of
from luodi.scenario.source import Source
from luodi.scenario.units import canonical

LARGEST = 1_000_000
"""Bytes of a scenario file."""

MOST_YEARS, MOST_DRAWS = 200, 10_000_000


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence in both languages; `{recovered element=Li year=2030}` in it stands for a number of the run."""

    zh: str
    en: str


@dataclass(frozen=True)
class Scenario:
    """Overrides of levers and uncertain quantities, applied without touching the model.

    `years` ascend, not necessarily by one; `set` are cells by the name of their quantity, in canonical units.
    """

    title: str
    years: tuple[int, ...]
    seed: int
    draws: int
    outcomes: tuple[str, ...] = ()
    set: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()

    def __post_init__(self) -> None:
        if not self.years or len(self.years) > MOST_YEARS or list(self.years) != sorted({*self.years}):
            raise ScenarioError("no-years", years=", ".join(map(str, self.years))[:80])
        if not 1 <= self.draws <= MOST_DRAWS:
            raise ScenarioError("no-draws", draws=self.draws, most=MOST_DRAWS)

    def applied(self, model: Model) -> Model:
        """The model with what the scenario sets. ScenarioError for a name that is none or may not be set."""
        changed: dict[str, Quantity] = {}
        for name, cells in self.set.items():
            changed[name] = _open(model, name).replaced(cells)
        return model.with_quantities(changed)

    def along(self, model: Model) -> dict[str, Sequence[str | int]]:
        """The codes along every dimension but draw."""
        return {**model.dimensions, YEAR: self.years}

    def with_value(self, model: Model, name: str, value: float | Distribution, **at: str | int) -> Scenario:
        """Another scenario in which a lever or an uncertain quantity has a value, in the quantity's unit: everywhere,
        or where `at` says."""
        of = _open(model, name)
        made = value * canonical(of.unit) if isinstance(value, (int, float)) else value.scaled(canonical(of.unit))
        source = Source("assumption", self.title)
        places = [tuple(at.items())] if at else [cell.at for cell in of.cells]
        return replace(self, set={**self.set, name: tuple(Cell(place, made, source) for place in places)})


def _open(model: Model, name: str) -> Quantity:
    """A quantity that a scenario may set."""
    found = model.of(name)
    if found.role not in OPEN:
        raise ScenarioError("not-open", name=name, role=found.role)
    return found


def model_name(text: str | bytes) -> str:
    """The name of the model that a scenario file is for. ScenarioError where it names none."""
    name = _read(text).get("model")
    if not isinstance(name, str):
        raise ScenarioError("lacks", name="model")
    return name


def _read(text: str | bytes) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise ScenarioError("large", most=LARGEST)
    try:
        return tomllib.loads(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ScenarioError("not-toml", reason=" ".join(str(error).split())[:200]) from error


def load(text: str | bytes, model: Model) -> Scenario:
    """The scenario in a TOML file, for a model. ScenarioError with what is wrong and where."""
    read = _read(text)
    known = {"title", "model", "years", "seed", "draws", "outcomes", "levers", "uncertain", "statements"}
    if strange := sorted(set(read) - known):
        raise ScenarioError("strange", names="、".join(strange)[:100])
    try:
        made = Scenario(
            title=str(read.get("title", "")),
            years=_years(read["years"]),
            seed=_whole(read["seed"], "seed"),
            draws=_whole(read["draws"], "draws"),
            outcomes=tuple(str(name) for name in _list(read.get("outcomes", []), "outcomes")),
            statements=msgspec.convert(_list(read.get("statements", []), "statements"), tuple[Statement, ...]),
            set={
                name: _cells(model, name, role, entry)
                for role, table in (("lever", "levers"), ("uncertain", "uncertain"))
                for name, entry in _table(read.get(table, {}), table).items()
            },
        )
    except KeyError as error:
        raise ScenarioError("lacks", name=error.args[0]) from error
    except msgspec.ValidationError as error:
        raise ScenarioError("no-statements", reason=str(error)) from error
    for name in made.outcomes:
        model.of(name)
    made.applied(model)
    return made


def _years(written: object) -> tuple[int, ...]:
    if isinstance(written, Mapping) and set(written) == {"from", "to"}:
        first, last = _whole(written["from"], "years.from"), _whole(written["to"], "years.to")
        return tuple(range(first, min(last, first + MOST_YEARS) + 1))
    return tuple(_whole(year, "years") for year in _list(written, "years"))


def _cells(model: Model, name: str, role: str, written: object) -> tuple[Cell, ...]:
    """One value for all of a quantity, or cells with coordinates."""
    of = _open(model, name)
    if of.role != role:
        raise ScenarioError("other-role", name=name, role=of.role)
    source = {"kind": "assumption", "text": "scenario"}
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        cell = cell_of(of, {"value": float(written), **source}, model.dimensions)
        return tuple(replace(cell, at=known.at) for known in of.cells)
    entries = written if isinstance(written, list) else [written]
    return tuple(cell_of(of, {**source, **_table(entry, name)}, model.dimensions) for entry in entries[:1000])


def _whole(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 2**62:
        raise ScenarioError("no-whole-number", name=name, value=str(value)[:40])
    return value


def _list(value: object, name: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise ScenarioError("no-list", name=name)
    return value


def _table(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ScenarioError("no-table", name=name)
    return value


def dump(scenario: Scenario, model: Model) -> str:
    """The scenario as a TOML file; `load` gives it back."""
    import tomli_w

    def written(name: str, cell: Cell) -> dict[str, Any]:
        unit = model.of(name).unit
        by = 1 / canonical(unit)
        value: dict[str, Any]
        if isinstance(cell.value, float):
            value = {"value": cell.value * by}
        elif hasattr(cell.value, "scaled"):
            value = msgspec.to_builtins(cell.value.scaled(by))
        else:
            value = {"plan": msgspec.to_builtins(cell.value)}
        latent = {"factor": cell.latent, "loading": cell.loading} if cell.latent else {}
        return {**dict(cell.at), **value, **latent, "unit": unit, **msgspec.to_builtins(cell.source)}

    tables = {"lever": "levers", "uncertain": "uncertain"}
    content: dict[str, Any] = {
        "title": scenario.title, "years": list(scenario.years), "seed": scenario.seed, "draws": scenario.draws,
        "outcomes": list(scenario.outcomes),
    }  # fmt: skip
    for name, cells in scenario.set.items():
        content.setdefault(tables[model.of(name).role], {})[name] = [written(name, cell) for cell in cells]
    if scenario.statements:
        content["statements"] = msgspec.to_builtins(scenario.statements)
    return tomli_w.dumps(content)
