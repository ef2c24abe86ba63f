"""The commands behind the Makefile: environment, checks, demonstration, lock, benchmarks.

Standard library only, since it runs before anything is installed. Each command is a function of the same name.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
PEERS = ROOT / ".peers"
LUODI = ENVIRONMENT / "bin" / "luodi"
LOCK = ROOT / "requirements" / "dev.txt"
OLDEST_PYTHON = (3, 11)


def env() -> None:
    """Bring .venv up to date: luodi itself, editable, with every extra but peers."""
    if not _usable(PYTHON):
        _create(ENVIRONMENT)
    stamp = ENVIRONMENT / "installed"
    state = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + bytes(ROOT)).hexdigest()
    if LUODI.exists() and stamp.exists() and stamp.read_text() == state:
        return
    print(
        _in_language(
            "正在安装 requirements/dev.txt 所列的软件包，第一次约需一分钟。",
            "Installing what requirements/dev.txt names; the first time takes about a minute.",
        ),
        flush=True,
    )
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run(*pip, "--require-hashes", "--requirement", LOCK)
    _run(*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp.write_text(state)


def _usable(python: Path) -> bool:
    """Whether there is an environment with pip whose Python still exists and is not too old."""
    if not python.exists():
        return False
    probe = f"import sys, pip; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    return subprocess.run([python, "-c", probe], stderr=subprocess.DEVNULL).returncode == 0


def _create(folder: Path) -> None:
    """A new environment; where Debian's python3-venv is not installed, the pip outside puts one inside."""
    version = sys.version.split()[0]
    print(
        _in_language(f"用 Python {version} 建立 {folder.name}。", f"Creating {folder.name} with Python {version}."),
        flush=True,
    )
    venv = [sys.executable, "-m", "venv", "--clear", folder]
    if find_spec("ensurepip"):
        _run(*venv)
    elif find_spec("pip"):
        _run(*venv, "--without-pip")
        _run(sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install", "--quiet", "pip")
    else:
        sys.exit(f"{sys.executable} has neither ensurepip nor pip. Install one (Debian: apt install python3-venv).")


def test() -> None:
    """Run every check and test.

    One that fails does not stop the others. Where the variable CI is set, a skipped test is a failure.
    """
    env()
    report = Path(tempfile.mkdtemp()) / "tests.xml"
    pytest: list[str | Path] = [PYTHON, "-m", "pytest", "-n", "auto", "--dist", "loadgroup", "--quiet", "-rs"]
    checks: dict[str, list[str | Path]] = {
        "ruff check": [ENVIRONMENT / "bin" / "ruff", "check", "--quiet"],
        "ruff format": [ENVIRONMENT / "bin" / "ruff", "format", "--check", "--quiet"],
        "mypy": [PYTHON, "-m", "mypy", "--no-error-summary"],
        "lint-imports": [ENVIRONMENT / "bin" / "lint-imports", "--no-logo"],
        "pytest": [*pytest, f"--junitxml={report}"],
    }
    failed = []
    for name, command in checks.items():
        print(f"── {name}", flush=True)
        if subprocess.run(command, cwd=ROOT).returncode != 0:
            failed.append(name)
    on_postgresql = report.with_name("postgresql.xml")
    print("── pytest tests/web on PostgreSQL", flush=True)
    with _postgresql() as url:
        if url:
            # What a page looks like, and each of two thousand cells of the rights, does not depend on the database.
            others = "not accessible and not test_rights and not test_api_rights and not test_schema"
            command = [*pytest, "tests/web", "-k", others, f"--junitxml={on_postgresql}"]
            if subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}).returncode != 0:
                failed.append("pytest on PostgreSQL")
        else:
            print("Skipped: PostgreSQL is not installed.")
    reports = [each for each in (report, on_postgresql) if each.exists()]
    skipped = sum(len(xml.parse(each).findall(".//skipped")) for each in reports) + (not url)
    shutil.rmtree(report.parent)
    if skipped:
        print(f"{skipped} tests were skipped for the reasons above; .ci/run lists the Debian packages they need.")
        if os.environ.get("CI"):
            failed.append("skipped tests")
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")
    print("All checks passed.")


