"""A long file is stored a batch at a time, seen by nobody until it is whole."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from tests import build as people
from tests.steps.sources import build
from uptake.projects import jobs
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Event, Job
from uptake.sources import actions, queries, storing, tasks
from uptake.sources.actions import imports
from uptake.sources.actions.previews import read_file
from uptake.sources.models import ImportFile, Reference, Search
from uptake.sources.queries import Asked

DEAD = 2**22 - 3
"""A number that no process has: it is past what the machine gives."""


@pytest.fixture
def long_files(monkeypatch):
    """Every file counts as long, and a batch is two references."""
    monkeypatch.setattr(tasks, "SMALL", 0)
    monkeypatch.setattr(storing, "BATCH", 2)


@pytest.fixture
def stopped(project):
    """A file whose process was killed in the middle: two of its references are there."""
    file = build.receive(project)
    unseen = storing.Unseen(file)
    unseen.__enter__()
    unseen._write([storing.row_of(it, file) for it in reading().references[:2]])
    job = Job.objects.create(project=project, kind=tasks.IMPORT, title="x", state="running",
                             heard_at=timezone.now(), arguments={"file_id": file.pk})  # fmt: skip
    file.refresh_from_db()
    return file, job


def reading(content=build.THREE):
    return read_file(content, "found.ris")


def killed(file, seconds=0):
    claim = f"{socket.gethostname()} {DEAD} x" if not seconds else f"elsewhere {DEAD} x"
    heard = timezone.now() - timedelta(seconds=seconds)
    ImportFile.objects.filter(pk=file.pk).update(storing_as=claim, heard_at=heard)


def found(project, words=""):
    return queries.reference_list(project, Asked(words=words)).paginator.count


def is_clean(project, file):
    file.refresh_from_db()
    return (
        file.state == "previewed" and not file.storing_as and not Reference.every.exists()
        and not Search.objects.exists() and not found(project, "guided")
    )  # fmt: skip


def test_a_long_file_is_stored_like_a_short_one(project, long_files):
    told = []
    file = build.bring_in(project, listener=lambda *at: told.append(at))
    assert (file.state, file.stored, file.storing_as, file.heard_at) == ("stored", 3, "", None)
    assert [it.position for it in Reference.objects.order_by("pk")] == [1, 2, 3]
    assert found(project, "guided depression") == 1
    assert found(project) == 3
    assert (3, 3, "Storing references") in told
    event = Event.objects.get(verb="references.imported")
    assert (event.after["stored"], event.after["database"]) == (3, "PsycInfo")
    later = build.bring_in(project, build.THREE + b"\n", "again.ris", search=file.search)
    assert later.preview["alike"] == 1


def test_nobody_sees_half_a_file(project, stopped):
    file, _ = stopped
    assert Reference.every.count() == 2
    assert Reference.objects.count() == found(project) == found(project, "guided") == 0
    assert file.references.count() == 0
    assert queries.number_of_references(project) == 0


def test_what_is_being_imported_is_left_alone(project, stopped):
    file, _ = stopped
    assert storing.alive(file)
    assert storing.clear_all() == 0
    with pytest.raises(Refused, match="being imported by somebody else"):
        build.bring_in(project)
    with pytest.raises(Refused, match="being imported"):
        actions.drop_file(by=people.TERMINAL, file=file)
    assert Reference.every.count() == 2


def test_nobody_is_asked_to_decide_on_what_is_being_imported(project, stopped):
    file, _ = stopped
    lead, page = people.browser(people.member(project, "owner")), f"/p/{project.pk}/sources/"
    assert "for a decision" not in lead.get(page).content.decode()
    killed(file)
    assert "1 file waits for a decision" in lead.get(page).content.decode()


@pytest.mark.parametrize("seconds", [0, 121])
def test_what_a_dead_process_left_goes_when_work_begins(project, stopped, seconds):
    file, job = stopped
    killed(file, seconds)
    jobs.tidy()
    assert is_clean(project, file)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "Nothing was changed" in job.outcome


def test_a_process_that_runs_here_may_read_a_large_table_for_longer(project, stopped):
    file, _ = stopped
    for minutes, lives in ((9, True), (11, False)):
        file.heard_at = timezone.now() - timedelta(minutes=minutes)
        assert storing.alive(file) is lives


def test_a_process_on_another_machine_is_given_time(project, stopped):
    file, _ = stopped
    killed(file, 60)
    assert storing.clear_all() == 0


def test_the_file_of_a_dead_process_can_be_imported_at_once(project, stopped, long_files):
    file, _ = stopped
    killed(file)
    assert build.bring_in(project).stored == 3
    assert Reference.every.count() == 3


def test_who_was_taken_for_dead_writes_no_more(project):
    file = build.receive(project)
    with storing.Unseen(file) as unseen:
        killed(file)
        storing.clear_all()
        with pytest.raises(Refused, match="taken for dead"):
            unseen.add(reading())
    assert is_clean(project, file)


def test_a_fault_in_the_middle_takes_all_of_it_away(project, long_files, monkeypatch):
    file = build.receive(project)
    index, calls = storing.words.index, []

    def crash(*at):
        calls.append(at)
        index(*at)
        if len(calls) == 2:
            raise RuntimeError("the lights went out")

    monkeypatch.setattr(storing.words, "index", crash)
    job = tasks.start_import(by=people.TERMINAL, file=file, search=build.FACTS, here=True)
    assert job.state == Job.State.FAILED
    assert is_clean(project, file)
    assert not Event.objects.filter(verb="references.imported").exists()


def test_a_cancel_in_the_middle_takes_all_of_it_away(project, long_files):
    file = build.receive(project)

    def stop(done, total, message):
        if done == 2:
            assert Reference.every.count() == 2
            Job.objects.update(cancel_asked=True)

    monkey = pytest.MonkeyPatch()
    monkey.setattr(jobs, "TELL_EVERY", 0)
    with pytest.raises(Refused, match="Cancelled"):
        build.bring_in(project, listener=stop)
    monkey.undo()
    assert is_clean(project, file)


def test_what_was_not_ticked_is_refused_before_anything_is_stored(project, long_files):
    build.receive(project, build.HALF_BAD, "half.ris")
    with pytest.raises(Refused, match="1 of 4 records cannot be imported"):
        build.bring_in(project, build.HALF_BAD, "half.ris")
    assert not Reference.every.exists()
    file = build.bring_in(project, build.HALF_BAD, "half.ris", partial=True)
    assert (file.stored, file.reported) == (3, 1)
    with pytest.raises(Refused, match="same file was imported"):
        build.bring_in(project, build.HALF_BAD, "half.ris", partial=True)


def test_who_may_not_import_stores_nothing(project, long_files):
    file = build.receive(project)
    stranger = people.member(people.project(), "reviewer")
    with pytest.raises(NotAllowed):
        actions.store_unseen(by=stranger, file=file, readings=[reading()], search=build.FACTS)
    assert is_clean(project, file)


def test_if_even_taking_away_fails_the_next_does_it(project, long_files, monkeypatch):
    file = build.receive(project)
    take = storing._take_away
    monkeypatch.setattr(storing, "_take_away", lambda *_: (_ for _ in ()).throw(
        OperationalError("database is locked")))  # fmt: skip
    monkeypatch.setattr(imports, "refuse_nameless", lambda *_: 1 / 0)
    job = tasks.start_import(by=people.TERMINAL, file=file, search=build.FACTS, here=True)
    assert job.state == Job.State.FAILED
    monkeypatch.setattr(storing, "_take_away", take)
    killed(file)
    assert storing.clear_all() == 1
    assert is_clean(project, file)


def test_a_claim_names_this_process(project):
    with storing.Unseen(build.receive(project)) as unseen:
        assert unseen.claim.split()[1] == str(os.getpid())


def test_a_file_that_waits_can_be_gone_on_with(project, browser):
    file = build.receive(project, build.HALF_BAD, "half.ris")
    page = browser.get(f"/p/{project.pk}/sources/bring-in/").content.decode()
    assert page.count("Continue<span") == 1
    assert "You say which search gave it and whether 1 unreadable record may stay out" in page
    row = replace(queries.file_row(file), reported=0, columns=[{"sure": False}])
    assert row.waits_for == "You say what 1 of its columns holds and which search gave it"
    assert "whether its decisions are kept" in replace(row, decisions={"number": 1}).waits_for


def test_a_file_that_is_being_imported_says_so(project, browser, stopped):
    file, _ = stopped
    at = f"/p/{project.pk}/sources/bring-in/"
    assert "Nothing: it is being imported" in browser.get(at).content.decode()
    assert "Its import is under way" in browser.get(
        f"/p/{project.pk}/sources/files/{file.pk}/"
    ).content.decode()  # fmt: skip
    killed(file)
    assert "You say which search gave it" in browser.get(at).content.decode()
