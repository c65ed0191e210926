"""What pages read about files and searches."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from uptake.formats.registry import NAMES
from uptake.projects.models import Job, Project, User
from uptake.sources.actions import facts_of
from uptake.sources.models import ImportFile, ImportOddity, Search
from uptake.sources.storing import alive

IMPORT = "sources.import"
"""The kind of job that imports a file."""
READ = "sources.read"
"""The kind of job that reads a large file for its preview."""
ODDITIES_A_PAGE = 100
GROUPS = 12


@dataclass(frozen=True, slots=True)
class FileRow:
    """A received file as its preview and the lists of files show it."""

    pk: int
    name: str
    size: int
    format: str
    encoding: str
    records: int
    stored: int
    reported: int
    state: str
    brought_by: str
    at: datetime
    first: list[dict[str, Any]]
    filled: list[tuple[str, int]]
    notes: int
    warnings: int
    left_lines: int
    database: str
    columns: list[dict[str, Any]] = field(default_factory=list)
    decisions: dict[str, Any] = field(default_factory=dict)
    alike: int = 0
    """Records that look like references that were here when the file came."""

    @property
    def waits_for(self) -> str:
        """What a person has to say before its references are imported, in words."""
        if self.state == ImportFile.State.STORING:
            return "Nothing: it is being imported"
        wanted = []
        if self.unsure:
            wanted.append(f"what {self.unsure} of its columns hold{'s' * (self.unsure == 1)}")
        wanted.append("which search gave it")
        if self.decisions:
            wanted.append("whether its decisions are kept")
        if self.reported:
            what = "record" if self.reported == 1 else "records"
            wanted.append(f"whether {self.reported:,} unreadable {what} may stay out")
        first = ", ".join(wanted[:-1])
        return f"You say {first} and {wanted[-1]}" if first else f"You say {wanted[-1]}"

    @property
    def unsure(self) -> int:
        """How many columns of a table nobody is sure of."""
        return sum(1 for column in self.columns if not column["sure"])


def file_row(file: ImportFile) -> FileRow:
    """One file, ready to show."""
    seen = file.preview
    return FileRow(
        pk=file.pk, name=file.name, size=file.size,
        format=NAMES.get(file.format, file.format.upper()), encoding=file.encoding,
        records=file.records, stored=file.stored, reported=file.reported, state=_state(file),
        brought_by=file.brought_by.name if file.brought_by else "", at=file.created_at,
        first=seen.get("first", []),
        filled=[(label, number) for label, number in seen.get("filled", [])],
        notes=seen.get("notes", 0), warnings=seen.get("warnings", 0),
        left_lines=seen.get("left_lines", 0), database=seen.get("database", ""),
        columns=seen.get("columns", []), decisions=seen.get("decisions", {}),
        alike=seen.get("alike", 0),
    )  # fmt: skip


def _state(file: ImportFile) -> str:
    """The state of a file; one whose import died waits for a decision again."""
    died = file.state == ImportFile.State.STORING and not alive(file)
    return ImportFile.State.PREVIEWED if died else file.state


def waiting(project: Project) -> list[FileRow]:
    """The files that were read and wait for a decision, or are being imported."""
    states = (ImportFile.State.PREVIEWED, ImportFile.State.STORING)
    rows = ImportFile.objects.filter(project=project, state__in=states)
    return [file_row(row) for row in rows.select_related("brought_by").order_by("-pk")]


def exact_twin(file: ImportFile) -> FileRow | None:
    """The file of the same bytes that was imported before, if there is one."""
    twin = (
        ImportFile.objects.filter(
            project_id=file.project_id, sha256=file.sha256, state=ImportFile.State.STORED
        )
        .exclude(pk=file.pk)
        .select_related("brought_by")
        .first()
    )
    return file_row(twin) if twin else None


def under_way(file: ImportFile) -> Job | None:
    """The job that is importing this file or will, if there is one."""
    live = Job.objects.filter(
        project_id=file.project_id, state__in=(Job.State.WAITING, Job.State.RUNNING)
    )
    return live.filter(kind__in=(IMPORT, READ), arguments__file_id=file.pk).first()


def being_read(project: Project) -> list[Job]:
    """The large files that are being read for their preview."""
    live = Job.objects.filter(project=project, state__in=(Job.State.WAITING, Job.State.RUNNING))
    return list(live.filter(kind=READ).order_by("-pk"))


@dataclass(frozen=True, slots=True)
class OddityGroup:
    """Oddities that say the same of several lines."""

    severity: str
    what: str
    number: int
    first_line: int | None


def oddity_groups(file: ImportFile) -> tuple[list[OddityGroup], int]:
    """The oddities of a file with like ones together, worst first; and how many groups there are.

    Those that name a record differ in their words; they are one group a sentence.
    """
    rows = ImportOddity.objects.filter(file=file).order_by()
    groups = rows.values("severity", "what").annotate(n=Count("pk"), line=Min("line"))
    merged: dict[tuple[str, str], list[tuple[int, int | None]]] = defaultdict(list)
    for row in groups:
        words = row["what"].split(" ")
        if words[0] == "Record" and words[1:2] and words[1].isdigit():
            row["what"] = f"A record {' '.join(words[2:])}"
        merged[row["severity"], row["what"]].append((row["n"], row["line"]))
    found = [
        OddityGroup(
            severity, what, sum(n for n, _ in places),
            min((line for _, line in places if line is not None), default=None),
        )
        for (severity, what), places in merged.items()
    ]  # fmt: skip
    found.sort(key=lambda group: (group.severity != "warning", group.first_line or 0))
    return found[:GROUPS], len(found)


def oddities(file: ImportFile, page: int) -> Page[ImportOddity]:
    """Every oddity of a file in the order of its lines, a page at a time."""
    rows = ImportOddity.objects.filter(file=file).order_by("line", "pk")
    return Paginator(rows, ODDITIES_A_PAGE).get_page(page)


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One search of the log, with what it brought."""

    search: Search
    files: list[FileRow]
    records: int
    stored: int
    reported: int
    undone: list[FileRow] = field(default_factory=list)
    """Files whose import was undone; they count nowhere."""

    @property
    def remark(self) -> str:
        """What to say when the database's own count and ours differ."""
        hits = self.search.hits
        if hits is None or not self.files or hits == self.records:
            return ""
        more, less = max(hits, self.records), min(hits, self.records)
        which = "fewer" if self.records < hits else "more"
        return f"The file holds {more - less:,} {which} than the database reported."


