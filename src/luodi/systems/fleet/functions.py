"""What the fleet model computes. Every function is a quantity; its arguments are those it needs."""

from __future__ import annotations

import xarray as xr

from luodi.scenario import assumption, literature, quantity
from luodi.systems.along import AGE, accumulated, by_age, convolved, leaving
from luodi.systems.survival import normal, weibull

_LAUINGER = literature(
    "Lauinger et al. 2021, J. Industrial Ecology: dynamic stock models", note="inflow-driven, by cohort"
)


@quantity("万辆/year", ("year",), zh="新能源汽车产量", en="output of new energy vehicles", low=0)
def nev_output(nev_output_plan: xr.DataArray, nev_output_level: xr.DataArray) -> xr.DataArray:
    """The plan's path, and after its last year that year's target, times the level that a scenario sets."""
    return nev_output_plan * nev_output_level


@quantity("1", ("class",), zh="各类车辆占登记量的比例", en="share of each class in registrations", low=0, high=1)
def class_share(public_share: xr.DataArray, public_mix: xr.DataArray) -> xr.DataArray:
    """Private cars, and the public fleets by their mix, whose shares add up to one."""
    if abs(float(public_mix.sum("class")) - 1) > 1e-9:
        raise ValueError(f"public_mix: {float(public_mix.sum('class')):g} ≠ 1")
    private = (public_mix["class"] == "private").astype(float)
    shares: xr.DataArray = public_mix * public_share + private * (1 - public_share)
    return shares


@quantity("1", ("class", "powertrain"), zh="动力类型比例", en="share of powertrains", low=0, high=1)
def powertrain_share(phev_share: xr.DataArray) -> xr.DataArray:
    return xr.concat([1 - phev_share, phev_share], "powertrain").assign_coords(powertrain=["BEV", "PHEV"])


@quantity("万辆/year", ("year", "class", "powertrain"), zh="本地登记量", en="vehicles registered here", low=0)
def registrations(
    nev_output: xr.DataArray, local_share: xr.DataArray, class_share: xr.DataArray, powertrain_share: xr.DataArray
) -> xr.DataArray:
    """Of what is built here and stays; what is built elsewhere and registered here is in `local_share` as well."""
    return nev_output * local_share * class_share * powertrain_share


@quantity("1", ("class", AGE), zh="车辆存活率", en="survival of vehicles", low=0, high=1, sources=(_LAUINGER,))
def vehicle_alive(vehicle_life: xr.DataArray, vehicle_life_shape: xr.DataArray, horizon: xr.DataArray) -> xr.DataArray:
    return by_age(horizon, weibull, vehicle_life, vehicle_life_shape)


@quantity("1", ("class", AGE), zh="电池包存活率", en="survival of packs", low=0, high=1)
def pack_alive(pack_life: xr.DataArray, pack_life_sd: xr.DataArray, horizon: xr.DataArray) -> xr.DataArray:
    return by_age(horizon, normal, pack_life, pack_life_sd)


@quantity("1", ("class", AGE), zh="当年失效的电池包", en="packs that fail at an age", low=0, high=1)
def pack_failing(pack_alive: xr.DataArray) -> xr.DataArray:
    return pack_alive.shift({AGE: 1}, fill_value=1.0) - pack_alive


@quantity(
    "1", ("class", AGE), zh="换过电池包的车辆", en="vehicles whose pack is replaced at an age", low=0, high=1,
    sources=(assumption("失效时车龄不超过更换年限的，换同型新包一次；超过的，车辆随之退役"),),
)  # fmt: skip
def pack_replaced(
    vehicle_alive: xr.DataArray, pack_failing: xr.DataArray, replacement_age: xr.DataArray
) -> xr.DataArray:
    """Of the vehicles sold: alive, and the pack fails at an age up to which it is replaced."""
    return vehicle_alive * pack_failing.where(pack_failing[AGE] <= replacement_age, 0.0)


@quantity(
    "1", ("class", AGE), zh="在用车辆（有可用电池包）", en="vehicles in use, with a pack that works", low=0, high=1
)
def in_use(
    vehicle_alive: xr.DataArray, pack_alive: xr.DataArray, pack_failing: xr.DataArray, replacement_age: xr.DataArray
) -> xr.DataArray:
    """The vehicle is alive and so is its first pack, or the one that replaced it at an age k and is now a - k old."""
    replaced = pack_failing.where(pack_failing[AGE] <= replacement_age, 0.0)
    return vehicle_alive * (pack_alive + convolved(replaced, pack_alive))


@quantity(
    "万辆",
    ("year", "class", "powertrain"),
    zh="新能源汽车保有量",
    en="new energy vehicles in use",
    low=0,
    sources=(_LAUINGER,),
)
def fleet(registrations: xr.DataArray, in_use: xr.DataArray) -> xr.DataArray:
    return accumulated(registrations, in_use)


@quantity("万辆/year", ("year", "class", "powertrain"), zh="退役车辆", en="vehicles retired", low=0)
def vehicles_retired(registrations: xr.DataArray, in_use: xr.DataArray) -> xr.DataArray:
    return leaving(registrations, in_use)


@quantity("万辆", ("year",), zh="新能源汽车保有总量", en="all new energy vehicles in use", low=0)
def fleet_total(fleet: xr.DataArray) -> xr.DataArray:
    return fleet.sum(("class", "powertrain"))


@quantity("亿kWh/year", ("year", "class"), zh="充电量", en="electricity charged", low=0)
def electricity(
    fleet: xr.DataArray,
    distance: xr.DataArray,
    consumption: xr.DataArray,
    electric_share: xr.DataArray,
    charging_loss: xr.DataArray,
) -> xr.DataArray:
    """Kilometres driven on electricity, what they take, and what is lost between grid and pack."""
    return (fleet * electric_share).sum("powertrain") * distance * consumption / (1 - charging_loss)


@quantity("亿kWh/year", ("year",), zh="总充电量", en="all electricity charged", low=0)
def electricity_total(electricity: xr.DataArray) -> xr.DataArray:
    return electricity.sum("class")


@quantity("万桩", ("year", "ratio"), zh="按车桩比所需的桩", en="chargers that the fleet implies at each ratio", low=0)
def chargers_by_ratio(fleet_total: xr.DataArray, vehicles_per_pile: xr.DataArray) -> xr.DataArray:
    return fleet_total / vehicles_per_pile


@quantity("万桩", ("year",), zh="按充电量所需的公共桩", en="public chargers that the electricity implies", low=0)
def chargers_by_energy(
    electricity_total: xr.DataArray, public_charging: xr.DataArray, energy_per_pile: xr.DataArray
) -> xr.DataArray:
    return electricity_total * public_charging / energy_per_pile


@quantity(
    "vehicle/pile", zh="目标年的车桩比（按目标桩数）", en="vehicles to each charger of the target, in its year", low=0
)
def vehicles_per_target_pile(fleet_total: xr.DataArray, charger_target: xr.DataArray) -> xr.DataArray:
    return (fleet_total.sel(year=charger_target["year"]) / charger_target).squeeze("year", drop=True)
