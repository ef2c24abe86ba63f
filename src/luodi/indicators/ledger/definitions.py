"""What holds by definition between a plan's quantities: parts and wholes, and shares that are never above 100 %."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from math import inf
from typing import Literal, NamedTuple

from luodi.documents import Anchor
from luodi.indicators.ledger.classes import Class, classes, excludes, measure_of
from luodi.indicators.ledger.statements import Statement
from luodi.indicators.ledger.variables import Interval, Row, Variable, adds_up, plain, share_of, title, variable
from luodi.indicators.link import NATION
from luodi.plan import Target
from luodi.registry.contrasts import NEGATION
from luodi.registry.indicators import bases, indicators, relations


class Definition(NamedTuple):
    """The `parts` together are never more than the `whole`; `exact`: they are the whole. Without a whole they are
    shares of one, and never more than 100 % of it, or all of it.

    `loose`: the whole is only said to be so much or more, so that the thresholds of several parts may well exceed it.
    """

    parts: tuple[Variable, ...]
    whole: Variable | None = None
    exact: bool = False
    loose: bool = False

    @property
    def quantities(self) -> tuple[Variable, ...]:
        return self.parts if self.whole is None else (*self.parts, self.whole)

    def row(self, reading: Literal["as-worded", "at-face-value"]) -> Row | None:
        """The definition as a bound, if it is one in this reading."""
        terms = tuple((part, 1.0) for part in self.parts)
        exact = self.exact and reading == "as-worded"
        if self.whole is None:
            return Row(terms, Interval(100.0 if exact else -inf, 100.0))
        if reading == "at-face-value" and self.loose:
            return None
        return Row((*terms, (self.whole, -1.0)), Interval(0.0 if exact else -inf, 0.0))


def definitions(said: list[Statement]) -> list[Definition]:
    """What holds between the quantities spoken of.

    None with a quantity that is below nothing (a loss): a part may be more than such a whole.
    """
    levels = {s.variable: s for s in said if s.kind == "level"}
    losses = {quantity for quantity, statement in levels.items() if statement.value.high < 0}
    spoken = dict.fromkeys(v for statement in said for v in (statement.variable, statement.other) if v)
    floors = {s.variable for s in said if s.kind == "level" and s.value.low > -inf and s.value.high == inf}
    floors -= {s.variable for s in said if s.kind == "level" and s.value.high < inf}
    found = (*_registered(spoken), *_registered_shares(said), *_within(said), *_apart(said, spoken), *_proper(said))
    return [
        one._replace(loose=len(one.parts) > 1 and one.whole in floors)
        for one in dict.fromkeys(found)
        if losses.isdisjoint(one.quantities)
    ]


# ---------------------------------------------------------------- by the registry, by place


def _registered(spoken: Iterable[Variable]) -> Iterator[Definition]:
    known = dict.fromkeys(spoken)
    for quantity in known:
        if quantity.unit == "%":
            continue
        identity, _, basis = quantity.name.partition("@")
        wholes = [quantity._replace(name=_on(basis, identity, whole)) for whole in _wholes_of().get(identity, ())]
        if quantity.region != NATION and adds_up(quantity):
            wholes.append(quantity._replace(region=NATION))
        yield from (Definition((quantity,), whole) for whole in wholes if whole in known)
        parts = _summands(quantity)
        if any(part in known for part in parts):
            yield Definition(parts, quantity, exact=True)


def _registered_shares(said: Iterable[Statement]) -> Iterator[Definition]:
    for statement in said:
        whole = statement.other
        if statement.kind == "share" and whole and statement.variable in (parts := _summands(whole)):
            yield Definition(tuple(share_of(part, whole) for part in parts), exact=True)


def _summands(whole: Variable) -> tuple[Variable, ...]:
    """What makes up a quantity by the registry; nothing where it says nothing of that."""
    identity, _, basis = whole.name.partition("@")
    return tuple(whole._replace(name=_on(basis, identity, term)) for term in _sums().get(identity, ()))


def _on(basis: str, identity: str, other: str) -> str:
    """Another indicator on the basis of one; on its own where the one is on its own and the other has none so named."""
    own = basis == indicators()[identity].basis and (other, basis) not in bases()
    return f"{other}@{indicators()[other].basis if own else basis}"


@cache
def _wholes_of() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for relation in relations():
        for term in relation.terms if relation.kind in ("part", "sum") else ():
            found.setdefault(term, []).append(relation.result)
    return found


@cache
def _sums() -> dict[str, tuple[str, ...]]:
    return {relation.result: relation.terms for relation in relations() if relation.kind == "sum"}


# ---------------------------------------------------------------- by 其中


def _within(said: Iterable[Statement]) -> Iterator[Definition]:
    for part, whole in _wholes_told(said).items():
        yield Definition((part,), whole)


def _wholes_told(said: Iterable[Statement]) -> dict[Variable, Variable]:
    """The whole that the document itself gives a quantity (其中).

    A plan's `part_of` ends where the parts would be more than the whole; what is told apart from a part by its name
    goes on with the list all the same.
    """
    levels = {statement.record.id: statement.variable for statement in said if statement.kind == "level"}
    found: dict[Variable, Variable] = {}
    told: dict[Anchor, list[Statement]] = defaultdict(list)
    for statement in said:
        record, part = statement.record, statement.variable
        if statement.kind != "level" or not isinstance(record, Target) or not adds_up(part):
            continue
        whole = levels.get(record.part_of or "")
        if whole is None:
            beside = next((one for one in told[record.anchor] if excludes(one.name, statement.name)), None)
            whole = beside and found[beside.variable]
        if whole and adds_up(whole) and (whole.year, whole.unit) == (part.year, part.unit) and whole != part:
            found[part] = whole
            told[record.anchor].append(statement)
    return found


# ---------------------------------------------------------------- parts that exclude each other


class _Member(NamedTuple):
    """A quantity, or its share, as one class of a classification."""

    measure: str
    which: str
    quantity: Variable


class _Whole(NamedTuple):
    """What quantities are part of, or their `shares`; a whole without a name is that of one sentence and year."""

    quantity: Variable | None
    shares: bool
    sentence: Anchor | None = None
    year: int | None = None


_Groups = dict[tuple[_Whole, str, str], list[_Member]]
"""By the whole that quantities are part of, the classification, and what else their names say of them."""


def _apart(said: Sequence[Statement], spoken: Iterable[Variable]) -> Iterator[Definition]:
    """Quantities that are parts of one whole and exclude each other, and shares of such."""
    groups: _Groups = defaultdict(list)
    _levels_apart(said, set(spoken), groups)
    _shares_apart(said, groups)
    for (whole, _, _), members in groups.items():
        for parts in _exclusive(members, measure_of(title(whole.quantity)) if whole.quantity else ""):
            yield Definition(parts, None if whole.shares else whole.quantity)


def _levels_apart(said: Sequence[Statement], spoken: set[Variable], groups: _Groups) -> None:
    told = _wholes_told(said)
    for statement in said:
        quantity = statement.variable
        if statement.kind != "level" or not adds_up(quantity):
            continue
        whole = told.get(quantity)
        for named in classes(statement.name):
            for of in {whole, _named_whole(named, quantity, spoken)} - {None, quantity}:
                _add(groups, _Whole(of, shares=False), named, quantity)


def _named_whole(part: Class, quantity: Variable, spoken: set[Variable]) -> Variable | None:
    """The whole that a part's name gives away: 充电桩 of 私人充电桩."""
    if part.classification == NEGATION or len(part.beside) < _SHORTEST_WHOLE:
        return None
    whole = variable(part.beside, quantity.region, quantity.year, quantity.unit, {})
    return whole if whole in spoken and adds_up(whole) else None


