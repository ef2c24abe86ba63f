"""What a plan's figures say of quantities: each target and fact as linear bounds on named quantities in a year."""

from __future__ import annotations

import re
from functools import cache
from math import inf
from typing import Literal, NamedTuple

from luodi.indicators.link import NATION
from luodi.plan import Fact, Plan, Target
from luodi.registry.indicators import indicators, named_by, relations
from luodi.registry.regions import region_of
from luodi.registry.units import unit_of


class Variable(NamedTuple):
    """A quantity in a year: `name` is the registry's id with its basis, or the subject where the registry has none.

    Values are in the base of `unit` (辆, 元, %).
    """

    name: str
    region: str
    year: int
    unit: str


class Interval(NamedTuple):
    """Bounds, both included but for `over` and `under`, which say that the bound itself is left out."""

    low: float = -inf
    high: float = inf
    over: bool = False
    under: bool = False

    def times(self, factor: float) -> Interval:
        """Scaled by a positive factor."""
        return self._replace(low=self.low * factor, high=self.high * factor)


class Row(NamedTuple):
    """low <= sum of coefficient * quantity <= high."""

    terms: tuple[tuple[Variable, float], ...]
    bounds: Interval


class Statement(NamedTuple):
    """What one target or fact says.

    `rows` hold it as worded, where 超过530 leaves every larger value open; `at_face` as one reads it at a glance,
    where a threshold is taken as the value reached. A `level` is the value of `variable`, a `share` relates it to
    `whole`, a `change` to its own `earlier` value.
    """

    record: Target | Fact
    kind: Literal["level", "share", "change"]
    variable: Variable
    other: Variable | None
    value: Interval
    face: Interval
    rows: tuple[Row, ...]
    at_face: tuple[Row, ...]


class Definition(NamedTuple):
    """What holds by definition: `part` is never more than `whole`. `record` is the target that says so (其中)."""

    part: Variable
    whole: Variable
    record: Target | None

    @property
    def row(self) -> Row:
        return Row(((self.part, 1.0), (self.whole, -1.0)), Interval(high=0.0))


_SHARE = re.compile(
    r"^(?P<part>.+?)占(?P<where>全国|全球|世界|全省|全市|全区|全县|我省|我市)?(?P<whole>[^占]*?)的?(?:比重|比例|份额|占比|百分比)?$"
)
_CHANGE = re.compile(
    r"^(?P<name>.+?)(?P<yearly>年均|平均每年|每年)?(?:复合)?(?P<way>增长|提高|提升|增加|下降|降低|减少)(?:率|幅度|速度)?$"
)
_SINCE = re.compile(r"(?:比|较|相比|在)(?P<year>20\d\d)年")


def statements(plan: Plan) -> list[Statement]:
    """The figures of a plan that can be held against others: those with a year and a unit, in the order of the text.

    A share or a change says nothing of what its quantity is counted in; the sentences that give its level do.
    """
    records: tuple[Target | Fact, ...] = (*plan.facts, *plan.targets)
    first = [statement for record in records if (statement := _statement(record, plan, {}))]
    levels = {_plain(said.record.subject): said.variable for said in first if said.kind == "level"}
    found = [statement for record in records if (statement := _statement(record, plan, levels))]
    return sorted(found, key=lambda statement: statement.record.anchor.start)


def definitions(said: list[Statement]) -> list[Definition]:
    """Parts of wholes among the quantities spoken of: by the registry, by 其中, and a region's part of the nation.

    None with a quantity that is below nothing (a loss): a part may be more than such a whole.
    """
    losses = {statement.variable for statement in said if statement.kind == "level" and statement.value.high < 0}
    variables = dict.fromkeys(v for statement in said for v in (statement.variable, statement.other) if v)
    found: dict[tuple[Variable, Variable], Definition] = {}
    for part in variables:
        identity, _, basis = part.name.partition("@")
        wholes = [part._replace(name=f"{whole}@{basis}") for whole in _wholes_of().get(identity, ())]
        if part.region != NATION and _adds_up(identity):
            wholes.append(part._replace(region=NATION))
        for whole in wholes:
            if whole in variables:
                found[part, whole] = Definition(part, whole, None)
    levels = {statement.record.id: statement.variable for statement in said if statement.kind == "level"}
    for statement in said:
        record = statement.record
        if statement.kind != "level" or not isinstance(record, Target):
            continue
        total = levels.get(record.part_of or "")
        if total and (total.year, total.unit) == (statement.variable.year, statement.variable.unit):
            found[statement.variable, total] = Definition(statement.variable, total, record)
    return [one for one in found.values() if losses.isdisjoint((one.part, one.whole))]


