"""Recommendations: agreed as they stand, and a draft again when anything beneath changes."""

from __future__ import annotations

import pytest

from tests import build
from tests.steps.decision import build as made
from tests.steps.findings import build as findings
from uptake.decision import actions
from uptake.decision.models import Basis, Recommendation
from uptake.decision.thread import details, links, nodes
from uptake.findings import actions as finding_actions
from uptake.projects.errors import NotAllowed, OvertakenEdit, Refused
from uptake.projects.models import Event
from uptake.projects.thread import Key, Link

pytestmark = pytest.mark.django_db
BY = build.TERMINAL


def newest(project):
    return Event.objects.filter(chain=project.pk).order_by("-seq").first()


def agreed(project):
    """An agreed recommendation on one finding, by a member."""
    row = made.recommendation(project, findings=[findings.finding(project)])
    who = build.member(project, "commissioner")
    return actions.agree(by=who, recommendation=row, seen=row.mark())


@pytest.fixture
def project():
    return build.project()


def test_it_is_written_as_a_draft_on_its_findings(project):
    one = findings.finding(project)
    row = made.recommendation(project, "  Free two\nslots. ", findings=[one, one])
    assert (row.label, row.sentence, row.status) == ("R1", "Free two slots.", "draft")
    assert [basis.finding for basis in row.bases.all()] == [one]
    assert newest(project).after["findings"] == [one.pk]
    assert made.recommendation(project).label == "R2"


@pytest.mark.parametrize(("sentence", "says"), [(" ", "is a sentence"), ("x" * 401, "401 char")])
def test_what_is_no_sentence_is_refused(project, sentence, says):
    with pytest.raises(Refused, match=says):
        made.recommendation(project, sentence)
    assert Recommendation.objects.count() == 0


def test_it_is_agreed_by_somebody_on_a_day(project):
    row = agreed(project)
    row.refresh_from_db()
    assert (row.status, row.agreed_by.name) == ("agreed", "Commissioner")
    assert row.agreed_at is not None
    assert newest(project).verb == "recommendation.agreed"


def test_it_is_not_agreed_on_nothing(project):
    row = made.recommendation(project)
    with pytest.raises(Refused, match="rests on no finding"):
        actions.agree(by=BY, recommendation=row)
    retired, against = findings.finding(project), findings.finding(project)
    actions.rest_on(by=BY, recommendation=row, finding=retired)
    actions.rest_on(by=BY, recommendation=row, finding=against, stance="contradicts")
    finding_actions.retire_finding(by=BY, finding=retired, reason="Doubled.")
    with pytest.raises(Refused, match="rests on no finding"):
        actions.agree(by=BY, recommendation=row)


def test_only_what_was_read_is_agreed(project):
    row = made.recommendation(project, findings=[findings.finding(project)])
    seen = row.mark()
    actions.reword_recommendation(by=BY, recommendation=row, sentence="Other words.")
    with pytest.raises(OvertakenEdit, match="since you opened it"):
        actions.agree(by=BY, recommendation=row, seen=seen)


def test_other_words_make_it_a_draft_again(project):
    row = agreed(project)
    same = actions.reword_recommendation(
        by=BY, recommendation=row, sentence=row.sentence, reasons=row.reasons
    )
    assert same.status == "agreed"
    after = actions.reword_recommendation(by=BY, recommendation=row, sentence="Other words.")
    assert (after.status, after.agreed_at, after.agreed_by) == ("draft", None, None)
    assert newest(project).before["status"] == "agreed"
    assert newest(project).after["sentence"] == "Other words."


def test_two_people_never_overwrite_each_other_unawares(project):
    row = made.recommendation(project)
    seen = row.mark()
    actions.reword_recommendation(by=BY, recommendation=row, sentence="First.", seen=seen)
    with pytest.raises(OvertakenEdit, match="First"):
        actions.reword_recommendation(by=BY, recommendation=row, sentence="Second.", seen=seen)


