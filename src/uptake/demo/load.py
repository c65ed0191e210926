"""The worked example, brought in through the same actions as everybody's work."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import transaction

from uptake.decision import actions as decision
from uptake.decision.models import Recommendation
from uptake.demo import content, interviews_content, review_content, sign_ins
from uptake.demo.interviews import steps_of as interviews_steps
from uptake.demo.material import Material
from uptake.demo.review import steps_of
from uptake.findings import actions as findings
from uptake.findings.models import Finding, Stance
from uptake.instruments import framework
from uptake.interviews import identities
from uptake.interviews.models import Passage
from uptake.monitor import actions as monitor
from uptake.monitor.models import Indicator
from uptake.plan import actions as plan
from uptake.plan.models import PlannedAction
from uptake.projects import actions, queries
from uptake.projects.actor import Job, Member, System
from uptake.projects.errors import Refused
from uptake.projects.models import LookAgain, Project, User
from uptake.sources.models import Statement

Tell = Callable[[int, int, str], None]
ITSELF = System(Job.DEMO)
SETTLED = "The word says how many people one guide had. What is counted here stays the same."
STATUS = {str(label).casefold(): value for value, label in PlannedAction.Status.choices}
DRAFT = "R5"
"""The recommendation that is left for whoever looks on to agree to."""


def quiet(done: int, total: int, message: str) -> None:
    """Tell nobody."""


def loaded() -> Project | None:
    """The worked example, if it is in this database."""
    return Project.objects.filter(
        invented=True, title=content.load().project.title
    ).order_by("pk").first()  # fmt: skip


def load_example(home: Path, tell: Tell = quiet) -> bool:
    """Load the worked example unless it is there; its sign-ins are kept in `home`.

    All of it is loaded or nothing. True when it was loaded now. Raises `Refused` where others have
    accounts: the example's passwords are shown to whoever opens the start page.
    """
    known = loaded()
    if known is not None:
        if not sign_ins.kept(home):
            _renew(home)
        return False
    if User.objects.exists():
        raise Refused(
            "People have accounts here already, and the worked example's sign-ins are open to all.",
            advice="Choose another folder for it: UPTAKE_HOME=/another/folder uptake demo",
            where=str(home),
        )
    example: Example | None = None
    try:
        with transaction.atomic():
            example = Example(content.load(), tell)
            example.load()
            sign_ins.keep(home, example.sign_ins)
    except BaseException:
        # The database forgets by itself; files do not.
        if example is not None and example.project is not None:
            for folder in ("imports", "documents"):
                kept = Path(settings.MEDIA_ROOT) / folder / str(example.project.pk)
                shutil.rmtree(kept, ignore_errors=True)
            for key in identities.folder().glob(f"{example.project.pk}-*.key"):
                key.unlink()
        raise
    return True


def _renew(home: Path) -> None:
    """New passwords for the example's people, when the old ones are not known any more."""
    made = []
    for person in content.load().project.members:
        user = queries.account(person.email)
        if user is not None:
            password = sign_ins.new_password()
            actions.change_password(by=ITSELF, user=user, password=password)
            made.append(sign_ins.SignIn(person.role, person.name, person.email, password))
    sign_ins.keep(home, made)


