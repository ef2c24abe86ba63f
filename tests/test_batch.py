"""Many documents at once: every one comes to its end, whatever becomes of the others or of the run."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from luodi.batch import BatchError, Outcome, Progress, compile_folder, local
from luodi.batch.outcome import Job
from luodi.batch.screen import pace, result
from luodi.batch.state import STATE
from luodi.cli import main
from luodi.plan import from_json
from luodi.terminal import plain

FORMATS = Path(__file__).parent / "data" / "formats"

TEXT = """{city}市充电设施建设行动方案

一、工作目标
到2028年，建成公共充电桩{count}个以上。
二、重点任务
（一）扩大设施规模。在公共停车场建设充电设施。（市发展改革委牵头，市住房城乡建设局配合）
（二）加强安全监管。每年开展一次安全检查。（市应急管理局负责）
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three documents, two levels."""
    folder = tmp_path / "文件"
    (folder / "下级").mkdir(parents=True)
    for name, city, count in (("a.txt", "云溪", 8000), ("b.txt", "临江", 900), ("下级/c.txt", "青山", 70)):
        (folder / name).write_text(TEXT.format(city=city, count=count), "utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "plans"


@pytest.fixture
def workers_meet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """What the workers do with a document before they read its `data`, as Python; they note what they have met."""

    def prepare(code: str) -> Path:
        site, met = tmp_path / "site", tmp_path / "met"
        site.mkdir()
        body = "\n".join(f"    {line}" for line in code.splitlines())
        site.joinpath("sitecustomize.py").write_text(
            "import ctypes, os, signal, sys, time\n"
            "import luodi.documents as documents\n"
            "read = documents.read\n"
            "def reading(data, name=None):\n"
            f"    with open({str(met)!r}, 'a') as met: met.write(f'{{os.getpid()}} {{name}}\\n')\n"
            f"{body}\n"
            "    return read(data, name=name)\n"
            "documents.read = reading\n",
            "utf-8",
        )
        monkeypatch.setenv("PYTHONPATH", f"{site}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
        return met

    return prepare


def plans(out: Path) -> dict[str, bytes]:
    return {file.relative_to(out).as_posix(): file.read_bytes() for file in out.rglob("*.json")}


def outcomes(summary_outcomes: tuple[Outcome, ...]) -> dict[str, str | None]:
    return {outcome.path: outcome.failure for outcome in summary_outcomes}


def rows(out: Path) -> list[dict[str, str]]:
    with open(out / "summary.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def compiled_alone(document: Path, capsys: pytest.CaptureFixture[str]) -> bytes:
    with pytest.raises(SystemExit):
        main(["compile", str(document), "--format", "json"])
    return capsys.readouterr().out.encode()


def alive(process: int) -> bool:
    """Whether a process runs: one that has ended and is waited for by nobody does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


# ---------------------------------------------------------------- what comes out


