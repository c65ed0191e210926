"""Interview guides, transcripts with their versions and turns, and files that wait."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from uptake.interviews.models.people import Participant
from uptake.projects.models import InProject, User


class Guide(InProject):
    """One version of an interview guide. A change makes the next version."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"note"})

    name = models.CharField(max_length=120)
    number = models.PositiveIntegerField(default=1, help_text="of the version")
    dated = models.DateField(null=True, blank=True)
    coproduced_with = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="what changed, and why")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "number")
        constraints = (
            models.UniqueConstraint(fields=("project", "name", "number"), name="one_guide_each"),
        )

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"


class GuideQuestion(InProject):
    """One question of a guide, or a prompt beneath one."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"text"})

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="questions")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE,
                               related_name="prompts")  # fmt: skip
    label = models.CharField(max_length=12, help_text="such as 3 or 3b")
    text = models.TextField()
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("guide", "order", "pk")

    def __str__(self) -> str:
        return f"{self.label} {self.text}"


class Transcript(InProject):
    """What was said or noted at one meeting. Its words live in versions that never change."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", "Interview"
        GROUP = "group", "Focus group"
        NOTES = "notes", "Interview notes"

    class Cleared(models.TextChoices):
        """How the step before coding ended."""

        SIGNED = "signed", "De-identified and signed off"
        WAIVED = "waived", "Waived"

    # A file's name, the title made of it, and what is odd in it may hold a person's name.
    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"title", "file_name", "cleared_why"})
    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"oddities"})

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.INTERVIEW)
    held_on = models.DateField(null=True, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    format = models.CharField(max_length=30, blank=True)
    encoding = models.CharField(max_length=30, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    oddities = models.JSONField(default=list)
    guide = models.ForeignKey(Guide, null=True, blank=True, on_delete=models.PROTECT,
                              related_name="transcripts")  # fmt: skip
    cleared_how = models.CharField(
        max_length=10, choices=Cleared.choices, blank=True,
        help_text="empty: de-identification has still to be done, and nothing can be coded",
    )  # fmt: skip
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    cleared_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title


class Version(InProject):
    """The normalised words of a transcript: written once. A correction makes the next one."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"text", "reason"})

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    text = models.TextField()
    words = models.PositiveIntegerField(default=0, help_text="how many there are")
    reason = models.CharField(max_length=300, blank=True)
    current = models.BooleanField(default=True)

    class Meta:
        ordering = ("transcript", "number")
        constraints = (
            models.UniqueConstraint(fields=("transcript", "number"), name="one_version_a_number"),
            models.UniqueConstraint(
                fields=("transcript",), condition=Q(current=True), name="one_current_version"
            ),
        )


class Turn(InProject):
    """One speaker's stretch of a version: codepoints [start, end) of its text."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="turns")
    index = models.PositiveIntegerField()
    speaker = models.CharField(max_length=120, blank=True)
    participant = models.ForeignKey(
        Participant, null=True, on_delete=models.PROTECT, related_name="turns"
    )
    question = models.ForeignKey(GuideQuestion, null=True, on_delete=models.PROTECT,
                                 related_name="turns")  # fmt: skip
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    started = models.FloatField(null=True, help_text="seconds into the recording")
    ended = models.FloatField(null=True)

    class Meta:
        ordering = ("version", "index")
        constraints = (
            models.UniqueConstraint(fields=("version", "index"), name="one_turn_an_index"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="a_turn_runs_forward"),
        )
        indexes = (models.Index(fields=("version", "start")),)


class Proposal(InProject):
    """Words of a transcript that may tell who somebody is: codepoints [start, end) of its text."""

    class State(models.TextChoices):
        OPEN = "open", "To decide"
        ACCEPTED = "accepted", "Replaced"
        REFUSED = "refused", "Left as it is"

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"replacement"})

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="proposals")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, help_text="such as name, phone, postcode")
    source = models.CharField(max_length=30, help_text="rule, list, speaker, model or hand")
    sure = models.PositiveSmallIntegerField(default=1, help_text="from 1, unsure, to 3, sure")
    why = models.CharField(max_length=120, blank=True, help_text="what was seen, without words")
    replacement = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("version", "start", "end")
        constraints = (
            models.UniqueConstraint(fields=("version", "start", "end"), name="one_proposal_each"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="a_proposal_has_words"),
        )


class Deciding(InProject):
    """What one decision changed on the places of a transcript, so that it can be taken back."""

    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"places", "lines"})

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="decidings")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    places = models.JSONField(
        default=list, help_text="each place that changed: as it was, and as it became"
    )
    lines = models.JSONField(
        default=list, help_text="the same of the key's lines: what stands there, and no name"
    )

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("version", "by", "-id")),)


class Arrival(InProject):
    """A file that was read and waits for somebody to say who speaks in it.

    It is dropped when it has become a transcript, or after a week.
    """

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"name"})
    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"content"})

    name = models.CharField(max_length=255)
    content = models.BinaryField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=30)
    encoding = models.CharField(max_length=30)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
