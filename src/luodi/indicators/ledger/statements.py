"""What a plan's figures say of quantities: each target and fact as linear bounds on named quantities in a year."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from math import inf
from typing import Literal, NamedTuple

from luodi.indicators.ledger.classes import excludes, measure_of
from luodi.indicators.ledger.variables import Interval, Row, Variable, alike, linked, plain, share_of, variable
from luodi.indicators.link import NATION
from luodi.plan import Fact, Plan, Target
from luodi.registry.indicators import indicators, named_by, relations
from luodi.registry.proportions import is_proportion
from luodi.registry.regions import region_of
from luodi.registry.units import Unit, unit_of


class Statement(NamedTuple):
    """What one target or fact says.

    `rows` hold it as worded, where 超过530 leaves every larger value open; `at_face` as one reads it at a glance,
    where a threshold is taken as the value reached. A `level` is the value of `variable`, a `share` relates it to the
    `other` (None for a whole that is not named), a `change` to its own earlier value. `rate` is the percentage that
    the statement is about, if it is about one; `proper` says that it is one of a part in its whole, which is never
    above 100 %. `name` is what the words call `variable`.
    """

    record: Target | Fact
    kind: Literal["level", "share", "change"]
    variable: Variable
    other: Variable | None
    value: Interval
    face: Interval
    rows: tuple[Row, ...]
    at_face: tuple[Row, ...]
    name: str
    rate: Variable | None = None
    proper: bool = False


_PLACE = r"(?P<where>全国|全球|世界|全省|全市|全区|全县|我省|我市)?"
_SHARE = re.compile(
    rf"^(?P<part>.+?)(?:的?(?:占比|比重)|占(?!比$){_PLACE}(?P<whole>[^占]*?)的?(?:比重|比例|份额|占比|百分比)?)$"
)
_BY = r"(?P<way>增长|提高|提升|增加|上升|扩大|下降|降低|减少|缩小|收窄)"
_CHANGE = re.compile(
    r"^(?P<name>.+?)(?:力争|争取|确保|预计|再|累计|总共|共|(?<!占)比|较){0,3}(?P<yearly>年均|平均每年|每年|逐年)?(?:复合|再)?"
    rf"{_BY}(?:率|幅度|速度)?$"
)
_FALLS = ("下降", "降低", "减少", "缩小", "收窄")
_SINCE = re.compile(r"(?:(?<!占)比|较|相比|在)(?P<year>20\d\d)年")
_SINCE_PLAN = re.compile(r"(?:比|较|相比|在)[“\"]?十(?P<plan>[二三四五])五[”\"]?(?:规划)?期?末")
_LAST_YEAR = re.compile(r"(?:比|较)(?:上一?年|去年)|同比")
_PLAN_ENDS = {"二": 2015, "三": 2020, "四": 2025, "五": 2030}


def statements(plan: Plan) -> list[Statement]:
    """The figures of a plan that can be held against others: those with a year and a unit, in the order of the text.

    A share or a change says nothing of what its quantity is counted in; the sentences that give its level do. 占比
    says nothing of its whole; a sentence that names one does. A change without a year to count from counts from the
    one that the plan states.
    """
    records: tuple[Target | Fact, ...] = (*plan.facts, *plan.targets)
    reading = _Reading(plan, {}, {}, {})
    first = [said for record in records if (said := reading.amount(record))]
    levels = {plain(said.record.subject): said.variable for said in first if said.kind == "level"}
    reading = _Reading(plan, levels, _wholes(first), {})
    amounts = [said for record in records if (said := reading.amount(record))]
    reading = _Reading(plan, levels, reading.wholes, _stated(amounts))
    found = [said for record in records if (said := reading.change(record) or reading.amount(record))]
    return sorted(_of_whole_years(found), key=lambda statement: statement.record.anchor.start)


_PART_OF_YEAR = re.compile(r"[上下]半年|季度|(?<!\d)(?:[1-9]|1[01])月")


def _of_whole_years(said: list[Statement]) -> Iterator[Statement]:
    """Without what is done in a part of the time that the same quantity is given for: 上半年开放40所，下半年再开放60所;
    三年改造2000个，其中2025年500个."""
    levels = {one.record.id: one.variable for one in said if one.kind == "level"}
    times = Counter((one.record.anchor, one.variable) for one in said if one.kind == "level")
    for one in said:
        stage = times[one.record.anchor, one.variable] > 1 and _PART_OF_YEAR.search(one.record.sentence)
        whole = levels.get(one.record.part_of or "") if isinstance(one.record, Target) else None
        same = whole is not None and whole._replace(year=0) == one.variable._replace(year=0)
        if one.kind != "level" or not (stage or same):
            yield one


def _wholes(said: list[Statement]) -> dict[str, Variable]:
    """The whole of which a quantity's share is given, by name, where it is always the same one."""
    found: dict[str, set[Variable]] = defaultdict(set)
    for statement in said:
        if statement.kind == "share" and statement.other:
            found[plain(statement.name)].add(statement.other._replace(year=0))
    return {name: wholes.pop() for name, wholes in found.items() if len(wholes) == 1}


