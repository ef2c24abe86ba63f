"""Counts kept with each plan, and indexes for what lists are ordered and counted by."""

from typing import Any

from django.db import migrations, models


def judge_again(apps: Any, schema_editor: Any) -> None:
    """Counts are written when a plan is judged."""
    apps.get_model("web", "PlanRecord").objects.update(judged_on=None)


class Migration(migrations.Migration):
    dependencies = (("web", "0002_append_only"),)

    operations = (
        migrations.AddField("planrecord", "counts", models.JSONField(default=dict)),
        migrations.RunPython(judge_again, migrations.RunPython.noop),
        migrations.RemoveIndex("taskrow", "task_counts"),
        migrations.AddIndex(
            "taskrow", models.Index(fields=["plan", "state"], name="task_counts", condition=models.Q(gone=False))
        ),
        migrations.AddIndex("matterrow", models.Index(fields=["due", "assigned", "id"], name="matter_order")),
    )
