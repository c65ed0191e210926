"""The search as a whole: merge, ask, leave, link; decisions of people; new records against old."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.duplicates import sets, synthetic
from tests.methods import works
from uptake.methods.dedupe import KINDS, MUTUAL, Found, Record, find

TRIAL = replace(works.TRIAL, abstract="")
COPY = replace(
    TRIAL, id=2, title=TRIAL.title.upper(), journal="Eur J Quiet Med", pages="45-", doi=""
)


def zones(found: Found) -> dict[tuple[int, int], str]:
    return {(it.a, it.b): it.zone for it in found.matches}


def kinds(found: Found) -> list[tuple[int, int, str]]:
    return [(it.a, it.b, it.kind) for it in found.relations]


def test_nothing_to_search() -> None:
    found = find([])
    assert (found.matches, found.relations, found.clusters, found.records) == ((), (), (), 0)
    assert find([TRIAL]).matches == ()


def test_one_work_twice_is_merged_and_says_why() -> None:
    found = find([COPY, TRIAL])
    (match,) = found.matches
    assert (match.a, match.b, match.zone, match.rule) == (1, 2, "auto", "")
    assert match.score > 0.9
    assert "same title" in match.reasons
    assert found.clusters == ((1, 2),)
    assert found.measured is not None
    assert found.measured.auto_precision >= 0.9995
    assert found.auto_at > found.review_at


def test_what_a_rule_asks_goes_to_people_with_its_sentence() -> None:
    found = find([TRIAL, replace(COPY, title="")])
    (match,) = found.matches
    assert (match.zone, match.rule) == ("review", "no title")
    assert match.advice == "One of them has no title."
    assert found.clusters == ()


def test_one_pmid_is_one_work_and_two_are_not() -> None:
    poor = Record(id=2, title=TRIAL.title, pmid="0011")
    assert zones(find([replace(TRIAL, pmid="11"), poor])) == {(1, 2): "auto"}
    (match,) = find([replace(TRIAL, pmid="11"), replace(COPY, pmid="12")]).matches
    assert (match.zone, match.rule) == ("review", "different PMIDs")


def test_a_third_record_brings_no_two_together_that_a_rule_keeps_apart() -> None:
    rows = [replace(TRIAL, pmid="11"), COPY, replace(TRIAL, id=3, pmid="12")]
    found = find(rows)
    assert len(found.clusters) == 1
    assert len(found.clusters[0]) == 2
    assert "other pairs forbid it" in {it.rule for it in found.matches}


def test_decisions_of_people_stand_and_are_not_asked_about_again() -> None:
    apart = find([TRIAL, COPY], apart=[(2, 1)])
    assert (apart.matches, apart.clusters) == ((), ())
    other = replace(TRIAL, id=3, title="Walking", doi="10.1/z", volume="1", pages="9", year=2001)
    together = find([TRIAL, other], together=[(1, 3)])
    assert (together.matches, together.clusters) == ((), ((1, 3),))
    with pytest.raises(ValueError, match="record 9 was decided upon"):
        find([TRIAL], apart=[(1, 9)])


def test_a_group_that_people_made_takes_no_record_that_a_rule_keeps_from_one_of_it() -> None:
    rows = [replace(TRIAL, pmid="11"), replace(TRIAL, id=2), replace(TRIAL, id=3, pmid="12")]
    found = find(rows, together=[(1, 2)])
    assert found.clusters == ((1, 2),)


def test_known_records_are_not_matched_with_each_other_again() -> None:
    found = find([replace(COPY, id=3)], known=[TRIAL, COPY])
    assert set(zones(found)) == {(1, 3), (2, 3)}
    assert found.clusters == ((1, 2, 3),)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(1, 59), st.randoms())
def test_new_against_old_and_any_order_find_the_same(seed, cut, dice: random.Random) -> None:
    rows, _ = synthetic.records(60, seed=seed)
    whole = find(rows)
    dice.shuffle(rows)
    assert find(rows) == whole
    fresh, known = rows[:cut], rows[cut:]
    ids = {it.id for it in fresh}
    wanted = {(it.a, it.b, it.score) for it in whole.matches if {it.a, it.b} & ids}
    part = find(fresh, known=known)
    assert {(it.a, it.b, it.score) for it in part.matches} == wanted


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    find([TRIAL, COPY], tell=lambda done, there: told.append((done, there)))
    assert told[-1][0] == told[-1][1] > 0


def test_invented_records_are_joined_rightly() -> None:
    rows, work = synthetic.records(1500)
    counts = sets.count(find(rows).clusters, work)
    assert counts.precision == 1
    assert counts.recall > 0.99


ABOUT = "Text messages for low mood in primary care: a randomised trial"
RELATED = {
    "erratum": {"title": f"Erratum to: {ABOUT}", "year": 2021, "volume": "13", "doi": ""},
    "correction": {"title": f"Correction to: {ABOUT}", "year": 2021, "volume": "13", "doi": ""},
    "retraction": {"title": f"Retraction: {ABOUT}", "year": 2022, "volume": "14", "doi": ""},
    "concern": {"title": f"Expression of concern: {ABOUT}", "volume": "14", "doi": ""},
    "reply": {"title": f"{ABOUT}: authors' reply", "volume": "13", "doi": "", "pages": "99"},
    "abstract": {
        "journal": "Sleep.Conference: 3rd Meeting",
        "volume": "9",
        "doi": "",
        "pages": "S7",
    },
    "preprint": {"journal": "medRxiv", "doi": "10.1101/2020.01", "volume": "", "pages": ""},
    "translation": {"language": "ger", "journal": "Stille Medizin", "volume": "3", "doi": ""},
    "series": {"title": "Text messages for low mood. Part 2", "pages": "60-66", "doi": ""},
}


@pytest.mark.parametrize("kind", RELATED)
def test_relations_are_linked_and_never_merged(kind: str) -> None:
    first = replace(TRIAL, language="eng")
    if kind == "series":
        first = replace(first, title="Text messages for low mood. Part 1")
    found = find([first, replace(first, **{"id": 2, **RELATED[kind]})])
    (relation,) = found.relations
    assert relation.kind == kind
    assert relation.why
    if kind not in MUTUAL:
        assert (relation.a, relation.b) == (2, 1)
    assert found.clusters == ()
    assert "auto" not in zones(found).values()


def test_every_kind_of_relation_is_tested() -> None:
    assert {*RELATED, "update"} == set(KINDS)


def test_versions_of_a_cochrane_review_are_updates() -> None:
    review = replace(
        TRIAL, journal="Cochrane Database of Systematic Reviews", volume="", pages="CD000001"
    )
    later = replace(review, id=2, year=2023, doi="10.1002/14651858.CD000001.pub3", issue="7")
    first = replace(review, doi="10.1002/14651858.CD000001")
    assert kinds(find([first, later])) == [(2, 1, "update")]
    assert kinds(find([replace(first, doi=""), replace(later, doi="")])) == [(2, 1, "update")]


def test_a_preprint_of_the_same_place_twice_is_no_relation() -> None:
    preprint = replace(TRIAL, journal="medRxiv", doi="10.1101/2020.01", volume="", pages="")
    assert find([preprint, replace(preprint, id=2, year=2021)]).relations == ()


def test_what_a_database_states_is_linked() -> None:
    other = Record(id=5, title="Something else", pmid="55", related=(("erratum", "11"),))
    missing = replace(other, id=6, pmid="66", related=(("reply", "99"),))
    itself = replace(other, id=7, pmid="77", related=(("reply", "77"),))
    found = find([replace(TRIAL, pmid="11"), other, missing, itself])
    assert [(it.a, it.b, it.kind, it.stated) for it in found.relations] == [(5, 1, "erratum", True)]


@pytest.mark.real_data
def test_labelled_references(data) -> None:
    folders = [it for it in sets.available(data) if it.name in ("stroke", "cytology_screening")]
    if not folders:
        pytest.skip("No labelled sets in the data folder.")
    for folder in folders:
        labelled = sets.load(folder)
        counts = sets.count(find(labelled.records).clusters, labelled.work)
        assert counts.precision >= 0.999
        assert counts.recall >= 0.97
