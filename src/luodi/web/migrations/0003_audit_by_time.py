"""The audit record is looked through by day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("web", "0002_append_only")]  # noqa: RUF012
    operations = [  # noqa: RUF012
        migrations.AddIndex("auditentry", models.Index(fields=["at"], name="audit_at")),
    ]
