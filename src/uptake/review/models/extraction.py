"""What is taken from each study, by whom, and how the study was appraised."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from uptake.projects.models import InProject, User
from uptake.review.models.studies import Study


class FormField(InProject):
    """One question of the extraction form. A retired one keeps what was entered."""

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        LONG = "long", "Long text"
        NUMBER = "number", "Number"
        DATE = "date", "Date"
        ONE = "one", "One of several"
        MANY = "many", "Any of several"
        YES_NO = "yes_no", "Yes or no"

    order = models.PositiveIntegerField()
    section = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.TEXT)
    choices = models.JSONField(default=list)
    unit = models.CharField(max_length=40, blank=True)
    guidance = models.TextField(blank=True)
    required = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "section", "name"), condition=Q(retired_at=None),
                name="one_field_a_name",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Entry(InProject):
    """What one reviewer entered for one field of one study. A change makes a new row."""

    # The trail must not tell one reviewer what the other entered, nor whether there is a quote.
    TRAIL_BLIND: ClassVar[frozenset[str]] = frozenset({"value", "place", "quote"})

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="entries")
    field = models.ForeignKey(FormField, on_delete=models.PROTECT, related_name="entries")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    value = models.JSONField()
    place = models.CharField(max_length=120, blank=True, help_text="page, table or section")
    quote = models.TextField(blank=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("study", "field", "by"), condition=Q(replaced_at=None),
                name="one_entry_a_person",
            ),
        )  # fmt: skip


class SaidDone(InProject):
    """A reviewer has entered all there is of a study. Taking it back keeps the row."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="said_done")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("study", "by"), condition=Q(taken_back_at=None), name="done_once"
            ),
        )


class Reconciled(InProject):
    """The value that the two reviewers, or the lead, settled on."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="reconciled")
    field = models.ForeignKey(FormField, on_delete=models.PROTECT, related_name="reconciled")
    value = models.JSONField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("study", "field"), condition=Q(replaced_at=None),
                name="one_value_settled",
            ),
        )  # fmt: skip


class Checklist(InProject):
    """An appraisal checklist as the project uses it: ours, or one from a file."""

    key = models.CharField(max_length=60)
    version = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    content = models.JSONField(help_text="the checklist with its items, source and licence")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "key", "version"), condition=Q(retired_at=None),
                name="one_checklist_a_version",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Appraisal(InProject):
    """One reviewer's judgement of one study as a whole. A change makes a new row."""

    # As with entries: whoever reads the trail may still have to judge.
    TRAIL_BLIND: ClassVar[frozenset[str]] = frozenset({"concern", "why"})

    class Concern(models.TextChoices):
        NONE = "none", "No or very minor concerns"
        MINOR = "minor", "Minor concerns"
        MODERATE = "moderate", "Moderate concerns"
        SERIOUS = "serious", "Serious concerns"

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="appraisals")
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="appraisals")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    concern = models.CharField(max_length=8, choices=Concern.choices, blank=True)
    why = models.TextField(blank=True)
    settled = models.BooleanField(default=False, help_text="what the two reviewers agreed on")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("study", "checklist", "by", "settled"), condition=Q(replaced_at=None),
                name="one_appraisal_a_person",
            ),
        )  # fmt: skip


class AppraisalAnswer(InProject):
    """The answer to one item of the checklist, with its reason."""

    TRAIL_BLIND: ClassVar[frozenset[str]] = frozenset({"item", "answer", "why"})

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=60)
    answer = models.CharField(max_length=40)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("appraisal", "item"), name="one_answer_an_item"),
        )
