"""The pages of transcripts and people, for every role, empty, wrong and full."""

from __future__ import annotations

import json
import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests import build
from tests.formats.odt_files import odt, said
from tests.formats.pdf_files import pdf
from tests.steps.interviews import build as make
from uptake.formats.transcripts import Turn as Spoken
from uptake.interviews import actions
from uptake.interviews.actions import guides, sign_off
from uptake.interviews.guide_text import read_guide
from uptake.interviews.identities import known_names
from uptake.interviews.models import Arrival, Participant, Passage, Transcript, Version

pytestmark = pytest.mark.django_db

TXT = b"I: Where did it stop?\nAnna: The team lead wanted it.\nI: And then?\nAnna: Nothing.\n"
SAID = [("I", "Where?"), ("P11", "In the team <b>itself</b>."), ("I", "And then?")]
ROLES = ("owner", "researcher", "coder", "reviewer", "commissioner", "observer")
READERS = ("owner", "researcher", "coder", "reviewer")
KEEPERS = ("owner", "researcher")


@pytest.fixture
def person(by, project):
    return make.person(by, project, about="A private note.")


@pytest.fixture
def talk(by, project, person):
    return make.heard(by, project, SAID, {"P11": person}, held_on=date(2025, 10, 8))


def page(who, project, name, *ids, data=None, query=""):
    client = build.browser(who)
    address = reverse(f"interviews:{name}", args=[project.pk, *ids]) + query
    return client.get(address) if data is None else client.post(address, data)


def text(*args, **more):
    return page(*args, **more).content.decode()


def file(name="a.txt", content=TXT):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_what(project, talk, person, role):
    who = build.member(project, role)
    opens = {
        "list": ROLES, "participants": ROLES, "participant": ROLES, "transcript": READERS,
        "txt": {"owner", "researcher", "reviewer"}, "add": KEEPERS, "edit": KEEPERS,
        "add-participant": KEEPERS, "edit-participant": KEEPERS,
    }  # fmt: skip
    ids = {
        "participant": person.pk, "edit-participant": person.pk, "transcript": talk.pk,
        "txt": talk.pk, "edit": talk.pk,
    }  # fmt: skip
    for name, roles in opens.items():
        held = [ids[name]] if name in ids else []
        wanted = 200 if role in roles else 403
        assert page(who, project, name, *held).status_code == wanted, name
    for name, held, data in (
        ("add", [], {"text": "A: b"}), ("edit", [talk.pk], {"title": "New"}),
        ("add-participant", [], {"pseudonym": "P1"}),
        ("edit-participant", [person.pk], {"pseudonym": "P1"}),
    ):  # fmt: skip
        refused = page(who, project, name, *held, data=data).status_code == 403
        assert refused == (role not in KEEPERS), name


@pytest.mark.parametrize("name", ["transcript", "edit", "txt", "vtt", "participant",
                                  "edit-participant", "preview", "drop"])  # fmt: skip
def test_another_projects_rows_do_not_exist_here(by, project, name):
    other = build.project(by.user)
    ids = {
        "transcript": make.heard(by, other, SAID).pk, "participant": make.person(by, other, "X").pk,
        "preview": actions.receive_transcript(by=by, project=other, name="a", content=TXT).pk,
    }  # fmt: skip
    pk = ids.get(name.removeprefix("edit-")) or ids["preview" if name == "drop" else "transcript"]
    data = {} if name == "drop" else None
    assert page(by, project, name, pk, data=data).status_code == 404


@pytest.mark.parametrize("role", ["researcher", "observer"])
def test_an_empty_project_says_what_comes_first(project, role):
    who = build.member(project, role)
    for name, nothing in (("list", "No transcripts yet"), ("participants", "Nobody yet")):
        shown = text(who, project, name)
        assert nothing in shown
        assert ("A researcher of the project adds them" in shown) == (role == "observer")


