"""BibTeX as databases and reference managers write it, sound and broken."""

from __future__ import annotations

import pytest

from uptake.formats import bibtex
from uptake.formats.bibtex_names import names
from uptake.formats.references import Reading, Reference
from uptake.formats.text import Unreadable


def read(text: str) -> Reading:
    return bibtex.read(text.encode())


def read_one(text: str) -> Reference:
    (reference,) = read(text).references
    return reference


def field(line: str, kind: str = "article") -> Reference:
    return read_one(f"@{kind}{{k,\n{line}\n}}\n")


WHOLE = """Scopus
EXPORT DATE: 1 May 2020

@ARTICLE{Doe2020,
\tauthor={Doe, Ada B. and de la Roe, Ben and {Invented Study Group}},
\ttitle={Guided {CBT} for low mood: a trial},
\tjournal={Journal of Invented Results},
\tabbrev_source_title={J. Invent. Res.},
\tyear={2020},
\tvolume={12},
\tnumber={3},
\tpages={623--31},
\tdoi={10.1000/ABC_1},
\tnote={cited By 0},
\turl={https://www.scopus.com/inward/record.uri?eid=2-s2.0-850&partnerID=40},
\tabstract={It was 5 \\% better ($p < .05$).},
\tkeywords={Depression; Insurance, health; depression},
\tissn={1234567X},
\tpubmed_id={123},
\tlanguage={English},
\tdocument_type={Article},
\tfunding_text\u00a01={Nobody paid.},
\tsource={Scopus},
}
"""


def test_a_whole_record() -> None:
    reading = read(WHOLE)
    (it,) = reading.references
    assert (reading.format, reading.encoding, reading.records_seen) == ("bibtex", "utf-8", 1)
    assert it.title == "Guided CBT for low mood: a trial"
    assert it.authors == ("Doe, Ada B.", "de la Roe, Ben", "Invented Study Group")
    assert (it.kind, it.year, it.volume, it.issue, it.pages) == (
        "article", 2020, "12", "3", "623-631",
    )  # fmt: skip
    assert (it.journal, it.abbreviation) == ("Journal of Invented Results", "J. Invent. Res.")
    assert (it.doi, it.pmid, it.issn) == ("10.1000/abc_1", "123", ("1234-567X",))
    assert it.abstract == "It was 5 % better ($p < .05$)."
    assert it.keywords == ("Depression", "Insurance, health", "depression")
    assert (it.language, it.publication_types) == ("English", ("Article",))
    assert (it.database, it.database_id, it.notes) == ("Scopus", "2-s2.0-850", ("cited By 0",))
    assert (it.line, it.end_line) == (4, 24)
    assert it.raw[0] == ("@ARTICLE", "Doe2020")
    assert ("funding_text\u00a01", "Nobody paid.") in it.raw
    (stray,) = reading.oddities
    assert (stray.line, stray.lines, stray.text) == (1, 2, "Scopus\nEXPORT DATE: 1 May 2020")


@pytest.mark.parametrize(
    "data",
    [
        WHOLE.replace("\n", "\r\n").encode(),
        WHOLE.replace("\n", "\r").encode(),
        WHOLE.encode("utf-16"),
        WHOLE.encode("utf-8-sig"),
        WHOLE.replace("@ARTICLE{", "@article(").replace("\n}\n", "\n)\n").encode(),
        WHOLE.replace("={", ' = "').replace("},\n", '",\n').encode(),
        " ".join(WHOLE.split("\n")).replace("Scopus EXPORT DATE: 1 May 2020 ", "").encode(),
        WHOLE.replace("@ARTICLE{", "@ article {").encode(),
    ],
)
def test_ways_of_writing_the_same_record(data: bytes) -> None:
    (it,) = bibtex.read(data).references
    expected = read_one(WHOLE)
    for name in ("title", "authors", "year", "pages", "doi", "abstract", "keywords", "database"):
        assert getattr(it, name) == getattr(expected, name), name


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ("@article{k1,", "k1"),
        ("@article{ WOS:000, ", "WOS:000"),
        ("@article{Kenny20103,17,", "Kenny20103,17"),
        ("@article{,", ""),
        ("@article{", ""),
        (
            "@article{doi:10.1002/(SICI)1<1::AID>3.0.CO;2-#,",
            "doi:10.1002/(SICI)1<1::AID>3.0.CO;2-#",
        ),
    ],
)
def test_keys(head: str, key: str) -> None:
    it = read_one(f"{head}\n title = {{One}}, year = 2020\n}}\n")
    assert (it.raw[0][1], it.title, it.year) == (key, "One", 2020)