class Example:
    """The loading itself: what has been made so far, by the ids of the content."""

    def __init__(self, given: content.Content, tell: Tell) -> None:
        self.given, self._tell = given, tell
        self.project: Project | None = None
        self.sign_ins: list[sign_ins.SignIn] = []
        self.people: dict[str, Member] = {}
        self.findings: dict[str, Finding] = {}
        self.recommendations: dict[str, Recommendation] = {}
        self.planned: dict[str, PlannedAction] = {}
        self._done = 0
        self._total = steps_of(review_content.load())
        self._total += interviews_steps(interviews_content.load())
        self._total += sum(
            len(part) for part in (
                given.project.members, given.searches, given.statements, given.participants,
                given.codings, given.findings, given.recommendations, given.actions, given.values,
            )
        )  # fmt: skip

    def step(self, message: str) -> None:
        """Say that one more thing is in."""
        self._done += 1
        self._tell(self._done, self._total, message)

    def role(self, key: str) -> Member:
        """Whoever holds a role."""
        return self.people[self.given.project.member(key).email]

    def load(self) -> None:
        """Bring everything in, in the order of the work."""
        self.project = self._start()
        material = Material(self.given, self.project, self.people, self.step)
        material.load()
        self._find(self.project, material.passages, material.statements)
        material.interviews.find()
        self._recommend(self.project)
        self._plan(self.project)
        self._watch()
        material.update()
        material.correct()
        self._settle(self.project)

    def _start(self) -> Project:
        facts = self.given.project
        for person in facts.members:
            password = sign_ins.new_password()
            user = actions.make_account(
                by=ITSELF, email=person.email, name=person.name, password=password
            )
            self.people[person.email] = Member(user)
            self.sign_ins.append(
                sign_ins.SignIn(person.role, person.name, person.email, password)
            )  # fmt: skip
            self.step("Making accounts")
        owner = self.role("owner")
        project = actions.start_project(
            by=owner, title=facts.title, question=facts.question, service=facts.name,
            framework=framework(facts.framework), invented=True,
        )  # fmt: skip
        for person in facts.members:
            if person.role != "owner":
                actions.add_member(
                    by=owner, project=project, user=self.people[person.email].user,
                    role=person.role,
                )  # fmt: skip
        return project

    def _find(
        self, project: Project, passages: dict[str, Passage], statements: dict[str, Statement]
    ) -> None:
        by = self.role("researcher")
        cells: list[tuple[str, str]] = []
        for asked in self.given.asked:
            cells.extend(asked.places)
            findings.mark_asked(by=by, project=project, cells=cells, how=asked.by)
        notes = {note.id: note for note in self.given.notes}
        for one in self.given.findings:
            # A note is no quote and no paper's statement: its words stand in the finding's note.
            said = [f"{notes[key].title}. {' '.join(notes[key].text.split())}" for key in one.notes]
            made = findings.write_finding(
                by=by, project=project, direction=one.direction, sentence=one.sentence,
                cells=one.places, note="\n\n".join(part for part in (one.remark, *said) if part),
                passages=[passages[key] for key in one.passages],
                statements=[statements[key] for key in one.statements],
            )  # fmt: skip
            if one.contrary_passages or one.contrary_statements:
                findings.tie_evidence(
                    by=by, finding=made, stance=Stance.CONTRADICTS,
                    passages=[passages[key] for key in one.contrary_passages],
                    statements=[statements[key] for key in one.contrary_statements],
                )  # fmt: skip
            self.findings[one.id] = made
            self.step("Writing findings")

    def _recommend(self, project: Project) -> None:
        by = self.role("commissioner")
        for one in self.given.recommendations:
            made = decision.write_recommendation(
                by=by, project=project, sentence=one.sentence, reasons=one.reasons,
                findings=[self.findings[key] for key in one.findings],
            )  # fmt: skip
            for key in one.against:
                decision.rest_on(
                    by=by, recommendation=made, finding=self.findings[key],
                    stance=Stance.CONTRADICTS,
                )  # fmt: skip
            if one.id != DRAFT:
                decision.agree(by=by, recommendation=made)
            self.recommendations[one.id] = made
            self.step("Writing recommendations")

    def _plan(self, project: Project) -> None:
        by = self.role("commissioner")
        for one in self.given.actions:
            serves = self.recommendations[one.serves[0]] if one.serves else None
            made = plan.plan_action(
                by=by, project=project, title=one.title, detail=one.detail, owner=one.owner,
                owner_post=one.owner_role, due_on=one.due, recommendation=serves,
                findings=[self.findings[key] for key in one.answers],
            )  # fmt: skip
            status = STATUS[one.status]
            if status != made.status:
                plan.change_status(by=by, planned=made, status=status)
            self.planned[one.id] = made
            self.step("Planning actions")

    def _watch(self) -> None:
        by = self.role("researcher")
        watched: dict[str, Indicator] = {}
        for one in self.given.indicators:
            watched[one.id] = monitor.define_indicator(
                by=by, planned=self.planned[one.action], name=one.name, definition=one.definition,
                unit=one.unit, wanted=one.direction, target=Decimal(str(one.target)),
                owner=one.owner,
            )  # fmt: skip
        for value in self.given.values:
            monitor.enter_value(
                by=by, indicator=watched[value.indicator], on=value.month,
                value=Decimal(str(value.value)), note=value.note,
            )  # fmt: skip
            self.step("Entering values")

    def _settle(self, project: Project) -> None:
        """Settle what the late correction does not touch; the rest waits for whoever looks on."""
        for mark in LookAgain.objects.filter(project=project, kind="indicator"):
            actions.settle(by=self.role("researcher"), mark=mark, note=SETTLED)