class TestList:
    def test_shows_how_far_the_coding_is(self, by, project, talk):
        make.coded(by, talk, "In the team", make.code(project))
        make.coded(build.member(project, "coder"), talk, "itself", make.code(project, "Power"))
        row = make_rows(project)[0]
        assert (row.turns, row.words, row.passages, row.coders) == (3, 7, 2, 2)
        assert row.people == ("P11",)
        assert row.last_coded.date() == timezone.now().date()
        assert "8 October 2025" in text(by, project, "list")

    def test_a_removed_code_does_not_count(self, by, project, talk):
        passage = make.coded(by, talk, "In the team", make.code(project))
        actions.remove_coding(by=by, coding=passage.codings.get())
        assert make_rows(project)[0].passages == 0

    def test_says_what_was_lost(self, by, project, talk):
        passage = make.coded(by, talk, "In the team", make.code(project))
        Passage.objects.filter(pk=passage.pk).update(state="lost")
        assert "1 passage lost" in text(by, project, "list")
        assert "Decide on 1 lost passage" in text(by, project, "transcript", talk.pk)

    def test_needs_the_same_queries_for_one_and_for_many(
        self, by, project, talk, django_assert_max_num_queries
    ):
        for n in range(12):
            make.heard(by, project, SAID, title=f"Interview {n}")
        client = build.browser(by)
        with django_assert_max_num_queries(26):
            client.get(reverse("interviews:list", args=[project.pk]))
        with django_assert_max_num_queries(24):
            client.get(reverse("interviews:participants", args=[project.pk]))

    def test_points_at_files_that_wait(self, by, project):
        actions.receive_transcript(by=by, project=project, name="a.txt", content=TXT)
        assert "somebody to say who speaks" in text(by, project, "list")
        assert "somebody to say" not in text(build.member(project, "coder"), project, "list")


def make_rows(project):
    from uptake.interviews.queries.material import transcripts

    return transcripts(project)


class TestReading:
    def test_shows_the_words_escaped_with_their_codes(self, by, project, talk):
        make.coded(by, talk, "In the team", make.code(project, "Power"))
        shown = text(by, project, "transcript", talk.pk)
        assert "&lt;b&gt;itself&lt;/b&gt;" in shown
        assert "Power" in shown
        assert "P11" in shown

    def test_an_earlier_version_says_that_it_is_one(self, by, project, talk):
        actions.correct_transcript(
            by=by, transcript=talk, version=1, reason="Heard again", words={0: "Where to?"}
        )
        now = text(by, project, "transcript", talk.pk)
        assert "Where to?" in now
        assert "Heard again" in now
        old = text(by, project, "transcript", talk.pk, query="?version=1")
        assert "This is version 1" in old
        assert "Where to?" not in old
        assert "This is version" not in text(by, project, "transcript", talk.pk, query="?version=9")

    def test_goes_to_a_turn_and_through_the_parts(self, by, project):
        words = "many words in a row " * 100
        long = make.heard(by, project, [(f"S{n}", f"{n} {words}") for n in range(30)], title="Long")
        first = text(by, project, "transcript", long.pk)
        assert "Later turns" in first
        assert "Earlier turns" not in first
        assert "Earlier turns" in text(by, project, "transcript", long.pk, query="?turn=25")

    def test_downloads(self, by, project, person, talk):
        sent = page(by, project, "txt", talk.pk)
        assert sent.content.decode().startswith("I: Where?\n\nP11: In the team <b>itself</b>.")
        assert sent["Content-Type"] == "text/plain; charset=utf-8"
        assert sent["Content-Disposition"] == 'attachment; filename="interview-4.txt"'
        assert page(by, project, "vtt", talk.pk).status_code == 404
        timed = actions.add_transcript(
            by=by, project=project, title="…", speakers={"P11": person},
            turns=[Spoken("P11", "Late.", 1.0, 2.0)],
        )  # fmt: skip
        assert page(by, project, "vtt", timed.pk).status_code == 404
        sign_off.waive(by=by, transcript=timed, why="Invented.")
        sent = page(by, project, "vtt", timed.pk)
        assert sent.content.startswith(b"WEBVTT")
        assert 'filename="transcript.vtt"' in sent["Content-Disposition"]

    def test_words_that_are_not_de_identified_are_for_those_who_do_that(self, by, project, person):
        talk = make.heard(by, project, SAID, {"P11": person}, waived="")
        assert "Not de-identified yet" in text(by, project, "transcript", talk.pk)
        assert "In the team" in text(by, project, "transcript", talk.pk)
        shown = text(build.member(project, "coder"), project, "transcript", talk.pk)
        assert "Not de-identified yet" in shown
        assert "In the team" not in shown
        assert "Not de-identified" in text(by, project, "list")

    def test_who_takes_data_out_but_reads_no_transcripts_gets_none(self, project, talk):
        assert (
            page(build.member(project, "commissioner"), project, "txt", talk.pk).status_code == 403
        )

    def test_facts_can_be_changed(self, by, project, talk):
        data = {"title": "Interview 5", "kind": "notes", "held_on": ""}
        assert page(by, project, "edit", talk.pk, data=data).status_code == 302
        talk.refresh_from_db()
        assert (talk.title, talk.kind, talk.held_on) == ("Interview 5", "notes", None)
        data["held_on"] = "2999-01-01"
        sent = page(by, project, "edit", talk.pk, data=data)
        assert sent.status_code == 422
        assert "The day has not come yet" in sent.content.decode()
        sent = page(by, project, "edit", talk.pk, data={"title": "\x01", "kind": "notes"})
        assert sent.status_code in (302, 422)


