"""Bringing in references, transcripts, a codebook and coded passages."""

from __future__ import annotations

import json

import pytest

from tests import build
from uptake.cli.people import people_in
from uptake.cli.terminal import Told
from uptake.interviews.models import Code, Coding, Memo, Participant, Transcript, Turn, Version
from uptake.projects.models import Event
from uptake.sources.models import ImportFile, Reference, Search
from uptake.sources.queries import searches

RECORD = "TY  - JOUR\nTI  - {}\nAU  - Okafor, Amara\nPY  - 2020\nER  - \n\n"
ONE, TWO = RECORD.format("First"), RECORD.format("Second")
EMPTY = "TY  - JOUR\nER  - \n\n"
SEARCHED = ("--database", "MEDLINE", "--searched", "2026-01-12")

pytestmark = pytest.mark.django_db


# References


def test_references_of_one_search_are_imported(run, asked, project, write):
    strategy = write("strategy.txt", "1 depress*")
    files = (write("a.ris", ONE), write("b.ris", TWO))
    told = asked("import", "references", *files, *SEARCHED, "--interface", "PubMed",
                 "--strategy-file", strategy, "--hits", 2)  # fmt: skip
    assert [(row["records"], row["stored"]) for row in told] == [(1, 1), (1, 1)]
    search = Search.objects.get()
    assert (search.database, search.interface, search.strategy, search.hits) == (
        "MEDLINE", "PubMed", "1 depress*", 2,
    )  # fmt: skip
    assert Reference.objects.filter(file__search=search).count() == 2
    assert set(Event.objects.filter(chain=project.pk).exclude(verb="project.started")
               .values_list("actor", flat=True)) == {"terminal"}  # fmt: skip


def test_a_strategy_in_any_encoding_is_read(run, project, write, tmp_path):
    strategy = tmp_path / "strategy.txt"
    strategy.write_bytes("1 dépress*".encode("latin-1"))
    run("import", "references", write("a.ris", ONE), *SEARCHED, "--strategy-file", strategy)
    assert Search.objects.get().strategy == "1 dépress*"
    strategy.write_bytes(bytes(range(256)) * 9)
    told = run("import", "references", write("b.ris", TWO), *SEARCHED, "--strategy-file", strategy,
               code=1).output  # fmt: skip
    assert "strategy.txt" in told
    assert "plain text" in told


def test_what_was_odd_is_listed(run, project, write):
    shown = run("import", "references", write("a.ris", f"{ONE}stray\n"), *SEARCHED).stdout
    assert "1 of 1 record imported" in shown
    assert "stray" in shown


def test_a_part_of_an_export_joins_a_recorded_search(run, asked, project, write):
    [told] = asked("import", "references", write("a.ris", ONE), *SEARCHED)
    shown = run("import", "references", write("b.ris", TWO), "--search", str(told["search"])).stdout
    search = Search.objects.get()
    assert f"; search {search.pk}, {search})" in shown
    assert [file.stored for file in search.files.all()] == [1, 1]
    [row] = searches(project)
    assert (row.records, row.stored, len(row.files)) == (2, 2, 2)


def test_an_import_is_undone_and_put_back(run, asked, project, write):
    (told,) = asked("import", "references", write("a.ris", ONE), *SEARCHED)
    shown = run("import", "undo", "999", code=1).stderr
    assert f"Files: {told['id']} is a.ris" in shown
    shown = run("import", "undo", str(told["id"])).stdout
    assert f"uptake import put-back {told['id']}" in shown
    assert not Reference.objects.exists()
    assert "is not imported" in run("import", "undo", str(told["id"]), code=1).stderr
    assert "back." in run("import", "put-back", str(told["id"])).stdout
    assert Reference.objects.exists()


