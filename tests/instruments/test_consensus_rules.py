"""Each shipped rule is one that can be locked, with its source, and does what its source says."""

from __future__ import annotations

import pytest

from uptake.instruments.consensus_rules import consensus_rules
from uptake.methods.consensus import RULES, Result, ratings, rule_data, rule_from, scale


def test_every_preset_has_a_source_and_can_be_locked():
    presets = consensus_rules().presets
    assert len({each.key for each in presets}) == len(presets)
    assert {type(each.rule) for each in presets} == set(RULES.values())
    for each in presets:
        assert each.source
        assert each.name
        assert rule_from(rule_data(each.rule)) == each.rule
        assert each.scale is None or each.fits(each.scale)


def test_what_fits_a_scale():
    nine = {each.key for each in consensus_rules().on(scale())}
    assert {"cos-70-15-each", "rand-ipras", "percentage-75", "apmo", "lawshe"} <= nine
    assert not {"howarth-2019", "delphistar-75"} & nine
    ten = {each.key for each in consensus_rules().on(scale(1, 10, bottom=3, top=8))}
    assert {"howarth-2019", "murphy-2020"} <= ten
    assert not {"rand-ipras", "cos-70-15-all"} & ten


@pytest.mark.parametrize(
    ("key", "values", "result"),
    [
        ("howarth-2019", [8, 9, 10, 10, 7], Result.IN),
        ("howarth-2019", [8, 9, 10, 7, 7], Result.NONE),
        ("murphy-2020", [7, 8, 9], Result.IN),
        ("murphy-2020", [7, 8], Result.NONE),
    ],
)
def test_presets_of_studies(key, values, result):
    ten = scale(1, 10, bottom=3, top=8)
    item = ratings({"Panel": list(enumerate(values))}, ten)
    assert consensus_rules().preset(key).rule.judge(item).result is result


def test_a_rule_that_is_not_there():
    with pytest.raises(LookupError, match="No rule has the key 'gee-2025'"):
        consensus_rules().preset("gee-2025")
