"""What docs/delivery.md says is what the tables say, in both languages."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from luodi.delivery import default_workflow
from luodi.messages import catalogue

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": (DOCS / "delivery.md").read_text("utf-8"), "zh": (DOCS / "delivery.zh-CN.md").read_text("utf-8")}
RELATIONS = {"own": "own", "support": "support", "other": "other", "本单位": "own", "配合": "support", "其他": "other"}
ROLES = ("plan_officer", "responsible_body", "supervisor")


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_table_of_roles_is_that_of_the_product(page: str) -> None:
    rows = re.findall(r"^\| [^|]*`([a-z-]+)`[^|]*\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    said = {
        action: {
            role: {RELATIONS[word] for word in re.findall(r"[a-z]+|[一-龥]+", cell)}
            for role, cell in zip(ROLES, cells, strict=True)
        }
        for action, *cells in rows
    }
    assert said == {
        name: {role: set(action.by.get(role, ())) for role in ROLES}  # type: ignore[call-overload]
        for name, action in default_workflow().actions.items()
    }


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_rule_and_every_setting_is_explained(page: str) -> None:
    named = set(re.findall(r"`([\w-]+)`", page))
    light: dict[str, Any] = catalogue("delivery")["light"]
    rules = {rule for name in ("delivery", "freshness", "path") for rule in light[name]} | set(
        catalogue("delivery")["notice"]
    )
    assert rules <= named
    settings = tomllib.loads(files("luodi.delivery").joinpath("data", "rules-1.toml").read_text("utf-8"))
    keys = {
        key for name in ("delivery", "freshness", "path", "reporting", "reminders", "notices") for key in settings[name]
    }
    assert keys - {"blue", "yellow", "red"} <= named


@pytest.mark.parametrize("language", PAGES)
def test_the_numbers_of_the_page_are_those_of_the_rules(language: str) -> None:
    settings = tomllib.loads(files("luodi.delivery").joinpath("data", "rules-1.toml").read_text("utf-8"))
    given = {key: value for section in settings.values() if isinstance(section, dict) for key, value in section.items()}
    for key, number in re.findall(r"`(\w+)`[ （(]+(\d+)", PAGES[language]):
        assert given[key] == int(number), key


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_example_gives_what_it_says(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DOCS.parent)
    [code] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    scope: dict[str, Any] = {}
    checked = 0
    for line in code.splitlines():
        shown = re.fullmatch(r"(\S.*?)  # ('.*')", line)
        if shown:
            exec(code[: code.index(line)], scope)
            assert repr(eval(shown[1], scope)) == shown[2]
            checked += 1
    assert checked == 2
