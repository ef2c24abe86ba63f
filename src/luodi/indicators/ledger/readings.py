"""What a plan's figures imply about each other: growth, ratios, totals behind shares, and what was already reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import inf
from typing import Literal

from luodi.indicators.ledger.statements import Statement
from luodi.indicators.ledger.variables import Interval, Variable, title
from luodi.indicators.link import Link, link
from luodi.indicators.measure import satisfies
from luodi.indicators.observation import in_unit
from luodi.indicators.observations import Observations
from luodi.messages import Language
from luodi.messages import say as _say
from luodi.plan import Plan, Record, Target
from luodi.registry.indicators import bases, indicators, relations

EntryKind = Literal[
    "past-growth",
    "implied-growth",
    "ratio",
    "implied-whole",
    "whole-differs",
    "reached-before-issue",
    "ratio-falls",
    "ratio-rises",
]


class Entry(Record, frozen=True, kw_only=True):
    """One line of the ledger.

    `amount` is the reading at face value, with thresholds taken as the values reached, in `unit`; `low` and `high`
    bound it as worded (None: no bound). `records` are the targets and facts it follows from.
    """

    kind: EntryKind
    text: str
    values: dict[str, str]
    amount: float
    low: float | None
    high: float | None
    unit: str
    records: tuple[str, ...]


def say(entry: Entry, language: Language) -> str:
    """The entry's sentence in a language."""
    return _say(f"ledger.{entry.kind}", language, **entry.values)


def entries(plan: Plan, said: Sequence[Statement], observations: Observations | None) -> Iterator[Entry]:
    """The ledger line by line: growth, ratios, totals behind shares; with observations also what they say of them."""
    levels = {s.variable: s for s in said if s.kind == "level"}
    wholes = list(_wholes(said, levels))
    yield from _growth(levels)
    yield from _ratios(levels)
    for statement, entry in wholes:
        yield entry
        if observations is not None:
            yield from _against_observed(statement, entry, observations, plan)
    if observations is not None and plan.document.issued:
        yield from _reached(plan, observations, date.fromisoformat(plan.document.issued))


def _entry(kind: EntryKind, amount: float, bounds: Interval, unit: str, records: Sequence[str], **values: str) -> Entry:
    low, high = (None if abs(bound) == inf else bound for bound in (bounds.low, bounds.high))
    values |= {"amount": _shown(amount), "unit": unit, **_worded(low, high, unit)}
    return Entry(
        kind=kind, text=_say(f"ledger.{kind}", "zh", **values), values=values, amount=amount, low=low, high=high,
        unit=unit, records=tuple(records),
    )  # fmt: skip


# ---------------------------------------------------------------- growth


def _growth(levels: dict[Variable, Statement]) -> Iterator[Entry]:
    """The compound rate from each quantity's last past value to each of its later ones."""
    latest: dict[Variable, Variable] = {}
    before: dict[Variable, Variable] = {}
    for variable in sorted(levels, key=lambda variable: variable.year):
        quantity = variable._replace(year=0)
        if quantity in latest:
            before[variable] = latest[quantity]
        latest[quantity] = variable
    for variable, statement in levels.items():
        if variable not in before or variable.unit == "%":
            continue
        base = before[variable]
        years = variable.year - base.year
        start, end = levels[base], statement
        if _middle(start) <= 0 or _middle(end) <= 0:
            continue
        bounds = Interval(
            _rate(end.value.low, start.value.high, years) if end.value.low > 0 else -inf,
            _rate(end.value.high, start.value.low, years) if end.value.high < inf else inf,
        )
        kind: EntryKind = "implied-growth" if isinstance(end.record, Target) else "past-growth"
        yield _entry(
            kind, _rate(_middle(end), _middle(start), years), bounds, "%",
            (start.record.id, end.record.id), subject=end.record.subject, since=str(base.year),
            until=str(variable.year), start=_printed(start), end=_printed(end),
        )  # fmt: skip


def _rate(end: float, start: float, years: int) -> float:
    return float(((end / start) ** (1 / years) - 1) * 100)


# ---------------------------------------------------------------- ratios


