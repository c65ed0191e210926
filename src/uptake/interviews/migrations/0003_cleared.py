"""Transcripts from before there was a step of de-identification can be coded as they could."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

WHY = "Brought in before the step of de-identification was there."


def waive(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("interviews", "Transcript").objects.filter(cleared_how="")
    rows.update(cleared_how="waived", cleared_at=timezone.now(), cleared_why=WHY)


class Migration(migrations.Migration):
    dependencies = [("interviews", "0002_interviews")]

    operations = [migrations.RunPython(waive, migrations.RunPython.noop)]
