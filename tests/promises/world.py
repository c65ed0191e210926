"""A small project with one of everything, and a twin that must never be seen from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path

from tests import build
from tests.steps.interviews import build as talks
from tests.steps.sources import build as exports
from uptake.decision import actions as decision
from uptake.decision.models import Recommendation
from uptake.findings import actions as findings
from uptake.findings.models import Finding
from uptake.interviews import actions as interviews
from uptake.interviews.models import Coding, Passage, Transcript, Turn
from uptake.monitor import actions as monitor
from uptake.plan import actions as plan
from uptake.projects import actions as projects
from uptake.projects.actor import Member
from uptake.projects.models import LookAgain, Project, User
from uptake.projects.roles import BY_KEY
from uptake.sources import actions as sources
from uptake.sources.models import ImportFile, Reference

CELL = ("support", "meso")
TALK = (
    ("Interviewer", "Where did it get stuck, in your view?"),
    ("P11", "Nobody took anything off my list. We kept the paper forms as well."),
    ("P12", "It was lonely 🙂 at first. My daughter set it up for me."),
)


@dataclass
class World:
    """One project, its people by role, and what is in it."""

    project: Project
    people: dict[str, User]

    def member(self, role: str = "owner") -> Member:
        return Member(self.people[role])


def made(name: str) -> World:
    """A project with one of everything, every role filled."""
    people = {role: build.account(f"{name}.{role}@example.org", role) for role in BY_KEY}
    world = World(build.project(people["owner"], title=name), people)
    for role, user in people.items():
        if role != "owner":
            projects.add_member(by=world.member(), project=world.project, user=user, role=role)
    _evidence(world)
    _onward(world)
    for file in sorted(Path(__file__).parent.glob("world_*.py")):
        import_module(f"{__package__}.{file.stem}").add(world)
    return world


def _evidence(world: World) -> None:
    by, project = world.member(), world.project
    exports.bring_in(project, by=by)
    exports.receive(project, exports.record("Waiting").encode(), "waiting.ris", by=by)
    reference = Reference.objects.filter(project=project).first()
    assert reference is not None
    sources.extract_statement(by=by, reference=reference, sentence="Staff lacked time.")
    for pseudonym in ("P11", "P12"):
        talks.participant(project, pseudonym)
    transcript = talks.transcript(project, TALK)
    code = talks.code(project)
    for words in ("Nobody took anything off my list.", "It was lonely 🙂 at first."):
        start, end = talks.place(transcript, words)
        interviews.apply_codes(
            by=world.member("coder"), transcript=transcript, version=1, start=start, end=end,
            codes=[code], memo=f"On {words}",
        )  # fmt: skip

    start, end = talks.place(transcript, "Where did it get stuck")
    interviews.apply_codes(
        by=world.member("coder"), transcript=transcript, version=1, start=start, end=end,
        codes=[code],
    )  # fmt: skip
    Passage.objects.filter(transcript=transcript, start=start).update(state="lost")

    timed = talks.transcript(project, TALK, "With times")
    Turn.objects.filter(version__transcript=timed).update(started=1.0, ended=2.0)
    interviews.receive_transcript(
        by=by, project=project, name="new.txt",
        content=b"Interviewer: Why?\nP12: It was late.\nInterviewer: And?\nP12: Dark.\n",
    )  # fmt: skip


def _onward(world: World) -> None:
    by, project = world.member(), world.project
    finding = findings.write_finding(
        by=by, project=project, direction="barrier", sentence="No time is set aside.",
        cells=[CELL],
    )  # fmt: skip
    reference = Reference.objects.filter(project=project).first()
    assert reference is not None
    findings.tie_evidence(
        by=by, finding=finding, passages=Passage.objects.filter(project=project, state="firm"),
        statements=reference.statements.all(),
    )  # fmt: skip
    recommendation = decision.write_recommendation(
        by=by, project=project, sentence="Set aside an hour a week.", findings=[finding]
    )
    planned = plan.plan_action(
        by=by, project=project, title="Change the rota", recommendation=recommendation,
        findings=[finding],
    )  # fmt: skip
    indicator = monitor.define_indicator(by=by, planned=planned, name="Hours set aside")
    monitor.enter_value(by=by, indicator=indicator, on=date(2026, 3, 1), value=Decimal("12.5"))
    projects.start_job(by=by, project=project, kind="test", title="Long work", arguments={})
    LookAgain.objects.create(
        project=project, kind="finding", object_id=finding.pk, reason="A paper was retracted.",
        cause_kind="reference", cause_id=reference.pk,
    )  # fmt: skip


def waiting_file(project: Project) -> ImportFile:
    return ImportFile.objects.filter(project=project, state="previewed").first()  # type: ignore[return-value]


__all__ = [
    "CELL", "Coding", "Finding", "Passage", "Recommendation", "Transcript", "World", "made",
    "waiting_file",
]  # fmt: skip
