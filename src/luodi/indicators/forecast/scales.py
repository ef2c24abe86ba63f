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
    """From the scale to values, never infinite and never at a bound: beyond a logit of 36 a double has no digits."""
    if scale == "level":
        return values
    if scale == "log":
        return np.exp(np.minimum(values, 700.0))
    result = np.clip(values, -600.0, 36.0)
    np.exp(np.negative(result, out=result), out=result)
    result += 1
    return np.divide(top, result, out=result)
