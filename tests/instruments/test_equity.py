"""Ethnic categories keep to their code system; PROGRESS-Plus and the guides have their numbers."""

from __future__ import annotations

import pytest

from uptake.instruments.ethnicity import EthnicCategory, ethnicities, ethnicity
from uptake.instruments.progress_plus import progress_plus
from uptake.instruments.reporting_guides import reporting_guides


def test_sixteen_and_one_of_2001():
    it = ethnicity("nhs-2001")
    assert "".join(each.code for each in it.categories[:17]) == "ABCDEFGHJKLMNPRSZ"
    assert it.categories[17] == EthnicCategory("99", "Not known", "")
    assert [sum(each.group == name for each in it.categories) for name in it.groups] == [
        3, 4, 4, 3, 2
    ]  # fmt: skip


def test_nineteen_of_the_census_in_five_groups():
    it = ethnicity("census-2021")
    assert len(it.categories) == 19
    assert len(it.groups) == 5
    assert [sum(each.group == name for each in it.categories) for name in it.groups] == [
        5, 3, 4, 5, 2
    ]  # fmt: skip


def test_codes_go_up_to_groups_and_not_across():
    old, new = ethnicity("nhs-2001"), ethnicity("census-2021")
    assert old.category("D").group == "Mixed"
    assert old.category("A1").name == "British"
    assert old.category("99").name == "Not known"
    assert old.category("Z").group == ""
    assert old.category("A12") is None
    assert old.category("Q") is None
    assert old.category("roma") is None
    assert new.category("roma").group == "White"
    assert new.category("romax") is None
    assert "Roma" not in {each.name for each in old.categories}
    with pytest.raises(LookupError, match="There are: census-2021, nhs-2001"):
        ethnicity("nhs-1991")


@pytest.mark.parametrize("it", ethnicities(), ids=lambda it: it.key)
def test_codes_and_names_are_each_their_own(it):
    assert len({each.code for each in it.categories}) == len(it.categories)
    assert len({(each.group, each.name) for each in it.categories}) == len(it.categories)
    assert all((it.name, it.version, it.source, it.licence, it.note))


def test_progress_plus_spells_itself():
    it = progress_plus()
    assert "".join(each.letter for each in it.factors if each.letter != "Plus") == "PROGRESS"
    assert [each.key for each in it.factors if each.letter == "Plus"] == [
        "age", "disability", "sexual-orientation"
    ]  # fmt: skip
    assert len({each.key for each in it.factors}) == 11
    assert {each.kind for each in it.factors} == {"text", "number", "ethnicity"}
    assert all(each.asks.endswith("?") for each in it.factors)


def test_reporting_guides_have_their_numbers():
    accord, delphistar = reporting_guides()
    assert len(accord.numbers) == 35
    assert accord.numbers[0] == (1, "Title")
    assert accord.numbers[24] == (25, "Methods")
    assert accord.numbers[-1] == (35, "Other information")
    assert len(delphistar.numbers) == 38
    assert [(part.name, part.items) for part in delphistar.parts][2] == ("Method", 20)
