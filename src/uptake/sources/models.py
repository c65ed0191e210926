"""Searches, the files they gave, the references in them, and what a reference states."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from uptake.projects.models import InProject, User


class Search(InProject):
    """One database searched on one day (PRISMA-S: source, interface, date, strategy, hits)."""

    database = models.CharField(max_length=120)
    interface = models.CharField(max_length=120, blank=True)
    searched_on = models.DateField()
    strategy = models.TextField(blank=True)
    hits = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("searched_on", "pk")

    def __str__(self) -> str:
        return f"{self.database}, {self.searched_on:%-d %B %Y}"


class ImportFile(InProject):
    """A file as it came. It is previewed first, and stored as references when confirmed."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", "Waits for a decision"
        STORED = "stored", "Imported"
        DROPPED = "dropped", "Not imported"

    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"preview"})

    search = models.ForeignKey(Search, null=True, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=255)
    content = models.FileField(upload_to="imports/%Y/%m")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=30)
    encoding = models.CharField(max_length=30)
    records = models.PositiveIntegerField(help_text="records in the file")
    stored = models.PositiveIntegerField(default=0)
    reported = models.PositiveIntegerField(default=0, help_text="records left out, each listed")
    preview = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEWED)
    brought_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class ImportOddity(InProject):
    """Something in a file that a person should know of, with its line."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="oddities")
    line = models.PositiveIntegerField(null=True)
    severity = models.CharField(max_length=10)
    what = models.CharField(max_length=300)
    snippet = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)


class Reference(InProject):
    """One record of a search, as the database wrote it."""

    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"raw", "find"})

    file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, related_name="references")
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, blank=True)
    title = models.TextField(blank=True)
    authors = models.JSONField(default=list)
    year = models.PositiveSmallIntegerField(null=True)
    journal = models.CharField(max_length=500, blank=True)
    volume = models.CharField(max_length=60, blank=True)
    issue = models.CharField(max_length=60, blank=True)
    pages = models.CharField(max_length=120, blank=True)
    doi = models.CharField(max_length=255, blank=True)
    pmid = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=60, blank=True)
    url = models.TextField(blank=True)
    abstract = models.TextField(blank=True)
    keywords = models.JSONField(default=list)
    raw = models.JSONField(default=list, help_text="every tag and value of the record, as written")
    find = models.TextField(blank=True, help_text="lower-case words that the list searches")
    retracted_at = models.DateTimeField(null=True)
    retraction = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("file", "position"), name="one_reference_a_position"),
        )
        indexes = (
            models.Index(fields=("project", "year")),
            models.Index(fields=("project", "doi")),
        )

    def __str__(self) -> str:
        first = self.authors[0].split(",")[0] if self.authors else "No author"
        return f"{first} {self.year or 'n.d.'}"


class Statement(InProject):
    """What a reference states, in the words of the person who read it."""

    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="statements")
    sentence = models.CharField(max_length=600)
    place = models.CharField(max_length=120, blank=True, help_text="page, table or section")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(sentence=""), name="a_statement_says_something"),
        )

    def __str__(self) -> str:
        return self.sentence
