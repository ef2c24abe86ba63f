"""What must hold when things break, shown on real processes: no acknowledged write is lost, and nothing is half made.

With DATABASE_URL the sites are on that PostgreSQL server, else on SQLite.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from http.client import HTTPException
from pathlib import Path

import pytest
from tests.web.running import LUODI, SERVER, Browser, Seed, Server, Site, copied, on_server, restored, seeded, until

MATTERS = "from luodi.web.models import MatterRow\nprint(*MatterRow.objects.values_list('id', flat=True))"
EVENTS = "from luodi.web.models import EventRow\nprint(*EventRow.objects.values_list('id', flat=True))"


@pytest.fixture(scope="session")
def seed(tmp_path_factory) -> Iterator[Seed]:
    """Made by one of the processes that run the tests; on PostgreSQL each has a database to copy."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with open(shared / "seed.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = seeded(shared)
    if not SERVER:
        yield made
        return
    site = restored(tmp_path_factory.mktemp("postgresql") / "seed", made.archive, made, postgres=True)
    yield replace(made, database=site.database)
    site.remove()


@pytest.fixture
def sites(tmp_path, seed) -> Iterator[Callable[..., Site]]:
    """Makes sites like the seed, or from an archive; they are removed after the test."""
    made: list[Site] = []

    def make(archive: Path | None = None, postgres: bool = bool(SERVER)) -> Site:
        folder = tmp_path / f"site-{len(made)}"
        made.append(restored(folder, archive, seed, postgres) if archive else copied(folder, seed))
        return made[-1]

    yield make
    for site in made:
        assert site.processes() == []
        site.remove()


@pytest.fixture
def site(sites) -> Site:
    return sites()


def is_whole(site: Site) -> bool:
    """Whether the audit record is whole and speaks of every event there is."""
    run = site.luodi("audit", "verify")
    assert run.returncode == 0, run.stdout
    return True


# ---------------------------------------------------------------- processes that are killed


def test_no_acknowledged_write_is_lost_when_everything_is_killed(site):
    matters = site.python(MATTERS).split()
    acknowledged: list[str] = []
    tried: list[str] = []

    def write(server: Server, username: str, count: int) -> None:
        browser = Browser(server, username)
        for number in range(count):
            id = uuid.uuid4().hex
            tried.append(id)
            fields = {"until": "2030-06-28", "reason": f"第 {number} 次", "id": id}
            status, page = browser.post(f"/matters/{matters[number % len(matters)]}/due-set", **fields)
            assert status == 302, page
            acknowledged.append(id)

    def while_it_lasts(*arguments: object) -> None:
        with suppress(OSError, HTTPException):
            write(*arguments)

    with site.served() as server:
        writers = [
            threading.Thread(target=while_it_lasts, args=(server, who, 250)) for who in ("officer", "supervisor")
        ]
        for writer in writers:
            writer.start()
        until(lambda: len(acknowledged) >= 250 or not any(writer.is_alive() for writer in writers), 300)
        for pid in site.processes():
            os.kill(pid, signal.SIGKILL)
        for writer in writers:
            writer.join(60)
    before = len(acknowledged)
    assert before >= 250
    assert is_whole(site)
    with site.served() as server:
        until(lambda: server.health()[0] == 200)
        write(server, "officer", 500 - before)
    assert len(acknowledged) == 500
    kept = Counter(site.python(EVENTS).split())
    assert set(acknowledged) <= kept.keys()
    assert max(kept.values()) == 1
    # What was on its way when everything was killed was written or not; nobody was told.
    assert len(set(tried) - set(acknowledged)) <= 2
    assert is_whole(site)


def test_what_is_killed_alone_comes_back(site):
    with site.served() as server:
        until(lambda: server.health()[0] == 200)
        [serve] = [pid for pid in site.processes() if pid == server.process.pid]
        for name in ("luodi.web.worker", "granian"):
            [pid] = [pid for pid in site.processes() if name in _command(pid) and _parent(pid) == serve]
            until(lambda: _age(pid) > 5.5)  # one that ends sooner is given up  # noqa: B023
            os.kill(pid, signal.SIGKILL)
            until(lambda: _health(server) == 200 and not Path(f"/proc/{pid}").exists())  # noqa: B023


