"""The tables of known programs, in miniature; and several names in one cell."""

from __future__ import annotations

import pytest

from uptake.formats import tables
from uptake.formats.detect import read_any
from uptake.formats.references import Reference
from uptake.formats.table_layouts import LAYOUTS, SYNONYMS
from uptake.formats.table_names import commas_part, names, style_of, topics
from uptake.formats.table_source import parts_of


def first(text: str, name: str = "a.csv") -> Reference:
    reading = read_any(text.encode(), name)
    assert reading.format == "csv"
    assert all(column.sure for column in reading.columns), reading.columns
    return reading.references[0]


def test_each_layout_is_known_by_its_own_signature_only() -> None:
    assert len({it.name for it in LAYOUTS}) == len(LAYOUTS)
    for at, layout in enumerate(LAYOUTS):
        assert not any(it.signature <= layout.signature for it in LAYOUTS[:at])
    assert SYNONYMS["article title"] == "title"


def test_scopus_whose_rows_may_have_more_cells_than_headings() -> None:
    heads = "Authors,Title,Year,Source title,Art. No.,Cited by,Funding Text 1,Source,EID"
    text = (
        f"{heads}\n"
        '"Vance R., Osei K.A.",Guided care,2020,A journal,e12,3,"by one","by two",Scopus,2-s2.0-1\n'
        '"Tamm L.",Who pays,2021,A journal,,,,Scopus,2-s2.0-2\n'
    )
    it = first(text)
    assert (it.authors, it.journal, it.pages) == (("Vance R.", "Osei K.A."), "A journal", "e12")
    assert (it.database, it.database_id) == ("Scopus", "2-s2.0-1")
    assert ("Column 10", "by two") in it.raw
    reading = tables.read(text.encode())
    assert "set right" in reading.oddities[0].what
    assert reading.references[1].database_id == "2-s2.0-2"


def test_embase_across() -> None:
    it = first(
        "Title,Author Names,Source,Abstract,Emtree Medical Index Terms\n"
        '"Guided care","Vance R., Osei K.","Digital Care (2014) 3:2 (152-160). Date of '
        'Publication: 2014","Words","depression, anxiety, self care"\n'
    )
    assert (it.journal, it.year, it.volume, it.issue, it.pages) == (
        "Digital Care", 2014, "3", "2", "152-160",
    )  # fmt: skip
    assert it.keywords == ("depression", "anxiety", "self care")


@pytest.mark.parametrize("beside", [True, False])
def test_embase_in_blocks(beside: bool) -> None:
    fields = [
        ("TITLE", ["Guided care"]), ("AUTHOR NAMES", ["Vance R.", "Osei K."]),
        ("PUBLICATION YEAR", ["2014"]), ("ABSTRACT", ["Some words"]),
        ("TITLE", ["Who pays"]), ("AUTHOR NAMES", ["Tamm L."]), ("SOURCE TITLE", ["A journal"]),
    ]  # fmt: skip
    mark = "," if beside else "\n"
    body = "".join(
        '"' + name + '"' + mark + ",".join(f'"{value}"' for value in values) + "\n"
        for name, values in fields
    )
    one, two = read_any(f'"Export","of one day"\n{body}'.encode(), "a.csv").references
    assert (one.title, one.authors, one.year) == ("Guided care", ("Vance R.", "Osei K."), 2014)
    assert one.line == 2
    assert (two.title, two.journal) == ("Who pays", "A journal")
    assert two.line > one.end_line - 1


def test_ieee_springer_pubmed_bvs_scielo() -> None:
    it = first(
        '"Document Title",Authors,"Publication Title","Publication Year","Start Page","End Page",'
        '"IEEE Terms","Document Identifier"\n'
        '"Guided care","R. Vance; K. Osei","2020 Conference on Care","2020","1","7","a;b",'
        '"IEEE Conferences"\n'
    )
    assert (it.kind, it.authors, it.pages) == ("conference paper", ("R. Vance", "K. Osei"), "1-7")
    it = first(
        "Item Title,Publication Title,Item DOI,Authors,Publication Year,Content Type\n"
        '"Guided care","A journal","10.1000/1","Rosa VanceKofi A. OseiJan McDonald","2020",'
        "Article\n"
    )
    assert it.authors == ("Rosa Vance", "Kofi A. Osei", "Jan McDonald")
    it = first(
        '"PMID","Title","Authors","Citation","First Author","Journal/Book","DOI"\n'
        '"1","Guided care","Vance R, Osei KA.","Digit Care. 2022 Mar;53(2):334-347. doi: 10.1/x.",'
        '"Vance R","Digit Care","10.1000/x"\n'
    )
    assert (it.authors, it.year, it.volume, it.pages) == (
        ("Vance R", "Osei KA"), 2022, "53", "334-347",
    )  # fmt: skip
    it = first(
        "ID,Title,Authors,Source,Descriptor(s),Publication Country\n"
        'm-1,Guided care,"Vance, Rosa; Osei, Kofi","Digit Care;139: 179-184, 2021 07. ",a; b,BR\n'
    )
    assert (it.journal, it.year, it.pages) == ("Digit Care", 2021, "179-184")
    it = first(
        "ID,Title,Author(s),Source,Fulltext URL\n"
        'S1,Guided care,"Vance, Rosa, Osei, Kofi",Digit Care; 8(1); 132-145,https://example.org\n'
    )
    assert it.authors == ("Vance, Rosa", "Osei, Kofi")
    assert (it.volume, it.issue, it.pages) == ("8", "1", "132-145")


