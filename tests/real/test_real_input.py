"""Real material through the very actions that people use; what came out is counted and printed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from tests import build
from tests.real.build import FRAMEWORK, QUESTIONS, Interview, interviews
from uptake.decision import actions as decision
from uptake.findings import actions as findings
from uptake.findings.models import Support
from uptake.findings.queries import matrix_page
from uptake.formats.detect import read_any
from uptake.formats.text import Unreadable
from uptake.formats.transcripts import read_any as read_transcript
from uptake.interviews import actions as hearing
from uptake.interviews.codebook_file import CodeLine
from uptake.interviews.models import Code, Coding, Participant, Passage, Transcript, Turn, Version
from uptake.methods.matrix import Only
from uptake.projects import actions, queries
from uptake.projects.actor import Member
from uptake.projects.errors import Refused
from uptake.projects.models import Event, LookAgain, Project
from uptake.projects.thread import Key
from uptake.sources import tasks
from uptake.sources.actions import SearchFacts
from uptake.sources.models import ImportFile, ImportOddity, Reference
from uptake.trace import actions as trace
from uptake.trace.graph import Thread
from uptake.trace.queries import if_gone, why_page

pytestmark = [pytest.mark.real_data, pytest.mark.slow, pytest.mark.django_db]

ENDINGS = (".txt", ".teams.vtt", ".zoom.vtt", ".srt")
BLANKS = 181


@pytest.fixture(autouse=True)
def _files_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def tell(capsys):
    """Say a count aloud, whatever pytest does with output."""

    def line(text: str) -> None:
        with capsys.disabled():
            print(f"\n  {text}", end="")

    return line


def folder(data: Path, *names: str) -> Path:
    path = data.joinpath(*names)
    if not path.is_dir():
        pytest.skip(f"There is no folder {path}.")
    return path


# References


def test_every_export_is_imported_and_no_record_vanishes(data, tell):
    project = build.project()
    by = build.member(project, "reviewer")
    counts: Counter[str] = Counter()
    for path in sorted(folder(data, "exports").rglob("*")):
        if path.suffix.lower() not in (".ris", ".nbib"):
            continue
        try:
            there = len(read_any(path.read_bytes(), path.name).references)
        except Unreadable as fault:
            # One is called .ris and is something else.
            counts["refused as what it is"] += "looks like" in fault.what
            counts["refused"] += 1
            continue
        with path.open("rb") as content:
            file = tasks.bring_in(
                by=by, project=project, name=path.name, content=content, partial=True,
                again=True, search=SearchFacts(path.parent.name, date(2026, 1, 12)),
            )  # fmt: skip
        stored = Reference.objects.filter(file=file)
        assert file.state == ImportFile.State.STORED, path
        assert file.records == there == stored.count() + file.reported, path
        assert all(row.raw for row in stored), path
        counts += Counter(
            files=1, records=there, stored=file.stored, reported=file.reported,
            **{file.format: file.stored}, titled=stored.exclude(title="").count(),
        )  # fmt: skip
    odd = ImportOddity.objects.filter(project=project).count()
    tell(f"exports: {dict(counts)}, {odd} oddities listed")
    assert counts["files"] >= 40
    assert counts["refused"] == counts["refused as what it is"] < 3
    assert counts["records"] == counts["stored"] + counts["reported"] > 500
    assert queries.verify(project.pk) == []


# Consultations


def test_four_formats_of_a_consultation_are_stored_as_the_same_words_and_speakers(data, tell):
    place = folder(data, "transcripts", "primock57")
    project = build.project()
    by = build.member(project, "researcher")
    names = sorted(path.stem for path in place.glob("*.txt"))
    turns = words = 0
    for number, name in enumerate(names, 1):
        person = hearing.add_participant(
            by=by, project=project, pseudonym=f"P{number:02}", group="Patients",
            consent_version="as published", consented_on=date(2022, 5, 1),
        )  # fmt: skip
        told = [_consultation(by, project, person, place / f"{name}{end}") for end in ENDINGS]
        assert told[0] == told[1] == told[2] == told[3], name
        turns += len(told[0])
        words += sum(len(said) for _, _, said in told[0])
    tell(f"consultations: {len(names)} x 4 formats, {turns} turns and {words} words in each")
    assert len(names) == 15
    assert Transcript.objects.filter(project=project).count() == 60
    assert queries.verify(project.pk) == []


def _consultation(
    by: Member, project: Project, person: Participant, path: Path
) -> list[tuple[str, int | None, list[str]]]:
    """Store a file; who said what, as the database has it."""
    content = path.read_bytes()
    found = hearing.read(content, path.name)
    made = hearing.add_transcript(
        by=by, project=project, title=path.name, held_on=date(2022, 5, 1), turns=found.turns,
        speakers={"Doctor": None, "Patient": person},
        file=hearing.facts_of(content, path.name, found),
    )  # fmt: skip
    version = Version.objects.get(transcript=made)
    return [
        (turn.speaker, turn.participant_id, version.text[turn.start : turn.end].split())
        for turn in Turn.objects.filter(version=version)
    ]


def test_transcripts_in_pdf_are_refused_with_a_way_on(data, tell):
    files = sorted(folder(data, "transcripts", "pdpilot").rglob("transcripts/*.pdf"))
    if not files:
        pytest.skip("There are no PDF transcripts in the data folder.")
    for path in files:
        with pytest.raises(Unreadable, match="PDF") as refusal:
            read_transcript(path.read_bytes(), path.name)
        assert refusal.value.advice
    assert len(files) == 7
    tell(f"PDF transcripts: {len(files)} refused, each with what to do instead")


# Interviews with their codes


class Study:
    """The 57 interviews in a project, coded by somebody."""

    def __init__(self, heard: list[Interview]) -> None:
        self.heard = heard
        owner = build.account()
        self.project = actions.start_project(
            by=Member(owner), title="What the experts expect", framework=FRAMEWORK,
            question="What do experts expect to change?",
        )  # fmt: skip
        self.by = build.member(self.project, "researcher")
        self.coder = build.member(self.project, "coder")
        self.people: dict[str, Participant] = {}
        self.codes = self._codebook()

    def _codebook(self) -> dict[str, Code]:
        lines = [CodeLine(f"Question {question[1]}") for question in QUESTIONS]
        lines += [
            CodeLine(name, f"Question {name[-1]}") for name in self.heard[0].codes
        ]  # fmt: skip
        made = hearing.import_codebook(by=self.by, project=self.project, lines=lines)
        return {code.name: code for code in made.added}

    def hear(self) -> None:
        for one in self.heard:
            person = hearing.add_participant(
                by=self.by, project=self.project, pseudonym=one.pseudonym, group=one.group,
                consent_version="as published", consented_on=one.held_on,
            )  # fmt: skip
            transcript = hearing.add_transcript(
                by=self.by, project=self.project, title=one.pseudonym, held_on=one.held_on,
                turns=one.turns(), speakers={"Interviewer": None, "Expert": person},
                waived="Published with its names taken out.",
            )  # fmt: skip
            self.people[one.pseudonym] = person
            self._code(one, transcript)

    def _code(self, one: Interview, transcript: Transcript) -> None:
        said = Turn.objects.filter(version__transcript=transcript, participant__isnull=False)
        for question, turn in zip(one.answers, said, strict=True):
            wanted = one.applied(question)
            if wanted:
                hearing.apply_codes(
                    by=self.coder, transcript=transcript, version=1, start=turn.start,
                    end=turn.end, codes=[self.codes[name] for name in wanted],
                )  # fmt: skip

    def find(self) -> None:
        """A finding for each code of the first and third question that anybody's words have."""
        said = {
            name for one in self.heard for question in ("q1", "q3")
            for name in one.applied(question)
        }  # fmt: skip
        self.findings = [
            findings.find_from_code(
                by=self.by, code=self.codes[name],
                direction="facilitator" if name.endswith("_q1") else "barrier",
                sentence=f"Experts expect: {name.rpartition('_')[0]}.",
                cells=[("change", "society")],
            )
            for name in sorted(said)
        ]  # fmt: skip


