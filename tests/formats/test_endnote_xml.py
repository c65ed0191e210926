"""EndNote XML, sound and broken."""

from __future__ import annotations

import html
import re
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.pace import allowed
from uptake.formats import endnote_xml, xml_records
from uptake.formats.references import Reading, Reference
from uptake.formats.text import Unreadable, decode, split_lines

HEAD = '<?xml version="1.0" encoding="UTF-8" ?><xml><records>'
END = "</records></xml>"
STYLE = '<style face="normal" font="default" size="100%">'


def read(records: str) -> Reading:
    return endnote_xml.read(f"{HEAD}{records}{END}".encode())


def read_one(inside: str) -> Reference:
    (reference,) = read(f"<record>{inside}</record>").references
    return reference


ONE = (
    '<database name="My.enl" path="C:\\My.enl">My.enl</database>'
    '<source-app name="EndNote" version="20.1">EndNote</source-app><rec-number>1</rec-number>'
    '<foreign-keys><key app="EN" db-id="9x" timestamp="1">1</key></foreign-keys>'
    '<ref-type name="Journal Article">17</ref-type><contributors><authors>'
    f"<author>{STYLE}Doe, Ada</style></author><author>{STYLE}Roe, B&#xD;Poe, C</style></author>"
    f"</authors></contributors><titles><title>{STYLE}One </style>"
    '<style face="italic" font="default" size="100%">in vivo</style>'
    f"{STYLE} study &amp; more</style></title><secondary-title>{STYLE}J Invent Res</style>"
    "</secondary-title><translated-title>Une</translated-title></titles><periodical><full-title>"
    "Journal of Invented Results</full-title><abbr-1>J. Invent. Res.</abbr-1></periodical>"
    f"<pages>{STYLE}623-31</style></pages><volume>12</volume><number>3</number>"
    "<keywords><keyword>Sleep&#xD;Low mood</keyword><keyword>Teens</keyword></keywords>"
    "<dates><year>2020</year><pub-dates><date>May</date></pub-dates></dates>"
    "<isbn>1234-567X (Print)&#xD;0008-543X</isbn><accession-num>123</accession-num>"
    "<abstract>Sleep was &lt; 5 h.&#xD;More.</abstract><notes>A note</notes>"
    "<urls><related-urls><url>https://example.org/1&#xD;https://example.org/2</url></related-urls>"
    "</urls><custom2>PMC77</custom2><electronic-resource-num>10.1000/AB</electronic-resource-num>"
    "<remote-database-name>PubMed</remote-database-name><language>eng</language>"
    "<work-type>Review</work-type><publisher>Press</publisher><pub-location>Leeds</pub-location>"
)


def test_a_whole_record() -> None:
    reading = read(f"<record>{ONE}</record>")
    (it,) = reading.references
    assert reading.oddities == ()
    assert (reading.format, reading.records_seen, reading.lines) == ("endnote_xml", 1, 1)
    assert it.title == "One in vivo study & more"
    assert it.authors == ("Doe, Ada", "Roe, B", "Poe, C")
    assert (it.kind, it.year, it.volume, it.issue, it.pages) == (
        "article", 2020, "12", "3", "623-631",
    )  # fmt: skip
    assert (it.journal, it.abbreviation) == ("Journal of Invented Results", "J. Invent. Res.")
    assert (it.doi, it.pmid, it.pmcid) == ("10.1000/ab", "123", "PMC77")
    assert it.issn == ("1234-567X", "0008-543X")
    assert it.abstract == "Sleep was < 5 h. More."
    assert it.keywords == ("Sleep", "Low mood", "Teens")
    assert it.urls == ("https://example.org/1", "https://example.org/2")
    assert (it.database, it.database_id, it.language) == ("PubMed", "123", "eng")
    assert (it.publisher, it.place, it.notes) == ("Press", "Leeds", ("A note",))
    assert (it.other_titles, it.publication_types) == (("Une",), ("Review",))
    assert ("ref-type[name=Journal Article]", "17") in it.raw
    assert ("contributors/authors/author", "Roe, B\rPoe, C") in it.raw


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda text: re.sub("</?style[^>]*>", "", text), "plain"),
        (lambda text: text.replace("><", ">\n  <"), "indented"),
        (lambda text: text.replace("&#xD;", "&#13;"), "decimal"),
        (lambda text: text.replace("<year>2020</year>", "<year><![CDATA[2020]]></year>"), "CDATA"),
        (lambda text: text.replace("<record>", "<record a='b'><!-- <b> -->"), "comment"),
    ],
)
def test_ways_of_writing_the_same_record(change: Callable[[str], str], text: str) -> None:
    (it,) = endnote_xml.read(change(f"{HEAD}<record>{ONE}</record>{END}").encode()).references
    expected = read_one(ONE)
    for name in ("authors", "year", "doi", "pages", "keywords", "issn", "abstract", "urls"):
        assert getattr(it, name) == getattr(expected, name), (text, name)


