from pathlib import Path

import pytest

from luodi.plan import Plan, from_json


@pytest.fixture(scope="session")
def plan() -> Plan:
    """A made-up action plan on charging points, compiled by hand: seven provisions, four tasks, four targets."""
    return from_json(Path(__file__).with_name("charging.plan.json").read_bytes())
