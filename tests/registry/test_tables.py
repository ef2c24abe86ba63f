"""The tables are what a domain person edits: a body more is a row more, and a slip is reported with its line."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import luodi.registry

PACKAGE = Path(luodi.registry.__file__).parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package whose tables may be edited."""
    shutil.copytree(PACKAGE, tmp_path / "luodi" / "registry", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "luodi" / "__init__.py").touch()
    return tmp_path


def run(copy: Path, code: str) -> subprocess.CompletedProcess[str]:
    head = f"import sys; sys.path.insert(0, {str(copy)!r})\nfrom luodi.registry import *\nimport luodi\n"
    guard = f"assert luodi.registry.__file__.startswith({str(copy)!r})\n"
    command = [sys.executable, "-c", head + guard + code]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=copy, env={"PYTHONUTF8": "1"})


def append(copy: Path, table: str, line: str) -> None:
    with (copy / "luodi" / "registry" / "data" / f"{table}.csv").open("a", encoding="utf-8") as rows:
        rows.write(line + "\n")


def test_a_body_more_is_one_row(copy: Path) -> None:
    append(copy, "central", "state/lunar,,国家月球管理局,国家月球局,,2030-01-01,,,,国月发〔2030〕1号")
    append(copy, "departments", "lunar,月球事务局,province city county,月球局,2030-01-01,,,,国月发〔2030〕1号")
    done = run(
        copy, "print(identify('国家月球局').id, identify('省月球局', region='广东省').id, is_department('月球事务局'))"
    )
    assert done.stdout.split() == ["state/lunar", "440000/lunar", "True"], done.stderr


def test_a_row_with_a_cell_too_few_is_reported_with_its_line(copy: Path) -> None:
    append(copy, "departments", "lunar,月球事务局,province")
    done = run(copy, "is_department('月球局')")
    lines = (copy / "luodi" / "registry" / "data" / "departments.csv").read_text("utf-8").count("\n")
    assert f"departments.csv, line {lines}: 3 cells" in done.stderr


def test_importing_reads_no_table(copy: Path) -> None:
    for table in (copy / "luodi" / "registry" / "data").glob("*.csv"):
        table.unlink()
    assert run(copy, "print('imported')").stdout == "imported\n"


def test_each_table_is_described_on_the_page_of_sources() -> None:
    page = (PACKAGE / "data" / "SOURCES.md").read_text("utf-8")
    tables = sorted(table.name for table in (PACKAGE / "data").glob("*.csv"))
    assert len(tables) == 10
    assert all(f"## {table}" in page for table in tables)
