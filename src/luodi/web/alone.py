"""One at a time: locks in the data folder, which end with the process that holds them, however it ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.conf import settings


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold a lock; whoever else wants it waits."""
    with _file(name) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def held(name: str) -> bool:
    """Whether some process holds a lock."""
    try:
        with _file(name) as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _file(name: str) -> IO[str]:
    return open(settings.DATA / f"{name}.lock", "a")
