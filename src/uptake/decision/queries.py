"""What pages read of the decision step: recommendations and what they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q

from uptake.decision.models import Basis, Recommendation
from uptake.findings import queries as findings
from uptake.findings.models import Finding, Stance
from uptake.projects import queries as people
from uptake.projects.models import LookAgain, Project

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A recommendation in a list."""

    id: int
    label: str
    sentence: str
    status: str
    status_name: str
    agreed_at: datetime | None
    agreed_by: str
    supports: int
    against: int
    marks: tuple[LookAgain, ...]


def listed(project: Project) -> list[Row]:
    """Every recommendation, by number."""
    rows = Recommendation.objects.filter(project=project).select_related("agreed_by")
    bases = Basis.objects.filter(project=project, removed_at=None, finding__retired_at=None)
    beneath = Counter(bases.order_by().values_list("recommendation_id", "stance"))
    marks = people.look_again(project, "recommendation")
    return [
        Row(
            row.pk, row.label, row.sentence, row.status, row.get_status_display(), row.agreed_at,
            row.agreed_by.name if row.agreed_by else "", beneath[row.pk, Stance.SUPPORTS],
            beneath[row.pk, Stance.CONTRADICTS], tuple(marks.get(("recommendation", row.pk), ())),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class BasisRow:
    """A finding beneath a recommendation, or against it."""

    id: int
    finding: findings.ListRow


@dataclass(frozen=True, slots=True)
class RecommendationPage:
    row: Recommendation
    agreed_by: str
    supports: tuple[BasisRow, ...]
    against: tuple[BasisRow, ...]
    marks: tuple[LookAgain, ...]

    @property
    def holds(self) -> bool:
        """At least one finding in use supports it."""
        return any(not one.finding.retired for one in self.supports)


def recommendation_page(project: Project, row: Recommendation) -> RecommendationPage:
    """One recommendation with the findings on either side of it."""
    bases = list(Basis.objects.filter(project=project, recommendation=row, removed_at=None))
    shown = findings.in_use(project, [one.finding_id for one in bases])
    marks = people.look_again(project, "recommendation")
    return RecommendationPage(
        row=row, agreed_by=row.agreed_by.name if row.agreed_by else "",
        supports=_side(bases, shown, Stance.SUPPORTS),
        against=_side(bases, shown, Stance.CONTRADICTS),
        marks=tuple(marks.get(("recommendation", row.pk), ())),
    )  # fmt: skip


def _side(
    bases: Sequence[Basis], shown: dict[int, findings.ListRow], stance: str
) -> tuple[BasisRow, ...]:
    here = [BasisRow(one.pk, shown[one.finding_id]) for one in bases if one.stance == stance]
    return tuple(sorted(here, key=lambda one: one.finding.id))


def to_lay(
    project: Project, row: Recommendation, asked: findings.Asked
) -> tuple[list[findings.ListRow], Page[Finding], dict[int, str]]:
    """Findings that could be laid beneath it: a page of them, and where each one is already."""
    page = Paginator(findings.asked_for(project, asked), A_PAGE).get_page(asked.page)
    rows = Basis.objects.filter(project=project, recommendation=row, removed_at=None)
    tied = dict(rows.values_list("finding_id", "stance"))
    return findings.rows_of(project, list(page.object_list)), page, tied


def choices(project: Project, keep: int | None = None) -> list[tuple[int, str]]:
    """The recommendations that stand, and `keep`, for steps that serve one."""
    rows = Recommendation.objects.filter(project=project)
    stands = ~Q(status=Recommendation.Status.DROPPED) | Q(pk=keep)
    return [(row.pk, f"{row.label} {row.sentence}") for row in rows.filter(stands)]


def chosen(project: Project, ids: Sequence[int]) -> list[Finding]:
    """The findings with these ids; another project's do not exist here."""
    return list(Finding.objects.filter(project=project, pk__in=ids).order_by("number"))
