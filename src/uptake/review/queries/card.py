"""One reference as it is judged: its words with marks, what may be said of it, and what was."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet

from uptake.methods.abstracts import paragraphs
from uptake.methods.marked_words import Piece, pieces
from uptake.projects.errors import Refused
from uptake.projects.models import Project, User
from uptake.review.judging import NotRetrieved, refusal
from uptake.review.models import (
    Criterion,
    Label,
    Settlement,
    Stage,
    Standing,
    StopDecision,
    Verdict,
)
from uptake.review.models.protocol import StageKey
from uptake.review.pools import to_judge, with_text
from uptake.review.queries.queue import CHOSEN, NEXT, SECOND, Turn, next_turn
from uptake.review.queries.stages import (
    calibrating,
    ended,
    is_open,
    labelled,
    labels,
    settled_works,
    stage,
    verdicts,
)
from uptake.review.seen import mark
from uptake.sources.models import Reference

SHOWN = ("pk", "project_id", "title", "abstract", "authors", "journal", "year", "volume", "issue",
         "pages", "doi", "kind", "retracted_at", "retraction", "merged_into")  # fmt: skip
FIRST_AUTHORS = 6


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph of the abstract, cut at the marked words."""

    heading: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a person is at a stage."""

    mine: int
    left: int


@dataclass(frozen=True, slots=True)
class Closed:
    """Why a person gives no verdict on a reference: it was settled, its stage ended, or else."""

    why: Refused
    settlement: Settlement | None = None
    end: StopDecision | None = None
    not_had: bool = False
    """Whether it is one whose full text could not be found."""


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that the page of one reference shows."""

    stage: Stage
    turn: Turn
    row: Reference
    title: tuple[Piece, ...]
    abstract: tuple[Words, ...]
    authors: str
    cited: str
    seen: str
    include: list[Criterion]
    reasons: list[Criterion]
    mine: Verdict | None
    others: list[Verdict]
    standing: Standing | None
    open: bool
    labels: list[Label]
    labelled: frozenset[int]
    counts: Counts
    before: int | None
    after: int | None
    note: str = ""
    """What one wrote of it last, with a verdict that stands or with one taken back."""
    has_text: bool = True
    """Whether its full text is there, where full texts are judged."""
    chosen: bool = False
    """Whether a person asked for this very reference, rather than for what is next."""
    closed: Closed | None = None
    marked: dict[str, int] = field(default_factory=dict)

    @property
    def others_shown(self) -> int:
        """The highest id of others' verdicts that the page shows, 0 for none."""
        return max((one.pk for one in self.others), default=0)

    @property
    def may_settle(self) -> bool:
        """Whether it waits for somebody who settles it."""
        return self.standing is not None and self.standing.state == Standing.State.CONFLICT

    @property
    def may_undo(self) -> bool:
        """Whether there is a verdict that taking back would take back."""
        given = self.mine is not None if self.chosen else self.counts.mine > 0
        return given and self.closed is None


def next_card(
    project: Project, key: str, user: User, skip: Collection[int] = ()
) -> Card | None:  # fmt: skip
    """The card of what a person is to judge next; None when nothing is left for them."""
    of = stage(project, key)
    turn = next_turn(of, user.pk, skip)
    return None if turn is None else card_of(of, turn, user)


def card(project: Project, key: str, user: User, reference: Reference) -> Card:
    """The card of one reference, to look at again or to judge out of turn."""
    of = stage(project, key)
    there = Standing.objects.filter(stage=key, reference=reference).first()
    waits = (
        there is not None and there.state == Standing.State.HALF and there.judged_by_id != user.pk
    )
    made = card_of(of, Turn(reference.pk, SECOND if waits else CHOSEN), user)
    return replace(made, chosen=True, closed=_closed(of, reference, there, made.mine))


def _closed(
    of: Stage, reference: Reference, there: Standing | None, mine: Verdict | None
) -> Closed | None:
    refused = refusal(of, reference, there, mine)
    if refused is None:
        return None
    work = reference.merged_into_id or reference.pk
    kept = settled_works(of, [work]).get(work)
    known = Settlement.objects.filter(pk=kept or 0).select_related("by", "reason").first()
    return Closed(refused, known, None if there else ended(of.project, of.key),
                  isinstance(refused, NotRetrieved))  # fmt: skip


def criteria(of: Stage) -> tuple[list[Criterion], list[Criterion]]:
    """The criteria in use at a stage, to include and to exclude, in their order."""
    rows = list(
        Criterion.objects.filter(
            project_id=of.project_id, stage=of.key, retired_at=None
        ).order_by("order", "pk")
    )  # fmt: skip
    include = [row for row in rows if row.side == Criterion.Side.INCLUDE]
    return include, [row for row in rows if row.side == Criterion.Side.EXCLUDE]


