"""Coding many places at once: what a speaker said, what answers a question, what a search found."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from uptake.interviews.actions.coding import _coder, _remember, _speaker, _usable, round_for
from uptake.interviews.models import (
    Code,
    Coding,
    CodingAct,
    Passage,
    Transcript,
    Turn,
    Version,
)
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project, User
from uptake.projects.roles import Permission

MOST = 20_000
AT_ONCE = 500


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Codepoints [start, end) of one version of a transcript."""

    transcript: int
    version: int
    """The number that the page showed."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ByRule:
    """What was coded in one go, and what was not."""

    codings: int
    passages: int
    transcripts: int
    left_out: tuple[str, ...]
    """Why some were not, each reason once."""
    first: Transcript
    """Undo there takes all of it back."""


@action(Permission.CODE, event="passages.coded_by_rule")
def code_by_rule(
    *, by: Actor, project: Project, codes: Sequence[Code], places: Sequence[Place], rule: str
) -> Outcome[ByRule]:  # fmt: skip
    """Put codes on many places as one act, which one undo takes back.

    `rule` says in words how the places were chosen. Those that can't be coded (words of two
    participants, of somebody who withdrew, in a transcript that others code blind) are left out,
    and the reasons are given. Codes that the coder has on a place already are left as they are.

    Raises Refused when nothing would be coded, and OvertakenEdit when a transcript was corrected
    since its places were found.
    """
    coder, wanted = _coder(by), _usable(codes)
    if not wanted:
        raise Refused("No code was chosen.", advice="Choose a code.")
    if not places:
        raise Refused("No place was chosen.", advice="Tick the places to be coded.")
    if len(places) > MOST:
        raise Refused(
            f"{len(places):,} places are too many for one go.",
            advice=f"Narrow the search to at most {MOST:,} places.",
        )
    made: list[Coding] = []
    heard: dict[int, Transcript] = {}
    left_out: dict[str, None] = {}
    by_transcript: dict[int, list[Place]] = defaultdict(list)
    for place in sorted(set(places)):
        by_transcript[place.transcript].append(place)
    rows = Transcript.objects.filter(project=project, pk__in=by_transcript).order_by("pk")
    for transcript in rows:
        try:
            round_for(transcript, coder)
        except Refused as refused:
            left_out[refused.what] = None
            continue
        passages = _passages(transcript, by_transcript[transcript.pk], left_out)
        # Asked again: no round begins, and nothing is reopened, while the version is held.
        transcript.refresh_from_db(fields=["cleared_how"])
        new = _codings(passages, wanted, coder, round_for(transcript, coder))
        if new:
            made, heard[transcript.pk] = made + new, transcript
    if not made:
        raise Refused(
            "Nothing was coded.",
            advice=" ".join(left_out) or "You have put these codes on all of these places already.",
        )
    first = next(iter(heard.values()))
    _remember(first, coder, [CodingAct(kind=CodingAct.Kind.APPLY, coding=one) for one in made])
    told = ByRule(len(made), len({one.passage_id for one in made}), len(heard), tuple(left_out),
                  first)  # fmt: skip
    return Outcome(told, about=project, detail={
        "codes": [code.pk for code in wanted], "rule": rule, "codings": len(made),
        "passages": told.passages, "coder": coder.pk,
    })  # fmt: skip


def _passages(
    transcript: Transcript, places: Iterable[Place], left_out: dict[str, None]
) -> list[int]:
    """The passages on these places, made where there are none yet."""
    found = (
        Version.objects.select_for_update()
        .filter(transcript=transcript, current=True)
        .order_by("pk")
        .values_list("pk", "number", "text")
        .get()
    )
    version, number, text = found
    turns = list(Turn.objects.filter(version_id=version).select_related("participant")
                 .order_by("start"))  # fmt: skip
    starts = [turn.start for turn in turns]
    wanted: dict[tuple[int, int], int | None] = {}
    for place in places:
        if place.version != number:
            raise OvertakenEdit(
                f"{transcript.title} was corrected since these places were found.",
                advice="Look for them again. Nothing was coded.",
            )
        words = text[place.start : place.end]
        start = place.start + len(words) - len(words.lstrip())
        end = start + len(words.strip())
        if start >= end:
            continue
        first = max(bisect_right(starts, start) - 1, 0)
        held = turns[first : bisect_right(starts, end - 1)]
        try:
            wanted[start, end] = _speaker(held)
        except Refused as refused:
            left_out[refused.what] = None
    firm = Passage.objects.filter(version_id=version, state=Passage.State.FIRM)
    there = set(firm.values_list("start", "end"))
    Passage.objects.bulk_create(
        [
            Passage(
                project_id=transcript.project_id, transcript=transcript, version_id=version,
                participant_id=speaker, start=start, end=end, quote=text[start:end],
            )
            for (start, end), speaker in wanted.items() if (start, end) not in there
        ],
        batch_size=AT_ONCE, ignore_conflicts=True,
    )  # fmt: skip
    rows = firm.order_by("start", "end", "pk").values_list("pk", "start", "end")
    return [pk for pk, start, end in rows if (start, end) in wanted]


def _codings(
    passages: Sequence[int], codes: Sequence[Code], coder: User, round_: int | None
) -> list[Coding]:
    """New codings for those that the coder has not put there."""
    there: set[tuple[int, int]] = set()
    for at in range(0, len(passages), AT_ONCE):
        rows = Coding.objects.filter(
            passage__in=passages[at : at + AT_ONCE], coder=coder, removed_at=None,
            layer=Coding.Layer.CODER, code__in=[code.pk for code in codes],
        ).order_by()  # fmt: skip
        there |= set(rows.values_list("passage_id", "code_id"))
    return Coding.objects.bulk_create(
        [
            Coding(project_id=code.project_id, passage_id=passage, code=code, coder=coder,
                   round_id=round_, source=Coding.Source.RULE)
            for passage in passages for code in codes if (passage, code.pk) not in there
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
