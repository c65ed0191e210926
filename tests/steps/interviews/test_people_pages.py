"""The pages of recruitment, sampling, consent and identities."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.models import (
    Approach,
    Attribute,
    AttributeValue,
    ConsentForm,
    Participant,
    SamplingTarget,
    SaturationCall,
    Transcript,
)

pytestmark = pytest.mark.django_db
ROLES = ("owner", "researcher", "coder", "reviewer", "commissioner", "observer")


@pytest.fixture
def client(by):
    return build.browser(by)


def at(project, name, *ids):
    return reverse(f"interviews:{name}", args=[project.pk, *ids])


def get(client, project, name, /, *ids, status=200, **query):
    answer = client.get(at(project, name, *ids), query)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def post(client, project, name, /, *ids, status=302, **sent):
    answer = client.post(at(project, name, *ids), sent)
    assert answer.status_code == status, answer.content.decode()[:5000]
    return answer.content.decode()


PAGES = ("participants", "sampling", "saturation-calls", "consent", "key", "add-people",
         "add-attribute", "add-consent-form", "values")  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands_while_nobody_is_there(client, project, name):
    assert "<h1>" in get(client, project, name)


@pytest.fixture
def filled(by, project):
    people = [make.person(by, project, f"P{n}", group="carer" if n % 2 else "therapist")
              for n in range(4)]  # fmt: skip
    talk = make.heard(by, project, [("P0", "Words."), ("P1", "More words.")],
                      {"P0": people[0], "P1": people[1]})  # fmt: skip
    make.coded(by, talk, "More words", make.code(project))
    actions.note_approaches(by=by, project=project, participants=people[:3], kind="invited",
                            on=date(2026, 1, 5))  # fmt: skip
    actions.note_approaches(by=by, project=project, participants=people[2:3], kind="declined",
                            on=date(2026, 1, 9), reason="No time")  # fmt: skip
    band = actions.add_attribute(by=by, project=project, name="Age", options=["under 65", "65+"])
    actions.fill_in(by=by, project=project, values=[(people[0], band, "65+")])
    actions.set_target(by=by, project=project, group="carer", wanted=3)
    actions.set_target(by=by, project=project, group="therapist", attribute=band, value="65+",
                       wanted=1)  # fmt: skip
    actions.call_saturation(by=by, project=project, reached=False, why="New in each",
                            on=date(2026, 2, 1))  # fmt: skip
    actions.add_consent_form(by=by, project=project, version="3", dated=date(2025, 12, 1))
    return people


@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands_when_all_is_filled(client, project, filled, name):
    assert "<h1>" in get(client, project, name)


def test_the_log_says_who_stands_where(client, project, filled):
    page = get(client, project, "participants")
    assert "3 invited, 3 answered (100 %), 2 took part (67 %)." in page
    assert "No time" in page
    assert "Not invited yet" in page
    only = get(client, project, "participants", state="declined", group="therapist")
    assert "1 person of 4" in only
    assert "Nobody stands so" in get(client, project, "participants", state="no_answer")


def test_what_was_held_before_consent_is_said(client, project, filled):
    address = reverse("interviews:participant", args=[project.pk, filled[0].pk])
    assert "before this day of consent" not in client.get(address).content.decode()
    Transcript.objects.update(held_on=date(2025, 9, 30))
    assert "was held on 30 September 2025, before this day" in client.get(address).content.decode()


def test_a_line_is_written_for_those_ticked(client, project, filled):
    ids = [row.pk for row in filled[:2]]
    post(client, project, "approach", person=ids, kind="reminded", on="2026-01-08")
    assert Approach.objects.filter(kind="reminded").count() == 2
    assert "noted for 2 people" in get(client, project, "participants")
    none = post(client, project, "approach", status=422, kind="reminded", on="2026-01-08")
    assert "Nobody is chosen" in none
    wrong = post(client, project, "approach", status=422, person=ids, kind="", on="2999-01-01")
    assert "Choose what happened" in wrong
    assert "The day has not come yet" in wrong
    assert wrong.count("checked") == 2


def test_a_line_of_one_person_is_taken_off_and_put_back(client, project, filled):
    who = filled[3].pk
    post(client, project, "approach", person=[who], kind="invited", on="2026-01-08", back="one")
    assert "Invited: noted for P3" in get(client, project, "participant", who)
    line = Approach.objects.latest("pk")
    post(client, project, "remove-approach", line.pk)
    assert "Put back" in get(client, project, "participant", who)
    post(client, project, "remove-approach", line.pk, status=422)
    post(client, project, "put-back-approach", line.pk)
    post(client, project, "put-back-approach", line.pk, status=422)
    assert stands_invited(client, project)


def stands_invited(client, project):
    return "P3" in get(client, project, "participants", state="invited")


def test_people_are_added_from_a_list(client, project):
    sent = {"people": "P1, carer\nP2", "group": "nurse", "invited_on": "2026-01-05"}
    post(client, project, "add-people", **sent)
    assert [row.group for row in Participant.objects.order_by("pk")] == ["carer", "nurse"]
    assert Approach.objects.count() == 2
    again = post(client, project, "add-people", status=422, **sent)
    assert "line 1" in again
    assert "P2" in again
    nothing = post(client, project, "add-people", status=422)
    assert "Write each person on a line" in nothing
    late = post(client, project, "add-people", status=422, people="P9, x", invited_on="2999-01-01")
    assert "has not come yet" in late


def test_people_are_added_from_a_file(client, project):
    file = SimpleUploadedFile("people.csv", b"pseudonym;group\nP1;carer\n")
    post(client, project, "add-people", file=file)
    assert Participant.objects.get().group == "carer"


def test_known_versions_of_the_consent_form_are_offered(client, project, filled):
    page = get(client, project, "add-participant")
    assert '<option value="3">' in page
    assert "The newest is 3" in page
    assert '<option value="3">' in get(client, project, "edit-participant", filled[0].pk)


def test_a_number_wanted_is_set_and_taken_out(client, project, filled):
    [age] = Attribute.objects.all()
    post(client, project, "sampling", group="carer", trait=f"{age.pk}:65+", wanted="2")
    assert SamplingTarget.objects.count() == 3
    assert "2 short: 0 of 2" in get(client, project, "sampling")
    post(client, project, "sampling", group="carer", trait=f"{age.pk}:65+", wanted="0")
    assert SamplingTarget.objects.count() == 2
    nobody = post(client, project, "sampling", status=422, wanted="2")
    assert "not said of whom" in nobody
    assert "Enter how many" in post(client, project, "sampling", status=422, group="carer")


def test_the_table_is_filled_in_at_once(client, project, filled):
    [age] = Attribute.objects.all()
    post(client, project, "add-attribute", name="Region", options="")
    region = Attribute.objects.get(name="Region")
    sent = {f"v-{who.pk}-{age.pk}": "65+" for who in filled}
    post(client, project, "values", **sent, **{f"v-{filled[1].pk}-{region.pk}": "Wales"})
    assert AttributeValue.objects.count() == 5
    assert "4 values were changed" in get(client, project, "values")
    post(client, project, "values", status=422, **{f"v-{filled[0].pk}-{age.pk}": "70"})
    assert AttributeValue.objects.count() == 5


def test_an_attribute_is_added_changed_and_retired(client, project, filled):
    [age] = Attribute.objects.all()
    assert "65+" in get(client, project, "attribute", age.pk)
    taken = post(client, project, "attribute", age.pk, status=422, name="Age", options="under 65")
    assert "somebody&#39;s value" in taken
    post(client, project, "attribute", age.pk, name="Years", options="65+\nunder 65\n80+")
    post(client, project, "add-attribute", status=422, name="years")
    post(client, project, "retire-attribute", age.pk)
    assert "Retired" in get(client, project, "sampling")
    post(client, project, "add-attribute", name="Years")
    post(client, project, "retire-attribute", age.pk, status=422)
    post(client, project, "attribute", Attribute.objects.latest("pk").pk, name="Other", options="")
    post(client, project, "retire-attribute", age.pk)
    age.refresh_from_db()
    assert age.retired_at is None


def test_saturation_is_judged_and_taken_back(client, project, filled):
    sent = {"reached": "yes", "group": "", "on": "2026-02-03", "why": "Two with nothing new"}
    post(client, project, "saturation-calls", **sent)
    page = get(client, project, "saturation-calls")
    assert "further interviews bring nothing new" in page
    assert "Two with nothing new" in page
    late = post(client, project, "saturation-calls", status=422, **{**sent, "on": "2999-01-01"})
    assert "has not come yet" in late
    empty = post(client, project, "saturation-calls", status=422, **{**sent, "why": " "})
    assert "Say what the judgement rests on" in empty
    call = SaturationCall.objects.latest("pk")
    post(client, project, "take-back-saturation", call.pk)
    assert "Taken back" in get(client, project, "saturation-calls")
    post(client, project, "take-back-saturation", call.pk)
    call.refresh_from_db()
    assert call.removed_at is None


def test_a_version_is_added_changed_and_retired(client, project, filled):
    page = get(client, project, "consent")
    assert "4 people signed another version" in page
    assert "Record it" in page
    assert 'value="2"' in get(client, project, "add-consent-form", version="2")
    post(client, project, "add-consent-form", version="2", dated="2025-10-01", text="May we?")
    row = ConsentForm.objects.get(version="2")
    post(client, project, "add-consent-form", status=422, version="2")
    post(client, project, "add-consent-form", status=422, version="4", dated="2999-01-01")
    refused = post(client, project, "consent-form", row.pk, status=422, version="2", text="Or?")
    assert "its words stay" in refused
    post(client, project, "consent-form", row.pk, version="2", text="May we?", dated="2025-10-02")
    post(client, project, "retire-consent-form", row.pk)
    assert "Retired" in get(client, project, "consent")
    post(client, project, "retire-consent-form", row.pk)
    row.refresh_from_db()
    assert row.retired_at is None


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_what_it_may(project, filled, role):
    client = build.browser(build.member(project, role))
    writes, reads = role in ROLES[:2], role in ROLES[:4]
    page = get(client, project, "participants")
    assert ("Write in the log" in page) == writes
    assert ("No time" in page) == reads
    person = get(client, project, "participant", filled[0].pk)
    assert ("65+" in person) == reads
    assert ("Name and contact" in person) == writes
    assert ("Set a number wanted" in get(client, project, "sampling")) == writes
    assert ("Judge it" in get(client, project, "saturation-calls")) == writes
    assert "<h1>Consent</h1>" in get(client, project, "consent")
    form = ConsentForm.objects.get()
    assert ("Save" in get(client, project, "consent-form", form.pk)) == writes
    get(client, project, "values", status=200 if reads else 403)
    get(client, project, "key", status=200 if writes else 403)
    get(client, project, "identity", filled[0].pk, status=200 if writes else 403)


def test_who_withdrew_is_marked_and_cannot_be_ticked(client, project, by, filled):
    actions.redact_participant(by=by, participant=filled[2])
    page = get(client, project, "participants", state="withdrawn")
    assert "1 person of 4" in page
    assert "Withdrawn</span>" in page
    assert 'type="checkbox"' not in page
    gone = get(client, project, "participant", filled[2].pk)
    assert "Withdrew on" in gone
    assert "Write in the log" not in gone


def test_pages_ask_no_more_for_more_people(client, project, by, filled):
    def asked(name):
        with CaptureQueriesContext(connection) as found:
            get(client, project, name)
        return len(found)

    names = ("participants", "sampling", "consent", "values")
    before = [asked(name) for name in names]
    people = [make.person(by, project, f"Q{n}") for n in range(12)]
    actions.note_approaches(by=by, project=project, participants=people, kind="invited",
                            on=date(2026, 1, 5))  # fmt: skip
    assert [asked(name) for name in names] == before
