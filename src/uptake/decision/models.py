"""Recommendations, and the findings they rest on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from uptake.findings.models import Finding, Stance, mark_of
from uptake.projects.models import InProject, User


class Recommendation(InProject):
    """One sentence that somebody will defend."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        AGREED = "agreed", "Agreed"
        DROPPED = "dropped", "Dropped"

    number = models.PositiveIntegerField()
    sentence = models.CharField(max_length=400)
    reasons = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="one_recommendation_number"),
        )

    @property
    def label(self) -> str:
        return f"R{self.number}"

    def __str__(self) -> str:
        return self.sentence

    def mark(self) -> str:
        """A sign of its words as they are in hand."""
        return mark_of(self.sentence, self.reasons)


class Basis(InProject):
    """A finding that a recommendation rests on, or that speaks against it."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="bases"
    )
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=12, choices=Stance.choices, default=Stance.SUPPORTS)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("recommendation", "finding"), condition=Q(removed_at=None),
                name="a_finding_once",
            ),
        )  # fmt: skip
