"""`luodi serve`: the web server and the worker as children of one process, which ends both.

A child that ends by itself is started again. On SIGTERM or Ctrl-C, and when the process itself is killed, all of them
end: children get SIGTERM with the death of their parent, and what is left after `GRACE` seconds is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from luodi.web import clock
from luodi.web.demonstration import make as make_demonstration
from luodi.web.models import Account
from luodi.web.schema import bring_up_to_date
from luodi.web.unable import Unable

GRACE = 6
"""Seconds that children have to end by themselves."""

QUICKLY = 5
"""A child that ends sooner than so many seconds after its start would do so again."""

THREADS = 8
"""Requests that a process of the server answers at once, each with a connection to the database."""

_PR_SET_PDEATHSIG = 1


def serve(host: str, port: int, workers: int, ready: Callable[[str, str], None], demonstration: bool = False) -> None:
    """Serve the site until the process is told to end. Unable.

    Once it answers, `ready` is given its address, and the password of the demonstration if it was put in now.
    """
    check_port(host, port)
    bring_up_to_date()
    password = make_demonstration(clock.today()) if demonstration else ""
    if not _is_loopback(host) and Account.objects.filter(demonstration=True).exists():
        raise Unable("demonstration-outside", host=host)
    collect_static()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    children = [_Child(server(host, port, workers)), _Child(("-m", "luodi.web.worker"))]
    try:
        for child in children:
            child.start()
        announced = False
        while not stop.wait(0.1):
            for child in children:
                child.keep_alive()
            if not announced and _answers(host, port):
                announced = True
                ready(f"http://{f'[{host}]' if ':' in host else host}:{port}", password)
    finally:
        _end(children)


def server(host: str, port: int, workers: int) -> tuple[str, ...]:
    """What a Python is given to run the web server."""
    return (
        "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", str(THREADS), "--http", "1", "--no-ws", "--log-level", "error",
        "--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", str(GRACE - 1),
        "luodi.web.wsgi:application",
    )  # fmt: skip


def check_port(host: str, port: int) -> None:
    """Unable when nobody can listen there."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(place)
            tried.listen()
    except OSError as error:
        raise Unable("port", host=host, port=port, reason=error) from error


def collect_static() -> None:
    """Put the static files together, compressed, unless they are those of the last time."""
    files = [
        (path, stat.st_size, stat.st_mtime_ns)
        for finder in get_finders()
        for path, storage in finder.list([])
        for stat in (os.stat(storage.path(path)),)
    ]
    fingerprint = hashlib.sha256(repr(sorted(files)).encode()).hexdigest()
    kept = Path(settings.STATIC_ROOT) / ".fingerprint"
    if not kept.exists() or kept.read_text("ascii") != fingerprint:
        call_command("collectstatic", interactive=False, verbosity=0)
        kept.write_text(fingerprint, "ascii")


@dataclass
class _Child:
    """A Python process that is to run as long as this one."""

    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, *self.arguments], start_new_session=True, preexec_fn=_end_with_parent
        )

    def keep_alive(self) -> None:
        """Start it again if it has ended. Unable when it ended at once."""
        assert self.process is not None
        if self.process.poll() is None:
            return
        self.signal(signal.SIGKILL)  # what it started
        if time.monotonic() - self.started < QUICKLY:
            raise Unable("child-ended", name=self.arguments[1], status=self.process.returncode)
        self.start()

    def signal(self, number: int) -> None:
        """Signal the process, with SIGKILL its whole group."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)


def _end(children: Sequence[_Child]) -> None:
    running = [child for child in children if child.process is not None]
    for child in running:
        child.signal(signal.SIGTERM)
    until = time.monotonic() + GRACE
    for child in running:
        assert child.process is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(max(until - time.monotonic(), 0))
        child.signal(signal.SIGKILL)
        child.process.wait()


def _end_with_parent() -> None:
    """In a new child, on Linux: have it told to end when its parent dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _answers(host: str, port: int) -> bool:
    place = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        socket.create_connection((place, port), 1).close()
    except OSError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
