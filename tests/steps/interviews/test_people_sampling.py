"""Attributes, numbers wanted, what is short; judgements on saturation; consent forms."""

from __future__ import annotations

from datetime import date

import pytest

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.models import AttributeValue, SamplingTarget, SaturationCall
from uptake.interviews.queries import people, sampling
from uptake.interviews.queries.consent import consents
from uptake.projects.errors import ForeignObject, Refused
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 5)


@pytest.fixture
def persons(by, project):
    return [make.person(by, project, f"P{n}", group="carer" if n < 3 else "nurse")
            for n in range(5)]  # fmt: skip


@pytest.fixture
def age(by, project):
    return actions.add_attribute(by=by, project=project, name=" Age  band ",
                                 options=["under 65", " 65+", "65+", ""])  # fmt: skip


def fill(by, project, *values):
    return actions.fill_in(by=by, project=project, values=values)


def test_an_attribute_has_each_option_once(age):
    assert (age.name, age.options) == ("Age band", ["under 65", "65+"])


def test_values_are_entered_and_taken_out(by, project, persons, age):
    free = actions.add_attribute(by=by, project=project, name="Region")
    assert fill(by, project, (persons[0], age, "UNDER 65"), (persons[1], age, "65+"),
                (persons[1], free, " North  Wales ")) == 3  # fmt: skip
    assert set(AttributeValue.objects.values_list("value", flat=True)) == {
        "under 65", "65+", "North Wales",
    }  # fmt: skip
    assert fill(by, project, (persons[0], age, "under 65"), (persons[1], free, "")) == 1
    assert AttributeValue.objects.count() == 2
    assert "65" not in str(list(Event.objects.filter(verb="attributes.filled_in").values("after")))
    sheet = sampling.sheet(project, people.log(project))
    assert [values for _, values in sheet.rows][:2] == [("under 65", ""), ("65+", "")]


def test_what_is_no_option_is_refused_and_nothing_written(by, project, persons, age):
    with pytest.raises(Refused, match="no option “70”") as refused:
        fill(by, project, (persons[0], age, "65+"), (persons[1], age, "70"))
    assert "under 65, 65+" in refused.value.advice
    with pytest.raises(Refused, match="more than 120"):
        fill(by, project, (persons[0], age, "x" * 121))
    assert not AttributeValue.objects.exists()
    actions.redact_participant(by=by, participant=persons[0])
    with pytest.raises(Refused, match="P0 has withdrawn"):
        fill(by, project, (persons[0], age, "65+"))
    other = build.project(by.user)
    with pytest.raises(ForeignObject):
        fill(by, project, (make.person(by, other, "Z"), age, "65+"))


def test_an_option_that_somebody_has_stays(by, project, persons, age):
    fill(by, project, (persons[0], age, "65+"))
    with pytest.raises(Refused, match="somebody's value"):
        actions.edit_attribute(by=by, attribute=age, name="Age", options=["under 65"])
    actions.edit_attribute(by=by, attribute=age, name="Age", options=["65+", "80+"])
    age.refresh_from_db()
    assert (age.name, age.options) == ("Age", ["65+", "80+"])
    actions.edit_attribute(by=by, attribute=age, name="Age", options=[])


@pytest.mark.parametrize(
    ("name", "options", "what"),
    [("", [], "name of a few words"), ("x" * 81, [], "name of a few words"),
     ("AGE BAND", [], "called AGE BAND already"), ("A", ["x" * 121], "more than 120"),
     ("A", [str(n) for n in range(61)], "more than 60")],
)  # fmt: skip
def test_an_attribute_that_cannot_be_is_refused(by, project, age, name, options, what):
    with pytest.raises(Refused, match=what):
        actions.add_attribute(by=by, project=project, name=name, options=options)


def test_an_attribute_is_retired_and_taken_up(by, project, persons, age):
    fill(by, project, (persons[0], age, "65+"))
    actions.retire_attribute(by=by, attribute=age)
    with pytest.raises(Refused, match="retired already"):
        actions.retire_attribute(by=by, attribute=age)
    assert sampling.held(project) == {}
    again = actions.add_attribute(by=by, project=project, name="age band")
    with pytest.raises(Refused, match="already"):
        actions.restore_attribute(by=by, attribute=age)
    actions.edit_attribute(by=by, attribute=again, name="Years")
    actions.restore_attribute(by=by, attribute=age)
    with pytest.raises(Refused, match="in use"):
        actions.restore_attribute(by=by, attribute=age)
    assert sampling.held(project) == {(persons[0].pk, age.pk): "65+"}


