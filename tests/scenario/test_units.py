"""Units: products of what is known, converted at the edge, and nothing else is read."""

from __future__ import annotations

import pytest

from luodi.scenario import ScenarioError
from luodi.scenario.units import canonical, dimensions, factor


@pytest.mark.parametrize(
    ("unit", "to", "expected"),
    [
        ("万辆/year", "vehicle/year", 1e4),
        ("GWh/year", "亿kWh/年", 0.01),
        ("kWh/pile/month", "kWh/pile/year", 12),
        ("t/year", "kg/year", 1000),
        ("percent", "1", 0.01),
        ("万亿元", "亿元", 1e4),
        ("g/kWh", "kg/kWh", 1e-3),
        ("kW*hour", "kWh", 1),
    ],
)
def test_what_one_unit_is_in_another(unit, to, expected):
    assert factor(unit, to, "x") == pytest.approx(expected, rel=1e-12)


def test_what_does_not_measure_the_same_is_not_converted():
    with pytest.raises(ScenarioError, match=r"life.*kWh"):
        factor("year", "kWh", "life")
    assert dimensions("kg/kWh") == {"[mass]": 1, "[energy]": -1}
    assert canonical("1") == 1


@pytest.mark.parametrize(
    "unit", ["", "辆辆", "kg**2", "9**9**9", "kg+t", "kg/0", "((", "__import__('os')", "1e9*kg", "kg/", "a" * 100, "2"]
)
def test_what_is_no_product_of_known_units_is_refused(unit):
    with pytest.raises(ScenarioError):
        canonical(unit)
