"""One finding: what supports it, what speaks against it, and who said so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper
from django.db.models.functions import Coalesce

from uptake.findings.models import Finding, Stance, Support
from uptake.findings.queries.counted import HOLDS, PAPER, SAID, counts_of, studies_of
from uptake.findings.queries.listing import NOTHING, cell_names
from uptake.interviews.models import Passage
from uptake.interviews.queries.passages import InItsTurn, in_turns
from uptake.methods.matrix import Counts, Strength, Thresholds, strength
from uptake.projects import queries as people
from uptake.projects.models import LookAgain, Project
from uptake.sources.models import Statement
from uptake.sources.queries import withheld

AT_FIRST = 12
"""Strands shown on each side before one asks for all."""


@dataclass(frozen=True, slots=True)
class Said:
    """A reference's statement."""

    id: int
    reference: int
    source: str
    title: str
    sentence: str
    place: str
    gone: str
    stood_for: str
    """The sentence that stands for it, as two statements that say the same count once."""


@dataclass(frozen=True, slots=True)
class Strand:
    """One strand beneath a finding: a passage in its turn, or a statement."""

    id: int
    stance: str
    passage: InItsTurn | None
    group: str
    statement: Said | None
    by: str
    representative: bool
    """A quote chosen to stand for its side."""

    @property
    def holds(self) -> bool:
        """It counts: nothing has happened to what it rests on."""
        if self.passage is not None:
            return self.passage.state == "firm"
        return self.statement is not None and not self.statement.gone