def searches(project: Project) -> list[SearchRow]:
    """The search log, in the order of the days."""
    files: dict[int, list[FileRow]] = defaultdict(list)
    undone: dict[int, list[FileRow]] = defaultdict(list)
    for file in files_of(project):
        there = files if file.state == ImportFile.State.STORED else undone
        there[file.search_id or 0].append(file_row(file))
    return [
        SearchRow(
            search, files[search.pk], sum(file.records for file in files[search.pk]),
            sum(file.stored for file in files[search.pk]),
            sum(file.reported for file in files[search.pk]), undone[search.pk],
        )
        for search in Search.objects.filter(project=project)
    ]  # fmt: skip


def read_otherwise(before: FileRow, after: FileRow) -> list[str]:
    """What of a file reads otherwise now that its columns were named."""
    said = []
    for what, was, now in (
        ("Records", before.records, after.records),
        ("Records left out", before.reported, after.reported),
        *((label, dict(before.filled).get(label, 0), n) for label, n in after.filled),
    ):  # fmt: skip
        if was != now:
            said.append(f"{what}: {now:,}, before {was:,}.")
    if not said and before.first != after.first:
        said.append("The first records read otherwise.")
    return said or ["Nothing reads otherwise: each value is where it was."]


def last_search(project: Project, user: User) -> Search | None:
    """The search under which this person imported a file within the last hour, if any."""
    recent = timezone.now() - timedelta(hours=1)
    rows = Search.objects.filter(
        project=project, created_at__gte=recent, files__brought_by=user,
        files__state=ImportFile.State.STORED,
    )  # fmt: skip
    return rows.order_by("-created_at", "-pk").first()


def next_waiting(project: Project, user: User, after: ImportFile) -> ImportFile | None:
    """The next file that this person brought and has not decided on."""
    rows = ImportFile.objects.filter(
        project=project, brought_by=user, state=ImportFile.State.PREVIEWED
    ).exclude(pk=after.pk).order_by("pk")  # fmt: skip
    return rows.filter(pk__gt=after.pk).first() or rows.first()


def files_of(project: Project) -> QuerySet[ImportFile]:
    """The files of searches: imported, or imported once and undone."""
    states = (ImportFile.State.STORED, ImportFile.State.UNDONE)
    rows = ImportFile.objects.filter(project=project, state__in=states)
    return rows.select_related("brought_by").order_by("pk")


def search_files(search: Search) -> list[FileRow]:
    """The files of one search."""
    return [file_row(file) for file in files_of(search.project).filter(search=search)]


def search_facts(search: Search) -> dict[str, Any]:
    """The facts of a search as its form shows them."""
    facts = facts_of(search)
    return {**asdict(facts), "seen": facts.mark}
