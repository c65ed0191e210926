"""De-identification and interview guides from a terminal."""

from __future__ import annotations

import pytest

from tests import build as people
from tests.formats.pdf_files import pdf
from tests.steps.interviews import build as make
from uptake.interviews.models import Guide, NameKey, Proposal, Transcript, Turn

pytestmark = pytest.mark.django_db

SAID = [
    ("I", "How did it begin, at your place?"),
    ("P11", "Mrs Tapsell rang. Her NHS number is 943 476 5919, and she was on time."),
    ("I", "What made it harder?"),
    ("P11", "Tapsell left."),
]
GUIDE = "1. How did it begin?\n   - Who rang?\n2. What made it harder?\n"
TABLE = "pseudonym,group,consent version,consented on,speaker\nP04,lead,2,2025-10-01,Anna\n"


@pytest.fixture
def talk(project):
    by = people.member(project)
    return make.heard(by, project, SAID, {"P11": make.person(by, project)}, waived="")


def test_a_transcript_is_de_identified(run, asked, talk):
    (row,) = asked("deidentify", "list")
    assert (row["id"], row["state"], row["open"]) == (talk.pk, "waits", 0)
    told = asked("deidentify", "propose", talk.pk)
    assert told["proposed"] == len(told["places"]) == 2
    assert {one["words"] for one in told["places"]} == {"Mrs Tapsell", "943 476 5919"}
    shown = run("deidentify", "propose", talk.pk, "--capitals")
    assert "Mrs Tapsell" in shown.stdout
    assert "0 new places" in shown.stderr
    assert asked("deidentify", "accept", talk.pk, "--sure")["decided"] == 1
    first = Proposal.objects.get(state="open")
    shown = run("deidentify", "accept", talk.pk, first.pk, "--everywhere", "--put", "the lead")
    assert "1 place decided, 1 to decide" in shown.stdout
    assert "undecided" in run("deidentify", "sign-off", talk.pk, code=1).output
    last = Proposal.objects.get(state="open")
    assert asked("deidentify", "accept", talk.pk, last.pk)["open"] == 0
    assert "3 places replaced" in run("deidentify", "sign-off", talk.pk).stdout
    assert "Tapsell" not in make.text_of(talk)
    assert "signed off" in run("deidentify", "list").stdout
    assert "waits" in run("deidentify", "reopen", talk.pk).stdout
    assert asked("deidentify", "sign-off", talk.pk) == {"id": talk.pk, "replaced": 3}


def test_words_are_left_and_what_is_not_there_is_said(run, asked, talk):
    run("deidentify", "propose", talk.pk)
    first = Proposal.objects.order_by("start").first()
    assert asked("deidentify", "refuse", talk.pk, first.pk, "--everywhere")["refused"] == 1
    assert "no place 999" in run("deidentify", "refuse", talk.pk, 999, code=1).output
    assert "Name the places" in run("deidentify", "accept", talk.pk, code=2).output
    assert "no transcript 999" in run("deidentify", "propose", 999, code=1).output


def test_waived_with_a_reason(run, asked, talk):
    assert "why" in run("deidentify", "waive", talk.pk, code=2).output
    assert "open for coding" in run("deidentify", "waive", talk.pk, "--why", "Done.").stdout
    run("deidentify", "reopen", talk.pk)
    assert asked("deidentify", "waive", talk.pk, "--why", "Done.")["why"] == "Done."
    assert Transcript.objects.get().cleared_how == "waived"


def test_names_come_onto_the_list(run, asked, project, write):
    file = write("names.txt", "Siobhan Kerrigan = P07\n\nKim Quill\n")
    assert "2 names added" in run("deidentify", "names", file).stdout
    assert asked("deidentify", "names", file) == {"added": 0}
    assert NameKey.objects.count() == 2
    assert "no kind" in run("deidentify", "names", file, "--kind", "moon", code=1).output


def test_guides_are_written_shown_and_matched(run, asked, project, write, talk):
    file = write("guide.txt", GUIDE)
    assert "version 1" in run("guide", "add", "Leads", file, "--with", "A panel").stdout
    assert run("guide", "show", "Leads").stdout.startswith("1. How did it begin?")
    assert asked("guide", "show", "Leads")["questions"][0]["prompts"][0]["label"] == "1a"
    longer = write("longer.txt", GUIDE + "3. Anything else?\n")
    assert "what changed" in run("guide", "add", "Leads", longer, code=1).output
    assert asked("guide", "add", "Leads", longer, "--note", "Piloted.")["version"] == 2
    assert [row["version"] for row in asked("guide", "list")] == [2, 1]
    assert "A panel" in run("guide", "list").stdout
    assert "no interview guide" in run("guide", "show", "Other", code=1).output
    assert "No guide is named" in run("guide", "match", talk.pk, code=1).output
    told = asked("guide", "match", talk.pk, "--guide", "Leads")
    assert not told["confirmed"]
    assert [one["turn"] for one in told["turns"]] == [1, 3]
    assert "Confirmed." in run("guide", "match", talk.pk, "--guide", "Leads", "--confirm").stdout
    assert Turn.objects.exclude(question=None).count() == 4


class TestImporting:
    def test_transcripts_wait_and_follow_a_guide(self, run, asked, project, write):
        run("guide", "add", "Leads", write("guide.txt", GUIDE))
        talk = write("talk.txt", "I: How?\nAnna: By post.\nI: And?\nAnna: Late.\n")
        table = write("people.csv", TABLE)
        run("import", "transcripts", talk, "--participants", table, "--guide", "Leads",
            "--interviewer", "I")  # fmt: skip
        row = Transcript.objects.get()
        assert (row.cleared_how, row.guide) == ("", Guide.objects.get())

    def test_columns_are_said(self, run, project, write):
        talk = write("talk.csv", "wer,was,nr\nAnna,By post,1\nAnna,Late,2\n")
        table = write("people.csv", TABLE)
        asks = run("import", "transcripts", talk, "--participants", table, code=1).output
        assert "--column" in asks
        wrong = run("import", "transcripts", talk, "--participants", table, "--column", "wer=x",
                    code=2)  # fmt: skip
        assert "HEADING=" in wrong.output
        run("import", "transcripts", talk, "--participants", table, "--column", "wer=speaker",
            "--column", "was=text", "--column", "nr=left out")  # fmt: skip
        assert make.text_of(Transcript.objects.get()).split() == ["By", "post", "Late"]

    def test_a_pdf_is_read(self, run, project, write, tmp_path):
        file = tmp_path / "talk.pdf"
        file.write_bytes(pdf("I: How did it begin?\nAnna: By post.\nI: And then?\nAnna: Late."))
        table = write("people.csv", TABLE)
        run("import", "transcripts", file, "--participants", table, "--interviewer", "I")
        assert Transcript.objects.get().format == "pdf"
