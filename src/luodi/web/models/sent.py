"""Reminders that went out, so that none goes twice."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class SentReminder(models.Model):
    """A reminder by its key (see `luodi.delivery.reminder`), to whom and on which day."""

    key = models.CharField(max_length=200, unique=True)
    account = models.ForeignKey("web.Account", models.PROTECT, related_name="+")
    matter = models.ForeignKey("web.MatterRow", models.PROTECT, related_name="reminders")
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("day", "account")),)
