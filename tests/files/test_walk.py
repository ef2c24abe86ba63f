"""Large XML is walked in bounded memory, or refused with a reason."""

from __future__ import annotations

import pytest

from luodi.files import walk
from luodi.files.error import DocumentError
from luodi.files.walk import walk_xml


def refusal(data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        walk_xml(data, "台账.xlsx", {}, {}, lambda text: None)
    return caught.value.code


def test_elements_are_told_by_namespace_and_text_comes_between() -> None:
    events: list[object] = []
    walk_xml(
        '<a xmlns="urn:a" xmlns:b="urn:b"><c r="1">任务</c><b:c/></a>'.encode(), None,
        {"urn:a c": lambda attributes: events.append(dict(attributes))}, {"urn:a c": lambda: events.append("end")},
        events.append,
    )  # fmt: skip
    assert events == [{"r": "1"}, "任务", "end"]


def test_entities_are_refused_in_every_encoding_and_never_expanded() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    assert refusal(bomb.encode()) == "xml-entities"
    assert refusal(bomb.encode("utf-16")) == "xml-entities"
    outside = '<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/hostname"> %b;]><a/>'
    assert refusal(outside.encode()) == "xml-entities"


def test_what_is_not_well_formed_is_broken() -> None:
    for data in (b"", b"<a>", b"<a></b>", b"<a>\xff</a>", b"<?xml version='1.0' encoding='x-none'?><a/>"):
        assert refusal(data) == "broken-xml"


def test_endless_nesting_endless_tags_and_endless_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(b"<a>" * 1_000_000) == "broken-xml"
    assert refusal(b"<a " + b" ".join(b'b%d=""' % i for i in range(300_000)) + b"/>") == "too-large"
    monkeypatch.setattr(walk, "MAX_WALKED", 10)
    assert refusal(b"<a>bbbbbbbbbbbb</a>") == "too-large"
