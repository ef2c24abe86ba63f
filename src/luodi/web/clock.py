"""The day and the moment by which the site judges: those of China, wherever the server stands."""

from __future__ import annotations

from datetime import date, datetime

from luodi.delivery.event import CHINA


def now() -> datetime:
    return datetime.now(CHINA)


def today() -> date:
    return now().date()