def _stated(said: list[Statement]) -> dict[Variable, set[int]]:
    """The years for which a quantity, written with the year 0, has a value."""
    found: dict[Variable, set[int]] = defaultdict(set)
    for statement in said:
        quantity = statement.rate or statement.variable
        found[quantity._replace(year=0)].add(quantity.year)
    return found


class _Share(NamedTuple):
    part: Variable
    whole: Variable | None
    name: str
    proper: bool


class _Reading(NamedTuple):
    """A plan being read, with what is known of its quantities so far."""

    plan: Plan
    levels: Mapping[str, Variable]
    wholes: Mapping[str, Variable]
    stated: Mapping[Variable, set[int]]

    # ------------------------------------------------------------ levels and shares

    def amount(self, record: Target | Fact) -> Statement | None:
        """A record as a level or a share."""
        unit = _unit(record)
        if unit is None or record.year is None:
            return None
        region, (value, face) = self._region(record), _intervals(record)
        percent = unit[1].base == "%"
        changes = _CHANGE.match(record.subject) is not None
        if percent and not changes and (share := self._share(record.subject, region, record.year)):
            rate = share_of(share.part, share.whole)
            rows, at_face = (tuple(_share_rows(share, rate, bounds)) for bounds in (value, face))
            return Statement(
                record, "share", share.part, share.whole, value, face, rows, at_face, share.name, rate, share.proper
            )
        scale = float(unit[0] * unit[1].factor)
        level = variable(record.subject, region, record.year, unit[1].base, self.levels)
        value, face = value.times(scale), face.times(scale)
        rows, at_face = ((Row(((level, 1.0),), bounds),) for bounds in (value, face))
        percentage, proper = level if percent else None, percent and _is_proper(record.subject)
        return Statement(record, "level", level, None, value, face, rows, at_face, record.subject, percentage, proper)

    def _share(self, subject: str, region: str, year: int) -> _Share | None:
        match = _SHARE.match(subject)
        named = named_by(subject, region)
        relation = next((r for r in relations() if named and r.kind == "ratio" and r.result == named.indicator), None)
        if named and relation and indicators()[named.indicator].unit == "%":
            part = linked(relation.terms[0], named.basis, region, year)
            whole = linked(relation.terms[1], named.basis, relation.whole or region, year)
            return _Share(part, whole, match["part"] if match else subject, _is_proper(subject))
        if match is None:
            return None
        part, name = variable(match["part"], region, year, None, self.levels), match["part"]
        if match["whole"] is None:
            known = self.wholes.get(plain(name))
            return _Share(*_in_one_unit(part, known and known._replace(year=year)), name, _is_proper(subject))
        where = NATION if match["where"] == "全国" else region if match["where"] or match["whole"] else None
        if where is None or match["where"] in ("全球", "世界") or _above(match["where"], region):
            return None
        whole = variable(match["whole"] or match["part"], where, year, None, self.levels)
        if where != region and whole.name != part.name and alike(whole.name, part.name):
            whole = whole._replace(name=part.name, unit=part.unit)
        return None if part == whole else _Share(*_in_one_unit(part, whole), name, _is_proper(subject))

    def _region(self, record: Target | Fact) -> str:
        if isinstance(record, Target) and record.region:
            return record.region
        return self.plan.document.region or NATION

    # ------------------------------------------------------------ changes

    def change(self, record: Target | Fact) -> Statement | None:
        """年均增长 8%, 比2020年下降 18%, 翻一番 (2 倍), 提高 3 个百分点: a bound on a quantity by its earlier value.

        A rate is a bound in either reading, since 8%以上 says nothing of how the last year turns out; 约5个百分点 is
        one at face value. One of every year (每年提高1个百分点) holds until the plan ends.
        """
        unit, match = _unit(record), _CHANGE.match(record.subject)
        yearly = match is not None and match["yearly"] is not None
        year = record.year or (_last_year(self.plan) if yearly else None)
        if unit is None or year is None:
            return None
        points, times = unit[1].base == "百分点", unit[1].name == "倍"
        if not (match or times) or not (points or times or unit[1].base == "%"):
            return None
        subject, region = match["name"] if match else record.subject, self._region(record)
        share = self._share(subject, region, year) if points else None
        level = variable(subject, region, year, "%" if points else None, self.levels)
        after = share_of(share.part, share.whole) if share else level
        base = self._base(record, after, yearly, points or times)
        if base is None:
            return None
        before, (value, face) = after._replace(year=base), _intervals(record)
        falls, years = match is not None and match["way"] in _FALLS, year - base if yearly else 1
        scale = float(unit[0] * unit[1].factor)

        def rows_of(amount: Interval) -> tuple[Row, ...]:
            if points:
                more, less = (before, after) if falls else (after, before)
                return (Row(((more, 1.0), (less, -1.0)), amount.times(years)),)
            return _growth_rows(after, before, _factors(amount.times(scale), match is None, falls, years))

        rows, at_face = rows_of(value), rows_of(face if points and value == Interval() else value)
        name, rate = share.name if share else subject, after if points else None
        proper = points and _is_proper(subject)
        if not at_face:
            return None
        return Statement(record, "change", after, before, value, face, rows, at_face, name, rate, proper)

    def _base(self, record: Target | Fact, after: Variable, yearly: bool, told: bool) -> int | None:
        """The year that a change counts from: the one written, else that of the plan's own value of the quantity.

        `told`: the words leave no other reading (提高10个百分点, 翻一番); 增长8% may as well be meant of the last year.
        """
        written = _written_base(record, after.unit == "%")
        if written is not None and written < after.year:
            return written
        start = _year_before(self.plan)
        if yearly and start is not None:
            return start if start < after.year else None
        if not (yearly or told) or isinstance(record, Fact):
            return None
        known = {year for year in self.stated.get(after._replace(year=0), ()) if year < after.year}
        if start is not None and start < after.year and (start == max(known, default=start)):
            return start
        return known.pop() if len(known) == 1 else None


