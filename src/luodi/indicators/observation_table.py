"""Observations in CSV and Excel: the same columns in and out, read whole or refused by row and cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from luodi.indicators.link import NATION
from luodi.indicators.observation import Observation, Series, UnitError, factor
from luodi.indicators.observations import Observations
from luodi.indicators.period import PeriodError, Span, iso, last_day, span
from luodi.messages import Language
from luodi.registry.indicators import Indicator, bases, indicators
from luodi.registry.regions import full_name, region_of
from luodi.sheets import (
    DECIMAL,
    TEXT,
    CellError,
    Column,
    Kind,
    Option,
    Place,
    Problem,
    Problems,
    Source,
    Table,
    choice,
    read_table,
    write_csv,
    write_xlsx,
)


def _said(read: Callable[[str], str]) -> Kind:
    """A kind of cell whose text is read by a function of this module."""
    return Kind(lambda cell: read(TEXT.read(cell).strip()), lambda value, language: value)


def _indicator(written: str) -> str:
    if (found := _indicators_by_name().get(written)) is None:
        raise CellError("observations.unknown-indicator", shown=written)
    return found


@cache
def _indicators_by_name() -> dict[str, str]:
    return {name: found.id for found in indicators().values() for name in (found.id, found.name, found.english)}


def _region(written: str) -> str:
    found = region_of(written)
    if found is None and written != NATION:
        raise CellError("observations.unknown-region", shown=written)
    return full_name(found) if found else NATION


def _period(written: str) -> str:
    try:
        return str(span(iso(written)))
    except PeriodError as error:
        raise CellError("observations.bad-period", shown=written) from error


def _date(written: str) -> str:
    written = iso(written.removesuffix("T00:00:00"))  # a day that was written to the workbook with its midnight
    try:
        last_day(written)
    except PeriodError as error:
        raise CellError("observations.impossible-date", shown=written) from error
    return written


def _day(written: str) -> str:
    if len(_date(written)) != 10:
        raise CellError("observations.not-a-day", shown=written)
    return written


COLUMNS = (
    Column("indicator", "指标", "indicator", _said(_indicator), required=True),
    Column("basis", "口径", "basis"),
    Column("region", "地区", "region", _said(_region), required=True),
    Column("entity", "主体", "entity"),
    Column("period", "时期", "period", _said(_period), required=True),
    Column("value", "数值", "value", DECIMAL, required=True),
    Column("unit", "单位", "unit", _said(str), required=True),
    Column(
        "bound", "界限", "bound",
        choice([
            Option("=", "等于", "="), Option("~", "约", "~"), Option(">=", "不低于", ">="), Option(">", "超过", ">"),
            Option("<=", "不超过", "<="), Option("<", "低于", "<"),
        ]),
    ),
    Column(
        "status", "数据状态", "status",
        choice([
            Option("final", "最终数", "final"), Option("preliminary", "初步数", "preliminary"),
            Option("revised", "修订数", "revised"), Option("derived", "推算数", "derived"),
        ]),
    ),
    Column("grade", "等级", "grade", choice([Option(grade, grade, grade) for grade in "ABCD"]), required=True),
    Column("source", "来源", "source", required=True),
    Column("published", "公布日期", "published", _said(_date)),
    Column("gathered", "采集日期", "gathered", _said(_day)),
    Column("note", "备注", "note"),
)  # fmt: skip
"""`indicator` and `basis` are ids or names of the registry; without a basis it is the indicator's own. An empty bound
is exact, an empty status final. `published` may be a day, month or year; it or `gathered` must be there."""


def read_observations(source: Source) -> tuple[Observation, ...]:
    """The observations in a CSV or Excel file.

    Raises SheetErrors with everything that is wrong, by row and cell; then nothing of the file is returned.
    """
    return tuple(observation for observation, _ in _read(source)[0])


def added(known: Iterable[Observation], source: Source) -> tuple[Observation, ...]:
    """Known observations and those of a file, each once: adding a file twice changes nothing.

    Raises SheetErrors as `additions` does.
    """
    kept = {_key(observation): observation for observation in known}
    return (*kept.values(), *additions(kept.values(), source).new)


class Additions(NamedTuple):
    """What a file has that was not known, what it has that was, and what in it was not read: `notes`."""

    new: tuple[Observation, ...]
    known: tuple[Observation, ...]
    notes: tuple[Problem, ...]


def additions(known: Iterable[Observation], source: Source) -> Additions:
    """What a file would add to known observations.

    Raises SheetErrors as `read_observations` does, and when a row gives another value for a period, source and day of
    publication that is known, or a series in another unit: what is stored must be readable again.
    """
    kept = {_key(observation): observation for observation in known}
    units = {observation.series: observation.unit for observation in kept.values()}
    problems = Problems(_name(source))
    found: list[Observation] = []
    repeated: list[Observation] = []
    read, notes = _read(source)
    for observation, places in read:
        if (unit := units.setdefault(observation.series, observation.unit)) != observation.unit:
            values = _described(observation) | {"unit": unit}
            problems.add(Problem("observations.unit-differs-from-known", places["unit"], values))
        before = kept.get(_key(observation))
        if before is not None and before != observation:
            values = _described(observation) | {"known": _figure(before)}
            problems.add(Problem("observations.differs-from-known", places["value"], values))
        (found if before is None else repeated).append(observation)
    problems.refuse()
    return Additions(tuple(found), tuple(repeated), notes)


def _read(source: Source) -> tuple[list[tuple[Observation, dict[str, Place]]], tuple[Problem, ...]]:
    """Each observation of a file, once, with the places of its unit and value; what in the file was not read."""
    table = read_table(source, COLUMNS)
    problems = Problems(_name(source))
    rows = _Rows(table, problems)
    found: dict[Observation, dict[str, Place]] = {}
    for index, row in enumerate(table.rows):
        if observation := rows.observation(index, row):
            found.setdefault(observation, {key: table.place(index, key) for key in ("unit", "value")})
    problems.refuse()
    return list(found.items()), table.notes


def _name(source: Source) -> str:
    return source[1] if isinstance(source, tuple) else str(source)


def observations_csv(observations: Iterable[Observation], language: Language = "zh") -> bytes:
    """The observations as CSV in the columns that are read."""
    return write_csv(map(_row, observations), COLUMNS, language)


def observations_xlsx(observations: Iterable[Observation], language: Language = "zh") -> bytes:
    """The observations as a workbook in the columns that are read."""
    return write_xlsx(map(_row, observations), COLUMNS, language)


def published() -> Observations:
    """The figures that come with luodi: published values for the sample plans, with their sources and grades."""
    data = files("luodi.samples").joinpath("observations.csv").read_bytes()
    return Observations(read_observations((data, "observations.csv")))


def _row(observation: Observation) -> dict[str, Any]:
    return {column.key: getattr(observation, column.key) or None for column in COLUMNS} | {"value": observation.value}


_Key = tuple[Series, Span, str, str]


def _key(observation: Observation) -> _Key:
    return observation.series, observation.span, observation.source, observation.published


def _figure(observation: Observation) -> str:
    return f"{observation.value}{observation.unit}"


def _described(observation: Observation) -> dict[str, object]:
    return {
        "indicator": indicators()[observation.indicator].name, "region": observation.region + observation.entity,
        "period": observation.period, "value": _figure(observation), "source": observation.source,
    }  # fmt: skip


class _Rows:
    """The rows of a table as observations; what does not fit is added to the problems."""

    def __init__(self, table: Table, problems: Problems) -> None:
        self.table, self.problems = table, problems
        self.units: dict[Series, tuple[str, Place]] = {}
        self.values: dict[_Key, tuple[Observation, Place]] = {}

    def observation(self, index: int, row: dict[str, Any]) -> Observation | None:
        indicator = indicators()[row["indicator"]]
        basis = _basis(indicator, row["basis"])
        wrong = [*_wrong(row, indicator, basis)]
        for key, code, values in wrong:
            self.problems.add(Problem(f"observations.{code}", self.table.place(index, key), values))
        if wrong or basis is None:
            return None
        texts: dict[str, Any] = {key: row[key] or "" for key in ("entity", "published", "gathered", "note")}
        kept: dict[str, Any] = {key: row[key] for key in ("region", "period", "value", "unit", "grade", "source")}
        observation = Observation(
            indicator=indicator.id,
            basis=basis,
            bound=row["bound"] or "=",
            status=row["status"] or "final",
            **kept,
            **texts,
        )
        return observation if self._agrees(observation, index) else None

    def _agrees(self, observation: Observation, index: int) -> bool:
        """Whether it fits the rows before it: one unit a series, one value a period and vintage."""
        agrees = True
        place = self.table.place(index, "unit")
        unit, first = self.units.setdefault(observation.series, (observation.unit, place))
        if unit != observation.unit:
            agrees = False
            values = {"shown": observation.unit, "unit": unit, "row": first.row}
            self.problems.add(Problem("observations.mixed-units", place, values))
        place = self.table.place(index, "value")
        before, first = self.values.setdefault(_key(observation), (observation, place))
        if before != observation:
            agrees = False
            values = _described(observation) | {"row": first.row, "known": _figure(before)}
            self.problems.add(Problem("observations.two-values", place, values))
        return agrees


def _wrong(
    row: dict[str, Any], indicator: Indicator, basis: str | None
) -> Iterator[tuple[str, str, dict[str, object]]]:
    """What the cells of a row say against each other: column, code, values."""
    covered = span(row["period"])
    if basis is None:
        known = "、".join(found.name for (of, _), found in bases().items() if of == indicator.id)
        yield "basis", "unknown-basis", {"shown": row["basis"], "indicator": indicator.name, "known": known}
    else:
        valid = bases()[indicator.id, basis]
        if not (valid.since or "0000") <= str(covered.year) <= (valid.until or "9999"):
            years = f"{valid.since or ''}—{valid.until or ''}"
            yield "period", "basis-not-then", {"basis": valid.name, "years": years, "shown": row["period"]}
    if bool(indicator.things) != bool(row["entity"]):
        yield "entity", "entity-missing" if indicator.things else "entity-unwanted", {"indicator": indicator.name}
    try:
        factor(row["unit"], indicator.unit)
    except UnitError:
        yield "unit", "wrong-unit", {"shown": row["unit"], "indicator": indicator.name, "unit": indicator.unit}
    if not row["published"] and not row["gathered"]:
        yield "published", "no-date", {}
    for key in ("published", "gathered"):
        day = last_day(row[key] or "")
        if day is not None and day < covered.end:
            yield key, "before-period-ended", {"shown": row[key], "period": row["period"]}


def _basis(indicator: Indicator, written: str | None) -> str | None:
    """The id of a basis given by id or name, the indicator's own where none is given; None for an unknown one."""
    if not written:
        return indicator.basis
    known = [found for (of, _), found in bases().items() if of == indicator.id]
    return next((found.id for found in known if written.strip() in (found.id, found.name, found.english)), None)
