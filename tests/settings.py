"""The site's own settings, made quick and private for tests."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("UPTAKE_SECRET_KEY", "only-for-tests-and-never-for-anything-else")
os.environ.setdefault("UPTAKE_HOME", str(Path(__file__).resolve().parents[1] / "var" / "test"))

from uptake.website.settings import *  # noqa: F403

# Tests of two connections at once need a database in a file, or on a server.
if os.environ.get("UPTAKE_TEST_FILE"):
    DATABASES["default"]["TEST"] = {"NAME": os.environ["UPTAKE_TEST_FILE"]}  # noqa: F405

# A password is checked hundreds of times in the tests; its strength does not matter there.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Hashed names answer 404 under the live test server, which does not collect static files.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# No folder of collected files is wanted, and so none is missed.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
