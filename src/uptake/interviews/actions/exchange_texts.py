"""Documents of a file: found here or stored, each with its turns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils import timezone

from uptake.formats.refi.model import Source
from uptake.formats.transcripts import normalise
from uptake.interviews.actions.exchange_people import BATCH, Arriving, day
from uptake.interviews.actions.participants import consented
from uptake.interviews.layers import blind
from uptake.interviews.models import Participant, Transcript, Turn, Version
from uptake.methods.anchors import Anchor, reanchor
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused

LINE = re.compile(r"[^\n]*\S[^\n]*")
LABEL = re.compile(r"([^\s:][^:\n]{0,39}):(?=\s|$)")
ASKS = re.compile(r"(?:int|i|q|interviewer|moderator|facilitator|researcher|host)[\d.]*", re.I)
ALIKE = 0.5
"""The share of passages that must be found again in a document of the same name."""
Span = tuple[int, int]


@dataclass
class Landed:
    """A document as it is here: its words, its turns, and where the file's passages stand."""

    transcript: Transcript
    version: Version
    turns: list[Turn]
    new: bool
    places: list[Span | None]
    """For each of the source's passages; None where its words are not here."""


def _bring_texts(at: Arriving, by: Actor) -> dict[str, Landed]:
    """Find or store every document that has words. Gives them by the file's identifiers.

    Raises Refused for one that is being coded blind, or is here and still to be de-identified.
    """
    here, found = _Here(at), dict[str, Landed]()
    for source in at.it.sources:
        if not source.text.strip():
            at.losses.add("documents without words", source.name)
            continue
        landed = here.find(source) or _stored(at, by, source)
        at.known_as("transcript", source.guid, landed.transcript)
        found[source.guid] = landed
    return found


class _Here:
    """The project's transcripts, to be found by identifier, by their words, or by title."""

    def __init__(self, at: Arriving) -> None:
        self.at = at
        self.by_guid = dict(at.here("transcript", Transcript))
        rows = Version.objects.filter(project=at.project, current=True).select_related("transcript")
        self.by_words: dict[str, int] = {}
        self.by_title: dict[str, list[int]] = {}
        for row in rows.order_by("-pk").iterator(chunk_size=20):
            self.by_words[_mark(row.text)] = row.transcript_id
            self.by_title.setdefault(row.transcript.title.casefold(), []).append(row.transcript_id)

    def find(self, source: Source) -> Landed | None:
        """The transcript that a document is, if it is here."""
        pk = self.by_guid.get(source.guid) or self.by_words.get(_mark(source.text))
        titled = self.by_title.get(source.name.strip().casefold(), [])
        sure = pk is not None
        if pk is None and len(titled) == 1 and source.selections:
            pk = titled[0]
        row = Transcript.objects.filter(project=self.at.project, pk=pk or 0).first()
        if row is None:
            return None
        version = Version.objects.select_for_update().get(transcript=row, current=True)
        places = _placed(source, version.text)
        if not sure and sum(one is not None for one in places) < ALIKE * len(places):
            return None
        _refuse_closed(row)
        turns = list(Turn.objects.filter(version=version).select_related("participant"))
        return Landed(row, version, turns, False, places)


def _refuse_closed(row: Transcript) -> None:
    """Raise Refused for a transcript that nothing can be coded in just now."""
    if blind(row, None) is not None:
        raise Refused(
            f"{row.title} is being coded blind, so no codings can be brought into it.",
            advice="Bring the file in once the round is opened.",
        )
    if not row.cleared_how:
        raise Refused(
            f"{row.title} is here and has not been de-identified yet, so it can't be coded.",
            advice="Sign off its de-identification, or waive it with a reason, then bring the "
            "file in.",
        )


def _placed(source: Source, text: str) -> list[Span | None]:
    """Where the passages of a document stand in its words as they are here."""
    spans = [(one.start, one.end) for one in source.selections]
    anchors: Sequence[Anchor] = reanchor(source.text, text, spans)
    return [(one.start, one.end) if one.kept and one.start < one.end else None for one in anchors]


