"""Indicators, and the values typed in for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from uptake.findings.models import mark_of
from uptake.plan.models import PlannedAction
from uptake.projects.models import InProject, User


class Indicator(InProject):
    """A number that shows whether an action works."""

    class Wanted(models.TextChoices):
        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"

    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    definition = models.TextField(blank=True)
    unit = models.CharField(max_length=60, blank=True)
    wanted = models.CharField(max_length=4, choices=Wanted.choices, default=Wanted.UP)
    target = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    action = models.ForeignKey(PlannedAction, on_delete=models.PROTECT, related_name="indicators")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="one_indicator_a_number"),
        )

    @property
    def label(self) -> str:
        return f"I{self.number}"

    def __str__(self) -> str:
        return self.name

    def mark(self) -> str:
        """A sign of what it says as it is in hand."""
        target = None if self.target is None else self.target.normalize()
        return mark_of(
            self.name, self.definition, self.unit, self.wanted, target, self.owner, self.action_id
        )


class Value(InProject):
    """One value for one day. A correction is a new row that replaces the old one.

    `replaced_at` without a newer value for that day means that it was taken out.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=4)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "on"), condition=Q(replaced_at=None), name="one_value_a_day"
            ),
        )
