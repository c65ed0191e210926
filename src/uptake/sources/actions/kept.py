"""The content of a file on disk: there if its row is there, gone if not."""

from __future__ import annotations

from types import TracebackType

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from uptake.projects.models import Project
from uptake.sources.models import ImportFile, place


def keep_content(project: Project, content: File[bytes]) -> str:
    """Keep a content under a name of its own, a piece at a time; gives the name."""
    return default_storage.save(place(ImportFile(project=project), ""), content)


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
