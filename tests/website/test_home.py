"""A project's home: the answer so far, the map, what needs somebody, what happened."""

from __future__ import annotations

import time
from datetime import date

import pytest
from django.utils import timezone

from tests import build
from tests.website import samples
from uptake.findings.models import Finding
from uptake.interviews.models import Participant
from uptake.projects import actions
from uptake.projects.actor import Member
from uptake.projects.models import ChainHead, Event
from uptake.projects.roles import BY_KEY, Permission
from uptake.website import queries, visits
from uptake.website.queries.needs import SHOWN

pytestmark = pytest.mark.django_db


def opened(project, role="owner", client=None, query=""):
    client = client or build.browser(build.member(project, role))
    return client.get(f"/p/{project.pk}/{query}").content.decode()


def test_the_question_is_the_heading_and_what_was_agreed_is_the_answer():
    project = samples.half_done()
    words = opened(project)
    assert f"<h1>{project.question}</h1>" in words
    assert "Protect hour 1" in words
    assert "Protect hour 2" not in words


def test_the_first_agreed_are_shown_in_their_order():
    project = build.project()
    for n in range(1, 6):
        samples.recommendation(project, n)
    home = queries.home(project)
    assert [one.label for one in home.answers] == ["R1", "R2", "R3"]
    assert home.agreed == 5
    assert "5 recommendations are agreed" in opened(project) or "All 5 agreed" in opened(project)


def test_without_an_answer_the_page_says_so():
    project = build.project()
    assert "Not answered yet. No recommendation is written." in opened(project)
    samples.recommendation(project, 1, agreed=False)
    assert "1 recommendation is drafted, none is agreed" in opened(project)


def test_an_empty_project_offers_its_first_step_to_those_who_may():
    project = build.project()
    assert "No evidence yet" in opened(project)
    offer = '<a class="btn" href="/p/'
    assert offer in opened(project, "reviewer")
    assert offer not in opened(project, "observer")


def test_the_map_counts_what_is_there():
    home = queries.home(samples.half_done())
    assert (home.references, home.searches, home.statements) == (2, 2, 1)
    assert (home.interviews, home.uncoded, home.people) == (2, 1, 1)
    assert (home.barriers, home.facilitators, home.findings) == (2, 1, 3)
    assert (home.agreed, home.recommendations) == (1, 2)
    assert (home.actions, home.done, home.under_way, home.unowned) == (3, 1, 1, 1)
    assert (home.indicators, home.valued) == (1, 0)


def test_heard_is_who_took_part_and_not_who_was_asked():
    project = build.project()
    for name, kinds in {
        "P1": ["invited"], "P2": ["invited", "declined"], "P3": ["invited", "took_part"], "P4": [],
    }.items():  # fmt: skip
        row = Participant.objects.create(project=project, pseudonym=name)
        for kind in kinds:
            row.approaches.create(project=project, kind=kind, on=date(2026, 1, 2))
    samples.passage(project)
    assert queries.home(project).people == 2  # P3, and whose words are in the transcript
    Participant.objects.update(withdrawn_at=timezone.now())
    assert queries.home(project).people == 0


def test_each_strand_is_one_thing_and_dashed_where_it_bears_nothing():
    drawing = queries.home(samples.half_done()).drawing
    # Two searches, two interviews; then three actions: fine, without an owner, tied to nothing.
    assert [one.dashed for one in drawing.strands] == [
        False, True, False, True, False, True, True,
    ]  # fmt: skip
    assert [end.filled for end in drawing.ends] == [True, False, False]
    assert drawing.middle == "solid"


@pytest.mark.parametrize(
    ("agreed", "tied", "middle"),
    [(True, True, "solid"), (False, True, "dashed"), (True, False, "none")],
)
def test_the_thread_is_drawn_only_where_there_is_a_link(agreed, tied, middle):
    project = build.project()
    on = [samples.finding(project, 1)] if tied else []
    samples.recommendation(project, 1, *on, agreed=agreed)
    assert queries.home(project).drawing.middle == middle


def test_an_action_that_is_done_needs_no_owner_any_more():
    project = build.project()
    samples.action(project, 1, samples.finding(project, 1), owner="", status="done")
    home = queries.home(project)
    assert home.unowned == 0
    assert not home.drawing.strands[0].dashed


def test_a_retired_finding_bears_nothing():
    project = samples.finished()
    Finding.objects.filter(project=project).update(retired_at="2025-01-01T00:00Z")
    drawing = queries.home(project).drawing
    assert [one.dashed for one in drawing.strands[:2]] == [True, True]
    assert drawing.middle == "none"


def test_the_drawing_is_hidden_from_readers_and_the_list_says_the_same():
    words = opened(samples.half_done())
    assert '<svg class="fan" viewBox="0 0 1168 372" aria-hidden="true">' in words
    for said in ("from 2 searches", "1 not coded yet", "2 barriers", "1 facilitator", "of 2 agreed",
                 "1 without an owner", "0 with values"):  # fmt: skip
        assert said in words


