"""What counts, laid out for counting: each passage with each of its codes, and where it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from uptake.interviews.models import (
    AttributeValue,
    GuideQuestion,
    Participant,
    Passage,
    Transcript,
    Turn,
)
from uptake.interviews.queries.themes import counting
from uptake.projects.models import Project

UNKNOWN = ""
"""The column of what is not recorded."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage with one of its codes."""

    code: int
    passage: int
    person: int | None
    group: str
    transcript: int
    version: int
    start: int
    end: int
    lost: bool


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    name: str


def pieces(project: Project) -> list[Piece]:
    """What counts, once for each passage and code."""
    rows = counting(project).order_by().distinct().values_list(
        "code_id", "passage_id", "passage__participant_id", "passage__participant__group",
        "passage__transcript_id", "passage__version_id", "passage__start", "passage__end",
        "passage__state",
    )  # fmt: skip
    return [
        Piece(code, passage, person, group or "", transcript, version, start, end,
              state == Passage.State.LOST)
        for code, passage, person, group, transcript, version, start, end, state in rows
    ]  # fmt: skip


ColumnOf = Callable[[Piece], str]


def columns(
    project: Project, by: str, attribute: int, held: Sequence[Piece]
) -> tuple[tuple[Column, ...], ColumnOf]:
    """The columns of a table, and the one that a piece falls in."""
    if by == "attribute":
        return _by_attribute(project, attribute, held)
    if by == "question":
        return _by_question(project, held)
    if by == "transcript":
        titles = Transcript.objects.filter(project=project).order_by("pk")
        found = [Column(str(pk), title) for pk, title in titles.values_list("pk", "title")]
        return tuple(found), lambda one: str(one.transcript)
    names = sorted({one.group for one in held if one.group}, key=str.casefold)
    known = [Column(name, name[:1].upper() + name[1:]) for name in names]
    return _with_rest(known, held, lambda one: one.group, "Group not recorded")


def silent_groups(project: Project, held: Iterable[Piece]) -> tuple[str, ...]:
    """Groups of which no coded passage counts, so that they have no column."""
    here = Participant.objects.filter(project=project, withdrawn_at=None).exclude(group="")
    known = set(here.order_by().values_list("group", flat=True).distinct())
    return tuple(sorted(known - {one.group for one in held}, key=str.casefold))


def _by_attribute(
    project: Project, attribute: int, held: Sequence[Piece]
) -> tuple[tuple[Column, ...], ColumnOf]:
    values = dict(
        AttributeValue.objects.filter(project=project, attribute=attribute).values_list(
            "participant_id", "value"
        )
    )
    names = sorted(set(values.values()) - {""}, key=str.casefold)

    def column(one: Piece) -> str:
        return values.get(one.person, UNKNOWN) if one.person is not None else UNKNOWN

    return _with_rest([Column(name, name) for name in names], held, column, "Not recorded")


def _by_question(project: Project, held: Sequence[Piece]) -> tuple[tuple[Column, ...], ColumnOf]:
    laid = turns({one.version for one in held})
    asked = GuideQuestion.objects.filter(project=project).order_by("guide", "order", "pk")
    known = [
        Column(str(pk), f"{guide} {label}: {text}")
        for pk, guide, label, text in asked.values_list("pk", "guide__name", "label", "text")
    ]

    def column(one: Piece) -> str:
        rows = laid[one.version]
        question = rows[turn_at(rows, one.start)][2] if rows else None
        return str(question) if question is not None else UNKNOWN

    used = {column(one) for one in held}
    return _with_rest([one for one in known if one.key in used], held, column, "No question")


def _with_rest(
    known: Iterable[Column], held: Iterable[Piece], column: ColumnOf, rest: str
) -> tuple[tuple[Column, ...], ColumnOf]:
    """The columns, with one more for what none of them holds where there is such."""
    others = any(column(one) == UNKNOWN for one in held)
    return (*known, *([Column(UNKNOWN, rest)] if others else [])), column


LaidTurn = tuple[int, int, int | None]
"""Where a turn starts, its number in the transcript, and the question that it answers."""


def turns(versions: Iterable[int]) -> defaultdict[int, list[LaidTurn]]:
    """For each version its turns in order."""
    found: defaultdict[int, list[LaidTurn]] = defaultdict(list)
    rows = Turn.objects.filter(version__in=set(versions)).order_by("version", "start")
    for version, start, index, question in rows.values_list(
        "version_id", "start", "index", "question_id"
    ):
        found[version].append((start, index, question))
    return found


def turn_at(rows: Sequence[LaidTurn], at: int) -> int:
    """The place in `rows` of the turn that holds an offset."""
    return max(bisect_right(rows, at, key=lambda row: row[0]) - 1, 0)
