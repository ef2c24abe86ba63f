"""The setting of a day: the office's rules and calendar where it has its own, else luodi's."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.models import Max

from luodi.delivery import Calendar, Rules, Setting, default_calendar, read_calendar, read_rules, setting
from luodi.web.models import Rulebook


def setting_on(today: date) -> Setting:
    """What judgements of a day go by."""
    latest = dict(Rulebook.objects.values_list("kind").annotate(Max("id")).order_by())
    return setting(
        today,
        _rules(latest["rules"]) if "rules" in latest else None,
        _calendar(latest["calendar"]) if "calendar" in latest else None,
    )


@lru_cache(maxsize=8)
def _rules(pk: int) -> Rules:
    return read_rules(Rulebook.objects.get(pk=pk).text)


@lru_cache(maxsize=8)
def _calendar(pk: int) -> Calendar:
    return read_calendar(Rulebook.objects.get(pk=pk).text, over=default_calendar())
