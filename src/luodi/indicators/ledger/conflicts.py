"""Statements that cannot all hold: the smallest sets of them, found by linear programming."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import inf
from typing import Literal, NamedTuple, TypeVar

import highspy

from luodi.indicators.ledger.definitions import Definition
from luodi.indicators.ledger.statements import Statement
from luodi.indicators.ledger.variables import Row, Variable

_MARGIN = 1e-6
"""By how much, relative to the quantities, a strict bound is passed: 超过530 and 不超过530 exclude each other."""
_TOLERANCE = 1e-9

T = TypeVar("T")

Reading = Literal["as-worded", "at-face-value"]
_READINGS: tuple[Reading, ...] = ("as-worded", "at-face-value")


class Conflict(NamedTuple):
    """Statements of which no values of the quantities satisfy all, while they do once any one is left out.

    `definitions` are the relations that the conflict needs. `at-face-value`: only when thresholds are read as the
    values reached; as worded (超过, 达到) larger values would still satisfy all.
    """

    reading: Reading
    statements: tuple[Statement, ...]
    definitions: tuple[Definition, ...]


MOST_CONFLICTS = 50
"""More are not looked for in one plan: no one reads them, and each takes as long as the plan is large."""


def conflicts(statements: Sequence[Statement], definitions: Sequence[Definition]) -> tuple[list[Conflict], bool]:
    """The conflicts among statements, one after the other: each is minimal, and none shares all its members with
    another. Those that hold as worded come first. Also whether these are all.

    A solver says which rows make a set infeasible; of these the deletion filter (Chinneck & Dravnieks 1991) leaves an
    irreducible set: a statement without which the rest is still infeasible is not needed.
    """
    found: list[Conflict] = []
    for group, relations in _connected(statements, definitions):
        kept = group
        for reading in _READINGS:
            while core := _core(kept, relations, reading):
                if len(found) == MOST_CONFLICTS:
                    return _in_order(found), False
                found.append(core)
                kept = [statement for statement in kept if statement is not core.statements[-1]]
    return _in_order(found), True


def _in_order(found: list[Conflict]) -> list[Conflict]:
    return sorted(
        found, key=lambda conflict: (conflict.reading != "as-worded", conflict.statements[0].record.anchor.start)
    )


def _core(statements: list[Statement], definitions: list[Definition], reading: Reading) -> Conflict | None:
    clash = _clash(statements, definitions, reading)
    if clash is None:
        return None

    def without(order: Sequence[Statement]) -> list[Statement]:
        return _irreducible(order, lambda rest: _clash(rest, definitions, reading) is None)

    # The filter's result depends on the order; of two orders the smaller one is the better explanation.
    suspects = clash.statements if _clash(clash.statements, definitions, reading) else statements
    needed = min(without(suspects), without(suspects[::-1]), key=len)
    last = _clash(needed, definitions, reading)
    assert last is not None
    relations = _irreducible(last.definitions, lambda rest: _clash(needed, rest, reading) is None)
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
            leader[variable] = leader[above]  # half the way, so that chains stay short
            variable = above
        return variable

    said = [[v for row in one.rows + one.at_face for v, _ in row.terms] + [one.variable] for one in statements]
    for first, *others in (*said, *(one.quantities for one in definitions)):
        for other in others:
            leader[find(other)] = find(first)
    groups: dict[Variable, tuple[list[Statement], list[Definition]]] = defaultdict(lambda: ([], []))
    for statement in statements:
        groups[find(statement.variable)][0].append(statement)
    for definition in definitions:
        groups[find(definition.parts[0])][1].append(definition)
    return (group for group in groups.values() if len(group[0]) + len(group[1]) > 1)


class _Clash(NamedTuple):
    statements: list[Statement]
    definitions: list[Definition]


def _clash(statements: Sequence[Statement], definitions: Sequence[Definition], reading: Reading) -> _Clash | None:
    """Some of the statements and definitions, already infeasible; None where some quantities satisfy every row.

    No quantity is below nothing but those that are said to be.
    """
    owned: list[tuple[Statement | Definition, Row]] = [
        (s, row) for s in statements for row in (s.rows if reading == "as-worded" else s.at_face)
    ]
    owned += [(definition, row) for definition in definitions if (row := definition.row(reading))]
    scales = _scales(row for _, row in owned)
    lows: dict[Variable, _Bound] = {}
    highs: dict[Variable, _Bound] = {}
    rows: list[_Bound] = []
    for owner, row in owned:
        # A row is scaled by its largest quantity, its quantities each by their own.
        scale = max(scales[variable.unit] for variable, _ in row.terms)
        low, high = row.bounds.low / scale, row.bounds.high / scale
        low += _MARGIN * max(abs(low), _MARGIN) if row.bounds.over else 0.0
        high -= _MARGIN * max(abs(high), _MARGIN) if row.bounds.under else 0.0
        terms = tuple((variable, coefficient * scales[variable.unit] / scale) for variable, coefficient in row.terms)
        bound = _Bound(owner, terms, low, high)
        if low > high:
            return _of([bound])
        if len(row.terms) > 1:
            rows.append(bound)
            continue
        # Of what is said of one quantity alone only the highest low and the lowest high can matter.
        variable = row.terms[0][0]
        if variable not in lows or low > lows[variable].low:
            lows[variable] = bound
        if variable not in highs or high < highs[variable].high:
            highs[variable] = bound
    for variable, bound in lows.items():
        high = highs[variable].high
        if bound.low - high > _TOLERANCE * max(abs(bound.low), abs(high)):
            return _of([bound, highs[variable]])
    if not rows:
        return None
    rows += [bound._replace(high=inf) for bound in lows.values() if bound.low > 0]
    rows += [bound._replace(low=-inf) for bound in highs.values() if bound.high < inf]
    needed = _infeasible(rows, {variable for variable, bound in highs.items() if bound.high < 0})
    return _of(needed) if needed else None


def _scales(rows: Iterable[Row]) -> dict[str, float]:
    """The largest amount in each unit, so that the solver's tolerance means the same for 元 and for %."""
    scales: dict[str, float] = defaultdict(float)
    for row in rows:
        largest = max((abs(bound) for bound in (row.bounds.low, row.bounds.high) if abs(bound) < inf), default=0.0)
        for variable, _ in row.terms:
            scales[variable.unit] = max(scales[variable.unit], largest)
    return {unit: scale or 1.0 for unit, scale in scales.items()}


