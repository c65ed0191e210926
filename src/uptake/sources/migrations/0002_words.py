"""The index of words that the list of references searches; see `uptake.sources.words`."""

from django.db import migrations


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE VIRTUAL TABLE sources_words USING fts5("
            "find, content='sources_reference', content_rowid='id', tokenize='ascii')"
        )
    else:
        schema_editor.execute(
            "CREATE INDEX sources_words ON sources_reference "
            "USING gin (to_tsvector('simple', find))"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE sources_words")
    else:
        schema_editor.execute("DROP INDEX sources_words")


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
