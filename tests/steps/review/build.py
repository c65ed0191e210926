"""Reviews that the tests of this step start from, made through the same door as everyone's."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests import build
from tests.steps.sources import build as exports
from uptake.projects.actor import Member
from uptake.projects.models import Project
from uptake.review.actions import criteria, protocol, screening, stages
from uptake.review.models import Criterion, Standing, Verdict
from uptake.sources.models import Reference

TITLES = (
    "Guided digital care for adults with depression",
    "A mouse model of stress",
    "Why clinicians stop using digital programmes",
    "Soil bacteria of the north",
    "Barriers to internet-delivered CBT in clinics",
    "Rates of interest and housing",
)
ABSTRACT = (
    "BACKGROUND: Programmes work. METHODS: We asked 31 clinicians. RESULTS: Adolescents stop."
)


@dataclass
class Review:
    """A project with references, two reviewers, a third one and a lead."""

    project: Project
    lead: Member
    one: Member
    two: Member
    third: Member
    references: list[Reference] = field(default_factory=list)

    def screen(self, by: Member, at: int, verdict: str = "include", **more: object) -> Verdict:
        return screening.screen(
            by=by, reference=self.references[at], stage=str(more.pop("stage", "title")),
            verdict=verdict, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    def both(self, at: int, first: str, second: str) -> None:
        self.screen(self.one, at, first)
        self.screen(self.two, at, second)

    def state(self, at: int, stage: str = "title") -> str:
        row = Standing.objects.filter(reference=self.references[at], stage=stage).first()
        return row.state if row else ""

    def settings(self, key: str = "title", **changed: object) -> None:
        facts = stages.StageFacts(**changed)  # type: ignore[arg-type]
        stages.change_stage(
            by=self.lead, project=self.project, key=key, facts=facts, why="Other hands."
        )

    def criterion(self, label: str, side: str = "exclude", stage: str = "title",
                  words: tuple[str, ...] = (), **more: str) -> Criterion:  # fmt: skip
        return criteria.add_criterion(
            by=self.lead, project=self.project, stage=stage, side=side,
            facts=criteria.CriterionFacts(label, "", words), **more,
        )  # fmt: skip

    def write_protocol(self, question: str = "What hinders guided digital care?") -> None:
        protocol.write_protocol(
            by=self.lead, project=self.project, facts=protocol.ProtocolFacts(question)
        )


def review(count: int = 6) -> Review:
    """A review with so many references; nothing is judged, and the settings are the usual ones."""
    owner = build.account(name="Lead")
    project = build.project(owner)
    found = Review(
        project, Member(owner), build.member(project, "reviewer"),
        build.member(project, "reviewer"), build.member(project, "researcher"),
    )  # fmt: skip
    if count:
        bring_in(found, count)
    return found


def bring_in(to: Review, count: int) -> None:
    """Import more references."""
    there = len(to.references)
    records = "\n".join(
        exports.record(
            TITLES[n % len(TITLES)] if n < len(TITLES) else f"Paper number {n}",
            f"Author{n}, A", AB=ABSTRACT if n % 3 != 1 else "", JF="Journal of Digital Care",
        )
        for n in range(there, there + count)
    )  # fmt: skip
    exports.bring_in(to.project, records.encode(), f"found-{there}.ris")
    to.references = list(Reference.objects.filter(project=to.project).order_by("pk"))
