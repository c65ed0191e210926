"""Searches, the files they gave, the references in them, and what a reference states."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from uptake.projects.models import InProject, User
from uptake.sources.seen import LinksSeen, PairsSeen, StoredWhole


def place(file: ImportFile, _name: str) -> str:
    """Where a file is kept: under no name that a person typed."""
    return f"imports/{file.project_id}/{uuid.uuid4().hex}"


def short_name(authors: list[str], year: int | None) -> str:
    """What people call a reference: Vance 2024."""
    first = authors[0].split(",")[0] if authors else "No author"
    return f"{first} {year or 'n.d.'}"


class Search(InProject):
    """One database searched on one day (PRISMA-S: source, interface, date, strategy, hits)."""

    class Route(models.TextChoices):
        """How the records were found, as PRISMA tells them apart."""

        DATABASE = "database", "A database"
        REGISTER = "register", "A register of studies"
        WEBSITE = "website", "A website"
        ORGANISATION = "organisation", "An organisation"
        CITATIONS = "citations", "Citation searching"
        OTHER = "other", "Another way"

    route = models.CharField(max_length=12, choices=Route.choices, default=Route.DATABASE)
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
        STORING = "storing", "Being imported"
        STORED = "stored", "Imported"
        DROPPED = "dropped", "Not imported"
        UNDONE = "undone", "Import undone"

    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"preview", "storing_as", "heard_at"})

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
    mapping = models.JSONField(
        default=dict, help_text="what each column of a table holds, where a person said so"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEWED)
    storing_as = models.CharField(max_length=120, blank=True, help_text="which process stores it")
    heard_at = models.DateTimeField(null=True, help_text="when that process was last heard of")
    brought_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("project", "sha256")),
            models.Index(fields=("state",), name="files_by_state"),
        )
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

    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset(
        {"raw", "find", "author_key", "title_key", "own"}
    )

    file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, related_name="references")
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    has_abstract = models.BooleanField(default=False)
    retracted_at = models.DateTimeField(null=True)
    retraction = models.CharField(max_length=300, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="records",
        help_text="the reference that this record is a duplicate of")  # fmt: skip
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
    came_from = models.JSONField(default=dict, help_text="when merged: each field's record")
    own = models.JSONField(default=dict, help_text="when merged: its own fields before that")
    brought = models.JSONField(default=list, help_text="decisions of another tool, as they came")
    raw = models.JSONField(default=list, help_text="every tag and value of the record, as written")

    objects = StoredWhole()
    every: ClassVar[models.Manager[Reference]] = models.Manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("file", "position"), name="one_reference_a_position"),
        )
        # The first is what the list filters and sorts by, so that it is found without opening rows.
        indexes = (
            models.Index(
                fields=("project", "merged_into", "year", "kind", "has_abstract", "retracted_at",
                        "file", "author_key", "title_key"), name="what_the_list_scans",
            ),
            models.Index(fields=("project", "doi")),
        )  # fmt: skip

    def __str__(self) -> str:
        return short_name(self.authors, self.year)


class DuplicateSearch(InProject):
    """One look for duplicates: by which version of the method, and what came of it."""

    method = models.CharField(max_length=60)
    figures = models.JSONField(default=dict, help_text="references, pairs, merged, to review")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("-pk",)


class DuplicatePair(InProject):
    """Two records that may be one work, and what was decided of them."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a decision"
        SAME = "same", "One work: merged"
        DIFFERENT = "different", "Two works: kept apart"
        RELATED = "related", "Two works that belong together: linked"
        HIDDEN = "hidden", "Hidden: the import of a record was undone"

    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"reasons"})

    found_in = models.ForeignKey(
        DuplicateSearch, null=True, on_delete=models.PROTECT, related_name="pairs"
    )
    first = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(help_text="how likely the two are one work, 0 to 1")
    reasons = models.JSONField(default=list, help_text="what speaks for and against, in words")
    rule = models.CharField(
        max_length=300, blank=True, help_text="why the method never merges the two, if it does not"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    by_rule = models.BooleanField(default=False, help_text="decided by the method, not a person")

    objects = PairsSeen()
    every: ClassVar[models.Manager[DuplicatePair]] = models.Manager()

    class Meta:
        ordering = ("-score", "pk")
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="a_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="a_pair_in_order"),
        )
        indexes = (models.Index(fields=("project", "state", "score"), name="pairs_to_decide"),)


