"""Two works that belong together and are not one: links with a type, never merges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from uptake.methods.dedupe import text
from uptake.methods.dedupe.features import AT
from uptake.methods.dedupe.prep import Columns
from uptake.methods.dedupe.record import Record
from uptake.methods.dedupe.rules import Bools, Look, languages_differ

KINDS = (
    "erratum",
    "correction",
    "retraction",
    "concern",
    "update",
    "reply",
    "abstract",
    "preprint",
    "translation",
    "series",
)
MUTUAL = frozenset({"translation", "series"})
"""Kinds without a direction; in the others ``a`` is the notice, reply or report about ``b``."""


@dataclass(frozen=True, slots=True)
class Relation:
    """``a`` is an erratum (update, reply, preprint …) of ``b``, and why that is thought.

    ``stated`` is True when a database states it by PMID, False when it was told from the records.
    """

    a: int
    b: int
    kind: str
    why: str
    stated: bool = False


NAMED = {
    "erratum": "is titled an erratum",
    "correction": "is titled a correction",
    "retraction": "is titled a retraction",
    "concern": "is titled an expression of concern",
    "reply": "is titled a comment, reply, letter or editorial",
}
PREPRINTS = re.compile(r"10\.(?:1101|21203|2139|31234|31219|48550|20944|26434|22541|35542)/")
PREPRINT_JOURNALS = re.compile(
    r"\b(?:(?:med|bio|psy|ar|chem)rxiv|preprints?|ssrn|research square)\b"
)
UPDATED_DOI = re.compile(r"(10\.1002/14651858\.[a-z]{2}\d+)(?:\.pub(\d+))?")
UPDATED_JOURNALS = re.compile(r"\bcochrane\b.*\breviews?\b|\bcochrane db\b")
ABSTRACT_TYPES = frozenset({"meeting abstract", "conference abstract", "congress"})


def relate(look: Look) -> list[Relation]:
    """Find the relations among pairs that were compared, in the order of their records."""
    found: dict[tuple[int, int], Relation] = {}
    for at in np.flatnonzero(_worth_asking(look)).tolist():
        one = look.columns.records[int(look.left[at])]
        other = look.columns.records[int(look.right[at])]
        relation = _between(one, other, look, at)
        if relation is not None:
            found[(min(one.id, other.id), max(one.id, other.id))] = relation
    return [found[key] for key in sorted(found)]


def _worth_asking(look: Look) -> Bools:
    titles = np.fmax(look.of("title_set"), look.of("title_sorted")) >= 0.8
    someone = np.fmax(look.of("authors_set"), look.of("authors_start")) >= 0.6
    nobody = np.isnan(look.of("authors"))
    notice = look.of("notices_differ") == 1
    elsewhere = look.any_differs("volume", "issue", "first_page", "doi")
    elsewhere |= look.of("years_apart") >= 1
    found: Bools = (titles & (someone | nobody | notice) & (elsewhere | notice)) | (
        languages_differ(look) & someone & elsewhere
    )
    return found


def _between(one: Record, other: Record, look: Look, at: int) -> Relation | None:
    """Tell the relation between two records; the first that holds, the surest first."""
    for tell in (_notice, _update, _preprint, _part, _abstract, _translation):
        relation = tell(one, other, look, at) or tell(other, one, look, at)
        if relation is not None:
            return relation
    return None


def _notice(one: Record, other: Record, look: Look, at: int) -> Relation | None:
    """``one`` has words of a notice in its title that the other has not."""
    mine, yours = text.notice(text.plain(one.title)), text.notice(text.plain(other.title))
    kinds = [kind for kind in mine.split() if kind not in yours.split()]
    contained = look.features[at, AT["title_set"]] >= 0.9 or look.features[at, AT["title"]] >= 0.8
    if not kinds or not contained:
        return None
    return Relation(one.id, other.id, kinds[0], f"it {NAMED[kinds[0]]}, with the other's title")


def _update(one: Record, other: Record, look: Look, at: int) -> Relation | None:
    """``one`` is a later version of a review that keeps its title or the stem of its DOI."""
    mine = UPDATED_DOI.fullmatch(text.doi(one.doi))
    yours = UPDATED_DOI.fullmatch(text.doi(other.doi))
    if mine and yours and mine[1] == yours[1]:
        if int(mine[2] or 1) > int(yours[2] or 1):
            return Relation(one.id, other.id, "update", "its DOI is that of a later version")
        return None
    reviews = all(UPDATED_JOURNALS.search(text.plain(it.journal)) for it in (one, other))
    if reviews and (one.year or 0) > (other.year or 9999):
        return Relation(one.id, other.id, "update", "a later version of the same Cochrane review")
    return None


def _is_preprint(record: Record) -> bool:
    doi = text.doi(record.doi)
    return bool(
        PREPRINTS.match(doi)
        or PREPRINT_JOURNALS.search(text.plain(record.journal))
        or "preprint" in " ".join([record.kind, *record.publication_types]).lower()
    )


def _preprint(one: Record, other: Record, look: Look, at: int) -> Relation | None:
    if not _is_preprint(one) or _is_preprint(other):
        return None
    return Relation(one.id, other.id, "preprint", "it was posted on a preprint server")


def _is_abstract(record: Record) -> bool:
    kinds = {it.lower() for it in (record.kind, *record.publication_types)}
    place = text.place(record.journal, record.volume, record.issue)
    return place.meeting or not ABSTRACT_TYPES.isdisjoint(kinds)


def _abstract(one: Record, other: Record, look: Look, at: int) -> Relation | None:
    if not _is_abstract(one) or _is_abstract(other):
        return None
    return Relation(one.id, other.id, "abstract", "it is an abstract from a meeting")


def _translation(one: Record, other: Record, look: Look, at: int) -> Relation | None:
    mine, yours = look.columns.language[look.left[at]], look.columns.language[look.right[at]]
    if mine == yours or not mine or not yours or look.features[at, AT["doi"]] == 1:
        return None
    why = f"the same work in {one.language} and in {other.language}"
    return Relation(one.id, other.id, "translation", why)


def _part(one: Record, other: Record, look: Look, at: int) -> Relation | None:
    mine, yours = (text.series(text.plain(it.title).split()) for it in (one, other))
    if not mine or not yours or mine == yours:
        return None
    return Relation(one.id, other.id, "series", f"parts {mine} and {yours} of one series")


def stated(columns: Columns) -> Iterator[Relation]:
    """Give the relations that the records themselves state by PMID, where both are there."""
    by_pmid: dict[str, int] = {}
    for record in columns.records:
        if record.pmid:
            by_pmid.setdefault(record.pmid.strip(), record.id)
    for record in columns.records:
        for kind, pmid in record.related:
            other = by_pmid.get(pmid.strip())
            if other is not None and other != record.id:
                yield Relation(record.id, other, kind, "the database states it", stated=True)
