"""What the cells of the framework chart hold: the passages of a case that count for a theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from uptake.interviews.models import ChartSummary, Participant, Theme, Transcript
from uptake.interviews.queries.themes import codes_of_theme, counting
from uptake.methods import chart_cells
from uptake.methods.chart_cells import Changes, Held
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


def digest_of(cell: list[Inside]) -> str:
    return chart_cells.digest(one.held() for one in cell)


def changed_since(summary: ChartSummary, cell: list[Inside]) -> Changes:
    """What differs between the cell as it is and as it was when its summary was written."""
    before = chart_cells.from_data(summary.cell)
    return chart_cells.changes(before, [one.held() for one in cell])
