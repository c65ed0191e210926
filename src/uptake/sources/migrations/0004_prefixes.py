"""Let the index of words know beginnings of one and two letters: "a" is then one look-up."""

from django.db import migrations

TABLE = (
    "CREATE VIRTUAL TABLE sources_words USING fts5("
    "find, content='sources_reference', content_rowid='id', tokenize='ascii'{})"
)


def make_again(schema_editor, options):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE sources_words")
        schema_editor.execute(TABLE.format(options))
        schema_editor.execute("INSERT INTO sources_words (sources_words) VALUES ('rebuild')")


def know(apps, schema_editor):
    make_again(schema_editor, ", prefix='1 2'")


def forget(apps, schema_editor):
    make_again(schema_editor, "")


class Migration(migrations.Migration):
    dependencies = [("sources", "0003_review")]
    operations = [migrations.RunPython(know, forget)]
