"""Matters and what happened to them. Events are only added; a matter's row is what they amount to on a day."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class MatterRow(models.Model):
    """A matter. `version` is the number of its events: a form that was made from another version is a conflict."""

    id = models.CharField(max_length=20, primary_key=True)
    plan = models.ForeignKey("web.PlanRecord", models.PROTECT, related_name="matters")
    task = models.ForeignKey("web.TaskRow", models.PROTECT, related_name="matters")
    body = models.ForeignKey("web.Body", models.PROTECT, related_name="matters")
    version = models.IntegerField(default=0)
    capacity = models.CharField(max_length=6)
    state = models.CharField(max_length=10)
    assigned = models.DateField()
    settled = models.DateField(null=True)
    changed = models.DateTimeField(default=timezone.now)
    # how it stands on `judged_on`
    due = models.DateField(null=True)
    delivery = models.CharField(max_length=6, default="grey")
    path = models.CharField(max_length=6, default="grey")
    freshness = models.CharField(max_length=6, default="grey")
    rule = models.CharField(max_length=40, blank=True)  # of the delivery light
    lights = models.TextField(default="null")  # the three lights with their sentences, JSON
    missed = models.IntegerField(default=0)  # reports missing in a row
    to_check = models.IntegerField(default=0)  # reports handed in and not checked
    asked = models.BooleanField(default=False)  # a postponement is asked for
    proposed = models.CharField(max_length=6, blank=True)  # level of the notice that is proposed
    proposed_rule = models.CharField(max_length=40, blank=True)
    judged_on = models.DateField(null=True)

    class Meta:
        ordering = ("assigned", "id")
        indexes = (  # the first three hold all that counts are made of, the last the order of lists
            models.Index(fields=("plan", "delivery", "state"), name="matter_counts"),
            models.Index(
                fields=("plan", "state", "due", "delivery", "path", "freshness", "to_check", "asked", "proposed"),
                name="matter_desk",
            ),
            models.Index(fields=("body", "state", "delivery", "due", "missed"), name="matter_body"),
            models.Index(fields=("due", "assigned", "id"), name="matter_order"),
        )


class EventRow(models.Model):
    """An event as `luodi.delivery.event` writes it (JSON). `number` is the order in which they were accepted."""

    number = models.BigAutoField(primary_key=True)
    id = models.CharField(max_length=64, unique=True)
    matter = models.ForeignKey(MatterRow, models.PROTECT, related_name="events")
    plan = models.ForeignKey("web.PlanRecord", models.PROTECT, related_name="+")
    what = models.CharField(max_length=24)
    data = models.TextField()

    class Meta:
        ordering = ("number",)


class NoticeRow(models.Model):
    """督办单 by number. A number is used once, void or not."""

    matter = models.ForeignKey(MatterRow, models.PROTECT, related_name="notices")
    event = models.CharField(max_length=64, unique=True)
    level = models.CharField(max_length=6)
    year = models.IntegerField()
    number = models.IntegerField()
    written = models.CharField(max_length=60)
    rule = models.CharField(max_length=40)
    issued = models.DateField()
    reply_by = models.DateField()
    void = models.BooleanField(default=False)

    class Meta:
        ordering = ("-issued", "-id")
        constraints = (models.UniqueConstraint(fields=("level", "year", "number"), name="number_once"),)


class Evidence(models.Model):
    """佐证材料: a file handed in for a matter, kept under its SHA-256."""

    matter = models.ForeignKey(MatterRow, models.PROTECT, related_name="evidence")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    account = models.ForeignKey("web.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("matter", "sha256"), name="evidence_once"),)