def marks(rows: Iterable[Criterion]) -> tuple[str, ...]:
    """The words to mark, of these criteria."""
    return tuple(dict.fromkeys(word for row in rows for word in row.words))


def counts(of: Stage, user: int) -> Counts:
    """How many a person has judged at a stage, and how many are left for them."""
    there = Standing.objects.filter(project_id=of.project_id, stage=of.key)
    total = to_judge(of).count()
    left = total - there.count()
    if of.reviewers > 1:
        half = there.filter(state=Standing.State.HALF)
        left += half.count() - half.filter(judged_by=user).count()
    return Counts(_given(of, user).count(), max(0, left))


def last_given(of: Stage, user: int) -> Verdict | None:
    """The last verdict that a person gave at a stage and has not taken back."""
    return _given(of, user).order_by("-pk").select_related("reference").first()


def own_verdict(of: Stage, user: int, reference: Reference) -> Verdict | None:
    """The verdict of a person on one reference that stands."""
    return _given(of, user).filter(reference=reference).select_related("reference").first()


def _given(of: Stage, user: int) -> QuerySet[Verdict]:
    return Verdict.objects.filter(
        project_id=of.project_id, stage=of.key, by=user, replaced_at=None, origin=""
    )


def card_of(
    of: Stage, turn: Turn, user: User, known: Counts | None = None, just: int | None = None
) -> Card:
    """The card of a reference that comes up.

    `known` counts, from the page before, spare counting thousands of rows after each verdict;
    `just` is the reference that was judged just now.
    """
    row = Reference.objects.only(*SHOWN).get(pk=turn.reference)
    row.project = of.project
    include, exclude = criteria(of)
    speaks_for, against = marks(include), marks(exclude)
    judged, standing, seen_by_all = _judged(of, turn)
    mine = next((one for one in judged if one.by_id == user.pk and not one.origin), None)
    given = _given(of, user.pk)
    if mine is not None:
        before = given.filter(pk__lt=mine.pk).order_by("-pk")
        after = given.filter(pk__gt=mine.pk).order_by("pk").values_list("reference_id", flat=True)
    else:
        before, after = given.order_by("-pk"), None
    on_offer = labels(of.project) if getattr(of, "any_label", True) else []
    own = labelled(row, user) if on_offer else set()
    return Card(
        stage=of, turn=turn, row=row, seen=mark(row),
        title=pieces(row.title, speaks_for, against),
        abstract=tuple(
            Words(one.heading, pieces(one.text, speaks_for, against))
            for one in paragraphs(row.abstract)
        ),
        authors=_authors(row.authors), cited=_cited(row), include=include, reasons=exclude,
        mine=mine, others=[one for one in judged if one is not mine] if seen_by_all else [],
        standing=standing if seen_by_all else None, open=seen_by_all, labels=on_offer,
        labelled=frozenset(own),
        counts=known or counts(of, user.pk),
        before=just or before.values_list("reference_id", flat=True).first(),
        after=after.first() if after is not None else None,
        note=mine.note if mine else _last_note(of, user.pk, turn.reference),
        has_text=of.key != StageKey.FULL or with_text(of).filter(pk=row.pk).exists(),
        marked={"for": len(speaks_for), "against": len(against)},
    )  # fmt: skip


def _last_note(of: Stage, user: int, reference: int) -> str:
    """The note of the last verdict that a person took back: what was typed is there again."""
    rows = Verdict.objects.filter(reference=reference, stage=of.key, by=user, origin="")
    # Asked for the last one, SQLite would walk through all verdicts from the end.
    notes = dict(rows.order_by().values_list("pk", "note"))
    return notes[max(notes)] if notes else ""


def _judged(of: Stage, turn: Turn) -> tuple[list[Verdict], Standing | None, bool]:
    """The verdicts on a reference, where it stands, and whether everyone may see both."""
    if turn.why == NEXT:  # nobody has judged it
        return [], None, False
    standing = Standing.objects.filter(stage=of.key, reference=turn.reference).first()
    shown = is_open(of, standing) and turn.reference not in calibrating(of)
    return verdicts(of, turn.reference), standing, shown


def _authors(names: list[str]) -> str:
    shown = ", ".join(names[:FIRST_AUTHORS])
    return (
        f"{shown} and {len(names) - FIRST_AUTHORS} others" if len(names) > FIRST_AUTHORS else shown
    )


def _cited(row: Reference) -> str:
    """Where in the journal: 2026, 11(3): 204-219."""
    number = f"{row.volume}({row.issue})" if row.issue else row.volume
    parts = [str(row.year) if row.year else "", ": ".join(filter(None, [number, row.pages]))]
    return ", ".join(filter(None, parts))
