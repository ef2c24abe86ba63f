"""Older office files go through LibreOffice; without it, or when it fails, the reason and the way out are said."""

from __future__ import annotations

import io
import shutil
import subprocess
import time
from pathlib import Path

import docx as python_docx
import pytest

from luodi.documents import office
from luodi.documents.model import DocumentError, Flow, Paragraph, Table
from luodi.files.archive import OLE_MAGIC

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")

RTF = rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}}\f0 \qc \u20219?\u21153?\par \pard \u29301?\u22836?\par}"
WORD = OLE_MAGIC + bytes(504) + b"\xec\xa5\xc1\x00" + bytes(508) + "WordDocument".encode("utf-16-le") + bytes(500)


def code(data: bytes, name: str | None = None) -> str:
    with pytest.raises(DocumentError) as caught:
        office.read(data, name)
    return caught.value.code


def program(folder: Path, script: str) -> str:
    path = folder / "soffice"
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(0o755)
    return str(path)


def texts(flow: Flow) -> list[str]:
    return [block.text for block in flow.blocks if isinstance(block, Paragraph)]


@needs_libreoffice
def test_rich_text_is_read() -> None:
    flow = office.read(RTF, "通知.rtf")
    assert texts(flow) == ["任务", "牵头"]
    assert flow.format == "rtf"


@needs_libreoffice
def test_a_word_97_file_is_read_with_its_table(tmp_path: Path) -> None:
    made = python_docx.Document()
    made.add_paragraph("任务分工表")
    grid = made.add_table(rows=2, cols=3)
    for cell, words in zip([*grid.rows[0].cells, *grid.rows[1].cells], "序任牵一二三", strict=True):
        cell.text = words
    grid.cell(0, 1).merge(grid.cell(0, 2))
    made.add_paragraph("主动公开")  # LibreOffice writes no table at the very end of a .doc
    made.save(str(tmp_path / "a.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [str(SOFFICE), profile, "--headless", "--convert-to", "doc:MS Word 97", "a.docx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    flow = office.read((tmp_path / "a.doc").read_bytes(), "分工表.wps")
    assert flow.format == "wps"
    assert texts(flow) == ["任务分工表", "主动公开"]
    (table,) = (block for block in flow.blocks if isinstance(block, Table))
    assert [(c.row, c.column, c.columns, c.text) for c in table.cells] == [
        (0, 0, 1, "序"), (0, 1, 2, "任牵"), (1, 0, 1, "一"), (1, 1, 1, "二"), (1, 2, 1, "三"),
    ]  # fmt: skip


def test_without_libreoffice_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert code(RTF) == "needs-office"


def test_a_conversion_that_gives_nothing_is_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = program(tmp_path, "exit 1\n")
    monkeypatch.setattr(shutil, "which", lambda _: path)
    assert code(WORD) == "office-failed"


def test_a_conversion_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = program(tmp_path, f"sleep 30 & echo $! > {tmp_path}/child; wait\n")
    monkeypatch.setattr(shutil, "which", lambda _: path)
    monkeypatch.setattr(office, "_TIMEOUT", 0.5)
    assert code(WORD) == "office-failed"
    child = Path("/proc", (tmp_path / "child").read_text().strip(), "stat")
    for _ in range(500):  # a killed process may still be on its way out
        if not running(child):
            break
        time.sleep(0.01)
    assert not running(child)


def running(stat: Path) -> bool:
    try:
        return stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_what_libreoffice_makes_is_read_as_docx(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made, out = python_docx.Document(), io.BytesIO()
    made.add_paragraph("牵头单位")
    made.save(out)
    (tmp_path / "made.docx").write_bytes(out.getvalue())
    path = program(
        tmp_path,
        f'for last; do :; done\nmkdir "$(dirname "$last")/out"\ncp {tmp_path}/made.docx "$(dirname "$last")/out/source.docx"\n',
    )
    monkeypatch.setattr(shutil, "which", lambda _: path)
    flow = office.read(WORD, "a.doc")
    assert (flow.format, texts(flow)) == ("doc", ["牵头单位"])


def test_files_under_a_password_and_other_ole_files_are_told_apart() -> None:
    flagged = bytearray(WORD)
    flagged[512 + 11] |= 1
    assert code(bytes(flagged), "a.doc") == "encrypted"
    assert code(OLE_MAGIC + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "a.docx") == "encrypted"
    assert code(OLE_MAGIC + bytes(600) + "Workbook".encode("utf-16-le"), "a.xls") == "not-office"
