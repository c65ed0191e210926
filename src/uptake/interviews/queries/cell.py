"""One cell of the framework chart: its passages in their turns, its summary and earlier ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import Http404

from uptake.interviews.models import (
    ChartSummary,
    Code,
    Participant,
    SummaryPassage,
    Theme,
    Transcript,
)
from uptake.interviews.queries.cells import (
    Case,
    Inside,
    changed_since,
    digest_of,
    inside,
    uncoded,
    undecided,
)
from uptake.interviews.queries.passages import InItsTurn, in_turns
from uptake.methods.chart_cells import Changes
from uptake.projects.models import Project
from uptake.projects.queries import one


@dataclass(frozen=True, slots=True)
class InCell:
    """A passage of the cell, in its turn."""

    id: int
    detail: InItsTurn
    rests: bool
    """Whether the summary rests on it."""
    new: str
    """What is new about it since the summary was written: added, reworded, recoded, or nothing."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of the summary."""

    id: int
    text: str
    author: str
    at: datetime
    stands: bool
    erased: bool


@dataclass(frozen=True, slots=True)
class CellPage:
    theme: Theme
    case: Case
    name: str
    group: str
    passages: tuple[InCell, ...]
    wordings: tuple[Wording, ...]
    """The latest first."""
    stale: bool
    gone: tuple[InItsTurn, ...]
    """Passages that were here when the summary was written."""
    closed: str
    """Why nothing can be written here."""
    withdrawn: bool
    undecided: bool
    """The case withdrew, and nobody has decided since whether the summary is kept."""
    uncoded: bool

    @property
    def summary(self) -> Wording | None:
        return next((it for it in self.wordings if it.stands), None)

    @property
    def seen(self) -> int:
        return self.summary.id if self.summary else 0

    @property
    def earlier(self) -> list[Wording]:
        return [it for it in self.wordings if not it.stands]


def case_of(project: Project, kind: str, pk: int) -> Case:
    """The participant ("person") or transcript that a cell is of."""
    if kind == "person":
        return one(Participant, project, pk)
    if kind == "transcript":
        return one(Transcript, project, pk)
    raise Http404("A case is a person or a transcript.")


def theme_of(project: Project, pk: int) -> Theme:
    return one(Theme, project, pk)


def cell_page(project: Project, theme: Theme, case: Case) -> CellPage:
    """Everything that the cell's page shows."""
    if theme.project_id != project.pk or case.project_id != project.pk:
        raise Http404("This cell is of another project.")
    held = inside(theme, case)
    rows = _wordings(theme, case)
    now = next((row for row in rows if row.removed_at is None), None)
    waits = now is not None and undecided(now)
    changes = now is not None and now.digest != digest_of(held)
    changed = changed_since(now, held) if now is not None and changes else Changes()
    chosen = _chosen(now)
    details = in_turns(project, [*(one.passage for one in held), *changed.gone])
    names = _names(held)
    marks = _marks(changed)
    person = isinstance(case, Participant)
    return CellPage(
        theme, case, case.pseudonym if isinstance(case, Participant) else case.title,
        case.group if isinstance(case, Participant) else case.get_kind_display(),
        tuple(
            InCell(
                it.passage,
                replace(details[it.passage], codes=tuple(names[code] for code in it.codes)),
                it.passage in chosen if now else True, marks.get(it.passage, ""),
            )
            for it in held
        ),
        tuple(
            Wording(row.pk, row.text, row.by.name, row.created_at, row.removed_at is None,
                    not row.text)
            for row in rows
        ),
        waits or changes,
        tuple(replace(details[pk], codes=()) for pk in changed.gone if pk in details),
        _closed(theme, case if person else None),
        isinstance(case, Participant) and case.withdrawn_at is not None, waits, uncoded(case),
    )  # fmt: skip


def _wordings(theme: Theme, case: Case) -> list[ChartSummary]:
    rows = ChartSummary.objects.filter(theme=theme).order_by("-pk")
    rows = rows.select_related("by", "participant")
    if isinstance(case, Participant):
        return list(rows.filter(participant=case))
    return list(rows.filter(transcript=case))


def _chosen(summary: ChartSummary | None) -> set[int]:
    rows = SummaryPassage.objects.filter(summary=summary)
    return set(rows.values_list("passage_id", flat=True)) if summary else set()


def _names(held: Iterable[Inside]) -> dict[int, str]:
    wanted = {code for it in held for code in it.codes}
    return dict(Code.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _marks(changed: Changes) -> dict[int, str]:
    return {
        **dict.fromkeys(changed.added, "Added since"),
        **dict.fromkeys(changed.reworded, "Its words were corrected since"),
        **dict.fromkeys(changed.recoded, "Coded otherwise since"),
    }


def _closed(theme: Theme, case: Case | None) -> str:
    if theme.retired_at is not None:
        return "The theme is retired, so nothing more is written here."
    if isinstance(case, Participant) and case.withdrawn_at is not None:
        return f"{case.pseudonym} has withdrawn. Nothing more is written about them."
    return ""