def test_a_search_that_is_not_there_is_refused_with_those_that_are(run, project, write):
    first = write("a.ris", ONE)
    assert (
        "none is recorded yet" in run("import", "references", first, "--search", "9", code=1).output
    )
    run("import", "references", first, *SEARCHED)
    told = run("import", "references", first, "--search", "99", code=1).output
    assert "no search 99" in told
    assert str(Search.objects.get()) in " ".join(told.split())
    told = run("import", "references", first, "--search", "1", *SEARCHED, code=2).output
    assert "recorded already" in told


def test_the_same_file_needs_again_and_the_rest_goes_on(run, asked, project, write):
    first, second = write("a.ris", ONE), write("b.ris", TWO)
    run("import", "references", first, *SEARCHED)
    told = run("import", "references", first, second, *SEARCHED, code=1)
    assert "same file was imported" in told.stderr
    assert "1 file was not imported" in told.stderr
    assert "--again" in told.stderr
    assert "b.ris: 1 of 1 record imported" in told.stdout
    told = json.loads(run("import", "references", first, *SEARCHED, "--json", code=1).stdout)
    assert "fault" in told[0]
    assert asked("import", "references", first, *SEARCHED, "--again")[0]["stored"] == 1


def test_records_are_left_out_only_when_that_was_said(run, asked, project, write):
    path = write("a.ris", ONE + EMPTY)
    assert "--partly" in run("import", "references", path, *SEARCHED, code=1).stderr
    assert not Reference.objects.exists()
    told = asked("import", "references", path, *SEARCHED, "--partly")[0]
    assert (told["records"], told["stored"], told["reported"]) == (2, 1, 1)


def test_a_preview_stores_nothing(run, asked, project, write):
    path = write("a.ris", ONE)
    assert "references in ris" in run("import", "references", path, "--preview").stdout
    assert asked("import", "references", path, "--preview")[0]["found"]["records"] == 1
    assert not ImportFile.objects.exists()
    bad = write("b.ris", "")
    assert "empty" in run("import", "references", bad, "--preview", code=1).stderr


def test_a_preview_of_references_never_takes_a_file_for_a_transcript(run, write):
    talk = write("talk.txt", "Grant: Who decides?\nVance: The board does.\n")
    assert "no references" in run("import", "references", talk, "--preview", code=1).stderr
    assert "transcript in" in run("check", talk).stdout


def test_a_search_has_a_database_and_a_day(run, project, write):
    path = write("a.ris", ONE)
    assert "--database" in run("import", "references", path, code=2).stderr
    words = ("--database", "X", "--searched")
    assert run("import", "references", path, *words, "yesterday", code=2).stderr
    told = run("import", "references", path, *words, "2999-01-01", code=1).stderr
    assert "has not come yet" in told


def test_a_file_past_the_limit_is_refused(run, project, write, settings):
    settings.MAX_UPLOAD_MB = 0
    told = run("import", "references", write("a.ris", ONE), *SEARCHED, code=1).stderr
    assert "UPTAKE_MAX_UPLOAD_MB" in told


# Transcripts

HEADINGS = "pseudonym,group,consent version,consented on,speaker,file,title,held on\n"
PEOPLE = HEADINGS + "P01,Carers,1.0,2025-10-09,,,,\nP02,Patients,1.0,2025-10-09,Jo,,,\n"
TALK = "Interviewer: How was it?\n\nP01: It was fine.\n\nJo: It was not.\n"


def test_transcripts_are_imported_under_pseudonyms(run, asked, project, write):
    people, talk = write("people.csv", PEOPLE), write("talk.txt", TALK)
    (told,) = asked("import", "transcripts", talk, "--participants", people, "--kind", "group")
    assert told["speakers"] == {"Interviewer": None, "P01": "P01", "Jo": "P02"}
    transcript = Transcript.objects.get(pk=told["id"])
    assert (transcript.title, transcript.kind) == ("talk", "group")
    said = Turn.objects.filter(version__transcript=transcript).values_list("speaker", flat=True)
    assert list(said) == ["Interviewer", "P01", "P02"]
    assert "Jo" not in Version.objects.get().text


