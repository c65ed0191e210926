"""Findings: barriers and facilitators on the framework, each tied to its evidence."""

from __future__ import annotations

from hashlib import sha256

from django.db import models
from django.db.models import Q

from uptake.interviews.models import Passage, Theme
from uptake.projects.models import InProject, User
from uptake.sources.models import Statement


class Stance(models.TextChoices):
    SUPPORTS = "supports", "Supports it"
    CONTRADICTS = "contradicts", "Speaks against it"


def mark_of(*parts: object) -> str:
    """A short sign of what a person saw, so that two people never overwrite each other unawares."""
    return sha256(repr(parts).encode()).hexdigest()[:16]


class Finding(InProject):
    """One barrier or one facilitator, in one plain sentence."""

    class Direction(models.TextChoices):
        BARRIER = "barrier", "Barrier"
        FACILITATOR = "facilitator", "Facilitator"

    number = models.PositiveIntegerField()
    direction = models.CharField(max_length=12, choices=Direction.choices)
    sentence = models.CharField(max_length=400)
    note = models.TextField(blank=True)
    theme = models.ForeignKey(Theme, null=True, on_delete=models.SET_NULL, related_name="findings",
                              help_text="that it was made from")  # fmt: skip
    retired_at = models.DateTimeField(null=True)
    retired_for = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="one_finding_a_number"),
        )

    @property
    def label(self) -> str:
        return f"F{self.number}"

    def __str__(self) -> str:
        return self.sentence

    def places(self) -> list[list[str]]:
        """Its cells as [domain, level], in the order they were given."""
        rows = FindingCell.objects.filter(finding=self).order_by("pk")
        return [[row.domain, row.level] for row in rows]

    def mark(self) -> str:
        """A sign of its words and cells as they are in hand."""
        return mark_of(self.direction, self.sentence, self.note, sorted(self.places()))


class FindingCell(InProject):
    """A finding's place on the framework: it may have several."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="cells")
    domain = models.CharField(max_length=60)
    level = models.CharField(max_length=60)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("finding", "domain", "level"), name="a_cell_once"),
        )


class AskedCell(InProject):
    """A cell that a question or a search covered: an empty one then means nothing was found."""

    domain = models.CharField(max_length=60)
    level = models.CharField(max_length=60)
    how = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("project", "domain", "level"), name="asked_once"),
        )


class Support(InProject):
    """One strand of evidence beneath a finding: a coded passage or a reference's statement."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="supports")
    passage = models.ForeignKey(Passage, null=True, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=12, choices=Stance.choices, default=Stance.SUPPORTS)
    representative = models.BooleanField(
        default=False, help_text="a quote chosen to stand for its side"
    )
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(passage__isnull=False, statement=None)
                | Q(passage=None, statement__isnull=False),
                name="a_strand_has_one_end",
            ),
            models.UniqueConstraint(
                fields=("finding", "passage"), name="a_passage_once",
                condition=Q(removed_at=None, passage__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("finding", "statement"), name="a_statement_once",
                condition=Q(removed_at=None, statement__isnull=False),
            ),
        )  # fmt: skip