def test_a_field_that_holds_only_markup_gives_way_to_the_next() -> None:
    titles = "<titles><title>&lt;i&gt;</title><title>One</title></titles>"
    assert read_one(titles).title == "One"


def test_other_encodings() -> None:
    text = f"{HEAD}<record><titles><title>Größe</title></titles></record>{END}"
    for data in (text.encode("utf-16"), text.encode("utf-8-sig"), text.encode("cp1252")):
        assert endnote_xml.read(data).references[0].title == "Größe"


@pytest.mark.parametrize(
    ("name", "number", "kind"),
    [
        ("Journal Article", "17", "article"),
        ("Book Section", "5", "chapter"),
        ("", "5", "chapter"),
        ("", "Thesis", "thesis"),
        ("Something of its own", "47", "conference paper"),
        ("Something of its own", "99", "other"),
    ],
)
def test_kinds(name: str, number: str, kind: str) -> None:
    assert read_one(f'<ref-type name="{name}">{number}</ref-type>').kind == kind


def test_kinds_that_are_not_said() -> None:
    assert read_one("<titles><title>x</title></titles>").kind == "other"
    assert read_one("<periodical><full-title>x</full-title></periodical>").kind == "article"


def test_chapters_papers_books_and_theses() -> None:
    titles = (
        "<titles><title>One</title><secondary-title>In this</secondary-title>"
        "<tertiary-title>Series</tertiary-title></titles><contributors><secondary-authors><author>"
        "Roe, Ben</author></secondary-authors></contributors>"
    )
    chapter = read_one(f'<ref-type name="Book Section">5</ref-type>{titles}')
    assert (chapter.series, chapter.journal, chapter.editors) == ("In this", "", ("Roe, Ben",))
    paper = read_one(
        f"<ref-type>47</ref-type>{titles}<periodical><full-title>In this</full-title></periodical>"
    )
    assert (paper.series, paper.journal) == ("In this", "")
    article = read_one(f"<ref-type>17</ref-type>{titles}")
    assert (article.journal, article.series) == ("In this", "Series")
    assert read_one(f"<ref-type>32</ref-type>{titles}").editors == ()
    same = "<titles><title>One</title><secondary-title>One</secondary-title></titles>"
    assert read_one(f"<ref-type>6</ref-type>{same}").series == ""


def test_where_identifiers_stand() -> None:
    link = "<urls><web-urls><url>https://doi.org/10.1000/x</url></web-urls></urls>"
    assert read_one(link).doi == "10.1000/x"
    assert read_one("<accession-num>10.1000/x</accession-num>").doi == "10.1000/x"
    assert read_one("<accession-num>PMID: 12</accession-num>").pmid == "12"
    assert read_one("<accession-num>12</accession-num>").pmid == ""
    assert read_one("<electronic-resource-num>e15</electronic-resource-num>").doi == ""


def test_a_date_without_a_year_is_said() -> None:
    whats = [it.what for it in read("<record><dates><year>soon</year></dates></record>").oddities]
    assert whats == [
        "Record 1 has no title.",
        "Record 1 has a date without a year; kept as it stands.",
    ]


