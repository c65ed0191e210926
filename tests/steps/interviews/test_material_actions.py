"""Participants, files that arrive, and the transcripts made of them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests import build
from tests.steps.interviews import build as make
from uptake.formats.transcripts import Turn as Spoken
from uptake.interviews import actions, tasks
from uptake.interviews.models import Arrival, Participant, Transcript, Turn, Version
from uptake.interviews.queries import material as queries
from uptake.projects.errors import ForeignObject, NotAllowed, Refused
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db

TXT = b"I: Where did it stop?\nAnna: The team lead wanted it.\nI: And then?\nAnna: Nothing.\n"


class TestParticipants:
    def test_are_tidied_and_kept(self, by, project):
        row = make.person(by, project, "  P  4 ", group=" digital   lead ", about=" Runs it. ")
        assert (row.pseudonym, row.group, row.about) == ("P 4", "digital lead", "Runs it.")
        assert actions.consented(row)

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"pseudonym": " "}, "needs a pseudonym"),
            ({"group": " "}, "to which group P04 belongs"),
            ({"consent_version": "2"}, "Only half of P04's consent"),
            ({"consented_on": date(2025, 1, 1)}, "Only half of P04's consent"),
            ({"consent_version": "2", "consented_on": date(2999, 1, 1)}, "dated in the future"),
        ],
    )
    def test_what_is_missing_is_said(self, by, project, facts, said):
        typed = {"pseudonym": "P04", "group": "carer", **facts}
        with pytest.raises(Refused, match=said):
            actions.add_participant(by=by, project=project, **typed)
        assert not Participant.objects.exists()

    def test_a_pseudonym_is_one_persons(self, by, project):
        make.person(by, project, "P04")
        with pytest.raises(Refused, match="called p04 already"):
            make.person(by, project, "p04")
        assert make.person(by, build.project(by.user), "P04").pk

    def test_an_edit_may_keep_the_pseudonym(self, by, project):
        row = make.person(by, project, "P04")
        actions.edit_participant(by=by, participant=row, pseudonym="P04", group="carer")
        row.refresh_from_db()
        assert (row.group, row.consent_version) == ("carer", "")

    def test_consent_stays_while_words_are_kept(self, by, project):
        row = make.person(by, project)
        make.heard(by, project, [("A", "Some words.")], {"A": row})
        with pytest.raises(Refused, match="their consent can't be taken out"):
            actions.edit_participant(by=by, participant=row, pseudonym="P11", group="carer")

    def test_who_withdrew_is_not_edited(self, by, project):
        row = make.person(by, project)
        Participant.objects.update(withdrawn_at=timezone.now())
        with pytest.raises(Refused, match="has withdrawn"):
            actions.edit_participant(by=by, participant=row, pseudonym="X", group="carer")

    def test_what_is_noted_of_them_stays_out_of_the_trail(self, by, project):
        make.person(by, project, about="A telling detail.")
        assert "telling" not in str(list(Event.objects.values_list("after", flat=True)))

    @pytest.mark.parametrize("role", ["coder", "reviewer", "commissioner", "observer"])
    def test_roles_that_do_not_add(self, project, role):
        with pytest.raises(NotAllowed):
            make.person(build.member(project, role), project)


class TestAdding:
    def test_keeps_words_turns_and_speakers_under_pseudonyms(self, by, project):
        row = make.person(by, project, "P04")
        talk = make.heard(
            by, project, [("I", "Why?"), ("Anna Meier", "Because it’s 🙂 late."), ("I", "  ")],
            {"Anna Meier": row}, held_on=date(2025, 10, 8), kind="group",
        )  # fmt: skip
        version = Version.objects.get(transcript=talk)
        assert version.text == "Why?\n\nBecause it’s 🙂 late."
        assert (version.number, version.current, version.words) == (1, True, 5)
        turns = Turn.objects.filter(version=version)
        assert list(turns.values_list("speaker", "participant__pseudonym")) == [
            ("I", None), ("P04", "P04"),
        ]  # fmt: skip
        assert "Anna Meier" not in make.every_cell()

    @pytest.mark.parametrize("label", ["Seán O'Brien", "مريم", "Zoë 🙂", "<b>Bob</b>"])
    def test_any_name_may_be_a_label(self, by, project, label):
        talk = make.heard(by, project, [(label, "Words."), ("I", "Yes?")])
        assert Turn.objects.filter(version__transcript=talk).first().speaker == label

    def test_an_unnamed_speaker_is_refused(self, by, project):
        turns = [Spoken("A", "Words."), Spoken("", "More.")]
        for speakers, said in (({}, "who “A” is"), ({"A": None}, "turns without a speaker")):
            with pytest.raises(Refused, match=said):
                actions.add_transcript(
                    by=by, project=project, title="T", turns=turns, speakers=speakers
                )
        assert not Transcript.objects.exists()

    def test_no_consent_no_words(self, by, project):
        row = make.person(by, project, "P04", consent_version="", consented_on=None)
        with pytest.raises(Refused, match="No consent is recorded for P04"):
            make.heard(by, project, [("A", "Words.")], {"A": row})
        assert not Version.objects.exists()

    def test_who_withdrew_is_not_heard_again(self, by, project):
        row = make.person(by, project)
        Participant.objects.update(withdrawn_at=timezone.now())
        row.refresh_from_db()
        with pytest.raises(Refused, match="has withdrawn"):
            make.heard(by, project, [("A", "Words.")], {"A": row})

    def test_a_participant_of_another_project_is_refused(self, by, project):
        theirs = make.participant(build.project())
        with pytest.raises(ForeignObject):
            make.heard(by, project, [("A", "Words.")], {"A": theirs})

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"title": " "}, "needs a title"),
            ({"title": "x" * 201}, "201 characters"),
            ({"kind": "poem"}, "no kind of transcript called 'poem'"),
            ({"held_on": date(2999, 1, 1)}, "in the future"),
            ({"said": [("A", " \x00 ")]}, "no words in it"),
        ],
    )
    def test_what_is_wrong_is_said(self, by, project, facts, said):
        words = facts.pop("said", [("A", "Words.")])
        with pytest.raises(Refused, match=said):
            make.heard(by, project, words, **facts)
        assert not Transcript.objects.exists()

    def test_the_same_file_twice_is_said_plainly(self, by, project):
        facts = actions.FileFacts(name="a.txt", sha256="1" * 64)
        make.heard(by, project, [("A", "Words.")], file=facts)
        with pytest.raises(actions.SameFile, match="here already, as “Interview 4”"):
            make.heard(by, project, [("A", "Words.")], file=facts, title="Twice")
        assert make.heard(by, project, [("A", "Words.")], file=facts, title="Twice", again=True)
        assert make.heard(by, build.project(by.user), [("A", "Words.")], file=facts)

    def test_the_trail_holds_no_words(self, by, project):
        make.heard(by, project, [("A", "A telling detail.")])
        event = Event.objects.get(verb="transcript.added")
        assert event.after["turns"] == 1
        assert "telling" not in str(event.after)

    def test_facts_may_change_and_words_may_not(self, by, project):
        talk = make.heard(by, project, [("A", "Words.")])
        actions.edit_transcript(
            by=by, transcript=talk, title="Other", kind="notes", held_on=date(2025, 1, 2)
        )
        talk.refresh_from_db()
        assert (talk.title, talk.kind) == ("Other", "notes")
        with pytest.raises(Refused, match="no kind"):
            actions.edit_transcript(by=by, transcript=talk, title="O", kind="song", held_on=None)
        with pytest.raises(Refused, match="needs a title"):
            actions.edit_transcript(by=by, transcript=talk, title="", kind="notes", held_on=None)


class TestArriving:
    def arrive(self, by, project, name="a.txt", content=TXT):
        return actions.receive_transcript(by=by, project=project, name=name, content=content)

    def test_waits_until_somebody_says_who_speaks(self, by, project):
        row = self.arrive(by, project)
        found = queries.preview(row)
        assert [(s.label, s.turns, s.words) for s in found.speakers] == [
            ("I", 2, 6),
            ("Anna", 2, 6),
        ]
        assert found.speakers[1].first == "The team lead wanted it."
        assert [w.name for w in queries.waiting(project)] == ["a.txt"]

    def test_becomes_a_transcript_with_new_people_in_one_go(self, by, project):
        row = self.arrive(by, project)
        new = actions.NewParticipant("P04", "lead", "2", date(2025, 10, 1))
        talk = actions.take_arrival(
            by=by, arrival=row, title="One", kind="interview", held_on=None,
            speakers={"I": None, "Anna": new},
        )  # fmt: skip
        assert not Arrival.objects.exists()
        assert (talk.format, talk.encoding, talk.file_name) == ("text", "utf-8", "a.txt")
        assert queries.spoken_turns(talk)[1].speaker == "P04"
        assert "Anna" not in make.every_cell()

    def test_a_refusal_leaves_nothing_half_done(self, by, project):
        row = self.arrive(by, project)
        new = actions.NewParticipant("P04", "lead")
        with pytest.raises(Refused, match="No consent"):
            actions.take_arrival(
                by=by, arrival=row, title="One", kind="interview", held_on=None,
                speakers={"I": None, "Anna": new},
            )  # fmt: skip
        assert Arrival.objects.exists()
        assert not Participant.objects.exists()
        assert not Event.objects.filter(verb="participant.added").exists()

    def test_is_read_with_the_labels_that_are_named(self, by, project):
        row = self.arrive(by, project, content=b"I: Why?\nNote: Anna looked away.\nI: Yes?\n")
        assert len(queries.preview(row).speakers) == 1
        assert {s.label for s in queries.preview(row, ["I", "Note"]).speakers} == {"I", "Note"}

    def test_may_be_dropped(self, by, project):
        actions.drop_arrival(by=by, arrival=self.arrive(by, project))
        assert not Arrival.objects.exists()
        assert Event.objects.filter(verb="arrival.dropped").exists()
        assert "Anna" not in make.every_cell()

    def test_goes_after_a_week(self, by, project):
        old = self.arrive(by, project, "old.txt")
        Arrival.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
        self.arrive(by, project, "new.txt")
        assert [row.name for row in Arrival.objects.all()] == ["new.txt"]
        assert Event.objects.order_by("-pk").first().after["dropped"] == 1

    def test_goes_after_a_week_in_projects_that_nobody_opens(self, by, project):
        other = build.project()
        old = [self.arrive(by, project), self.arrive(build.member(other), other)]
        assert tasks.forget_old_arrivals() == 0
        week = timezone.now() - timedelta(days=8)
        Arrival.objects.filter(pk__in=[row.pk for row in old]).update(created_at=week)
        self_kept = self.arrive(by, build.project(by.user), "new.txt")
        assert tasks.forget_old_arrivals() == 2
        assert list(Arrival.objects.all()) == [self_kept]
        assert Event.objects.filter(verb="arrivals.forgotten").count() == 2

    def test_says_when_the_same_file_is_here(self, by, project):
        row = self.arrive(by, project)
        everyone = {"I": None, "Anna": None}
        facts = {"title": "One", "kind": "interview", "held_on": None, "speakers": everyone}
        actions.take_arrival(by=by, arrival=row, **facts)
        again = self.arrive(by, project)
        assert queries.preview(again).twin == "One"
        with pytest.raises(actions.SameFile):
            actions.take_arrival(by=by, arrival=again, **facts)

    def bomb(self):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("[Content_Types].xml", "<Types/>")
            file.writestr("word/document.xml", b"<w>" + b"0" * 60_000_000)
        return held.getvalue()

    def outside(self):
        held = io.BytesIO()
        text = (
            '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            "<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
        )
        with zipfile.ZipFile(held, "w") as file:
            file.writestr("[Content_Types].xml", "<Types/>")
            file.writestr("word/document.xml", text)
        return held.getvalue()

    @pytest.mark.parametrize(
        ("name", "make_it"),
        [
            ("empty.txt", lambda self: b""),
            ("binary.txt", lambda self: bytes(range(256)) * 20),
            ("bomb.docx", bomb),
            ("outside.docx", outside),
            ("no_times.vtt", lambda self: b"WEBVTT\n\n"),
            ("paper.txt", lambda self: b"%PDF-1.7\n"),
        ],
    )
    def test_what_is_no_transcript_is_refused_and_leaves_nothing(self, by, project, name, make_it):
        with pytest.raises(Refused) as caught:
            self.arrive(by, project, name, make_it(self))
        assert caught.value.what
        assert caught.value.advice
        assert name in caught.value.where
        assert not Arrival.objects.exists()
        assert not Event.objects.filter(verb="transcript.received").exists()

    def test_cp1252_and_its_quotation_marks(self, by, project):
        row = self.arrive(
            by, project, content="I: Why?\nA: She’d “had” it – café.\n".encode("cp1252")
        )
        found = queries.preview(row)
        assert found.encoding == "cp1252"
        assert found.speakers[1].first == "She’d “had” it – café."

    def test_downloads_read_back_the_same(self, by, project):
        vtt = (
            b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Anna>Well, it is late.</v>\n\n"
            b"00:00:03.000 --> 00:00:04.000\n<v I>Why?</v>\n"
        )
        talk = actions.take_arrival(
            by=by, arrival=self.arrive(by, project, "a.vtt", vtt), title="V", kind="interview",
            held_on=None, speakers={"I": None, "Anna": make.person(by, project, "P04")},
        )  # fmt: skip
        assert queries.timed(talk)
        for kind in ("txt", "vtt"):
            turns = actions.read(queries.as_file(talk, kind), f"x.{kind}", ["I", "P04"]).turns
            assert [(t.speaker, t.text) for t in turns] == [
                ("P04", "Well, it is late."), ("I", "Why?"),
            ]  # fmt: skip

    def test_no_vtt_without_times(self, by, project):
        talk = make.heard(by, project, [("A", "Words.")])
        assert not queries.timed(talk)
        assert queries.as_file(talk, "vtt") is None
