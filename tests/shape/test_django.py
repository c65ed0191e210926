"""Django's own checks on the house as it stands."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command


def test_django_finds_nothing_wrong():
    call_command("check", fail_level="WARNING")


@pytest.mark.django_db
def test_migrations_say_what_the_tables_are():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_a_migration_that_is_missing_is_found(settings, tmp_path, monkeypatch):
    app = tmp_path / "made_up_step"
    (app / "migrations").mkdir(parents=True)
    (app / "__init__.py").write_text("", "utf-8")
    (app / "migrations" / "__init__.py").write_text("", "utf-8")
    (app / "models.py").write_text(
        "from django.db import models\n\n\nclass Thing(models.Model):\n    name = "
        "models.CharField(max_length=9)\n",
        "utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "made_up_step"]
    with pytest.raises((SystemExit, CommandError)):
        call_command("makemigrations", "made_up_step", check=True, dry_run=True, verbosity=0)