def _mark(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _stored(at: Arriving, by: Actor, source: Source) -> Landed:
    """Store a document as a transcript, word for word as in the file."""
    said = at.part("transcripts").get(source.guid)
    known: dict[str, Any] = said if isinstance(said, dict) else {}
    kind = str(known.get("kind", ""))
    title = " ".join(source.name.split())[:200] or "Document without a name"
    waived = at.choices.waived.strip()[:300]
    row = Transcript(
        project=at.project, title=title, format=at.parcel.kind, encoding="utf-8",
        kind=kind if kind in Transcript.Kind.values else Transcript.Kind.INTERVIEW,
        held_on=day(known.get("held_on")), sha256=_mark(source.text),
    )  # fmt: skip
    if waived:
        row.cleared_how, row.cleared_why = Transcript.Cleared.WAIVED, waived
        row.cleared_at, row.cleared_by = timezone.now(), by.user
    row.save()
    text = normalise(source.text)
    version = Version.objects.create(
        project=at.project, transcript=row, text=text, words=len(text.split())
    )
    turns = _from_side(at, version, known.get("turns")) or _by_lines(at, source, version)
    for who in {turn.participant_id: turn.participant for turn in turns}.values():
        _refuse_unheard(who)
    turns = Turn.objects.bulk_create(turns, batch_size=BATCH)
    at.keep([row, version])
    at.counts["transcripts"] += 1
    at.stamps.append((row, source.made.created))
    spans: list[Span | None] = [(one.start, one.end) for one in source.selections]
    return Landed(row, version, turns, True, spans)


def _refuse_unheard(who: Participant | None) -> None:
    if who is not None and not consented(who):
        raise Refused(
            f"No consent is recorded for {who.pseudonym}.",
            advice="Record the version of the consent form and the day, or leave the case out: "
            "its words are then nobody's in particular.",
        )


def _from_side(at: Arriving, version: Version, said: object) -> list[Turn]:
    """The turns that the side file tells of, if they fit the words."""
    turns: list[Turn] = []
    last = 0
    for index, one in enumerate(said if isinstance(said, list) else ()):
        try:
            speaker, case, start, end, started, ended = one
            fits = last <= start <= end <= len(version.text)
        except (TypeError, ValueError):
            return []
        if not fits:
            return []
        last = end
        who = at.people.get(str(case)) if case else None
        turns.append(Turn(
            project=at.project, version=version, index=index, speaker=str(speaker)[:120],
            participant=who, start=start, end=end, started=_seconds(started),
            ended=_seconds(ended),
        ))  # fmt: skip
    return turns


def _seconds(value: object) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and 0 <= value < 1e9 else None  # type: ignore[operator, arg-type]


def _by_lines(at: Arriving, source: Source, version: Version) -> list[Turn]:
    """Each line as a turn, with its speaker where the lines begin with labels."""
    cases = [case for case in at.it.cases if source.guid in case.sources]
    lines = list(LINE.finditer(version.text))
    labels = Counter(found[1].strip() for line in lines if (found := LABEL.match(line[0].lstrip())))
    names = {case.name.strip().casefold(): case for case in cases}
    known = {
        label for label, number in labels.items()
        if label.casefold() in names
        or ASKS.fullmatch(label)
        or (number > 1 and len(label.split()) <= 4)
    }  # fmt: skip
    others = [one for one in known if one.casefold() not in names and not ASKS.fullmatch(one)]
    only = at.people.get(cases[0].guid) if len(cases) == 1 else None
    speaker, who = "", None if known else only
    turns: list[Turn] = []
    for index, line in enumerate(lines):
        found = LABEL.match(line[0].lstrip())
        if found and (label := found[1].strip()) in known:
            case = names.get(label.casefold())
            who = at.people.get(case.guid) if case else None
            if case is None and not ASKS.fullmatch(label) and len(others) == 1:
                who = only
            speaker = who.pseudonym if who else label
        turns.append(Turn(
            project=at.project, version=version, index=index, speaker=speaker[:120],
            participant=who, start=line.start(), end=line.end(),
        ))  # fmt: skip
    return turns
