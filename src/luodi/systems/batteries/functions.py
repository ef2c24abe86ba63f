"""What the model of batteries and materials computes, on top of the fleet's registrations and survival."""

from __future__ import annotations

import xarray as xr

from luodi.scenario import assumption, quantity
from luodi.systems.along import AGE, accumulated, by_age, dot, leaving, lengths
from luodi.systems.survival import normal

_LIKE = assumption("更换的电池包与原装的容量、化学体系相同")


@quantity("1", ("year", "chemistry"), zh="化学体系比例（按电量）", en="share of chemistries, by energy", low=0, high=1)
def chemistry_share(lfp_share: xr.DataArray) -> xr.DataArray:
    return xr.concat([lfp_share, 1 - lfp_share], "chemistry").assign_coords(chemistry=["LFP", "NMC"])


@quantity("kg/kWh", ("chemistry", "element"), zh="单位电量的金属含量", en="metal in a unit of energy", low=0)
def content(lfp_content: xr.DataArray, nmc_content: xr.DataArray, nmc_mix: xr.DataArray) -> xr.DataArray:
    """Of lithium iron phosphate, and of nickel-manganese-cobalt by the mix of its kinds, whose shares add up to one."""
    if abs(float(nmc_mix.sum("nmc")) - 1) > 1e-9:
        raise ValueError(f"nmc_mix: {float(nmc_mix.sum('nmc')):g} ≠ 1")
    nmc = (nmc_content * nmc_mix).sum("nmc")
    return xr.concat([lfp_content, nmc], "chemistry").assign_coords(chemistry=["LFP", "NMC"])


@quantity(
    "GWh/year", ("year", "class", "chemistry"), zh="随新车装车的电量", en="energy of packs in new vehicles", low=0
)
def energy_sold(
    registrations: xr.DataArray,
    pack_size: xr.DataArray,
    pack_of_powertrain: xr.DataArray,
    chemistry_share: xr.DataArray,
) -> xr.DataArray:
    return (registrations * pack_of_powertrain).sum("powertrain") * pack_size * chemistry_share


@quantity(
    "GWh/year",
    ("year", "chemistry"),
    zh="更换电池的电量",
    en="energy of packs that replace others",
    low=0,
    sources=(_LIKE,),
)
def energy_replaced(energy_sold: xr.DataArray, pack_replaced: xr.DataArray) -> xr.DataArray:
    return leaving(energy_sold, 1 - pack_replaced.cumsum(AGE)).sum("class")


@quantity("GWh", ("year", "chemistry"), zh="在用电池电量", en="energy of packs in use", low=0)
def energy_in_use(energy_sold: xr.DataArray, in_use: xr.DataArray) -> xr.DataArray:
    return accumulated(energy_sold, in_use).sum("class")


@quantity("GWh/year", ("year", "chemistry"), zh="退役电池电量", en="energy of packs retired", low=0)
def energy_retired(energy_sold: xr.DataArray, in_use: xr.DataArray, energy_replaced: xr.DataArray) -> xr.DataArray:
    """Packs that leave with their vehicle, and those that were replaced in it."""
    return leaving(energy_sold, in_use).sum("class") + energy_replaced


@quantity("GWh/year", ("year", "chemistry"), zh="进入梯次利用的电量", en="energy that goes to second life", low=0)
def second_life_inflow(energy_retired: xr.DataArray, second_life_share: xr.DataArray) -> xr.DataArray:
    return energy_retired * second_life_share


@quantity("1", (AGE,), zh="梯次利用存活率", en="survival in second life", low=0, high=1)
def second_life_alive(second_life: xr.DataArray, second_life_sd: xr.DataArray, horizon: xr.DataArray) -> xr.DataArray:
    return by_age(horizon, normal, second_life, second_life_sd)


@quantity("GWh", ("year", "chemistry"), zh="梯次利用中的电量", en="energy in second life", low=0)
def energy_in_second_life(second_life_inflow: xr.DataArray, second_life_alive: xr.DataArray) -> xr.DataArray:
    return accumulated(second_life_inflow, second_life_alive)