def test_children_end_with_a_parent_that_is_killed(site):
    with site.served() as server:
        server.process.kill()
        server.process.wait()
        until(lambda: site.processes() == [])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything(site, number):
    with site.served() as server:
        server.process.send_signal(number)
        assert server.process.wait(20) == 0
        assert site.processes() == []


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _age(pid: int) -> float:
    started = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    return float(Path("/proc/uptime").read_text().split()[0]) - started


def _health(server: Server) -> int:
    try:
        return server.health()[0]
    except (OSError, HTTPException):
        return 0


JOB = """
from django_tasks_db.models import DBTaskResult
from luodi.web.worker import take_back
from django_tasks import task
import sys
for tries in (1, 3):
    DBTaskResult.objects.create(
        status="RUNNING", args_kwargs={"args": [], "kwargs": {}}, task_path="luodi.web.health.nothing", worker_ids=["x"] * tries,
        backend_name="default", run_after="2020-01-01T00:00:00Z", exception_class_path="", traceback="",
    )
take_back()
print(*DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))
"""


def test_a_job_whose_worker_was_killed_is_done_again_three_times_at_most(site):
    assert site.python(JOB).split() == ["READY", "FAILED"]


# ---------------------------------------------------------------- many who write

WRITER = """
import sys
from luodi.web.actor import Actor
from luodi.web.follow import act
from luodi.web.models import Account, MatterRow
officer = Actor(Account.objects.get(username="officer"))
matters = list(MatterRow.objects.values_list("id", flat=True))
for number in range(150):
    fields = {"until": "2030-06-28", "reason": f"{sys.argv[1]}-{number}"}
    act(officer, matters[number % len(matters)], "due-set", fields)
"""


def test_four_processes_write_a_hundred_and_fifty_times_each_without_an_error(site):
    before = len(site.python(EVENTS).split())
    failed: list[BaseException] = []

    def write(number: int) -> None:
        try:
            site.python(WRITER, number)
        except BaseException as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert len(site.python(EVENTS).split()) == before + 600
    assert is_whole(site)


# ---------------------------------------------------------------- a disk that is full, a database that is gone


def test_a_full_disk_is_said_and_leaves_nothing_half_made(site, tmp_path):
    [matter, *_] = site.python(MATTERS).split()
    plain = dict(site.environment)
    if not site.database:  # SQLite takes the number of pages that it may have for all that the disk holds
        (tmp_path / "full_disk.py").write_text(
            "from luodi.web.settings import *\n"
            "import contextlib, sqlite3\n"
            "with contextlib.closing(sqlite3.connect(DATA / 'luodi.sqlite3')) as database:\n"
            "    pages, = database.execute('PRAGMA page_count').fetchone()\n"
            "DATABASES['default']['OPTIONS']['init_command'] += f'PRAGMA max_page_count={pages + 60};'\n"
        )
        path = f"{tmp_path}:{plain.get('PYTHONPATH', '')}"
        site.environment |= {"DJANGO_SETTINGS_MODULE": "full_disk", "PYTHONPATH": path}
    written = 0
    with site.served() as server:
        browser = Browser(server, "officer")
        if site.database:  # what PostgreSQL says when it cannot write, at the last statement of an act
            site.python(f"from django.db import connection\nconnection.cursor().execute({FULL!r})")
        while True:
            fields = {"until": "2030-06-28", "reason": "长" * 2000}
            status, page = browser.post(f"/matters/{matter}/due-set", **fields)
            if status != 302:
                break
            written += 1
            assert written < 200
    assert status == 507
    assert "磁盘已满" in page
    assert "没有保存" in page
    site.environment = plain
    if site.database:
        site.python(
            "from django.db import connection\nconnection.cursor().execute('DROP TRIGGER full_disk ON web_auditentry')"
        )
    assert is_whole(site)
    found = site.python(
        f"{MATTERS}\nrow = MatterRow.objects.get(pk='{matter}')\nprint(row.version, row.events.count())"
    )
    assert found.split()[-2:] == [str(written + 1)] * 2
    with site.served() as server:
        status, page = Browser(server, "officer").post(f"/matters/{matter}/due-set", until="2030-06-28", reason="好了")
        assert status == 302, page


FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON web_auditentry FOR EACH ROW EXECUTE FUNCTION full_disk();
"""


def test_a_database_that_is_gone_is_said_and_leaves_nothing_half_made(site):
    [matter, *_] = site.python(MATTERS).split()
    before = site.python(EVENTS)
    with site.served() as server:
        browser = Browser(server, "officer")
        _take_away(site)
        for _ in range(20):  # more than there are connections
            for status, page in (
                browser.post(f"/matters/{matter}/due-set", until="2030-06-28", reason="不见了"),
                browser.get("/tasks"),
            ):
                assert status == 503, page
                assert "数据库暂时连不上" in page
        assert server.health() == (
            503,
            {"status": "trouble", "database": False, "tables": False, "space": True, "worker": True},
        )
        _bring_back(site)
        until(lambda: server.health()[0] == 200)
        assert site.python(EVENTS) == before
        status, page = browser.post(f"/matters/{matter}/due-set", until="2030-06-28", reason="又有了")
        assert status == 302, page
    assert is_whole(site)


def _take_away(site: Site) -> None:
    if site.database:
        on_server(f"ALTER DATABASE {site.database} ALLOW_CONNECTIONS false")
        on_server(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{site.database}'")
    else:
        (site.folder / "luodi.sqlite3").rename(site.folder / "elsewhere")


def _bring_back(site: Site) -> None:
    if site.database:
        on_server(f"ALTER DATABASE {site.database} ALLOW_CONNECTIONS true")
    else:
        (site.folder / "elsewhere").rename(site.folder / "luodi.sqlite3")


# ---------------------------------------------------------------- commands that cannot do what they are asked to


def test_a_port_that_is_taken_and_a_folder_that_cannot_be_written_are_one_sentence(tmp_path):
    site = Site(tmp_path / "new", postgres=False)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = site.luodi("serve", "--port", port)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == (
        f"luodi: Cannot listen on 127.0.0.1 port {port}: the port is taken; stop what uses it, or choose another with --port.\n"
    )
    (tmp_path / "file").write_text("")
    run = Site(tmp_path / "file" / "data", postgres=False).luodi("serve")
    assert run.returncode == 2
    assert run.stderr.startswith("luodi: The data folder ")
    assert run.stderr.count("\n") == 1


def test_a_database_of_a_newer_luodi_is_left_alone(site):
    site.python(
        "from django.db.migrations.recorder import MigrationRecorder\nfrom django.db import connection\n"
        "MigrationRecorder(connection).record_applied('web', '9999_from_the_future')"
    )
    for command in (("serve",), ("remind",), ("backup", site.folder / "b.tar.gz"), ("audit", "verify")):
        run = site.luodi(*command)
        assert run.returncode == 2
        assert run.stderr.startswith("luodi: A newer luodi made this database (web.9999_from_the_future)")
    assert not (site.folder / "b.tar.gz").exists()


# ---------------------------------------------------------------- reminders

NOTIFIER = """
import os, signal
def notify(account, subject, text, id):
    with open(os.environ["TOLD"], "a") as told:
        told.write(f"{account.username} {id}\\n")
    if os.environ.get("KILLED"):
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def told(site, tmp_path) -> Path:
    """A file in which a notifier of the office writes whom it told what."""
    (tmp_path / "office_notifier.py").write_text(NOTIFIER)
    site.environment |= {
        "LUODI_NOTIFIERS": "office_notifier.notify", "TOLD": str(tmp_path / "told"),
        "PYTHONPATH": f"{tmp_path}:{site.environment.get('PYTHONPATH', '')}",
    }  # fmt: skip
    return tmp_path / "told"


def _working_day(site: Site) -> str:
    """A day on which reminders to sign are due: the fourth working day after the assignment."""
    return site.python(
        "from luodi.delivery import default_calendar\nfrom luodi.web import clock\n"
        "print(default_calendar().after(clock.today(), 8))"
    ).strip()


