"""Reminders that went out, so that none goes twice."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class ReminderMail(models.Model):
    """One mail: what somebody is reminded of on a day. `sent` is empty until it is known to have gone out."""

    account = models.ForeignKey("web.Account", models.PROTECT, related_name="+")
    day = models.DateField()
    sent = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("account", "day"), name="mail_once_a_day"),)


class SentReminder(models.Model):
    """A reminder by its key (see `luodi.delivery.reminder`), to whom and on which day."""

    key = models.CharField(max_length=200, unique=True)
    account = models.ForeignKey("web.Account", models.PROTECT, related_name="+")
    matter = models.ForeignKey("web.MatterRow", models.PROTECT, related_name="reminders")
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    mail = models.ForeignKey(ReminderMail, models.CASCADE, null=True, related_name="reminders")

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("day", "account")),)
