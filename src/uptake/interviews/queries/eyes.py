"""Through whose eyes a transcript is shown: what may be seen of it, and of whose work."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from uptake.interviews.layers import parts_blind, seen, seen_memos
from uptake.interviews.models import Coding, Passage, Transcript
from uptake.projects.models import Project, User

AGREED = -1
"""Instead of a coder: what adjudication made of the coders' work."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """Somebody who looks at codings: everybody's that they may see, or one coder's."""

    user: User | None = None
    coder: int = 0

    def codings(self, at: str = "") -> Q:
        """The codings that are there and shown. `at` leads to them from another model."""
        rows = seen(self.user, at) & Q(**{f"{at}removed_at": None})
        if self.coder == AGREED:
            return rows & Q(**{f"{at}layer": Coding.Layer.CONSENSUS})
        if self.coder:
            return rows & Q(**{f"{at}coder": self.coder, f"{at}layer": Coding.Layer.CODER})
        return rows

    def memos(self) -> Q:
        """The memos that are there and shown."""
        rows = seen_memos(self.user) & Q(removed_at=None)
        return rows & Q(by=self.coder) if self.coder else rows

    def passages(self) -> Q:
        """The passages in place that have a coding on them that is shown."""
        live = Coding.objects.filter(self.codings(), passage=OuterRef("pk"))
        return Q(Exists(live)) & Q(state=Passage.State.FIRM)


@dataclass(frozen=True, slots=True)
class Part:
    """What a coder is told of the blind round that a transcript is in."""

    name: str
    assignment: int | None
    """Theirs; None when others code it blind."""
    done: bool
    nobodys: bool = False
    """Everybody was taken off: it waits for its lead to give it to somebody."""

    @property
    def open(self) -> bool:
        """Whether they may code there now."""
        return self.assignment is not None and not self.done


def may_be_coded(transcript: Transcript, part: Part | None) -> bool:
    """Whether somebody whose part this is may code in a transcript now."""
    return bool(transcript.cleared_how) and (part is None or part.open)


def part_in(transcript: Transcript, user: User) -> Part | None:
    """A person's part in the unopened round that a transcript is coded in; None outside of one."""
    rows = parts_blind().filter(transcript=transcript).order_by("pk")
    found = list(rows.values_list("round__name", "pk", "coder_id", "done_at", "ended_at"))
    if not found:
        return None
    for name, pk, coder, done, ended in found:
        if coder == user.pk and ended is None:
            return Part(name, pk, done is not None)
    return Part(found[0][0], None, False, all(ended is not None for *_, ended in found))


@dataclass(frozen=True, slots=True)
class Coder:
    key: str
    """What addresses call them: their number, or "agreed"."""
    name: str


def coders(project: Project, user: User) -> list[Coder]:
    """Whose codings somebody may see in the project, by name; what adjudication agreed on is last.

    Asked of the whole project, where the first coding of a person answers it.
    """
    rows = Coding.objects.filter(Eyes(user).codings(), project=project)
    own = rows.filter(layer=Coding.Layer.CODER, coder=OuterRef("pk"))
    found = User.objects.filter(Exists(own)).values_list("pk", "name")
    named = [Coder(str(pk), name) for pk, name in found]
    named.sort(key=lambda one: (one.name.casefold(), one.key))
    agreed = rows.filter(layer=Coding.Layer.CONSENSUS, adjudication__isnull=False).exists()
    return [*named, Coder("agreed", "Agreed in adjudication")] if agreed else named
