"""What a run gave: every draw of the outcomes, in their declared units, with what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from luodi.scenario.model import Model
from luodi.scenario.quantity import DRAW
from luodi.scenario.scenario import Scenario
from luodi.scenario.units import canonical

if TYPE_CHECKING:
    import xarray as xr

    from luodi.scenario.run import Kept

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Results:
    """What a run gave: `values` of the outcomes in canonical units, over their dimensions and `draw`."""

    model: Model
    scenario: Scenario
    values: Mapping[str, xr.DataArray] = field(repr=False)
    kept: Kept | None = field(default=None, repr=False)

    @cached_property
    def data(self) -> xr.Dataset:
        """A variable an outcome, in its declared unit, which is an attribute with the outcome's names and role."""
        import xarray as xr

        variables = {}
        for name, value in self.values.items():
            of = self.model.of(name)
            by = canonical(of.unit)
            shown = value if by == 1 else value / by
            variables[name] = shown.assign_attrs(unit=of.unit, zh=of.zh, en=of.en, role=of.role)
        attributes = {
            "title": self.scenario.title, "model": self.model.name, "seed": self.scenario.seed,
            "draws": self.scenario.draws,
        }  # fmt: skip
        return xr.Dataset(variables, attrs=attributes)

    def __getitem__(self, name: str) -> xr.DataArray:
        return self.data[name]

    def quantiles(self, name: str, at: Sequence[float] = QUANTILES) -> xr.DataArray:
        """Quantiles of an outcome over its draws, along `quantile`; of one without draws, its value at each."""
        value = self.data[name]
        if DRAW not in value.dims:
            import xarray as xr

            return value.expand_dims({"quantile": list(at)}).copy() if at else xr.zeros_like(value)
        return value.quantile(list(at), dim=DRAW, keep_attrs=True)

    def rows(self, at: Sequence[float] = QUANTILES) -> Iterator[dict[str, Any]]:
        """Tidy rows: outcome, its coordinates, mean and quantiles, unit."""
        for name in self.data.data_vars:
            found = self.quantiles(str(name), at)
            mean = self.data[name].mean(DRAW) if DRAW in self.data[name].dims else self.data[name]
            dims = [str(dim) for dim in mean.dims]
            stacked = mean.stack(place=dims) if dims else mean.expand_dims("place")
            for position in range(stacked.sizes["place"]):
                one = stacked.isel(place=position)
                place = {dim: one[dim].item() for dim in dims}
                here = found.sel(place)
                yield {
                    "outcome": str(name), **place, "mean": float(one),
                    **{f"p{round(100 * q):02}": float(value) for q, value in zip(at, here.values, strict=True)},
                    "unit": self.data[name].attrs["unit"],
                }  # fmt: skip

    def to_netcdf(self) -> bytes:
        """The data as a NetCDF-4 file."""
        return bytes(self.data.to_netcdf(engine="h5netcdf"))
