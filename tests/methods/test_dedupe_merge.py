"""One reference of several records, each field from a record that can be named."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.dedupe import compose

FIELDS = {
    "title": st.sampled_from(["", "Text messages", "TEXT MESSAGES", "[Text messages]", "Text…"]),
    "authors": st.lists(st.sampled_from(["Vance, M", "Vance, Mary", "et al"]), max_size=3),
    "year": st.sampled_from([None, 2019, 2020]),
    "journal": st.sampled_from(["", "J Quiet Med.", "Journal of Quiet Medicine"]),
    "volume": st.sampled_from(["", "12", "012", "13"]),
    "issue": st.sampled_from(["", "3", "3 (Pt 1)"]),
    "pages": st.sampled_from(["", "45", "45-52", "no pagination"]),
    "doi": st.sampled_from(["", "10.1234/a", "https://doi.org/10.1234/A", "10.1234/b", "none"]),
    "pmid": st.sampled_from(["", "123", "x"]),
    "abstract": st.sampled_from(["", "Short.", "Longer abstract", "Longer abstract cut off..."]),
    "language": st.sampled_from(["", "eng", "English"]),
    "keywords": st.lists(st.sampled_from(["sleep", "phone"]), max_size=2),
}
RECORDS = st.lists(st.fixed_dictionaries(FIELDS), min_size=1, max_size=5).map(
    lambda rows: [{"id": at, **row} for at, row in enumerate(rows, start=1)]
)


@given(RECORDS, st.randoms())
def test_order_does_not_count(records: list[dict[str, object]], dice: random.Random) -> None:
    composed = compose(records)
    dice.shuffle(records)
    assert compose(records) == composed


@given(RECORDS)
def test_each_value_stands_in_the_record_it_is_said_to_be_from(records) -> None:
    composed = compose(records)
    by_id = {it["id"]: it for it in records}
    assert composed.values.keys() == composed.origin.keys()
    for field, value in composed.values.items():
        assert by_id[composed.origin[field]][field] == value
    stated = {name for it in records for name, value in it.items() if value not in ("", None, [])}
    assert composed.values.keys() == stated - {"id"}


@given(RECORDS)
def test_composing_it_again_changes_nothing(records) -> None:
    composed = compose(records)
    again = [*records, {"id": 99, **composed.values}]
    assert compose(again).values == composed.values
    assert compose([{"id": 99, **composed.values}]).values == composed.values


def test_the_fullest_values_win() -> None:
    composed = compose(
        [
            {
                "id": 1,
                "abstract": "A long abstract of many words that an export cut off...",
                "authors": ["Vance, M", "et al"],
                "journal": "J Quiet Med.",
                "doi": "https://doi.org/10.1234/jqm.1",
                "pages": "45",
            },
            {
                "id": 2,
                "abstract": "A whole abstract.",
                "authors": ["Vance, Mary", "Okafor, Jo"],
                "journal": "Journal of Quiet Medicine",
                "doi": "10.1234/jqm.1",
                "pages": "45-52",
            },
            {"id": 3, "abstract": "Whole.", "journal": "Quiet.42 (2) ()(pp 1).Date of Publication"},
        ]
    )
    assert composed.values["abstract"] == "A whole abstract."
    assert composed.values["authors"] == ["Vance, Mary", "Okafor, Jo"]
    assert composed.values["journal"] == "Journal of Quiet Medicine"
    assert composed.values["doi"] == "10.1234/jqm.1"
    assert composed.values["pages"] == "45-52"
    assert set(composed.origin.values()) == {2}


def test_most_records_win_where_values_conflict() -> None:
    years = [{"id": 1, "year": 2020}, {"id": 2, "year": 2021}, {"id": 3, "year": 2021}]
    composed = compose(years)
    assert composed.values == {"year": 2021}
    assert composed.origin == {"year": 2}


def test_a_doi_that_is_none_loses() -> None:
    rows = [{"id": 1, "doi": "none"}, {"id": 2, "doi": "none"}, {"id": 3, "doi": "10.1234/a"}]
    assert compose(rows).values["doi"] == "10.1234/a"


def test_nothing_to_compose_and_a_record_twice() -> None:
    with pytest.raises(ValueError, match="no records were given"):
        compose([])
    with pytest.raises(ValueError, match="given twice"):
        compose([{"id": 1}, {"id": 1}])


def test_a_title_gains_nothing_by_a_full_stop() -> None:
    rows = [{"id": 1, "title": "Text messages"}, {"id": 2, "title": "Text messages."}]
    assert compose(rows).values["title"] == "Text messages"
    assert compose([{**rows[0], "id": 3}, rows[1]]).values["title"] == "Text messages."