def test_a_key_alone() -> None:
    reading = read("@misc{k1}\n@misc{k2,}\n@misc{{x}}\n@misc(k3)\n@misc{")
    keys = [it.raw[0][1] for it in reading.references]
    assert keys == ["k1", "k2", "", "k3", ""]
    assert sum("no title" in it.what for it in reading.oddities) == 5


def test_keys_used_twice_are_kept_and_said() -> None:
    reading = read("@misc{a,title={One}}\n@misc{a,title={Two}}\n@misc{a,title={Three}}\n")
    assert [it.title for it in reading.references] == ["One", "Two", "Three"]
    assert any("2 entries have a key that another has too" in it.what for it in reading.oddities)


def test_abbreviations_months_and_joined_values() -> None:
    reading = read(
        '@string{jir = "Journal of " # "Results"}\n@STRING(press =\n\n{Press})\n'
        '@article{a, title = "One " # "and" # { Two}, journal = JIR, publisher = press,\n'
        ' month = mar # " 3", year = 2020, volume = nosuch}\n'
    )
    (it,) = reading.references
    assert (it.title, it.journal, it.publisher) == ("One and Two", "Journal of Results", "Press")
    assert dict(it.raw)["month"] == 'mar # " 3"'
    assert dict(it.raw)["journal"] == "JIR"
    assert it.volume == "nosuch"
    said = [oddity for oddity in reading.oddities if "bbreviations" in oddity.what]
    assert said[0].text.startswith("@string{jir")
    assert said[0].lines == 3
    assert said[1].what.endswith("stay as they stand: nosuch.")


def test_a_name_whose_braces_never_close() -> None:
    assert names("{{Doe, Ada}") == ("Doe, Ada",)


def test_a_string_that_is_broken_ends_nothing() -> None:
    reading = read("@string{a = {open\n@article{k, title={One}, year=2020}\n")
    assert [it.title for it in reading.references] == ["One"]
    assert any("The abbreviation has braces" in it.what for it in reading.oddities)


def test_comments_and_preambles() -> None:
    reading = read(
        '@preamble{"\\newcommand{\\x}{y}"}\n@preamble("z")\n@comment{jabref-meta: x}\n'
        "@comment{\n@article{no, title={No}}\n}\n@misc{a, title={One}}\n% by hand\n"
        "@comment{\n@misc{b, title={Two}}\n@misc{c, title={Three}}\n"
        "@comment(never closed\n@misc{d, title={Four}}\n@comment{x}\n"
    )
    assert [it.title for it in reading.references] == ["One", "Two", "Three", "Four"]
    whats = [it.what for it in reading.oddities]
    assert sum("A preamble" in it for it in whats) == 2
    assert any("that holds an entry" in it for it in whats)
    assert any("% by hand" in it.text for it in reading.oddities)
    several = read("@comment{\n@misc{b}\n@misc{c}\n}\n@misc{d}\n")
    assert any("that holds 2 entries" in it.what for it in several.oddities)


@pytest.mark.parametrize(
    "broken",
    [
        "@article{a,\n title = {Open, \n year = {2019},\n",
        "@article{a,\n title = {Open},\n year = {2019\n",
        '@article{a,\n title = "Open,\n year = {2019},\n}\n',
        "@article{a,\n title = {Open}},\n year = {2019},\n}\n",
        "@article{a, title = {Open, year = {2019}}\n",
        "@article{a,\n {junk,\n title = {Open},\n year = {2019},\n}\n",
        "@article{a,\n note = {x\n title = {Open},\n year = 2019\n)\n",
    ],
)
def test_a_broken_entry_keeps_its_fields_and_costs_no_other(broken: str) -> None:
    reading = read(f"@misc{{z, title={{Zero}}}}\n{broken}@article{{b,\n title = {{Two}}}}\n")
    zero, one, two = reading.references
    assert (zero.title, one.title, one.year, two.title) == ("Zero", "Open", 2019, "Two")
    (said,) = (it for it in reading.oddities if "line by line" in it.what)
    assert said.line == 2
    assert "Open" in said.text


def test_an_entry_without_an_end() -> None:
    reading = read("@article{a,\n title = {One},\n\n\n@article{b,\n title = {Two},\n")
    assert [it.title for it in reading.references] == ["One", "Two"]
    assert sum("is not closed" in it.what for it in reading.oddities) == 2
    assert reading.references[0].end_line == 2


def test_a_broken_entry_without_any_field_is_kept_whole() -> None:
    reading = read("@article{a{b\n@article{b, title={Two}}\n")
    assert [it.title for it in reading.references] == ["", "Two"]
    assert any(it.text == "a{b" and it.lines == 1 for it in reading.oddities)


