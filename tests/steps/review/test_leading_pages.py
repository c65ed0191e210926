"""Protocol, settings, conflicts, calibration, the end of a stage: the pages of who leads."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import build
from uptake.review.actions import calibration
from uptake.review.models import (
    Calibration,
    Criterion,
    Label,
    Protocol,
    RandomAudit,
    Settlement,
    Stage,
    Standing,
    StopDecision,
    Verdict,
)
from uptake.sources.models import Reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> build.Review:
    return build.review()


class Desk:
    """A person at the review's pages."""

    def __init__(self, review: build.Review, who: object) -> None:
        self.review, self.client = review, people.browser(who)  # type: ignore[arg-type]

    def at(self, page: str, *ids: object) -> str:
        return reverse(f"review:{page}", args=[self.review.project.pk, *ids])

    def get(self, page: str, *ids: object) -> str:
        answer = self.client.get(self.at(page, *ids))
        assert answer.status_code == 200
        return answer.content.decode()

    def post(self, page: str, /, *ids: object, **sent: object) -> str:
        answer = self.client.post(self.at(page, *ids), sent, follow=True)
        assert answer.status_code in (200, 422)
        return answer.content.decode()


@pytest.fixture
def lead(review: build.Review) -> Desk:
    return Desk(review, review.lead)


def test_a_protocol_is_written_and_amended(review: build.Review, lead: Desk) -> None:
    assert "No protocol yet" in lead.get("protocol")
    assert review.project.question in lead.get("write-protocol")
    sent = {"question": "What hinders it?", "seen": 0, "methods": "Two people read."}
    assert "Version 1 of the protocol is kept" in lead.post("write-protocol", **sent)
    assert "Somebody else amended" in lead.post("write-protocol", **sent)
    sent |= {"seen": 1, "methods": "Three people read."}
    assert "needs its reason" in lead.post("write-protocol", **sent)
    page = lead.post("write-protocol", why="One more joined", **sent)
    assert "<del>Two</del><ins>Three</ins>" in page
    sent |= {"seen": 2}
    assert "Nothing is different" in lead.post("write-protocol", why="Again", **sent)
    bad = {"seen": 2, "question": "Q", "begun_on": "2026-05-02", "due_on": "2026-05-01"}
    assert "ends before it begins" in lead.post("write-protocol", why="x", **bad)
    assert Protocol.objects.count() == 2
    assert ">Amend<" not in Desk(review, review.one).get("protocol")


def test_criteria_are_added_moved_reworded_and_taken_out(review: build.Review, lead: Desk) -> None:
    first = {"stage": "title", "side": "exclude", "label": "Not adults", "words": "teen*, child*"}
    assert "Not adults is added" in lead.post("add-criterion", **first)
    assert "There is a criterion" in lead.post("add-criterion", **first)
    lead.post("add-criterion", **{**first, "label": "Not digital"})
    one, two = Criterion.objects.order_by("order")
    assert one.words == ["teen*", "child*"]
    lead.post("move-criterion", two.pk, up="1")
    assert list(Criterion.objects.order_by("order")) == [two, one]
    lead.post("move-criterion", two.pk)
    assert list(Criterion.objects.order_by("order")) == [one, two]
    same = {"label": "Not adults", "definition": ""}
    lead.post("reword-criterion", one.pk, words="teen*", **same)
    assert Criterion.objects.get(pk=one.pk).words == ["teen*"]
    assert "Nothing is different" in lead.post("reword-criterion", one.pk, words="teen*", **same)
    lead.post("reword-criterion", one.pk, label="Under 18", definition="At intake")
    page = lead.get("protocol")
    assert "How it read before" in page
    lead.post("retire-criterion", two.pk)
    assert "Retired, 1" in lead.get("protocol")
    assert "not in use any more" in lead.post("retire-criterion", two.pk)