@pytest.fixture
def study(data):
    return Study(interviews(folder(data, "interviews-wac")))


def test_the_interviews_are_coded_asked_why_and_one_speaker_withdrawn(study, tell, tmp_path):
    blanks = sum(value == "" for one in study.heard for value in one.codes.values())
    ones = sum(value == "1" for one in study.heard for value in one.codes.values())
    words = sum(len(answer.split()) for one in study.heard for answer in one.answers.values())
    assert (len(study.heard), len(study.heard[0].codes), blanks) == (57, 110, BLANKS)
    unheard = [
        name for one in study.heard for question in QUESTIONS if question not in one.answers
        for name in one.applied(question)
    ]  # fmt: skip

    study.hear()
    project = study.project
    codings = Coding.objects.filter(project=project, removed_at=None)
    assert codings.count() == ones - len(unheard)  # a blank is missing, and so is no coding
    tell(
        f"interviews: {len(study.heard)}, {words} words; {len(study.heard[0].codes)} codes, "
        f"{ones} ones, {blanks} blanks; {codings.count()} codings on "
        f"{Passage.objects.filter(project=project).count()} passages; "
        f"{len(unheard)} codes on answers that were not recorded"
    )

    study.find()
    page = matrix_page(project, Only())
    strands = Support.objects.filter(project=project).count()
    tell(
        f"findings: {page.total.barriers} barriers and {page.total.facilitators} facilitators on "
        f"{strands} strands from {page.total.interviews} interviews"
    )
    assert page.total.findings == len(study.findings) > 20
    _ask_why(study, tell)
    _withdraw(study, tell)
    _look_for_words(study, tell, tmp_path)