def _unit(record: Target | Fact) -> tuple[int, Unit] | None:
    """The unit of a record that says something of a quantity; none of one that counts what passes a threshold."""
    if isinstance(record, Target) and record.qualifier is not None:
        return None
    found = unit_of(record.unit)
    return None if found is None or found[1] is None else (found[0], found[1])


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


def _share_rows(share: _Share, rate: Variable, bounds: Interval) -> Iterator[Row]:
    """Bounds on the share itself, and on its part by its whole: these include the bound, which a whole of 0 meets."""
    yield Row(((rate, 1.0),), bounds)
    if share.whole is None:
        return
    if bounds.low > -inf:
        yield Row(((share.part, 1.0), (share.whole, -bounds.low / 100)), Interval(low=0.0))
    if bounds.high < inf:
        yield Row(((share.part, 1.0), (share.whole, -bounds.high / 100)), Interval(high=0.0))


def _in_one_unit(part: Variable, whole: Variable | None) -> tuple[Variable, Variable | None]:
    """Where one of them is known to the registry and the other is not: the same thing in one unit."""
    if whole is None:
        return part, None
    return part._replace(unit=part.unit or whole.unit), whole._replace(unit=whole.unit or part.unit)


def _above(where: str | None, region: str) -> bool:
    """Whether 全省 is said in a plan of a city: a whole that its own figures say nothing of."""
    division = region_of(region)
    if where is None or division is None:
        return False
    within = "0000" if where.endswith("省") else "00" if where.endswith("市") and division.name[-1] != "市" else ""
    return not division.code.endswith(within)


# ---------------------------------------------------------------- shares of a whole that they are part of


def _is_proper(subject: str) -> bool:
    """Whether a percentage is that of a part in its whole: 产量占产量, 占比, 覆盖率, but no 贷款余额占生产总值."""
    match = _SHARE.match(subject)
    if match is None or match["whole"] is None:
        return is_proportion(subject)
    if not match["whole"]:  # 占全国比重: the same thing of a place and of one around it
        return match["where"] is not None
    if excludes(match["part"], match["whole"]):
        return False
    return len({measure_of(match["part"]), measure_of(match["whole"])} - {""}) < 2


# ---------------------------------------------------------------- growth


def _factors(amount: Interval, multiple: bool, falls: bool, years: int) -> tuple[float | None, float | None] | None:
    """The bounds of an amount in % as factors: how many times as much (`multiple`), or a rate over some years."""

    def factor(bound: float) -> float | None:
        if abs(bound) == inf:
            return None
        if multiple:
            return bound / 100
        return float((1 - bound / 100 if falls else 1 + bound / 100) ** years)

    try:
        low, high = factor(amount.low), factor(amount.high)
    except OverflowError:  # no plan is made for so many years at such a rate
        return None
    return (high, low) if falls else (low, high)


def _growth_rows(
    after: Variable, before: Variable, factors: tuple[float | None, float | None] | None
) -> tuple[Row, ...]:
    low, high = factors or (None, None)
    rows = [Row(((after, 1.0), (before, -low)), Interval(low=0.0))] if low is not None else []
    rows += [Row(((after, 1.0), (before, -high)), Interval(high=0.0))] if high is not None else []
    return tuple(rows)


def _written_base(record: Target | Fact, rate: bool) -> int | None:
    """The year that the sentence compares with. What grew since the last year is told in other prices or of other
    firms than its level; of a rate the last year is another year as any."""
    if since := _SINCE.search(record.sentence):
        return int(since["year"])
    if since := _SINCE_PLAN.search(record.sentence):
        return _PLAN_ENDS[since["plan"]]
    if record.year is not None and rate and _LAST_YEAR.search(record.sentence):
        return record.year - 1
    return None


def _year_before(plan: Plan) -> int | None:
    """The last year before the plan."""
    start = plan.document.period.start or plan.document.issued
    return int(start[:4]) - 1 if start else None


def _last_year(plan: Plan) -> int | None:
    return int(plan.document.period.end[:4]) if plan.document.period.end else None
