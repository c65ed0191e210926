"""Searches, the files they gave, the references in them, and what a reference states."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from uptake.projects.models import InProject, User


def place(file: ImportFile, _name: str) -> str:
    """Where a file is kept: under no name that a person typed."""
    return f"imports/{file.project_id}/{uuid.uuid4().hex}"


def short_name(authors: list[str], year: int | None) -> str:
    """What people call a reference: Vance 2024."""
    first = authors[0].split(",")[0] if authors else "No author"
    return f"{first} {year or 'n.d.'}"


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
    content = models.FileField(upload_to=place)
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
        indexes = (models.Index(fields=("project", "sha256")),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="stored") | Q(records=F("stored") + F("reported")),
                name="no_record_vanishes",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ImportOddity(InProject):
    """Something in a file that a person should know of, with its line."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="oddities")
    line = models.PositiveIntegerField(null=True)
    severity = models.CharField(max_length=10)
    what = models.CharField(max_length=300)
    snippet = models.CharField(max_length=300, blank=True)
    left = models.BooleanField(default=False, help_text="it became part of no reference")

    class Meta:
        ordering = ("pk",)


class Reference(InProject):
    """One record of a search, as the database wrote it.

    Short columns come first and long ones last: a list is then read without touching the long.
    """

    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"raw", "find", "author_key", "title_key"})

    file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, related_name="references")
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    has_abstract = models.BooleanField(default=False)
    retracted_at = models.DateTimeField(null=True)
    retraction = models.CharField(max_length=300, blank=True)
    author_key = models.CharField(max_length=80, blank=True, help_text="what the list sorts by")
    title_key = models.CharField(max_length=80, blank=True, help_text="what the list sorts by")
    doi = models.CharField(max_length=255, blank=True)
    pmid = models.CharField(max_length=30, blank=True)
    volume = models.CharField(max_length=60, blank=True)
    issue = models.CharField(max_length=60, blank=True)
    pages = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=60, blank=True)
    journal = models.CharField(max_length=500, blank=True)
    title = models.TextField(blank=True)
    authors = models.JSONField(default=list)
    url = models.TextField(blank=True)
    keywords = models.JSONField(default=list)
    more = models.JSONField(default=dict, help_text="the fields that have no column of their own")
    find = models.TextField(blank=True, help_text="lower-case words that the list searches")
    abstract = models.TextField(blank=True)
    raw = models.JSONField(default=list, help_text="every tag and value of the record, as written")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("file", "position"), name="one_reference_a_position"),
        )
        indexes = (
            # What the list filters and sorts by, so that it is found without opening rows.
            models.Index(
                fields=(
                    "project",
                    "year",
                    "kind",
                    "has_abstract",
                    "retracted_at",
                    "file",
                    "author_key",
                    "title_key",
                ),
                name="what_the_list_scans",
            ),
            models.Index(fields=("project", "doi")),
        )

    def __str__(self) -> str:
        return short_name(self.authors, self.year)


class Statement(InProject):
    """What a reference states, in the words of the person who read it."""

    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="statements")
    sentence = models.CharField(max_length=600)
    place = models.CharField(max_length=120, blank=True, help_text="page, table or section")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    wording = models.PositiveIntegerField(default=1, help_text="how many wordings it has had")
    reworded_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(sentence=""), name="a_statement_says_something"),
        )

    def __str__(self) -> str:
        return self.sentence


class EarlierWording(InProject):
    """How a statement read before somebody reworded it. What rests on it keeps resting on it."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="earlier")
    wording = models.PositiveIntegerField()
    sentence = models.CharField(max_length=600)
    place = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("statement", "-wording")
        constraints = (
            models.UniqueConstraint(fields=("statement", "wording"), name="one_wording_a_number"),
        )
