"""Actions: what will be done about a barrier, by whom, by when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from uptake.decision.models import Recommendation
from uptake.findings.models import Finding, mark_of
from uptake.projects.models import InProject


class PlannedAction(InProject):
    class Status(models.TextChoices):
        OPEN = "open", "Not started"
        UNDER_WAY = "under way", "Under way"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    detail = models.TextField(blank=True)
    owner = models.CharField(max_length=120, blank=True)
    owner_post = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    recommendation = models.ForeignKey(
        Recommendation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="one_action_a_number"),
        )

    @property
    def label(self) -> str:
        return f"A{self.number}"

    def __str__(self) -> str:
        return self.title

    def mark(self) -> str:
        """A sign of what it says as it is in hand."""
        return mark_of(
            self.title, self.detail, self.owner, self.owner_post, self.due_on,
            self.recommendation_id,
        )  # fmt: skip


class Answer(InProject):
    """A finding (most often a barrier) that an action answers."""

    action = models.ForeignKey(PlannedAction, on_delete=models.PROTECT, related_name="answers")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("action", "finding"), condition=Q(removed_at=None), name="answered_once"
            ),
        )
