"""Rules that an office made its own: thresholds, roles, holidays."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Rulebook(models.Model):
    """A version of a settings file of `luodi.delivery`: rules, workflow or calendar. The last of a kind counts."""

    kind = models.CharField(max_length=10)
    version = models.CharField(max_length=60)
    text = models.TextField()
    account = models.ForeignKey("web.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-id",)
