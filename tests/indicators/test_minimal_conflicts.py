"""Of any plan: what is said to contradict itself does, all of it is needed for that, and nothing else does.

Whether figures can all hold is decided here by eliminating one quantity after the other (Fourier and Motzkin) in exact
fractions; the ledger does it by linear programming in floating point.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import inf
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import luodi
from luodi.indicators.ledger import ledger
from luodi.indicators.ledger.definitions import Definition, definitions
from luodi.indicators.ledger.statements import Statement, statements
from luodi.indicators.ledger.variables import Interval, Row, Variable
from luodi.plan import Fact, Plan, Target

TEXT = "某省新型产业发展行动计划（2023—2025年）\n一、发展现状\n2022年，汽车产量400万辆。\n二、工作目标\n到2025年，汽车产量超过530万辆。\n"
EMPTY = luodi.compile(luodi.read(TEXT.encode(), name="plan.txt"))

AMOUNTS = [("充电基础设施", "万个"), ("公共充电桩", "万个"), ("私人充电桩", "万个"), ("广州市充电桩", "万个")]
SHARES = ["公共充电桩占充电基础设施比重", "私人充电桩占充电基础设施比重"]
RATES = ["森林覆盖率", *SHARES]
COMPARATORS = ["=", ">=", "<=", ">", "<", "~"]

tens = st.integers(1, 12).map(lambda n: Decimal(10 * n))
percents = st.integers(1, 20).map(lambda n: Decimal(5 * n))
points = st.integers(1, 8).map(lambda n: Decimal(5 * n))
worded = st.sampled_from(COMPARATORS)
Said = tuple[str, str, str, Decimal]
amount: st.SearchStrategy[Said] = st.tuples(st.sampled_from(AMOUNTS), worded, tens).map(lambda t: (*t[0], t[1], t[2]))
rate: st.SearchStrategy[Said] = st.tuples(st.sampled_from(RATES), st.just("%"), worded, percents)
rise: st.SearchStrategy[Said] = st.tuples(
    st.sampled_from(RATES).map(lambda name: name + "提高"), st.just("个百分点"), worded, points
)
yearly: st.SearchStrategy[Said] = st.tuples(
    st.sampled_from(RATES).map(lambda name: name + "年均提高"), st.just("个百分点"), worded, points
)
growth: st.SearchStrategy[Said] = st.tuples(
    st.sampled_from(["充电基础设施年均增长", "公共充电桩年均增长"]), st.just("%"), worded, tens
)


def target(number: int, said: Said) -> Target:
    subject, unit, comparator, value = said
    changed: dict[str, Any] = {"subject": subject, "unit": unit, "comparator": comparator, "value": value}
    return replace(EMPTY.targets[0], id=f"g-{number}", sentence=subject, **changed)


def fact(number: int, said: Said) -> Fact:
    subject, unit, _, value = said
    return replace(EMPTY.facts[0], id=f"f-{number}", sentence=subject, subject=subject, unit=unit, value=value)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    targets = draw(st.lists(st.one_of(amount, amount, rate, rise, yearly, growth), min_size=1, max_size=6))
    facts = draw(st.lists(st.one_of(amount, rate), max_size=3))
    return replace(
        EMPTY,
        targets=tuple(target(number, said) for number, said in enumerate(targets)),
        facts=tuple(fact(number, said) for number, said in enumerate(facts)),
    )


# ---------------------------------------------------------------- the oracle

Bound = tuple[dict[Variable, Fraction], Fraction, bool]
"""Sum of coefficient * quantity <= bound, or < where the last is true."""


def exact(number: float) -> Fraction:
    return Fraction(number).limit_denominator(10**6)


def bounds(rows: Iterable[Row]) -> list[Bound]:
    found: list[Bound] = []
    for row in rows:
        terms = {variable: exact(coefficient) for variable, coefficient in row.terms}
        if row.bounds.high < inf:
            found.append((terms, exact(row.bounds.high), row.bounds.under))
        if row.bounds.low > -inf:
            found.append(({v: -c for v, c in terms.items()}, -exact(row.bounds.low), row.bounds.over))
    return found


def feasible(rows: Iterable[Row]) -> bool:
    """Whether quantities of nothing or more satisfy every row."""
    held = bounds(rows)
    variables = {variable for terms, _, _ in held for variable in terms}
    held += [({variable: Fraction(-1)}, Fraction(0), False) for variable in variables]
    while variables:
        chosen = min(variables, key=lambda v: sum(v in terms for terms, _, _ in held))
        variables.remove(chosen)
        above = [one for one in held if one[0].get(chosen, 0) > 0]
        below = [one for one in held if one[0].get(chosen, 0) < 0]
        held = [one for one in held if not one[0].get(chosen)]
        held += [combined(high, low, chosen) for high in above for low in below]
        if any(not terms and (bound < 0 or (bound == 0 and strict)) for terms, bound, strict in held):
            return False
        held = [one for one in held if one[0]]
    return True


def combined(high: Bound, low: Bound, without: Variable) -> Bound:
    a, b = high[0][without], -low[0][without]
    terms = {v: high[0].get(v, Fraction(0)) / a + low[0].get(v, Fraction(0)) / b for v in high[0] | low[0]}
    return {v: c for v, c in terms.items() if c and v != without}, high[1] / a + low[1] / b, high[2] or low[2]


Reading = Literal["as-worded", "at-face-value"]
READINGS: tuple[Reading, ...] = ("as-worded", "at-face-value")


def can_hold(said: Iterable[Statement], holding: Iterable[Definition], reading: Reading) -> bool:
    rows = [row for one in said for row in (one.rows if reading == "as-worded" else one.at_face)]
    return feasible([*rows, *(row for one in holding if (row := one.row(reading)))])


def test_the_oracle_itself() -> None:
    one, other = (Variable(name, "全国", 2025, "个") for name in "ab")

    def row(low: float, high: float, *terms: tuple[Variable, float]) -> Row:
        return Row(terms, Interval(low, high))

    assert feasible([row(2, 3, (one, 1)), row(-inf, 5, (one, 1), (other, 1)), row(2, inf, (other, 1))])
    assert not feasible([row(2, 3, (one, 1)), row(-inf, 5, (one, 1), (other, 1)), row(4, inf, (other, 1))])
    assert not feasible([row(-inf, -1, (one, 1))])


@settings(max_examples=200, deadline=None)
@given(plans())
def test_every_conflict_is_one_and_needs_all_that_it_names(plan: Plan) -> None:
    said = statements(plan)
    holding = definitions(said)
    by_record = {one.record.id: one for one in said}
    for conflict in ledger(plan).conflicts:
        members = [by_record[record] for record in conflict.records]
        assert not can_hold(members, holding, conflict.reading)
        for left_out in members:
            rest = [one for one in members if one is not left_out]
            assert can_hold(rest, holding, conflict.reading), left_out.record.subject


@settings(max_examples=200, deadline=None)
@given(plans())
def test_a_plan_without_conflicts_can_hold(plan: Plan) -> None:
    said = statements(plan)
    holding = definitions(said)
    found = {conflict.reading for conflict in ledger(plan).conflicts}
    for reading in READINGS:
        if not found.intersection(READINGS[: READINGS.index(reading) + 1]):
            assert can_hold(said, holding, reading)


@pytest.mark.parametrize("name", ["充电基础设施", "公共充电桩", "私人充电桩"])
def test_the_menu_of_the_property_is_known_to_the_registry(name: str) -> None:
    plan = replace(EMPTY, facts=(), targets=(target(0, (name, "万个", ">=", Decimal(10))),))
    (said,) = statements(plan)
    assert "@" in said.variable.name
