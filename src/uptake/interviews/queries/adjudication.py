"""The places of an opened round as the adjudicator sees them: words, and each coder's codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from uptake.interviews.models import Adjudication, Code, Coding, CodingRound, Turn, Version
from uptake.interviews.queries.places import Place, places
from uptake.projects.models import User

A_PAGE = 20
AROUND = 160
"""Characters of the text shown on either side of a place."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A code on a stretch of the place."""

    name: str
    retired: bool
    words: str
    """Those it stands on, when they are not the whole place."""


@dataclass(frozen=True, slots=True)
class CoderHere:
    id: int
    name: str
    off: bool
    """They were taken off the transcript."""
    marks: tuple[Marked, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided."""

    id: int
    how: str
    by: str
    at: datetime
    reason: str
    bulk: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place, ready to show."""

    key: str
    transcript: int
    title: str
    version: int
    turn: int
    speaker: str
    before: str
    words: str
    after: str
    coders: tuple[CoderHere, ...]
    identical: bool
    extents: tuple[tuple[str, str], ...]
    """(start-end, the words there)"""
    codes: tuple[tuple[int, str], ...]
    """Those that anybody used here."""
    decision: Decision | None


def asked(row: CodingRound, show: str) -> list[Place]:
    """The places that are open, decided, or all of them."""
    found = places(row)
    if show == "decided":
        return [one for one in found if one.decided is not None]
    return [one for one in found if one.decided is None] if show == "open" else found


def place_rows(row: CodingRound, show: str, page: int) -> tuple[list[PlaceRow], Page[Place]]:
    """One page of places."""
    shown = Paginator(asked(row, show), A_PAGE).get_page(page)
    return described(row, list(shown.object_list)), shown


def described(row: CodingRound, found: Sequence[Place]) -> list[PlaceRow]:
    """Places with their words, coders and decisions."""
    versions = {
        one.transcript_id: one
        for one in Version.objects.filter(
            transcript__in={place.transcript for place in found}, current=True
        ).select_related("transcript")
    }
    codes = {one.pk: one for one in Code.objects.filter(project=row.project_id)}
    names = dict(
        User.objects.filter(
            pk__in={mark.coder for place in found for mark in place.marks}
            | {coder for place in found for coder in place.coders}
        ).values_list("pk", "name")
    )
    decisions = _decisions([place.decided for place in found if place.decided is not None])
    return [_row(one, versions[one.transcript], codes, names, decisions) for one in found]


def _row(
    place: Place, version: Version, codes: dict[int, Code], names: dict[int, str],
    decisions: dict[int, Decision],
) -> PlaceRow:  # fmt: skip
    text = version.text
    turn = (
        Turn.objects.filter(version=version, start__lte=place.start)
        .order_by("-start")
        .values_list("index", "speaker", "participant__pseudonym", "start", "end")
        .first()
    )
    index, speaker, pseudonym, first, last = turn or (0, "", None, 0, len(text))
    given = dict.fromkeys([*place.coders, *(mark.coder for mark in place.marks)])
    coders = tuple(
        CoderHere(
            coder, names[coder], coder not in place.coders,
            tuple(
                Marked(
                    codes[mark.code].name, codes[mark.code].retired_at is not None,
                    "" if (mark.start, mark.end) == (place.start, place.end)
                    else text[mark.start : mark.end],
                )
                for mark in place.marks
                if mark.coder == coder
            ),
        )
        for coder in given
    )  # fmt: skip
    used = dict.fromkeys(mark.code for mark in place.marks)
    return PlaceRow(
        " ".join(str(pk) for pk in sorted(place.codings)), place.transcript,
        version.transcript.title, version.number, index + 1, pseudonym or speaker,
        text[max(first, place.start - AROUND) : place.start], text[place.start : place.end],
        text[place.end : min(max(last, place.end), place.end + AROUND)], coders, place.identical,
        tuple((f"{start}-{end}", text[start:end]) for start, end in place.extents),
        tuple((code, codes[code].name) for code in used if codes[code].retired_at is None),
        decisions.get(place.decided or 0),
    )  # fmt: skip


def _decisions(ids: Sequence[int]) -> dict[int, Decision]:
    made = {}
    codes: dict[int, list[str]] = {}
    rows = Coding.objects.filter(adjudication__in=ids, removed_at=None).order_by("pk")
    for pk, name in rows.values_list("adjudication_id", "code__name"):
        codes.setdefault(pk, []).append(name)
    for one in Adjudication.objects.filter(pk__in=ids).select_related("by"):
        made[one.pk] = Decision(
            one.pk, str(Adjudication.How(one.how).label), one.by.name, one.created_at, one.reason,
            one.bulk, tuple(dict.fromkeys(codes.get(one.pk, ()))),
        )  # fmt: skip
    return made


def last_bulk(row: CodingRound) -> Adjudication | None:
    """The last of the places that were agreed in one go and stand."""
    rows = Adjudication.objects.filter(round=row, undone_at=None, bulk__gt=0)
    return rows.order_by("-bulk", "pk").first()
