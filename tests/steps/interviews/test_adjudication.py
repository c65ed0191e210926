"""Adjudication: what the coders put together becomes what counts."""

from __future__ import annotations

import pytest

from tests.steps.interviews import build as talks
from tests.steps.interviews.rounds_build import Scene, scene
from uptake.interviews.actions import adjudication as acts
from uptake.interviews.actions import rounds
from uptake.interviews.layers import settled
from uptake.interviews.models import Adjudication, Code, Coding, Passage
from uptake.interviews.queries.adjudication import last_bulk, place_rows
from uptake.interviews.queries.places import Place, lost_codings, open_places, places
from uptake.interviews.queries.rounds import left
from uptake.projects.actor import Member
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project


@pytest.fixture
def at(project: Project, by: Member) -> Scene:
    """They agree on the first words, differ in code on the second and in extent on the third."""
    it = scene(project, by)
    for who in (it.ana, it.ben):
        it.code(who, "Nobody had any time.", it.time)
    it.code(it.ana, "We kept the paper forms as well.", it.time)
    it.code(it.ben, "kept the paper forms", it.will)
    it.code(it.ben, "My manager wanted it.", it.will)
    it.code(it.ana, "She told us so every week.", it.will, transcript=it.second)
    it.open()
    return it


def here(at: Scene) -> list[Place]:
    return places(at.round)


def consensus() -> set[tuple[str, str]]:
    rows = Coding.objects.filter(settled())
    return set(rows.values_list("code__name", "passage__quote"))


def decide(at: Scene, place: Place, how: str, **more: object) -> Adjudication:
    return acts.adjudicate(
        by=at.lead, round=at.round, codings=place.codings, how=how, version=1, **more
    )


def test_places_are_where_passages_overlap(at: Scene) -> None:
    found = here(at)
    assert [one.identical for one in found] == [True, False, False, True]
    assert [len(one.codings) for one in found] == [2, 2, 1, 1]
    assert found[1].extents == [
        talks.place(at.first, "We kept the paper forms as well."),
        talks.place(at.first, "kept the paper forms"),
    ]
    assert (left(at.round).open, left(at.round).identical) == (4, 2)


def test_what_is_identical_is_agreed_in_one_go_and_undone_in_one_go(at: Scene) -> None:
    made = acts.agree_identical(by=at.lead, round=at.round)
    assert len(made) == 2
    assert consensus() == {
        ("No time", "Nobody had any time."), ("Will", "She told us so every week."),
    }  # fmt: skip
    assert open_places(at.round) == 2
    assert last_bulk(at.round) == made[0]
    with pytest.raises(Refused, match="no place left"):
        acts.agree_identical(by=at.lead, round=at.round)
    acts.undo_adjudication(by=at.lead, adjudication=made[1])
    assert (consensus(), open_places(at.round)) == (set(), 4)
    assert last_bulk(at.round) is None
    with pytest.raises(Refused, match="undone already"):
        acts.undo_adjudication(by=at.lead, adjudication=made[0])
    assert len(acts.agree_identical(by=at.lead, round=at.round)) == 2


def test_one_coders_work_is_chosen(at: Scene) -> None:
    place = here(at)[1]
    made = decide(at, place, "choose", coder=at.ben.user, reason=" They say it shorter. ")
    assert consensus() == {("Will", "kept the paper forms")}
    assert (made.reason, made.decided) == ("They say it shorter.", list(place.codings))
    row = Coding.objects.get(layer="consensus")
    assert (row.coder, row.round, row.adjudication) == (at.lead.user, at.round, made)
    assert Coding.objects.filter(layer="coder", removed_at=None).count() == 6, "each layer is kept"
    with pytest.raises(OvertakenEdit, match="decided on"):
        decide(at, place, "discard")
    acts.undo_adjudication(by=at.lead, adjudication=made)
    decide(at, here(at)[1], "discard")
    assert consensus() == set()


def test_codes_and_extents_are_put_together_or_coded_anew(at: Scene) -> None:
    place = here(at)[1]
    with pytest.raises(Refused, match="No code"):
        decide(at, place, "merge", start=place.start, end=place.end)
    third = talks.code(at.project, "Forms", order=3)
    with pytest.raises(Refused, match="Nobody used"):
        decide(at, place, "merge", codes=[third], start=place.start, end=place.end)
    with pytest.raises(Refused, match="does not lie"):
        decide(at, place, "own", codes=[third], start=0, end=place.end)
    made = decide(at, place, "merge", codes=[at.time, at.will], start=place.start, end=place.end)
    words = "We kept the paper forms as well."
    assert consensus() == {("No time", words), ("Will", words)}
    acts.undo_adjudication(by=at.lead, adjudication=made)
    decide(at, here(at)[1], "own", codes=[third], start=place.start + 3, end=place.end)
    assert consensus() == {("Forms", words[3:])}


