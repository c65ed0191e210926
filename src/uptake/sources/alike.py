"""A first hint, without any judgement: which records look like references that are here already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from uptake.formats.references import Reference as Record
from uptake.projects.models import Project
from uptake.sources.models import Reference
from uptake.sources.records import title_key

TELLING = 20
"""Characters from which a title, with its year, tells a work from others."""


class Here:
    """What tells the references of a project: small, so that it may be held for a long file."""

    def __init__(self, project: Project) -> None:
        rows = Reference.objects.filter(project=project, merged_into=None).order_by()
        told = rows.values_list("doi", "pmid", "title_key", "year")
        self.marks = {
            mark for doi, pmid, title, year in told.iterator()
            for mark in _marks(doi, pmid, title, year)
        }  # fmt: skip

    def known(self, records: Iterable[Record]) -> int:
        """How many records share a DOI, a PubMed number, or title and year with a reference."""
        if not self.marks:
            return 0
        return sum(
            not self.marks.isdisjoint(_marks(it.doi, it.pmid, title_key(it.title), it.year))
            for it in records
        )


def known_already(project: Project, records: Iterable[Record]) -> int:
    """How many records look like references of the project."""
    return Here(project).known(records)


def _marks(doi: str, pmid: str, title: str, year: int | None) -> Iterator[int]:
    """Numbers of 64 bits: two of a million marks are the same once in 37 million such files."""
    if doi:
        yield hash(("doi", doi.lower()))
    if pmid:
        yield hash(("pmid", pmid))
    if len(title) > TELLING and year:
        yield hash(("title", title, year))