class PairDecision(InProject):
    """What somebody, or the method, decided of a pair. Taking it back keeps the row."""

    pair = models.ForeignKey(DuplicatePair, on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=DuplicatePair.State.choices)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("pair",), condition=Q(undone_at=None), name="one_decision_a_pair"
            ),
        )


class Relation(InProject):
    """A typed link between two works: a notice, reply or report (first) and what it is about."""

    class Kind(models.TextChoices):
        ERRATUM = "erratum", "Erratum of"
        CORRECTION = "correction", "Correction of"
        RETRACTION = "retraction", "Retraction of"
        CONCERN = "concern", "Expression of concern about"
        UPDATE = "update", "Update of"
        REPLY = "reply", "Reply to or comment on"
        ABSTRACT = "abstract", "Conference abstract of"
        PREPRINT = "preprint", "Preprint of"
        TRANSLATION = "translation", "Translation of"
        SERIES = "series", "Part of one series with"

    first = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="relations")
    second = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="related_by")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_rule = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)

    objects = LinksSeen()
    every: ClassVar[models.Manager[Relation]] = models.Manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("first", "second", "kind"), condition=Q(removed_at=None),
                name="a_relation_once",
            ),
        )  # fmt: skip


def place_document(document: Document, _name: str) -> str:
    """Where a full text is kept: under no name that a person typed."""
    return f"documents/{document.project_id}/{uuid.uuid4().hex}"


class Document(InProject):
    """The full text of a reference as a file, with the words of its pages when they can be read."""

    class State(models.TextChoices):
        WAITING = "waiting", "Its text is being read"
        READ = "read", "Text read"
        NO_TEXT = "no_text", "Pictures of pages, without text"
        LOCKED = "locked", "Locked with a password"
        FAILED = "failed", "Its text could not be read"

    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=255)
    content = models.FileField(upload_to=place_document)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class DocumentPage(InProject):
    """The words of one page, for search and for checking quotes."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ("document", "number")
        constraints = (
            models.UniqueConstraint(fields=("document", "number"), name="one_text_a_page"),
        )


class Statement(InProject):
    """What a reference states, in the words of the person who read it."""

    class Direction(models.TextChoices):
        BARRIER = "barrier", "Barrier"
        FACILITATOR = "facilitator", "Facilitator"

    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="statements")
    sentence = models.CharField(max_length=600)
    place = models.CharField(max_length=120, blank=True, help_text="page, table or section")
    direction = models.CharField(max_length=12, blank=True, choices=Direction.choices)
    quote = models.TextField(blank=True, help_text="the paper's own words")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    same_as = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="twins",
        help_text="the other reviewer's statement that says the same",
    )  # fmt: skip
    wording = models.PositiveIntegerField(default=1, help_text="how many wordings it has had")
    reworded_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    TRAIL_BLIND: ClassVar[frozenset[str]] = frozenset({"sentence", "place", "direction", "quote"})

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(sentence=""), name="a_statement_says_something"),
        )

    def __str__(self) -> str:
        return self.sentence


class StatementCell(InProject):
    """A statement's place on the framework: it may have several."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="cells")
    domain = models.CharField(max_length=60)
    level = models.CharField(max_length=60)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("statement", "domain", "level"), name="a_statement_cell_once"
            ),
        )


class EarlierWording(InProject):
    """How a statement read before somebody reworded it. What rests on it keeps resting on it."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="earlier")
    wording = models.PositiveIntegerField()
    sentence = models.CharField(max_length=600)
    place = models.CharField(max_length=120, blank=True)
    direction = models.CharField(max_length=12, blank=True)
    quote = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("statement", "-wording")
        constraints = (
            models.UniqueConstraint(fields=("statement", "wording"), name="one_wording_a_number"),
        )
