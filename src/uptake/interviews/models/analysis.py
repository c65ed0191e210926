"""The framework chart, the content analysis table, and answers to COREQ."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from uptake.interviews.models.coding import Passage
from uptake.interviews.models.material import Transcript
from uptake.interviews.models.people import Participant
from uptake.interviews.models.themes import Theme
from uptake.projects.models import InProject, User


class ChartSummary(InProject):
    """What one cell of the framework chart says of a case on a theme. An edit makes a new row."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"text"})
    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"cell"})

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="summaries")
    participant = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT,
                                    related_name="summaries")  # fmt: skip
    transcript = models.ForeignKey(Transcript, null=True, on_delete=models.CASCADE,
                                   related_name="summaries")  # fmt: skip
    text = models.TextField()
    digest = models.CharField(max_length=64, help_text="of the cell's passages when it was written")
    cell = models.JSONField(
        default=list, help_text="the same by passage, to say what changed: (id, its words, codes)"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT,
                                 related_name="edits")  # fmt: skip
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(participant=None, transcript__isnull=False)
                | Q(transcript=None, participant__isnull=False),
                name="a_summary_is_of_one_case",
            ),
            models.UniqueConstraint(
                fields=("theme", "participant"), condition=Q(removed_at=None),
                name="one_summary_a_participant",
            ),
            models.UniqueConstraint(
                fields=("theme", "transcript"), condition=Q(removed_at=None),
                name="one_summary_a_transcript",
            ),
        )  # fmt: skip


class SummaryPassage(InProject):
    """A passage that a summary rests on."""

    summary = models.ForeignKey(ChartSummary, on_delete=models.CASCADE, related_name="passages")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="summaries")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("summary", "passage"), name="one_summary_passage_each"),
        )


class ContentCategory(InProject):
    """A category of the content analysis."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"about"})

    name = models.CharField(max_length=160)
    about = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "name"), condition=Q(retired_at=None),
                name="one_content_category_a_name",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Reduction(InProject):
    """What several generalisations come down to."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"text"})

    text = models.TextField()
    category = models.ForeignKey(ContentCategory, null=True, on_delete=models.PROTECT,
                                 related_name="reductions")  # fmt: skip
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text


class ContentRow(InProject):
    """A passage on its way to a category: paraphrased, generalised, reduced."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"paraphrase", "generalisation"})

    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="content_rows")
    paraphrase = models.TextField(blank=True)
    generalisation = models.TextField(blank=True)
    reduction = models.ForeignKey(Reduction, null=True, on_delete=models.PROTECT,
                                  related_name="rows")  # fmt: skip
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("passage",), condition=Q(removed_at=None), name="one_content_row_a_passage"
            ),
        )


class ContentChange(InProject):
    """What a step of the content analysis said before it was changed."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"before", "after"})

    row = models.ForeignKey(ContentRow, null=True, on_delete=models.CASCADE,
                            related_name="changes")  # fmt: skip
    reduction = models.ForeignKey(Reduction, null=True, on_delete=models.CASCADE,
                                  related_name="changes")  # fmt: skip
    category = models.ForeignKey(ContentCategory, null=True, on_delete=models.CASCADE,
                                 related_name="changes")  # fmt: skip
    step = models.CharField(max_length=20, help_text="the field that changed")
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    beside = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="others",
                               help_text="the first of the changes made in one go")  # fmt: skip
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)


class CoreqAnswer(InProject):
    """What the author answered to one item of COREQ. An edit makes a new row."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"text"})

    item = models.CharField(max_length=10)
    text = models.TextField()
    page = models.CharField(max_length=40, blank=True, help_text="where the report says it")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("item", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "item"), condition=Q(removed_at=None), name="one_coreq_answer"
            ),
        )