def test_everything_that_waits_is_named():
    found = {need.title: need for need in queries.needs(samples.half_done())}
    assert list(found) == [
        "Look again at finding F1", "Decide on update.ris", "Code 1 transcript",
        "Tie evidence to 1 finding", "Agree or drop 1 draft recommendation",
        "Find an owner for 1 action",
    ]  # fmt: skip
    assert found["Look again at finding F1"].why == "Moreau 2024 was retracted."
    assert "Interview 02" in found["Code 1 transcript"].why
    assert "358 records wait" in found["Decide on update.ris"].why
    assert found["Find an owner for 1 action"].why.startswith("A2.")


def test_nothing_waits_when_everything_is_done():
    project = samples.finished()
    assert queries.needs(project) == []
    assert "Nothing waits for you." in opened(project)


def test_what_one_change_shook_is_one_task_and_long_lists_are_cut():
    project = build.project()
    for n in range(1, 9):
        row = samples.finding(project, n, passage=samples.passage(project, f"Interview {n:02}"))
        samples.mark(project, "finding", row.pk)
    one = Finding.objects.get(project=project, number=1).pk
    for n in range(1, SHOWN + 2):
        samples.mark(project, "finding", one, f"Reason {n}.")
    found = queries.needs(project)
    assert found[0].title == (
        "Look again at finding F1, finding F2, finding F3, finding F4, finding F5 and 3 more"
    )
    assert (found[0].why, found[0].url) == ("Moreau 2024 was retracted.", "trace:marks")
    assert (found[1].title, found[1].why, found[1].url) == (
        "Look again at finding F1", "Reason 1.", "trace:why",
    )  # fmt: skip
    assert found[SHOWN].title == "Look at what stands on 2 more changes"


def test_a_thing_of_an_unknown_kind_is_named_plainly():
    project = build.project()
    samples.mark(project, "strange", 4)
    statement = samples.reference(project)
    samples.mark(project, "statement", statement.pk)
    titles = [need.title for need in queries.needs(project)]
    assert titles == ["Look again at strange 4 and statement “It was used less.”"]


@pytest.mark.parametrize("role", BY_KEY)
def test_each_role_sees_what_it_can_do_and_may_see_the_rest(role):
    project = samples.half_done()
    client = build.browser(build.member(project, role))
    mine = opened(project, client=client)
    everyone = opened(project, client=client, query="?needs=all")
    may = BY_KEY[role].permissions
    assert ("Look again at finding F1" in mine) == (Permission.SETTLE in may)
    assert ("Find an owner" in mine) == (Permission.PLAN in may)
    assert "Look again at finding F1" in everyone
    assert ("Settings</a>" in mine) == (Permission.MANAGE_PROJECT in may)
    assert ("Trail</a>" in mine) == (Permission.SEE_TRAIL in may)


def test_somebody_else_s_project_does_not_exist():
    project = build.project()
    assert build.browser(build.account()).get(f"/p/{project.pk}/").status_code == 404
    assert build.browser().get(f"/p/{project.pk}/").status_code == 302


def test_news_are_told_since_the_last_visit(monkeypatch):
    owner = build.account(name="Amara")
    project = build.project(owner)
    who = build.member(project, "researcher")
    client = build.browser(who)
    assert "Latest changes" in opened(project, client=client)
    actions.change_project(by=Member(owner), project=project, title="New name", question="Q?",
                           service="")  # fmt: skip
    late = time.time() + visits.NEW_VISIT_AFTER + 1
    monkeypatch.setattr(time, "time", lambda: late)
    words = opened(project, client=client)
    assert "Since you were last here" in words
    assert "question or service: New name" in words
    assert "started the project" not in words
    later = late + visits.NEW_VISIT_AFTER + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert "Nothing has changed." in opened(project, client=client)


def test_a_short_history_is_checked_at_once():
    project = build.project()
    assert "Full history, checked and unbroken" in opened(project)
    Event.objects.filter(chain=project.pk, seq=1).update(actor="Somebody else")
    assert "The history was changed outside Uptake" in opened(project)


def test_a_long_history_is_not_called_checked():
    project = build.project()
    ChainHead.objects.filter(chain=project.pk).update(seq=201)
    words = opened(project, "researcher")
    assert "unbroken" not in words
    assert "check it</a>" in words


def test_the_home_asks_the_same_however_much_there_is(django_assert_max_num_queries):
    project = samples.half_done()
    for n in range(10, 20):
        row = samples.finding(project, n, passage=samples.passage(project, f"Interview {n}"))
        samples.action(project, n, row)
    client = build.browser(build.member(project, "owner"))
    with django_assert_max_num_queries(40):
        opened(project, client=client)


def test_the_step_bar_says_how_far_each_step_is(django_assert_num_queries):
    done, half, empty = samples.finished(), samples.half_done(), build.project()
    with django_assert_num_queries(1):
        assert {step.says for step in queries.steps(done)} == {"done"}
    assert {step.says for step in queries.steps(half)} == {"under way", "not begun"} - {"not begun"}
    assert {step.says for step in queries.steps(empty)} == {"not begun"}
    assert [step.state for step in queries.steps(half)] == ["part"] * 7


def test_one_finding_does_not_end_the_step():
    project = build.project()
    samples.finding(project, 1, passage=samples.passage(project))
    says = {step.key: step.says for step in queries.steps(project)}
    assert (says["interviews"], says["findings"]) == ("done", "under way")


def test_the_worked_example_says_so_on_its_pages():
    project = build.project(invented=True)
    assert "Worked example." in opened(project)
    assert "Worked example." not in opened(build.project())
