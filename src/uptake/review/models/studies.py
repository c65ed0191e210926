"""Full texts: whether each was found, and which reports are of one study."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from uptake.projects.models import InProject, User
from uptake.sources.models import Reference


class Retrieval(InProject):
    """How far the search for a reference's full text is."""

    class State(models.TextChoices):
        SOUGHT = "sought", "Being looked for"
        ASKED = "asked", "Asked for elsewhere"
        RETRIEVED = "retrieved", "Found"
        NOT_RETRIEVED = "missing", "Could not be found"

    reference = models.OneToOneField(Reference, on_delete=models.PROTECT, related_name="retrieval")
    state = models.CharField(max_length=10, choices=State.choices, default=State.SOUGHT)
    note = models.CharField(max_length=300, blank=True, help_text="such as: asked for on 3 May")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("pk",)


def place_text(text: ArrivedText, _name: str) -> str:
    """Where a PDF waits: under no name that a person typed."""
    return f"documents/{text.project_id}/{uuid.uuid4().hex}"


class ArrivedText(InProject):
    """One PDF of several that came together: whose it may be, until a person says whose it is."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a decision"
        ATTACHED = "attached", "Attached"
        DROPPED = "dropped", "Set aside"

    name = models.CharField(max_length=255)
    content = models.FileField(upload_to=place_text)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    reference = models.ForeignKey(
        Reference, null=True, on_delete=models.SET_NULL, related_name="+",
        help_text="whose full text it is thought to be",
    )  # fmt: skip
    why = models.CharField(max_length=300, blank=True, help_text="why it is thought so")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class Study(InProject):
    """One piece of research, which may have several reports. Studies are not reports."""

    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120, help_text="such as Vance 2024")
    note = models.TextField(blank=True)
    opened_at = models.DateTimeField(
        null=True, help_text="when the lead let everybody see what each had entered"
    )
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="one_study_a_number"),
        )

    @property
    def label(self) -> str:
        return f"S{self.number}"

    def __str__(self) -> str:
        return self.name


class Report(InProject):
    """A reference that reports on a study."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="reports")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="reports_of")
    main = models.BooleanField(default=False)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-main", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("reference",), condition=Q(removed_at=None), name="a_report_of_one_study"
            ),
        )
