"""What pages and exports read of references: the list, one reference, and all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from uptake.formats.decisions import COVIDENCE_LIST, without_decisions
from uptake.formats.references import Reference as Record
from uptake.formats.table_fields import STAGED
from uptake.projects.models import Project, User
from uptake.sources import screened
from uptake.sources.models import ImportFile, Reference, Search, Statement
from uptake.sources.queries.looks import files_not_looked_at
from uptake.sources.queries.statements import StatementRow, statements
from uptake.sources.records import record_of
from uptake.sources.words import HoldsWords, terms

A_PAGE = 50
SORTS = {
    "year": "Newest year first", "oldest": "Oldest year first", "author": "First author",
    "title": "Title", "import": "Newest import first",
}  # fmt: skip
CHUNK = 500
WORK = Coalesce("reference__merged_into", "reference")
"""Of a statement, the reference that stands for its record."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked the list for."""

    words: str = ""
    search: int | None = None
    file: int | None = None
    since: int | None = None
    until: int | None = None
    kind: str = ""
    retracted: str = ""
    without_abstract: bool = False
    with_statements: bool = False
    not_looked: bool = False
    merged: str = ""
    every_record: bool = False
    sort: str = "year"
    page: int = 1

    @property
    def narrows(self) -> bool:
        """True when it may leave references out."""
        return self != Asked(sort=self.sort, page=self.page)


@dataclass(frozen=True, slots=True)
class ListRow:
    pk: int
    title: str
    authors: str
    year: int | None
    journal: str
    kind: str
    search: str
    retracted: bool
    has_abstract: bool
    statements: int
    records: int = 1


@dataclass(frozen=True, slots=True)
class Choices:
    """The values that the list's filters offer."""

    searches: list[tuple[int, str]]
    kinds: list[str]


def _asked(project: Project, asked: Asked) -> QuerySet[Reference]:
    rows = Reference.objects.filter(project=project)
    if not asked.every_record:
        rows = rows.filter(merged_into=None)
    if asked.words.strip():
        rows = rows.filter(HoldsWords(asked.words)) if terms(asked.words) else rows.none()
    if asked.search is not None:
        files = ImportFile.objects.filter(project=project, search_id=asked.search)
        rows = _from_files(rows, project, list(files.values_list("pk", flat=True)))
    if asked.file is not None:
        rows = _from_files(rows, project, [asked.file])
    if asked.not_looked:
        rows = rows.filter(file_id__in=files_not_looked_at(project))
    if asked.merged:
        stands = Exists(Reference.objects.filter(merged_into=OuterRef("pk")))
        rows = rows.filter(stands if asked.merged == "yes" else ~stands)
    if asked.since is not None:
        rows = rows.filter(year__gte=asked.since)
    if asked.until is not None:
        rows = rows.filter(year__lte=asked.until)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.retracted:
        rows = rows.filter(retracted_at__isnull=asked.retracted == "no")
    if asked.without_abstract:
        rows = rows.filter(has_abstract=False)
    if asked.with_statements:
        stated = Statement.objects.filter(project=project, removed_at=None)
        rows = rows.filter(pk__in=stated.order_by().values(work=WORK))
    return rows


def _from_files(
    rows: QuerySet[Reference], project: Project, files: list[int]
) -> QuerySet[Reference]:
    """Those that came in these files, and those that stand for a record that did."""
    merged = Reference.objects.filter(project=project, merged_into__isnull=False)
    stands = merged.filter(file_id__in=files).values("merged_into")
    return rows.filter(Q(file_id__in=files) | Q(pk__in=stands))


def _sorted(rows: QuerySet[Reference], sort: str) -> QuerySet[Reference]:
    """In the asked order; what has no year, author or title comes last."""
    if sort == "import":
        return rows.order_by("-pk")
    if sort == "oldest":
        return rows.order_by(F("year").asc(nulls_last=True), "pk")
    if sort in ("author", "title"):
        key = f"{sort}_key"
        last = Case(When(**{key: ""}, then=Value(1)), default=Value(0), output_field=IntegerField())
        return rows.order_by(last, key, "pk")
    return rows.order_by(F("year").desc(nulls_last=True), "-pk")


def asked_for(project: Project, asked: Asked) -> QuerySet[Reference]:
    """The references asked for, in the order asked for."""
    return _sorted(_asked(project, asked), asked.sort)


def reference_list(project: Project, asked: Asked) -> Page[ListRow]:
    """A page of the references asked for. Never reads an abstract or a raw record.

    One query finds every id in order, which gives the exact count too; one reads the rows shown.
    """
    ids = list(asked_for(project, asked).values_list("pk", flat=True))
    page = Paginator(ids, A_PAGE).get_page(asked.page)
    shown = cast("Paginator[ListRow]", page.paginator)
    return Page(_rows(project, page.object_list), page.number, shown)


def _rows(project: Project, ids: Iterable[int]) -> list[ListRow]:
    ids = list(ids)
    found: dict[int, list[Any]] = {}
    searches: defaultdict[int, dict[int | None, None]] = defaultdict(dict)
    records: Counter[int] = Counter()
    rows = Reference.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids)).order_by("pk")
    for kept, search, *row in rows.values_list(
        "merged_into", "file__search_id", "pk", "title", "authors", "year", "journal", "kind",
        "retracted_at", "has_abstract",
    ):  # fmt: skip
        work = kept or row[0]
        records[work] += 1
        searches[work][search] = None
        found[row[0]] = row
    stated = Counter(
        Statement.objects.filter(
            Q(reference__in=ids) | Q(reference__merged_into__in=ids), removed_at=None
        ).values_list(WORK, flat=True)
    )
    names = {search.pk: str(search) for search in Search.objects.filter(project=project)}
    return [
        ListRow(
            pk=pk, title=title or "No title", authors=short_authors(authors), year=year,
            journal=journal, kind=kind,
            search="; ".join(names[one] for one in searches[pk] if one in names),
            retracted=bool(retracted), has_abstract=has_abstract, statements=stated[pk],
            records=records[pk],
        )
        for pk, title, authors, year, journal, kind, retracted, has_abstract in map(
            found.__getitem__, ids
        )
    ]  # fmt: skip