def test_a_broken_record_costs_no_other() -> None:
    reading = read(
        f"<record>{ONE}</record>\n<record><titles><title>Two <b>x</title>\n<year>2001</record>\n"
        f"<record><titles><title>Three</title></titles></record>"
    )
    assert [it.title for it in reading.references][::2] == ["One in vivo study & more", "Three"]
    assert reading.references[1].title.startswith("Two x")
    (broken,) = (it for it in reading.oddities if "is broken" in it.what)
    assert broken.what.startswith("Record 2 is broken on line 2: Opening and ending tag mismatch")
    assert (broken.line, broken.text.count("2001")) == (2, 1)


def test_a_file_that_is_cut_off() -> None:
    data = f"{HEAD}<record>{ONE}</record><record><titles><title>Cut of".encode()
    reading = endnote_xml.read(data)
    assert [it.title for it in reading.references] == ["One in vivo study & more", "Cut of"]
    assert any("Record 2 isn't closed" in it.what for it in reading.oddities)
    # One that never closes ends where the next begins.
    reading = read("<record><titles><title>A</title><record><titles><title>B</title></record>")
    assert [it.title for it in reading.references] == ["A", "B"]


def test_signs_that_xml_does_not_allow() -> None:
    reading = read(
        "<record><titles><title>A & B &nbsp;\x0b C&#x1F;D &lt;i&gt;E&lt;/i&gt; &nosuch; &#x41;"
        " &#65; &amp;amp;</title></titles><x:y z:a='1'>k</x:y></record>"
    )
    assert reading.references[0].title == "A & B C D E &nosuch; A A &"
    assert ("y[a=1]", "k") in reading.references[0].raw
    (said, *_) = reading.oddities
    assert said.what == "Record 1 holds signs that XML doesn't allow; they were replaced."


def test_what_is_lost_from_a_broken_record_is_reported_whole() -> None:
    reading = read("<record><titles><title>A</title></titles><<lost & gone></record>")
    (broken,) = (it for it in reading.oddities if "is broken" in it.what)
    assert (broken.lines, "lost" in broken.text) == (1, True)


def test_a_record_that_is_no_xml_at_all_is_kept_as_text() -> None:
    deep = "<a>" * 1_000
    reading = read(f"<record>{deep}</record><record><titles><title>B</title></titles></record>")
    assert len(reading.references) == 2
    assert reading.references[1].title == "B"
    assert any("Record 1 is broken" in it.what for it in reading.oddities)


def test_a_record_that_the_parser_gives_up_is_kept_as_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for text in ("", "no xml"):
        root, (said,) = xml_records.parsed(xml_records.Piece(text, 1, 1, closed=True), 1)
        assert (root, said.text, said.lines) == (None, text, 1)
    monkeypatch.setattr(xml_records, "parsed", lambda piece, position: (None, [said]))
    reading = read("<record>A</record>")
    assert reading.references[0].raw == (("record", "<record>A</record>"),)
    assert reading.oddities == (said,)


def test_text_between_records_is_kept() -> None:
    reading = read("<record/>stray\n words <record><titles><title>A</title></titles></record> end")
    assert len(reading.references) == 2
    texts = [it.text for it in reading.oddities if "belongs to none" in it.what]
    assert texts == ["stray\nwords", "end"]


def test_text_beside_elements_is_kept() -> None:
    whole = endnote_xml.read(b"<xml><records><record a='b'>x<c/></record></records></xml>")
    assert whole.references[0].raw == (("record[a=b]", "x"),)
    it = read_one("<titles>loose <title>A</title> words</titles><empty kind='x'><y/></empty>")
    assert it.raw == (("titles", "loose A words"), ("empty[kind=x]", ""))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
         b"<xml><records><record><title>&b;</title></record></records></xml>", "declares entities"),
        (b'<!DOCTYPE x [<!entity a SYSTEM "file:///etc/passwd">]><xml><records><record>&a;'
         b"</record></records></xml>", "declares entities"),
        (b"<xml><records></records></xml>", "No record of EndNote XML"),
        (b"<xml><records></record></records></xml>", "No record of EndNote XML"),
        (b" \n ", "only blank lines"),
    ],
)  # fmt: skip
def test_what_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(Unreadable, match=what):
        endnote_xml.read(data, name="a.xml")


