"""Who still judges without seeing what others said, and may therefore not be given it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q

from uptake.projects.models import Project, User
from uptake.projects.thread import MANY, narrowed
from uptake.review.models import Appraisal, Entry, Protocol, Stage, Standing, Verdict
from uptake.review.models.protocol import StageKey
from uptake.review.queries.appraised import open_appraisals
from uptake.review.queries.belonging import study_of
from uptake.review.queries.extracted import open_studies
from uptake.review.queries.stages import calibrating, is_open, stage
from uptake.sources.models import Reference


def still_blind(project: Project, ids: Collection[int]) -> set[int]:
    """Those of these records that somebody has still to judge blindly, at either stage.

    None before the review has begun: before it has a protocol or the settings of a stage.
    """
    begun = Stage.objects.filter(project=project).exists()
    if not ids or not (begun or Protocol.objects.filter(project=project).exists()):
        return set()
    merged = narrowed(Reference.objects.filter(project=project), ids).exclude(merged_into=None)
    works = dict(merged.values_list("pk", "merged_into_id"))
    wanted = {pk: works.get(pk, pk) for pk in ids}
    states = _states(project, set(wanted.values()))
    held = {pk for key in StageKey.values for pk in calibrating(stage(project, key))}
    return {
        pk for pk, work in wanted.items()
        if work in held or any(_waits(key, states, work) for key in states)
    }  # fmt: skip


def _states(project: Project, works: Collection[int]) -> dict[str, dict[int, str]]:
    """Where these works stand at each stage that is blind."""
    found = {}
    for key in StageKey.values:
        if not is_open(stage(project, key), None):
            rows = Standing.objects.filter(project=project, stage=key)
            if len(works) <= MANY:
                rows = rows.filter(reference__in=works)
            found[key] = dict(rows.values_list("reference_id", "state"))
    return found


def _waits(key: str, states: Mapping[str, Mapping[int, str]], work: int) -> bool:
    """Whether a blind stage has still to judge a work; no full text of what was excluded before."""
    if states[key].get(work, Standing.State.HALF) != Standing.State.HALF:
        return False
    title = states.get(StageKey.TITLE, {}).get(work)
    return key == StageKey.TITLE or title != Standing.State.EXCLUDE


def still_read(project: Project) -> set[int]:
    """The references that report on a study which is not open yet."""
    of = study_of(project)
    if not of:
        return set()
    opened = open_studies(project)
    return {reference for reference, study in of.items() if study not in opened}


def judges_blind(project: Project, user: User) -> bool:
    """Whether a person is one of those who judge where others' judgements are still hidden.

    That is so at a stage that is blind and not opened, for whoever screens there; and as long as
    somebody else's entries or appraisals of any study are not open, for whoever takes data out of
    studies or appraises them.
    """
    return _screens(project, user) or _takes_data_out(project, user)


def _screens(project: Project, user: User) -> bool:
    keys = [key for key in StageKey.values if not is_open(stage(project, key), None)]
    return Verdict.objects.filter(project=project, by=user, stage__in=keys).exists()


def _takes_data_out(project: Project, user: User) -> bool:
    entries = Entry.objects.filter(project=project)
    judged = Appraisal.objects.filter(project=project, settled=False)
    if not (entries.filter(by=user).exists() or judged.filter(by=user).exists()):
        return False
    hidden = entries.exclude(study__in=open_studies(project)).exclude(by=user)
    if hidden.exists():
        return True
    seen = Q()
    for checklist, studies in open_appraisals(project).items():
        seen |= Q(checklist=checklist, study__in=studies)
    return judged.exclude(by=user).exclude(seen).exists()
