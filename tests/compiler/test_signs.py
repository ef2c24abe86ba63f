"""What a search looks for before it begins costs nothing of what it finds.

For speed, patterns whose alternatives begin with an optional word are tried only where a first character of theirs
stands, and others only where a sign stands that they are never written without. Here they are tried everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from luodi.compiler import deadlines, quantities, responsibility, timeline
from luodi.compiler.deadlines import column_deadlines

from .conftest import SAMPLES, document_of, sample_path

PASSAGES = Path(__file__).parent / "passages"


def _strings(item: object) -> Iterator[str]:
    if isinstance(item, str):
        yield item
    elif isinstance(item, dict | list):
        for part in item.values() if isinstance(item, dict) else item:
            yield from _strings(part)


TEXTS = sorted(
    {
        text
        for file in PASSAGES.glob("*.yaml")
        for text in _strings(yaml.load(file.read_text("utf-8"), yaml.CBaseLoader))
    }
    | {line for name in SAMPLES for line in document_of(sample_path(name)).text.split("\n")}
)
"""Every passage and every paragraph of the samples."""


@pytest.mark.parametrize(
    "pattern", [timeline.TIME, quantities._PRINTED, responsibility._ROLE], ids=["time", "number", "role"]
)
def test_nothing_begins_with_a_character_that_is_not_looked_for(pattern: re.Pattern[str]) -> None:
    everywhere = re.compile(re.sub(r"^\(\?=\[.*?[^\\]\]\)", "", pattern.pattern))
    assert everywhere.pattern != pattern.pattern
    for text in TEXTS:
        assert [m.span() for m in pattern.finditer(text)] == [m.span() for m in everywhere.finditer(text)], text


def test_no_time_is_said_without_its_signs() -> None:
    assert [
        m.group() for text in TEXTS for m in timeline.TIME.finditer(text) if not timeline.TIME_SIGNS.search(m[0])
    ] == []


def test_no_comparator_is_written_without_its_characters() -> None:
    patterns = [*(pattern for _, pattern in quantities._BEFORE_RE), quantities._AT_LEAST]
    heads = [text[: match.start()][-10:] for text in TEXTS for match in re.finditer(r"\d+", text)]
    found = [head for head in heads if any(pattern.search(head) for pattern in patterns)]
    assert len(found) > 50
    assert [head for head in found if not quantities._COMPARES.search(head)] == []


def test_no_form_of_a_deadline_is_written_without_its_signs() -> None:
    for form in deadlines._FORMS:
        found = [match.group() for text in TEXTS for match in form.pattern.finditer(text)]
        assert [words for words in found if set(words).isdisjoint(form.signs)] == []


def test_no_deadline_in_running_text_is_set_without_a_word_that_sets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = [text for text in TEXTS if not deadlines._SETS.search(text)]
    assert len(silent) > 50
    assert any(list(column_deadlines(text, 0, len(text), "2023-03-15")) for text in silent)
    monkeypatch.setattr(deadlines, "_SETS", re.compile(""))
    assert [text for text in silent if list(deadlines.deadlines(text, 0, len(text), "2023-03-15"))] == []
