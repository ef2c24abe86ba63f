"""`luodi scorecard` as a person meets it."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest

from luodi.cli import main
from luodi.publish.fonts import NoChineseFont

SAMPLES = Path(__file__).parents[2] / "src" / "luodi" / "samples"
PLAN = SAMPLES / "guangdong-automobile-2023.txt"


def run(*arguments: object) -> int | str:
    with pytest.raises(SystemExit) as end:
        main([*map(str, arguments), "--lang", "zh"])
    return end.value.code or 0


@pytest.mark.parametrize(("suffix", "magic"), [("docx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF-")])
def test_suffix_chooses_the_format(tmp_path: Path, suffix: str, magic: bytes) -> None:
    file = tmp_path / f"评估表.{suffix}"
    assert run("scorecard", PLAN, "-o", file, "--on", "2023-12-29") == 0
    assert file.read_bytes().startswith(magic)


@pytest.mark.parametrize(
    ("plan", "name", "said"),
    [
        (PLAN, "评估表.txt", "评估表只能写成 .docx、.xlsx 或 .pdf"),
        (SAMPLES / "guangzhou-automobile-tasks-2020.txt", "评估表.docx", "没有识别出目标"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], plan: Path, name: str, said: str
) -> None:
    assert run("scorecard", plan, "-o", tmp_path / name) == 2
    complaint = capsys.readouterr().err
    assert said in complaint
    assert complaint.count("\n") == 1
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(("missing", "extra"), [("resvg_py", "measure"), ("typst", "pdf")])
def test_missing_extra_is_one_sentence_that_says_how_to_install_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, missing: str, extra: str
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == missing:
            raise ModuleNotFoundError(name=name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    suffix = "pdf" if extra == "pdf" else "docx"
    assert run("scorecard", PLAN, "-o", tmp_path / f"a.{suffix}", "--on", "2024-12-31") == 2
    complaint = capsys.readouterr().err
    assert f"pip install 'luodi[{extra}]'" in complaint
    assert complaint.count("\n") == 1


def test_machine_without_a_chinese_font_is_told_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> None:
        raise NoChineseFont

    monkeypatch.setattr("luodi.publish.charts.chinese_font", none)
    assert run("scorecard", PLAN, "-o", tmp_path / "a.docx", "--on", "2024-12-31") == 2
    assert "fonts-noto-cjk" in capsys.readouterr().err


def test_assessments_as_json_have_their_charts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("assess", PLAN, "--format", "json", "--on", "2024-12-31") == 0
    charts = {one["subject"]: one["chart"] for one in json.loads(capsys.readouterr().out)["assessments"]}
    assert charts["汽车产量"]["yAxis"]["name"] == "万辆"
    assert charts["独角兽汽车企业"] is None
