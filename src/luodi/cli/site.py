"""The verbs of the site: serve, account, remind, backup, restore, audit."""

from __future__ import annotations

import getpass
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from luodi.cli.app import app
from luodi.cli.extras import extras
from luodi.cli.language import LangOption, language_of
from luodi.cli.stop import Stop
from luodi.messages import Language, say


class Role(StrEnum):
    """The roles of accounts."""

    plan_officer = "plan_officer"
    responsible_body = "responsible_body"
    supervisor = "supervisor"
    analyst = "analyst"
    administrator = "administrator"
    auditor = "auditor"


class Audit(StrEnum):
    """What can be done with the audit record."""

    verify = "verify"


@app.command(help="serve")
def serve(
    host: Annotated[str, typer.Option("--host", help="host")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="port", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option("--workers", help="workers", min=1, max=64)] = 2,
    demonstration: Annotated[bool, typer.Option("--demonstration", help="demonstration")] = False,
    lang: LangOption = None,
) -> None:
    """Serve the site until Ctrl-C."""
    language = language_of(lang)

    def ready(address: str, password: str) -> None:
        if password:
            from luodi.delivery import word
            from luodi.web.demonstration import ACCOUNTS

            print(say("cli.site.demonstration", language, password=password))
            for name, role in ACCOUNTS:
                print(f"  {name:<16}{word('role', role, language)}")
        print(say("cli.site.serving", language, address=address), flush=True)

    with _site():
        from luodi.web.serving import serve as served

        served(host, port, workers, ready, demonstration)


@app.command(help="account")
def account(
    name: Annotated[str, typer.Argument(metavar="NAME", help="account-name", show_default=False)],
    role: Annotated[Role, typer.Option("--role", help="role", show_default=False)],
    body: Annotated[str | None, typer.Option("--body", metavar="BODY", help="body", show_default=False)] = None,
    person: Annotated[str | None, typer.Option("--name", metavar="NAME", help="person", show_default=False)] = None,
    email: Annotated[str, typer.Option("--email", metavar="ADDRESS", help="email", show_default=False)] = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="password-stdin")] = False,
    lang: LangOption = None,
) -> None:
    """Make an account, which changes its password when it first signs in."""
    language = language_of(lang)
    with _site():
        from django.utils.translation import override

        from luodi.web.first_account import check, make
        from luodi.web.schema import bring_up_to_date

        bring_up_to_date()
        check(name, role.value, body)
        with override("en" if language == "en" else "zh-hans"):
            made = make(name, _password(password_stdin, language), role.value, body, person or name, email)
        print(say("cli.site.account", language, name=made.username))


def _password(stdin: bool, language: Language) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    try:
        first, second = (getpass.getpass(say(f"cli.site.password{again}", language)) for again in ("", "-again"))
    except EOFError as error:
        raise Stop("no-password") from error
    if first != second:
        raise Stop("passwords-differ")
    return first


@app.command(help="remind")
def remind(
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="remind-on", show_default=False)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="dry-run")] = False,
    lang: LangOption = None,
) -> None:
    """Send the reminders of a day; exit status 1 when some could not be sent."""
    language = language_of(lang)
    with _site():
        from luodi.web import clock, reminding
        from luodi.web.schema import require_current

        require_current()
        try:
            day = date.fromisoformat(on) if on else clock.today()
        except ValueError as error:
            raise Stop("no-day", name=on) from error
        run = reminding.Run((), (), reminding.reminders_on(day)) if dry_run else reminding.remind(day)
        if dry_run:
            for line in reminding.listed(run.found, language):
                print(line)
        for digest, reason in run.failed:
            print(say("cli.site.not-sent", language, name=digest.person.id, reason=reason), file=sys.stderr)
        counts = {"held": len(run.found.held), "unreachable": len(run.found.unreachable)}
        mails = len(run.found.digests if dry_run else run.sent)
        print(say("cli.site.to-remind" if dry_run else "cli.site.reminded", language, mails=mails, **counts))
    raise typer.Exit(bool(run.failed))


@app.command(help="backup")
def backup(
    file: Annotated[str, typer.Argument(metavar="FILE", help="backup-file", show_default=False)],
    lang: LangOption = None,
) -> None:
    """Write everything that is kept to one archive; exit status 1 when a file of evidence is not what it was."""
    with _site():
        from luodi.web.backup import backup as backed_up
        from luodi.web.schema import require_current

        require_current()
        made = backed_up(Path(file))
    language = language_of(lang)
    print(say("cli.site.backed-up", language, name=file, rows=made.rows, files=made.files))
    for name in made.damaged:
        print(say("cli.site.damaged", language, name=name), file=sys.stderr)
    raise typer.Exit(bool(made.damaged))


@app.command(help="restore")
def restore(
    file: Annotated[str, typer.Argument(metavar="FILE", help="restore-file", show_default=False)],
    lang: LangOption = None,
) -> None:
    """Put an archive into an empty database and data folder, then verify the audit record."""
    language = language_of(lang)
    with _site():
        from luodi.web.backup import restore as restored

        made = restored(Path(file))
        print(say("cli.site.restored", language, name=file, rows=made.rows, files=made.files))
    _verified(lang)


@app.command(help="audit")
def audit(
    what: Annotated[Audit, typer.Argument(metavar="verify", help="audit-what", show_default=False)],
    lang: LangOption = None,
) -> None:
    """Verify the audit record; exit status 1 when something is wrong with it."""
    _verified(lang)


def _verified(lang: LangOption) -> None:
    language = language_of(lang)
    with _site():
        from luodi.web.audit import verify
        from luodi.web.schema import require_current

        require_current()
        found = verify()
    print(say("cli.site.verified", language, entries=found.entries, sha256=found.sha256))
    for fault in found.faults:
        print(say(f"site.audit.fault.{fault.code}", language, number=fault.number, what=fault.what))
    raise typer.Exit(bool(found.faults))


@contextmanager
def _site() -> Iterator[None]:
    """Django with the settings of the site. What is missing or cannot be reached is one sentence."""
    folder = Path(os.environ.get("LUODI_DATA", "luodi-data")).absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise Stop("data-folder", name=folder, reason=error) from error
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.web.settings")
    with extras():
        import django
        from django.core.exceptions import ImproperlyConfigured
        from django.db import DatabaseError

        from luodi.web.unable import Unable

        try:
            django.setup()
            yield
        except Unable as error:
            raise Stop(error.code, **error.values) from error
        except ImproperlyConfigured as error:
            if isinstance(error.__context__, ImportError):  # no driver for the database
                raise Stop("extra", package="psycopg", extra="postgres") from error
            raise Stop("configuration", reason=str(error)) from error
        except DatabaseError as error:
            raise Stop("database", reason=str(error)) from error