def test_an_entity_that_is_not_declared_is_never_resolved() -> None:
    it = read_one("<titles><title>&xxe; x</title></titles>")
    assert it.title == "&xxe; x"


def test_recognises() -> None:
    assert endnote_xml.recognises(f"{HEAD}<record>{ONE}</record><record>{END}") == 2
    assert endnote_xml.recognises("<record><database name='x'>x</database></record>") == 1
    assert endnote_xml.recognises("<other><record><y/></record></other>") == 0
    assert endnote_xml.recognises("a <records> of <recording>") == 0


def test_one_line_of_seven_megabytes() -> None:
    abstract = "<abstract>" + "Some words of an abstract. " * 80 + "</abstract>"
    data = f"{HEAD}{f'<record>{ONE}{abstract}</record>' * 2_000}{END}".encode()
    assert len(data) > 7_000_000
    told: list[int] = []
    reading = endnote_xml.read(data, progress=lambda done, size: told.append(done))
    assert len(reading.references) == 2_000
    assert told[-1] == len(data)


@pytest.mark.parametrize(
    "text",
    ["<record>", "<record><a>", "</record>", "<record/>", "<record ", "<!--", "<", "&", "<a>&#xD;"],
)
def test_it_ends_in_time(text: str) -> None:
    start = time.process_time()
    with suppress(Unreadable):
        read(text * (200_000 // len(text)))
    assert time.process_time() - start < allowed(10)


PIECES = [
    *("<record>", "</record>", "<record/>", "<titles>", "</titles>", "<title>", "</title>", STYLE),
    *(
        "</style>",
        "<year>",
        "</year>",
        "2020",
        "words",
        "&amp;",
        "&#xD;",
        "&",
        "<",
        ">",
        "\n",
        "]]>",
    ),
    *("<![CDATA[", "<!-- ", " -->", "<?x ?>", "</records>", '<ref-type name="x">', "</ref-type>"),
]


COMMENT = re.compile(r"<!--.*?-->|<\?.*?\?>", re.S)
TAG = re.compile(r"<!\[CDATA\[|\]\]>|<[!/A-Za-z][^<>]*>")
NAMED = re.compile(r"&#?\w+;")


def words_only(text: str) -> str:
    """A text without its tags and comments, each line still where it was."""
    for markup in (COMMENT, TAG):
        text = markup.sub(lambda found: "\n" * found.group().count("\n") or " ", text)
    return NAMED.sub(lambda found: html.unescape(found.group()), text)


def check_nothing_lost(data: bytes, reading: Reading) -> None:
    """Each letter of text is in a reference or a report, each line in the span of one of them."""
    text = "\n".join(split_lines(decode(data).text))
    kept = [value for it in reading.references for _, value in it.raw]
    kept += [it.text for it in reading.oddities]
    lost = Counter(filter(str.isalnum, words_only(text)))
    assert not lost - Counter(letter for value in kept for letter in html.unescape(value))
    spanned = {n for it in reading.references for n in range(it.line, it.end_line + 1)}
    reported = {line.strip() for it in reading.oddities for line in it.text.split("\n")}
    for number, line in enumerate(words_only(text).split("\n"), start=1):
        assert not line.strip() or number in spanned or line.strip() in reported, line
    assert len(reading.references) == reading.records_seen
    assert all(1 <= it.line <= it.end_line <= reading.lines for it in reading.references)


@example(["2020", "</record>", "<record>"])
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=25))
def test_any_pieces_are_read_or_refused_and_nothing_is_lost(pieces: list[str]) -> None:
    data = f"{HEAD}{''.join(pieces)}".encode("utf-8", "replace")
    with suppress(Unreadable):
        check_nothing_lost(data, endnote_xml.read(data))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_nothing_is_lost(inside: bytes) -> None:
    data = HEAD.encode() + b"<record>" + inside + b"</record>"
    with suppress(Unreadable):
        check_nothing_lost(data, endnote_xml.read(data))


WHOLE = f"{HEAD}<record>{ONE}</record>\n<record>{ONE}</record>{END}".encode()


def test_cut_anywhere() -> None:
    for end in range(0, len(WHOLE), 3):
        with suppress(Unreadable):
            assert endnote_xml.read(WHOLE[:end]).references
