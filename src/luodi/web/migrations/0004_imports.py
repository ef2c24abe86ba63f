"""What is kept of an import: the blocks of its text, and the plan compiled from it while it waits to be confirmed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("web", "0003_assessments")]  # noqa: RUF012
    operations = [  # noqa: RUF012
        migrations.AddField("import", "blocks", models.BinaryField(null=True)),
        migrations.AddField("import", "compiled", models.BinaryField(null=True)),
    ]
