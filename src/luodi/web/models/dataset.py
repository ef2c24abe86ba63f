"""Observations of the office, kept as the table that is imported and exported."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Dataset(models.Model):
    """A version of the observations: the whole table as CSV. Versions are only added; the last one counts."""

    version = models.AutoField(primary_key=True)
    table = models.TextField()
    rows = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    account = models.ForeignKey("web.Account", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-version",)