def _ask_why(study: Study, tell) -> None:
    """The finding with the most strands, walked down to the words."""
    held = Counter(Support.objects.filter(project=study.project).values_list("finding", flat=True))
    pk, strands = held.most_common(1)[0]
    page = why_page(study.project, Key("finding", pk))
    places = [*page.top.open, *page.top.closed]
    assert page.stands
    assert len(places) + page.top.left_out == strands
    voices = {place.said_by.label for place in places if place.said_by}
    assert voices <= set(study.people)
    tell(f"why {page.node.label}: {strands} passages by {len(voices)} people, {page.rests_on}")


def _withdraw(study: Study, tell) -> None:
    """One speaker goes; all that rested on their words is marked, nothing else is."""
    project = study.project
    alone = next(one for one in study.findings if one.supports.count() == 1)
    study.gone = alone.supports.get().passage.participant
    rested = set(
        Support.objects.filter(passage__participant=study.gone).values_list("finding", flat=True)
    )
    first = next(one for one in study.findings if one.pk in rested)
    made = decision.write_recommendation(
        by=study.by, project=project, sentence="Prepare for it.", findings=[first]
    )
    told = if_gone(project, [Key("participant", study.gone.pk)])
    owner = Member(queries.members(project)[0].user)
    done = trace.withdraw_participant(by=owner, participant=study.gone)
    marked = {(m.kind, m.object_id) for m in LookAgain.objects.filter(project=project)}
    assert marked == {("finding", pk) for pk in rested} | {("recommendation", made.pk)}
    lost = [node.label for node in told.lost if node.key.kind == "finding"]
    thread = Thread(project)
    graph = thread.standing(thread.beneath(Key("finding", one.pk) for one in study.findings))
    fallen = [one.label for one in study.findings if not graph.stands(Key("finding", one.pk))]
    assert sorted(fallen) == sorted(lost)
    assert alone.label in fallen
    tell(
        f"withdrawn {study.gone.pseudonym}: {len(done.redacted.passages)} passages redacted, "
        f"{len(rested)} findings and 1 recommendation marked, {len(fallen)} findings left bare"
    )


def _look_for_words(study: Study, tell, tmp_path) -> None:
    """Nothing of what was said is left in any table, and the trail still proves itself."""
    heard = next(one for one in study.heard if one.pseudonym == study.gone.pseudonym)
    canaries = [
        " ".join(answer.split()[at : at + 8])
        for answer in heard.answers.values()
        for at in range(0, max(1, len(answer.split()) - 8), 8)
    ]
    assert canaries
    for line in _dump():
        flat = " ".join(line.split())
        assert not [words for words in canaries if words in flat]
    assert queries.verify(study.project.pk) == []
    events = Event.objects.filter(chain=study.project.pk).count()
    tell(f"trail: {events} events, whole; none of {len(canaries)} stretches of {heard.pseudonym}'s "
         "words is left in any table")  # fmt: skip
    with pytest.raises(Refused, match="withdrawn"):
        hearing.apply_codes(
            by=study.coder, transcript=Transcript.objects.get(title=heard.pseudonym), version=1,
            start=0, end=40, codes=list(study.codes.values())[-1:],
        )  # fmt: skip


def _dump() -> list[str]:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        lines = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the database
            lines += [repr(row) for row in cursor.fetchall()]
    assert lines
    return lines


def test_the_dump_would_find_words_if_there_were_any(study):
    """The search above can fail."""
    one = study.heard[0]
    person = hearing.add_participant(
        by=study.by, project=study.project, pseudonym="E01", group="Experts",
        consent_version="as published", consented_on=one.held_on,
    )  # fmt: skip
    hearing.add_transcript(
        by=study.by, project=study.project, title="E01", turns=one.turns(),
        speakers={"Interviewer": None, "Expert": person},
    )  # fmt: skip
    words = " ".join(one.answers["q1"].split()[:8])
    assert any(words in " ".join(line.split()) for line in _dump())
