"""What becomes of other programs' files: matched, stored, left out, undone, and refused."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.utils import timezone

from tests import build
from tests.steps.interviews import build as talks
from tests.steps.interviews.exchange import files
from tests.steps.interviews.exchange.test_round_trip import bring
from uptake.formats.refi.model import Coding as OneCoding
from uptake.formats.refi.model import Link, Made, Selection, Source, guid_of
from uptake.interviews.actions import exchange
from uptake.interviews.actions.exchange_people import Choices
from uptake.interviews.actions.material import NewParticipant
from uptake.interviews.exchange.reading import parcel_of, read
from uptake.interviews.models import (
    Assignment,
    Code,
    Coding,
    CodingRound,
    Memo,
    OutsideId,
    Participant,
    Passage,
    ProjectFile,
    Theme,
    ThemeCode,
    Transcript,
    Turn,
    Version,
)
from uptake.interviews.queries.leaving import Layer
from uptake.interviews.queries.takeout import file_of
from uptake.projects import jobs
from uptake.projects.errors import ForeignObject, NotAllowed, Refused
from uptake.projects.models import Event, User


def kinds(file: ProjectFile) -> dict[str, int]:
    """What was not carried, by kind."""
    return {one["kind"]: one["count"] for one in file.losses}


def test_a_project_of_another_program(by, project):
    file = bring(by, project, files.CASES)
    row = Transcript.objects.get()
    assert (row.title, row.cleared_how) == ("Interview with case 4", "waived")
    assert Version.objects.get().text == files.TEXT
    assert [(one.quote, one.participant) for one in Passage.objects.all()] == [
        ("Slow at first", None), ("No time at all", None),
    ]  # fmt: skip
    coders = {one.coder.name: one.coder for one in Coding.objects.all()}
    assert set(coders) == {"Ann", "Bo"}
    assert not any(user.is_active or user.has_usable_password() for user in coders.values())
    assert Coding.objects.filter(source="file", round=None).count() == 3
    assert Coding.objects.first().created_at == datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
    assert [(turn.speaker, turn.participant) for turn in Turn.objects.all()] == [
        ("Interviewer", None), ("Case 4", None), ("Case 4", None),
    ]  # fmt: skip
    assert Theme.objects.get().name == "Hours"
    assert kinds(file) == {"cases that no participant was made of": 1}
    assert OutsideId.objects.filter(kind="coding").count() == 3


def test_the_same_identifiers_go_out_again(by, project):
    bring(by, project, files.CASES)
    it = read(file_of(project, "qdpx").data, "a.qdpx").project
    assert [one.guid for one in it.sources] == [files.DOCUMENT.guid]
    assert {one.guid for one in it.codes} == {files.SLOW.guid, files.TIME.guid}
    assert {one.guid for one in it.users} == {files.ANN.guid, files.BO.guid}
    assert {one.guid for one in it.sources[0].selections} == {
        one.guid for one in files.DOCUMENT.selections
    }
    assert [one.guid for one in it.sets] == [files.PROJECT.sets[0].guid]


def test_a_case_becomes_a_participant(by, project):
    new = NewParticipant("P04", "carer", "2", timezone.localdate())
    bring(by, project, files.CASES, cases={files.CASE.guid: new})
    who = Participant.objects.get()
    assert (who.pseudonym, who.group) == ("P04", "carer")
    assert {one.participant for one in Passage.objects.all()} == {who}
    assert [(turn.speaker, turn.participant) for turn in Turn.objects.all()] == [
        ("Interviewer", None), ("P04", who), ("P04", who),
    ]  # fmt: skip


def test_a_case_is_a_participant_who_is_here(by, project):
    who = talks.participant(project, "P04")
    bring(by, project, files.CASES, cases={files.CASE.guid: who})
    assert who.turns.count() == 2
    who.withdrawn_at = timezone.now()
    who.save()
    changed = files.of_nvivo(replace(files.PROJECT, name="Again"))
    with pytest.raises(Refused, match="has withdrawn"):
        bring(by, project, changed, cases={files.CASE.guid: who})


def test_words_need_consent(by, project):
    who = Participant.objects.create(project=project, pseudonym="P04", group="carer")
    with pytest.raises(Refused, match="No consent is recorded for P04"):
        bring(by, project, files.CASES, cases={files.CASE.guid: who})
    assert not Transcript.objects.exists()
    assert ProjectFile.objects.get().state == "waiting"


def test_coders_are_members(by, project):
    bo = build.member(project, "coder", build.account(name="Bo"))
    coders = {files.BO.guid: bo.user, files.ANN.guid: "Ann of Leeds"}
    bring(by, project, files.CASES, coders=coders)
    assert Coding.objects.filter(coder=bo.user).count() == 1
    assert User.objects.get(name="Ann of Leeds").email.endswith("@outside.invalid")


def test_a_coder_of_another_project_is_refused(by, project):
    with pytest.raises(ForeignObject):
        bring(by, project, files.CASES, coders={files.BO.guid: build.account()})


def test_without_a_reason_documents_come_in_uncoded(by, project):
    file = bring(by, project, files.CASES, waived="")
    assert Transcript.objects.get().cleared_how == ""
    assert not Passage.objects.exists()
    assert kinds(file)["codings on words that are still to be de-identified"] == 3


def test_a_document_that_is_here_gets_the_codings(by, project):
    bring(by, project, files.CASES)
    fresh = replace(
        files.PROJECT,
        sources=(replace(files.DOCUMENT, selections=(
            *files.DOCUMENT.selections,
            files.selection(files.TEXT, "better", (files.SLOW, files.BO)),
        )),),
    )  # fmt: skip
    file = bring(by, project, files.of_nvivo(fresh))
    assert Transcript.objects.count() == 1
    assert file.counts == {"passages": 1, "codings": 1}
    assert kinds(file)["codings that are here already"] == 3
    with pytest.raises(Refused, match="Nothing in the file is new"):
        bring(by, project, files.CASES)


def test_passages_are_found_in_words_that_were_corrected(by, project):
    text = files.TEXT.replace("How was it?", "How was it for you?")
    text = text.replace("No time at all", "Gone")
    row = talks.transcript(project, [("", text)], "Interview with case 4")
    file = bring(by, project, files.CASES)
    assert Transcript.objects.get() == row
    assert Passage.objects.get().quote == "Slow at first"
    assert kinds(file)["passages whose words are not in the transcript here"] == 1


def test_another_document_of_the_same_name_is_another(by, project):
    talks.transcript(project, [("", "Something else altogether.")], "Interview with case 4")
    bring(by, project, files.CASES)
    assert Transcript.objects.count() == 2


def test_nothing_comes_into_a_blind_round(by, project):
    row = talks.transcript(project, [("", files.TEXT)])
    around = CodingRound.objects.create(project=project, name="Round 1", seed=1)
    Assignment.objects.create(project=project, round=around, transcript=row, coder=by.user)
    with pytest.raises(Refused, match="is being coded blind"):
        bring(by, project, files.CASES)
    assert not Passage.objects.exists()


def test_nothing_comes_into_words_that_may_hold_names(by, project):
    talks.transcript(project, [("", files.TEXT)])
    Transcript.objects.update(cleared_how="")
    with pytest.raises(Refused, match="has not been de-identified yet"):
        bring(by, project, files.CASES)


def test_nothing_of_an_unopened_round_goes_out(by, project):
    ann = build.member(project, "coder", build.account(name="Canary Ann"))
    row = talks.transcript(project)
    code = talks.code(project)
    talks.coded(ann, row, "nothing comes off", code)
    around = CodingRound.objects.create(project=project, name="Round 1", seed=1)
    Coding.objects.update(round=around)
    note = Memo.objects.create(project=project, by=ann.user, text="Canary", round=around,
                               passage=Passage.objects.get())  # fmt: skip
    for layer in Layer:
        for form in ("qdpx", "codings", "comments"):
            data = unpacked(file_of(project, form, layer).data)
            assert "Canary" not in data
    around.opened_at = timezone.now()
    around.save()
    assert "Canary" not in unpacked(file_of(project, "codings", Layer.SETTLED).data)
    assert "Canary Ann" in unpacked(file_of(project, "codings", Layer.EVERY).data)
    assert note.text in unpacked(file_of(project, "qdpx", Layer.EVERY).data)


def unpacked(data: bytes) -> str:
    """All that a file holds, and what the files in it hold."""
    if data[:2] != b"PK":
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return "".join(unpacked(archive.read(name)) for name in archive.namelist())


def test_only_pseudonyms_and_cleared_words_go_out(by, project):
    talks.participant(project, "P11")
    Participant.objects.update(about="Runs the clinic in Leeds")
    row = talks.transcript(project, [("P11", "My name is Canary.")])
    Transcript.objects.update(cleared_how="", file_name="Canary.docx")
    taken = file_of(project, "qdpx")
    assert "Canary" not in unpacked(taken.data)
    assert "Leeds" not in unpacked(taken.data)
    assert {one.kind for one in taken.losses} >= {
        "transcripts that are still to be de-identified",
        "notes on participants, which stay here",
    }
    with pytest.raises(Refused, match="still to be de-identified"):
        file_of(project, "comments", only=row)


def test_an_import_is_undone(by, project):
    before = (Code.objects.count(), User.objects.count())
    file = bring(by, project, files.CASES)
    exchange.undo_project_file(by=by, file=file)
    for model in (Transcript, Passage, Coding, Theme, ThemeCode, OutsideId, Turn, Participant):
        assert not model.objects.exists()
    assert (Code.objects.count(), User.objects.count()) == before
    with pytest.raises(Refused, match="nothing to undo"):
        exchange.undo_project_file(by=by, file=file)
    bring(by, project, files.CASES)
    assert Coding.objects.count() == 3


def test_what_rests_on_it_keeps_it(by, project):
    file = bring(by, project, files.CASES)
    row = Transcript.objects.get()
    talks.coded(by, row, "Slow at first", talks.code(project))
    with pytest.raises(Refused, match="rests 1 codings"):
        exchange.undo_project_file(by=by, file=file)
    assert Coding.objects.count() == 4


def test_notes_become_memos(by, project):
    def note(name: str, text: str = "") -> Source:
        return Source(guid_of(name), name, text or f"Text of {name}", made=Made(files.BO.guid))

    on = {name: note(name) for name in ("code", "document", "place", "coding", "project", "free")}
    place = files.DOCUMENT.selections[0]
    place = replace(place, noted=(on["place"].guid,), codings=(
        replace(place.codings[0], noted=(on["coding"].guid,)),
    ))  # fmt: skip
    bare = Source(guid_of("bare"), "Bare", "",
                  selections=(), codings=(), noted=())  # fmt: skip
    project_ = replace(
        files.PROJECT, notes=(*on.values(), replace(note("lost"), text="")),
        codes=(replace(files.SLOW, noted=(on["code"].guid,)), files.TIME),
        sources=(replace(files.DOCUMENT, selections=(place,), noted=(on["document"].guid,)), bare),
        noted=(on["project"].guid,), links=(Link(guid_of("link"), "Leads to"),),
    )  # fmt: skip
    file = bring(by, project, files.of_nvivo(project_))
    memos = {memo.text.partition("\n")[0]: memo for memo in Memo.objects.all()}
    assert memos["code"].code.name == "Slow"
    assert memos["document"].transcript.title == "Interview with case 4"
    assert memos["place"].passage == memos["coding"].passage == Passage.objects.get()
    assert memos["place"].by.name == "Bo"
    for name in ("project", "free"):
        memo = memos[name]
        assert {memo.code, memo.passage, memo.transcript, memo.theme} == {None}
    assert kinds(file)["documents without words"] == 1
    assert kinds(file)["links between things"] == 1


def test_two_codings_of_one_code_by_one_coder_are_one(by, project):
    place = files.DOCUMENT.selections[0]
    twice = replace(place, codings=(
        *place.codings, OneCoding(guid_of("twice"), files.SLOW.guid, files.ANN.guid),
    ))  # fmt: skip
    whole = replace(
        files.DOCUMENT,
        selections=(twice,),
        description="About it",
        codings=(OneCoding(guid_of("whole"), files.SLOW.guid, files.ANN.guid),),
    )
    file = bring(by, project, files.of_nvivo(replace(files.PROJECT, sources=(whole,))))
    assert Coding.objects.count() == 2
    assert kinds(file)["codings that are here already"] == 1
    assert kinds(file)["codings on whole documents"] == 1
    assert kinds(file)["descriptions of documents"] == 1


def test_right_to_left_and_astral_words(by, project):
    text = "שלום 🙂 עולם\n𝔘nicode"
    places = (files.selection(text, "🙂 עולם", (files.SLOW, files.ANN)),
              files.selection(text, "𝔘nicode", (files.SLOW, files.ANN)))  # fmt: skip
    document = replace(files.DOCUMENT, text=text, selections=places)
    bring(by, project, files.of_nvivo(replace(files.PROJECT, sources=(document,))))
    assert {one.quote for one in Passage.objects.all()} == {"🙂 עולם", "𝔘nicode"}


def test_a_passage_without_words_is_left_out(by, project):
    text = "One.\n   \nTwo."
    blank = Selection(guid_of("blank"), 4, 8, codings=(
        OneCoding(guid_of("x"), files.SLOW.guid, files.ANN.guid),
    ))  # fmt: skip
    document = replace(files.DOCUMENT, text=text, selections=(blank,))
    file = bring(by, project, files.of_nvivo(replace(files.PROJECT, sources=(document,))))
    assert kinds(file)["passages without words"] == 1


def test_a_passage_of_two_people_is_left_out(by, project):
    for name in ("P11", "P12"):
        talks.participant(project, name)
    row = talks.transcript(project)
    text = talks.text_of(row)
    both = files.selection(text, "seven clients a day.\n\nI was there", (files.SLOW, files.ANN))
    one = files.selection(text, "the patients", (files.SLOW, files.ANN))
    document = replace(files.DOCUMENT, text=text, selections=(both, one))
    file = bring(by, project, files.of_nvivo(replace(files.PROJECT, sources=(document,))))
    assert Passage.objects.get().participant.pseudonym == "P11"
    assert sum(kinds(file).values()) == 2  # the passage, and the case


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04 cut off", "damaged or cut off"),
        (files.archive(a__txt=b"x"), "holds no project"),
        (files.archive(project__qde=b"<Project"), "broken on line 1"),
        (files.archive(project__qde=b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
                       b'<Project xmlns="urn:QDA-XML:project:1.0" name="&b;"/>'), "document type"),
        (files.archive(**{"../project__qde": b"<Project/>"}), "leads outside of it"),
        (files.archive(project__qde=b"<Project>" + b" " * 80_000_000), "far more than a project"),
        (b"SQLite format 3\x00 and no more", "damaged or cut off"),
        (b"just some words", "neither REFI-QDA"),
    ],
)  # fmt: skip
def test_bad_files_are_refused_in_words(content, said):
    with pytest.raises(Refused) as refused:
        parcel_of(content, "file.qdpx")
    assert said in str(refused.value)
    assert refused.value.advice


def test_an_entry_in_another_case_is_found(by, project):
    with zipfile.ZipFile(BytesIO(files.CASES)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["Project.QDE"] = parts.pop("project.qde")
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in parts.items():
            file.writestr(name.replace("sources/", "Sources/"), data)
    bring(by, project, out.getvalue())
    assert Coding.objects.count() == 3


def test_missing_sources_are_counted(by, project):
    with zipfile.ZipFile(BytesIO(files.CASES)) as file:
        bare = files.archive(project__qde=file.read("project.qde"))
    file = bring(by, project, bare)
    assert kinds(file)["texts that aren't in the file"] == 1
    assert Code.objects.count() == 2


def test_a_word_document_does_not_come_back(by, project):
    talks.transcript(project)
    data = file_of(project, "comments").data
    with zipfile.ZipFile(BytesIO(data)) as file:
        (name,) = file.namelist()
        with pytest.raises(Refused, match="don't come back in"):
            parcel_of(file.read(name), "back.docx")


def test_a_coder_may_not_bring_in(project):
    coder = build.member(project, "coder")
    with pytest.raises(NotAllowed):
        bring(coder, project, files.CASES)


def test_old_files_that_wait_are_dropped(by, project):
    parcel = read(files.CASES, "a.qdpx")
    args = {"by": by, "project": project, "name": "a.qdpx", "parcel": parcel}
    first = exchange.receive_project_file(content=b"one", **args)
    assert exchange.receive_project_file(content=b"one", **args) == first
    ProjectFile.objects.update(created_at="2020-01-01T00:00:00Z")
    exchange.receive_project_file(content=b"two", **args)
    first.refresh_from_db()
    assert (first.state, first.content) == ("dropped", None)
    with pytest.raises(Refused, match="decided on already"):
        exchange.bring_project_in(by=by, file=first, parcel=parcel)
    with pytest.raises(Refused, match="decided on already"):
        exchange.drop_project_file(by=by, file=first)
    ProjectFile.objects.update(created_at="2020-01-01T00:00:00Z")
    jobs.tidy()  # nobody opens this project
    assert not ProjectFile.objects.exclude(state="dropped", content=None).exists()
    told = Event.objects.get(verb="project_files.forgotten")
    assert (told.actor, told.after["dropped"]) == ("housekeeping", 1)


def test_codings_of_a_table_are_placed(by, project):
    row = talks.transcript(project)
    words = "They said, fine"
    start, end = talks.place(row, words)
    table = (
        "source,start,end,quote,code,coder,memo,date\n"
        f'Interview 11,{start},{end},"{words}",Load,Jo,A thought,2024-02-01T10:00:00Z\n'
        f"{row.pk},,,nothing   comes off,Load,Jo,,\n"
        f'Interview 11,1,5,"the training",Load,,,\n'
        "Interview 11,,,no such words,Load,Jo,,\n"
        "Interview 99,,,x,Load,Jo,,\n"
    )
    file = bring(by, project, table.encode(), "codings.csv")
    assert {one.quote for one in Passage.objects.all()} == {
        words,
        "nothing comes off",
        "the training",
    }
    assert Memo.objects.get().text == "A thought"
    assert {one.coder.name for one in Coding.objects.all()} == {"Jo", "Not named in the file"}
    assert kinds(file) == {
        "codings whose words are not in the transcript": 1,
        "codings of transcripts that are not here": 1,
    }


def test_codings_go_out_and_come_back_the_same(by, project):
    row = talks.transcript(project)
    code = talks.code(project)
    talks.coded(by, row, "nothing comes off", code, memo='One, "two"\nand three')
    talks.coded(by, row, "🙂 It took", code)
    first = file_of(project, "codings").data
    other = build.project()
    talks.transcript(other)
    bring(build.member(other), other, first, "codings.csv")
    assert file_of(other, "codings").data == first


def test_identifiers_that_stand_twice_lose_nothing(by, project):
    one, two = files.DOCUMENT.selections
    again = replace(two, guid=one.guid, codings=(
        replace(two.codings[0], guid=one.codings[0].guid),
    ))  # fmt: skip
    document = replace(files.DOCUMENT, selections=(one, again))
    other = replace(files.DOCUMENT, name="The same again")
    parcel = read(files.CASES, "a.qdpx")
    parcel = replace(parcel, project=replace(files.PROJECT, sources=(document, other)))
    file = exchange.receive_project_file(
        by=by, project=project, name="a.qdpx", content=b"x", parcel=parcel
    )
    file = exchange.bring_project_in(by=by, file=file, parcel=parcel, choices=Choices(waived="x"))
    assert {(c.passage.quote, c.code.name) for c in Coding.objects.all()} == {
        ("Slow at first", "Slow"), ("No time at all", "Time"),
    }  # fmt: skip
    assert Coding.objects.count() == 3
    assert kinds(file)["documents with an identifier that another has"] == 1
