"""Correcting a transcript from the page, and deciding on the passages that lost their place."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import build
from tests.steps.trace import build as threads
from uptake.interviews.models import FormerPlace, Passage, Version
from uptake.projects import queries as project_queries
from uptake.projects.errors import Refused
from uptake.projects.models import Event
from uptake.projects.thread import Key
from uptake.trace import actions, queries

LOST = "Something else altogether was said here, on another day, by nobody we know."


def to(it, name, *ids):
    return reverse(f"trace:{name}", args=[it.project.pk, *(ids or [it.transcript.pk])])


def correct(it, by, words, **more):
    return actions.correct_words(
        by=by, transcript=it.transcript, version=more.pop("version", 1), reason="Heard again.",
        words=words,
    )  # fmt: skip


def test_a_changed_quote_marks_what_rests_on_it(it, by):
    done = correct(it, by, {1: "They wait. Nobody took one of my list when we got it."})
    assert done.correction.edited == (it.passages[0].pk,)
    assert set(done.marked) == it.marked()
    assert Key("finding", it.findings[0].pk) in it.marked()
    assert Key("finding", it.findings[2].pk) not in it.marked()
    it.passages[0].refresh_from_db()
    assert it.passages[0].quote == "Nobody took one of my list"
    assert FormerPlace.objects.get(passage=it.passages[0]).quote == "Nobody took one off my list"
    event = Event.objects.filter(chain=it.project.pk).latest("seq")
    assert (event.verb, event.after["version"]) == ("transcript.corrected", 2)
    assert project_queries.verify(it.project.pk) == []


def test_a_correction_beside_the_quotes_marks_nothing(it, by):
    done = correct(it, by, {0: "What happens to messages when the week is full, then?"})
    assert (done.marked, done.correction.lost) == ((), ())
    assert it.marked() == set()


def test_a_lost_quote_marks_what_rested_on_it_and_waits(it, by):
    done = correct(it, by, {1: LOST})
    assert done.correction.lost == (it.passages[0].pk,)
    assert Key("recommendation", it.recommendations[0].pk) in it.marked()
    (row,) = queries.lost_of(it.project, it.transcript)
    assert (row.quote, row.speaker, row.above) == ("Nobody took one off my list", "P1", 6)


def test_a_turn_is_corrected_from_its_page(it, browser):
    page = browser.get(to(it, "correct-turn", it.transcript.pk, 2)).content.decode()
    assert "They wait. Nobody took one off my list" in page
    assert "1 passage in this turn" in page
    typed = {"words": LOST, "reason": "Heard again.", "version": 1}
    done = browser.post(to(it, "correct-turn", it.transcript.pk, 2), typed, follow=True)
    text = done.content.decode()
    assert "Version 2 is made." in text
    assert "1 lost their place" in text
    assert "Nobody took one off my list" in text
    assert threads.turns_of(it.transcript)[1] == LOST


def test_what_was_typed_is_kept_when_something_is_wrong(it, browser):
    here = to(it, "correct-turn", it.transcript.pk, 2)
    answer = browser.post(here, {"words": "New words", "reason": "", "version": 1})
    assert answer.status_code == 422
    assert "New words" in answer.content.decode()
    assert "Write why it is corrected." in answer.content.decode()
    browser.post(here, {"words": "New words", "reason": "x", "version": 1})
    late = browser.post(here, {"words": "Newer words", "reason": "x", "version": 1})
    assert late.status_code == 422
    assert "Somebody else corrected" in late.content.decode()
    assert "Newer words" in late.content.decode()


def test_a_turn_that_is_not_there_is_not_found(it, browser):
    assert browser.get(to(it, "correct-turn", it.transcript.pk, 99)).status_code == 404
    assert browser.get(to(it, "correct-turn", it.transcript.pk, 0)).status_code == 404
    assert browser.get(to(it, "correct-turn", it.transcript.pk, 10**15)).status_code == 404


def test_the_turn_of_somebody_who_withdrew_takes_no_words(it, by, browser):
    actions.withdraw_participant(by=by, participant=it.people[0])
    page = browser.get(to(it, "correct-turn", it.transcript.pk, 2)).content.decode()
    assert "No words can stand here." in page


def test_a_turn_is_opened_by_its_number(it, browser):
    there = browser.get(to(it, "correct"), {"turn": " 2"})
    assert there["Location"] == to(it, "correct-turn", it.transcript.pk, 2)
    for odd in ("9", "0", "two", "²", "9" * 30):
        answer = browser.get(to(it, "correct"), {"turn": odd})
        assert answer.status_code == 422
        assert "The transcript has 4." in answer.content.decode()


def whole(it, change=str):
    return change("\n".join(f"{who}: {words}" for who, words in threads.TALK))


def test_the_whole_text_is_corrected_from_a_paste(it, browser):
    text = whole(it, lambda said: said.replace("twice the work", "double the work"))
    assert "No words" not in browser.get(to(it, "correct")).content.decode()
    done = browser.post(to(it, "correct"), {"text": text, "reason": "Heard again.", "version": 1})
    assert done.status_code == 302, done.content.decode()[-3000:]
    assert "double the work" in threads.turns_of(it.transcript)[2]
    assert it.marked() == set()


def test_the_whole_text_is_corrected_from_a_file(it, browser):
    text = whole(it, lambda said: said.replace("Nobody took one off my list", LOST))
    file = SimpleUploadedFile("again.txt", text.encode())
    typed = {"file": file, "reason": "Heard again.", "version": 1}
    done = browser.post(to(it, "correct"), typed, follow=True)
    assert "1 lost their place" in done.content.decode()
    page = browser.get(to(it, "correct")).content.decode()
    assert "1 passage has no place" in page
    back = whole(it)
    done = browser.post(to(it, "correct"), {"text": back, "reason": "Back.", "version": 2},
                        follow=True)  # fmt: skip
    assert "1 found their place again" in done.content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [({}, "Choose a file or paste the text"),
     ({"text": "P7: Somebody new speaks here.\nInterviewer: Yes?"}, "It is not said who"),
     ({"file": SimpleUploadedFile("x.txt", b"P1: Hello.")}, "Choose a file or paste")],
)  # fmt: skip
def test_a_text_that_will_not_do_is_refused_whole(it, browser, typed, says):
    more = {"text": "P1: x"} if "file" in typed else {}
    answer = browser.post(to(it, "correct"), {"reason": "x", "version": 1, **typed, **more})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Version.objects.filter(transcript=it.transcript).count() == 1


# Deciding.


@pytest.fixture
def lost(it, by):
    correct(it, by, {1: LOST})
    return it.passages[0]


def test_a_lost_passage_is_put_on_other_words(it, lost, browser):
    here = to(it, "place", lost.pk)
    assert "Nobody took one off my list" in browser.get(here).content.decode()
    done = browser.post(here, {"words": "was said here", "version": 2}, follow=True)
    assert "The passage stands again." in done.content.decode()
    lost.refresh_from_db()
    assert (lost.state, lost.quote) == ("firm", "was said here")
    assert Key("finding", it.findings[0].pk) in it.marked(cause_kind="passage")
    assert "Every passage has its place." in browser.get(to(it, "lost")).content.decode()
    assert "This passage is not lost" in browser.get(here).content.decode()


@pytest.mark.parametrize(
    ("words", "says"),
    [("never said", "do not stand in the transcript"), ("e", "more than once"),
     ("", "Copy the words"),
     ("We kept the paper forms as well", "Another passage stands")],
)  # fmt: skip
def test_words_that_will_not_do_are_refused(it, lost, browser, words, says):
    answer = browser.post(to(it, "place", lost.pk), {"words": words, "version": 2})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Passage.objects.get(pk=lost.pk).state == "lost"


def test_a_lost_passage_is_let_go_with_a_reason(it, lost, browser):
    here = to(it, "let-go", lost.pk)
    wrong = browser.post(here, {"reason": ""})
    assert wrong.status_code == 422
    assert "Write why it is let go." in wrong.content.decode()
    done = browser.post(here, {"reason": "It was misheard."}, follow=True)
    assert "Let go: It was misheard." in done.content.decode()
    assert browser.get(here).status_code == 405


def test_a_refusal_to_let_go_is_shown(it, browser):
    answer = browser.post(to(it, "let-go", it.passages[1].pk), {"reason": "x"})
    assert answer.status_code == 422
    assert "not lost" in answer.content.decode()


def test_who_may_not_correct_may_not(it, lost):
    coder = build.browser(build.member(it.project, "coder"))
    assert coder.get(to(it, "lost")).status_code == 200
    assert coder.get(to(it, "correct")).status_code == 403
    assert coder.post(to(it, "place", lost.pk), {"words": "x", "version": 2}).status_code == 403
    commissioner = build.browser(build.member(it.project, "commissioner"))
    assert commissioner.get(to(it, "lost")).status_code == 403


def test_words_in_no_one_place_are_refused(it):
    with pytest.raises(Refused, match="do not stand"):
        queries.stretch_of(it.transcript, "zebra")
    start, end = queries.stretch_of(it.transcript, "paper forms")
    assert end - start == len("paper forms")
