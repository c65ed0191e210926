"""The content of a file on disk: there if its row is there, gone if not."""

from __future__ import annotations

from datetime import timedelta
from types import TracebackType

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from uptake.projects.models import Job, Project
from uptake.sources.models import ImportFile, place

A_WHILE = timedelta(days=1)


def keep_content(project: Project, content: File[bytes]) -> str:
    """Keep a content under a name of its own, a piece at a time; gives the name."""
    return default_storage.save(place(ImportFile(project=project), ""), content)


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
    for name in orphans:
        default_storage.delete(name)
    return len(orphans)


class KeptContent:
    """Keeps a content for as long as the block runs, and afterwards only if it was claimed.

    `name` is where it is kept already, if it is.
    """

    def __init__(self, project: Project, content: bytes, name: str = "") -> None:
        self.project, self.content = project, content
        self.name, self.claimed = name, False

    def __enter__(self) -> KeptContent:
        self.name = self.name or keep_content(self.project, ContentFile(self.content))
        return self

    def claim(self, file: ImportFile) -> None:
        """Let the content stay if it is this row's."""
        self.claimed = file.content.name == self.name

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if not self.claimed:
            default_storage.delete(self.name)
