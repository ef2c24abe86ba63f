"""The JSON Schema of the plan file, made from the model and shipped beside it.

After a change of the model, `python -c "from luodi.plan import schema; schema.write()"` writes the file again.
"""

from __future__ import annotations

import json
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from luodi.plan.model import SCHEMA, Plan

FILE = Path(__file__).with_name("plan-1.schema.json")


def json_schema() -> dict[str, Any]:
    """The schema of the plan file, JSON Schema draft 2020-12. Descriptions are the model's own."""
    (root,), components = msgspec.json.schema_components([Plan], ref_template="#/$defs/{name}")
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        "title": SCHEMA,
        **root,
        "$defs": {name: components[name] for name in sorted(components)},
    }
    return dict(_tidied(schema))


def _tidied(node: Any) -> Any:
    """The schema with docstrings without their indentation, and decimals as the numbers that the plan file has."""
    if isinstance(node, list):
        return [_tidied(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("format") == "decimal":  # msgspec's own default is strings
        return {"type": "number"}
    if isinstance(node.get("description"), str):
        node = {**node, "description": cleandoc(node["description"])}
    return {key: _tidied(value) for key, value in node.items()}


def rendered() -> str:
    """The schema as it stands in the file."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def write() -> None:
    """Write the file that is shipped."""
    FILE.write_text(rendered(), "utf-8")