def test_web_of_science_tab_delimited() -> None:
    it = first(
        "PT\tAU\tAF\tTI\tSO\tDE\tPY\tUT\nJ\tVance, R\tVance, Rosa; Osei, Kofi\tGuided care\t"
        "A JOURNAL\tone; two\t2020\tWOS:1\n"
    )
    assert (it.authors, it.journal, it.database) == (
        ("Vance, Rosa", "Osei, Kofi"), "A JOURNAL", "Web of Science",
    )  # fmt: skip
    assert it.keywords == ("one", "two")


@pytest.mark.parametrize(
    ("cell", "style", "found"),
    [
        ("['Vance, R', 'Osei, K']", "", ("Vance, R", "Osei, K")),
        ("[1, 2]", "", ("[1, 2]",)),
        ("[not python]", "", ("[not python]",)),
        ("Vance R|Osei K", "", ("Vance R", "Osei K")),
        ("Vance, R., Osei, K.A.", "", ("Vance, R.", "Osei, K.A.")),
        ("Vance R., Osei K.", "", ("Vance R.", "Osei K.")),
        ("Rosa Vance, Kofi Osei", "names", ("Rosa Vance", "Kofi Osei")),
        ("Vance, Rosa, Osei, Kofi", "pairs", ("Vance, Rosa", "Osei, Kofi")),
        ("Vance, Rosa", "", ("Vance, Rosa",)),
        ("Rosa Vance", "", ("Rosa Vance",)),
        ("Vance, Rosa, Jr", "", ("Vance, Rosa, Jr",)),
    ],
)
def test_several_names_in_one_cell(cell: str, style: str, found: tuple[str, ...]) -> None:
    assert names(cell, style) == found


@pytest.mark.parametrize(
    ("cells", "style"),
    [
        (["Rosa Vance, Kofi Osei, Liis Tamm"], "names"),
        (["Vance, Rosa, Osei, Kofi"], "pairs"),
        (["Vance, Rosa", "Osei, Kofi; Tamm, Liis", "A, B, C"], ""),
        ([], ""),
    ],
)
def test_how_a_column_parts_names(cells: list[str], style: str) -> None:
    assert style_of(cells) == style


def test_how_a_column_parts_keywords() -> None:
    assert commas_part(["a, b, c", "d"])
    assert not commas_part(["a, b, c", "d; e"])
    assert not commas_part(["depression, postpartum"])
    assert topics(["a, b", "['c', 'd']"], commas=True) == ("a", "b", "c", "d")
    assert topics(["a|b; c"]) == ("a", "b", "c")


def test_a_source_of_no_known_form_is_the_journal() -> None:
    assert parts_of("A journal of things") == {"journal": "A journal of things"}
    assert parts_of("One; two; three; four; five") == {"journal": ""}


def test_kinds_of_publication() -> None:
    said = {
        "JOUR": "article", "Conference Paper": "conference paper", "PhD Thesis": "thesis",
        "Erratum": "article", "Sculpture": "other", "Technical Report": "report",
        "Web page": "web page",
    }  # fmt: skip
    for written, kind in said.items():
        assert first(f"Title,Document Type\nA,{written}\n").kind == kind


def test_a_conference_shows_in_its_title() -> None:
    heads = "Document Title,Publication Title,Document Identifier"
    assert first(f"{heads}\nA,2020 Workshop on Care,\n").kind == "conference paper"
    assert first(f"{heads}\nA,A magazine,\n").kind == "article"


def test_numbers_hide_in_addresses() -> None:
    it = first(
        "Title,URL,PMID,PMCID\nA,https://doi.org/10.1000/ab,0,PMC12\n"
        "B,https://pubmed.ncbi.nlm.nih.gov/123/,,\n"
    )
    assert (it.doi, it.pmid, it.pmcid) == ("10.1000/ab", "", "PMC12")
    two = tables.read(b"Title,URL\nB,https://pubmed.ncbi.nlm.nih.gov/123/\n").references[0]
    assert two.pmid == "123"
    assert first("Title,Abstract\nA,[No abstract available]\n").abstract == ""
