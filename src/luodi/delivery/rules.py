"""Rules as versioned settings: thresholds of lights, reporting, reminders and notices (`data/rules-1.toml`)."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

import msgspec

from luodi.delivery.calendar import Calendar, default_calendar
from luodi.delivery.error import SettingsError
from luodi.delivery.event import Colour, CycleName, Level
from luodi.delivery.settings_file import table_of
from luodi.plan import Record

Days = Annotated[int, msgspec.Meta(ge=0, le=400)]
Some = Annotated[int, msgspec.Meta(ge=1, le=400)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Prefix = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]


class DeliveryRules(Record, frozen=True, kw_only=True):
    due_soon: Days
    overdue: Some
    sign_within: Days
    resubmit_within: Days


class FreshnessRules(Record, frozen=True, kw_only=True):
    yellow_missed: Some
    red_missed: Some


class PathRules(Record, frozen=True, kw_only=True):
    met: Colour
    on_path: Colour
    off_path: Colour
    not_met: Colour
    cannot_be_judged: Colour


class ReportingRules(Record, frozen=True, kw_only=True):
    cycle: Literal["monthly", "quarterly", "half_yearly", "yearly"]
    continuous: Literal["monthly", "quarterly", "half_yearly", "yearly"]
    first_period_days: Days
    within: dict[CycleName, Days]


class ReminderRules(Record, frozen=True, kw_only=True):
    before: Annotated[tuple[Some, ...], msgspec.Meta(max_length=20)]
    after_every: Some


class RemindersRules(Record, frozen=True, kw_only=True):
    sign: ReminderRules
    due: ReminderRules
    step: ReminderRules
    report: ReminderRules


class LevelRules(Record, frozen=True, kw_only=True):
    prefix: Prefix
    reply_within: Days


class NoticeRules(Record, frozen=True, kw_only=True):
    red_overdue: Some
    red_yellows: Some
    yellow_missed: Some
    yellow_returned: Some
    blue: LevelRules
    yellow: LevelRules
    red: LevelRules

    def of(self, level: Level) -> LevelRules:
        return {"blue": self.blue, "yellow": self.yellow, "red": self.red}[level]


class Rules(Record, frozen=True, kw_only=True):
    """规则. `version` is the office's own name for its set of rules; the file's comments say what each is."""

    version: Name
    delivery: DeliveryRules
    freshness: FreshnessRules
    path: PathRules
    reporting: ReportingRules
    reminders: RemindersRules
    notices: NoticeRules


class Setting(Record, frozen=True):
    """What every judgement depends on beside the matter itself: the rules, the calendar and the day."""

    rules: Rules
    calendar: Calendar
    today: date


def setting(today: date, rules: Rules | None = None, calendar: Calendar | None = None) -> Setting:
    """A day with an office's rules and calendar; those of luodi where none are given."""
    return Setting(rules or default_rules(), calendar or default_calendar(), today)


def read_rules(text: str) -> Rules:
    """Rules from TOML, luodi's where it says nothing. Raises SettingsError, also without a version of its own."""
    try:
        own = table_of(text)
    except ValueError as error:
        raise SettingsError("not-rules", reason=str(error)) from error
    if not str(own.get("version") or "").strip() or own["version"] == _shipped()["version"]:
        raise SettingsError("rules-without-version")
    return _converted(_merged(_shipped(), own))


@cache
def default_rules() -> Rules:
    """The rules that come with luodi."""
    return _converted(_shipped())


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(files("luodi.delivery").joinpath("data", "rules-1.toml").read_text("utf-8"))


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = {
        key: _merged(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
        for key, value in own.items()
    }
    return {**base, **both}


def _converted(table: dict[str, Any]) -> Rules:
    try:
        rules = msgspec.convert(table, Rules)
    except msgspec.ValidationError as error:
        raise SettingsError("not-rules", reason=str(error)) from error
    if rules.freshness.red_missed < rules.freshness.yellow_missed:
        raise SettingsError("not-rules", reason="freshness: red_missed < yellow_missed")
    if len({rules.notices.of(level).prefix for level in ("blue", "yellow", "red")}) < 3:
        raise SettingsError("not-rules", reason="notices: prefix")
    return rules
