"""Tasks of plans as rows, for lists: what the plan says, and how their matters stand."""

from __future__ import annotations

import msgspec
from django.db import models


class TaskRow(models.Model):
    """A task. From `state` on it is a summary of its matters: the worst light, the earliest day."""

    UNASSIGNED, OPEN, DONE = "unassigned", "open", "done"

    plan = models.ForeignKey("web.PlanRecord", models.CASCADE, related_name="tasks")
    key = models.CharField(max_length=40)
    position = models.IntegerField()
    path = models.CharField(max_length=120)
    title = models.TextField()
    category = models.CharField(max_length=300)
    searched = models.TextField()  # path, title, text and bodies in small letters, for the full-text search
    named = models.TextField(default="{}")  # the names of its parties by role, JSON, for lists
    gone = models.BooleanField(default=False)  # the plan no longer has it, its matters remain
    state = models.CharField(max_length=10, default=UNASSIGNED)
    delivery = models.CharField(max_length=6, default="grey")
    path_light = models.CharField(max_length=6, default="grey")
    freshness = models.CharField(max_length=6, default="grey")
    due = models.DateField(null=True)

    class Meta:
        ordering = ("plan_id", "position")
        constraints = (models.UniqueConstraint(fields=("plan", "key"), name="task_once"),)
        indexes = (
            models.Index(fields=("plan", "position"), name="task_order"),
            models.Index(fields=("plan", "state"), name="task_counts", condition=models.Q(gone=False)),
            models.Index(fields=("delivery", "state"), name="task_light"),
            models.Index(fields=("due",), name="task_due"),
        )

    def names(self, *roles: str) -> list[str]:
        """The names of the parties in roles, in the order of the document."""
        named: dict[str, list[str]] = msgspec.json.decode(self.named)
        return [name for role in roles for name in named.get(role, ())]


class TaskParty(models.Model):
    """A body in a role on a task, by the plan or by assignment."""

    task = models.ForeignKey(TaskRow, models.CASCADE, related_name="parties")
    body = models.ForeignKey("web.Body", models.PROTECT, related_name="parts")
    role = models.CharField(max_length=10)
    position = models.IntegerField(default=0)
    open = models.BooleanField(default=False)  # 等有关单位

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("task", "body", "role"), name="party_once"),)
