"""Transcripts: files that arrive, and the transcripts made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from uptake.formats.text import Unreadable
from uptake.formats.transcripts import Oddity, layout, normalise, read_any
from uptake.formats.transcripts import Transcript as Read
from uptake.formats.transcripts import Turn as Spoken
from uptake.formats.turn_table import FORMAT as CSV
from uptake.formats.turn_table import WORKBOOK, Column, WhichColumns
from uptake.formats.workbook import recognises as is_workbook
from uptake.interviews.actions.name_list import _keep_label
from uptake.interviews.actions.participants import add_participant, consented
from uptake.interviews.models import Arrival, Guide, Participant, Transcript, Turn, Version
from uptake.methods.deidentify import is_role
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import ForeignObject, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.sources.reading import words_of

BATCH = 500
KEPT_FOR = timedelta(days=7)
LONGEST_TITLE = 200

Speakers = Mapping[str, Participant | None]
"""For each speaker's label in the file, whose words those are; None for an interviewer."""


class SameFile(Refused):
    """The very same file is a transcript of this project already."""


class ColumnsUnknown(Refused):
    """It can't be told what the columns of a table hold; a person can, and `table` is what to ask.

    A file that waits is kept all the same.
    """

    def __init__(self, fault: WhichColumns, name: str) -> None:
        super().__init__(fault.what, advice=fault.advice, where=fault.where or name)
        self.table: tuple[Column, ...] = fault.table


@dataclass(frozen=True)
class FileFacts:
    """Where a transcript's words came from."""

    name: str = ""
    format: str = ""
    encoding: str = ""
    sha256: str = ""
    oddities: tuple[Oddity, ...] = ()


def digest(content: bytes) -> str:
    """What tells that two files are the same, byte for byte."""
    return hashlib.sha256(content).hexdigest()


def read(
    content: bytes, name: str = "", speakers: Collection[str] | None = None,
    columns: Mapping[str, str] | None = None,
) -> Read:  # fmt: skip
    """The turns in a file; a PDF is opened in a process of its own, with limits.

    Raises ColumnsUnknown for a table whose headings don't tell, unless `columns` says what each
    holds, and Refused, with the line where there is one, when there are no turns in it.
    """
    try:
        return read_any(content, name, speakers=speakers, columns=columns, pages=words_of)
    except WhichColumns as asked:
        raise ColumnsUnknown(asked, name) from asked
    except Unreadable as fault:
        raise Refused(fault.what, advice=fault.advice, where=fault.where or name) from fault


def facts_of(content: bytes, name: str, found: Read) -> FileFacts:
    """What is kept of a file beside its words."""
    return FileFacts(name, found.format, found.encoding, digest(content), found.oddities)


@action(Permission.MANAGE_MATERIAL, event="transcript.received")
def receive_transcript(
    *, by: Actor, project: Project, name: str, content: bytes
) -> Outcome[Arrival]:  # fmt: skip
    """Read a file, or pasted text, and keep it until somebody says who speaks in it.

    Raises Refused when it can't be read as a transcript. A table whose columns aren't known waits
    for that to be said. Files of the project that have waited over a week go.
    """
    try:
        found = read(content, name)
        kind, encoding = found.format, found.encoding
    except ColumnsUnknown:
        kind, encoding = WORKBOOK if is_workbook(content) else CSV, ""
    gone, _ = old_arrivals(project).delete()
    row = Arrival.objects.create(
        project=project, name=name[-255:], content=content, size=len(content), by=by.user,
        sha256=digest(content), format=kind, encoding=encoding,
    )  # fmt: skip
    return Outcome(row, detail={"dropped": gone} if gone else {})


def old_arrivals(project: Project) -> QuerySet[Arrival]:
    """The project's files that have waited for over a week."""
    return Arrival.objects.filter(project=project, created_at__lt=timezone.now() - KEPT_FOR)


@action(Permission.MANAGE_MATERIAL, event="arrivals.forgotten")
def forget_arrivals(*, by: Actor, project: Project) -> Outcome[int]:
    """Drop the project's files that nobody decided on for a week."""
    gone, _ = old_arrivals(project).delete()
    return Outcome(gone, detail={"dropped": gone})


