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
IN_SERIES = frozenset({"CHAP", "ECHAP", "CONF", "CPAPER"})

TAGS = frozenset(
    """
    A1 A2 A3 A4 A5 AB AD AI AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DI DO DP DS
    ED EP ER ET ID IP IS J1 J2 J9 JA JF JI JO JP K1 KW L1 L2 L3 L4 LA LB LK M1 M2 M3 M4 MH N1 N2
    NL NV OP PA PB PI PP PU PY RI RN RP SE SN SO SP ST T1 T2 T3 T4 TA TI TS TT TY U1 U2 U3 U4 U5
    UR VL VO WE Y1 Y2 WT PMID PMCID DOI ISSN
    """.split()
)
# Taken up whole by the field that is written under the same tag. Any other is written from ``raw``.
TAKEN = frozenset(
    "TI TT AU A2 PY JF JA VL IS SP EP DO SN AB KW LA UR PB CY M3 DB AN N1 PMID PMCID".split()
)
PUBMED = ("pubmed", "medline")
TITLES: dict[str, tuple[str, ...]] = {
    "book": ("TI", "T1", "BT", "CT", "T2", "ST"),
    "chapter": ("TI", "T1", "CT", "ST"),
}


def to_reference(block: Block, position: int) -> tuple[Reference, Sequence[Oddity]]:
    """Map the tags of a block to a reference, and say what was odd about its fields."""
    fields: dict[str, list[str]] = {}
    for tag, value in block.pairs:
        if tag in fields:
            fields[tag].append(value)
        else:
            fields[tag] = [value]

    def first(*tags: str) -> str:
        for tag in tags:
            for value in fields.get(tag, ()):
                if value and not value.isspace():
                    return value
        return ""

    def every(*tags: str) -> list[str]:
        return [value for tag in tags for value in fields.get(tag, ())]

    code = squash(first("TY")).upper()
    kind = KINDS.get(code, "other")
    title = plain(first(*TITLES.get(kind, ("TI", "T1", "CT", "BT", "ST"))))
    in_series = code in IN_SERIES
    journal = plain(first("JF") if in_series else first("JF", "T2"))
    abbreviation = plain(first("JA", "J2", "J1", "JI", "J9"))
    series = plain(first("T2", "BT", "T3") if in_series else first("T3"))
    start, end = pages(first("SP"), first("EP"))
    dates = every("PY", "Y1", "DA")
    issn, isbn = serials(every("SN", "ISSN"))
    links = every("UR", "L2", "L1") if "UR" in fields or "L2" in fields or "L1" in fields else []
    database = plain(first("DB"))
    number = squash(first("AN", "ID"))
    reference = Reference(
        kind=kind,
        title=title,
        authors=authors(every("AU", "A1")),
        year=next((found for date in dates if (found := year(date))), None),
        journal=journal or plain(first("JO", "SO")) or ("" if in_series else abbreviation),
        abbreviation=abbreviation,
        series=series if series != title else "",
        volume=or_blank(first("VL", "VO")),
        issue=or_blank(first("IS", "CP")),
        start_page=start or or_blank(first("C7")),
        end_page=end,
        doi=_doi(every, links),
        pmid=_pmid(first, every, links, database),
        pmcid=pmcid_in(first("PMCID")) or pmcid_in(first("C2")) or _in(pmcid_in, links),
        issn=issn,
        isbn=isbn,
        abstract=_abstract(every("AB") if first("AB") else every("N2")),
        keywords=keywords(every("KW")) if "KW" in fields else (),
        language=squash(first("LA")),
        urls=urls(fields["UR"]) if "UR" in fields else (),
        publisher=plain(first("PB", "PU")),
        place=plain(first("CY", "PI", "PP")),
        editors=authors(every("A2", "ED")),
        other_titles=_texts(every("TT")),
        publication_types=_types(every("M3")),
        database=database,
        database_id=number,
        notes=_texts(every("N1")),
        raw=tuple(block.pairs),
        format="ris",
        position=position,
        line=block.line,
        end_line=block.end_line,
    )
    if reference.title and (reference.year is not None or not dates):
        return reference, ()
    return reference, list(usual_oddities(reference, " ".join(map(or_blank, dates)).strip()))


def _abstract(values: Sequence[str]) -> str:
    """Keep abstracts in several languages apart, a paragraph each."""
    if len(values) == 1:
        return plain(values[0])
    return "\n\n".join(_texts(values))


def _texts(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(plain, values)))) if values else ()


def _types(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(value for value in _texts(values) if not doi(value)) if values else ()


def _doi(every: Callable[..., list[str]], links: Sequence[str]) -> str:
    """Find the DOI: in its own tag, in others that programs misuse for it, in a note, in a link."""
    for value in every("DO", "DI", "DOI", "L3", "M3", "AN"):
        if found := doi(value):
            return found
    for value in every("N1", "ID", "C1"):
        if found := doi_in_note(value):
            return found
    return _in(lambda value: doi(value, in_text=True), [*links, *every("LK")])


def _pmid(
    first: Callable[..., str], every: Callable[..., list[str]], links: Sequence[str], database: str
) -> str:
    own = squash(first("PMID"))
    if own.isdigit():
        return own
    number = squash(first("AN"))
    if number.isdigit() and any(name in database.lower() for name in PUBMED):
        return number
    if number.upper().startswith("PMID"):
        return pmid_in(number)
    return _in(pmid_in, links) or _in(pmid_in, [note for note in every("N1") if len(note) < 400])


def _in(find: Callable[[str], str], values: Sequence[str]) -> str:
    return next((found for value in values if (found := find(value))), "")


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
    ("T2", lambda it: _series(it) if it.kind in ("chapter", "conference paper") else ()),
    ("T3", lambda it: () if it.kind in ("chapter", "conference paper") else _series(it)),
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
