"""Statements that cannot all hold: the smallest sets of them, found by linear programming."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from math import inf
from typing import Literal, NamedTuple, TypeVar

import highspy

from luodi.indicators.ledger.statements import Definition, Statement, Variable

_MARGIN = 1e-6
"""By how much, relative to the quantities, a strict bound is passed: 超过530 and 不超过530 exclude each other."""
_TOLERANCE = 1e-9

T = TypeVar("T")

Reading = Literal["as-worded", "at-face-value"]


class Conflict(NamedTuple):
    """Statements of which no values of the quantities satisfy all, while they do once any one is left out.

    `definitions` are the relations that the conflict needs. `at-face-value`: only when thresholds are read as the
    values reached; as worded (超过, 达到) larger values would still satisfy all.
    """

    reading: Reading
    statements: tuple[Statement, ...]
    definitions: tuple[Definition, ...]


def conflicts(statements: Sequence[Statement], definitions: Sequence[Definition]) -> list[Conflict]:
    """The conflicts among statements, one after the other: each is minimal, and none shares all its members with
    another. Those that hold as worded come first.

    An irreducible infeasible subset is found by the deletion filter (Chinneck & Dravnieks 1991): a statement without
    which the rest is still infeasible is not needed.
    """
    found = []
    for group, relations in _connected(statements, definitions):
        kept = list(group)
        for reading in ("as-worded", "at-face-value"):
            while core := _core(kept, relations, reading):
                found.append(core)
                kept.remove(core.statements[-1])
    return sorted(
        found, key=lambda conflict: (conflict.reading != "as-worded", conflict.statements[0].record.anchor.start)
    )


def _core(statements: list[Statement], definitions: list[Definition], reading: Reading) -> Conflict | None:
    if _feasible(statements, definitions, reading):
        return None

    def without(order: Sequence[Statement]) -> list[Statement]:
        return _irreducible(order, lambda rest: _feasible(rest, definitions, reading))

    # The filter's result depends on the order; of two orders the smaller one is the better explanation.
    needed = min(without(statements), without(statements[::-1]), key=len)
    relations = _irreducible(definitions, lambda rest: _feasible(needed, rest, reading))
    in_order = sorted(needed, key=lambda statement: statement.record.anchor.start)
    return Conflict(reading, tuple(in_order), tuple(relations))


def _irreducible(items: Sequence[T], feasible: Callable[[list[T]], bool]) -> list[T]:
    """What is left of infeasible items when each that is not needed for it is taken away."""
    kept = list(items)
    for item in items:
        rest = [other for other in kept if other is not item]
        if not feasible(rest):
            kept = rest
    return kept


def _connected(
    statements: Sequence[Statement], definitions: Sequence[Definition]
) -> Iterator[tuple[list[Statement], list[Definition]]]:
    """Statements in groups that share quantities, each with the definitions among them."""
    leader: dict[Variable, Variable] = {}

    def find(variable: Variable) -> Variable:
        while (above := leader.setdefault(variable, variable)) != variable:
            variable = above
        return variable

    rows = [row for statement in statements for row in statement.rows + statement.at_face]
    for row in (*rows, *(definition.row for definition in definitions)):
        first, *others = (variable for variable, _ in row.terms)
        for other in others:
            leader[find(other)] = find(first)
    groups: dict[Variable, tuple[list[Statement], list[Definition]]] = defaultdict(lambda: ([], []))
    for statement in statements:
        groups[find(statement.variable)][0].append(statement)
    for definition in definitions:
        groups[find(definition.part)][1].append(definition)
    return (group for group in groups.values() if len(group[0]) > 1)


def _feasible(statements: Sequence[Statement], definitions: Sequence[Definition], reading: Reading) -> bool:
    """Whether some quantities, none negative, satisfy every row."""
    rows = [row for s in statements for row in (s.rows if reading == "as-worded" else s.at_face)]
    rows += [definition.row for definition in definitions]
    columns = {variable: i for i, variable in enumerate(dict.fromkeys(v for row in rows for v, _ in row.terms))}
    if not columns:
        return True
    # Quantities are scaled to the order of one, so that the solver's tolerance means the same for 元 and for %.
    bounds = [abs(bound) for row in rows for bound in (row.bounds.low, row.bounds.high) if 0 < abs(bound) < inf]
    scale = max(bounds, default=1.0)
    solver = _solver()
    for _ in columns:
        solver.addVar(0.0, inf)
    for row in rows:
        low, high = row.bounds.low / scale, row.bounds.high / scale
        low += _MARGIN * max(abs(low), _MARGIN) if row.bounds.over else 0.0
        high -= _MARGIN * max(abs(high), _MARGIN) if row.bounds.under else 0.0
        if low > high:
            return False
        indices = [columns[variable] for variable, _ in row.terms]
        solver.addRow(low, high, len(indices), indices, [coefficient for _, coefficient in row.terms])
    solver.run()
    return bool(solver.getModelStatus() != highspy.HighsModelStatus.kInfeasible)


def _solver() -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    for option, value in (("primal_feasibility_tolerance", _TOLERANCE), ("presolve", "off")):
        solver.setOptionValue(option, value)
    return solver
