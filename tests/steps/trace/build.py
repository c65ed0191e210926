"""Small projects with a thread from end to end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests import build
from tests.steps.interviews import build as talks
from uptake.decision.models import Basis, Recommendation
from uptake.findings.models import Finding, FindingCell, Support
from uptake.interviews.models import Participant, Passage, Transcript, Turn, Version
from uptake.monitor.models import Indicator
from uptake.plan.models import Answer, PlannedAction
from uptake.projects.models import LookAgain, Project
from uptake.projects.thread import Key
from uptake.sources.models import ImportFile, Reference, Statement

TALK = (
    ("Interviewer", "What happens to the messages when the week is full?"),
    ("P1", "They wait. Nobody took one off my list when we got the programme."),
    ("P2", "We kept the paper forms as well, so it was twice the work."),
    ("Interviewer", "Does anyone notice that it goes to the end of the day?"),
)


@dataclass
class World:
    """One project: F1 on P1 alone, F2 on P1 and P2, F3 on a paper that also speaks against F1;
    R1 on F1, R2 on F2 and against F3; A1 serves R1 and answers F1; I1 watches A1."""

    project: Project
    people: list[Participant] = field(default_factory=list)
    transcript: Any = None
    passages: list[Passage] = field(default_factory=list)
    reference: Any = None
    statement: Any = None
    findings: list[Finding] = field(default_factory=list)
    recommendations: list[Recommendation] = field(default_factory=list)
    action: Any = None
    indicator: Any = None

    def marked(self, **narrow: object) -> set[Key]:
        """What has an open mark."""
        rows = LookAgain.objects.filter(project=self.project, settled_at=None, **narrow)
        return {Key(row.kind, row.object_id) for row in rows}


def passage(transcript: Transcript, words: str, who: Participant | None) -> Passage:
    start, end = talks.place(transcript, words)
    return Passage.objects.create(
        project=transcript.project, transcript=transcript, participant=who, quote=words,
        version=Version.objects.get(transcript=transcript, current=True), start=start, end=end,
    )  # fmt: skip


def reference(project: Project, n: int = 1) -> Reference:
    file, _ = ImportFile.objects.get_or_create(
        project=project, name="found.ris",
        defaults={"size": 1, "format": "ris", "encoding": "utf-8", "records": 9},
    )  # fmt: skip
    return Reference.objects.create(
        project=project, file=file, position=n, line=n, title=f"Paper {n}", year=2020 + n,
        authors=["Vance, R"], journal="Journal of Digital Care", doi=f"10.1000/{n}",
    )  # fmt: skip


def finding(project: Project, number: int, sentence: str = "", direction: str = "barrier"
            ) -> Finding:  # fmt: skip
    row = Finding.objects.create(
        project=project, number=number, direction=direction,
        sentence=sentence or f"Nobody has the time, {number}.",
    )  # fmt: skip
    FindingCell.objects.create(project=project, finding=row, domain="staff", level="meso")
    return row


def tie(row: Finding, strand: Passage | Statement, stance: str = "supports") -> Support:
    end = "passage" if isinstance(strand, Passage) else "statement"
    return Support.objects.create(project=row.project, finding=row, stance=stance, **{end: strand})


def recommend(project: Project, number: int, *on: Finding, against: tuple[Finding, ...] = ()
              ) -> Recommendation:  # fmt: skip
    row = Recommendation.objects.create(
        project=project, number=number, sentence=f"Set time aside, {number}.",
        reasons="It is dropped first.\n\nNobody owns it.",
    )  # fmt: skip
    for stance, below in (("supports", on), ("contradicts", against)):
        for one in below:
            Basis.objects.create(project=project, recommendation=row, finding=one, stance=stance)
    return row


def world(project: Project | None = None) -> World:
    it = World(project or build.project())
    it.people = [talks.participant(it.project, name, "therapist") for name in ("P1", "P2")]
    it.transcript = talks.transcript(it.project, TALK, "Interview 1")
    it.passages = [
        passage(it.transcript, "Nobody took one off my list", it.people[0]),
        passage(it.transcript, "We kept the paper forms as well", it.people[1]),
    ]
    it.reference = reference(it.project)
    it.statement = Statement.objects.create(
        project=it.project, reference=it.reference, sentence="Time was set aside.", place="p. 7"
    )
    first, second, third = it.findings = [finding(it.project, n) for n in (1, 2, 3)]
    tie(first, it.passages[0])
    tie(first, it.statement, "contradicts")
    tie(second, it.passages[0])
    tie(second, it.passages[1])
    tie(third, it.statement)
    it.recommendations = [
        recommend(it.project, 1, first), recommend(it.project, 2, second, against=(third,)),
    ]  # fmt: skip
    it.action = PlannedAction.objects.create(
        project=it.project, number=1, title="Change the rota", owner="Devi Rao",
        recommendation=it.recommendations[0],
    )  # fmt: skip
    Answer.objects.create(project=it.project, action=it.action, finding=first)
    it.indicator = Indicator.objects.create(
        project=it.project, number=1, name="Hours set aside", action=it.action
    )
    return it


def turns_of(transcript: Transcript) -> list[str]:
    """The words of the current version, turn by turn."""
    version = Version.objects.get(transcript=transcript, current=True)
    rows = Turn.objects.filter(version=version).order_by("index")
    return [version.text[row.start : row.end] for row in rows]
