"""Putting codes on passages, taking them off, undo and redo."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.models import Code, Coding, CodingAct, Memo, Participant, Passage, Version
from uptake.projects.actor import Job, System
from uptake.projects.errors import ForeignObject, NotAllowed, OvertakenEdit, Refused
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(project):
    make.participant(project, "P11")
    make.participant(project, "P12", "therapist")
    return make.transcript(project)


@pytest.fixture
def coder(project):
    return build.member(project, "coder")


@pytest.fixture
def book(project):
    return [make.code(project, name, order=n) for n, name in enumerate(("Time", "Power", "Money"))]


def apply(coder, talk, words, *codes, **more):
    start, end = make.place(talk, words)
    return actions.apply_codes(
        by=coder, transcript=talk, version=1, start=start, end=end, codes=list(codes), **more
    )


def live():
    return sorted(
        Coding.objects.filter(removed_at=None).values_list("passage__quote", "code__name")
    )


class TestApplying:
    def test_keeps_the_quote_its_place_and_whose_words_they_are(self, talk, coder, book):
        made = apply(coder, talk, "nothing comes off", book[0])
        passage = made[0].passage
        assert passage.quote == "nothing comes off"
        assert (passage.start, passage.end) == make.place(talk, "nothing comes off")
        assert passage.participant.pseudonym == "P11"
        assert made[0].coder == coder.user

    def test_several_codes_make_one_passage_and_one_act(self, talk, coder, book):
        assert len(apply(coder, talk, "nothing comes off", *book)) == 3
        assert Passage.objects.count() == 1
        assert CodingAct.objects.filter(beside=None).count() == 1
        assert CodingAct.objects.count() == 3

    def test_blanks_at_either_end_are_left_out(self, talk, coder, book):
        start, end = make.place(talk, " nothing comes off. ")
        made = actions.apply_codes(
            by=coder, transcript=talk, version=1, start=start, end=end, codes=[book[0]]
        )
        assert made[0].passage.quote == "nothing comes off."
        assert made[0].passage.start == start + 1

    def test_a_stretch_that_is_there_is_used_again(self, talk, coder, book):
        first = apply(coder, talk, "nothing comes off", book[0])[0]
        second = apply(coder, talk, "nothing comes off", book[1])[0]
        assert first.passage_id == second.passage_id

    def test_overlapping_passages_stand_beside_one_another(self, talk, coder, book):
        apply(coder, talk, "fine, but nothing", book[0])
        apply(coder, talk, "nothing comes off", book[1])
        assert live() == [("fine, but nothing", "Time"), ("nothing comes off", "Power")]

    def test_an_interviewers_words_belong_to_nobody(self, talk, coder, book):
        assert apply(coder, talk, "when she asked", book[0])[0].passage.participant is None

    def test_emoji_count_as_one_character(self, talk, coder, book):
        passage = apply(coder, talk, "🙂 It took", book[0])[0].passage
        assert passage.quote == "🙂 It took"
        assert passage.end - passage.start == 9

    def test_a_memo_alone_marks_a_passage(self, talk, coder):
        assert apply(coder, talk, "seven clients", memo="Check the number.") == []
        assert Memo.objects.get().passage.quote == "seven clients"

    def test_the_trail_keeps_that_it_happened_and_not_the_words(self, talk, coder, book):
        apply(coder, talk, "nothing comes off", book[0], memo="A secret thought.")
        event = Event.objects.get(verb="passage.coded")
        assert event.after["codes"] == ["Time"]
        assert "nothing comes off" not in str(event.after)
        assert "secret" not in str(event.after)

    def test_the_same_again_says_so_and_leaves_no_event(self, talk, coder, book):
        apply(coder, talk, "nothing comes off", book[0])
        before = Event.objects.count()
        with pytest.raises(actions.AlreadyThere, match="already coded this passage: Time"):
            apply(coder, talk, "nothing comes off", book[0])
        assert (Event.objects.count(), Coding.objects.count()) == (before, 1)

    def test_what_is_new_among_several_is_added(self, talk, coder, book):
        apply(coder, talk, "nothing comes off", book[0])
        assert [c.code for c in apply(coder, talk, "nothing comes off", *book[:2])] == [book[1]]

    def test_two_coders_may_say_the_same(self, talk, coder, project, book):
        apply(coder, talk, "nothing comes off", book[0])
        apply(build.member(project, "researcher"), talk, "nothing comes off", book[0])
        assert Passage.objects.count() == 1
        assert Coding.objects.count() == 2


class TestRefusing:
    @pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 2), (-3, 4)])
    def test_nothing_selected(self, talk, coder, book, start, end):
        with pytest.raises(Refused, match="Nothing is selected"):
            actions.apply_codes(
                by=coder, transcript=talk, version=1, start=start, end=end, codes=book[:1]
            )

    def test_past_the_end(self, talk, coder, book):
        end = len(make.text_of(talk))
        with pytest.raises(Refused, match="after the transcript's end"):
            actions.apply_codes(
                by=coder, transcript=talk, version=1, start=end - 4, end=end + 1, codes=book[:1]
            )

    def test_blanks_only(self, talk, coder, book):
        start, end = make.place(talk, "\n\n")
        with pytest.raises(Refused, match="no words"):
            actions.apply_codes(
                by=coder, transcript=talk, version=1, start=start, end=end, codes=book[:1]
            )

    def test_no_code_and_no_memo(self, talk, coder):
        with pytest.raises(Refused, match="No code was chosen"):
            apply(coder, talk, "nothing")

    def test_a_retired_code(self, talk, coder, book):
        book[0].retired_at = timezone.now()
        book[0].save()
        with pytest.raises(Refused, match="retired"):
            apply(coder, talk, "nothing", book[0])

    def test_the_words_of_two_participants(self, talk, coder, book):
        start = make.place(talk, "seven clients")[0]
        end = make.place(talk, "I was there")[1]
        with pytest.raises(Refused, match="more than one participant: P11, P12"):
            actions.apply_codes(
                by=coder, transcript=talk, version=1, start=start, end=end, codes=book[:1]
            )

    def test_the_words_of_somebody_who_withdrew(self, talk, coder, book):
        Participant.objects.filter(pseudonym="P11").update(withdrawn_at=timezone.now())
        with pytest.raises(Refused, match="P11 has withdrawn"):
            apply(coder, talk, "nothing", book[0])

    def test_a_transcript_that_was_corrected_meanwhile(self, talk, coder, book):
        Version.objects.filter(transcript=talk).update(current=False)
        Version.objects.create(project=talk.project, transcript=talk, number=2, text="Other words.")
        with pytest.raises(OvertakenEdit, match="corrected while you had it open"):
            actions.apply_codes(
                by=coder, transcript=talk, version=1, start=0, end=5, codes=book[:1]
            )
        assert not Passage.objects.exists()

    def test_words_that_have_changed_under_the_page(self, talk, coder, book):
        with pytest.raises(OvertakenEdit, match="have changed since you opened"):
            apply(coder, talk, "nothing comes off", book[0], shown="something else")
        assert apply(coder, talk, "nothing comes off", book[0], shown="nothing  comes\noff")

    def test_a_memo_that_is_too_long(self, talk, coder):
        with pytest.raises(Refused, match="20,001 characters"):
            apply(coder, talk, "nothing", memo="x" * 20_001)

    @pytest.mark.parametrize("role", ["reviewer", "commissioner", "observer"])
    def test_roles_that_do_not_code(self, talk, project, book, role):
        with pytest.raises(NotAllowed):
            apply(build.member(project, role), talk, "nothing", book[0])

    def test_a_code_of_another_project(self, talk, coder):
        with pytest.raises(ForeignObject):
            apply(coder, talk, "nothing", make.code(build.project(), "Theirs"))

    def test_a_job_without_a_person(self, talk, book):
        with pytest.raises(Refused, match="needs a coder"):
            apply(System(Job.TERMINAL), talk, "nothing", book[0])


class TestRemoving:
    def test_keeps_the_row(self, talk, coder, book):
        coding = apply(coder, talk, "nothing comes off", book[0])[0]
        removed = actions.remove_coding(by=coder, coding=coding)
        assert removed.removed_at is not None
        assert live() == []

    def test_somebody_elses_is_refused(self, talk, coder, project, book):
        coding = apply(coder, talk, "nothing comes off", book[0])[0]
        with pytest.raises(Refused, match="only they can take it off"):
            actions.remove_coding(by=build.member(project, "owner"), coding=coding)

    def test_twice_is_refused(self, talk, coder, book):
        coding = apply(coder, talk, "nothing comes off", book[0])[0]
        actions.remove_coding(by=coder, coding=coding)
        with pytest.raises(Refused, match="off this passage already"):
            actions.remove_coding(by=coder, coding=coding)

    def test_and_putting_it_back_makes_a_new_row(self, talk, coder, book):
        coding = apply(coder, talk, "nothing comes off", book[0])[0]
        actions.remove_coding(by=coder, coding=coding)
        apply(coder, talk, "nothing comes off", book[0])
        assert Coding.objects.count() == 2
        assert live() == [("nothing comes off", "Time")]


class TestUndo:
    def undo(self, coder, talk):
        return actions.undo(by=coder, transcript=talk)

    def redo(self, coder, talk):
        return actions.redo(by=coder, transcript=talk)

    def test_walks_back_and_forth_through_every_kind_of_act(self, talk, coder, book):
        first = apply(coder, talk, "nothing comes off", *book[:2], memo="Hm.")[0]
        seen = [(live(), self.memos())]
        actions.remove_coding(by=coder, coding=first)
        seen.append((live(), self.memos()))
        memo = actions.edit_memo(by=coder, memo=Memo.objects.get(), text="Two.")
        seen.append((live(), self.memos()))
        actions.remove_memo(by=coder, memo=memo)
        seen.append((live(), self.memos()))
        for before in reversed([([], []), *seen[:-1]]):
            self.undo(coder, talk)
            assert (live(), self.memos()) == before
        with pytest.raises(Refused, match="nothing to undo"):
            self.undo(coder, talk)
        for after in seen:
            self.redo(coder, talk)
            assert (live(), self.memos()) == after
        with pytest.raises(Refused, match="nothing to do again"):
            self.redo(coder, talk)

    def memos(self):
        return sorted(Memo.objects.filter(removed_at=None).values_list("text", flat=True))

    def test_says_what_and_where(self, talk, coder, book):
        passage = apply(coder, talk, "nothing comes off", *book[:2])[0].passage
        undone = self.undo(coder, talk)
        assert undone.words == "Undone: Time, Power is off the passage."
        assert undone.spans == ((passage.start, passage.end),)
        assert set(undone.codes) == {book[0].pk, book[1].pk}
        assert self.redo(coder, talk).words == "Done again: Time, Power is back on the passage."

    def test_says_what_became_of_a_memo(self, talk, coder):
        apply(coder, talk, "nothing", memo="Hm.")
        assert self.undo(coder, talk).words == "Undone: the memo is taken away."
        assert self.redo(coder, talk).words == "Done again: the memo is back."

    def test_a_new_act_buries_what_was_undone(self, talk, coder, book):
        apply(coder, talk, "nothing comes off", book[0])
        self.undo(coder, talk)
        apply(coder, talk, "seven clients", book[1])
        with pytest.raises(Refused, match="nothing to do again"):
            self.redo(coder, talk)
        self.undo(coder, talk)
        with pytest.raises(Refused, match="nothing to undo"):
            self.undo(coder, talk)

    def test_is_each_coders_own_and_each_transcripts_own(self, talk, coder, project, book):
        other = build.member(project, "coder")
        elsewhere = make.transcript(project, title="Interview 12")
        apply(coder, talk, "nothing comes off", book[0])
        for person, where in ((other, talk), (coder, elsewhere)):
            with pytest.raises(Refused, match="nothing to undo"):
                self.undo(person, where)

    def test_an_edit_may_be_undone_and_made_again(self, talk, coder):
        apply(coder, talk, "nothing", memo="One.")
        memo = Memo.objects.get()
        actions.edit_memo(by=coder, memo=memo, text="Two.")
        self.undo(coder, talk)
        actions.edit_memo(by=coder, memo=memo, text="Three.")
        assert self.memos() == ["Three."]

    def test_leaves_redacted_passages_alone(self, talk, coder, book):
        apply(coder, talk, "seven clients", book[1])
        passage = apply(coder, talk, "nothing comes off", book[0])[0].passage
        Passage.objects.filter(pk=passage.pk).update(state=Passage.State.REDACTED, quote="")
        assert "Power" in self.undo(coder, talk).words
        with pytest.raises(Refused, match="nothing to undo"):
            self.undo(coder, talk)

    def test_does_not_bring_back_what_stands_there_again(self, talk, coder, book, project):
        coding = apply(coder, talk, "nothing comes off", book[0])[0]
        actions.remove_coding(by=coder, coding=coding)
        Coding.objects.create(
            project=project, passage=coding.passage, code=book[0], coder=coder.user
        )
        self.undo(coder, talk)
        assert live() == [("nothing comes off", "Time")]

    def test_is_an_event(self, talk, coder, book):
        apply(coder, talk, "nothing comes off", book[0])
        self.undo(coder, talk)
        self.redo(coder, talk)
        verbs = list(Event.objects.order_by("seq").values_list("verb", flat=True))
        assert verbs[-2:] == ["coding.undone", "coding.redone"]


class TestMemos:
    def test_on_a_code_or_a_transcript(self, talk, coder, book):
        on_code = actions.write_memo(by=coder, on=book[0], text=" A thought. ")
        on_all = actions.write_memo(by=coder, on=talk, text="Tired voice.")
        assert (on_code.code, on_code.text) == (book[0], "A thought.")
        assert on_all.transcript == talk
        assert CodingAct.objects.get().memo == on_all

    def test_an_edit_keeps_the_old_words(self, talk, coder):
        memo = actions.write_memo(by=coder, on=talk, text="One.")
        new = actions.edit_memo(by=coder, memo=memo, text="Two.")
        memo.refresh_from_db()
        assert (memo.text, new.replaces, memo.removed_at is None) == ("One.", memo, False)

    def test_an_edit_of_what_somebody_changed_meanwhile(self, talk, coder):
        memo = actions.write_memo(by=coder, on=talk, text="One.")
        actions.edit_memo(by=coder, memo=memo, text="Two.")
        with pytest.raises(OvertakenEdit):
            actions.edit_memo(by=coder, memo=memo, text="Three.")

    def test_only_its_writer_changes_it(self, talk, coder, project):
        memo = actions.write_memo(by=coder, on=talk, text="One.")
        other = build.member(project, "owner")
        with pytest.raises(Refused, match="only they can change it"):
            actions.edit_memo(by=other, memo=memo, text="Two.")
        with pytest.raises(Refused, match="only they can change it"):
            actions.remove_memo(by=other, memo=memo)

    def test_an_empty_one_is_refused(self, talk, coder):
        with pytest.raises(Refused, match="empty"):
            actions.write_memo(by=coder, on=talk, text="  ")

    def test_a_redacted_passage_takes_none(self, talk, coder, book):
        passage = apply(coder, talk, "nothing", book[0])[0].passage
        passage.state = Passage.State.REDACTED
        passage.save()
        with pytest.raises(Refused, match="redacted"):
            actions.write_memo(by=coder, on=passage, text="Hm.")


def test_a_codes_name_may_be_used_again_after_it_retired(project):
    code = make.code(project, "Time")
    Code.objects.filter(pk=code.pk).update(retired_at=timezone.now())
    assert make.code(project, "Time").pk != code.pk
