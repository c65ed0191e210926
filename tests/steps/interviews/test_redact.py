"""A participant withdraws: their words are nowhere, and nobody else's have changed."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import build
from tests.steps.interviews import build as make
from uptake.formats.transcripts import Turn as Spoken
from uptake.interviews import actions
from uptake.interviews.actions.erase import REPEATING
from uptake.interviews.models import (
    Arrival,
    Assignment,
    Code,
    CodebookVersion,
    Coding,
    CodingRound,
    FormerPlace,
    Guide,
    GuideQuestion,
    Memo,
    Participant,
    Passage,
    Transcript,
    Turn,
    Version,
)
from uptake.interviews.queries.material import heard_in
from uptake.interviews.queries.people import log
from uptake.projects import queries as projects
from uptake.projects.errors import Refused
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db

SAID = [
    ("I", "Where did it get stuck?"),
    ("P11", "Kumquat zebra, she had the training, and she had all of the patients as well."),
    ("I", "And when she asked?"),
    ("P12", "They said, fine, but nothing comes off. So it was seven clients a day."),
    ("P11", "The kumquat list was full by then."),
    ("P12", "It stayed that way."),
]
GREW = "A kumquat grew in the yard, and a zebra ran by."


@pytest.fixture
def people(by, project):
    return {
        name: make.person(by, project, name, about=f"{name} about kumquat")
        for name in ("P11", "P12")
    }


@pytest.fixture
def talk(by, project, people):
    return make.heard(by, project, SAID, people, file=actions.FileFacts(name="kumquat.txt"))


@pytest.fixture
def code(by, project):
    return actions.add_code(by=by, project=project, name="Time")


def withdraw(by, participant):
    return actions.redact_participant(by=by, participant=participant)


def test_a_withdrawal_leaves_the_participants_key_free(by, talk, people, monkeypatch):
    # A coder holds the version and then refers to the participant: neither waits for ever.
    held, real = [], QuerySet.select_for_update

    def noted(rows, **how):
        held.append((rows.model, how.get("no_key", False)))
        return real(rows, **how)

    monkeypatch.setattr(QuerySet, "select_for_update", noted)
    withdraw(by, people["P11"])
    assert [free for model, free in held if model is Participant] == [True]
    assert Version in dict(held)


def test_their_turns_read_withdrawn_in_every_version(by, talk, people):
    actions.correct_transcript(
        by=by, transcript=talk, version=1, reason="Heard again", words={1: "Kumquat, she said."}
    )
    done = withdraw(by, people["P11"])
    for version in Version.objects.filter(transcript=talk):
        turns = Turn.objects.filter(version=version)
        assert [version.text[t.start : t.end] for t in turns] == [
            SAID[0][1], "[withdrawn]", SAID[2][1], SAID[3][1], "[withdrawn]", SAID[5][1],
        ]  # fmt: skip
        assert version.words == len(version.text.split())
    assert done.transcripts == (talk.pk,)
    assert "Kumquat" in done.words
    assert "umquat" not in repr(done)
    assert "umquat" not in str(done.detail())


def test_their_passages_are_redacted_and_the_codings_stay(by, talk, people, code):
    theirs = make.coded(by, talk, "she had the training", code, memo="Note the kumquat.")
    done = withdraw(by, people["P11"])
    theirs.refresh_from_db()
    assert done.passages == (theirs.pk,)
    who = Participant.objects.get(pk=theirs.participant_id)
    (row,) = [one for one in log(who.project) if one.id == who.pk]
    assert row.passages == 0  # as the transcript counts them
    assert sum(one.passages for one in heard_in(who)) == 0
    assert (theirs.state, theirs.quote) == (Passage.State.REDACTED, "")
    version = Version.objects.get(transcript=talk)
    assert version.text[theirs.start : theirs.end] == "[withdrawn]"
    assert Coding.objects.filter(passage=theirs, removed_at=None).exists()
    memo = Memo.objects.get()
    assert (memo.text, memo.removed_at is None, done.memos) == ("", False, (memo.pk,))


def test_other_peoples_passages_stand_where_they_stood(by, talk, people, code):
    before = make.coded(by, talk, "did it get stuck", code)
    after = make.coded(by, talk, "seven clients a day", code)
    last = make.coded(by, talk, "stayed that way", code)
    withdraw(by, people["P11"])
    text = Version.objects.get(transcript=talk).text
    for passage in (before, after, last):
        passage.refresh_from_db()
        assert passage.state == Passage.State.FIRM
        assert text[passage.start : passage.end] == passage.quote


def test_nothing_of_what_they_said_is_in_any_table(by, project, talk, people, code):
    make.coded(by, talk, "she had the training", code, memo="Note the kumquat zebra.")
    kept = make.coded(by, talk, "seven clients a day", code)
    lost = make.coded(by, talk, "The kumquat list was full by then", code)
    actions.correct_transcript(
        by=by, transcript=talk, version=1, reason="Now kumquat is not heard",
        words={4: "No.", 1: SAID[1][1].replace("the training", "some training")},
    )  # fmt: skip
    lost.refresh_from_db()
    assert lost.state == Passage.State.LOST
    actions.let_go(by=by, passage=lost, reason="No kumquat.")
    actions.write_memo(by=by, on=code, text="Kumquat zebra she had the training and she had it all")
    actions.edit_code(by=by, code=code, name="Time", example="The kumquat list was full by then.")
    actions.receive_transcript(
        by=by, project=project, name="kumquat.txt", content=b"A: A kumquat.\nB: No.\nA: A zebra.\n"
    )
    Version.objects.filter(number=2).update(reason="It was: The kumquat list was full by then")
    for who in (people["P12"],):
        Participant.objects.filter(pk=who.pk).update(about="")
    done = withdraw(by, people["P11"])
    found = [line for line in make.every_cell().splitlines() if "umquat" in line or "zebra" in line]
    assert found == []
    assert not FormerPlace.objects.exclude(passage=kept).exists()
    assert not Arrival.objects.exists()
    assert (done.codes, done.arrivals) == ((code.pk,), 1)
    assert Code.objects.get(pk=code.pk).example == ""


def test_what_only_resembles_their_words_stays(by, talk, people, code):
    memo = actions.write_memo(by=by, on=code, text="Training matters to everybody in this team.")
    withdraw(by, people["P11"])
    memo.refresh_from_db()
    assert memo.text == "Training matters to everybody in this team."


def test_the_trail_stays_whole_and_its_digests_are_mute(by, project, talk, people, code):
    make.coded(by, talk, "she had the training", code)
    withdraw(by, people["P11"])
    assert projects.verify(project.pk) == []
    for event in Event.objects.filter(chain=project.pk, verb="passage.coded"):
        assert bytes(event.salt) == b""
        assert "training" not in str(event.after)
    added = Event.objects.filter(verb="participant.added").order_by("seq")
    assert [bool(bytes(event.salt)) for event in added] == [False, True]


def test_the_pseudonym_and_that_they_withdrew_stay(by, talk, people):
    withdraw(by, people["P11"])
    row = Participant.objects.get(pseudonym="P11")
    assert row.withdrawn_at is not None
    assert (row.about, row.group) == ("", "therapist")
    assert Transcript.objects.get(pk=talk.pk).file_name == ""
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw(by, row)


def test_words_that_once_stood_under_another_name_go_too(by, project, people, code):
    talk = make.heard(
        by, project,
        [("P12", "It was fine for me."), ("P12", GREW)],
        people,
    )  # fmt: skip
    wrong = make.coded(by, talk, "A kumquat grew in the yard", code)
    done = actions.correct_transcript(
        by=by, transcript=talk, version=1, reason="It was P11",
        turns=[Spoken("P12", "It was fine for me."),
               Spoken("P11", GREW)],
        speakers=people,
    )  # fmt: skip
    assert done.edited == (wrong.pk,)
    Participant.objects.update(about="")
    withdraw(by, people["P11"])
    assert "kumquat grew" not in make.every_cell()
    texts = Version.objects.filter(transcript=talk).values_list("text", flat=True)
    assert list(texts) == ["It was fine for me.\n\n[withdrawn]"] * 2


def test_a_withdrawal_touches_no_other_project(by, people, talk):
    other = build.project(by.user)
    person = make.person(by, other, "P11")
    elsewhere = make.heard(by, other, [("P11", "A kumquat here too.")], {"P11": person})
    actions.receive_transcript(by=by, project=other, name="x.txt", content=b"A: Hi.\nB: Hello.\n")
    withdraw(by, people["P11"])
    assert make.text_of(elsewhere) == "A kumquat here too."
    assert Arrival.objects.filter(project=other).exists()


def test_one_after_the_other(by, talk, people, code):
    first = make.coded(by, talk, "she had the training", code)
    second = make.coded(by, talk, "It stayed that way", code)
    last = make.coded(by, talk, "And when she asked", code)
    withdraw(by, people["P12"])
    withdraw(by, people["P11"])
    text = Version.objects.get(transcript=talk).text
    assert text.count("[withdrawn]") == 4
    for passage, turn in ((first, 1), (second, 5)):
        passage.refresh_from_db()
        held = Turn.objects.get(version=passage.version, index=turn)
        assert (passage.start, passage.end) == (held.start, held.end)
        assert text[held.start : held.end] == "[withdrawn]"
    last.refresh_from_db()
    assert text[last.start : last.end] == last.quote == "And when she asked"


def test_a_passage_that_came_to_be_theirs_goes_where_no_turn_is_theirs(by, talk, people, code):
    passage = make.coded(by, talk, "And when she asked", code)
    Passage.objects.filter(pk=passage.pk).update(participant=people["P11"])
    Turn.objects.filter(participant=people["P11"]).update(participant=None)
    assert withdraw(by, people["P11"]).passages == (passage.pk,)
    passage.refresh_from_db()
    assert (passage.quote, passage.state) == ("", Passage.State.REDACTED)


def test_somebody_without_words_may_withdraw(by, project):
    row = make.person(by, project, "P77", consented_on=date(2025, 1, 1))
    done = withdraw(by, row)
    assert (done.passages, done.transcripts, done.words) == ((), (), "")


def part(by, participant, *transcripts):
    return actions.redact_participant(by=by, participant=participant, transcripts=transcripts)


def test_a_part_that_was_withdrawn_is_neither_corrected_nor_coded(by, talk, people, code):
    part(by, people["P11"], talk)
    at = make.place(talk, "[withdrawn]")[0]
    for words in ("[withdrawn]", "withdrawn"):
        with pytest.raises(Refused, match="P11 withdrew what they said there"):
            make.coded(by, talk, words, code)
    with pytest.raises(Refused, match="can't be coded"):
        actions.apply_codes(
            by=by, transcript=talk, version=1, start=at + 2, end=at + 5, codes=[code]
        )

    def correct(**more):
        return actions.correct_transcript(
            by=by, transcript=talk, version=1, reason="Heard again", **more
        )

    for said in ("Something else.", ""):
        with pytest.raises(Refused, match="No words can stand in those turns"):
            correct(words={1: said})
    turns = [Spoken(*one) for one in SAID]
    turns[1] = Spoken("P11", "[withdrawn]")
    with pytest.raises(Refused, match="No words can stand in those turns"):
        correct(turns=turns)
    turns[4] = Spoken("P11", "[withdrawn]")
    turns[0] = Spoken("I", "And where?")
    assert correct(turns=turns).version.number == 2
    assert make.text_of(talk).count("[withdrawn]") == 2


def test_notes_and_reasons_that_repeat_their_words_are_emptied(by, project, talk, people, code):
    """A question that stood in a guide before anybody was heard repeats nobody."""
    said = "She had the training, and she had all of the patients as well"
    before = GuideQuestion.objects.create(
        project=project, guide=Guide.objects.create(project=project, name="First"), text=said
    )
    GuideQuestion.objects.filter(pk=before.pk).update(created_at=talk.created_at)
    guide = Guide.objects.create(project=project, name="Second", note=said)
    question = GuideQuestion.objects.create(project=project, guide=guide, text=said)
    round_ = CodingRound.objects.create(project=project, name="One", seed=1, note=said)
    place = Assignment.objects.create(
        project=project, round=round_, transcript=talk, coder=by.user, why=said
    )
    other = make.heard(by, project, [("P12", "No.")], people, title="Other", waived=said)
    theirs = make.coded(by, other, "No", code)
    Passage.objects.filter(pk=theirs.pk).update(let_go=said)
    kept = CodebookVersion.objects.create(project=project, number=9, note=said, codes=[])
    done = withdraw(by, people["P11"])
    assert done.beside.repeating == 7
    for row, name in (
        (guide, "note"), (question, "text"), (round_, "note"), (place, "why"),
        (other, "cleared_why"), (theirs, "let_go"), (kept, "note"),
    ):  # fmt: skip
        row.refresh_from_db()
        assert getattr(row, name) == "", (row, name)
    before.refresh_from_db()
    assert before.text == said


ERASED_ELSEWHERE = {
    # (model, field): erased by name or with its row, whether it repeats the words or not.
    ("transcript", "title"),
    ("transcript", "file_name"),
    ("version", "text"),
    ("memo", "text"),
    ("passage", "quote"),
    ("formerplace", "quote"),
    ("code", "definition"),
    ("code", "when"),
    ("code", "when_not"),
    ("code", "example"),
    ("contentrow", "paraphrase"),
    ("contentrow", "generalisation"),
    ("approach", "reason"),
    ("attributevalue", "value"),
    ("arrival", "name"),
    ("proposal", "replacement"),
    ("projectfile", "name"),
}


def test_what_may_hold_words_is_looked_through():
    """Each field that the trail keeps to itself is either erased by name or where it repeats."""
    looked = {(model._meta.model_name, name) for model, names, _ in REPEATING for name in names}
    private = {
        (model._meta.model_name, name)
        for model in apps.get_app_config("interviews").get_models()
        for name in getattr(model, "TRAIL_PRIVATE", ())
    }
    assert private - looked == ERASED_ELSEWHERE


def test_a_title_is_not_in_the_trail(by, talk):
    actions.edit_transcript(
        by=by, transcript=talk, title="Maureen kumquat", kind=talk.kind, held_on=None
    )
    told = Event.objects.filter(object_kind="transcript", object_id=talk.pk)
    assert not [event for event in told if "aureen" in str(event.after) + str(event.before)]
    assert list(told.last().after) == ["title"]


PEOPLE = ("P11", "P12", "I")
TURNS = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE), st.text("abc 🙂", min_size=1, max_size=30).filter(str.strip)
    ),
    min_size=1, max_size=8,
)  # fmt: skip


class TestAnyWithdrawal(TestCase):
    """Whatever was said by whom: the others' passages keep their words and never collide."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        TURNS,
        st.lists(st.tuples(st.integers(0, 7), st.integers(0, 29), st.integers(1, 9)), max_size=8),
    )
    def test_the_others_are_untouched(self, said, marks):
        project = build.project()
        by = build.member(project)
        people = {name: make.person(by, project, name) for name in PEOPLE[:2]}
        talk = make.heard(by, project, said, people)
        code = make.code(project)
        turns = list(Turn.objects.filter(version__transcript=talk))
        for index, at, length in marks:
            turn = turns[index % len(turns)]
            start = turn.start + at % max(turn.end - turn.start, 1)
            try:
                actions.apply_codes(
                    by=by, transcript=talk, version=1, start=start,
                    end=min(start + length, turn.end), codes=[code],
                )  # fmt: skip
            except Refused:
                continue
        quotes = dict(Passage.objects.exclude(participant=people["P11"]).values_list("pk", "quote"))
        before = Passage.objects.count()
        actions.redact_participant(by=by, participant=people["P11"])
        text = make.text_of(talk)
        assert Passage.objects.count() == before
        for passage in Passage.objects.all():
            if passage.pk in quotes:
                assert passage.quote == quotes[passage.pk] == text[passage.start : passage.end]
            else:
                assert (passage.state, passage.quote) == (Passage.State.REDACTED, "")
        expected = ["[withdrawn]" if who == "P11" else words for who, words in said]
        version = Version.objects.get(transcript=talk)
        found = [text[t.start : t.end] for t in Turn.objects.filter(version=version)]
        assert found == expected
