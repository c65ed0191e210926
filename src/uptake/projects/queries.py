"""What pages read about people, projects, the trail and long work."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from uptake.formats.spreadsheet import guarded
from uptake.methods import chain
from uptake.projects.models import (
    ChainHead,
    Event,
    InProject,
    Job,
    LookAgain,
    Membership,
    Project,
    User,
)
from uptake.projects.withheld import withheld

M = TypeVar("M", bound=InProject)
SILENT_AFTER = timedelta(minutes=10)
MAX_SEQ = 2**63 - 1


def cells_in_use(project: Project) -> int:
    """How many things of a project are laid on cells of its framework, whatever step they are of.

    A row lies on a cell when it names a domain and a level.
    """
    return sum(
        model._default_manager.filter(project=project).count()
        for model in apps.get_models()
        if issubclass(model, InProject)
        and {"domain", "level"} <= {field.name for field in model._meta.get_fields()}
    )


def one(model: type[M], project: Project, pk: int) -> M:
    """The row of this project with this id; another project's row does not exist here."""
    found = model._default_manager.filter(project=project, pk=pk).first()
    if found is None:
        raise Http404(f"No {model._meta.verbose_name} {pk} in this project.")
    found.project = project  # known already: the door need not look it up again
    return found


def projects_of(user: User) -> list[tuple[Project, str]]:
    """The projects a person belongs to, with the role held there."""
    rows = Membership.objects.filter(user=user, ended_at=None).select_related("project")
    return [(row.project, row.get_role_display()) for row in rows.order_by("-project__created_at")]


def membership(project_id: int, user: User) -> Membership | None:
    return (
        Membership.objects.filter(project_id=project_id, user_id=user.pk, ended_at=None)
        .select_related("project")
        .first()
    )


def members(project: Project) -> list[Membership]:
    return list(
        Membership.objects.filter(project=project, ended_at=None)
        .select_related("user")
        .order_by("created_at")
    )


def account(email: str) -> User | None:
    return User.objects.filter(email__iexact=email.strip()).first()


@dataclass(frozen=True, slots=True)
class TrailRow:
    seq: int | None
    """None after events that are withheld: how many there are is not told."""
    at: datetime
    actor: str
    verb: str
    object_kind: str
    object_id: int | None
    before: dict[str, Any]
    after: dict[str, Any]
    hash: str


@dataclass(frozen=True)
class TrailFilter:
    actor: str = ""
    verb: str = ""
    object_kind: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def on(self, rows: QuerySet[Event]) -> QuerySet[Event]:
        if self.actor:
            rows = rows.filter(actor=self.actor)
        if self.verb:
            rows = rows.filter(verb=self.verb)
        if self.object_kind:
            rows = rows.filter(object_kind=self.object_kind)
        if self.since:
            rows = rows.filter(at__gte=self.since)
        if self.until:
            rows = rows.filter(at__lt=self.until)
        return rows


def _row(event: Event, numbered: int) -> TrailRow:
    return TrailRow(
        event.seq if event.seq <= numbered else None, event.at, event.actor, event.verb,
        event.object_kind, event.object_id, event.before, event.after, event.hash,
    )  # fmt: skip


def _told(project: Project, user: User | None) -> QuerySet[Event]:
    """A project's events, without those that are withheld from this person."""
    rows, hidden = Event.objects.filter(chain=project.pk), withheld(project, user)
    return rows if hidden is None else rows.exclude(hidden.events)


def _numbered(project: Project, user: User | None) -> int:
    """The last event that may be told by its number: the one before the first withheld."""
    hidden = withheld(project, user)
    if hidden is None:
        return MAX_SEQ
    rows = Event.objects.filter(hidden.events, chain=project.pk).order_by("seq")
    first = rows.values_list("seq", flat=True).first()
    return MAX_SEQ if first is None else first - 1


def trail(
    project: Project, asked: TrailFilter, user: User | None = None, *, newest_first: bool = True
) -> QuerySet[Event]:
    """The events that fit a filter, without those that are withheld from this person."""
    return asked.on(_told(project, user)).order_by("-seq" if newest_first else "seq")


def trail_withheld(project: Project, user: User | None) -> tuple[str, ...]:
    """Until when events are withheld from this person, in words; nothing when none are."""
    hidden = withheld(project, user)
    return hidden.until if hidden is not None else ()


def trail_rows(
    events: Iterable[Event], project: Project | None = None, user: User | None = None
) -> list[TrailRow]:
    """Events as pages show them; given a project, numbers that would tell too much are left out."""
    numbered = MAX_SEQ if project is None else _numbered(project, user)
    return [_row(event, numbered) for event in events]


