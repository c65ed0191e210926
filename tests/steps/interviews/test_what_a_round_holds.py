"""Memos, undoing and reopening in a blind round: refused where coding is, and kept as they were."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.utils import timezone

from tests import build
from tests.steps.interviews import build as talks
from tests.steps.interviews.rounds_build import TALK, Scene, scene
from tests.steps.interviews.test_coding_pages import text
from uptake.interviews import actions
from uptake.interviews.actions import rounds, sign_off
from uptake.interviews.layers import seen
from uptake.interviews.models import Coding, CodingAct, Memo
from uptake.interviews.queries.rounds import to_open
from uptake.projects.actor import Member
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project


@pytest.fixture
def at(project: Project, by: Member) -> Scene:
    return scene(project, by)


def standing() -> list[str]:
    return list(Memo.objects.filter(removed_at=None).values_list("text", flat=True))


def stopped(said: str, who: Member, at: Scene, memo: Memo) -> None:
    """Their memo can neither be changed nor taken away."""
    with pytest.raises(Refused, match=said):
        actions.edit_memo(by=who, memo=memo, text="Otherwise.")
    with pytest.raises(Refused, match=said):
        actions.remove_memo(by=who, memo=memo)


def test_who_is_done_writes_changes_and_removes_no_memo(at: Scene) -> None:
    memo = actions.write_memo(by=at.ana, on=at.first, text="Tired.")
    at.code(at.ana, "Nobody had any time.", at.time, memo="On a passage.")
    on_passage = Memo.objects.latest("pk")
    rounds.say_done(by=at.ana, assignment=at.part(at.ana))
    with pytest.raises(Refused, match="is done"):
        actions.write_memo(by=at.ana, on=at.first, text="More.")
    for one in (memo, on_passage):
        stopped("is done", at.ana, at, one)
    assert standing() == ["Tired.", "On a passage."]
    rounds.not_done(by=at.ana, assignment=at.part(at.ana))
    assert actions.edit_memo(by=at.ana, memo=memo, text="Very tired.").round == at.round


def test_what_was_noted_in_a_round_stays_once_it_is_opened(at: Scene) -> None:
    memo = actions.write_memo(by=at.ana, on=at.first, text="Tired.")
    at.open()
    stopped("First two, which has been opened", at.ana, at, memo)
    beside = actions.write_memo(by=at.ana, on=at.first, text="Seen since.")
    assert beside.round is None
    actions.edit_memo(by=at.ana, memo=beside, text="Said since.")
    assert standing() == ["Tired.", "Said since."]
    page = build.browser(at.ana).post(f"/p/{at.project.pk}/interviews/memo/{memo.pk}/",
                                      {"text": "What I meant."})  # fmt: skip
    assert page.status_code == 422
    assert "What I meant." in page.content.decode(), "what was typed is kept"


def test_a_round_that_was_called_off_binds_no_memo(at: Scene) -> None:
    memo = actions.write_memo(by=at.ana, on=at.first, text="Tired.")
    rounds.call_off(by=at.lead, round=at.round, why="Too early.")
    assert actions.edit_memo(by=at.ana, memo=memo, text="Lively.").round is None


def test_an_outsiders_memo_tells_the_coders_nothing_new(project: Project, by: Member) -> None:
    talks.participant(project)
    text, outside = talks.transcript(project, TALK), build.member(project, "coder")
    memo = actions.write_memo(by=outside, on=text, text="Before.")
    coders = [build.member(project, "coder").user for _ in "ab"]
    rounds.begin_round(by=by, project=project, name="Late", who={text: coders})
    with pytest.raises(Refused, match="coded blind by others"):
        actions.edit_memo(by=outside, memo=memo, text="Look at the second turn.")
    actions.remove_memo(by=outside, memo=memo)


def test_two_windows_do_not_overwrite_each_others_memo(at: Scene) -> None:
    memo = actions.write_memo(by=at.ana, on=at.first, text="Tired.")
    other = Memo.objects.get(pk=memo.pk)
    actions.edit_memo(by=at.ana, memo=memo, text="Very tired.")
    for act in (
        lambda: actions.edit_memo(by=at.ana, memo=other, text="Lively."),
        lambda: actions.remove_memo(by=at.ana, memo=other),
    ):
        with pytest.raises(OvertakenEdit, match="while you had it open"):
            act()
    assert standing() == ["Very tired."]


def test_a_memo_is_erased_and_not_written_when_its_speaker_withdrew_meanwhile(at: Scene) -> None:
    (coding,) = at.code(at.ana, "Nobody had any time.", at.time)
    passage = coding.passage
    type(passage).objects.filter(pk=passage.pk).update(state="redacted")
    with pytest.raises(Refused, match="redacted"):
        actions.write_memo(by=at.ana, on=passage, text="Hm.")


def test_what_was_coded_by_rule_elsewhere_is_not_undone_once_that_is_done(
    project: Project, by: Member
) -> None:
    talks.participant(project)
    one, other = (talks.transcript(project, TALK, title) for title in ("First", "Second"))
    code, ana = talks.code(project), build.member(project, "coder")
    where = [actions.Place(it.pk, 1, *talks.place(it, "any time")) for it in (one, other)]
    actions.code_by_rule(by=ana, project=project, codes=[code], places=where, rule="Search")
    begun = rounds.begin_round(by=by, project=project, name="Late", who={
        other: [ana.user, build.member(project, "coder").user]
    })  # fmt: skip
    rounds.say_done(by=ana, assignment=begun.assignments.get(coder=ana.user))
    with pytest.raises(Refused, match="Second is done"):
        actions.undo(by=ana, transcript=one)
    assert Coding.objects.filter(removed_at=None).count() == 2


def test_a_transcript_of_which_everybody_was_taken_off_waits(at: Scene) -> None:
    at.code(at.ana, "Nobody had any time.", at.time)
    for who in (at.ana, at.ben):
        rounds.end_assignment(by=at.lead, assignment=at.part(who), why="Ill.")
    for who in (at.ana, at.cai):
        with pytest.raises(Refused, match="everybody who coded it was taken off"):
            at.code(who, "My manager wanted it.", at.will)
        with pytest.raises(Refused, match="was taken off"):
            actions.write_memo(by=who, on=at.first, text="Mine.")
        page = build.browser(who).get(f"/p/{at.project.pk}/interviews/{at.first.pk}/code/")
        assert "It waits until the round's lead gives it to somebody." in text(page)
        assert b"data-coder" not in page.content
    assert not Coding.objects.filter(seen(at.cai.user)).exists()
    page = build.browser(at.lead).get(f"/p/{at.project.pk}/interviews/rounds/{at.round.pk}/")
    assert "Nobody codes First talk now." in text(page)
    rounds.say_done(by=at.ana, assignment=at.part(at.ana, at.second))
    assert to_open(at.project) == [at.round], "the other transcript is done"
    rounds.end_assignment(by=at.lead, assignment=at.part(at.ana, at.second), why="Ill.")
    assert to_open(at.project) == [], "nobody is in it"
    rounds.add_coder(by=at.lead, round=at.round, transcript=at.first, coder=at.cai.user)
    (made,) = at.code(at.cai, "My manager wanted it.", at.will)
    assert made.round == at.round
    assert to_open(at.project) == []


def test_two_windows_do_not_undo_the_same_at_once(
    at: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.code(at.ana, "Nobody had any time.", at.time)
    at.code(at.ana, "My manager wanted it.", at.will)

    def meanwhile(_: object) -> None:
        CodingAct.objects.filter(pk=CodingAct.objects.latest("pk").pk).update(
            undone_at=timezone.now()
        )

    monkeypatch.setattr(import_module("uptake.interviews.actions.undo"), "hold", meanwhile)
    with pytest.raises(OvertakenEdit, match="in another window"):
        actions.undo(by=at.ana, transcript=at.first)
    assert Coding.objects.filter(removed_at=None).count() == 2


@pytest.mark.parametrize("coded", [True, False])
def test_reopening_says_the_same_whether_anything_is_coded_blind(at: Scene, coded: bool) -> None:
    if coded:
        at.code(at.ana, "Nobody had any time.", at.time)
    with pytest.raises(Refused) as said:
        sign_off.reopen(by=at.lead, transcript=at.first)
    assert said.value.what == "First talk is in a round that is coded blind."
    at.first.refresh_from_db()
    assert at.first.cleared_how