_SHORTEST_WHOLE = 3
"""Characters: 培训 or 企业 alone may be said of anything."""


def _shares_apart(said: Sequence[Statement], groups: _Groups) -> None:
    """Shares of a whole that is named, or of the one that a sentence leaves unnamed (一产、二产占比)."""
    before: dict[Anchor, list[tuple[Statement, _Whole]]] = defaultdict(list)
    for statement in said:
        if statement.kind != "share" or statement.rate is None or not statement.proper:
            continue
        sentence, whole = statement.record.anchor, _Whole(statement.other, shares=True)
        if statement.other is None:
            told = (of for one, of in before[sentence] if excludes(one.name, statement.name))
            whole = next(told, whole._replace(sentence=sentence, year=statement.rate.year))
        before[sentence].append((statement, whole))
        for named in classes(statement.name):
            if _are_all_of(named, whole.quantity):
                _add(groups, whole, named, statement.rate)


def _are_all_of(named: Class, whole: Variable | None) -> bool:
    """Whether the class is one of the whole, and not itself the whole of something: in 国有企业党员占比 it is."""
    if whole is not None and named.things.endswith(plain(title(whole))):
        return True
    return len(named.things) <= (_PLAIN_OPPOSITE if named.classification == NEGATION else _PLAIN_THINGS)


_PLAIN_THINGS = 3
"""Characters: 企业, 公交车; in longer ones a class may hold other things (企业党员, 幼儿园教师)."""
_PLAIN_OPPOSITE = 5
"""The same with the word that is denied: 国有企业, 公有制企业, 化石能源."""


def _add(groups: _Groups, whole: _Whole, named: Class, quantity: Variable) -> None:
    groups[whole, named.classification, named.things].append(_Member(named.measure, named.which, quantity))


def _exclusive(members: Sequence[_Member], by: str) -> Iterator[tuple[Variable, ...]]:
    """Quantities of different classes measured by the same: a name without a measure goes with that of the whole."""
    measures = dict.fromkeys(one.measure for one in members if one.measure) or {"": None}
    for measure in measures:
        parts: dict[str, Variable] = {}
        for one in members:
            if one.measure == measure or (not one.measure and measure == by):
                parts.setdefault(one.which, one.quantity)
        if len(parts) > 1:
            yield tuple(parts.values())


def _proper(said: Iterable[Statement]) -> Iterator[Definition]:
    for statement in said:
        if statement.proper and statement.rate:
            yield Definition((statement.rate,))