def test_a_preview_says_who_speaks(run, project, write):
    people, talk = write("people.csv", PEOPLE), write("talk.txt", TALK)
    shown = run("import", "transcripts", talk, "--participants", people, "--preview").stdout
    assert "Interviewer: interviewer; P01: P01; Jo: P02" in shown
    assert not Participant.objects.exists()
    assert "1 transcript imported" in run(
        "import", "transcripts", talk, "--participants", people
    ).stdout  # fmt: skip
    assert "here already" in run(
        "import", "transcripts", talk, "--participants", people, code=1
    ).stderr  # fmt: skip
    run("import", "transcripts", talk, "--participants", people, "--again")
    assert Participant.objects.count() == 2


def test_all_transcripts_or_none(run, project, write):
    people, talk = write("people.csv", PEOPLE), write("talk.txt", TALK)
    copy = write("copy.txt", TALK)
    told = run("import", "transcripts", talk, copy, "--participants", people, code=1).stderr
    assert "here already" in told
    assert not Transcript.objects.exists()
    assert not Participant.objects.exists()


def test_a_row_can_be_for_one_file_with_its_title_and_day(run, asked, project, write):
    people = write("people.csv", HEADINGS
                   + "P01,Carers,1.0,2025-10-09,,notes.txt,Notes of May,2025-10-10\n"
                   + "P02,Carers,1.0,2025-10-09,,other.txt,,\n")  # fmt: skip
    notes = write("notes.txt", "It was fine, on the whole.\n\nShe would do it again.\n")
    (told,) = asked("import", "transcripts", notes, "--participants", people, "--kind", "notes")
    assert told["speakers"] == {"": "P01"}
    transcript = Transcript.objects.get()
    assert transcript.title == "Notes of May"
    assert str(transcript.held_on) == "2025-10-10"


def test_a_speaker_that_nobody_knows_is_refused_by_name(run, project, write):
    people = write("people.csv", HEADINGS + "P01,Carers,1.0,2025-10-09,,,,\n")
    talk = write("talk.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v M. Grant>Hello.</v>\n\n"
                 "00:02.000 --> 00:03.000\n<v P01>Hello.</v>\n")  # fmt: skip
    told = run("import", "transcripts", talk, "--participants", people, code=1).stderr
    assert "“M. Grant” is not in the table" in told
    assert "--interviewer 'M. Grant'" in told
    run("import", "transcripts", talk, "--participants", people, "--interviewer", "m. grant")
    nobody = write("notes.txt", "It was fine, on the whole.\n")
    told = run("import", "transcripts", nobody, "--participants", people, code=1).stderr
    assert "Nobody is named" in told


def test_a_label_that_could_be_two_people_is_refused(run, project, write):
    people = write("people.csv", HEADINGS + "P01,Carers,1.0,2025-10-09,Jo,,,\n"
                   "P02,Carers,1.0,2025-10-09,Jo,,,\n")  # fmt: skip
    talk = write("talk.txt", "Interviewer: Well?\n\nJo: Fine.\n\nJo: Very.\n")
    told = run("import", "transcripts", talk, "--participants", people, code=1).stderr
    assert "“Jo” could be P01 or P02" in told


def test_words_without_consent_are_not_stored(run, project, write):
    people = write("people.csv", HEADINGS + "P01,Carers,,2025-10-09,,,,\n")
    told = run("import", "transcripts", write("talk.txt", TALK), "--participants", people, code=1)
    assert "people.csv, line 2: The cell “consent version” is empty" in told.stderr


