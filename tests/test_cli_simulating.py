"""luodi simulate: what it prints and writes, and what it refuses."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
import xarray as xr

from luodi.cli import main

PLAN = str(files("luodi.samples") / "guangdong-automobile-2023.txt")
SCENARIO = str(files("luodi.samples") / "guangdong-fleet.toml")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main([*arguments])
    return int(end.value.code or 0)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


def test_the_table_has_the_outcomes_and_says_how_much_is_assumed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("simulate", PLAN, "-s", SCENARIO, "--draws", "200") == 0
    shown = capsys.readouterr().out
    assert "新能源汽车保有总量（万辆）" in shown
    assert re.search(r"假设 \d+ 项", shown)
    assert run("simulate", PLAN, "-s", SCENARIO, "--draws", "200", "--lang", "en") == 0
    assert "all new energy vehicles in use (×10⁴ vehicles)" in capsys.readouterr().out


def test_json_has_quantiles_an_outcome_and_year_charts_and_grounds(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("simulate", PLAN, "-s", SCENARIO, "--draws", "200", "--format", "json") == 0
    read = json.loads(capsys.readouterr().out)
    assert (read["schema"], read["draws"], read["seed"]) == ("luodi/simulation/1", 200, 20231228)
    fleet = next(each for each in read["outcomes"] if each["name"] == "fleet_total")
    assert [row["year"] for row in fleet["rows"]] == list(range(2015, 2036))
    for row in fleet["rows"]:
        assert row["p05"] <= row["p25"] <= row["p50"] <= row["p75"] <= row["p95"]
    assert fleet["chart"]["series"]
    kinds = {read["grounds"][n]["kind"] for n in fleet["grounds"]}
    assert kinds == {"clause", "data", "literature", "assumption"}
    assert all(ground["text"] for ground in read["grounds"])
    assert "300万辆" in read["statements"][0]


def test_page_charts_and_netcdf_are_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "charts").mkdir()
    written = ["--page", "p.html", "--charts", "charts", "--netcdf", "r.nc"]
    assert run("simulate", PLAN, "-s", SCENARIO, "--draws", "100", *written) == 0
    page = (folder / "p.html").read_text("utf-8")
    targets = set(re.findall(r'id="([^"]+)"', page))
    links = re.findall(r'href="#([^"]+)"', page)
    assert len(links) > 100
    assert set(links) <= targets
    assert "<script" not in page
    assert "假设" in page
    assert re.search(r'class="clause">.*?300万辆', page)
    assert (folder / "charts" / "fleet_total.svg").read_text().startswith("<svg")
    with xr.open_dataset(folder / "r.nc", engine="h5netcdf") as data:
        assert data["fleet_total"].sizes == {"year": 21, "draw": 100}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "model"),
        ("model = 'windmills'", "windmills.*fleet-to-materials"),
        ("model = 'fleet-to-materials'", "years"),
        ("not toml", "TOML"),
    ],
)
def test_a_scenario_that_cannot_be_used_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    (folder / "s.toml").write_text(text, "utf-8")
    assert run("simulate", PLAN, "-s", "s.toml", "-o", "out.txt") == 2
    complaint = capsys.readouterr().err
    assert re.search(said, complaint)
    assert complaint.count("\n") == 1
    assert not (folder / "out.txt").exists()


def test_a_cluster_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("simulate", PLAN, "-s", SCENARIO, "--draws", "10", "--cluster", "tcp://127.0.0.1:1") == 2
    assert "tcp://127.0.0.1:1" in capsys.readouterr().err


@pytest.mark.xdist_group("cluster")
def test_a_cluster_gives_the_same_bits(folder: Path) -> None:
    from distributed import LocalCluster

    workers = LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=2, processes=False, protocol="tcp", host="127.0.0.1", dashboard_address=":0"
    )
    with workers as cluster:
        asked = ["simulate", PLAN, "-s", SCENARIO, "--draws", "300", "--netcdf"]
        assert run(*asked, "there.nc", "--cluster", cluster.scheduler_address) == 0
    assert run(*asked, "here.nc") == 0
    with xr.open_dataset("here.nc") as here, xr.open_dataset("there.nc") as there:
        assert here.equals(there)