@action(Permission.MANAGE_MATERIAL, event="arrival.dropped")
def drop_arrival(*, by: Actor, arrival: Arrival) -> Outcome[None]:
    """Decide against a file. Nothing of it is kept."""
    Arrival.objects.filter(pk=arrival.pk).delete()
    return Outcome(None)


@action(Permission.MANAGE_MATERIAL, event="transcript.added")
def add_transcript(
    *, by: Actor, project: Project, title: str, kind: str = Transcript.Kind.INTERVIEW,
    held_on: date | None = None, turns: Sequence[Spoken], speakers: Speakers,
    file: FileFacts | None = None, again: bool = False, waived: str = "",
    guide: Guide | None = None,
) -> Outcome[Transcript]:  # fmt: skip
    """Store a transcript with its first version and its turns; all of it or nothing.

    `speakers` says for every speaker's label of `turns` ("" where the file names nobody) whose
    words they are. Words of a participant are stored under their pseudonym, and only when the
    version and the day of their consent are recorded. Turns without words are left out. `waived`
    says why no de-identification is needed, such as that it was done before; without it, nothing
    can be coded until that step is signed off or waived, and the names that the file has for
    participants are locked into the project's key, to be looked for.

    Raises SameFile when this very file is here already, unless `again`.
    """
    title, facts = _title(title), file or FileFacts()
    if kind not in Transcript.Kind.values:
        known = ", ".join(Transcript.Kind.values)
        raise Refused(f"There is no kind of transcript called {kind!r}.", advice=f"Kinds: {known}.")
    if held_on is not None and held_on > timezone.localdate():
        raise Refused("The day it was held is in the future.", advice="Check the day.")
    twin = Transcript.objects.filter(project=project, sha256=facts.sha256).exclude(sha256="")
    if not again and (held := twin.first()) is not None:
        raise SameFile(
            f"This very file is here already, as “{held.title}”.",
            advice="Leave it, or say that you want it twice.", where=facts.name,
        )  # fmt: skip
    check_speakers(project, turns, speakers)
    row = Transcript.objects.create(
        project=project, title=title, kind=kind, held_on=held_on, file_name=facts.name[-255:],
        format=facts.format, encoding=facts.encoding, sha256=facts.sha256,
        oddities=_kept(facts.oddities, speakers), guide=guide,
    )  # fmt: skip
    if waived := waived.strip():
        _clear(row, by, Transcript.Cleared.WAIVED, waived)
    else:
        for label, who in speakers.items():
            if who is not None and label != who.pseudonym and not is_role(label):
                _keep_label(project, label, who)
    version = _store_version(row, [(turn, speakers[turn.speaker]) for turn in spoken(turns)])
    Arrival.objects.filter(project=project, sha256=facts.sha256).exclude(sha256="").delete()
    return Outcome(row, detail={"turns": version.turns.count(), "characters": len(version.text)})


def _clear(transcript: Transcript, by: Actor, how: Transcript.Cleared, why: str = "") -> None:
    """Say that a transcript may be coded, as part of an action."""
    transcript.cleared_how, transcript.cleared_why = how, why[:300]
    transcript.cleared_at, transcript.cleared_by = timezone.now(), by.user
    transcript.save(update_fields=["cleared_how", "cleared_why", "cleared_at", "cleared_by"])


@dataclass(frozen=True)
class NewParticipant:
    """Somebody who is first heard in this transcript."""

    pseudonym: str
    group: str
    consent_version: str = ""
    consented_on: date | None = None


