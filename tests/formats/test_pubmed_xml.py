"""PubMed XML: articles and books."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest

from uptake.formats import nbib, pubmed_xml
from uptake.formats.detect import read_any
from uptake.formats.references import Reading, Reference
from uptake.formats.relations import from_tags
from uptake.formats.text import Unreadable

HEAD = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD" "https://x/y.dtd">\n'
    "<PubmedArticleSet>\n"
)
END = "\n</PubmedArticleSet>\n"


def read(inside: str) -> Reading:
    return pubmed_xml.read(f"{HEAD}{inside}{END}".encode())


def read_one(inside: str, name: str = "PubmedArticle") -> Reference:
    (reference,) = read(f"<{name}>{inside}</{name}>").references
    return reference


def article(inside: str, after: str = "") -> Reference:
    return read_one(f"<MedlineCitation><Article>{inside}</Article>{after}</MedlineCitation>")


WHOLE = """<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">123</PMID>
<Article PubModel="Print"><Journal><ISSN IssnType="Electronic">1234-567X</ISSN>
<JournalIssue CitedMedium="Internet"><Volume>12</Volume><Issue>3</Issue><PubDate><Year>2018</Year>
<Month>Aug</Month></PubDate></JournalIssue><Title>Journal of invented results</Title>
<ISOAbbreviation>J. Invent. Res.</ISOAbbreviation></Journal>
<ArticleTitle>Guided therapy <i>in vivo</i> &amp; H<sub>2</sub>O.</ArticleTitle>
<Pagination><StartPage>183</StartPage><EndPage>92</EndPage><MedlinePgn>183-92</MedlinePgn></Pagination>
<ELocationID EIdType="pii" ValidYN="Y">S0</ELocationID>
<ELocationID EIdType="doi" ValidYN="N">10.1000/bad</ELocationID>
<ELocationID EIdType="doi" ValidYN="Y">10.1000/ABC</ELocationID>
<Abstract><AbstractText Label="BACKGROUND" NlmCategory="BACKGROUND">It was <b>so</b>.</AbstractText>
<AbstractText Label="UNLABELLED">And so.</AbstractText><AbstractText/></Abstract>
<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Doe</LastName><ForeName>Ada B</ForeName>
<Initials>AB</Initials><Suffix>Jr</Suffix></Author><Author ValidYN="N"><LastName>Dow</LastName>
</Author><Author><LastName>Roe</LastName><Initials>B</Initials></Author>
<Author><CollectiveName>Invented Study Group</CollectiveName></Author></AuthorList>
<Language>eng</Language><PublicationTypeList>
<PublicationType UI="D1">Journal Article</PublicationType>
<PublicationType UI="D2">Randomized Controlled Trial</PublicationType></PublicationTypeList>
<VernacularTitle>Angeleitet.</VernacularTitle></Article>
<MedlineJournalInfo><Country>United States</Country><MedlineTA>J Invent Res</MedlineTA>
<ISSNLinking>0008-543X</ISSNLinking></MedlineJournalInfo>
<CommentsCorrectionsList><CommentsCorrections RefType="ErratumIn">
<RefSource>J. 2019;1:2</RefSource>
<PMID Version="1">9</PMID></CommentsCorrections><CommentsCorrections RefType="CommentOn">
<RefSource>J. 2017;1:2. PMID: 8</RefSource></CommentsCorrections>
<CommentsCorrections RefType="Cites">
<RefSource>K</RefSource></CommentsCorrections><CommentsCorrections RefType="ReprintOf">
<RefSource>L. 2001</RefSource></CommentsCorrections><CommentsCorrections RefType="NewKind">
<RefSource>M. 2002</RefSource></CommentsCorrections><CommentsCorrections><RefSource>N</RefSource>
</CommentsCorrections><CommentsCorrections RefType="UpdateOf"/></CommentsCorrectionsList>
<MeshHeadingList><MeshHeading><DescriptorName MajorTopicYN="N">Depression</DescriptorName>
<QualifierName MajorTopicYN="Y">therapy</QualifierName></MeshHeading></MeshHeadingList>
<KeywordList Owner="NOTNLM"><Keyword>digital</Keyword></KeywordList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">123</ArticleId>
<ArticleId IdType="pmc">PMC77</ArticleId></ArticleIdList><ReferenceList><Reference><ArticleIdList>
<ArticleId IdType="doi">10.1000/cited</ArticleId></ArticleIdList></Reference></ReferenceList>
</PubmedData></PubmedArticle>"""


def test_a_whole_record() -> None:
    reading = read(WHOLE)
    (it,) = reading.references
    assert reading.oddities == ()
    assert (reading.format, reading.records_seen) == ("pubmed_xml", 1)
    assert it.title == "Guided therapy in vivo & H2O."
    assert it.authors == ("Doe, Ada B, Jr", "Roe, B", "Invented Study Group")
    assert (it.kind, it.year, it.volume, it.issue, it.pages) == (
        "article", 2018, "12", "3", "183-192",
    )  # fmt: skip
    assert (it.journal, it.abbreviation) == ("Journal of invented results", "J Invent Res")
    assert (it.doi, it.pmid, it.pmcid) == ("10.1000/abc", "123", "PMC77")
    assert it.issn == ("1234-567X", "0008-543X")
    assert it.abstract == "BACKGROUND: It was so. And so."
    assert it.keywords == ("Depression/therapy", "digital")
    assert it.publication_types == ("Journal Article", "Randomized Controlled Trial")
    assert (it.language, it.place, it.other_titles) == ("eng", "United States", ("Angeleitet.",))
    assert (it.database, it.database_id) == ("PubMed", "123")
    assert it.related == (
        ("erratum in", "PMID:9"),
        ("comment on", "PMID:8"),
        ("republished from", "L. 2001"),
        ("NewKind", "M. 2002"),
    )
    assert (it.line, it.end_line) == (4, 4 + WHOLE.count("\n"))
    assert ("PubmedData/ArticleIdList/ArticleId[IdType=pmc]", "PMC77") in it.raw
    assert ("MedlineCitation[Status=MEDLINE][Owner=NLM]", "") in it.raw


def test_the_same_record_from_pubmed_s_two_formats() -> None:
    (tagged,) = nbib.read(
        b"PMID- 123\nIS  - 1234-567X (Electronic)\nIS  - 0008-543X (Linking)\nVI  - 12\nIP  - 3\n"
        b"DP  - 2018 Aug\nTI  - Guided therapy in vivo & H2O.\nPG  - 183-92\n"
        b"LID - 10.1000/abc [doi]\nAB  - BACKGROUND: It was so. And so.\nLA  - eng\n"
        b"PT  - Journal Article\nPT  - Randomized Controlled Trial\nTT  - Angeleitet.\n"
        b"PL  - United States\nTA  - J Invent Res\nJT  - Journal of invented results\n"
        b"MH  - Depression/*therapy\nOT  - digital\nPMC - PMC77\n"
    ).references
    (it,) = read(WHOLE).references
    own = {"raw", "format", "line", "end_line", "authors", "related"}
    for field in fields(Reference):
        if field.name not in own:
            assert getattr(it, field.name) == getattr(tagged, field.name), field.name


def test_relations_from_tags() -> None:
    pairs = [
        ("CON", "Lancet. 2009;1:2.\n PMID: 19"), ("EFR", "J. 2001;3"), ("TI", "x"), ("CIN", " "),
        ("CON", "Again. PMID: 19"),
    ]  # fmt: skip
    assert from_tags(pairs) == (("comment on", "PMID:19"), ("erratum for", "J. 2001;3"))


def test_titles_dates_and_pages_that_stand_elsewhere() -> None:
    it = article(
        "<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>Schlaf</VernacularTitle>"
        "<Journal><JournalIssue><PubDate><MedlineDate>2011 Nov-2012 Jan</MedlineDate></PubDate>"
        "</JournalIssue></Journal><Pagination><StartPage>e15</StartPage></Pagination>",
        "<MedlineJournalInfo><MedlineTA>J Inv</MedlineTA></MedlineJournalInfo>",
    )
    assert (it.title, it.other_titles, it.year, it.pages) == ("Schlaf", (), 2011, "e15")
    assert (it.journal, it.abbreviation) == ("J Inv", "J Inv")
    electronic = "<ArticleDate><Year>2015</Year></ArticleDate>"
    assert article(electronic).year == 2015
    assert article("<PublicationTypeList><PublicationType>Dataset</PublicationType>"
                   "</PublicationTypeList>").kind == "data set"  # fmt: skip
    ids = '<PubmedData><ArticleIdList><ArticleId IdType="doi">10.1/x</ArticleId></ArticleIdList>'
    assert read_one(f"{ids}</PubmedData>").doi == ""  # four digits at least
    assert read_one(f"{ids.replace('10.1/', '10.1000/')}</PubmedData>").doi == "10.1000/x"


BOOK = """<BookDocument><PMID Version="1">20</PMID><ArticleIdList>
<ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList><Book><Publisher>
<PublisherName>Invented Press</PublisherName><PublisherLocation>Leeds</PublisherLocation>
</Publisher><BookTitle book="b">A Book of Results</BookTitle><PubDate><Year>2015</Year></PubDate>
<AuthorList Type="editors"><Author><LastName>Roe</LastName><ForeName>Ben</ForeName></Author>
</AuthorList><CollectionTitle>Reports</CollectionTitle><Isbn>9783161484100</Isbn></Book>
{title}<Language>eng</Language><AuthorList Type="authors"><Author><LastName>Doe</LastName>
<ForeName>Ada</ForeName></Author></AuthorList><PublicationType>Review</PublicationType>
<Abstract><AbstractText>Text.</AbstractText></Abstract>
<KeywordList><Keyword>one</Keyword></KeywordList></BookDocument>"""


def test_a_chapter_and_a_book() -> None:
    title = '<ArticleTitle book="b" part="p">One chapter</ArticleTitle>'
    it = read_one(BOOK.format(title=title), "PubmedBookArticle")
    assert (it.kind, it.title, it.series, it.year) == (
        "chapter", "One chapter", "A Book of Results", 2015,
    )  # fmt: skip
    assert (it.authors, it.editors) == (("Doe, Ada",), ("Roe, Ben",))
    assert (it.publisher, it.place, it.isbn) == ("Invented Press", "Leeds", ("9783161484100",))
    assert (it.pmid, it.abstract, it.keywords) == ("20", "Text.", ("one",))
    whole = read_one(BOOK.format(title=""), "PubmedBookArticle")
    assert (whole.kind, whole.title, whole.series) == ("book", "A Book of Results", "Reports")
    bare = read("<PubmedBookArticle><BookDocument/></PubmedBookArticle>")
    assert (bare.references[0].kind, bare.references[0].authors) == ("book", ())
    assert bare.oddities[0].what == "Record 1 has no title."


def test_what_stands_beside_the_articles_is_kept() -> None:
    reading = read(f"{WHOLE}<DeleteCitation><PMID>7</PMID></DeleteCitation>")
    (said,) = reading.oddities
    assert (said.text, said.lines) == ("7", 1)


def test_recognises_and_refuses() -> None:
    assert pubmed_xml.recognises(HEAD + WHOLE + BOOK + END) == 1
    assert pubmed_xml.recognises(HEAD + END) == 0
    assert pubmed_xml.recognises("<xml/>") == 0
    with pytest.raises(Unreadable, match="No record of PubMed XML was found"):
        read("")
    with pytest.raises(Unreadable, match="there is only an end"):
        read("</PubmedArticle>")


def test_cut_anywhere() -> None:
    data = f"{HEAD}{WHOLE}{END}".encode()
    for end in range(0, len(data), 7):
        with suppress(Unreadable):
            assert pubmed_xml.read(data[:end]).references


@pytest.mark.real_data
def test_real_files(data: Path) -> None:
    seen = 0
    for path in sorted((data / "exports").rglob("*.xml")):
        content = path.read_bytes()
        there = content.count(b"<PubmedArticle>") + content.count(b"<PubmedBookArticle>")
        if not there:
            with pytest.raises(Unreadable, match="The file looks like"):
                read_any(content, path.name)
            continue
        reading = read_any(content, path.name)
        assert (reading.format, len(reading.references)) == ("pubmed_xml", there)
        assert reading.oddities == ()
        assert all(it.title and it.year and it.pmid for it in reading.references)
        seen += there
        for end in range(0, len(content), max(1, len(content) // 200)):
            with suppress(Unreadable):
                read_any(content[:end], path.name)
    assert seen
