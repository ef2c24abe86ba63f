"""Counts kept with each plan, and indexes for what lists are ordered and counted by."""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Lower


def write_again(apps: Any, schema_editor: Any) -> None:
    """Counts are written when a plan is judged; what is searched is in small letters."""
    apps.get_model("web", "PlanRecord").objects.update(judged_on=None)
    apps.get_model("web", "TaskRow").objects.update(searched=Lower("searched"))


class Migration(migrations.Migration):
    dependencies = (("web", "0002_append_only"),)

    operations = (
        migrations.AddField("planrecord", "counts", models.JSONField(default=dict)),
        migrations.RunPython(write_again, migrations.RunPython.noop),
        migrations.RemoveIndex("taskrow", "task_counts"),
        migrations.AddIndex(
            "taskrow", models.Index(fields=["plan", "state"], name="task_counts", condition=models.Q(gone=False))
        ),
        migrations.AddIndex("matterrow", models.Index(fields=["due", "assigned", "id"], name="matter_order")),
    )
