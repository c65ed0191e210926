"""Blocking, comparing, scoring and the rules: each step by itself."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.duplicates import synthetic
from tests.methods.works import TRIAL
from uptake.methods.dedupe import RULES, Record, model, weights
from uptake.methods.dedupe.block import BLOCK, WINDOW, candidates
from uptake.methods.dedupe.features import AT, FEATURES, compare, plausible, same_journal
from uptake.methods.dedupe.match import judge
from uptake.methods.dedupe.prep import combined, prepare
from uptake.methods.dedupe.reasons import reasons
from uptake.methods.dedupe.rules import Look
from uptake.methods.dedupe.rules import judge as judge_rules

WORDS = st.sampled_from(["text", "sleep", "mood", "care", "messages", "trial", "erratum", "part"])
RECORD = st.builds(
    Record,
    id=st.just(0),
    title=st.lists(WORDS, max_size=5).map(" ".join),
    authors=st.lists(st.sampled_from(["Vance, M", "Okafor, J"]), max_size=2).map(tuple),
    year=st.sampled_from([None, 2019, 2020]),
    journal=st.sampled_from(["", "Quiet Medicine", "Quiet Med", "Acta.Conference: 2nd"]),
    volume=st.sampled_from(["", "1", "2"]),
    issue=st.sampled_from(["", "1", "2"]),
    pages=st.sampled_from(["", "10-12", "10", "33"]),
    doi=st.sampled_from(["", "10.1234/a", "10.1234/b"]),
    pmid=st.sampled_from(["", "11", "12"]),
    abstract=st.sampled_from(["", "Some words " * 20, "Other words " * 20]),
)


def numbered(records: list[Record]) -> list[Record]:
    return [replace(it, id=at) for at, it in enumerate(records)]


def connected(count: int, pairs: list[tuple[int, int]]) -> list[int]:
    """Name for each record the least record that it hangs together with."""
    least = list(range(count))
    for _ in range(count):
        for one, other in pairs:
            least[one] = least[other] = min(least[one], least[other])
    return least


@given(st.lists(RECORD, max_size=6), st.integers(1, 40), st.randoms())
def test_records_that_are_alike_always_meet(records, copies, dice) -> None:
    rows = numbered([it for it in records for _ in range(copies)])
    alike = {row.id: place // copies for place, row in enumerate(rows)}
    dice.shuffle(rows)
    left, right = candidates(prepare(rows))
    hangs = connected(len(rows), list(zip(left.tolist(), right.tolist(), strict=True)))
    groups = {(alike[at], least) for at, least in enumerate(hangs)}
    assert len(groups) == len(set(alike.values()))


@given(st.lists(RECORD, min_size=2, max_size=60))
def test_no_more_pairs_than_promised(records) -> None:
    left, right = candidates(prepare(numbered(records)))
    assert len(set(zip(left.tolist(), right.tolist(), strict=True))) == len(left)
    assert (left < right).all()
    keys = 10
    assert len(left) <= len(records) * (keys * (BLOCK - 1 + 5 * WINDOW) + 2 * WINDOW)


def test_pairs_grow_with_the_records_also_when_all_share_a_beginning() -> None:
    rows = [replace(TRIAL, id=at, title=f"The effect of {at}", doi="") for at in range(4000)]
    left, _ = candidates(prepare(rows))
    assert len(left) < 40 * len(rows)


def test_blocking_loses_none_that_comparing_all_pairs_would_find() -> None:
    rows, _ = synthetic.records(60, seed=3)
    columns = prepare(rows)
    every = np.array(list(combinations(range(len(rows)), 2))).T
    it = judge(columns, every[0], every[1], model.shipped())
    auto = (it.score >= model.shipped().auto_at) & (it.rule < 0)
    wanted = list(zip(it.left[auto].tolist(), it.right[auto].tolist(), strict=True))
    left, right = candidates(columns)
    hangs = connected(len(rows), list(zip(left.tolist(), right.tolist(), strict=True)))
    assert len(wanted) > 5
    assert all(hangs[one] == hangs[other] for one, other in wanted)
    assert plausible(columns, it.left[auto], it.right[auto]).all()


@given(st.lists(RECORD, min_size=2, max_size=8))
def test_features_and_rules_do_not_depend_on_which_record_comes_first(records) -> None:
    columns = prepare(numbered(records))
    left, right = np.array(list(combinations(range(len(records)), 2))).T
    there, back = compare(columns, left, right), compare(columns, right, left)
    np.testing.assert_array_equal(there, back)
    rules = judge_rules(Look(columns, left, right, there))
    np.testing.assert_array_equal(rules, judge_rules(Look(columns, right, left, back)))
    worth = plausible(columns, left, right)
    np.testing.assert_array_equal(worth, plausible(columns, right, left))


def feature(one: Record, other: Record, name: str) -> float:
    columns = prepare([replace(one, id=1), replace(other, id=2)])
    return float(compare(columns, np.array([0]), np.array([1]))[0, AT[name]])


def test_features_of_one_record_with_itself_and_of_none() -> None:
    assert feature(TRIAL, TRIAL, "title") == 1
    assert feature(TRIAL, TRIAL, "conflicting") == 0
    assert feature(TRIAL, TRIAL, "agreeing") == 6
    empty = Record(id=1)
    for name in ("title", "authors", "journal", "years_apart", "volume", "doi", "abstract"):
        assert math.isnan(feature(TRIAL, empty, name))


def test_an_abstract_that_was_cut_off_is_alike() -> None:
    short = replace(TRIAL, abstract=TRIAL.abstract[:30])
    assert feature(TRIAL, short, "abstract") == 1


def test_a_volume_that_stands_as_issue_is_seen() -> None:
    assert feature(TRIAL, replace(TRIAL, volume="", issue="12"), "volume_as_issue") == 1


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("eur quiet med", "european quiet medicine", 0.9),
        ("quiet medicine", "quiet medicine", 1.0),
        ("eqm", "european quiet medicine", 0.95),
        ("sleep", "quiet medicine", 0.0),
        ("qt med", "quiet medicine", 0.45),
        ("qit med", "quiet medicine", 0.9),
        ("med", "quiet old slow medicine", 0.8),
    ],
)
def test_same_journal(one: str, other: str, likeness: float) -> None:
    assert same_journal(one.split(), other.split()) == pytest.approx(likeness)
    assert same_journal(other.split(), one.split()) == pytest.approx(likeness)


def test_no_journal() -> None:
    assert math.isnan(same_journal([], ["sleep"]))


RULE_CASES = {
    "different PMIDs": ({"pmid": "11"}, {"pmid": "12"}),
    "another part": (
        {"title": "Sleep and text messages: part I"},
        {"title": "Sleep and text messages: part II", "pages": "60-66"},
    ),
    "notice and article": (
        {},
        {"title": "Erratum to: " + TRIAL.title, "volume": "13", "pages": "1", "year": 2021},
    ),
    "all places differ": ({"doi": ""}, {"volume": "15", "issue": "1", "pages": "8", "year": 2023}),
    "another identity": ({}, {"volume": "15", "pages": "8", "doi": "10.1234/z"}),
    "generic title": ({"title": "Editorial"}, {"title": "Editorial", "issue": "9", "doi": ""}),
    "another issue": ({}, {"volume": "15", "issue": "1", "doi": "10.1234/z"}),
    "another year": ({}, {"volume": "15", "year": 2021, "doi": "10.1234/z"}),
    "other numbers": (
        {"title": "Text messages for low mood at 12 weeks"},
        {"title": "Text messages for low mood at 24 weeks", "pages": "8", "doi": "10.1234/z"},
    ),
    "series named": (
        {"title": "Sleep and text messages: part I"},
        {"title": "Sleep and text messages: part II"},
    ),
    "notice named": ({}, {"title": TRIAL.title + ": authors' reply"}),
    "titles differ": ({}, {"title": "Walking and low mood among older people at home"}),
    "other language": ({"language": "eng"}, {"language": "German", "volume": "9"}),
    "no title": ({}, {"title": ""}),
    "other DOI": ({}, {"doi": "10.9876/something.else"}),
    "other journal": ({}, {"journal": "Acta Somnologica", "volume": "", "pages": "8"}),
    "meeting": (
        {},
        {"journal": "European Journal of Quiet Medicine.Conference: 3rd", "issue": "9"},
    ),
}


@pytest.mark.parametrize("name", [rule.name for rule in RULES])
def test_each_rule_holds_where_its_sentence_says_and_not_for_one_record_twice(name: str) -> None:
    one, other = (replace(TRIAL, **changes) for changes in RULE_CASES[name])
    columns = prepare([replace(one, id=1), replace(other, id=2)])
    left, right = np.array([0]), np.array([1])
    look = Look(columns, left, right, compare(columns, left, right))
    rule = next(it for it in RULES if it.name == name)
    assert rule.holds(look).tolist() == [True]
    assert RULES[int(judge_rules(look)[0])].name == name
    same = prepare([replace(TRIAL, id=1), replace(TRIAL, id=2)])
    look = Look(same, left, right, compare(same, left, right))
    assert rule.holds(look).tolist() == [False]


def test_rules_have_names_and_sentences_of_their_own() -> None:
    assert (
        len({rule.name for rule in RULES}) == len({rule.sentence for rule in RULES}) == len(RULES)
    )
    assert all(rule.sentence.endswith(".") for rule in RULES)


def test_the_model_is_the_same_as_walking_its_trees_one_by_one() -> None:
    shipped = model.shipped()
    rng = np.random.default_rng(5)
    rows = (rng.random((200, len(FEATURES))) * rng.choice([1, 9, 99], (200, 1))).astype(np.float32)
    rows[rng.random(rows.shape) < 0.3] = np.nan
    for row, score in zip(rows, shipped.score(rows).tolist(), strict=True):
        total = shipped.base
        for root in shipped.roots.tolist():
            node = root
            while (found := _step(shipped, node, row)) != node:
                node = found
            total += float(shipped.value[node])
        assert score == pytest.approx(1 / (1 + math.exp(-total)))


def _step(it: model.Model, node: int, row: np.ndarray) -> int:
    value = float(row[it.feature[node]])
    right = bool(it.missing_right[node]) if math.isnan(value) else value > it.threshold[node]
    return int(it.children[node, int(right)])


def test_a_better_likeness_never_lowers_the_score() -> None:
    worse = np.full((1, len(FEATURES)), 0.5, dtype=np.float32)
    better = worse.copy()
    for name in ("title", "authors", "journal", "volume", "first_page", "doi", "abstract"):
        better[0, AT[name]] = 1
        assert model.shipped().score(better)[0] >= model.shipped().score(worse)[0]


def test_weights_for_other_features_are_refused() -> None:
    numbers = json.loads(weights.NUMBERS)
    assert model.read({**numbers, "measured": None}).measured is None
    with pytest.raises(ValueError, match="made for other features"):
        model.read({**numbers, "features": ["title"]})


def test_a_record_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="record 1 is given twice"):
        prepare([TRIAL, TRIAL])


def test_combined_codes_are_equal_only_where_all_are() -> None:
    one, other = np.array([1, 1, 2, 0, 1]), np.array([1, 2, 1, 1, 1])
    found = combined(one, other)
    assert found[0] == found[4] != 0
    assert len({found[0], found[1], found[2]}) == 3
    assert found[3] == 0


def why(one: Record, other: Record) -> tuple[str, ...]:
    columns = prepare([replace(one, id=1), replace(other, id=2)])
    return reasons(columns, 0, 1, compare(columns, np.array([0]), np.array([1]))[0])


def test_reasons_of_agreement() -> None:
    same = replace(TRIAL, pmid="11", title=TRIAL.title.replace("randomised", "randomized"))
    told = why(replace(TRIAL, pmid="11"), same)
    assert told[:3] == ("same PMID", "same DOI", "titles differ by 1 character")
    for reason in ("same authors", "same year", "same journal", "same volume", "same first page"):
        assert reason in told
    assert why(TRIAL, replace(TRIAL, title=TRIAL.title[:30]))[1].startswith(
        "one title is the begin"
    )


def test_reasons_against() -> None:
    other = Record(
        id=2,
        title="Walking among older people at home and what came of it after a year",
        authors=("Ito, K",),
        year=2011,
        journal="Sleep",
        volume="3",
        issue="1",
        pages="112",
        doi="10.1234/z",
        pmid="12",
        abstract="Nobody slept, and it was a long time before the sun came up again.",
    )
    told = why(replace(TRIAL, pmid="11"), other)
    for reason in (
        "PMID 11 against 12",
        "DOI 10.1234/jqm.2020.1 against 10.1234/z",
        "titles differ",
        "authors differ",
        "year 2020 against 2011",
        "journals are named differently",
        "volume 12 against 3",
        "issue 3 against 1",
        "first page 45 against 112",
        "abstracts differ",
    ):
        assert reason in told


def test_reasons_with_little_to_go_by() -> None:
    assert why(Record(1), Record(2)) == ()
    assert why(Record(1, title="Text messages"), Record(2)) == ("one has no title",)
    close = why(
        Record(1, authors=("Vance, M", "Okafor, J")), Record(2, authors=("Vance, M", "Okafor"))
    )
    assert len(close) == 1
    assert "alike" in close[0] or close[0] == "same authors"
