"""Two people at once: what one of them does leaves what the other one wrote."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from tests import build
from tests.steps.trace import build as threads
from uptake.decision import actions as decision
from uptake.decision.models import Recommendation
from uptake.findings import actions as findings
from uptake.findings.models import Finding
from uptake.monitor import actions as monitor
from uptake.monitor.models import Indicator
from uptake.plan import actions as plan
from uptake.plan.models import PlannedAction
from uptake.projects import actions, queries
from uptake.projects.errors import Refused
from uptake.projects.models import LookAgain, Project


@pytest.fixture
def it(db):
    return threads.world()


@pytest.fixture
def by(it):
    return build.member(it.project, "owner")


def test_what_came_of_a_second_look_is_said_once(it, by):
    mark = LookAgain.objects.create(
        project=it.project, kind="finding", object_id=1, reason="R.", cause_kind="x", cause_id=1
    )
    late = LookAgain.objects.get(pk=mark.pk)
    actions.settle(by=by, mark=mark, note="It still holds.")
    with pytest.raises(Refused, match="settled this already"):
        actions.settle(by=by, mark=late, note="It falls.")
    assert LookAgain.objects.get(pk=mark.pk).settled_note == "It still holds."


def test_a_finding_retired_or_restored_keeps_words_written_meanwhile(it, by):
    late, later = (Finding.objects.get(pk=it.findings[0].pk) for _ in range(2))
    Finding.objects.filter(pk=late.pk).update(sentence="Reworded.")
    findings.retire_finding(by=by, finding=late, reason="Said twice.")
    with pytest.raises(Refused, match="retired already"):
        findings.retire_finding(by=by, finding=later, reason="Not told by anybody.")
    assert Finding.objects.get(pk=late.pk).retired_for == "Said twice."
    findings.restore_finding(by=by, finding=later)
    assert Finding.objects.get(pk=late.pk).sentence == "Reworded."


def test_a_recommendation_dropped_keeps_words_written_meanwhile(it, by):
    late = Recommendation.objects.get(pk=it.recommendations[0].pk)
    Recommendation.objects.filter(pk=late.pk).update(sentence="Reworded.")
    decision.change_status(by=by, recommendation=late, status="dropped")
    now = Recommendation.objects.get(pk=late.pk)
    assert (now.sentence, now.status) == ("Reworded.", "dropped")


def test_an_action_done_keeps_words_written_meanwhile(it, by):
    late = PlannedAction.objects.get(pk=it.action.pk)
    PlannedAction.objects.filter(pk=late.pk).update(due_on=date(2027, 1, 5))
    plan.change_status(by=by, planned=late, status="done")
    now = PlannedAction.objects.get(pk=late.pk)
    assert (now.due_on, now.status) == (date(2027, 1, 5), "done")


def test_an_indicator_retired_or_restored_keeps_words_written_meanwhile(it, by):
    late, later = (Indicator.objects.get(pk=it.indicator.pk) for _ in range(2))
    Indicator.objects.filter(pk=late.pk).update(name="Reworded")
    monitor.retire_indicator(by=by, indicator=late)
    monitor.restore_indicator(by=by, indicator=later)
    assert Indicator.objects.get(pk=late.pk).name == "Reworded"


def test_a_question_and_a_framework_changed_at_once_are_both_kept(it, by):
    late = Project.objects.get(pk=it.project.pk)
    actions.change_project(by=by, project=it.project, title="T", question="Now?", service="")
    actions.edit_framework(by=by, project=late, framework=late.lens())
    assert Project.objects.get(pk=late.pk).question == "Now?"


def test_a_name_is_no_formula_in_the_trail_of_a_spreadsheet(it):
    who = build.member(it.project, "owner", build.account(name='=HYPERLINK("http://x","y")'))
    actions.change_project(by=who, project=it.project, title="T", question="Q?", service="")
    lines = "".join(queries.trail_csv(it.project, queries.TrailFilter())).splitlines()
    rows = list(csv.reader(lines))
    assert rows[-1][2].startswith("'=HYPERLINK")
