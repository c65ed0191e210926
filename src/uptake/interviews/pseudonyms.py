"""What stands for whom in a project: its locked names, opened, and what was said already.

Names leave the identity store here only for as long as somebody de-identifies a transcript.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from uptake.interviews.identities import KnownName, known_names, names_of_people
from uptake.interviews.models import NameKey, Proposal, Transcript, Turn, Version
from uptake.methods.deidentify import KINDS, Entry, Kind, Listed, Pseudonyms, is_role
from uptake.projects.actor import Actor
from uptake.projects.models import Project
from uptake.projects.roles import Permission

IN_STORE = "a name in the identity store"

LOOKED_FOR = frozenset(KINDS) - {"date", "date of birth", "age"}
"""Kinds that are looked for wherever they stand; days and ages are found by rules alone."""


def kind_of(said: str) -> Kind:
    """The kind that goes by this name; a name where it is none."""
    return next((kind for kind in KINDS if kind == said), "name")


def names_for(project: Project, by: Actor) -> list[KnownName]:
    """What is replaced in the project: participants' names, if this person may see them; the list.

    A proposal shows words of the transcript alone, which whoever de-identifies it reads anyway. But
    that they are a participant's name, and whose, is for those who may open the identity store.
    """
    may = by.may(Permission.SEE_IDENTITIES, project)
    return [*(names_of_people(project) if may else ()), *known_names(project)]


def looked_for(known: Iterable[KnownName]) -> list[Listed]:
    """The lines that a transcript is searched for, the list first."""
    found = [
        Listed(one.original, kind_of(one.kind), one.pseudonym, "" if one.id else IN_STORE)
        for one in known if one.kind in LOOKED_FOR
    ]  # fmt: skip
    return sorted(found, key=lambda one: bool(one.why))


def key_of(project: Project, known: Iterable[KnownName]) -> Pseudonyms:
    """The project's key as the method has it, with what stands in open proposals beside it."""
    pending = [Entry(kind, words, put) for kind, words, put in _pending(project)]
    held = [Entry(kind_of(one.kind), one.original, one.pseudonym) for one in known]
    # Of two entries for the same words the last holds.
    return Pseudonyms(entries=(*pending, *held), taken=_taken(project))


def _taken(project: Project) -> frozenset[str]:
    """What stands for somebody already, also where the name is off the list, or its key is gone."""
    lines = NameKey.objects.filter(project=project).order_by()
    rows = Proposal.objects.filter(project=project, state=Proposal.State.ACCEPTED).order_by()
    return frozenset(lines.values_list("pseudonym", flat=True)) | frozenset(
        rows.values_list("replacement", flat=True).distinct()
    )


def _pending(project: Project) -> Iterator[tuple[Kind, str, str]]:
    """What is proposed, or accepted and not signed off, in any transcript of the project."""
    rows = Proposal.objects.filter(
        project=project, version__current=True, version__transcript__cleared_how=""
    ).exclude(state=Proposal.State.REFUSED)
    texts: dict[int, str] = {}
    for version, start, end, kind, put in rows.order_by("version", "start").values_list(
        "version_id", "start", "end", "kind", "replacement"
    ):
        if version not in texts:
            texts = {version: Version.objects.values_list("text", flat=True).get(pk=version)}
        yield kind_of(kind), texts[version][start:end], put


def labels_of(transcript: Transcript) -> list[str]:
    """Labels of those who speak and are no participants, such as an interviewer's name."""
    turns = Turn.objects.filter(
        version__transcript=transcript, version__current=True, participant=None
    )
    labels = turns.order_by().values_list("speaker", flat=True).distinct()
    return sorted(label for label in labels if label and not is_role(label))