def test_two_runs_at_once_remind_everybody_once(site, told):
    command = [*LUODI, "remind", "--on", _working_day(site)]
    runs = [subprocess.Popen(command, env=site.environment, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for run in runs:
        run.communicate(timeout=60)
        assert run.returncode == 0
    assert sorted(line.split()[0] for line in told.read_text().splitlines()) == ["lead", "officer"]


def test_a_run_that_is_killed_after_sending_is_made_up_by_the_same_message(site, told):
    day = _working_day(site)
    site.environment["KILLED"] = "1"
    assert site.luodi("remind", "--on", day).returncode == -signal.SIGKILL
    [first] = told.read_text().splitlines()
    del site.environment["KILLED"]
    assert site.luodi("remind", "--on", day).returncode == 0
    lines = told.read_text().splitlines()
    assert len(lines) == 3
    assert sorted(set(lines)) == sorted(lines[1:])
    assert first in lines[1:]
    assert site.luodi("remind", "--on", day).stdout.startswith("0 mails were sent")


# ---------------------------------------------------------------- backup and restore

EXPORTS = """
import hashlib, json
from django.test import Client
from luodi.web.models import PlanRecord
client = Client(HTTP_HOST="127.0.0.1")
assert client.post("/sign-in", {"username": "officer", "password": "Luodi-2026!"}).status_code == 302
plans = [f"/plans/{key}/plan.json" for key in PlanRecord.objects.values_list("key", flat=True)]
lists = [f"/{name}.{format}" for name in ("plans", "tasks", "bodies", "notices") for format in ("csv", "json")]
found = {path: b"".join(client.get(path)) for path in (*plans, *lists)}
print(json.dumps({path: [len(content), hashlib.sha256(content).hexdigest()] for path, content in found.items()}))
"""


def test_what_is_restored_gives_the_same_exports_byte_by_byte_on_either_database(sites, site, tmp_path):
    matters = site.python(MATTERS).split()
    with site.served() as server:
        browser = Browser(server, "officer")
        for matter in matters[:3]:
            assert browser.post(f"/matters/{matter}/due-set", until="2030-06-28", reason="备份前")[0] == 302
        run = site.luodi("backup", tmp_path / "b.tar.gz")
        assert run.returncode == 0, run.stderr
    before, events = json.loads(site.python(EXPORTS)), site.python(EVENTS)
    assert all(size > 40 for size, _ in before.values())
    assert sum(path.endswith("plan.json") for path in before) == 1
    for postgres in {bool(SERVER), False}:
        again = sites(tmp_path / "b.tar.gz", postgres=postgres)
        assert json.loads(again.python(EXPORTS)) == before
        assert again.python(EVENTS) == events
        kept = [file.read_bytes() for file in (again.folder / "evidence").glob("*/*")]
        assert kept == ["办结佐证".encode()]
        # New rows take up numbers after those that came back.
        with again.served() as server:
            answer = Browser(server, "officer").post(
                f"/matters/{matters[0]}/due-set", until="2031-06-30", reason="恢复后"
            )
            assert answer[0] == 302
        assert is_whole(again)


def _members(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as opened:
        return {entry.name: opened.extractfile(entry).read() for entry in opened}  # type: ignore[union-attr]


def _written(archive: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(archive, "w:gz") as opened:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            opened.addfile(entry, io.BytesIO(content))
    return archive


def _consistent(members: dict[str, bytes], **changed: object) -> dict[str, bytes]:
    """The members with a manifest that agrees with them."""
    manifest = json.loads(members["manifest.json"]) | changed
    rest = {name: content for name, content in members.items() if name != "manifest.json"}
    manifest["members"] = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in rest.items()
    }
    return {**rest, "manifest.json": json.dumps(manifest).encode()}


def test_an_archive_that_is_not_whole_changes_nothing(seed, tmp_path):
    good = _members(seed.archive)
    evidence = next(name for name in good if name.startswith("evidence/"))
    outside = {**good, "../outside": b"x"}
    bad = {
        "not-gzip": b"PK\x03\x04",
        "empty": b"",
        "cut-off": seed.archive.read_bytes()[:-4000],
        "no-tar": gzip.compress(b"x" * 5000),
    }
    tampered = {
        "file-changed": {**good, evidence: b"x" * len(good[evidence])},
        "row-changed": {
            **good,
            "tables/web.account.jsonl": good["tables/web.account.jsonl"].replace(b"officer", b"0fficer"),
        },
        "file-missing": {name: content for name, content in good.items() if name != evidence},
        "file-added": {"evidence/aa/" + "a" * 64: b"x", **good},
        "no-manifest": {name: content for name, content in good.items() if name != "manifest.json"},
        "another-format": _consistent(good, format="luodi/backup/2"),
        "outside": {name: outside[name] for name in sorted(outside)},
        "from-the-future": _consistent(good, migrations=[["web", "9999_from_the_future"]]),
    }
    site = Site(tmp_path / "new", postgres=False)
    names = [*bad, *tampered]
    for name in names:
        archive = tmp_path / f"{name}.tar.gz"
        if name in bad:
            archive.write_bytes(bad[name])
        else:
            _written(archive, tampered[name])
    code = (
        "import sys\nfrom pathlib import Path\nfrom luodi.web.backup import restore\nfrom luodi.web.unable import Unable\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n        restore(Path(name)); print('restored')\n"
        "    except Unable as error:\n        print(error.code)\n"
    )
    said = site.python(code, *(tmp_path / f"{name}.tar.gz" for name in names)).split()
    assert dict(zip(names, said, strict=True)) == {
        name: "backup-ahead" if name == "from-the-future" else "not-a-backup" for name in names
    }
    assert sorted(file.name for file in site.folder.glob("*")) == ["luodi.sqlite3", "secret-key"]
    assert not (tmp_path / "outside").exists()
    run = site.luodi("restore", tmp_path / "cut-off.tar.gz")
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)


def test_nothing_is_restored_over_what_there_is(site, seed):
    before = site.python(EVENTS)
    run = site.luodi("restore", seed.archive)
    assert run.returncode == 2
    assert "There is data in" in run.stderr
    assert site.python(EVENTS) == before


def test_a_backup_of_an_older_luodi_is_brought_up_to_date(sites, seed, tmp_path):
    """One from before rows were only added (migration 0002) and plans had counts (0003)."""
    old = _members(seed.archive)
    plans = "tables/web.planrecord.jsonl"
    rows = [json.loads(line) for line in old[plans].splitlines()]
    column = rows[0].index("counts")
    old[plans] = "".join(f"{json.dumps(row[:column] + row[column + 1 :])}\n" for row in rows).encode()
    migrations = [
        ["web", "0001_initial"] if app == "web" else [app, name]
        for app, name in json.loads(old["manifest.json"])["migrations"]
    ]
    site = sites(_written(tmp_path / "old.tar.gz", _consistent(old, migrations=migrations)))
    assert is_whole(site)
    changed = "from luodi.web.models import AuditEntry\nAuditEntry.objects.update(object='x')"
    with pytest.raises(AssertionError, match="append-only"):
        site.python(changed)
    assert site.luodi("remind", "--dry-run").returncode == 0


def test_damaged_evidence_is_named_and_backed_up_as_it_is(site, tmp_path):
    [file] = (site.folder / "evidence").glob("*/*")
    file.write_bytes(b"x")
    run = site.luodi("backup", tmp_path / "b.tar.gz")
    assert run.returncode == 1
    assert file.name in run.stderr
    assert _members(tmp_path / "b.tar.gz")[f"evidence/{file.parent.name}/{file.name}"] == b"x"


def test_tampering_is_found_from_the_command_line(site):
    site.python(
        "from django.db import connection\ncursor = connection.cursor()\n"
        "cursor.execute('DROP TRIGGER web_auditentry_no_update' if connection.vendor == 'sqlite' else "
        "'DROP TRIGGER web_auditentry_append_only ON web_auditentry')\n"
        "cursor.execute(\"UPDATE web_auditentry SET object = 'x' WHERE number = 3\")"
    )
    run = site.luodi("audit", "verify")
    assert run.returncode == 1
    assert "Entry 3 was changed" in run.stdout


def test_python_is_the_one_of_these_tests():
    """So that what runs in processes is what is tested."""
    assert shutil.which(sys.executable) == sys.executable
