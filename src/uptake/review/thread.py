"""The review's part of the thread: studies, which the reports that were included belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from uptake.projects.models import Project
from uptake.projects.thread import Link, Node

KINDS: tuple[str, ...] = ()


def nodes(_project: Project) -> Iterator[Node]:
    """Nothing of its own yet: what is extracted stands in the sources' statements."""
    yield from ()


def links(_project: Project) -> Iterator[Link]:
    """Nothing of its own yet."""
    yield from ()


def details(_project: Project, _kind: str, _ids: Iterable[int]) -> dict[int, Any]:
    """Nothing of its own yet."""
    return {}
