"""The scales on which a series is followed: as it is, logarithm, logit."""

from __future__ import annotations

from typing import Literal

import numpy as np

from luodi.indicators.forecast.arrays import Array

Kind = Literal["level", "count", "share", "percent"]
"""level: any number. count: never below 0 (output, stock, money). share: strictly in (0, 1). percent: in (0, 100)."""
Scale = Literal["level", "log", "logit"]

WHOLE: dict[Kind, float] = {"share": 1.0, "percent": 100.0}
"""The upper bound of the kinds that have one."""


def scales(kind: Kind, values: Array) -> tuple[Scale, ...]:
    """Those on which the series can be followed; that of the naive method first."""
    if kind in WHOLE:
        return ("logit",)
    return ("level", "log") if values.min() > 0 else ("level",)


def onto(scale: Scale, values: Array, top: float | Array) -> Array:
    """From values to the scale; `top` is the upper bound of the logit and used by no other."""
    if scale == "level":
        return values
    result: Array = np.log(values) if scale == "log" else np.log(values / (top - values))
    return result


def back(scale: Scale, values: Array, top: float | Array) -> Array:
    """From the scale to values, in the same array; never infinite and never at a bound: beyond a logit of 36 a double
    has no digits."""
    if scale == "log":
        np.exp(np.minimum(values, 700.0, out=values), out=values)
    if scale == "logit":
        np.maximum(np.negative(values, out=values), -36.0, out=values)
        np.exp(np.minimum(values, 600.0, out=values), out=values)
        values += 1
        np.divide(top, values, out=values)
    return values
