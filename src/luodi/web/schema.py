"""The tables of the database, as far as the code has them: brought up to date, never run when they are ahead of it."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from luodi.web.unable import Unable


def bring_up_to_date() -> None:
    """Apply what is missing. Unable when the database was made by a newer luodi."""
    if not is_current():
        call_command("migrate", interactive=False, verbosity=0)


def require_current() -> None:
    """Unable unless the tables are those of the code."""
    if not is_current():
        raise Unable("database-behind")


def is_current() -> bool:
    """Whether nothing is missing. Unable when the database is ahead of the code."""
    loader = MigrationLoader(connection)
    latest: dict[str, str] = {}
    for app, name in loader.disk_migrations:
        latest[app] = max(latest.get(app, ""), name)
    applied = set(loader.applied_migrations)
    ahead = sorted(f"{app}.{name}" for app, name in applied if app in latest and name > latest[app])
    if ahead:
        raise Unable("database-ahead", names="、".join(ahead))
    return all(node in applied for node in loader.graph.nodes)
