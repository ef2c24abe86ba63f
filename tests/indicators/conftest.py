"""The two sample plans and the published figures, read once."""

from __future__ import annotations

import csv
from decimal import Decimal
from importlib.resources import files

import pytest

import luodi
from luodi.indicators.observation import Observation
from luodi.indicators.observations import Observations
from luodi.plan import Plan


@pytest.fixture(scope="session")
def provincial() -> Plan:
    return luodi.compile(luodi.read(files("luodi.samples") / "guangdong-automobile-2023.txt"))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def published() -> Observations:
    rows = csv.DictReader((files("luodi.samples") / "observations.csv").read_text("utf-8").splitlines())
    return Observations(Observation(**{**row, "value": Decimal(row["value"])}) for row in rows)  # type: ignore[arg-type]
