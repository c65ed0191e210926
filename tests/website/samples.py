"""A project with something in every step, for the frame's own pages."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from tests import build
from uptake.decision.models import Basis, Recommendation
from uptake.findings.models import Finding, Support
from uptake.interviews.models import Code, Coding, Participant, Passage, Transcript, Turn, Version
from uptake.monitor.models import Indicator, Value
from uptake.plan.models import Answer, PlannedAction
from uptake.projects.models import LookAgain, Project
from uptake.review.models import Standing, Study
from uptake.sources.models import ImportFile, Reference, Search, Statement


def reference(project: Project, *, stated: bool = True) -> Statement | None:
    """A search that gave one reference, with or without a statement of it."""
    search = Search.objects.create(project=project, database="PubMed", searched_on=date(2025, 3, 1))
    file = ImportFile.objects.create(
        project=project, search=search, name="one.ris", size=1, sha256="x", format="ris",
        encoding="utf-8", records=1, stored=1, state=ImportFile.State.STORED,
    )  # fmt: skip
    row = Reference.objects.create(
        project=project, file=file, position=1, line=1, title="A paper", authors=["Moreau, B"],
        year=2024,
    )  # fmt: skip
    if not stated:
        return None
    return Statement.objects.create(project=project, reference=row, sentence="It was used less.")


def waiting_file(project: Project, name: str = "update.ris", records: int = 358) -> ImportFile:
    return ImportFile.objects.create(
        project=project, name=name, size=1, sha256="x", format="ris", encoding="utf-8",
        records=records,
    )  # fmt: skip


def transcript(project: Project, title: str = "Interview 01") -> Transcript:
    row = Transcript.objects.create(project=project, title=title, cleared_how="waived")
    Version.objects.create(project=project, transcript=row, text="They wait. " * 20)
    return row


def passage(project: Project, title: str = "Interview 01") -> Passage:
    """A coded passage in a transcript of its own."""
    row = transcript(project, title)
    speaker = Participant.objects.create(project=project, pseudonym=title[-3:], group="therapist")
    Turn.objects.create(
        project=project, version=row.versions.get(), index=0, participant=speaker, start=0, end=219
    )
    found = Passage.objects.create(
        project=project, transcript=row, version=row.versions.get(), participant=speaker, start=0,
        end=10, quote="They wait.",
    )  # fmt: skip
    code, _ = Code.objects.get_or_create(project=project, name="No time")
    Coding.objects.create(project=project, passage=found, code=code, coder=build.account())
    return found


def finding(project: Project, number: int, direction: str = "barrier", **tie: object) -> Finding:
    row = Finding.objects.create(
        project=project, number=number, direction=direction, sentence=f"It hinders, number {number}"
    )
    if tie:
        Support.objects.create(project=project, finding=row, **tie)
    return row


def recommendation(
    project: Project, number: int, *findings: Finding, agreed: bool = True
) -> Recommendation:
    row = Recommendation.objects.create(
        project=project, number=number, sentence=f"Protect hour {number}",
        status="agreed" if agreed else "draft", agreed_at=timezone.now() if agreed else None,
    )  # fmt: skip
    for one in findings:
        Basis.objects.create(project=project, recommendation=row, finding=one)
    return row


def action(
    project: Project, number: int, *findings: Finding, owner: str = "Devi Rao", status: str = "open"
) -> PlannedAction:
    row = PlannedAction.objects.create(
        project=project, number=number, title=f"Do {number}", owner=owner, status=status
    )
    for one in findings:
        Answer.objects.create(project=project, action=row, finding=one)
    return row


def indicator(watched: PlannedAction, number: int, value: int | None = None) -> Indicator:
    row = Indicator.objects.create(
        project=watched.project, number=number, name=f"Number {number}", action=watched
    )
    if value is not None:
        Value.objects.create(
            project=watched.project, indicator=row, on=date(2025, 5, 1), value=value
        )
    return row


def mark(project: Project, kind: str, pk: int, reason: str = "Moreau 2024 was retracted."):
    return LookAgain.objects.create(
        project=project, kind=kind, object_id=pk, reason=reason, cause_kind="reference", cause_id=1
    )


def finished() -> Project:
    """Every step is done."""
    project = build.project()
    one = finding(project, 1, passage=passage(project))
    two = finding(project, 2, "facilitator", statement=reference(project))
    recommendation(project, 1, one, two)
    done = action(project, 1, one, status="done")
    indicator(done, 1, 61)
    read = Reference.objects.filter(project=project).first()
    Standing.objects.create(project=project, stage="title", reference=read, state="include")
    Study.objects.create(project=project, number=1, name="Vance 2024")
    return project


def half_done() -> Project:
    """Something waits in every step."""
    project = build.project()
    one = finding(project, 1, passage=passage(project))
    finding(project, 2, "facilitator", statement=reference(project))
    finding(project, 3)
    reference(project, stated=False)
    waiting_file(project)
    transcript(project, "Interview 02")
    recommendation(project, 1, one)
    recommendation(project, 2, one, agreed=False)
    action(project, 1, one, status="done")
    action(project, 2, one, owner="")
    watched = action(project, 3, status="under way")
    indicator(watched, 1)
    mark(project, "finding", one.pk)
    read = Reference.objects.filter(project=project).first()
    Standing.objects.create(project=project, stage="title", reference=read, state="half")
    return project
