"""The pages of the checks: one each, and their examples hold."""

import re
from functools import cache
from pathlib import Path

import pytest

from luodi.compiler import compile
from luodi.documents import read
from luodi.messages import say
from luodi.plan import CHECKS, Plan

PAGES = Path(__file__).parents[2] / "docs" / "checks"
CODES = [check.__name__.replace("_", "-") for check in CHECKS]
OF_THE_COMPILER = ("clause-not-read", "row-not-joined", "low-confidence", "unread-place")
FIRES, NEAR_MISS = "会提出", "不会提出"


@cache
def compiled(text: str) -> Plan:
    return compile(read(text.encode()))


def example(code: str, heading: str) -> str | None:
    page = (PAGES / f"{code}.md").read_text("utf-8")
    found = re.search(rf"^## {heading}\n[^#]*?```text\n(.*?)```", page, re.M | re.S)
    return found[1] if found else None


EXAMPLES = [code for code in CODES if example(code, FIRES)]


def test_every_check_has_a_page_and_every_page_a_check() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == {"README", *CODES, *OF_THE_COMPILER}


@pytest.mark.parametrize("code", [*CODES, *OF_THE_COMPILER])
def test_a_page_says_what_the_program_says(code: str) -> None:
    page = (PAGES / f"{code}.md").read_text("utf-8")
    placeholders = {name: f"{{{name}}}" for name in re.findall(r"\{(\w+)\}", page)}
    for part in ("message", "advice"):
        assert say(f"findings.{code}.{part}", "zh", **placeholders) in page
    assert f"[{code}]({code}.md)" in (PAGES / "README.md").read_text("utf-8")


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_example_fires(code: str) -> None:
    text = example(code, FIRES)
    assert text is not None
    assert [found.code for found in compiled(text).findings].count(code) == 1


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_near_miss_does_not(code: str) -> None:
    text = example(code, NEAR_MISS)
    assert text is not None
    assert code not in {found.code for found in compiled(text).findings}