@pytest.mark.parametrize("way", ["one", "several", "off", "back"])
def test_other_ground_makes_it_a_draft_again(project, way):
    row = agreed(project)
    basis, other = row.bases.get(), findings.finding(project, "Another part.")
    if way == "one":
        actions.rest_on(by=BY, recommendation=row, finding=other, stance="contradicts")
    elif way == "several":
        actions.rest_on_several(by=BY, recommendation=row, findings=[other])
    else:
        actions.take_off(by=BY, basis=basis)
    if way == "back":
        actions.put_back(by=BY, basis=basis)
    row.refresh_from_db()
    assert row.status == "draft"
    events = Event.objects.filter(chain=project.pk, after__has_key="draft_again")
    assert events.get().after["draft_again"] == row.pk


def test_ground_that_is_there_already_changes_nothing(project):
    row = agreed(project)
    one = row.bases.get().finding
    actions.rest_on(by=BY, recommendation=row, finding=one)
    actions.rest_on_several(by=BY, recommendation=row, findings=[one])
    actions.put_back(by=BY, basis=row.bases.get())
    row.refresh_from_db()
    assert row.status == "agreed"
    assert row.bases.count() == 1


def test_a_finding_is_on_one_side_at_a_time(project):
    one = findings.finding(project)
    row = made.recommendation(project, findings=[one])
    actions.rest_on(by=BY, recommendation=row, finding=one, stance="contradicts")
    assert row.bases.get(removed_at=None).stance == "contradicts"
    with pytest.raises(Refused, match="neither supports"):
        actions.rest_on(by=BY, recommendation=row, finding=one, stance="maybe")
    finding_actions.retire_finding(by=BY, finding=one, reason="Doubled.")
    with pytest.raises(Refused, match="retired"):
        actions.rest_on(by=BY, recommendation=row, finding=one)


def test_ground_is_put_back_unless_it_is_there_anew(project):
    one = findings.finding(project)
    row = made.recommendation(project, findings=[one])
    basis = row.bases.get()
    actions.take_off(by=BY, basis=basis)
    actions.put_back(by=BY, basis=basis)
    assert Basis.objects.get(removed_at=None) == basis
    actions.take_off(by=BY, basis=basis)
    actions.rest_on(by=BY, recommendation=row, finding=one)
    with pytest.raises(Refused, match="again already"):
        actions.put_back(by=BY, basis=basis)


def test_it_is_dropped_and_brought_back_as_a_draft(project):
    row = agreed(project)
    actions.change_status(by=BY, recommendation=row, status="dropped")
    row.refresh_from_db()
    assert (row.status, row.agreed_at) == ("dropped", None)
    with pytest.raises(Refused, match="was dropped"):
        actions.agree(by=BY, recommendation=row)
    actions.change_status(by=BY, recommendation=row, status="draft")
    with pytest.raises(Refused, match="cannot be made"):
        actions.change_status(by=BY, recommendation=row, status="agreed")


@pytest.mark.parametrize("role", ["coder", "reviewer", "observer"])
def test_only_those_who_recommend_write_one(project, role):
    with pytest.raises(NotAllowed):
        made.recommendation(project, by=build.member(project, role))


def test_the_thread_says_what_it_rests_on_and_what_speaks_against_it(project):
    one, other = findings.finding(project), findings.finding(project)
    row = made.recommendation(project, findings=[one])
    actions.rest_on(by=BY, recommendation=row, finding=other, stance="contradicts")
    key = Key("recommendation", row.pk)
    assert set(links(project)) == {
        Link(key, Key("finding", one.pk)), Link(key, Key("finding", other.pk), "contradicts"),
    }  # fmt: skip
    assert next(iter(nodes(project))).page == f"/p/{project.pk}/decision/{row.pk}/"
    actions.change_status(by=BY, recommendation=row, status="dropped")
    node = next(iter(nodes(project)))
    assert (node.gone, node.retired) == ("dropped", True)
    assert details(project, "recommendation", [row.pk])[row.pk] == row
