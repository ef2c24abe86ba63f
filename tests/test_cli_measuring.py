"""The verbs that measure: what they print and write, their exit status, and that a refused file leaves nothing behind."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from luodi.cli import main

PLAN = str(files("luodi.samples") / "guangdong-automobile-2023.txt")
FIGURES = str(files("luodi.samples") / "observations.csv")
HEADER = "指标,地区,时期,数值,单位,等级,来源,公布日期\n"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main([*arguments])
    assert isinstance(end.value.code, int | None)
    return int(end.value.code or 0)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


def test_assessments_as_json_hold_verdict_reason_outlook_and_chart(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("assess", PLAN, "--on", "2024-12-31", "--format", "json") == 0
    read = json.loads(capsys.readouterr().out)
    assert (read["schema"], read["on"]) == ("luodi/assessments/1", "2024-12-31")
    vehicles = next(one for one in read["assessments"] if one["subject"] == "汽车产量")
    assert (vehicles["verdict"], vehicles["reason_code"]) == ("on_path", "on-path")
    assert vehicles["outlook"]["outcome"] == "forecast"
    assert 0 < vehicles["outlook"]["probability"] < 1
    assert vehicles["chart"]["series"]


def test_a_day_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("assess", PLAN, "--on", "2024-02-30") == 2
    assert "2024-02-30" in capsys.readouterr().err


def test_a_plan_that_contradicts_itself_ends_with_status_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "某省汽车产业行动计划（2023—2025年）\n一、目标\n到2025年，汽车产量控制在500万辆以内，其中新能源汽车产量超过600万辆。\n"
    (folder / "plan.txt").write_text(text, "utf-8")
    assert run("ledger", "plan.txt") == 1
    printed = capsys.readouterr().out
    assert "不能同时成立" in printed
    assert "新能源汽车产量" in printed


def test_a_wrong_data_file_is_refused_by_row_and_cell_and_nothing_is_stored(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = "汽车产量,广东省,2023,519.19,万辆,B,统计公报,2024-03-01\n"
    (folder / "data.csv").write_text(HEADER + good + "飞机产量,广东省,2023-13,5,架,B,x,2024\n", "utf-8")
    assert run("observations", "data.csv", "-o", "store.csv") == 2
    said = capsys.readouterr().err
    assert "第3行“指标”列" in said
    assert "第3行“时期”列" in said
    assert not (folder / "store.csv").exists()


def test_a_store_takes_a_file_once_and_stays_as_it_is_when_a_later_one_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("observations", FIGURES, "-o", "store.csv") == 0
    stored = (folder / "store.csv").read_bytes()
    assert run("observations", FIGURES, "-o", "store.csv") == 0
    assert "新增 0 条" in capsys.readouterr().out
    assert (folder / "store.csv").read_bytes() == stored
    (folder / "data.csv").write_text(HEADER + "汽车产量,广东省,2023,五百,万辆,B,x,2024\n", "utf-8")
    assert run("observations", "data.csv", "-o", "store.csv") == 2
    assert (folder / "store.csv").read_bytes() == stored


def test_the_published_figures_give_the_same_from_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("observations", FIGURES, "-o", "store.csv") == 0
    capsys.readouterr()
    assert run("assess", PLAN, "--on", "2025-12-31") == 0
    own = capsys.readouterr().out
    assert run("assess", PLAN, "--on", "2025-12-31", "--data", "store.csv") == 0
    assert capsys.readouterr().out == own


def test_a_data_file_is_not_overwritten_by_what_is_made_of_it(folder: Path) -> None:
    assert run("observations", FIGURES, "-o", "store.csv") == 0
    stored = (folder / "store.csv").read_bytes()
    assert run("assess", PLAN, "--data", "store.csv", "-o", "store.csv") == 2
    assert (folder / "store.csv").read_bytes() == stored


def test_forecasts_are_scored_from_their_file_and_not_when_it_was_changed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("assess", PLAN, "--on", "2024-12-31", "--format", "json", "-o", "issued.json") == 0
    assert run("score", "issued.json", PLAN, "--on", "2026-11-22") == 0
    assert "1/1" in capsys.readouterr().out
    issued = (folder / "issued.json").read_text("utf-8")
    (folder / "changed.json").write_text(
        issued.replace("[311.97,", "[300.0,").replace("[311.97, ", "[300.0, "), "utf-8"
    )
    assert (folder / "changed.json").read_text("utf-8") != issued
    assert run("score", "changed.json", PLAN, "--on", "2026-11-22") == 2
