"""The plan file says the same in JSON and YAML, and figures stay as they were printed."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from luodi.plan import Plan, PlanError, from_json, from_yaml, to_json, to_yaml
from luodi.plan.encode import dump_yaml, load_yaml

FILE = Path(__file__).with_name("charging.plan.json")


def test_the_same_plan_gives_the_same_bytes(plan: Plan) -> None:
    assert to_json(plan) == FILE.read_bytes()


def test_keys_come_in_the_order_of_the_contract(plan: Plan) -> None:
    raw = json.loads(to_json(plan))
    assert list(raw) == [
        "schema", "document", "provisions", "tasks", "targets", "facts", "commitments", "projects", "findings",
    ]  # fmt: skip
    assert list(raw["tasks"][0]["assignments"][0]) == [
        "role", "name", "written", "body", "group", "open", "rule", "anchor",
    ]  # fmt: skip
    assert list(raw["tasks"][1]["dues"][0]) == ["from", "by", "recurrence", "written", "anchor"]


def test_figures_are_plain_numbers_as_printed(plan: Plan) -> None:
    assert b'"value": 1.350,' in to_json(plan)
    assert "value: 1.350\n" in to_yaml(plan)
    assert str(from_json(to_json(plan)).facts[0].value) == "1.350"
    assert str(from_yaml(to_yaml(plan)).facts[0].value) == "1.350"


# 8404.78 has no binary fraction; 0.1 + 0.2 is the usual witness; the last has more digits than a float holds.
@pytest.mark.parametrize("printed", ["8404.78", "0.30", "530", "-2.5", "0", "1234567890123456789.0123456789"])
def test_figures_survive_both_files_digit_for_digit(plan: Plan, printed: str) -> None:
    changed = replace(plan, facts=(replace(plan.facts[0], value=Decimal(printed)),))
    assert str(from_json(to_json(changed)).facts[0].value) == printed
    assert str(from_yaml(to_yaml(changed)).facts[0].value) == printed


def test_a_quote_stands_where_its_anchor_says_after_the_round_trip(plan: Plan) -> None:
    for read in (from_json(to_json(plan)), from_yaml(to_yaml(plan))):
        assert read == plan
        for task in read.tasks:
            assert read.document.text[task.anchor.start : task.anchor.end] == task.text


def test_yaml_keeps_paragraphs_as_lines_and_places_on_one_line(plan: Plan) -> None:
    lines = to_yaml(plan).splitlines()
    assert "    一、工作目标" in lines
    assert any(line.strip() == "anchor: {start: 291, end: 373}" for line in lines)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(
    title=TEXTS,
    remark=TEXTS,
    value=st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**90), max_value=10**90),
)
def test_any_text_and_number_survives_both_files(title: str, remark: str, value: Decimal) -> None:
    plan = from_json(FILE.read_bytes())
    if value and abs(value.adjusted()) > 99:
        return
    task = replace(plan.tasks[0], title=title, remark=remark)
    changed = replace(plan, tasks=(task,), facts=(replace(plan.facts[0], value=value),))
    for read in (from_json(to_json(changed)), from_yaml(to_yaml(changed))):
        assert read.tasks == changed.tasks
        assert read.facts[0].value == value


def _with(**changes: object) -> bytes:
    return json.dumps({**json.loads(FILE.read_bytes()), **changes}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"[" * 100_000,
        FILE.read_bytes()[:-20],
        _with(schema="luodi/plan/2"),
        _with(nothing_known=1),
        _with(tasks=None),
        FILE.read_bytes().replace(b'"start": 291', b'"start": 9999'),
        FILE.read_bytes().replace(b'"start": 291', b'"start": -1'),
        FILE.read_bytes().replace(b"1.350", b'"NaN"'),
        FILE.read_bytes().replace(b"1.350", b"1e999999999"),
    ],
)
def test_what_is_no_plan_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(PlanError) as error:
        from_json(data)
    assert "\n" not in str(error.value)


def test_yaml_that_is_nested_without_end_is_refused_before_it_is_read():
    assert load_yaml("[" * 100 + "]" * 100)
    for deep in ("[" * 1_000_000, "- " * 1_000_000, "{a: " * 1_000_000):
        with pytest.raises(ValueError, match="nested"):
            load_yaml(deep)


def test_yaml_that_expands_without_end_is_refused() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"
    with pytest.raises(PlanError):
        from_yaml(bomb)
    with pytest.raises(ValueError, match="alias"):
        load_yaml(bomb)


def test_a_key_given_twice_is_refused_rather_than_one_of_them_lost() -> None:
    with pytest.raises(ValueError, match="twice"):
        load_yaml("title: 一\ntitle: 二")


def test_dates_stay_as_they_are_written() -> None:
    assert load_yaml("when: 2024-03-01") == {"when": "2024-03-01"}
    assert load_yaml(dump_yaml({"when": "2024-03-01", "flag": "yes", "number": "1.5"})) == {
        "when": "2024-03-01",
        "flag": "yes",
        "number": "1.5",
    }


def test_threads_may_read_plans_at_once_from_the_first() -> None:
    """In a process of its own, since a crash of msgspec would end this one."""
    code = (
        "import sys, threading\nfrom pathlib import Path\nsys.setswitchinterval(1e-6)\n"
        "from luodi.plan import from_json\ndata = Path(sys.argv[1]).read_bytes()\nstart = threading.Barrier(8)\n"
        "def read():\n    start.wait()\n    from_json(data)\n"
        "threads = [threading.Thread(target=read) for _ in range(8)]\n"
        "[each.start() for each in threads], [each.join() for each in threads]\n"
    )
    assert subprocess.run([sys.executable, "-c", code, FILE]).returncode == 0
