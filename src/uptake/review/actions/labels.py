"""Labels that people put on references, such as Background or Ask the authors."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.review.actions.screening import _person
from uptake.review.models import Label, Labelled
from uptake.sources.models import Reference

LONGEST = 60


@action(Permission.SCREEN, event="label.added")
def add_label(*, by: Actor, project: Project, name: str) -> Label:
    """Add a label that anybody may put on references."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise Refused(f"A label has 1 to {LONGEST} characters.")
    there = Label.objects.filter(project=project, retired_at=None)
    if there.filter(name__iexact=name).exists():
        raise Refused(f"There is a label {name} already.")
    return Label.objects.create(project=project, name=name)


@action(Permission.LEAD_REVIEW, event="label.retired")
def retire_label(*, by: Actor, label: Label) -> Label:
    """Take a label out of use. References keep it."""
    if not Label.objects.filter(pk=label.pk, retired_at=None).update(retired_at=timezone.now()):
        raise Refused("This label is out of use already.")
    label.refresh_from_db()
    return label


@action(Permission.SCREEN, event="reference.labelled")
def label_reference(
    *, by: Actor, reference: Reference, labels: Iterable[Label]
) -> Outcome[Reference]:
    """Let one's own labels on a reference be exactly these. Others' labels stay theirs."""
    person = _person(by)
    Project.objects.select_for_update(no_key=True).get(pk=reference.project_id)
    wanted = {label.pk: label for label in labels if label.retired_at is None}
    mine = Labelled.objects.filter(reference=reference, by=person, removed_at=None)
    there = set(mine.values_list("label_id", flat=True))
    if there == set(wanted):
        raise Refused("Your labels on it are these already.")
    mine.exclude(label_id__in=wanted).update(removed_at=timezone.now())
    Labelled.objects.bulk_create(
        Labelled(project_id=reference.project_id, label=label, reference=reference, by=person)
        for pk, label in wanted.items()
        if pk not in there
    )
    return Outcome(reference, detail={"labels": len(wanted)})