def test_each_plan_is_that_of_the_document_compiled_alone(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("guangdong-word.docx", "guangzhou-typst.pdf", "guangzhou-site-gb18030.html"):
        shutil.copy(FORMATS / name, folder)
    shutil.copy(FORMATS / "guangzhou-pages.ofd", folder / "名不副实.txt")  # told by content, not by name
    summary = compile_folder(folder, out)
    assert (summary.compiled, summary.failed, summary.total) == (4, 0, 4)
    assert plans(out) == {f"{file.name}.json": compiled_alone(file, capsys) for file in folder.iterdir()}


def test_the_number_of_workers_changes_no_byte(folder: Path, tmp_path: Path) -> None:
    for count in (1, 3):
        compile_folder(folder, tmp_path / str(count), workers=count)
    one = plans(tmp_path / "1")
    assert set(one) == {"a.txt.json", "b.txt.json", "下级/c.txt.json"}
    assert plans(tmp_path / "3") == one


def test_the_summary_has_a_row_a_document(folder: Path, out: Path) -> None:
    folder.joinpath("空.txt").touch()
    folder.joinpath("=1+1.txt").write_text(TEXT.format(city="=北岭", count=5), "utf-8")
    compile_folder(folder, out, workers=1, language="zh")
    table = rows(out)
    assert [row["文件"] for row in table] == ["'=1+1.txt", "a.txt", "b.txt", "下级/c.txt", "空.txt"]
    plan = from_json((out / "a.txt.json").read_bytes())
    assert table[1]["标题"] == "云溪市充电设施建设行动方案"
    assert table[1]["SHA-256"] == plan.document.source.sha256
    assert (int(table[1]["任务"]), int(table[1]["目标"])) == (len(plan.tasks), len(plan.targets)) == (2, 1)
    found = [finding.severity for finding in plan.findings]
    assert [int(table[1][key]) for key in ("错误", "提醒", "提示")] == [
        found.count(severity) for severity in ("error", "warning", "info")
    ]
    assert "空.txt是空文件" in table[4]["未编译的原因"]
    assert {row["未编译的原因"] for row in table[:4]} == {""}


def test_hidden_files_locks_pipes_and_output_folders_are_no_documents(folder: Path) -> None:
    for name in (".DS_Store", "~$a.docx", ".~lock.a.txt#", ".git/config"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x", "utf-8")
    os.mkfifo(folder / "pipe")
    first = compile_folder(folder, folder / "plans", workers=1)
    second = compile_folder(folder, folder / "others", workers=1)
    assert list(outcomes(first.outcomes)) == list(outcomes(second.outcomes)) == ["a.txt", "b.txt", "下级/c.txt"]


def test_names_of_files_need_not_be_unicode(tmp_path: Path, out: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    name = os.fsdecode("方案.txt".encode("gb18030"))
    (folder / name).write_text(TEXT.format(city="云溪", count=8000), "utf-8")
    assert compile_folder(folder, out, workers=1).compiled == 1
    assert (out / f"{name}.json").exists()
    again = compile_folder(folder, out, workers=1)
    assert again.kept == 1
    assert "????.txt" in plain(result(again, "zh"))
    assert rows(out)[0]["文件"] == "????.txt"


# ---------------------------------------------------------------- again


def test_a_second_run_does_only_what_is_new_changed_or_failed(
    folder: Path, out: Path, workers_meet: Callable[[str], Path]
) -> None:
    met = workers_meet("pass")
    folder.joinpath("空.txt").touch()
    compile_folder(folder, out, workers=1)
    met.unlink()
    assert compile_folder(folder, out, workers=1).kept == 3
    assert [line.split()[1] for line in met.read_text("utf-8").splitlines()] == ["空.txt"]
    folder.joinpath("b.txt").write_text(TEXT.format(city="临江", count=901), "utf-8")
    folder.joinpath("d.txt").write_text(TEXT.format(city="白水", count=6), "utf-8")
    os.utime(folder / "a.txt", (0, 0))  # only the content counts
    met.unlink()
    summary = compile_folder(folder, out, workers=1)
    assert (summary.compiled, summary.kept, summary.failed) == (2, 2, 1)
    assert {line.split()[1] for line in met.read_text("utf-8").splitlines()} == {"b.txt", "d.txt", "空.txt"}
    assert b"901" in (out / "b.txt.json").read_bytes()


def test_plans_of_another_version_or_no_longer_whole_are_made_anew(folder: Path, out: Path) -> None:
    compile_folder(folder, out, workers=1)
    undisturbed = plans(out)
    lines = [json.loads(line) for line in (out / STATE).read_text().splitlines()]
    lines[0]["luodi"] = "0.0.1"
    (out / STATE).write_text("".join(json.dumps(line) + "\n" for line in lines))
    lost, cut = (out / f"{line['path']}.json" for line in lines[1:])
    lost.unlink()
    os.truncate(cut, 10)
    assert compile_folder(folder, out, workers=1).compiled == 3
    assert plans(out) == undisturbed


def test_a_document_that_fails_keeps_no_plan_of_its_earlier_content(folder: Path, out: Path) -> None:
    compile_folder(folder, out, workers=1)
    folder.joinpath("a.txt").write_bytes(b"")
    assert compile_folder(folder, out, workers=1).failed == 1
    assert set(plans(out)) == {"b.txt.json", "下级/c.txt.json"}


@pytest.mark.parametrize("kept", [0, 1, 40])
def test_a_torn_last_line_costs_its_document_only(folder: Path, out: Path, kept: int) -> None:
    compile_folder(folder, out, workers=1)
    first, second, last = (out / STATE).read_bytes().splitlines(keepends=True)
    (out / STATE).write_bytes(first + b"\xff not a line\n[]\n" + second + last[:kept])
    assert compile_folder(folder, out, workers=1).compiled == 1
    assert compile_folder(folder, out, workers=1).kept == 3


def test_the_same_content_is_compiled_once(
    folder: Path, out: Path, workers_meet: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    met = workers_meet("pass")
    shutil.copy(folder / "a.txt", folder / "下级" / "副本.txt")
    assert compile_folder(folder, out).compiled == 4
    shutil.copy(folder / "b.txt", folder / "又一份.txt")
    assert compile_folder(folder, out).compiled == 1
    assert len(met.read_text("utf-8").splitlines()) == 3
    for name in ("下级/副本.txt", "又一份.txt"):
        assert (out / f"{name}.json").read_bytes() == compiled_alone(folder / name, capsys)


# ---------------------------------------------------------------- what goes wrong


def test_a_worker_that_dies_costs_its_document_only(
    folder: Path, out: Path, workers_meet: Callable[[str], Path]
) -> None:
    workers_meet(
        "if data == b'killed': os.kill(os.getpid(), signal.SIGKILL)\n"
        "if data == b'crashed': ctypes.string_at(0)\n"
        "if data == b'left': os._exit(1)\n"
        "if data == b'full': raise MemoryError\n"
        "if data == b'deep': raise RecursionError('too deep')\n"
    )
    for what in ("killed", "crashed", "left", "full", "deep"):
        folder.joinpath(f"A-{what}.txt").write_text(what)
    summary = compile_folder(folder, out, workers=2)
    assert outcomes(summary.outcomes) == {
        "A-crashed.txt": "batch.died",
        "A-deep.txt": "batch.internal",
        "A-full.txt": "batch.memory",
        "A-killed.txt": "batch.died",
        "A-left.txt": "batch.died",
        "a.txt": None,
        "b.txt": None,
        "下级/c.txt": None,
    }
    sentences = {row["文件"]: row["未编译的原因"] for row in rows(out)}
    assert "SIGSEGV" in sentences["A-crashed.txt"]
    assert "SIGKILL" in sentences["A-killed.txt"]
    assert set(plans(out)) == {"a.txt.json", "b.txt.json", "下级/c.txt.json"}
    assert list(out.glob(".partial*")) == []


def test_a_document_that_takes_too_long_is_given_up_even_inside_a_library(
    folder: Path, out: Path, workers_meet: Callable[[str], Path]
) -> None:
    workers_meet("if data == b'endless': __import__('re').match('(a+)+$', 'a' * 64 + 'b')")
    folder.joinpath("A.txt").write_text("endless")
    summary = compile_folder(folder, out, workers=1, limit=2)
    assert len(summary.outcomes) == 4
    assert summary.outcomes[0].failure == "batch.timeout"
    assert "2 秒" in rows(out)[0]["未编译的原因"]
    assert not (out / "A.txt.json").exists()
    folder.joinpath("A.txt").unlink()
    assert compile_folder(folder, out, workers=1).failed == 0


def test_a_plan_that_cannot_be_written_is_a_failure_of_its_document(folder: Path, out: Path) -> None:
    (out / "a.txt.json").mkdir(parents=True)
    summary = compile_folder(folder, out, workers=1)
    assert [outcome.failure for outcome in summary.outcomes] == ["batch.system", None, None]


def test_what_cannot_be_read_is_a_failure(folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    list_folder = os.scandir

    def closed(place: str) -> object:
        if Path(place).name == "下级":
            raise PermissionError(13, "Permission denied", place)
        return list_folder(place)

    monkeypatch.setattr(os, "scandir", closed)  # root may list and read everything
    folder.joinpath("b.txt").unlink()
    folder.joinpath("b.txt").symlink_to("/proc/self/mem")
    summary = compile_folder(folder, out, workers=1)
    assert outcomes(summary.outcomes) == {"a.txt": None, "b.txt": "batch.unreadable", "下级": "batch.unreadable"}


def test_workers_that_cannot_start_end_the_run(
    folder: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(broken))
    broken.joinpath("msgspec.py").write_text("raise ImportError('broken')")
    with pytest.raises(BatchError) as error:
        compile_folder(folder, out)
    assert error.value.code == "no-worker"


def test_documents_are_drawn_as_workers_become_free(folder: Path, out: Path) -> None:
    drawn = 0

    def jobs() -> Iterator[Job]:
        nonlocal drawn
        for drawn in range(1, 9):
            yield Job(f"{drawn}.txt", b"", "", None)

    for count, outcome in enumerate(local.run(jobs(), 2, 60), 1):
        assert outcome.failure == "documents.empty"
        assert drawn <= count + 2
    assert count == 8


def run(*arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from luodi.cli import main; main()", "batch", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_after_ctrl_c_what_is_done_is_kept_and_nothing_runs_on(
    folder: Path, out: Path, workers_meet: Callable[[str], Path]
) -> None:
    met = workers_meet("if name == 'c.txt': time.sleep(60)")
    process = run(folder, "-o", out, "--lang", "en")
    assert process.stderr is not None
    assert [process.stderr.readline().split()[0] for _ in range(2)] == [b"1/3", b"2/3"]
    until(lambda: "c.txt" in met.read_text("utf-8"))
    process.send_signal(signal.SIGINT)
    said, complaints = process.communicate(timeout=120)
    assert process.returncode == 130
    assert b"Interrupted with 1 to do" in said
    assert b"Traceback" not in complaints
    assert [row["Document"] for row in rows(out)] == ["a.txt", "b.txt"]
    workers = {int(line.split()[0]) for line in met.read_text("utf-8").splitlines()}
    assert not any(map(alive, workers))


def test_a_run_that_is_killed_at_any_moment_is_taken_up_again(folder: Path, tmp_path: Path, out: Path) -> None:
    for number in range(12):
        folder.joinpath(f"{number}.txt").write_text(TEXT.format(city="云溪", count=number + 1), "utf-8")
    compile_folder(folder, tmp_path / "undisturbed")
    wanted = plans(tmp_path / "undisturbed")
    for done in (1, 7):
        process = run(folder, "-o", out)
        while len(plans(out)) < done and process.poll() is None:
            time.sleep(0.005)
        process.kill()
        process.communicate()
        assert all(wanted[name] == plan for name, plan in plans(out).items())
    until(lambda: _free(out))
    summary = compile_folder(folder, out)
    assert summary.kept >= 5
    assert plans(out) == wanted
    assert list(out.glob(".partial*")) == []


def _free(out: Path) -> bool:
    """Whether the lock of the killed run is gone."""
    from luodi.batch.state import State

    try:
        with State(out):
            return True
    except BatchError:
        return False


def test_workers_end_with_the_one_who_asked(folder: Path, out: Path, workers_meet: Callable[[str], Path]) -> None:
    met = workers_meet("time.sleep(0.5)")
    process = run(folder, "-o", out)
    until(met.exists)
    process.kill()
    process.communicate()
    workers = {int(line.split()[0]) for line in met.read_text("utf-8").splitlines()}
    until(lambda: not any(map(alive, workers)))


# ---------------------------------------------------------------- the command


@pytest.fixture
def say_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("COLUMNS", "120")


def command(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(["batch", *map(str, arguments)])
    return (int(end.value.code or 0), *capsys.readouterr())


@pytest.mark.usefixtures("say_in_english")
def test_the_status_says_whether_all_were_compiled(folder: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, table, lines = command(capsys, folder, "-o", out)
    assert status == 0
    assert "云溪市充电设施建设行动方案" in table
    assert "Compiled 3, unchanged 0, failed 0" in table
    assert sorted(line.split()[0] for line in lines.splitlines()) == ["1/3", "2/3", "3/3"]
    folder.joinpath("d.txt").touch()
    status, table, lines = command(capsys, folder, "-o", out)
    assert status == 1
    assert "Compiled 0, unchanged 3, failed 1" in table
    assert lines.splitlines() == [
        "4/4 d.txt: not compiled. d.txt is empty and holds no text; check that it is the right file."
    ]


@pytest.mark.usefixtures("say_in_english")
def test_the_status_is_2_where_nothing_can_be_done(
    folder: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for arguments, words in (
        ((tmp_path / "none", "-o", out), "There is no folder"),
        ((folder / "a.txt", "-o", out), "There is no folder"),
        ((empty, "-o", out), "holds no documents"),
        ((folder, "-o", folder), "might be overwritten"),
        ((folder, "-o", tmp_path), "might be overwritten"),
        ((folder, "-o", folder / "a.txt"), "cannot be written"),
    ):
        status, printed, complaint = command(capsys, *arguments)
        assert (status, printed) == (2, "")
        assert words in complaint
        assert "Traceback" not in complaint


def test_one_run_at_a_time_writes_to_a_folder(folder: Path, out: Path) -> None:
    def interfere(_: Progress) -> None:
        with pytest.raises(BatchError) as error:
            compile_folder(folder, out)
        assert error.value.code == "busy"

    assert compile_folder(folder, out, workers=1, progress=interfere).compiled == 3


def test_progress_tells_of_every_document(folder: Path, out: Path) -> None:
    seen: list[Progress] = []
    compile_folder(folder, out, workers=1, progress=seen.append)
    folder.joinpath("空.txt").touch()
    compile_folder(folder, out, workers=1, progress=seen.append)
    assert [(step.done, step.total, step.kept, step.failed) for step in seen[:3]] == [
        (1, 3, 0, 0),
        (2, 3, 0, 0),
        (3, 3, 0, 0),
    ]
    last = seen[-1]
    assert (last.done, last.total, last.kept, last.failed) == (4, 4, 3, 1)
    assert last.latest is not None
    assert last.latest.path == "空.txt"


def test_the_pace_is_that_of_the_documents_that_needed_work() -> None:
    said = pace(Progress(total=150, done=110, kept=100, failed=2), seconds=5.0, language="en")
    assert said == "110/150 · failed 2 · 2.0 a second · 20 s left"
    assert "– s left" in pace(Progress(total=2), seconds=5.0, language="en")


def test_of_many_documents_the_table_shows_those_that_failed(folder: Path, out: Path) -> None:
    for number in range(45):
        folder.joinpath(f"{number}.txt").write_text(TEXT.format(city="云溪", count=8000), "utf-8")  # all alike
    folder.joinpath("空.txt").touch()
    shown = plain(result(compile_folder(folder, out), "en"))
    assert "空.txt is empty" in shown
    assert "b.txt" not in shown
    assert "The other 48 are in summary.csv." in shown


# ---------------------------------------------------------------- on a cluster


def test_without_dask_the_extra_is_named(folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BatchError, match=r"luodi\[cluster\]"):
        compile_folder(folder, out, cluster="tcp://127.0.0.1:1")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, protocol="tcp", host="127.0.0.1", dashboard_address=":0"
    ) as started:
        yield started.scheduler_address


def test_a_cluster_gives_the_same_bytes(folder: Path, tmp_path: Path, cluster: str) -> None:
    shutil.copy(FORMATS / "guangzhou-typst.pdf", folder)
    shutil.copy(folder / "a.txt", folder / "副本.txt")
    folder.joinpath("空.txt").touch()
    here = compile_folder(folder, tmp_path / "here")
    there = compile_folder(folder, tmp_path / "there", cluster=cluster)
    assert (there.compiled, there.failed) == (here.compiled, here.failed) == (5, 1)
    assert len(plans(tmp_path / "here")) == 5
    assert plans(tmp_path / "there") == plans(tmp_path / "here")
    assert compile_folder(folder, tmp_path / "there", cluster=cluster).kept == 5


def test_a_process_that_dies_on_a_cluster_costs_its_document_only(
    folder: Path, out: Path, cluster: str, workers_meet: Callable[[str], Path]
) -> None:
    met = workers_meet("if data == b'killed': os.kill(os.getpid(), signal.SIGKILL)")
    folder.joinpath("A.txt").write_text("killed")
    summary = compile_folder(folder, out, cluster=cluster)
    assert [outcome.failure for outcome in summary.outcomes] == ["batch.died", None, None, None]
    assert not any(alive(int(line.split()[0])) for line in met.read_text("utf-8").splitlines())


def test_a_cluster_that_is_not_there_is_said(folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("luodi.batch.cluster._PATIENCE", 0.5)
    for address in ("tcp://127.0.0.1:1", "nonsense"):
        with pytest.raises(BatchError) as error:
            compile_folder(folder, out, cluster=address)
        assert error.value.code == "no-cluster"


def test_a_cluster_with_another_version_of_luodi_is_refused(
    folder: Path, out: Path, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luodi.batch.cluster.__version__", "9.9.9")
    with pytest.raises(BatchError) as error:
        compile_folder(folder, out, cluster=cluster)
    assert error.value.code == "cluster-version"
    assert plans(out) == {}
