"""An office to test with: people in every role, a published plan, matters in several states. The day is set by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

import luodi
from luodi.delivery import breakdown
from luodi.delivery.event import CHINA
from luodi.plan import Plan

PASSWORD = "Luodi-2026!"
HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("MD5", "PBKDF2")]
SAMPLES = Path(luodi.__file__).parent / "samples"


@cache
def compiled(name: str = "guangdong-automobile-2023") -> Plan:
    """A sample plan, compiled once."""
    return luodi.compile(luodi.read(SAMPLES / f"{name}.txt"))


@pytest.fixture(autouse=True)
def _quick(settings, tmp_path) -> None:
    """No manifest of static files, no slow hashes; files in a folder of the test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = HASHERS
    settings.EVIDENCE = tmp_path / "evidence"
    from luodi.web import plans

    plans._decoded.clear()  # by keys that the next test's database gives again


@pytest.fixture
def clock(monkeypatch) -> Callable[[str], None]:
    """Set the day (ISO) that the site takes for today; each look at the clock is a second later than the one before."""
    from luodi.web import clock as site_clock

    state = {"now": datetime(2024, 3, 1, 9, tzinfo=CHINA)}

    def now() -> datetime:
        state["now"] += timedelta(seconds=1)
        return state["now"]

    def set_to(day: str) -> None:
        state["now"] = datetime.fromisoformat(day).replace(hour=9, tzinfo=CHINA)

    monkeypatch.setattr(site_clock, "now", now)
    return set_to


@pytest.fixture
def office(db, clock) -> SimpleNamespace:
    """Accounts `officer`, `supervisor`, `analyst`, `administrator`, `auditor`, and two bodies' people: `lead`, whose
    body answers for `matter`, and `support`, whose body co-operates in it; `stranger` has no part in it. All matters of
    the provincial plan that can be assigned were on 2024-03-01."""
    from luodi.web.actor import Actor
    from luodi.web.follow import assign
    from luodi.web.models import Account, Body, Import, MatterRow
    from luodi.web.plans import keep

    made = {
        role: Account.objects.make(name, PASSWORD, role, name=name)
        for name, role in (
            ("officer", "plan_officer"),
            ("supervisor", "supervisor"),
            ("analyst", "analyst"),
            ("administrator", "administrator"),
            ("auditor", "auditor"),
        )
    }
    plan = compiled()
    source = Import.objects.create(name="plan.txt", sha256="0" * 64, size=1, account=made["plan_officer"], state="done")
    record = keep(plan, source)
    record.state = "published"
    record.save()
    officer = Actor(made["plan_officer"])
    ready = [each for each in breakdown(plan) if each.is_ready]
    assign(
        officer,
        record,
        [(each.task, each.party, tuple(party for party in each.supports if not party.group)) for each in ready],
    )
    matter = MatterRow.objects.select_related("task", "body").get(task__path="三/（一）", body__name="省科技厅")
    bodies = {
        "lead": matter.body,
        "support": Body.objects.get(name="省发展改革委"),
        "stranger": Body.objects.get(name="省税务局"),
    }
    people = {
        name: Account.objects.make(name, PASSWORD, "responsible_body", name=name, body=body)
        for name, body in bodies.items()
    }
    return SimpleNamespace(
        officer=made["plan_officer"], supervisor=made["supervisor"], analyst=made["analyst"],
        administrator=made["administrator"], auditor=made["auditor"], plan=plan, record=record, matter=matter, **people,
    )  # fmt: skip


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """A browser in which an account has signed in."""

    def sign_in(account) -> Client:
        client = Client()
        response = client.post("/sign-in", {"username": account.username, "password": PASSWORD})
        assert response.status_code == 302, response.content.decode()
        return client

    return sign_in


@pytest.fixture(scope="module")
def rights_office(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Any]:
    """The office of `rights.py`, built once a module; what tests change in it is taken back after each. It stays there
    for all tests of the module, which therefore do not use `office` too."""
    from django.db import transaction
    from django.test import override_settings
    from tests.web.rights import build

    from luodi.web import clock as site_clock

    folder = tmp_path_factory.mktemp("evidence")
    state = {"now": datetime(2024, 4, 8, 9, tzinfo=CHINA)}

    def now() -> datetime:
        state["now"] += timedelta(seconds=1)
        return state["now"]

    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        override_settings(EVIDENCE=folder, PASSWORD_HASHERS=HASHERS),
        transaction.atomic(),
    ):
        patch.setattr(site_clock, "now", now)
        yield build(folder)
        transaction.set_rollback(True)


@pytest.fixture
def rights(rights_office, db, settings) -> Any:
    """The office of `rights.py` for one test."""
    settings.EVIDENCE = rights_office.evidence
    return rights_office


@pytest.fixture
def browser(db) -> Callable[..., Client]:
    """A browser in which an account is signed in already, without the form."""

    def sign_in(account, **options) -> Client:
        client = Client(**options)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        type(account).objects.filter(pk=account.pk).update(session=client.session.session_key)
        return client

    return sign_in