class TestBringingIn:
    def arrival(self, by, project, content=TXT, name="a.txt"):
        return actions.receive_transcript(by=by, project=project, name=name, content=content)

    @pytest.mark.parametrize(
        ("name", "content", "called"),
        [
            ("a.odt", odt(said("I", "Where?") + said("Anna", "In the team.")), "OpenDocument"),
            ("a.rtf", rb"{\rtf1\ansi I: Where?\par Anna: In the team.\par}", "Rich text"),
            ("a.csv", b"speaker,text\nI,Where?\nAnna,In the team.\n", "CSV"),
        ],
    )
    def test_other_programs_files_show_who_speaks(self, by, project, name, content, called):
        row = self.arrival(by, project, content, name)
        shown = text(by, project, "preview", row.pk)
        assert "In the team." in shown
        assert called in shown
        assert "Anna" in shown

    def test_a_table_without_known_columns_asks_what_they_hold(self, by, project):
        data = {"uploads": [file("a.csv", b"eins,zwei,drei\nAnna,Late it was,x\nI,Why?,y\n")]}
        page(by, project, "add", data=data)
        row = Arrival.objects.get()
        assert row.format == "csv"
        shown = text(by, project, "preview", row.pk)
        for words in ("Say what each holds", "zwei", "Late it was", "Nothing to read"):
            assert words in shown
        answer = page(by, project, "preview", row.pk, query="?column-1=speaker&column-2=")
        assert (answer.status_code, "which column holds the words" in answer.content.decode()) == (
            422, True,
        )  # fmt: skip
        told = page(
            by, project, "preview", row.pk,
            query="?column-1=speaker&column-2=text&column-3=&headed=on",
        )  # fmt: skip
        shown = build.browser(by).get(told["Location"]).content.decode()
        assert "“zwei” holds the words" in shown
        assert "Who is “Anna”?" in shown
        data = {
            "title": "Talk", "kind": "interview", "who-0": "interviewer", "who-1": "interviewer",
            "columns": '{"eins": "speaker", "zwei": "text", "drei": "left out"}',
        }  # fmt: skip
        assert page(by, project, "preview", row.pk, data=data).status_code == 302
        assert make.text_of(Transcript.objects.get()) == "Late it was\n\nWhy?"

    @pytest.mark.parametrize("said", ["{", "[]", '{"eins": "moon"}'])
    def test_columns_that_a_page_did_not_send_are_asked_again(self, by, project, said):
        page(by, project, "add", data={"uploads": [file("a.csv", b"eins,zwei\nx,y\n")]})
        row = Arrival.objects.get()
        shown = text(by, project, "preview", row.pk, query="?" + urlencode({"columns": said}))
        assert "Say what each holds" in shown

    def test_columns_without_words_are_refused_in_words(self, by, project):
        page(by, project, "add", data={"uploads": [file("a.csv", b"eins,zwei\nx,y\n")]})
        row = Arrival.objects.get()
        said = '{"eins": "left out", "zwei": "left out"}'
        answer = page(by, project, "preview", row.pk, query="?" + urlencode({"columns": said}))
        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()

    def test_a_pdf_is_read(self, by, project):
        lines = ["I: Where did it stop?", "Anna: The team lead wanted it.", "I: And then?",
                 "Anna: Nothing."]  # fmt: skip
        page(by, project, "add", data={"uploads": [file("a.pdf", pdf("\n".join(lines)))]})
        row = Arrival.objects.get()
        assert row.format == "pdf"
        assert "Who is “Anna”?" in text(by, project, "preview", row.pk)

    def test_a_saved_zoom_chat_is_read(self, by, project):
        chat = (
            b"10:02:11\t From  Anna Lee : It was late.\n"
            b"10:02:40\t From  I : And then?\n10:03:00\t From  Anna Lee : Nothing.\n"
        )
        page(by, project, "add", data={"uploads": [file("chat.txt", chat)]})
        assert "Who is “Anna Lee”?" in text(by, project, "preview", Arrival.objects.get().pk)

    def test_another_encoding_is_read(self, by, project):
        said = "I: Où ça?\nJosé: À l'école.\nI: Et puis?\nJosé: Rien.\n"
        for number, encoding in enumerate(("cp1252", "utf-16", "utf-8-sig"), start=1):
            sent = file(f"{encoding}.txt", said.encode(encoding))
            page(by, project, "add", data={"uploads": [sent]})
            row = Arrival.objects.order_by("-pk").first()
            assert Arrival.objects.count() == number
            assert "À l'école." in text(by, project, "preview", row.pk).replace("&#39;", "'")

    def test_how_it_was_taken_out_before_is_asked(self, by, project):
        row = self.arrival(by, project)
        data = {"title": "T", "kind": "interview", "who-0": "interviewer",
                "who-1": "interviewer", "clearing": "done"}  # fmt: skip
        answer = page(by, project, "preview", row.pk, data=data)
        assert "Say how they were taken out" in answer.content.decode()
        data["waived"] = "By the service."
        assert page(by, project, "preview", row.pk, data=data).status_code == 302
        assert Transcript.objects.get().cleared_why == "By the service."

    def test_a_guide_is_named_with_it(self, by, project):
        made = guides.add_guide(
            by=by, project=project, name="Leads", questions=read_guide("1. Where?")
        )
        row = self.arrival(by, project)
        data = {"title": "T", "kind": "interview", "who-0": "interviewer",
                "who-1": "interviewer", "guide": str(made.pk)}  # fmt: skip
        page(by, project, "preview", row.pk, data=data)
        assert Transcript.objects.get().guide == made

    @pytest.mark.parametrize(
        ("name", "said", "title"),
        [("Interview_Siobhan_Kerrigan.txt", "Siobhan Kerrigan: Yes.", "Interview 8"),
         ("kerrigan, second half.txt", "Siobhan Kerrigan: Yes.\nI: Why?\nSiobhan Kerrigan: So.",
          "Interview 8"),
         ("Talk with Maureen Tapsell.txt", "P11: Yes.", "Interview 8"),
         ("Focus Group 2 Team Lead.txt", "P11: Yes.", "Focus Group 2 Team Lead")],
    )  # fmt: skip
    def test_a_name_in_a_file_s_name_does_not_become_the_title(
        self, by, project, name, said, title
    ):
        make.heard(by, project, SAID, title="Interview 7")
        make.heard(by, project, SAID, title="Interview")
        page(by, project, "add", data={"uploads": [file(name, said.encode())]})
        shown = text(by, project, "preview", Arrival.objects.get().pk)
        assert re.search(f'name="title"[^>]*value="{title}"', shown)

    def test_one_file_leads_to_its_preview(self, by, project):
        sent = page(by, project, "add", data={"uploads": file("Talk_4.txt")})
        row = Arrival.objects.get()
        assert sent["Location"] == reverse("interviews:preview", args=[project.pk, row.pk])
        shown = text(by, project, "preview", row.pk)
        for words in ("Who is “Anna”?", "4 turns, 12 words", "The team lead wanted it.", "Talk 4"):
            assert words in shown

    def test_says_how_many_speakers_are_named(self, by, project):
        assert "2 named speakers. Text" in text(
            by, project, "preview", self.arrival(by, project).pk
        )
        nobody = self.arrival(by, project, b"We talked.\nIt went on.\n", "nobody.txt")
        shown = text(by, project, "preview", nobody.pk)
        assert "0 named speakers" in shown
        assert "No speaker is named in the file." in shown
        assert "Nothing odd" not in shown

    def test_several_files_wait_in_a_list(self, by, project):
        sent = page(by, project, "add", data={"uploads": [file("a.txt"), file("b.txt")]})
        assert sent.status_code == 302
        shown = text(by, project, "add")
        for words in ("a.txt", "b.txt"):
            assert words in shown

    def test_pasted_text_is_read_too(self, by, project):
        page(by, project, "add", data={"text": TXT.decode(), "name": "Notes of Tuesday"})
        assert Arrival.objects.get().name == "Notes of Tuesday"
        page(by, project, "add", data={"text": "Just a note."})
        assert Arrival.objects.order_by("-pk").first().name == "Pasted text"

    def test_what_cannot_be_read_is_named_and_the_rest_is_kept(self, by, project):
        sent = page(by, project, "add", data={"uploads": [file("good.txt"), file("bad.txt", b"")]})
        shown = sent.content.decode()
        assert sent.status_code == 422
        assert "1 file could not be read" in shown
        assert "bad.txt" in shown
        assert [row.name for row in Arrival.objects.all()] == ["good.txt"]

    def test_nothing_sent_is_said(self, by, project):
        sent = page(by, project, "add", data={"text": " "})
        assert sent.status_code == 422
        assert "Choose at least one file, or paste the text" in sent.content.decode()

    def test_known_labels_are_chosen_beforehand(self, by, project, person):
        row = self.arrival(
            by, project, b"Interviewer: Hm?\nP11: Yes.\nInterviewer: So?\nP11: No.\n"
        )
        shown = text(by, project, "preview", row.pk)
        assert 'value="interviewer" selected' in shown
        assert f'value="{person.pk}" selected' in shown

    def test_a_new_participant_and_their_words_are_stored_together(self, by, project):
        row = self.arrival(by, project)
        data = {
            "title": "Interview 4", "kind": "interview", "who-0": "interviewer", "who-1": "new",
            "pseudonym-1": "P04", "group-1": "team lead", "consent-1": "2", "day-1": "2025-10-01",
        }  # fmt: skip
        sent = page(by, project, "preview", row.pk, data=data)
        talk = Transcript.objects.get()
        assert sent["Location"] == reverse("interviews:deidentify-one", args=[project.pk, talk.pk])
        assert Participant.objects.get().pseudonym == "P04"
        assert "Anna" not in make.every_cell()
        assert [(one.original, one.pseudonym) for one in known_names(project)] == [("Anna", "P04")]

    def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(self, by, project):
        row = self.arrival(by, project)
        data = {"title": "", "kind": "interview", "who-0": "", "who-1": "new", "group-1": "typed"}
        sent = page(by, project, "preview", row.pk, data=data)
        shown = sent.content.decode()
        assert sent.status_code == 422
        for words in ("Say who “I” is", "Enter a pseudonym for Anna",
                      "Enter the day of consent for Anna",
                      "Enter a title", 'value="typed"', 'href="#who-0"'):  # fmt: skip
            assert words in shown
        assert not Transcript.objects.exists()

    def test_a_refusal_is_shown_with_what_was_typed(self, by, project):
        someone = make.person(by, project, "P04", consent_version="", consented_on=None)
        row = self.arrival(by, project)
        data = {"title": "Kept", "kind": "group", "who-0": "interviewer", "who-1": someone.pk}
        sent = page(by, project, "preview", row.pk, data=data)
        shown = sent.content.decode()
        assert sent.status_code == 422
        assert "No consent is recorded for P04." in shown
        assert 'value="Kept"' in shown
        assert "P04, therapist (no consent recorded)" in shown

    def test_other_labels_may_be_named(self, by, project):
        row = self.arrival(by, project, b"I: Why?\nNote: Anna looked away.\nI: Yes?\n")
        shown = text(by, project, "preview", row.pk, query="?labels=I%0ANote")
        assert "Who is “Note”?" in shown
        data = {
            "title": "Talk", "kind": "notes", "who-0": "interviewer", "who-1": "interviewer",
            "labels": json.dumps(["I", "Note"]),
        }  # fmt: skip
        assert page(by, project, "preview", row.pk, data=data).status_code == 302
        assert Version.objects.get().turns.count() == 3

    def test_labels_that_leave_no_words_are_said(self, by, project):
        row = self.arrival(by, project, b"I: Why?\nA:\nI: Yes?\nA:\n")
        assert page(by, project, "preview", row.pk, query="?labels=nobody").status_code == 200

    @pytest.mark.parametrize("labels", ["no json", '"text"', "{}", "null"])
    def test_odd_labels_do_no_harm(self, by, project, labels):
        row = self.arrival(by, project)
        data = {"title": "T", "kind": "notes", "who-0": "interviewer", "who-1": "interviewer",
                "labels": labels}  # fmt: skip
        assert page(by, project, "preview", row.pk, data=data).status_code == 302

    def test_the_same_file_twice_needs_a_tick(self, by, project):
        everyone = {"title": "T", "kind": "notes", "who-0": "interviewer", "who-1": "interviewer"}
        page(by, project, "preview", self.arrival(by, project).pk, data=everyone)
        again = self.arrival(by, project)
        assert "The very same file is here already" in text(by, project, "preview", again.pk)
        assert page(by, project, "preview", again.pk, data=everyone).status_code == 422
        sent = page(by, project, "preview", again.pk, data={**everyone, "again": "on"})
        assert sent.status_code == 302
        assert Transcript.objects.count() == 2

    def test_turns_without_a_speaker_are_asked_about_too(self, by, project, person):
        row = self.arrival(by, project, b"He was tired.\n\nHe had not slept.\n", "note.txt")
        assert "turns without a speaker" in text(by, project, "preview", row.pk)
        data = {"title": "Note", "kind": "notes", "who-0": person.pk}
        assert page(by, project, "preview", row.pk, data=data).status_code == 302
        assert set(Version.objects.get().turns.values_list("participant", flat=True)) == {person.pk}

    def test_names_are_shown_as_they_are_and_run_nothing(self, by, project):
        content = "<script>x</script> O'Brien: Hello there.\nמרים: שלום 🙂.\n" * 2
        row = self.arrival(by, project, content.encode(), "<b>'מ.txt")
        shown = text(by, project, "preview", row.pk)
        assert "<script>x" not in shown
        assert "מרים" in shown

    def test_a_file_may_be_dropped(self, by, project):
        row = self.arrival(by, project)
        assert page(by, project, "drop", row.pk, data={}).status_code == 302
        assert not Arrival.objects.exists()
        assert page(by, project, "drop", row.pk, data={}).status_code == 404


