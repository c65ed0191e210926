"""The codebook: a tree of codes, its versions, and the merges and splits that can be undone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from uptake.projects.models import InProject, User


class Code(InProject):
    """A code of the codebook; codes form a tree."""

    class Origin(models.TextChoices):
        INDUCTIVE = "inductive", "Inductive: from the words"
        DEDUCTIVE = "deductive", "Deductive: from a framework"

    # Any of these may quote somebody.
    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset(
        {"definition", "when", "when_not", "example"}
    )

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT,
                               related_name="children")  # fmt: skip
    name = models.CharField(max_length=120)
    definition = models.TextField(blank=True)
    when = models.TextField(blank=True, help_text="when to use it")
    when_not = models.TextField(blank=True, help_text="when not to use it")
    example = models.TextField(blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.INDUCTIVE)
    instrument = models.CharField(max_length=60, blank=True, help_text="of a deductive one")
    construct = models.CharField(max_length=80, blank=True)
    order = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT,
                                    related_name="merged")  # fmt: skip

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "name"), condition=Q(retired_at=None), name="one_code_a_name"
            ),
        )

    def __str__(self) -> str:
        return self.name


class FavouriteCode(InProject):
    """A code that somebody keeps at hand."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("user", "code"), name="one_favourite_each"),)


class CodebookVersion(InProject):
    """The codebook as it stood when somebody gave it a number."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"note"})
    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"codes"})

    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    codes = models.JSONField(help_text="every code with its wording and place")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="one_codebook_version_each"),
        )


class CodebookAct(InProject):
    """A change of the codebook with all that followed it, so that it can be undone.

    One that reworded a code keeps how it read before, so that no wording is lost.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", "Merged codes"
        SPLIT = "split", "Split a code"
        MOVE = "move", "Moved a code"
        RETIRE = "retire", "Retired a code"
        REWORD = "reword", "Reworded a code"

    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"followed"})

    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="acts")
    followed = models.JSONField(help_text="ids of what changed with it, and what they were before")
    words = models.CharField(max_length=300, help_text="what was done, for the list")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