def test_a_transcript_that_cannot_be_read_is_refused(run, project, write):
    people = write("people.csv", PEOPLE)
    told = run("import", "transcripts", write("empty.vtt", ""), "--participants", people, code=1)
    assert "empty" in told.stderr


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("name,group\nx,y\n", "no column called “pseudonym”"),
        (HEADINGS, "nothing beneath the first line"),
        (HEADINGS + "P01,Carers,1.0,May,,,,\n", "no date"),
        (HEADINGS + "P01,Carers,1.0,,,,,\n", "“consented on” is empty"),
        (HEADINGS + "P01,Carers,1.0,2025-10-09,,,,,more\n", "The row has 9 cells"),
        (HEADINGS + 'P01,"Carers,1.0\n', "quotation mark"),
        (HEADINGS + "P01,A,1.0,2025-10-09,,,,\nP01,B,1.0,2025-10-09,,,,\n", "differently"),
    ],
)
def test_a_table_of_people_that_is_wrong_is_refused_with_its_line(write, text, what):
    with pytest.raises(Told, match=what):
        people_in(write("people.csv", text))


def test_a_table_may_be_separated_in_several_ways(write):
    for mark in ";\t":
        text = (
            "﻿Pseudonym{0}Role{0}Consent_version{0}Consented on\nP01{0}Carers{0}1{0}2025-10-09\n\n"
        )
        (person,) = people_in(write("people.csv", text.format(mark)))
        assert (person.pseudonym, person.group) == ("P01", "Carers")


# Codebook and passages


def test_a_codebook_is_imported(run, asked, project, write):
    path = write("codes.csv", "name,parent,definition\nTime,,Having it\nHaste,Time,None of it\n")
    told = asked("import", "codebook", path)
    assert [one["name"] for one in told["added"]] == ["Time", "Haste"]
    assert Code.objects.get(name="Haste").parent.name == "Time"
    assert "0 codes added; 2 there already" in run("import", "codebook", path).stdout
    bad = write("bad.csv", "name,parent\nA,Nowhere\n")
    assert "bad.csv, line 2" in run("import", "codebook", bad, code=1).stderr


@pytest.fixture
def heard(run, project, write):
    """A transcript, a code and a coder."""
    run("import", "transcripts", write("talk.txt", TALK), "--participants",
        write("people.csv", PEOPLE), "--deidentified", "Invented")  # fmt: skip
    run("import", "codebook", write("codes.csv", "name\nTime\n"))
    user = build.account("coder@example.org", name="Peju")
    run("project", "member", user.email, "--role", "coder")
    return user


CODER = ("--coder", "coder@example.org")


def test_passages_are_coded_in_a_person_s_name(run, asked, heard, write):
    path = write("passages.csv", "transcript,quote,code,occurrence,memo\n"
                 "talk,It was,Time,2,Look again\ntalk,nowhere,Time,,\n")  # fmt: skip
    told = asked("code", path, *CODER)
    assert told["coded"] == 1
    assert [row["line"] for row in told["left_out"]] == [3]
    coding = Coding.objects.get()
    assert (coding.coder, coding.passage.participant.pseudonym) == (heard, "P02")
    assert Memo.objects.get().text == "Look again"
    again = run("code", path, *CODER)
    assert "0 passages coded, 1 coded already" in again.stdout
    assert "line 3: left out" in again.stderr


def test_strictly_all_or_nothing(run, heard, write):
    path = write("passages.csv", "transcript,quote,code\ntalk,It was,Time\ntalk,nowhere,Time\n")
    told = run("code", path, *CODER, "--strict", code=1).stderr
    assert "passages.csv, line 3" in told
    assert "so none was" in told
    assert not Coding.objects.exists()


def test_who_may_not_code_is_refused(run, heard, write):
    path = write("passages.csv", "transcript,quote,code\ntalk,It was,Time\n")
    build.account("stranger@example.org", name="Stranger")
    told = run("code", path, "--coder", "stranger@example.org", code=1).stderr
    assert "Stranger may not code" in told
    bad = write("bad.csv", "transcript,quote,code,occurrence\ntalk,It was,Time,first\n")
    assert "line 2: The cell “occurrence”" in run("code", bad, *CODER, code=1).stderr
