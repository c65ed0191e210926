"""What a later step knows of references that have been screened, for exports to tell.

Sources cannot ask the review, which rests on them; the review tells this module at its start whom
to ask.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from uptake.formats.decisions import Decision
from uptake.projects.models import Project


class Screened(Protocol):
    """Whoever knows how far screening is."""

    def states(self, project: Project) -> Sequence[tuple[str, str]]:
        """The states in which references are, each with its words; none where nobody screens."""

    def ids(self, project: Project, state: str) -> Sequence[int]:
        """The references in a state."""

    def decisions(self, project: Project, ids: Sequence[int]) -> Mapping[int, Sequence[Decision]]:
        """What was decided of some references, as far as everybody may know it."""

    def unseen(self, project: Project, ids: Collection[int]) -> Collection[int]:
        """Those of some records that somebody has still to judge without seeing what others said.

        Decisions that came with them from elsewhere are shown to nobody meanwhile.
        """

    def withheld(self, project: Project) -> Collection[int]:
        """The references whose statements are shown to nobody yet but those who wrote them."""

    def resting(self, project: Project, file: int) -> Sequence[tuple[str, Collection[int]]]:
        """What was made of a file's references, in words, each with the references it is of."""


_told: list[Screened] = []


def tell(screened: Screened) -> None:
    """Say whom to ask. The last one told is asked."""
    _told[:] = [screened]


def states(project: Project) -> Sequence[tuple[str, str]]:
    """The states by which references can be chosen for an export."""
    return _told[0].states(project) if _told else ()


def ids(project: Project, state: str) -> Sequence[int]:
    """The references in a state of screening."""
    return _told[0].ids(project, state) if _told else ()


def decisions(project: Project, ids: Sequence[int]) -> Mapping[int, Sequence[Decision]]:
    """The decisions of this review on some references."""
    return _told[0].decisions(project, ids) if _told else {}


def unseen(project: Project, ids: Collection[int]) -> Collection[int]:
    """The records whose decisions from elsewhere are shown to nobody yet."""
    return _told[0].unseen(project, ids) if _told else ()


def withheld(project: Project) -> Collection[int]:
    """The references whose statements are shown to nobody yet but those who wrote them."""
    return _told[0].withheld(project) if _told else ()


def resting(project: Project, file: int) -> Sequence[tuple[str, Collection[int]]]:
    """What the review made of the references of a file: verdicts, studies and the like."""
    return _told[0].resting(project, file) if _told else ()
