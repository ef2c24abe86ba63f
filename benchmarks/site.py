"""The site with 20 plans, 10,000 tasks, 200 bodies: `.venv/bin/python -m benchmarks.site [--seconds N]`.

CPU time and queries of each page in one process, then the answers by the clock of two server processes at 50 requests
a second, sent on schedule whatever the answers take, by this process on the same two cores.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count, product
from pathlib import Path
from random import Random
from statistics import quantiles
from time import monotonic, perf_counter, process_time

from benchmarks.batch import AIMS, BODIES, CITIES, FIELDS, GOALS, MEANS, THINGS, VERBS, _filled, _numeral

PLANS, TASKS = 20, 500
NAMES = [f"{city}市{body}" for city, body in product(CITIES, BODIES[:10])]
RATE = 50
WARMING = 5
"""Seconds of load that are not counted: a process reads templates and plans when they are asked for first."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.site", description="Measure the site.")
    parser.add_argument("--seconds", type=int, default=20, help="of load (default 20)")
    seconds = parser.parse_args().seconds
    folder = tempfile.mkdtemp(prefix="luodi-bench-")
    os.environ["LUODI_DATA"], os.environ["DJANGO_SETTINGS_MODULE"] = folder, "luodi.web.settings"
    try:
        import django

        django.setup()
        start = perf_counter()
        session, token = filled()
        print(f"{PLANS} plans, {PLANS * TASKS} tasks, {len(NAMES)} bodies: made in {perf_counter() - start:.0f} s\n")
        paths = addresses()
        pages(paths, session, token)
        load(paths, session, token, seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# ---------------------------------------------------------------- the data


def plan(seed: int) -> str:
    """A plan of TASKS tasks: each with a lead and one to four others out of NAMES."""
    return "\n".join(_plan(Random(seed), seed))


def _plan(random: Random, seed: int) -> Iterator[str]:
    field = random.choice(FIELDS)
    yield f"全省{field}高质量发展行动方案（2024—2026年）"
    yield f"云政办发〔2024〕{seed + 1}号"
    yield "一、工作目标"
    yield "；".join(_filled(random, goal, 2024, field) for goal in GOALS) + "。"
    yield "二、重点任务"
    written = 0
    for number in count():
        if written >= TASKS:
            break
        yield f"（{_numeral(number % 99)}）{random.choice(AIMS)}"
        for item in range(1, 11):
            text = "。".join(_filled(random, sentence, 2024, field) for sentence in random.sample(MEANS, 3))
            lead, *others = random.sample(NAMES, random.randint(2, 5))
            due = f"{random.choice((2024, 2025, 2026))}年底前完成。" if random.random() < 0.7 else ""
            responsible = f"（{lead}牵头，{'、'.join(others)}配合）"
            yield f"{item}.{random.choice(VERBS)}{random.choice(THINGS)}。{text}。{due}{responsible}"
            written += 1


def filled() -> tuple[str, str]:
    """Fill the store; the session of a supervisor and a token of an account of a body."""
    import hashlib
    from datetime import timedelta

    import msgspec
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from luodi.compiler import compile
    from luodi.delivery import Stamp, breakdown, matter_id
    from luodi.delivery.event import Assigned, Passed, Report, Reported, Signed, Started
    from luodi.documents import read
    from luodi.web import clock
    from luodi.web.models import Account, Body, EventRow, Import, MatterRow, TaskRow, Token
    from luodi.web.plans import keep
    from luodi.web.standing import refresh_all

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    officer = Account.objects.make("officer", "Luodi-2026!", "plan_officer", name="officer")
    supervisor = Account.objects.make("supervisor", "Luodi-2026!", "supervisor", name="supervisor")
    random = Random(0)
    for seed in range(PLANS):
        compiled = compile(read(plan(seed).encode()))
        source = Import.objects.create(name="plan.txt", sha256=f"{seed:064}", size=1, account=officer, state="done")
        record = keep(compiled, source)
        record.state = "published"
        record.save()
        bodies = {body.key: body for body in Body.objects.all()}
        rows = {row.key: row for row in TaskRow.objects.filter(plan=record)}
        matters, events = {}, []
        for each in breakdown(compiled):
            if each.party is None or each.party.group:
                continue
            id = matter_id(each.task, each.party.body)
            task, body = rows[each.task], bodies[each.party.body]
            row = MatterRow(
                id=id, plan=record, task=task, body=body, capacity="lead", state="new", assigned=clock.today()
            )
            matters[id] = row
            by = [
                Stamp(person=person, body=body, role=role, at=f"2024-{month:02}-0{day}T09:00:00+08:00")  # type: ignore[arg-type]
                for person, body, role, month, day in (
                    ("officer", None, "plan_officer", 2, 1),
                    (id, each.party.body, "responsible_body", 2, 2),
                    (id, each.party.body, "responsible_body", 2, 3),
                    (id, each.party.body, "responsible_body", 4, 3),
                    ("supervisor", None, "supervisor", 4, 5),
                )
            ]
            told = Report(period="2024Q1", progress="已按计划推进，" * 20)
            history = (
                Assigned(
                    id=f"{id}1", matter=id, by=by[0], task=each.task, party=each.party, capacity="lead",
                    supports=tuple(party for party in each.supports if not party.group),
                ),
                Signed(id=f"{id}2", matter=id, by=by[1]),
                Started(id=f"{id}3", matter=id, by=by[2]),
                Reported(id=f"{id}4", matter=id, by=by[3], report=told),
                Passed(id=f"{id}5", matter=id, by=by[4], report=f"{id}4"),
            )  # fmt: skip
            for event in history[: random.randint(1, 5)]:
                what = str(event.__struct_config__.tag)
                data = msgspec.json.encode(event).decode()
                events.append(EventRow(id=event.id, matter=row, plan=record, what=what, data=data))
        MatterRow.objects.bulk_create(matters.values())
        EventRow.objects.bulk_create(events)
    refresh_all(clock.today())
    client = Client(SERVER_NAME="localhost")
    client.post("/sign-in", {"username": "supervisor", "password": "Luodi-2026!"})
    first = MatterRow.objects.order_by("id").first()
    assert first is not None
    lead = Account.objects.make("lead", "Luodi-2026!", "responsible_body", name="lead", body=first.body)
    digest = hashlib.sha256(b"secret").hexdigest()
    later = timezone.now() + timedelta(1)
    Token.objects.create(account=lead, name="x", sha256=digest, scopes="read", expires=later)
    assert supervisor.pk
    return client.cookies["luodi-session"].value, "secret"


def addresses() -> dict[str, str]:
    """What is measured: the name of a page and its address."""
    from luodi.web.models import MatterRow, TaskRow

    matter = MatterRow.objects.filter(version__gte=4).order_by("id").values_list("task", flat=True)[100]
    task = TaskRow.objects.select_related("plan").get(pk=matter)
    party = task.matters.values_list("body", flat=True)[0]
    return {
        "overview": "/",
        "plan": f"/plans/{task.plan.key}",
        "task table": "/tasks",
        "task table of a plan": f"/plans/{task.plan.key}/tasks",
        "task table, a body, red": f"/tasks?body={party}&delivery=red",
        "task table, searched": "/tasks?q=中试基地",
        "task": f"/plans/{task.plan.key}/tasks/{task.key}",
        "desk": "/desk",
        "bodies": "/bodies",
        "body": f"/bodies/{party}",
        "API tasks": "/api/v1/tasks",
        "API matters": "/api/v1/matters",
        "API plans": "/api/v1/plans",
    }


# ---------------------------------------------------------------- one process


def pages(paths: dict[str, str], session: str, token: str) -> None:
    """CPU time, queries and size of each page, in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"})
    client.cookies["luodi-session"] = session
    start = process_time()
    sum(range(10**7))
    print(f"this machine, sum(range(10**7)): {process_time() - start:.3f} CPU s\n")
    print(f"{'page':<26}{'CPU ms':>8}{'queries':>9}{'kB':>7}")
    for name, path in paths.items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        asked = len(queries)  # which the next request forgets
        assert answer.status_code == 200, (path, answer.status_code)
        best = min(_cpu(client, path) for _ in range(5))
        print(f"{name:<26}{best:>8.1f}{asked:>9}{len(answer.content) / 1000:>7.0f}")
    answer = client.get("/")
    linked = re.findall(rb'(?:src|href)="(/static/[^"]+)"', answer.content)
    root = Path(os.environ["LUODI_DATA"], "static")
    sizes = [_sent(root / link.decode().removeprefix("/static/")) for link in linked]
    print(f"\nfirst load: {(len(answer.content) + sum(sizes)) / 1000:.0f} kB, afterwards the page alone")


def _sent(file: Path) -> int:
    packed = Path(f"{file}.br")
    return (packed if packed.exists() else file).stat().st_size


def _cpu(client: object, path: str, times: int = 10) -> float:
    start = process_time()
    for _ in range(times):
        client.get(path)  # type: ignore[attr-defined]
    return (process_time() - start) / times * 1000


# ---------------------------------------------------------------- two servers


def load(paths: dict[str, str], session: str, token: str, seconds: int) -> None:
    """The time to answer at RATE requests a second on two server processes."""
    from luodi.web.serving import server as serving

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, *serving("127.0.0.1", port, 2)])
    try:
        _wait(port)
        asyncio.run(_requests(port, list(paths.values()), session, token, WARMING))
        taken = asyncio.run(_requests(port, list(paths.values()), session, token, seconds))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    cuts = quantiles(taken, n=100)
    print(
        f"\n{RATE} requests/s for {seconds} s, all pages in turn: median {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, "
        f"p99 {cuts[98]:.0f} ms, {len(taken)} answers"
    )


def _wait(port: int) -> None:
    until = monotonic() + 30
    while monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    sys.exit("The server did not start.")


async def _requests(port: int, paths: list[str], session: str, token: str, seconds: int) -> list[float]:
    start = monotonic()

    async def one(at: float, path: str) -> float:
        await asyncio.sleep(max(0.0, start + at - monotonic()))
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: luodi-session={session}\r\n"
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{head}Authorization: Bearer {token}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read(-1)
        writer.close()
        if not answer.startswith(b"HTTP/1.1 200"):
            sys.exit(f"{path}: {answer[:60]!r}")
        return (monotonic() - start - at) * 1000

    return await asyncio.gather(*(one(n / RATE, _quoted(paths[n % len(paths)])) for n in range(RATE * seconds)))


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/?=&")


if __name__ == "__main__":
    main()
