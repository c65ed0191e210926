"""Which RIS tag feeds which field of a reference, in what order of trust, and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from uptake.formats.authors import authors
from uptake.formats.fields import (
    doi,
    doi_in_note,
    keywords,
    or_blank,
    pages,
    plain,
    pmcid_in,
    pmid_in,
    serials,
    squash,
    urls,
    year,
)
from uptake.formats.references import Oddity, Reference
from uptake.formats.tagged import Block, usual_oddities
from uptake.formats.tagged_fields import NONE, Fields, every, first, first_in, gathered, texts

# The first code of a kind is the one written.
KINDS = {
    "JOUR": "article",
    "EJOUR": "article",
    "INPR": "article",
    "MGZN": "article",
    "NEWS": "article",
    "JFULL": "article",
    "ABST": "article",
    "JOURNAL ARTICLE": "article",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "ENCYC": "chapter",
    "DICT": "chapter",
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "book",
    "SER": "book",
    "CPAPER": "conference paper",
    "CONF": "conference paper",
    "THES": "thesis",
    "RPRT": "report",
    "GOVDOC": "report",
    "STAND": "report",
    "ELEC": "web page",
    "WEB": "web page",
    "BLOG": "web page",
    "DATA": "data set",
    "GEN": "other",
}
# Of these T2 names the series or the book, of any other kind the journal.
IN_SERIES = frozenset({"chapter", "conference paper", "book"})

_TAGS = """
    A1 A2 A3 A4 A5 AB AD AI AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DI DO DP DS
    ED EP ER ET ID IP IS J1 J2 J9 JA JF JI JO JP K1 KW L1 L2 L3 L4 LA LB LK M1 M2 M3 M4 MH N1 N2
    NL NV OP PA PB PI PP PU PY RI RN RP SE SN SO SP ST T1 T2 T3 T4 TA TI TS TT TY U1 U2 U3 U4 U5
    UR VL VO WE Y1 Y2 WT PMID PMCID DOI ISSN
