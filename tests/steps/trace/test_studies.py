"""A study on the thread: its reports rest on it, and it is one source however many they are."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.steps.trace import build as threads
from uptake.findings.queries import counts_of
from uptake.instruments import checklist_data, checklists
from uptake.projects.thread import Key
from uptake.report.queries import document
from uptake.review.models import Appraisal, Checklist, Report, Study
from uptake.review.thread import details
from uptake.sources.models import Statement
from uptake.trace import queries
from uptake.trace.graph import Thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(it):
    """F3 rests on two papers that report on one study, which was appraised."""
    made = Study.objects.create(project=it.project, number=1, name="Vance trial", note="Two sites")
    it.second = threads.reference(it.project, 2)
    it.said = Statement.objects.create(
        project=it.project, reference=it.second, sentence="Time was set aside there too."
    )
    threads.tie(it.findings[2], it.said)
    for main, row in ((True, it.reference), (False, it.second)):
        Report.objects.create(project=it.project, study=made, reference=row, main=main)
    checklist = Checklist.objects.create(
        project=it.project, key="ours", version="1", name="Ours",
        content=checklist_data(checklists()[0]),
    )  # fmt: skip
    Appraisal.objects.create(
        project=it.project, study=made, checklist=checklist, concern="minor",
        why="One site was small.", settled=True,
    )  # fmt: skip
    return made


def test_why_reaches_the_study_and_how_it_was_appraised(it, study, browser):
    recommendation = threads.recommend(it.project, 5, it.findings[2])
    key = Key("recommendation", recommendation.pk)
    page = queries.why_page(it.project, key)
    strand = page.top.open[0].open[0]
    assert strand.node.key == Key("statement", it.statement.pk)
    assert strand.said_by.key == Key("reference", it.reference.pk)
    assert strand.study.key == Key("study", study.pk)
    assert Key("study", study.pk) in Thread(it.project).beneath([key])
    text = browser.get(reverse("trace:why", args=[it.project.pk, *key])).content.decode()
    at = reverse("trace:why", args=[it.project.pk, "study", study.pk])
    assert f'From study <a href="{at}">S1, Vance trial</a>. Minor concerns, by Ours' in text
    page = queries.why_page(it.project, Key("statement", it.statement.pk))
    paper = page.top.open[0]
    assert [one.node.key for one in (paper, *paper.open)] == [
        Key("reference", it.reference.pk), Key("study", study.pk),
    ]  # fmt: skip


def test_two_reports_are_one_source(it, study):
    page = queries.why_page(it.project, Key("finding", it.findings[2].pk))
    found = page.sure.sources
    counts = counts_of(it.project, [it.findings[2].pk])[it.findings[2].pk]
    assert (found.studies, found.interviews) == (counts.studies, counts.interviews) == (1, 0)
    assert [one.label for one in page.alone] == ["S1"]
    assert [(row.source.key, row.falls) for row in page.breaks] == [(Key("study", study.pk), True)]


def test_one_retracted_report_leaves_the_other(it, study):
    it.reference.retracted_at, it.reference.retraction = timezone.now(), "a notice"
    it.reference.save()
    page = queries.why_page(it.project, Key("finding", it.findings[2].pk))
    assert page.stands
    assert page.sure.sources.studies == 1
    assert not queries.why_page(it.project, Key("statement", it.statement.pk)).stands


def test_what_rests_on_a_study_is_reached_from_it(it, study, browser):
    key = Key("study", study.pk)
    page = queries.reach_page(it.project, key)
    kinds = [kind for kind, _ in page.kinds]
    assert kinds[0] == "finding"
    assert kinds[-2:] == ["statement", "reference"]
    why = queries.why_page(it.project, key)
    assert why.ground
    assert why.stands
    for name, told in (("why", "Minor concerns"), ("reach", "F3"), ("panel", "Paper 2")):
        text = browser.get(reverse(f"trace:{name}", args=[it.project.pk, *key])).content.decode()
        assert told in text, name
    paper = queries.why_page(it.project, Key("reference", it.second.pk))
    assert not paper.ground
    assert paper.rests_on == "1 study"


def test_if_a_study_went_all_its_reports_would(it, study, browser):
    it.unused = Study.objects.create(project=it.project, number=2, name="Nobody's")
    Report.objects.create(
        project=it.project, study=it.unused, reference=threads.reference(it.project, 3)
    )
    it_page, found = queries.if_page(it.project, "", [Key("study", study.pk)])
    assert it_page.strands == 2
    assert Key("finding", it.findings[2].pk) in {one.key for one in it_page.lost}
    rows = {one.node.key: (one.kind, one.strands) for one in found.rows}
    assert rows[Key("study", study.pk)] == ("Study", 2)
    assert not [key for key in rows if key.kind == "reference"]
    assert Key("study", it.unused.pk) not in rows
    only = queries.if_gone(it.project, [Key("reference", it.second.pk)])
    assert Key("finding", it.findings[2].pk) in {one.key for one in only.weakened}
    _, found = queries.if_page(it.project, "", [Key("reference", it.second.pk)])
    assert [one.node.key for one in found.rows if one.chosen] == [Key("reference", it.second.pk)]
    assert queries.typed_keys([f"study-{study.pk}"]) == [Key("study", study.pk)]
    address = reverse("trace:if-gone", args=[it.project.pk])
    text = browser.get(f"{address}?source=study-{study.pk}").content.decode()
    assert "Vance trial (S1)" in text


def test_a_study_without_reports_holds_nothing_up(it, study):
    Report.objects.update(removed_at=timezone.now())
    Study.objects.update(retired_at=timezone.now())
    thread = Thread(it.project)
    assert thread.node(Key("study", study.pk)).gone == "No report of it is left"
    assert thread.is_ground(Key("reference", it.reference.pk))
    found = queries.why_page(it.project, Key("finding", it.findings[2].pk)).sure.sources
    assert found.studies == 2


def test_it_is_taken_out_with_its_facts(it, study):
    recommendation = threads.recommend(it.project, 5, it.findings[2])
    found = {(one["kind"], one["id"]): one for one in document(recommendation)["nodes"]}
    one = found["study", study.pk]
    assert (one["label"], one["title"], one["stands"]) == ("S1", "Vance trial", True)
    assert one["facts"] == {
        "name": "Vance trial", "note": "Two sites", "reports": [it.reference.pk, it.second.pk],
        "appraisals": [{"checklist": "Ours", "concern": "Minor concerns",
                        "why": "One site was small.", "state": "Settled"}],
    }  # fmt: skip
    assert details(it.project, "study", []) == {}
