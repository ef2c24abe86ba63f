"""月度、季度通报: what changed in a period, what bodies reported as problems, and what they mean to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, get_args

from luodi.delivery import Matter, Owed, Party, Sentence, Setting, Tally, as_of, lights, owed, say, shown, tally, word
from luodi.delivery.event import (
    YEARS,
    Assigned,
    Claimed,
    Closed,
    Colour,
    Completed,
    Event,
    Level,
    LightName,
    NoticeIssued,
    PostponementAsked,
    PostponementGranted,
    PostponementRefused,
    Reopened,
    Reported,
    Returned,
    Withdrawn,
)
from luodi.delivery.reporting import ReportingPeriod, period_named
from luodi.messages import Language
from luodi.plan import Plan, Record
from luodi.publish.circular import LEVELS, Item, item, item_table, light_row, lights_table, number_cell, numeral
from luodi.publish.official import (
    Block,
    Format,
    Issuer,
    Official,
    PublishError,
    Table,
    Text,
    cell,
    cited,
    contact_line,
    copies_line,
    day,
    filled,
    lines,
    listed,
    task_named,
    titled,
    words,
    written,
)
from luodi.publish.printable import on_one_line

_REPORTS = (9.5, 46.5, 20.0, 20.0, 20.0, 20.0, 20.0)  # mm

Outcome = Literal["in_time", "late", "sent_back", "missing"]
_OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Kind = Literal["completed", "closed", "reopened", "withdrawn", "granted", "refused"]


class Change(Record, frozen=True, kw_only=True):
    """What happened to a matter on a day (ISO): `reason` as given, `until` the day to which it was postponed."""

    kind: Kind
    task: str
    body: str
    day: str
    reason: str = ""
    until: str = ""


class BodyReports(Record, frozen=True, kw_only=True):
    """Of the reports that a body had to hand in by a day of the period, how many came how; `open` are those that are
    missing or were returned and not handed in again, by the task's id and the report's period."""

    party: Party
    counts: dict[Outcome, int]
    open: tuple[tuple[str, str], ...]


class IssuedNotice(Record, frozen=True, kw_only=True):
    """A notice of the period; `void` is why it was declared void by the end of it, None where it was not."""

    notice: NoticeIssued
    task: str
    body: str
    void: str | None


class Said(Record, frozen=True, kw_only=True):
    """What a body wrote in its last report of the period on a matter."""

    task: str
    body: str
    period: str
    returned: bool
    problems: str
    next_steps: str


class PeriodFacts(Record, frozen=True, kw_only=True):
    """What changed from the first to the last day of a period (ISO), or to today where it is not over.

    `before` and `after` count the matters as they stood at the end of the day before the first and of the last.
    `assigned`, `received` (of them `claims`) and `returned` count events. `overdue` turned red in the period.
    """

    period: ReportingPeriod
    first: str
    last: str
    version: str
    before: Tally
    after: Tally
    assigned: int
    received: int
    claims: int
    returned: int
    reports: tuple[BodyReports, ...]
    changes: tuple[Change, ...]
    notices: tuple[IssuedNotice, ...]
    overdue: tuple[Item, ...]
    said: tuple[Said, ...]
    cautions: tuple[Sentence, ...]


def period_facts(plan: Plan, matters: Iterable[Matter], period: str, setting: Setting) -> PeriodFacts:
    """What changed for the matters of a plan in a period written 2024-07, 2024Q2, 2024H1 or 2024.

    Only what had happened by its last day counts, or by the day of the setting where that is earlier: what came later
    changes nothing. Raises PublishError where it is no period, or has not begun.
    """
    named = period_named(period)
    if named is None or named.first == named.last or named.first.year not in YEARS or named.last.year not in YEARS:
        raise PublishError("no-period", period=period[:40])
    if setting.today < named.first:
        raise PublishError("not-begun", period=period, day=setting.today.isoformat())
    first, last = named.first, min(named.last, setting.today)
    place = {task.id: at for at, task in enumerate(plan.tasks)}
    ordered = sorted(matters, key=lambda matter: place.get(matter.task, len(place)))
    then = [was for matter in ordered if (was := as_of(matter, first - timedelta(1)))]
    now = [was for matter in ordered if (was := as_of(matter, last))]
    at_first = lights(plan, then, Setting(setting.rules, setting.calendar, first - timedelta(1))).standings
    judged = lights(plan, now, Setting(setting.rules, setting.calendar, last))
    at_last = judged.standings
    red = {each.matter.id for each in at_first if each.delivery.colour == "red"}
    events = [event for matter in now for event in matter.events if first <= event.by.day <= last]
    morning_after = Setting(setting.rules, setting.calendar, last + timedelta(1))
    due = [
        (each.matter, report)
        for each in at_last
        for report in owed(each.matter, each.cycle, morning_after)
        if first <= report.by <= last
    ]
    claims = _count(events, Claimed)
    return PeriodFacts(
        period=named, first=first.isoformat(), last=last.isoformat(), version=setting.rules.version,
        before=tally(at_first), after=tally(at_last), assigned=_count(events, Assigned),
        received=_count(events, Reported) + claims, claims=claims, returned=_count(events, Returned),
        reports=_reports(due), changes=tuple(_changes(now, first, last)), notices=tuple(_notices(now, first, last)),
        overdue=tuple(item(each) for each in at_last if each.delivery.colour == "red" and each.matter.id not in red),
        said=tuple(_said(now, first, last)), cautions=judged.cautions,
    )  # fmt: skip


def _count(events: Iterable[Event], kind: type[Event]) -> int:
    return sum(isinstance(event, kind) for event in events)


def _reports(due: Iterable[tuple[Matter, Owed]]) -> tuple[BodyReports, ...]:
    """By body, those that owed a report, in the order of the plan."""
    parties: dict[str, Party] = {}
    counts: dict[str, dict[Outcome, int]] = {}
    open: dict[str, list[tuple[str, str]]] = {}
    for matter, report in due:
        outcome = _outcome(matter, report)
        if outcome is None:
            continue
        body = parties.setdefault(matter.party.body, matter.party).body
        counts.setdefault(body, dict.fromkeys(_OUTCOMES, 0))[outcome] += 1
        if outcome in ("sent_back", "missing"):
            open.setdefault(body, []).append((matter.task, report.period.label))
    return tuple(
        BodyReports(party=party, counts=counts[body], open=tuple(open.get(body, ()))) for body, party in parties.items()
    )


def _outcome(matter: Matter, report: Owed) -> Outcome | None:
    """How a report came whose day is past; None where it was not to come any more: the matter was settled.

    A claim of completion accounts for all reports before it, late where it came after their day.
    """
    if report.standing in ("pending", "passed"):
        return "late" if report.late else "in_time"
    if matter.claim is not None:
        return "late"
    if report.standing in ("missing", "returned"):
        return "missing" if report.handed is None else "sent_back"
    return None


def _changes(matters: Iterable[Matter], first: date, last: date) -> Iterator[Change]:
    for matter in matters:
        asked = {event.id: event.reason for event in matter.events if isinstance(event, PostponementAsked)}
        for event in matter.events:
            if not first <= event.by.day <= last:
                continue
            reason, until, kind = "", "", _KINDS.get(type(event))
            if kind is None:
                continue
            if isinstance(event, Reopened | Withdrawn | PostponementRefused):
                reason = event.reason
            elif isinstance(event, PostponementGranted):
                reason, until = asked.get(event.request, ""), event.until
            yield Change(
                kind=kind, task=matter.task, body=matter.party.name, day=event.by.day.isoformat(), reason=reason,
                until=until,
            )  # fmt: skip


_KINDS: dict[type[Event], Kind] = {
    Completed: "completed",
    Closed: "closed",
    Reopened: "reopened",
    Withdrawn: "withdrawn",
    PostponementGranted: "granted",
    PostponementRefused: "refused",
}


def _notices(matters: Iterable[Matter], first: date, last: date) -> list[IssuedNotice]:
    """By kind and number."""
    found = [
        IssuedNotice(notice=notice, task=matter.task, body=matter.party.name, void=matter.voided.get(notice.id))
        for matter in matters
        for notice in matter.notices
        if first <= notice.by.day <= last
    ]
    return sorted(found, key=lambda each: (LEVELS.index(each.notice.level), each.notice.year, each.notice.number))


def _said(matters: Iterable[Matter], first: date, last: date) -> Iterator[Said]:
    for matter in matters:
        handed = [each for each in matter.reports if first <= each.day <= last]
        if handed:
            report = handed[-1].report
            yield Said(
                task=matter.task, body=matter.party.name, period=report.period,
                returned=handed[-1].outcome == "returned", problems=report.problems, next_steps=report.next_steps,
            )  # fmt: skip


# ---------------------------------------------------------------- in words


def periodic_circular(
    plan: Plan,
    matters: Iterable[Matter],
    period: str,
    setting: Setting,
    issuer: Issuer,
    *,
    number: str = "",
    copies: Sequence[str] = (),
    format: Format = "docx",
    language: Language = "zh",
) -> bytes:
    """月度、季度通报 as a file: the facts of `period_facts`, dated by the day of the setting.

    `number` is its own (粤府督通〔2024〕3号), a blank where none is given; `copies` are those who get a copy, by name.
    """
    facts = period_facts(plan, matters, period, setting)
    said = periodic_in_words(plan, facts, setting.today, issuer, number, copies, language)
    return written(said, format)


def periodic_in_words(
    plan: Plan, facts: PeriodFacts, on: date, issuer: Issuer, number: str, copies: Sequence[str], language: Language
) -> Official:
    """The document that says the facts of a period, dated by a day."""
    period = shown("period", facts.period.label, language)
    return Official(
        language=language, dated=on.isoformat(),
        title=words("periodic.title", language, period=period, plan=titled(plan, language)),
        number=on_one_line(number) or words("blank.number", language, year=on.year),
        to=words("circular.to", language), blocks=tuple(_Words(plan, facts, language).blocks()),
        office=filled(issuer.office, language), day=day(on, language), contact=contact_line(issuer, language),
        copies=copies_line(copies, language),
    )  # fmt: skip


class _Words:
    """The facts of a plan's period in a language."""

    def __init__(self, plan: Plan, facts: PeriodFacts, language: Language) -> None:
        self.plan, self.facts, self.language = plan, facts, language
        self.tasks = {task.id: task_named(plan, task.id, language) for task in plan.tasks}
        self.paths = {task.id: on_one_line(task.path) for task in plan.tasks}

    def say(self, code: str, **values: object) -> str:
        return words(f"periodic.{code}", self.language, **values)

    def task(self, task: str) -> str:
        return self.tasks.get(task) or task_named(self.plan, task, self.language)

    def day(self, value: str) -> str:
        return day(value, self.language)

    def blocks(self) -> Iterator[Block]:
        facts = self.facts
        before = date.fromisoformat(facts.first) - timedelta(1)
        days = {"first": self.day(facts.first), "last": self.day(facts.last)}
        period = shown("period", facts.period.label, self.language)
        yield Text(self.say("opening", period=period, plan=cited(self.plan, self.language), **days))
        for name, section in (
            ("overview", self.overview()),
            ("reports", self.reports()),
            ("ends", self.changes("completed", "closed", "reopened", "withdrawn")),
            ("postponements", self.changes("granted", "refused")),
            ("notices", self.notices()),
            ("overdue", self.overdue()),
            ("problems", self.said("problems")),
            ("next", self.said("next_steps")),
        ):
            yield Text(self.say(f"heading.{name}"), "heading")
            yield from section
        yield Text(
            self.say("rules", before=day(before, self.language), last=days["last"], version=on_one_line(facts.version)),
            "note",
        )
        for caution in facts.cautions:
            yield Text(on_one_line(say(caution, self.language)), "note")

    def overview(self) -> Iterator[Block]:
        facts = self.facts
        done = [change.kind for change in facts.changes]
        kinds = {kind: done.count(kind) for kind in _KINDS.values()}
        yield Text(
            self.say(
                "overview", open_before=facts.before.open, open_after=facts.after.open, assigned=facts.assigned, **kinds
            )
        )
        rows = []
        lights: tuple[LightName, ...] = ("delivery", "freshness")
        for light in lights:
            for when, counted in (("before", facts.before), ("after", facts.after)):
                counts: dict[Colour, int] = counted.delivery if light == "delivery" else counted.freshness
                name = word("light-name", light, self.language)
                rows.append(light_row(self.say("light-at", light=name, when=self.say(when)), counts))
        yield lights_table(rows, self.language)

    def reports(self) -> Iterator[Block]:
        facts = self.facts
        totals = {name: sum(each.counts[name] for each in facts.reports) for name in _OUTCOMES}
        yield Text(
            self.say(
                "received", received=facts.received, claims=facts.claims, returned=facts.returned,
                owed=sum(totals.values()), **totals,
            )
        )  # fmt: skip
        if not facts.reports:
            return
        names = ("number", "body", "owed", *_OUTCOMES)
        rows = tuple(
            (
                number_cell(number),
                cell(on_one_line(each.party.name)),
                number_cell(sum(each.counts.values())),
                number_cell(each.counts["in_time"]),
                number_cell(each.counts["late"], "yellow"),
                number_cell(each.counts["sent_back"], "yellow"),
                number_cell(each.counts["missing"], "red"),
            )
            for number, each in enumerate(facts.reports, 1)
        )
        labels = tuple(self.say(f"column.{name}") for name in names)
        yield Table(caption=self.say("heading.reports"), widths=_REPORTS, labels=labels, rows=rows)
        if any(each.open for each in facts.reports):
            yield Text(self.say("missing-head"))
        for each in facts.reports:
            if each.open:
                reports = [
                    self.say(
                        "missing-report",
                        path=self.paths.get(task) or self.task(task),
                        period=shown("period", period, self.language),
                    )
                    for task, period in each.open
                ]
                body = on_one_line(each.party.name)
                yield Text(self.say("missing-line", body=body, reports=listed(reports, self.language)))

    def changes(self, *kinds: Kind) -> Iterator[Block]:
        found = [change for kind in kinds for change in self.facts.changes if change.kind == kind]
        if not found:
            yield Text(words("none", self.language))
        for change in found:
            reason = on_one_line(change.reason) or words("unknown", self.language)
            until = self.day(change.until) if change.until else ""
            yield Text(
                self.say(
                    change.kind, task=self.task(change.task), body=on_one_line(change.body), day=self.day(change.day),
                    reason=reason.rstrip("。."), until=until,
                )
            )  # fmt: skip

    def notices(self) -> Iterator[Block]:
        found = self.facts.notices
        levels = [each.notice.level for each in found]
        counts: dict[Level, int] = {level: levels.count(level) for level in LEVELS}
        void = sum(each.void is not None for each in found)
        yield Text(self.say("issued", count=len(found), void=void, **counts))
        for each in found:
            notice = each.notice
            yield Text(
                self.say(
                    "notice" if each.void is None else "notice-void", number=on_one_line(notice.written),
                    task=self.task(each.task), body=on_one_line(each.body), day=self.day(notice.by.day.isoformat()),
                    reply=self.day(notice.reply_by), reason=on_one_line(each.void or "").rstrip("。."),
                )
            )  # fmt: skip

    def overdue(self) -> Iterator[Block]:
        found = self.facts.overdue
        if not found:
            yield Text(words("none", self.language))
            return
        yield Text(self.say("overdue", count=len(found)))
        yield item_table(self.plan, found, self.say("heading.overdue"), self.language)

    def said(self, name: Literal["problems", "next_steps"]) -> Iterator[Block]:
        """What bodies wrote, each by its number; the lines of a long text are paragraphs of their own."""
        found = [(each, written) for each in self.facts.said if (written := lines(getattr(each, name)))]
        if not found:
            yield Text(self.say("said-none"))
        for at, (each, (first, *others)) in enumerate(found):
            yield Text(
                numeral(at, self.language)
                + self.say(
                    "said-returned" if each.returned else "said", body=on_one_line(each.body),
                    task=self.task(each.task), period=shown("period", each.period, self.language), text=first,
                )
            )  # fmt: skip
            yield from map(Text, others)
