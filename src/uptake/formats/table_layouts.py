"""Names of columns: the ones that mean the same everywhere, and those of each program.

A layout is known by a few headings that only its program writes. The rest of its headings mean what
they mean everywhere, but for those that it names itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Style = str
"""How one cell holds several names: ``""`` (found out), ``"run together"`` or ``"pairs"``."""

_NAMES = """
title: title | titles | article title | document title | item title | primary title
    | title primary | ti | paper title | publication name | record title | study title | titel
    | titre | titulo | título
authors: authors | author | author s | author names | authors primary | au | first authors
    | authors names | author full names | verfasser | autor | autores | auteurs
year: year | publication year | pub year | py | published year | year of publication
    | publicationdateyear | date | publication date | pubdate | date published | jahr | année
    | ano | año | year published
journal: journal | journal title | source title | publication title | periodical full
    | secondary title | journal book | journal name | full journal | pubtitle | publication | so
    | title secondary | periodical | zeitschrift | revista | venue | journal full title
    | title of source
abbreviation: journal abbreviation | abbreviated source title | periodical abbrev | ji | j9
    | abbreviated journal | iso abbreviation
abstract: abstract | abstract note | ab | abstracts | notes abstract | description | summary
    | resumo | resumen | zusammenfassung
doi: doi | di | item doi | digital object identifier | doi link | digitalobjectidentifier
    | originalpaperdoi
pmid: pmid | pubmed id | pubmed | pm | medline pmid | pubmed number | pubmedid | pm id
pmcid: pmcid | pmc id | pmc | pubmed central | pubmed central number
volume: volume | volume number | journal volume | vl | vol | band
issue: issue | issue number | journal issue | number | is | heft | issue no
pages: pages | page range | page numbers | pagination | pp | seiten
start page: start page | page start | first page | bp | beginning page | startpage | art no
    | article number | ar
end page: end page | page end | last page | ep | ending page | endpage | other pages
keywords: keywords | keyword | author keywords | index keywords | keyword s | descriptor s
    | subjects | subject | mesh terms | ieee terms | de | id terms | emtree terms
    | subject headings | descriptors | inspec controlled terms | keywords plus | mesh headings
    | indexing terms | index terms
kind: document type | publication type | content type | type of reference | reference type
    | item type | doctype | type | article type | dt | documenttype | publicationtype
    | articletype | pub type | type of publication | type of work
language: language | la | language s | language of original document | article language
    | original language | idioma | sprache
url: url | link | fulltext url | urls | pdf link | article url | web address | documenturl
    | full text url | plink | open url link | document url | permalink
publisher: publisher | pu | verlag
place: place of publication | place published | publication place | pi | publisher city
issn: issn | isbn | issn isbn | isbns | eissn | print issn | electronic issn | sn | issns | bn
    | issn print | issn electronic | isbn issn | ei
editors: editors | editor | be | secondary authors | authors secondary | book editors | ed
series: series | book series title | series title | se | collection title
other title: original title | original foreign title | translated title | alternate title
    | alternatetitle | title translated | foreign title
database: database | sub file database | data source | database name | db
database number: accession number | ut | ut unique wos id | eid | an | accession no | unique id
    | embase accession id | document identifier | record id | storeid | pui | l number
notes: notes | note | personal notes | general notes | comments
source: source | citation | so source | bibliographic source | reference source
decision: final included | label | label included | included label | included final | included
    | included flag | include | decision | screening decision | verdict | inclusion
    | include exclude | asreview label | final decision
decision on title: title and abstract decision | decision on title and abstract
    | abstract decision | title decision | ti ab decision
decision on full text: full text decision | decision on the full text | fulltext decision
reason: exclusion reason | reason for exclusion | reasons for exclusion | exclusion reasons
    | reason | reason for the decision
remark: asreview note | exported notes 1 | note on the decision | decision note
decided by: reviewer | decided by | screener | who decided | reviewer name
nothing: affiliations | affiliation | institution | institutions | country | cited by
    | times cited | page count | funding | funding details | city | citations | copyright
    | publisher address | author affiliations | addresses | correspondence address | license
    | month | day | open access
