"""进度灯: is the work on time. The rules in their order; the first that holds gives the colour.

Without an event the light never gets greener from one day to the next.
"""

from __future__ import annotations

from datetime import date

from luodi.delivery.event import Colour, Step
from luodi.delivery.light import Light, light
from luodi.delivery.matter import Matter
from luodi.delivery.reporting import ReportingPeriod
from luodi.delivery.rules import Setting
from luodi.delivery.sentence import Value
from luodi.delivery.time_limit import TimeLimit
from luodi.delivery.workflow import DONE


def delivery_light(matter: Matter, limit: TimeLimit, missed: tuple[ReportingPeriod, ...], setting: Setting) -> Light:
    """The light of a matter; `missed` are the reports that are missing, which a recurring duty is judged by."""

    def shown(colour: Colour, rule: str, **values: Value) -> Light:
        return light("delivery", colour, rule, matter, setting, **values)

    by = limit.by
    if matter.state in DONE:
        return _done(matter, by, setting)
    if matter.claim is not None:
        day = matter.claim.day
        if by is None or day <= by:
            return shown("green", "claimed", day=day.isoformat(), state=matter.state)
        late = (day - by).days
        return shown("yellow", "claimed-late", day=day.isoformat(), by=by.isoformat(), days=late, state=matter.state)
    late = days_overdue(limit, setting)
    if by is not None and late >= setting.rules.delivery.overdue:
        return shown("red", "overdue", by=by.isoformat(), source=limit.source, days=(setting.today - by).days)
    if missed and limit.recurrence and limit.recurrence.startswith("R/") and limit.source in ("period", "none"):
        return shown("red", "recurring-missed", periods=_labels(missed), written=limit.written or limit.recurrence)
    if by is not None and late:
        within = setting.rules.delivery.overdue
        return shown("yellow", "overdue-lately", by=by.isoformat(), source=limit.source, days=late, within=within)
    if late_steps := steps_overdue(matter, setting):
        step = late_steps[0]
        return shown("yellow", "step-overdue", step=step.title, name=step.party.name, by=step.by)
    if (waited := days_unsigned(matter, setting)) > setting.rules.delivery.sign_within:
        within = setting.rules.delivery.sign_within
        return shown("yellow", "unsigned", assigned=matter.assigned.isoformat(), days=waited, within=within)
    if (returned := _not_resubmitted(matter, setting)) is not None:
        return shown("yellow", "returned", day=returned.isoformat(), within=setting.rules.delivery.resubmit_within)
    if by is not None and is_due_soon(matter, limit, setting):
        left = setting.calendar.between(setting.today, by)
        return shown("yellow", "due-soon", by=by.isoformat(), source=limit.source, days=left)
    return _green(matter, limit, setting)


def _green(matter: Matter, limit: TimeLimit, setting: Setting) -> Light:
    by = limit.by
    if limit.source in ("period", "none"):
        if limit.recurrence:
            return light("delivery", "green", "recurring", matter, setting, written=limit.written or limit.recurrence)
        if by is None:
            return light("delivery", "grey", "undated", matter, setting)
        return light("delivery", "grey", "undated-in-period", matter, setting, by=by.isoformat())
    if matter.state == "assigned":
        assigned = matter.assigned.isoformat()
        return light("delivery", "grey", "not-started", matter, setting, assigned=assigned)
    assert by is not None
    days = (by - setting.today).days
    return light("delivery", "green", "on-time", matter, setting, by=by.isoformat(), source=limit.source, days=days)


def _done(matter: Matter, by: date | None, setting: Setting) -> Light:
    settled = (matter.settled or setting.today).isoformat()
    claimed = matter.claim.day if matter.claim else matter.settled
    if matter.state != "withdrawn" and by is not None and claimed is not None and claimed > by:
        late = (claimed - by).days
        return light("delivery", "grey", "done-late", matter, setting,
                     day=settled, by=by.isoformat(), days=late, state=matter.state)  # fmt: skip
    return light("delivery", "grey", "done", matter, setting, day=settled, state=matter.state)


def _labels(periods: tuple[ReportingPeriod, ...]) -> tuple[str, ...]:
    return tuple(period.label for period in periods)


# ---------------------------------------------------------------- what the rules ask, shared with the notices


def days_overdue(limit: TimeLimit, setting: Setting) -> int:
    """Working days since the time limit, at least 1 once it is past, on days off too; 0 before."""
    if limit.by is None or setting.today <= limit.by:
        return 0
    return max(setting.calendar.between(limit.by, setting.today), 1)


def days_unsigned(matter: Matter, setting: Setting) -> int:
    """Working days that a matter has waited to be signed for."""
    return setting.calendar.between(matter.assigned, setting.today) if matter.state == "assigned" else 0


def steps_overdue(matter: Matter, setting: Setting) -> list[Step]:
    """The steps that are overdue, the longest first."""
    today = setting.today.isoformat()
    return sorted((step for step in matter.open_steps if step.by < today), key=lambda step: step.by)


def is_due_soon(matter: Matter, limit: TimeLimit, setting: Setting) -> bool:
    """Whether the time limit is near and nothing was handed in since it has been."""
    if limit.by is None:
        return False
    window = setting.rules.delivery.due_soon
    if setting.calendar.between(setting.today, limit.by) > window:
        return False
    standing = [handed.day for handed in matter.reports if handed.outcome != "returned"]
    return not standing or setting.calendar.between(max(standing), limit.by) > window


def _not_resubmitted(matter: Matter, setting: Setting) -> date | None:
    """The day on which a report was returned that has not come back in time."""
    if matter.state != "returned":
        return None
    day = matter.reports[-1].settled or matter.reports[-1].day
    late = setting.calendar.between(day, setting.today) > setting.rules.delivery.resubmit_within
    return day if late else None
