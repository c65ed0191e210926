"""What the review set out to do: question, criteria, stages, and each amendment with its date."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from uptake.projects.models import InProject, User


class StageKey(models.TextChoices):
    TITLE = "title", "Titles and abstracts"
    FULL = "full", "Full texts"


class Protocol(InProject):
    """One version of the protocol. An amendment makes the next one; none is changed."""

    version = models.PositiveIntegerField(default=1)
    question = models.TextField()
    registration = models.CharField(max_length=120, blank=True, help_text="such as PROSPERO's id")
    begun_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    methods = models.TextField(blank=True, help_text="anything else that was set beforehand")
    why = models.TextField(blank=True, help_text="why it was amended")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("version",)
        constraints = (
            models.UniqueConstraint(fields=("project", "version"), name="one_protocol_a_version"),
        )


class Criterion(InProject):
    """One reason to include or to exclude, in the order in which reasons are tried.

    A reworded criterion is a new row that replaces the old one, so that each verdict keeps the
    words it was given under.
    """

    class Side(models.TextChoices):
        INCLUDE = "include", "Include when"
        EXCLUDE = "exclude", "Exclude when"

    stage = models.CharField(max_length=5, choices=StageKey.choices)
    side = models.CharField(max_length=7, choices=Side.choices)
    order = models.PositiveIntegerField()
    label = models.CharField(max_length=60, help_text="short: Not adults")
    definition = models.TextField(blank=True)
    words = models.JSONField(default=list, help_text="words to mark in titles and abstracts")
    replaces = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("stage", "side", "order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "stage", "side", "label"), condition=Q(retired_at=None),
                name="one_criterion_a_label",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.label


class Stage(InProject):
    """How one stage is screened: by how many, how blind, in which order, when to stop."""

    class Order(models.TextChoices):
        RELEVANCE = "relevance", "Likely relevant first"
        UNCERTAINTY = "uncertainty", "Least certain first"
        RANDOM = "random", "Random"

    class Settled(models.TextChoices):
        THIRD = "third", "By a third reviewer"
        DISCUSSION = "discussion", "By discussion"

    key = models.CharField(max_length=5, choices=StageKey.choices)
    reviewers = models.PositiveSmallIntegerField(default=2, help_text="one or two a reference")
    blind = models.BooleanField(
        default=True, help_text="nobody sees another's verdict until both have decided"
    )
    opened_at = models.DateTimeField(null=True, help_text="when the lead ended the blinding")
    order = models.CharField(max_length=11, choices=Order.choices, default=Order.RELEVANCE)
    conflicts = models.CharField(max_length=10, choices=Settled.choices, default=Settled.THIRD)
    rule = models.CharField(max_length=20, default="scaled", help_text="the stopping rule")
    target = models.FloatField(default=0.95, help_text="the recall aimed at")
    seed = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("project", "key"), name="one_row_a_stage"),
            models.CheckConstraint(
                condition=Q(reviewers__gte=1, reviewers__lte=2), name="one_or_two_reviewers"
            ),
            models.CheckConstraint(
                condition=Q(target__gt=0, target__lt=1), name="a_target_below_all"
            ),
        )

    def __str__(self) -> str:
        return self.get_key_display()


class ReviewRound(InProject):
    """The review, and each update of it: what a file brought belongs to the round then open."""

    number = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=120)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="one_round_a_number"),
        )

    def __str__(self) -> str:
        return self.title
