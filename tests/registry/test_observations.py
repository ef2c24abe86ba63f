"""The published figures among the samples: known, dated and on one basis each."""

from __future__ import annotations

import calendar
import csv
import re
from datetime import date
from importlib.resources import files

import pytest

from luodi.registry import region_of, unit_of
from luodi.registry.indicators import bases, indicators

COLUMNS = "indicator,basis,region,entity,period,value,unit,bound,status,grade,source,published,gathered,note"

_TEXT = files("luodi.samples").joinpath("observations.csv").read_text("utf-8")
ROWS = list(csv.DictReader(_TEXT.splitlines()))


def last_day(written: str) -> date:
    """Of a period or of a date of which only the month or the year is given."""
    if found := re.fullmatch(r"(\d{4})(?:H(1)|Q([1-4])|Q1-Q([2-4]))", written):
        month = 6 if found[2] else 3 * int(found[3] or found[4])
        written = f"{found[1]}-{month:02}"
    year, month_, day = ([int(part) for part in written.rpartition("..")[2].split("-")] + [0, 0])[:3]
    month = month_ or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def named(row: dict[str, str]) -> str:
    return " ".join(row[key] for key in ("indicator", "basis", "region", "entity", "period", "source"))


def test_the_columns_are_these() -> None:
    assert _TEXT.splitlines()[0] == COLUMNS
    assert len(ROWS) > 600


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023", "2023-12-31"), ("2024-02", "2024-02-29"), ("2023H1", "2023-06-30"), ("2023Q2", "2023-06-30"), ("2023Q1-Q3", "2023-09-30"),
        ("2025-01..2025-11", "2025-11-30"), ("2025-01-16", "2025-01-16"),
    ],
)  # fmt: skip
def test_a_period_counts_from_its_last_day(written: str, day: str) -> None:
    assert last_day(written).isoformat() == day


def test_every_figure_is_of_a_known_indicator_basis_and_region() -> None:
    for row in ROWS:
        assert (row["indicator"], row["basis"]) in bases(), named(row)
        assert row["region"] == "全国" or region_of(row["region"]) is not None, named(row)


def test_every_unit_can_be_turned_into_that_of_the_indicator() -> None:
    for row in ROWS:
        given, own = unit_of(row["unit"]), unit_of(indicators()[row["indicator"]].unit)
        assert given is not None, named(row)
        assert own is not None, named(row)
        assert given[1] is not None, named(row)
        assert own[1] is not None, named(row)
        assert given[1].base == own[1].base, named(row)


def test_values_are_numbers_as_printed() -> None:
    assert [named(row) for row in ROWS if not re.fullmatch(r"-?\d+(?:\.\d+)?", row["value"])] == []


def test_bound_status_and_grade_are_of_the_known_ones() -> None:
    assert {row["bound"] for row in ROWS} <= {"=", ">", ">=", "~"}
    assert {row["status"] for row in ROWS} <= {"final", "preliminary", "revised", "derived"}
    assert {row["grade"] for row in ROWS} <= set("ABCD")


def test_what_was_calculated_is_said_to_be_and_has_the_lowest_grade() -> None:
    for row in ROWS:
        assert (row["status"] == "derived") is ("DERIVED" in row["note"]), named(row)
        assert row["status"] != "derived" or (row["grade"] == "D" and row["bound"] != "="), named(row)


def test_every_figure_lies_in_the_years_of_its_basis() -> None:
    for row in ROWS:
        basis, year = bases()[row["indicator"], row["basis"]], row["period"][:4]
        assert (basis.since or "0000") <= year <= (basis.until or "9999"), named(row)


def test_nothing_was_published_before_its_period_ended() -> None:
    for row in ROWS:
        assert not row["published"] or last_day(row["period"]) <= last_day(row["published"]), named(row)
        assert row["published"] <= row["gathered"], named(row)


def test_a_source_says_one_thing_of_one_matter() -> None:
    said: dict[tuple[str, ...], set[str]] = {}
    for row in ROWS:
        key = tuple(row[k] for k in ("indicator", "basis", "region", "entity", "period", "source", "published"))
        said.setdefault(key, set()).add(row["value"])
    assert [key for key, values in said.items() if len(values) > 1] == []
    assert len(said) == len(ROWS)


def test_only_single_things_have_a_name() -> None:
    for row in ROWS:
        assert bool(row["entity"]) is bool(indicators()[row["indicator"]].things), named(row)


def test_no_target_plan_or_forecast_is_among_the_figures() -> None:
    words = ("TARGET", "PLAN ", "PLAN;", "FORECAST", "EXPECTATION")
    assert [named(row) for row in ROWS if any(word in row["note"] for word in words)] == []


def test_guangdong_falls_in_2025_by_the_change_of_basis_alone() -> None:
    year = {
        (row["basis"], row["period"]): row["value"]
        for row in ROWS
        if row["indicator"] == "vehicle_production" and row["region"] == "广东省" and len(row["period"]) == 4
    }
    assert year["legal-entity", "2024"] == "570.74"
    assert year["place-of-production", "2025"] == "304.02"
    assert ("legal-entity", "2025") not in year
