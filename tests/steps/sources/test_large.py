"""Large files: what a worker that died left behind, and Python's search for rubbish."""

from __future__ import annotations

import gc
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from tests import build as people
from tests.steps.sources import build
from uptake.projects import jobs
from uptake.projects.models import Job
from uptake.sources import actions, tasks
from uptake.sources.collecting import put_off
from uptake.sources.kept import delete_orphans
from uptake.sources.models import ImportFile


@pytest.fixture
def died(project, monkeypatch):
    """A job whose worker was killed while it read."""
    monkeypatch.setattr(jobs, "run_job", SimpleNamespace(enqueue=lambda pk: None))
    job = start(project)
    silent = timezone.now() - timedelta(hours=2)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, heard_at=silent)
    assert jobs.close_silent() == 1
    return job


def start(project):
    return tasks.start_reading(
        by=people.member(project), project=project, name="x.ris", content=ContentFile(build.THREE)
    )


def ended(job, days):
    Job.objects.filter(pk=job.pk).update(ended_at=timezone.now() - timedelta(days=days))


def test_what_a_dead_worker_left_goes_when_the_next_file_is_read(project, died):
    kept = died.arguments["kept_as"]
    start(project)
    assert default_storage.exists(kept)  # it may be alive after all
    ended(died, 2)
    later = start(project)
    assert not default_storage.exists(kept)
    assert default_storage.exists(later.arguments["kept_as"])
    assert delete_orphans(tasks.READ) == 0


def test_what_became_a_file_stays(project, died):
    kept = died.arguments["kept_as"]
    received = actions.receive_file(
        by=people.TERMINAL, project=project, name="x.ris", content=build.THREE, kept_as=kept
    )
    assert ImportFile.objects.get(pk=received.pk).content.name == kept
    ended(died, 2)
    assert delete_orphans(tasks.READ) == 0
    assert default_storage.exists(kept)


def test_rubbish_is_looked_for_again_afterwards():
    with put_off():
        assert not gc.isenabled()
        with put_off():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
