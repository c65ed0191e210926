"""Words that were overlooked leave a coded transcript, and nothing of them is left anywhere."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build
from tests.steps.findings.build import finding as a_finding
from tests.steps.interviews import build as make
from uptake.findings import actions as findings
from uptake.interviews import actions
from uptake.interviews.identities import known_names
from uptake.interviews.models import FormerPlace, Memo, Passage, Turn, Version
from uptake.projects.errors import NotAllowed, OvertakenEdit, Refused
from uptake.projects.models import LookAgain
from uptake.trace.actions.overlooked import take_out_words

pytestmark = pytest.mark.django_db

SAID = [
    ("I", "Who ran it?"),
    ("P11", "Maureen Tapsell ran it, and it was slow. Then Tapsell left."),
    ("P11", "Nobody came after that."),
]


@pytest.fixture
def project(db):
    return build.project()


@pytest.fixture
def by(project):
    return build.member(project)


@pytest.fixture
def talk(by, project):
    talk = make.heard(by, project, SAID, {"P11": make.person(by, project)}, waived="Looked fine.")
    actions.correct_transcript(
        by=by, transcript=talk, version=1, reason="Tape: Tapsell", words={0: "Who ran it, then?"}
    )
    return talk


def test_they_are_replaced_blanked_and_locked(by, project, talk):
    code = make.code(project)
    named = make.coded(by, talk, "Maureen Tapsell ran it", code)
    beside = make.coded(by, talk, "Nobody came", code)
    alone = make.coded(by, talk, "Tapsell", code)
    done = take_out_words(by=by, transcript=talk, version=2, words="Tapsell")
    assert (done.replacement, done.places, done.memos) == ("[name 1]", 2, ())
    assert make.text_of(talk).count("[name 1]") == 2
    assert "Tapsell" not in make.every_cell()
    assert "███████" in Version.objects.get(transcript=talk, number=1).text
    named.refresh_from_db()
    beside.refresh_from_db()
    alone.refresh_from_db()
    assert (alone.quote, alone.state) == ("[name 1]", "firm")
    assert named.quote == "Maureen [name 1] ran it"
    assert beside.quote == "Nobody came"
    assert all("Tapsell" not in row.quote for row in FormerPlace.objects.all())
    assert [one.original for one in known_names(project)] == ["Tapsell"]
    again = take_out_words(by=by, transcript=talk, version=3, words="Maureen", replacement="Kim")
    assert again.replacement == "Kim"


def test_a_passage_that_was_lost_is_blanked_too(by, project, talk):
    make.coded(by, talk, "Then Tapsell left.", make.code(project))
    actions.correct_transcript(
        by=by, transcript=talk, version=2, reason="Tape",
        words={1: "Maureen Tapsell ran it, and it was slow."},
    )  # fmt: skip
    assert Passage.objects.get().state == "lost"
    take_out_words(by=by, transcript=talk, version=3, words="Tapsell")
    assert Passage.objects.get().quote == "Then ███████ left."


def test_what_rests_on_it_is_marked(by, project, talk):
    passage = make.coded(by, talk, "Maureen Tapsell ran it", make.code(project))
    row = a_finding(project)
    findings.tie_evidence(by=by, finding=row, passages=[passage])
    take_out_words(by=by, transcript=talk, version=2, words="Tapsell")
    marks = LookAgain.objects.filter(kind="finding", object_id=row.pk)
    assert "Words were taken out" in marks.get().reason
    assert "Tapsell" not in marks.get().reason


def test_memos_are_counted_and_left_alone(by, project, talk):
    make.coded(by, talk, "Nobody came", make.code(project), memo="After Tapsell, nobody.")
    done = take_out_words(by=by, transcript=talk, version=2, words="Tapsell")
    assert done.memos == (Memo.objects.get().pk,)
    assert Memo.objects.get().text == "After Tapsell, nobody."


@pytest.mark.parametrize(
    ("words", "more", "why"),
    [
        ("x", {}, "between 2 and 120"), ("Nowhere", {}, "does not stand"),
        ("Tapsell", {"kind": "moon"}, "no kind"),
        ("Tapsell", {"replacement": "Tapsell 2"}, "very words"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused(by, talk, words, more, why):
    with pytest.raises(Refused, match=why):
        take_out_words(by=by, transcript=talk, version=2, words=words, **more)
    assert "Tapsell" in make.text_of(talk)


def test_an_overtaken_page_and_a_coder_are_refused(by, project, talk):
    with pytest.raises(OvertakenEdit):
        take_out_words(by=by, transcript=talk, version=1, words="Tapsell")
    with pytest.raises(NotAllowed):
        take_out_words(
            by=build.member(project, "coder"), transcript=talk, version=2, words="Tapsell"
        )


def test_the_page(by, project, talk):
    make.coded(by, talk, "Nobody came", make.code(project), memo="After Tapsell, nobody.")
    client = build.browser(by)
    address = reverse("trace:take-out", args=[project.pk, talk.pk])
    assert "can't be read again afterwards" in client.get(address).content.decode()
    data = {"words": "", "kind": "name", "version": "2"}
    assert client.post(address, data).status_code == 422
    answer = client.post(address, {**data, "words": "Nowhere"})
    assert "does not stand in this transcript" in answer.content.decode()
    answer = client.post(address, {**data, "words": "Tapsell", "put": "the lead"}, follow=True)
    shown = answer.content.decode()
    assert "the lead stands at 2 places now. 4 in older versions were blanked." in shown
    assert "1 memo holds the words" in shown


def test_labels_of_those_who_speak_lose_them_too(by, project):
    said = [("Dr Tapsell (I)", "And?"), ("P11", "Ask Dr Tapsell.")]
    talk = make.heard(by, project, said, {"P11": make.person(by, project)}, waived="Looked fine.")
    take_out_words(by=by, transcript=talk, version=1, words="Dr Tapsell")
    first = Turn.objects.filter(version__transcript=talk, index=0)
    assert list(first.values_list("speaker", flat=True)) == ["[name 1] (I)"] * 2
    assert "Tapsell" not in make.every_cell()


def test_a_title_that_holds_them_is_changed_first(by, talk):
    actions.edit_transcript(
        by=by, transcript=talk, title="Mrs Tapsell's", kind=talk.kind, held_on=None
    )
    with pytest.raises(Refused, match="title holds"):
        take_out_words(by=by, transcript=talk, version=2, words="Tapsell")
    assert "Tapsell" in make.text_of(talk)
