"""Whose full text a file is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.paper_match import NOBODY, Guess, Paper, match, surname

VANCE = Paper(1, "10.1000/Abc.12", "31234567", "Why clinicians stop using digital programmes",
              "Vance", 2024)  # fmt: skip
OSEI = Paper(2, "10.1000/abc.123", "8", "The money", "Osei-Bonsu", 2021)
PAPERS = [VANCE, OSEI]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("x.pdf", "see https://doi.org/10.1000/ABC.12 for more", 1),
        ("x.pdf", "doi: 10.1000/ abc.\n123", 2),
        ("10.1000_abc.123.pdf", "", None),  # the shorter DOI stands in the longer one's name
        ("paper 10.1000-abc.12 final.PDF", "", 1),
        ("31234567.pdf", "", 1),
        ("PMID31234567.pdf", "", 1),
        ("x.pdf", "RESEARCH\nWhy clinicians stop\nusing digital programmes\nR. Vance", 1),
        ("why-clinicians-stop-using-digital-programmes.pdf", "", 1),
        ("Why clinicians stop using digital.pdf", "", 1),
        ("some/folder/Vance_2024.pdf", "", 1),
        ("2021 osei-bonsu et al.pdf", "", 2),
        ("The money.pdf", "The money", None),
        ("Vance 2019.pdf", "", None),
        ("scan0001.pdf", "", None),
    ],
)  # fmt: skip
def test_a_file_is_known_by_what_it_says(name, text, found):
    assert match(name, text, PAPERS).id == found


def test_the_surest_sign_is_taken_and_said():
    guess = match("Osei-Bonsu 2021.pdf", "doi 10.1000/abc.12", PAPERS)
    assert guess == Guess(1, "Its first pages give the DOI.")


def test_two_that_fit_alike_are_left_to_a_person():
    twin = Paper(3, surname="Vance", year=2024)
    guess = match("Vance 2024.pdf", "", [VANCE, twin])
    assert guess.id is None
    assert guess.why == "Several papers fit: its name gives the first author and the year."


def test_a_short_doi_within_others_is_no_sign():
    assert match("x.pdf", "10.1/a", [Paper(1, "10.1/a")]) == NOBODY
    assert match("abcdefgh9.pdf", "", [Paper(1, "10.5555/abcdefgh9")]).id == 1


@given(st.text(max_size=60), st.text(max_size=200))
def test_nothing_makes_it_stumble(name, text):
    assert match(name, text, PAPERS).id in {1, 2, None}


@given(st.permutations(PAPERS))
def test_the_order_of_the_papers_decides_nothing(papers):
    assert match("Vance 2024.pdf", "", papers).id == 1


def test_surnames():
    assert surname(["Vance, R", "Osei, K"]) == "Vance"
    assert surname([]) == ""
