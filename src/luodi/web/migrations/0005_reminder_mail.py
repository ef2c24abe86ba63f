"""Mails of reminders, so that what was not sent is known."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [  # noqa: RUF012
        ("web", "0004_imports"),
    ]

    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="ReminderMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("sent", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.AddField(
            model_name="sentreminder",
            name="mail",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="web.remindermail"
            ),
        ),
        migrations.AddConstraint(
            model_name="remindermail",
            constraint=models.UniqueConstraint(fields=("account", "day"), name="mail_once_a_day"),
        ),
    ]
