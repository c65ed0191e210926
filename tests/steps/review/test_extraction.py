"""Extraction: the form designed, filled in by two who do not see each other, and settled."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import build as people
from tests.steps.review import studies
from uptake.instruments.extraction_forms import Question, extraction_forms
from uptake.projects.actor import Job, System
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Event
from uptake.review.actions import entries
from uptake.review.actions import form as writes
from uptake.review.actions.entries import Given
from uptake.review.models import Entry, FormField, Reconciled, SaidDone
from uptake.review.queries import extraction as queries
from uptake.review.values import comparable, value_of

pytestmark = pytest.mark.django_db
FORM = (
    Question("Country", "Setting", required=True), Question("People", "Setting", "number",
                                                            unit="people"),
    Question("Design", "", "one", ("Survey", "Watching")),
    Question("Asked", "", "many", ("Users", "Staff")), Question("Begun", "", "date"),
    Question("Support", "", "yes_no"), Question("Aim", "", "long"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def made():
    review, rows = studies.studies()
    writes.take_over_form(by=review.lead, project=review.project, questions=FORM)
    fields = {row.name: row for row in FormField.objects.filter(project=review.project)}
    return review, rows[0], fields


def at(name, review, *ids):
    return reverse(f"review:{name}", args=[review.project.pk, *ids])


def typed(fields, **values):
    """What a browser sends: every box of the form."""
    sent = {}
    for name, row in fields.items():
        if row.kind != "many" or name in values:
            sent[f"value-{row.pk}"] = values.get(name, "")
        sent[f"place-{row.pk}"] = values.get(f"{name}_place", "")
        sent[f"quote-{row.pk}"] = values.get(f"{name}_quote", "")
    return sent


def test_what_nobody_filled_in_is_not_left_to_settle(made):
    review, study, fields = made
    for who, country in ((review.one, "Estonia"), (review.two, "Latvia")):
        sent = typed(fields, Country=country) | {"done": "1"}
        people.browser(who).post(at("extract", review, study.pk), sent)
    lead = people.browser(review.lead)
    assert "1 to settle" in lead.get(at("studies", review)).content.decode()
    assert "1 field to settle." in lead.get(at("study", review, study.pk)).content.decode()
    entries.settle_value(by=review.lead, study=study, field=fields["Country"], value="Latvia")
    assert "Nothing left to settle" in lead.get(at("studies", review)).content.decode()
    assert "Nothing is left to settle." in lead.get(at("study", review, study.pk)).content.decode()


def test_the_form_begins_from_a_ready_set():
    review, _ = studies.studies()
    lead, reader = people.browser(review.lead), people.browser(review.one)
    assert "Start from a ready set" in lead.get(at("form", review)).content.decode()
    assert "No form yet" in reader.get(at("form", review)).content.decode()
    lead.post(at("begin-form", review), {"form": "study-characteristics"})
    assert FormField.objects.count() == len(extraction_forms()[0].questions)
    answer = lead.post(at("begin-form", review), {"form": "study-characteristics"}, follow=True)
    assert "in yours already" in answer.content.decode()
    unknown = lead.post(at("begin-form", review), {"form": "?"}, follow=True)
    assert "No form was chosen" in unknown.content.decode()
    assert reader.post(at("begin-form", review)).status_code == 403


def test_fields_are_added_changed_moved_retired_and_restored(made):
    review, _, fields = made
    lead = people.browser(review.lead)
    sent = {"name": "Payer", "kind": "one", "choices": "State\nInsurer\n\nState"}
    lead.post(at("form", review), sent)
    payer = FormField.objects.get(name="Payer")
    assert (payer.choices, payer.order) == (["State", "Insurer"], 8)
    assert lead.post(at("form", review), sent).status_code == 422
    lead.post(at("move-field", review, payer.pk), {"to": "up"})
    assert [row.name for row in queries.fields(review.project)][-2:] == ["Payer", "Aim"]
    first = fields["Country"]
    lead.post(at("move-field", review, first.pk), {"to": "up"})
    assert queries.fields(review.project)[0].name == "Country"
    assert "State" in lead.get(at("field", review, payer.pk)).content.decode()
    lead.post(at("field", review, payer.pk), sent | {"name": "Who pays", "required": "on"})
    payer.refresh_from_db()
    assert (payer.name, payer.required) == ("Who pays", True)
    bad = lead.post(at("field", review, payer.pk), {"name": "Aim", "kind": "text"})
    assert "already" in bad.content.decode()
    lead.post(at("retire-field", review, payer.pk))
    assert "Retired fields" in lead.get(at("form", review)).content.decode()
    for name in ("retire-field", "move-field"):
        told = lead.post(at(name, review, payer.pk), {"to": "up"}, follow=True).content.decode()
        assert "retired" in told
    assert lead.post(at("field", review, payer.pk), sent).status_code == 422
    lead.post(at("restore-field", review, payer.pk))
    payer.refresh_from_db()
    assert payer.retired_at is None
    again = lead.post(at("restore-field", review, payer.pk), follow=True)
    assert "in the form already" in again.content.decode()


@pytest.mark.parametrize(
    ("question", "says"),
    [(Question(" "), "has no name"), (Question("x" * 121), "120 is the most"),
     (Question("A", kind="?"), "what kind"), (Question("A", kind="one", choices=("B",)), "2 to"),
     (Question("A", unit="u" * 41), "40 is the most")],
)  # fmt: skip
def test_a_field_that_cannot_be_is_refused(made, question, says):
    review, _, _ = made
    with pytest.raises(Refused, match=says):
        writes.add_field(by=review.lead, project=review.project, question=question)


def test_a_form_has_a_most(made, monkeypatch):
    monkeypatch.setattr(writes, "MOST_FIELDS", 7)
    review, _, _ = made
    with pytest.raises(Refused, match="at most 7 fields"):
        writes.add_field(by=review.lead, project=review.project, question=Question("New"))


def test_a_form_goes_out_and_comes_in(made):
    review, _, _ = made
    lead = people.browser(review.lead)
    taken = lead.get(at("form-file", review, "json"))
    table = lead.get(at("form-file", review, "csv"))
    assert lead.get(at("form-file", review, "xml")).status_code == 404
    other, _ = studies.studies()
    boss = people.browser(other.lead)
    file = SimpleUploadedFile("f.json", taken.content)
    answer = boss.post(at("bring-form", other), {"file": file}, follow=True)
    assert "7 fields added." in answer.content.decode()
    for content, says in (
        (table.content, "in yours already"),
        (b'{"name": "x"', "f.csv: Line 1"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"x" * 1_000_001, "more than 1 MB"),
        (json.dumps({"name": "F", "fields": [{}] * 12}).encode(), " more. Nothing of it is used."),
    ):
        page = boss.post(at("bring-form", other), {"file": SimpleUploadedFile("f.csv", content)})
        assert page.status_code == 422
        assert says in page.content.decode()
    assert "There is no file." in boss.post(at("bring-form", other)).content.decode()


def test_a_reviewer_enters_values_with_place_and_quote(made):
    review, study, fields = made
    studies.attach(review)
    browser = people.browser(review.one)
    page = browser.get(at("extract", review, study.pk)).content.decode()
    assert "Guided digital care" in page  # the text stands beside
    sent = typed(fields, Country="Wales", People="1,031", Design="Survey", Asked=["Users", "Staff"],
                 Begun="2019-04-01", Support="yes", Country_place="page 2",
                 Country_quote="staff lacked the time")  # fmt: skip
    browser.post(at("extract", review, study.pk), sent)
    kept = {row.field.name: row.value for row in Entry.objects.filter(by=review.one.user)}
    assert kept == {"Country": "Wales", "People": 1031, "Design": "Survey", "Support": True,
                    "Asked": ["Users", "Staff"], "Begun": "2019-04-01"}  # fmt: skip
    page = browser.get(at("extract", review, study.pk)).content.decode()
    assert "Found on page 2." in page
    sent[f"quote-{fields['Country'].pk}"] = "nobody said this"
    sent[f"value-{fields['People'].pk}"] = ""
    browser.post(at("extract", review, study.pk), sent)
    assert (
        "Not found in the text that was read."
        in browser.get(at("extract", review, study.pk)).content.decode()
    )
    assert Entry.objects.filter(by=review.one.user, replaced_at=None).count() == 5
    assert Entry.objects.count() == 7
    again = browser.post(at("extract", review, study.pk), sent)
    assert "Nothing is different" in again.content.decode()


@pytest.mark.parametrize(
    ("values", "says"),
    [({"People": "many"}, "no number"), ({"Begun": "May"}, "no date"),
     ({"Country_quote": "words"}, "without a value"), ({"People": "1e999"}, "no number"),
     ({"Country": "x" * 20_001}, "20000 characters"), ({"Design": "Guess"}, "valid choice")],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_told_and_what_was_typed_stays(made, values, says):
    review, study, fields = made
    sent = typed(fields, **({"Aim": "To learn why"} | values))
    page = people.browser(review.one).post(at("extract", review, study.pk), sent)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert "To learn why" in page.content.decode()
    assert not Entry.objects.exists()


def test_values_by_kind(made):
    _, _, fields = made
    assert value_of(fields["People"], "4.5") == 4.5
    assert value_of(fields["Support"], "No") is False
    assert value_of(fields["Asked"], ["staff", "staff", ""]) == ["Staff"]
    assert value_of(fields["Aim"], "  ") is None
    for name, value in (("Support", "maybe"), ("Design", "?"), ("Aim", "x" * 20_001)):
        with pytest.raises(Refused):
            value_of(fields[name], value)
    assert comparable(["Staff", "Users"]) == comparable(["users", "staff "])
    assert comparable(True) == "yes"


def enter(review, study, by, fields, **values):
    entries.enter(
        by=by, study=study,
        given=[Given(fields[name], value) for name, value in values.items()],
    )  # fmt: skip


def test_neither_sees_the_other_until_both_are_done(made):
    review, study, fields = made
    enter(review, study, review.one, fields, Country="Wales", Design="Survey")
    enter(review, study, review.two, fields, Country="wales ", Design="Watching")
    browser = people.browser(review.one)
    entries.say_done(by=review.one, study=study)
    page = browser.get(at("compare", review, study.pk)).content.decode()
    assert "is not open yet" in page
    assert "Watching" not in page
    with pytest.raises(Refused, match="not open yet"):
        entries.settle_value(by=review.one, study=study, field=fields["Design"], value="Survey")
    with pytest.raises(Refused, match="not open yet"):
        entries.settle_agreed(by=review.one, study=study)
    entries.say_done(by=review.two, study=study)
    page = browser.get(at("compare", review, study.pk)).content.decode()
    assert "1 field to settle" in page
    assert "Watching" in page
    trail = json.dumps([event.after for event in Event.objects.filter(verb__startswith="entries")])
    assert "Wales" not in trail


def test_the_lead_opens_a_study_early(made):
    review, study, fields = made
    enter(review, study, review.one, fields, Country="Wales")
    lead = people.browser(review.lead)
    assert people.browser(review.one).post(at("open-study", review, study.pk)).status_code == 403
    lead.post(at("open-study", review, study.pk))
    assert "Wales" in lead.get(at("compare", review, study.pk)).content.decode()
    again = lead.post(at("open-study", review, study.pk), follow=True)
    assert "open already" in again.content.decode()


def test_done_needs_the_required_fields_and_can_be_taken_back(made):
    review, study, fields = made
    browser = people.browser(review.one)
    answer = browser.post(at("done", review, study.pk), follow=True).content.decode()
    assert "1 required field is empty: Country." in answer
    enter(review, study, review.one, fields, Country="Wales")
    browser.post(at("done", review, study.pk))
    assert SaidDone.objects.filter(taken_back_at=None).count() == 1
    page = browser.post(at("extract", review, study.pk), typed(fields, Country="France"))
    assert "you are done" in page.content.decode()
    assert (
        "already"
        not in browser.post(
            at("done", review, study.pk), {"again": "1"}, follow=True
        ).content.decode()
    )
    again = browser.post(at("done", review, study.pk), {"again": "1"}, follow=True)
    assert "have not said that you are done" in again.content.decode()
    enter(review, study, review.one, fields, Country="France")


def test_done_saves_what_stands_in_the_form_and_names_every_empty_field(made):
    review, study, fields = made
    for name in ("Aim", "Design", "Begun", "People", "Asked", "Support"):
        FormField.objects.filter(pk=fields[name].pk).update(required=True)
    browser, there = people.browser(review.one), at("extract", review, study.pk)
    empty = browser.get(there).content.decode()
    assert 'class="entries"' in empty
    assert 'name="done"' in empty
    sent = typed(fields, Country="Wales") | {"done": "1"}
    page = browser.post(there, sent | {"seen": entries.mark_of(study, review.one.user)})
    said = page.content.decode()
    assert page.status_code == 422
    assert Entry.objects.get().value == "Wales"
    assert "What you typed is saved." in said
    assert "6 required fields are empty" in said
    for name in ("Aim", "Design", "Begun", "People", "Asked", "Support"):
        assert f'<a href="#value-{fields[name].pk}">Enter {name}</a>' in said
    assert "Enter Country" not in said
    assert 'class="entries"' in said  # nothing is unsaved, so leaving asks nothing
    assert entries.mark_of(study, review.one.user) in said
    full = {"Aim": "Why", "Design": "Survey", "Begun": "2019-04-01", "People": "3",
            "Asked": ["Users"], "Support": "no", "Country": "Wales"}  # fmt: skip
    browser.post(there, typed(fields, **full))
    assert not SaidDone.objects.exists()
    told = browser.post(there, typed(fields, **full) | {"done": "1"}, follow=True)
    assert f"You are done with {study.label}." in told.content.decode()
    assert SaidDone.objects.filter(taken_back_at=None).count() == 1
    assert Entry.objects.filter(replaced_at=None).count() == 7


def test_what_was_refused_is_told_to_be_unsaved(made):
    review, study, fields = made
    browser, there = people.browser(review.one), at("extract", review, study.pk)
    sent = typed(fields, People="many", Country="Wales") | {"done": "1"}
    page = browser.post(there, sent).content.decode()
    assert 'class="entries unsaved"' in page
    assert "What you typed is saved." not in page
    assert not Entry.objects.exists()
    assert not SaidDone.objects.exists()


def test_another_window_overwrites_nothing(made):
    review, study, fields = made
    seen = entries.mark_of(study, review.one.user)
    enter(review, study, review.one, fields, Country="Wales")
    browser = people.browser(review.one)
    sent = typed(fields, Country="France") | {"seen": seen}
    page = browser.post(at("extract", review, study.pk), sent)
    assert "another window" in page.content.decode()
    assert "France" in page.content.decode()
    assert Entry.objects.get(replaced_at=None).value == "Wales"
    sent["seen"] = entries.mark_of(study, review.one.user)
    browser.post(at("extract", review, study.pk), sent)
    assert Entry.objects.get(replaced_at=None).value == "France"


def test_a_field_retired_while_one_typed_loses_nothing(made):
    review, study, fields = made
    enter(review, study, review.one, fields, Country="Wales", Aim="To learn")
    writes.retire_field(by=review.lead, field=fields["Aim"])
    with pytest.raises(OvertakenEdit, match="retired meanwhile"):
        enter(review, study, review.one, fields, Aim="To learn more")
    page = people.browser(review.one).get(at("extract", review, study.pk)).content.decode()
    assert "Aim, retired" in page
    assert "To learn" in page
    with pytest.raises(Refused, match="another kind"):
        writes.change_field(by=review.lead, field=fields["Country"],
                            question=Question("Country", "Setting", "number"))  # fmt: skip
    writes.change_field(by=review.lead, field=fields["Country"],
                        question=Question("Country", "Setting", "long"))  # fmt: skip


def both(review, study, fields):
    enter(review, study, review.one, fields, Country="Wales", Design="Survey", Aim="Why")
    enter(review, study, review.two, fields, Country="Wales", Design="Watching")
    for who in (review.one, review.two):
        entries.say_done(by=who, study=study)


def test_values_are_settled_by_taking_one_or_typing(made):
    review, study, fields = made
    both(review, study, fields)
    browser, design = people.browser(review.two), fields["Design"]
    answer = browser.post(at("settle-agreed", review, study.pk), follow=True)
    assert "1 field is settled" in answer.content.decode()
    assert (
        "no field left"
        in browser.post(at("settle-agreed", review, study.pk), follow=True).content.decode()
    )
    there = at("settle-value", review, study.pk, design.pk)
    browser.post(there, {"take": "1", "seen": "0"})
    kept = Reconciled.objects.get(field=design)
    assert kept.value == "Watching"
    overtaken = browser.post(there, {"value": "Survey", "seen": "0"})
    assert "Somebody else settled Design" in overtaken.content.decode()
    browser.post(there, {"value": "Survey", "note": "Table 1", "seen": kept.pk})
    assert Reconciled.objects.get(field=design, replaced_at=None).value == "Survey"
    page = browser.get(at("compare", review, study.pk)).content.decode()
    assert "Table 1" in page
    for sent, says in (({"value": "Survey", "note": "Table 1"}, "Nothing is different"),
                       ({}, "There is no value"), ({"value": "?"}, "does not fit")):  # fmt: skip
        refused = browser.post(there, sent)
        assert refused.status_code == 422
        assert says in refused.content.decode()
    with pytest.raises(Refused, match="2,000 is the most"):
        entries.settle_value(by=review.one, study=study, field=design, value="Survey",
                             note="x" * 2_001)  # fmt: skip


def test_each_field_to_settle_has_its_own_ids(made):
    review, study, fields = made
    both(review, study, fields)
    page = people.browser(review.two).get(at("compare", review, study.pk)).content.decode()
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {f"value-{fields[name].pk}" for name in ("Country", "Design", "Aim")} <= set(ids)
    assert set(re.findall(r' for="([^"]+)"', page)) <= set(ids)


def test_settling_goes_on_to_the_next_field_without_losing_the_place(made):
    review, study, fields = made
    enter(review, study, review.one, fields, Country="Wales", Design="Survey", Aim="Why")
    enter(review, study, review.two, fields, Country="Cymru", Design="Watching")
    for who in (review.one, review.two):
        entries.say_done(by=who, study=study)
    browser, htmx = people.browser(review.two), {"HX-Request": "true"}
    country, design, aim = (fields[name] for name in ("Country", "Design", "Aim"))
    there = at("settle-value", review, study.pk, country.pk)
    answer = browser.post(there, {"take": "0", "seen": "0"})
    assert answer["Location"] == f"{at('compare', review, study.pk)}#f{design.pk}"
    part = browser.post(at("settle-value", review, study.pk, aim.pk), {"take": "0", "seen": "0"},
                        headers=htmx).content.decode()  # fmt: skip
    assert "<html" not in part
    assert "Aim is settled." in part
    assert part.index("autofocus") > part.index(f'id="f{design.pk}"')
    assert part.index("autofocus") < part.index(f'id="f{aim.pk}"')
    assert f'id="other-{country.pk}" hx-preserve' in part
    there, wrong = at("settle-value", review, study.pk, design.pk), {"value": "Asking", "seen": "0"}
    refused = browser.post(there, wrong | {"note": "Table 9"}, headers=htmx)
    assert refused.status_code == 422
    assert "Table 9" in refused.content.decode()
    last = browser.post(there, {"take": "0", "seen": "0"})
    assert last["Location"].endswith(f"#f{design.pk}")


def test_agreement_by_field(made):
    review, study, fields = made
    both(review, study, fields)
    found = {row.field.name: row for row in queries.agreement(review.project)}
    assert (found["Country"].studies, found["Country"].percent) == (1, 100)
    assert (found["Design"].percent, found["Design"].kappa.kappa) == (0, 0.0)
    assert found["Aim"].studies == 0
    page = people.browser(review.one).get(at("agreement", review)).content.decode()
    assert "100 %" in page


def test_what_was_extracted_goes_out(made):
    review, study, fields = made
    both(review, study, fields)
    entries.settle_value(by=review.one, study=study, field=fields["Country"], value="Cymru")
    writes.retire_field(by=review.lead, field=fields["Aim"])
    browser = people.browser(review.one)
    text = browser.get(at("extraction-file", review, "csv")).content.decode("utf-8-sig")
    assert "Cymru" in text
    assert "Aim, retired" in text
    assert "Reviewer: Survey; Reviewer: Watching" in text
    assert browser.get(at("extraction-file", review, "xlsx")).content.startswith(b"PK")
    assert browser.get(at("extraction-file", review, "pdf")).status_code == 404


def test_the_next_study_comes_up(made):
    review, study, fields = made
    browser = people.browser(review.one)
    assert browser.get(at("next-study", review))["Location"] == at("extract", review, study.pk)
    from uptake.review.models import Study

    for row in Study.objects.filter(project=review.project):
        enter(review, row, review.one, fields, Country="Wales")
        entries.say_done(by=review.one, study=row)
    assert browser.get(at("next-study", review))["Location"] == at("studies", review)


def test_entries_are_a_persons(made):
    review, study, fields = made
    with pytest.raises(Refused, match="a person's"):
        enter(review, study, System(Job.TERMINAL), fields, Country="Wales")
    with pytest.raises(Refused, match="120 is the most"):
        entries.enter(by=review.one, study=study,
                      given=[Given(fields["Country"], "Wales", "p" * 121)])  # fmt: skip
    study.retired_at = study.created_at
    study.save()
    with pytest.raises(Refused, match="no reports any more"):
        enter(review, study, review.one, fields, Country="Wales")


def test_an_empty_form_says_so():
    review, rows = studies.studies()
    browser = people.browser(review.one)
    assert "no fields yet" in browser.get(at("extract", review, rows[0].pk)).content.decode()
    assert "no fields yet" in browser.get(at("compare", review, rows[0].pk)).content.decode()
    assert "no fields yet" in browser.get(at("agreement", review)).content.decode()
    plain = people.browser(people.member(review.project, "commissioner"))
    assert plain.get(at("extract", review, rows[0].pk)).status_code == 403
