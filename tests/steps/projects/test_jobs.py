"""Long work: progress, cancel, faults, and a worker that went silent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from uptake.instruments import Construct, Framework, Level
from uptake.projects import actions, jobs, queries
from uptake.projects.actor import Job as SystemJob
from uptake.projects.actor import Member, System
from uptake.projects.errors import Refused
from uptake.projects.models import Job, Project, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return actions.make_account(
        by=System(SystemJob.TERMINAL), email="amara@example.org", name="Amara",
        password="four words in a row",
    )  # fmt: skip


@pytest.fixture
def project(owner) -> Project:
    frame = Framework("x", "X", "1", "s", "l", "", (Construct("d", "D"),), (Level("v", "V"),))
    return actions.start_project(by=Member(owner), title="T", question="Adopt it?", framework=frame)


@pytest.fixture
def work(monkeypatch):
    """Register work under test.* for one test."""
    monkeypatch.setattr(jobs, "WORK", dict(jobs.WORK))
    return jobs.work


def test_work_done_here_tells_its_listener_and_its_row(work, owner, project):
    @work("test.count")
    def count(progress, *, by, project, up_to):
        for n in range(1, up_to + 1):
            progress.tell(n, up_to, f"{n} of {up_to}")
        return jobs.Done("Counted.", "/there/")

    heard: list[tuple[int, int, str]] = []
    job = jobs.start_here(
        by=Member(owner), project=project, kind="test.count", title="Count", up_to=3,
        listener=lambda *told: heard.append(told),
    )  # fmt: skip
    assert (job.state, job.outcome, job.link) == (Job.State.DONE, "Counted.", "/there/")
    assert heard[-1] == (3, 3, "3 of 3")
    job.refresh_from_db()
    assert (job.done, job.total, job.by) == (3, 3, owner)


def test_a_fault_leaves_the_database_as_it_was_and_says_so_without_a_traceback(
    work, owner, project, caplog, tmp_path, monkeypatch
):
    monkeypatch.setenv("UPTAKE_HOME", str(tmp_path))

    @work("test.crash")
    def crash(progress, *, by, project):
        actions_before = project.title
        with pytest.raises(ZeroDivisionError):
            _write_then_fail(project)
        project.refresh_from_db()
        assert project.title == actions_before
        raise ZeroDivisionError("a secret detail")

    job = jobs.start_here(by=Member(owner), project=project, kind="test.crash", title="Crash")
    assert job.state == Job.State.FAILED
    assert f"quote job {job.pk}" in job.outcome
    assert "secret" not in job.outcome
    # Whoever started it at a terminal sees the log: a line of words; the rest is in a file.
    assert "failed: ZeroDivisionError (kept in" in caplog.text
    assert "secret" not in caplog.text
    assert "Traceback" not in caplog.text
    kept = tmp_path / "faults.log"
    assert str(kept) in caplog.text
    assert "Traceback" in kept.read_text("utf-8")
    assert "a secret detail" in kept.read_text("utf-8")
    assert kept.stat().st_mode & 0o077 == 0


def test_a_fault_that_cannot_be_kept_still_ends_the_job(work, owner, project, caplog, monkeypatch):
    monkeypatch.setenv("UPTAKE_HOME", "/dev/null/nowhere")

    @work("test.crash")
    def crash(progress, *, by, project):
        raise ZeroDivisionError("by nought")

    job = jobs.start_here(by=Member(owner), project=project, kind="test.crash", title="Crash")
    assert job.state == Job.State.FAILED
    assert "kept in nowhere, since" in caplog.text


def _write_then_fail(project: Project) -> None:
    from django.db import transaction

    with transaction.atomic():
        Project.objects.filter(pk=project.pk).update(title="half")
        raise ZeroDivisionError


def test_a_refusal_is_told_as_it_is(work, owner, project):
    @work("test.refuse")
    def refuse(progress, *, by, project):
        raise Refused("The file is empty.", where="a.ris", advice="Export it again.")

    job = jobs.start_here(by=Member(owner), project=project, kind="test.refuse", title="Refuse")
    assert (job.state, job.outcome) == (
        Job.State.FAILED, "a.ris: The file is empty. Export it again.",
    )  # fmt: skip


def test_a_running_job_hears_that_it_should_stop(work, owner, project):
    @work("test.stop")
    def stop(progress, *, by, project):
        actions.cancel_job(by=by, job=progress.job)
        progress.tell(1, 1)
        raise AssertionError("must not come here")

    job = jobs.start_here(by=Member(owner), project=project, kind="test.stop", title="Stop")
    assert (job.state, job.outcome) == (Job.State.CANCELLED, "Cancelled. Nothing was changed.")


def test_a_waiting_job_that_is_cancelled_never_runs(work, owner, project):
    @work("test.never")
    def never(progress, *, by, project):
        raise AssertionError("must not run")

    job = jobs.start(by=Member(owner), project=project, kind="test.never", title="Never")
    assert job.state == Job.State.WAITING
    actions.cancel_job(by=Member(owner), job=job)
    assert jobs.run(job.pk).state == Job.State.CANCELLED


def test_a_job_runs_once(work, owner, project):
    runs: list[int] = []

    @work("test.once")
    def once(progress, *, by, project):
        runs.append(1)
        return jobs.Done("Done.")

    job = jobs.start(by=Member(owner), project=project, kind="test.once", title="Once")
    jobs.run(job.pk)
    jobs.run(job.pk)
    assert runs == [1]


def test_the_worker_acts_for_persons_only(work, project):
    @work("test.nobody")
    def nobody(progress, *, by, project):
        raise AssertionError("must not run")

    with pytest.raises(LookupError, match="start_here"):
        jobs.start(by=System(SystemJob.TERMINAL), project=project, kind="test.nobody", title="?")


def test_unknown_work_is_refused_before_anything_is_written(owner, project):
    with pytest.raises(LookupError):
        jobs.start(by=Member(owner), project=project, kind="test.unknown", title="?")
    assert not Job.objects.exists()


def test_an_estimate_and_a_silent_worker(owner, project):
    now = timezone.now()
    job = Job.objects.create(
        project=project, kind="x", title="x", state=Job.State.RUNNING, done=25, total=100,
        started_at=now - timedelta(seconds=10), heard_at=now,
    )  # fmt: skip
    seen = queries.progress(job)
    assert (seen.percent, seen.live, seen.silent) == (25, True, False)
    assert seen.seconds_left in (29, 30, 31)
    job.heard_at = now - timedelta(minutes=15)
    assert queries.progress(job).silent
    assert not queries.progress(job).live


def test_work_whose_worker_died_is_ended_when_the_next_begins(work, owner, project):
    @work("test.next")
    def next_one(progress, *, by, project):
        return jobs.Done("Done.")

    now = timezone.now()
    dead = Job.objects.create(
        project=project, kind="x", title="x", state=Job.State.RUNNING,
        started_at=now - timedelta(hours=1), heard_at=now - timedelta(hours=1),
    )  # fmt: skip
    alive = Job.objects.create(
        project=project, kind="x", title="x", state=Job.State.RUNNING, started_at=now, heard_at=now
    )
    jobs.start_here(by=Member(owner), project=project, kind="test.next", title="Next")
    dead.refresh_from_db()
    alive.refresh_from_db()
    assert (dead.state, alive.state) == (Job.State.FAILED, Job.State.RUNNING)
    assert dead.outcome.startswith("No word from the worker for ten minutes")


def test_work_of_an_account_that_is_no_more_is_not_done(work, owner, project):
    @work("test.orphan")
    def orphan(progress, *, by, project):
        raise AssertionError("must not run")

    job = jobs.start(by=Member(owner), project=project, kind="test.orphan", title="Orphan")
    Job.objects.filter(pk=job.pk).update(by=None)
    ended = jobs.run(job.pk)
    assert (ended.state, ended.outcome) == (
        Job.State.FAILED, "The account that started this is no more. Start it again.",
    )  # fmt: skip


def test_work_done_here_waits_for_nobody_even_when_its_process_is_killed(
    work, owner, project, monkeypatch
):
    @work("test.killed")
    def killed(progress, *, by, project):
        raise SystemExit  # as far as the row is concerned, the process is gone

    with pytest.raises(SystemExit):
        jobs.start_here(by=Member(owner), project=project, kind="test.killed", title="Killed")
    left = Job.objects.get()
    assert (left.state, left.started_at is None) == (Job.State.RUNNING, False)
    Job.objects.update(heard_at=timezone.now() - timedelta(hours=1))
    jobs.tidy()
    left.refresh_from_db()
    assert left.state == Job.State.FAILED

    # What was begun here is no worker's to begin a second time.
    def unhurried():
        raise SystemExit

    monkeypatch.setattr(jobs, "TIDY", [unhurried])
    with pytest.raises(SystemExit):
        jobs.start_here(by=Member(owner), project=project, kind="test.killed", title="Killed")
    assert Job.objects.count() == 1
