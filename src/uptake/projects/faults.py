"""What nobody foresaw: kept whole in a file for whoever mends it. People are told in words."""

from __future__ import annotations

import os
import traceback
from datetime import UTC, datetime
from pathlib import Path


def folder() -> Path:
    """The folder of the installation, known before Django is set up, too."""
    return Path(os.environ.get("UPTAKE_HOME", "var"))


def keep(what: str, fault: BaseException) -> Path:
    """Add a fault with where it arose to `faults.log`, and give where that is.

    Only the account that runs Uptake may read it: a fault may quote what was being written.
    """
    path = folder() / "faults.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    whole = "".join(traceback.format_exception(fault))
    at = datetime.now(UTC).isoformat(" ", "seconds")
    with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(f"{at} {what}: {fault}\n{whole}")
    return path
