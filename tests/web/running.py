"""Sites in real processes, each with a data folder and a database of its own: SQLite, or on the server of DATABASE_URL."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

PASSWORD = "Luodi-2026!"
SERVER = os.environ.get("DATABASE_URL", "")
"""A PostgreSQL server; without it the sites are on SQLite."""

LUODI = (sys.executable, "-c", "from luodi.cli import main; main()")
DJANGO = (
    "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'luodi.web.settings'); import django; django.setup()\n"
)

SEED = f"""
from pathlib import Path
import luodi
from luodi.delivery import breakdown
from luodi.web.actor import Actor
from luodi.web.evidence import stored
from luodi.web.follow import act, assign
from luodi.web.models import Account, Body, Import, MatterRow
from luodi.web.plans import keep
from luodi.web.schema import bring_up_to_date

bring_up_to_date()
officer, supervisor = (
    Account.objects.make(name, "{PASSWORD}", role, name=name, email=name + "@example.invalid")
    for name, role in (("officer", "plan_officer"), ("supervisor", "supervisor"))
)
plan = luodi.compile(luodi.read(Path(luodi.__file__).parent / "samples" / "guangdong-automobile-2023.txt"))
data = "办结佐证".encode()
source = Import.objects.create(name="plan.txt", sha256=stored(data), size=len(data), account=officer, state="done")
record = keep(plan, source)
record.state = "published"
record.save()
ready = [each for each in breakdown(plan) if each.is_ready][:24]
assign(Actor(officer), record, [(each.task, each.party, ()) for each in ready])
body = Body.objects.get(name="省科技厅")
lead = Account.objects.make("lead", "{PASSWORD}", "responsible_body", name="张三", body=body, email="lead@example.invalid")
Body.objects.filter(pk=body.pk).update(contact=lead)
"""


class Site:
    """A site of its own. `environment` is what its processes are given."""

    def __init__(self, folder: Path, postgres: bool, template: str = "template1") -> None:
        self.folder = folder
        self.environment = {**os.environ, "LUODI_DATA": str(folder), "LC_ALL": "en_US.UTF-8"}
        for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
            self.environment.pop(name, None)
        self.database = ""
        if postgres:
            self.database = f"luodi_{uuid.uuid4().hex[:12]}"
            on_server(f"CREATE DATABASE {self.database} TEMPLATE {template}")
            self.environment["DATABASE_URL"] = urlsplit(SERVER)._replace(path=f"/{self.database}").geturl()

    def luodi(self, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        """Run a command of luodi to its end."""
        command = [*LUODI, *map(str, arguments)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120, **options)

    def python(self, code: str, *arguments: object) -> str:
        """What Python prints that runs with the site's settings."""
        command = [sys.executable, "-c", DJANGO + code, *map(str, arguments)]
        run = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)
        assert run.returncode == 0, run.stderr
        return run.stdout

    @contextmanager
    def served(self, *options: str) -> Iterator[Server]:
        """The site, serving on a free port; nothing of it is left afterwards."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [*LUODI, "serve", "--port", str(port), "--workers", "1", *options]
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)
        server = Server(process, port)
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert f"http://127.0.0.1:{port}" in line, line
            yield server
        finally:
            for connection in server.connections:
                connection.close()
            process.terminate()
            process.wait(30)
            process.stdout.close()
            for pid in self.processes():
                os.kill(pid, signal.SIGKILL)

    def processes(self) -> list[int]:
        """The processes that run with the data folder of this site."""
        mark = f"LUODI_DATA={self.folder}".encode()
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                state = (place / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
                if state != "Z" and mark in (place / "environ").read_bytes().split(b"\0"):
                    found.append(int(place.name))
        return found

    def remove(self) -> None:
        if self.database:
            on_server(f"DROP DATABASE {self.database} WITH (FORCE)")


class Server:
    """A process of `luodi serve` and its port."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port
        self.connections: list[http.client.HTTPConnection] = []

    def connected(self) -> http.client.HTTPConnection:
        """A connection that is closed at the end."""
        self.connections.append(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60))
        return self.connections[-1]

    def health(self) -> tuple[int, dict[str, object]]:
        connection = self.connected()
        connection.request("GET", "/health")
        answer = connection.getresponse()
        return answer.status, json.load(answer)


class Browser:
    """An account that has signed in to a server."""

    def __init__(self, server: Server, username: str) -> None:
        self.connection = server.connected()
        self.cookies: dict[str, str] = {}
        _, page = self.get("/sign-in")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page
        status, page = self.post("/sign-in", username=username, password=PASSWORD, csrfmiddlewaretoken=token[1])
        assert status == 302, page

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: object) -> tuple[int, str]:
        """The status and the page. The CSRF token is that of the cookie."""
        fields.setdefault("csrfmiddlewaretoken", self.cookies["csrftoken"])
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except (BrokenPipeError, ConnectionResetError):  # a server may end a connection that it kept
            if method != "GET":
                raise
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, answer.read().decode()


def on_server(statement: str) -> None:
    """Run a statement on the PostgreSQL server."""
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(statement)


def until(true: object, seconds: float = 60) -> None:
    """Wait for something to become true; it is an error when it does not in time."""
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, true
        time.sleep(0.05)


@dataclass(frozen=True)
class Seed:
    """A site with a plan and matters, of which copies are made: its folder, its backup, the database to copy."""

    folder: Path
    archive: Path
    database: str = ""


def seeded(folder: Path) -> Seed:
    """A seed on SQLite, with static files ready to serve."""
    seed = Seed(folder / "seed", folder / "seed.tar.gz")
    if not seed.archive.exists():
        site = Site(seed.folder, postgres=False)
        seed.folder.mkdir()
        site.python(SEED)
        site.python("from luodi.web.serving import collect_static; collect_static()")
        run = site.luodi("backup", seed.archive)
        assert run.returncode == 0, run.stderr
    return seed


def copied(folder: Path, seed: Seed) -> Site:
    """A new site like the seed."""
    shutil.copytree(seed.folder, folder)
    return Site(folder, bool(seed.database), template=seed.database)


def restored(folder: Path, archive: Path, seed: Seed, postgres: bool) -> Site:
    """A new site that holds what an archive does, with the static files of the seed."""
    folder.mkdir()
    shutil.copytree(seed.folder / "static", folder / "static")
    site = Site(folder, postgres)
    run = site.luodi("restore", archive)
    assert run.returncode == 0, run.stderr
    return site
