"""Correcting a transcript: a new version, and every passage found again or said to be lost."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import build
from tests.steps.interviews import build as make
from uptake.formats.transcripts import Turn as Spoken
from uptake.interviews import actions
from uptake.interviews.actions.correct import _Ground
from uptake.interviews.models import Coding, FormerPlace, Memo, Participant, Passage, Turn, Version
from uptake.methods.anchors import Anchor
from uptake.projects.errors import NotAllowed, OvertakenEdit, Refused

pytestmark = pytest.mark.django_db

SAID = [
    ("I", "Where did it get stuck?"),
    ("P11", "The team lead wanted it. She had the training, she had the patients."),
    ("I", "And when she asked?"),
    ("P12", "They said, fine, but nothing comes off. So it was seven clients a day."),
]
FIRM, LOST = Passage.State.FIRM, Passage.State.LOST


@pytest.fixture
def people(by, project):
    return {name: make.person(by, project, name) for name in ("P11", "P12")}


@pytest.fixture
def talk(by, project, people):
    return make.heard(by, project, SAID, people)


@pytest.fixture
def time(project):
    return make.code(project, "Time")


def correct(by, talk, version=1, reason="Checked against the tape", **more):
    return actions.correct_transcript(
        by=by, transcript=talk, version=version, reason=reason, **more
    )


def whole(*changed, drop=()):
    """The whole text with some turns changed, by index."""
    return [
        Spoken(*dict(changed).get(n, turn)) for n, turn in enumerate(SAID) if n not in drop
    ]  # fmt: skip


class TestOneTurn:
    def test_the_old_version_stays_and_the_new_one_is_shown(self, by, talk):
        done = correct(by, talk, words={1: "The head wanted it."})
        old, new = Version.objects.filter(transcript=talk).order_by("number")
        assert old.text == "\n\n".join(words for _, words in SAID)
        assert (old.current, new.current, new.number) == (False, True, 2)
        assert new.reason == "Checked against the tape"
        assert new == done.version
        assert "The head wanted it." in new.text
        turns = Turn.objects.filter(version=new).values_list("speaker", "participant__pseudonym")
        assert list(turns) == [("I", None), ("P11", "P11"), ("I", None), ("P12", "P12")]

    def test_passages_elsewhere_move_with_their_words(self, by, talk, time):
        passage = make.coded(by, talk, "nothing comes off", time)
        before = (passage.version_id, passage.start, passage.end)
        done = correct(by, talk, words={0: "Where, in your view, did it get stuck?"})
        passage.refresh_from_db()
        assert done.kept == (passage.pk,)
        assert (passage.start, passage.end) == make.place(talk, "nothing comes off")
        assert (passage.version, passage.state) == (done.version, FIRM)
        former = FormerPlace.objects.get(passage=passage)
        assert (former.version_id, former.start, former.end) == before
        assert (former.quote, former.how) == ("nothing comes off", "exact")

    def test_a_passage_whose_words_were_mended_holds_the_new_ones(self, by, talk, time):
        passage = make.coded(by, talk, "She had the training, she had the patients", time)
        done = correct(
            by,
            talk,
            words={1: "The team lead wanted it. She had the training, she had no patients."},
        )
        passage.refresh_from_db()
        assert done.edited == (passage.pk,)
        assert passage.quote == "She had the training, she had no patients"
        former = FormerPlace.objects.get()
        assert former.quote == "She had the training, she had the patients"
        assert former.how == "edited"

    def test_a_passage_that_is_gone_is_lost_with_quote_and_codings_kept(self, by, talk, time):
        passage = make.coded(by, talk, "nothing comes off", time, memo="Telling.")
        done = correct(by, talk, words={3: "Silence."})
        passage.refresh_from_db()
        assert done.lost == (passage.pk,)
        assert (passage.state, passage.quote) == (LOST, "nothing comes off")
        assert passage.version.number == 1
        assert Coding.objects.filter(passage=passage, removed_at=None).count() == 1
        assert Memo.objects.get().text == "Telling."
        assert done.detail() == {
            "version": 2, "kept": 0, "edited": [], "lost": [passage.pk], "found": [],
        }  # fmt: skip

    def test_correcting_back_finds_what_was_lost(self, by, talk, time):
        passage = make.coded(by, talk, "nothing comes off", time)
        correct(by, talk, words={3: "Silence."})
        done = correct(by, talk, 2, words={3: SAID[3][1]})
        passage.refresh_from_db()
        assert done.found == (passage.pk,)
        assert (passage.state, passage.version) == (FIRM, done.version)
        assert FormerPlace.objects.get().how == "found"

    def test_what_was_let_go_is_not_found_again(self, by, talk, time):
        passage = make.coded(by, talk, "nothing comes off", time)
        correct(by, talk, words={3: "Silence."})
        actions.let_go(by=by, passage=passage, reason="It was never said.")
        assert correct(by, talk, 2, words={3: SAID[3][1]}).found == ()

    def test_an_empty_text_takes_the_turn_out(self, by, talk):
        done = correct(by, talk, words={2: " "})
        assert list(Turn.objects.filter(version=done.version).values_list("index", flat=True)) == [
            0, 1, 2,
        ]  # fmt: skip

    def test_two_passages_never_come_to_share_a_stretch(self, by, talk, time):
        first = make.coded(by, talk, "They said, fine, but nothing comes off", time)
        second = make.coded(by, talk, "They said, fine, but nothing comes off.", time)
        done = correct(
            by,
            talk,
            words={3: "They said, fine, but nothing comes off so it was seven clients a day."},
        )
        assert {*done.kept, *done.edited, *done.lost} == {first.pk, second.pk}
        places = Passage.objects.filter(state=FIRM).values_list("version", "start", "end")
        assert len(set(places)) == len(places)

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"words": {1: "New."}, "reason": " "}, "has a reason"),
            ({"words": {}}, "reads the same"),
            ({"words": {1: SAID[1][1] + "  "}}, "reads the same"),
            ({"words": {9: "New."}}, "no turn 10"),
            ({"words": dict.fromkeys(range(4), "")}, "no words in it"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_changes(self, by, talk, more, said):
        with pytest.raises(Refused, match=said), transaction.atomic():
            correct(by, talk, **more)
        assert Version.objects.get(transcript=talk).current

    def test_somebody_else_was_first(self, by, talk):
        correct(by, talk, words={1: "First."})
        with pytest.raises(OvertakenEdit, match="Somebody else corrected"):
            correct(by, talk, 1, words={1: "Second."})

    def test_words_of_somebody_who_withdrew_do_not_come_back(self, by, talk, people):
        actions.redact_participant(by=by, participant=people["P11"])
        with pytest.raises(Refused, match="P11 has withdrawn"):
            correct(by, talk, words={1: "The team lead wanted it."})
        done = correct(by, talk, words={0: "Where?"})
        assert actions.WITHDRAWN in done.version.text


class TestWholeText:
    def test_known_labels_need_no_saying(self, by, talk, time):
        passage = make.coded(by, talk, "nothing comes off", time)
        done = correct(by, talk, turns=whole((0, ("I", "Where, do you think?"))))
        assert done.kept == (passage.pk,)
        assert Turn.objects.filter(version=done.version, participant=None).count() == 2

    def test_an_unknown_label_is_refused(self, by, talk, people):
        turns = whole((1, ("Anna", "The team lead wanted it.")))
        with pytest.raises(Refused, match="who “Anna” is"), transaction.atomic():
            correct(by, talk, turns=turns)
        done = correct(by, talk, turns=turns, speakers={"Anna": people["P11"]})
        assert Turn.objects.get(version=done.version, index=1).participant == people["P11"]

    def test_a_turn_given_to_its_true_speaker_takes_its_passages_along(
        self, by, talk, time, people
    ):
        passage = make.coded(by, talk, "nothing comes off", time)
        done = correct(by, talk, turns=whole((3, ("P11", SAID[3][1]))))
        passage.refresh_from_db()
        assert done.edited == (passage.pk,)
        assert passage.participant == people["P11"]
        assert FormerPlace.objects.get().participant == people["P12"]

    def test_the_same_words_found_elsewhere_are_not_somebody_elses(self, by, talk, time):
        passage = make.coded(by, talk, "nothing comes off", time)
        ground = _Ground(passage.version)
        theirs = make.place(talk, "had the training")
        assert not ground.take(passage, Anchor(*theirs, True, "nearest"))
        assert ground.take(passage, Anchor(*theirs, True, "exact"))
        assert not ground.take(passage, Anchor(*theirs, True, "exact")), "it is taken"
        assert not ground.take(passage, Anchor(5, 5, True, "exact")), "it has no words"

    def test_a_passage_is_lost_when_its_words_are_two_peoples(self, by, talk, time):
        passage = make.coded(by, talk, SAID[3][1], time)
        turns = [*whole(drop=(3,)), Spoken("P12", "They said, fine, but nothing comes off."),
                 Spoken("P11", "So it was seven clients a day.")]  # fmt: skip
        assert correct(by, talk, turns=turns).lost == (passage.pk,)

    def test_a_withdrawn_turn_stays_withdrawn(self, by, talk, people):
        actions.redact_participant(by=by, participant=people["P11"])
        with (
            pytest.raises(Refused, match="No words can stand in those turns"),
            transaction.atomic(),
        ):
            correct(by, talk, turns=whole((0, ("I", "Where?"))))
        kept = whole((0, ("I", "Where?")), (1, ("P11", actions.WITHDRAWN)))
        assert correct(by, talk, turns=kept).version.number == 2


class TestLost:
    @pytest.fixture
    def lost(self, by, talk, time):
        passage = make.coded(by, talk, "nothing comes off", time)
        correct(by, talk, words={3: "They said fine. It all stays on the list."})
        passage.refresh_from_db()
        return passage

    def put(self, by, talk, passage, words, version=2):
        start, end = make.place(talk, words)
        return actions.place_passage(by=by, passage=passage, version=version, start=start, end=end)

    def test_may_be_put_on_other_words(self, by, talk, lost):
        row = self.put(by, talk, lost, "It all stays on the list")
        assert (row.state, row.quote, row.version.number) == (FIRM, "It all stays on the list", 2)
        former = FormerPlace.objects.get(passage=row)
        assert (former.quote, former.how) == ("nothing comes off", "placed")
        assert Coding.objects.filter(passage=row).count() == 1

    def test_not_on_a_passage_that_is_there(self, by, talk, lost, time):
        make.coded(by, talk, "They said fine", time)
        with pytest.raises(Refused, match="Another passage stands on exactly these words"):
            self.put(by, talk, lost, "They said fine")

    def test_not_in_an_old_version(self, by, talk, lost):
        with pytest.raises(OvertakenEdit):
            self.put(by, talk, lost, "They said fine", version=1)

    def test_may_be_let_go_with_a_reason_and_still_be_put_back(self, by, talk, lost):
        with pytest.raises(Refused, match="has a reason"):
            actions.let_go(by=by, passage=lost, reason=" ")
        row = actions.let_go(by=by, passage=lost, reason="Never said.")
        assert (row.state, row.let_go, row.quote) == (LOST, "Never said.", "nothing comes off")
        assert self.put(by, talk, lost, "They said fine").let_go == ""

    def test_only_a_lost_one(self, by, talk, time):
        firm = make.coded(by, talk, "seven clients", time)
        with pytest.raises(Refused, match="not lost"):
            actions.let_go(by=by, passage=firm, reason="No.")
        with pytest.raises(Refused, match="not lost"):
            self.put(by, talk, firm, "nothing", version=1)

    def test_coders_do_not_let_go(self, project, lost):
        with pytest.raises(NotAllowed):
            actions.let_go(by=build.member(project, "coder"), passage=lost, reason="No.")


WORD = st.sampled_from(["time", "team", "fine", "stuck", "seven", "clients", "a", "day", "🙂"])
WORDS = st.lists(WORD, min_size=1, max_size=12).map(" ".join)


class TestAnyCorrection(TestCase):
    """No correction loses a quote or a coding, and what is kept holds the words it says."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(WORDS, min_size=2, max_size=5), st.data())
    def test_every_passage_is_somewhere_and_every_quote_is_kept(self, said, data):
        project = build.project()
        by = build.member(project)
        who = make.person(by, project)
        talk = make.heard(by, project, [("P11", words) for words in said], {"P11": who})
        code = make.code(project)
        text, quotes = make.text_of(talk), {}
        for words in said:
            start, _ = make.place(talk, words)
            if not Passage.objects.filter(transcript=talk, start=start).exists():
                row = make.coded(by, talk, words.split()[0], code, at=start)
                quotes[row.pk] = row.quote
        for number in (1, 2):
            words = {data.draw(st.integers(0, 1)): data.draw(WORDS)}
            try:
                actions.correct_transcript(
                    by=by, transcript=talk, version=number, reason="Heard again", words=words
                )
            except Refused:
                break
        assert Version.objects.get(transcript=talk, number=1).text == text
        assert Participant.objects.get().pk == who.pk
        current = Version.objects.get(transcript=talk, current=True)
        for passage in Passage.objects.filter(transcript=talk):
            assert passage.version.text[passage.start : passage.end] == passage.quote
            assert (passage.version == current) == (passage.state == FIRM)
            known = {passage.quote, *passage.former.values_list("quote", flat=True)}
            assert quotes[passage.pk] in known
        assert Coding.objects.filter(removed_at=None, passage__transcript=talk).count() == len(
            quotes
        )