"""
TAGS = frozenset(_TAGS.split())
# Taken up whole by the field that is written under the same tag. Any other is written from ``raw``.
_TAKEN = "TI TT AU A2 PY JF JA VL IS SP EP DO SN AB KW LA UR PB CY M3 DB AN N1 PMID PMCID"
TAKEN = frozenset(_TAKEN.split())
PUBMED = ("pubmed", "medline")
# Each row is an order of trust: the first that holds something wins.
TITLE = ("TI", "T1", "CT", "BT", "ST")
TITLES: dict[str, tuple[str, ...]] = {
    "book": ("TI", "T1", "BT", "CT", "T2", "ST"),
    "chapter": ("TI", "T1", "CT", "ST"),
}
FULL_NAME = ("JF",)
JOURNALS = ("JF", "T2")
SHORT_NAMES = ("JO", "SO")
ABBREVIATIONS = ("JA", "J2", "J1", "JI", "J9")
SERIES = ("T2", "BT", "T3")
OTHER_SERIES = ("T3",)
DATES = ("PY", "Y1", "DA")
VOLUMES = ("VL", "VO")
ISSUES = ("IS", "CP")
ARTICLE_NUMBER = ("C7",)
PUBLISHERS = ("PB", "PU")
PLACES = ("CY", "PI", "PP")
NUMBERS = ("AN", "ID")
PMIDS = ("PMID",)
TY, SP, EP, DB, LA = ("TY",), ("SP",), ("EP",), ("DB",), ("LA",)
# Each of these takes all values of all its tags.
AUTHORS = ("AU", "A1")
EDITORS = ("A2", "ED")
SERIALS = ("SN", "ISSN")
LINKS = ("UR", "L2", "L1")
DOIS = ("DO", "DI", "DOI", "L3", "M3", "AN")
NOTES = ("N1", "ID", "C1")
PMCIDS = ("PMCID", "C2")


def to_reference(block: Block, position: int) -> tuple[Reference, Sequence[Oddity]]:
    """Map the tags of a block to a reference, and say what was odd about its fields."""
    fields = gathered(block.pairs)
    code = squash(first(fields, TY)).upper()
    kind = KINDS.get(code, "other")
    in_series = kind in IN_SERIES
    title = plain(first(fields, TITLES.get(kind, TITLE)))
    abbreviation = plain(first(fields, ABBREVIATIONS))
    journal = plain(first(fields, FULL_NAME if in_series else JOURNALS))
    if not journal:
        journal = plain(first(fields, SHORT_NAMES)) or ("" if in_series else abbreviation)
    series = plain(first(fields, SERIES if in_series else OTHER_SERIES))
    start, end = pages(first(fields, SP), first(fields, EP))
    issn, isbn = serials(every(fields, SERIALS))
    links = every(fields, LINKS)
    telling = [link for link in links if "PMC" in link or "ubmed" in link]
    database = plain(first(fields, DB))
    reference = Reference(
        kind=kind,
        title=title,
        authors=authors(every(fields, AUTHORS)),
        year=_year(fields),
        journal=journal,
        abbreviation=abbreviation,
        series=series if series != title else "",
        volume=or_blank(first(fields, VOLUMES)),
        issue=or_blank(first(fields, ISSUES)),
        start_page=start or or_blank(first(fields, ARTICLE_NUMBER)),
        end_page=end,
        doi=_doi(fields, links),
        pmid=_pmid(fields, telling, database),
        pmcid=first_in(pmcid_in, [*every(fields, PMCIDS), *telling]),
        issn=issn,
        isbn=isbn,
        abstract=_abstract(fields.get("AB") or fields.get("N2") or NONE),
        keywords=keywords(fields.get("KW", NONE)),
        language=squash(first(fields, LA)),
        urls=urls(fields.get("UR", NONE)),
        publisher=plain(first(fields, PUBLISHERS)),
        place=plain(first(fields, PLACES)),
        editors=authors(every(fields, EDITORS)),
        other_titles=texts(fields.get("TT", NONE)),
        publication_types=_types(fields.get("M3", NONE)),
        database=database,
        database_id=squash(first(fields, NUMBERS)),
        notes=texts(fields.get("N1", NONE)),
        raw=tuple(block.pairs),
        format="ris",
        position=position,
        line=block.line,
        end_line=block.end_line,
    )
    if title and reference.year is not None:
        return reference, ()
    dated = " ".join(map(or_blank, every(fields, DATES))).strip()
    return reference, list(usual_oddities(reference, dated))


def _year(fields: Fields) -> int | None:
    for value in every(fields, DATES):
        if found := year(value):
            return found
    return None


def _abstract(values: Sequence[str]) -> str:
    """Keep abstracts in several languages apart, a paragraph each."""
    if len(values) == 1:
        return plain(values[0])
    return "\n\n".join(texts(values))


def _types(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(value for value in texts(values) if not doi(value)) if values else ()


def _doi(fields: Fields, links: Sequence[str]) -> str:
    """Find the DOI: in its own tag, in others that programs misuse for it, in a note, in a link."""
    for value in every(fields, DOIS):
        if found := doi(value):
            return found
    for value in every(fields, NOTES):
        if found := doi_in_note(value):
            return found
    for value in [*links, *fields.get("LK", NONE)]:
        if "10." in value and (found := doi(value, in_text=True)):
            return found
    return ""


def _pmid(fields: Fields, links: Sequence[str], database: str) -> str:
    own = squash(first(fields, PMIDS))
    if own.isdigit():
        return own
    number = squash(first(fields, NUMBERS))
    if number.isdigit() and any(name in database.lower() for name in PUBMED):
        return number
    short = [note for note in fields.get("N1", NONE) if "PMID" in note and len(note) < 400]
    return first_in(pmid_in, [number, *links, *short])


def written(reference: Reference) -> list[tuple[str, str]]:
    """Give the tags and values to write: the fields, then what no field took up when it was read.

    Those last (addresses, funding, a second journal name) come from ``raw`` and rank below the
    fields when they are read again, so that a field keeps its value.
    """
    pairs = [(tag, value) for tag, values in WRITTEN for value in values(reference) if value]
    if reference.format == "ris":
        tags = {tag for tag, _ in pairs} & TAKEN
        values = {value for _, value in pairs}
        for tag, value in reference.raw:
            if tag not in tags and tag not in ("TY", "ER") and plain(value) not in values:
                pairs.append((tag, " ".join(value.split())))
    return pairs


def _series(reference: Reference) -> tuple[str, ...]:
    return (reference.series,)


# In the order written. A series of a chapter or a paper is T2, of anything else T3.
WRITTEN: tuple[tuple[str, Callable[[Reference], Sequence[str]]], ...] = (
    ("TI", lambda it: (it.title,)),
    ("TT", lambda it: it.other_titles),
    ("AU", lambda it: it.authors),
    ("A2", lambda it: it.editors),
    ("PY", lambda it: (str(it.year or ""),)),
    ("JF", lambda it: (it.journal,)),
    ("JA", lambda it: (it.abbreviation,)),
    ("T2", lambda it: _series(it) if it.kind in IN_SERIES else ()),
    ("T3", lambda it: () if it.kind in IN_SERIES else _series(it)),
    ("VL", lambda it: (it.volume,)),
    ("IS", lambda it: (it.issue,)),
    ("SP", lambda it: (it.start_page,)),
    ("EP", lambda it: (it.end_page,)),
    ("DO", lambda it: (it.doi,)),
    ("PMID", lambda it: (it.pmid,)),
    ("PMCID", lambda it: (it.pmcid,)),
    ("SN", lambda it: (*it.issn, *it.isbn)),
    ("AB", lambda it: it.abstract.split("\n\n")),
    ("KW", lambda it: it.keywords),
    ("LA", lambda it: (it.language,)),
    ("UR", lambda it: it.urls),
    ("PB", lambda it: (it.publisher,)),
    ("CY", lambda it: (it.place,)),
    ("M3", lambda it: it.publication_types),
    ("DB", lambda it: (it.database,)),
    ("AN", lambda it: (it.database_id,)),
    ("N1", lambda it: it.notes),
)
