"""The example's review as it stands after loading: what each of its pages has to show."""

from __future__ import annotations

from collections import Counter

import pytest
from django.conf import settings
from django.db import transaction

from uptake.demo import load, review
from uptake.methods import prisma
from uptake.projects.errors import Refused
from uptake.projects.models import Job
from uptake.review.models import (
    Appraisal,
    Calibration,
    Entry,
    Protocol,
    Ranking,
    Reconciled,
    Report,
    ReviewRound,
    Settlement,
    Standing,
    StopDecision,
    Study,
    Verdict,
)
from uptake.review.queries import calibration, flow, stop
from uptake.sources.models import Document, DuplicatePair, Reference, Relation, Statement


@pytest.fixture(scope="module")
def project(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once for all of these tests, then taken back."""
    home, before = tmp_path_factory.mktemp("home"), settings.MEDIA_ROOT
    settings.MEDIA_ROOT = home / "files"
    with django_db_blocker.unblock(), transaction.atomic():
        load.load_example(home)
        yield load.loaded()
        transaction.set_rollback(True)
    settings.MEDIA_ROOT = before


def states(stage: str) -> Counter[str]:
    return Counter(Standing.objects.filter(stage=stage).values_list("state", flat=True))


def test_records_of_several_databases_became_works_and_a_pair_waits(project):
    records = Reference.objects.filter(project=project)
    assert records.exclude(merged_into=None).count() >= 30
    assert 150 <= records.filter(merged_into=None).count() <= 165
    assert DuplicatePair.objects.filter(state="waiting").count() == 1
    assert DuplicatePair.objects.filter(state="related", by_rule=False).count() == 1
    link = Relation.objects.get(removed_at=None)
    assert (link.kind, link.first.title.startswith("Erratum")) == ("erratum", True)
    assert not link.second.title.startswith("Erratum")


def test_the_protocol_was_amended_once_and_what_it_moved_was_read_again(project):
    assert list(Protocol.objects.values_list("version", flat=True)) == [1, 2]
    taken_back = Verdict.objects.exclude(replaced_at=None)
    assert {one.verdict for one in taken_back} == {"exclude"}
    assert Standing.objects.exclude(look_again="").exists()
    for name in ("Gee", "Bakhti"):
        paper = Reference.objects.filter(authors__0__startswith=name, merged_into=None).get()
        assert paper.standings.get(stage="title").state == "include"


def test_there_is_a_calibration_round_orders_and_conflicts_of_each_kind(project):
    assert Calibration.objects.get().closed_at is not None
    (pair,) = calibration.agreement(project, "title")
    assert pair.found.units > 100
    assert Ranking.objects.count() >= 4
    assert Settlement.objects.filter(stage="title").count() >= 2
    assert (states("title")["conflict"], states("full")["conflict"]) == (1, 1)
    assert states("title")["half"] == review.SECOND_WAITS


def test_whoever_decides_when_to_stop_finds_figures_and_no_decision(project):
    page = stop.stop_page(project, "title")
    assert not StopDecision.objects.exists()
    assert page.state is not None
    assert 30 <= page.unread <= 50
    assert len(page.curve) > 50


def test_every_real_paper_is_in_a_study(project):
    real = Reference.objects.filter(project=project, merged_into=None).exclude(
        journal__startswith="Invented"
    )
    assert real.count() == Report.objects.filter(reference__in=real).count() == 32
    assert Report.objects.count() == Study.objects.count() + 2
    for study in Study.objects.all():
        invented = study.reports.first().reference.journal.startswith("Invented")
        assert ("(invented)" in study.name) is invented


def test_statements_have_a_place_on_the_framework_and_some_a_quote(project):
    rows = Statement.objects.filter(project=project)
    assert rows.exclude(direction="").count() > 50
    assert rows.filter(cells=None).count() < 5
    assert not rows.filter(place="").exists()
    (paper,) = {one.reference for one in rows.exclude(quote="")}
    assert Document.objects.get().reference == paper
    assert Document.objects.get().state == "read"


def test_two_people_took_facts_and_some_are_settled(project):
    assert len(set(Entry.objects.values_list("by", flat=True))) == 2
    assert Entry.objects.values("study").distinct().count() == 15
    assert Reconciled.objects.exclude(note="").count() >= 3
    assert Counter(Appraisal.objects.values_list("settled", flat=True)) == {False: 6, True: 2}


def test_the_update_brought_what_is_new_and_the_relevant_was_read_first(project):
    later = ReviewRound.objects.get(number=2)
    assert "Update" in later.title
    counted = flow.flow(project, 2)
    assert (counted.databases.records, counted.databases.duplicates) == (10, 2)
    assert counted.databases.screened >= 3
    assert counted.previous_studies == Study.objects.count()


@pytest.mark.parametrize("number", [1, 2])
def test_the_diagram_adds_up(project, number):
    counted = flow.flow(project, number)
    for way in (counted.databases, counted.others):
        assert way.records == (
            way.duplicates + way.automation + way.other + way.screened + way.to_screen
        )
    assert isinstance(counted, prisma.Flow)


@pytest.mark.django_db  # so that this file has a database even when it is run alone
def test_a_search_that_fails_is_not_passed_over():
    with pytest.raises(Refused, match="It broke"):
        review._done(Job(state=Job.State.FAILED, outcome="It broke."))
