"""Documents as they were uploaded, and the plans compiled from them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Import(models.Model):
    """An uploaded document on its way to a plan. The file is kept under its SHA-256 beside the evidence.

    One of a plan that is published waits (with what was compiled of it) until an officer has seen what it changes, and
    is then done or discarded. `blocks` are those of its text: the review page shows it without reading it anew.
    """

    QUEUED, WORKING, DONE, FAILED = "queued", "working", "done", "failed"
    WAITING, DISCARDED = "waiting", "discarded"

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    account = models.ForeignKey("web.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, default=QUEUED)
    error = models.TextField(blank=True)  # the sentence in both languages, as JSON
    plan = models.ForeignKey("web.PlanRecord", models.SET_NULL, null=True, blank=True, related_name="imports")
    compiled = models.BinaryField(null=True)  # the plan file, while it waits
    blocks = models.BinaryField(null=True)  # JSON

    class Meta:
        ordering = ("-id",)


class PlanRecord(models.Model):
    """A plan; what it says is in its `files`. `version` counts its changes."""

    DRAFT, PUBLISHED = "draft", "published"

    key = models.CharField(max_length=40, unique=True)  # the document's id
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, default=DRAFT)
    version = models.IntegerField(default=1)
    source = models.ForeignKey(Import, models.PROTECT, related_name="+")
    assessed = models.DateTimeField(null=True)
    judged_on = models.DateField(null=True)
    counts = models.JSONField(default=dict)  # tasks by state, open matters by the colour of the delivery light
    created = models.DateTimeField(default=timezone.now)
    published = models.DateTimeField(null=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.title


class PlanFiles(models.Model):
    """The files of a plan, apart from its row because lists would read through them.

    `compiled` is what the compiler gave, `corrections` the file that people wrote; `corrected` is the plan file that
    everybody sees, the two together. `assessments` are the latest.
    """

    plan = models.OneToOneField(PlanRecord, models.CASCADE, primary_key=True, related_name="files")
    compiled = models.BinaryField()
    corrected = models.BinaryField()
    corrections = models.TextField(default="[]\n")
    assessments = models.BinaryField(null=True)
