"""What a study's reports state: one's own alone until all have read it, then side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from uptake.projects.models import User
from uptake.review.models import Study
from uptake.review.queries.extracted import open_studies
from uptake.review.queries.studies import reports_of
from uptake.sources.queries import StatementRow, statements, withheld


@dataclass(frozen=True, slots=True)
class Side:
    """The statements of one person."""

    by: str
    mine: bool
    rows: list[StatementRow]


@dataclass(frozen=True, slots=True)
class Stated:
    """The statements of a study's reports by the people who wrote them."""

    study: Study
    open: bool
    sides: list[Side]
    unseen: int
    """How many statements of others are not shown before all have read the study."""

    @property
    def count(self) -> int:
        """How many statements are shown."""
        return sum(len(side.rows) for side in self.sides)

    def could_be(self, row: StatementRow) -> list[tuple[int, str]]:
        """Statements of others that may say the same: of one paper, each standing for itself."""
        return [
            (other.pk, f"{other.sentence} ({other.by or 'Somebody'})")
            for side in self.sides
            for other in side.rows
            if other.by_id != row.by_id
            and other.reference == row.reference
            and other.same_as is None
        ]


def stated(study: Study, user: User) -> Stated:
    """What was written of a study's reports: one's own first, others' once the study is open."""
    opened = study.pk in open_studies(study.project)
    reports = [row.reference_id for row in reports_of(study)]
    every = statements(study.project, reports, user)
    written = [row for row in every if not row.removed]
    hidden = withheld(study.project, user).filter(
        Q(reference__in=reports) | Q(reference__merged_into__in=reports), removed_at=None
    )
    people = dict.fromkeys([user.pk, *(row.by_id for row in written)])
    sides = [
        Side(next(row.by for row in written if row.by_id == who) or "Somebody", who == user.pk,
             [row for row in written if row.by_id == who])
        for who in people
        if any(row.by_id == who for row in written)
    ]  # fmt: skip
    return Stated(study, opened, sides, hidden.count())