@cache
def _wholes_of() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for relation in relations():
        for term in relation.terms if relation.kind == "part" else ():
            found.setdefault(term, []).append(relation.result)
    return found


def _adds_up(identity: str) -> bool:
    indicator = indicators().get(identity)
    return indicator is None or indicator.regions == "sum"


def _statement(record: Target | Fact, plan: Plan, levels: dict[str, Variable]) -> Statement | None:
    if record.year is None or (isinstance(record, Target) and record.qualifier is not None):
        return None
    region = _region(record, plan)
    value, face = _intervals(record)
    unit = unit_of(record.unit)
    if unit is None or unit[1] is None:
        return None
    if unit[1].base == "%" and (share := _share(record, region, value, face, levels)):
        return share
    if change := _change(record, region, value, face, plan, levels):
        return change
    scale = float(unit[0] * unit[1].factor)
    variable = _variable(record.subject, region, record.year, unit[1].base, levels)
    level, at_face = value.times(scale), face.times(scale)
    rows = (Row(((variable, 1.0),), level),)
    return Statement(record, "level", variable, None, level, at_face, rows, (Row(((variable, 1.0),), at_face),))


def _region(record: Target | Fact, plan: Plan) -> str:
    if isinstance(record, Target) and record.region:
        return record.region
    return plan.document.region or NATION


def _intervals(record: Target | Fact) -> tuple[Interval, Interval]:
    """A value as worded and at face value. A printed figure stands for all that round to it."""
    value = float(record.value)
    half = 0.5 * 10.0 ** int(record.value.as_tuple().exponent)  # of the last printed digit
    rounded = Interval(value - half, value + half)
    if isinstance(record, Fact):
        return rounded, rounded
    if record.value_max is not None:
        spread = Interval(value, float(record.value_max))
        return spread, spread
    worded = {
        ">": Interval(low=value, over=True),
        ">=": Interval(low=value),
        "<": Interval(high=value, under=True),
        "<=": Interval(high=value),
        "=": rounded,
    }.get(record.comparator, Interval())
    return worded, worded if record.comparator in ("<", "<=") else rounded


def _share(
    record: Target | Fact, region: str, value: Interval, face: Interval, levels: dict[str, Variable]
) -> Statement | None:
    assert record.year is not None
    named = named_by(record.subject, region)
    relation = next((r for r in relations() if named and r.kind == "ratio" and r.result == named.indicator), None)
    if named and relation and indicators()[named.indicator].unit == "%":
        numerator, denominator = (indicators()[term] for term in relation.terms)
        part = _linked(numerator.id, named.basis, region, record.year)
        whole = _linked(denominator.id, named.basis, relation.whole or region, record.year)
    elif match := _SHARE.match(record.subject):
        part = _variable(match["part"], region, record.year, None, levels)
        where = NATION if match["where"] == "全国" else region if match["where"] or match["whole"] else None
        if where is None or match["where"] in ("全球", "世界") or _above(match["where"], region):
            return None
        whole = _variable(match["whole"] or match["part"], where, record.year, None, levels)
        if where != region and whole.name != part.name and _alike(whole.name, part.name):
            whole = whole._replace(name=part.name, unit=part.unit)
        if part == whole:
            return None
    else:
        return None
    if part.unit != whole.unit:  # one of them is known to the registry, the other is not: the same thing in one unit
        part, whole = part._replace(unit=part.unit or whole.unit), whole._replace(unit=whole.unit or part.unit)

    def rows(share: Interval) -> tuple[Row, ...]:
        found = []
        if share.low > -inf:
            found.append(Row(((part, 1.0), (whole, -share.low / 100)), Interval(low=0.0, over=share.over)))
        if share.high < inf:
            found.append(Row(((part, 1.0), (whole, -share.high / 100)), Interval(high=0.0, under=share.under)))
        return tuple(found)

    return Statement(record, "share", part, whole, value, face, rows(value), rows(face))


