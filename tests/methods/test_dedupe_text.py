"""Titles, names, numbers and identifiers come out in one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.dedupe import text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Trial: <i>Text</i> messages", "trial text messages"),
        ("β-Carotene  &  Übergewicht", "beta carotene ubergewicht"),
        ("H₂O in Łódź", "h2o in lodz"),
        ("", ""),
    ],
)
def test_plain(written: str, expected: str) -> None:
    assert text.plain(written) == expected


@given(st.text(max_size=60))
def test_plain_text_stays_as_it_is(written: str) -> None:
    once = text.plain(written)
    assert text.plain(once) == once
    assert once == " ".join(once.split())


def test_what_a_spreadsheet_wrote_is_no_title() -> None:
    assert text.title("#NAME?") == ""
    assert text.title("[No title]") == ""
    assert text.title("A name for it") == "a name for it"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://doi.org/10.1234/ABC.1", "10.1234/abc.1"),
        ("S0016 [pii];10.1234/abc [doi]", "10.1234/abc"),
        ("http://dx.doi.org/10.1016/S0008-6363%2801%2900505-3", "10.1016/s0008-6363(01)00505-3"),
        ("10.1234/abc; 10.1234/def", "10.1234/abc"),
        ("doi:10.1234/abc.", "10.1234/abc"),
        ("S0016508594002283 [pii]", ""),
        ("10.5", ""),
    ],
)
def test_doi(written: str, expected: str) -> None:
    assert text.doi(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("012", "12"),
        ("Vol. 88 Suppl 1", "88"),
        ("000", "0"),
        ("1)", ""),
        ("n/a", ""),
        ("Winter", "winter"),
    ],
)
def test_number(written: str, expected: str) -> None:
    assert text.number(written) == expected


def test_issue_of_a_supplement_is_another() -> None:
    assert text.issue("Suppl 1") == "s1"
    assert text.issue("1") == "1"
    assert text.issue("") == ""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("139-54", ("139", "154")),
        ("pp. 139–154", ("139", "154")),
        ("139-154, 160", ("139", "154")),
        ("S131", ("s131", "")),
        ("0012", ("12", "")),
        ("15-Oct", ("10", "15")),
        ("Oct-15", ("10", "15")),
        ("02-May", ("2", "5")),
        ("May", ("5", "")),
        ("iv-ix", ("iv", "ix")),
        ("no pagination", ("", "")),
        ("0", ("", "")),
        ("1", ("", "")),
        ("1-1", ("", "")),
        ("1-9", ("1", "9")),
        ("", ("", "")),
    ],
)
def test_pages(written: str, expected: tuple[str, str]) -> None:
    assert text.pages(written) == expected


def test_place_is_taken_apart_where_an_export_ran_it_together() -> None:
    together = "Acta.42 (2) ()(pp 372-377) 1992.Date of Publication: 1992."
    assert text.place(together, "", "") == text.Place("Acta", "42", "2", False)
    assert text.place(together, "41", "3") == text.Place("Acta", "41", "3", False)
    supplement = "Acta.(Suppl 3) ()(pp 1) 1992.Date of Publication: 1992."
    assert text.place(supplement, "", "") == text.Place("Acta", "", "Suppl 3", False)
    assert text.place("Acta.Conference: 5th Meeting", "", "").journal == "Acta"
    assert text.place("Conference: 5th Meeting", "", "").meeting
    assert text.place("Acta", "1", "2") == text.Place("Acta", "1", "2", False)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("erratum to messages for sleep", "erratum"),
        ("corrigendum messages", "erratum"),
        ("correction to messages", "correction"),
        ("retraction messages", "retraction"),
        ("retracted messages", "retraction"),
        ("expression of concern messages", "concern"),
        ("messages for sleep reply", "reply"),
        ("retraction and reply", "retraction reply"),
        ("correctional officers and sleep", ""),
        ("messages for sleep", ""),
    ],
)
def test_notice(title: str, expected: str) -> None:
    assert text.notice(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("sleep part ii methods", "2"),
        ("sleep part two", "2"),
        ("sleep ii", "2"),
        ("sleep v", ""),
        ("phase 3 trial part b", "3 b"),
        ("part of it", ""),
        ("", ""),
    ],
)
def test_series(title: str, expected: str) -> None:
    assert text.series(title.split()) == expected


def test_names() -> None:
    assert text.name("Vance, Mary Ann") == "vance ma"
    assert text.name("Vance MA") == "vance ma"
    assert text.name("Vance, M, Jr, and others") == "vance m jr and others"
    assert text.family("Vance, Mary Ann") == "vance"
    assert text.family("de la Vance, Mary") == "delavance"
    assert text.family("Mary Vance") == "vance"
    assert text.family("Vance MA") == "vance"
    assert text.family("VanceM.A.OkaforJ.") == "vancem"
    assert text.family("Vance") == "vance"
    assert text.family("") == ""
