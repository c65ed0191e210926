"""Which BibTeX field feeds which field of a reference, in what order of trust, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from uptake.formats.bibtex_kinds import IN_SERIES, KINDS
from uptake.formats.bibtex_names import bare, names
from uptake.formats.bibtex_scan import Entry
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
    urls,
    year,
)
from uptake.formats.latex import to_unicode
from uptake.formats.references import Oddity, Reference
from uptake.formats.tagged import usual_oddities

Fields = dict[str, list[str]]
NONE: Sequence[str] = ()
# Each row is an order of trust: the first that holds something wins.
TITLES = ("title", "maintitle")
SUBTITLES = {"title": ("subtitle",), "booktitle": ("booksubtitle",)}
JOURNALS = ("journal", "journaltitle", "journal-full-title", "fjournal")
ABBREVIATIONS = ("abbrev_source_title", "journal-iso", "shortjournal", "journal_abbreviation")
BOOKS = ("booktitle", "series")
ISSUES = ("number", "issue")
ARTICLE_NUMBERS = ("eid", "article-number", "art_number", "articleno", "elocation-id")
DATES = ("year", "date", "issue_date", "eventdate", "origdate", "origyear")
ABSTRACTS = ("abstract", "abstr")
LANGUAGES = ("language", "langid")
PUBLISHERS = ("publisher", "institution", "school", "organization")
PLACES = ("address", "location")
DATABASES = ("source", "database", "archive")
NUMBERS = ("unique-id", "accession_number")
PMIDS = ("pmid", "pubmed_id", "pubmedid")
# Each of these takes all values of all its fields.
SERIALS = ("issn", "eissn", "isbn", "e-issn")
KEYWORDS = ("keywords", "author_keywords", "keyword", "key words", "keywords-plus", "mesh")
LINKS = ("url", "link", "urls")
DOIS = ("doi", "eprint", "crossref")
NOTES = ("note", "notes", "annote", "annotation")
TYPES = ("type", "document_type", "publication_type")
TRANSLATIONS = ("origtitle", "title_translated")
# What an entry may take from the one that its "crossref" names, and under which name.
INHERITED = {
    "title": "booktitle",
    "subtitle": "booksubtitle",
    **dict.fromkeys(("year", "date", "publisher", "address", "location"), ""),
    **dict.fromkeys(("editor", "series", "isbn", "issn", "booktitle"), ""),
}
AGAIN = re.compile(r"-\d{1,3}$")  # "note-2": BibTeX has no second field of a name
SCOPUS_ID = re.compile(r"\b2-s2\.0-\d+")
LINK = re.compile(r"https?://[^\s{}]+")
KEY_OF_PUBMED = re.compile(r"PMID:(\d{1,8})$")
PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
COMMA = re.compile(r"[{}()]|,|;")


def to_reference(
    entry: Entry, position: int, entries: Mapping[str, Entry]
) -> tuple[Reference, Sequence[Oddity]]:
    """Map the fields of an entry to a reference, and say what was odd about them.

    ``entries`` are those of the file by key, for what an entry takes from another.
    """
    fields = _fields(entry, entries)
    kind = KINDS.get(entry.kind.lower(), "other")
    in_series = kind in IN_SERIES
    book = _with_subtitle(fields, "booktitle")
    # A volume of proceedings may have no title but that of the book.
    title = _title(fields) or ("" if kind in ("chapter", "conference paper") else book)
    abbreviation = bare(_first(fields, ABBREVIATIONS))
    journal = bare(_first(fields, JOURNALS)) or ("" if in_series else abbreviation or book)
    series = (book if in_series else "") or bare(_first(fields, ("series",)))
    start, end = pages(bare(_first(fields, ("pages",))))
    issn, isbn = serials(map(to_unicode, _every(fields, SERIALS)))
    links = list(map(_address, _every(fields, LINKS)))
    links += LINK.findall(_first(fields, ("howpublished",)))
    notes = tuple(dict.fromkeys(filter(None, map(bare, _every(fields, NOTES)))))
    database, number = _origin(fields, entry.key, links)
    reference = Reference(
        kind=kind,
        title=title,
        authors=_names(fields, "author"),
        year=_year(fields),
        journal=journal,
        abbreviation=abbreviation,
        series=series if series != title else "",
        volume=or_blank(bare(_first(fields, ("volume",)))),
        issue=or_blank(bare(_first(fields, ISSUES))),
        start_page=start or or_blank(bare(_first(fields, ARTICLE_NUMBERS))),
        end_page=end,
        doi=_doi(fields, entry.key, links, notes),
        pmid=_pmid(fields, entry.key, links, notes),
        pmcid=_in(pmcid_in, [*_every(fields, ("pmcid", "pmc")), *links]),
        issn=issn,
        isbn=isbn,
        abstract=_abstract(_first(fields, ABSTRACTS)),
        keywords=keywords(_keywords(_every(fields, KEYWORDS))),
        language=bare(_first(fields, LANGUAGES)),
        urls=urls(links),
        publisher=bare(_first(fields, PUBLISHERS)),
        place=bare(_first(fields, PLACES)),
        editors=_names(fields, "editor"),
        other_titles=tuple(map(bare, _every(fields, TRANSLATIONS))),
        publication_types=_types(_every(fields, TYPES)),
        database=database,
        database_id=number,
        notes=notes,
        raw=((f"@{entry.kind}", entry.key), *entry.raw),
        format="bibtex",
        position=position,
        line=entry.line,
        end_line=entry.end_line,
    )
    if title and reference.year is not None:
        return reference, ()
    dated = " ".join(or_blank(plain(value)) for value in _every(fields, DATES)).strip()
    return reference, list(usual_oddities(reference, dated))


def _fields(entry: Entry, entries: Mapping[str, Entry]) -> Fields:
    fields: Fields = {}
    for name, value in entry.values:
        if value and not value.isspace():
            fields.setdefault(AGAIN.sub("", name), []).append(value)
    parent = entries.get(fields["crossref"][0].strip()) if "crossref" in fields else None
    if parent is not None and parent is not entry:
        own = set(fields)
        for name, value in parent.values:
            taken = INHERITED.get(name)
            if taken is not None and (taken or name) not in own and value.strip():
                fields.setdefault(taken or name, []).append(value)
    return fields


def _first(fields: Fields, names: tuple[str, ...]) -> str:
    for name in names:
        if name in fields:
            return fields[name][0]
    return ""


def _every(fields: Fields, names: tuple[str, ...]) -> list[str]:
    return [value for name in names if name in fields for value in fields[name]]


def _names(fields: Fields, name: str) -> tuple[str, ...]:
    return tuple(found for value in fields.get(name, NONE) for found in names(value))


def _title(fields: Fields) -> str:
    for name in TITLES:
        if found := _with_subtitle(fields, name):
            return found
    return ""


def _with_subtitle(fields: Fields, name: str) -> str:
    title = bare(_first(fields, (name,)))
    subtitle = bare(_first(fields, SUBTITLES.get(name, ())))
    if not title or not subtitle or title.endswith(subtitle):
        return title
    return f"{title} {subtitle}" if title[-1] in ":?!." else f"{title}: {subtitle}"


def _year(fields: Fields) -> int | None:
    for value in _every(fields, DATES):
        if found := year(value):
            return found
    return None


def _abstract(value: str) -> str:
    return "\n\n".join(filter(None, map(bare, PARAGRAPH.split(value))))


def _keywords(values: Sequence[str]) -> list[str]:
    """Part keywords at semicolons, or where there are none at commas outside brackets."""
    found: list[str] = []
    for value in values:
        value = to_unicode(value)
        if ";" in value or "," not in value:
            found.append(" ".join(value.split()))
            continue
        start, depth = 0, 0
        for sign in COMMA.finditer(value):
            depth += (sign.group() in "({") - (sign.group() in ")}")
            if sign.group() == "," and depth <= 0:
                found.append(value[start : sign.start()])
                start = sign.end()
        found.append(value[start:])
    return [" ".join(value.split()) for value in found]


def _types(values: Sequence[str]) -> tuple[str, ...]:
    pieces = (bare(piece) for value in values for piece in value.split(";"))
    return tuple(dict.fromkeys(filter(None, pieces)))


def _address(value: str) -> str:
    r"""Give an address without what LaTeX needs: ``\_``, ``\&``, ``\url{…}``."""
    if "\\" not in value and "{" not in value:
        return value
    link = LINK.search(re.sub(r"\\([&%$#_~{}])", r"\1", value.replace("{\\_}", "_")))
    return link.group() if link else to_unicode(value)


def _origin(fields: Fields, key: str, links: Sequence[str]) -> tuple[str, str]:
    """Say which database an entry is from, and its number there."""
    database = bare(_first(fields, DATABASES))
    number = bare(_first(fields, NUMBERS))
    if not number and key.startswith(("WOS:", "ISI:")):
        number = key
    if not database and number.startswith(("WOS:", "ISI:")):
        database = "Web of Science"
    if not number and (found := _in(_scopus_id, links)):
        return database or "Scopus", found
    return database, number


def _scopus_id(link: str) -> str:
    found = SCOPUS_ID.search(link) if "scopus" in link else None
    return found.group() if found else ""


def _doi(fields: Fields, key: str, links: Sequence[str], notes: Sequence[str]) -> str:
    """Find the DOI: in its own field, in those misused for it, a note, a link, or as the key."""
    for value in _every(fields, DOIS):
        if found := doi(_address(value)):
            return found
    for value in notes:
        if found := doi_in_note(value):
            return found
    for value in links:
        if "10." in value and (found := doi(value, in_text=True)):
            return found
    return doi(key) if key.startswith(("10.", "doi:", "http")) else ""


def _pmid(fields: Fields, key: str, links: Sequence[str], notes: Sequence[str]) -> str:
    own = _first(fields, PMIDS).strip(" {}")
    if own.isdigit():
        return own
    if _first(fields, ("eprinttype", "archiveprefix")).strip().lower() in ("pubmed", "pmid"):
        own = _first(fields, ("eprint",)).strip(" {}")
        if own.isdigit():
            return own
    named = KEY_OF_PUBMED.match(key)
    short = [note for note in notes if len(note) < 400]
    return named.group(1) if named else _in(pmid_in, [*links, *short])


def _in(find: Callable[[str], str], values: Sequence[str]) -> str:
    for value in values:
        if found := find(value):
            return found
    return ""