def _ratios(levels: dict[Variable, Statement]) -> Iterator[Entry]:
    """Ratios to which the registry gives a meaning (增加值率, 单车营业收入) and parts of wholes, and how they turn."""
    named: dict[str, list[tuple[Variable, Statement]]] = {}
    for variable, statement in levels.items():
        named.setdefault(_id(variable), []).append((variable, statement))
    for name, numerator, denominator, result in _pairs():
        found: list[tuple[int, float, Interval, tuple[Statement, Statement]]] = []
        for variable, part in named.get(numerator, ()):
            for other, whole in named.get(denominator, ()):
                if (other.region, other.year) == (variable.region, variable.year):
                    amount, bounds = _over(part, whole)
                    found.append((variable.year, amount, bounds, (part, whole)))
        unit, scale = result, 100.0 if result == "%" else 1.0
        ordered = sorted(found, key=lambda entry: entry[0])
        for year, amount, bounds, pair in ordered:
            yield _entry(
                "ratio", amount * scale, bounds.times(scale), unit, [s.record.id for s in pair], name=name,
                year=str(year), part=_printed(pair[0]), whole=_printed(pair[1]),
            )  # fmt: skip
        if len(ordered) > 1:
            (first, before, _, old), (last, after, _, new) = ordered[-2], ordered[-1]
            kind: EntryKind = "ratio-falls" if after < before else "ratio-rises"
            yield _entry(
                kind, _rate(after, before, last - first), Interval(), "%", [s.record.id for s in (*old, *new)],
                name=name, since=str(first), until=str(last), start=_shown(before * scale) + unit,
                end=_shown(after * scale) + unit,
            )  # fmt: skip


def _pairs() -> Iterator[tuple[str, str, str, str]]:
    """(name, numerator, denominator, unit) of each ratio that is formed."""
    known = indicators()
    ratios = [relation for relation in relations() if relation.kind == "ratio" and relation.whole is None]
    for relation in ratios:
        yield known[relation.result].name, relation.terms[0], relation.terms[1], known[relation.result].unit
    named = {relation.terms for relation in ratios}
    for relation in relations():
        for term in relation.terms if relation.kind == "part" else ():
            if (term, relation.result) not in named:
                yield f"{known[term].name}占{known[relation.result].name}比重", term, relation.result, "%"


def _over(part: Statement, whole: Statement) -> tuple[float, Interval]:
    """A ratio at face value and as worded: two thresholds that may both be passed bound nothing."""
    amount = _middle(part) / _middle(whole)
    low = max(part.value.low, 0.0) / whole.value.high if whole.value.high < inf else 0.0
    high = part.value.high / whole.value.low if whole.value.low > 0 else inf
    return amount, Interval(low if low > 0 else -inf, high)


# ---------------------------------------------------------------- totals behind shares


def _wholes(said: Sequence[Statement], levels: dict[Variable, Statement]) -> Iterator[tuple[Statement, Entry]]:
    """The whole that a share and its part imply: 311.97万辆 at 12.2 % of the nation make 2557万辆 in the nation."""
    for share in said:
        part = levels.get(share.variable)
        if share.kind != "share" or part is None or share.other is None or _middle(share) <= 0:
            continue
        face = _middle(part) / (_middle(share) / 100)
        low = max(part.value.low, 0.0) / (share.value.high / 100) if share.value.high < inf else -inf
        high = part.value.high / (share.value.low / 100) if share.value.low > 0 else inf
        yield share, _entry(
            "implied-whole", face, Interval(low, high), share.other.unit, (part.record.id, share.record.id),
            subject=share.other.region + title(share.other), year=str(share.other.year),
            part=_printed(part), share=f"{share.record.value}{share.record.unit}",
        )  # fmt: skip


def _against_observed(share: Statement, entry: Entry, observations: Observations, plan: Plan) -> Iterator[Entry]:
    """Published totals that the implied one does not agree with."""
    assert share.other is not None
    indicator = _id(share.other)
    if indicator not in indicators() or entry.low is None or entry.high is None:
        return
    for basis in observations.bases(indicator, share.other.region):
        for point in observations.points((indicator, basis, share.other.region, ""), date.max):
            row = point.observation
            if not point.span.is_year or point.span.year != share.other.year:
                continue
            amount = in_unit(row.value, row.unit, entry.unit)
            if not entry.low <= amount <= entry.high:
                name = bases()[indicator, basis]
                yield _entry(
                    "whole-differs", (entry.amount / amount - 1) * 100, Interval(), "%", entry.records,
                    subject=entry.values["subject"], year=entry.values["year"],
                    implied=_shown(entry.amount) + entry.unit, implied_range=entry.values["range"],
                    published=f"{row.value}{row.unit}", basis=name.name, basis_en=name.english,
                    source=row.source, grade=row.grade,
                )  # fmt: skip


