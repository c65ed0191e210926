"""What is refused at the edges of protocol, screening and leading, and what is kept between."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.urls import reverse

from tests import build as people
from tests.steps.review import build
from uptake.projects.errors import Refused
from uptake.review.actions import conflicts, criteria, labels, protocol, ranking
from uptake.review.actions.criteria import CriterionFacts
from uptake.review.models import Criterion, Standing
from uptake.review.queries import learning, queue, stop
from uptake.review.queries.stages import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> build.Review:
    return build.review(4)


def add(review: build.Review, label: str, **more: str) -> Criterion:
    return review.criterion(label, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("label", "says"), [(" ", "no name"), ("x" * 61, "at most 60"), ("not ADULTS", "already")]
)
def test_a_criterion_needs_a_name_of_its_own(review: build.Review, label: str, says: str) -> None:
    add(review, "Not adults")
    with pytest.raises(Refused, match=says):
        add(review, label)
    assert Criterion.objects.count() == 1


def test_a_side_has_so_many_criteria(review: build.Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(criteria, "MOST_REASONS", 1)
    add(review, "Not adults")
    with pytest.raises(Refused, match="at most 1 criteria"):
        add(review, "No abstract")


def test_which_decisions_to_look_at_must_be_one_of_those_offered(review: build.Review) -> None:
    first = add(review, "Not adults")
    review.both(0, "exclude", "exclude")
    with pytest.raises(Refused, match="not clear which"):
        add(review, "Mice", why="New", again="some")
    reworded = criteria.reword_criterion(
        by=review.lead, criterion=first, facts=CriterionFacts("Children"), why="Clearer"
    )
    review.both(1, "exclude", "exclude")
    Standing.objects.filter(reference=review.references[1]).update(reason=first)
    criteria.retire_criterion(by=review.lead, criterion=reworded, why="Gone", again="reason")
    assert [row.reference for row in Standing.objects.exclude(look_again="")] == [
        review.references[1]
    ]


def test_looking_twice_at_a_decision_is_said(review: build.Review) -> None:
    review.both(0, "include", "include")
    with pytest.raises(Refused, match="another look any more"):
        conflicts.settle_look(
            by=review.one, project=review.project, standings=list(Standing.objects.all())
        )


def test_labels_as_they_were_are_not_written_again(review: build.Review) -> None:
    label = labels.add_label(by=review.lead, project=review.project, name="Background")
    for again in (False, True):
        if again:
            with pytest.raises(Refused, match="these already"):
                labels.label_reference(
                    by=review.one, reference=review.references[0], labels=[label]
                )
        else:
            labels.label_reference(by=review.one, reference=review.references[0], labels=[label])


def test_a_protocol_has_a_question(review: build.Review) -> None:
    with pytest.raises(Refused, match="no question"):
        protocol.write_protocol(
            by=review.lead, project=review.project, facts=protocol.ProtocolFacts("  ")
        )


def test_an_order_of_another_project_does_not_exist(review: build.Review) -> None:
    ordered = ranking.Ordered("relevance", "words 1", 1, 0, 0, [review.references[0].pk], [0.5])
    theirs = build.review(0)
    made = ranking.keep_ranking(
        by=theirs.lead, project=theirs.project, stage="title", ordered=ordered
    )
    with pytest.raises(Http404):
        queue.ranking(review.project, made.pk)
    assert queue.ranking(theirs.project, made.pk).project == theirs.project


def test_hints_and_answers_are_let_go_when_there_are_many(
    review: build.Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "_BEGIN", {("x", bytes([at])): 0 for at in range(101)})
    monkeypatch.setattr(stop, "_STATES", {(b"", at, 0, "", 0.5): None for at in range(33)})
    review.both(0, "include", "include")
    assert queue.next_turn(stage(review.project, "title"), 0) is not None
    assert stop.stop_page(review.project, "title").found == 1
    assert len(queue._BEGIN) == 1
    assert len(stop._STATES) == 1


def test_an_order_is_learnt_anew_only_when_decisions_have_grown(review: build.Review) -> None:
    of = stage(review.project, "title")
    rest = [row.pk for row in review.references]
    ordered = ranking.Ordered("relevance", "words 1", 1, 0, 0, rest, [0.5] * 4)
    ranking.keep_ranking(by=review.lead, project=review.project, stage="title", ordered=ordered)
    assert not learning.is_due(of, False)
    review.screen(review.one, 0)
    assert learning.is_due(of, False)


def test_nothing_said_is_no_verdict(review: build.Review) -> None:
    browser = people.browser(review.one)
    to = reverse("review:judge", args=[review.project.pk, "title", review.references[0].pk])
    for sent in ({}, {"verdict": "perhaps"}, {"verdict": "include", "note": "x" * 20_001}):
        answer = browser.post(to, sent)
        assert b"Say whether it is included" in answer.content
    assert not Standing.objects.exists()


def test_opening_what_is_open_again_is_said(review: build.Review) -> None:
    review.both(0, "include", "exclude")
    made = conflicts.settle_conflict(
        by=review.third, reference=review.references[0], stage="title", verdict="include"
    )
    browser = people.browser(review.lead)
    to = reverse("review:reopen-conflict", args=[review.project.pk, made.pk])
    told = [browser.post(to, follow=True).content.decode() for _ in range(2)]
    assert "The conflict is open again." in told[0]
    assert "open again already" in told[1]