@pytest.mark.parametrize(("how", "said"), [("agree", "do not say"), ("choose", "No coder"),
                                           ("nonsense", "how it is decided")])  # fmt: skip
def test_a_decision_that_makes_no_sense_is_refused(at: Scene, how: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        decide(at, here(at)[1], how, coder=at.cai.user)
    assert not Adjudication.objects.exists()


def test_a_place_that_is_not_there_is_refused(at: Scene) -> None:
    for codings in ([], [999_999], [here(at)[0].codings[0]]):
        with pytest.raises(OvertakenEdit, match="is not as it was"):
            acts.adjudicate(by=at.lead, round=at.round, codings=codings, how="discard")


def test_a_code_that_was_retired_meanwhile_is_said(at: Scene) -> None:
    Code.objects.filter(pk=at.time.pk).update(retired_at=at.time.created_at)
    with pytest.raises(Refused, match="No time has been retired"):
        decide(at, here(at)[0], "agree")
    assert len(acts.agree_identical(by=at.lead, round=at.round)) == 1, "the other code's alone"


def test_codes_that_were_merged_meanwhile_are_one(at: Scene) -> None:
    Coding.objects.filter(code=at.will, coder=at.ben.user).update(code=at.time)
    rows, _ = place_rows(at.round, "open", 1)
    assert [name for _, name in rows[1].codes] == ["No time"]


def test_a_passage_that_a_correction_lost_is_in_no_place(at: Scene) -> None:
    Passage.objects.filter(quote="My manager wanted it.").update(state="lost")
    assert len(here(at)) == 3
    assert lost_codings(at.round) == 1


def test_a_round_is_closed_when_all_is_decided(at: Scene) -> None:
    with pytest.raises(Refused, match="4 places"):
        rounds.close_round(by=at.lead, round=at.round)
    acts.agree_identical(by=at.lead, round=at.round)
    for place in here(at)[1:3]:
        decide(at, place, "discard")
    with pytest.raises(Refused, match="adjudicated in part"):
        rounds.call_off(by=at.lead, round=at.round, why="Enough")
    at.round = rounds.close_round(by=at.lead, round=at.round)
    with pytest.raises(Refused, match="not being adjudicated"):
        rounds.close_round(by=at.lead, round=at.round)
    with pytest.raises(Refused, match="is closed"):
        acts.agree_identical(by=at.lead, round=at.round)
    at.round = rounds.reopen_round(by=at.lead, round=at.round)
    assert open_places(at.round) == 0


def test_nothing_is_decided_before_the_round_is_opened(project: Project, by: Member) -> None:
    it = scene(project, by)
    it.code(it.ana, "Nobody had any time.")
    with pytest.raises(Refused, match="not open yet"):
        acts.agree_identical(by=it.lead, round=it.round)


def test_the_work_of_somebody_taken_off_is_shown_and_left_out(project: Project, by: Member) -> None:
    it = scene(project, by)
    it.code(it.ben, "Nobody had any time.", it.will)
    rounds.hand_over(by=by, assignment=it.part(it.ben), to=it.cai.user, why="Ill")
    for who in (it.ana, it.cai):
        it.code(who, "Nobody had any time.", it.time)
    it.code(it.ana, "She told us so every week.", it.will)
    it.open()
    first, _ = here(it)
    assert first.identical
    assert len(first.marks) == 3
    rows, _ = place_rows(it.round, "open", 1)
    assert [(one.name, one.off) for one in rows[0].coders] == [
        ("Ana", False), ("Cai", False), ("Ben", True)
    ]  # fmt: skip
    acts.agree_identical(by=by, round=it.round)
    assert consensus() == {("No time", "Nobody had any time.")}


def test_the_page_shows_decisions_with_their_reasons(at: Scene) -> None:
    decide(at, here(at)[1], "choose", coder=at.ana.user, reason="Wider")
    rows, shown = place_rows(at.round, "decided", 1)
    assert shown.paginator.count == 1
    it = rows[0].decision
    assert it is not None
    assert (it.how, it.reason, it.codes) == ("One coder's was chosen", "Wider", ("No time",))
    assert len(place_rows(at.round, "all", 1)[0]) == 4
