"""Where a step says that something others stand on now reads otherwise.

A step knows only what lies beneath it. `trace`, which knows the whole thread, listens here and
marks what stands above, inside the same transaction (docs/adr/0005).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from uptake.projects.models import Project
from uptake.projects.thread import Key

Listener = Callable[[Project, Key, str], int]
LISTENERS: list[Listener] = []


def reads_otherwise(project: Project, key: Key, reason: str) -> dict[str, Any]:
    """Tell whoever listens that this thing changed. Gives what the event should say of it."""
    marked = sum(listen(project, key, reason) for listen in LISTENERS)
    return {"marked": marked} if marked else {}
