from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("web", "0002_append_only")]

    operations = [
        migrations.AddField("import", "blocks", models.BinaryField(null=True)),
        migrations.AddField("import", "compiled", models.BinaryField(null=True)),
    ]