class _Bound(NamedTuple):
    """A row with its scaled bounds, and whose it is."""

    owner: Statement | Definition
    terms: tuple[tuple[Variable, float], ...]
    low: float
    high: float


def _of(bounds: Sequence[_Bound]) -> _Clash:
    owners = list({id(bound.owner): bound.owner for bound in bounds}.values())
    return _Clash([o for o in owners if isinstance(o, Statement)], [o for o in owners if isinstance(o, Definition)])


def _infeasible(rows: list[_Bound], losses: set[Variable]) -> list[_Bound]:
    """The rows that the solver proves infeasible by (Farkas); none where all can be satisfied."""
    columns = {variable: i for i, variable in enumerate(dict.fromkeys(v for row in rows for v, _ in row.terms))}
    solver = _solver()
    for variable in columns:
        solver.addVar(-inf if variable in losses else 0.0, inf)
    for row in rows:
        indices = [columns[variable] for variable, _ in row.terms]
        solver.addRow(row.low, row.high, len(indices), indices, [coefficient for _, coefficient in row.terms])
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kInfeasible:
        return []
    _, proved, ray = solver.getDualRay()  # type: ignore[attr-defined]
    return [row for row, weight in zip(rows, ray, strict=True) if weight] if proved else rows


def _solver() -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    for option, value in (("primal_feasibility_tolerance", _TOLERANCE), ("presolve", "off")):
        solver.setOptionValue(option, value)
    return solver
