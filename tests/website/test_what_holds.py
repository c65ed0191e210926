"""The home page, its tasks and the step bar count only evidence that still counts."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.steps.trace import build as threads
from uptake.interviews.models import Passage
from uptake.sources.models import Reference
from uptake.website import queries


@pytest.fixture
def it(db):
    return threads.world()


def tasks(it) -> str:
    return " ".join(f"{need.title} {need.why}" for need in queries.needs(it.project))


def test_findings_whose_words_were_withdrawn_need_evidence(it):
    assert "Tie evidence" not in tasks(it)
    Passage.objects.filter(project=it.project).update(state="redacted", quote="")
    Reference.objects.filter(project=it.project).update(retracted_at=timezone.now())
    assert "Tie evidence to 3 findings" in tasks(it)
    assert {step.key: step.says for step in queries.steps(it.project)}["findings"] == "under way"


def test_no_strand_is_drawn_from_an_interview_whose_words_were_withdrawn(it):
    def dashed() -> list[bool]:
        return [strand.dashed for strand in queries.home(it.project).drawing.strands]

    before = dashed()
    Passage.objects.filter(project=it.project).update(state="redacted", quote="")
    assert sum(dashed()) == sum(before) + 1