def test_the_grid_says_what_is_short(by, project, persons, age):
    fill(by, project, *[(one, age, "65+") for one in persons[:2]])
    actions.note_approaches(by=by, project=project, participants=persons, kind="invited", on=DAY)
    actions.note_approaches(by=by, project=project, participants=persons[:1], kind="took_part",
                            on=DAY)  # fmt: skip
    actions.note_approaches(by=by, project=project, participants=persons[3:], kind="declined",
                            on=DAY)  # fmt: skip
    wanted = actions.set_target
    wanted(by=by, project=project, group="carer", wanted=3)
    wanted(by=by, project=project, group="Carer", attribute=age, value="65+", wanted=1)
    wanted(by=by, project=project, attribute=age, value="under 65", wanted=2)
    wanted(by=by, project=project, group="manager", wanted=1)
    everybody = people.log(project)
    said = {one.who: one.says for one in sampling.targets(project, everybody)}
    assert said == {
        "Carer": "2 short: 1 of 3 took part, and 2 others may still come",
        "Carer, Age band: 65+": "Enough took part",
        "Everybody, Age band: under 65": "2 short: 0 of 2 took part, and nobody else is invited",
        "Manager": "1 short: 0 of 1 took part, and nobody else is invited",
    }
    [trait] = sampling.traits(project)
    grid = sampling.grid(project, everybody, trait)
    assert grid.values == ("under 65", "65+", "Not known")
    rows = {row.group: row.cells for row in grid.rows}
    assert list(rows) == ["carer", "manager", "nurse", "Everybody"]
    assert [cell.took_part for cell in rows["carer"]] == [1, 0, 1, 0]
    assert (rows["carer"][0].wanted, rows["carer"][2].wanted, rows["Everybody"][1].wanted) == (
        3, 1, 2,
    )  # fmt: skip
    for at in range(1, 4):
        assert sum(rows[name][at].invited for name in ("carer", "nurse")) == (
            rows["Everybody"][at].invited
        )
    plain = sampling.grid(project, everybody, None)
    assert [row.cells[0].invited for row in plain.rows] == [3, 0, 2, 5]


def test_a_number_is_changed_and_taken_out(by, project, age):
    first = actions.set_target(by=by, project=project, group="carer", wanted=3)
    second = actions.set_target(by=by, project=project, group="CARER", wanted=4)
    assert (first.pk, second.wanted) == (second.pk, 4)
    assert actions.set_target(by=by, project=project, group="carer", wanted=0) is None
    assert not SamplingTarget.objects.exists()
    for facts, what in (
        ({"group": "carer", "wanted": 0}, "None is wanted"),
        ({"wanted": 2}, "not said of whom"),
        ({"wanted": -1, "group": "x"}, "between 0"),
        ({"wanted": 1, "attribute": age}, "go together"),
        ({"wanted": 1, "group": "x", "value": "65+"}, "go together"),
        ({"wanted": 1, "attribute": age, "value": "70"}, "no option"),
    ):
        with pytest.raises(Refused, match=what):
            actions.set_target(by=by, project=project, **facts)


def test_free_values_are_columns_as_they_occur(by, project, persons):
    region = actions.add_attribute(by=by, project=project, name="Region")
    fill(by, project, *[(one, region, "wales" if n else "Wales") for n, one in enumerate(persons)])
    actions.set_target(by=by, project=project, attribute=region, value="Kent", wanted=1)
    [trait] = sampling.traits(project)
    grid = sampling.grid(project, people.log(project), trait)
    assert [value.casefold() for value in grid.values] == ["wales", "kent"]
    assert trait.filled == 5


def test_a_judgement_on_saturation_has_a_day_and_a_reason(by, project):
    for why, on, what in (("", DAY, "has a reason"), ("x", date(2999, 1, 1), "not come yet")):
        with pytest.raises(Refused, match=what):
            actions.call_saturation(by=by, project=project, reached=True, why=why, on=on)
    made = actions.call_saturation(by=by, project=project, reached=True, why="Kumquat", on=DAY)
    assert "umquat" not in str(list(Event.objects.values("after")))
    actions.take_back_saturation(by=by, call=made)
    with pytest.raises(Refused, match="already"):
        actions.take_back_saturation(by=by, call=made)
    assert [one.removed for one in sampling.judgements(project)] == [True]
    actions.put_back_saturation(by=by, call=made)
    with pytest.raises(Refused, match="stands"):
        actions.put_back_saturation(by=by, call=made)
    assert SaturationCall.objects.get().why == "Kumquat"


