"""Coding rounds as pages show them: who codes what, who is done, and what can be begun."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from uptake.interviews.layers import settled
from uptake.interviews.models import (
    Adjudication,
    Assignment,
    Coding,
    CodingRound,
    Passage,
    Transcript,
    Version,
)
from uptake.interviews.queries.places import lost_codings, places
from uptake.methods.double_coding import chosen_at_random, draw
from uptake.projects.models import Membership, Project, User
from uptake.projects.roles import Permission


def stage(row: CodingRound) -> str:
    """Where a round stands, in words."""
    if row.called_off:
        return "Called off"
    if row.closed_at is not None:
        return "Closed"
    return "Coded blind" if row.opened_at is None else "Open, being adjudicated"


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round in the list. Before it is opened, only who is done is told of the work."""

    id: int
    name: str
    stage: str
    begun: datetime
    transcripts: int
    double: int
    coders: tuple[str, ...]
    done: int
    parts: int


def rounds(project: Project) -> list[RoundRow]:
    """Every round of the project, the newest first: two queries."""
    parts: dict[int, list[tuple[int, str, bool]]] = defaultdict(list)
    held = Assignment.objects.filter(project=project, ended_at=None).order_by("pk")
    for pk, transcript, coder, done in held.values_list(
        "round_id", "transcript_id", "coder__name", "done_at"
    ):
        parts[pk].append((transcript, coder, done is not None))
    found = []
    for row in CodingRound.objects.filter(project=project).order_by("-pk"):
        mine = parts[row.pk]
        each = Counter(transcript for transcript, _, _ in mine)
        found.append(
            RoundRow(
                row.pk, row.name, stage(row), row.created_at, len(each),
                sum(1 for n in each.values() if n > 1),
                tuple(sorted({coder for _, coder, _ in mine})),
                sum(done for _, _, done in mine), len(mine),
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """One coder's part in one transcript."""

    id: int
    coder: int
    name: str
    done: datetime | None
    ended: datetime | None
    why: str
    mine: bool
    codings: int | None
    """How many they put there; None before the round is opened, but for one's own."""

    @property
    def state(self) -> str:
        if self.ended is not None:
            return "taken off"
        return "not done" if self.done is None else "done"


@dataclass(frozen=True, slots=True)
class InRound:
    """A transcript of a round."""

    id: int
    title: str
    parts: tuple[Part, ...]

    @property
    def now(self) -> list[Part]:
        """Those who code it; without those who were taken off."""
        return [part for part in self.parts if part.ended is None]


@dataclass(frozen=True, slots=True)
class Left:
    """How far adjudication is."""

    open: int
    decided: int
    identical: int
    """Of those that are open: all coders say the same there, or one person coded."""
    lost: int

    @property
    def total(self) -> int:
        return self.open + self.decided


@dataclass(frozen=True, slots=True)
class RoundPage:
    """Everything on a round's page."""

    row: CodingRound
    stage: str
    transcripts: tuple[InRound, ...]
    codes: tuple[str, ...]
    waiting: tuple[str, ...]
    """Who is not done."""
    left: Left | None
    """None before it is opened."""
    coders: list[tuple[int, str]]
    """Who may be given a transcript."""


def round_page(row: CodingRound, user: User) -> RoundPage:
    """A round as one person may see it."""
    shown = Q() if row.opened_at is not None else Q(coder=user)
    counted = Counter(
        Coding.objects.filter(
            shown, round=row, layer=Coding.Layer.CODER, removed_at=None,
            passage__state=Passage.State.FIRM,
        ).order_by().values_list("passage__transcript_id", "coder_id")
    )  # fmt: skip
    parts: dict[tuple[int, str], list[Part]] = defaultdict(list)
    held = Assignment.objects.filter(round=row).select_related("coder", "transcript")
    for one in held.order_by("transcript_id", "pk"):
        may = row.opened_at is not None or one.coder_id == user.pk
        parts[one.transcript_id, one.transcript.title].append(
            Part(
                one.pk, one.coder_id, one.coder.name, one.done_at, one.ended_at, one.why,
                one.coder_id == user.pk,
                counted[one.transcript_id, one.coder_id] if may else None,
            )
        )  # fmt: skip
    transcripts = tuple(InRound(*key, tuple(given)) for key, given in parts.items())
    waiting = {p.name for one in transcripts for p in one.now if p.done is None}
    names = row.codes.order_by("code__order", "code_id").values_list("code__name", flat=True)
    return RoundPage(
        row, stage(row), transcripts, tuple(names), tuple(sorted(waiting)),
        left(row) if row.opened_at is not None and not row.called_off else None,
        coders(row.project),
    )  # fmt: skip


def left(row: CodingRound) -> Left:
    """What is decided in an opened round, and what waits."""
    found = places(row)
    waiting = [one for one in found if one.decided is None]
    same = sum(1 for one in waiting if one.identical)
    return Left(len(waiting), len(found) - len(waiting), same, lost_codings(row))


def coders(project: Project) -> list[tuple[int, str]]:
    """Members who may code, by name."""
    rows = Membership.objects.filter(project=project, ended_at=None).select_related("user")
    return sorted(
        ((row.user_id, row.user.name) for row in rows if row.may(Permission.CODE)),
        key=lambda one: (one[1].casefold(), one[0]),
    )


def coder(project: Project, sent: int | None) -> User | None:
    """The person with this id, when they are or were a member of the project."""
    rows = User.objects.filter(memberships__project=project, pk=sent or 0)
    return rows.order_by("pk").first()


def free_transcripts(project: Project) -> list[tuple[int, str]]:
    """De-identified transcripts that are in no round."""
    inside = Assignment.objects.filter(transcript=OuterRef("pk"), round__called_off=False)
    rows = Transcript.objects.filter(~Exists(inside), project=project).exclude(cleared_how="")
    return list(rows.values_list("pk", "title"))


def coded_by(project: Project) -> dict[int, dict[int, str]]:
    """By transcript: whose codings of it are in no round, by id and name."""
    rows = Coding.objects.filter(settled(), project=project, round=None).order_by()
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for transcript, pk, name in rows.values_list(
        "passage__transcript", "coder", "coder__name"
    ).distinct():
        found[transcript][pk] = name
    return found


@dataclass(frozen=True, slots=True)
class Drawn:
    """Who would code what, to look at before a round is begun."""

    rows: tuple[tuple[int, str, int, tuple[int, ...]], ...]
    """(transcript, its title, its words, its coders)"""
    words: tuple[tuple[int, int], ...]
    """By coder, how many words they would read."""


def drawn(
    project: Project, transcripts: list[int], people: list[int], *, share: float, seed: int,
    each: int = 2, take: int | None = None,
) -> Drawn:  # fmt: skip
    """A balanced draw over transcripts (`take` of them at random). Raises ValueError as `draw`."""
    chosen = chosen_at_random(transcripts, take, seed) if take is not None else transcripts
    sizes = dict(
        Version.objects.filter(project=project, transcript__in=chosen, current=True).values_list(
            "transcript_id", "words"
        )
    )
    titles = dict(
        Transcript.objects.filter(project=project, pk__in=chosen).values_list("pk", "title")
    )
    found = draw(chosen, sizes, people, share=share, seed=seed, each=each)
    load: Counter[int] = Counter(dict.fromkeys(people, 0))
    for transcript, team in found.items():
        for who in team:
            load[who] += sizes.get(transcript, 0)
    return Drawn(
        tuple((pk, titles[pk], sizes.get(pk, 0), team) for pk, team in found.items()),
        tuple(load.items()),
    )


def my_parts(project: Project, user: User) -> list[Assignment]:
    """What somebody has still to code in rounds that are not open."""
    rows = Assignment.objects.filter(
        project=project, coder=user, ended_at=None, done_at=None, round__opened_at=None,
        round__closed_at=None,
    )  # fmt: skip
    return list(rows.select_related("round", "transcript").order_by("pk"))


def to_open(project: Project) -> list[CodingRound]:
    """Rounds whose coders are all done, and that nobody has opened."""
    parts = Assignment.objects.filter(round=OuterRef("pk"), ended_at=None)
    rows = CodingRound.objects.filter(
        Exists(parts), ~Exists(parts.filter(done_at=None)), project=project, opened_at=None,
        closed_at=None,
    )  # fmt: skip
    return list(rows.order_by("pk"))


def decisions(row: CodingRound) -> int:
    """How many decisions stand in a round."""
    return Adjudication.objects.filter(round=row, undone_at=None).count()