def test_text_in_an_entry_that_is_no_field() -> None:
    reading = read(
        "@article{a,\n title = {One},\n loose {x} words,\n year = 2020\n note = {N} more\n}\n"
        "@article(b, title = {Two}, x } y, year = 2021)\n"
    )
    one, two = reading.references
    assert (one.title, one.year, one.notes) == ("One", 2020, ("N",))
    assert (two.title, two.year) == ("Two", 2021)
    texts = [it.text for it in reading.oddities if "no field" in it.what]
    assert texts == ["loose {x} words", "more", "x } y"]


def test_quotation_marks_within_a_quoted_value() -> None:
    it = field(' title = "They said "yes", and "no" {"}too",\n year = 2020')
    assert it.title == 'They said "yes", and "no" "too'
    assert it.year == 2020


def test_deep_braces_and_a_line_that_looks_like_an_entry() -> None:
    it = field(
        " title = {{a {b {c {d {e}}}}} f},\n abstract = {We wrote\n@someone (2019) and left}"
    )
    assert (it.title, it.abstract) == ("a b c d e f", "We wrote @someone (2019) and left")
    reading = read("mail @someone (2019)\n@article{a, title={One}} @article{b, title={Two}}\n")
    assert [it.title for it in reading.references] == ["One", "Two"]


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("author = {Ada B. Doe and Ben van der Roe}", ("Doe, Ada B.", "van der Roe, Ben")),
        ("author = {Doe, Jr, Ada AND Roe, Ben, III}", ("Doe, Ada, Jr", "Roe, Ben, III")),
        ("author = {Ada Doe Jr.}", ("Doe, Ada, Jr.",)),
        ("author = {{World Health Agency} and others}", ("World Health Agency",)),
        ("author = {{Doe, Ada and Roe, Ben}}", ("Doe, Ada", "Roe, Ben")),
        ("author = {{Barnes and Noble Group}}", ("Barnes and Noble Group",)),
        ("author = {{A} and {B}}", ("A", "B")),
        ("author = {{Aa} X {Bb}}", ("Bb, Aa X",)),
        ('author = {J. {Cleland-Huang} and P. {M\\"a}der}', ("Cleland-Huang, J.", "Mäder, P.")),
        ("author = {Doe JA and Roe B}", ("Doe JA", "Roe B")),
        ("author = {Doe J., Roe B.}", ("Doe J.", "Roe B.")),
        ("author = {Doe, A; Roe, B}", ("Doe, A", "Roe, B")),
        ("author = {Doe, Ada de,  Roe, Ben}", ("Doe, Ada de", "Roe, Ben")),
        ("author = {Evidence Study Group}", ("Evidence Study Group",)),
        ("author = {Plato}", ("Plato",)),
        ("author = {Doe, A.~B. and D{\\'\\i}az, {\\'A}ngel}", ("Doe, A. B.", "Díaz, Ángel")),
        ("author = {}", ()),
        ("author = {{ } and \\}}", ("\\",)),
        ("author = {Doe, Ada\n   and Roe,\n Ben}", ("Doe, Ada", "Roe, Ben")),
        ("author = {Doe, A},\n author = {Roe, B}", ("Doe, A", "Roe, B")),
        ("author = {et al.}", ()),
    ],
)
def test_names(line: str, authors: tuple[str, ...]) -> None:
    assert field(f" {line}").authors == authors


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("doi = {https://doi.org/10.1000/a\\_b}", "doi", "10.1000/a_b"),
        ("eprint = {https://doi.org/10.1000/x}", "doi", "10.1000/x"),
        ("note = {doi: 10.1000/x}", "doi", "10.1000/x"),
        ("url = {https://doi.org/10.1000/x}", "doi", "10.1000/x"),
        ("url = {\\url{https://example.org/a\\_b}}", "urls", ("https://example.org/a_b",)),
        ("url = {\\foo{x}}", "urls", ("\\foo x",)),
        ("howpublished = {\\url{https://example.org/a}}", "urls", ("https://example.org/a",)),
        ("note = {PMID: 33355}", "pmid", "33355"),
        ("eprint = {777}, eprinttype = {pubmed}", "pmid", "777"),
        ("eprint = {abc}, eprinttype = {pubmed}", "pmid", ""),
        ("url = {https://europepmc.org/articles/PMC77}", "pmcid", "PMC77"),
        ("unique-id = {{WOS:0001}}", "database", "Web of Science"),
        ("date = {2019-03-01}", "year", 2019),
        ("date = {2019}, subtitle = {B}, title = {A}", "title", "A: B"),
        ("title = {A?}, subtitle = {B}", "title", "A? B"),
        ("title = {A: B}, subtitle = {B}", "title", "A: B"),
        ("eid = {e15}", "start_page", "e15"),
        ("pages = {10–13}", "end_page", "13"),
        ("number = {null}", "issue", ""),
        ("keywords = {a, b (c, d), {e, f}}", "keywords", ("a", "b (c, d)", "e", "f")),
        ("keywords = {one\n  two; three}", "keywords", ("one two", "three")),
        ("type = {{Article; Early Access}}", "publication_types", ("Article", "Early Access")),
        ("abstract = {One\n  two.\n\n  Three.}", "abstract", "One two.\n\nThree."),
        ("issn = {1234-567X}, eissn = {0008-543X}", "issn", ("1234-567X", "0008-543X")),
        ("title = {AT\\&amp;T {\\ss}}", "title", "AT&T ß"),
    ],
)
def test_fields(line: str, name: str, value: object) -> None:
    assert getattr(field(f" {line}"), name) == value