def test_new_codes_are_told_in_the_order_held(by, project, persons):
    code = [make.code(project, name) for name in ("A", "B")]
    late = make.heard(by, project, [("P0", "One two.")], {"P0": persons[0]}, title="Late",
                      held_on=date(2025, 12, 2))  # fmt: skip
    first = make.heard(by, project, [("P1", "Three four.")], {"P1": persons[1]}, title="First",
                       held_on=date(2025, 12, 1))  # fmt: skip
    undated = make.heard(by, project, [("P2", "Five.")], {"P2": persons[2]}, title="Undated")
    make.coded(by, late, "One", *code)
    make.coded(by, first, "Three", code[0])
    make.coded(by, undated, "Five", code[1])
    found = sampling.new_codes(project)
    assert [(row[0], *row[2:]) for row in found.rows] == [
        ("First", 1, 1, 1), ("Late", 2, 1, 2), ("Undated", 1, 0, 2),
    ]  # fmt: skip
    assert (found.undated, found.answer.reached) == (1, None)


# Consent.


def test_who_signed_which_and_who_none(by, project):
    add = actions.add_consent_form
    old = add(by=by, project=project, version="1", dated=date(2025, 1, 1))
    add(by=by, project=project, version="2", dated=date(2025, 6, 1), text="May we record?")
    for name, version in (("P1", "1"), ("P2", "2"), ("P3", "draft"), ("P4", "")):
        make.person(by, project, name, consent_version=version,
                    consented_on=DAY if version else None)  # fmt: skip
    gone = make.person(by, project, "P5", consent_version="1", consented_on=DAY)
    actions.redact_participant(by=by, participant=gone)
    it = consents(project)
    assert [(form.version, len(form.people), form.newest) for form in it.forms] == [
        ("2", 1, True), ("1", 2, False), ("draft", 1, False),
    ]  # fmt: skip
    assert it.newest == "2"
    assert {one.pseudonym for one in it.on_old} == {"P1", "P3"}
    assert [one.pseudonym for one in it.without] == ["P4"]
    assert people.versions(project) == ["2", "1"]
    actions.retire_consent_form(by=by, form=old)
    assert people.versions(project) == ["2"]
    with pytest.raises(Refused, match="retired already"):
        actions.retire_consent_form(by=by, form=old)
    actions.restore_consent_form(by=by, form=old)
    with pytest.raises(Refused, match="in use"):
        actions.restore_consent_form(by=by, form=old)


def test_what_was_signed_keeps_its_name_and_words(by, project):
    row = actions.add_consent_form(by=by, project=project, version="1", text="May we?")
    edit = actions.edit_consent_form
    edit(by=by, form=row, version="1a", text="May we record?", dated=DAY)
    make.person(by, project, "P1", consent_version="1a", consented_on=DAY)
    with pytest.raises(Refused, match="its name stays"):
        edit(by=by, form=row, version="2", text="May we record?")
    with pytest.raises(Refused, match="its words stay"):
        edit(by=by, form=row, version="1a", text="Other")
    edit(by=by, form=row, version="1a", text="May we record?", dated=date(2026, 1, 2))
    assert consents(project).forms[0].dated == date(2026, 1, 2)


@pytest.mark.parametrize(
    ("version", "dated", "what"),
    [("", None, "short name"), ("x" * 61, None, "short name"), ("1", None, "a version 1 already"),
     ("2", date(2999, 1, 1), "not come yet")],
)  # fmt: skip
def test_a_form_that_cannot_be_is_refused(by, project, version, dated, what):
    actions.add_consent_form(by=by, project=project, version="1")
    with pytest.raises(Refused, match=what):
        actions.add_consent_form(by=by, project=project, version=version, dated=dated)


def test_without_a_form_nobody_is_on_an_old_one(by, project):
    make.person(by, project, "P1", consent_version="1", consented_on=DAY)
    it = consents(project)
    assert (it.newest, it.on_old, it.forms[0].id) == ("", (), 0)
