"""催办: the mails of a day, sent once.

A mail is put on record before it is sent and marked once it has been. What a run finds on record and not marked was
left by one that was killed or whose sending failed: it is taken back, and comes again as of today. So a reminder goes
out at least once: twice only when a run is killed after the mail was taken and before it was marked, and then with the
same Message-ID, if it is the same day. Runs wait for each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from luodi.delivery import (
    Digest,
    Directory,
    Lights,
    Office,
    Person,
    Reminder,
    Reminders,
    Sent,
    Sentence,
    Standing,
    reminders,
    word,
)
from luodi.delivery import say as say_of_delivery
from luodi.messages import Language, say
from luodi.web import audit
from luodi.web.alone import alone
from luodi.web.measuring import assess_daily
from luodi.web.models import Account, Body, EventRow, MatterRow, PlanRecord, ReminderMail, SentReminder
from luodi.web.rulebooks import setting_on
from luodi.web.standing import judged, matters_of, refresh_all

Notify = Callable[[Account, str, str, str], None]
"""Tells an account something: (account, subject, text, id). The same id is the same message. Raises when it cannot."""


@dataclass(frozen=True)
class Run:
    """What a run did: the mails that went out, those that did not with the reason, and the reminders of the day."""

    sent: tuple[Digest, ...]
    failed: tuple[tuple[Digest, str], ...]
    found: Reminders


def remind(today: date) -> Run:
    """Judge every plan on a day and send the reminders that are due and did not go out before."""
    notifiers: list[Notify] = [import_string(path.strip()) for path in settings.NOTIFIERS]
    with alone("remind"):
        ReminderMail.objects.filter(sent=None).delete()
        refresh_all(today)
        assess_daily()
        found = reminders_on(today)
        sent: list[Digest] = []
        failed: list[tuple[Digest, str]] = []
        people = Account.objects.in_bulk([digest.person.id for digest in found.digests], field_name="username")
        for digest in found.digests:
            account = people[digest.person.id]
            mail = _recorded(account, digest, today)
            try:
                for notify in notifiers:
                    notify(account, *message(digest, account.speaks), message_id(account, today))
            except Exception as error:  # whatever a notifier of the office raises
                failed.append((digest, " ".join(f"{type(error).__name__}: {error}".split())))
                continue
            _marked(mail, digest)
            sent.append(digest)
    return Run(tuple(sent), tuple(failed), found)


def reminders_on(today: date) -> Reminders:
    """The reminders of a day that are not on record, over all plans; nothing is written."""
    setting = setting_on(today)
    standings: list[Standing] = []
    cautions: list[Sentence] = []
    for record in PlanRecord.objects.all():
        events = EventRow.objects.filter(plan=record)
        found = judged(record, matters_of(events).values(), setting)
        standings += found.standings
        cautions += found.cautions
    lights = Lights(
        on=today.isoformat(), version=setting.rules.version, standings=tuple(standings), cautions=tuple(cautions)
    )
    history = SentReminder.objects.values_list("key", "account__username", "day")
    return reminders(lights, directory(), setting, (Sent(key, who, day.isoformat()) for key, who, day in history))


def directory() -> Directory:
    """Who is written to for a body: of its contact and its head those who can be reached, else the plan officers."""
    offices = {
        body.key: Office(_person(body.contact), _person(body.head))
        for body in Body.objects.select_related("contact", "head")
    }
    officers = (_person(account) for account in Account.objects.filter(role="plan_officer"))
    return Directory(offices, tuple(person for person in officers if person))


def _person(account: Account | None) -> Person | None:
    if account is None or not account.is_active:
        return None
    try:
        validate_email(account.email)
    except ValidationError:
        if settings.NOTIFIERS == ["luodi.web.reminding.by_mail"]:
            return None
    return Person(account.username, account.name)


def _recorded(account: Account, digest: Digest, today: date) -> ReminderMail:
    with audit.writing():
        mail = ReminderMail.objects.create(account=account, day=today)
        SentReminder.objects.bulk_create(
            SentReminder(key=each.key, account=account, matter_id=each.matter, day=today, mail=mail)
            for each in digest.reminders
        )
    return mail


def _marked(mail: ReminderMail, digest: Digest) -> None:
    with audit.writing():
        mail.sent = timezone.now()
        mail.save()
        audit.record("reminded", digest.person.id, address="console", day=digest.day, reminders=len(digest.reminders))


# ---------------------------------------------------------------- what is said, and how


def message(digest: Digest, language: Language) -> tuple[str, str]:
    """Subject and text of a mail."""
    day = date.fromisoformat(digest.day)
    subject = say("site.reminding.subject", language, count=len(digest.reminders), day=day)
    parts = [say("site.reminding.greeting", language, name=_plain(digest.person.name))]
    rows = MatterRow.objects.select_related("task", "plan").in_bulk([each.matter for each in digest.reminders])
    for number, (each, via) in enumerate(zip(digest.reminders, digest.via, strict=True), 1):
        lines = _lines(each, rows[each.matter], language)
        if via != "contact":
            lines = [*lines, word("via", via, language)]
        parts.append("\n   ".join([f"{number}. {next(iter(lines))}", *lines[1:]]))
    return subject, "\n\n".join([*parts, say("site.reminding.foot", language)]) + "\n"


def _lines(reminder: Reminder, row: MatterRow, language: Language) -> list[str]:
    lines = [say_of_delivery(reminder.text, language), f"{row.task.path} {row.task.title}", row.plan.title]
    if settings.HOSTS:
        lines.append(f"https://{settings.HOSTS[0]}{reverse('task', args=[row.plan.key, row.task.key])}")
    return [_plain(line) for line in lines]


def _plain(text: str) -> str:
    """Text on one line, without characters that do not print."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


def message_id(account: Account, today: date) -> str:
    """The Message-ID of somebody's mail of a day: the same, however often it is sent."""
    named = hashlib.sha256(f"{account.username}\n{today}".encode()).hexdigest()[:32]
    return f"<{named}@{settings.DEFAULT_FROM_EMAIL.rsplit('@', 1)[-1].strip('> ')}>"


def by_mail(account: Account, subject: str, text: str, id: str) -> None:
    """Send a mail to an account that has an address."""
    if account.email:
        headers = {"Message-ID": id, "Auto-Submitted": "auto-generated"}
        EmailMessage(subject, text, to=[account.email], headers=headers).send()


def listed(found: Reminders, language: Language) -> Iterator[str]:
    """What is to be sent, a line each: to whom, and the sentence."""
    for digest in found.digests:
        for each in digest.reminders:
            yield f"{digest.person.name} <{digest.person.id}>  {say_of_delivery(each.text, language)}"
