"""What is fixed before the first round: kept as data, told in sentences, refused by its place."""

from __future__ import annotations

import json

import pytest

from uptake.methods.consensus import (
    CoreOutcome,
    PanelGroup,
    Percentage,
    RandIpras,
    Setup,
    SetupRefused,
    protocol,
    scale,
    setup_data,
    setup_from,
)

GEE = Setup(
    (PanelGroup("Families", 12), PanelGroup("Clinicians"), PanelGroup("Managers", 10)),
    3,
    scale(),
    CoreOutcome(scope="each"),
    (Percentage(percent=75), RandIpras()),
)
LEAST_DATA = {
    "groups": [{"name": " Families "}],
    "rounds": 0,
    "scale": {"low": 1, "high": 9},
    "rule": {"rule": "percentage", "percent": 80},
}


def test_a_set_up_is_kept_as_json():
    assert setup_from(json.loads(json.dumps(setup_data(GEE)))) == GEE
    least = setup_from(LEAST_DATA)
    assert least == Setup((PanelGroup("Families"),), 0, scale(), Percentage(percent=80))
    assert setup_from(setup_data(least)) == least


def test_a_set_up_told_in_sentences():
    assert protocol(GEE) == (
        "The panel has 3 groups: Families (12 sought), Clinicians, Managers (10 sought). There are "
        "3 rounds.",
        "Each statement is rated from 1 to 9; 1 to 3 speak against it, 7 to 9 for it. Whoever is "
        "unable to score a statement leaves its denominator and is reported.",
        "The rule of consensus is: In if at least 70% rate 7 to 9 and under 15% rate 1 to 3; out "
        "if at least 70% rate 1 to 3 and under 15% rate 7 to 9, in each group.",
        "Panellists see their own last answer and how each group rated it. A group of which fewer "
        "than 5 rated a statement is not shown. Quartiles are of type 7 of Hyndman and Fan.",
        "As a sensitivity analysis these rules are applied as well: (1) In if at least 75% rate 7 "
        "to 9, among all panellists together. (2) In if the median is 7 to 9 without disagreement, "
        "out if it is 1 to 3 without disagreement (RAND/UCLA, interpercentile range adjusted for "
        "symmetry, percentiles of type 7 of Hyndman and Fan; a median between two thirds counts to "
        "the higher third), among all panellists together.",
        "Stability between rounds is described on those who rated a statement in both. First "
        "ratings of those who leave are set beside those of who stay, by group, and results are "
        "given for all and for those who answered every round.",
    )


def test_one_round_and_none():
    own = {**LEAST_DATA, "arm": "own only"}
    assert protocol(setup_from(own))[0] == (
        "The panel has 1 group: Families. There are no rounds: answers may be changed until the "
        "panel closes."
    )
    assert protocol(setup_from(own))[-1] == (
        "Panellists see their own last answer and nothing of the others."
    )
    assert protocol(setup_from({**own, "rounds": 1}))[0].endswith("There is 1 round.")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"groups": []}, "groups: give a list of 1 to 50 groups."),
        ({"groups": "Families"}, "groups: give a list"),
        ({"groups": ["Families"]}, "groups[1].name: give the group a name."),
        ({"groups": [{"name": "A"}, {"name": " "}]}, "groups[2].name: give the group a name."),
        ({"groups": [{"name": "A"}, {"name": "A "}]}, "groups: A is there 2 times"),
        ({"groups": [{"name": "A", "target": 0}]}, "groups[1].target: 0 is not a whole number"),
        ({"rounds": 11}, "rounds: 11 is not a whole number from 0 to 10."),
        ({"rounds": True}, "rounds: True is not a whole number"),
        ({"scale": None}, "scale: give low and high"),
        ({"scale": {"low": 1, "high": 9.5}}, "scale: give low and high"),
        ({"scale": {"low": 1, "high": 7}}, "scale: A scale of 7 points has no thirds"),
        ({"scale": {"low": 1, "high": 9, "top": "7"}}, "scale: give low and high"),
        ({"rule": None}, "rule.rule: None is none of: core-outcome"),
        ({"rule": {"rule": "percentage"}}, "rule.percent: this is missing; say which."),
        ({"scale": {"low": 1, "high": 6}, "rule": {"rule": "rand-ipras"}}, "rule: The rule is def"),
        ({"others": {}}, "others: this must be a list of rules."),
        ({"others": [{"rule": "apmo"}, {"rule": "vote"}]}, "others[2].rule: 'vote' is none of"),
        ({"arm": "all"}, "arm: 'all' is none of: own only, own group"),
        ({"quantile": 7}, "quantile: 7 is none of: type1"),
        ({"least": 0}, "least: 0 is not a whole number from 1 to 100000."),
        ({"colour": "red"}, "colour: this field is not known; they are groups, rounds"),
    ],
)
def test_what_cannot_be_is_named_by_its_place(change, said):
    with pytest.raises(SetupRefused) as refused:
        setup_from({**LEAST_DATA, **change})
    assert refused.value.problems[0].startswith(said)


def test_everything_missing_is_named_at_once():
    with pytest.raises(SetupRefused) as refused:
        setup_from({})
    places = [problem.split(":")[0] for problem in refused.value.problems]
    assert places == ["groups", "scale", "rule.rule", "rounds"]
