"""De-identification: proposals, decisions, the key, the sign-off and the ways back."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.actions import deciding, deidentify, name_list, sign_off
from uptake.interviews.actions.name_list import NewName
from uptake.interviews.identities import known_names
from uptake.interviews.models import (
    IdentityKey,
    NameKey,
    Proposal,
    RawText,
    Transcript,
    Turn,
    Version,
)
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Event
from uptake.projects.roles import Permission

pytestmark = pytest.mark.django_db

SAID = [
    ("M. Grant", "Who ran it, at your place?"),
    ("P11", "Mrs Tapsell ran it, Mrs Maureen Tapsell, from Harrowfield. Ring 01632 960 983."),
    ("M. Grant", "And after that?"),
    ("P11", "After Tapsell left, nobody. She was born on 3 May 1961. M. Grant knows her."),
]
SECRETS = ("Tapsell", "Maureen", "01632", "3 May 1961")


@pytest.fixture
def talk(by, project):
    person = make.person(by, project)
    return make.heard(by, project, SAID, {"P11": person}, waived="")


def proposals(talk):
    rows = Proposal.objects.filter(version__transcript=talk).order_by("start")
    text = make.text_of(talk)
    return [(text[row.start : row.end], row.kind, row.state) for row in rows]


def proposal(talk, words, n=0):
    text = make.text_of(talk)
    rows = Proposal.objects.filter(version__transcript=talk).order_by("start")
    return [row for row in rows if text[row.start : row.end] == words][n]


def everything(project):
    """All places of the project, and the key."""
    fields = {one.name for one in Proposal._meta.concrete_fields} - {"id", "created_at"}
    rows = Proposal.objects.filter(project=project).order_by("start")
    return (
        list(rows.values_list(*sorted(fields))),
        sorted((one.original, one.pseudonym) for one in known_names(project)),
    )


def decide_all(by, talk):
    """Accept everything that is proposed, and whatever that proposes."""
    while row := Proposal.objects.filter(version__transcript=talk, state="open").first():
        deidentify.accept(by=by, proposal=row)


def signed(by, talk):
    deidentify.look_through(by=by, transcript=talk)
    decide_all(by, talk)
    sign_off.sign_off(by=by, transcript=talk)
    talk.refresh_from_db()
    return talk


class TestLooking:
    def test_proposes_what_rules_and_speakers_tell(self, by, talk):
        assert deidentify.look_through(by=by, transcript=talk) == len(proposals(talk))
        found = {words for words, _, _ in proposals(talk)}
        assert {"Mrs Tapsell", "01632 960 983", "3 May 1961", "M. Grant"} <= found
        assert {row.source for row in Proposal.objects.all()} == {"rule", "speaker"}
        assert all(row.why and row.sure in (1, 2, 3) for row in Proposal.objects.all())

    def test_looking_again_proposes_only_what_is_new(self, by, project, talk):
        deidentify.look_through(by=by, transcript=talk)
        before = len(proposals(talk))
        assert deidentify.look_through(by=by, transcript=talk) == 0
        name_list.add_names(by=by, project=project, names=[NewName("Harrowfield", "place")])
        assert deidentify.look_through(by=by, transcript=talk) == 1
        assert len(proposals(talk)) == before + 1
        assert proposal(talk, "Harrowfield").source == "list"
        assert proposal(talk, "Harrowfield").replacement == "[place 1]"

    def test_names_in_the_identity_store_are_looked_for(self, by, project, talk, monkeypatch):
        """For whoever may open it; the place shows the words that stand there, and no more."""
        kim = make.person(by, project, "P12")
        contact = actions.Contact(name="Harrowfield Zuck", email="zuck@example.org")
        actions.write_identity(by=by, participant=kim, contact=contact)
        may = type(by).may
        with monkeypatch.context() as without:
            without.setattr(
                type(by), "may",
                lambda self, what, where: what != Permission.SEE_IDENTITIES
                and may(self, what, where),
            )  # fmt: skip
            deidentify.look_through(by=by, transcript=talk)
            words = [one[0] for one in proposals(talk)]
            assert "Harrowfield" not in words
        assert deidentify.look_through(by=by, transcript=talk) == 1
        found = proposal(talk, "Harrowfield")
        assert (found.source, found.replacement) == ("store", "P12")
        assert found.why == "a name in the identity store"
        assert "Zuck" not in make.every_cell()
        assert not NameKey.objects.exists()

    def test_a_wider_net_is_cast_when_asked(self, by, talk):
        deidentify.look_through(by=by, transcript=talk, every_capital=True)
        assert proposal(talk, "Harrowfield").source == "capital"

    def test_the_model_is_refused_when_it_is_not_there(self, by, talk, monkeypatch):
        monkeypatch.setattr("uptake.instruments.name_model.MODEL", "no_such_model")
        with pytest.raises(Refused, match="is not installed"):
            deidentify.look_through(by=by, transcript=talk, model=True)
        assert proposals(talk) == []

    def test_the_model_is_asked_when_it_is_there(self, by, talk, monkeypatch):
        from uptake.methods.deidentify import Sure
        from uptake.methods.deidentify.hits import hit

        def model(text):
            at = text.index("Harrowfield")
            yield hit(text, at, at + 11, "place", Sure.UNSURE, "a model takes it for a name")

        monkeypatch.setattr("uptake.instruments.name_model.installed", lambda: model)
        deidentify.look_through(by=by, transcript=talk, model=True)
        assert proposal(talk, "Harrowfield").source == "model"

    def test_one_line_of_600_000_characters(self, by, project):
        person = make.person(by, project)
        line = "So then Mrs Tapsell said that it was all too much for one day. " * 9_600
        talk = make.heard(by, project, [("P11", line.strip())], {"P11": person}, waived="")
        assert deidentify.look_through(by=by, transcript=talk) == 9_600
        deidentify.accept(by=by, proposal=proposal(talk, "Mrs Tapsell"), everywhere=True)
        assert sign_off.sign_off(by=by, transcript=talk) == 9_600
        assert "Tapsell" not in make.text_of(talk)

    @pytest.mark.parametrize("role", ["coder", "reviewer", "commissioner", "observer"])
    def test_only_those_who_manage_material_may(self, project, talk, role):
        who = build.member(project, role)
        with pytest.raises(NotAllowed):
            deidentify.look_through(by=who, transcript=talk)


class TestDeciding:
    @pytest.fixture(autouse=True)
    def looked(self, by, talk):
        deidentify.look_through(by=by, transcript=talk)

    def test_one_person_has_one_pseudonym(self, by, talk):
        decide_all(by, talk)
        put = {
            make.text_of(talk)[row.start : row.end]: row.replacement
            for row in Proposal.objects.filter(kind="name")
        }
        assert put["Mrs Tapsell"] == put["Tapsell"] == "[name 1]"
        assert put["M. Grant"] == "[name 2]"

    def test_the_same_words_elsewhere_are_proposed(self, by, talk):
        before = len(proposals(talk))
        assert "Tapsell" not in {words for words, _, _ in proposals(talk)}
        done = deidentify.accept(by=by, proposal=proposal(talk, "Mrs Tapsell"))
        assert (done.places, done.proposed) == (1, len(proposals(talk)) - before)
        assert proposal(talk, "Tapsell").state == "open"
        assert proposal(talk, "Tapsell").source == "same words"

    def test_everywhere_decides_on_the_very_same_at_once(self, by, talk):
        done = deidentify.add_place(by=by, transcript=talk, words="Tapsell", start=None)
        # “Mrs Tapsell” is the longer one, and stays to be decided on.
        assert done.places == 1
        assert proposal(talk, "Mrs Tapsell").state == "open"
        again = deidentify.accept(by=by, proposal=proposal(talk, "M. Grant"), everywhere=True)
        assert again.places == 1

    def test_another_replacement_stands_for_the_words_from_then_on(self, by, project, talk):
        row = proposal(talk, "Mrs Tapsell")
        deidentify.accept(by=by, proposal=row, replacement="  the  lead ")
        row.refresh_from_db()
        assert row.replacement == "the lead"
        assert [one.pseudonym for one in known_names(project)] == ["the lead"]

    def test_words_of_another_kind_get_that_kind_s_number(self, by, project, talk):
        deidentify.look_through(by=by, transcript=talk, every_capital=True)
        row = proposal(talk, "Harrowfield")
        before = everything(project)
        assert (row.kind, row.replacement) != ("place", "[place 1]")
        deidentify.accept(by=by, proposal=row, replacement=row.replacement, kind="place")
        row.refresh_from_db()
        assert (row.kind, row.replacement, row.state) == ("place", "[place 1]", "accepted")
        assert [one.pseudonym for one in known_names(project)] == ["[place 1]"]
        deidentify.accept(by=by, proposal=row, replacement="a town", kind="organisation")
        row.refresh_from_db()
        assert (row.kind, row.replacement) == ("organisation", "a town")
        deciding.undo_decision(by=by, transcript=talk)
        deciding.undo_decision(by=by, transcript=talk)
        assert everything(project) == before
        with pytest.raises(Refused, match="no kind called"):
            deidentify.accept(by=by, proposal=row, kind="colour")

    @pytest.mark.parametrize(("asked", "why"), [("Mrs Tapsell 2", "very words"),
                                                ("x" * 121, "121 characters")])  # fmt: skip
    def test_a_replacement_that_tells_is_refused(self, by, talk, asked, why):
        row = proposal(talk, "Mrs Tapsell")
        with pytest.raises(Refused, match=why):
            deidentify.accept(by=by, proposal=row, replacement=asked)
        row.refresh_from_db()
        assert row.state == "open"
        assert not NameKey.objects.exists()

    def test_refusing_leaves_the_words(self, by, talk):
        deidentify.refuse(by=by, proposal=proposal(talk, "Mrs Tapsell"))
        assert proposal(talk, "Mrs Tapsell").state == "refused"
        assert not NameKey.objects.exists()

    def test_refusing_everywhere(self, by, project, talk):
        deidentify.accept(by=by, proposal=proposal(talk, "Mrs Tapsell"))
        first = proposal(talk, "Tapsell")
        assert deidentify.refuse(by=by, proposal=first, everywhere=True).places == len(
            [words for words, _, state in proposals(talk) if words == "Tapsell"]
        )

    def test_undo_takes_the_last_decision_back_and_its_line_of_the_key(self, by, project, talk):
        deidentify.accept(by=by, proposal=proposal(talk, "M. Grant"))
        deidentify.accept(by=by, proposal=proposal(talk, "Mrs Tapsell"))
        assert NameKey.objects.count() == 2
        deciding.undo_decision(by=by, transcript=talk)
        assert proposal(talk, "Mrs Tapsell").state == "open"
        assert [one.original for one in known_names(project)] == ["M. Grant"]
        deciding.undo_decision(by=by, transcript=talk)
        assert not NameKey.objects.exists()
        with pytest.raises(Refused, match="no decision of yours"):
            deciding.undo_decision(by=by, transcript=talk)

    def test_undo_puts_everything_back(self, by, project, talk):
        """What stood there, what gave way, what was proposed beside it, and the key."""
        deidentify.accept(by=by, proposal=proposal(talk, "Mrs Tapsell"), replacement="Kim")
        acts = (
            lambda: deidentify.accept(
                by=by, proposal=proposal(talk, "Mrs Tapsell"), replacement="Sam", everywhere=True
            ),
            lambda: deidentify.refuse(by=by, proposal=proposal(talk, "Mrs Tapsell")),
            lambda: deidentify.accept_sure(by=by, transcript=talk),
            lambda: deidentify.add_place(by=by, transcript=talk, words="Mrs Tapsell ran it"),
            lambda: deidentify.refuse(by=by, proposal=proposal(talk, "Tapsell"), everywhere=True),
        )
        for act in acts:
            before = everything(project)
            act()
            assert everything(project) != before
            deciding.undo_decision(by=by, transcript=talk)
            assert everything(project) == before

    def test_undo_leaves_what_was_decided_since(self, by, project, talk):
        other = build.member(project, "researcher")
        deidentify.accept(by=by, proposal=proposal(talk, "Mrs Tapsell"), everywhere=True)
        deidentify.refuse(by=other, proposal=proposal(talk, "Mrs Tapsell"))
        deidentify.add_place(by=other, transcript=talk, words="M. Grant knows her")
        deciding.undo_decision(by=by, transcript=talk)
        assert proposal(talk, "Mrs Tapsell").state == "refused"
        deciding.undo_decision(by=other, transcript=talk)
        assert proposal(talk, "M. Grant").state == "open"

    def test_refusing_what_was_accepted_takes_its_line_out(self, by, project, talk):
        deidentify.accept(by=by, proposal=proposal(talk, "Mrs Tapsell"))
        other = make.heard(by, project, [("I", "So Mrs Tapsell?")], title="Other", waived="")
        deidentify.look_through(by=by, transcript=other)
        deidentify.accept(by=by, proposal=proposal(other, "Mrs Tapsell"))
        deidentify.refuse(by=by, proposal=proposal(talk, "Mrs Tapsell"))
        assert NameKey.objects.count() == 1  # the other transcript has it
        deidentify.refuse(by=by, proposal=proposal(other, "Mrs Tapsell"))
        assert not NameKey.objects.exists()

    def test_refusing_leaves_a_line_that_was_put_there_by_hand(self, by, project, talk):
        name_list.add_names(by=by, project=project, names=[NewName("Mrs Tapsell")])
        deidentify.accept(by=by, proposal=proposal(talk, "Mrs Tapsell"))
        deidentify.refuse(by=by, proposal=proposal(talk, "Mrs Tapsell"))
        assert NameKey.objects.count() == 1

    def test_what_stood_for_somebody_is_given_to_nobody_else(self, by, project, talk):
        """Whose name is off the list, or locked with a key that was destroyed."""
        name_list.add_names(by=by, project=project, names=[NewName("Ada Zuck", "name", "[name 7]")])
        IdentityKey.objects.update(destroyed_at=timezone.now())
        assert known_names(project) == []
        names = [NewName(f"Person Q{n}xyz") for n in range(9)]
        name_list.add_names(by=by, project=project, names=names)
        put = [one.pseudonym for one in known_names(project)]
        assert len(set(put)) == 9
        assert "[name 7]" not in put

    def test_undo_leaves_another_persons_decisions(self, by, project, talk):
        deidentify.refuse(by=by, proposal=proposal(talk, "M. Grant"))
        with pytest.raises(Refused, match="no decision of yours"):
            deciding.undo_decision(by=build.member(project, "researcher"), transcript=talk)

    def test_undo_leaves_a_name_that_was_on_the_list(self, by, project, talk):
        name_list.add_names(by=by, project=project, names=[NewName("Mrs Tapsell")])
        deidentify.accept(by=by, proposal=proposal(talk, "Mrs Tapsell"))
        deciding.undo_decision(by=by, transcript=talk)
        assert [one.original for one in known_names(project)] == ["Mrs Tapsell"]

    def test_what_is_sure_is_accepted_at_once(self, by, talk):
        done = deidentify.accept_sure(by=by, transcript=talk)
        assert done.places == Proposal.objects.filter(sure=3, state="accepted").count() > 0
        assert Proposal.objects.filter(sure__lt=3, state="open").exists()

    def test_two_transcripts_give_one_person_one_pseudonym(self, by, project, talk):
        other = make.heard(
            by, project, [("I", "So Mrs Quill and Mrs Tapsell?")], title="Other", waived=""
        )
        deidentify.look_through(by=by, transcript=other)
        assert proposal(other, "Mrs Tapsell").replacement == (
            proposal(talk, "Mrs Tapsell").replacement
        )
        assert proposal(other, "Mrs Quill").replacement not in {
            row.replacement for row in Proposal.objects.filter(version__transcript=talk)
        }

    def test_a_proposal_of_earlier_words_is_refused(self, by, talk):
        row = proposal(talk, "Mrs Tapsell")
        actions.correct_transcript(
            by=by, transcript=talk, version=1, reason="Tape", words={0: "Who ran it?"}
        )
        with pytest.raises(Refused, match="earlier words"):
            deidentify.accept(by=by, proposal=row)


class TestAddingByHand:
    def test_wherever_the_words_stand(self, by, talk):
        done = deidentify.add_place(by=by, transcript=talk, words="Harrowfield", kind="place")
        assert done.places == 1
        assert proposals(talk) == [("Harrowfield", "place", "accepted")]
        row = Proposal.objects.get()
        assert (row.source, row.replacement, row.decided_by) == ("hand", "[place 1]", by.user)

    def test_only_there(self, by, talk):
        text = make.text_of(talk)
        at = text.rindex("Tapsell")
        deidentify.add_place(by=by, transcript=talk, words="Tapsell", start=at, replacement="Kim")
        first = Proposal.objects.get(state="accepted")
        assert (first.start, first.replacement) == (at, "Kim")
        assert Proposal.objects.filter(state="open").count() == 2  # the others, to decide on

    def test_shorter_proposals_give_way(self, by, talk):
        deidentify.look_through(by=by, transcript=talk)
        deidentify.add_place(by=by, transcript=talk, words="Ring 01632 960 983")
        assert "01632 960 983" not in {words for words, _, _ in proposals(talk)}

    @pytest.mark.parametrize(
        ("words", "start", "kind", "why"),
        [
            ("Nobody Here", None, "name", "does not stand"), ("  ", None, "name", "No words"),
            ("Harrowfield", 0, "name", "do not stand there"), ("Harrowfield", None, "x", "no kind"),
            ("place?\n\nMrs", 20, "name", "two turns"),
        ],
    )  # fmt: skip
    def test_what_is_not_there_is_refused(self, by, talk, words, start, kind, why):
        with pytest.raises(Refused, match=why):
            deidentify.add_place(by=by, transcript=talk, words=words, start=start, kind=kind)
        assert proposals(talk) == []

    def test_a_part_of_a_longer_one_is_refused(self, by, talk):
        deidentify.look_through(by=by, transcript=talk)
        with pytest.raises(Refused, match="a part of"):
            deidentify.add_place(by=by, transcript=talk, words="960")

    def test_words_that_stand_for_themselves_are_refused(self, by, talk):
        with pytest.raises(Refused, match="very words"):
            deidentify.add_place(
                by=by, transcript=talk, words="Harrowfield", replacement="Harrowfield town"
            )


class TestSignOff:
    def test_replaces_and_opens_for_coding(self, by, project, talk):
        signed(by, talk)
        text = make.text_of(talk)
        assert not any(secret in text for secret in SECRETS)
        assert "Harrowfield" in text  # nobody said that this tells anything
        assert talk.cleared_how == "signed"
        assert talk.cleared_by == by.user
        assert talk.file_name == ""
        made = make.coded(by, talk, "nobody", make.code(project))
        assert made.quote == "nobody"

    def test_turns_stand_where_their_words_are(self, by, talk):
        signed(by, talk)
        text = make.text_of(talk)
        turns = list(Turn.objects.filter(version__transcript=talk).order_by("index"))
        assert [text[turn.start : turn.end][:5] for turn in turns] == [
            "Who r", "[name", "And a", "After"
        ]  # fmt: skip
        assert turns[-1].end == len(text)
        assert turns[0].speaker == "[name 2]"
        assert turns[1].speaker == "P11"

    def test_no_table_holds_the_words_any_more(self, by, talk):
        signed(by, talk)
        cells = make.every_cell()
        assert not any(secret in cells for secret in SECRETS)

    def test_refused_while_something_is_undecided(self, by, talk):
        deidentify.look_through(by=by, transcript=talk)
        with pytest.raises(Refused, match="undecided"):
            sign_off.sign_off(by=by, transcript=talk)
        assert "Tapsell" in make.text_of(talk)

    def test_refused_when_nobody_looked(self, by, talk):
        with pytest.raises(Refused, match="have not been proposed"):
            sign_off.sign_off(by=by, transcript=talk)

    def test_refused_when_a_name_came_onto_the_list_since(self, by, project, talk):
        deidentify.look_through(by=by, transcript=talk)
        decide_all(by, talk)
        name_list.add_names(by=by, project=project, names=[NewName("Harrowfield", "place")])
        with pytest.raises(Refused, match="1 place has not been proposed"):
            sign_off.sign_off(by=by, transcript=talk)

    def test_refused_when_the_title_tells(self, by, talk):
        actions.edit_transcript(
            by=by, transcript=talk, title="Talk with P11 on Tapsell", kind="interview", held_on=None
        )
        deidentify.look_through(by=by, transcript=talk)
        decide_all(by, talk)
        talk.refresh_from_db()
        with pytest.raises(Refused, match="title holds"):
            sign_off.sign_off(by=by, transcript=talk)

    def test_refused_a_second_time(self, by, talk):
        signed(by, talk)
        for act in (sign_off.sign_off, deidentify.look_through, deciding.undo_decision):
            with pytest.raises(Refused, match="signed off already"):
                act(by=by, transcript=talk)

    def test_older_versions_are_masked(self, by, talk):
        actions.correct_transcript(
            by=by, transcript=talk, version=1, reason="Tapsell said so", words={0: "Who ran it?"}
        )
        signed(by, talk)
        old = Version.objects.get(transcript=talk, number=1)
        assert "Tapsell" not in old.text
        assert "███" in old.text
        assert old.reason == ""
        assert "Tapsell" not in make.every_cell()

    def test_the_words_before_can_be_seen_and_the_trail_says_by_whom(self, by, project, talk):
        signed(by, talk)
        turns = sign_off.see_raw(by=by, transcript=talk)
        assert [(turn.speaker, turn.text) for turn in turns] == SAID
        event = Event.objects.filter(chain=project.pk).latest("seq")
        assert (event.verb, event.after.get("turns")) == ("raw_text.seen", 4)
        with pytest.raises(NotAllowed):
            sign_off.see_raw(by=build.member(project, "coder"), transcript=talk)

    def test_without_a_sign_off_there_are_none(self, by, talk):
        with pytest.raises(Refused, match="No words from before"):
            sign_off.see_raw(by=by, transcript=talk)

    def test_a_pseudonym_of_a_signed_transcript_stays(self, by, project, talk):
        signed(by, talk)
        name = NameKey.objects.order_by("pk").first()
        with pytest.raises(Refused, match="which was signed off"):
            name_list.change_pseudonym(by=by, name=name, pseudonym="Kim")


class TestWaiving:
    def test_has_a_reason_and_opens_for_coding(self, by, project, talk):
        with pytest.raises(Refused, match="has a reason"):
            sign_off.waive(by=by, transcript=talk, why="  ")
        sign_off.waive(by=by, transcript=talk, why="The service did it.")
        talk.refresh_from_db()
        assert (talk.cleared_how, talk.cleared_why) == ("waived", "The service did it.")
        make.coded(by, talk, "nobody", make.code(project))

    def test_refused_when_words_were_accepted(self, by, talk):
        deidentify.add_place(by=by, transcript=talk, words="Harrowfield", kind="place")
        with pytest.raises(Refused, match="1 accepted place would stay"):
            sign_off.waive(by=by, transcript=talk, why="Done.")


class TestReopening:
    def test_brings_the_words_back(self, by, talk):
        before = make.text_of(talk)
        spans = list(Turn.objects.order_by("index").values_list("start", "end", "speaker"))
        signed(by, talk)
        sign_off.reopen(by=by, transcript=talk)
        talk.refresh_from_db()
        assert make.text_of(talk) == before
        assert list(Turn.objects.order_by("index").values_list("start", "end", "speaker")) == spans
        assert not RawText.objects.exists()
        assert (talk.cleared_how, talk.cleared_at) == ("", None)
        sign_off.sign_off(by=by, transcript=talk)
        assert "Tapsell" not in make.text_of(talk)

    def test_a_waiver_is_taken_back(self, by, talk):
        sign_off.waive(by=by, transcript=talk, why="Done.")
        sign_off.reopen(by=by, transcript=Transcript.objects.get(pk=talk.pk))
        with pytest.raises(Refused, match="open already"):
            sign_off.reopen(by=by, transcript=Transcript.objects.get(pk=talk.pk))

    def test_refused_once_something_is_coded(self, by, project, talk):
        signed(by, talk)
        make.coded(by, talk, "nobody", make.code(project))
        with pytest.raises(Refused, match="coded already"):
            sign_off.reopen(by=by, transcript=talk)

    def test_refused_after_a_correction(self, by, talk):
        signed(by, talk)
        actions.correct_transcript(
            by=by, transcript=talk, version=1, reason="Tape", words={2: "And then?"}
        )
        with pytest.raises(Refused, match="are not kept"):
            sign_off.reopen(by=by, transcript=talk)


class TestList:
    def test_names_are_locked_and_numbered(self, by, project):
        assert name_list.add_names(by=by, project=project, names=[
            NewName("Siobhan  Kerrigan", pseudonym="P07"), NewName("Kim Quill"),
            NewName("Harrowfield", "place"), NewName("Kim Quill"),
        ]) == 3  # fmt: skip
        assert [(one.original, one.kind, one.pseudonym) for one in known_names(project)] == [
            ("Siobhan Kerrigan", "name", "P07"), ("Kim Quill", "name", "[name 1]"),
            ("Harrowfield", "place", "[place 1]"),
        ]  # fmt: skip
        assert "Kerrigan" not in make.every_cell()

    @pytest.mark.parametrize(
        ("names", "why"),
        [
            ([], "No name"), ([NewName("x")], "too short"), ([NewName("x" * 121)], "at most"),
            ([NewName("Kim", "planet")], "no kind"), ([NewName("Kim", pseudonym="Kim")], "very"),
            ([NewName(f"Kim {n}") for n in range(501)], "more than 500"),
        ],
    )  # fmt: skip
    def test_what_is_no_name_is_refused(self, by, project, names, why):
        with pytest.raises(Refused, match=why):
            name_list.add_names(by=by, project=project, names=names)
        assert not NameKey.objects.exists()

    def test_a_name_is_changed_and_taken_off(self, by, project):
        name_list.add_names(by=by, project=project, names=[NewName("Kim Quill")])
        row = NameKey.objects.get()
        name_list.change_pseudonym(by=by, name=row, pseudonym="P08")
        assert known_names(project)[0].pseudonym == "P08"
        with pytest.raises(Refused, match="1 to 120"):
            name_list.change_pseudonym(by=by, name=row, pseudonym=" ")
        name_list.drop_name(by=by, name=row)
        assert known_names(project) == []