@quantity("GWh/year", ("year", "chemistry"), zh="待回收电量", en="energy that has to be recycled", low=0)
def energy_arising(
    energy_retired: xr.DataArray, second_life_inflow: xr.DataArray, second_life_alive: xr.DataArray
) -> xr.DataArray:
    return energy_retired - second_life_inflow + leaving(second_life_inflow, second_life_alive)


@quantity("GWh/year", ("year",), zh="所需回收能力", en="recycling capacity needed", low=0)
def capacity_needed(energy_arising: xr.DataArray) -> xr.DataArray:
    return energy_arising.sum("chemistry")


@quantity("t/year", ("year", "element"), zh="待回收的金属", en="metal that has to be recycled", low=0)
def metal_arising(energy_arising: xr.DataArray, content: xr.DataArray) -> xr.DataArray:
    return dot(energy_arising, content, "chemistry")


@quantity("t/year", ("year", "element"), zh="进入正规回收的金属", en="metal collected by the regular channel", low=0)
def collected(metal_arising: xr.DataArray, collection_rate: xr.DataArray) -> xr.DataArray:
    return metal_arising * collection_rate


@quantity("t/year", ("year", "element"), zh="流入其他渠道的金属", en="metal gone through other channels", low=0)
def leaked(metal_arising: xr.DataArray, collection_rate: xr.DataArray) -> xr.DataArray:
    return metal_arising * (1 - collection_rate)


@quantity("t/year", ("year", "element"), zh="回收的金属", en="metal recovered", low=0)
def recovered(collected: xr.DataArray, recovery_yield: xr.DataArray) -> xr.DataArray:
    return collected * recovery_yield


@quantity("t/year", ("year", "element"), zh="新装电池所需的金属", en="metal that new packs take", low=0)
def metal_needed(energy_sold: xr.DataArray, energy_replaced: xr.DataArray, content: xr.DataArray) -> xr.DataArray:
    return dot(energy_sold.sum("class") + energy_replaced, content, "chemistry")


@quantity("percent", ("year", "element"), zh="回收量占新需求的比例", en="share of the new demand covered", low=0)
def covered(recovered: xr.DataArray, metal_needed: xr.DataArray) -> xr.DataArray:
    return recovered / metal_needed.where(metal_needed > 0, 1.0)


@quantity(
    "percent",
    ("year", "element"),
    zh="回收量占新需求比例的上限",
    en="the most of the new demand that could be covered",
    low=0,
    sources=(assumption("全部收集、收得率为一、不经梯次利用", note="退役量逐年上升时是上限"),),
)
def most_covered(energy_retired: xr.DataArray, content: xr.DataArray, metal_needed: xr.DataArray) -> xr.DataArray:
    return dot(energy_retired, content, "chemistry") / metal_needed.where(metal_needed > 0, 1.0)


@quantity("t", ("year", "element"), zh="累计装入的金属", en="metal that has entered so far", low=0)
def metal_entered(metal_needed: xr.DataArray, horizon: xr.DataArray) -> xr.DataArray:
    return (metal_needed * lengths(horizon)).cumsum("year")


@quantity("t", ("year", "element"), zh="在用和梯次利用中的金属", en="metal in use and in second life", low=0)
def metal_held(energy_in_use: xr.DataArray, energy_in_second_life: xr.DataArray, content: xr.DataArray) -> xr.DataArray:
    return dot(energy_in_use + energy_in_second_life, content, "chemistry")


@quantity(
    "1", ("year", "element"), zh="金属平衡差（相对）", en="imbalance of an element, relative", low=-1e-9, high=1e-9
)
def element_imbalance(
    metal_entered: xr.DataArray, metal_held: xr.DataArray, collected: xr.DataArray, leaked: xr.DataArray,
    horizon: xr.DataArray,
) -> xr.DataArray:  # fmt: skip
    """All that entered less what is in use, in second life, collected (recovered or lost) and gone elsewhere."""
    gone = ((collected + leaked) * lengths(horizon)).cumsum("year")
    return (metal_entered - metal_held - gone) / metal_entered.where(metal_entered > 0, 1.0)


def earliest(share: xr.DataArray, aimed: float) -> xr.DataArray:
    """The first year in which a share, over year, reaches what is aimed at; 0 where it does not within the horizon."""
    reached = share >= aimed
    return reached.idxmax("year").where(reached.any("year"), 0).astype(int)
