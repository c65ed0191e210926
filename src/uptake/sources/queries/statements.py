"""What references state, with its place on the framework and what became of its wording."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404

from uptake.projects.models import Project, User
from uptake.projects.queries import one
from uptake.sources import screened
from uptake.sources.models import EarlierWording, Reference, Statement, StatementCell
from uptake.sources.queries.documents import Texts


@dataclass(frozen=True, slots=True)
class StatementRow:
    pk: int
    reference: int
    source: str
    sentence: str
    place: str
    direction: str
    quote: str
    note: str
    """Where the quote stands in the full text, or that it was not found."""
    cells: list[str]
    by: str
    by_id: int | None
    at: datetime
    wording: int
    reworded_at: datetime | None
    removed: bool
    same_as: int | None
    """The statement that stands for this one, because it says the same."""
    stands_for: list[str]
    earlier: list[EarlierWording]


def withheld(project: Project, user: User | None = None) -> QuerySet[Statement]:
    """The statements that a person, or anybody, may not be shown yet.

    Of a study that several people read without seeing what the others found, a statement is shown
    to whoever wrote it and to nobody else until the study is open.
    """
    works = screened.withheld(project)
    if not works:
        return Statement.objects.none()
    rows = Statement.objects.filter(project=project).order_by()
    rows = rows.alias(work=Coalesce("reference__merged_into", "reference"))
    rows = rows.filter(work__in=works)
    return rows if user is None else rows.filter(Q(by=None) | ~Q(by=user))


def statement(project: Project, user: User, pk: int) -> Statement:
    """One statement. 404 where the project has none such, or where it may not be shown yet."""
    if withheld(project, user).filter(pk=pk).exists():
        raise Http404(f"Statement {pk} is not shown yet.")
    return one(Statement, project, pk)


def statements(
    project: Project, references: Collection[int], user: User | None
) -> list[StatementRow]:
    """What these references and the records merged into them state, removed ones too.

    Those that the person (anybody, for None) may not be shown yet are left out.
    """
    rows = list(
        Statement.objects.filter(project=project)
        .exclude(pk__in=withheld(project, user).values("pk"))
        .filter(Q(reference__in=references) | Q(reference__merged_into__in=references))
        .select_related("by", "reference")
        .defer("reference__raw", "reference__abstract", "reference__find")
        .prefetch_related("earlier", "twins")
        .order_by("pk")
    )
    cells = cell_names(project, [row.pk for row in rows])
    quoted = any(row.quote for row in rows)
    texts = Texts(project, references) if quoted else None
    return [
        StatementRow(
            pk=row.pk, reference=row.reference.merged_into_id or row.reference_id,
            source=str(row.reference), sentence=row.sentence, place=row.place,
            direction=row.direction, quote=row.quote,
            note=texts.note(row.quote) if texts else "", cells=cells[row.pk],
            by=row.by.name if row.by else "", by_id=row.by_id, at=row.created_at,
            wording=row.wording, reworded_at=row.reworded_at, removed=row.removed_at is not None,
            same_as=row.same_as_id,
            stands_for=[twin.sentence for twin in row.twins.all() if twin.removed_at is None],
            earlier=list(row.earlier.all()),
        )
        for row in rows
    ]  # fmt: skip


def cell_names(project: Project, statements: Collection[int]) -> dict[int, list[str]]:
    """The cells of statements in words: "Patient, meso"."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = StatementCell.objects.filter(project=project, statement__in=statements).order_by("pk")
    lens = None
    for statement, domain, level in rows.values_list("statement_id", "domain", "level"):
        lens = lens or project.lens()
        domains = {one.key: one.name for one in lens.domains}
        levels = {one.key: one.name.lower() for one in lens.levels}
        name = domains.get(domain, domain)
        found[statement].append(name if len(levels) == 1 else f"{name}, {levels.get(level, level)}")
    return found


def cells_of(statement: Statement) -> list[str]:
    """The cells of a statement as a form has them: domain/level."""
    rows = StatementCell.objects.filter(statement=statement).order_by("pk")
    return [f"{row.domain}/{row.level}" for row in rows]


def alike_by_others(statement: Statement, user: User) -> list[Statement]:
    """Statements that could say the same: of the same paper, in use, standing for themselves."""
    work = Reference.objects.only("merged_into").get(pk=statement.reference_id)
    at = work.merged_into_id or work.pk
    rows = Statement.objects.filter(project=statement.project, removed_at=None, same_as=None)
    rows = rows.filter(Q(reference=at) | Q(reference__merged_into=at)).exclude(pk=statement.pk)
    rows = rows.exclude(pk__in=withheld(statement.project, user).values("pk"))
    return list(rows.select_related("by").order_by("pk"))
