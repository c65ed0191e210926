"""Coding rounds: begun, kept blind, opened, called off."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import build
from tests.steps.interviews import build as talks
from tests.steps.interviews.rounds_build import TALK, Scene, scene
from uptake.interviews import actions
from uptake.interviews.actions import rounds
from uptake.interviews.layers import passages_seen, seen, settled
from uptake.interviews.models import Assignment, Coding, CodingRound, Memo, Passage
from uptake.interviews.queries.rounds import drawn, my_parts, round_page, to_open
from uptake.interviews.queries.rounds import rounds as listed
from uptake.projects.actor import Member
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Project


@pytest.fixture
def at(project: Project, by: Member) -> Scene:
    return scene(project, by)


def visible(who: Member | None) -> set[str]:
    user = who.user if who else None
    return set(Coding.objects.filter(seen(user)).values_list("code__name", flat=True))


def test_a_coder_sees_only_their_own_until_the_round_is_opened(at: Scene) -> None:
    at.code(at.ana, "Nobody had any time.", at.time)
    at.code(at.ben, "We kept the paper forms", at.will)
    assert visible(at.ana) == {"No time"}
    assert visible(at.ben) == {"Will"}
    assert visible(at.lead) == visible(None) == set()
    assert not Passage.objects.filter(passages_seen(None)).exists()
    assert Passage.objects.filter(passages_seen(at.ana.user)).count() == 1
    at.open()
    assert visible(at.lead) == visible(at.ana) == {"No time", "Will"}
    assert not Coding.objects.filter(settled()).exists(), "nothing counts before adjudication"


def test_a_passage_that_was_there_before_stays_to_be_seen(project: Project, by: Member) -> None:
    talks.participant(project)
    text, code = talks.transcript(project, TALK), talks.code(project)
    coder, other = (build.member(project, "coder") for _ in "ab")
    start, end = talks.place(text, "Nobody had any time.")
    put = {"transcript": text, "version": 1, "start": start, "end": end, "codes": [code]}
    (made,) = actions.apply_codes(by=coder, **put, memo="Mine")
    row = rounds.begin_round(
        by=by, project=project, name="Late", who={text: [coder.user, other.user]}
    )
    made.refresh_from_db()
    assert made.round == row, "what was coded before goes into the round"
    assert Memo.objects.get().round == row
    assert Passage.objects.filter(passages_seen(None)).get().pk == made.passage_id
    assert not Coding.objects.filter(seen(other.user)).exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda at: {"name": "  "}, "has a name"),
        (lambda at: {"name": "First two"}, "called First two already"),
        (lambda at: {"who": {}}, "nothing to compare"),
        (lambda at: {"who": {at.third: [at.ana.user]}}, "nothing to compare"),
        (lambda at: {"who": {at.third: [at.ana.user, at.ana.user]}}, "nothing to compare"),
        (lambda at: {"who": {at.third: [at.ana.user, at.looks_on]}}, "may not code"),
        (lambda at: {"who": {at.first: [at.ana.user, at.ben.user]}}, "in the round First two"),
    ],
)
def test_a_round_that_cannot_be_is_refused(
    at: Scene, change: Callable[[Scene], dict[str, object]], said: str
) -> None:
    at.third = talks.transcript(at.project, TALK, "Third talk")
    at.looks_on = build.member(at.project, "observer").user
    given = {"name": "Another", "who": {at.third: [at.ana.user, at.ben.user]}, **change(at)}
    with pytest.raises(Refused, match=said):
        rounds.begin_round(by=at.lead, project=at.project, **given)
    assert CodingRound.objects.count() == 1


def test_a_transcript_that_is_not_ready_is_refused(at: Scene) -> None:
    third = talks.transcript(at.project, TALK, "Third talk")
    at.code(at.cai, "Nobody had any time.", transcript=third)
    who = {third: [at.ana.user, at.ben.user]}
    with pytest.raises(Refused, match="coded by Cai"):
        rounds.begin_round(by=at.lead, project=at.project, name="Next", who=who)
    Coding.objects.update(removed_at=third.created_at)
    third.cleared_how = ""
    third.save()
    with pytest.raises(Refused, match="not been de-identified"):
        rounds.begin_round(by=at.lead, project=at.project, name="Next", who=who)


def test_a_coder_may_not_lead(at: Scene) -> None:
    with pytest.raises(NotAllowed):
        rounds.open_round(by=at.ana, round=at.round, why="I want to see")


def test_done_is_said_and_taken_back_by_the_coder_alone(at: Scene) -> None:
    part = at.part(at.ana)
    with pytest.raises(Refused, match="Only Ana"):
        rounds.say_done(by=at.ben, assignment=part)
    with pytest.raises(Refused, match="have not said"):
        rounds.not_done(by=at.ana, assignment=part)
    rounds.say_done(by=at.ana, assignment=part)
    with pytest.raises(Refused, match="already"):
        rounds.say_done(by=at.ana, assignment=part)
    with pytest.raises(Refused, match="is done"):
        at.code(at.ana, "Nobody had any time.")
    rounds.not_done(by=at.ana, assignment=at.part(at.ana))
    assert at.code(at.ana, "Nobody had any time.")


def test_a_round_is_opened_when_all_are_done_or_for_a_reason(at: Scene) -> None:
    rounds.say_done(by=at.ana, assignment=at.part(at.ana))
    with pytest.raises(Refused, match="Ana, Ben"):
        rounds.open_round(by=at.lead, round=at.round)
    early = rounds.open_round(by=at.lead, round=at.round, why="Ben is ill")
    assert (early.note, early.opened_by) == ("Ben is ill", at.lead.user)
    with pytest.raises(Refused, match="is open"):
        rounds.open_round(by=at.lead, round=early)
    with pytest.raises(Refused, match="is open"):
        rounds.not_done(by=at.ana, assignment=at.part(at.ana))


def test_a_coder_removed_in_the_middle_keeps_their_layer(at: Scene) -> None:
    at.code(at.ben, "We kept the paper forms", at.will)
    part = at.part(at.ben)
    with pytest.raises(Refused, match="reason is needed"):
        rounds.end_assignment(by=at.lead, assignment=part, why=" ")
    new = rounds.hand_over(by=at.lead, assignment=part, to=at.cai.user, why="Left the team")
    assert new.coder == at.cai.user
    part.refresh_from_db()
    assert (part.ended_at is not None, part.why) == (True, "Left the team")
    with pytest.raises(Refused, match="coded blind by others"):
        at.code(at.ben, "Nobody had any time.")
    with pytest.raises(Refused, match="taken off this transcript"):
        rounds.say_done(by=at.ben, assignment=part)
    assert visible(at.ben) == {"Will"}
    assert visible(at.cai) == set()
    at.open()
    assert visible(at.cai) == {"Will"}


def test_coders_come_and_go_only_while_it_is_blind(at: Scene) -> None:
    with pytest.raises(Refused, match="codes First talk already"):
        rounds.add_coder(by=at.lead, round=at.round, transcript=at.first, coder=at.ana.user)
    with pytest.raises(Refused, match="Ana codes First talk already"):
        rounds.hand_over(by=at.lead, assignment=at.part(at.ben), to=at.ana.user, why="So")
    third = talks.transcript(at.project, TALK, "Third talk")
    with pytest.raises(Refused, match="not in this round"):
        rounds.add_coder(by=at.lead, round=at.round, transcript=third, coder=at.cai.user)
    part = rounds.add_coder(by=at.lead, round=at.round, transcript=at.first, coder=at.cai.user)
    rounds.end_assignment(by=at.lead, assignment=part, why="A mistake")
    for act in (
        lambda: rounds.end_assignment(by=at.lead, assignment=part, why="Again"),
        lambda: rounds.hand_over(by=at.lead, assignment=part, to=at.cai.user, why="Again"),
    ):
        with pytest.raises(Refused, match="taken off already"):
            act()
    at.open()
    with pytest.raises(Refused, match="who codes what can't change"):
        rounds.add_coder(by=at.lead, round=at.round, transcript=at.first, coder=at.cai.user)


def test_a_round_that_is_called_off_leaves_ordinary_codings(at: Scene) -> None:
    at.code(at.ana, "Nobody had any time.", at.time, memo="A thought")
    with pytest.raises(Refused, match="reason is needed"):
        rounds.call_off(by=at.lead, round=at.round, why="")
    off = rounds.call_off(by=at.lead, round=at.round, why="The codebook changed")
    assert off.called_off
    assert Coding.objects.filter(settled()).count() == 1
    assert Memo.objects.get().round is None
    assert visible(at.ben) == {"No time"}
    with pytest.raises(Refused, match="is closed"):
        rounds.call_off(by=at.lead, round=off, why="Again")
    with pytest.raises(Refused, match="not closed"):
        rounds.reopen_round(by=at.lead, round=off)
    again = rounds.begin_round(
        by=at.lead, project=at.project, name="Again", who={at.first: [at.ana.user, at.ben.user]}
    )
    assert Coding.objects.get().round == again


def test_the_list_and_the_page_tell_only_who_is_done(at: Scene) -> None:
    at.code(at.ana, "Nobody had any time.")
    rounds.say_done(by=at.ana, assignment=at.part(at.ana))
    (row,) = listed(at.project)
    assert (row.transcripts, row.double, row.done, row.parts) == (2, 1, 1, 3)
    assert (row.stage, row.coders) == ("Coded blind", ("Ana", "Ben"))
    told = {
        (text.title, part.name): (part.state, part.codings)
        for text in round_page(at.round, at.ana.user).transcripts for part in text.parts
    }  # fmt: skip
    assert told == {
        ("First talk", "Ana"): ("done", 1), ("First talk", "Ben"): ("not done", None),
        ("Second talk", "Ana"): ("not done", 0),
    }  # fmt: skip
    lead = round_page(at.round, at.lead.user)
    assert {part.codings for text in lead.transcripts for part in text.parts} == {None}
    assert (lead.waiting, lead.left) == (("Ana", "Ben"), None)
    assert [part.transcript.title for part in my_parts(at.project, at.ana.user)] == ["Second talk"]
    assert to_open(at.project) == []
    at.done()
    assert to_open(at.project) == [at.round]
    rounds.open_round(by=at.lead, round=at.round)
    assert to_open(at.project) == []
    page = round_page(CodingRound.objects.get(), at.lead.user)
    assert page.stage == "Open, being adjudicated"
    assert page.transcripts[0].parts[0].codings == 1


def test_the_draw_shows_how_much_each_one_reads(at: Scene) -> None:
    people = [at.ana.user.pk, at.ben.user.pk]
    found = drawn(at.project, [at.first.pk, at.second.pk], people, share=1, seed=3)
    assert [row[3] for row in found.rows] == [tuple(people), tuple(people)]
    few = drawn(at.project, [at.first.pk, at.second.pk], people, share=1, seed=3, take=1)
    assert len(few.rows) == 1
    with pytest.raises(ValueError, match="were asked for"):
        drawn(at.project, [at.first.pk], people, share=1, seed=3, take=2)


def test_assignments_stay_when_somebody_is_taken_off(at: Scene) -> None:
    rounds.end_assignment(by=at.lead, assignment=at.part(at.ben), why="Ill")
    rounds.add_coder(by=at.lead, round=at.round, transcript=at.first, coder=at.ben.user)
    assert Assignment.objects.filter(coder=at.ben.user).count() == 2
