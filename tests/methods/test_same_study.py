"""Which reports may be of one study."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.same_study import Paper, Suggestion, registrations, shared, suggest


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Registered as NCT01234567.", ("NCT01234567",)),
        ("nct 01234567 and ISRCTN 12345678", ("NCT01234567", "ISRCTN12345678")),
        ("ACTRN12612000131842; NTR1234", ("ACTRN12612000131842", "NTR1234")),
        ("ChiCTR-TRC-12001234, CTRI/2019/01/123456", ("CHICTR12001234", "CTRI2019/01/123456")),
        ("EUCTR2015-123456-12, PROSPERO CRD42021234567",
         ("EUCTR2015-123456-12", "CRD42021234567")),
        ("NCT0123456 is too short, NCT01234567 and NCT01234567 twice", ("NCT01234567",)),
        ("", ()),
    ],
)  # fmt: skip
def test_registration_numbers(text, found):
    assert registrations(text) == found


def test_a_number_on_both_suggests_one_study():
    papers = [Paper(1, 10, text="NCT01234567"), Paper(2, 20, "Results of NCT 01234567"),
              Paper(3, 10, text="NCT01234567")]  # fmt: skip
    assert suggest(papers) == (Suggestion(10, 20, "Both name the registration NCT01234567"),)


def test_a_number_on_many_papers_says_nothing():
    assert suggest([Paper(n, n, text="NCT01234567") for n in range(13)]) == ()


def test_links_suggest_too_where_both_are_there():
    papers = [Paper(1, 10), Paper(2, 20)]
    found = suggest(papers, [(1, 1, "Update of"), (2, 1, "Preprint of"), (1, 99, "")])
    assert found == (Suggestion(10, 20, "One is noted as preprint of the other"),)


def test_one_author_and_like_titles():
    a = Paper(1, 1, "Guided digital care for adults in Northfold", "Vance")
    b = Paper(2, 2, "Guided digital care for adults: two years on", "vance")
    c = Paper(3, 3, "Soil bacteria of the north and their age", "Vance")
    found = suggest([a, b, c, Paper(4, 4, a.title)])
    assert [(one.first, one.second) for one in found] == [(1, 2)]
    many = [Paper(n, n, a.title, "Vance") for n in range(13)]
    assert suggest(many) == ()


def test_titles_of_few_words_share_nothing():
    assert shared("The money", "The money") == 0.0
    assert shared("who pays for digital care", "who pays for digital care") == 1.0


words = st.text(st.sampled_from("abcd "), max_size=30)


@given(words, words)
def test_sharing_has_no_side_and_stays_within_its_bounds(one, other):
    assert shared(one, other) == shared(other, one)
    assert 0 <= shared(one, other) <= 1


@given(st.lists(st.builds(Paper, st.integers(1, 9), st.integers(1, 4), words,
                          st.sampled_from(["", "Vance"]), words), max_size=8))  # fmt: skip
def test_no_study_is_suggested_with_itself_and_each_pair_stands_once(papers):
    pairs = [(one.first, one.second) for one in suggest(papers)]
    assert all(a < b for a, b in pairs)
    assert len(pairs) == len(set(pairs))
