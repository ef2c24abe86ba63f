"""SQLite goes on with a file that was moved away or replaced, as long as it has it open; the site does not.

At the beginning of a request a connection to a file that is no longer the one at its place is closed.
"""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.signals import request_started
from django.db import connection
from django.db.backends.signals import connection_created
from django.dispatch import receiver


def _file() -> tuple[int, int] | None:
    try:
        found = os.stat(settings.DATABASE_FILE)
    except (AttributeError, FileNotFoundError):  # no SQLite; no file
        return None
    return found.st_dev, found.st_ino


@receiver(connection_created)
def remember(connection: Any, **_: object) -> None:
    connection.opened_file = _file()


@receiver(request_started)
def close_what_was_moved(**_: object) -> None:
    opened = getattr(connection, "opened_file", None)
    if connection.connection is not None and not connection.in_atomic_block and opened != _file():
        connection.close()
