"""Which field of an Ovid export feeds which field of a reference, by its name or its short tag.

Source: the field guides of Ovid's databases (MEDLINE, Embase, PsycINFO, BIOSIS), and exports. The
source line holds journal, volume, issue and pages in one sentence, in a form of each database's
own; what can't be told apart in it stays in the journal's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from uptake.formats.authors import authors
from uptake.formats.fields import (
    doi,
    keywords,
    or_blank,
    pages,
    plain,
    pmcid_in,
    serials,
    squash,
    urls,
    year,
)
from uptake.formats.references import Oddity, Reference
from uptake.formats.tagged import Block, usual_oddities
from uptake.formats.tagged_fields import NONE, Fields, every, first, first_in, gathered, texts

# Names of fields by the short tag that means the same.
_NAMES = {
    "AN": "Accession Number",
    "UI": "Unique Identifier",
    "PM": "PMID; PubMed ID; MEDLINE PMID",
    "AU": "Author; Authors; Author Name; Personal Author",
    "FA": "Authors Full Name; Author Full Name",
    "CA": "Corporate Author; Collective Name; Group Author; Corporate/Institutional Authors",
    "ED": "Editor; Editors; Book Editor",
    "TI": "Title; Article Title; Book Title",
    "OT": "Original Title; Foreign Title; Translated Title; Vernacular Title",
    "SO": "Source; Publication Source",
    "JN": "Journal; Journal Name; Journal Title; Source Title; Journal Title Full",
    "JA": "Abbreviated Source; Journal Abbreviation; NLM Journal Name",
    "BT": "Book Title Full; Parent Book; Source Book; Book Source",
    "SE": "Series Title; Book Series Title; Series",
    "VO": "Volume; Journal Volume",
    "IP": "Issue; Issue/Part; Journal Issue; Part",
    "PG": "Page; Pages; Page(s); Pagination; First Page",
    "YR": "Year of Publication; Publication Year; Year; Copyright Year",
    "DP": "Date of Publication; Publication Date; Electronic Date of Publication",
    "AB": "Abstract; Abstract (English); Author Abstract",
    "KW": "Keyword; Keywords; Author Keywords; Key Concepts; Keyword Heading; Key Words",
    "MH": "MeSH Subject Headings; Subject Headings; Emtree Heading; Medical Subject Headings; "
    "Index Terms; Descriptors; Heading Words; Candidate Terms",
    "LG": "Language; Languages; Language of Publication",
    "IS": "ISSN; ISSN Print; ISSN Electronic; ISSN Linking; Electronic ISSN; Print ISSN",
    "IB": "ISBN; ISBN Print; ISBN Electronic",
    "DO": "DOI; DOI Number; Digital Object Identifier; Digital Object Identifier (DOI)",
    "PT": "Publication Type; Document Type; Type of Publication; Source Type",
    "PB": "Publisher; Publisher Name; Publisher Information",
    "PL": "Place of Publication; Country of Publication; Publisher Location",
    "DB": "Database; Database Name",
    "UR": "URL; Link to the Ovid Full Text or citation; Web Address; Full Text URL",
    "NT": "Notes; Note; Comments; General Notes",
    "PC": "PMC Identifier; PMC ID; PubMed Central ID",
}
NAMES = {name.strip().lower(): tag for tag, names in _NAMES.items() for name in names.split(";")}
# Short tags of single databases that mean what another means everywhere.
SAME = {"DI": "DO", "JT": "JN", "TA": "JA", "VI": "VO", "LA": "LG", "XL": "UR", "DE": "KW"}
KINDS = (
    ("book chapter", "chapter"),
    ("chapter", "chapter"),
    ("edited book", "book"),
    ("authored book", "book"),
    ("book", "book"),
    ("dissertation", "thesis"),
    ("thesis", "thesis"),
    ("report", "report"),
    ("conference paper", "conference paper"),
    ("conference proceedings", "conference paper"),
)
REVIEWED = re.compile(r"case report|book review", re.I)
# "Title [Review]": Ovid puts the kind of article behind its title.
LABEL = re.compile(r"\s{0,3}\[(?:Article|Report|Review|Editorial|Letter|References)\]$")
# "Doe, Ada 1,2": numbers of addresses behind a name.
ADDRESSES = re.compile(r"(?<=[^\W\d]|\.)[ ,]{0,3}(?:\(?\d{1,3}\)?[,*+]? ?){1,6}$")
ROLE = re.compile(r"\[[^\[\]]{0,200}\]")
NAME_ENDS = re.compile(r"[;\n]")
SOURCE_LENGTH = 600
VOLUME = re.compile(
    r"(?:[.,;] |^)(?:(?i:vol(?:ume|\.)?) ?)?(\d{1,4}[A-Z]?|[IVXLC]{1,7})"
    r"(?: ?\(([^()]{1,60})\))?(?=[ ,:;.(]|$)"
)
ISSUE_SAID = re.compile(r"\bno\. ?(\w[\w/-]{0,15})", re.I)
PAGES = re.compile(
    r"\(pp? ([^()]{1,30})\)|\bpp?\.? ?([A-Z]{0,2}\d\w{0,9}(?:-\w{1,10})?)|^ ?: ?(\w[\w.-]{0,24})"
)


def to_reference(block: Block, position: int) -> tuple[Reference, Sequence[Oddity]]:
    """Map the fields of a block to a reference, and say what was odd about them."""
    fields = gathered((_tag(name), value.removeprefix("\n")) for name, value in block.pairs)
    source = squash(first(fields, ("SO",)))[:SOURCE_LENGTH]
    journal, volume, issue, range_ = _source(source)
    types = texts([it.strip().rstrip(".") for it in ";".join(fields.get("PT", NONE)).split(";")])
    kind = _kind(types, fields)
    in_series = kind in ("chapter", "conference paper") and "BT" in fields
    start, end = pages(first(fields, ("PG",)) or range_)
    issn, isbn = serials([*fields.get("IS", NONE), *fields.get("IB", NONE)])
    database = plain(first(fields, ("DB",)))
    dates = every(fields, ("YR", "DP"))
    when = next((it for value in (*dates, source) if (it := year(value))), None)
    number = squash(first(fields, ("UI", "AN"))).rstrip(".")
    journal = plain(first(fields, ("JN",))).rstrip(".") or journal
    reference = Reference(
        kind=kind,
        title=LABEL.sub("", plain(first(fields, ("TI", "OT")))),
        authors=_people(fields, ("FA",)) or _people(fields, ("AU", "CA")),
        year=when,
        journal="" if in_series or kind == "book" else journal,
        abbreviation=plain(first(fields, ("JA",))).rstrip("."),
        series=plain(first(fields, ("BT", "SE") if in_series else ("SE",))),
        volume=or_blank(first(fields, ("VO",))) or volume,
        issue=or_blank(first(fields, ("IP",))) or issue,
        start_page=start,
        end_page=end,
        doi=first_in(doi, fields.get("DO", NONE)),
        pmid=_pmid(fields, database, number),
        pmcid=first_in(pmcid_in, fields.get("PC", NONE)),
        issn=issn,
        isbn=isbn,
        abstract="\n\n".join(texts(fields.get("AB", NONE))),
        keywords=keywords(_keywords(fields)),
        language=squash(first(fields, ("LG",))).rstrip("."),
        urls=urls(fields.get("UR", NONE)),
        publisher=plain(first(fields, ("PB",))),
        place=plain(first(fields, ("PL",))),
        editors=_people(fields, ("ED",)),
        other_titles=texts(fields.get("OT", NONE)) if "TI" in fields else (),
        publication_types=types,
        database=database,
        database_id=number,
        notes=texts(fields.get("NT", NONE)),
        raw=tuple(block.pairs),
        format="ovid",
        position=position,
        line=block.line,
        end_line=block.end_line,
    )
    if reference.title and when is not None:
        return reference, ()
    return reference, list(usual_oddities(reference, squash(" ".join(dates))))


def _tag(name: str) -> str:
    tag = NAMES.get(name.lower(), name)
    return SAME.get(tag, tag)


def _kind(types: Sequence[str], fields: Fields) -> str:
    said = "; ".join(types).lower()
    if not REVIEWED.search(said):
        for word, kind in KINDS:
            if word in said:
                return kind
    return "chapter" if "BT" in fields else "article"


def _people(fields: Fields, tags: tuple[str, ...]) -> tuple[str, ...]:
    """Give the names without the numbers of their addresses and their roles in brackets."""
    names = []
    for value in every(fields, tags):
        for name in NAME_ENDS.split(ROLE.sub("", value)):
            bare = ADDRESSES.sub("", squash(name)).strip(" ,")
            if not bare.isdecimal():  # in MEDLINE, ED is the day of entry
                names.append(bare)
    return authors(filter(None, names))


def _keywords(fields: Fields) -> list[str]:
    """Give the authors' words and the database's; in the long form a full stop ends them."""
    return [value.rstrip().removesuffix(".") for value in every(fields, ("KW", "MH"))]


def _pmid(fields: Fields, database: str, number: str) -> str:
    own = squash(first(fields, ("PM",)))
    if own.isdecimal():
        return own
    if number.isdecimal() and len(number) <= 8 and "medline" in database.lower():
        return number
    return ""


def _source(source: str) -> tuple[str, str, str, str]:
    """Take a source line apart: journal, volume, issue, pages, each "" where it can't be told.

    ``Cancer. 98(3):551-559, 2003 Aug 1.`` and ``Cancer. Vol.98(3), Aug 2003, pp. 551-559.`` are
    the same place.
    """
    found = VOLUME.search(source)
    while found and year(found.group(1)) and not found.group(2):
        found = VOLUME.search(source, found.end())  # a year on its own is no volume
    if not found:
        return source.partition(". ")[0].rstrip("."), "", "", ""
    journal = source[: found.start()].partition(". Conference")[0].rstrip(" .")
    rest = source[found.end() :]
    issue = found.group(2) or ""
    if issue.lower().startswith(("pp ", "p ")):
        issue, rest = "", source[found.end(1) :]
    if not issue and (said := ISSUE_SAID.search(rest[:40])):
        issue = said.group(1)
    place = PAGES.search(rest)
    range_ = next(filter(None, place.groups()), "") if place else ""
    return journal, found.group(1), issue, range_.rstrip(".")
