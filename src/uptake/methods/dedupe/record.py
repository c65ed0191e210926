"""What a record is to the search for duplicates."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One record as a database wrote it. Empty means that nothing is stated.

    ``id`` tells records apart and settles ties. ``authors`` are in order, "Family, Given" where
    that is known. ``publication_types`` and ``related`` are what PubMed states: ``related`` holds
    (kind of relation, PMID of the other record) with the kinds of ``relations.KINDS``.
    """

    id: int
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    abstract: str = ""
    kind: str = ""
    language: str = ""
    publication_types: tuple[str, ...] = ()
    other_titles: tuple[str, ...] = ()
    related: tuple[tuple[str, str], ...] = ()
