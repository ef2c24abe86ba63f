"""The demonstration: an office that has followed two plans through for a year, up to yesterday.

The plans are real, and so are the bodies that they name; people, reports, time limits and notices are made up, and say
so. Days are counted back from today in working days, so that every light, reminder and notice occurs whatever the day.
The same day gives the same history. It is only put into an empty database, its accounts are marked, and with them in it
the site is not served to other machines and takes no accounts of people.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from itertools import count
from typing import Any, Literal, cast

from django.core.files.uploadedfile import SimpleUploadedFile

from luodi.compiler import compile
from luodi.delivery import Calendar, Party, ProposedMatter, breakdown, default_calendar, matter_id
from luodi.delivery.event import CHINA, OfficeRole
from luodi.delivery.reporting import Cycle, periods
from luodi.documents import read
from luodi.messages import say
from luodi.plan import Correction, corrections
from luodi.web import audit, clock, correcting, evidence
from luodi.web.actor import Actor
from luodi.web.datasets import load_observations
from luodi.web.follow import act, assign, issue_notice
from luodi.web.measuring import assess_plan
from luodi.web.models import Account, AuditEntry, Body, Import, MatterRow, PlanRecord
from luodi.web.plans import bodies_of, keep, plan_of
from luodi.web.standing import refresh_all
from luodi.web.unable import Unable

SAMPLES = ("guangdong-automobile-2023", "guangzhou-automobile-tasks-2020")
ACCOUNTS = (
    ("officer", "plan_officer"), ("body", "responsible_body"), ("supervisor", "supervisor"), ("analyst", "analyst"),
    ("administrator", "administrator"), ("auditor", "auditor"),
)  # fmt: skip
"""The accounts that can be signed in to. `body` is that of the body with the most matters."""

UNASSIGNED = 3
"""Matters at the end of each plan that are left for an officer to assign."""

VARIANTS = 4
"""Reports say one of so many things."""

TIED = (
    ("新能源汽车产量", "四/（二）/2"), ("汽车产量", "四/（二）/1"), ("汽车产量占全国汽车总产量比重", "四/（二）/1"),
)  # fmt: skip
"""Targets that the officer ties to the tasks that serve them, which the document leaves open: subject, path."""

Who = Literal["officer", "supervisor", "own", "support"]
HISTORY = 260
"""Working days over which the history goes: the reports of at least three quarters were due in them."""


def make(today: date) -> str:
    """Put the demonstration into an empty database, and give the password of its accounts. Unable when it is not."""
    password = f"Luodi-{secrets.token_hex(4)}"
    with audit.writing():
        if Account.objects.exists() or PlanRecord.objects.exists() or AuditEntry.objects.exists():
            raise Unable("demonstration-exists")
        days = Days(today, default_calendar())
        people = {role: _account(name, role, password, _text(name)) for name, role in ACCOUNTS}
        with clock.told(days.at(days(HISTORY), 0)):
            plans = [_published(name, people["plan_officer"]) for name in SAMPLES]
            table = files("luodi.samples").joinpath("observations.csv").read_bytes()
            load_observations(Actor(people["analyst"]), table, "observations.csv")
            _tied(plans[0][0], people["plan_officer"])
        matters = [(record, each) for record, ready in plans for each in ready]
        _contacts([each for _, each in matters], people["responsible_body"])
        _play(_script(matters, days), people)
        with clock.told(days.at(days(1), 9 * 60)):
            for record, _ in plans:
                assess_plan(record.pk)
        refresh_all(today)
    return password


def _account(username: str, role: str, password: str | None, name: str, body: Body | None = None) -> Account:
    return Account.objects.make(
        username, password, cast(OfficeRole, role), name=name[:60], body=body, email=f"{username}@example.invalid",
        demonstration=True,
    )  # fmt: skip


def _published(name: str, officer: Account) -> tuple[PlanRecord, list[ProposedMatter]]:
    """A sample as a published plan, and the matters of it that are assigned."""
    data = files("luodi.samples").joinpath(f"{name}.txt").read_bytes()
    plan = compile(read(data, name=f"{name}.txt"))
    source = Import.objects.create(
        name=f"{name}.txt", sha256=evidence.stored(data), size=len(data), account=officer, state=Import.DONE
    )
    record = keep(plan, source)
    record.state, record.published, record.demonstration = PlanRecord.PUBLISHED, clock.now(), True
    record.save()
    source.plan = record
    source.save()
    audit.record("plan-published", record.key, account=officer.username, role=officer.role, address="console")
    return record, [each for each in breakdown(plan) if each.is_ready][:-UNASSIGNED]


def _tied(record: PlanRecord, officer: Account) -> None:
    plan = plan_of(record)
    targets, tasks = {each.subject: each.id for each in plan.targets}, {each.path: each.id for each in plan.tasks}
    ties = tuple(
        Correction(
            id=targets[subject], field="tasks", new=tasks[path], who=officer.username, when=clock.today().isoformat(),
            why=_text("tie"),
        )
        for subject, path in TIED
    )  # fmt: skip
    correcting.save(Actor(officer), record.key, corrections.dump(ties), record.version)


def _contacts(matters: Iterable[ProposedMatter], account: Account) -> None:
    """Somebody of each body to write to. Nobody can sign in as one but that of the body with the most matters."""
    matters = list(matters)
    parties = [each.party for each in matters if each.party]
    most = max(parties, key=parties.count)
    everyone = [*parties, *(each for matter in matters for each in matter.supports if not each.group)]
    for number, (_, body) in enumerate(sorted(bodies_of(everyone).items()), 1):
        if body.key == most.body:
            contact = account
            account.body = body
            account.save()
        else:
            name = _text("contact", name=body.name)
            contact = _account(f"contact-{number:02d}", "responsible_body", None, name, body)
        Body.objects.filter(pk=body.pk).update(contact=contact)


# ---------------------------------------------------------------- days


@dataclass(frozen=True)
class Days:
    """Days as the history counts them: so many working days before today, after it where negative."""

    today: date
    calendar: Calendar

    def __call__(self, ago: int) -> date:
        if ago <= 0:
            return self.calendar.after(self.today, -ago)
        day = self.today
        while ago:
            day -= timedelta(1)
            ago -= self.calendar.is_working(day)
        return day

    def iso(self, ago: int) -> str:
        return self(ago).isoformat()

    def period(self, ago: int) -> str:
        """The quarter of a day."""
        return next(periods(QUARTERLY, self(ago), self(ago))).label

    def reports(self, since: int, less: int = 0) -> Iterator[tuple[str, date, date]]:
        """The quarters since a day whose reports are due by now, the last few left out: handed in and checked when."""
        found = [
            (period.label, self.calendar.after(period.last, 6), self.calendar.after(period.last, 8))
            for period in periods(QUARTERLY, self(since), self.today)
            if self.calendar.after(period.last, 10) < self.today
        ]
        yield from found[: len(found) - less]

    @staticmethod
    def at(day: date, minutes: int) -> datetime:
        return datetime.combine(day, time(9), CHINA) + timedelta(minutes=minutes)


QUARTERLY = Cycle("quarterly", (), "rules")


# ---------------------------------------------------------------- stories


@dataclass(frozen=True)
class Move:
    """Something that happens to a matter on a day. Fields that name an earlier event are filled in when it happens."""

    day: date
    who: Who
    what: str
    fields: dict[str, Any] = field(default_factory=dict)


Story = Callable[[Days, int], Iterator[Move]]


def _begun(days: Days, ago: int, due: int) -> Iterator[Move]:
    """Assigned, given a time limit, signed for, begun."""
    yield Move(days(ago), "officer", "assigned")
    yield Move(days(ago), "officer", "due-set", {"until": days.iso(due), "reason": _text("meeting")})
    yield Move(days(ago - 1), "own", "signed")
    yield Move(days(ago - 2), "own", "started")


def _reported(days: Days, since: int, less: int = 0) -> Iterator[Move]:
    for period, handed, checked in days.reports(since, less):
        yield Move(handed, "own", "reported", _report(period))
        yield Move(checked, "supervisor", "passed")


def steady(days: Days, index: int) -> Iterator[Move]:
    since = 110 - index % 4 * 20
    yield from _begun(days, since, -60 - index % 7 * 10)
    yield from _reported(days, since)


def unsigned(days: Days, index: int) -> Iterator[Move]:
    yield Move(days(6), "officer", "assigned")
    yield Move(days(6), "officer", "due-set", {"until": days.iso(-50), "reason": _text("meeting")})


def not_started(days: Days, index: int) -> Iterator[Move]:
    yield Move(days(1), "officer", "assigned")
    yield Move(days(1), "officer", "due-set", {"until": days.iso(-80), "reason": _text("meeting")})


def signed(days: Days, index: int) -> Iterator[Move]:
    yield Move(days(3), "officer", "assigned")
    yield Move(days(3), "officer", "due-set", {"until": days.iso(-70), "reason": _text("meeting")})
    yield Move(days(1), "own", "signed")


def undated(days: Days, index: int) -> Iterator[Move]:
    yield Move(days(60), "officer", "assigned")
    yield Move(days(59), "own", "signed")
    yield from _reported(days, 60)


def due_soon(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 20, -3)


def overdue(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, HISTORY, 15)
    yield from _reported(days, HISTORY)


def step_overdue(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 40, -40)
    yield Move(days(36), "own", "steps-set", {"steps": [("1", days.iso(20)), ("2", days.iso(3)), ("3", days.iso(-20))]})
    yield Move(days(21), "own", "step-done", {"step": "1"})


def returned(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 40, -40)
    yield Move(days(12), "own", "reported", _report(days.period(12)))
    yield Move(days(8), "supervisor", "returned", {"opinion": _text("opinion")})


def returned_twice(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 40, -40)
    yield Move(days(20), "own", "reported", _report(days.period(20)))
    yield Move(days(18), "officer", "returned", {"opinion": _text("opinion")})
    yield Move(days(14), "own", "reported", _report(days.period(20)))
    yield Move(days(9), "supervisor", "returned", {"opinion": _text("opinion-again")})


def to_check(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 40, -40)
    yield Move(days(2), "own", "reported", _report(days.period(2), proof=True))


def claimed(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 120, -5)
    yield from _reported(days, 120, less=1)
    yield Move(days(2), "own", "claimed", _report(days.period(2), proof=True))


def claimed_late(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 60, 10)
    yield Move(days(3), "own", "claimed", _report(days.period(3), proof=True))


def _finished(days: Days, due: int, ago: int) -> Iterator[Move]:
    yield from _begun(days, 100, due)
    yield Move(days(ago + 5), "own", "claimed", _report(days.period(ago + 5), proof=True))
    yield Move(days(ago + 2), "officer", "passed", {"opinion": _text("complete")})
    yield Move(days(ago + 1), "officer", "completed")


def closed(days: Days, index: int) -> Iterator[Move]:
    yield from _finished(days, 20, 30)
    yield Move(days(28), "supervisor", "closed")


def closed_late(days: Days, index: int) -> Iterator[Move]:
    yield from _finished(days, 40, 25)
    yield Move(days(24), "supervisor", "closed")


def completed(days: Days, index: int) -> Iterator[Move]:
    yield from _finished(days, 5, 6)


def reopened(days: Days, index: int) -> Iterator[Move]:
    yield from _finished(days, 20, 30)
    yield Move(days(28), "supervisor", "closed")
    yield Move(days(5), "supervisor", "reopened", {"reason": _text("again")})
    yield Move(days(5), "supervisor", "due-set", {"until": days.iso(-25), "reason": _text("again")})


def withdrawn(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 50, -30)
    yield Move(days(30), "officer", "withdrawn", {"reason": _text("merged")})


def postponement_asked(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 40, -12)
    yield Move(days(2), "own", "postponement-asked", {"until": days.iso(-40), "reason": _text("more-time")})


def postponed(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 40, 4)
    yield Move(days(9), "own", "postponement-asked", {"until": days.iso(-40), "reason": _text("more-time")})
    yield Move(days(6), "officer", "postponement-granted", {"until": days.iso(-30)})


def not_postponed(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 40, -8)
    yield Move(days(9), "own", "postponement-asked", {"until": days.iso(-40), "reason": _text("more-time")})
    yield Move(days(6), "officer", "postponement-refused", {"reason": _text("no-more-time")})


def silent(days: Days, index: int) -> Iterator[Move]:
    """One report is missing."""
    yield from _begun(days, HISTORY, -60)
    yield from _reported(days, HISTORY, less=1)


def very_silent(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, HISTORY, -60)
    yield from _reported(days, HISTORY, less=2)


def monthly(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 30, -40)
    yield Move(days(28), "officer", "cycle-set", {"cycle": "monthly"})


def overridden(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 60, -40)
    for light in ("delivery", "path"):
        override = {"light": light, "colour": "yellow", "reason": _text("override")}
        yield Move(days(10), "supervisor", "override-set", override)


def doubted(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 60, -40)
    override = {"light": "path", "colour": "red", "reason": _text("doubt")}
    yield Move(days(7), "supervisor", "override-set", override)


def contributed(days: Days, index: int) -> Iterator[Move]:
    yield from _begun(days, 60, -40)
    yield Move(days(15), "support", "contributed", {"text": _text("contribution"), "evidence": True})


def noticed_blue(days: Days, index: int) -> Iterator[Move]:
    """A blue notice that was not answered."""
    yield Move(days(14), "officer", "assigned")
    yield Move(days(14), "officer", "due-set", {"until": days.iso(-50), "reason": _text("meeting")})
    yield Move(days(8), "supervisor", "notice-issued")


def noticed_yellow(days: Days, index: int) -> Iterator[Move]:
    """A yellow notice that was not answered."""
    yield from _begun(days, 40, -40)
    yield Move(days(36), "own", "steps-set", {"steps": [("1", days.iso(13)), ("2", days.iso(-20))]})
    yield Move(days(10), "supervisor", "notice-issued")


def noticed_red(days: Days, index: int) -> Iterator[Move]:
    """A red notice that is open."""
    yield from _begun(days, 40, 8)
    yield Move(days(2), "supervisor", "notice-issued")


def notice_voided(days: Days, index: int) -> Iterator[Move]:
    """A notice that was declared void, since the body had been given more time."""
    yield from _begun(days, 40, 9)
    yield Move(days(7), "supervisor", "notice-issued")
    yield Move(days(6), "supervisor", "notice-voided", {"reason": _text("void")})
    yield Move(days(6), "supervisor", "due-set", {"until": days.iso(-30), "reason": _text("void")})


STORIES: tuple[Story, ...] = (
    unsigned, overdue, due_soon, undated, silent, step_overdue, closed, returned, claimed, to_check, very_silent,
    noticed_yellow, postponement_asked, completed, noticed_red, contributed, noticed_blue, returned_twice, postponed,
    claimed_late, not_started, signed, overridden, doubted, closed_late, reopened, notice_voided, not_postponed,
    monthly, withdrawn,
)  # fmt: skip
"""What can happen. Between each two of them a matter goes its way without trouble."""


def _text(key: str, **values: object) -> str:
    return say(f"site.demonstration.{key}", **values)


def _report(period: str, proof: bool = False) -> dict[str, Any]:
    return {"report": {"period": period, "evidence": proof}}


# ---------------------------------------------------------------- playing them


@dataclass(frozen=True)
class Scene:
    """A move of a matter at a moment."""

    at: datetime
    record: PlanRecord
    matter: ProposedMatter
    move: Move


def _script(matters: list[tuple[PlanRecord, ProposedMatter]], days: Days) -> list[Scene]:
    """All moves of all matters in their order. Those of one matter on one day are some minutes apart."""
    scenes = []
    for index, (record, matter) in enumerate(matters):
        story = STORIES[index // 2 % len(STORIES)] if index % 2 == 0 else steady
        for number, move in enumerate(sorted(story(days, index), key=lambda move: move.day)):
            scenes.append(Scene(days.at(move.day, index * 7 % 240 + number * 6), record, matter, move))
    return sorted(scenes, key=lambda scene: scene.at)


def _play(scenes: Iterable[Scene], people: dict[str, Account]) -> None:
    contacts = {body.key: body.contact for body in Body.objects.select_related("contact__body").exclude(contact=None)}
    last: dict[tuple[str, str], str] = {}
    numbers = count(1)
    for scene in scenes:
        party, move = scene.matter.party, scene.move
        assert party is not None
        supports = tuple(each for each in scene.matter.supports if not each.group)
        who = {
            "officer": people["plan_officer"], "supervisor": people["supervisor"], "own": contacts[party.body],
            "support": contacts[supports[0].body] if supports else None,
        }[move.who]  # fmt: skip
        if who is None:  # nobody co-operates in this one
            continue
        matter = matter_id(scene.matter.task, party.body)
        with clock.told(scene.at):
            if move.what == "assigned":
                assign(Actor(who), scene.record, [(scene.matter.task, party, supports)])
            elif move.what == "notice-issued":
                last[matter, "notice"] = issue_notice(Actor(who), matter).id
            else:
                number = next(numbers)
                fields = _filled(move, matter, party, last, Actor(who), number)
                id = f"demonstration-{number}"
                act(Actor(who), matter, move.what, fields, id=id)
                named = {"claimed": "report", "reported": "report", "postponement-asked": "request"}.get(move.what)
                if named:
                    last[matter, named] = id


def _filled(
    move: Move, matter: str, party: Party, last: dict[tuple[str, str], str], actor: Actor, number: int
) -> dict[str, Any]:
    """The fields of a move: the event it answers to, steps with their body, what a report says, evidence uploaded."""
    fields = dict(move.fields)
    answered = {
        "passed": "report", "returned": "report", "postponement-granted": "request", "postponement-refused": "request",
        "notice-voided": "notice",
    }.get(move.what)  # fmt: skip
    if answered:
        fields[answered] = last[matter, answered]
    if move.what == "steps-set":
        fields["steps"] = [
            {"id": id, "title": _text(f"step-{id}"), "party": {"body": party.body, "name": party.name}, "by": by}
            for id, by in fields["steps"]
        ]
    if "report" in fields and isinstance(fields["report"], dict):
        period, proof = fields["report"]["period"], fields["report"]["evidence"]
        said = {
            name.replace("-", "_"): _text(f"{name}-{number % VARIANTS}", period=period)
            for name in ("progress", "problems", "next-steps")
        }
        fields["report"] = {"period": period, **said, "evidence": _proof(proof, matter, actor)}
    if "evidence" in fields:
        fields["evidence"] = _proof(fields["evidence"], matter, actor)
    return fields


def _proof(wanted: bool, matter: str, actor: Actor) -> list[dict[str, Any]]:
    """A file to hand in, for a report that has one."""
    if not wanted:
        return []
    file = SimpleUploadedFile(_text("evidence-name"), _text("evidence").encode(), "text/plain")
    return [evidence.keep(actor, MatterRow.objects.get(pk=matter), file)]
