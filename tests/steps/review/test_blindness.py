"""What could tell one reviewer of the other's verdict by the way; verdicts on merged records."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import build
from uptake.projects.errors import Refused
from uptake.projects.models import Event
from uptake.review.actions import calibration, conflicts, criteria, ranking, screening
from uptake.review.actions.criteria import CriterionFacts
from uptake.review.actions.standing import restand_merged
from uptake.review.models import Calibration, Settlement, Standing, Study, Verdict
from uptake.review.pools import pool
from uptake.review.queries import calibration as rounds
from uptake.review.queries import conflicts as listed
from uptake.review.queries import protocol
from uptake.review.queries.blind import judges_blind
from uptake.review.queries.queue import next_turn
from uptake.review.queries.stages import stage
from uptake.sources.models import Reference
from uptake.website.queries.frame import steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> build.Review:
    return build.review(4)


def merge(review: build.Review, gone: int, into: int) -> None:
    one, other = review.references[gone], review.references[into]
    Reference.objects.filter(pk=one.pk).update(merged_into=other)
    restand_merged(review.project, frozenset({one.pk, other.pk}))


def see(review: build.Review, who: object, page: str, *ids: object) -> str:
    browser = people.browser(who)  # type: ignore[arg-type]
    answer = browser.get(reverse(f"review:{page}", args=[review.project.pk, *ids]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_trail_does_not_tell_whether_there_is_a_reason(review: build.Review) -> None:
    reason = review.criterion("Not adults")
    review.screen(review.one, 0, "include")
    review.screen(review.one, 1, "exclude", reason=reason, note="Mice")
    shapes = [
        {key: sorted(said) if isinstance(said, dict) else type(said) for key, said in it.items()}
        for it in Event.objects.filter(verb="reference.screened").values_list("after", flat=True)
    ]
    assert shapes[0] == shapes[1]


def test_the_protocol_counts_no_verdict_that_is_hidden(review: build.Review) -> None:
    reason = review.criterion("Not adults")
    review.screen(review.one, 0, "exclude", reason=reason)
    assert protocol.stages(review.project)[0].exclude[0].used == 0
    review.screen(review.two, 0, "exclude", reason=reason)
    assert protocol.stages(review.project)[0].exclude[0].used == 2


def test_a_closed_round_hides_what_waits_for_a_second_verdict(review: build.Review) -> None:
    made = calibration.open_calibration(
        by=review.lead, project=review.project, stage="title", size=4
    )
    for at in range(4):
        review.screen(review.one, at, "include")
    review.screen(review.two, 0, "exclude")
    calibration.close_calibration(by=review.lead, calibration=made)
    assert review.two.user is not None
    found = rounds.round_page(Calibration.objects.get(), review.two.user)
    shown = {one.reference.pk: [v and v.verdict for v in one.verdicts] for one in found.items}
    first, *rest = review.references
    assert sorted(map(str, shown[first.pk])) == ["exclude", "include"]
    assert all(shown[row.pk] == [None, None] for row in rest)
    assert sorted(number for _, number in found.done) == [1, 4]
    assert "Included" not in see(review, review.two, "look", "title", rest[0].pk)
    review.settings(blind=False)
    found = rounds.round_page(Calibration.objects.get(), review.two.user)
    assert sum(v is not None for one in found.items for v in one.verdicts) == 5


def test_nobody_who_sees_a_round_changes_what_they_said_of_it(review: build.Review) -> None:
    made = calibration.open_calibration(
        by=review.lead, project=review.project, stage="title", size=2
    )
    ids = [item.reference_id for item in made.items.all()]
    at = [review.references.index(Reference.objects.get(pk=pk)) for pk in ids]
    for place in at:
        review.screen(review.one, place, "include")
    review.screen(review.one, at[0], "exclude")  # a slip, and nobody else has begun
    review.screen(review.two, at[0], "include")
    review.screen(review.two, at[0], "unsure")  # not through yet
    with pytest.raises(Refused, match="see what others said"):
        review.screen(review.one, at[0], "include")
    with pytest.raises(Refused, match="see what others said"):
        screening.take_back(
            by=review.one, verdict=Verdict.objects.get(by=review.one.user, reference=ids[1])
        )
    calibration.close_calibration(by=review.lead, calibration=made)
    assert review.state(at[0]) == "conflict"


def test_the_order_is_not_told_to_whom_a_verdict_waits_for(review: build.Review) -> None:
    rest = [row.pk for row in review.references[1:]]
    ordered = ranking.Ordered("relevance", "words 1", 1, 1, 1, rest, [0.9, 0.5, 0.1])
    ranking.keep_ranking(by=review.lead, project=review.project, stage="title", ordered=ordered)
    review.screen(review.one, 0, "include")
    assert "Place 3 of 3" in see(review, review.one, "why", "title", rest[2])
    told = see(review, review.two, "why", "title", rest[2])
    assert "Place" not in told
    assert "The order is told when" in told
    review.screen(review.two, 0, "include")
    assert "Place 3 of 3" in see(review, review.two, "why", "title", rest[2])


def test_past_a_second_verdict_left_for_later_no_learnt_order_is_followed(
    review: build.Review,
) -> None:
    rest = [row.pk for row in review.references[1:]]
    followed = set()
    for order in (rest, rest[::-1]):
        ordered = ranking.Ordered("relevance", "words 1", 1, 1, 1, order, [0.9, 0.5, 0.1])
        ranking.keep_ranking(by=review.lead, project=review.project, stage="title", ordered=ordered)
        if order is rest:
            review.screen(review.one, 0, "include")
        of = stage(review.project, "title")
        second = next_turn(of, review.two.user.pk)
        assert (second.reference, second.why) == (review.references[0].pk, "second")
        later = next_turn(of, review.two.user.pk, [second.reference])
        assert (later.why, later.order, later.ranking) == ("next", "random", None)
        followed.add(later.reference)
    assert len(followed) == 1
    review.screen(review.two, 0, "exclude")
    of = stage(review.project, "title")
    learnt = next_turn(of, review.two.user.pk)
    assert (learnt.reference, learnt.order, learnt.rank) == (rest[-1], "relevance", 1)
    assert next_turn(of, review.two.user.pk, [rest[-1]]).order == "relevance"


def test_what_is_blind_again_is_not_listed_to_look_at(review: build.Review) -> None:
    reason = review.criterion("Not adults")
    review.settings(reviewers=1)
    review.screen(review.one, 0, "exclude", reason=reason)
    review.write_protocol()
    criteria.reword_criterion(
        by=review.lead, criterion=reason, facts=CriterionFacts("Not adults", "Under 18"),
        why="Clearer", again="reason",
    )  # fmt: skip
    assert listed.again_number(review.project, "title") == 1
    review.settings(reviewers=2)
    assert review.state(0) == "half"
    assert listed.again_number(review.project, "title") == 0
    assert listed.look_again(review.project, "title").object_list == []
    assert listed.flagged(review.project, "title", [Standing.objects.get().pk]) == []


def test_one_who_judges_blind_is_known(review: build.Review) -> None:
    assert review.one.user is not None
    assert not judges_blind(review.project, review.one.user)
    review.screen(review.one, 0)
    assert judges_blind(review.project, review.one.user)
    review.settings(blind=False)
    assert not judges_blind(review.project, review.one.user)


def test_a_verdict_on_a_merged_record_is_taken_back_from_the_whole(review: build.Review) -> None:
    review.screen(review.one, 0, "include")
    review.screen(review.two, 1, "include")
    merge(review, 0, into=1)
    assert review.state(1) == "include"
    screening.take_back(by=review.one, verdict=Verdict.objects.get(by=review.one.user))
    assert review.state(1) == "half"
    assert Standing.objects.get().judged_by_id == review.two.user.pk  # type: ignore[union-attr]


def test_taking_back_on_a_merged_record_leaves_others_verdicts(review: build.Review) -> None:
    review.settings(conflicts="discussion")
    review.screen(review.one, 0, "exclude")
    review.screen(review.third, 0, "include")
    review.screen(review.two, 1, "include")
    merge(review, 0, into=1)
    assert review.state(1) == "conflict"
    screening.take_back(by=review.one, verdict=Verdict.objects.get(by=review.one.user))
    assert review.state(1) == "include"


def test_a_conflict_between_merged_records_is_a_third_s(review: build.Review) -> None:
    review.screen(review.one, 0, "exclude")
    review.screen(review.two, 1, "include")
    merge(review, 0, into=1)
    mine = Verdict.objects.get(by=review.one.user)
    with pytest.raises(Refused, match="a third person settles it"):
        screening.take_back(by=review.one, verdict=mine)
    settle(review, 1, "include")
    with pytest.raises(Refused, match="was settled"):
        screening.take_back(by=review.one, verdict=mine)


def test_a_merged_settlement_is_shown_and_opened_again(review: build.Review) -> None:
    review.both(0, "include", "exclude")
    settle(review, 0, "exclude")
    merge(review, 0, into=1)
    assert review.state(1) == "exclude"
    found = listed.conflicts(review.project, "title", review.third.user)  # type: ignore[arg-type]
    assert [one.settlement is not None for one in found.settled] == [True]
    conflicts.reopen_conflict(by=review.lead, settlement=Settlement.objects.get())
    assert review.state(1) == "conflict"


def test_two_people_on_merged_records_are_compared(review: build.Review) -> None:
    review.screen(review.one, 0, "exclude")
    review.screen(review.two, 1, "include")
    merge(review, 0, into=1)
    assert [pair.found.units for pair in rounds.agreement(review.project, "title")] == [1]


def settle(review: build.Review, at: int, verdict: str) -> None:
    conflicts.settle_conflict(
        by=review.third, reference=review.references[at], stage="title", verdict=verdict
    )


def test_a_full_text_cannot_be_settled_as_unsure(review: build.Review) -> None:
    review.both(0, "include", "include")
    for who, verdict in ((review.one, "include"), (review.two, "unsure")):
        review.screen(who, 0, verdict, stage="full")
    row = review.references[0]
    with pytest.raises(Refused, match="cannot be settled as unsure") as refused:
        conflicts.settle_conflict(by=review.third, reference=row, stage="full", verdict="unsure")
    assert "Include or exclude" in refused.value.advice
    page = see(review, review.third, "conflict", "full", row.pk)
    assert 'value="unsure"' not in page
    assert "1 reference to settle" in see(review, review.lead, "overview")


def test_what_was_settled_as_unsure_is_settled(review: build.Review) -> None:
    review.both(0, "include", "exclude")
    settle(review, 0, "unsure")
    assert review.state(0) == "unsure"
    with pytest.raises(Refused, match="settled already"):
        settle(review, 0, "include")
    assert "No conflicts" in see(review, review.third, "conflicts", "title")
    assert "to settle" not in see(review, review.lead, "overview")
    Study.objects.create(project=review.project, number=1, name="Vance 2024")
    assert steps(review.project)[1].state == "done"
    assert list(pool(stage(review.project, "full"))) == [review.references[0]]
    conflicts.reopen_conflict(by=review.lead, settlement=Settlement.objects.get())
    settle(review, 0, "include")
    assert review.state(0) == "include"
