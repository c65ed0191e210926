"""What other programs call the things that came from them or went to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from uptake.projects.models import InProject, User


class OutsideId(InProject):
    """The identifier that a thing of the project has in files of other programs."""

    kind = models.CharField(max_length=30, help_text="such as code, transcript, coding")
    object_id = models.BigIntegerField()
    guid = models.CharField(max_length=36)
    program = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("project", "kind", "guid"), name="one_outside_id_each"),
        )
        indexes = (models.Index(fields=("project", "kind", "object_id")),)


class ProjectFile(InProject):
    """A file of another program: it waits for somebody to decide, was brought in, or undone.

    Its content goes when it has been decided on, since it may hold names. What was lost on the way
    is kept, and so is what it made, so that it can be undone.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a decision"
        STORED = "stored", "Brought in"
        UNDONE = "undone", "Undone"
        DROPPED = "dropped", "Dropped"

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"name"})
    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset(
        {"content", "found", "losses", "history", "made"}
    )

    name = models.CharField(max_length=255)
    content = models.BinaryField(null=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=20)
    program = models.CharField(max_length=80, blank=True, help_text="that wrote it")
    found = models.JSONField(default=dict, help_text="what its preview shows")
    losses = models.JSONField(default=list, help_text="what was not carried, by kind")
    history = models.JSONField(default=list, help_text="what was done in the other program")
    made = models.JSONField(default=dict, help_text="ids of what it made, as ranges by model")
    counts = models.JSONField(default=dict, help_text="how much was brought in, by kind")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name