def trail_words(project: Project, user: User | None = None) -> dict[str, list[str]]:
    """The values that the trail's filters offer."""
    rows = _told(project, user).order_by()
    return {
        name: sorted(filter(None, rows.values_list(name, flat=True).distinct()))
        for name in ("actor", "verb", "object_kind")
    }


TRAIL_COLUMNS = ("seq", "at", "actor", "verb", "object_kind", "object_id", "before", "after",
                 "hash")  # fmt: skip


def trail_csv(project: Project, asked: TrailFilter, user: User | None = None) -> Iterator[str]:
    """The trail as CSV, oldest first, a line at a time; last, what is withheld from this person."""
    numbered = _numbered(project, user)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(TRAIL_COLUMNS)
    for event in trail(project, asked, user, newest_first=False).iterator(chunk_size=500):
        writer.writerow([
            event.seq if event.seq <= numbered else "", event.at.isoformat(),
            guarded(event.actor), event.verb, event.object_kind, event.object_id,
            json.dumps(event.before), json.dumps(event.after), event.hash,
        ])  # fmt: skip
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    for until in trail_withheld(project, user):
        writer.writerow(["", "", "", f"coding withheld {until}", *[""] * 5])
    yield out.getvalue()


def verify(
    number: int, head: chain.Head | None = None, tell: Callable[[int], None] | None = None
) -> list[chain.Fault]:
    """The faults in a chain (a project's id, or 0), held against its head or an exported one.

    The chain's own head must also be its end: an event beyond it came in by another door. `tell`
    is called now and then with the number of events read.
    """
    rows = Event.objects.filter(chain=number).order_by("seq")
    beyond: list[chain.Fault] = []
    if head is None:
        kept = ChainHead.objects.filter(chain=number).first()
        head = chain.Head(kept.seq, kept.hash) if kept else chain.Head(0, chain.GENESIS)
        beyond = [
            chain.Fault("inserted", seq, f"Entry {seq} stands beyond the chain's head.")
            for seq in rows.filter(seq__gt=head.seq).values_list("seq", flat=True)
        ]

    def entries() -> Iterator[chain.Entry]:
        read = rows.filter(seq__lte=head.seq if beyond else MAX_SEQ).iterator(chunk_size=500)
        for count, event in enumerate(read, 1):
            if tell is not None and count % 500 == 0:
                tell(count)
            yield chain.Entry(event.seq, event.hash, event.body())

    return [*chain.verify(entries(), head), *beyond]


def head(number: int) -> ChainHead | None:
    return ChainHead.objects.filter(chain=number).first()


def chains() -> list[int]:
    """Every chain there is; one whose head was taken away is known by its events."""
    heads = ChainHead.objects.values_list("chain", flat=True)
    events = Event.objects.order_by().values_list("chain", flat=True).distinct()
    return sorted({*heads, *events})


@dataclass(frozen=True, slots=True)
class Progress:
    """A job as a page or a terminal shows it."""

    job: Job
    percent: int | None
    seconds_left: int | None
    silent: bool

    @property
    def live(self) -> bool:
        return self.job.state in (Job.State.WAITING, Job.State.RUNNING) and not self.silent


def progress(job: Job) -> Progress:
    """How far a job is, how long it may still take, and whether its worker has gone silent."""
    now = timezone.now()
    running = job.state == Job.State.RUNNING
    silent = running and job.heard_at is not None and now - job.heard_at > SILENT_AFTER
    percent = min(100, 100 * job.done // job.total) if job.total else None
    left = None
    if running and job.started_at and job.done and job.total:
        spent = (now - job.started_at).total_seconds()
        left = round(spent * (job.total - job.done) / job.done)
    return Progress(job, percent, left, silent)


def jobs(project: Project, limit: int = 50) -> list[Progress]:
    rows = Job.objects.filter(project=project).select_related("by")[:limit]
    return [progress(row) for row in rows]


def look_again(project: Project, kind: str = "") -> dict[tuple[str, int], list[LookAgain]]:
    """What needs another look, by (kind, id): every open reason."""
    rows = LookAgain.objects.filter(project=project, settled_at=None)
    if kind:
        rows = rows.filter(kind=kind)
    found: dict[tuple[str, int], list[LookAgain]] = defaultdict(list)
    for row in rows:
        found[(row.kind, row.object_id)].append(row)
    return dict(found)


def news(
    project: Project, after: int | None, user: User | None = None, limit: int = 200
) -> list[Event]:
    """What happened after an event, newest first; without one, the newest of all."""
    rows = _told(project, user).filter(seq__gt=after or 0).order_by("-seq")
    return list(rows[:limit])
