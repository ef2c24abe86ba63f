"""A quantity: a name with unit, dimensions, role and, cell by cell, a value or a distribution and what it rests on.

Inputs are declared in TOML (`declared`), what models compute by the decorator `quantity` on the function that does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec

from luodi.messages import Language, say
from luodi.scenario.distribution import Distribution
from luodi.scenario.draws import correlated, uniforms
from luodi.scenario.error import ScenarioError
from luodi.scenario.source import Source
from luodi.scenario.units import canonical, factor, spoken

if TYPE_CHECKING:
    import xarray as xr

Role = Literal["given", "lever", "uncertain", "target", "observed"]
OPEN: tuple[Role, ...] = ("lever", "uncertain")
"""The roles that a scenario may set; what is given, observed or a target it may not."""

YEAR, DRAW = "year", "draw"
Between = Literal["", "linear", "step"]
Coordinates = tuple[tuple[str, str | int], ...]
"""Where a cell is: (dimension, code) pairs; a dimension that is left out means all of it."""


class FromPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value that the plan says: of a target or a fact for an indicator of the registry and a year."""

    indicator: str
    year: int
    which: Literal["target", "fact"]


@dataclass(frozen=True)
class Cell:
    """A value of a quantity, in canonical units. `latent` and `loading` tie its draws to a factor that others share."""

    at: Coordinates
    value: float | Distribution | FromPlan
    source: Source
    latent: str = ""
    loading: float = 0.0


@dataclass(frozen=True)
class Quantity:
    """数量. `low` and `high` bound it, in canonical units; `between` says how years between those given are filled.

    `zh` and `en` are its names; a derived quantity has no cells but the `sources` of its formula.
    """

    name: str
    zh: str
    en: str
    unit: str
    dims: tuple[str, ...] = ()
    role: Role | Literal["derived"] = "derived"
    cells: tuple[Cell, ...] = ()
    between: Between = ""
    low: float | None = None
    high: float | None = None
    sources: tuple[Source, ...] = ()

    def array(self, dimensions: Mapping[str, Sequence[str | int]], seed: int, first: int, count: int) -> xr.DataArray:
        """The values over the quantity's dimensions, canonical; with `draw` as the last where a cell is uncertain. Of a
        target only the years that it is set for.

        ScenarioError: a cell or a year that is missing, two cells for one place, a value out of bounds.
        """
        import numpy as np
        import xarray as xr

        if self.role == "target" and YEAR in self.dims:
            dimensions = {**dimensions, YEAR: self._years_set(dimensions[YEAR])}
        places = list(product(*(dimensions[dim] for dim in self.dims)))
        drawn = any(not isinstance(cell.value, float) for cell in self.cells)
        values = {cell.at: self._value(cell, seed, first, count) for cell in self.cells}
        found = np.empty((len(places), count if drawn else 1))
        for row, place in enumerate(places):
            found[row] = self._at(dict(zip(self.dims, place, strict=True)), values)
        shape = [len(dimensions[dim]) for dim in self.dims]
        coords = {dim: list(dimensions[dim]) for dim in self.dims}
        if drawn:
            return xr.DataArray(found.reshape(*shape, count), coords=coords, dims=(*self.dims, DRAW), name=self.name)
        return xr.DataArray(found.reshape(shape), coords=coords, dims=self.dims, name=self.name)

    def _years_set(self, years: Sequence[str | int]) -> list[str | int]:
        found = {dict(cell.at).get(YEAR) for cell in self.cells}
        if not found.intersection(years):
            raise ScenarioError("no-cell", name=self.name, place=_written({YEAR: "、".join(map(str, years))}))
        return [year for year in years if year in found]

    def _value(self, cell: Cell, seed: int, first: int, count: int) -> Any:
        if isinstance(cell.value, FromPlan):
            raise ScenarioError("needs-plan", name=self.name, indicator=cell.value.indicator, year=cell.value.year)
        if isinstance(cell.value, float):
            self.check(cell.value, cell.value, cell.source.text)
            return cell.value
        name = self.name + "".join(f"/{dim}={code}" for dim, code in cell.at)
        if cell.latent:
            drawn = correlated(seed, name, cell.latent, cell.loading, first, count)
        else:
            drawn = uniforms(seed, name, first, count)
        value = cell.value.quantile(drawn)
        self.check(value.min(), value.max(), cell.source.text)
        return value

    def called(self, language: Language) -> str:
        """Its name in a language."""
        return self.zh if language == "zh" else self.en

    def titled(self, language: Language) -> str:
        """Its name and unit in a language."""
        unit = spoken(self.unit, language)
        return (
            say("scenario.table.outcome", language, name=self.called(language), unit=unit)
            if unit
            else self.called(language)
        )

    def check(self, least: float, most: float, source: str) -> None:
        """ScenarioError where values from `least` to `most` are not all numbers inside the bounds."""
        slack = 1e-9 * max(1.0, abs(self.low or 0), abs(self.high or 0))
        if not least <= most or least == -float("inf") or most == float("inf"):  # not: least > most, for NaN
            raise ScenarioError("no-number", name=self.name, source=source)
        if self.low is not None and least < self.low - slack:
            raise ScenarioError(
                "too-low", name=self.name, value=self._shown(least), bound=self._shown(self.low), source=source
            )
        if self.high is not None and most > self.high + slack:
            raise ScenarioError(
                "too-high", name=self.name, value=self._shown(most), bound=self._shown(self.high), source=source
            )

    def _shown(self, value: float) -> str:
        unit = "" if self.unit == "1" else f" {self.unit}"
        return f"{value / canonical(self.unit):.6g}{unit}"

    def _at(self, place: dict[str, str | int], values: Mapping[Coordinates, Any]) -> Any:
        """The value at a place: of the cell that names most of its coordinates."""
        cells = [cell for cell in self.cells if all(place[dim] == code for dim, code in cell.at if dim != YEAR)]
        year = place.get(YEAR)
        exact = [cell for cell in cells if dict(cell.at).get(YEAR, year) == year]
        if exact:
            most = max(len(cell.at) for cell in exact)
            best = [cell for cell in exact if len(cell.at) == most]
            if len(best) > 1:
                raise ScenarioError("two-cells", name=self.name, place=_written(place))
            return values[best[0].at]
        if year is None or not self.between or not cells:
            raise ScenarioError("no-cell", name=self.name, place=_written(place))
        return self._between(int(year), cells, values, place)

    def _between(
        self, year: int, cells: Sequence[Cell], values: Mapping[Coordinates, Any], place: dict[str, str | int]
    ) -> Any:
        known = {int(dict(cell.at)[YEAR]): cell for cell in cells}
        before, after = (
            max((y for y in known if y < year), default=None),
            min((y for y in known if y > year), default=None),
        )
        if before is None or (after is None and self.between == "linear"):
            raise ScenarioError("no-cell", name=self.name, place=_written(place))
        left = values[known[before].at]
        if self.between == "step" or after is None:
            return left
        return left + (values[known[after].at] - left) * ((year - before) / (after - before))

    @property
    def decides(self) -> frozenset[tuple[object, ...]]:
        """What decides about the values: not what the cells rest on."""
        return frozenset((cell.at, cell.value, cell.latent, cell.loading) for cell in self.cells)

    def replaced(self, cells: Sequence[Cell]) -> Quantity:
        """The quantity with some cells replaced (those at the same coordinates) or added."""
        kept = {cell.at: cell for cell in self.cells} | {cell.at: cell for cell in cells}
        return replace(self, cells=tuple(kept.values()))