@contextmanager
def _postgresql() -> Iterator[str | None]:
    """The address of a PostgreSQL server for this run, on a socket in a temporary folder; None without PostgreSQL."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    programs = Path(shutil.which("pg_ctl") or "").parent if shutil.which("pg_ctl") else next(reversed(installed), None)
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="luodi-postgresql-"))
    server: list[str | Path] = []
    if os.geteuid() == 0:  # which PostgreSQL refuses to run as
        shutil.chown(folder, "postgres", "postgres")
        server = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    pg_ctl = [*server, programs / "pg_ctl", "--pgdata", folder / "data", "--log", folder / "log", "--wait"]
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=200"
    encoding = ["--auth=trust", "--username=luodi", "--encoding=UTF8", "--locale=C", "--no-sync"]

    def run(*command: str | Path) -> None:
        subprocess.run(command, stdout=subprocess.DEVNULL, cwd=folder, check=True)

    try:
        run(*server, programs / "initdb", "--pgdata", folder / "data", *encoding)
        run(*pg_ctl, "--options", options, "start")
        try:
            yield f"postgres://luodi@{quote(str(folder), safe='')}/postgres"
        finally:
            run(*pg_ctl, "--mode", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def demo() -> None:
    """Compile the sample documents into demo/, as a user would, and serve a site that follows both plans through."""
    env()
    folder = ROOT / "demo"
    folder.mkdir(exist_ok=True)
    written = []
    for sample in sorted((ROOT / "src" / "luodi" / "samples").glob("*.txt")):
        document, made = sample.relative_to(ROOT), (folder / sample.stem).relative_to(ROOT)
        print(f"── luodi compile {document}", flush=True)
        _run(LUODI, "compile", document, "--review", f"{made}.html")
        _run(LUODI, "compile", document, "-o", f"{made}.json")
        for kind in ("docx", "xlsx"):
            _run(LUODI, "table", document, "-o", f"{made}.{kind}")
        check = subprocess.run([LUODI, "check", document], cwd=ROOT, stdout=subprocess.PIPE)
        if check.returncode not in (0, 1):  # 1: the document has errors
            sys.exit(check.returncode)
        Path(ROOT, f"{made}.check.txt").write_bytes(check.stdout)
        written += [
            (f"{made}.html", _in_language("核对网页：原文、记录、校核意见", "the page to check it on, in a browser")),
            (f"{made}.docx", _in_language("任务分工表，Word", "the task-division table, Word")),
            (f"{made}.xlsx", _in_language("任务分工表，Excel", "the same, Excel")),
            (f"{made}.json", _in_language("计划文件：全部数据和原文定位", "the plan: everything, tied to the text")),
            (f"{made}.check.txt", _in_language("校核意见", "what there is to say against the document")),
        ]
    written += _demo_of_measures(folder.relative_to(ROOT))
    print(_in_language("\n已写入，可以打开：", "\nWritten; open them:"))
    for name, what in written:
        print(f"  {name:<52}{what}")
    luodi = LUODI.relative_to(ROOT)
    print(_in_language(f"\n换成自己的文件：{luodi} compile 文件.pdf", f"\nYour own document: {luodi} compile plan.pdf"))
    print(
        _in_language(
            "\n正在建立演示网站，约需二十秒。",
            "\nMaking the site of the demonstration, which takes about twenty seconds.",
        ),
        flush=True,
    )
    site = folder / "site"
    shutil.rmtree(site, ignore_errors=True)
    settings = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    os.execve(LUODI, [str(LUODI), "serve", "--demonstration"], {**settings, "LUODI_DATA": str(site)})


def _demo_of_measures(folder: Path) -> list[tuple[str, str]]:
    """What the samples say of targets and of each other: scorecard, target ledger, alignment."""
    samples = Path("src", "luodi", "samples")
    province, city = samples / "guangdong-automobile-2023.txt", samples / "guangzhou-automobile-tasks-2020.txt"
    print(f"── luodi scorecard, ledger, align {province}", flush=True)
    _run(LUODI, "ledger", province, "--format", "json", "-o", folder / "ledger.json")
    _run(LUODI, "align", province, city, "-o", folder / "align.yaml")
    written = [
        (f"{folder}/ledger.json", _in_language("目标账：计划的数字互相推出什么", "what the plan's figures imply")),
        (f"{folder}/align.yaml", _in_language("省市任务对照，待人确认", "which city task serves which, to confirm")),
    ]
    card = folder / "scorecard.docx"
    # Charts need a Chinese font; where there is none luodi says so, and the rest of the demonstration stands.
    if subprocess.run([LUODI, "scorecard", province, "-o", card], cwd=ROOT).returncode == 0:
        written.append((f"{card}", _in_language("目标进展评估，Word", "the scorecard of its targets, Word")))
    return written


def lock() -> None:
    """Resolve the dependencies into requirements/dev.txt.

    Versions that stand there are kept as long as they fit; remove the file to upgrade them all.
    """
    with tempfile.TemporaryDirectory() as folder:
        _run(sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "uv")
        extras = ["--extra", "all", "--extra", "dev"]
        form = ["--universal", "--python-version", "3.11", "--generate-hashes", "--custom-compile-command", "make lock"]
        uv = [Path(folder) / "bin" / "uv", "pip", "compile", "--quiet", "--no-config"]
        _run(*uv, *extras, *form, "pyproject.toml", "--output-file", LOCK.relative_to(ROOT))


def peers() -> None:
    """Install what the benchmarks compare luodi with, in .peers (1.2 GB)."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    _create(PEERS)
    _run(PEERS / "bin" / "python", "-m", "pip", "install", "--quiet", *project["optional-dependencies"]["peers"])


def bench() -> None:
    """Measure luodi beside its peers; see benchmarks/README.md."""
    env()
    _run(PYTHON, "-m", "benchmarks")


def clean() -> None:
    """Remove what was made, the environments aside."""
    caches = [*ROOT.glob(".*_cache"), *(ROOT / "src").rglob("__pycache__"), *(ROOT / "tests").rglob("__pycache__")]
    for folder in (ROOT / "build", ROOT / "demo", ROOT / "dist", ROOT / ".hypothesis", *caches):
        shutil.rmtree(folder, ignore_errors=True)


def _in_language(chinese: str, english: str) -> str:
    """The sentence in the language of the person's locale, as luodi itself would choose it."""
    if str(ROOT / "src") not in sys.path:
        sys.path.insert(0, str(ROOT / "src"))
    from luodi.messages import preferred  # standard library only

    return english if preferred() == "en" else chinese


def _run(*command: object) -> None:
    """Run a command in the repository; its failure ends this process with the same status."""
    status = subprocess.run([str(part) for part in command], cwd=ROOT).returncode
    if status != 0:
        sys.exit(status)


COMMANDS = {command.__name__: command for command in (env, test, demo, lock, peers, bench, clean)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make", description="Commands of this repository.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        subparsers.add_parser(name, help=(command.__doc__ or "").splitlines()[0])
    COMMANDS[parser.parse_args().command]()


if __name__ == "__main__":
    if sys.version_info < OLDEST_PYTHON:
        version = sys.version.split()[0]
        sys.exit(f"luodi needs Python 3.11 or newer; this is {version}. Name another: make env PYTHON=python3.12")
    main()
