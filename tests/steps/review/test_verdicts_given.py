"""Verdicts given, changed and taken back; where references stand afterwards."""

from __future__ import annotations

import pytest

from tests.steps.review import build
from uptake.projects.actor import Job, System
from uptake.projects.errors import NotAllowed, OvertakenEdit, Refused
from uptake.projects.models import Event
from uptake.review.actions import brought, calibration, conflicts, criteria, stages, stops
from uptake.review.actions.screening import screen, take_back
from uptake.review.models import Protocol, Settlement, Standing, StopDecision, Verdict
from uptake.review.seen import mark
from uptake.sources.models import Reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> build.Review:
    return build.review()


def test_two_reviewers_decide_together(review: build.Review) -> None:
    review.screen(review.one, 0, "include")
    row = Standing.objects.get()
    assert (row.state, row.judged_by, row.decided_at) == ("half", review.one.user, None)
    review.screen(review.two, 0, "include")
    row.refresh_from_db()
    assert (row.state, row.judged_by) == ("include", None)
    assert row.decided_at is not None


def test_a_changed_verdict_keeps_the_one_before(review: build.Review) -> None:
    first = review.screen(review.one, 0, "include", note="Clear", seconds=9, order="random", rank=3)
    review.screen(review.one, 0, "exclude")
    first.refresh_from_db()
    assert first.replaced_at is not None
    assert (first.note, first.seconds, first.order, first.rank) == ("Clear", 9, "random", 3)
    assert Verdict.objects.filter(replaced_at=None).get().verdict == "exclude"


def test_taking_back_lets_it_come_up_again(review: build.Review) -> None:
    given = review.screen(review.one, 0)
    take_back(by=review.one, verdict=given)
    assert review.state(0) == ""
    with pytest.raises(Refused, match="already"):
        take_back(by=review.one, verdict=given)
    again = review.screen(review.one, 0)
    with pytest.raises(Refused, match="somebody else's"):
        take_back(by=review.two, verdict=again)


def test_a_verdict_needs_a_person_who_may(review: build.Review) -> None:
    with pytest.raises(Refused, match="a person's"):
        review.screen(System(Job.TERMINAL), 0)  # type: ignore[arg-type]
    observer = build.build.member(review.project, "observer")
    with pytest.raises(NotAllowed):
        review.screen(observer, 0)


