"""What says something else now than it did is told to whatever stands on it."""

from __future__ import annotations

import pytest

from tests.promises.world import CELL, made
from uptake.decision.models import Recommendation
from uptake.findings import actions as findings
from uptake.findings.models import Finding
from uptake.projects import queries
from uptake.projects.models import LookAgain
from uptake.sources import actions as sources
from uptake.sources.models import Statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made_one = made("Own")
    LookAgain.objects.all().delete()
    return made_one


def marked(world) -> set[str]:
    rows = LookAgain.objects.filter(project=world.project, settled_at=None)
    return set(rows.values_list("kind", flat=True))


def reword(world, **changes):
    finding = Finding.objects.get(project=world.project)
    now = {"direction": finding.direction, "sentence": finding.sentence, "cells": [CELL], **changes}
    return findings.reword_finding(by=world.member(), finding=finding, **now)


@pytest.mark.parametrize(
    "change", [{"direction": "facilitator"}, {"sentence": "Time is set aside."}]
)
def test_a_finding_turned_round_marks_what_rests_on_it(world, change):
    reword(world, **change)
    assert marked(world) == {"recommendation", "action", "indicator"}
    recommendation = Recommendation.objects.get(project=world.project)
    reasons = queries.look_again(world.project)[("recommendation", recommendation.pk)]
    assert [mark.reason for mark in reasons] == ["F1 says something else now than it did."]
    assert queries.verify(world.project.pk) == []


def test_a_finding_moved_to_another_cell_says_the_same(world):
    reword(world, cells=[("patient", "nano")], note="A note")
    assert marked(world) == set()


def test_a_reworded_statement_marks_the_finding_and_all_above(world):
    statement = Statement.objects.filter(project=world.project).order_by("pk").first()
    sources.change_statement(by=world.member(), statement=statement, sentence="Staff had time.")
    assert marked(world) == {"finding", "recommendation", "action", "indicator"}


def test_a_statement_with_another_place_says_the_same(world):
    statement = Statement.objects.filter(project=world.project).order_by("pk").first()
    sources.change_statement(
        by=world.member(), statement=statement, sentence=statement.sentence, place="page 4"
    )
    assert marked(world) == set()
