"""What was decided in a round stands, whatever becomes of codes, passages and coders since."""

from __future__ import annotations

import pytest

from tests.steps.interviews import build as talks
from tests.steps.interviews.rounds_build import Scene, scene
from uptake.interviews import actions
from uptake.interviews.actions import adjudication as acts
from uptake.interviews.actions import by_rule, coding, rounds
from uptake.interviews.actions.codebook_acts import merge_codes
from uptake.interviews.actions.codebook_undo import undo_codebook_act
from uptake.interviews.actions.correct import correct_transcript, place_passage
from uptake.interviews.actions.withdraw import redact_participant
from uptake.interviews.layers import settled
from uptake.interviews.models import CodebookAct, Coding, CodingRound, Participant, Passage
from uptake.interviews.queries.agreement import compare
from uptake.interviews.queries.places import open_places, places
from uptake.projects.actor import Member
from uptake.projects.errors import Refused
from uptake.projects.models import Project

WHOLE = "Nobody had any time. We kept the paper forms as well. It was a lot of work."


@pytest.fixture
def at(project: Project, by: Member) -> Scene:
    """Ana and Ben agree on the first words; Ben alone codes the manager's."""
    it = scene(project, by)
    for who in (it.ana, it.ben):
        it.code(who, "Nobody had any time.")
    it.code(it.ben, "My manager wanted it.", it.will)
    return it


def consensus() -> set[tuple[str, str]]:
    rows = Coding.objects.filter(settled())
    return set(rows.values_list("code__name", "passage__quote"))


def test_codes_are_merged_and_parted_again_and_the_decisions_stand(at: Scene) -> None:
    at.open()
    assert len(acts.agree_identical(by=at.lead, round=at.round)) == 1
    into = talks.code(at.project, "Work", order=5)
    merge_codes(by=at.lead, into=into, codes=[at.time])
    assert (open_places(at.round), consensus()) == (1, {("Work", "Nobody had any time.")})
    undo_codebook_act(by=at.lead, act=CodebookAct.objects.get())
    assert (open_places(at.round), consensus()) == (1, {("No time", "Nobody had any time.")})


def test_a_place_that_grew_is_decided_anew(at: Scene) -> None:
    """A passage that a correction lost is put back within a place that was decided meanwhile."""
    at.open()
    acts.agree_identical(by=at.lead, round=at.round)
    correct_transcript(by=at.lead, transcript=at.first, version=1, reason="Misheard",
                       words={2: "Entirely other things were said."})  # fmt: skip
    lost = Passage.objects.get(state=Passage.State.LOST)
    start, end = talks.place(at.first, "had any time")
    place_passage(by=at.lead, passage=lost, version=2, start=start, end=end)
    (place,) = places(at.round)
    assert place.decided is None
    for _ in range(2):
        made = acts.adjudicate(by=at.lead, round=at.round, codings=place.codings, how="choose",
                               coder=at.ana.user)  # fmt: skip
        assert consensus() == {("No time", "Nobody had any time.")}
        assert open_places(at.round) == 0
        acts.undo_adjudication(by=at.lead, adjudication=made)
        assert consensus() == set()


def test_who_was_taken_off_makes_no_unit(at: Scene) -> None:
    rounds.add_coder(by=at.lead, round=at.round, transcript=at.first, coder=at.cai.user)
    at.code(at.ana, "It was a lot of work.")
    at.code(at.cai, WHOLE)
    rounds.end_assignment(by=at.lead, assignment=at.part(at.cai), why="Ill")
    assert compare(at.open(), "passage", 100).units == 3


def test_codes_that_a_round_is_not_about_make_no_unit(at: Scene) -> None:
    at.round.codes.create(project=at.project, code=at.time)
    found = compare(at.open(), "passage", 100)
    assert ([one.name for one in found.codes], found.units) == (["No time"], 1)


def test_words_that_were_withdrawn_in_part_are_no_unit(at: Scene) -> None:
    at.open()
    assert compare(at.round, "turn", 100).units == 3
    person = Participant.objects.get(pseudonym="P11")
    redact_participant(by=at.lead, participant=person, transcripts=[at.first])
    CodingRound.objects.filter(pk=at.round.pk).update(name="As it is now")
    rounds.close_round(by=at.lead, round=at.round)  # the trail goes on, as with a withdrawal
    assert [compare(at.round, unit, 100).units for unit in ("turn", "sentence")] == [1, 1]


def test_what_was_taken_off_before_does_not_come_back_in_a_blind_round(
    project: Project, by: Member
) -> None:
    it = scene(project, by)
    rounds.call_off(by=by, round=it.round, why="Too early")
    (given,) = it.code(it.cai, "Nobody had any time.")
    actions.remove_coding(by=it.cai, coding=given)
    rounds.begin_round(by=by, project=project, name="Again",
                       who={it.first: [it.ana.user, it.ben.user]})  # fmt: skip
    with pytest.raises(Refused, match="coded blind by others"):
        actions.undo(by=it.cai, transcript=it.first)


@pytest.mark.parametrize("way", ["by hand", "by rule"])
def test_a_round_that_begins_while_a_code_is_put_on_stays_blind(
    project: Project, by: Member, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """As where another process begins it while this one waits for the version."""
    it = scene(project, by)
    rounds.call_off(by=by, round=it.round, why="Too early")
    module, name = (coding, "_stretch") if way == "by hand" else (by_rule, "_passages")
    waits = getattr(module, name)

    def meanwhile(*args: object) -> object:
        rounds.begin_round(by=by, project=project, name="Meanwhile",
                           who={it.first: [it.ana.user, it.ben.user]})  # fmt: skip
        return waits(*args)

    monkeypatch.setattr(module, name, meanwhile)
    place = by_rule.Place(it.first.pk, 1, *talks.place(it.first, "Nobody had any time."))
    code = {
        "by hand": lambda: it.code(it.cai, "Nobody had any time."),
        "by rule": lambda: by_rule.code_by_rule(
            by=it.cai, project=project, codes=[it.time], places=[place], rule="search"
        ),
    }[way]
    with pytest.raises(Refused, match="coded blind by others"):
        code()
    assert not Coding.objects.exists()


def test_a_round_is_looked_at_as_it_stands_now(at: Scene) -> None:
    """Somebody opened it while another one had its page open."""
    stale, part = CodingRound.objects.get(pk=at.round.pk), at.part(at.ana)
    assert part.round.opened_at is None
    at.open()
    for act in (
        lambda: rounds.open_round(by=at.lead, round=stale, why="Now"),
        lambda: rounds.end_assignment(by=at.lead, assignment=part, why="Ill"),
        lambda: rounds.hand_over(by=at.lead, assignment=part, to=at.cai.user, why="Ill"),
        lambda: rounds.not_done(by=at.ana, assignment=part),
    ):
        with pytest.raises(Refused, match="is open"):
            act()
    rounds.call_off(by=at.lead, round=stale, why="A mistake")
    with pytest.raises(Refused, match="is closed"):
        rounds.call_off(by=at.lead, round=at.round, why="Again")
    with pytest.raises(Refused, match="is not being adjudicated"):
        rounds.close_round(by=at.lead, round=at.round)