def _written(place: Mapping[str, object]) -> str:
    return ", ".join(f"{dim}={code}" for dim, code in place.items()) or "-"


# ---------------------------------------------------------------- declared by the functions of a model

Function = TypeVar("Function", bound=Callable[..., Any])


def quantity(
    unit: str,
    dims: tuple[str, ...] = (),
    *,
    zh: str,
    en: str,
    low: float | None = None,
    high: float | None = None,
    sources: tuple[Source, ...] = (),
) -> Callable[[Function], Function]:
    """Declare what a function computes: its name is the quantity's, its arguments are those it needs.

    Arguments and result are `xarray.DataArray` in canonical units; `draw` comes last wherever an argument has it.
    """

    def declare(function: Function) -> Function:
        name = function.__name__
        declared = Quantity(name, zh, en, unit, dims, low=low, high=high, sources=sources)
        function.__quantity__ = declared  # type: ignore[attr-defined]
        return function

    return declare


# ---------------------------------------------------------------- declared in TOML


def declared(table: Mapping[str, Any], dimensions: Mapping[str, Sequence[str]]) -> dict[str, Quantity]:
    """The quantities of a TOML table: each with zh, en, unit, dims, role, bounds, and its cells."""
    return dict(_declared(table, dimensions))


def _declared(table: Mapping[str, Any], dimensions: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Quantity]]:
    for name, entry in table.items():
        unit = str(entry.get("unit", "1"))
        low, high = (float(entry[side]) * canonical(unit) if side in entry else None for side in ("low", "high"))
        made = Quantity(
            name, entry["zh"], entry["en"], unit, tuple(entry.get("dims", ())), entry["role"],
            between=entry.get("between", ""), low=low, high=high,
        )  # fmt: skip
        yield name, replace(made, cells=tuple(cell_of(made, cell, dimensions) for cell in entry["cells"]))


def cell_of(of: Quantity, written: Mapping[str, Any], dimensions: Mapping[str, Sequence[str]]) -> Cell:
    """A cell as TOML has it: coordinates, `value` or the parameters of a distribution or `plan`, `unit`, and a source.

    ScenarioError names the quantity and what is wrong.
    """
    rest = dict(written)
    at = tuple((dim, _code(of, dim, rest.pop(dim), dimensions)) for dim in of.dims if dim in rest)
    by = factor(str(rest.pop("unit", of.unit)), of.unit, of.name) * canonical(of.unit)
    try:
        fields = {field: rest.pop(field) for field in Source.__struct_fields__ if field in rest}
        source = msgspec.convert(fields, Source)
        latent, loading = str(rest.pop("factor", "")), float(rest.pop("loading", 0.0))
        if not -1 <= loading <= 1:
            raise ValueError(f"loading = {loading}")
        if "plan" in rest:
            return Cell(at, msgspec.convert(rest.pop("plan"), FromPlan), source)
        if "value" in rest:
            value = msgspec.convert(rest.pop("value"), float)
            if rest or value != value or abs(value) == float("inf"):
                raise ValueError(f"value = {value}" + "".join(f", {name}?" for name in rest))
            return Cell(at, value * by, source, latent, loading)
        return Cell(at, msgspec.convert(rest, Distribution).scaled(by), source, latent, loading)
    except (msgspec.ValidationError, TypeError, ValueError) as error:
        raise ScenarioError("no-cell-of", name=of.name, reason=" ".join(str(error).split())[:200]) from error


def _code(of: Quantity, dim: str, written: object, dimensions: Mapping[str, Sequence[str]]) -> str | int:
    if dim == YEAR:
        if isinstance(written, int) and 1900 <= written <= 2200:
            return written
    elif written in dimensions.get(dim, ()):
        return str(written)
    raise ScenarioError("no-coordinate", name=of.name, dim=dim, written=str(written)[:40])