class TestPeople:
    def test_a_person_and_where_their_words_are(self, by, project, person, talk):
        make.coded(by, talk, "In the team", make.code(project))
        shown = text(by, project, "participant", person.pk)
        assert "Version 2, 1 October 2025" in shown
        assert "A private note." in shown
        assert "Interview 4" in shown

    def test_what_is_noted_of_them_is_for_those_who_read_transcripts(self, project, person):
        shown = text(build.member(project, "commissioner"), project, "participant", person.pk)
        assert "A private note." not in shown

    def test_adding_and_changing(self, by, project):
        data = {"pseudonym": "P04", "group": "carer", "about": ""}
        assert page(by, project, "add-participant", data=data).status_code == 302
        row = Participant.objects.get(pseudonym="P04")
        assert "P04" in text(by, project, "participants")
        assert "No words of theirs can be stored" in text(by, project, "participant", row.pk)
        data |= {"consent_version": "2", "consented_on": "2025-10-01"}
        assert page(by, project, "edit-participant", row.pk, data=data).status_code == 302
        row.refresh_from_db()
        assert row.consented_on == date(2025, 10, 1)

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"pseudonym": ""}, "Enter a pseudonym, such as P04"),
            ({"consent_version": "2"}, "Enter the day of consent as well"),
            ({"consented_on": "2025-01-01"}, "Enter the version of the consent form as well"),
            ({"consent_version": "2", "consented_on": "2999-01-01"}, "has not come yet"),
            ({"consent_version": "2", "consented_on": "soon"}, "Enter a date"),
            ({"pseudonym": "p11"}, "There is a participant called p11 already."),
        ],
    )
    def test_what_is_wrong_is_said(self, by, project, person, facts, said):
        sent = page(by, project, "add-participant", data={"pseudonym": "P", "group": "g", **facts})
        assert sent.status_code == 422
        assert said in sent.content.decode()

    def test_a_change_that_is_refused_keeps_what_was_typed(self, by, project, person, talk):
        data = {"pseudonym": "P11", "group": "typed"}
        sent = page(by, project, "edit-participant", person.pk, data=data)
        assert sent.status_code == 422
        assert "can&#39;t be taken out" in sent.content.decode()
        assert 'value="typed"' in sent.content.decode()

    def test_who_withdrew_is_shown_so(self, by, project, person, talk):
        actions.redact_participant(by=by, participant=person)
        assert "Withdrawn" in text(by, project, "participants")
        shown = text(by, project, "participant", person.pk)
        assert "Withdrew on" in shown
        assert "Change what is recorded" not in shown
