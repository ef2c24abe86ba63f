"""The setting of a day: the office's rules and calendar where it has its own, else luodi's; how they are replaced."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import msgspec
from django.db.models import Max

from luodi.delivery import (
    Calendar,
    Rules,
    Setting,
    SettingsError,
    default_calendar,
    default_rules,
    read_calendar,
    read_rules,
    setting,
)
from luodi.web import audit
from luodi.web.actor import Actor
from luodi.web.models import PlanRecord, Rulebook

Kind = Literal["rules", "calendar"]
KINDS: tuple[Kind, ...] = ("rules", "calendar")


class VersionTaken(Exception):
    """Other rules went by this version before; the version beside a light must say which rules gave it."""


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


# ---------------------------------------------------------------- replacing


@dataclass(frozen=True)
class Proposed:
    """A settings file that was read: its text, its version, and the setting of a day under it."""

    kind: Kind
    text: str
    version: str
    setting: Setting


def proposed(kind: Kind, text: str, today: date) -> Proposed:
    """What a day's setting would be with a file in force. SettingsError, VersionTaken."""
    now = setting_on(today)
    if kind == "calendar":
        calendar = read_calendar(text, over=default_calendar())
        version = hashlib.sha256(text.encode()).hexdigest()[:12]
        return Proposed(kind, text, version, setting(today, now.rules, calendar))
    if "\0" in text:
        raise SettingsError("not-rules", reason="NUL")
    rules = read_rules(text)
    if Rulebook.objects.filter(kind=kind, version=rules.version).exclude(text=text).exists():
        raise VersionTaken(rules.version)
    return Proposed(kind, text, rules.version, setting(today, rules, now.calendar))


def put_into_force(actor: Actor, kind: Kind, text: str, today: date) -> Proposed:
    """Let a file count from now on; every plan is judged anew when next seen. SettingsError, VersionTaken."""
    with audit.writing():
        before = setting_on(today)
        new = proposed(kind, text, today)
        Rulebook.objects.create(kind=kind, version=new.version, text=text, account=actor.account)
        PlanRecord.objects.update(judged_on=None)
        audit.record(
            f"{kind}-changed", new.version, account=actor.account.username, role=actor.role, address=actor.address,
            sha256=hashlib.sha256(text.encode()).hexdigest(), **_changes(kind, before, new.setting),
        )  # fmt: skip
    return new


def _changes(kind: Kind, before: Setting, after: Setting) -> dict[str, Any]:
    """What differs, before and after, by name."""
    old, new = (
        dict(numbers(each.rules)) | {"version": each.rules.version}
        if kind == "rules"
        else {str(year): msgspec.to_builtins(days) for year, days in each.calendar.years.items()}
        for each in (before, after)
    )
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return {
        "before": {name: msgspec.to_builtins(old.get(name)) for name in changed},
        "after": {name: msgspec.to_builtins(new.get(name)) for name in changed},
    }


def numbers(rules: Rules) -> Iterator[tuple[str, Any]]:
    """Every setting of some rules by its name, `delivery.due_soon`, in the order of the file."""
    yield from _settings(rules, "")


def _settings(part: msgspec.Struct, prefix: str) -> Iterator[tuple[str, Any]]:
    for field in msgspec.structs.fields(part):
        value = getattr(part, field.name)
        name = prefix + field.encode_name
        if isinstance(value, msgspec.Struct):
            yield from _settings(value, f"{name}.")
        elif isinstance(value, dict):
            yield from ((f"{name}.{key}", each) for key, each in value.items())
        elif name != "version":
            yield name, value


def shipped_numbers() -> dict[str, Any]:
    """The settings that come with luodi, by name."""
    return dict(numbers(default_rules()))
