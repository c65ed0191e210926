"""What one paper is to another: a correction, a retraction, a comment, an update.

Such papers are no duplicates of each other, and a review has to see them side by side. PubMed
writes them as tags in NBIB and as ``CommentsCorrections`` in XML. Source: MEDLINE/PubMed data
element descriptions (US National Library of Medicine).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from uptake.formats.fields import plain

Related = tuple[tuple[str, str], ...]

TAGS = {
    "CIN": "comment in",
    "CON": "comment on",
    "CRF": "corrected and republished from",
    "CRI": "corrected and republished in",
    "ECF": "expression of concern for",
    "ECI": "expression of concern in",
    "EFR": "erratum for",
    "EIN": "erratum in",
    "ORI": "original report in",
    "PRIN": "partial retraction in",
    "PROF": "partial retraction of",
    "RIN": "retraction in",
    "ROF": "retraction of",
    "RPF": "republished from",
    "RPI": "republished in",
    "RRF": "retracted and republished from",
    "RRI": "retracted and republished in",
    "SPIN": "patient summary in",
    "UIN": "update in",
    "UOF": "update of",
}
TYPES = {
    "correctedandrepublishedfrom": "corrected and republished from",
    "correctedandrepublishedin": "corrected and republished in",
    "reprintin": "republished in",
    "reprintof": "republished from",
    "retractedandrepublishedfrom": "retracted and republished from",
    "retractedandrepublishedin": "retracted and republished in",
    "summaryforpatientsin": "patient summary in",
    **{name.replace(" ", ""): name for name in TAGS.values()},
}
PMID = re.compile(r"PMID:?\s*(\d{1,8})(?!\d)")


def from_tags(pairs: Iterable[tuple[str, str]]) -> Related:
    """Give the papers that the tags of an NBIB record name, each once."""
    found = [(TAGS[tag], plain(value)) for tag, value in pairs if tag in TAGS]
    return tuple(dict.fromkeys((kind, named(source)) for kind, source in found if source))


def from_types(entries: Iterable[tuple[str, str, str]]) -> Related:
    """Give the papers of PubMed's XML, from type, PMID and source of each; what is cited is none.

    A type that isn't known keeps its name.
    """
    found = (
        (TYPES.get(kind.lower(), kind), f"PMID:{pmid}" if pmid else named(source))
        for kind, pmid, source in entries
        if kind not in ("", "Cites")
    )
    return tuple(dict.fromkeys(pair for pair in found if pair[1]))


def named(source: str) -> str:
    """Give a source by its PubMed number, ``PMID:123``, or as it stands when it has none."""
    found = PMID.search(source)
    return f"PMID:{found.group(1)}" if found else source
