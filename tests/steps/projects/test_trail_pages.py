"""The trail's pages, long work's pages, and settling what needs another look."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone

from tests import build
from uptake.projects import actions, queries
from uptake.projects.action import ACTIONS
from uptake.projects.actor import Member
from uptake.projects.models import Event, Job, LookAgain
from uptake.projects.queries import TrailRow
from uptake.projects.sentences import happenings, label, sentence

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return build.project(build.account("joan@example.org", "Joan Fairley"))


@pytest.fixture
def owner(project):
    return build.browser(queries.members(project)[0].user)


def at(project, name):
    return f"/p/{project.pk}/{name}"


def body(page):
    return page.content.decode()


def rename(project, title):
    by = Member(queries.members(project)[0].user)
    return actions.change_project(by=by, project=project, title=title, question="Q?", service="")


def test_each_event_is_a_row_with_what_changed(project, owner):
    rename(project, "Another <i>name</i>")
    words = body(owner.get(at(project, "trail/")))
    assert "Joan Fairley" in words
    assert "changed the project&#39;s title, question or service" in words
    assert "<del>Guided digital CBT</del>" in words
    assert "<ins>Another &lt;i&gt;name&lt;/i&gt;</ins>" in words
    assert "2 events" in words


def test_the_trail_is_filtered_and_odd_filters_are_said(project, owner):
    rename(project, "B")
    assert "1 event<" in body(owner.get(at(project, "trail/?verb=project.started")))
    assert "No such events" in body(owner.get(at(project, "trail/?until=2020-01-01")))
    assert "2 events" in body(owner.get(at(project, "trail/?since=01/01/2020")))
    odd = body(owner.get(at(project, "trail/?verb=nonsense&since=soon")))
    assert "2 events" in odd
    assert "Enter a date, such as 08/10/2025" in odd
    assert "Clear" in odd


def test_the_trail_comes_in_pages(project, owner, django_assert_max_num_queries):
    for n in range(60):
        rename(project, f"Name {n}")
    with django_assert_max_num_queries(14):
        first = body(owner.get(at(project, "trail/")))
    assert "1 to 50 of 61" in first
    assert "51 to 61 of 61" in body(owner.get(at(project, "trail/?page=2")))
    assert "51 to 61 of 61" in body(owner.get(at(project, "trail/?page=99")))


def test_the_trail_is_taken_out_as_csv_with_its_filter(project, owner):
    rename(project, "B")
    page = owner.get(at(project, "trail/trail.csv?verb=project.changed"))
    assert page["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(page.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["verb"] for row in rows] == ["project.changed"]


def test_a_whole_chain_is_called_unbroken_and_its_end_is_shown(project, owner):
    words = body(owner.get(at(project, "trail/check/")))
    assert "The trail is unbroken" in words
    assert "All 1 event were checked" in words or "All 1 event" in words
    assert queries.head(project.pk).hash in words


def test_what_does_not_fit_is_named(project, owner):
    rename(project, "B")
    Event.objects.filter(chain=project.pk, seq=2).update(actor="Somebody else")
    words = body(owner.get(at(project, "trail/check/")))
    assert "The trail was changed" in words
    assert 'class="r">2</th>' in words


# Looking again.


def mark(project):
    return LookAgain.objects.create(
        project=project, kind="finding", object_id=1, reason="A paper was retracted.",
        cause_kind="reference", cause_id=1,
    )  # fmt: skip


def test_a_mark_is_settled_with_a_note(project, owner):
    row = mark(project)
    address = at(project, f"look-again/{row.pk}/")
    assert "A paper was retracted." in body(owner.get(address))
    assert owner.post(address, {"note": ""}).status_code == 422
    page = owner.post(address, {"note": "It still holds."}, follow=True)
    assert "Settled." in body(page)
    words = body(owner.get(address))
    assert "by Joan Fairley: It still holds." in words
    assert owner.post(address, {"note": "Again."}).status_code == 200
    row.refresh_from_db()
    assert row.settled_note == "It still holds."


def test_what_the_action_refuses_is_shown_with_the_form(project, owner, monkeypatch):
    def refuse(**_):
        raise actions.Refused("Not now.", advice="Later.")

    monkeypatch.setattr(actions, "settle", refuse)
    row = mark(project)
    page = owner.post(at(project, f"look-again/{row.pk}/"), {"note": "Kept words"})
    assert page.status_code == 422
    assert "Not now. Later." in body(page)
    assert "Kept words</textarea>" in body(page)


def test_only_those_who_may_settle(project):
    row = mark(project)
    client = build.browser(build.member(project, "coder"))
    assert client.post(at(project, f"look-again/{row.pk}/"), {"note": "x"}).status_code == 403


def test_a_mark_of_another_project_is_not_found(project, owner):
    assert owner.get(at(project, f"look-again/{mark(build.project()).pk}/")).status_code == 404


# Long work.


def job(project, **values):
    return Job.objects.create(project=project, kind="x", title="Import one.ris", **values)


def test_no_long_work_yet(project, owner):
    assert "Nothing has run yet" in body(owner.get(at(project, "jobs/")))


def test_long_work_is_listed_with_how_far_it_is(project, owner):
    now = timezone.now()
    job(project, state="running", done=450, total=1000, heard_at=now, started_at=now)
    job(project, state="failed", outcome="It stopped.")
    job(project, state="running", heard_at=now - timedelta(minutes=15))
    words = body(owner.get(at(project, "jobs/")))
    assert "Under way, 45 %" in words
    assert "Stopped by a fault" in words
    assert "Its worker is silent" in words


def test_running_work_shows_its_number_and_is_asked_again(project, owner):
    now = timezone.now()
    row = job(project, state="running", done=250, total=1000, message="Reading", heard_at=now,
              started_at=now - timedelta(seconds=20))  # fmt: skip
    words = body(owner.get(at(project, f"jobs/{row.pk}/")))
    for said in ("25 %", "250 of 1,000", "seconds left", "Reading", "Stop it", "See how far it is",
                 'hx-trigger="every 2s"'):  # fmt: skip
        assert said in words
    part = body(owner.get(at(project, f"jobs/{row.pk}/"), headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert 'id="job"' in part


def test_finished_work_says_what_came_of_it_and_is_left_alone(project, owner):
    row = job(project, state="done", outcome="125 records imported.", link="/there/",
              ended_at=timezone.now())  # fmt: skip
    words = body(owner.get(at(project, f"jobs/{row.pk}/")))
    assert "125 records imported." in words
    assert 'href="/there/"' in words
    assert "hx-trigger" not in words
    assert "Stop it" not in words


def test_waiting_and_silent_work_say_so(project, owner):
    assert "starts when the worker is free" in body(
        owner.get(at(project, f"jobs/{job(project).pk}/"))
    )
    row = job(project, state="running", heard_at=timezone.now() - timedelta(minutes=15))
    words = body(owner.get(at(project, f"jobs/{row.pk}/")))
    assert "Its worker is silent" in words
    assert "Not heard of" in words


def test_work_is_asked_to_stop(project, owner):
    row = job(project)
    assert owner.get(at(project, f"jobs/{row.pk}/cancel/")).status_code == 302
    row.refresh_from_db()
    assert not row.cancel_asked
    page = owner.post(at(project, f"jobs/{row.pk}/cancel/"), follow=True)
    assert "Asked to stop." in body(page)
    row.refresh_from_db()
    assert row.state == Job.State.CANCELLED


def test_only_whoever_started_it_or_an_owner_stops_work(project, owner):
    coder = build.member(project, "coder")
    row = job(project, by=queries.members(project)[0].user)
    page = build.browser(coder).post(at(project, f"jobs/{row.pk}/cancel/"), follow=True)
    assert "Joan Fairley started this work." in body(page)
    row.refresh_from_db()
    assert not row.cancel_asked
    theirs = job(project, by=coder.user)
    build.browser(coder).post(at(project, f"jobs/{theirs.pk}/cancel/"))
    theirs.refresh_from_db()
    assert theirs.cancel_asked


def test_work_of_another_project_is_not_found(project, owner):
    row = job(build.project())
    assert owner.get(at(project, f"jobs/{row.pk}/")).status_code == 404
    assert owner.post(at(project, f"jobs/{row.pk}/cancel/")).status_code == 404


# The trail in words.


@pytest.mark.parametrize(
    ("verb", "n", "said"),
    [("passage.coded", 1, "coded a passage"), ("passage.coded", 12, "coded 12 passages"),
     ("import_file.stored", 1, "stored an import file"),
     ("memo.written", 1200, "wrote 1,200 memos"),
     ("search.recorded", 2, "recorded 2 searches"),
     ("recommendation.status_changed", 1, "changed where a recommendation stands"),
     ("job.started", 3, "started background work 3 times"),
     ("framework.edited", 1, "edited the framework"),
     ("series.seen", 2, "seen 2 series"), ("verified", 1, "verified"),
     ("verified", 2, "verified, 2 times")],
)  # fmt: skip
def test_events_in_words(verb, n, said):
    assert sentence(verb, n) == said


def test_a_memo_alone_is_told_as_a_memo():
    codes = [["Time"], ["Time"], [], ["Money"]]
    rows = [
        TrailRow(at, timezone.now(), "Ana", "passage.coded", "passage", at, {}, {"codes": said}, "")
        for at, said in enumerate(codes)
    ]
    told = [one.what for one in happenings(rows)]
    assert told == ["coded 2 passages", "wrote a memo", "coded a passage"]


def test_the_filters_offer_words_and_not_names_of_the_database(project, owner):
    LookAgain.objects.create(project=project, kind="finding", object_id=1, reason="R.",
                             cause_kind="finding", cause_id=1)  # fmt: skip
    mark = LookAgain.objects.get()
    actions.settle(by=Member(queries.members(project)[0].user), mark=mark, note="Holds.")
    words = owner.get(at(project, "trail/")).content.decode()
    assert ">Looked at something again</option>" in words
    assert ">Mark</option>" in words
    assert f"(mark {mark.pk})" in words
    assert "lookagain " not in words


NO_PAST = {"written", "taken", "withdrawn", "undone", "redone", "status", "drawn", "given", "done",
           "unreadable", "columns"}  # fmt: skip


def test_every_event_that_there_is_reads_as_english():
    assert get_resolver().url_patterns  # every step is imported
    for verb in ACTIONS:
        said = sentence(verb).split()
        assert said[0] not in NO_PAST, verb
        assert "criterions" not in sentence(verb, 2), verb
        assert "evidence" not in said or not {"a", "an"} & set(said[:2]), verb
        assert not said[-1].endswith("s") or said[-2] != "a", verb


def row(actor="A", verb="x.made", **after):
    return TrailRow(1, timezone.now(), actor, verb, "x", 7, {}, after, "")


def test_the_same_done_in_a_row_is_told_once():
    told = happenings([row(), row(), row("B", title="T"), row()])
    assert [(one.actor, one.what, one.label, one.id) for one in told] == [
        ("A", "made 2 xs", "", None), ("B", "made a x", "T", 7), ("A", "made a x", "", 7),
    ]  # fmt: skip


def test_a_label_is_the_thing_s_own_words_cut_short():
    assert label(row(title="T" * 200)) == "T" * 88 + "…"
    assert label(row(title={"digest": "x"}, name="N")) == "N"
    assert label(row()) == ""
