"""A package from outside is read within bounds, or refused with a reason."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from luodi.files import archive
from luodi.files.archive import open_zip, parse_xml
from luodi.files.error import DocumentError


def package(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zip_file:
        for path, data in parts.items():
            zip_file.writestr(path.replace("__", "/"), data)
    return out.getvalue()


def refusal(data: bytes, path: str) -> str:
    with pytest.raises(DocumentError) as caught:
        open_zip(data, "方案.docx").read(path)
    return caught.value.code


def test_an_entry_is_found_whatever_case_and_slashes_the_writer_used() -> None:
    opened = open_zip(package(**{"Word\\Document.xml": "规划".encode()}), None)
    for path in ("Word/Document.xml", "/word/document.xml", "word\\DOCUMENT.xml"):
        assert opened.read(path).decode() == "规划"
        assert path in opened
    assert "word/styles.xml" not in opened


def test_an_entry_name_in_gbk_is_found() -> None:
    raw = package(AAAA=b"text").replace(b"AAAA", "附件".encode("gb18030"))
    assert open_zip(raw, None).read("附件") == b"text"


def test_a_missing_part_is_named() -> None:
    with pytest.raises(DocumentError) as caught:
        open_zip(package(a=b""), "方案.docx").read("word/document.xml")
    assert (caught.value.code, caught.value.values["part"]) == ("missing-part", "word/document.xml")


def test_what_is_no_zip_or_is_cut_off_is_a_broken_zip() -> None:
    whole = package(a=bytes(range(256)) * 20)
    for data in (b"", b"PK\x03\x04", b"%PDF-1.7", whole[:-30], whole[: len(whole) // 2]):
        with pytest.raises(DocumentError) as caught:
            open_zip(data, None)
        assert caught.value.code == "broken-zip"


def test_damaged_data_is_a_broken_zip() -> None:
    whole = package(a=b"responsible body" * 50)
    assert refusal(whole[:34] + b"\xff\xff\xff\xff" + whole[38:], "a") == "broken-zip"


def test_an_entry_that_unpacks_to_very_much_is_refused() -> None:
    assert refusal(package(a=bytes(archive.RATIO_FROM + 1)), "a") == "too-large"


def test_a_lie_about_the_unpacked_size_is_not_believed() -> None:
    size = archive.RATIO_FROM + 1
    bomb = package(a=bytes(size)).replace(size.to_bytes(4, "little"), (1).to_bytes(4, "little"))
    assert refusal(bomb, "a") in ("broken-zip", "too-large")


def test_all_entries_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL", 1000)
    opened = open_zip(package(a=b"x" * 600, b=b"y" * 600), None)
    assert len(opened.read("a")) == 600
    with pytest.raises(DocumentError) as caught:
        opened.read("b")
    assert caught.value.code == "too-large"


def test_an_encrypted_entry_is_said_to_be_encrypted() -> None:
    whole = bytearray(package(a=b"secret"))
    whole[6] |= 1  # general purpose flag of the local header
    whole[whole.index(b"PK\x01\x02") + 8] |= 1  # and of the directory
    assert refusal(bytes(whole), "a") == "encrypted"


def test_an_office_file_under_a_password_is_said_to_be_encrypted() -> None:
    ole = archive.OLE_MAGIC + bytes(1000) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(DocumentError) as caught:
        open_zip(ole, None)
    assert caught.value.code == "encrypted"


def test_comments_do_not_split_text() -> None:
    assert parse_xml("<t>责任<!-- x -->单位<?y z?>！</t>".encode(), None).text == "责任单位！"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_entities_are_refused_in_any_encoding(encoding: str) -> None:
    text = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'
    with pytest.raises(DocumentError) as caught:
        parse_xml(text.encode(encoding), None)
    assert caught.value.code == "xml-entities"


def test_a_plain_document_type_is_harmless() -> None:
    assert parse_xml(b"<!DOCTYPE a><a>text</a>", None).text == "text"


def test_markup_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_NODES", 10)
    with pytest.raises(DocumentError) as caught:
        parse_xml(b"<a>" + b"<b/>" * 20 + b"</a>", None)
    assert caught.value.code == "too-large"


@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_any_change_of_a_byte_gives_bytes_or_a_reason(content: bytes, at: int, byte: int) -> None:
    whole = bytearray(package(word__document=content))
    whole[at % len(whole)] = byte
    with suppress(DocumentError):  # anything else fails the test
        opened = open_zip(bytes(whole), None)
        for path in opened.paths:
            assert len(opened.read(path)) <= len(content)


@given(st.text(alphabet="<>ab/&;!='\" 省[]-x", max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_markup_gives_a_tree_or_a_reason(text: str) -> None:
    with suppress(DocumentError):
        assert b"<" in etree.tostring(parse_xml(text.encode(), None))
