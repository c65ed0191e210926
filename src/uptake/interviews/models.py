"""Participants, transcripts, the codebook, and the coded passages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from uptake.projects.models import InProject, User


class Participant(InProject):
    """A person who was heard, under a pseudonym. Real names are not kept here."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"about"})

    pseudonym = models.CharField(max_length=60)
    group = models.CharField(max_length=80, help_text="such as therapist, carer, commissioner")
    about = models.CharField(max_length=300, blank=True)
    consent_version = models.CharField(max_length=60, blank=True)
    consented_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pseudonym",)
        constraints = (
            models.UniqueConstraint(fields=("project", "pseudonym"), name="one_pseudonym_each"),
        )

    def __str__(self) -> str:
        return self.pseudonym


class Transcript(InProject):
    """What was said or noted at one meeting. Its words live in versions that never change."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", "Interview"
        GROUP = "group", "Focus group"
        NOTES = "notes", "Interview notes"

    # A file's name and what is odd in it may hold a person's name.
    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"file_name"})
    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"oddities"})

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.INTERVIEW)
    held_on = models.DateField(null=True, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    format = models.CharField(max_length=30, blank=True)
    encoding = models.CharField(max_length=30, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    oddities = models.JSONField(default=list)

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


class Code(InProject):
    """A code of the codebook; codes form a tree."""

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
    order = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "name"), condition=Q(retired_at=None), name="one_code_a_name"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Passage(InProject):
    """A stretch of a transcript that somebody pointed at, with the words it held then."""

    class State(models.TextChoices):
        FIRM = "firm", "In place"
        LOST = "lost", "Lost its place when the transcript was corrected"
        REDACTED = "redacted", "Redacted: the speaker withdrew"

    # A reason to let a passage go may repeat its words.
    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"quote", "let_go"})

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="passages")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="passages")
    participant = models.ForeignKey(
        Participant, null=True, on_delete=models.PROTECT, related_name="passages"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.FIRM)
    let_go = models.CharField(
        max_length=300, blank=True, help_text="why a lost passage is not put back"
    )

    class Meta:
        ordering = ("transcript", "start", "end")
        constraints = (
            models.UniqueConstraint(
                fields=("version", "start", "end"), condition=Q(state="firm"),
                name="one_passage_a_stretch",
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="a_passage_has_words"),
        )  # fmt: skip
        indexes = (
            models.Index(fields=("version", "start")),
            models.Index(fields=("version", "end")),
        )

    def __str__(self) -> str:
        return self.quote


class FormerPlace(InProject):
    """Where a passage stood, and its words, before a correction moved, changed or lost it."""

    class How(models.TextChoices):
        """Why it stands there no more."""

        EXACT = "exact", "Moved with its words"
        NEAREST = "nearest", "Found again near by"
        EDITED = "edited", "Its words were corrected"
        FOUND = "found", "Found again after it was lost"
        PLACED = "placed", "Put back by hand after it was lost"

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"quote"})

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="former")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(
        Participant, null=True, on_delete=models.PROTECT, related_name="+"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    how = models.CharField(max_length=10, choices=How.choices)

    class Meta:
        ordering = ("passage", "pk")


class Coding(InProject):
    """One coder's judgement that a code fits a passage. Removing one keeps the row."""

    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="codings")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="codings")
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("passage", "code", "coder"), condition=Q(removed_at=None),
                name="one_coding_each",
            ),
        )  # fmt: skip


class Memo(InProject):
    """A thought on a passage, a code or a whole transcript; an edit makes a new row."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"text"})

    transcript = models.ForeignKey(Transcript, null=True, on_delete=models.CASCADE,
                                   related_name="memos")  # fmt: skip
    passage = models.ForeignKey(Passage, null=True, on_delete=models.CASCADE, related_name="memos")
    code = models.ForeignKey(Code, null=True, on_delete=models.CASCADE, related_name="memos")
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT,
                                 related_name="edits")  # fmt: skip
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(transcript=None, passage=None, code__isnull=False)
                | Q(transcript=None, code=None, passage__isnull=False)
                | Q(passage=None, code=None, transcript__isnull=False),
                name="a_memo_is_on_one_thing",
            ),
        )


class CodingAct(InProject):
    """What a coder did in a transcript, in order, so that it can be undone and redone.

    What was done in one go (three codes on one passage) is one act with others beside it, and is
    undone in one go.
    """

    class Kind(models.TextChoices):
        APPLY = "apply", "Applied a code"
        REMOVE = "remove", "Removed a code"
        MEMO = "memo", "Wrote or changed a memo"
        UNMEMO = "unmemo", "Removed a memo"

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="acts")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    coding = models.ForeignKey(Coding, null=True, on_delete=models.CASCADE, related_name="+")
    memo = models.ForeignKey(Memo, null=True, on_delete=models.CASCADE, related_name="+")
    beside = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="others",
                               help_text="the first act of those done in one go")  # fmt: skip
    undone_at = models.DateTimeField(null=True)
    buried = models.BooleanField(default=False, help_text="undone, then followed by a new act")

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("transcript", "by", "-id")),)
