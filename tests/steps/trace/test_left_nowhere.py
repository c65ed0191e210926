"""Words that travelled away from the transcript go with their speaker as well."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from tests import build
from uptake.interviews import actions as interviews
from uptake.interviews.models import Memo, Passage
from uptake.interviews.queries.passages import in_turns
from uptake.projects.errors import Refused
from uptake.projects.expired import SESSION_KEY
from uptake.projects.models import Event, LookAgain
from uptake.trace import actions

CANARY = "zyzzyva quondam flibberty"
KEPT = import_module(settings.SESSION_ENGINE).SessionStore


def kept(path: str, words: str, **more: object) -> str:
    """A session that holds a form sent too late; its key."""
    session = KEPT()
    session[SESSION_KEY] = {"path": path, "fields": {"text": [words]}, "files": [], "user": None}
    session.update(more)
    session.create()
    return str(session.session_key)


def test_the_reason_of_a_correction_is_in_no_mark_and_not_in_the_trail(it, by):
    words = {1: "They wait. Nobody took any off my list when we got it."}
    done = actions.correct_words(
        by=by, transcript=it.transcript, version=1, words=words, reason=f"P1 said: {CANARY}"
    )
    assert done.marked
    assert CANARY not in str(list(LookAgain.objects.values()))
    assert CANARY not in str(list(Event.objects.values("before", "after")))


def test_a_form_kept_for_later_is_forgotten_when_somebody_withdraws(it, by):
    there = kept(f"/p/{it.project.pk}/interviews/passages/1/", "Nobody took one off my list", a=1)
    other = build.project()
    elsewhere = kept(f"/p/{other.pk}/interviews/passages/1/", "Of another project")
    actions.withdraw_participant(by=by, participant=it.people[0])
    left = Session.objects.get(pk=there).get_decoded()
    assert SESSION_KEY not in left
    assert left == {"a": 1}
    assert Session.objects.get(pk=elsewhere).get_decoded()[SESSION_KEY]["fields"]


@pytest.mark.parametrize("first", [0, 1])
def test_a_redacted_passage_stays_with_its_speaker_when_another_one_withdraws(it, by, first):
    for person in (it.people[first], it.people[1 - first]):
        actions.withdraw_participant(by=by, participant=person)
    shown = in_turns(it.project, [row.pk for row in it.passages])
    assert [shown[row.pk].speaker for row in it.passages] == ["P1", "P2"]
    assert [shown[row.pk].number for row in it.passages] == [2, 3]
    for row in Passage.objects.filter(project=it.project).select_related("version"):
        assert row.version.text[row.start : row.end] == "[withdrawn]"


def test_a_note_that_repeats_the_words_marks_its_finding_too(it, by):
    it.findings[2].note = "One said: nobody took one off my list when we got the programme"
    it.findings[2].save()
    done = actions.withdraw_participant(by=by, participant=it.people[0])
    assert [key.id for key in done.repeats] == [it.findings[2].pk]


def test_reasons_that_repeat_the_words_mark_their_recommendation_too(it, by):
    row = it.recommendations[1]
    row.reasons = "“Nobody took one off my list when we got the programme”, one said."
    row.save()
    done = actions.withdraw_participant(by=by, participant=it.people[0])
    assert [(key.kind, key.id) for key in done.repeats] == [("recommendation", row.pk)]


@pytest.mark.parametrize("edited", [False, True])
def test_an_erased_memo_does_not_come_back_by_undo_or_redo(it, by, edited):
    words = "As the other one said: nobody took one off my list when we got the programme."
    memo = interviews.write_memo(by=by, on=it.passages[1], text=words)
    if edited:
        interviews.edit_memo(by=by, memo=memo, text="Two of them say so.")
    actions.withdraw_participant(by=by, participant=it.people[0])
    for act in (interviews.undo, interviews.redo):
        with suppress(Refused):
            act(by=by, transcript=it.transcript)
        shown = Memo.objects.filter(removed_at=None)
        assert "" not in shown.values_list("text", flat=True)
    assert shown.count() == edited
