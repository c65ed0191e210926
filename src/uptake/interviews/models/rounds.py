"""Double coding: rounds, who codes what, and what adjudication decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from uptake.interviews.models.codebook import Code
from uptake.interviews.models.material import Transcript
from uptake.projects.models import InProject, User


class CodingRound(InProject):
    """Transcripts that several people code without seeing each other's, until the lead opens it."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"note"})

    class Unit(models.TextChoices):
        """What the coders are compared on."""

        SENTENCE = "sentence", "Sentence"
        TURN = "turn", "Turn"
        PARAGRAPH = "paragraph", "Paragraph"
        PASSAGE = "passage", "Passage that anyone marked"
        CHARACTER = "character", "Character"

    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=10, choices=Unit.choices, default=Unit.SENTENCE)
    share = models.FloatField(default=1.0, help_text="of the transcripts, coded by more than one")
    seed = models.PositiveIntegerField(help_text="the draw of who codes what can be repeated")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True, help_text="adjudicated to the end, or called off")
    called_off = models.BooleanField(default=False, help_text="its codings were let go of")
    note = models.CharField(
        max_length=300, blank=True, help_text="why it was opened early, or called off"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("project", "name"), name="one_coding_round_a_name"),
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=1), name="a_share_is_a_share"
            ),
        )

    def __str__(self) -> str:
        return self.name


class RoundCode(InProject):
    """A code that a round is about. A round without any is about the whole codebook."""

    round = models.ForeignKey(CodingRound, on_delete=models.CASCADE, related_name="codes")
    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("round", "code"), name="one_round_code_each"),
        )


class Assignment(InProject):
    """One coder codes one transcript in a round."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"why"})

    round = models.ForeignKey(CodingRound, on_delete=models.CASCADE, related_name="assignments")
    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE,
                                   related_name="assignments")  # fmt: skip
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="taken off before it was done")
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("round", "transcript", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "transcript", "coder"), condition=Q(ended_at=None),
                name="one_assignment_each",
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=("coder", "transcript")),)


class Adjudication(InProject):
    """What was decided about one place in a transcript where the coders' passages overlap."""

    class How(models.TextChoices):
        AGREE = "agree", "They agree"
        CHOOSE = "choose", "One coder's was chosen"
        MERGE = "merge", "Put together"
        OWN = "own", "Coded anew"
        DISCARD = "discard", "Nothing is coded here"

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})
    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"decided"})

    round = models.ForeignKey(CodingRound, on_delete=models.PROTECT, related_name="adjudications")
    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE,
                                   related_name="adjudications")  # fmt: skip
    how = models.CharField(max_length=10, choices=How.choices)
    decided = models.JSONField(default=list, help_text="ids of the coders' codings it decided on")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    bulk = models.PositiveIntegerField(default=0, help_text="those agreed in one go share a number")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
