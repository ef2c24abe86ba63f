"""The plan file: JSON for programs, YAML for people who keep plans under version control. Both give back the same plan.

Numbers are written as they were printed (1.350 stays 1.350) and read back as exact decimals, never through a float.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from luodi.documents import Anchor
from luodi.plan.model import Plan, PlanError

if TYPE_CHECKING:
    import yaml

LARGEST_EXPONENT = 99
"""Decimals beyond 10**99 or below 10**-99 are no printed figures; writing one out in full could fill the memory."""


def to_json(plan: Plan) -> bytes:
    """The plan file: UTF-8, keys in the order of the contract; the same plan gives the same bytes."""
    return msgspec.json.format(plain_json(plan)) + b"\n"


_plan = msgspec.json.Decoder(Plan)  # made with the module: two threads that use a type first at once crash


def from_json(data: bytes) -> Plan:
    """The plan in a plan file.

    Raises PlanError when it is no JSON, no plan of this schema, or an anchor lies outside the text.
    """
    try:
        return _sound(_plan.decode(data))
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, ValueError) as error:
        raise _not_a_plan(error) from error


def to_yaml(plan: Plan) -> str:
    """The plan as YAML: block style, texts of several lines as literal blocks, an anchor on one line."""
    return dump_yaml(msgspec.to_builtins(plan, builtin_types=(Decimal,), order="deterministic"))


def from_yaml(text: str | bytes) -> Plan:
    """The plan in a YAML file that `to_yaml` wrote. Raises PlanError as `from_json` does."""
    import yaml

    try:
        return _sound(msgspec.convert(load_yaml(text), Plan))
    except (yaml.YAMLError, msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise _not_a_plan(error) from error


def plain_json(value: object) -> bytes:
    """A value as JSON on one line, its numbers as they were printed."""
    return msgspec.json.Encoder(decimal_format="number", order="deterministic").encode(value)


def _not_a_plan(error: Exception) -> PlanError:
    return error if isinstance(error, PlanError) else PlanError("not-a-plan", reason=one_line(error))


def one_line(error: Exception) -> str:
    """What an error says, on one line."""
    return " ".join(str(error).split())


# ---------------------------------------------------------------- what the types alone do not promise


def parts(value: object) -> Iterator[object]:
    """Every struct, number and text inside a value, the value first, in the order of the fields."""
    yield value
    if isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from parts(getattr(value, field))
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item)


def _sound(plan: Plan) -> Plan:
    for part in parts(plan):
        if fault := unsound(part, len(plan.document.text)):
            raise PlanError("not-a-plan", reason=fault)
    return plan


def unsound(part: object, length: int) -> str | None:
    """What is wrong with an anchor into a text of this length, or with a figure; None if nothing is."""
    if isinstance(part, Anchor) and not 0 <= part.start <= part.end <= length:
        return f"anchor {part.start}-{part.end} / {length}"
    if isinstance(part, Decimal) and not (part.is_finite() and abs(part.adjusted()) <= LARGEST_EXPONENT):
        return f"number {part}"
    return None


# ---------------------------------------------------------------- YAML


def dump_yaml(data: object) -> str:
    """Plain data (with Decimals) as YAML in the given order of keys."""
    import yaml

    class Dumper(yaml.CSafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    Dumper.add_representer(str, _represent_text)
    Dumper.add_representer(Decimal, _represent_number)
    Dumper.add_representer(dict, _represent_mapping)
    return yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=2**31 - 1)


def _represent_text(dumper: yaml.CSafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _represent_number(dumper: yaml.CSafeDumper, number: Decimal) -> yaml.Node:
    printed = str(number)
    if "E" in printed:  # never printed so; a string is exact in YAML and read as a number by the plan's types
        return dumper.represent_str(printed)
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in printed else 'int'}", printed)


def _represent_mapping(dumper: yaml.CSafeDumper, mapping: dict[str, object]) -> yaml.Node:
    """Places (anchors, segments) on one line; everything else in block style."""
    place = mapping.keys() <= {"start", "end", "source_start", "source_end", "page", "box"}
    return dumper.represent_mapping("tag:yaml.org,2002:map", list(mapping.items()), flow_style=place)


DEEPEST = 100
"""How deep YAML may be nested."""


def load_yaml(text: str | bytes) -> Any:
    """Plain data from YAML: numbers with a point as exact Decimals, dates as the strings that stand there.

    Aliases (a few lines of which can expand without end), keys given twice, and what is nested deeper than DEEPEST
    (reading takes the square of the depth) are ValueErrors.
    """
    import yaml

    class Loader(yaml.CSafeLoader):
        yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own name and type)
            first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
            for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
        }

    Loader.add_constructor("tag:yaml.org,2002:float", _construct_number)
    Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError(f"alias *{event.anchor}")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError(f"nested more than {DEEPEST} deep")
    return yaml.load(text, Loader=Loader)


def _construct_number(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> Decimal | float:
    try:
        return Decimal(str(node.value))
    except ArithmeticError:  # .inf, 1_000.5
        return float(loader.construct_yaml_float(node))


def _construct_mapping(loader: yaml.CSafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    mapping = dict(loader.construct_mapping(node, deep=True))
    if len(mapping) < len(node.value):
        raise ValueError(f"a key stands twice among {', '.join(map(str, mapping))}")
    return mapping
