"""Rows of the findings step that tests start from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

from tests import build
from tests.steps.interviews import build as interviews
from uptake.findings import actions
from uptake.findings.models import Finding
from uptake.interviews.models import Code, Coding, Passage, Transcript, Version
from uptake.projects.actor import Actor
from uptake.projects.models import Project
from uptake.sources.models import ImportFile, Reference, Statement

CELL = ("patient", "micro")
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
_next = count(1)


def reference(project: Project, author: str = "Vance, R", year: int = 2024) -> Reference:
    """A reference; it is a study once something was extracted from it."""
    n = next(_next)
    file = ImportFile.objects.create(
        project=project, name=f"found{n}.ris", content=f"found{n}.ris", size=1, sha256=f"{n:064}",
        format="RIS", encoding="utf-8", records=1, stored=1, state="stored",
    )  # fmt: skip
    return Reference.objects.create(
        project=project, file=file, position=1, line=1, authors=[author], year=year,
        title=f"Guided care, part {n}",
    )  # fmt: skip


def statement(project: Project, sentence: str = "Staff drop what has no time.",
              of: Reference | None = None, place: str = "page 7") -> Statement:  # fmt: skip
    """What a reference states."""
    of = of or reference(project)
    return Statement.objects.create(project=project, reference=of, sentence=sentence, place=place)


def passage(project: Project, words: str = "it was seven clients a day", pseudonym: str = "P11",
            group: str = "commissioner", row: Transcript | None = None,
            code: Code | None = None) -> Passage:  # fmt: skip
    """A coded passage: the words are found in the transcript, by default an interview."""
    people = interviews.Participant.objects.filter(project=project, pseudonym=pseudonym)
    who = people.first() or interviews.participant(project, pseudonym, group)
    row = row or Transcript.objects.filter(project=project).first()
    row = row or interviews.transcript(project)
    start, end = interviews.place(row, words)
    version = Version.objects.get(transcript=row, current=True)
    made = Passage.objects.create(
        project=project, transcript=row, version=version, participant=who, start=start, end=end,
        quote=words,
    )  # fmt: skip
    code = code or Code.objects.filter(project=project).first() or interviews.code(project)
    Coding.objects.create(project=project, passage=made, code=code, coder=build.account())
    return made


def finding(
    project: Project, sentence: str = "Guided work is added to a full caseload.",
    direction: str = "barrier", cells: Sequence[tuple[str, str]] = (CELL,),
    passages: Sequence[Passage] = (), statements: Sequence[Statement] = (),
    by: Actor = build.TERMINAL, note: str = "",
) -> Finding:  # fmt: skip
    """A finding through its door, with what supports it."""
    return actions.write_finding(
        by=by, project=project, direction=direction, sentence=sentence, cells=cells,
        passages=passages, statements=statements, note=note,
    )  # fmt: skip