decided at: asreview time | decided at | decision date | when it was decided
"""

# Names that several programs use for different things: taken as a guess, and asked about.
UNSURE = frozenset({
    "source", "number", "type", "date", "label", "description", "subject", "publication", "de",
    "publication name", "reason", "reviewer", "se", "id terms", "summary", "collection title",
    "include", "ed", "is", "be", "ar", "an", "db", "ei", "bn", "pi", "so", "pm", "di", "inclusion",
})  # fmt: skip


def _synonyms() -> dict[str, str]:
    found = {}
    for line in _NAMES.replace("\n    |", " |").strip().splitlines():
        meant, _, names = line.partition(":")
        for name in names.split("|"):
            found[name.strip()] = "" if meant == "nothing" else meant
    return found


SYNONYMS: Mapping[str, str] = _synonyms()


@dataclass(frozen=True, slots=True)
class Layout:
    """The table of one program: how to know it, and what of its headings means something else.

    ``database`` is what its records came from, where that follows. ``grows`` is a column after
    which its rows may have more cells than there are headings.
    """

    name: str
    signature: frozenset[str]
    columns: Mapping[str, str] = field(default_factory=dict)
    database: str = ""
    authors: Style = ""
    grows: str = ""


def _layout(
    name: str,
    signature: str,
    columns: str = "",
    *,
    database: str = "",
    authors: Style = "",
    grows: str = "",
) -> Layout:
    pairs = (part.partition("=") for part in columns.split("|") if part.strip())
    meant = {heading.strip(): value.strip() for heading, _, value in pairs}
    signs = frozenset(part.strip() for part in signature.split("|"))
    return Layout(name, signs, meant, database, authors, grows)


# The first whose signature is all there.
LAYOUTS: tuple[Layout, ...] = (
    _layout(
        "Uptake", "title | authors | title and abstract decision | full text decision",
        "title and abstract reason=title reason | title and abstract note=title remark"
        " | title and abstract decided by=title by | title and abstract decided at=title at"
        " | title and abstract made with=title tool | full text reason=full text reason"
        " | full text note=full text remark | full text decided by=full text by"
        " | full text decided at=full text at | full text made with=full text tool"
        " | other decision=decision | other reason=reason | other note=remark"
        " | other decided by=decided by | other decided at=decided at | other made with=tool"
        " | title in another language=other title | journal abbreviated=abbreviation"
        " | issn or isbn=issn | pubmed number=pmid | pubmed central number=pmcid"
        " | number in the database=database number | first page or article number=start page"
        " | kind=uptake kind | addresses=url | publication types=kind",
    ),
    _layout(
        "Scopus", "authors | source title | eid | cited by",
        "source=database | authors with affiliations= | author full names=full names"
        " | link=url | art no=article number | titles=other title",
        database="Scopus", grows="funding text 1",
    ),
    _layout(
        "Embase", "title | author names | source | abstract",
        "emtree drug index terms major focus=keywords | emtree drug index terms=keywords"
        " | emtree medical index terms major focus=keywords | emtree medical index terms=keywords"
        " | publication type=kind | copyright= | date of publication=year",
        database="Embase",
    ),
    _layout(
        "IEEE Xplore", "document title | publication title | document identifier",
        "date added to xplore= | inspec non controlled terms=keywords | mesh terms=keywords"
        " | document identifier=kind",
        database="IEEE Xplore",
    ),
    _layout("SpringerLink", "item title | item doi | content type", database="SpringerLink",
            authors="run together"),
    _layout(
        "PubMed", "pmid | title | citation | first author",
        "journal book=journal | create date= | first author=", database="PubMed",
    ),
    _layout(
        "BVS", "id | title | descriptor s | publication country",
        "id=database number | source=source", database="LILACS and BVS",
    ),
    _layout(
        "SciELO", "id | title | author s | source | fulltext url",
        "id=database number | source=source", database="SciELO", authors="pairs",
    ),
    _layout(
        "RefWorks", "authors primary | title primary | periodical full",
        "user 1= | title secondary=series | title tertiary=series | keywords=keywords"
        " | shortened title= | place of publication=place",
    ),
    _layout(
        "Cochrane CENTRAL", "author s | title | source | year | cochrane review group code",
        "source=journal | cochrane review id=database number | embase id= | publication type=kind",
        database="Cochrane Library",
    ),
    _layout(
        "Web of Science", "article title | source title | ut unique wos id",
        "author full names=full names | book authors= | conference title=series",
        database="Web of Science",
    ),
    _layout(
        "Web of Science, tab delimited", "pt | au | ti | so | ut",
        "pt= | af=full names | be=editors | de=keywords | id=keywords | di=doi | is=issue | ar="
        "article number | sn=issn | ei=issn | bn=issn | pm=pmid | pi=place | so=journal | se=series"
        " | db= | em= | c1= | rp=",
        database="Web of Science",
    ),
    _layout(
        "Rayyan", "key | title | notes | pubmed id | pmc id",
        "key=database number | location=place | day= | month=", authors="",
    ),
    _layout(
        "Covidence", "title | covidence #",
        "covidence #=database number | study= | ref= | tags= | published month= | accession number="
        "accession",
    ),
    _layout(
        "EBSCOhost", "article title | author | journal title | doctype | plink",
        "article title=title | accession number=database number | plink=url | page count=",
    ),
    _layout(
        "ProQuest", "title | storeid | pubtitle | authors",
        "pubdate= | year=year | copyright= | entrydate=",
    ),
    _layout(
        "ERIC", "id | title | author | peerreviewed",
        "id=database number | source=journal | description=abstract | subject=keywords",
        database="ERIC",
    ),
    _layout(
        "Zotero", "key | item type | abstract note | publication title",
        "key= | date=date | date added= | date modified= | access date= | manual tags=keywords"
        " | automatic tags=keywords | file attachments= | number= | extra=notes | type=",
    ),
)  # fmt: skip
