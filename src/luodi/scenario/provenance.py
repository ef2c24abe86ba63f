"""What an outcome rests on, and what a clause touches: read off the graph, never off the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec

from luodi.messages import Language, say
from luodi.scenario.distribution import Distribution, Normal
from luodi.scenario.model import Model
from luodi.scenario.quantity import Cell, FromPlan, Quantity, Role
from luodi.scenario.source import KINDS, Source
from luodi.scenario.units import canonical, spoken


@dataclass(frozen=True)
class Ground:
    """Something an outcome rests on: a cell of a quantity, or the formula of a derived one (`cell` is None then)."""

    quantity: Quantity
    cell: Cell | None
    source: Source

    @property
    def role(self) -> Role | Literal["derived"]:
        return self.quantity.role

    @property
    def value(self) -> float | Distribution | FromPlan | None:
        """The value in the quantity's unit."""
        if self.cell is None or isinstance(self.cell.value, FromPlan):
            return self.cell.value if self.cell else None
        by = 1 / canonical(self.quantity.unit)
        return self.cell.value * by if isinstance(self.cell.value, float) else self.cell.value.scaled(by)

    def written(self, language: Language) -> str:
        """The value as people read it: 14.5 年; 0.2—0.6，最可能 0.25."""
        value, unit = self.value, f" {spoken(self.quantity.unit, language)}".rstrip()
        if value is None or isinstance(value, FromPlan):
            return ""
        if isinstance(value, float):
            return f"{value:.6g}{unit}"
        fields = {name: f"{number:.6g}" for name, number in msgspec.structs.asdict(value).items()}
        told = say(f"scenario.distribution.{value.__struct_config__.tag}", language, unit=unit, **fields)
        bounds = isinstance(value, Normal) and value.low > -1e299 and value.high < 1e299
        return told + (say("scenario.distribution.within", language, unit=unit, **fields) if bounds else "")


def provenance(model: Model, *outcomes: str) -> tuple[Ground, ...]:
    """Everything that outcomes rest on, clauses first, then data, literature, assumptions; in the order of names."""
    names = sorted(model.upstream(*outcomes))
    found = [ground for name in names for ground in _grounds(model.of(name))]
    return tuple(sorted(found, key=lambda ground: KINDS.index(ground.source.kind)))


def touched(model: Model, source: Source) -> set[str]:
    """The names that would change with what a source says: every quantity downstream of a cell that rests on it."""
    resting = [
        name
        for name in (*model.quantities, *model.functions)
        if any(ground.source == source for ground in _grounds(model.of(name)))
    ]
    return model.downstream(*resting)


def _grounds(quantity: Quantity) -> Iterator[Ground]:
    yield from (Ground(quantity, cell, cell.source) for cell in quantity.cells)
    yield from (Ground(quantity, None, source) for source in quantity.sources)
