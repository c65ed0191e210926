"""The plan: actions, their owners, what they answer, and their pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import build
from tests.steps.decision import build as decision
from tests.steps.findings import build as findings
from tests.steps.plan import build as made
from uptake.decision import actions as decision_actions
from uptake.findings import actions as finding_actions
from uptake.plan import actions, queries
from uptake.plan.models import PlannedAction
from uptake.plan.thread import details, links, nodes
from uptake.projects.errors import NotAllowed, OvertakenEdit, Refused
from uptake.projects.models import LookAgain, Project
from uptake.projects.thread import Key, Link

pytestmark = pytest.mark.django_db
BY = build.TERMINAL
TYPED = {
    "title": "Put supervision into every rota", "detail": "", "owner": "", "owner_post": "",
    "due_on": "", "recommendation": "",
}  # fmt: skip


@pytest.fixture
def project() -> Project:
    return build.project()


def browser(project, role="commissioner"):
    return build.browser(build.member(project, role))


def at(name, project, *ids):
    return reverse(f"plan:{name}", args=[project.pk, *ids])


def words(page) -> str:
    return " ".join(page.content.decode().split())


# Writes.


def test_an_action_is_planned_on_what_it_answers_and_serves(project):
    barrier = findings.finding(project)
    serves = decision.recommendation(project)
    row = made.action(
        project, " Put supervision\n into rotas ", owner=" Tove ", due_on=date(2026, 4, 30),
        recommendation=serves, findings=[barrier, barrier],
    )  # fmt: skip
    assert (row.label, row.title, row.owner) == ("A1", "Put supervision into rotas", "Tove")
    assert [one.finding for one in row.answers.all()] == [barrier]
    assert made.action(project).label == "A2"
    key = Key("action", row.pk)
    assert set(links(project)) == {
        Link(key, Key("finding", barrier.pk)), Link(key, Key("recommendation", serves.pk)),
    }  # fmt: skip
    assert next(iter(nodes(project))).page == at("action", project, row.pk)
    assert details(project, "action", [row.pk])[row.pk] == row


def test_what_cannot_be_is_refused(project):
    with pytest.raises(Refused, match="says what will be done"):
        made.action(project, "  ")
    row = made.action(project)
    with pytest.raises(Refused, match="no status 'soon'"):
        actions.change_status(by=BY, planned=row, status="soon")
    gone = findings.finding(project)
    finding_actions.retire_finding(by=BY, finding=gone, reason="Doubled.")
    with pytest.raises(Refused, match="F1 is retired"):
        actions.answer(by=BY, planned=row, finding=gone)
    with pytest.raises(NotAllowed):
        made.action(project, by=build.member(project, "coder"))


def test_two_people_never_overwrite_each_other_unawares(project):
    row = made.action(project)
    seen = row.mark()
    after = actions.change_action(by=BY, planned=row, title="First", owner="Ines", seen=seen)
    assert (after.title, after.owner) == ("First", "Ines")
    with pytest.raises(OvertakenEdit, match="“First”, Ines"):
        actions.change_action(by=BY, planned=row, title="Second", seen=seen)


def test_an_answer_is_given_once_taken_off_and_put_back(project):
    row, barrier = made.action(project), findings.finding(project)
    one = actions.answer(by=BY, planned=row, finding=barrier)
    assert actions.answer(by=BY, planned=row, finding=barrier) == one
    actions.take_off(by=BY, answer=one)
    assert list(links(project)) == []
    actions.put_back(by=BY, answer=one)
    actions.take_off(by=BY, answer=one)
    actions.answer_several(by=BY, planned=row, findings=[barrier])
    with pytest.raises(Refused, match="again already"):
        actions.put_back(by=BY, answer=one)


def test_a_dropped_action_is_out_of_the_present(project):
    row = made.action(project, findings=[findings.finding(project)])
    assert queries.unanswered(project) == []
    actions.change_status(by=BY, planned=row, status="dropped")
    node = next(iter(nodes(project)))
    assert (node.gone, node.retired) == ("dropped", True)
    assert [label for _, label, _ in queries.unanswered(project)] == ["F1"]
    assert queries.choices(project) == []
    assert [pk for pk, _ in queries.choices(project, row.pk)] == [row.pk]
    assert queries.summary(project).actions == 0


# Pages.


@pytest.mark.parametrize("role", ["researcher", "commissioner", "coder", "observer"])
def test_everybody_reads_and_only_some_plan(project, role):
    row = made.action(project, findings=[findings.finding(project)])
    client, writes = browser(project, role), role in ("researcher", "commissioner")
    page = words(client.get(at("list", project)))
    assert "1 action: 0 done, 0 under way. 1 action has no owner." in page
    assert "No owner</span>" in page
    assert ("Plan an action" in page) == writes
    page = words(client.get(at("action", project, row.pk)))
    assert "Nobody owns this action." in page
    assert "Guided work is added to a full caseload." in page
    for button in ("Remove", "Choose what it answers", "Give it an owner", "Set</button>"):
        assert (button in page) == writes


def test_the_list_is_narrowed_and_says_what_nobody_answers(project):
    today = timezone.localdate()
    made.action(project, "Late one", owner="Ines", due_on=today - timedelta(days=1))
    done = made.action(project, "Done one", due_on=today - timedelta(days=9))
    actions.change_status(by=BY, planned=done, status="done")
    dropped = made.action(project, "Dropped one")
    actions.change_status(by=BY, planned=dropped, status="dropped")
    for n in range(12):
        findings.finding(project, f"Barrier {n}.")
    client = browser(project)
    page = words(client.get(at("list", project)))
    assert "2 actions: 1 done, 0 under way. 1 action is late." in page
    assert "No action answers these 12 barriers" in page
    assert "2 more</summary>" in page
    assert "Late</span>" in page
    for query, there, absent in (
        ({"late": "on"}, "Late one", "Done one"), ({"status": "done"}, "Done one", "Late one"),
    ):  # fmt: skip
        page = words(client.get(at("list", project), query))
        assert there in page
        assert absent not in page
    assert "No action fits this filter." in words(
        client.get(at("list", project), {"unowned": "on"})
    )
    assert "3 actions</caption>" in words(client.get(at("list", project), {"status": "moon"}))


def test_an_empty_plan_says_what_belongs_here(project):
    assert "No actions yet" in words(browser(project).get(at("list", project)))
    made.action(project)
    findings.finding(project)
    assert "No action answers this barrier" in words(browser(project).get(at("list", project)))


def test_the_pages_ask_a_bounded_number_of_questions(project, django_assert_max_num_queries):
    for n in range(8):
        made.action(project, f"Part {n}", findings=[findings.finding(project, f"Part {n}.")])
    client, number = browser(project), PlannedAction.objects.first().pk
    with django_assert_max_num_queries(11):
        client.get(at("list", project))
    with django_assert_max_num_queries(17):
        client.get(at("action", project, number))


def test_an_action_is_planned_from_a_barrier_and_a_recommendation(project):
    client, barrier = browser(project), findings.finding(project)
    serves = decision.recommendation(project)
    to = at("new", project) + f"?finding={barrier.pk}&recommendation={serves.pk}"
    page = words(client.get(to))
    assert "It will answer F1" in page
    assert f'<option value="{serves.pk}" selected>' in page
    answer = client.post(to, TYPED | {"title": "", "due_on": "soon"})
    assert answer.status_code == 422
    assert "Enter what will be done" in words(answer)
    assert "Enter a date, such as" in words(answer)
    assert client.post(to, TYPED | {"title": "\u2028"}).status_code == 422
    page = words(client.post(to, TYPED | {"recommendation": serves.pk}, follow=True))
    assert "A1 is planned, without an owner." in page
    row = PlannedAction.objects.get()
    assert (row.recommendation, row.answers.get().finding) == (serves, barrier)
    elsewhere = decision.recommendation(build.project())
    answer = client.post(to, TYPED | {"recommendation": elsewhere.pk})
    assert answer.status_code == 422


def test_an_action_is_changed_and_a_clash_shows_both(project):
    serves = decision.recommendation(project)
    row = made.action(project, recommendation=serves, due_on=date(2026, 4, 30))
    decision_actions.change_status(by=BY, recommendation=serves, status="dropped")
    client, seen, to = browser(project), row.mark(), at("edit", project, row.pk)
    page = words(client.get(to))
    assert 'value="2026-04-30"' in page
    assert f'<option value="{serves.pk}" selected>' in page
    typed = TYPED | {"owner": "Ines", "due_on": "30/04/2026", "seen": seen}
    assert "A1 is changed." in words(client.post(to, typed, follow=True))
    assert PlannedAction.objects.get().due_on == date(2026, 4, 30)
    clash = client.post(to, typed | {"title": "Mine"})
    assert clash.status_code == 422
    assert "Mine</textarea>" in words(clash)
    again = client.post(to, typed | {"title": "Mine", "seen": PlannedAction.objects.get().mark()})
    assert again.status_code == 302
    assert client.post(to, typed | {"title": "\u2028", "seen": ""}).status_code == 422


def test_how_far_it_is_is_set(project):
    row, client = made.action(project), browser(project)
    to = at("status", project, row.pk)
    assert "A1: under way." in words(client.post(to, {"status": "under way"}, follow=True))
    assert client.post(to, {"status": "soon"}).status_code == 422
    assert client.get(to).status_code == 405


def test_what_it_answers_is_chosen_taken_off_and_put_back(project):
    row, barrier, client = made.action(project), findings.finding(project), browser(project)
    to = at("answers", project, row.pk)
    assert client.post(to, {"x": ""}).status_code == 422
    page = words(client.post(to, {"chosen": [barrier.pk]}, follow=True))
    assert "A1 answers F1." in page
    assert "There already: answered" in words(client.get(to))
    assert "No findings to choose from" in words(client.get(to, {"words": "moon"}))
    one = row.answers.get()
    page = words(client.post(at("take-off", project, one.pk), follow=True))
    back = at("put-back", project, one.pk)
    assert f'action="{back}"' in page
    assert "It answers no barrier yet." in page
    assert "The finding is back." in words(client.post(back, follow=True))
    client.post(at("take-off", project, one.pk))
    actions.answer(by=BY, planned=row, finding=barrier)
    assert "again already" in words(client.post(back, follow=True))
    finding_actions.retire_finding(by=BY, finding=barrier, reason="Doubled.")
    answer = client.post(to, {"chosen": [barrier.pk]})
    assert answer.status_code == 422
    assert "F1 is retired." in words(answer)
    assert "Retired</span>" in words(client.get(at("action", project, row.pk)))


def test_what_changed_beneath_is_shown(project):
    row = made.action(project)
    LookAgain.objects.create(
        project=project, kind="action", object_id=row.pk, reason="F1 was retired.",
        cause_kind="finding", cause_id=1,
    )  # fmt: skip
    client = browser(project)
    assert "F1 was retired." in words(client.get(at("action", project, row.pk)))
    assert "Look again" in words(client.get(at("list", project)))
