"""Rates that are the part of a whole, and so never above 100 %: 森林覆盖率, not 拨备覆盖率 nor 增长率."""

from __future__ import annotations

from functools import cache

import msgspec

from luodi.registry.table import records


class Proportion(msgspec.Struct, frozen=True, gc=False):
    """A name that ends in `ending` is that of a proportion, unless it has one of the words of `unless`."""

    ending: str
    unless: tuple[str, ...]
    note: str | None
    source: str


@cache
def proportions() -> tuple[Proportion, ...]:
    return tuple(records("proportions", Proportion))


def is_proportion(name: str) -> bool:
    """Whether what is so called cannot be above 100 %."""
    ending = [one for one in proportions() if name.endswith(one.ending)]
    return bool(ending) and not any(word in name for one in ending for word in one.unless)
