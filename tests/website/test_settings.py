"""The site's secret key, its doors to servers, and what its settings promise."""

from __future__ import annotations

import stat
import subprocess
import sys

import pytest

from tests import build
from uptake.website import pages, secrets


def test_a_key_is_made_once_and_kept_from_others(tmp_path, monkeypatch):
    monkeypatch.delenv("UPTAKE_SECRET_KEY")
    home = tmp_path / "new"
    first = secrets.secret_key(home)
    assert len(first) >= 50
    assert secrets.secret_key(home) == first
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600


def test_a_key_from_the_environment_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("UPTAKE_SECRET_KEY", "given")
    assert secrets.secret_key(tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def test_a_server_finds_the_application():
    from uptake.website.wsgi import application

    assert callable(application)


def test_over_https_everything_is_secure(tmp_path):
    ask = (
        "from uptake.website import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,"
        " s.SECURE_HSTS_SECONDS > 0, s.DEBUG, s.DATABASES['default']['ENGINE'])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True,
        env={"UPTAKE_HTTPS": "yes", "UPTAKE_HOME": str(tmp_path), "PATH": "",
             "UPTAKE_DATABASE_URL": "postgres://u@localhost/x"},
    )  # fmt: skip
    assert answer.stdout.split() == ["True"] * 4 + ["False", "django.db.backends.postgresql"]


def test_templates_of_a_step_that_is_not_there_are_not_looked_for():
    with pytest.raises(LookupError, match="no package"):
        pages.templates("nonsense")


@pytest.mark.django_db
def test_pages_may_load_nothing_from_elsewhere():
    page = build.browser().get("/")
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page["X-Frame-Options"] == "DENY"
    for sign in ('style="', "<style", "onclick", "http://", "https://"):
        assert sign not in page.content.decode().replace("http://www.w3.org", "")
