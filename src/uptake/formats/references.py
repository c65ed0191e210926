"""What every reader of references gives back: references, and all it found odd on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from uptake.formats.decisions import Decision
from uptake.formats.table_columns import Column

Severity = Literal["note", "warning"]
Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes there are."""

Raw = tuple[tuple[str, str], ...]
SNIPPET = 120


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something in a file that a person should know of: where, how serious, what, and the text.

    ``line`` counts from 1; 0 means the file as a whole. ``lines`` is how many lines it covers:
    with ``text`` it accounts for what stands in no reference.
    """

    line: int
    severity: Severity
    what: str
    text: str = ""
    lines: int = 1

    @property
    def snippet(self) -> str:
        """The beginning of the text, short enough for a table."""
        flat = " ".join(self.text.split())
        return flat if len(flat) <= SNIPPET else flat[: SNIPPET - 1] + "…"


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference as an export gives it, in fields that mean the same whatever the format.

    The fields are a normalised copy: blanks evened out, markup and entities resolved, identifiers
    and pages in one form. ``raw`` holds each tag with its value as it stood, in order; a value that
    ran over several lines keeps its line ends. ``related`` names other papers that this one belongs
    with: what it is to them ("erratum for", "comment on"), and their PMID, DOI or source.
    ``decisions`` are what others decided of it in screening, as another tool wrote them down.
    """

    kind: str = "article"
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    journal: str = ""
    abbreviation: str = ""
    series: str = ""
    volume: str = ""
    issue: str = ""
    start_page: str = ""
    end_page: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    issn: tuple[str, ...] = ()
    isbn: tuple[str, ...] = ()
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    urls: tuple[str, ...] = ()
    publisher: str = ""
    place: str = ""
    editors: tuple[str, ...] = ()
    other_titles: tuple[str, ...] = ()
    publication_types: tuple[str, ...] = ()
    database: str = ""
    database_id: str = ""
    notes: tuple[str, ...] = ()
    related: tuple[tuple[str, str], ...] = ()
    decisions: tuple[Decision, ...] = ()
    raw: Raw = ()
    format: str = ""
    position: int = 0
    line: int = 0
    end_line: int = 0

    @property
    def pages(self) -> str:
        """Start and end as one range, or the single page or article number."""
        return f"{self.start_page}-{self.end_page}" if self.end_page else self.start_page

    @property
    def url(self) -> str:
        """The first address, or ""."""
        return self.urls[0] if self.urls else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read: what came out, what was odd, and the counts that show nothing went missing.

    ``records_seen`` is how many records the file holds; each is a reference. ``lines`` is how many
    lines the file has: each is blank, in a reference's ``raw``, or in an oddity. ``columns`` says
    what each column of a table was read as; other files have none.
    """

    references: tuple[Reference, ...]
    oddities: tuple[Oddity, ...]
    encoding: str
    format: str
    records_seen: int
    lines: int = 0
    columns: tuple[Column, ...] = ()