def test_a_change_halfway_asks_why_and_flags_what_it_shook(
    review: build.Review, lead: Desk
) -> None:
    review.write_protocol()
    reason = review.criterion("Not adults")
    for at in (0, 1):
        for who in (review.one, review.two):
            review.screen(who, at, "exclude", reason=reason)
    review.both(2, "include", "include")
    page = lead.get("reword-criterion", reason.pk)
    assert "Those excluded for this: 2" in page
    sent = {"label": "Under 18"}
    assert "Which earlier decisions need another look?</legend>" in page
    assert "Why is it changed?</label>" in page
    for name, more in (("reword-criterion", sent), ("retire-criterion", {})):
        refused = lead.post(name, reason.pk, **more)
        assert "Say why it is changed" in refused
        assert "Say which earlier decisions need another look" in refused
    lead.post("reword-criterion", reason.pk, label="Not adults", words="teen*")
    reason.refresh_from_db()
    assert (reason.words, reason.retired_at) == (["teen*"], None)
    lead.post("reword-criterion", reason.pk, why="16 counts", again="reason", **sent)
    assert Standing.objects.exclude(look_again="").count() == 2
    assert Protocol.objects.count() == 2
    one = Desk(review, review.one)
    page = one.get("again", "title")
    assert "Not adults was reworded: 16 counts" in page
    row = Standing.objects.exclude(look_again="").first()
    assert row is not None
    assert "Tick at least one" in one.post("again", "title")
    assert "1 decision still holds" in one.post("again", "title", chosen=row.pk)
    assert "Not digital was added" not in lead.get("again", "title")
    review.criterion("Not digital", why="Missed", again="include")
    assert Standing.objects.get(reference=review.references[2]).look_again
    review.screen(review.one, 2, "include")
    assert not Standing.objects.get(reference=review.references[2]).look_again


def test_the_settings_of_a_stage(review: build.Review, lead: Desk) -> None:
    sent = {"reviewers": 1, "conflicts": "discussion", "order": "random", "rule": "careful",
            "target": 90, "seed": 4}  # fmt: skip
    assert "the settings are kept" in lead.post("stage", "title", **sent)
    of = Stage.objects.get(key="title")
    assert (of.reviewers, of.blind, of.order, of.target, of.seed) == (1, False, "random", 0.9, 4)
    review.screen(review.one, 0)
    page = lead.post("stage", "title", **{**sent, "seed": 5})
    assert "The seed orders what is read next" in page
    assert "Screening has begun" in page
    asked = lead.get("open", "full")
    assert "It cannot be taken back" in asked
    assert '<button class="btn q" type="submit">End the blinding</button>' in asked
    assert Stage.objects.get(key="title").opened_at is None
    assert not Stage.objects.filter(key="full").exclude(opened_at=None).exists()
    assert "ended: everyone sees" in lead.post("open", "full")
    assert lead.client.get(lead.at("open", "full")).url == lead.at("stage", "full")
    assert "open already" in lead.post("open", "full")


def test_labels_come_and_go(review: build.Review, lead: Desk) -> None:
    assert "The label Background is there" in lead.post("label", name="Background")
    assert "There is a label" in lead.post("label", name="background")
    assert "1 to 60" in lead.post("label", name="")
    row = Label.objects.get()
    assert "out of use" in lead.post("retire-label", row.pk)
    assert "already" in lead.post("retire-label", row.pk)


def test_a_conflict_is_settled_by_a_third_and_opened_again(
    review: build.Review, lead: Desk
) -> None:
    third, one = Desk(review, review.third), Desk(review, review.one)
    assert "No conflicts" in third.get("conflicts", "title")
    review.screen(review.one, 0, "include", note="A clear case")
    review.screen(review.two, 0, "exclude")
    pk = review.references[0].pk
    assert "A clear case" in third.get("conflicts", "title")
    assert "somebody else settles it" in one.get("conflict", "title", pk)
    assert "one of the two" in one.post("conflict", "title", pk, verdict="include")
    assert "Say what is settled" in third.post("conflict", "title", pk)
    assert "is settled" in third.post("conflict", "title", pk, verdict="include", note="Yes")
    assert "How it was settled" in lead.get("conflict", "title", pk)
    row = Settlement.objects.get()
    assert "open again" in lead.post("reopen-conflict", row.pk)
    assert "already" in lead.post("reopen-conflict", row.pk)
    bare = review.references[1].pk
    assert "There is no conflict" in third.get("conflict", "title", bare)


def test_a_calibration_round_from_draw_to_kappa(review: build.Review, lead: Desk) -> None:
    one, two = Desk(review, review.one), Desk(review, review.two)
    assert "has been none" in one.get("calibrations", "title")
    assert "is open: its references come up first" in lead.post(
        "calibrations", "title", size=2, seed=1
    )
    assert "Close it before" in lead.post("calibrations", "title", size=2, seed=1)
    row = Calibration.objects.get()
    items = [item.reference for item in row.items.all()]
    places = [review.references.index(item) for item in items]
    review.screen(review.one, places[0], "include")
    review.screen(review.one, places[1], "exclude", note="Hidden until shown")
    review.screen(review.two, places[1], "include")
    assert "Where you do not" in one.get("calibration", row.pk)
    page = two.get("calibration", row.pk)
    assert "Hidden until shown" not in page
    assert "Verdicts are shown once" in page
    review.screen(review.two, places[0], "include")
    assert "Hidden until shown" in two.get("calibration", row.pk)
    assert "is closed" in lead.post("calibration", row.pk, note="16 and over")
    assert "closed already" in lead.post("calibration", row.pk)
    page = lead.get("calibration", row.pk)
    assert "16 and over" in page
    assert "0.00" in page
    assert "Round 1" in lead.get("calibrations", "title")
    assert "Cohen" in lead.get("overview")