def take_arrival(
    *, by: Actor, arrival: Arrival, title: str, kind: str, held_on: date | None,
    speakers: Mapping[str, Participant | NewParticipant | None],
    labels: Collection[str] | None = None, columns: Mapping[str, str] | None = None,
    again: bool = False, waived: str = "", guide: Guide | None = None,
) -> Transcript:  # fmt: skip
    """Make a transcript of a file that waited, and its new participants; all of it or nothing.

    `labels` names the labels that are speakers, when the file was read with other ones than it
    would be by itself, and `columns` what the columns of a table hold. Raises Refused as
    `add_participant` and `add_transcript` do.
    """
    content = bytes(arrival.content)
    found = read(content, arrival.name, labels, columns)
    with transaction.atomic():
        people = {
            label: add_participant(
                by=by, project=arrival.project, pseudonym=who.pseudonym, group=who.group,
                consent_version=who.consent_version, consented_on=who.consented_on,
            )
            if isinstance(who, NewParticipant) else who
            for label, who in speakers.items()
        }  # fmt: skip
        return add_transcript(
            by=by, project=arrival.project, title=title, kind=kind, held_on=held_on,
            turns=found.turns, speakers=people, file=facts_of(content, arrival.name, found),
            again=again, waived=waived, guide=guide,
        )  # fmt: skip


@action(Permission.MANAGE_MATERIAL, event="transcript.changed")
def edit_transcript(
    *, by: Actor, transcript: Transcript, title: str, kind: str, held_on: date | None
) -> Transcript:
    """Change a transcript's title, kind or day. Its words change by a correction only."""
    if kind not in Transcript.Kind.values:
        raise Refused(f"There is no kind of transcript called {kind!r}.")
    transcript.title, transcript.kind, transcript.held_on = _title(title), kind, held_on
    transcript.save(update_fields=["title", "kind", "held_on"])
    return transcript


def check_speakers(project: Project, turns: Sequence[Spoken], speakers: Speakers) -> None:
    """Raise Refused unless it is said of every speaker who they are, and those consented."""
    for label in dict.fromkeys(turn.speaker for turn in spoken(turns)):
        if label not in speakers:
            raise Refused(
                f"It is not said who “{label}” is." if label
                else "It is not said whose words the turns without a speaker are.",
                advice="Choose a participant, or say that it is the interviewer.",
            )  # fmt: skip
        who = speakers[label]
        if who is None:
            continue
        if who.project_id != project.pk:
            raise ForeignObject(f"{who.pseudonym} belongs to another project.")
        if who.withdrawn_at is not None:
            raise Refused(f"{who.pseudonym} has withdrawn, so no words of theirs can be stored.")
        if not consented(who):
            raise Refused(
                f"No consent is recorded for {who.pseudonym}.",
                advice="Record the version of the consent form and the day, then store the words.",
            )


Said = Sequence[tuple[Spoken, Participant | None]]
"""Turns that have words, each with the participant whose words they are."""


def _store_version(
    transcript: Transcript, said: Said, *, number: int = 1, reason: str = ""
) -> Version:  # fmt: skip
    """Write a version's text and turns, as part of an action."""
    laid = layout(turn for turn, _ in said)
    if not laid.text:
        raise Refused("There are no words in it.", advice="Check that it is the right file.")
    version = Version.objects.create(
        project_id=transcript.project_id, transcript=transcript, number=number, text=laid.text,
        words=len(laid.text.split()), reason=reason,
    )  # fmt: skip
    rows = [
        Turn(
            project_id=transcript.project_id, version=version, index=turn.index,
            speaker=(who.pseudonym if who else turn.speaker)[:120], participant=who,
            start=turn.start, end=turn.end, started=turn.started, ended=turn.ended,
        )
        for turn, (_, who) in zip(laid.turns, said, strict=True)
    ]  # fmt: skip
    Turn.objects.bulk_create(rows, batch_size=BATCH)
    return version


def spoken(turns: Sequence[Spoken]) -> list[Spoken]:
    """The turns that have words."""
    return [turn for turn in turns if normalise(turn.text).strip()]


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refused("A transcript needs a title.", advice="Such as Interview 4, team lead.")
    if len(title) > LONGEST_TITLE:
        raise Refused(f"The title has {len(title)} characters.", advice="Shorten it to 200.")
    return title


def _kept(oddities: Sequence[Oddity], speakers: Speakers) -> list[dict[str, Any]]:
    """What was odd, without words of the file, and without the names that pseudonyms replace."""
    names = [label for label, who in speakers.items() if who and label and label != who.pseudonym]
    return [
        {**asdict(one), "text": ""}
        for one in oddities
        if not any(name in one.what for name in names)
    ]
