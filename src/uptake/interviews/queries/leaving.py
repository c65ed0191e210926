"""What of a project goes out, and what stays: nothing of an unopened round, and no names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from django.db.models import Q

from uptake.formats.losses import Losses
from uptake.formats.refi.model import Project
from uptake.interviews import models as rows
from uptake.interviews.layers import seen, seen_memos, settled
from uptake.interviews.queries.guids import guids
from uptake.projects.models import Project as Here

Moment = datetime | None


class Layer(StrEnum):
    """Which codings go out."""

    SETTLED = "settled"
    EVERY = "every"


LAYERS = {
    Layer.SETTLED: "What counts: coded outside of rounds, or agreed in adjudication",
    Layer.EVERY: "Each coder's own as well, of every round that was opened",
}


def of_layer(layer: Layer) -> Q:
    """The codings of a layer; none of an unopened round is in any."""
    return settled() if layer == Layer.SETTLED else Q(removed_at=None) & seen(None)


@dataclass
class Ids:
    """The identifiers of everything that goes out, by kind and then by id."""

    project: Here
    known: dict[str, dict[int, str]] = field(default_factory=dict)

    def learn(self, kind: str, found: Iterable[tuple[int, datetime]]) -> dict[int, str]:
        """Find the identifiers of some things of a kind."""
        held = self.known.setdefault(kind, {})
        held |= guids(self.project, kind, found)
        return held

    def __call__(self, kind: str, pk: int | None) -> str:
        """The identifier of one thing; "" for one that does not go out."""
        return self.known.get(kind, {}).get(pk or 0, "")


@dataclass
class Out:
    """What goes out: the project as the standard has it, the rest, and what stays behind."""

    project: Project
    layer: Layer
    ids: Ids
    losses: Losses
    codings: list[rows.Coding]
    memos: list[rows.Memo]
    transcripts: list[rows.Transcript]
    people: list[rows.Participant]
    themes: list[rows.Theme]

    def passages(self) -> list[rows.Passage]:
        """Every passage that something which goes out is on."""
        found = {coding.passage_id: coding.passage for coding in self.codings}
        for memo in self.memos:
            if memo.passage is not None:
                found.setdefault(memo.passage.pk, memo.passage)
        return list(found.values())


def stamp(at: Moment) -> str:
    """A moment as REFI-QDA has it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def transcripts_out(
    project: Here, losses: Losses, only: rows.Transcript | None
) -> list[rows.Transcript]:  # fmt: skip
    """Those that were de-identified; the words of others may hold names."""
    found = []
    wanted = Q() if only is None else Q(pk=only.pk)
    for row in rows.Transcript.objects.filter(wanted, project=project).order_by("pk"):
        if row.cleared_how:
            found.append(row)
        else:
            losses.add("transcripts that are still to be de-identified", row.title)
    return found


def people_out(project: Here, losses: Losses) -> list[rows.Participant]:
    found = []
    for row in rows.Participant.objects.filter(project=project).order_by("pseudonym"):
        if row.withdrawn_at is not None:
            losses.add("participants who withdrew", row.pseudonym)
            continue
        if row.about:
            losses.add("notes on participants, which stay here", row.pseudonym)
        found.append(row)
    return found


def memos_out(
    project: Here, transcripts: list[rows.Transcript], losses: Losses, only: rows.Transcript | None
) -> list[rows.Memo]:  # fmt: skip
    """Memos as they read now, but for those on what does not go out."""
    asked = Q() if only is None else Q(passage__transcript=only) | Q(transcript=only)
    found = rows.Memo.objects.filter(seen_memos(None), asked, project=project, removed_at=None)
    open_, kept = {row.pk for row in transcripts}, []
    for memo in found.select_related("passage").order_by("pk"):
        where = memo.passage.transcript_id if memo.passage else memo.transcript_id
        firm = memo.passage is None or memo.passage.state == rows.Passage.State.FIRM
        if firm and (where is None or where in open_):
            kept.append(memo)
        else:
            losses.add("memos on passages and transcripts that don't go out")
    return kept


def count_lost(
    project: Here, layer: Layer, losses: Losses, only: rows.Transcript | None
) -> None:  # fmt: skip
    """Say what no form of all holds."""
    here = Q() if only is None else Q(transcript=only)
    passages = rows.Passage.objects.filter(here, project=project)
    coded = passages.filter(
        Q(pk__in=rows.Coding.objects.filter(of_layer(layer), project=project).values("passage"))
    )
    versions = rows.Version.objects.filter(here, project=project, current=False)
    for kind, number in (
        ("passages that lost their place in a correction",
         coded.filter(state=rows.Passage.State.LOST).count()),
        ("passages whose words were withdrawn",
         coded.filter(state=rows.Passage.State.REDACTED).count()),
        ("earlier versions of transcripts", versions.count()),
        ("earlier wordings of codes",
         rows.CodebookAct.objects.filter(project=project, kind="reword").count()),
    ):  # fmt: skip
        if number:
            losses.add(kind, count=number)


def lost_besides(out: Out) -> None:
    """Count as lost what only Uptake's own side file has a place for."""
    here = {"project": out.ids.project}
    lines = rows.Approach.objects.filter(**here, removed_at=None, participant__in=out.people)
    memos = [memo.pk for memo in out.memos]
    wordings = rows.Memo.objects.filter(seen_memos(None), **here, edits__in=memos)
    quotes = rows.ThemeQuote.objects.filter(
        **here, removed_at=None, passage__in=list(out.ids.known.get("passage", {}))
    )
    for kind, number in (
        ("interview guides", rows.Guide.objects.filter(**here).count()),
        ("lines of the recruitment log", lines.count()),
        ("numbered versions of the codebook", rows.CodebookVersion.objects.filter(**here).count()),
        ("memos' earlier wordings", wordings.count()),
        ("quotes chosen for themes", quotes.count()),
    ):
        if number:
            out.losses.add(kind, count=number)
