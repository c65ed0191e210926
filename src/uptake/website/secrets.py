"""The site's secret key: from the environment, else made once and kept beside the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """Return UPTAKE_SECRET_KEY, or the key in HOME/secret_key, made on first use (mode 0600)."""
    given = os.environ.get("UPTAKE_SECRET_KEY")
    if given:
        return given
    home.mkdir(parents=True, exist_ok=True)
    path = home / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii")
    with os.fdopen(handle, "w") as out:
        out.write(secrets.token_urlsafe(50))
    return path.read_text("ascii")
