"""What each event does to a matter, and what must be true of its contents. Roles and states are checked before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import msgspec

from luodi.delivery.event import (
    YEARS,
    Assigned,
    Claimed,
    Completed,
    Contributed,
    CycleSet,
    DueSet,
    Event,
    Evidence,
    NoticeIssued,
    NoticeVoided,
    OverrideLifted,
    OverrideSet,
    Passed,
    PostponementAsked,
    PostponementGranted,
    PostponementRefused,
    Reopened,
    Reported,
    Returned,
    StepDone,
    StepsSet,
    Withdrawn,
)
from luodi.delivery.matter import Handed, Matter
from luodi.delivery.refusal import refuse
from luodi.delivery.reporting import period_named
from luodi.delivery.workflow import State
from luodi.plan import Record

_SHA256 = re.compile(r"[0-9a-f]{64}")

LONGEST_ID = 64
"""Characters of the id of a step, which is part of the keys by which reminders are remembered."""


def moved(matter: Matter, event: Event, to: State | None) -> Matter:
    """The matter after an event, in the state of the table or in the one that its reports give. RefusalError if not."""
    change = _CHANGES.get(type(event))
    changes: dict[str, Any] = change(matter, event) if change else {}
    if to is not None:
        changes["state"] = to
    return msgspec.structs.replace(matter, events=(*matter.events, event), **changes)


# ---------------------------------------------------------------- contents


def _day(written: str) -> date:
    try:
        day = date.fromisoformat(written) if len(written) == 10 else date.min
    except ValueError:
        day = date.min
    if day.year in YEARS:
        return day
    refuse("bad-day", day=written[:40])


def _reason(text: str) -> None:
    if not text.strip():
        refuse("without-reason")


def _evidence(files: Iterable[Evidence]) -> None:
    for file in files:
        if not file.name.strip() or not _SHA256.fullmatch(file.sha256) or file.size < 0:
            refuse("bad-evidence", name=file.name[:80] or "—")


# ---------------------------------------------------------------- reports


def _handed_in(matter: Matter, event: Reported | Claimed) -> dict[str, Any]:
    report, day = event.report, event.by.day
    if not report.progress.strip():
        refuse("empty-report")
    _evidence(report.evidence)
    period = period_named(report.period)
    if period is None or (period.last - period.first).days > 366 or period.first.year not in YEARS:
        refuse("bad-period", written=report.period[:40])
    if period.first > day:
        refuse("period-not-begun", period=report.period)
    final = isinstance(event, Claimed)
    for earlier in matter.reports[matter.reopened_at :]:
        if not final and not earlier.final and earlier.report.period == report.period and earlier.outcome != "returned":
            refuse(f"report-{earlier.outcome}", period=report.period, day=earlier.day.isoformat())
    handed = Handed(id=event.id, report=report, final=final, person=event.by.person, day=day)
    return _with_reports(matter, (*matter.reports, handed))


def _checked(matter: Matter, event: Returned | Passed) -> dict[str, Any]:
    at = next((at for at, handed in enumerate(matter.reports) if handed.id == event.report), None)
    if at is None:
        refuse("report-unknown", report=event.report)
    handed = matter.reports[at]
    if handed.outcome != "pending":
        refuse("report-settled", period=handed.report.period, day=(handed.settled or handed.day).isoformat())
    if handed.person == event.by.person:
        refuse("own-report", person=event.by.person)
    if isinstance(event, Returned):
        _reason(event.opinion)
    checked = msgspec.structs.replace(
        handed,
        outcome="returned" if isinstance(event, Returned) else "passed",
        settled=event.by.day,
        opinion=event.opinion,
    )
    return _with_reports(matter, (*matter.reports[:at], checked, *matter.reports[at + 1 :]))


def _with_reports(matter: Matter, reports: tuple[Handed, ...]) -> dict[str, Any]:
    return {"reports": reports, "state": _state(reports[matter.reopened_at :])}


def _state(reports: tuple[Handed, ...]) -> State:
    """Where reports leave a matter: a claim before all, then what is pending, then what was returned last."""
    claim = next((handed for handed in reversed(reports) if handed.final), None)
    if claim and claim.outcome != "returned":
        return "claimed" if claim.outcome == "pending" else "passed"
    if any(handed.outcome == "pending" for handed in reports):
        return "reported"
    return "returned" if reports and reports[-1].outcome == "returned" else "working"


def _contributed(matter: Matter, event: Contributed) -> dict[str, Any]:
    if not event.text.strip():
        refuse("empty-report")
    _evidence(event.evidence)
    return {}


# ---------------------------------------------------------------- steps and time limits


def _steps_set(matter: Matter, event: StepsSet) -> dict[str, Any]:
    ids = [step.id for step in event.steps]
    if len(set(ids)) < len(ids):
        refuse("step-twice", step=next(id for id in ids if ids.count(id) > 1))
    for step in event.steps:
        if not 0 < len(step.id) <= LONGEST_ID:
            refuse("bad-step-id", step=step.id[:40])
        if not step.title.strip():
            refuse("step-without-title", step=step.id)
        if step.party.group:
            refuse("group-body", name=step.party.name)
        _day(step.by)
    if event.by.role == "responsible_body":
        days = {step.id: step.by for step in event.steps}
        today = event.by.day.isoformat()
        for step in matter.open_steps:
            if step.by < today and days.get(step.id) != step.by:
                refuse("overdue-step-changed", step=step.title, day=step.by)
    return {"steps": event.steps, "steps_done": {id: day for id, day in matter.steps_done.items() if id in set(ids)}}


def _step_done(matter: Matter, event: StepDone) -> dict[str, Any]:
    step = next((step for step in matter.steps if step.id == event.step), None)
    if step is None:
        refuse("step-unknown", step=event.step)
    if event.by.body not in (matter.party.body, step.party.body):
        refuse("step-of-another", step=step.title, name=step.party.name)
    if step.id in matter.steps_done:
        refuse("step-done-before", step=step.title, day=matter.steps_done[step.id].isoformat())
    return {"steps_done": {**matter.steps_done, step.id: event.by.day}}


def _due_set(matter: Matter, event: DueSet) -> dict[str, Any]:
    _reason(event.reason)
    if event.until is None:
        return {"time_limit": None}
    _day(event.until)
    return {"time_limit": event}


def _postponement_asked(matter: Matter, event: PostponementAsked) -> dict[str, Any]:
    _reason(event.reason)
    if matter.request is not None:
        refuse("request-pending", day=matter.request.by.day.isoformat())
    if _day(event.until) <= event.by.day:
        refuse("postponed-to-the-past", day=event.until)
    return {"request": event}


def _decided(matter: Matter, event: PostponementGranted | PostponementRefused) -> dict[str, Any]:
    if matter.request is None or matter.request.id != event.request:
        refuse("request-unknown", request=event.request)
    if matter.request.by.person == event.by.person:
        refuse("own-request", person=event.by.person)
    if isinstance(event, PostponementRefused):
        _reason(event.reason)
        return {"request": None}
    _day(event.until)
    return {"request": None, "time_limit": event}


def _cycle_set(matter: Matter, event: CycleSet) -> dict[str, Any]:
    if (event.cycle == "dates") != bool(event.dates):
        refuse("dates-and-cycle")
    return {"cycle": event.cycle, "dates": tuple(sorted({_day(day).isoformat() for day in event.dates}))}


# ---------------------------------------------------------------- lights, notices, ends


def _override_set(matter: Matter, event: OverrideSet) -> dict[str, Any]:
    _reason(event.reason)
    return {"overrides": {**matter.overrides, event.light: event}}


def _override_lifted(matter: Matter, event: OverrideLifted) -> dict[str, Any]:
    if event.light not in matter.overrides:
        refuse("not-overridden", light=event.light)
    return {"overrides": {light: set for light, set in matter.overrides.items() if light != event.light}}


def _notice_issued(matter: Matter, event: NoticeIssued) -> dict[str, Any]:
    _day(event.reply_by)
    if event.year != event.by.day.year or event.number < 1:
        refuse("bad-number", number=event.written)
    return {"notices": (*matter.notices, event)}


def _notice_voided(matter: Matter, event: NoticeVoided) -> dict[str, Any]:
    _reason(event.reason)
    if all(notice.id != event.notice for notice in matter.notices):
        refuse("notice-unknown", notice=event.notice)
    if event.notice in matter.voided:
        refuse("notice-voided-before", notice=event.notice)
    return {"voided": {**matter.voided, event.notice: event.reason}}


def _reopened(matter: Matter, event: Reopened) -> dict[str, Any]:
    _reason(event.reason)
    return {"reopened_at": len(matter.reports), "resumed": event.by.day, "settled": None}


def _withdrawn(matter: Matter, event: Withdrawn) -> dict[str, Any]:
    _reason(event.reason)
    return {"settled": event.by.day, "request": None}


def _completed(matter: Matter, event: Completed) -> dict[str, Any]:
    return {"settled": event.by.day, "request": None}


_CHANGES: dict[type[Record], Callable[[Matter, Any], dict[str, Any]]] = {
    StepsSet: _steps_set,
    StepDone: _step_done,
    Contributed: _contributed,
    Reported: _handed_in,
    Claimed: _handed_in,
    Returned: _checked,
    Passed: _checked,
    Completed: _completed,
    Reopened: _reopened,
    Withdrawn: _withdrawn,
    PostponementAsked: _postponement_asked,
    PostponementGranted: _decided,
    PostponementRefused: _decided,
    DueSet: _due_set,
    CycleSet: _cycle_set,
    OverrideSet: _override_set,
    OverrideLifted: _override_lifted,
    NoticeIssued: _notice_issued,
    NoticeVoided: _notice_voided,
}


def check_assignment(event: Assigned) -> None:
    """What must be true of an assignment before there is a matter."""
    if event.party.group:
        refuse("group-body", name=event.party.name)
    if not event.party.body.strip() or not event.party.name.strip():
        refuse("without-body")