def test_keys_that_are_identifiers() -> None:
    assert read_one("@article{doi:10.1000/x, title={One}}").doi == "10.1000/x"
    assert read_one("@article{PMID:18, title={One}}").pmid == "18"
    assert read_one("@article{ISI:0001, title={One}}").database_id == "ISI:0001"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("incollection", ("chapter", "", "In this")),
        ("conference", ("conference paper", "", "In this")),
        ("book", ("book", "", "In this")),
        ("article", ("article", "In this", "")),
        ("phdthesis", ("thesis", "In this", "")),
        ("gadget", ("other", "In this", "")),
    ],
)
def test_kinds(kind: str, expected: tuple[str, str, str]) -> None:
    reading = read(f"@{kind}{{k, title = {{One}}, booktitle = {{In this}}, year = 1999}}")
    (it,) = reading.references
    assert (it.kind, it.journal, it.series) == expected
    assert any("@gadget" in oddity.what for oddity in reading.oddities) == (kind == "gadget")


def test_a_volume_that_has_only_the_title_of_a_book() -> None:
    it = read_one("@proceedings{k, booktitle = {Talks}, year = 1999}")
    assert (it.title, it.series) == ("Talks", "")


def test_what_an_entry_takes_from_another() -> None:
    reading = read(
        "@inbook{a, title={One}, crossref={b}}\n@book{b, title={The Book}, subtitle={A Story},\n"
        "editor={Roe, Ben}, year={1999}, publisher={Press}, note={no}, address={ }}\n"
        "@inbook{c, title={Two}, crossref={c}, booktitle={Own}}\n@inbook{d, crossref={nobody}}\n"
    )
    one, _, two, _ = reading.references
    assert (one.series, one.year, one.publisher) == ("The Book: A Story", 1999, "Press")
    assert (one.editors, one.notes, one.place) == (("Roe, Ben",), (), "")
    assert two.series == "Own"


def test_a_date_without_a_year_is_said() -> None:
    (said,) = read("@article{k, title={One}, year={in press}}").oddities
    assert (said.what, said.text) == (
        "Record 1 has a date without a year; kept as it stands.", "in press",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["Dear all", "@comment{x}", "@string{a = 1}", "who@where (x)", "@"]
)
def test_what_is_no_bibtex_is_refused(text: str) -> None:
    assert bibtex.recognises(text) == 0
    with pytest.raises(Unreadable, match="No BibTeX entry was found"):
        read(text)


def test_recognises_counts_entries() -> None:
    assert bibtex.recognises(WHOLE + "@comment{x}\n  @misc(a, title={x})\n") == 2


def test_written_again_what_no_field_took_up() -> None:
    (it,) = read(
        "@inproceedings{Doe+1,\n title = {One},\n Early Access Date = {MAY},\n x = {a {b}}\n}\n"
    ).references
    text = bibtex.write([it, it], [(("decision", "include & go"),)]).decode()
    assert text.startswith("@inproceedings{Doe+1,\n  title = {One},\n")
    assert "  Early Access Date = {MAY},\n  x = {a {b}},\n  decision = {include \\& go},\n}" in text
    assert "@inproceedings{Doe+1-2," in text
    (broken,) = read("@article{k,\n title = {One},\n x = {a {b,\n y = }c{\n").references
    assert "x = {a b,\n y = c}," in bibtex.write([broken]).decode()
    crossed = Reference(title="One", raw=(("@misc", "k"), ("x", "}{")), format="bibtex")
    assert b"  x = {},\n" in bibtex.write([crossed])
    assert bibtex.write([]) == b""


def test_keys_are_made_of_names_and_years() -> None:
    made = [
        Reference(title="One", authors=("Díaz, Ángel",), year=2020),
        Reference(title="Two words"),
        Reference(title="李", kind="web page"),
        Reference(title="Three", kind="no such", raw=(("TY", "x"),), format="bibtex"),
    ]
    heads = [line for line in bibtex.write(made).decode().split("\n") if line.startswith("@")]
    assert heads == [
        "@article{Diaz2020,", "@article{Twowords,", "@online{reference,", "@misc{x,",
    ]  # fmt: skip