@dataclass(frozen=True, slots=True)
class Side:
    """What is for it, or what is against it."""

    stance: str
    number: int
    """Passages and statements that count; two statements that say the same are one."""
    gone: int
    """Those that count no more: words withdrawn or lost, a statement removed, a paper retracted."""
    tied: int
    strands: tuple[Strand, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A group of people, or the studies, and how often they spoke for and against."""

    name: str
    kind: str
    people: int
    supports: int
    contradicts: int


@dataclass(frozen=True, slots=True)
class FindingPage:
    row: Finding
    cells: tuple[tuple[str, str], ...]
    """(the cell as an address writes it, its name)"""
    counts: Counts
    strength: Strength
    thresholds: Thresholds
    supports: Side
    against: Side
    voices: tuple[Voice, ...]
    marks: tuple[LookAgain, ...]


def finding_page(project: Project, row: Finding, show_all: Collection[str] = ()) -> FindingPage:
    """Everything on a finding's page. `show_all` names the stances to show in full."""
    strands = list(
        Support.objects.filter(project=project, finding=row, removed_at=None)
        .order_by("-representative", "pk")
        .annotate(said=SAID, holds=ExpressionWrapper(HOLDS, BooleanField()))
        .values_list(
            "pk", "stance", "passage_id", "statement_id", "by__name", "said", "representative",
            "holds",
        )
    )  # fmt: skip
    limits = {stance: None if stance in show_all else AT_FIRST for stance in Stance.values}
    shown = [
        one
        for stance in Stance.values
        for one in [one for one in strands if one[1] == stance][: limits[stance]]
    ]
    rows = _strands(project, shown)
    counts = counts_of(project, [row.pk]).get(row.pk, NOTHING)
    names = cell_names(project, [row.pk]).get(row.pk, [])
    keys = [f"{domain}/{level}" for domain, level in row.places()]
    return FindingPage(
        row=row, cells=tuple(zip(keys, names, strict=True)), counts=counts,
        strength=strength(counts), thresholds=Thresholds(),
        supports=_side(Stance.SUPPORTS, strands, rows),
        against=_side(Stance.CONTRADICTS, strands, rows),
        voices=_voices(project, row),
        marks=tuple(people.look_again(project, "finding").get(("finding", row.pk), ())),
    )  # fmt: skip


_Ends = tuple[int, str, int | None, int | None, str | None, int | None, bool, bool | None]
"""Strand, stance, passage, statement, who tied it, the statement that stands for it, whether it is
a representative quote, and whether it counts."""


def _side(stance: str, strands: Sequence[_Ends], rows: Sequence[Strand]) -> Side:
    mine = [one for one in strands if one[1] == stance]
    every = {(one[2], one[5]) for one in mine}
    number = len({(one[2], one[5]) for one in mine if one[7]})
    shown = tuple(one for one in rows if one.stance == stance)
    return Side(stance, number, len(every) - number, len(mine), shown)


def _strands(project: Project, ends: Sequence[_Ends]) -> list[Strand]:
    passages = in_turns(project, [one[2] for one in ends if one[2] is not None])
    groups = dict(
        Passage.objects.filter(project=project, pk__in=passages).values_list(
            "pk", "participant__group"
        )
    )
    statements = said(project, [one[3] for one in ends if one[3] is not None])
    return [
        Strand(
            pk, stance, passages.get(passage or 0), groups.get(passage or 0) or "",
            statements.get(statement or 0), by or "", chosen,
        )
        for pk, stance, passage, statement, by, _, chosen, _ in ends
    ]  # fmt: skip


def said(project: Project, ids: Collection[int]) -> dict[int, Said]:
    """Statements with what made them, by id."""
    rows = Statement.objects.filter(project=project, pk__in=ids)
    return {
        row.pk: Said(
            row.pk, row.reference_id, str(row.reference), row.reference.title, row.sentence,
            row.place, _gone(row), row.same_as.sentence if row.same_as else "",
        )
        for row in rows.select_related("reference", "same_as").only(
            "sentence", "place", "removed_at", "reference__authors", "reference__year",
            "reference__title", "reference__retracted_at", "reference__retraction",
            "same_as__sentence",
        )
    }  # fmt: skip


def unused_on(project: Project, cell: tuple[str, str]) -> tuple[Said, ...]:
    """Statements that stand on a cell of the framework and hold up no finding in use.

    One whose like is used already, as both say the same, is used too.
    """
    strands = Support.objects.filter(
        project=project, removed_at=None, finding__retired_at=None, statement__isnull=False
    )
    used = strands.annotate(said=SAID).order_by().values("said")
    rows = Statement.objects.annotate(said=Coalesce("same_as_id", "pk")).filter(
        project=project, removed_at=None, reference__retracted_at=None,
        cells__domain=cell[0], cells__level=cell[1],
    )  # fmt: skip
    rows = rows.exclude(said__in=used).exclude(pk__in=withheld(project).values("pk"))
    ids = list(rows.order_by("said", "pk").values_list("pk", flat=True))
    found = said(project, ids) if ids else {}
    return tuple(found[pk] for pk in ids)


def _gone(row: Statement) -> str:
    if row.removed_at:
        return "This statement was removed from its reference."
    if row.reference.retracted_at:
        return f"The paper was retracted: {row.reference.retraction}"
    return ""


def _voices(project: Project, row: Finding) -> tuple[Voice, ...]:
    """Groups of people by how many spoke, then the studies."""
    words: dict[tuple[str, str], Counter[str]] = {}
    heard: dict[tuple[str, str], set[str]] = {}
    rows = Support.objects.filter(project=project, finding=row, removed_at=None)
    spoken = rows.filter(passage__state=Passage.State.FIRM)
    for stance, who, group, transcript in spoken.values_list(
        "stance", "passage__participant_id", "passage__participant__group",
        "passage__transcript_id",
    ):  # fmt: skip
        key = ("group", group or "Speaker not recorded")
        words.setdefault(key, Counter())[stance] += 1
        heard.setdefault(key, set()).add(f"person {who}" if who else f"transcript {transcript}")
    stated = rows.filter(
        statement__isnull=False, statement__removed_at=None, statement__reference__retracted_at=None
    )
    once: set[tuple[str, int]] = set()
    of = studies_of(project)
    for stance, paper, statement in stated.values_list("stance", PAPER, SAID):
        key = ("study", "Studies")
        words.setdefault(key, Counter())[stance] += (stance, statement) not in once
        once.add((stance, statement))
        heard.setdefault(key, set()).add(of.get(str(paper), str(paper)))
    order = sorted(words, key=lambda key: (key[0], -len(heard[key]), key[1]))
    return tuple(
        Voice(name, kind, len(heard[kind, name]), words[kind, name][Stance.SUPPORTS],
              words[kind, name][Stance.CONTRADICTS])
        for kind, name in order
    )  # fmt: skip
