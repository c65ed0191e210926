"""Which NBIB tag feeds which field of a reference, and back.

Source: MEDLINE/PubMed data element descriptions (US National Library of Medicine), and exports of
the services named in ``nbib``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from uptake.formats.authors import authors
from uptake.formats.fields import doi, keywords, pages, plain, pmcid_in, serials, squash, urls, year
from uptake.formats.references import Oddity, Reference
from uptake.formats.relations import TAGS as RELATIONS
from uptake.formats.relations import from_tags
from uptake.formats.tagged import Block, Pair, usual_oddities
from uptake.formats.tagged_fields import NONE, Fields, every, first, gathered

_TAGS = """
    AB AD AID AN AU AUID BTI CDAT CI CIN CN COI COIS CON CP CRDT CRF CRI CTDT CTI CY DA DB DCOM DDIN
    DEP DO DP DRIN DRDT ECF ECI ED EDAT EFR EIN EN FAU FED FIR FPS FT GN GR GS HIST IP IR IRAD IS
    ISBN ISSN ISO JID JT KW LA LID LR LT MH MHDA MID MIR NM OAB OABL OCI OID ORI OT OTO OWN PB PG
    PHST PID PL PMC PMCR PMID PRIN PROF PS PST PT PUBM RF RIN RN ROF RPF RPI RRF RRI SB SFM SI SO SP
    SPIN STAT TA TI TT UI UIN UOF UR URL VI VL VN VTI YR
