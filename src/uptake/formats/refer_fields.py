"""Which Refer (ENW) tag feeds which field of a reference.

Source: the tables of reference types and tags in EndNote's guide to its tagged import format, and
exports of the services named in ``refer``.
"""

from __future__ import annotations

from collections.abc import Sequence

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

TAGS = frozenset(f"%{sign}" for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ@!#$&()*+<=>?[]^~")
KINDS = {
    "journal article": "article",
    "electronic article": "article",
    "magazine article": "article",
    "newspaper article": "article",
    "serial publication": "article",
    "book": "book",
    "edited book": "book",
    "electronic book": "book",
    "book section": "chapter",
    "book chapter": "chapter",
    "electronic book section": "chapter",
    "encyclopedia": "chapter",
    "dictionary": "chapter",
    "conference paper": "conference paper",
    "conference proceedings": "conference paper",
    "thesis": "thesis",
    "report": "report",
    "government document": "report",
    "standard": "report",
    "web page": "web page",
    "blog": "web page",
    "dataset": "data set",
}
# Of these %B names the series or the book, of any other kind the journal.
IN_SERIES = frozenset({"chapter", "conference paper", "book"})
JOURNAL, SERIES, TITLE = ("%J", "%B"), ("%B", "%S"), ("%T", "%Q", "%!")
DATES = ("%D", "%8")
# The DOI has a tag of its own; before it had one, it stood in these.
DOIS = ("%R", "%M", "%3")


def to_reference(block: Block, position: int) -> tuple[Reference, Sequence[Oddity]]:
    """Map the tags of a block to a reference, and say what was odd about its fields."""
    fields = gathered(block.pairs)
    kind = _kind(fields)
    in_series = kind in IN_SERIES
    start, end = pages(first(fields, ("%P", "%&")))
    issn, isbn = serials(fields.get("%@", NONE))
    links = fields.get("%U", NONE)
    number = squash(first(fields, ("%M",)))
    database = plain(first(fields, ("%~", "%W")))
    when = next((it for value in every(fields, DATES) if (it := year(value))), None)
    title = plain(first(fields, TITLE))
    reference = Reference(
        kind=kind,
        title=title,
        authors=authors(_names(fields, "%A")),
        year=when,
        journal=plain(first(fields, ("%J",) if in_series else JOURNAL)),
        abbreviation=plain(first(fields, ("%O",))) if kind == "article" else "",
        series=plain(first(fields, SERIES if in_series else ("%S",))),
        volume=or_blank(first(fields, ("%V",))),
        issue=or_blank(first(fields, ("%N",))),
        start_page=start,
        end_page=end,
        doi=_doi(fields, links),
        pmid=_pmid(number, links, database),
        pmcid=first_in(pmcid_in, [*fields.get("%2", NONE), *links]),
        issn=issn,
        isbn=isbn,
        abstract="\n\n".join(texts(fields.get("%X", NONE))),
        keywords=keywords(fields.get("%K", NONE)),
        language=squash(first(fields, ("%G",))),
        urls=urls(links),
        publisher=plain(first(fields, ("%I",))),
        place=plain(first(fields, ("%C",))),
        editors=authors(_names(fields, "%E")),
        other_titles=texts(fields.get("%Q", NONE)) if "%T" in fields else (),
        publication_types=texts(fields.get("%9", NONE)),
        database=database,
        database_id="" if doi(number) else number,
        notes=texts(fields.get("%Z", NONE)),
        raw=tuple(block.pairs),
        format="refer",
        position=position,
        line=block.line,
        end_line=block.end_line,
    )
    if title and when is not None:
        return reference, ()
    return reference, list(usual_oddities(reference, squash(" ".join(every(fields, DATES)))))


def _kind(fields: Fields) -> str:
    """Take the kind that %0 says, or what an old file without it shows by its fields."""
    said = squash(first(fields, ("%0",))).lower()
    if said:
        return KINDS.get(said, "other")
    if "%J" in fields:
        return "article"
    if "%B" in fields:
        return "chapter"
    return "book" if "%I" in fields else "other"


def _names(fields: Fields, tag: str) -> list[str]:
    """Give the names of a tag: one a value, or one a line."""
    return [name for value in fields.get(tag, NONE) for name in value.split("\n")]


def _doi(fields: Fields, links: Sequence[str]) -> str:
    if found := first_in(doi, every(fields, DOIS)):
        return found
    if found := first_in(doi_in_note, fields.get("%Z", NONE)):
        return found
    return first_in(lambda link: doi(link, in_text=True), links)


def _pmid(number: str, links: Sequence[str], database: str) -> str:
    if number.isdecimal() and any(word in database.lower() for word in ("pubmed", "medline")):
        return number
    return first_in(pmid_in, [number, *links])
