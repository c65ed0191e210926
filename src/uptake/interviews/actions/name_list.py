"""The project's list of names to look for, and what stands for each: the key, locked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from uptake.interviews.identities import known_names, lock, look_up_digest
from uptake.interviews.models import NameKey, Participant, Proposal, Transcript
from uptake.interviews.pseudonyms import key_of, kind_of
from uptake.methods.deidentify import KINDS, Hit, Kind, Sure
from uptake.methods.deidentify.folding import folded
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

LONGEST = 120
MOST = 500
"""Names that are added at once, at most."""


@dataclass(frozen=True)
class NewName:
    """Words to look for; without a pseudonym the next number of its kind stands for them."""

    words: str
    kind: str = "name"
    pseudonym: str = ""


@action(Permission.MANAGE_MATERIAL, event="names.added")
def add_names(*, by: Actor, project: Project, names: Iterable[NewName]) -> Outcome[int]:
    """Put names on the project's list, so that every transcript is searched for them.

    The words are locked; the trail holds how many there were. What is on the list already stays.
    Raises Refused for a kind that there is none of, and for words that hold no letter or digit.
    """
    asked = [_checked(one) for one in names]
    if not asked:
        raise Refused("No name was entered.", advice="Enter one a line.")
    if len(asked) > MOST:
        raise Refused(f"{len(asked)} names are more than {MOST}.", advice="Add them in parts.")
    key = key_of(project, known_names(project))
    unnamed = [one for one in asked if not one.pseudonym]
    hits = [
        Hit(n, n + 1, kind_of(one.kind), one.words, Sure.SURE, "") for n, one in enumerate(unnamed)
    ]
    put = dict(zip(unnamed, key.extended(hits).replacements(hits), strict=True))
    added = 0
    for one in asked:
        if _held(project, one.words) is None:
            _keep_name(project, one.kind, one.words, one.pseudonym or put[one])
            added += 1
    return Outcome(added, about=project, detail={"added": added})


def _checked(one: NewName) -> NewName:
    words, put = " ".join(one.words.split()), " ".join(one.pseudonym.split())
    if len(folded(words)) < 2:
        raise Refused(f"“{words}” is too short to look for.", advice="Enter a whole name.")
    if len(words) > LONGEST or len(put) > LONGEST:
        raise Refused(f"A name has at most {LONGEST} characters.", advice="Enter one a line.")
    _told_apart(words, put)
    return NewName(words, _kind(one.kind), put)


def _kind(said: str) -> Kind:
    """The kind that is called so."""
    for kind in KINDS:
        if kind == said:
            return kind
    raise Refused(f"There is no kind called {said!r}.", advice=f"Kinds: {', '.join(KINDS)}.")


def _told_apart(words: str, put: str) -> None:
    """Refuse what stands for words and holds them."""
    if folded(words) and folded(words) in folded(put):
        raise Refused(f"“{put}” holds the very words that it stands for.")


@action(Permission.MANAGE_MATERIAL, event="name.changed")
def change_pseudonym(*, by: Actor, name: NameKey, pseudonym: str) -> NameKey:
    """Let something else stand for a name. Raises Refused once a signed transcript has the old."""
    put = " ".join(pseudonym.split())
    if not put or len(put) > LONGEST:
        raise Refused(f"A pseudonym has 1 to {LONGEST} characters.")
    row = NameKey.objects.select_for_update().get(pk=name.pk)
    _refuse_if_signed(row)
    row.pseudonym = put
    row.save(update_fields=["pseudonym"])
    return row


@action(Permission.MANAGE_MATERIAL, event="name.dropped")
def drop_name(*, by: Actor, name: NameKey) -> Outcome[None]:
    """Take a name off the list. What was replaced stays replaced, and can't be led back by it."""
    NameKey.objects.filter(pk=name.pk).delete()
    return Outcome(None, about=name.project, detail={"kind": name.kind})


def _refuse_if_signed(row: NameKey) -> None:
    signed = Proposal.objects.filter(
        project_id=row.project_id, state=Proposal.State.ACCEPTED, replacement=row.pseudonym,
        version__transcript__cleared_how=Transcript.Cleared.SIGNED,
    )  # fmt: skip
    if one := signed.select_related("version__transcript").first():
        raise Refused(
            f"{row.pseudonym} stands in {one.version.transcript.title}, which was signed off.",
            advice="Keep it, or reopen that transcript first.",
        )


def _keep_name(project: Project, kind: str, words: str, pseudonym: str) -> NameKey:
    """Lock a name into the key, as part of an action; the line that is there stays."""
    held = _held(project, words)
    if held is not None:
        return held
    locked, key = lock(project, words.encode())
    return NameKey.objects.create(
        project=project, lookup=look_up_digest(project, words), locked=locked, kind=kind,
        pseudonym=pseudonym, key=key,
    )  # fmt: skip


def _held(project: Project, words: str) -> NameKey | None:
    """The line of the key for these words."""
    digest = look_up_digest(project, words)
    return NameKey.objects.filter(project=project, lookup=digest).first()


def _stands_for(project: Project, kind: str, words: str, put: str, *, asked: bool) -> str:
    """What stands for these words from now on, as part of an action.

    One that is in the key already wins, unless a person `asked` for another one.
    """
    if kind == "age":
        return put  # every such age reads the same, so there is nothing to lead back
    held = _keep_name(project, kind, words, put)
    if held.pseudonym != put and asked:
        _refuse_if_signed(held)
        held.pseudonym = put
        held.save(update_fields=["pseudonym"])
    return held.pseudonym


def _keep_label(project: Project, label: str, who: Participant) -> None:
    """Remember the name that a file uses for a participant, as part of an action."""
    if len(folded(label)) > 1:
        _keep_name(project, "name", label[:LONGEST], who.pseudonym)
