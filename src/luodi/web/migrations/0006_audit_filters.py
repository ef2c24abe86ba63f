"""The audit record is looked through by account and by action, the latest first, and by day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("web", "0005_reminder_mail")]  # noqa: RUF012
    operations = [  # noqa: RUF012
        migrations.RemoveIndex("auditentry", "web_auditen_account_14b2f5_idx"),
        migrations.RemoveIndex("auditentry", "web_auditen_action_de8bac_idx"),
        migrations.AddIndex("auditentry", models.Index(fields=["account", "number"], name="audit_account")),
        migrations.AddIndex("auditentry", models.Index(fields=["action", "number"], name="audit_action")),
        migrations.AddIndex("auditentry", models.Index(fields=["at"], name="audit_at")),
    ]
