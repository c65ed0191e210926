"""Versions of the consent form."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from uptake.interviews.models import ConsentForm, Participant
from uptake.projects.action import action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

LONGEST_VERSION = 60


@action(Permission.MANAGE_MATERIAL, event="consent_form.added")
def add_consent_form(
    *, by: Actor, project: Project, version: str, dated: date | None = None, text: str = ""
) -> ConsentForm:
    """Add a version of the consent form."""
    row = ConsentForm(project=project)
    _write(row, version, dated, text)
    return row


@action(Permission.MANAGE_MATERIAL, event="consent_form.changed")
def edit_consent_form(
    *, by: Actor, form: ConsentForm, version: str, dated: date | None = None, text: str = ""
) -> ConsentForm:
    """Change what is recorded of a version. One that somebody signed keeps its name and words."""
    row = ConsentForm.objects.select_for_update().get(pk=form.pk)
    signed = Participant.objects.filter(
        project_id=row.project_id, consent_version=row.version
    ).exists()  # fmt: skip
    if signed and " ".join(version.split()) != row.version:
        raise Refused(f"Version {row.version} was signed, so its name stays.",
                      advice="Add the new version beside it.")  # fmt: skip
    if signed and row.text and text.strip() != row.text:
        raise Refused(f"Version {row.version} was signed, so its words stay.",
                      advice="Add the new version beside it.")  # fmt: skip
    _write(row, version, dated, text)
    return row


@action(Permission.MANAGE_MATERIAL, event="consent_form.retired")
def retire_consent_form(*, by: Actor, form: ConsentForm) -> ConsentForm:
    """Take a version out of use. Whoever signed it is still said to have."""
    row = ConsentForm.objects.select_for_update().get(pk=form.pk)
    if row.retired_at is not None:
        raise Refused(f"Version {row.version} is retired already.")
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    return row


@action(Permission.MANAGE_MATERIAL, event="consent_form.restored")
def restore_consent_form(*, by: Actor, form: ConsentForm) -> ConsentForm:
    """Take a retired version into use again."""
    row = ConsentForm.objects.select_for_update().get(pk=form.pk)
    if row.retired_at is None:
        raise Refused(f"Version {row.version} is in use.")
    row.retired_at = None
    row.save(update_fields=["retired_at"])
    return row


def _write(row: ConsentForm, version: str, dated: date | None, text: str) -> None:
    version = " ".join(version.split())
    if not version or len(version) > LONGEST_VERSION:
        raise Refused("A version of the consent form has a short name.",
                      advice="As it stands on the form, such as 2 or October 2025.")  # fmt: skip
    others = ConsentForm.objects.filter(project_id=row.project_id, version__iexact=version)
    if others.exclude(pk=row.pk).exists():
        raise Refused(f"There is a version {version} already.", advice="Choose another name.")
    if dated is not None and dated > timezone.localdate():
        raise Refused("The day of the form has not come yet.", advice="Check the day.")
    row.version, row.dated, row.text = version, dated, text.strip()
    row.save()
