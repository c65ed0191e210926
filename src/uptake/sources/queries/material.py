"""What a search for duplicates is given: references as the method reads them, and decisions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from uptake.methods.dedupe import RULES, Record
from uptake.methods.dedupe.match import judge
from uptake.methods.dedupe.model import shipped
from uptake.methods.dedupe.prep import prepare
from uptake.methods.dedupe.reasons import reasons
from uptake.projects.models import Project
from uptake.sources.models import DuplicatePair, DuplicateSearch, ImportFile, Reference
from uptake.sources.queries.looks import files_looked_at

State = DuplicatePair.State
CHUNK = 2000

# What PubMed says that a paper is to another, as a kind of link; the second list says it of the
# other paper.
FORTH = {
    "erratum for": "erratum", "retraction of": "retraction", "partial retraction of": "retraction",
    "expression of concern for": "concern", "comment on": "reply", "update of": "update",
    "corrected and republished from": "correction", "retracted and republished from": "correction",
}  # fmt: skip
BACK = {
    "erratum in": "erratum", "retraction in": "retraction", "partial retraction in": "retraction",
    "expression of concern in": "concern", "comment in": "reply", "update in": "update",
    "corrected and republished in": "correction", "retracted and republished in": "correction",
}  # fmt: skip


@dataclass(frozen=True)
class Material:
    """References that no search has seen, those that one has, and pairs that people keep apart."""

    new: tuple[Record, ...]
    known: tuple[Record, ...]
    apart: tuple[tuple[int, int], ...]
    files: tuple[int, ...]

    def __len__(self) -> int:
        """How many references there are."""
        return len(self.new) + len(self.known)


def to_look_at(project: Project, *, everything: bool, method: str) -> Material:
    """What there is to look at: all references, or only those of files that no search has seen.

    When the method is another one than before, everything is new to it.
    """
    last = DuplicateSearch.objects.filter(project=project).first()
    seen = files_looked_at(project)
    if everything or last is None or last.method != method:
        seen = set()
    files = ImportFile.objects.filter(project=project, state=ImportFile.State.STORED)
    records = _records(project)
    came = _files(project)
    new = tuple(one for pk, one in records.items() if came[pk] - seen)
    known = tuple(one for pk, one in records.items() if not came[pk] - seen)
    return Material(new, known, _apart(project), tuple(files.values_list("pk", flat=True)))


def record_for(row: Reference) -> Record:
    """One reference as the method reads it."""
    return Record(
        row.pk, row.title, tuple(row.authors), row.year, row.journal, row.volume, row.issue,
        row.pages, row.doi, row.pmid, row.abstract, row.kind, row.language,
        tuple(row.more.get("publication_types", ())), tuple(row.more.get("other_titles", ())),
    )  # fmt: skip


def compared(one: Reference, other: Reference) -> dict[str, Any]:
    """What the method thinks of two references that a person puts side by side."""
    if one.pk == other.pk:
        return {}
    columns = prepare([record_for(one), record_for(other)])
    judged = judge(columns, np.array([0]), np.array([1]), shipped())
    rule = RULES[int(judged.rule[0])] if judged.rule[0] >= 0 else None
    return {
        "score": round(float(judged.score[0]), 4),
        "reasons": reasons(columns, 0, 1, judged.features[0]),
        "rule": rule.sentence if rule and rule.forbids else "",
    }  # fmt: skip


def _files(project: Project) -> dict[int, set[int]]:
    """The files that each reference, or a record beneath it, came in."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Reference.objects.filter(project=project).order_by()
    for work, file in rows.values_list(Coalesce("merged_into", "pk"), "file_id"):
        found[work].add(file)
    return found


def _records(project: Project) -> dict[int, Record]:
    rows = Reference.objects.filter(project=project, merged_into=None).order_by("pk")
    by_pmid: dict[str, int] = {}
    told: dict[int, list[tuple[str, str]]] = {}
    found: dict[int, Record] = {}
    for row in rows.values_list(
        "pk", "title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid",
        "abstract", "kind", "language", "more",
    ).iterator(chunk_size=CHUNK):  # fmt: skip
        pk, title, authors, year, journal, volume, issue, pages, doi, pmid = row[:10]
        abstract, kind, language, more = row[10:]
        found[pk] = Record(
            pk, title, tuple(authors), year, journal, volume, issue, pages, doi, pmid, abstract,
            kind, language, tuple(more.get("publication_types", ())),
            tuple(more.get("other_titles", ())),
        )  # fmt: skip
        if pmid:
            by_pmid.setdefault(pmid, pk)
        if "related" in more:
            told[pk] = [(what, whom.removeprefix("PMID:")) for what, whom in more["related"]]
    return _with_links(found, told, by_pmid)


def _with_links(
    found: dict[int, Record], told: dict[int, list[tuple[str, str]]], by_pmid: dict[str, int]
) -> dict[int, Record]:
    """Put each stated link on the record that is the notice, the reply or the update."""
    links: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for pk, pairs in told.items():
        for what, pmid in pairs:
            if what in FORTH:
                links[pk].append((FORTH[what], pmid))
            elif what in BACK and pmid in by_pmid and found[pk].pmid:
                links[by_pmid[pmid]].append((BACK[what], found[pk].pmid))
    for pk, pairs in links.items():
        found[pk] = replace(found[pk], related=tuple(dict.fromkeys(pairs)))
    return found


def _apart(project: Project) -> tuple[tuple[int, int], ...]:
    """Works that somebody keeps apart, or whose merge somebody took back."""
    rows = DuplicatePair.objects.filter(project=project).annotate(times=Count("decisions"))
    rows = rows.filter(
        Q(state__in=[State.DIFFERENT, State.RELATED]) | Q(state=State.WAITING, times__gt=0)
    )
    pairs = rows.values_list(
        Coalesce("first__merged_into", "first"), Coalesce("second__merged_into", "second")
    )
    return tuple(sorted({(min(pair), max(pair)) for pair in pairs if len({*pair}) == 2}))