# ---------------------------------------------------------------- reached before the plan was issued


def _reached(plan: Plan, observations: Observations, issued: date) -> Iterator[Entry]:
    """Targets that values published by the day of issue had already passed, on whatever basis there is."""
    for target in plan.targets:
        linked = link(target, issued.year)
        if not isinstance(linked, Link) or linked.of != "level" or target.comparator in ("<", "<="):
            continue
        threshold = in_unit(target.value, target.unit, indicators()[linked.indicator].unit)
        comparator = ">=" if target.comparator == "range" else target.comparator
        for basis in observations.bases(linked.indicator, linked.region):
            points = observations.points((linked.indicator, basis, linked.region, ""), issued)
            flow = indicators()[linked.indicator].kind not in ("stock", "count")
            passed = [
                p
                for p in points
                if (p.span.is_year or not flow) and satisfies(p.amount, p.observation.bound, comparator, threshold)
            ]
            if passed:
                row, name = passed[-1].observation, bases()[linked.indicator, basis]
                same = basis == linked.basis
                yield _entry(
                    "reached-before-issue", passed[-1].amount, Interval(), indicators()[linked.indicator].unit,
                    (target.id,),
                    subject=target.subject, target=f"{target.value}{target.unit}", published=f"{row.value}{row.unit}",
                    period=row.period, basis=name.name, basis_en=name.english, source=row.source, grade=row.grade,
                    mind="" if same else f"口径不同：{name.caution or ''}",
                    mind_en="" if same else f"Another basis: {name.caution_english or ''}",
                )  # fmt: skip


# ---------------------------------------------------------------- words


def _id(variable: Variable) -> str:
    return variable.name.partition("@")[0]


def _middle(statement: Statement) -> float:
    return (
        (statement.face.low + statement.face.high) / 2
        if abs(statement.face.high) < inf and abs(statement.face.low) < inf
        else (statement.face.low if abs(statement.face.low) < inf else statement.face.high)
    )


def _printed(statement: Statement) -> str:
    return f"{statement.record.value}{statement.record.unit}"


def _shown(amount: float) -> str:
    """Four significant digits in words a reader knows: 25.47万, 1.347亿."""
    for word, size in (("亿", 1e8), ("万", 1e4)):
        if abs(amount) >= size:
            return f"{amount / size:.4g}{word}" if abs(amount) < size * 1e4 else f"{amount / size:.0f}{word}"
    return f"{amount:.4g}"


def _worded(low: float | None, high: float | None, unit: str) -> dict[str, str]:
    """How the words of the document bound an amount: `range`, and as a sentence goes on with it.

    Nothing is said of a range that only comes from rounding and does not show in four digits.
    """
    if low is None and high is None:
        return {
            "range": "",
            "worded": "；按原文措辞没有上下限",
            "worded_en": "; as worded without bounds",
            "at": "",
            "at_en": "",
        }
    if low is None or high is None:
        shown = f"≥{_shown(low)}" if low is not None else f"≤{_shown(high or 0.0)}"
        at, at_en = ("以上", "at least ") if low is not None else ("以内", "at most ")
        return {
            "range": shown,
            "worded": f"；按原文措辞{shown}{unit}",
            "worded_en": f"; as worded {shown}{unit}",
            "at": at,
            "at_en": at_en,
        }
    shown = f"{_shown(low)}～{_shown(high)}"
    if _shown(low) == _shown(high):
        return {"range": shown, "worded": "", "worded_en": "", "at": "", "at_en": ""}
    return {
        "range": shown,
        "worded": f"；范围{shown}{unit}",
        "worded_en": f"; range {shown}{unit}",
        "at": "",
        "at_en": "",
    }
