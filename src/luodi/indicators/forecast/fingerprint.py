"""The digest by which a forecast can be shown not to have been touched since it was issued."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from luodi.indicators.forecast.arrays import Array

FORMAT = "luodi/forecast/2"
"""Changed whenever the same inputs give other draws."""
PATHS = 10


def fingerprint(inputs: dict[str, object], draws: Array) -> str:
    """SHA-256 of the format, the inputs, the first ten paths and the mean of all draws of each year.

    Exact bits of a logarithm differ between processors, so draws count with six digits, on which they agree. The first
    paths show how the draws were made, the means that none of the others was changed.
    """
    numbers = [f"{value:.6g}" for value in (*draws.mean(axis=1).tolist(), *draws[:, :PATHS].ravel().tolist())]
    return sha256(msgspec.json.encode([FORMAT, draws.shape, inputs, numbers], order="deterministic")).hexdigest()
