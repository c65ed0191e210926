"""Passages, the codings on them, memos, and what can be undone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from uptake.interviews.models.codebook import Code
from uptake.interviews.models.material import Transcript, Version
from uptake.interviews.models.people import Participant
from uptake.interviews.models.rounds import Adjudication, CodingRound
from uptake.interviews.models.themes import Theme
from uptake.projects.models import InProject, User


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
    """One coder's judgement that a code fits a passage, or what adjudication made of several.

    Removing one keeps the row. What is done in a blind round belongs to it, and is seen by its
    coder alone until the round is opened: readers go through `interviews.layers`.
    """

    class Layer(models.TextChoices):
        CODER = "coder", "A coder's own"
        CONSENSUS = "consensus", "Agreed in adjudication"

    class Source(models.TextChoices):
        HAND = "hand", "By hand"
        RULE = "rule", "By speaker, question or search"
        FILE = "file", "Brought in"

    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="codings")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="codings")
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    layer = models.CharField(max_length=10, choices=Layer.choices, default=Layer.CODER)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.HAND)
    round = models.ForeignKey(CodingRound, null=True, on_delete=models.PROTECT,
                              related_name="codings")  # fmt: skip
    adjudication = models.ForeignKey(Adjudication, null=True, on_delete=models.PROTECT,
                                     related_name="codings")  # fmt: skip
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("passage", "code", "coder", "layer"), condition=Q(removed_at=None),
                name="one_coding_each",
            ),
            models.CheckConstraint(
                condition=Q(layer="coder", adjudication=None)
                | Q(layer="consensus", adjudication__isnull=False, round__isnull=False),
                name="consensus_comes_of_adjudication",
            ),
        )  # fmt: skip


class Memo(InProject):
    """A thought on a passage, a code, a theme, a transcript or (on none of them) the project.

    An edit makes a new row.
    """

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"text"})

    transcript = models.ForeignKey(Transcript, null=True, on_delete=models.CASCADE,
                                   related_name="memos")  # fmt: skip
    passage = models.ForeignKey(Passage, null=True, on_delete=models.CASCADE, related_name="memos")
    code = models.ForeignKey(Code, null=True, on_delete=models.CASCADE, related_name="memos")
    theme = models.ForeignKey(Theme, null=True, on_delete=models.CASCADE, related_name="memos")
    round = models.ForeignKey(CodingRound, null=True, on_delete=models.PROTECT,
                              related_name="memos")  # fmt: skip
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT,
                                 related_name="edits")  # fmt: skip
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(transcript=None, passage=None, code=None)
                | Q(transcript=None, passage=None, theme=None)
                | Q(transcript=None, code=None, theme=None)
                | Q(passage=None, code=None, theme=None),
                name="a_memo_is_on_one_thing",
            ),
        )


class ThemeQuote(InProject):
    """A passage chosen to stand for a theme, or one that speaks against it.

    One that speaks against it need not carry any of the theme's codes.
    """

    class Stance(models.TextChoices):
        REPRESENTATIVE = "representative", "Stands for it"
        CONTRARY = "contrary", "Speaks against it"

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="quotes")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=14, choices=Stance.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("theme", "passage"), condition=Q(removed_at=None),
                name="one_theme_quote_each",
            ),
        )  # fmt: skip


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
