"""What people judged of references, who saw them in which order, and when screening ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from uptake.projects.models import InProject, User
from uptake.review.models.protocol import Criterion, Stage, StageKey
from uptake.sources.models import Reference


class Judged(models.TextChoices):
    INCLUDE = "include", "Include"
    EXCLUDE = "exclude", "Exclude"
    UNSURE = "unsure", "Unsure"


class Calibration(InProject):
    """A few references that everybody screens first, to see whether they mean the same."""

    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=5, choices=StageKey.choices)
    closed_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, help_text="what was agreed on afterwards")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="one_calibration_a_number"),
        )


class CalibrationItem(InProject):
    calibration = models.ForeignKey(Calibration, on_delete=models.CASCADE, related_name="items")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("calibration", "reference"), name="an_item_once"),
        )


class Ranking(InProject):
    """One order of the references, as the ranker had learnt by then. Never changed."""

    # How many were relevant would tell one reviewer what the other has just said.
    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"ids", "scores", "relevant"})

    stage = models.CharField(max_length=5, choices=StageKey.choices)
    order = models.CharField(max_length=11, choices=Stage.Order.choices)
    method = models.CharField(max_length=60, help_text="the ranker with its version")
    decisions = models.PositiveIntegerField(help_text="how many it had learnt from")
    relevant = models.PositiveIntegerField(default=0)
    seed = models.PositiveIntegerField(default=1)
    ids = models.BinaryField(help_text="reference ids, int64, the one to read next first")
    scores = models.BinaryField(help_text="float32, higher is likelier to be relevant")

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("project", "stage", "-id"), name="the_latest_ranking"),)


class Verdict(InProject):
    """One person's judgement of one reference at one stage. Taking it back keeps the row."""

    # The trail must not tell one reviewer what the other said: a reason would say it was excluded.
    TRAIL_BLIND: ClassVar[frozenset[str]] = frozenset({"verdict", "reason", "note"})

    read_at: Stage | None = None
    """On a verdict that was given just now: its stage's row, so that nobody reads it again."""

    stage = models.CharField(max_length=5, choices=StageKey.choices)
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="verdicts")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    verdict = models.CharField(max_length=7, choices=Judged.choices)
    reason = models.ForeignKey(
        Criterion, null=True, on_delete=models.PROTECT, related_name="verdicts"
    )
    note = models.TextField(blank=True)
    seconds = models.PositiveIntegerField(null=True, help_text="spent on it, as the page saw it")
    order = models.CharField(max_length=11, blank=True, help_text="how the references were ordered")
    ranking = models.ForeignKey(Ranking, null=True, on_delete=models.SET_NULL, related_name="+")
    rank = models.PositiveIntegerField(null=True, help_text="its place in that order")
    calibration = models.ForeignKey(
        Calibration, null=True, on_delete=models.PROTECT, related_name="verdicts"
    )
    protocol = models.PositiveIntegerField(default=1, help_text="the protocol's version then")
    seen = models.CharField(max_length=16, blank=True, help_text="a mark of the words then shown")
    origin = models.CharField(
        max_length=120, blank=True, help_text="the tool and the name it came from, if not from here"
    )
    replaced_at = models.DateTimeField(null=True, help_text="when it was undone or changed")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("stage", "reference", "by", "origin"), condition=Q(replaced_at=None),
                name="one_verdict_a_person",
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=("project", "stage", "by", "replaced_at"), name="what_one_judged"),
            models.Index(fields=("reference", "stage", "replaced_at"), name="how_one_was_judged"),
        )


class InHand(InProject):
    """The reference that a person has before them at a stage, for some minutes from `at` on.

    No judgement and in no trail: it keeps one reference from being handed to too many at once.
    """

    stage = models.CharField(max_length=5, choices=StageKey.choices)
    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("project", "stage", "by"), name="one_in_hand"),
        )


class Settlement(InProject):
    """How a conflict between two reviewers was settled. Reopening it keeps the row."""

    class How(models.TextChoices):
        THIRD = "third", "By a third reviewer"
        DISCUSSION = "discussion", "By discussion"

    stage = models.CharField(max_length=5, choices=StageKey.choices)
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="settlements")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    verdict = models.CharField(max_length=7, choices=Judged.choices)
    reason = models.ForeignKey(Criterion, null=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    note = models.TextField(blank=True)
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("stage", "reference"), condition=Q(reopened_at=None),
                name="one_settlement_a_reference",
            ),
        )  # fmt: skip


class Standing(InProject):
    """Where a reference stands at a stage, worked out from its verdicts with each of them.

    A reference without a row has not been judged there yet.
    """

    class State(models.TextChoices):
        HALF = "half", "One of two has decided"
        CONFLICT = "conflict", "The two disagree"
        INCLUDE = "include", "Included"
        EXCLUDE = "exclude", "Excluded"
        UNSURE = "unsure", "Unsure"

    # It says what the verdicts say, and whoever reads the trail may still have to decide.
    TRAIL_BLIND: ClassVar[frozenset[str]] = frozenset({"state", "reason"})

    stage = models.CharField(max_length=5, choices=StageKey.choices)
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="standings")
    state = models.CharField(max_length=8, choices=State.choices)
    reason = models.ForeignKey(Criterion, null=True, on_delete=models.PROTECT, related_name="+")
    judged_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+",
        help_text="who has judged it, while another person still has to",
    )  # fmt: skip
    decided_at = models.DateTimeField(null=True)
    look_again = models.CharField(
        max_length=300, blank=True, help_text="why somebody should look at it once more"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("stage", "reference"), name="one_standing_a_stage"),
        )
        indexes = (
            models.Index(fields=("project", "stage", "state", "id", "judged_by"),
                         name="who_is_to_judge_next"),
        )  # fmt: skip


class Label(InProject):
    name = models.CharField(max_length=60)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("project", "name"), condition=Q(retired_at=None), name="one_label_a_name"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Labelled(InProject):
    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="on")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="labels")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("label", "reference", "by"), condition=Q(removed_at=None),
                name="a_label_once_a_person",
            ),
        )  # fmt: skip


class StopDecision(InProject):
    """The lead ended a stage with references unread: on which figures, and why."""

    stage = models.CharField(max_length=5, choices=StageKey.choices)
    round = models.PositiveIntegerField(default=1)
    rule = models.CharField(max_length=20)
    target = models.FloatField()
    figures = models.JSONField(default=dict, help_text="read, found, unread, evidence, estimate")
    why = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("project", "stage", "round"), condition=Q(reopened_at=None),
                name="a_stage_ends_once",
            ),
        )  # fmt: skip


class RandomAudit(InProject):
    """A random sample of the unread, read to see how many were missed."""

    stage = models.CharField(max_length=5, choices=StageKey.choices)
    seed = models.PositiveIntegerField()
    unread = models.PositiveIntegerField(help_text="how many it was drawn from")
    drawn = models.PositiveIntegerField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("pk",)


class AuditItem(InProject):
    audit = models.ForeignKey(RandomAudit, on_delete=models.CASCADE, related_name="items")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("audit", "reference"), name="drawn_once"),)
