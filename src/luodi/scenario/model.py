"""A model: quantities that are given and functions that compute others, wired by name (apache-hamilton)."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from graphlib import CycleError, TopologicalSorter
from inspect import signature
from threading import get_ident
from types import ModuleType
from typing import TYPE_CHECKING, Any

from luodi.scenario.error import ScenarioError
from luodi.scenario.quantity import DRAW, YEAR, Quantity

if TYPE_CHECKING:
    import xarray as xr
    from hamilton.driver import Driver

HORIZON = "horizon"
"""What a function names to be given the years of the scenario: an array over `year` that holds them."""


@dataclass(frozen=True)
class Model:
    """Checked when it is made: every name is a quantity or a function, none both, and none depends on itself.

    `dimensions` are the codes along each dimension but year and draw; `functions` are declared by `quantity`.
    """

    name: str
    dimensions: Mapping[str, tuple[str, ...]]
    quantities: Mapping[str, Quantity]
    functions: Mapping[str, Callable[..., Any]] = field(repr=False)

    def __post_init__(self) -> None:
        for name in self.functions:
            if name in self.quantities:
                raise ScenarioError("given-twice", name=name)
            for needed in self.needs(name):
                if needed not in self.quantities and needed not in self.functions and needed != HORIZON:
                    raise ScenarioError("no-such-quantity", name=needed, wanted=name)
        for name, given in self.quantities.items():
            for dim in given.dims:
                if dim != YEAR and dim not in self.dimensions:
                    raise ScenarioError("no-dimension", name=name, dim=dim)
        try:
            TopologicalSorter({name: self.needs(name) for name in self.functions}).prepare()
        except CycleError as error:
            raise ScenarioError("cycle", names=" → ".join(error.args[1])) from error

    def needs(self, name: str) -> tuple[str, ...]:
        """The names that a function takes; none for a quantity that is given."""
        function = self.functions.get(name)
        return tuple(signature(function).parameters) if function else ()

    def of(self, name: str) -> Quantity:
        """The quantity of a name, given or derived. ScenarioError for one that the model does not have."""
        if name in self.quantities:
            return self.quantities[name]
        if name in self.functions:
            declared: Quantity = self.functions[name].__quantity__  # type: ignore[attr-defined]
            return declared
        raise ScenarioError("no-such-quantity", name=name, wanted=self.name)

    def with_quantities(self, changed: Mapping[str, Quantity]) -> Model:
        """The model with other values of some quantities."""
        other = replace(self, quantities={**self.quantities, **changed})
        other.__dict__["driver"] = self.driver  # the graph is that of the functions, which are the same
        return other

    @cached_property
    def driver(self) -> Driver:
        """The functions as a graph."""
        from hamilton import base, driver

        for loud in ("hamilton.driver", "hamilton.execution.graph_functions"):
            logging.getLogger(loud).disabled = True  # its banner when a function fails; the error itself says more
        module = ModuleType(f"{__name__}.{id(self)}.{get_ident()}")
        for name, function in self.functions.items():
            made = _checked(function, self.of(name))
            made.__module__ = module.__name__
            setattr(module, name, made)
        sys.modules[module.__name__] = module  # where hamilton looks for the module of a function
        try:
            return driver.Builder().with_modules(module).with_adapters(base.DictResult()).build()
        finally:
            del sys.modules[module.__name__]

    def upstream(self, *outcomes: str) -> set[str]:
        """The names that outcomes depend on, themselves among them."""
        for name in outcomes:
            self.of(name)
        derived = [name for name in outcomes if name in self.functions]
        found = {node.name for node in self.driver.what_is_upstream_of(*derived)} if derived else set()
        return {name for name in found | set(outcomes) if name != HORIZON}

    def downstream(self, *names: str) -> set[str]:
        """The names that depend on some names, themselves among them."""
        used = [name for name in names if name in self.functions or any(name in self.needs(f) for f in self.functions)]
        found = {node.name for node in self.driver.what_is_downstream_of(*used)} if used else set()
        return found | set(names)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "driver"}


def model(
    name: str, dimensions: Mapping[str, Sequence[str]], quantities: Mapping[str, Quantity], *modules: object
) -> Model:
    """The model of all functions in modules that `quantity` declares."""
    functions = {
        key: value for module in modules for key, value in vars(module).items() if hasattr(value, "__quantity__")
    }
    return Model(name, {dim: tuple(codes) for dim, codes in dimensions.items()}, quantities, functions)


def _checked(function: Callable[..., Any], declared: Quantity) -> Callable[..., Any]:
    """The function with what it gives put into the declared order of dimensions and held against its bounds."""
    import xarray as xr

    source = declared.sources[0].text if declared.sources else function.__module__

    @wraps(function)
    def checked(**given: xr.DataArray) -> xr.DataArray:
        try:
            made: xr.DataArray = function(**given)
        except ScenarioError:
            raise
        except xr.AlignmentError as error:
            raise ScenarioError("not-aligned", name=declared.name, names="、".join(given), source=source) from error
        except Exception as error:
            reason = f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
            raise ScenarioError("failed", name=declared.name, reason=reason, source=source) from error
        last = (DRAW,) if DRAW in made.dims else ()
        if {*made.dims} != {*declared.dims, *last}:
            raise ScenarioError(
                "other-dimensions",
                name=declared.name,
                found=", ".join(map(str, made.dims)),
                wanted=", ".join(declared.dims),
            )
        made = made.transpose(*declared.dims, *last).rename(declared.name)
        declared.check(float(made.values.min()), float(made.values.max()), source)
        return made

    return checked