def _above(where: str | None, region: str) -> bool:
    """Whether 全省 is said in a plan of a city: a whole that its own figures say nothing of."""
    division = region_of(region)
    if where is None or division is None:
        return False
    within = "0000" if where.endswith("省") else "00" if where.endswith("市") and division.name[-1] != "市" else ""
    return not division.code.endswith(within)


def _change(
    record: Target | Fact, region: str, value: Interval, face: Interval, plan: Plan, levels: dict[str, Variable]
) -> Statement | None:
    """年均增长 8%, 比2020年下降 18%, 翻一番 (2 倍), 提高 3 个百分点: a bound on the quantity by its earlier value.

    A rate is a bound in either reading, since 8%以上 says nothing of how the last year turns out.
    """
    unit = unit_of(record.unit)
    assert record.year is not None
    assert unit is not None
    assert unit[1] is not None
    match = _CHANGE.match(record.subject)
    points = unit[1].base == "百分点"
    times = unit[1].name == "倍"
    if not (points or times) and (match is None or unit[1].base != "%"):
        return None
    since = _SINCE.search(record.sentence)
    base = int(since["year"]) if since else _base_year(plan)
    if base is None or base >= record.year or not (since or times or (match and match["yearly"])):
        return None
    name = match["name"] if match else record.subject
    falls = match is not None and match["way"] in ("下降", "降低", "减少")
    level = _variable(name, region, record.year, "%" if points else None, levels)
    before = level._replace(year=base)
    if points:
        more, less = (before, level) if falls else (level, before)
        rows: tuple[Row, ...] = (Row(((more, 1.0), (less, -1.0)), value),)
        return Statement(record, "change", level, before, value, face, rows, rows)
    scale = float(unit[0] * unit[1].factor)
    power = record.year - base if match and match["yearly"] else 1

    def ratio(amount: float) -> float:
        share = amount * scale / 100
        if times and not match:
            return share
        return float((1 - share if falls else 1 + share) ** power)

    try:
        low, high = ((ratio(bound) if abs(bound) < inf else None) for bound in (value.low, value.high))
    except OverflowError:  # no plan is made for so many years at such a rate
        return None
    if falls:
        low, high = high, low
    rows_found: list[Row] = []
    if low is not None:
        rows_found.append(Row(((level, 1.0), (before, -low)), Interval(low=0.0)))
    if high is not None:
        rows_found.append(Row(((level, 1.0), (before, -high)), Interval(high=0.0)))
    rows = tuple(rows_found)
    return Statement(record, "change", level, before, value, face, rows, rows) if rows else None


def _base_year(plan: Plan) -> int | None:
    start = plan.document.period.start or plan.document.issued
    return int(start[:4]) - 1 if start else None


def _variable(subject: str, region: str, year: int, base: str | None, levels: dict[str, Variable]) -> Variable:
    """The quantity that a subject names, in the base unit of the sentence; where it gives none, that of `levels`."""
    name = _plain(subject)
    if base is None and (known := levels.get(name)):
        return known._replace(region=region, year=year)
    named = named_by(subject, region)
    if named and named.of == "level":
        linked = _linked(named.indicator, named.basis, region, year)
        if base in (None, linked.unit):
            return linked
    return Variable(name, region, year, base or "")


def _linked(indicator: str, basis: str, region: str, year: int) -> Variable:
    unit = unit_of(indicators()[indicator].unit)
    return Variable(f"{indicator}@{basis}", region, year, unit[1].base if unit and unit[1] else "")


_SPACES = re.compile(r"[\s“”]")
_BEFORE = (*(who + where for who in "我全" for where in "省市区县国"), "力争", "实现", "累计", "建成", "培育")
_AFTER = ("总量", "总额", "总数", "数量", "规模", "总值")


def _plain(subject: str) -> str:
    """A subject without words of place and extent, so that 全省汽车产量 and 汽车产量 are one."""
    name = _SPACES.sub("", subject)
    start, end = 0, len(name)
    while name.startswith(_BEFORE, start, end):
        start += 2
    while name.endswith(_AFTER, start, end):
        end -= 2
    return name[start:end] or name or subject


def _alike(one: str, two: str) -> bool:
    """Whether two names differ by 总 only: 汽车总产量, 汽车产量."""
    return one.replace("总", "") == two.replace("总", "")
