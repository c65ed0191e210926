"""The studies: their reports, how far each is, and which may be one."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from uptake.methods import same_study
from uptake.methods.paper_match import surname
from uptake.projects.models import Project, User
from uptake.review.models import Entry, FormField, Reconciled, Report, SaidDone, Standing, Study
from uptake.review.models.protocol import StageKey
from uptake.review.queries.extracted import open_studies
from uptake.review.queries.fulltext import FullRow, full_rows
from uptake.review.values import comparable
from uptake.sources.models import Reference, Relation, Statement
from uptake.sources.queries import StatementRow, documents, statements

LINKS = frozenset({
    Relation.Kind.ERRATUM, Relation.Kind.CORRECTION, Relation.Kind.UPDATE, Relation.Kind.ABSTRACT,
    Relation.Kind.PREPRINT, Relation.Kind.TRANSLATION, Relation.Kind.SERIES,
})  # fmt: skip
"""Links between records that speak for one study; a reply or a concern is somebody else's."""


def _included() -> Exists:
    return Exists(
        Standing.objects.filter(
            reference=OuterRef("reference"), stage=StageKey.FULL, state=Standing.State.INCLUDE
        )
    )


def without_study(project: Project) -> QuerySet[Reference]:
    """Included full texts that no study has yet."""
    there = Report.objects.filter(reference=OuterRef("pk"), removed_at=None)
    included = Standing.objects.filter(
        reference=OuterRef("pk"), stage=StageKey.FULL, state=Standing.State.INCLUDE
    )
    return (
        Reference.objects.filter(project=project, merged_into=None)
        .filter(Exists(included), ~Exists(there))
        .order_by("author_key", "title_key", "pk")
        .defer("raw", "abstract", "find")
    )


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A study in the list."""

    pk: int
    label: str
    name: str
    reports: list[tuple[int, str, bool]]
    """Id and title of each report, and whether it is included still."""
    documents: int
    filled: int
    """Fields that the person who asks has filled in."""
    done: bool
    people_done: int
    open: bool
    settled: int
    statements: int
    left: int = 0
    """Fields that are still to settle, once all may see them; empty ones are not."""
    entered: bool = False
    """Whether anything was entered that all may see."""


@dataclass(frozen=True, slots=True)
class Studies:
    """All studies, and what is left to make of them."""

    rows: list[StudyRow]
    fields: int
    without: list[Reference]
    suggestions: list[Suggested]


@dataclass(frozen=True, slots=True)
class Suggested:
    """Two studies that may be one."""

    first: StudyRow
    second: StudyRow
    why: str


def studies(project: Project, user: User) -> Studies:
    """The list of studies as one person may see it."""
    rows = _rows(project, user)
    fields = FormField.objects.filter(project=project, retired_at=None).count()
    known = {row.pk: row for row in rows}
    found = [
        Suggested(known[one.first], known[one.second], one.why)
        for one in suggestions(project)
        if one.first in known and one.second in known
    ]
    return Studies(rows, fields, list(without_study(project)), found)


def _rows(project: Project, user: User) -> list[StudyRow]:
    there = list(Study.objects.filter(project=project, retired_at=None))
    reports: dict[int, list[tuple[int, str, bool]]] = defaultdict(list)
    of: dict[int, int] = {}
    for study, reference, title, still in (
        Report.objects.filter(project=project, removed_at=None, study__in=there)
        .annotate(still=_included())
        .values_list("study_id", "reference_id", "reference__title", "still")
    ):  # fmt: skip
        reports[study].append((reference, title or "No title", still))
        of[reference] = study
    attached = Counter(
        of[reference] for reference, rows in documents(project, list(of)).items() for _ in rows
    )
    entered = Counter(
        Entry.objects.filter(
            project=project, by=user, replaced_at=None, field__retired_at=None
        ).order_by().values_list("study_id", flat=True)
    )  # fmt: skip
    done = list(
        SaidDone.objects.filter(project=project, taken_back_at=None).values_list("study_id", "by")
    )
    settled = Counter(
        Reconciled.objects.filter(project=project, replaced_at=None, field__retired_at=None)
        .order_by().values_list("study_id", flat=True)
    )  # fmt: skip
    stated = Counter(
        of[reference]
        for reference in Statement.objects.filter(
            project=project, removed_at=None, same_as=None, reference__in=of
        ).order_by().values_list("reference_id", flat=True)
    )  # fmt: skip
    left = _left(project)
    seen, people = open_studies(project), Counter(study for study, _ in done)
    return [
        StudyRow(
            one.pk, one.label, one.name, reports[one.pk], attached[one.pk], entered[one.pk],
            (one.pk, user.pk) in done, people[one.pk], one.pk in seen, settled[one.pk],
            stated[one.pk], *left.get(one.pk, (0, False)),
        )
        for one in there
    ]  # fmt: skip


def _left(project: Project) -> dict[int, tuple[int, bool]]:
    """By open study, how many fields are to settle, and that anything was entered at all.

    To settle are those that two entered differently or one left out, and that nobody has settled:
    what its page of comparison offers. What nobody filled in is nobody's to settle.
    """
    given: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    people: dict[int, set[int | None]] = defaultdict(set)
    rows = Entry.objects.filter(
        project=project, replaced_at=None, study__in=open_studies(project)
    ).order_by()  # fmt: skip
    for study, field, by, value in rows.values_list("study_id", "field_id", "by_id", "value"):
        given[study][field].append(comparable(value))
        people[study].add(by)
    there = Reconciled.objects.filter(project=project, replaced_at=None)
    settled = set(there.values_list("study_id", "field_id"))
    return {
        study: (
            sum(
                len(set(said)) > 1 or len(said) < len(people[study])
                for field, said in fields.items() if (study, field) not in settled
            ),
            True,
        )
        for study, fields in given.items()
    }  # fmt: skip


def suggestions(project: Project) -> tuple[same_study.Suggestion, ...]:
    """Pairs of studies that may be one, by registration, link, or author and title."""
    rows = Report.objects.filter(project=project, removed_at=None).values_list(
        "reference_id", "study_id", "reference__title", "reference__authors",
        "reference__abstract", "reference__more",
    )  # fmt: skip
    papers = [
        same_study.Paper(pk, study, title, surname(authors), f"{abstract} {more}")
        for pk, study, title, authors, abstract, more in rows
    ]
    ids = [paper.id for paper in papers]
    links = Relation.objects.filter(
        project=project, removed_at=None, kind__in=LINKS, first__in=ids, second__in=ids
    )
    return same_study.suggest(
        papers, [(one.first_id, one.second_id, one.get_kind_display()) for one in links]
    )


@dataclass(frozen=True, slots=True)
class StudyReport:
    """A report of a study with its full text."""

    report: Report
    row: FullRow
    included: bool


@dataclass(frozen=True, slots=True)
class StudyPage:
    """The hub of a study."""

    study: Study
    row: StudyRow | None
    reports: list[StudyReport]
    fields: int
    statements: list[StatementRow]
    others: list[tuple[int, str]]
    """Other studies that its reports could be joined to."""


def reports_of(study: Study) -> list[Report]:
    """The reports that stand with a study, the main one first."""
    rows = Report.objects.filter(project=study.project, study=study, removed_at=None)
    return list(rows.select_related("reference").order_by("-main", "pk"))


def study_page(study: Study, user: User) -> StudyPage:
    """Everything that hangs on a study, as one person may see it."""
    project = study.project
    reports = reports_of(study)
    ids = [row.reference_id for row in reports]
    shown = {row.pk: row for row in full_rows(project, ids)}
    others = Study.objects.filter(project=project, retired_at=None).exclude(pk=study.pk)
    return StudyPage(
        study=study,
        row=next((row for row in _rows(project, user) if row.pk == study.pk), None),
        reports=[
            StudyReport(row, shown[row.reference_id], shown[row.reference_id].judged == "include")
            for row in reports
        ],
        fields=FormField.objects.filter(project=project, retired_at=None).count(),
        statements=[row for row in statements(project, ids, user) if not row.removed],
        others=[(row.pk, f"{row.label} {row.name}") for row in others],
    )  # fmt: skip
