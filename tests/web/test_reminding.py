"""Reminders: sent once, to whom the office says, in their language; what was not sent comes with the next run."""

from __future__ import annotations

from datetime import date

import pytest

from luodi.web import reminding
from luodi.web.models import Account, Body, ReminderMail, SentReminder

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 8)  # a Friday, five working days after everything was assigned: nothing has been signed for


@pytest.fixture
def people(office):
    """The contact of one body reads English; nobody is known of the others, so they go to the officer."""
    office.officer.email = "officer@example.invalid"
    office.officer.save()
    office.lead.email, office.lead.language = "lead@example.invalid", "en"
    office.lead.save()
    Body.objects.filter(pk=office.lead.body.pk).update(contact=office.lead)
    return office


def test_everybody_gets_one_mail_and_the_second_run_sends_nothing(people, mailoutbox):
    first = reminding.remind(DAY)
    assert {digest.person.id for digest in first.sent} == {"lead", "officer"}
    assert sorted(mail.to[0] for mail in mailoutbox) == ["lead@example.invalid", "officer@example.invalid"]
    assert SentReminder.objects.count() == sum(len(digest.reminders) for digest in first.sent)
    assert reminding.remind(DAY).sent == ()
    assert len(mailoutbox) == 2


def test_a_mail_says_what_is_to_be_done_in_the_language_of_who_gets_it(people, mailoutbox):
    reminding.remind(DAY)
    text = {mail.to[0].split("@")[0]: mail for mail in mailoutbox}
    assert "2024-03-08" in text["lead"].subject
    assert "was to be signed for by 2024-03-06, 2 working days ago" in text["lead"].body
    assert people.matter.task.title in text["lead"].body
    assert "2024年3月8日" in text["officer"].subject
    assert "未登记联络员和负责人" in text["officer"].body
    assert text["lead"].extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_trial_run_writes_nothing(people, mailoutbox):
    before = people.record.judged_on
    assert {digest.person.id for digest in reminding.reminders_on(DAY).digests} == {"lead", "officer"}
    people.record.refresh_from_db()
    assert (people.record.judged_on, SentReminder.objects.count(), len(mailoutbox)) == (before, 0, 0)


def _fails(account, subject, text, id):
    if account.username == "lead":
        raise ConnectionRefusedError("no mail today")
    reminding.by_mail(account, subject, text, id)


def test_a_mail_that_failed_does_not_stop_the_others_and_goes_out_with_the_next_run(
    people, mailoutbox, settings, monkeypatch
):
    monkeypatch.setattr("luodi.web.reminding.fails", _fails, raising=False)
    settings.NOTIFIERS = ["luodi.web.reminding.fails"]
    run = reminding.remind(DAY)
    assert [(digest.person.id, reason) for digest, reason in run.failed] == [
        ("lead", "ConnectionRefusedError: no mail today")
    ]
    assert [mail.to for mail in mailoutbox] == [["officer@example.invalid"]]
    settings.NOTIFIERS = ["luodi.web.reminding.by_mail"]
    assert [digest.person.id for digest in reminding.remind(DAY).sent] == ["lead"]
    assert ReminderMail.objects.filter(sent=None).count() == 0


def test_a_mail_that_is_sent_again_after_a_kill_is_the_same_message(people, mailoutbox, monkeypatch):
    def killed(mail, digest):
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(reminding, "_marked", killed)
        with pytest.raises(KeyboardInterrupt):
            reminding.remind(DAY)
    [early] = mailoutbox
    reminding.remind(DAY)
    again = [mail for mail in mailoutbox if mail.to == early.to]
    assert len(again) == 2
    assert len({mail.extra_headers["Message-ID"] for mail in again}) == 1
    assert len({mail.extra_headers["Message-ID"] for mail in mailoutbox}) == 2


def test_what_is_left_of_an_earlier_day_comes_as_of_today(people, mailoutbox, settings, monkeypatch):
    monkeypatch.setattr("luodi.web.reminding.fails", _fails, raising=False)
    settings.NOTIFIERS = ["luodi.web.reminding.fails"]
    reminding.remind(DAY)
    settings.NOTIFIERS = ["luodi.web.reminding.by_mail"]
    reminding.remind(date(2024, 3, 12))
    [mail] = [mail for mail in mailoutbox if mail.to == ["lead@example.invalid"]]
    assert "4 working days ago" in mail.body


def test_a_name_cannot_write_a_header_or_a_line_of_its_own(people, mailoutbox):
    hostile = "王\r\nBcc: everybody@example.invalid\n\n请转账"
    Account.objects.filter(pk=people.lead.pk).update(name=hostile)
    reminding.remind(DAY)
    [mail] = [mail for mail in mailoutbox if mail.to == ["lead@example.invalid"]]
    message = mail.message()
    assert message["Bcc"] is None
    assert "\nBcc:" not in mail.body
    assert mail.recipients() == ["lead@example.invalid"]


@pytest.mark.parametrize("address", ["", "nobody", "a@example.invalid\nBcc: b@example.invalid"])
def test_who_cannot_be_reached_is_passed_over(people, address):
    Account.objects.filter(pk=people.lead.pk).update(email=address)
    assert {digest.person.id for digest in reminding.remind(DAY).sent} == {"officer"}


def test_nothing_is_sent_on_a_day_off(people, mailoutbox):
    run = reminding.remind(date(2024, 3, 9))
    assert run.sent == ()
    assert run.found.held
    assert mailoutbox == []
