"""Forecasts of short yearly series, with honest intervals: seeded, frozen when issued, scored when the outcome arrives.

Needs numpy (extra `measure`). Libraries that were measured and not taken are named in docs/forecasts.md.
"""

from luodi.indicators.forecast.hindcast import Choice, Hindcast
from luodi.indicators.forecast.issue import MOST_AHEAD, MOST_VALUES, Request, forecast, forecasts
from luodi.indicators.forecast.result import Comparator, Forecast, NoForecast, Reason
from luodi.indicators.forecast.scales import Kind
from luodi.indicators.forecast.scoring import Coverage, Score, coverage, crps, score

__all__ = [
    "MOST_AHEAD", "MOST_VALUES", "Choice", "Comparator", "Coverage", "Forecast", "Hindcast", "Kind", "NoForecast",
    "Reason", "Request", "Score", "coverage", "crps", "forecast", "forecasts", "score",
]  # fmt: skip
