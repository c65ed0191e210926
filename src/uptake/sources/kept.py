"""The content of a file on disk: there if its row is there, gone if not.

A content is no row: it is kept before the action that makes its row, and deleted when none does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from types import TracebackType
from typing import BinaryIO

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from uptake.projects.models import Job
from uptake.sources.models import ImportFile

A_WHILE = timedelta(days=1)


def keep_content(place: str, content: File[bytes]) -> str:
    """Keep a content at a place of its own, a piece at a time; gives its name."""
    return default_storage.save(place, content)


def delete_contents(names: Iterable[str]) -> None:
    """Delete contents that no row claimed."""
    for name in names:
        default_storage.delete(name)


def delete_orphans(kind: str) -> int:
    """Delete what large files left whose worker died while reading them; gives how many there were.

    `kind` is the kind of job that reads. A job that ended on the last day may still be alive where
    its machine only slept, so its content stays a while.
    """
    ended = Job.objects.filter(
        kind=kind, state__in=(Job.State.FAILED, Job.State.CANCELLED),
        ended_at__lt=timezone.now() - A_WHILE, arguments__kept_as__isnull=False,
    )  # fmt: skip
    names = set(ended.values_list("arguments__kept_as", flat=True))
    owned = ImportFile.objects.filter(content__in=names).values_list("content", flat=True)
    orphans = [name for name in names.difference(owned) if default_storage.exists(name)]
    delete_contents(orphans)
    return len(orphans)


class KeptContent:
    """Keeps a content for as long as the block runs, and afterwards only if it was claimed.

    `place` is where to keep it; `name` is where it is kept already, if it is.
    """

    def __init__(self, place: str, content: bytes | BinaryIO, name: str = "") -> None:
        self.place, self.content = place, content
        self.name, self.claimed = name, False

    def __enter__(self) -> KeptContent:
        content = self.content
        file = ContentFile(content) if isinstance(content, bytes) else File(content)
        self.name = self.name or keep_content(self.place, file)
        return self

    def claim(self, name: str | None) -> None:
        """Let the content stay if a row has it under this name."""
        self.claimed = name == self.name

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if not self.claimed:
            default_storage.delete(self.name)
