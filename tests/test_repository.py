"""The repository is what its own files say it is."""

from __future__ import annotations

import io
import re
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCK = (ROOT / "requirements" / "dev.txt").read_text("utf-8")

# Spelt with a class so that this file does not name them itself.
PRIVATE = re.compile(
    rb"/wor[k]/|/far[m]/|/roo[t]/|/hom[e]/|/tm[p]/|/User[s]/"
    rb"|index-ur[l]|extra-inde[x]|find-link[s]|pypi\.or[g]|pythonhoste[d]|registry\.npmj[s]|deb\.debia[n]"
)


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    return [ROOT / name for name in names.decode().split("\0") if name and (ROOT / name).is_file()]


def contents(file: Path) -> Iterator[bytes]:
    """The bytes of a file, and of its members where it is a package (DOCX, XLSX, OFD)."""
    data = file.read_bytes()
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield from map(package.read, package.namelist())


def test_no_tracked_file_names_a_registry_or_a_folder_of_somebodys_machine():
    files = tracked()
    assert ROOT / "pyproject.toml" in files
    named = {
        f"{file.relative_to(ROOT)}: {match.group().decode()}"
        for file in files
        for data in contents(file)
        if (match := PRIVATE.search(data))
    }
    assert named == set()


def test_the_wheel_holds_every_module_and_data_file_of_the_package_and_nothing_else(tmp_path: Path):
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as package:
        held = {name for name in package.namelist() if ".dist-info/" not in name}
        metadata = next(name for name in package.namelist() if name.endswith("/entry_points.txt"))
        assert "luodi = luodi.cli:main" in package.read(metadata).decode()
    source = ROOT / "src"
    assert held == {
        file.relative_to(source).as_posix()
        for file in (source / "luodi").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert {Path(name).suffix for name in held} >= {".py", ".toml", ".csv", ".txt"}


def locked() -> dict[str, list[str]]:
    """Versions by name; more than one where they depend on the Python version."""
    versions: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", LOCK, re.MULTILINE):
        versions.setdefault(name, []).append(version)
    return versions


@pytest.mark.parametrize("line", [*PROJECT["dependencies"], *EXTRAS["all"], *EXTRAS["dev"]])
def test_the_lock_has_a_version_that_satisfies_each_dependency(line: str):
    requirement = Requirement(line)
    versions = locked()[re.sub(r"[-_.]+", "-", requirement.name).lower()]
    assert all(requirement.specifier.contains(version) for version in versions)


def test_every_line_of_the_lock_is_a_pinned_version_or_its_hash():
    lines = [line for line in LOCK.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    pinned = re.compile(r"[a-z0-9-]+==[^ ]+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not pinned.fullmatch(line)] == []


def test_peers_are_not_in_the_lock_and_not_among_the_dependencies():
    peers = {Requirement(line).name for line in EXTRAS["peers"]}
    assert peers.isdisjoint(locked())
    assert peers.isdisjoint(Requirement(line).name for line in PROJECT["dependencies"])


def test_all_holds_every_extra_but_peers_and_dev():
    held = {line for extra, lines in EXTRAS.items() if extra not in ("all", "dev", "peers") for line in lines}
    assert set(EXTRAS["all"]) == held


@pytest.mark.parametrize("guide", sorted(ROOT.glob("*.md")), ids=lambda guide: guide.name)
def test_every_make_command_of_a_guide_exists(guide: Path):
    targets = re.findall(r"^([a-z ]+):$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    commands = re.findall(r"^ *(?:\$ )?make ([a-z]+)|`make ([a-z]+)`", guide.read_text("utf-8"), re.MULTILINE)
    assert {first or second for first, second in commands} <= set(" ".join(targets).split())


def test_every_file_that_a_guide_names_exists():
    guides = [*ROOT.glob("*.md"), ROOT / "benchmarks" / "README.md"]
    named = {
        path
        for guide in guides
        for path in re.findall(r"`((?:src|tests|benchmarks)/[^`*]+)`", guide.read_text("utf-8"))
    }
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_the_guide_names_every_module_of_the_compiler_and_no_other_module():
    named = set(re.findall(r"`(\w+\.(?:py|yaml))`", (ROOT / "CONTRIBUTING.md").read_text("utf-8")))
    modules = {file.name for file in (ROOT / "src" / "luodi").rglob("*.py")}
    passages = {file.name for file in (ROOT / "tests" / "compiler" / "passages").glob("*.yaml")}
    assert named <= modules | passages
    compiler = {file.name for file in (ROOT / "src" / "luodi" / "compiler").glob("*.py")}
    assert (compiler - {"__init__.py"}) | passages <= named
