"""Which Web of Science tag feeds which field of a reference.

Source: Web of Science field tags (Clarivate, help pages of the Core Collection and of all
databases), and exports of the editions named in ``wos``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from uptake.formats.authors import authors
from uptake.formats.fields import doi, keywords, or_blank, pages, plain, serials, squash, urls, year
from uptake.formats.references import Oddity, Reference
from uptake.formats.tagged import Block, usual_oddities
from uptake.formats.tagged_fields import NONE, Fields, every, first, first_in, gathered, texts

_TAGS = """
    AB AE AF AN AR AU AV BA BD BE BF BN BP BS C1 C3 CA CC CH CL CN CO CP CR CT CY D2 DA DE DG DI DS
    DT EA ED EF EI EM EP ER EY FD FN FS FT FU FX GA GE GN GP HC HO HP ID IP IS J9 JC JI LA LS LT MA
    MC ME MH MI MQ NM NR OA OI OR P2 PA PC PD PG PI PL PM PN PR PS PT PU PV PY RC RF RI RN RP SC
    SD SE SF SI SN SO SP SS ST SU TA TC TI TM U1 U2 UR UT VL VR WC WE X1 X4 X5 Y1 Y4 Y5 Z1 Z2 Z3 Z4
    Z8 Z9 ZA ZB ZR ZS
"""
TAGS = frozenset(_TAGS.split())
KINDS = {"B": "book", "BOOK": "book", "C": "conference paper", "P": "other", "PATENT": "other"}
# By a word of the document type, for what isn't a journal's.
DOCUMENTS = (
    ("proceedings paper", "conference paper"),
    ("book chapter", "chapter"),
    ("chapter", "chapter"),
)
# What the number in UT begins with says which edition it came from.
EDITIONS = {
    "WOS": "Web of Science",
    "ISI": "Web of Science",
    "MEDLINE": "MEDLINE",
    "INSPEC": "Inspec",
    "ZOOREC": "Zoological Record",
    "ZOOR": "Zoological Record",
    "CABI": "CAB Abstracts",
    "BIOSIS": "BIOSIS Previews",
    "BCI": "BIOSIS Citation Index",
    "SCIELO": "SciELO Citation Index",
    "KJD": "KCI-Korean Journal Database",
    "DIIDW": "Derwent Innovations Index",
    "DRCI": "Data Citation Index",
    "CCC": "Current Contents Connect",
    "FSTA": "FSTA",
}
IN_SERIES = frozenset({"chapter", "conference paper"})
TITLE, SOURCE, SERIES = ("TI",), ("SO",), ("SE",)
DATES = ("PY", "PD", "EY", "EA")


def to_reference(block: Block, position: int) -> tuple[Reference, Sequence[Oddity]]:
    """Map the tags of a block to a reference, and say what was odd about its fields."""
    fields = gathered(block.pairs)
    title = plain(first(fields, TITLE))
    types = texts([kind for value in fields.get("DT", NONE) for kind in value.split(";")])
    source, series = plain(first(fields, SOURCE)), plain(first(fields, SERIES))
    kind = _kind(fields, types, title, source)
    in_series = kind in IN_SERIES
    if kind == "book":
        source = ""
    elif not in_series:
        source, series = series or source, ""
    start, end = pages(first(fields, ("BP",)), first(fields, ("EP",)))
    if not start:
        start, end = pages(first(fields, ("PS",)))
    issn, isbn = serials([*every(fields, ("SN", "EI")), *fields.get("BN", NONE)])
    edition, number = _number(fields)
    when = next((it for value in every(fields, DATES) if (it := year(value))), None)
    reference = Reference(
        kind=kind,
        title=title,
        authors=_authors(fields),
        year=when,
        journal="" if in_series else source,
        abbreviation=plain(first(fields, ("JI", "J9"))),
        series=source if in_series else series,
        volume=or_blank(first(fields, ("VL",))),
        issue=or_blank(first(fields, ("IS",))),
        start_page=start or or_blank(first(fields, ("AR",))),
        end_page=end,
        doi=first_in(doi, every(fields, ("DI",) if kind == "chapter" else ("DI", "D2"))),
        pmid=_pmid(fields, edition, number),
        issn=issn,
        isbn=isbn,
        abstract="\n\n".join(texts(fields.get("AB", NONE))),
        keywords=keywords(_keywords(fields, edition)),
        language=squash(first(fields, ("LA",))),
        urls=urls(every(fields, ("UR",))),
        publisher=plain(first(fields, ("PU",))),
        place=plain(first(fields, ("PI", "PV"))),
        editors=authors(_names(every(fields, ("BE", "ED")))),
        other_titles=texts(every(fields, ("FT", "Z1"))),
        publication_types=types,
        database=EDITIONS.get(edition, edition),
        database_id=number,
        raw=tuple(block.pairs),
        format="wos",
        position=position,
        line=block.line,
        end_line=block.end_line,
    )
    if title and when is not None:
        return reference, ()
    return reference, list(usual_oddities(reference, squash(" ".join(every(fields, DATES)))))


def _kind(fields: Fields, types: Sequence[str], title: str, source: str) -> str:
    code = squash(first(fields, ("PT",))).upper()
    said = "; ".join(types).lower()
    if "data set" in said or "dataset" in said:
        return "data set"
    if "thesis" in said or "dissertation" in said:
        return "thesis"
    if code in ("B", "BOOK", "S", "SERIES"):
        for word, kind in DOCUMENTS:
            if word in said:
                return kind
    kind = KINDS.get(code, "article")
    # A book's own record names itself as its source; a part's record names the whole.
    if kind == "book" and source and source.lower() != title.lower():
        return "chapter"
    return kind


def _authors(fields: Fields) -> tuple[str, ...]:
    """Take each author once, by the full name where there is one, and groups after them."""
    short, full = _names(fields.get("AU", NONE)), _names(fields.get("AF", NONE))
    people = full if len(full) >= len(short) else short
    if not people:
        people = _names(fields.get("BF") or fields.get("BA") or NONE)
    return authors([*people, *_names(every(fields, ("CA", "GP")))])


def _names(values: Sequence[str]) -> list[str]:
    """Give the names of tags that hold one a line."""
    return [name for value in values for name in value.split("\n")]


def _keywords(fields: Fields, edition: str) -> Iterator[str]:
    """Give the authors' words, the editors' and Keywords Plus; Inspec's ID holds numbers."""
    for tag in ("DE", "ID", "OR", "BD"):
        if tag != "ID" or edition != "INSPEC":
            for value in fields.get(tag, NONE):
                yield value.replace("\n", " ")
    yield from fields.get("MH", NONE)


def _number(fields: Fields) -> tuple[str, str]:
    """Give the edition and the whole accession number: ``WOS:000…``, ``MEDLINE:123``."""
    number = squash(first(fields, ("UT", "AN")))
    edition, colon, _ = number.partition(":")
    return (edition.upper() if colon else "", number)


def _pmid(fields: Fields, edition: str, number: str) -> str:
    own = squash(first(fields, ("PM",)))
    if not own and edition == "MEDLINE":
        own = number.partition(":")[2].strip()
    return own if own.isdecimal() else ""