@pytest.mark.parametrize(
    ("how", "words"),
    [({"verdict": "perhaps"}, "Say whether"), ({"stage": "third"}, "no stage"),
     ({"stage": "full"}, "not included on its title")],
)  # fmt: skip
def test_what_cannot_be_judged_is_refused(
    review: build.Review, how: dict[str, str], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        review.screen(review.one, 0, **{"verdict": "include", **how})
    assert not Verdict.objects.exists()


def test_a_reason_must_be_one_of_the_stage_and_in_use(review: build.Review) -> None:
    full, include = review.criterion("No data", stage="full"), review.criterion("Adults", "include")
    for other in (full, include):
        with pytest.raises(Refused, match="no reason to exclude"):
            review.screen(review.one, 0, "exclude", reason=other)
    reason = review.criterion("Not adults")
    criteria.retire_criterion(by=review.lead, criterion=reason)
    reason.refresh_from_db()
    with pytest.raises(Refused, match="retired or reworded"):
        review.screen(review.one, 0, "exclude", reason=reason)
    kept = review.screen(review.one, 0, "include", reason=review.criterion("Not digital"))
    assert kept.reason is None


def test_full_texts_need_a_reason_and_an_inclusion_before(review: build.Review) -> None:
    review.both(0, "include", "include")
    with pytest.raises(Refused, match="excluded for a reason"):
        review.screen(review.one, 0, "exclude", stage="full")
    reason = review.criterion("No data", stage="full")
    review.screen(review.one, 0, "exclude", stage="full", reason=reason)
    assert review.state(0, "full") == "half"
    assert review.state(0) == "include"


def test_of_two_reasons_the_first_of_the_list_counts(review: build.Review) -> None:
    first, second = review.criterion("Not adults"), review.criterion("Not digital")
    review.screen(review.one, 0, "exclude", reason=second)
    review.screen(review.two, 0, "exclude", reason=first)
    assert Standing.objects.get().reason == first


def test_a_reference_that_changed_is_shown_anew(review: build.Review) -> None:
    row = review.references[0]
    seen = mark(row)
    Reference.objects.filter(pk=row.pk).update(abstract="Corrected.")
    with pytest.raises(OvertakenEdit, match="changed while"):
        review.screen(review.one, 0, seen=seen)
    row.refresh_from_db()
    assert review.screen(review.one, 0, seen=mark(row)).seen == mark(row)
    Reference.objects.filter(pk=row.pk).update(merged_into=review.references[1])
    with pytest.raises(OvertakenEdit, match="duplicate"):
        review.screen(review.two, 0)


def test_verdicts_on_merged_records_add_up(review: build.Review) -> None:
    from uptake.review.actions.standing import restand_merged

    review.screen(review.one, 0, "include")
    review.screen(review.two, 1, "include")
    kept, other = review.references[:2]
    Reference.objects.filter(pk=other.pk).update(merged_into=kept)
    restand_merged(review.project, frozenset({kept.pk, other.pk}))
    assert (review.state(0), review.state(1)) == ("include", "")
    Reference.objects.filter(pk=other.pk).update(merged_into=None)
    restand_merged(review.project, frozenset({kept.pk, other.pk}))
    assert (review.state(0), review.state(1)) == ("half", "half")


def test_a_third_settles_and_reopening_frees_the_verdicts(review: build.Review) -> None:
    review.both(0, "include", "exclude")
    mine = Verdict.objects.filter(by=review.one.user).get()
    with pytest.raises(Refused, match="third person settles"):
        take_back(by=review.one, verdict=mine)
    with pytest.raises(Refused, match="one of the two"):
        conflicts.settle_conflict(
            by=review.two, reference=review.references[0], stage="title", verdict="include"
        )
    made = conflicts.settle_conflict(
        by=review.third, reference=review.references[0], stage="title", verdict="include",
        note=" Adults only ",
    )  # fmt: skip
    assert (review.state(0), made.note, made.how) == ("include", "Adults only", "third")
    with pytest.raises(Refused, match="was settled"):
        take_back(by=review.one, verdict=mine)
    with pytest.raises(Refused, match="no conflict"):
        conflicts.settle_conflict(
            by=review.third, reference=review.references[0], stage="title", verdict="include"
        )
    conflicts.reopen_conflict(by=review.lead, settlement=made)
    assert review.state(0) == "conflict"
    with pytest.raises(Refused, match="already"):
        conflicts.reopen_conflict(by=review.lead, settlement=made)
    assert Settlement.objects.count() == 1


def test_two_who_settle_by_discussion_may_change_their_minds(review: build.Review) -> None:
    review.settings(conflicts="discussion")
    review.both(0, "include", "exclude")
    review.screen(review.two, 0, "include")
    assert review.state(0) == "include"
    review.both(1, "unsure", "unsure")
    conflicts.settle_conflict(
        by=review.two, reference=review.references[1], stage="title", verdict="exclude"
    )
    assert review.state(1) == "exclude"


def test_one_reviewer_where_there_were_two_and_back(review: build.Review) -> None:
    review.screen(review.one, 0, "include")
    review.both(1, "exclude", "exclude")
    review.settings(reviewers=1)
    assert (review.state(0), review.state(1)) == ("include", "exclude")
    review.settings(reviewers=2)
    assert (review.state(0), review.state(1)) == ("half", "exclude")


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"reviewers": 3}, "one person or by two"), ({"order": "best"}, "none of those"),
     ({"rule": "magic"}, "no stopping rule"), ({"target": 1.0}, "Aim at"), ({"seed": -1}, "seed")],
)  # fmt: skip
def test_settings_that_make_no_sense(
    review: build.Review, changed: dict[str, object], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        review.settings(**changed)
    with pytest.raises(Refused, match="no stage"):
        review.settings("third")


def test_what_is_unsafe_halfway_is_refused(review: build.Review) -> None:
    review.settings(blind=False)
    review.screen(review.one, 0)
    with pytest.raises(Refused, match="could see each other"):
        review.settings(blind=True)
    with pytest.raises(Refused, match="seed"):
        review.settings(blind=False, seed=7)
    with pytest.raises(Refused, match="open already"):
        stages.open_stage(by=review.lead, project=review.project, key="title")
    stages.open_stage(by=review.lead, project=review.project, key="full")


def test_a_calibration_round_counts_when_it_is_closed(review: build.Review) -> None:
    opened = calibration.open_calibration(
        by=review.lead, project=review.project, stage="title", size=6
    )
    with pytest.raises(Refused, match="is open"):
        calibration.open_calibration(by=review.lead, project=review.project, stage="title", size=1)
    review.both(0, "include", "include")
    review.screen(review.third, 0, "include")
    assert review.state(0) == "half"
    assert Verdict.objects.filter(calibration=opened).count() == 3
    calibration.close_calibration(by=review.lead, calibration=opened, note=" Adults: 16 and over ")
    assert review.state(0) == "include"
    opened.refresh_from_db()
    assert opened.note == "Adults: 16 and over"
    with pytest.raises(Refused, match="closed already"):
        calibration.close_calibration(by=review.lead, calibration=opened)
    with pytest.raises(Refused, match="Draw fewer"):
        calibration.open_calibration(by=review.lead, project=review.project, stage="title", size=6)
    with pytest.raises(Refused, match="1 to"):
        calibration.open_calibration(by=review.lead, project=review.project, stage="title", size=0)


def test_a_stage_ends_and_opens_again(review: build.Review) -> None:
    review.screen(review.one, 0, "include")
    ended = {"by": review.lead, "project": review.project, "stage": "title", "figures": {"read": 1}}
    with pytest.raises(Refused, match="reason"):
        stops.end_stage(why=" ", **ended)
    with pytest.raises(Refused, match="rule is not met"):
        stops.end_stage(why="Time is up.", **ended)
    stop = stops.end_stage(why="Time is up.", unmet=True, **ended)
    with pytest.raises(Refused, match="already"):
        stops.end_stage(why="Again.", **ended)
    with pytest.raises(Refused, match="was ended on"):
        review.screen(review.one, 1)
    review.screen(review.two, 0, "include")
    audit = stops.draw_audit(by=review.lead, project=review.project, stage="title", size=5)
    assert audit.unread == 5
    review.screen(review.one, 1)
    with pytest.raises(Refused, match="cannot be drawn"):
        stops.draw_audit(by=review.lead, project=review.project, stage="title", size=5)
    with pytest.raises(Refused, match="seed"):
        stops.draw_audit(by=review.lead, project=review.project, stage="title", size=1, seed=-1)
    stops.reopen_stage(by=review.lead, stop=stop)
    with pytest.raises(Refused, match="open already"):
        stops.reopen_stage(by=review.lead, stop=stop)
    assert StopDecision.objects.count() == 1
    for at in range(1, 6):
        review.both(at, "exclude", "exclude")
    with pytest.raises(Refused, match="nothing to stop"):
        stops.end_stage(why="Done.", **ended)


def test_the_trail_does_not_tell_a_verdict(review: build.Review) -> None:
    reason = review.criterion("Not adults")
    review.screen(review.one, 0, "exclude", reason=reason, note="Adolescents only")
    event = Event.objects.get(verb="reference.screened")
    told = f"{event.before} {event.after}"
    for word in ("exclude", "Adolescents", "Not adults"):
        assert word not in told
    assert set(event.after["verdict"]) == set(event.after["reason_id"]) == {"digest"}


SAID = [
    {"stage": "title", "verdict": "exclude", "reason": "not adults", "by": "Kim", "tool": "Rayyan"},
    {"stage": "", "verdict": "include", "by": "Lee", "tool": "Rayyan", "at": "2025-05-03"},
    {"stage": "full text", "verdict": "exclude", "reason": "Wrong design", "tool": "Covidence"},
    {"verdict": "perhaps"},
]


def test_decisions_of_other_tools_become_verdicts_and_go_again(review: build.Review) -> None:
    reason = review.criterion("Not adults")
    first = review.references[0]
    Reference.objects.filter(pk=first.pk).update(brought=SAID)
    number = brought.take_over(by=review.lead, project=review.project)
    assert number == Verdict.objects.count() == 4
    kim, lee = (Verdict.objects.get(origin=f"Rayyan: {name}") for name in ("Kim", "Lee"))
    assert (kim.reason, lee.note) == (reason, "Decided there: 2025-05-03")
    full = Verdict.objects.get(stage="full")
    assert (full.origin, full.note) == ("Covidence", "Reason there: Wrong design")
    assert (review.state(0), review.state(0, "full")) == ("conflict", "half")
    with pytest.raises(Refused, match="not here already"):
        brought.take_over(by=review.lead, project=review.project)
    with pytest.raises(Refused, match="no stage"):
        brought.take_over(by=review.lead, project=review.project, stage="third")
    brought.give_back(by=review.lead, project=review.project, origin="Rayyan: Lee")
    brought.give_back(by=review.lead, project=review.project)
    assert not Standing.objects.exists()
    with pytest.raises(Refused, match="elsewhere"):
        brought.give_back(by=review.lead, project=review.project)


def test_protocol_version_goes_with_the_verdict(review: build.Review) -> None:
    review.write_protocol()
    assert review.screen(review.one, 0).protocol == 1
    review.criterion("Not adults", why="Too broad", again="all")
    assert Protocol.objects.filter(project=review.project).count() == 2
    assert review.screen(review.one, 1).protocol == 2


def test_screening_by_name_works_without_the_builder(review: build.Review) -> None:
    made = screen(by=review.one, reference=review.references[0], stage="title", verdict="unsure")
    assert made.verdict == "unsure"