"""
TAGS = frozenset(_TAGS.split())
KINDS = {
    "book": "book",
    "books": "book",
    "book chapter": "chapter",
    "dissertation": "thesis",
    "dissertations/theses": "thesis",
    "technical report": "report",
    "dataset": "data set",
    "webcast": "web page",
    "journal article": "article",
    "journal articles": "article",
}
# What PubMed writes into OWN says who made the entry, not that another database holds it.
OWNERS = frozenset({"NLM", "NOTNLM", "PIP", "KIE", "NASA", "HMD", "HSR", "SIS", ""})


def to_reference(block: Block, position: int) -> tuple[Reference, Sequence[Oddity]]:
    """Map the tags of a block to a reference, and say what was odd about its fields."""
    fields = gathered(block.pairs)
    types = tuple(map(plain, fields.get("PT", NONE)))
    pmid = squash(first(fields, ("PMID",)))
    abbreviation = plain(first(fields, ("TA",)))
    start, end = pages(first(fields, ("PG",)))
    dates = [fields[tag][0] for tag in ("DP", "YR", "DEP", "DA") if tag in fields]
    when = next((found for date in dates if (found := year(date))), None)
    issn, isbn = serials([*fields.get("IS", NONE), *every(fields, ("ISSN", "ISBN"))])
    owner = squash(first(fields, ("OWN",)))
    database = plain(first(fields, ("DB",))) or ("" if owner in OWNERS else owner)
    reference = Reference(
        kind=_kind(fields, types),
        title=plain(first(fields, ("TI", "BTI", "CTI", "TT"))),
        authors=_authors(fields, block.pairs),
        year=when,
        journal=plain(first(fields, ("JT",))) or abbreviation,
        abbreviation=abbreviation,
        series=_series(fields),
        volume=squash(first(fields, ("VI", "VL"))),
        issue=squash(first(fields, ("IP",))),
        start_page=start or _locator(fields),
        end_page=end,
        doi=_doi(fields),
        pmid=pmid,
        pmcid=pmcid_in(first(fields, ("PMC", "OID"))),
        issn=issn,
        isbn=isbn,
        abstract="\n\n".join(map(plain, fields.get("AB", NONE))),
        keywords=keywords(every(fields, ("MH", "OT", "KW"))),
        language=squash(first(fields, ("LA",))),
        urls=urls(_links(fields)),
        publisher=plain(first(fields, ("PB",))),
        place=plain(first(fields, ("PL", "CY", "CP"))),
        editors=authors(fields.get("FED") or fields.get("ED") or NONE),
        other_titles=tuple(map(plain, fields.get("TT", NONE))) if "TI" in fields else (),
        publication_types=types,
        database=database or ("PubMed" if pmid else ""),
        database_id=pmid or squash(first(fields, ("OID", "UI", "AN"))),
        notes=(),
        related=() if RELATIONS.keys().isdisjoint(fields) else from_tags(block.pairs),
        raw=tuple(block.pairs),
        format="nbib",
        position=position,
        line=block.line,
        end_line=block.end_line,
    )
    if reference.title and when is not None:
        return reference, ()
    return reference, list(usual_oddities(reference, squash(" ".join(dates))))


def _kind(fields: Fields, types: Sequence[str]) -> str:
    if "BTI" in fields:
        return "chapter" if "TI" in fields else "book"
    for name in types:
        if kind := KINDS.get(name.lower()):
            return kind
    return "article"


def _series(fields: Fields) -> str:
    """Name the book or collection that a chapter is in, unless it is the title itself."""
    if "TI" in fields:
        return plain(first(fields, ("BTI", "CTI")))
    return plain(first(fields, ("CTI",))) if "BTI" in fields else ""


def _authors(fields: Fields, pairs: Sequence[Pair]) -> tuple[str, ...]:
    """Take each author once, by the full name where there is one, groups in their place.

    ``FAU`` stands before the ``AU`` of the same person; some services write all of one, then all
    of the other, or only one of the two.
    """
    full, short = len(fields.get("FAU", NONE)), len(fields.get("AU", NONE))
    if "CN" not in fields and (not full or full >= short):
        return authors(fields.get("FAU") or fields.get("AU") or NONE)
    if full >= short or not full:
        wanted = ("FAU", "CN") if full else ("AU", "CN")
        return authors(value for tag, value in pairs if tag in wanted)
    names: list[str] = []
    before = ""
    for tag, value in pairs:
        if tag in ("FAU", "CN") or (tag == "AU" and before != "FAU"):
            names.append(value)
        if tag in ("FAU", "AU", "CN"):
            before = tag
    return authors(names)


def _doi(fields: Fields) -> str:
    """Find the DOI: marked ``[doi]`` first, then unmarked, then at the end of the source."""
    places = every(fields, ("LID", "AID", "DO"))
    for value in places:
        if value.rstrip().endswith("[doi]") and (found := doi(value)):
            return found
    for value in places:
        if "[" not in value and (found := doi(value)):
            return found
    source = first(fields, ("SO",))
    at = source.find("doi:")
    return doi(source[at:], in_text=True) if at >= 0 else ""


def _locator(fields: Fields) -> str:
    """Find an article number where PubMed puts it when there are no pages."""
    for value in fields.get("LID", NONE):
        if "[" not in value and "/" not in value:
            return squash(value)
    return ""


def _links(fields: Fields) -> list[str]:
    places = every(fields, ("URL", "UR", "LID", "AID"))
    return [value for value in places if value.lstrip().startswith("http") and not doi(value)]


def written(reference: Reference) -> list[Pair]:
    """Give the tags and values to write: the fields, then what no field took up."""
    pairs = [(tag, value) for tag, values in WRITTEN for value in values(reference) if value]
    if not reference.pmid:
        # Something has to open the record for those who read it.
        pairs.insert(0, ("OWN", reference.database or "NOTNLM"))
    if reference.format == "nbib":
        tags = {tag for tag, _ in pairs} | {"AU", "FAU", "CN", "OT", "MH", "KW", "OWN"}
        pairs.extend((tag, squash(value)) for tag, value in reference.raw if tag not in tags)
    return pairs


def _types(reference: Reference) -> Sequence[str]:
    """Give the publication types, with one that says the kind when none of them does."""
    if reference.kind == "article" or any(
        KINDS.get(name.lower()) == reference.kind for name in reference.publication_types
    ):
        return reference.publication_types
    name = next((name for name, kind in KINDS.items() if kind == reference.kind), "")
    return (*reference.publication_types, name.capitalize())


WRITTEN: tuple[tuple[str, Callable[[Reference], Sequence[str]]], ...] = (
    ("PMID", lambda it: (it.pmid,)),
    ("IS", lambda it: it.issn),
    ("ISBN", lambda it: it.isbn),
    ("VI", lambda it: (it.volume,)),
    ("IP", lambda it: (it.issue,)),
    ("DP", lambda it: (str(it.year or ""),)),
    ("TI", lambda it: (it.title,)),
    ("TT", lambda it: it.other_titles),
    ("BTI", lambda it: (it.series,)),
    ("PG", lambda it: (it.pages,)),
    ("LID", lambda it: (f"{it.doi} [doi]" if it.doi else "", *it.urls)),
    ("AB", lambda it: it.abstract.split("\n\n")),
    ("FAU", lambda it: it.authors),
    ("FED", lambda it: it.editors),
    ("LA", lambda it: (it.language,)),
    ("PT", _types),
    ("PL", lambda it: (it.place,)),
    ("PB", lambda it: (it.publisher,)),
    ("TA", lambda it: (it.abbreviation,)),
    ("JT", lambda it: (it.journal,)),
    ("OT", lambda it: it.keywords),
    ("PMC", lambda it: (it.pmcid,)),
    ("OID", lambda it: ("" if it.pmid else it.database_id,)),
)
