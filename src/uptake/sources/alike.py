"""A first hint, without any judgement: which records look like references that are here already."""

from __future__ import annotations

from collections.abc import Iterable

from uptake.formats.references import Reference as Record
from uptake.projects.models import Project
from uptake.sources.models import Reference
from uptake.sources.records import title_key

TELLING = 20
"""Characters from which a title, with its year, tells a work from others."""


def known_already(project: Project, records: Iterable[Record]) -> int:
    """How many records share a DOI, a PubMed number, or title and year with a reference here."""
    here: set[tuple[str, object]] = set()
    rows = Reference.objects.filter(project=project, merged_into=None)
    for doi, pmid, title, year in rows.values_list("doi", "pmid", "title_key", "year"):
        here |= _marks(doi, pmid, title, year)
    if not here:
        return 0
    return sum(
        not here.isdisjoint(_marks(one.doi, one.pmid, title_key(one.title), one.year))
        for one in records
    )


def _marks(doi: str, pmid: str, title: str, year: int | None) -> set[tuple[str, object]]:
    found: set[tuple[str, object]] = set()
    if doi:
        found.add(("doi", doi.lower()))
    if pmid:
        found.add(("pmid", pmid))
    if len(title) > TELLING and year:
        found.add(("title", (title, year)))
    return found
