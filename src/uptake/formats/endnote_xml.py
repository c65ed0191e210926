"""EndNote XML, as EndNote, Zotero, Citavi and others write it.

Values stand in one or more ``<style>`` runs or in none; ``&#xD;`` parts what is several in one
value. The whole file may be a single line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from uptake.formats import xml_records
from uptake.formats.authors import authors
from uptake.formats.fields import (
    doi,
    keywords,
    or_blank,
    pages,
    plain,
    pmcid_in,
    pmid_in,
    serials,
    urls,
    year,
)
from uptake.formats.readers import from_bytes
from uptake.formats.references import Oddity, Reference
from uptake.formats.tagged import usual_oddities
from uptake.formats.xml_records import Element, Leaves, Piece, raw_of

FORMAT = "endnote_xml"
CALLED = "EndNote XML"
RECORD = xml_records.opening(["record"])
SIGN = re.compile(r"<records>|<records\s[^<>]{0,2000}>")
MEMBER = re.compile(r"<record>\s*<(?:database|source-app|rec-number|ref-type|foreign-keys|contrib)")
# By the name of the type, then by its number.
KINDS = {
    "journal article": "article",
    "electronic article": "article",
    "magazine article": "article",
    "newspaper article": "article",
    "serial": "book",
    "book": "book",
    "edited book": "book",
    "electronic book": "book",
    "classical work": "book",
    "pamphlet": "book",
    "book section": "chapter",
    "electronic book section": "chapter",
    "encyclopedia": "chapter",
    "dictionary": "chapter",
    "conference paper": "conference paper",
    "conference proceedings": "conference paper",
    "conference proceeding": "conference paper",
    "thesis": "thesis",
    "report": "report",
    "government document": "report",
    "standard": "report",
    "web page": "web page",
    "blog": "web page",
    "dataset": "data set",
}
NUMBERS = {
    "5": "chapter", "6": "book", "10": "conference paper", "12": "web page", "17": "article",
    "19": "article", "23": "article", "24": "book", "27": "report", "28": "book", "32": "thesis",
    "43": "article", "44": "book", "46": "report", "47": "conference paper", "49": "book",
    "52": "chapter", "53": "chapter", "56": "web page", "57": "book", "58": "report",
    "59": "data set", "60": "chapter",
}  # fmt: skip
Fields = dict[str, list[str]]
IN_SERIES = frozenset({"chapter", "conference paper", "book"})


def recognises(text: str) -> int:
    """How many records of EndNote XML begin in a text."""
    if "<record" not in text or not (SIGN.search(text) or MEMBER.search(text)):
        return 0
    return sum(1 for match in RECORD.finditer(text) if not match[1])


def to_reference(
    root: Element, found: Leaves, piece: Piece, position: int
) -> tuple[Reference, Sequence[Oddity]]:
    """Map the elements of a record to a reference, and say what was odd about them."""
    fields: Fields = {}
    for path, _, value in found:
        if value and not value.isspace():
            fields.setdefault(path, []).append(value)
    kind = _kind(root, fields)
    in_series = kind in IN_SERIES
    title = _text(fields, "titles/title")
    second = _text(fields, "titles/secondary-title")
    journal = _text(fields, "periodical/full-title") or ("" if in_series else second)
    abbreviation = _text(fields, "periodical/abbr-1", "alt-periodical/abbr-1", "titles/alt-title")
    third = _text(fields, "titles/tertiary-title")
    series = (second or third) if in_series else third
    start, end = pages(_text(fields, "pages"))
    issn, isbn = serials(_lines(_every(fields, "isbn")))
    links = [line for path in LINKS for line in _lines(_every(fields, path))]
    notes = tuple(
        filter(None, map(plain, _every(fields, "notes") + _every(fields, "research-notes")))
    )
    dates = [*_every(fields, "dates/year"), *_every(fields, "dates/pub-dates/date")]
    database = _text(fields, "remote-database-name")
    reference = Reference(
        kind=kind,
        title=title,
        authors=authors(_lines(_every(fields, "contributors/authors/author"))),
        year=next((it for value in dates if (it := year(value))), None),
        journal="" if in_series and journal == second else journal or abbreviation,
        abbreviation=abbreviation if abbreviation != journal else "",
        series=series if series != title else "",
        volume=or_blank(_text(fields, "volume")),
        issue=or_blank(_text(fields, "number", "issue")),
        start_page=start,
        end_page=end,
        doi=_doi(fields, links),
        pmid=_pmid(fields, database, links),
        pmcid=_in_custom(fields),
        issn=issn,
        isbn=isbn,
        abstract="\n\n".join(filter(None, map(plain, _every(fields, "abstract")))),
        keywords=keywords(
            value.replace("\r", "\n") for value in _every(fields, "keywords/keyword")
        ),
        language=_text(fields, "language"),
        urls=urls(links),
        publisher=_text(fields, "publisher"),
        place=_text(fields, "pub-location"),
        editors=_editors(fields, kind),
        other_titles=tuple(filter(None, map(plain, _every(fields, "titles/translated-title")))),
        publication_types=tuple(filter(None, map(plain, _every(fields, "work-type")))),
        database=database,
        database_id=_text(fields, "accession-num"),
        notes=notes,
        raw=raw_of(found),
        format=FORMAT,
        position=position,
        line=piece.line,
        end_line=piece.end_line,
    )
    return reference, list(usual_oddities(reference, " ".join(map(or_blank, dates)).strip()))


LINKS = ("urls/related-urls/url", "urls/web-urls/url", "urls/text-urls/url", "urls/url")


def _kind(root: Element, fields: Fields) -> str:
    element = root.find("ref-type")
    if element is None:
        return "article" if "periodical/full-title" in fields else "other"
    named = KINDS.get(str(element.get("name") or "").strip().lower())
    value = _text(fields, "ref-type")
    return named or NUMBERS.get(value) or KINDS.get(value.lower(), "other")


def _every(fields: Fields, path: str) -> list[str]:
    return fields.get(path, [])


def _text(fields: Fields, *paths: str) -> str:
    """Give the first text of the paths, the earlier one before the later."""
    for path in paths:
        for value in fields.get(path, ()):
            if text := plain(value.replace("\r", "\n")):
                return text
    return ""


def _lines(values: Sequence[str]) -> list[str]:
    """Part values at the returns within them; a plain line end is only a wrapped line."""
    return [line.strip() for value in values for line in value.split("\r") if line.strip()]


def _doi(fields: Fields, links: Sequence[str]) -> str:
    for path in ("electronic-resource-num", "doi", "accession-num"):
        for value in _every(fields, path):
            if found := doi(value):
                return found
    for link in links:
        if found := doi(link, in_text=True):
            return found
    return ""


def _pmid(fields: Fields, database: str, links: Sequence[str]) -> str:
    number = _text(fields, "accession-num")
    from_pubmed = any(name in database.lower() for name in ("pubmed", "medline", "nlm"))
    if number.isdigit() and len(number) <= 8 and from_pubmed:
        return number
    for value in (number, *links, _text(fields, "notes")[:400]):
        if found := pmid_in(value):
            return found
    return ""


def _in_custom(fields: Fields) -> str:
    """Find the PubMed Central number, which EndNote keeps in a field of the user's own."""
    for path in ("custom2", "custom1", "custom3", "pmcid"):
        if found := pmcid_in(_text(fields, path)):
            return found
    return ""


def _editors(fields: Fields, kind: str) -> tuple[str, ...]:
    names = _lines(_every(fields, "contributors/secondary-authors/author"))
    if kind == "thesis":  # there they are the advisers
        return ()
    return authors(names)


read_text = xml_records.text_reader(RECORD, to_reference, format=FORMAT, called=CALLED)
read = from_bytes(read_text)
