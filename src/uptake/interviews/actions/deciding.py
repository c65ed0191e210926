"""What a decision on places changed, kept so that all of it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from uptake.interviews.actions.name_list import _held, _stands_for
from uptake.interviews.identities import look_up_digest
from uptake.interviews.models import Deciding, NameKey, Proposal, Transcript, Version
from uptake.methods.deidentify.folding import folded
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

State = Proposal.State
FIELDS = (
    "start", "end", "kind", "source", "sure", "why", "replacement", "state", "decided_by_id",
    "decided_at",
)  # fmt: skip
Place = tuple[int, int]


@dataclass(frozen=True)
class Decided:
    """What a decision did: how many places, and how many more were proposed because of it."""

    places: int
    proposed: int = 0
    first: int = 0
    """The id of the first proposal that was decided on; 0 where it is gone."""


def _to_decide(transcript: Transcript) -> Version:
    """The current version of a transcript that is not cleared, held for this write."""
    row = Transcript.objects.select_for_update().get(pk=transcript.pk)
    if row.cleared_how:
        how = "signed off" if row.cleared_how == Transcript.Cleared.SIGNED else "waived"
        raise Refused(
            f"The de-identification of {row.title} was {how} already.",
            advice="Reopen it to decide again.",
        )
    return Version.objects.select_for_update().get(transcript=row, current=True)


@contextmanager
def _remembered(by: Actor, version: Version) -> Iterator[None]:
    """Keep what is changed inside of it, as one decision that its maker can take back."""
    places, lines = _places(version), _lines(version.project)
    yield
    if by.user is not None:
        Deciding.objects.create(
            project_id=version.project_id, version=version, by=by.user,
            places=_changed(places, _places(version)),
            lines=_changed(lines, _lines(version.project)),
        )  # fmt: skip


def _places(version: Version) -> dict[Place, dict[str, Any]]:
    rows = Proposal.objects.filter(version=version).order_by("start").values(*FIELDS)
    return {(row["start"], row["end"]): _plain(row) for row in rows}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    at = row["decided_at"]
    return {**row, "decided_at": at.isoformat() if at else None}


def _lines(project: Project) -> dict[int, dict[str, Any]]:
    rows = NameKey.objects.filter(project=project).order_by("pk").values("pk", "pseudonym")
    return {row["pk"]: dict(row) for row in rows}


def _changed(before: dict[Any, Any], after: dict[Any, Any]) -> list[list[dict[str, Any] | None]]:
    """Each thing that is not as it was: [before, after], None where it was not there."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return [[before.get(key), after.get(key)] for key in keys]


@action(Permission.MANAGE_MATERIAL, event="proposal.undone")
def undo_decision(*, by: Actor, transcript: Transcript) -> Outcome[Decided]:
    """Take back one's last decision in a transcript, with all that it changed.

    Places, what stands there, and lines of the key are as they were before; what somebody decided
    since, and what another transcript rests on, stays.
    """
    version = _to_decide(transcript)
    last = Deciding.objects.filter(version=version, by=by.user).order_by("-pk").first()
    if last is None:
        raise Refused("There is no decision of yours to take back.")
    said = {
        look_up_digest(version.project, words): words
        for words in {
            version.text[now["start"] : now["end"]] for _, now in last.places if now is not None
        }
    }  # fmt: skip
    back = _put_back(version, last.places)
    _take_back_lines(version.project, last.lines, said)
    for row in Proposal.objects.filter(version=version, state=State.ACCEPTED):
        if (row.start, row.end) in back:  # a line that a refusal had taken out
            words = version.text[row.start : row.end]
            _stands_for(version.project, row.kind, words, row.replacement, asked=False)
    last.delete()
    here = Proposal.objects.filter(version=version).order_by("start")
    first = next((row for row in here if (row.start, row.end) in back), None)
    decided = sum(now is not None and now["state"] != State.OPEN for _, now in last.places)
    done = Decided(decided, first=first.pk if first else 0)
    return Outcome(done, about=first or transcript, detail={"places": done.places})


def _put_back(
    version: Version, places: Iterable[tuple[dict[str, Any] | None, dict[str, Any] | None]]
) -> set[Place]:
    """Let places be as they were, but for those that are not as this decision left them."""
    here, back = _places(version), set[Place]()
    rows = Proposal.objects.filter(version=version)
    lost = []
    for was, now in places:
        known = was or now or {}
        place = (known["start"], known["end"])
        if here.get(place) != now:
            continue
        if was is None:
            rows.filter(start=place[0], end=place[1]).delete()
            del here[place]
        elif now is None:
            lost.append(was)
        else:
            rows.filter(start=place[0], end=place[1]).update(**_fields(was))
            back.add(place)
    for was in lost:
        place = (was["start"], was["end"])
        if not any(start < place[1] and place[0] < end for start, end in here):
            Proposal.objects.create(
                project_id=version.project_id, version=version, **_fields(was)
            )  # fmt: skip
            back.add(place)
    return back


def _fields(was: dict[str, Any]) -> dict[str, Any]:
    at = was["decided_at"]
    return {**was, "decided_at": datetime.fromisoformat(at) if at else None}


def _take_back_lines(
    project: Project,
    lines: Iterable[tuple[dict[str, Any] | None, dict[str, Any] | None]],
    said: dict[str, str],
) -> None:
    """Let lines of the key be as they were, unless something rests on what they are."""
    for was, now in lines:
        row = now and NameKey.objects.filter(project=project, **now).first()
        if not row or (row.lookup in said and _rests(project, said[row.lookup], row.pseudonym)):
            continue
        if was is None:
            row.delete()
        else:
            row.pseudonym = was["pseudonym"]
            row.save(update_fields=["pseudonym"])


def _drop_unused(project: Project, words: str) -> None:
    """Take the line of these words out of the key, if a decision made it and nothing rests on it.

    A line that was put on the list by hand stays.
    """
    row = _held(project, words)
    if row is None or _rests(project, words, row.pseudonym):
        return
    known = Deciding.objects.filter(project=project).values_list("lines", flat=True)
    if any(was is None and now["pk"] == row.pk for lines in known for was, now in lines):
        row.delete()


def _rests(project: Project, words: str, put: str) -> bool:
    """Whether a transcript has this in the place of these words, or is to have it."""
    rows = Proposal.objects.filter(
        project=project, version__current=True, state=State.ACCEPTED, replacement=put
    ).order_by("version", "start")
    text, of = "", 0
    for version, cleared, start, end in rows.values_list(
        "version", "version__transcript__cleared_how", "start", "end"
    ):
        if cleared:
            return True  # which words they were nobody knows without the words before
        if version != of:
            text, of = Version.objects.values_list("text", flat=True).get(pk=version), version
        if folded(text[start:end]) == folded(words):
            return True
    return False
