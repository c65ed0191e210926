"""The order of references: learnt by the worker, the same each time, with its reasons."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import build
from uptake.methods.stopping import Reading, estimate
from uptake.projects import jobs
from uptake.projects.models import Job
from uptake.review import ordering, tasks
from uptake.review.models import Ranking
from uptake.review.pictures_of_progress import bars, found_curve
from uptake.review.queries import learning
from uptake.review.queries.card import next_card
from uptake.review.queries.queue import ids_of
from uptake.review.queries.stages import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(settings, tmp_path: Path) -> build.Review:
    settings.MEDIA_ROOT = tmp_path / "files"
    made = build.review()
    made.settings(reviewers=1)
    return made


def rank(review: build.Review) -> Ranking:
    job = jobs.start_here(
        by=review.lead, project=review.project, kind=tasks.RANK, title="Order", stage="title"
    )
    assert job.state == Job.State.DONE, job.outcome
    return Ranking.objects.order_by("-pk")[0]


def test_words_lead_before_any_decision(review: build.Review) -> None:
    review.criterion("Soil", "include", words=("soil bacteria",))
    row = rank(review)
    assert ids_of(row.pk, row.created_at)[0] == review.references[3].pk
    card = next_card(review.project, "title", review.one.user)
    assert card is not None
    assert (card.row.pk, card.turn.rank, card.turn.ranking) == (
        review.references[3].pk, 1, row.pk,
    )  # fmt: skip


def test_what_is_like_the_included_comes_next_and_again_the_same(review: build.Review) -> None:
    build.bring_in(review, 12)
    review.screen(review.one, 7, "include")
    review.screen(review.one, 1, "exclude")
    first, second = rank(review), rank(review)
    assert (first.decisions, first.relevant) == (2, 1)
    ids = ids_of(first.pk, first.created_at).tolist()
    assert ids == ids_of(second.pk, second.created_at).tolist()
    assert review.references[7].pk not in ids
    kept = list((Path(tasks.cache())).glob("*.features"))
    assert len(kept) == 1
    kept[0].write_bytes(b"broken")
    assert ids == ids_of(*_pk_and_time(rank(review))).tolist()


def _pk_and_time(row: Ranking) -> tuple[int, object]:
    return row.pk, row.created_at


def test_least_certain_first_is_an_order_of_its_own(review: build.Review) -> None:
    review.settings(reviewers=1, order="uncertainty")
    review.screen(review.one, 0, "include")
    assert rank(review).order == "uncertainty"


def test_what_came_in_later_comes_at_the_end(review: build.Review) -> None:
    rank(review)
    build.bring_in(review, 1)
    for at in range(6):
        review.screen(review.one, at, "exclude")
    card = next_card(review.project, "title", review.one.user)
    assert card is not None
    assert (card.row.pk, card.turn.rank) == (review.references[6].pk, None)


def test_a_new_order_is_due_when_decisions_have_grown(review: build.Review) -> None:
    of = stage(review.project, "title")
    assert learning.is_due(of, False)
    rank(review)
    assert not learning.is_due(of, False)
    build.bring_in(review, 1)
    assert learning.is_due(of, True)
    rank(review)
    assert not learning.is_due(of, True)
    review.screen(review.one, 0)
    assert learning.is_due(of, False)
    tasks.rank_when_due(by=review.lead, of=of)
    assert not learning.is_due(of, False)
    review.settings(reviewers=1, order="random")
    tasks.rank_when_due(by=review.lead, of=stage(review.project, "title"))
    assert Job.objects.filter(state="waiting").count() == 1


def test_settled_conflicts_teach_what_was_settled(review: build.Review) -> None:
    from uptake.review.actions.conflicts import settle_conflict

    review.settings(reviewers=2)
    review.both(0, "include", "exclude")
    of = stage(review.project, "title")
    assert learning.decisions(of) == {review.references[0].pk: 1}
    settle_conflict(
        by=review.third, reference=review.references[0], stage="title", verdict="exclude"
    )
    assert learning.decisions(of) == {review.references[0].pk: 0}


def test_why_names_the_words_and_hides_what_would_tell(review: build.Review) -> None:
    def why(who: object, at: int, key: str = "title") -> str:
        to = reverse("review:why", args=[review.project.pk, key, review.references[at].pk])
        return people.browser(who).get(to).content.decode()  # type: ignore[arg-type]

    assert "No order has been learnt yet" in why(review.one, 0)
    review.screen(review.one, 0, "include")
    review.screen(review.one, 1, "exclude")
    rank(review)
    page = why(review.one, 3)
    assert "Speaks for including" in page
    assert "learnt from 2 decisions" in page
    for file in Path(tasks.cache()).glob("*.weights"):
        file.unlink()
    assert "not known yet" in why(review.one, 3)
    review.settings(reviewers=2)
    review.screen(review.one, 2, "include")
    assert "waits for a second verdict" in why(review.two, 2)
    assert "Full texts come up" in why(review.one, 2, "full")


def test_old_features_make_room(tmp_path: Path) -> None:
    for number in range(6):
        ordering._keep(tmp_path / f"{number}.features", b"x")
    assert len(list(tmp_path.glob("*.features"))) == ordering.KEPT


def test_the_curve_and_the_days_in_their_boxes() -> None:
    now = Reading([0, 2], 10, 40)  # type: ignore[arg-type]
    curve = found_curve(((0, 0), (5, 2), (10, 2)), 40, estimate(now))
    assert curve is not None
    assert "2 relevant found after 10 of 40 read. If all" in curve.says
    assert found_curve((), 40, None) is None
    assert found_curve(((0, 0),), 0, None) is None
    ended = found_curve(((0, 0), (2, 2)), 2, estimate(Reading([0, 1], 2, 2)))  # type: ignore[arg-type]
    assert ended is not None
    assert not ended.ahead
    days = [(date(2026, 5, 1), 0), (date(2026, 5, 2), 7)]
    drawn = bars(days)
    assert drawn is not None
    assert (drawn.top, drawn.bars[0].height) == (7, 0)
    assert bars([]) is None