def test_the_end_of_a_stage(review: build.Review, lead: Desk) -> None:
    assert "Nothing has been decided yet" in lead.get("stopping", "title")
    review.settings(reviewers=1)
    for at in range(4):
        review.screen(review.one, at, "exclude" if at else "include", seconds=30)
    for name in ("stopping", "stop-panel"):
        page = lead.get(name, "title")
        assert "fewer than 500 references" in page
    assert "Say why the rest" in lead.post("stopping", "title")
    page = lead.post("stopping", "title", why="Time is up")
    assert "I know that the rule is not met" in page
    assert "The stopping rule is not met" in page
    assert not StopDecision.objects.exists()
    page = lead.post("stopping", "title", why="Time is up", unmet="on")
    assert "The stage is ended" in page
    assert "You stopped on" in page
    assert "when the rule was not met" in page
    assert "If you stop" not in page
    panel = lead.get("stop-panel", "title")
    assert "You stopped on" in panel
    assert "If you stop" not in panel
    assert "Lead stopped on" in Desk(review, review.one).get("stop-panel", "title")
    stop = StopDecision.objects.get()
    assert (stop.figures["read"], stop.figures["found"], stop.rule) == (4, 1, "scaled")
    assert "ended already" in lead.post("stopping", "title", why="Again", unmet="on")
    assert "Time is up" in lead.get("overview")
    assert "Name how many" in lead.post("draw-audit", "title")
    assert "2 references drawn" in lead.post("draw-audit", "title", size=2, seed=3)
    assert "0 decided so far" in lead.get("stopping", "title")
    for item in RandomAudit.objects.get().items.all():
        review.screen(review.one, review.references.index(item.reference), "exclude")
    assert "at most 0 relevant remain unread" in lead.get("stopping", "title")
    assert "is open again" in lead.post("reopen-stage", stop.pk)
    assert "open already" in lead.post("reopen-stage", stop.pk)
    page = lead.get("stopping", "title")
    assert "Ended and opened again" in page
    assert "All records have been read" in page
    assert "All 6 have been decided" in lead.get("stop-panel", "title")


def test_an_overview_with_and_without_references(review: build.Review, lead: Desk) -> None:
    review.both(0, "include", "include")
    review.both(1, "include", "exclude")
    review.both(2, "unsure", "unsure")
    review.screen(review.one, 3, seconds=40)
    page = lead.get("overview")
    for words in ("2 references to settle", "wait for a second verdict", "Verdicts by day",
                  "40 seconds a verdict"):  # fmt: skip
        assert words in page
    empty = Desk(build.review(0), review.lead)
    other = Desk(empty.review, empty.review.lead)
    assert "No references yet" in other.get("overview")
    assert "no references at this stage" in other.get("stop-panel", "title")


def test_decisions_from_elsewhere_are_taken_over_and_out(review: build.Review, lead: Desk) -> None:
    assert "No decisions came with a file" in lead.get("brought")
    said = [{"stage": "title", "verdict": "include", "tool": "Rayyan", "by": "Kim"}]
    Reference.objects.filter(pk=review.references[0].pk).update(brought=said)
    assert "came with decisions" in lead.get("overview")
    assert "1 decision is a verdict here now" in lead.post("brought", stage="title")
    assert "not here already" in lead.post("brought", stage="title")
    assert "Rayyan: Kim: 1 verdict" in lead.get("brought")
    assert "came from elsewhere" in lead.get("overview")
    assert "Say whose verdicts" in lead.post("give-back")
    assert "No verdict here" in lead.post("give-back", origin="Nobody")
    assert "1 verdict of Rayyan: Kim" in lead.post("give-back", origin="Rayyan: Kim")
    assert not Verdict.objects.filter(replaced_at=None).exists()


def test_a_round_of_one_person_has_no_pairs(review: build.Review, lead: Desk) -> None:
    opened = calibration.open_calibration(
        by=review.lead, project=review.project, stage="title", size=1
    )
    assert "Nobody has begun" in lead.get("calibration", opened.pk)
    calibration.close_calibration(by=review.lead, calibration=opened)
    assert "every verdict that was given agrees" in lead.get("calibration", opened.pk)
