"""Long work: started once, run by a worker or in the terminal, always with its progress kept.

A step registers work in its tasks.py:

    @work("sources.import")
    def import_references(progress: Progress, *, by: Actor, project: Project, file_id: int) -> Done:
        ...

The work reads and thinks outside any transaction, telling its progress, and writes through one
action; so a crash, a cancel or a power cut leaves the database as it was.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils import timezone
from django_tasks import task

from uptake.projects import actions, faults, queries
from uptake.projects.actor import Actor, Member
from uptake.projects.errors import Refused, is_busy
from uptake.projects.models import Job, Project

log = logging.getLogger(__name__)
TELL_EVERY = 0.25
BUSY = (
    "Another long piece of work was being stored, and this one waited for it in vain. Nothing was "
    "changed. Start it again."
)


class Cancelled(Exception):
    """Somebody asked for this work to stop."""


@dataclass(frozen=True)
class Done:
    """What came of it, in a sentence, and where to see it."""

    outcome: str
    link: str = ""


class Listener(Protocol):
    def __call__(self, done: int, total: int, message: str) -> None: ...


class Progress:
    """Tells the job's row how far the work is, and hears whether to stop."""

    def __init__(self, job: Job, listener: Listener | None = None) -> None:
        self.job, self.listener, self._told = job, listener, 0.0

    def tell(self, done: int, total: int, message: str = "") -> None:
        """Say how far. Cheap to call often. Never call it inside a transaction."""
        now = time.monotonic()
        if now - self._told < TELL_EVERY and done < total:
            return
        self._told = now
        rows = Job.objects.filter(pk=self.job.pk)
        rows.update(done=done, total=total, message=message[:300], heard_at=timezone.now())
        if self.listener:
            self.listener(done, total, message)
        if rows.filter(cancel_asked=True).exists():
            raise Cancelled


Work = Callable[..., Done]
WORK: dict[str, Work] = {}


def work(kind: str) -> Callable[[Work], Work]:
    def register(function: Work) -> Work:
        WORK[kind] = function
        return function

    return register


def start(*, by: Actor, project: Project, kind: str, title: str, **arguments: Any) -> Job:
    """Queue work for the worker."""
    if kind not in WORK:
        raise LookupError(f"no work called {kind!r}")
    if by.user is None:
        raise LookupError("the worker acts as the person who asked; a system job uses start_here")
    job = actions.start_job(by=by, project=project, kind=kind, title=title, arguments=arguments)
    run_job.enqueue(job.pk)
    return job


def start_here(
    *, by: Actor, project: Project, kind: str, title: str,
    listener: Listener | None = None, **arguments: Any,
) -> Job:  # fmt: skip
    """Do the work now, in this process: for the terminal and the worked example.

    It never waits: a process that is killed would leave it to a worker that does not know of it.
    """
    tidy()
    job = actions.start_job(
        by=by, project=project, kind=kind, title=title, arguments=arguments, begun=True
    )
    return _done(Job.objects.select_related("project", "by").get(pk=job.pk), by, listener)


@task()
def run_job(job_id: int) -> None:
    run(job_id)


def close_silent() -> int:
    """End the jobs whose worker died: they wrote nothing, and can be started again.

    Gives how many there were.
    """
    silent = Job.objects.filter(
        state=Job.State.RUNNING, heard_at__lt=timezone.now() - queries.SILENT_AFTER
    )
    return silent.update(
        state=Job.State.FAILED, ended_at=timezone.now(),
        outcome="No word from the worker for ten minutes, so it has most likely died, and then "
        "nothing was changed. Look whether the result is there; if not, start it again.",
    )  # fmt: skip


def close_dead(**arguments: Any) -> int:
    """End running work with these arguments, whose process is known to be gone."""
    given = {f"arguments__{name}": value for name, value in arguments.items()}
    dead = Job.objects.filter(state=Job.State.RUNNING, **given)
    return dead.update(
        state=Job.State.FAILED, ended_at=timezone.now(),
        outcome="The process that did this work ended before it was done. Nothing was changed. "
        "Start it again.",
    )  # fmt: skip


TIDY: list[Callable[[], int]] = [close_silent]
"""What puts in order what dead workers left; a step adds its own when the site starts."""


def tidy() -> None:
    """Put in order what dead workers left: when work begins, and when a worker starts."""
    for put_in_order in TIDY:
        put_in_order()


def run(job_id: int) -> Job:
    """Run a job that waits to its end, whatever that is, as whoever started it."""
    tidy()
    claimed = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, started_at=timezone.now(), heard_at=timezone.now()
    )
    job = Job.objects.select_related("project", "by").get(pk=job_id)
    if not claimed:
        return job
    if job.by is None:
        _end(job, Job.State.FAILED, "The account that started this is no more. Start it again.")
        return job
    return _done(job, Member(job.by))


def _done(job: Job, by: Actor, listener: Listener | None = None) -> Job:
    """Do the work of a job that runs, and keep how it ended."""
    try:
        done = WORK[job.kind](Progress(job, listener), by=by, project=job.project, **job.arguments)
    except Cancelled:
        _end(job, Job.State.CANCELLED, "Cancelled. Nothing was changed.")
    except Refused as refused:
        _end(job, Job.State.FAILED, str(refused))
    except Exception as fault:  # noqa: BLE001 - kept, and the job ends in words
        _note(job, fault)
        _end(
            job, Job.State.FAILED, BUSY if is_busy(fault) else
            f"Something went wrong that we did not foresee. Nothing was changed. Start it again; "
            f"if it stops again, quote job {job.pk} to whoever looks after this installation.",
        )  # fmt: skip
    else:
        _end(job, Job.State.DONE, done.outcome, done.link)
    return job


def _note(job: Job, fault: Exception) -> None:
    """Say on the log that work failed. Whoever started it at a terminal reads that line, too.

    What the fault says stays in the file of faults, which few may read: a database quotes the row
    that it refused, and with it somebody's words.
    """
    what = f"job {job.pk} ({job.kind})"
    try:
        where = str(faults.keep(what, fault))
    except OSError as lost:  # a full disk is no reason to leave a job without its end
        where = f"nowhere, since {lost}"
    log.error("%s failed: %s (kept in %s)", what, type(fault).__name__, where)


def _end(job: Job, state: str, outcome: str, link: str = "") -> None:
    job.state, job.outcome, job.link, job.ended_at = state, outcome, link, timezone.now()
    job.save(update_fields=["state", "outcome", "link", "ended_at"])
