"""Who still judges without seeing what others said, and may therefore not be given it."""

from __future__ import annotations

from django.db.models import Q

from uptake.projects.models import Project, User
from uptake.review.models import Appraisal, Entry, Verdict
from uptake.review.models.protocol import StageKey
from uptake.review.queries.appraised import open_appraisals
from uptake.review.queries.extracted import open_studies
from uptake.review.queries.stages import is_open, stage


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
