"""The full texts of a review: how far each is, what is attached, and what waits for its owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from uptake.methods.paper_match import Paper, surname
from uptake.projects.models import Project
from uptake.review.models import ArrivedText, Retrieval, Standing
from uptake.review.models.protocol import StageKey
from uptake.review.pools import pool, to_judge
from uptake.review.queries.stages import stage
from uptake.sources.models import Document, Reference
from uptake.sources.queries import documents
from uptake.sources.queries.references import short_authors

A_PAGE = 50
State = Retrieval.State
JUDGED = (
    ("todo", "Not judged"), ("half", "One of two has judged"), ("conflict", "The two disagree"),
    ("include", "Included"), ("exclude", "Excluded"), ("unsure", "Unsure"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked the list of full texts for."""

    words: str = ""
    state: str = ""
    text: str = ""
    judged: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class FullRow:
    """One reference that was included on its title and abstract."""

    pk: int
    title: str
    authors: str
    year: int | None
    journal: str
    doi: str
    pmid: str
    state: str
    says: str
    note: str
    by: str
    at: datetime | None
    documents: list[Document]
    judged: str
    judged_says: str
    reason: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Standings:
    """How many full texts there are, found, judged and waiting."""

    total: int
    found: int
    missing: int
    judged: int
    waiting: int
    """PDFs of which nobody has said yet whose they are."""


def _attached() -> Exists:
    rows = Document.objects.filter(removed_at=None)
    return Exists(
        rows.filter(Q(reference=OuterRef("pk")) | Q(reference__merged_into=OuterRef("pk")))
    )


def _rows(project: Project) -> QuerySet[Reference]:
    return pool(stage(project, StageKey.FULL))


def _asked(project: Project, asked: Asked) -> QuerySet[Reference]:
    rows = _rows(project)
    for word in asked.words.split():
        rows = rows.filter(find__contains=word.lower())
    if asked.text:
        rows = rows.filter(_attached() if asked.text == "with" else ~_attached())
    if asked.state == State.RETRIEVED:
        rows = rows.filter(Q(retrieval__state=State.RETRIEVED) | _attached())
    elif asked.state == State.SOUGHT:
        rows = rows.filter(Q(retrieval=None) | Q(retrieval__state=State.SOUGHT))
        rows = rows.exclude(_attached())
    elif asked.state:
        rows = rows.filter(retrieval__state=asked.state)
    if asked.judged:
        there = Standing.objects.filter(reference=OuterRef("pk"), stage=StageKey.FULL)
        rows = rows.filter(
            ~Exists(there) if asked.judged == "todo" else Exists(there.filter(state=asked.judged))
        )
    return rows.order_by("author_key", "title_key", "pk")


def listed(project: Project, asked: Asked) -> Page[FullRow]:
    """A page of the references whose full texts are looked for and judged."""
    ids = list(_asked(project, asked).values_list("pk", flat=True))
    page = Paginator(ids, A_PAGE).get_page(asked.page)
    return Page(full_rows(project, list(page.object_list)), page.number,
                cast("Paginator[FullRow]", page.paginator))  # fmt: skip


def full_rows(project: Project, ids: Collection[int]) -> list[FullRow]:
    """These references in the order given, as the list shows them."""
    rows = {
        row.pk: row
        for row in Reference.objects.filter(project=project, pk__in=ids)
        .select_related("retrieval__by")
        .only("title", "authors", "year", "journal", "doi", "pmid", "url", "retrieval__state",
              "retrieval__note", "retrieval__by__name", "retrieval__created_at")
    }  # fmt: skip
    attached = documents(project, ids)
    standings = {
        row.reference_id: row
        for row in Standing.objects.filter(
            project=project, stage=StageKey.FULL, reference__in=ids
        ).select_related("reason")
    }
    return [_row(rows[pk], attached[pk], standings.get(pk)) for pk in ids if pk in rows]


def _row(row: Reference, attached: list[Document], standing: Standing | None) -> FullRow:
    kept: Retrieval | None = getattr(row, "retrieval", None)
    state = kept.state if kept else State.SOUGHT
    if attached and state != State.RETRIEVED:
        state = State.RETRIEVED
    return FullRow(
        pk=row.pk, title=row.title or "No title", authors=short_authors(row.authors),
        year=row.year, journal=row.journal, doi=row.doi, pmid=row.pmid, state=state,
        says=State(state).label, note=kept.note if kept else "",
        by=kept.by.name if kept and kept.by else "", at=kept.created_at if kept else None,
        documents=attached, judged=standing.state if standing else "todo",
        judged_says=dict(JUDGED)[standing.state if standing else "todo"],
        reason=standing.reason.label if standing and standing.reason else "",
        url=row.url if row.url.lower().startswith(("https://", "http://")) else "",
    )  # fmt: skip


def standings(project: Project) -> Standings:
    """How far the full texts are."""
    rows = _rows(project)
    found = Q(retrieval__state=State.RETRIEVED) | _attached()
    total = rows.count()
    there = Counter(
        Standing.objects.filter(project=project, stage=StageKey.FULL)
        .order_by().values_list("state", flat=True)
    )  # fmt: skip
    return Standings(
        total=total, found=rows.filter(found).count(),
        missing=total - to_judge(stage(project, StageKey.FULL)).count(),
        judged=there.total() - there[Standing.State.HALF],
        waiting=waiting(project).count(),
    )  # fmt: skip


def papers(project: Project) -> list[Paper]:
    """The papers that a file without an owner could be: those without a full text first."""
    rows = _rows(project).order_by("pk")
    return [
        Paper(pk, doi, pmid, title, surname(authors), year)
        for pk, doi, pmid, title, authors, year in rows.values_list(
            "pk", "doi", "pmid", "title", "authors", "year"
        )
    ]


def by_id(project: Project, ids: Collection[int]) -> list[Reference]:
    """References of the project, without their long columns."""
    rows = Reference.objects.filter(project=project, pk__in=ids)
    return list(rows.defer("raw", "abstract", "find"))


def waiting(project: Project) -> QuerySet[ArrivedText]:
    """PDFs of which nobody has said yet whose they are."""
    rows = ArrivedText.objects.filter(project=project, state=ArrivedText.State.WAITING)
    return rows.select_related("reference").defer(
        "reference__raw", "reference__abstract", "reference__find"
    )


def arrived(project: Project, ids: Collection[int]) -> list[ArrivedText]:
    """Of these PDFs, those that still wait."""
    return list(waiting(project).filter(pk__in=ids))


def set_aside(project: Project) -> list[ArrivedText]:
    """PDFs that were attached to nothing."""
    return list(
        ArrivedText.objects.filter(project=project, state=ArrivedText.State.DROPPED).order_by("pk")
    )


def owners(project: Project) -> list[tuple[int, str]]:
    """The references that a PDF can be attached to: "Vance 2024: Why clinicians stop"."""
    rows = _rows(project).order_by("author_key", "title_key", "pk")
    rows = rows.only("authors", "year", "title")
    return [(row.pk, f"{row}: {(row.title or 'No title')[:90]}") for row in rows]
