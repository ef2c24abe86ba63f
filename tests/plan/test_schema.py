"""The shipped JSON Schema describes the plan file."""

import json

import jsonschema
import pytest

from luodi.plan import Plan, json_schema, to_json
from luodi.plan.schema import FILE, rendered


def test_the_shipped_schema_is_that_of_the_model() -> None:
    assert FILE.read_text("utf-8") == rendered(), "run: python -c 'from luodi.plan import schema; schema.write()'"


def test_it_is_a_valid_schema_of_draft_2020_12() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_every_part_says_what_it_is() -> None:
    assert [name for name, part in json_schema()["$defs"].items() if not part.get("description")] == []


def test_a_plan_file_validates(plan: Plan) -> None:
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(to_json(plan)))


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("facts", "value", "1.350"),
        ("facts", "year", "2025"),
        ("tasks", "assignments", None),
        ("targets", "comparator", "about"),
        ("targets", "extra", 1),
    ],
)
def test_what_the_contract_does_not_allow_does_not_validate(plan: Plan, part: str, field: str, value: object) -> None:
    raw = json.loads(to_json(plan))
    raw[part][0][field] = value
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(raw)
