"""Assessments as they were made; they and the versions of the observations are only added to."""

from functools import partial
from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

append_only = import_module("luodi.web.migrations.0002_append_only")
TABLES = ("web_assessmentrun", "web_dataset")


class Migration(migrations.Migration):
    dependencies = [("web", "0002_append_only")]  # noqa: RUF012
    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="AssessmentRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField()),
                ("on", models.DateField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("assessments", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("scores", models.TextField(default="[]")),
                (
                    "dataset",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="web.dataset"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="web.planrecord"
                    ),
                ),
            ],
            options={"ordering": ("-id",)},
        ),
        migrations.RunPython(partial(append_only.forbid, tables=TABLES), partial(append_only.allow, tables=TABLES)),
    ]
