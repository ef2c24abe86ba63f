"""催办: which reminders are to be sent on a day, given what was sent before.

A reminder has stages: so many working days before a day, on it, and every so many working days after. Of those that
have been reached only the latest is sent, once; a run that was missed is made up by that one. Nobody gets more than one
mail a day, and nothing is sent on days off: what is held back comes with the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from luodi.delivery.directory import Directory, Person, Via
from luodi.delivery.event import Party
from luodi.delivery.lights import Lights, Standing
from luodi.delivery.reporting import deadline, upcoming
from luodi.delivery.rules import ReminderRules, Setting
from luodi.delivery.sentence import Sentence, Value
from luodi.delivery.workflow import AWAITING, DONE
from luodi.plan import Record

Obligation = Literal["sign", "due", "step", "report"]


class Sent(Record, frozen=True, gc=False):
    """A reminder that was sent: its key, to whom (a person's id), on which day (ISO)."""

    key: str
    person: str
    day: str


class Reminder(Record, frozen=True, gc=False, kw_only=True):
    """A reminder of one matter. `stage` is in working days (-3 before, 0 on the day, 5 after), `key` is remembered."""

    key: str
    matter: str
    task: str
    party: Party
    obligation: Obligation
    by: str
    stage: int
    text: Sentence


class Digest(Record, frozen=True, kw_only=True):
    """One mail: the reminders of a person on a day. `via` tells for each how the person was found."""

    person: Person
    day: str
    reminders: tuple[Reminder, ...]
    via: tuple[Via, ...]

    def sent(self) -> tuple[Sent, ...]:
        """What to remember once it has been sent."""
        return tuple(Sent(reminder.key, self.person.id, self.day) for reminder in self.reminders)


class Reminders(Record, frozen=True, kw_only=True):
    """What to send. `held` waits for the person's next day or a working day, `unreachable` for somebody to write to."""

    digests: tuple[Digest, ...]
    held: tuple[Reminder, ...]
    unreachable: tuple[Reminder, ...]
    cautions: tuple[Sentence, ...]


def reminders(lights: Lights, directory: Directory, setting: Setting, sent: Iterable[Sent]) -> Reminders:
    """The mails of a day from the standing of the matters on it. Sending them twice is impossible by `sent`."""
    today = setting.today.isoformat()
    if lights.on != today:
        raise ValueError(f"lights of {lights.on} on {today}")
    history = list(sent)
    keys = {each.key for each in history}
    written_to = {each.person for each in history if each.day == today}
    by_person: dict[str, tuple[Person, list[tuple[Reminder, Via]]]] = {}
    held, unreachable = [], []
    working = setting.calendar.is_working(setting.today)
    for standing in lights.standings:
        for reminder in _reminders(standing, setting):
            if reminder.key in keys:
                continue
            found = directory.recipient(reminder.party.body)
            if found is None:
                unreachable.append(reminder)
            elif found[0].id in written_to or not working:
                held.append(reminder)
            else:
                by_person.setdefault(found[0].id, (found[0], []))[1].append((reminder, found[1]))
    digests = tuple(_digest(person, items, today) for person, items in by_person.values())
    return Reminders(digests=digests, held=tuple(held), unreachable=tuple(unreachable), cautions=lights.cautions)


def _digest(person: Person, items: list[tuple[Reminder, Via]], day: str) -> Digest:
    """The most pressing first."""
    ordered = sorted(items, key=lambda item: (item[0].by, item[0].key))
    return Digest(
        person=person, day=day,
        reminders=tuple(reminder for reminder, _ in ordered), via=tuple(via for _, via in ordered),
    )  # fmt: skip


def _reminders(standing: Standing, setting: Setting) -> Iterator[Reminder]:
    matter = standing.matter
    if matter.state in DONE or matter.state in AWAITING:
        return
    rules = setting.rules.reminders
    if matter.state == "assigned":
        by = setting.calendar.after(matter.assigned, setting.rules.delivery.sign_within)
        yield from _staged(standing, "sign", matter.party, by, "", rules.sign, setting)
    if standing.limit.by:
        yield from _staged(standing, "due", matter.party, standing.limit.by, "", rules.due, setting)
    for step in matter.open_steps:
        by = date.fromisoformat(step.by)
        yield from _staged(standing, "step", step.party, by, step.id, rules.step, setting, step=step.title)
    yield from _of_reports(standing, setting)


def _of_reports(standing: Standing, setting: Setting) -> Iterator[Reminder]:
    """Of the period whose report is next, and of the latest that is missing: a mail is no list of omissions."""
    matter, rule = standing.matter, setting.rules.reminders.report
    if standing.missed:
        period = standing.missed[-1]
        by = deadline(period, standing.cycle, setting)
        yield from _staged(standing, "report", matter.party, by, period.label, rule, setting,
                           period=period.label, count=len(standing.missed))  # fmt: skip
    for period in upcoming(matter, standing.cycle, setting):
        by = deadline(period, standing.cycle, setting)
        yield from _staged(standing, "report", matter.party, by, period.label, rule, setting, period=period.label)


def _staged(
    standing: Standing, obligation: Obligation, party: Party, by: date, of: str, rule: ReminderRules, setting: Setting,
    **values: Value,
) -> Iterator[Reminder]:  # fmt: skip
    """The latest stage that an obligation has reached on the day, if any."""
    days = setting.calendar.between(setting.today, by)
    if setting.today <= by:
        reached = [before for before in rule.before if days <= before]
        if days and not reached:
            return
        stage = -min(reached) if days else 0
    else:
        stage = max(-days, 1) // rule.after_every * rule.after_every
    tense = "late" if setting.today > by else "ahead" if days else "last"
    matter = standing.matter
    text = {
        "by": by.isoformat(),
        "days": abs(days) if tense == "ahead" else max(-days, 1),
        "name": party.name,
        **values,
    }
    yield Reminder(
        key="/".join((matter.id, obligation, of, by.isoformat(), str(stage))), matter=matter.id, task=matter.task,
        party=party, obligation=obligation, by=by.isoformat(), stage=stage,
        text=Sentence(f"reminder.{obligation}.{tense}", text),
    )  # fmt: skip
