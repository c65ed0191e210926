"""What the cells of the framework chart hold: the passages of a case that count for a theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from uptake.interviews.layers import settled
from uptake.interviews.models import (
    ChartSummary,
    Coding,
    Participant,
    Passage,
    Theme,
    Transcript,
    Turn,
)
from uptake.interviews.queries.themes import codes_of_theme, codes_within, counting
from uptake.methods import chart_cells
from uptake.methods.chart_cells import Changes, Held
from uptake.projects import queries as people
from uptake.projects.models import Project

Case = Participant | Transcript
PEOPLE, TRANSCRIPTS = "people", "transcripts"


@dataclass(slots=True)
class Inside:
    """A passage of a cell: its number, its words, and the theme's codes on it."""

    passage: int
    quote: str
    codes: list[int] = field(default_factory=list)

    def held(self) -> Held:
        return chart_cells.held(self.passage, self.quote, self.codes)


def inside(theme: Theme, case: Case) -> list[Inside]:
    """The passages of one cell, in the transcripts' order."""
    rows = counting(case.project).filter(code__in=codes_of_theme(theme))
    if isinstance(case, Participant):
        rows = rows.filter(passage__participant=case)
    else:
        rows = rows.filter(passage__transcript=case)
    rows = rows.order_by("passage__transcript_id", "passage__start", "passage__end", "pk")
    found: dict[int, Inside] = {}
    for passage, quote, code in rows.values_list("passage_id", "passage__quote", "code_id"):
        found.setdefault(passage, Inside(passage, quote)).codes.append(code)
    return list(found.values())


Place = tuple[int, int]
"""A case and a theme."""


def all_inside(
    project: Project, cases: str, codes: Mapping[int, set[int]]
) -> dict[Place, list[Inside]]:
    """The passages of every cell: `codes` are those of each theme. One query."""
    of: defaultdict[int, list[int]] = defaultdict(list)
    for theme, held in codes.items():
        for code in held:
            of[code].append(theme)
    whose = "passage__participant_id" if cases == PEOPLE else "passage__transcript_id"
    rows = counting(project).filter(code__in=list(of)).order_by(
        "passage__transcript_id", "passage__start", "passage__end", "pk"
    )  # fmt: skip
    found: defaultdict[Place, dict[int, Inside]] = defaultdict(dict)
    for case, passage, quote, code in rows.values_list(
        whose, "passage_id", "passage__quote", "code_id"
    ):
        for theme in of[code] if case is not None else ():
            cell = found[case, theme]
            cell.setdefault(passage, Inside(passage, quote)).codes.append(code)
    return {place: list(cell.values()) for place, cell in found.items()}


class Measured(NamedTuple):
    """How many passages a cell holds and, where a summary stands there, their digest."""

    passages: int
    digest: str


def measured(project: Project, cases: str) -> dict[Place, Measured]:
    """Every cell that holds anything, measured once for each state that the project is in.

    The trail's last hash names that state: no write leaves it as it was.
    """
    head = people.head(project.pk)
    if head is None:  # nothing names its state
        return _measured.__wrapped__(project, cases, "")
    return _measured(project, cases, head.hash)


@lru_cache(maxsize=8)
def _measured(project: Project, cases: str, state: str) -> dict[Place, Measured]:
    """Numbers and digests alone: no words stay in memory, and each passage is read once."""
    whose = "participant_id" if cases == PEOPLE else "transcript_id"
    standing = ChartSummary.objects.filter(project=project, removed_at=None)
    worded = set(standing.order_by().values_list(whose, "theme_id"))
    of: defaultdict[int, list[int]] = defaultdict(list)
    for theme, within in codes_within(project).items():
        for code in within:
            of[code].append(theme)
    bears: defaultdict[int, list[int]] = defaultdict(list)
    for passage, code in counting(project).order_by().values_list("passage_id", "code_id"):
        if code in of:
            bears[passage].append(code)
    cells: defaultdict[Place, list[tuple[int, str, list[int]]]] = defaultdict(list)
    rows = Passage.objects.filter(project=project, **{f"{whose}__isnull": False})
    for pk, case, quote in rows.order_by().values_list("pk", whose, "quote"):
        for theme, codes in _by_theme(bears.get(pk, ()), of).items():
            cells[case, theme].append((pk, quote, codes))
    return {
        place: Measured(len(rows), _digest(rows) if place in worded else "")
        for place, rows in cells.items()
    }


def _by_theme(codes: Iterable[int], of: Mapping[int, list[int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for code in codes:
        for theme in of[code]:
            found.setdefault(theme, []).append(code)
    return found


def _digest(rows: Iterable[tuple[int, str, list[int]]]) -> str:
    return chart_cells.digest(chart_cells.held(*row) for row in rows)


NOTHING = Measured(0, chart_cells.digest(()))


def coded_transcripts(project: Project) -> set[int]:
    """The transcripts with any coding that counts, on words withdrawn since as well."""
    rows = Coding.objects.filter(settled(), project=project).order_by()
    return set(rows.values_list("passage__transcript_id", flat=True).distinct())


def uncoded(case: Case) -> bool:
    """Whether none of a case's transcripts carries any coding that counts."""
    coded = coded_transcripts(case.project)
    if isinstance(case, Transcript):
        return case.pk not in coded
    heard = Turn.objects.filter(participant=case).order_by()
    where = set(heard.values_list("version__transcript_id", flat=True).distinct())
    return case.withdrawn_at is None and coded.isdisjoint(where)


def undecided(summary: ChartSummary) -> bool:
    """Whether its case withdrew after it was written: what stands since was kept by decision."""
    gone = summary.participant.withdrawn_at if summary.participant else None
    return gone is not None and summary.created_at < gone


def digest_of(cell: list[Inside]) -> str:
    return chart_cells.digest(one.held() for one in cell)


def changed_since(summary: ChartSummary, cell: list[Inside]) -> Changes:
    """What differs between the cell as it is and as it was when its summary was written."""
    before = chart_cells.from_data(summary.cell)
    return chart_cells.changes(before, [one.held() for one in cell])
