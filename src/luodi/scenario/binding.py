"""Binding a model to a plan: cells that say which figure of a plan they are get its value and its sentence."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import msgspec
from msgspec import structs

from luodi.indicators.observation import factor as printed_factor
from luodi.plan import Fact, Plan, Target
from luodi.registry.indicators import named_by
from luodi.registry.units import unit_of
from luodi.scenario.error import ScenarioError
from luodi.scenario.model import Model
from luodi.scenario.quantity import Cell, FromPlan, Quantity
from luodi.scenario.source import Source
from luodi.scenario.units import canonical, dimensions

COUNTERS = ("个", "台", "根", "套")
"""Measure words that count whatever the quantity counts (21万个公用充电桩)."""


def bound(model: Model, plan: Plan) -> Model:
    """The model with every cell that names a figure of a plan filled from this one.

    The source is the clause: the sentence, and its record's id and path; of a cell that calls itself an assumption (the
    target of one year held in others) it stays one, with the record beside it. A target is read as its threshold; of a
    range the lower end. ScenarioError: a figure that the plan does not have, a unit that does not fit.
    """
    changed = {
        name: replace(quantity, cells=tuple(_bound(quantity, cell, plan) for cell in quantity.cells))
        for name, quantity in model.quantities.items()
        if any(isinstance(cell.value, FromPlan) for cell in quantity.cells)
    }
    return model.with_quantities(changed)


def _bound(quantity: Quantity, cell: Cell, plan: Plan) -> Cell:
    wanted = cell.value
    if not isinstance(wanted, FromPlan):
        return cell
    found = _figure(wanted, plan)
    if found is None or found.value is None:
        title = plan.document.title or plan.document.id
        raise ScenarioError("plan-lacks", name=quantity.name, plan=title, **msgspec.structs.asdict(wanted))
    value = _amount(quantity, found.value, found.unit)
    threshold = f"{found.comparator} " if isinstance(found, Target) else ""
    note = "；".join(filter(None, (f"{threshold}{found.value}{found.unit}", cell.source.note)))
    place = f"{found.id} {found.path}"
    own = cell.source.kind == "assumption"
    source = (
        structs.replace(cell.source, where=place, note=note)
        if own
        else Source("clause", found.sentence, place, note=note)
    )
    quantity.check(value, value, found.sentence)
    return replace(cell, value=value, source=source)


def _figure(wanted: FromPlan, plan: Plan) -> Target | Fact | None:
    records: tuple[Target | Fact, ...] = plan.targets if wanted.which == "target" else plan.facts
    for record in records:
        if record.year != wanted.year or getattr(record, "qualifier", None) is not None:
            continue
        named = named_by(record.subject, plan.document.region, record.unit)
        if named and (named.indicator, named.of) == (wanted.indicator, "level"):
            return record
    return None


def _amount(quantity: Quantity, value: Decimal, printed: str) -> float:
    """The printed value in canonical units. What a calendar year sees is a flow per year, though nobody writes it."""
    known = unit_of(printed)
    base = known[1].base if known and known[1] else printed
    kept = {name: power for name, power in dimensions(quantity.unit).items() if name != "[time]"}
    exact = Fraction(value) * printed_factor(printed, base)
    if base in COUNTERS and sum(kept.values()) == len(kept) == 1:
        return float(exact)
    by = {"%": Fraction(1, 100)}.get(base)
    if by is not None and not kept:
        return float(exact * by)
    if dimensions(base) != kept:
        raise ScenarioError("unit-does-not-fit", name=quantity.name, unit=printed, wanted=quantity.unit)
    return float(exact) * canonical(base)
