"""CPU time of the tables at the end of a review: as many studies as a large one has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from benchmarks.harness.figures import Figure, Options, figure
from benchmarks.harness.site import Site

if TYPE_CHECKING:
    from uptake.review.models import FormField, Study

GOAL_MS = 60
STUDIES, FULL_TEXTS, FIELDS = 81, 600, 30
PAGES = {
    "included studies": "tables/included/", "excluded full texts": "tables/excluded/",
    "studies": "studies/",
}  # fmt: skip


def figures(site: Site, options: Options) -> Iterator[Figure]:
    """Assess full texts in a project that was screened already, and take data out of each study."""
    _extract(site, _assess(site), _form(site))
    for name, address in PAGES.items():
        cost = site.cpu_ms(f"/p/{site.project.pk}/review/{address}")
        yield figure(
            f"{name}, {STUDIES} studies", cost, "CPU ms", at_most=GOAL_MS,
            note=f"{FULL_TEXTS} full texts, {FIELDS} columns",
        )  # fmt: skip


def _assess(site: Site) -> list[Study]:
    """Judge full texts, one reviewer; those included become studies."""
    from uptake.projects.actor import Member
    from uptake.review.actions import criteria, stages, studies
    from uptake.review.actions.criteria import CriterionFacts
    from uptake.review.actions.standing import restand
    from uptake.review.models import Stage, Study, Verdict
    from uptake.sources.models import Reference

    by, project = Member(site.owner), site.project
    for key in ("title", "full"):
        stages.change_stage(
            by=by, project=project, key=key, facts=stages.StageFacts(reviewers=1)
        )  # fmt: skip
    why = criteria.add_criterion(
        by=by, project=project, stage="full", side="exclude", facts=CriterionFacts("No app", "", ())
    )
    rows = Verdict.objects.filter(
        project=project, stage="title", replaced_at=None, by=site.owner
    ).order_by("-pk")
    some = list(rows.values_list("pk", "reference_id")[:FULL_TEXTS])
    Verdict.objects.filter(pk__in=[pk for pk, _ in some]).update(verdict="include")
    Verdict.objects.filter(project=project).exclude(by=site.owner).delete()
    Verdict.objects.bulk_create(
        Verdict(
            project=project, stage="full", reference_id=pk, by=site.owner,
            verdict="include" if at < STUDIES else "exclude", reason=None if at < STUDIES else why,
        )
        for at, (_, pk) in enumerate(some)
    )  # fmt: skip
    for stage in Stage.objects.filter(project=project):
        restand(stage)
    included = Reference.objects.filter(pk__in=[pk for _, pk in some[:STUDIES]])
    studies.make_studies(by=by, project=project, references=list(included))
    return list(Study.objects.filter(project=project))


def _form(site: Site) -> list[FormField]:
    from uptake.review.models import FormField

    return FormField.objects.bulk_create(
        FormField(project=site.project, order=at, section="Study", name=f"Field {at}")
        for at in range(FIELDS)
    )


def _extract(site: Site, studies: list[Study], fields: list[FormField]) -> None:
    from uptake.review.models import Entry

    Entry.objects.bulk_create(
        (
            Entry(
                project=site.project, study=study, field=field, by=site.owner,
                value=f"What study {study.number} says of {field.name}",
            )
            for study in studies
            for field in fields
        ),
        batch_size=500,
    )  # fmt: skip
