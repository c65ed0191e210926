"""PubMed XML: articles and books as PubMed and its E-utilities give them.

Source: the document type definitions of PubMed (US National Library of Medicine).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from uptake.formats import xml_records
from uptake.formats.fields import doi, keywords, pages, plain, pmcid_in, serials, squash, year
from uptake.formats.nbib_fields import KINDS
from uptake.formats.readers import from_bytes
from uptake.formats.references import Oddity, Reference
from uptake.formats.relations import Related, from_types
from uptake.formats.tagged import usual_oddities
from uptake.formats.xml_records import Element, Leaves, Piece, raw_of, words_of

FORMAT = "pubmed_xml"
CALLED = "PubMed XML"
RECORD = xml_records.opening(["PubmedArticle", "PubmedBookArticle"])
UNTITLED = re.compile(r"\[?not available\]?\.?", re.IGNORECASE)


def recognises(text: str) -> int:
    """How many records of PubMed XML begin in a text."""
    if "<Pubmed" not in text:
        return 0
    return sum(1 for match in RECORD.finditer(text) if not match[1])


def to_reference(
    root: Element, found: Leaves, piece: Piece, position: int
) -> tuple[Reference, Sequence[Oddity]]:
    """Map the elements of a record to a reference, and say what was odd about them."""
    book = root.find("BookDocument")
    make = _article if book is None else _book
    reference, dated = make(root, found, piece, position)
    return reference, list(usual_oddities(reference, dated))


def _article(root: Element, found: Leaves, piece: Piece, position: int) -> tuple[Reference, str]:
    cited, article = "MedlineCitation/", "MedlineCitation/Article/"
    journal, issue = f"{article}Journal/", f"{article}Journal/JournalIssue/"
    own = _text(root, f"{article}ArticleTitle")
    vernacular = _text(root, f"{article}VernacularTitle")
    title = vernacular if vernacular and UNTITLED.fullmatch(own) else own
    start, end = _pages(root, f"{article}Pagination")
    types = _texts(root, f"{article}PublicationTypeList/PublicationType")
    date = _text(root, f"{issue}PubDate/Year", f"{issue}PubDate/MedlineDate")
    date = date or _text(root, f"{article}ArticleDate/Year", f"{issue}PubDate")
    issn, _ = serials(
        [*_texts(root, f"{journal}ISSN"), _text(root, f"{cited}MedlineJournalInfo/ISSNLinking")]
    )
    pmid = _text(root, f"{cited}PMID")
    reference = Reference(
        kind=next((kind for it in types if (kind := KINDS.get(it.lower()))), "article"),
        title=title,
        authors=_people(root, f"{article}AuthorList/Author"),
        year=year(date),
        journal=_text(root, f"{journal}Title", f"{cited}MedlineJournalInfo/MedlineTA"),
        abbreviation=_text(
            root, f"{cited}MedlineJournalInfo/MedlineTA", f"{journal}ISOAbbreviation"
        ),
        volume=_text(root, f"{issue}Volume"),
        issue=_text(root, f"{issue}Issue"),
        start_page=start,
        end_page=end,
        doi=_doi(root, f"{article}ELocationID", "PubmedData/ArticleIdList/ArticleId"),
        pmid=pmid,
        pmcid=_named(root, "PubmedData/ArticleIdList/ArticleId", "pmc"),
        issn=issn,
        abstract=_abstract(root, f"{article}Abstract/AbstractText"),
        keywords=keywords([*_headings(root), *_texts(root, f"{cited}KeywordList/Keyword")]),
        language=_text(root, f"{article}Language"),
        place=_text(root, f"{cited}MedlineJournalInfo/Country"),
        other_titles=(vernacular,) if vernacular and vernacular != title else (),
        publication_types=types,
        database="PubMed",
        database_id=pmid,
        related=_related(root),
        raw=raw_of(found),
        format=FORMAT,
        position=position,
        line=piece.line,
        end_line=piece.end_line,
    )
    return reference, date


def _book(root: Element, found: Leaves, piece: Piece, position: int) -> tuple[Reference, str]:
    inside = "BookDocument/"
    book = f"{inside}Book/"
    name, title = _text(root, f"{book}BookTitle"), _text(root, f"{inside}ArticleTitle")
    start, end = _pages(root, f"{inside}Pagination")
    date = _text(root, f"{book}PubDate/Year", f"{book}PubDate/MedlineDate", f"{book}PubDate")
    date = date or _text(root, f"{inside}ContributionDate/Year")
    issn, isbn = serials(_texts(root, f"{book}Isbn"))
    pmid = _text(root, f"{inside}PMID")
    lists = [(it, str(it.get("Type") or "")) for it in root.findall(f"{inside}AuthorList")]
    lists += [(it, str(it.get("Type") or "")) for it in root.findall(f"{book}AuthorList")]
    writers = [it for it, kind in lists if kind != "editors"]
    reference = Reference(
        kind="chapter" if title and name else "book",
        title=title or name,
        authors=_people(writers[0], "Author") if writers else (),
        year=year(date),
        series=name if title and name else _text(root, f"{book}CollectionTitle"),
        volume=_text(root, f"{book}Volume"),
        start_page=start,
        end_page=end,
        doi=_doi(root, f"{book}ELocationID", f"{inside}ArticleIdList/ArticleId"),
        pmid=pmid,
        pmcid=_named(root, f"{inside}ArticleIdList/ArticleId", "pmc"),
        issn=issn,
        isbn=isbn,
        abstract=_abstract(root, f"{inside}Abstract/AbstractText"),
        keywords=keywords(_texts(root, f"{inside}KeywordList/Keyword")),
        language=_text(root, f"{inside}Language"),
        publisher=_text(root, f"{book}Publisher/PublisherName"),
        place=_text(root, f"{book}Publisher/PublisherLocation"),
        editors=tuple(n for it, kind in lists if kind == "editors" for n in _people(it, "Author")),
        publication_types=_texts(root, f"{inside}PublicationType"),
        database="PubMed",
        database_id=pmid,
        raw=raw_of(found),
        format=FORMAT,
        position=position,
        line=piece.line,
        end_line=piece.end_line,
    )
    return reference, date


def _text(root: Element, *paths: str) -> str:
    for path in paths:
        for element in root.findall(path):
            if text := plain(words_of(element)):
                return text
    return ""


def _texts(root: Element, path: str) -> tuple[str, ...]:
    return tuple(text for it in root.findall(path) if (text := plain(words_of(it))))


def _people(root: Element, path: str) -> tuple[str, ...]:
    """Give each author as ``Doe, Ada B, Jr``, and a group by its name; not those marked invalid."""
    found = []
    for person in root.findall(path):
        if person.get("ValidYN") == "N":
            continue
        given = _text(person, "ForeName", "FirstName", "Initials")
        parts = (_text(person, "LastName"), given, _text(person, "Suffix"))
        found.append(_text(person, "CollectiveName") or ", ".join(filter(None, parts)))
    return tuple(filter(None, found))


def _pages(root: Element, path: str) -> tuple[str, str]:
    if whole := _text(root, f"{path}/MedlinePgn"):
        return pages(whole)
    return pages(_text(root, f"{path}/StartPage"), _text(root, f"{path}/EndPage"))


def _doi(root: Element, *paths: str) -> str:
    for path in paths:
        for element in root.findall(path):
            kind = element.get("EIdType") or element.get("IdType")
            wanted = kind == "doi" and element.get("ValidYN") != "N"
            if wanted and (found := doi(words_of(element))):
                return found
    return ""


def _named(root: Element, path: str, kind: str) -> str:
    for element in root.findall(path):
        if element.get("IdType") == kind:
            return pmcid_in(squash(words_of(element)))
    return ""


def _abstract(root: Element, path: str) -> str:
    """Put the parts of a structured abstract together, each after its label."""
    parts = []
    for element in root.findall(path):
        label, text = plain(str(element.get("Label") or "")), plain(words_of(element))
        if text:
            parts.append(f"{label}: {text}" if label and label != "UNLABELLED" else text)
    return " ".join(parts)


def _headings(root: Element) -> list[str]:
    """Give the subject headings as MEDLINE writes them: ``Depression/therapy``."""
    found = []
    for heading in root.findall("MedlineCitation/MeshHeadingList/MeshHeading"):
        parts = [_text(heading, "DescriptorName"), *_texts(heading, "QualifierName")]
        found.append("/".join(filter(None, parts)))
    return found


def _related(root: Element) -> Related:
    entries = root.findall("MedlineCitation/CommentsCorrectionsList/CommentsCorrections")
    return from_types(
        (str(it.get("RefType") or ""), _text(it, "PMID"), _text(it, "RefSource")) for it in entries
    )


read_text = xml_records.text_reader(RECORD, to_reference, format=FORMAT, called=CALLED)
read = from_bytes(read_text)
