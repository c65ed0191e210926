"""One form for each field, and names of authors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.formats import fields
from uptake.formats.authors import Author, author, authors


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("", ""),
        ("  two  blanks ", "two blanks"),
        ("a\tb\u00a0c\nd", "a b c d"),
        ("x" * 200 + "\ty", "x" * 200 + " y"),
        ("x" * 200 + "  y", "x" * 200 + " y"),
        ("<i>In vivo</i> CO<sub>2</sub>", "In vivo CO2"),
        ("<jats:p>One.</jats:p><jats:p>Two.</jats:p>", "One. Two."),
        ("One.<br/>Two.", "One. Two."),
        ("p < .05 and n > 30", "p < .05 and n > 30"),
        ("Q&amp;A &#233; &lt;b&gt;bold&lt;/b&gt;", "Q&A é bold"),
        ("R&D; AT&T &unknown; &amp;amp;", "R&D; AT&T &unknown; &"),
    ],
)
def test_plain(value: str, plain: str) -> None:
    assert fields.plain(value) == plain


@given(st.text(st.sampled_from("ab <>&;#/ipltgam23\n\t\u2028\xa0"), max_size=40))
def test_plain_twice_is_plain_once(value: str) -> None:
    once = fields.plain(value)
    assert fields.plain(once) == once


@given(st.text(max_size=300))
def test_squash_equals_its_slow_twin(value: str) -> None:
    assert fields.squash(value) == " ".join(value.split())


@pytest.mark.parametrize("value", ["nan", "None", " n/a ", "-", "No", "Specified", "", "undefined"])
def test_placeholders_are_blank(value: str) -> None:
    assert fields.or_blank(value) == ""


def test_what_is_no_placeholder_stays() -> None:
    assert fields.or_blank(" 12 ") == "12"
    assert fields.or_blank("Suppl 1") == "Suppl 1"


@pytest.mark.parametrize(
    ("value", "year"),
    [
        ("2006/03//", 2006),
        ("1948", 1948),
        ("2018 Aug 3", 2018),
        ("2021/07//Jul-Sep2021", 2021),
        ("Start date: 20170812", 2017),
        ("201708", 2017),
        ("26-29 Sept. 2004", 2004),
        ("Publication Year", None),
        ("10 15", None),
        ("93", None),
        ("123456", None),
        ("20171399", None),
    ],
)
def test_year(value: str, year: int | None) -> None:
    assert fields.year(value) == year


@pytest.mark.parametrize(
    ("start", "end", "pages"),
    [
        ("379", "423", ("379", "423")),
        ("123-145", "", ("123", "145")),
        ("123-145", "145", ("123", "145")),
        ("623-31", "", ("623", "631")),
        ("623-31", "31", ("623", "631")),
        ("623", "31", ("623", "631")),
        ("623\u201331", "", ("623", "631")),
        ("623 \u2010 631", "", ("623", "631")),
        ("623--631", "", ("623", "631")),
        ("pp 37-64", "", ("37", "64")),
        ("p. 7", "", ("7", "")),
        ("S105", "12", ("S105", "S112")),
        ("S105-S112", "", ("S105", "S112")),
        ("e0139442", "", ("e0139442", "")),
        ("1283.e1-1283.e5", "", ("1283.e1", "1283.e5")),
        ("xi-xvi", "", ("xi", "xvi")),
        ("1-10; discussion 11", "", ("1", "10")),
        ("5", "5", ("5", "")),
        ("", "9", ("9", "")),
        ("nan", "nan", ("", "")),
        ("No", "Specified", ("", "")),
        ("99", "1", ("99", "1")),
        ("12", "15a", ("12", "15a")),
        ("CD001234.pub2", "", ("CD001234.pub2", "")),
    ],
)
def test_pages(start: str, end: str, pages: tuple[str, str]) -> None:
    assert fields.pages(start, end) == pages


@pytest.mark.parametrize(
    ("value", "doi"),
    [
        ("10.1000/ABC.def", "10.1000/abc.def"),
        ("http://dx.doi.org/10.1000/abc", "10.1000/abc"),
        ("doi: 10.1000/abc.", "10.1000/abc"),
        ("10.1016/S0140-6736(05)66545-9", "10.1016/s0140-6736(05)66545-9"),
        ("(10.1000/abc)", "10.1000/abc"),
        ("10.1016/S0140(05)", "10.1016/s0140(05)"),
        ("[10.1000/abc]", "10.1000/abc"),
        ("10.1000/abc [doi]", "10.1000/abc"),
        (
            "10.1002/(SICI)1097-0258(199808)17:15&lt;1661::AID-SIM968&gt;3.0.CO;2-2",
            "10.1002/(sici)1097-0258(199808)17:15<1661::aid-sim968>3.0.co;2-2",
        ),
        ("https://example.org/?doi=10.1000%2fabc&x=1", "10.1000/abc"),
        ("https://example.org/doi/10.1000/abc/full#top", "10.1000/abc"),
        ("https://example.org/10.1000/abc.pdf", "10.1000/abc"),
        ("10.1000/.", ""),
        ("10.1000", ""),
        ("nan", ""),
        ("version 10.1", ""),
    ],
)
def test_doi(value: str, doi: str) -> None:
    assert fields.doi(value) == doi


def test_a_doi_in_a_note_must_be_the_only_one_and_said_to_be_one() -> None:
    assert fields.doi_in_note("doi: 10.1000/abc; published early") == "10.1000/abc"
    assert fields.doi_in_note(" 10.1000/abc") == "10.1000/abc"
    assert fields.doi_in_note("See 10.1000/abc") == ""
    assert fields.doi_in_note("doi 10.1000/abc, doi 10.1000/abd") == ""
    assert fields.doi_in_note("doi 10.1000/abc" + " word" * 100) == ""


def test_pubmed_numbers() -> None:
    assert fields.pmid_in("https://www.ncbi.nlm.nih.gov/pubmed/123") == "123"
    assert fields.pmid_in("pmid:45") == "45"
    assert fields.pmid_in("https://example.org/123") == ""
    assert fields.pmid_in("pubmed/123456789") == ""
    assert fields.pmcid_in("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC12") == "PMC12"
    assert fields.pmcid_in("pmc12345") == "PMC12345"
    assert fields.pmcid_in("none") == ""
    assert fields.pmcid_in("PMC") == ""


@pytest.mark.parametrize(
    ("values", "issn", "isbn"),
    [
        (["0008-543X"], ("0008-543X",), ()),
        (["0008543x"], ("0008-543X",), ()),
        (["03064530 (ISSN)"], ("0306-4530",), ()),
        (["1999-7777(Electronic),0222-6666(Print)"], ("1999-7777", "0222-6666"), ()),
        (["1895-5770 1895-5770"], ("1895-5770",), ()),
        (["046502470X"], (), ("046502470X",)),
        (["9783161484100 (ISBN); 18650929 (ISSN)"], ("1865-0929",), ("9783161484100",)),
        (["978 3 16 148410 0"], (), ("9783161484100",)),
        (["ISSN-1234-4567"], ("1234-4567",), ()),
        (["ABCDEFGH", "ABCDEFGHIJ", "12", ""], (), ()),
    ],
)
def test_serials(values: list[str], issn: tuple[str, ...], isbn: tuple[str, ...]) -> None:
    assert fields.serials(values) == (issn, isbn)


def test_keywords() -> None:
    given = ["*Sleep", "mood; sleep;", "one\ntwo", "Brain/*diagnosis/therapy", "mood", " "]
    expected = ("Sleep", "mood", "sleep", "one", "two", "Brain/diagnosis/therapy")
    assert fields.keywords(given) == expected


def test_urls() -> None:
    given = ["http://a.org/1; https://b.org/2", "http://a.org/1", " ", "c.org"]
    assert fields.urls(given) == ("http://a.org/1", "https://b.org/2", "c.org")


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Shannon,Claude E.", ["Shannon, Claude E."]),
        ("Smith, J.", ["Smith, J."]),
        ("SMITH, J", ["SMITH, J"]),
        ("Smith J.", ["Smith J."]),
        ("Smith, J.; Jones, K.;", ["Smith, J.", "Jones, K."]),
        ("Smith JA, Jones K, van der Berg L", ["Smith JA", "Jones K", "van der Berg L"]),
        ("Smith JA, Jones K.", ["Smith JA", "Jones K."]),
        ("Smith, Jane and Jones, Kay", ["Smith, Jane", "Jones, Kay"]),
        ("CarlisleD.B.EllisP.E.", ["CarlisleD.B.", "EllisP.E."]),
        ("Department of Health and Care, England", ["Department of Health and Care, England"]),
        ("Smith , Jane ,", ["Smith, Jane"]),
        ("M&uuml;ller, J.", ["Müller, J."]),
        ("<i>Doe</i>, A", ["Doe, A"]),
        ("Doe,\tA", ["Doe, A"]),
        ("Plato", ["Plato"]),
        ("Andres, Burns, Cowan", ["Andres, Burns, Cowan"]),
        (" ", []),
    ],
)
def test_authors(value: str, names: list[str]) -> None:
    assert authors([value]) == tuple(names)


@given(st.lists(st.text(st.sampled_from("aB ,.;é'-and&"), max_size=25), max_size=3))
def test_authors_never_come_with_blanks_about_them(values: list[str]) -> None:
    assert all(name and name == name.strip() for name in authors(values))


@pytest.mark.parametrize(
    ("name", "parts", "initials"),
    [
        ("Smith, Jane A.", Author("Smith", "Jane A."), "JA"),
        ("SMITH, J", Author("Smith", "J"), "J"),
        ("Smith J.A.", Author("Smith", "J.A."), "JA"),
        ("van der Berg LM", Author("van der Berg", "LM"), "LM"),
        ("Jane A. Smith", Author("Smith", "Jane A."), "JA"),
        ("Ludo van der Berg", Author("van der Berg", "Ludo"), "L"),
        ("Smith, Jr., John", Author("Smith", "John", "Jr."), "J"),
        ("Smith, John, III", Author("Smith", "John", "III"), "J"),
        ("Plato", Author("Plato"), ""),
        ("Invented Study Group", Author("Invented Study Group", group=True), ""),
    ],
)
def test_author(name: str, parts: Author, initials: str) -> None:
    assert author(name) == parts
    assert author(name).initials == initials


def test_an_entity_within_an_entity_without_end_is_left() -> None:
    # The code of each digit ends in the next of these, so each can stand for the one before.
    value, digits = "8", "86420"
    for level in range(30):
        first = "4" if digits[(29 - level) % 5] == "0" else "5"
        value = f"&#{first}{value if level else digits[(30 - level) % 5]};"
    assert fields.plain(value).startswith("&#")


ODD_NAMES = st.lists(
    st.text(st.sampled_from("aBé ,.;&<-\n\t\xa0"), max_size=12)
    | st.sampled_from(["Doe JA, Roe B", "DoeA.B.RoeC.D.", "Doe, Ada", "SMITH, J", "a and b, c"]),
    max_size=4,
)


@given(ODD_NAMES, st.booleans())
def test_many_names_come_out_as_each_on_its_own(values: list[str], long: bool) -> None:
    given = [*values, "Doe, Ada " * 20] if long else values
    one_by_one = [name for value in given for name in authors([value])]
    assert authors(given) == tuple(one_by_one)


@given(
    st.lists(st.text(st.sampled_from("aé *;<&/\n\t\xa0"), max_size=9), max_size=4), st.booleans()
)
def test_many_keywords_come_out_as_each_on_its_own(values: list[str], long: bool) -> None:
    given = [*values, "word " * 40] if long else values
    one_by_one = dict.fromkeys(word for value in given for word in fields.keywords([value]))
    assert fields.keywords(given) == tuple(one_by_one)


def test_long_keywords_on_lines_of_their_own_are_parted() -> None:
    words = [f"A long subject heading number {number}" for number in range(9)]
    assert fields.keywords(["\n".join(words)]) == tuple(words)