def short_authors(authors: list[str]) -> str:
    """Up to three authors, and "and others" for the rest."""
    if len(authors) <= 3:
        return "; ".join(authors)
    return f"{authors[0]} and others"


def choices(project: Project) -> Choices:
    """What the filters offer: the searches and the kinds that there are."""
    kinds = Reference.objects.filter(project=project).order_by().values_list("kind", flat=True)
    return Choices(
        [(search.pk, str(search)) for search in Search.objects.filter(project=project)],
        sorted(filter(None, kinds.distinct())),
    )


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """Everything one reference's page shows."""

    row: Reference
    fields: list[tuple[str, str, str]]
    """Label, value, and the search that it came from, when another record has it."""
    links: list[tuple[str, str]]
    search: Search | None
    file: ImportFile
    file_name: str
    end_line: int
    raw: tuple[tuple[str, str], ...]
    """Every tag and value as written, but for decisions that are not shown yet."""
    kept_back: bool
    """Decisions came with it, which nobody sees while somebody has still to judge it blindly."""
    statements: list[StatementRow]
    removed: list[StatementRow]
    records: list[RecordRow]
    """All records of the work, the one that stands for it first; none when it has only one."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record of a merged reference."""

    pk: int
    search: str
    file: str
    position: int
    stands: bool


FIELDS = (
    ("authors", "Authors"), ("editors", "Editors"), ("year", "Year"), ("journal", "Journal"),
    ("abbreviation", "Abbreviated"), ("series", "Series"), ("volume", "Volume"),
    ("issue", "Issue"), ("pages", "Pages"), ("kind", "Kind"),
    ("publication_types", "Publication types"), ("doi", "DOI"), ("pmid", "PubMed number"),
    ("pmcid", "PubMed Central"), ("issn", "ISSN"), ("isbn", "ISBN"), ("publisher", "Publisher"),
    ("place", "Place"), ("language", "Language"), ("other_titles", "Other titles"),
    ("keywords", "Keywords"), ("database", "Database"), ("database_id", "Number there"),
    ("notes", "Notes"), ("urls", "Addresses"),
)  # fmt: skip


def reference_page(reference: Reference, user: User | None) -> ReferencePage:
    """One reference with all its fields, where it came from, and what it states.

    Statements that the person (anybody, for None) may not be shown yet are left out.
    """
    file = ImportFile.objects.select_related("search").get(pk=reference.file_id)
    unseen = bool(screened.unseen(reference.project, [reference.pk]))
    whole, records = record_of(reference), _records(reference, unseen=unseen)
    record = without_decisions(whole, _of_decisions(file)) if unseen else whole
    came = {row.pk: row.search or row.file for row in records if row.pk != reference.pk}
    fields = []
    for name, label in FIELDS:
        value = getattr(record, name)
        if value:
            shown = "; ".join(value) if isinstance(value, tuple) else str(value)
            fields.append((label, shown, came.get(reference.came_from.get(name, 0), "")))
    stated = statements(reference.project, [reference.pk], user)
    return ReferencePage(
        row=reference, fields=fields, links=_links(record), search=file.search, file=file,
        file_name=_named(file.name, unseen=unseen), end_line=record.end_line, raw=record.raw,
        kept_back=record != whole or _named(file.name, unseen=unseen) != file.name,
        statements=[row for row in stated if not row.removed],
        removed=[row for row in stated if row.removed],
        records=records if len(records) > 1 else [],
    )  # fmt: skip


def _of_decisions(file: ImportFile) -> list[str]:
    """The columns of a table that somebody said to hold decisions, or what stands beside them."""
    held = {name for _, name, parts in STAGED for name in (name, *parts)}
    return [heading for heading, meant in file.mapping.items() if meant in held]


def _named(name: str, *, unseen: bool) -> str:
    """A file's name; some tools name a file after what was decided of the records in it."""
    return "An export of Covidence" if unseen and COVIDENCE_LIST.search(name) else name


def _records(reference: Reference, *, unseen: bool) -> list[RecordRow]:
    work = reference.merged_into_id or reference.pk
    rows = Reference.objects.filter(Q(pk=work) | Q(merged_into=work)).order_by("pk")
    rows = rows.select_related("file__search").only(
        "pk", "position", "file__name", "file__search__database", "file__search__searched_on"
    )
    return [
        RecordRow(
            row.pk, str(row.file.search) if row.file.search else "",
            _named(row.file.name, unseen=unseen), row.position, row.pk == work,
        )
        for row in rows
    ]  # fmt: skip


def _links(record: Record) -> list[tuple[str, str]]:
    """Where the paper can be opened; only addresses that lead to the web."""
    found = []
    if record.doi:
        found.append((f"doi.org/{record.doi}", f"https://doi.org/{record.doi}"))
    if record.pmid.isdigit():
        found.append((f"PubMed {record.pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/"))
    found.extend(
        (url, url) for url in record.urls if url.lower().startswith(("https://", "http://"))
    )
    return found
