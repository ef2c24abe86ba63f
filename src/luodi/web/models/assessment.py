"""评估: what was said of a plan's targets on a day, kept as it was said."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class AssessmentRun(models.Model):
    """Assessments that differ from those before. Runs are only added, so that their forecasts stay as they were issued.

    `assessments` is the JSON of `luodi.indicators.Assessments` with its SHA-256, `version` that of the plan, `dataset`
    the observations (None: there were none). `scores` says how forecasts of earlier runs did, by what this one knows.
    """

    plan = models.ForeignKey("web.PlanRecord", models.PROTECT, related_name="runs")
    version = models.IntegerField()
    dataset = models.ForeignKey("web.Dataset", models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    assessments = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    scores = models.TextField(default="[]")  # JSON

    class Meta:
        ordering = ("-id",)
